from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .application_common import CatsApplicationCommon


@tagged("post_install", "-at_install")
class TestSendActivation(CatsApplicationCommon):
    def _send(self, partners, user=None):
        """:return: result by contact, as the report shows it."""
        partners = partners.with_user(user or self.staff)
        action = partners.action_b2b_send_activation()
        report = self.env[action["res_model"]].browse(action["res_id"])
        return {line.partner_id: line.result for line in report.line_ids}

    def _find_application(self, contact):
        return self.env["cats.application"].search([("contact_id", "in", contact.ids)])

    def test_contact(self):
        """ACC-5: a contact whom staff entered gets a mail and becomes active by it."""
        contact = self._create_contact(lang="en_US")
        self.assertEqual(self._send(contact), {contact: "sent"})
        application = self._find_application(contact)
        self.assertRecordValues(
            application,
            [
                {
                    "origin": "staff",
                    "state": "approved",
                    "waits_for": "applicant",
                    "partner_id": self.customer.id,
                    "website_id": self.website.id,
                    "password_hash": False,
                }
            ],
        )
        mail = self._get_mails("dora@lumiere.example")
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("Dora Dubois", mail.body_html)
        self.assertEqual(application._activate("a long password"), "activated")
        self.assertEqual(contact.user_ids.login, "dora@lumiere.example")

    def test_again(self):
        """ACC-5: sent again, the application stays one, and the old link is dead."""
        contact = self._create_contact()
        self._send(contact)
        application = self._find_application(contact)
        token = self._get_token(application)
        self._send(contact)
        self.assertEqual(self._find_application(contact), application)
        self.assertFalse(application._find_by_any_token(token))
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 2)

    def test_open_application_of_a_visitor(self):
        """ACC-5: an open application of the same address is used; its password not."""
        application = self._create_application(email="dora@lumiere.example")
        contact = self._create_contact()
        self._send(contact)
        self.assertEqual(self._find_application(contact), application)
        self.assertEqual(application.partner_id, self.customer)
        self.assertFalse(application.password_hash)

    def test_company(self):
        """ACC-5: of a company all contacts are reported, each with its result."""
        dora = self._create_contact()
        mute = self._create_contact(False, name="Mute")
        results = self._send(self.customer)
        expected = {dora: "sent", mute: "no_email"}
        expected |= {user.partner_id: "active" for user in self.buyer | self.principal}
        self.assertEqual(results, expected)

    def test_obstacles(self):
        """ACC-5: the report says what is in the way of each contact."""
        self.buyer.active = False
        twins = self._create_contact("info@lumiere.example") | self._create_contact(
            "Info@Lumiere.example", name="Twin"
        )
        taken = self._create_contact("b2b_principal")
        login = self._create_contact("taken@lumiere.example")
        self.stranger.login = "taken@lumiere.example"
        self.stranger.commercial_partner_id.vat = False
        no_vat = self._create_contact(
            "nobody@elsewhere.example", parent_id=self.stranger.commercial_partner_id.id
        )
        lonely = self._create_contact("alone@lonely.example", parent_id=False)
        empty = self._create_customer("Empty NV")
        cases = [
            (self.buyer.partner_id, "deactivated"),
            (twins[0], "shared"),
            (twins[1], "shared"),
            (taken, "no_email"),
            (login, "shared"),
            (no_vat, "no_vat"),
            (lonely, "no_vat"),
            (empty, "shared"),
        ]
        everybody = self.env["res.partner"].union(*(contact for contact, _ in cases))
        results = self._send(everybody)
        for contact, expected in cases:
            with self.subTest(contact.name, expected=expected):
                self.assertEqual(results[contact], expected)
        self.assertFalse(self._find_application(everybody))

    def test_company_without_contacts(self):
        """ACC-5: a company entered with nothing but an address gets its login, too.

        The login is on a contact below it, never on the company itself.
        """
        company = self._create_customer("Solo SA")
        company.email = "solo@solo.example"
        self.assertEqual(self._send(company), {company: "sent"})
        person = company.child_ids
        self.assertRecordValues(
            person,
            [{"name": "Solo SA", "email": "solo@solo.example", "is_company": False}],
        )
        application = self._find_application(person)
        self.assertEqual(application._activate("a long password"), "activated")
        self.assertFalse(company.user_ids)
        self.assertEqual(person.user_ids.login, "solo@solo.example")

    def test_sole_trader(self):
        """ACC-5: so does a sole trader, who is no company for Odoo."""
        trader = self._create_customer("Ida Solo")
        trader.write({"is_company": False, "email": "ida@solo.example"})
        self.assertEqual(self._send(trader), {trader: "sent"})
        self.assertEqual(self._find_application(trader.child_ids).state, "approved")
        self.assertFalse(self._find_application(trader))

    def test_forbidden(self):
        """ACC-5: who may not decide about accounts sends nothing."""
        contact = self._create_contact()
        for user in (self.salesman, self.buyer, self.principal):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._send(contact, user)
        self.assertFalse(self._find_application(contact))

    def test_contact_of_another_seller(self):
        """ACC-5: another company's contact is not invited."""
        website = self._create_other_seller()
        contact = self._create_contact(
            parent_id=False, company_id=website.company_id.id
        )
        with self.assertRaises(AccessError):
            self._send(contact)

    def test_application_to_another_seller(self):
        """ACC-5: an application that waits in another shop is left alone."""
        website = self._create_other_seller()
        application = self._create_application(
            email="dora@lumiere.example", website_id=website.id
        )
        contact = self._create_contact()
        self.assertEqual(self._send(contact), {contact: "shared"})
        self.assertEqual(application.website_id, website)
        self.assertFalse(application.contact_id)

    def test_applications_to_several_shops(self):
        """ACC-5: of several open applications that of the shop is used, no other."""
        email = "dora@lumiere.example"
        seller = self._create_other_seller()
        second = self.website.copy({"name": "Second", "domain": False})
        applications = self.env["cats.application"]
        for website in (second, self.website, seller):
            applications |= self._create_application(email=email, website_id=website.id)
        other, own, foreign = applications
        contact = self._create_contact(website_id=self.website.id)
        self.assertEqual(self._send(contact), {contact: "sent"})
        self.assertEqual(self._find_application(contact), own)
        self.assertEqual(own.website_id, self.website)
        self.assertEqual((other | foreign).mapped("state"), ["pending"] * 2)
        self.assertEqual(len(self._get_mails(email)), 1)

    def test_application_to_another_shop_of_the_seller(self):
        """ACC-5: an open application for another shop of the seller is used, too."""
        second = self.website.copy({"name": "Second", "domain": False})
        email = "dora@lumiere.example"
        application = self._create_application(email=email, website_id=second.id)
        contact = self._create_contact(website_id=self.website.id)
        self._send(contact)
        self.assertEqual(self._find_application(contact), application)
        self.assertEqual(application.website_id, self.website)

    def test_switched_off(self):
        """ACC-5: without a B2B shop there is nothing to activate."""
        contact = self._create_contact()
        self.website.b2b_enabled = False
        with self.assertRaises(UserError):
            self._send(contact)
        self.assertFalse(self._find_application(contact))

    def test_growth(self):
        """ACC-5: many contacts take a few queries each at most, mail included."""
        counts = {}
        for number in (5, 55):
            company = self._create_customer(f"Customer {number}")
            company.vat = self.customer.vat
            self.env["res.partner"].create(
                [
                    {
                        "name": f"Contact {number} {index}",
                        "email": f"c{number}.{index}@many.example",
                        "parent_id": company.id,
                        "company_id": self.company.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            results = self._send(company)
            self.env.flush_all()
            counts[number] = self.env.cr.sql_log_count - before
            self.assertEqual(set(results.values()), {"sent"})
        self.assertLess(counts[55] - counts[5], 50 * 2)
