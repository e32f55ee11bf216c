from odoo import fields, models


class CatsMoveLineClaimMixin(models.AbstractModel):
    """What a customer can claim of a delivery (AFS-2)."""

    _name = "cats.move.line.claim.mixin"
    _description = "Claimable part of a delivery"

    def _get_b2b_sale_line(self):
        """:return: sale.order.line: what was ordered, also for what was sent anew."""
        self.ensure_one()
        move = self.move_id
        return move.sale_line_id or move.rma_id.b2b_return_line_ids.sale_line_id

    def _get_b2b_delivery_day(self):
        """:return: date: when it was delivered, on the customer's calendar; or none."""
        self.ensure_one()
        if self.state != "done":
            return None
        zone = self._get_b2b_sale_line().order_id._get_b2b_customer_zone()
        return fields.Datetime.context_timestamp(
            self.with_context(tz=zone), self.date
        ).date()
