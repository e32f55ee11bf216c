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
