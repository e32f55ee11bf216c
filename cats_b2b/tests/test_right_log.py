from unittest.mock import patch

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.cats_portal_view import PortalView
from .application_common import PASSWORD
from .company_users_common import CompanyUsersCommon


@tagged("post_install", "-at_install")
class TestRightLog(CompanyUsersCommon):
    def _assert_log(self, *expected):
        """Compare with (kind, by whom, user, given, taken), the oldest first."""
        self.assertEqual(self._get_log(), list(expected))

    def test_own_role(self):
        """USR-6: a company's own role is logged, also while nobody has it."""
        partners = self.env["res.partner"].with_user(self.principal)
        partners._save_b2b_role(self.env["cats.role"], "Packer", {"quotes"})
        role = self.env["cats.role"].search([("name", "=", "Packer")])
        group = self.env.ref("cats_b2b.group_b2b_returns")
        role.with_user(self.staff).group_ids = [Command.set(group.ids)]
        role.with_user(self.staff).sequence = 3
        partners._remove_b2b_role(role)
        nobody = self.env["res.partner"]
        self._assert_log(
            ("defined", self.principal, nobody, {"quotes"}, set()),
            ("defined", self.staff, nobody, {"returns"}, {"quotes"}),
            ("dropped", self.principal, nobody, set(), set()),
        )

    def test_default_role_by_staff(self):
        """USR-6: staff who write the role of new users on the form are logged."""
        customer = self.customer.with_user(self.staff)
        customer.b2b_default_role_id = self.role
        customer.write({"b2b_default_role_id": self.role.id})
        nobody = self.env["res.partner"]
        self._assert_log(("default", self.staff, nobody, set(), set()))

    def test_deleted(self):
        """USR-6: a login that is deleted was removed."""
        contact, before = self.buyer.partner_id, self.buyer._get_b2b_rights()
        self.buyer.with_user(self.staff).sudo().unlink()
        self._assert_log(("removed", self.staff, contact, set(), before))

    def test_custom_group(self):
        """USR-6: a group of the seller's own that brings a right along counts."""
        group = self.env.ref("cats_b2b.group_b2b_see_invoices")
        self.env["res.groups"].create(
            {
                "name": "Bookkeepers",
                "implied_ids": [Command.link(group.id)],
                "user_ids": [Command.link(self.buyer.id)],
            }
        )
        contact, nobody = self.buyer.partner_id, self.env["res.users"]
        self._assert_log(("rights", nobody, contact, {"see_invoices"}, set()))
        self.assertIn("see_invoices", self.buyer._get_b2b_rights())
        row = self.buyer._prepare_b2b_row()
        levels = {cell.column: cell.level for cell in row["cells"]}
        self.assertEqual(levels["see_invoices"], "yes")
        explained = {one["right"]: one for one in self.buyer._explain_b2b_rights()}
        self.assertTrue(explained["see_invoices"]["granted"])

    def test_rights(self):
        """USR-6: who, whom, what; what did not change is no change."""
        buyer = self.buyer.with_user(self.principal)
        rights = {"see_prices", "see_invoices", "see_own_orders"}
        buyer._change_b2b_rights(rights)
        buyer._change_b2b_rights(rights)
        taken = {"place_orders", "quotes", "templates", "returns", "addresses"}
        contact = self.buyer.partner_id
        self._assert_log(("rights", self.principal, contact, {"see_invoices"}, taken))

    def test_role(self):
        """USR-6: a role is logged with the rights that came and went by it."""
        self.buyer.with_user(self.principal)._change_b2b_role(self._get_role("full"))
        given = {
            "see_company_orders",
            "company_quotes",
            "company_returns",
            "see_invoices",
        }
        contact = self.buyer.partner_id
        self._assert_log(("role", self.principal, contact, given, set()))

    def test_doors(self):
        """USR-6: deactivated, reactivated, removed: each is one entry."""
        buyer, contact = self.buyer.with_user(self.principal), self.buyer.partner_id
        buyer._deactivate_b2b()
        buyer._deactivate_b2b()
        buyer._reactivate_b2b()
        buyer._remove_b2b()
        self._assert_log(
            *(
                (kind, self.principal, contact, set(), set())
                for kind in ("deactivated", "reactivated", "removed")
            )
        )

    def test_other_ways(self):
        """USR-6: a change by the backend, by groups or by a role is logged, too."""
        contact = self.buyer.partner_id
        group = self.env.ref("cats_b2b.group_b2b_see_invoices")
        staff = self.staff
        self.buyer.with_user(staff).sudo().group_ids = [Command.link(group.id)]
        group.with_user(staff).sudo().user_ids = [Command.unlink(self.buyer.id)]
        group.with_user(staff).sudo().write({"user_ids": [(4, self.buyer.id)]})
        role = self._create_own_role(codes=("see_prices",))
        self.buyer.with_context(b2b_unlogged=True)._set_b2b_role(role)
        role.with_user(staff).write({"group_ids": [Command.link(group.id)]})
        invoices = {"see_invoices"}
        self.env["cats.right.log"].search([("contact_id", "=", False)]).unlink()
        self._assert_log(
            ("rights", staff, contact, invoices, set()),
            ("rights", staff, contact, set(), invoices),
            ("rights", staff, contact, invoices, set()),
            ("rights", staff, contact, invoices, set()),
        )

    def test_staff_as_customer(self):
        """USR-6: what staff do as a customer's user is told of the staff member."""
        view = PortalView(self.staff.id, self.principal.id, True, "2026-01-05 10:00:00")
        views = type(self.env["cats.portal.view"])
        with patch.object(views, "_get_current", return_value=view):
            self.buyer.with_user(self.principal)._deactivate_b2b()
        contact = self.buyer.partner_id
        self._assert_log(("deactivated", self.staff, contact, set(), set()))

    def test_default_role(self):
        """USR-6: what new users may do is logged once it changes."""
        partners = self.env["res.partner"].with_user(self.principal)
        partners._set_b2b_default_role(self.role)
        partners._set_b2b_default_role(self.role)
        nobody = self.env["res.partner"]
        self._assert_log(("default", self.principal, nobody, set(), set()))

    def test_invitation(self):
        """USR-6: from the invitation to the login; the shop itself is nobody."""
        self._invite()
        application = self._find_invitations()
        application.with_user(self.principal)._resend_by_principal()
        application._activate(PASSWORD)
        contact, nobody = application.contact_id, self.env["res.users"]
        invoices = {"see_invoices"}
        self._assert_log(
            ("invited", self.principal, contact, invoices, set()),
            ("resent", self.principal, contact, invoices, set()),
            ("activated", nobody, contact, invoices, set()),
        )

    def test_withdrawn(self):
        """USR-6: an invitation that is taken back is logged, too."""
        self._invite()
        self._find_invitations().with_user(self.principal)._withdraw_by_principal()
        self.assertEqual(
            [entry[0] for entry in self._get_log()], ["invited", "withdrawn"]
        )

    def test_switched_off(self):
        """USR-6: without B2B shop nothing is logged."""
        self.website.b2b_enabled = False
        self.env["cats.right.log"].search([]).unlink()
        self.buyer.group_ids = [
            Command.unlink(self.env.ref("cats_b2b.group_b2b_see_prices").id)
        ]
        self.buyer.active = False
        self._assert_log()

    def test_readers(self):
        """USR-6: "principal users can read it", of their company; nobody writes."""
        self.buyer.with_user(self.principal)._change_b2b_role(self.role)
        self.stranger.with_user(self.elsewhere)._change_b2b_role(self.role)
        entries = self.env["cats.right.log"].search([])
        own = entries.filtered(lambda one: one.partner_id == self.customer)
        self.assertEqual(len(entries), 2)
        for user, expected in (
            (self.principal, own),
            (self.elsewhere, entries - own),
            (self.buyer, entries.browse()),
            (self.salesman, entries),
        ):
            with self.subTest(user.login):
                found = entries.with_user(user).search([])
                self.assertEqual(found.with_env(self.env), expected)
                theirs = own.with_user(user)
                with self.assertRaises(AccessError):
                    theirs.write({"kind": "role"})
                with self.assertRaises(AccessError):
                    theirs.unlink()
                with self.assertRaises(AccessError):
                    theirs.copy()
