from odoo import models


class SaleOrderDiscount(models.TransientModel):
    _inherit = "sale.order.discount"

    def action_apply_discount(self):
        """Override of `sale` to discount the goods only, and decide the fee anew."""
        order = self.sale_order_id
        if order._can_sync_order_fees(by_staff=True):
            order._get_b2b_fee_lines().unlink()
        result = super().action_apply_discount()
        order._sync_order_fees(by_staff=True)
        return result
