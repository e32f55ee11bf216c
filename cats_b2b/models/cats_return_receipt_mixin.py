from odoo import api, fields, models
from odoo.exceptions import UserError

# What was decided before the goods came, by their photos, holds for all of them.
_SHARED = (
    "carriage_in",
    "carriage_out",
    "chooser",
    "erred",
    "events",
    "inspection_note",
    "is_collected",
    "is_hand_over_told",
    "is_own_carrier",
    "is_repairable",
    "packaging_found",
    "solution",
    "solution_why",
    "verdict",
    "was_used",
)


class CatsReturnReceiptMixin(models.AbstractModel):
    """How claimed goods come in, whatever comes (AFS-3).

    The receipt is an ordinary transfer of the warehouse, found by its RA number. Fewer
    may come than were announced, and another serial number.
    """

    _name = "cats.return.receipt.mixin"
    _description = "Receipt of a return"

    announced_qty = fields.Float(
        string="Announced",
        digits="Product Unit",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="How much the customer claimed, where less came in.",
    )
    receipt_id = fields.Many2one(
        comodel_name="stock.picking",
        string="Receipt",
        compute="_compute_receipt",
        compute_sudo=True,
        groups="stock.group_stock_user",
    )
    is_receivable = fields.Boolean(
        compute="_compute_receipt", compute_sudo=True, groups="stock.group_stock_user"
    )

    can_hand_over = fields.Boolean(
        compute="_compute_receipt_buttons", groups="cats_b2b.group_returns"
    )
    can_renew_receipt = fields.Boolean(
        compute="_compute_receipt_buttons", groups="cats_b2b.group_returns"
    )
    can_note_receipt = fields.Boolean(
        compute="_compute_receipt_buttons", groups="cats_b2b.group_returns"
    )

    @api.depends("rma_id.reception_move_id.state")
    def _compute_receipt(self):
        for line in self:
            move = line.rma_id.reception_move_id
            line.receipt_id = move.picking_id
            line.is_receivable = move and move.state not in ("done", "cancel")

    def _compute_receipt_buttons(self):
        for line in self:
            line.can_hand_over = line._can_hand_over()
            line.can_renew_receipt = line._can_renew_receipt()
            line.can_note_receipt = line._can_note_receipt()

    # -- Buttons --------------------------------------------------------------------

    def action_hand_over(self):
        """Note that the carrier has picked the goods up, or the customer sent them.

        :raise UserError: when nothing is awaited any more, or it was noted already.
        """
        self._check_staff()
        for line in self:
            line_sudo = line.sudo()
            line_sudo._lock_b2b()
            if line_sudo.is_hand_over_told and not line_sudo._has_event("received"):
                # What the customer said is seen now.
                line_sudo.is_hand_over_told = False
                continue
            if not line._can_hand_over():
                raise UserError(
                    self.env._(
                        "%(line)s: these goods are not awaited, or on their way.",
                        line=line.display_name,
                    )
                )
            line._log_event("handed_over")

    def action_view_receipt(self):
        """:return: the action that opens the receipt of the goods."""
        self.ensure_one()
        return self.rma_id.action_view_receipt()

    def action_renew_receipt(self):
        """Await goods again whose receipt was cancelled.

        :return: the action that opens the new receipt.
        :raise UserError: when a receipt awaits them, or nothing is to come in.
        """
        self.ensure_one()
        self._check_staff()
        self._lock_b2b()
        if not self._can_renew_receipt():
            raise UserError(
                self.env._("These goods are not awaited without a receipt.")
            )
        lines = self.return_id.line_ids.filtered(lambda line: line._can_renew_receipt())
        lines.rma_id.action_confirm()
        return self.action_view_receipt()

    def action_note_receipt(self):
        """Note goods as received that the warehouse has received already."""
        self.ensure_one()
        self._check_staff()
        self._lock_b2b()
        if not self._can_note_receipt():
            raise UserError(self.env._("The warehouse has received nothing new."))
        line_sudo = self.sudo()
        line_sudo._note_receipt(line_sudo.rma_id.reception_move_id)

    # -- Gates ------------------------------------------------------------------------

    def _is_awaited(self):
        """:return: bool: whether approved goods are still to come in."""
        self.ensure_one()
        is_open = self.state not in ("done", "refused", "withdrawn")
        awaited = self._has_event("approved") and not self._has_event("received")
        return is_open and awaited and self._sends_in()

    def _can_hand_over(self):
        """:return: bool: whether goods are awaited that are not on their way yet."""
        return self._is_awaited() and not self._has_event("handed_over")

    def _can_renew_receipt(self):
        """:return: bool: whether goods are awaited, and no receipt awaits them."""
        return self._is_awaited() and self.sudo().rma_id.state == "draft"

    def _can_note_receipt(self):
        """:return: bool: whether the warehouse has received what is still awaited."""
        return (
            self._is_awaited() and self.sudo().rma_id.reception_move_id.state == "done"
        )

    # -- What happens ------------------------------------------------------------------

    def _after_event(self, code):
        """Extend the hook: what the customer withdraws is not awaited any more."""
        result = super()._after_event(code)
        if code == "cancelled" and self.rma_id:
            self.rma_id.action_cancel()
        return result

    def _note_receipt(self, move):
        """Note what came in by a receipt of the warehouse.

        Called with claims as superuser: who receives need not handle returns.

        :param stock.move move: the receipt, done.
        """
        self.ensure_one()
        came = move.product_uom._compute_quantity(move.quantity, self.product_uom_id)
        self._give_up_rest(came)
        lot = move.move_line_ids.lot_id[:1]
        self.write({"received_qty": came, "received_lot_id": lot.id})
        if not self._has_event("handed_over"):
            self._log_event("handed_over")
        self._log_event("received")

    def _give_up_rest(self, came):
        """Keep the claim of what came in only; the rest can be claimed again.

        Where it is solved already, the customer owes the rest.
        """
        self.ensure_one()
        if self.product_uom_id.compare(came, self.quantity) >= 0:
            return
        announced = self.quantity
        self._note_share(came, announced)
        if not self.solution:
            self.write({"announced_qty": announced, **self._prepare_share(came)})

    def _split_rest(self, move):
        """Claim the rest, which the warehouse awaits, as a line of its own.

        :param stock.move move: the part of the receipt that was put off.
        :return: cats.return.line: the line that awaits it.
        """
        self.ensure_one()
        unit = self.product_uom_id
        announced = self.quantity
        rest = move.product_uom._compute_quantity(move.product_uom_qty, unit)
        share = self._prepare_share(rest)
        line = self.copy(
            {
                **{
                    name: self._fields[name].convert_to_write(self[name], self)
                    for name in _SHARED
                },
                **share,
                "rma_id": self._create_rma_of_rest(move, rest).id,
            }
        )
        left = announced - rest
        value = self.currency_id.round(self.value - share["value"])
        self.write({"quantity": left, "value": value})
        self._note_share(left, announced)
        return line

    def _create_rma_of_rest(self, move, quantity):
        claim = self.return_id
        number = len(claim.line_ids.rma_id) + 1
        return self.rma_id.copy(
            {
                "name": f"{claim.ra_number}-{number}",
                "state": "confirmed",
                "product_uom_qty": quantity,
                "product_uom": self.product_uom_id.id,
                "reception_move_id": move.id,
            }
        )

    def _prepare_share(self, quantity):
        """:return: dict: quantity and value of a part of the claim."""
        value = self.value * quantity / self.quantity
        return {"quantity": quantity, "value": self.currency_id.round(value)}

    def _note_share(self, came, announced):
        """Tell staff that fewer came in than were announced."""
        unit = self.product_uom_id
        self.return_id.message_post(
            body=self.env._(
                "%(product)s: %(came)s came in, %(announced)s were announced.",
                product=self.product_id.display_name,
                came=unit._format_b2b_quantity(came),
                announced=unit._format_b2b_quantity(announced),
            ),
            subtype_xmlid="mail.mt_note",
        )
