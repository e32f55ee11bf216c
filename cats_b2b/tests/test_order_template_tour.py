from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon
from .test_order_template import OrderTemplateCommon


@tagged("post_install", "-at_install")
class TestOrderTemplateTour(CatsB2bHttpCommon, OrderTemplateCommon):
    def test_weekly_order(self):
        """ORD-2: the cart becomes a template, is changed, shared and ordered from."""
        cart = self._create_cart((self.product, 4), (self.bolt, 100))
        self.start_tour("/shop/cart", "cats_b2b_weekly_order", login=self.buyer.login)
        template = self.templates.search([("name", "=", "Weekly order")])
        self.assertTrue(template.is_shared)
        self.assertEqual(
            self._get_lines(template), [(self.bolt, 200), (self.product, 4)]
        )
        lines = self._get_goods_lines(cart).grouped("product_id")
        self.assertEqual(lines[self.bolt].product_uom_qty, 300)
        self.assertEqual(lines[self.product].product_uom_qty, 4)
