from odoo import fields, models


class CatsMoveLineClaimMixin(models.AbstractModel):
    """What claims need to know of a delivery to a customer (AFS-2)."""

    _name = "cats.move.line.claim.mixin"
    _description = "Claimable part of a delivery"

    def _get_b2b_claim_line(self):
        """:return: cats.return.line: the claim by which it was sent anew, if it was."""
        self.ensure_one()
        return self.move_id.rma_id.b2b_return_line_ids

    def _get_b2b_sale_line(self):
        """:return: sale.order.line: what was ordered, also for what was sent anew."""
        self.ensure_one()
        return self.move_id.sale_line_id or self._get_b2b_claim_line().sale_line_id

    def _get_b2b_delivery_day(self):
        """:return: date: when it was delivered, on the customer's calendar; or none."""
        self.ensure_one()
        if self.state != "done":
            return None
        zone = self._get_b2b_sale_line().order_id._get_b2b_customer_zone()
        moment = fields.Datetime.context_timestamp(
            self.with_context(tz=zone), self.date
        )
        return moment.date()

    def _get_b2b_first_delivery_day(self):
        """Return from when on the days of a return without a fault count.

        :return: date: of a replacement, when the unit came that it replaces: a claim
            does not begin these days anew.
        """
        claim_line = self._get_b2b_claim_line()
        if claim_line and claim_line.reason != "missing_article":
            return claim_line.delivered_on
        return self._get_b2b_delivery_day()

    # -- What is left of it --------------------------------------------------------

    def _get_b2b_taken(self):
        """Return how much of each delivery came back, and how much claims hold.

        What staff took back without a claim counts, too. Quantities are in the unit of
        the delivery.

        :return: by delivery, the quantity that is gone and the one that is claimed.
        :rtype: dict
        """
        returned, claimed = dict.fromkeys(self, 0.0), dict.fromkeys(self, 0.0)
        by_lot = self.grouped("lot_id")
        for claim_line in self._get_b2b_claims():
            held = claim_line._get_held_qty()
            for line in self & claim_line.move_line_id:
                returned[line] += claim_line._get_spent_qty()
                claimed[line] += held
            if held and claim_line.lot_id:
                # A serial is held whichever of its deliveries was claimed.
                claimed.update(dict.fromkeys(by_lot.get(claim_line.lot_id, ()), 1.0))
        for line, quantity in self._get_b2b_taken_back().items():
            returned[line] += quantity
        return {line: (returned[line], claimed[line]) for line in self}

    def _get_b2b_claims(self):
        """:return: cats.return.line: what was claimed of them, and open claims of the
        same serials.
        """
        serials = self.filtered(lambda it: it.product_id.tracking == "serial").lot_id
        return self.env["cats.return.line"].search(
            [
                "|",
                ("move_line_id", "in", self.ids),
                ("lot_id", "in", serials.ids),
                ("state", "not in", ("refused", "withdrawn")),
            ]
        )

    def _get_b2b_taken_back(self):
        """:return: dict: how much came back past claims, by delivery."""
        backs = self.env["stock.move"].search(
            [
                ("origin_returned_move_id", "in", self.move_id.ids),
                ("state", "=", "done"),
                ("location_id.usage", "=", "customer"),
            ]
        )
        # What came by claims is known from them.
        backs = backs.filtered(
            lambda move: not move.rma_receiver_ids.b2b_return_line_ids
        )
        result = {}
        by_move = self.grouped("move_id")
        for back in backs.move_line_ids:
            sent = by_move[back.move_id.origin_returned_move_id]
            left = back.product_uom_id._compute_quantity(
                back.quantity, sent.product_uom_id[:1], round=False
            )
            if back.lot_id:
                sent = sent.filtered(lambda it, lot=back.lot_id: it.lot_id == lot)
            for line in sent:
                taken = min(left, line.quantity - result.get(line, 0.0))
                result[line] = result.get(line, 0.0) + taken
                left -= taken
        return result
