from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestQuickOrderTour(CatsB2bHttpCommon):
    def test_quick_order(self):
        """ORD-4: typed with suggestions, pasted, corrected, put into the cart."""
        first = self._create_product("Terminal block", 25.0, default_code="QO-1")
        second = self._create_product("Fuse", 2.0, default_code="QO-2", b2b_min_qty=5)
        self.env["cats.customer.article"].create(
            {
                "partner_id": self.customer.id,
                "product_id": first.id,
                "number": "KLEMME 4",
            }
        )
        self.start_tour("/shop", "cats_b2b_quick_order", login=self.buyer.login)
        lines = self._get_goods_lines(self._get_cart(self.buyer))
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in lines},
            {first: 4.0, second: 10.0},
        )

    def test_slow_shop(self):
        """ORD-4: what is typed while the rows are checked stays, and is checked, too;
        Enter in the box of the name keeps the rows under it."""
        for number in range(1, 4):
            self._create_product(f"Article {number}", 1.0, default_code=f"QS-{number}")
        self.start_tour(
            "/shop/quick-order", "cats_b2b_slow_quick_order", login=self.buyer.login
        )
        template = self.env["cats.order.template"].search([("name", "=", "Weekly")])
        self.assertEqual(template.line_ids.mapped("quantity"), [5.0, 7.0, 10.0])
