from lxml import html

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .company_users_common import CompanyUsersCommon
from .http_common import CatsB2bHttpCommon

PAGE = "/my/contacts"
ALL_PAGES = (
    PAGE,
    f"{PAGE}/invite",
    f"{PAGE}/roles",
    f"{PAGE}/roles/new",
    f"{PAGE}/log",
)


@tagged("post_install", "-at_install")
class TestCompanyUsersPortal(CompanyUsersCommon, CatsB2bHttpCommon):
    def setUp(self):
        super().setUp()
        self._log_in(self.principal)

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _url(self, user):
        return f"{PAGE}/{user.id}"

    def _get_cells(self, row):
        """:return: dict: heading to what a person's row says, as a reader hears it."""
        cells = row.xpath(".//td[contains(@class, 'o_cats_b2b_right')]")
        return {
            cell.get("data-label"): " ".join(cell.text_content().split())
            for cell in cells
        }

    def _find_row(self, page, name):
        rows = page.xpath("//tr[contains(@class, 'o_cats_b2b_person')]")
        (row,) = (row for row in rows if name in row.text_content())
        return row

    def _post_rights(self, user, *switches, **scopes):
        values = {**dict.fromkeys(switches, "1"), **scopes}
        return self._post_form(self._url(user), action="rights", **values)

    # -- The table ----------------------------------------------------------------

    def test_table(self):
        """USR-1: people with state, last login, role and rights; deviations marked."""
        self.buyer._set_b2b_rights(
            (self.buyer._get_b2b_given() - {"see_prices"}) | {"see_company_orders"}
        )
        gone = self._create_portal_user("gone", self.customer)
        gone.active = False
        self._invite()
        page = self._get_page(PAGE)
        rows = page.xpath("//tr[contains(@class, 'o_cats_b2b_person')]")
        self.assertEqual(len(rows), 4)
        for name, state in (
            (self.principal.name, "Active"),
            (gone.name, "Deactivated"),
            ("Dora Dubois", "Invited"),
        ):
            row = self._find_row(page, name)
            badge = row.xpath(".//td//span[contains(@class, 'badge')]")
            self.assertEqual(badge[0].text.strip(), state, name)
        buyer = self._find_row(page, self.buyer.name)
        self.assertEqual(
            self._get_cells(buyer),
            {
                "Prices": "– No (differs from the role)",
                "Ordering": "Yes",
                "Orders": "All (differs from the role)",
                "Quotes": "Own",
                "Invoices": "– No",
                "Lists": "Yes",
                "Returns": "Own",
                "Addresses": "Yes",
                "Users": "– No",
            },
        )
        self.assertIn("Never logged in", self._find_row(page, gone.name).text_content())
        self.assertIn("Buyer", buyer.text_content())

    def test_last_login(self):
        """USR-1: the last login is shown."""
        self._log_in(self.buyer)
        self._log_in(self.principal)
        row = self._find_row(self._get_page(PAGE), self.buyer.name)
        self.assertNotIn("Never logged in", row.text_content())

    def test_own_row(self):
        """USR-1: "anyone sees and edits himself; only a principal user others"."""
        self._log_in(self.buyer)
        page = self._get_page(PAGE)
        rows = page.xpath("//tr[contains(@class, 'o_cats_b2b_person')]")
        self.assertEqual(len(rows), 1)
        self.assertIn(self.buyer.name, rows[0].text_content())
        own = self._get_page(self._url(self.buyer))
        self.assertIn("What you can do", own.text_content())
        self.assertFalse(own.xpath("//form[contains(@action, '/my/contacts')]"))
        self.assertTrue(own.xpath("//a[@href='/my/account']"))

    def test_markup(self):
        """USR-1: what was typed as a name is no markup."""
        self.buyer.partner_id.name = "<script>alert(1)</script>"
        self._invite(first_name="<script>alert(2)")
        for url in (PAGE, self._url(self.buyer), f"{PAGE}/log"):
            self.assertNotIn("<script>alert", self.url_open(url).text)

    def test_card(self):
        """USR-1: the portal's home leads there."""
        for user in (self.principal, self.buyer):
            self._log_in(user)
            home = self._get_page("/my")
            self.assertTrue(home.xpath("//a[@href='/my/contacts']"), user.login)
        self.website.b2b_enabled = False
        home = self._get_page("/my")
        self.assertFalse(home.xpath("//a[@href='/my/contacts']"))

    # -- Who may not --------------------------------------------------------------

    def test_forbidden(self):
        """USR-1, USR-2: others' users are not found; colleagues decide nothing."""
        before = self.buyer._get_b2b_rights()
        role = self._create_own_role()
        self._invite()
        invitation = self._find_invitations()
        urls = [
            self._url(self.buyer),
            f"{PAGE}/invite",
            f"{PAGE}/roles",
            f"{PAGE}/roles/{role.id}",
            f"{PAGE}/invitations/{invitation.id}",
        ]
        colleague = self._create_portal_user("colleague", self.customer)
        for user in (self.elsewhere, colleague):
            self._log_in(user)
            for url in urls:
                for action in ("rights", "deactivate", "remove", "withdraw", "save"):
                    if user == self.elsewhere and url in urls[1:3]:
                        continue  # his own company's
                    with self.subTest(user=user.login, url=url, action=action):
                        response = self._post_form(
                            url, action=action, principal="1", name="x"
                        )
                        self.assertEqual(response.status_code, 404)
            self.assertEqual(self.buyer._get_b2b_rights(), before)
            self.assertTrue(self.buyer.active)
            self.assertEqual(role.name, "Packer")
            self.assertEqual(invitation.state, "approved")
            self._get_page(self._url(self.buyer), 404)
        for url in ALL_PAGES[1:]:
            self._get_page(url, 404)

    def test_own_rights(self):
        """USR-2: who is no principal user does not give himself rights."""
        self._log_in(self.buyer)
        before = self.buyer._get_b2b_rights()
        response = self._post_rights(self.buyer, "principal", "see_invoices")
        self.assertEqual(response.status_code, 404)
        response = self._post_form(
            self._url(self.buyer), action="role", role_id=self._get_role("principal").id
        )
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.buyer._get_b2b_rights(), before)

    def test_public(self):
        """USR-1: visitors are asked to log in."""
        self.authenticate(None, None)
        for url in (*ALL_PAGES, self._url(self.buyer)):
            response = self.url_open(url, allow_redirects=False)
            self.assertIn("/web/login", response.headers["Location"])

    def test_no_csrf(self):
        """USR-2: another site's form changes nothing."""
        response = self.url_open(self._url(self.buyer), data={"action": "remove"})
        self.assertEqual(response.status_code, 400)
        self.assertTrue(self.buyer.active)

    def test_rpc(self):
        """USR-4: nothing of it can be called or written by RPC."""
        group = self.env.ref("cats_b2b.group_b2b_see_invoices")
        calls = [
            ("res.users", "_change_b2b_rights", self.buyer.ids, ["principal"]),
            ("res.users", "_set_b2b_rights", self.buyer.ids, ["principal"]),
            ("res.users", "write", self.buyer.ids, {"active": False}),
            ("res.users", "write", self.buyer.ids, {"b2b_role_id": self.role.id}),
            (
                "res.users",
                "write",
                self.principal.ids,
                {"group_ids": [Command.link(group.id)]},
            ),
            ("res.partner", "write", self.customer.ids, {"b2b_default_role_id": 1}),
            ("res.partner", "read", self.customer.ids, ["b2b_default_role_id"]),
            ("cats.role", "create", {"name": "x", "partner_id": self.customer.id}),
            ("cats.right.log", "create", {"partner_id": 1, "kind": "role"}),
            ("cats.right.log", "_log", []),
        ]
        for call in calls:
            with self.subTest(call[:2]), self.assertRaises(JsonRpcException):
                self._call_kw(*call)

    def test_switched_off(self):
        """USR-1: without the B2B shop there are no such pages."""
        self.website.b2b_enabled = False
        for url in (*ALL_PAGES, self._url(self.buyer)):
            self._get_page(url, 404)

    # -- Changing -----------------------------------------------------------------

    def test_change_rights(self):
        """USR-2, USR-3: switches and scopes as they were chosen, at the next click."""
        response = self._post_rights(
            self.buyer, "see_invoices", orders="company", quotes="own", returns="none"
        )
        self.assertIn("Saved.", response.text)
        self.assertIn("Differs from the role", response.text)
        self.assertEqual(
            self.buyer._get_b2b_rights(),
            {"see_invoices", "see_own_orders", "see_company_orders", "quotes"},
        )
        page = html.fromstring(response.text)
        chosen = page.xpath("//form[contains(@class, 'o_cats_b2b_rights_form')]//input")
        self.assertEqual(
            {
                (one.get("name"), one.get("value"))
                for one in chosen
                if one.get("checked")
            },
            {
                ("see_invoices", "1"),
                ("orders", "company"),
                ("quotes", "own"),
                ("returns", "none"),
            },
        )
        self.assertNotIn("Saved.", self.url_open(self._url(self.buyer)).text)
        self.assertEqual(len(self._get_log()), 1)
        self._post_rights(
            self.buyer, "see_invoices", orders="company", quotes="own", returns="none"
        )
        self.assertEqual(len(self._get_log()), 1, "a second click")

    def test_role_and_back(self):
        """USR-3: a role brings its rights; a button takes deviations back."""
        self._post_form(self._url(self.buyer), action="role", role_id=self.role.id)
        self.assertEqual(self.buyer._get_b2b_rights(), {"see_invoices"})
        self._post_rights(self.buyer, "addresses")
        page = self._get_page(self._url(self.buyer))
        self.assertTrue(page.xpath("//form[contains(@class, 'o_cats_b2b_reset_form')]"))
        self._post_form(self._url(self.buyer), action="reset")
        self.assertEqual(self.buyer._get_b2b_rights(), {"see_invoices"})
        page = self._get_page(self._url(self.buyer))
        self.assertFalse(
            page.xpath("//form[contains(@class, 'o_cats_b2b_reset_form')]")
        )

    def test_wrong_role(self):
        """USR-3: a role that is none, or another company's, changes nothing."""
        foreign = self._create_own_role(company=self.stranger.commercial_partner_id)
        for role_id in ("", "x", "0", str(foreign.id)):
            with self.subTest(role_id):
                response = self._post_form(
                    self._url(self.buyer), action="role", role_id=role_id
                )
                self.assertIn("Choose what your colleague may do", response.text)
                self.assertEqual(self.buyer.b2b_role_id, self._get_role("buyer"))

    def test_explained(self):
        """USR-1: "what can this colleague do", with the reason of each right."""
        self.buyer._set_b2b_rights({"see_invoices"})
        page = self._get_page(self._url(self.buyer))
        (invoices,) = self._get_text(page, "o_cats_b2b_explained_see_invoices")
        self.assertIn("Given personally, beyond the role Buyer.", invoices)
        (prices,) = self._get_text(page, "o_cats_b2b_explained_see_prices")
        self.assertIn("Taken personally; the role Buyer would give it.", prices)

    def test_last_principal(self):
        """USR-2: the last one is refused in words, with what was chosen; nothing is
        half done."""
        response = self._post_rights(self.principal, "see_invoices", orders="own")
        self.assertIn("one principal user at least", response.text)
        page = html.fromstring(response.text)
        chosen = page.xpath("//input[@name='principal']")
        self.assertFalse(chosen[0].get("checked"))
        self.assertTrue(self.principal.has_group("cats_b2b.group_b2b_principal"))
        self.assertFalse(self._get_log())

    def test_steps_down(self):
        """USR-2, USR-4: who is no principal user any more manages nobody from the next
        click on."""
        self._create_portal_user("second", self.customer, "principal")
        response = self._post_rights(self.principal, "see_invoices")
        self.assertEqual(response.status_code, 200)
        self._get_page(self._url(self.buyer), 404)
        self._get_page(self._url(self.principal))

    def test_deactivate(self):
        """USR-2, USR-4: the session of a deactivated user ends at the next request."""
        self._log_in(self.buyer)
        browser = self.opener
        self._get_page(PAGE)
        self._log_in(self.principal)
        response = self._post_form(self._url(self.buyer), action="deactivate")
        self.assertIn("Deactivated.", response.text)
        self.assertFalse(self.buyer.active)
        page = self._get_page(self._url(self.buyer))
        self.assertFalse(
            page.xpath("//form[contains(@class, 'o_cats_b2b_rights_form')]")
        )
        self.opener = browser
        response = self.url_open(PAGE, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self._log_in(self.principal)
        self._post_form(self._url(self.buyer), action="reactivate")
        self.assertTrue(self.buyer.active)

    def test_remove(self):
        """USR-2: a removed user is not found any more; a second click is harmless."""
        response = self._post_form(self._url(self.buyer), action="remove")
        self.assertIn("Removed.", response.text)
        self.assertFalse(self.buyer.active)
        self._get_page(self._url(self.buyer), 404)
        response = self._post_form(self._url(self.buyer), action="remove")
        self.assertEqual(response.status_code, 404)

    def test_self(self):
        """USR-2: nobody shuts himself out."""
        for action in ("deactivate", "remove"):
            response = self._post_form(self._url(self.principal), action=action)
            self.assertIn("You cannot deactivate or remove yourself", response.text)
            self.assertTrue(self.principal.active)

    def test_nonsense(self):
        """USR-2: what is no action is not found."""
        response = self._post_form(self._url(self.buyer), action="promote")
        self.assertEqual(response.status_code, 404)
        self._get_page(f"{PAGE}/999999999", 404)

    # -- Invitations --------------------------------------------------------------

    def test_invite(self):
        """USR-2: from the form to the row of the table, and back."""
        page = self._get_page(f"{PAGE}/invite")
        (chosen,) = page.xpath("//option[@selected]")
        self.assertEqual(chosen.text.strip(), self.website.b2b_role_id.name)
        values = {
            "first_name": "Dora",
            "last_name": "Dubois",
            "email": "dora@lumiere.example",
            "role_id": self.role.id,
        }
        response = self._post_form(f"{PAGE}/invite", **values)
        self.assertIn("Invited. A mail with a link is on its way", response.text)
        self._post_form(f"{PAGE}/invite", **values)
        (application,) = self._find_invitations()
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 1)
        url = f"{PAGE}/invitations/{application.id}"
        self.assertIn(
            "new mail is on its way", self._post_form(url, action="resend").text
        )
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 2)
        response = self._post_form(url, action="withdraw")
        self.assertIn("taken back", response.text)
        self.assertFalse(self._find_invitations())
        self.assertEqual(self._post_form(url, action="withdraw").status_code, 404)

    def test_invited_by_staff(self):
        """USR-1: whom staff have invited, principal users see, and leave alone."""
        contact = self._create_contact()
        contact.with_user(self.staff).action_b2b_send_activation()
        row = self._find_row(self._get_page(PAGE), "Dora Dubois")
        text = " ".join(row.text_content().split())
        self.assertIn("Invited", text)
        self.assertIn("by our customer service", text)
        self.assertFalse(row.xpath(".//form"))

    def test_invite_errors(self):
        """USR-2: bad input stays, the message stands beside the field."""
        response = self._post_form(
            f"{PAGE}/invite",
            first_name="Dora",
            last_name="",
            email="dora@",
            role_id=self.role.id,
        )
        page = html.fromstring(response.text)
        fields = page.xpath("//*[contains(@class, 'is-invalid')]")
        self.assertEqual([one.get("name") for one in fields], ["last_name", "email"])
        self.assertEqual(page.xpath("//input[@name='first_name']/@value"), ["Dora"])
        self.assertEqual(page.xpath("//input[@name='email']/@value"), ["dora@"])
        (chosen,) = page.xpath("//option[@selected]")
        self.assertEqual(chosen.get("value"), str(self.role.id))
        messages = [one.text.strip() for one in page.find_class("invalid-feedback")]
        self.assertEqual(len(messages), 2)
        self.assertFalse(self._find_invitations())

    # -- Roles and log ------------------------------------------------------------

    def test_roles(self):
        """USR-3, USR-5: own roles and the role of new users."""
        response = self._post_form(
            f"{PAGE}/roles/new", name="Packer", orders="company", addresses="1"
        )
        self.assertIn("Packer", response.text)
        role = self.env["cats.role"].search([("partner_id", "=", self.customer.id)])
        codes = role._get_b2b_codes(role.group_ids)
        self.assertEqual(codes, {"see_company_orders", "addresses"})
        self._post_form(f"{PAGE}/roles", role_id=role.id)
        self.assertEqual(self.customer.b2b_default_role_id, role)
        response = self._post_form(f"{PAGE}/roles/{role.id}", action="remove")
        self.assertIn("New colleagues get this role", response.text)
        self._post_form(f"{PAGE}/roles", role_id="")
        self.assertFalse(self.customer.b2b_default_role_id)
        self._post_form(f"{PAGE}/roles/{role.id}", action="remove")
        self.assertFalse(role.active)

    def test_role_errors(self):
        """USR-3: bad input keeps what was chosen."""
        response = self._post_form(f"{PAGE}/roles/new", name=" ", quotes="own")
        page = html.fromstring(response.text)
        self.assertTrue(
            page.xpath("//input[@name='name' and contains(@class, 'invalid')]")
        )
        checked = page.xpath("//input[@name='quotes' and @checked]/@value")
        self.assertEqual(checked, ["own"])
        response = self._post_form(f"{PAGE}/roles", role_id="999999")
        self.assertIn("Choose what your colleague may do", response.text)

    def test_foreign_roles(self):
        """USR-3: roles of other companies are neither shown nor found."""
        foreign = self._create_own_role(
            "Foreign", company=self.stranger.commercial_partner_id
        )
        for url in (f"{PAGE}/roles", f"{PAGE}/invite", "/my/requests/colleagues"):
            self.assertNotIn("Foreign", self.url_open(url).text)
        self._get_page(f"{PAGE}/roles/{foreign.id}", 404)
        self._get_page(f"{PAGE}/roles/{self.role.id}", 404)

    def test_colleague_gets_own_role(self):
        """ACC-6, USR-3: the company's own roles are offered for newcomers, too."""
        role = self._create_own_role()
        application = self._create_colleague()
        page = self._get_page("/my/requests/colleagues")
        self.assertIn("Packer", page.text_content())
        self._post_form(
            f"/my/requests/colleagues/{application.id}",
            decision="approve",
            role_id=role.id,
        )
        self.assertEqual(application.role_id, role)

    def test_log(self):
        """USR-6: principal users read who changed what, and nothing of others."""
        self._post_rights(self.buyer, "see_invoices")
        self.stranger.with_user(self.elsewhere)._change_b2b_role(self.role)
        page = self._get_page(f"{PAGE}/log")
        (entry,) = self._get_text(page, "o_cats_b2b_log_entry")
        for text in (
            self.principal.name,
            self.buyer.name,
            "Rights changed",
            "Given: See invoices",
            "Taken: See prices, Place orders, See own orders",
        ):
            self.assertIn(text, entry)

    # -- Cost ---------------------------------------------------------------------

    def test_queries(self):
        """USR-1: the table costs the same number of queries for 5 and 50 people."""
        few = self._count_queries(5)
        many = self._count_queries(50)
        self.assertLessEqual(many, few + 2)

    def _count_queries(self, number):
        users = self.env["res.users"].with_user(self.principal)
        have = len(users._get_b2b_colleagues())
        for extra in range(have, number):
            user = self._create_portal_user(f"crowd{extra}", self.customer)
            user._set_b2b_rights({"see_prices"} if extra % 2 else {"see_invoices"})
            self.env["res.users.log"].with_user(user).sudo().create({})
        self.url_open(PAGE)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        page = self._get_page(PAGE)
        count = self.cr.sql_log_count - before
        rows = page.xpath("//tr[contains(@class, 'o_cats_b2b_person')]")
        self.assertEqual(len(rows), number)
        return count
