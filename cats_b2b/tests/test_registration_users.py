from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestRegistrationUsers(CatsB2bCommon):
    """What somebody is once he registered: whose customer, with which rights."""

    def _is_customer(self, user):
        return self.env["res.users"].with_user(user)._is_b2b_customer()

    def _create_consumer_shop(self):
        return self.env["website"].create(
            {"name": "For consumers", "company_id": self.company.id}
        )

    def test_user_of_a_website(self):
        """ACC-8: the locks hold for users of the B2B shop, not for those of a website
        for consumers that the same company has."""
        self.assertTrue(self._is_customer(self.buyer))
        self.buyer.partner_id.website_id = self._create_consumer_shop()
        self.assertFalse(self._is_customer(self.buyer))
        self.buyer.partner_id.website_id = self.website
        self.assertTrue(self._is_customer(self.buyer))
        self.website.b2b_enabled = False
        self.assertFalse(self._is_customer(self.buyer))

    def test_user_of_all_websites(self):
        """ACC-8: a user of all websites is locked on each of them."""
        shop = self._create_consumer_shop()
        users = self.env["res.users"].with_context(website_id=shop.id)
        self.assertTrue(users.with_user(self.buyer)._is_b2b_customer())
        self.website.b2b_enabled = False
        self.assertFalse(self._is_customer(self.buyer))

    def test_staff_and_public(self):
        """ACC-8: staff and visitors are nobody's customers."""
        self.assertFalse(self._is_customer(self.salesman))
        self.assertFalse(self._is_customer(self.website.user_id))

    def test_rights_of_a_role(self):
        """ACC-6: a role gives rights of customers, whoever writes it and how."""
        roles = self.env["cats.role"].with_user(self.manager)
        orders = self.env.ref("cats_b2b.group_b2b_place_orders")
        role = roles.create({"name": "Clerk", "group_ids": [Command.set(orders.ids)]})
        for xmlid in ("base.group_system", "base.group_user", "base.group_portal"):
            group = self.env.ref(xmlid)
            with self.subTest(xmlid), self.assertRaises(ValidationError):
                role.write({"group_ids": [Command.link(group.id)]})
            with self.subTest(xmlid), self.assertRaises(ValidationError):
                values = {"name": "More", "group_ids": [Command.set(group.ids)]}
                roles.create(values)
        self.assertEqual(role.group_ids, orders)
