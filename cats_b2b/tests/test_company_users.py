from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .application_common import PASSWORD
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

    def test_take_prices(self):
        """USR-4: who loses a right follows no more what he may not see."""
        order = self._create_order((self.product, 1), state="sale")
        order.message_subscribe(self.buyer.partner_id.ids)
        self.buyer.with_user(self.principal)._change_b2b_rights({"see_invoices"})
        self.assertNotIn(self.buyer.partner_id, order.message_partner_ids)


@tagged("post_install", "-at_install")
class TestFirstRoles(CompanyUsersCommon):
    """Which role users get who have none (USR-5)."""

    def _create_login(self, name, company=None, **values):
        partner = self.env["res.partner"].create(
            {
                "name": name,
                "parent_id": company and company.id,
                "email": f"{name}@x.example",
                "company_id": self.company.id,
            }
        )
        return new_test_user(
            self.env,
            f"b2b_{name}",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=self.company.id,
            company_ids=self.company.ids,
            **values,
        )

    def test_new_users(self):
        """USR-5: "new users get the company's default role"; the first one leads."""
        company = self._create_customer("Neu GmbH")
        first = self._create_login("first", company)
        second = self._create_login("second", company)
        company.b2b_default_role_id = self.role
        third = self._create_login("third", company)
        private = self._create_login("private")
        self.assertEqual(first.b2b_role_id, self._get_role("principal"))
        self.assertEqual(second.b2b_role_id, self._get_role("buyer"))
        self.assertEqual(third.b2b_role_id, self.role)
        self.assertEqual(third._get_b2b_rights(), {"see_invoices"})
        self.assertEqual(private.b2b_role_id, self._get_role("full"))

    def test_portal_wizard(self):
        """USR-5: so do users whom staff let in with Odoo's own wizard."""
        self.customer.b2b_default_role_id = self.role
        contact = self._create_contact("wiz@lumiere.example")
        wizard = self.env["portal.wizard"].create({"partner_ids": contact.ids})
        wizard.user_ids.action_grant_access()
        self.assertEqual(contact.user_ids.b2b_role_id, self.role)
        self.assertEqual(contact.user_ids._get_b2b_rights(), {"see_invoices"})

    def test_activation(self):
        """USR-5: an invited user gets the role that was chosen, else the default."""
        self.customer.b2b_default_role_id = self.role
        for email, role, expected in (
            ("x@lumiere.example", self._get_role("viewer"), "Viewer"),
            ("y@lumiere.example", self.env["cats.role"], "Accountant"),
        ):
            with self.subTest(email):
                application = self._create_colleague(email=email, role_id=role.id)
                application._approve()
                self.assertEqual(application._activate(PASSWORD), "activated")
                user = application.activated_user_id
                self.assertEqual(user.b2b_role_id.name, expected)

    def test_switched_on(self):
        """USR-5: "companies with several accounts from before share one
        configuration"; a single login manages users."""
        self.website.b2b_enabled = False
        crowd = self._create_customer("Crowd NV")
        users = self._create_login("one", crowd) | self._create_login("two", crowd)
        lonely = self._create_login("lonely", self._create_customer("Lonely NV"))
        private = self._create_login("private")
        self.assertFalse((users | lonely | private).b2b_role_id)
        self.website.b2b_enabled = True
        self.assertEqual(users.b2b_role_id, self._get_role("full"))
        self.assertNotIn("principal", users[0]._get_b2b_rights())
        self.assertIn("see_company_orders", users[0]._get_b2b_rights())
        self.assertEqual(lonely.b2b_role_id, self._get_role("principal"))
        self.assertEqual(private.b2b_role_id, self._get_role("full"))
        self.assertEqual(self.buyer.b2b_role_id, self._get_role("buyer"), "kept")

    def test_template_user(self):
        """USR-5: of whom new users are copies gets no rights: all would have them."""
        template = self.env.ref("base.template_portal_user_id")
        template.company_id = self.company
        self.website.b2b_enabled = False
        self.website.b2b_enabled = True
        self.assertFalse(template.b2b_role_id)
        self.assertFalse(template._get_b2b_given())

    def test_migration(self):
        """USR-5: the upgrade gives users from before a role, too."""
        users = self.buyer | self.principal
        groups = self.env["cats.role"]._get_b2b_rights()
        users.write(
            {"b2b_role_id": False, "group_ids": [Command.unlink(g.id) for g in groups]}
        )
        self.env["website"].search([("b2b_enabled", "=", True)])._give_b2b_first_roles()
        self.assertEqual(users.b2b_role_id, self._get_role("full"))
        self.assertEqual(self.elsewhere.b2b_role_id, self._get_role("principal"))

    def test_moved(self):
        """USR-4: who is moved to another company begins anew there."""
        self.principal.partner_id.parent_id = self.stranger.commercial_partner_id
        self.assertEqual(self.principal.b2b_role_id, self._get_role("buyer"))
        self.assertNotIn("principal", self.principal._get_b2b_rights())


