from odoo import models


class CatsLineRepairMixin(models.AbstractModel):
    """A line of what a customer pays for a return (AFS-7)."""

    _name = "cats.line.repair.mixin"
    _description = "Line of an order for a repair"

    def _is_b2b_price_set(self):
        """:return: bool: whether a setting of the seller says what the line costs."""
        self.ensure_one()
        is_service = self.product_id.type == "service"
        return bool(
            self.b2b_fee_type or (is_service and self.order_id._is_b2b_after_sales())
        )
