from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .application_common import PASSWORD
from .company_users_common import CompanyUsersCommon


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

    def test_invited_by_others(self):
        """USR-1: whom staff have invited, his principal user sees, and leaves alone."""
        contact = self._create_contact()
        contact.with_user(self.staff).action_b2b_send_activation()
        applications = self.env["cats.application"]
        application = applications.search([("contact_id", "=", contact.id)])
        for user, expected in (
            (self.principal, application),
            (self.elsewhere, applications),
            (self.buyer, applications),
        ):
            with self.subTest(user.login):
                found = applications.with_user(user)._get_others_invited()
                self.assertEqual(found.with_env(self.env), expected)
                with self.assertRaises(AccessError):
                    application.with_user(user)._withdraw_by_principal()
                with self.assertRaises(AccessError):
                    application.with_user(user)._resend_by_principal()
