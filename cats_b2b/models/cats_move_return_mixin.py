import logging

from odoo import models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class CatsMoveReturnMixin(models.AbstractModel):
    """How the warehouse receives what customers return (AFS-3).

    OCA's RMA refuses any receipt of less than was announced. Here the warehouse takes
    what comes: the RMA follows the receipt. But for more than was announced, nothing of
    a return keeps the warehouse from receiving.
    """

    _name = "cats.move.return.mixin"
    _description = "Receipt of returns"

    def _await_b2b_lot(self, lot):
        """Await a serial or lot; OCA's RMA awaits any one of the delivery.

        :param stock.lot lot: what the customer claims.
        """
        self.ensure_one()
        quantity = self.product_uom_qty
        first = self.move_line_ids[:1]
        (self.move_line_ids - first).unlink()
        vals = {"lot_id": lot.id, "quantity": quantity}
        if first:
            first.write(vals)
        else:
            vals = {**self._prepare_move_line_vals(quantity=0), **vals}
            self.env["stock.move.line"].create(vals)

    # -- Around the receipt -----------------------------------------------------------

    def _open_b2b_receipts(self, cancel_backorder):
        """Let RMAs announce what their receipts hold, as OCA's check wants it.

        :param bool cancel_backorder: whether the rest is given up.
        :return: dict: what was announced before, by RMA, as superuser.
        :raise UserError: when more came in than was announced.
        """
        announced = {}
        for move in self._filter_b2b_receipts():
            move._check_b2b_surplus()
            rma_sudo = move.sudo().rma_receiver_ids
            announced[rma_sudo] = rma_sudo.product_uom_qty
            rma_sudo.product_uom_qty = move.product_uom._compute_quantity(
                move.quantity, rma_sudo.product_uom
            )
            if cancel_backorder and move._get_b2b_came():
                # A demand that nobody awaits would part RMA, receipt and credit note.
                move.product_uom_qty = move.quantity
        return announced

    def _close_b2b_receipts(self, announced):
        """Note in the claims what was received, and await the rest as before.

        :param dict announced: what :meth:`_open_b2b_receipts` returned.
        """
        for rma_sudo, quantity in announced.items():
            move_sudo = rma_sudo.reception_move_id
            if move_sudo.state != "done":
                rma_sudo.product_uom_qty = quantity
                continue
            line_sudo = rma_sudo.b2b_return_line_ids
            if not line_sudo._has_event("received"):
                self._try_b2b(line_sudo._note_receipt, move_sudo)

    def _filter_b2b_short(self):
        """:return: stock.move: receipts of claims that hold less than awaited."""
        return self._filter_b2b_receipts().filtered(
            lambda move: (
                move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
            )
        )

    def _claim_b2b_rest(self, rest):
        """Make claims of their own of what is put off.

        :param stock.move rest: the backorders of these moves.
        """
        for move in self:
            part = rest.filtered(lambda it, move=move: it._is_b2b_rest_of(move))[:1]
            rest -= part
            if part:
                self._try_b2b(move._get_b2b_claimed()._split_rest, part.sudo())

    def _filter_b2b_receipts(self):
        """:return: stock.move: receipts of claimed goods that are not done yet."""
        return self.filtered(
            lambda move: (
                move.state not in ("done", "cancel") and move._get_b2b_claimed()
            )
        )

    def _get_b2b_claimed(self):
        """:return: cats.return.line: what the receipt awaits, as superuser, or none."""
        self.ensure_one()
        return self.sudo().rma_receiver_ids.b2b_return_line_ids

    def _get_b2b_came(self):
        """:return: float: how much was counted, in the unit of the move."""
        self.ensure_one()
        if not self.picked:
            return 0.0
        picked = self.move_line_ids.filtered("picked")
        return sum(picked.mapped("quantity_product_uom"))

    def _is_b2b_rest_of(self, move):
        """:return: bool: whether this is what was put off of that receipt."""
        self.ensure_one()
        origin = self.origin_returned_move_id == move.origin_returned_move_id
        return origin and self.product_id == move.product_id

    def _check_b2b_surplus(self):
        """:raise UserError: when more came in than was announced."""
        self.ensure_one()
        rma_sudo = self.sudo().rma_receiver_ids
        unit = self.product_id.uom_id
        announced = rma_sudo.product_uom._compute_quantity(
            rma_sudo.product_uom_qty, unit
        )
        came = self._get_b2b_came()
        if unit.compare(came, announced) > 0:
            raise UserError(
                self.env._(
                    "%(rma)s: %(came)s of %(product)s are counted, but only "
                    "%(announced)s were announced. Please receive no more than that; "
                    "for the rest the customer needs an RA number.",
                    rma=rma_sudo.name,
                    came=unit._format_b2b_quantity(came),
                    product=self.product_id.display_name,
                    announced=unit._format_b2b_quantity(announced),
                )
            )

    def _try_b2b(self, act, *args):
        """Do something about a claim that must not keep the warehouse from working.

        Staff find a button on the claim that notes the receipt later.
        """
        try:
            with self.env.cr.savepoint():
                act(*args)
        except Exception:  # pylint: disable=broad-except
            _logger.exception("A return was received, but could not be noted")
