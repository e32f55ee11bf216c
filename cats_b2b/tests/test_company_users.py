from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .company_users_common import CompanyUsersCommon


@tagged("post_install", "-at_install")
class TestCompanyUsers(CompanyUsersCommon):
    # -- Who manages whom ---------------------------------------------------------

    def test_colleagues(self):
        """USR-1: a principal user sees his company's users, anybody else himself."""
        gone = self._create_portal_user("gone", self.customer)
        gone.active = False
        removed = self._create_portal_user("removed", self.customer)
        removed.with_user(self.principal)._remove_b2b()
        users = self.env["res.users"]
        for user, expected in (
            (self.principal, self.principal | self.buyer | gone),
            (self.buyer, self.buyer),
            (self.elsewhere, self.elsewhere | self.stranger),
        ):
            with self.subTest(user.login):
                found = users.with_user(user)._get_b2b_colleagues()
                self.assertEqual(found.with_env(self.env), expected)

    def test_others_manage_nobody(self):
        """USR-2: no colleague, no other company, no public and no mere salesman."""
        public = self.env.ref("base.public_user")
        other_website = self._create_other_seller()
        other_seller = self._create_portal_user("else", self.customer, "principal")
        other_seller.write(
            {
                "company_ids": [Command.set(other_website.company_id.ids)],
                "company_id": other_website.company_id.id,
            }
        )
        before = self._get_rights(self.buyer)
        for user in (self.buyer, self.elsewhere, other_seller, public, self.salesman):
            target = self.buyer.with_user(user)
            acts = [
                lambda it=target: it._change_b2b_rights({"principal"}),
                lambda it=target: it._change_b2b_role(self.role),
                target._deactivate_b2b,
                target._reactivate_b2b,
                target._remove_b2b,
            ]
            for number, act in enumerate(acts):
                with self.subTest(user=user.login, act=number):
                    with self.assertRaises(AccessError):
                        act()
                    self.assertEqual(self._get_rights(self.buyer), before)
                    self.assertTrue(self.buyer.active)

    def test_staff_is_nobodys_colleague(self):
        """USR-2: neither principal users nor staff manage members of the staff here."""
        self.manager.partner_id.parent_id = self.customer
        for user in (self.principal, self.staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.manager.with_user(user)._deactivate_b2b()
        self.assertTrue(self.manager.active)

    def test_switched_off(self):
        """USR-2: without B2B shop nobody is anybody's principal user."""
        self.website.b2b_enabled = False
        with self.assertRaises(AccessError):
            self.buyer.with_user(self.principal)._deactivate_b2b()
        self.assertTrue(self.buyer.active)

    def _get_rights(self, user):
        return set(user._get_b2b_rights()), user.b2b_role_id

    # -- Rights and roles ---------------------------------------------------------

    def test_change_rights(self):
        """USR-3: "a user may deviate from his role"; the role stays his."""
        buyer = self.buyer.with_user(self.principal)
        buyer._change_b2b_rights({"see_invoices", "see_company_orders"})
        self.assertEqual(
            self.buyer._get_b2b_rights(),
            {"see_invoices", "see_company_orders", "see_own_orders"},
        )
        self.assertEqual(self.buyer.b2b_role_id, self._get_role("buyer"))
        row = self.buyer._prepare_b2b_row()
        self.assertTrue(row["deviates"])
        reasons = {one["right"]: one["reason"] for one in buyer._explain_b2b_rights()}
        self.assertEqual(
            reasons["see_invoices"], "Given personally, beyond the role Buyer."
        )
        self.assertEqual(
            reasons["see_prices"], "Taken personally; the role Buyer would give it."
        )
        self.assertEqual(reasons["see_own_orders"], "By the role Buyer.")
        buyer._change_b2b_role(self._get_role("buyer"))
        self.assertFalse(self.buyer._prepare_b2b_row()["deviates"])

    def test_only_one_right(self):
        """USR-3: "Only invoices" and "only placing orders" must be possible."""
        for right in ("see_invoices", "place_orders"):
            with self.subTest(right):
                self.buyer.with_user(self.principal)._change_b2b_rights({right})
                self.assertEqual(self.buyer._get_b2b_rights(), {right})

    def test_foreign_role(self):
        """USR-3: another company's own role is nobody else's to give."""
        role = self._create_own_role(company=self.stranger.commercial_partner_id)
        with self.assertRaises(UserError):
            self.buyer.with_user(self.principal)._change_b2b_role(role)
        with self.assertRaises(UserError):
            self.principal.partner_id.with_user(self.principal)._set_b2b_default_role(
                role
            )
        with self.assertRaises(ValidationError):
            self.customer.b2b_default_role_id = role
        self.assertEqual(self.buyer.b2b_role_id, self._get_role("buyer"))

    def test_role_changes(self):
        """USR-3: who has a role follows its changes, and keeps his deviations."""
        role = self._create_own_role(codes=("see_prices", "quotes"))
        other = self._create_portal_user("other", self.customer)
        (self.buyer | other)._set_b2b_role(role)
        other._set_b2b_rights({"see_prices", "addresses"})
        partners = self.env["res.partner"].with_user(self.principal)
        errors = partners._save_b2b_role(role, " Packers ", {"quotes", "returns"})
        self.assertEqual(errors, {})
        self.assertEqual(role.name, "Packers")
        self.assertEqual(self.buyer._get_b2b_rights(), {"quotes", "returns"})
        self.assertEqual(other._get_b2b_rights(), {"addresses", "returns"})
        self.assertEqual(other.b2b_role_id, role)

    def test_own_roles(self):
        """USR-3: a company makes roles of its own; bad ones are refused in words."""
        partners = self.env["res.partner"].with_user(self.principal)
        roles = self.env["cats.role"]
        for label, name, codes, field in (
            ("no name", "  ", {"quotes"}, "name"),
            ("too long", "x" * 65, {"quotes"}, "name"),
            ("no right", "Packer", (), "rights"),
        ):
            with self.subTest(label):
                errors = partners._save_b2b_role(roles, name, codes)
                self.assertEqual(list(errors), [field])
        self.assertEqual(partners._save_b2b_role(roles, "Packer", {"quotes"}), {})
        role = roles.search([("name", "=", "Packer")])
        self.assertEqual(role.partner_id, self.customer)
        self.assertIn(
            "name", partners._save_b2b_role(roles, "packer", {"quotes"}), "twice"
        )
        self.assertEqual(partners._save_b2b_role(role, "Packer", {"returns"}), {})

    def test_own_roles_of_others(self):
        """USR-3: nobody changes shipped roles, or those of another company."""
        own = self._create_own_role()
        shipped = self._get_role("buyer")
        foreign = self._create_own_role(company=self.stranger.commercial_partner_id)
        cases = [
            (self.principal, shipped),
            (self.principal, foreign),
            (self.elsewhere, own),
            (self.buyer, own),
            (self.salesman, own),
        ]
        for user, role in cases:
            with self.subTest(user=user.login, role=role.name):
                partners = self.env["res.partner"].with_user(user)
                before = role.name, role.group_ids
                with self.assertRaises(AccessError):
                    partners._save_b2b_role(role, "Mine", {"principal"})
                with self.assertRaises(AccessError):
                    partners._remove_b2b_role(role)
                self.assertEqual((role.name, role.group_ids), before)
                self.assertTrue(role.active)

    def test_remove_role(self):
        """USR-3: a role that somebody has, or is to have, is not removed."""
        role = self._create_own_role()
        partners = self.env["res.partner"].with_user(self.principal)
        self.buyer._set_b2b_role(role)
        with self.assertRaisesRegex(UserError, "Colleagues have this role"):
            partners._remove_b2b_role(role)
        self.buyer._set_b2b_role(self.role)
        partners._set_b2b_default_role(role)
        with self.assertRaisesRegex(UserError, "New colleagues get this role"):
            partners._remove_b2b_role(role)
        partners._set_b2b_default_role(self.env["cats.role"])
        partners._remove_b2b_role(role)
        self.assertFalse(role.active)

    def test_roles_for_staff(self):
        """USR-5: staff change roles of their own customers; those for all customers
        are changed by sales managers."""
        own = self._create_own_role()
        website = self._create_other_seller()
        other = self._create_customer("Other NV")
        other.company_id = website.company_id
        foreign = self._create_own_role("Foreign", company=other)
        shipped = self._get_role("viewer")
        own.with_user(self.staff).name = "Packers"
        for user in (self.staff, self.manager):
            roles = self.env["cats.role"].with_user(user).search([])
            found = roles.with_env(self.env)
            self.assertEqual(found & (own | foreign | shipped), own | shipped)
            with self.assertRaises(AccessError):
                foreign.with_user(user).name = "Mine"
        for act in (
            lambda: shipped.with_user(self.staff).write({"name": "Mine"}),
            lambda: own.with_user(self.staff).write({"partner_id": False}),
            lambda: own.with_user(self.staff).create({"name": "For all"}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                act()
        shipped.with_user(self.manager).name = "Readers"
        self.assertEqual(shipped.name, "Readers")

    def test_delete_role(self):
        """USR-3: nor do staff delete a role that somebody has, or is to have."""
        roles = [self._create_own_role(name) for name in ("A", "B", "C", "D", "E")]
        self.env["cats.right.log"].search([]).unlink()
        self.buyer.with_context(b2b_unlogged=True)._set_b2b_role(roles[0])
        self.customer.b2b_default_role_id = roles[1]
        self._create_colleague(role_id=roles[2].id)
        self.website.b2b_role_id = roles[3]
        for role in roles[:4]:
            with self.subTest(role.name):
                with self.assertRaisesRegex(UserError, "Archive it instead"):
                    role.with_user(self.staff).unlink()
        roles[4].with_user(self.staff).unlink()
        self.assertFalse(roles[4].exists())

    # -- The last principal user --------------------------------------------------

    def test_last_principal(self):
        """USR-2: "the last principal cannot remove or demote himself"."""
        role = self._create_own_role("Chief", codes=("principal",))
        principal = self.principal.with_user(self.principal)
        acts = [
            ("rights", lambda: principal._change_b2b_rights({"see_prices"})),
            ("role", lambda: principal._change_b2b_role(self.role)),
            ("deactivates himself", principal._deactivate_b2b),
            ("removes himself", principal._remove_b2b),
        ]
        for label, act in acts:
            with self.subTest(label):
                with self.assertRaises(UserError):
                    act()
                self.assertTrue(
                    self.principal.has_group("cats_b2b.group_b2b_principal")
                )
                self.assertTrue(self.principal.active)
                self.assertEqual(self.principal.b2b_role_id.name, "Principal")
        principal._change_b2b_role(role)
        partners = self.env["res.partner"].with_user(self.principal)
        with self.assertRaisesRegex(UserError, "one principal user at least"):
            partners._save_b2b_role(role, "Chief", {"see_prices"})
        self.assertTrue(self.principal.has_group("cats_b2b.group_b2b_principal"))

    def test_not_the_last_principal(self):
        """USR-2: with another principal user he may become something else."""
        second = self._create_portal_user("second", self.customer, "principal")
        self.principal.with_user(self.principal)._change_b2b_role(self.role)
        self.assertFalse(self.principal.has_group("cats_b2b.group_b2b_principal"))
        with self.assertRaises(UserError):
            second.with_user(second)._change_b2b_role(self.role)
        # Who is deactivated, or works elsewhere, leads nobody.
        self.assertTrue(second.has_group("cats_b2b.group_b2b_principal"))

    def test_staff_override(self):
        """USR-2, USR-5: staff may leave a company without principal user."""
        self.principal.with_user(self.staff)._change_b2b_role(self.role)
        self.assertFalse(self.principal.has_group("cats_b2b.group_b2b_principal"))
        self.principal.with_user(self.staff)._deactivate_b2b()
        self.assertFalse(self.principal.active)
        self.principal.with_user(self.staff)._reactivate_b2b()
        self.assertTrue(self.principal.active)
        self.principal.with_user(self.staff)._remove_b2b()
        self.assertFalse(self.principal.active)

    # -- Shut out, let in ---------------------------------------------------------

    def _add_key(self, user):
        keys = self.env["res.users.apikeys"].with_user(user).sudo()
        until = fields.Datetime.add(fields.Datetime.now(), days=1)
        return keys._generate("rpc", "Test", until)

    def test_deactivate(self):
        """USR-4: keys and links of a deactivated user are dead; documents stay."""
        order = self._create_order((self.product, 1))
        order.message_subscribe(self.buyer.partner_id.ids)
        self._add_key(self.buyer)
        self.buyer.partner_id.signup_prepare(signup_type="reset")
        token = self.buyer.partner_id._generate_signup_token()
        before = self.buyer._compute_session_token("sid")
        self.buyer.with_user(self.principal)._deactivate_b2b()
        self.assertFalse(self.buyer.active)
        self.assertTrue(self.buyer.partner_id.active)
        self.assertFalse(self.buyer.api_key_ids)
        with self.assertRaises(UserError):
            self.env["res.partner"]._signup_retrieve_partner(token)
        self.assertNotEqual(self.buyer._compute_session_token("sid"), before)
        self.assertNotIn(self.buyer.partner_id, order.message_partner_ids)
        self.buyer.with_user(self.principal)._reactivate_b2b()
        self.assertTrue(self.buyer.active)
        self.assertEqual(self.buyer.b2b_role_id, self._get_role("buyer"))
        self.assertFalse(self.buyer.api_key_ids)

    def test_promoted(self):
        """USR-6: who becomes a member of the staff lost rights, and no more."""
        self._add_key(self.buyer)
        before = self.buyer._get_b2b_rights()
        self.buyer.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertTrue(self.buyer.api_key_ids)
        contact = self.buyer.partner_id
        self.assertEqual(
            self._get_log(),
            [("rights", self.env["res.users"], contact, set(), before)],
        )

    def test_deactivated_by_staff(self):
        """USR-4: whoever deactivates a user in whatever way, keys and links end."""
        self._add_key(self.buyer)
        self.buyer.write({"active": False})
        self.assertFalse(self.buyer.api_key_ids)

    def test_shut_by_staff(self):
        """USR-5: whom staff have shut out, no principal user lets in again."""
        self.buyer.with_user(self.staff)._deactivate_b2b()
        with self.assertRaisesRegex(UserError, "customer service has deactivated"):
            self.buyer.with_user(self.principal)._reactivate_b2b()
        self.assertFalse(self.buyer.active)
        self.buyer.with_user(self.staff)._reactivate_b2b()
        self.buyer.with_user(self.principal)._deactivate_b2b()
        self.buyer.with_user(self.principal)._reactivate_b2b()
        self.assertTrue(self.buyer.active)

    def test_remove_shut_by_staff(self):
        """USR-5: nor does he remove and invite again whom staff have shut out."""
        self.buyer.with_user(self.staff)._deactivate_b2b()
        buyer = self.buyer.with_user(self.principal)
        with self.assertRaisesRegex(UserError, "customer service has deactivated"):
            buyer._remove_b2b()
        self.assertEqual(self.buyer.login, "b2b_buyer")
        self.buyer.with_user(self.staff)._reactivate_b2b()
        buyer._remove_b2b()
        self.assertFalse(self.buyer.partner_id.active)

    def test_remove(self):
        """USR-2: "a removed user's orders, quotes and invoices stay"; the address is
        free again."""
        order = self._create_order((self.product, 1))
        contact = self.buyer.partner_id
        self.buyer.with_user(self.principal)._remove_b2b()
        self.assertFalse(self.buyer.active)
        self.assertFalse(contact.active)
        self.assertEqual(self.buyer.login, f"closed-{self.buyer.id}")
        self.assertEqual(order.partner_id, contact)
        self.assertEqual(order.partner_id.commercial_partner_id, self.customer)
        with self.assertRaises(AccessError):
            self.buyer.with_user(self.principal)._reactivate_b2b()
        self.assertFalse(self._invite(email="buyer@example.com"))
        (application,) = self._find_invitations()
        self.assertEqual(application.state, "approved")
        self.assertNotEqual(application.contact_id, contact)

    def test_removed_company_login(self):
        """USR-2: the login of the company itself is removed for good, too."""
        login = self._create_portal_user("company", self.customer)
        login.partner_id = self.customer
        login.with_user(self.principal)._remove_b2b()
        self.assertTrue(self.customer.active)
        for user in (self.principal, self.staff):
            with self.subTest(user.login), self.assertRaises(AccessError):
                login.with_user(user)._reactivate_b2b()
        self.assertFalse(login.active)
        colleagues = self.env["res.users"].with_user(self.principal)
        self.assertNotIn(login, colleagues._get_b2b_colleagues().with_env(self.env))
        self.assertFalse(self.customer._get_b2b_logins())
        self.assertEqual(self.customer.with_user(self.staff).b2b_login_state, "none")

    def test_unfollow_many(self):
        """USR-4: users who follow nothing cost no queries when a role changes."""
        users = self.buyer.union(
            *(self._create_portal_user(f"u{number}", self.customer) for number in "123")
        )
        counts = []
        for some in (users[:1], users):
            some._unfollow_b2b_documents()
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            some._unfollow_b2b_documents()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)
        self.assertLessEqual(counts[0], 1)

    def test_take_prices(self):
        """USR-4: who loses a right follows no more what he may not see."""
        order = self._create_order((self.product, 1), state="sale")
        order.message_subscribe(self.buyer.partner_id.ids)
        self.buyer.with_user(self.principal)._change_b2b_rights({"see_invoices"})
        self.assertNotIn(self.buyer.partner_id, order.message_partner_ids)
