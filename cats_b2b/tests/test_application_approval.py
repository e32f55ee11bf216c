from unittest.mock import patch

from psycopg2.errors import ForeignKeyViolation

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .application_common import BELGIAN_VAT, DUTCH_VAT, CatsApplicationCommon


@tagged("post_install", "-at_install")
class TestApplicationApproval(CatsApplicationCommon):
    def test_new_company(self):
        """ACC-3: an approval makes a company, a contact and an activation mail."""
        self.website.salesperson_id = self.salesman
        application = self._create_application()
        application._approve()
        company, contact = application.partner_id, application.contact_id
        self.assertRecordValues(
            company,
            [
                {
                    "name": "Nieuw BV",
                    "is_company": True,
                    "street": application.street,
                    "zip": "1012 LG",
                    "city": "Amsterdam",
                    "country_id": self.env.ref("base.nl").id,
                    "vat": DUTCH_VAT,
                    "vies_valid": True,
                    "lang": "en_US",
                    "company_id": self.company.id,
                    "user_id": self.salesman.id,
                    "email": False,
                }
            ],
        )
        self.assertRecordValues(
            contact,
            [
                {
                    "name": "Anna Jansen",
                    "parent_id": company.id,
                    "type": "contact",
                    "email": "anna@nieuw.example",
                    "is_company": False,
                    "company_id": self.company.id,
                    "vat": DUTCH_VAT,
                }
            ],
        )
        self.assertFalse(contact.user_ids)
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.waits_for, "applicant")
        self.assertTrue(application.decided_on)
        self.assertFalse(application.decided_by_id)
        self.assertTrue(application.password_hash)
        mail = self._get_mails("anna@nieuw.example")
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("B2B Seller", mail.subject)
        self.assertIn("+32 2 555 00 00", mail.body_html)
        self.assertIn("was approved by", company.message_ids[0].body)
        self.assertIn("was approved by", str(application.message_ids.mapped("body")))

    def test_vies_is_not_asked_again(self):
        """ACC-2: the number is written with VIES's answer; nobody asks there."""
        self.company.vat_check_vies = True
        check = "odoo.addons.base_vat.models.res_partner.check_vies"
        application = self._create_application()
        with patch(check, side_effect=AssertionError("VIES was asked")):
            application._approve()
            self.env.flush_all()
        self.assertTrue(application.partner_id.vies_valid)
        self.assertTrue(application.contact_id.vies_valid)

    def test_fiscal_position(self):
        """ACC-3: a Dutch company's first order has the intra-community position."""
        europe = self.env.ref("base.europe")
        values = {"company_id": self.company.id, "auto_apply": True}
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Intra-Community",
                "sequence": 1,
                "vat_required": True,
                "country_group_id": europe.id,
                **values,
            }
        )
        self.env["account.fiscal.position"].create(
            {
                "name": "EU privé",
                "sequence": 2,
                "country_group_id": europe.id,
                **values,
            }
        )
        self.company.vat_check_vies = True
        application = self._create_application()
        application._approve()
        order = self._create_order(
            (self.product, 1), partner_id=application.contact_id.id
        )
        self.assertEqual(order.fiscal_position_id, position)

    def test_pricelist(self):
        """ACC-3: the pricelist is the application's, else the shop's, else Odoo's."""
        shop_list = self._create_pricelist(self.eur, name="Shop")
        own_list = self._create_pricelist(self.eur, name="Own")
        self.website.b2b_pricelist_id = shop_list
        cases = [("shop", {}, shop_list)]
        cases += [("own", {"pricelist_id": own_list.id}, own_list)]
        for label, values, expected in cases:
            with self.subTest(label):
                application = self._create_application(
                    email=f"{label}@nieuw.example", vat=False, **values
                )
                application._approve()
                contact = application.contact_id
                self.assertEqual(contact.property_product_pricelist, expected)

    def test_known_company_stays(self):
        """ACC-6: a known company gets a contact more; nothing of it is overwritten."""
        application = self._create_colleague(street_name="Elsewhere", zip="9999")
        application._approve(user=self.staff)
        self.assertRecordValues(
            self.customer,
            [
                {
                    "name": "Lumière SA",
                    "street": "Rue Haute 1",
                    "zip": "1000",
                    "vat": BELGIAN_VAT,
                }
            ],
        )
        self.assertEqual(application.contact_id.parent_id, self.customer)
        self.assertEqual(application.contact_id.street, "Rue Haute 1")
        self.assertEqual(application.decided_by_id, self.staff)
        # Whoever typed the address must not know the password of a colleague.
        self.assertFalse(application.password_hash)

    def test_missing_vat_is_added(self):
        """ACC-7: a known company without VAT number gets the one that was checked."""
        self.customer.vat = False
        self._create_colleague()._approve()
        self.assertEqual(self.customer.vat, BELGIAN_VAT)

    def test_contact_without_login(self):
        """ACC-5: a contact of the company with this address is not made twice."""
        contact = self._create_contact("carl@lumiere.example")
        application = self._create_colleague()
        application._approve()
        self.assertEqual(application.contact_id, contact)

    def test_invite_contact(self):
        """ACC-5: a contact of the shop without login ends in the same activation."""
        contact = self._create_contact()
        application = self._create_application(email="dora@lumiere.example")
        application._invite_contact(contact)
        self.assertRecordValues(
            application,
            [
                {
                    "state": "approved",
                    "partner_id": self.customer.id,
                    "contact_id": contact.id,
                    "password_hash": False,
                }
            ],
        )

    def test_staff(self):
        """ACC-6: staff with the right approve; the login belongs to the contact."""
        application = self._create_application().with_user(self.staff)
        application.action_approve()
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.decided_by_id, self.staff)

    def test_staff_twice(self):
        """ACC-6: a second click makes no second company."""
        application = self._create_application()
        application.with_user(self.staff).action_approve()
        with self.assertRaises(UserError):
            application.with_user(self.staff).action_approve()
        companies = self.env["res.partner"].search([("name", "=", "Nieuw BV")])
        self.assertEqual(len(companies), 1)
        self.assertEqual(len(self._get_mails("anna@nieuw.example")), 1)

    def test_staff_must_choose_known_company(self):
        """ACC-6: with a known VAT number staff say which customer it is."""
        application = self._create_colleague(partner_id=False, waits_for="staff")
        with self.assertRaisesRegex(UserError, "Lumière SA"):
            application.with_user(self.staff).action_approve()
        application.partner_id = self.customer
        application.with_user(self.staff).action_approve()
        self.assertEqual(application.contact_id.parent_id, self.customer)

    def test_staff_and_a_login(self):
        """ACC-4: staff are told whose login the address is, also an archived one's."""
        self.stranger.write({"login": "Anna@Nieuw.example", "active": False})
        application = self._create_application().with_user(self.staff)
        with self.assertRaisesRegex(UserError, "Anna@Nieuw.example.*Reactivate"):
            application.action_approve()
        self.assertEqual(application.state, "pending")
        self.stranger.login = "b2b_stranger"
        application.action_approve()
        self.assertEqual(application.state, "approved")

    def test_staff_needs_a_company(self):
        """ACC-7: nobody is approved without a company and its VAT number."""
        for name in ("company_name", "vat", "country_id"):
            values = {name: False, "email": f"{name}@nieuw.example"}
            application = self._create_application(**values)
            with self.subTest(name), self.assertRaisesRegex(UserError, "missing"):
                application.with_user(self.staff).action_approve()

    def test_archived_customer(self):
        """ACC-6: nobody joins a company that staff archived."""
        application = self._create_colleague()
        self.principal.active = False
        self.buyer.active = False
        self.customer.active = False
        with self.assertRaisesRegex(UserError, "archived"):
            application.with_user(self.staff).action_approve()

    def test_customer_of_another_seller(self):
        """ACC-6: a customer that belongs to another company cannot be chosen."""
        website = self._create_other_seller()
        foreign = self.env["res.partner"].create(
            {
                "name": "Foreign",
                "is_company": True,
                "company_id": website.company_id.id,
            }
        )
        application = self._create_colleague()
        application.partner_id = foreign
        with self.assertRaisesRegex(UserError, "another company"):
            application.with_user(self.staff).action_approve()
        self.assertEqual(application.state, "pending")

    def test_forbidden(self):
        """ACC-6: who has not the right, or another seller's staff, decides nothing."""
        application = self._create_application()
        foreign = self._create_application(
            email="eve@nieuw.example", website_id=self._create_other_seller().id
        )
        calls = ["action_approve", "action_refuse", "action_submit"]
        cases = [
            (user, application, call)
            for user in (self.salesman, self.buyer, self.principal)
            for call in (*calls, "action_send_activation")
        ]
        cases += [(self.staff, foreign, call) for call in calls]
        for user, record, call in cases:
            with self.subTest(user=user.login, call=call):
                with self.assertRaises(AccessError):
                    getattr(record.with_user(user), call)()
        for user in (self.salesman, self.buyer):
            with self.assertRaises(AccessError):
                application.with_user(user)._refuse_by_staff("No")
        self.assertEqual((application | foreign).mapped("state"), ["pending"] * 2)

    def test_sealed(self):
        """ACC-6: staff decide by the buttons; by RPC nobody forges a decision."""
        application = self._create_application()
        mine = application.with_user(self.staff)
        values = {"email": "x@nieuw.example", "website_id": self.website.id}
        foreign = self._create_other_seller().company_id.partner_id
        forged = {
            "state": "approved",
            "waits_for": "applicant",
            "contact_id": foreign.id,
            "decided_by_id": self.manager.id,
            "origin": "visitor",
            "activated_user_id": self.staff.id,
            "vies_state": "valid",
            "why": {},
            "token_expires_at": "2030-01-01 00:00:00",
            "refusal_reason": "No",
            "wait_told_on": False,
        }
        for name, value in forged.items():
            with self.subTest(name), self.assertRaises(AccessError):
                mine.write({name: value})
            with self.subTest(name), self.assertRaises(AccessError):
                mine.create({**values, name: value})
        self.assertEqual(application.state, "pending")

    def test_delete(self):
        """ACC-9: staff delete what came to nothing; nothing else, nobody else."""
        for state in ("draft", "refused", "expired"):
            application = self._create_application(
                state=state, email=f"{state}@nieuw.example"
            )
            with self.subTest(state):
                with self.assertRaises(AccessError):
                    application.with_user(self.salesman).unlink()
                application.with_user(self.staff).unlink()
                self.assertFalse(application.exists())
        for state in ("pending", "approved", "activated"):
            application = self._create_application(
                state=state, email=f"{state}@nieuw.example"
            )
            with self.subTest(state), self.assertRaisesRegex(UserError, "Nieuw BV"):
                application.with_user(self.staff).unlink()

    def test_delete_website(self):
        """ACC-9: a website with applications stays, and Odoo says what keeps it."""
        website = self._create_other_seller()
        application = self._create_application(website_id=website.id)
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(ForeignKeyViolation) as caught,
            self.env.cr.savepoint(),
        ):
            website.unlink()
        # As the server does for whoever presses the button.
        message = application._sql_error_to_message(caught.exception)
        self.assertIn("B2B application", message)
        self.assertTrue(application.exists())

    def test_draft(self):
        """ACC-3: what staff enter is a draft, whatever the screen proposes."""
        applications = self.env["cats.application"].with_user(self.staff)
        applications = applications.with_context(default_state="approved")
        draft = applications.create(
            {"email": "x@nieuw.example", "website_id": self.website.id}
        )
        self.assertRecordValues(draft, [{"state": "draft", "origin": "staff"}])
        draft.sudo().vies_state = "valid"
        draft.vat = BELGIAN_VAT
        self.assertEqual(draft.vies_state, "wait")

    def test_check_again(self):
        """ACC-2: staff begin the checks anew, though they write no answer."""
        application = self._create_application()
        application.with_user(self.staff).action_check_again()
        self.assertEqual(application.vies_state, "wait")
        self.assertEqual(application.waits_for, "check")

    def test_contact_of_another_seller(self):
        """ACC-6: nobody gets a login on a contact of another seller."""
        contact = self._create_contact()
        application = self._create_colleague(contact_id=contact.id)
        contact.company_id = self._create_other_seller().company_id
        with self.assertRaisesRegex(UserError, "another company"):
            application._approve()

    def test_submit(self):
        """ACC-3: what staff typed goes the way of the checks."""
        application = self._create_application(state="draft", waits_for=False)
        application.with_user(self.staff).action_submit()
        self.assertEqual(application.state, "pending")
        self.assertEqual(application.waits_for, "check")
        with self.assertRaises(UserError):
            application.with_user(self.staff).action_submit()

    def test_refuse(self):
        """ACC-9: a refusal is mailed with its reason; password and link are gone."""
        application = self._create_application()
        action = application.with_user(self.staff).action_refuse()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.staff)
            .with_context(**action["context"])
            .create({"reason": "Private <person>"})
        )
        wizard.action_refuse()
        self.assertRecordValues(
            application,
            [
                {
                    "state": "refused",
                    "refusal_reason": "Private <person>",
                    "waits_for": False,
                    "decided_by_id": self.staff.id,
                    "password_hash": False,
                    "token_hash": False,
                }
            ],
        )
        mail = self._get_mails("anna@nieuw.example")
        self.assertIn("Private &lt;person&gt;", mail.body_html)

    def test_refuse_needs_a_reason(self):
        """ACC-9: nobody is refused without a word."""
        application = self._create_application()
        for reason in (False, "", "  \n"):
            with self.subTest(reason), self.assertRaises(UserError):
                application._refuse(reason)
        self.assertEqual(application.state, "pending")

    def test_refuse_decided(self):
        """ACC-9: what is decided stays decided."""
        for state in ("refused", "activated"):
            application = self._create_application(
                state=state, email=f"{state}@nieuw.example"
            )
            with self.subTest(state), self.assertRaises(UserError):
                application._refuse("Too late")

    def test_refuse_expired(self):
        """ACC-9: who let his link expire can be refused for good."""
        application = self._create_application(state="expired")
        application.with_user(self.staff)._refuse_by_staff("Not a dealer")
        self.assertEqual(application.state, "refused")

    def test_dead_end(self):
        """ACC-3: no link is sent that would end nowhere."""
        application = self._create_application()
        application._approve()
        token_hash = application.token_hash
        staff = application.with_user(self.staff)
        contact = application.contact_id
        contact.active = False
        with self.assertRaisesRegex(UserError, "archived or deleted"):
            staff.action_send_activation()
        contact.active = True
        self.website.b2b_enabled = False
        with self.assertRaisesRegex(UserError, "switched off"):
            staff.action_send_activation()
        waiting = self._create_application(email="x@nieuw.example", vat=False)
        waiting.partner_id = application.partner_id
        with self.assertRaisesRegex(UserError, "switched off"):
            waiting.with_user(self.staff).action_approve()
        self.website.b2b_enabled = True
        self.assertEqual(application.token_hash, token_hash)
        contact.unlink()
        with self.assertRaisesRegex(UserError, "archived or deleted"):
            staff.action_send_activation()

    def test_language(self):
        """ACC-3: the mail speaks the applicant's language, its link too."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.website.language_ids = [Command.link(self.env.ref("base.lang_fr").id)]
        template = self.env.ref("cats_b2b.mail_template_application_activation")
        template.with_context(lang="fr_FR").subject = "Votre accès"
        application = self._create_application(lang="fr_FR")
        application._approve()
        mail = self._get_mails("anna@nieuw.example")
        self.assertEqual(mail.subject, "Votre accès")
        self.assertRegex(mail.body_html, r"/fr(_FR)?/b2b/activate/")

    def test_deactivated_language(self):
        """ACC-3: a language that is gone keeps nobody waiting; the shop's is taken."""
        french = self.env["res.lang"]._activate_lang("fr_FR")
        application = self._create_application(lang="fr_FR")
        self.assertEqual(application._get_lang(), "fr_FR")
        self.website.language_ids -= french
        french.active = False
        application._approve()
        self.assertEqual(application.state, "approved")
        lang = self.website.default_lang_id.code
        self.assertEqual(application.contact_id.lang, lang)
        mail = self._get_mails("anna@nieuw.example")
        self.assertIn("activate your login", mail.subject)

    def test_known(self):
        """ACC-4: who has a login is told how to get in, by nothing that was typed."""
        application = self._create_application(
            company_name="Buy <b>pills</b>", first_name="Spam", last_name="Spam"
        )
        application._answer_known()
        self.assertEqual(application.state, "refused")
        mail = self._get_mails("anna@nieuw.example")
        self.assertIn("/web/reset_password", mail.body_html)
        self.assertIn("help@seller.example", mail.body_html)
        self.assertNotIn("pills", mail.body_html)
        self.assertNotIn("Spam", mail.body_html + mail.subject)

    def test_no_mail_repeats_a_stranger(self):
        """ACC-4: no mail carries a text that a visitor typed for somebody else."""
        names = "activation again known principals refused waits".split()
        application = self._create_application(
            company_name="Buy <b>pills</b>", first_name="Spam", last_name="Spam"
        )
        for name in names:
            mail = application._send_b2b_mail(f"application_{name}")
            with self.subTest(name):
                self.assertNotIn("pills", mail.body_html + mail.subject)
                self.assertNotIn("Spam", mail.body_html + mail.subject)
                self.assertIn("Our customer service helps you", mail.body_html)
                self.assertEqual(mail.email_from, self.company.email_formatted)

    def test_mail_queue(self):
        """ACC-3: a mail leaves at once, also when a customer causes it."""
        application = self._create_colleague()
        triggers = self.env["ir.cron.trigger"].search([])
        role = self.env.ref("cats_b2b.cats_role_accountant")
        application.with_user(self.principal)._approve_by_principal(role)
        queue = self.env.ref("mail.ir_cron_mail_scheduler_action")
        new = self.env["ir.cron.trigger"].search([]) - triggers
        self.assertIn(queue, new.cron_id)
