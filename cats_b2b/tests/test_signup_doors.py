from urllib.parse import parse_qs, urlparse

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestSignupDoors(CatsB2bHttpCommon):
    """The ways by which Odoo itself lets strangers become customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website.auth_signup_uninvited = "b2c"
        cls.buyer.email = "known@example.com"
        # Odoo tells of those only who have logged in once.
        cls.env["res.users.log"].with_user(cls.buyer).sudo().create({})

    def _open(self, url, **kwargs):
        return self.url_open(url, allow_redirects=False, **kwargs)

    def assertLeadsTo(self, response, path):
        self.assertEqual(response.status_code, 303)
        self.assertEqual(urlparse(response.headers["Location"]).path, path)

    def _count_partners(self):
        return self.env["res.partner"].search_count([("name", "=", "Mallory")])

    def _post_partner(self):
        values = {
            "name": "Mallory",
            "email": "mallory@example.com",
            "vat": "BE0477472701",
            "company_name": "Mallory Ltd",
        }
        return self.url_open("/website/form/res.partner", data=values)

    # -- /web/signup --------------------------------------------------------------

    def test_signup_leads_to_the_registration(self):
        """ACC-7: without an invitation /web/signup leads to the registration."""
        self.assertLeadsTo(self._open("/web/signup"), "/b2b/register")

    def test_signup_by_post(self):
        """ACC-7: a posted sign-up makes no user while the B2B shop is on."""
        values = {
            "login": "mallory@example.com",
            "name": "Mallory",
            "password": "mallory-mallory",
            "confirm_password": "mallory-mallory",
        }
        self.website.b2b_enabled = False
        page = self._get_page("/web/signup")
        self.website.b2b_enabled = True
        [values["csrf_token"]] = page.xpath("//form//input[@name='csrf_token']/@value")
        self.assertLeadsTo(self._open("/web/signup", data=values), "/b2b/register")
        users = self.env["res.users"]
        self.assertFalse(users.search([("login", "=", "mallory@example.com")]))

    def test_invitation(self):
        """ACC-7: the invitation of the staff's portal wizard opens /web/signup."""
        partner = self.buyer.partner_id
        partner.signup_prepare()
        token = partner._generate_signup_token()
        response = self._open(f"/web/signup?token={token}")
        self.assertEqual(response.status_code, 200)
        self.assertIn(self.buyer.login, response.text)

    def test_signup_tells_no_login(self):
        """ACC-4: /web/signup does not tell whether an e-mail belongs to a user."""
        for path in ("/web/signup?", "/web/signup?token=wrong&"):
            answers = [
                self._open(f"{path}signup_email={name}@example.com")
                for name in ("known", "unknown")
            ]
            known, unknown = [
                (answer.status_code, answer.headers.get("Location"))
                for answer in answers
            ]
            self.assertEqual(known, unknown)
            self.assertNotIn(self.buyer.login, answers[0].text)

    def test_signup_stock(self):
        """ACC-7: with the switch off /web/signup is Odoo's own, with its redirect."""
        self.website.b2b_enabled = False
        self.assertEqual(self._open("/web/signup").status_code, 200)
        response = self._open("/web/signup?signup_email=known@example.com")
        login = parse_qs(urlparse(response.headers["Location"]).query)["login"]
        self.assertEqual(login, [self.buyer.login])

    def test_scope(self):
        """ACC-7: nothing of Odoo offers to sign up while the B2B shop is on."""
        users = self.env["res.users"].with_context(website_id=self.website.id)
        self.assertEqual(users._get_signup_invitation_scope(), "b2b")
        self.website.b2b_enabled = False
        self.assertEqual(users._get_signup_invitation_scope(), "b2c")

    def test_login_page(self):
        """ACC-7: the login page offers the registration of a company instead."""
        page = self._get_page("/web/login")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_register_link"), ["Register your company"]
        )
        self.assertFalse(page.xpath("//a[starts-with(@href, '/web/signup')]"))
        self.website.b2b_enabled = False
        page = self._get_page("/web/login")
        self.assertFalse(self._get_text(page, "o_cats_b2b_register_link"))
        self.assertTrue(page.xpath("//a[starts-with(@href, '/web/signup')]"))

    # -- /website/form/res.partner ------------------------------------------------

    def test_public_form(self):
        """ACC-7: nobody makes himself a customer by the public form of Odoo."""
        for login in (None, self.buyer.login):
            with self.subTest(login):
                self.authenticate(login, login)
                if login:
                    # A session needs its token, which the check before ours asks for.
                    self.assertEqual(self._post_partner().status_code, 400)
                else:
                    self.assertIn(
                        "does not exist", self._post_partner().json()["error"]
                    )
                self.assertFalse(self._count_partners())

    def test_public_form_stock(self):
        """ACC-7: with the switch off the public form is Odoo's own."""
        self.website.b2b_enabled = False
        self.assertTrue(self._post_partner().json()["id"])
        self.assertEqual(self._count_partners(), 1)

    # -- Portal wizard ------------------------------------------------------------

    def _grant_access(self, partner):
        wizard = self.env["portal.wizard"].create(
            {"partner_ids": [Command.set(partner.ids)]}
        )
        wizard.user_ids.action_grant_access()

    def test_login_of_a_company(self):
        """ACC-7: staff give no login to a company itself, only to its contacts."""
        newcomer = self._create_customer("Newcomer SRL")
        newcomer.email = "newcomer@example.com"
        with self.assertRaises(UserError) as raised:
            self._grant_access(newcomer)
        self.assertIn("Newcomer SRL is a company", str(raised.exception))
        self.assertFalse(newcomer.user_ids)
        contact = self.env["res.partner"].create(
            {
                "name": "Contact",
                "parent_id": newcomer.id,
                "company_id": self.company.id,
                "email": "contact@example.com",
            }
        )
        self._grant_access(contact)
        self.assertTrue(contact.user_ids)

    def test_login_of_a_company_stock(self):
        """ACC-7: with the switch off the portal wizard is Odoo's own."""
        self.website.b2b_enabled = False
        newcomer = self._create_customer("Newcomer SRL")
        newcomer.email = "newcomer@example.com"
        self._grant_access(newcomer)
        self.assertTrue(newcomer.user_ids)