@tagged("post_install", "-at_install")
class TestInvitations(CompanyUsersCommon):
    def test_invite(self):
        """USR-2: an invited colleague chooses his password and has the chosen role."""
        self.assertEqual(self._invite(first_name=" Dora "), {})
        (application,) = self._find_invitations()
        self.assertEqual(application.origin, "principal")
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.partner_id, self.customer)
        self.assertEqual(application.contact_id.parent_id, self.customer)
        self.assertEqual(application.contact_id.name, "Dora Dubois")
        self.assertFalse(application.password_hash)
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 1)
        token = self._get_token(application)
        found = self.env["cats.application"]._find_by_any_token(token)
        self.assertEqual(found._activate(PASSWORD), "activated")
        self.assertEqual(found.activated_user_id.b2b_role_id, self.role)
        self.assertFalse(self._find_invitations())

    def test_known_contact(self):
        """USR-2: a contact that staff entered is the one who gets the login."""
        contact = self._create_contact()
        self.env.cr.execute(
            "UPDATE res_partner SET create_date = '2020-01-01' WHERE id = %s",
            [contact.id],
        )
        contact.invalidate_recordset(["create_date"])
        self.assertEqual(self._invite(), {})
        self.assertEqual(self._find_invitations().contact_id, contact)
        application = self._find_invitations()
        application.with_user(self.principal)._withdraw_by_principal()
        self.assertTrue(contact.active)

    def test_errors(self):
        """USR-2: what is wrong is told beside its field; nobody is invited."""
        foreign = self._create_own_role(company=self.stranger.commercial_partner_id)
        nothing = self.env["cats.role"]
        cases = [
            ({"first_name": " "}, self.role, "first_name"),
            ({"last_name": ""}, self.role, "last_name"),
            ({"last_name": "x" * 65}, self.role, "last_name"),
            ({"email": "dora"}, self.role, "email"),
            ({"email": f"{'x' * 250}@x.example"}, self.role, "email"),
            ({"email": "Buyer@example.com"}, self.role, "email"),
            ({}, nothing, "role_id"),
            ({}, foreign, "role_id"),
        ]
        for values, role, field in cases:
            with self.subTest(values=values, role=role.name):
                errors = self._invite(role=role, **values)
                self.assertEqual(list(errors), [field])
        self.assertFalse(self._find_invitations())

    def test_forbidden(self):
        """USR-2: only principal users invite, each for his own company."""
        for user in (self.buyer, self.salesman, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._invite(user)
        website = self._create_other_seller()
        applications = self.env["cats.application"].with_user(self.principal)
        with self.assertRaises(AccessError):
            applications._invite_by_principal({}, self.role, website)
        self._invite()
        application = self._find_invitations()
        for user in (self.elsewhere, self.buyer):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    application.with_user(user)._resend_by_principal()
                with self.assertRaises(AccessError):
                    application.with_user(user)._withdraw_by_principal()
        self.assertEqual(application.state, "approved")

    def test_twice(self):
        """USR-2: a double click invites once, and sends one mail."""
        self._invite()
        self.assertEqual(self._invite(), {})
        self.assertEqual(len(self._find_invitations()), 1)
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 1)

    def test_resend(self):
        """USR-2: a new mail makes the link of the old one void, also a late one."""
        self._invite()
        application = self._find_invitations()
        old = self._get_token(application)
        application.write(
            {"state": "expired", "token_expires_at": "2020-01-01 00:00:00"}
        )
        self.assertEqual(application._prepare_invitation_row()["state"], "expired")
        application.with_user(self.principal)._resend_by_principal()
        self.assertEqual(application._prepare_invitation_row()["state"], "invited")
        self.assertFalse(application._find_by_any_token(old))
        self.assertEqual(application.state, "approved")

    def test_withdraw(self):
        """USR-2: an invitation taken back lets nobody in, and may be sent anew."""
        self._invite()
        application = self._find_invitations()
        contact, token = application.contact_id, self._get_token(application)
        application.with_user(self.principal)._withdraw_by_principal()
        self.assertFalse(application._find_by_any_token(token))
        self.assertFalse(contact.active)
        self.assertFalse(self._find_invitations())
        with self.assertRaises(AccessError):
            application.with_user(self.principal)._resend_by_principal()
        self.assertEqual(self._invite(), {})
        self.assertEqual(self._find_invitations().state, "approved")

    def test_known_elsewhere(self):
        """ACC-4, USR-2: who has a login elsewhere cannot be told from a stranger."""
        email = "stranger@example.com"
        self.stranger.login = email
        before = self._get_mails(email)
        self.assertEqual(self._invite(email=email), {})
        self.assertEqual(self._invite(email="nobody@x.example"), {})
        decoy, real = self._find_invitations().sorted("email")[::-1]
        self.assertEqual(decoy.email, email)
        shown = [one._prepare_invitation_row() for one in (decoy, real)]
        self.assertEqual(*({**row, "invitation": 0, "email": 0} for row in shown))
        for name in ("name", "type", "active", "parent_id", "company_id"):
            self.assertEqual(decoy.contact_id[name], real.contact_id[name], name)
        self.assertFalse(decoy.token_hash)
        (mail,) = self._get_mails(email, since=before)
        self.assertIn("You have a login with it already", mail.body_html)
        self.assertNotIn("/b2b/activate/", mail.body_html)
        self.assertNotIn("Dora", mail.body_html)
        entries = self.env["cats.right.log"].search([("kind", "=", "invited")])
        self.assertEqual(entries.given_ids, self.role.group_ids)
        self.assertEqual(len(entries), 2)

    def test_open_elsewhere(self):
        """ACC-4, USR-2: nor who has registered himself; his link stays good."""
        other = self._create_application(waits_for="check")
        other._approve()
        token = self._get_token(other)
        before = self._get_mails(other.email)
        self.assertEqual(self._invite(email=other.email), {})
        (decoy,) = self._find_invitations()
        self.assertEqual(decoy._prepare_invitation_row()["state"], "invited")
        self.assertEqual(other._find_by_any_token(token), other)
        mail = self._get_mails(other.email, since=before)
        self.assertIn("The first registration stands", mail.body_html)
        other._close("No")
        decoy.with_user(self.principal)._resend_by_principal()
        self.assertEqual(decoy.state, "approved", "nothing is in the way any more")

    def test_too_often(self):
        """USR-2: nobody is written to, and nobody writes, without end."""
        self._invite()
        application = self._find_invitations().with_user(self.principal)
        for _time in range(2):
            application._resend_by_principal()
        with self.assertRaisesRegex(UserError, "wait an hour"):
            application._resend_by_principal()
        self.assertEqual(len(self._get_mails("dora@lumiere.example")), 3)
        attempts = self.env["cats.attempt"]
        while attempts._count("invite", str(self.principal.id), 30):
            pass
        errors = self._invite(email="next@x.example")
        self.assertIn("many people", errors["email"])

    def _demote(self):
        self.principal._set_b2b_role(self.role)

    def _move(self):
        self.principal.partner_id.parent_id = self.stranger.commercial_partner_id

    def test_inviter_lost(self):
        """USR-4: what somebody invited is void once he manages users no more."""
        for label, act in (
            ("demoted", self._demote),
            ("moved", self._move),
            ("deactivated", lambda: self.principal.write({"active": False})),
            ("removed", self.principal.with_user(self.staff)._remove_b2b),
        ):
            with self.subTest(label), self.env.cr.savepoint() as savepoint:
                self._invite(email=f"{label}@lumiere.example")
                application = self._find_invitations()
                contact, token = application.contact_id, self._get_token(application)
                act()
                self.assertFalse(application._find_by_any_token(token))
                self.assertEqual(application.state, "refused")
                self.assertTrue(application.withdrawn_on)
                self.assertFalse(contact.active)
                entries = self.env["cats.right.log"].search(
                    [("kind", "=", "withdrawn"), ("contact_id", "=", contact.id)]
                )
                self.assertEqual(len(entries), 1)
                savepoint.rollback()
                self.env["res.users"]._clear_b2b_rules()

    def test_inviter_changed(self):
        """USR-4: a principal user who loses nothing of it keeps his invitations."""
        self._invite()
        self.principal._set_b2b_rights({"principal", "see_prices"})
        self.buyer._set_b2b_role(self.role)
        self.assertEqual(self._find_invitations().state, "approved")
