from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_cancel(self):
        """Override of `stock`: a fee may wait for goods that do not come any more."""
        result = super()._action_cancel()
        # Salespeople and shops without the right on stock cancel transfers, too.
        fees = self.sudo().sale_line_id.order_id._get_b2b_open_fees()
        self.env.add_to_compute(fees._fields["qty_to_invoice"], fees)
        return result

    def _action_done(self, cancel_backorder=False):
        """Override of `stock`: what has left is at risk no more, the rest is told."""
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        left = moves.filtered(
            lambda move: move.state == "done"
            and move.location_dest_id._is_outgoing()
            and not move._is_b2b_return()
        )
        # Who hands goods over needs no right on their order.
        left.sudo().sale_line_id.order_id._update_b2b_delays(has_left=True)
        return moves

    def _is_b2b_return(self):
        """:return: whether the move brings back, or sends again, what had left."""
        self.ensure_one()
        from_customer = self.location_id.usage == "customer"
        again = self.origin_returned_move_id or self.rma_id
        return from_customer or bool(again)

    def _get_b2b_supply(self):
        """Return where the goods of the moves come from, the worst of them.

        :return: ``stock``, ``receipt`` or ``none``, and when the last receipt is
            planned (naive UTC, ``False`` when none is awaited).
        :rtype: tuple[str, datetime | bool]
        """
        arrivals = []
        for move in self:
            if move.location_id.usage == "supplier":
                arrivals.append(move.date)
                continue
            missing = move.product_id.uom_id.compare(
                move.forecast_availability, move.product_qty
            )
            if missing < 0:
                return "none", False
            if move.forecast_expected_date:
                arrivals.append(move.forecast_expected_date)
        return ("receipt", max(arrivals)) if arrivals else ("stock", False)
