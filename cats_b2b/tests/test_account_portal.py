from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .account_common import AccountCommon


@tagged("post_install", "-at_install")
class TestAccountPortal(AccountCommon):
    def test_page(self):
        """ACC-8: his own data, what is locked, and his account manager."""
        self._log_in(self.buyer)
        page = self._get_page("/my/account")
        names = page.xpath("//form[@action='/my/account']//*[@name]/@name")
        self.assertEqual(set(names), {"csrf_token", "name", "phone", "lang"})
        email, company, billing = self._get_text(page, "o_cats_b2b_locked")
        self.assertIn("buyer@example.com", email)
        self.assertIn("Lumière SA VAT number: BE0477472701", company)
        self.assertIn("Rue Haute 1", billing)
        self.assertEqual(
            page.xpath("//*[contains(@class, 'o_cats_b2b_locked')]//a/@href"),
            [
                "/my/requests/new?kind=email",
                "/my/requests/new?kind=company",
                "/my/requests/new?kind=billing",
            ],
        )
        (manager,) = self._get_text(page, "o_cats_b2b_manager")
        self.assertIn("+32 2 111 11 11", manager)
        self.assertIn("manager@example.com", manager)
        self.assertNotIn(self.manager.login, html.tostring(page).decode())

    def test_public(self):
        """ACC-8: nobody sees an account without logging in."""
        self.assertIn("/web/login", self.url_open("/my/account").url)

    def test_save(self):
        """ACC-8: a user edits his own name, phone and language."""
        french = self.env["res.lang"]._activate_lang("fr_BE")
        self.website.language_ids |= french
        self._log_in(self.buyer)
        response = self._post(
            "/my/account", name="Marie  Lambert", phone="+32 470 12 34 56", lang="fr_BE"
        )
        self.assertIn(french.url_code, response.url)
        partner = self.buyer.partner_id
        self.assertEqual(
            self._read(partner, "name", "phone", "lang", "email"),
            {
                "id": partner.id,
                "name": "Marie Lambert",
                "phone": "+32 470 12 34 56",
                "lang": "fr_BE",
                "email": "buyer@example.com",
            },
        )
        self.assertEqual(self.customer.name, "Lumière SA")

    def test_errors_stand_beside_their_fields(self):
        """ACC-8: errors stand beside their fields, and nothing typed is lost."""
        self._log_in(self.buyer)
        before = self._read(self.buyer.partner_id, "name", "phone", "lang")
        response = self._post("/my/account", name=" ", phone="call me", lang="xx_XX")
        self.assertEqual(set(self._get_errors(response)), {"name", "phone", "lang"})
        page = html.fromstring(response.text)
        self.assertEqual(page.xpath("//input[@name='phone']/@value"), ["call me"])
        self.assertEqual(
            self._read(self.buyer.partner_id, "name", "phone", "lang"), before
        )

    def test_form_writes_nothing_else(self):
        """ACC-8: other fields in the form of one's own data are not looked at."""
        self._log_in(self.buyer)
        names = ("email", "vat", "street", "parent_id", "company_id")
        before = self._read(self.buyer.partner_id, *names)
        company = self._read(self.customer, "name", "vat", "street")
        self._post(
            "/my/account",
            name="Marie",
            phone="",
            lang="en_US",
            email="x@example.com",
            vat="BE0428759497",
            street="Elsewhere 1",
            company_name="Mine",
            parent_id="",
            login="root",
        )
        self.assertEqual(self._read(self.buyer.partner_id, *names), before)
        self.assertEqual(self._read(self.customer, "name", "vat", "street"), company)
        self.assertEqual(self.buyer.login, "b2b_buyer")

    def test_login_of_the_company_itself(self):
        """ACC-8: whose partner is the company does not rename it on his page."""
        self.buyer.partner_id.write({"parent_id": False, "is_company": True})
        self._log_in(self.buyer)
        before = self._read(self.buyer.partner_id, "name", "phone")
        self._post("/my/account", name="Mine", phone="+32 1", lang="en_US")
        self.assertEqual(self._read(self.buyer.partner_id, "name", "phone"), before)

    def test_rpc(self):
        """ACC-8: by RPC a user writes of himself what his page lets him, no more."""
        self._log_in(self.buyer)
        names = ("name", "email", "phone", "company_id", "login")
        before = self._read(self.buyer, *names)
        for vals in (
            {"email": "x@example.com"},
            {"company_id": self.env.ref("base.main_company").id},
            {"name": "Marie", "email": "x@example.com"},
            {"login": "x"},
            {"group_ids": []},
        ):
            with self.subTest(vals=vals), mute_logger("odoo.http"):
                with self.assertRaises(JsonRpcException):
                    self._call_kw("res.users", "write", [self.buyer.id], vals)
                self.assertEqual(self._read(self.buyer, *names), before)
        self._call_kw("res.users", "write", [self.buyer.id], {"phone": "+32 2 1234"})
        self.assertEqual(self._read(self.buyer, "phone")["phone"], "+32 2 1234")

    def test_rpc_of_the_company_itself(self):
        """ACC-8: a login whose partner is the company does not rename it by RPC."""
        self.buyer.partner_id.write({"parent_id": False, "is_company": True})
        user = self.buyer.with_user(self.buyer)
        for vals in ({"name": "Mine"}, {"phone": "1"}, {"image_1920": False}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                user.write(vals)
        user.write({"lang": "en_US"})

    def test_switch(self):
        """ACC-8: without a B2B shop everything is as Odoo has it."""
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        page = self._get_page("/my/account")
        self.assertTrue(page.xpath("//form[@action='/my/address/submit']"))
        self.buyer.with_user(self.buyer).write({"email": "new@example.com"})
        self.assertEqual(self.buyer.email, "new@example.com")
        self._get_page("/my/requests", status=404)

    def test_manager(self):
        """ACC-8: his own salesperson, else the company's, else the website's."""
        partner = self.buyer.partner_id
        self.assertEqual(partner._get_b2b_account_manager(self.website), self.manager)
        self.customer.user_id = self.salesman
        self.assertEqual(partner._get_b2b_account_manager(self.website), self.salesman)
        partner.user_id = self.decider
        self.assertEqual(partner._get_b2b_account_manager(self.website), self.decider)
        self.decider.active = False
        self.assertEqual(partner._get_b2b_account_manager(self.website), self.salesman)
        self.customer.user_id = self.website.salesperson_id = False
        partner.user_id = False
        self.assertEqual(partner._prepare_b2b_manager(self.website), {})
        self._log_in(self.buyer)
        self.assertFalse(self._get_text(self._get_page("/my"), "o_cats_b2b_manager"))

    def test_home(self):
        """ACC-8: the portal's home shows the manager and the way to the requests."""
        self._log_in(self.buyer)
        page = self._get_page("/my")
        self.assertIn(
            "manager@example.com", self._get_text(page, "o_cats_b2b_manager")[0]
        )
        self.assertTrue(page.xpath("//a[@href='/my/requests']"))
