from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, tagged

from ..policies.rights import RIGHTS
from .application_common import CatsApplicationCommon


@tagged("post_install", "-at_install")
class TestPartnerRights(CatsApplicationCommon):
    """The table of people and rights on the company's form."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Who edits customers at all.
        cls.staff.group_ids = [
            Command.link(cls.env.ref("base.group_partner_manager").id)
        ]
        cls.role = cls.env.ref("cats_b2b.cats_role_accountant")
        cls.clerk = cls._create_portal_user("clerk", cls.customer, role="accountant")
        cls.contact = cls.clerk.partner_id.with_user(cls.staff)

    def _get_ticked(self, contact=None):
        contact = contact or self.contact
        return {code for code in RIGHTS if contact[f"b2b_may_{code}"]}

    # -- What it shows ------------------------------------------------------------

    def test_states(self):
        """USR-5: each contact shows whether and how he logs in."""
        contact = self._create_contact()
        shown = contact.with_user(self.staff)
        self.assertEqual(shown.b2b_login_state, "none")
        self.assertFalse(shown.b2b_login_role_id)
        self.assertFalse(self._get_ticked(shown))
        shown.action_b2b_send_activation()
        shown.invalidate_recordset()
        self.assertEqual(shown.b2b_login_state, "invited")
        self.assertEqual(self.contact.b2b_login_state, "active")
        self.clerk.active = False
        self.contact.invalidate_recordset()
        self.assertEqual(self.contact.b2b_login_state, "deactivated")
        self.assertEqual(self._get_ticked(), {"see_invoices"})

    def test_logins(self):
        """USR-5: the last login and the role are shown."""
        self.assertFalse(self.contact.b2b_login_date)
        self.clerk.with_user(self.clerk)._update_last_login()
        self.contact.invalidate_recordset()
        self.assertEqual(self.contact.b2b_login_date, self.clerk.login_date)
        self.assertTrue(self.clerk.login_date)
        self.assertEqual(self.contact.b2b_login_role_id, self.role)

    def test_staff_login(self):
        """USR-5: a contact who works here has no portal login to be shown."""
        partner = self.salesman.partner_id.with_user(self.staff)
        self.assertEqual(partner.b2b_login_state, "none")
        with self.assertRaisesRegex(UserError, "no login of a B2B shop"):
            partner.b2b_may_principal = True
        with self.assertRaisesRegex(UserError, "no login of a B2B shop"):
            partner.action_b2b_deactivate_login()
        self.assertTrue(self.salesman.active)

    def test_company_form(self):
        """USR-5: the company's form lists its people, editable."""
        form = Form(self.customer.with_user(self.staff))
        people = self.customer.with_user(self.staff).b2b_contact_ids
        self.assertIn(self.contact, people)
        index = people.ids.index(self.contact.id)
        with form.b2b_contact_ids.edit(index) as line:
            self.assertTrue(line.b2b_may_see_invoices)
            line.b2b_may_returns = True
        form.save()
        self.assertEqual(self.clerk._get_b2b_given(), {"see_invoices", "returns"})

    def test_role_in_the_form(self):
        """USR-5: a role that is chosen shows its rights at once, and is saved so."""
        form = Form(self.customer.with_user(self.staff))
        people = self.customer.with_user(self.staff).b2b_contact_ids
        index = people.ids.index(self.contact.id)
        buyer = self.env.ref("cats_b2b.cats_role_buyer")
        with form.b2b_contact_ids.edit(index) as line:
            line.b2b_login_role_id = buyer
            self.assertTrue(line.b2b_may_place_orders)
            self.assertFalse(line.b2b_may_see_invoices)
            line.b2b_may_addresses = False
        form.save()
        self.assertEqual(self.clerk.b2b_role_id, buyer)
        self.assertEqual(
            self._get_ticked(),
            {
                "see_prices",
                "place_orders",
                "see_own_orders",
                "quotes",
                "templates",
                "returns",
            },
        )

    def test_queries(self):
        """USR-5: the list takes no query per person."""
        people = [self._create_portal_user(f"many{i}", self.customer) for i in range(9)]
        contacts = self.env["res.partner"].union(*(one.partner_id for one in people))
        names = ["b2b_login_state", "b2b_login_role_id", "b2b_login_date"]
        names += [f"b2b_may_{code}" for code in RIGHTS]

        def count(partners):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            partners.with_user(self.staff).read(names)
            return self.cr.sql_log_count - before

        count(contacts)
        self.assertEqual(count(contacts[:2]), count(contacts))

    # -- What it changes ----------------------------------------------------------

    def test_tick(self):
        """USR-5: staff give a right, and take it away."""
        self.contact.b2b_may_returns = True
        self.assertEqual(self.clerk._get_b2b_given(), {"see_invoices", "returns"})
        self.assertEqual(self._get_ticked(), {"see_invoices", "returns"})
        self.assertEqual(self.clerk.b2b_role_id, self.role)
        self.contact.write({"b2b_may_returns": False, "b2b_may_see_invoices": False})
        self.assertFalse(self.clerk._get_b2b_rights())

    def test_other_groups_stay(self):
        """USR-5: what else a user is, stays."""
        group = self.env["res.groups"].create({"name": "Something else"})
        self.clerk.group_ids = [Command.link(group.id)]
        self.contact.write({"b2b_may_returns": True, "b2b_login_role_id": self.role.id})
        self.assertIn(group, self.clerk.group_ids)
        self.assertTrue(self.clerk._is_portal())

    def test_other_fields(self):
        """USR-5: what else is written is written as always."""
        self.contact.write({"function": "Clerk", "b2b_may_returns": True})
        self.assertEqual(self.contact.function, "Clerk")
        self.assertIn("returns", self.clerk._get_b2b_rights())

    def test_wider(self):
        """USR-3: the wider right brings the narrower one, which then stays."""
        self.contact.b2b_may_see_company_orders = True
        self.assertIn("see_own_orders", self._get_ticked())
        with self.assertRaisesRegex(UserError, "See own orders.*See all orders"):
            self.contact.b2b_may_see_own_orders = False
        self.contact.b2b_may_see_company_orders = False
        self.assertIn("see_own_orders", self._get_ticked())

    def test_principal(self):
        """USR-2: staff make a principal user, and take it back, leaving the rest."""
        self.contact.b2b_may_principal = True
        self.assertEqual(self._get_ticked(), set(RIGHTS))
        with self.assertRaisesRegex(UserError, "See prices.*Manage users"):
            self.contact.b2b_may_see_prices = False
        self.contact.b2b_may_principal = False
        self.assertEqual(self._get_ticked(), set(RIGHTS) - {"principal"})

    def test_role(self):
        """USR-5: staff give a role, for all customers or the company's own."""
        own = self.env["cats.role"].create(
            {
                "name": "Night shift",
                "partner_id": self.customer.id,
                "group_ids": [
                    Command.set(self.env.ref("cats_b2b.group_b2b_templates").ids)
                ],
            }
        )
        self.contact.b2b_login_role_id = own
        self.assertEqual(self.clerk.b2b_role_id, own)
        self.assertEqual(self._get_ticked(), {"templates"})

    def test_foreign_role(self):
        """USR-5: a role of another customer is none for this one."""
        foreign = self.env["cats.role"].create(
            {"name": "Theirs", "partner_id": self.stranger.commercial_partner_id.id}
        )
        for role_id in (foreign.id, 99999999, False):
            with self.subTest(role=role_id), self.assertRaises(UserError):
                self.contact.write({"b2b_login_role_id": role_id})
        self.assertEqual(self.clerk.b2b_role_id, self.role)

    def test_no_login(self):
        """USR-5: who has no login has no rights."""
        contact = self._create_contact().with_user(self.staff)
        with self.assertRaisesRegex(UserError, "no login of a B2B shop"):
            contact.b2b_may_see_prices = True

    def test_switch_off(self):
        """USR-5: without a B2B shop there is nothing to decide."""
        self.website.b2b_enabled = False
        with self.assertRaisesRegex(UserError, "no login of a B2B shop"):
            self.contact.b2b_may_see_prices = True

    # -- Who may ------------------------------------------------------------------

    def test_salesman(self):
        """USR-5: a salesman without the right neither sees nor changes rights."""
        contact = self.contact.with_user(self.salesman)
        self.assertEqual(contact.b2b_login_state, "active")
        with self.assertRaises(AccessError):
            contact.read(["b2b_may_see_invoices"])
        for vals in ({"b2b_may_principal": True}, {"b2b_login_role_id": self.role.id}):
            with self.assertRaises(AccessError):
                contact.write(vals)
        for button in ("deactivate", "reactivate", "remove"):
            with self.assertRaisesRegex(AccessError, "may not decide"):
                getattr(contact, f"action_b2b_{button}_login")()
        self.assertEqual(self.clerk._get_b2b_given(), {"see_invoices"})

    def test_customer(self):
        """USR-4: a customer reads and writes nothing of it, not even of himself."""
        for user in (self.clerk, self.buyer):
            contact = self.contact.with_user(user)
            for name in ("b2b_may_see_invoices", "b2b_login_state", "b2b_login_date"):
                with self.assertRaises(AccessError):
                    contact.read([name])
            with self.assertRaises(AccessError):
                contact.write({"b2b_may_principal": True})
            with self.assertRaises(AccessError):
                user.with_user(user).write({"b2b_may_principal": True})
            with self.assertRaises(AccessError):
                contact.action_b2b_remove_login()
        self.assertEqual(self.clerk._get_b2b_given(), {"see_invoices"})

    def test_other_company(self):
        """USR-5: staff of another seller change nothing."""
        other = self.env["res.company"].create({"name": "Other seller"})
        self.staff.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        contact = self.contact.with_context(allowed_company_ids=other.ids)
        with self.assertRaises(AccessError):
            contact.write({"b2b_may_principal": True})

    # -- Buttons ------------------------------------------------------------------

    def test_deactivate(self):
        """USR-2: a deactivated user logs in no more; reactivated, with his rights."""
        self.contact.action_b2b_deactivate_login()
        self.assertFalse(self.clerk.active)
        self.contact.action_b2b_reactivate_login()
        self.assertTrue(self.clerk.active)
        self.assertEqual(self.clerk._get_b2b_rights(), {"see_invoices"})

    def test_remove(self):
        """USR-2: a removed user's documents stay with the company."""
        order = self._create_order((self.product, 1))
        order.partner_id = self.clerk.partner_id
        self.contact.action_b2b_remove_login()
        self.assertFalse(self.clerk.active)
        self.assertFalse(self.contact.active)
        self.assertEqual(order.partner_id.commercial_partner_id, self.customer)
        people = self.customer.with_user(self.staff).b2b_contact_ids
        self.assertNotIn(self.contact, people)

    def test_remove_a_company(self):
        """USR-2: where the company itself logs in, the company stays."""
        company = self._create_customer("Old sign-up")
        user = self._create_portal_user("old", company)
        user.partner_id = company
        company.with_user(self.staff).action_b2b_remove_login()
        self.assertFalse(user.active)
        self.assertTrue(company.active)
