from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .application_common import PASSWORD
from .company_users_common import CompanyUsersCommon


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

    def test_website_of_another_company(self):
        """USR-5: a user of one website is its user, whatever his company is."""
        other = self.env["res.company"].create({"name": "Other Seller"})
        self.env.user.company_ids = [Command.link(other.id)]
        self.website.b2b_enabled = False
        user = self._create_login("apart", self._create_customer("Apart NV"))
        user.write(
            {
                "company_ids": [Command.link(other.id)],
                "company_id": other.id,
                "website_id": self.website.id,
            }
        )
        self.assertFalse(user.b2b_role_id)
        self.website.b2b_enabled = True
        self.assertEqual(user.b2b_role_id, self._get_role("principal"))

    def test_becoming_customer(self):
        """USR-5: who becomes a customer of a B2B shop later gets a role then."""
        other = self.env["res.company"].create({"name": "Other Seller"})
        self.env.user.company_ids = [Command.link(other.id)]
        partner = self._create_contact("late@lumiere.example", company_id=False)
        user = new_test_user(
            self.env,
            "b2b_late",
            groups="base.group_portal",
            partner_id=partner.id,
            company_id=other.id,
            company_ids=other.ids,
        )
        self.assertFalse(user.b2b_role_id)
        with self.env.cr.savepoint() as savepoint:
            user.website_id = self.website
            self.assertEqual(user.b2b_role_id, self._get_role("buyer"))
            savepoint.rollback()
        # Whichever of his companies he is in, one of them has a B2B shop.
        user.company_ids |= self.company
        self.assertEqual(user.b2b_role_id, self._get_role("buyer"))

    def test_moved(self):
        """USR-4: who is moved to another company begins anew there."""
        self.principal.partner_id.parent_id = self.stranger.commercial_partner_id
        self.assertEqual(self.principal.b2b_role_id, self._get_role("buyer"))
        self.assertNotIn("principal", self.principal._get_b2b_rights())
