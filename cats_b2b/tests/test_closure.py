from lxml import html
from markupsafe import Markup

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .account_common import AccountCommon


@tagged("post_install", "-at_install")
class TestClosure(AccountCommon):
    """An account is closed at its user's request, by staff (ACC-10)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.buyer.partner_id
        cls.contact.write({"name": "Marie Lambert", "function": "Buyer"})
        cls.order = cls._create_order((cls.product, 5))
        cls.order.action_confirm()

    def _approve(self, request, **values):
        if values:
            request.with_user(self.decider).write(values)
        return request.with_user(self.decider).action_approve()

    def _get_requests(self):
        return self.env["cats.change.request"].search([])

    # -- Pages --------------------------------------------------------------------

    def test_page(self):
        """ACC-10: the page of the password asks for the closure, Odoo's way is gone."""
        self._log_in(self.buyer)
        page = self._get_page("/my/security")
        self.assertFalse(page.xpath("//*[@id='portal_deactivate_account_modal']"))
        (form,) = page.xpath("//form[@action='/my/deactivate_account']")
        self.assertEqual(
            set(form.xpath(".//*[@name]/@name")), {"csrf_token", "password", "remark"}
        )
        self._make_principal(self.buyer)
        page = self._get_page("/my/security")
        self.assertEqual(
            page.xpath("//input[@name='scope']/@value"), ["own", "company"]
        )

    def test_ask(self):
        """ACC-10: nothing is closed at once; the user stays logged in."""
        self._log_in(self.buyer)
        response = self._post(
            "/my/deactivate_account", password=self.buyer.login, remark="I retire."
        )
        self.assertIn("You asked for the closure of your account", response.text)
        request = self._get_requests()
        self.assertEqual((request.kind, request.state), ("closure", "open"))
        self.assertEqual(request.address_id, self.contact)
        self.assertEqual(request.closure, "anonymise")
        self.assertEqual(request.remark, "I retire.")
        self.assertTrue(self.buyer.active and self.contact.active)
        self._get_page("/my/account")
        again = self._post("/my/deactivate_account", password=self.buyer.login)
        self.assertIn("There is an open request for this already.", again.text)
        self.assertEqual(self._get_requests(), request)

    def test_stock_form(self):
        """ACC-10: what Odoo's own form sends is a request, too."""
        self._log_in(self.buyer)
        self._post(
            "/my/deactivate_account",
            validation=self.buyer.login,
            password=self.buyer.login,
            request_blacklist="on",
        )
        self.assertEqual(self._get_requests().kind, "closure")
        self.assertTrue(self.buyer.active)
        self.assertFalse(self.env["res.users.deletion"].search([]).user_id & self.buyer)
        self.assertFalse(
            self.env["mail.blacklist"].search([("email", "=", "buyer@example.com")])
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users")
    def test_wrong_password(self):
        """ACC-10: without his password nothing is asked for."""
        self._log_in(self.buyer)
        response = self._post("/my/deactivate_account", password="guess")
        self.assertIn("Wrong password.", response.text)
        self.assertFalse(self._get_requests())

    @mute_logger("odoo.http", "odoo.addons.base.models.res_users")
    def test_nothing_typed_is_lost(self):
        """ACC-10: after a wrong password the remark and the scope stand there still."""
        self._make_principal(self.buyer)
        self._log_in(self.buyer)
        for scope in ("own", "company"):
            response = self._post(
                "/my/deactivate_account",
                password="guess",
                remark="<b>Bye</b>",
                scope=scope,
            )
            page = html.fromstring(response.text)
            (form,) = page.xpath("//form[@action='/my/deactivate_account']")
            self.assertEqual(form.xpath(".//textarea/text()"), ["<b>Bye</b>"])
            self.assertEqual(
                form.xpath(".//input[@name='scope'][@checked]/@value"), [scope]
            )
        page = self._get_page("/my/security")
        self.assertFalse(page.xpath("//textarea[@name='remark']/text()"))

    def test_whole_company(self):
        """ACC-10: a principal can ask for his whole company, others cannot."""
        self._log_in(self.buyer)
        form = {"password": self.buyer.login, "scope": "company"}
        response = self._post("/my/deactivate_account", **form)
        self.assertIn("The principal users of your company", response.text)
        self.assertFalse(self._get_requests())
        self._make_principal(self.buyer)
        self._post("/my/deactivate_account", **form)
        self.assertEqual(self._get_requests().address_id, self.customer)

    def test_switch(self):
        """ACC-10: without a B2B shop Odoo deactivates at once."""
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        self._post(
            "/my/deactivate_account",
            validation=self.buyer.login,
            password=self.buyer.login,
        )
        self.assertFalse(self._get_requests())
        self.assertFalse(self.buyer.active)

    # -- Decisions ----------------------------------------------------------------

    def test_anonymise(self):
        """ACC-10: he is shut out, and what is personal is replaced; orders stay."""
        self.contact.image_1920 = (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            b"WjR9awAAAABJRU5ErkJggg=="
        )
        self.contact.message_post(body="Called Marie Lambert")
        self._ask(self.buyer, "email", email="marie@example.com")
        request = self._ask(self.buyer, "closure", remark="I retire.")
        self.contact.signup_prepare()
        self._approve(request)
        self.assertFalse(self.buyer.active or self.contact.active)
        self.assertEqual(self.buyer.login, f"closed-{self.buyer.id}")
        self.assertEqual(self.contact.name, f"Closed account {self.contact.id}")
        for name in ("email", "phone", "image_1920", "function", "signup_type"):
            self.assertFalse(self.contact[name], name)
        self.assertFalse(self.contact.message_ids)
        self.assertEqual(request.state, "approved")
        self.assertFalse(request.remark)
        trail = self._get_requests().line_ids
        self.assertEqual(trail.mapped("new_text"), ["deleted"])
        self.assertEqual(self._get_requests().filtered("line_ids").state, "cancelled")
        # The company's own data, and what law keeps, stay.
        self.assertEqual(self.customer.street, "Rue Haute 1")
        self.assertTrue(self.customer.active)
        order = self.order.with_user(self.salesman)
        self.assertEqual(order.partner_id, self.contact)
        self.assertEqual(order.partner_id.display_name, self.contact.display_name)
        self.assertEqual(order.order_line[0].product_uom_qty, 5)

    def _create_application(self, email, state, **values):
        """:return: an application with a document, its file, a note and terms."""
        application = self.env["cats.application"].create(
            {
                "website_id": self.website.id,
                "state": state,
                "first_name": "Marie",
                "last_name": "Lambert",
                "email": email,
                "company_name": "Lumière SA",
                "vat_typed": "be 0477",
                **values,
            }
        )
        application.message_post(body=f"Marie Lambert ({email}) was refused.")
        document = self.env["cats.application.document"].create(
            {
                "application_id": application.id,
                "type_id": self.env["cats.document.type"]
                .create({"name": "Passport"})
                .id,
            }
        )
        document.attachment_ids = self.env["ir.attachment"].create(
            {"name": "passport.txt", "raw": b"Marie"}
        )
        return application

    def test_anonymise_applications(self):
        """ACC-10: what he once registered with is forgotten, too, company data stay."""
        email = "buyer@example.com"
        refused = self._create_application(email, "refused")
        activated = self._create_application(email, "activated")
        other = self._create_application("a-buyer@example.com", "refused")
        terms = self.env["cats.terms"].create(
            {"name": "Terms", "company_id": self.company.id}
        )
        acceptance = self.env["cats.terms.acceptance"].create(
            {
                "terms_id": terms.id,
                "text_hash": "0",
                "application_id": activated.id,
                "remote_addr": "192.0.2.1",
            }
        )
        self._approve(self._ask(self.buyer, "closure"))
        for application in refused | activated:
            self.assertFalse(application.first_name or application.vat_typed)
            self.assertEqual(application.last_name, "Closed account")
            self.assertEqual(application.email, f"closed-{application.id}@invalid")
            self.assertEqual(application.company_name, "Lumière SA")
            self.assertNotIn(email, str(application.message_ids.mapped("body")))
        self.assertFalse(acceptance.remote_addr)
        self.assertEqual(acceptance.application_id, activated)
        documents = self.env["cats.application.document"]
        files = {
            one: documents.search([("application_id", "=", one.id)]).attachment_ids
            for one in (refused, activated, other)
        }
        self.assertFalse(files[refused])
        self.assertTrue(files[activated] and files[other])
        self.assertEqual(other.first_name, "Marie")
        self.assertTrue(other.message_ids)

    def test_anonymise_company_notes(self):
        """ACC-10: notes on the company do not keep his address; others' notes stay."""
        mine = self.customer.message_post(
            body="Marie Lambert (Buyer@example.com) was approved by Anna."
        )
        similar = self.customer.message_post(body="a-buyer@example.com was approved.")
        plain = self.customer.message_post(body="Called the office.")
        self._approve(self._ask(self.buyer, "closure"))
        self.assertEqual(mine.body, Markup("<span>deleted</span>"))
        self.assertIn("a-buyer@example.com", similar.body)
        self.assertIn("Called the office.", plain.body)

    def test_archive_keeps_applications(self):
        """ACC-10: archived data stay as they are, applications and notes too."""
        self.website.b2b_closure = "archive"
        application = self._create_application("buyer@example.com", "refused")
        note = self.customer.message_post(body="buyer@example.com was approved.")
        self._approve(self._ask(self.buyer, "closure"))
        self.assertEqual(application.email, "buyer@example.com")
        self.assertIn("buyer@example.com", note.body)

    def test_mail_goes_to_the_old_address(self):
        """ACC-10: he is told at the address that is about to be forgotten."""
        self._approve(self._ask(self.buyer, "closure"))
        mail = self._get_mails("buyer@example.com")
        self.assertEqual(mail.email_to, "buyer@example.com")
        self.assertFalse(mail.recipient_ids)
        self.assertIn("we closed your account", mail.body_html)

    def test_archive(self):
        """ACC-10: archived data stay for staff, and the login is shut all the same."""
        self.website.b2b_closure = "archive"
        request = self._ask(self.buyer, "closure")
        self.assertEqual(request.closure, "archive")
        self._approve(request)
        self.assertFalse(self.buyer.active or self.contact.active)
        self.assertEqual(self.contact.name, "Marie Lambert")
        self.assertEqual(self.contact.email, "buyer@example.com")
        self.assertEqual(self.buyer.login, "b2b_buyer")

    def test_staff_choose(self):
        """ACC-10: staff choose per request what becomes of the data."""
        self._approve(self._ask(self.buyer, "closure"), closure="archive")
        self.assertEqual(self.contact.name, "Marie Lambert")

    def test_sessions_and_keys_die(self):
        """ACC-10: open sessions, API keys and passwords stop working."""
        keys = self.env["res.users.apikeys"].with_user(self.buyer).sudo()
        keys._generate("rpc", "Key", None)
        self._log_in(self.buyer)
        self._get_page("/my/account")
        self._approve(self._ask(self.buyer, "closure"))
        self.env.flush_all()
        self.assertIn("/web/login", self.url_open("/my/account").url)
        self.assertFalse(keys.search([("user_id", "=", self.buyer.id)]))

    def test_refused(self):
        """ACC-10: a refusal changes nothing, and says why."""
        request = self._ask(self.buyer, "closure")
        request.with_user(self.decider).sudo()._refuse("An invoice is open.")
        self.assertTrue(self.buyer.active)
        mail = self._get_mails("buyer@example.com")
        self.assertIn("An invoice is open.", mail.body_html)
        self.assertIn("Closure of the account", mail.body_html)

    def test_rights(self):
        """ACC-10: nobody closes an account but who may decide; once is enough."""
        request = self._ask(self.buyer, "closure")
        for user in (self.salesman, self.buyer, self.stranger):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                request.with_user(user).action_approve()
        self.assertTrue(self.buyer.active)
        self._approve(request)
        with self.assertRaises(UserError):
            self._approve(request)
        with self.assertRaises(AccessError):
            self.salesman._close_b2b_logins(forget=True)
        self.assertTrue(self.salesman.active)

    def test_last_principal(self):
        """ACC-10: staff are warned when a company would lose its last principal."""
        boss = self._create_portal_user("boss", self.customer)
        self._make_principal(boss)
        request = self._ask(boss, "closure").with_user(self.decider)
        self.assertIn("last principal user", request.closure_warning)
        self.assertIn("1 other users", request.closure_warning)
        self._make_principal(self.buyer)
        request.invalidate_recordset()
        self.assertFalse(request.closure_warning)

    def test_company_is_closed(self):
        """ACC-10: with the company all its users go; its own data are archived."""
        self._make_principal(self.buyer)
        colleague = self._create_portal_user("colleague", self.customer)
        request = self._ask(self.buyer, "closure", whole=True).with_user(self.decider)
        self.assertIn("2 users", request.closure_warning)
        self._approve(request)
        self.assertFalse(self.buyer.active or colleague.active)
        self.assertFalse(self.customer.active)
        self.assertEqual(self.customer.name, "Lumière SA")
        self.assertEqual(self.customer.email, "office@example.com")
        self.assertFalse(colleague.partner_id.email)
        self.assertTrue(self.stranger.active)
        self.assertEqual(len(self._get_mails("buyer@example.com")), 1)
        self.assertEqual(len(self._get_mails("colleague@example.com")), 1)
        self.assertEqual(self.order.with_user(self.salesman).partner_id, self.contact)

    def test_login_of_the_company(self):
        """ACC-10: who logs in as the company closes his own login, not the company."""
        founder = self._create_portal_user("founder", self.customer)
        old_contact = founder.partner_id
        founder.partner_id = self.customer
        request = self._ask(founder, "closure").with_user(self.decider)
        self.assertEqual(request.address_id, request.partner_id)
        self.assertFalse(request.whole)
        with self.assertRaises(AccessError):
            request.write({"whole": True})
        self._approve(request)
        self.assertFalse(founder.active)
        self.assertTrue(self.buyer.active and self.customer.active)
        self.assertTrue(self.contact.active and old_contact.active)
        self.assertEqual(self.customer.name, "Lumière SA")
        self.assertEqual(self.customer.email, "office@example.com")
        self.assertEqual(self.order.with_user(self.salesman).partner_id, self.contact)

    def test_private_person(self):
        """ACC-10: who was billed himself keeps his name on invoices, nothing else."""
        self.contact.write({"parent_id": False})
        self._approve(self._ask(self.buyer, "closure"))
        self.assertFalse(self.buyer.active or self.contact.active)
        self.assertEqual(self.contact.name, "Marie Lambert")
        self.assertFalse(self.contact.email or self.contact.phone)
