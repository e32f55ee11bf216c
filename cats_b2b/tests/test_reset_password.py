from unittest.mock import patch

from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .application_common import CatsApplicationCommon
from .http_common import CatsB2bHttpCommon

NEUTRAL = "If we know this address, a mail is on its way to it."


@tagged("post_install", "-at_install")
class TestResetPassword(CatsApplicationCommon, CatsB2bHttpCommon):
    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _ask(self, login):
        """Fill in the page, as anybody can."""
        return self._post_form("/web/reset_password", login=login)

    def _answer(self, login):
        """Run the job on what was asked."""
        self.env["cats.password.request"]._file(login, self.website, "192.0.2.1")
        self._run_job()

    def _run_job(self):
        """Run the job, and note Odoo's own mails: it sends them there and then."""
        self.resets = []

        def note(mails, *args, **kwargs):
            self.resets += [(mail.email_to, mail.body_html) for mail in mails]

        with patch.object(type(self.env["mail.mail"]), "send", note):
            self.env.ref("cats_b2b.ir_cron_password_requests").method_direct_trigger()

    def assertResets(self, *emails):
        self.assertEqual([email for email, _body in self.resets], list(emails))
        for _email, body in self.resets:
            self.assertIn("/web/reset_password?", body)

    def test_same_page(self):
        """ACC-4: the page answers the same, whether it knows a login or not."""
        self._create_application()
        self._create_contact()
        self.buyer.login = "buyer@login.example"
        self.stranger.active = False
        logins = [
            "buyer@login.example",
            "nobody@nowhere.example",
            "anna@nieuw.example",
            "dora@lumiere.example",
            "b2b_stranger",
            "no address at all",
            "%",
        ]
        pages = set()
        for login in logins:
            self.authenticate(None, None)
            before = self.env["mail.mail"].search_count([])
            page = self._ask(login).text
            self.assertIn(NEUTRAL, page, login)
            self.assertEqual(self.env["mail.mail"].search_count([]), before)
            pages.add(len(page.replace(login, "")))
        self.assertEqual(self.env["cats.password.request"].search_count([]), 7)

    def test_switched_off(self):
        """ACC-4: without the B2B shop Odoo's own page answers."""
        self.website.b2b_enabled = False
        page = self._ask("nobody@nowhere.example").text
        self.assertIn("No account found for this login", page)
        self.assertFalse(self.env["cats.password.request"].search([]))

    def test_no_login_given(self):
        """ACC-4: an empty field asks for nothing."""
        response = self._ask("")
        self.assertNotIn(NEUTRAL, response.text)
        self.assertFalse(self.env["cats.password.request"].search([]))

    def test_known_user(self):
        """ACC-5: a user gets Odoo's own mail, by his login or his e-mail address."""
        for login in ("b2b_buyer", "B2B_Buyer", "Buyer@example.com"):
            self._answer(login)
            self.assertResets("buyer@example.com")
        self.assertFalse(self.env["cats.password.request"].search([]))

    def test_unknown(self):
        """ACC-4: an unknown address gets no mail, and nobody else does."""
        before = self.env["mail.mail"].search([])
        logins = ["nobody@nowhere.example", "%", "_2b_buyer", "not an address"]
        for login in (*logins, "public", "portaltemplate"):
            self._answer(login)
            self.assertResets()
        self.assertEqual(self.env["mail.mail"].search([]), before)

    def test_several_users(self):
        """ACC-5: several users with one address get a mail each."""
        self.principal.partner_id.email = "buyer@example.com"
        self._answer("buyer@example.com")
        self.assertResets("buyer@example.com", "buyer@example.com")

    def test_deactivated(self):
        """ACC-5: a deactivated user gets no mail; staff are told, once."""
        self.buyer.active = False
        self._answer("b2b_buyer")
        self._answer("b2b_buyer")
        self.assertFalse(self._get_mails("buyer@example.com"))
        (activity,) = self.customer.activity_ids
        self.assertIn("buyer", activity.note)
        self.assertFalse(activity.user_id.share)

    def test_approved(self):
        """ACC-5: who is approved gets a new link; the one before is dead."""
        application = self._create_application()
        application._approve()
        token = self._get_token(application)
        self._answer("anna@nieuw.example")
        self.assertEqual(len(self._get_mails("anna@nieuw.example")), 2)
        self.assertFalse(application._find_by_any_token(token))

    def test_pending(self):
        """ACC-5: who is being checked is told so; nothing changes."""
        application = self._create_application()
        self._answer("Anna@Nieuw.example")
        mail = self._get_mails("anna@nieuw.example")
        self.assertIn("is being checked", mail.subject)
        self.assertEqual(application.state, "pending")

    def test_application_to_another_shop(self):
        """ACC-5: each shop answers for the application to it."""
        other = self._create_other_seller()
        self._create_application(website_id=other.id, state="approved")
        self._create_application()
        self._answer("anna@nieuw.example")
        mail = self._get_mails("anna@nieuw.example")
        self.assertIn("is being checked", mail.subject)

    def test_contact(self):
        """ACC-5: a contact whom staff entered becomes active by "forgot password"."""
        contact = self._create_contact()
        self._answer("dora@lumiere.example")
        application = self.env["cats.application"].search(
            [("contact_id", "=", contact.id)]
        )
        self.assertEqual(application.origin, "reset")
        self.assertEqual(application.state, "approved")
        self._get_page(f"/b2b/activate/{self._get_token(application)}")
        # Asked again it is the same one.
        self._answer("dora@lumiere.example")
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 2)
        self.assertEqual(application.search_count([]), 1)

    def test_no_contact_to_activate(self):
        """ACC-5: no login for suppliers, for companies and persons without VAT number,
        or for another seller's contacts."""
        elsewhere = self.stranger.commercial_partner_id
        elsewhere.vat = False
        supplier = self._create_customer("Supplier")
        supplier.write({"vat": "NL123456782B90", "supplier_rank": 1})
        other = self._create_other_seller().company_id
        cases = {
            "novat@case.example": {"parent_id": elsewhere.id},
            "supplier@case.example": {"parent_id": supplier.id},
            "alone@case.example": {"parent_id": False},
            "company@case.example": {"parent_id": False, "is_company": True},
            "other@case.example": {"parent_id": False, "company_id": other.id},
            "invoice@case.example": {"type": "invoice"},
        }
        for email, values in cases.items():
            self._create_contact(email, **values)
            with self.subTest(email):
                self._answer(email)
                self.assertFalse(self._get_mails(email))
        self.assertFalse(self.env["cats.application"].search([]))

    def test_company_without_contacts(self):
        """ACC-5: a company entered with nothing but its address becomes active by
        "forgot password", on a contact below it."""
        company = self._create_customer("Solo SA")
        company.email = "solo@solo.example"
        self._answer("solo@solo.example")
        application = self.env["cats.application"].search([])
        self.assertEqual(application.contact_id.parent_id, company)
        self._get_page(f"/b2b/activate/{self._get_token(application)}")
        # Asked again it is the same contact.
        self._answer("solo@solo.example")
        self.assertEqual(len(company.child_ids), 1)
        self.assertEqual(len(self._get_mails("solo@solo.example")), 2)

    def test_several_contacts(self):
        """ACC-5: an address of several contacts is a case for staff."""
        self._create_contact()
        self._create_contact(name="Dirk")
        self._answer("dora@lumiere.example")
        self.assertFalse(self._get_mails("dora@lumiere.example"))
        self.assertIn("Dirk", self.customer.activity_ids.note)

    def test_refused_contact(self):
        """ACC-9: who was refused does not get in by "forgot password"."""
        application = self._create_application()
        application._approve()
        application._refuse("Fraud")
        before = self._get_mails("anna@nieuw.example")
        self._answer("anna@nieuw.example")
        self.assertFalse(self._get_mails("anna@nieuw.example", before))
        self.assertTrue(application.partner_id.activity_ids)

    def test_trouble(self):
        """ACC-5: a request that fails keeps no other back."""
        requests = self.env["cats.password.request"]
        requests._file("b2b_stranger", self.website, "192.0.2.1")
        requests._file("b2b_buyer", self.website, "192.0.2.1")
        reset = type(self.env["res.users"])._action_reset_password

        def fail_once(users, *args, **kwargs):
            if users == self.stranger:
                raise ValueError("Broken")
            return reset(users, *args, **kwargs)

        target = type(self.env["res.users"])
        logger = "odoo.addons.cats_b2b.models.cats_password_request"
        with patch.object(target, "_action_reset_password", fail_once):
            with self.assertLogs(logger, "ERROR"):
                self._run_job()
        self.assertResets("buyer@example.com")
        self.assertFalse(requests.search([]))

    def test_limit(self):
        """ACC-4: an address is asked about three times an hour at most."""
        for _time in range(5):
            self.assertIn(NEUTRAL, self._ask("b2b_buyer").text)
        self.assertEqual(self.env["cats.password.request"].search_count([]), 3)

    def test_limit_of_a_mailbox(self):
        """ACC-4: other spellings of a mailbox are no other mailbox."""
        requests = self.env["cats.password.request"]
        for number in range(5):
            login = f"n{number} <Buyer@example.com>"
            requests._file(login, self.website, "192.0.2.1")
        logins = requests.search([]).mapped("login")
        self.assertEqual(logins, ["buyer@example.com"] * 3)

    def test_signup_email(self):
        """ACC-4: an e-mail address in a link does not lead to its login."""
        self.buyer.login = "secret-login"
        self.buyer._update_last_login()
        for path in ("/web/signup", "/web/reset_password"):
            with self.subTest(path):
                response = self.url_open(f"{path}?signup_email=buyer@example.com")
                self.assertNotIn("secret-login", response.text + response.url)

    def test_login_page(self):
        """ACC-4: the login page says the same for a wrong login and password."""
        texts = set()
        for login in ("b2b_buyer", "nobody@nowhere.example"):
            response = self._post_form("/web/login", login=login, password="wrong")
            self.assertIn("Wrong login/password", response.text)
            texts.add(response.status_code)
        self.assertEqual(len(texts), 1)

    def test_login_takes_its_time(self):
        """ACC-4: a password is hashed for an unknown login too."""
        users = self.env["res.users"]
        context = type(users._crypt_context())
        with patch.object(context, "hash") as hashed:
            self._post_form("/web/login", login="nobody", password="wrong")
        self.assertTrue(hashed.called)

    def test_rpc(self):
        """ACC-4: by RPC nobody asks for others."""
        self.authenticate("b2b_buyer", "b2b_buyer")
        with self.assertRaises(JsonRpcException):
            self._call_kw("res.users", "reset_password", "b2b_stranger")
        with self.assertRaises(JsonRpcException):
            self._call_kw("cats.password.request", "create", [{"login": "x"}])
        self.assertFalse(self.env["cats.password.request"].search([]))
