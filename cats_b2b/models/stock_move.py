from odoo import models


class StockMove(models.Model):
    _name = "stock.move"
    _inherit = ["stock.move", "cats.move.return.mixin", "cats.move.warranty.mixin"]

    def _action_cancel(self):
        """Override of `stock`: a fee may wait for goods that do not come any more."""
        result = super()._action_cancel()
        # Salespeople and shops without the right on stock cancel transfers, too.
        fees = self.sudo().sale_line_id.order_id._get_b2b_open_fees()
        self.env.add_to_compute(fees._fields["qty_to_invoice"], fees)
        return result

    def _action_done(self, cancel_backorder=False):
        """Override of `stock`: what has left is at risk no more, the rest is told.

        Warranties start, and end, with what is handed over (AFS-1); what comes back is
        noted in its claim.
        """
        announced = self._open_b2b_receipts(cancel_backorder)
        # Who hands goods over needs no right on returns.
        self.sudo().rma_id.b2b_return_line_ids._check_may_leave()
        moves = super()._action_done(cancel_backorder=cancel_backorder)
        self._close_b2b_receipts(announced)
        left = moves.filtered(
            lambda move: move.state == "done"
            and move.location_dest_id._is_outgoing()
            and not move._is_b2b_return()
        )
        # Who hands goods over needs no right on their order.
        left.sudo().sale_line_id.order_id._update_b2b_delays(has_left=True)
        moves._update_b2b_warranties()
        moves.sudo().rma_id.b2b_return_line_ids._note_sent()
        return moves

    def _create_repair_sale_order_line(self):
        """Override of `repair`: parts that nobody agreed to are not charged (AFS-7)."""
        return super(
            StockMove, self._filter_b2b_chargeable()
        )._create_repair_sale_order_line()

    def _update_repair_sale_order_line(self):
        """Override of `repair`: nor is more of a part than was agreed to (AFS-7)."""
        return super(
            StockMove, self._filter_b2b_chargeable()
        )._update_repair_sale_order_line()

    def _filter_b2b_chargeable(self):
        """:return: the parts of repairs that may change what the customer pays."""
        return self.filtered(lambda move: not move.repair_id._is_b2b_price_fixed())

    def _create_backorder(self):
        """Override of `stock`: claimed goods that are put off are claimed apart."""
        short = self._filter_b2b_short()
        rest = super()._create_backorder()
        short._claim_b2b_rest(rest)
        return rest

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
