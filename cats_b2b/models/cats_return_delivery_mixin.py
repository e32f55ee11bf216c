from odoo import api, fields, models
from odoo.exceptions import UserError

from ..policies.returns_terms import CUSTOMER
from .cats_return_solution_mixin import ENDED

# What comes before anything is carried out.
_BEFORE = frozenset(
    {
        "submitted",
        "approved",
        "dispute_closed",
        "handed_over",
        "received",
        "inspected",
        "chosen",
        "resolved",
    }
)
# What shows that a solution was carried out, whatever it was.
_DONE = frozenset({"credited", "voucher_issued", "refunded", "sent", "scrapped"})


class CatsReturnDeliveryMixin(models.AbstractModel):
    """How a solution is carried out, and what leaves for the customer (AFS-5, AFS-6).

    "Le nouveau produit sera toujours expédié une fois le ramassage du premier appareil
    effectué, sans aucune exception" (MCH).
    """

    _name = "cats.return.delivery.mixin"
    _description = "Carrying out the solution of a return"

    missing_text = fields.Text(
        string="What is missing",
        compute="_compute_missing_text",
        groups="base.group_user",
        help="Why the solution cannot be carried out now.",
    )
    is_due = fields.Boolean(
        string="Can be carried out",
        compute="_compute_missing_text",
        groups="base.group_user",
    )

    @api.depends(
        "events",
        "solution",
        "state",
        "is_disputed",
        "rma_id.delivery_move_ids.state",
    )
    @api.depends_context("lang")
    def _compute_missing_text(self):
        for line in self:
            is_over = line.state in ("done", "refused", "withdrawn")
            is_open = line.solution and not is_over
            missing = is_open and line._get_missing()
            line.missing_text = "\n".join(missing or ())
            line.is_due = is_open and not missing

    # -- The gate ------------------------------------------------------------------

    def action_carry_out(self):
        """Carry out the chosen solution (button)."""
        self._carry_out()

    def _carry_out(self):
        """Carry out the chosen solution, once, by ``_carry_out_<solution>()``.

        :raise AccessError: if the user does not handle returns.
        :raise UserError: saying all that is missing.
        """
        self.ensure_one()
        self._check_staff()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        line_sudo._note_payment()
        line_sudo._check_may_carry_out()
        getattr(line_sudo, f"_carry_out_{line_sudo.solution}")()

    def _check_may_carry_out(self):
        """:raise UserError: saying all that is missing for the chosen solution."""
        for line in self:
            if missing := line._get_missing():
                raise UserError("\n".join(missing))

    def _get_missing(self):
        """Say what is missing for the chosen solution to be carried out.

        :return: sentences; none when nothing is missing.
        :rtype: list[str]
        """
        self.ensure_one()
        line_sudo = self.sudo()
        if not line_sudo.solution:
            return [line_sudo.env._("The solution is not chosen yet.")]
        if any(line_sudo._has_event(code) for code in ENDED):
            return [line_sudo.env._("The claim has ended.")]
        if line_sudo._has_begun():
            return [line_sudo.env._("This was carried out already.")]
        unmet = [
            line_sudo._explain_missing(code)
            for code in line_sudo._get_conditions()
            if not getattr(line_sudo, f"_is_met_{code}")()
        ]
        return unmet or line_sudo._get_step_missing()

    def _get_step_missing(self):
        """:return: the step that has to come before, as a list of one sentence."""
        if self.order_id.b2b_is_disputed:
            return [self._explain_dispute()]
        return self._name_next_step() if self.next_step in _BEFORE else []

    def _name_next_step(self):
        """:return: the step that comes next, as a list of one sentence."""
        labels = dict(self._get_step_labels())
        return [self.env._("First: %(step)s.", step=labels.get(self.next_step, ""))]

    def _has_begun(self):
        """Extend: goods that leave, or left, and money that was given."""
        if super()._has_begun() or self._get_delivery_moves():
            return True
        return any(self._has_event(code) for code in _DONE)

    def _get_conditions(self):
        """Return what has to be so before the chosen solution is carried out.

        :return: codes as of :class:`returns_solution.Solution`.
        :rtype: tuple
        """
        if self.solution == "repair":
            return ()  # it has gates of its own, one for each of its steps
        chosen = self._get_chosen()
        return chosen.conditions if chosen else ()

    def _is_met_collected(self):
        return self._is_picked_up()

    def _is_met_carriage_agreed(self):
        return self._has_event("carriage_agreed")

    def _is_met_payment_terms(self):
        return self._has_event("paid")

    def _is_met_scrap_agreed(self):
        return self._has_event("chosen") or self._has_event("wish_said")

    def _is_met_dispute_closed(self):
        return not self.order_id.b2b_is_disputed

    def _is_met_inspected(self):
        return self._has_event("inspected")

    def _check_may_replace(self):
        """:raise UserError: unless a unit from stock may leave for each claim."""
        for line in self:
            if line.solution not in ("replacement", "resend"):
                raise UserError(self.env._("No replacement was chosen for this claim."))
            line._check_may_carry_out()

    def _check_may_return(self):
        """:raise UserError: unless the customer's own unit may go back to him."""
        for line in self:
            if line.solution not in ("repair", "send_back"):
                raise UserError(self.env._("This unit is not to go back."))
            line._check_may_go_back()

    def _check_may_go_back(self):
        """:raise UserError: unless sending it is what comes next, and it is still here.

        As it is or repaired, after an agreement, a payment: the steps know the way.
        """
        if self._get_delivery_moves():
            raise UserError(self.env._("It is on its way already."))
        if self.next_step != "sent":
            raise UserError("\n".join(self._get_missing() or self._name_next_step()))

    # -- What is sent --------------------------------------------------------------

    def _carry_out_replacement(self):
        """Send another unit from stock; the one it replaces is awaited to the end."""
        self._send_from_stock()

    def _carry_out_resend(self):
        """Send anew what was missing."""
        self._send_from_stock()

    def _send_from_stock(self):
        """Make a free delivery, which is none of the order's (AFS-5)."""
        is_charged = self.carriage_order_id.state not in (False, "cancel")
        if self.carriage_out == CUSTOMER and not is_charged:
            self._charge_carriage()
        self.rma_id.create_replace(
            fields.Datetime.now(),
            self.order_id.warehouse_id,
            self.product_id,
            self._get_solved_quantity(),
            self.product_uom_id,
        )
        self._set_carrier()

    def _send_unit_back(self):
        """Deliver the customer's own unit, as it is or repaired, to him."""
        rma = self.rma_id
        if rma.state == "finished":
            # It was kept here: what is finished for OCA goes on.
            rma.state = "received"
        rma.create_return(
            fields.Datetime.now(), self._get_solved_quantity(), self.product_uom_id
        )
        self._set_carrier()

    def _set_carrier(self):
        """Send by the carrier of the order, whose links lead to the parcel (DSP-5)."""
        pickings = self._get_delivery_moves().picking_id
        waiting = pickings.filtered(lambda one: one.state not in ("done", "cancel"))
        waiting.carrier_id = self.order_id.carrier_id

    def _get_delivery_moves(self):
        """:return: stock.move: what goes to the customer, or went, for the claim."""
        return self.sudo().rma_id.delivery_move_ids.filtered(
            lambda move: move.state != "cancel" and not move.scrap_id
        )

    def _get_parcels(self):
        """Return what the customer is told of what was sent to him (AFS-8).

        :return: parcels as of ``stock.picking._prepare_b2b_parcel``.
        :rtype: list[dict]
        """
        moves = self._get_delivery_moves().filtered(lambda move: move.state == "done")
        sent = moves.filtered(lambda move: move.location_dest_id._is_outgoing())
        return [picking._prepare_b2b_parcel() for picking in sent.picking_id]

    # -- What stock reports --------------------------------------------------------

    def _check_may_leave(self):
        """Keep goods here whose payment is in dispute (AFS-9).

        :raise UserError: for a transfer of a claim whose order is in dispute.
        """
        for line in self.sudo():
            if line.order_id.b2b_is_disputed:
                raise UserError(line._explain_dispute())

    def _note_sent(self):
        """Note that all that was to leave has left.

        Without a carrier nobody else brings it: it is delivered, too. With one, staff
        say so, or it is presumed some days later.
        """
        for line in self.sudo():
            moves = line._get_delivery_moves()
            leaving = moves.filtered(lambda move: move.location_dest_id._is_outgoing())
            if line._has_event("sent") or set(leaving.mapped("state")) != {"done"}:
                continue
            line._log_event("sent")
            if not leaving.picking_id.carrier_id and not line._has_event("delivered"):
                line._log_event("delivered")

    def action_delivered(self):
        """Note that the parcel has arrived (button)."""
        self.ensure_one()
        self._check_staff()
        if not self._has_event("sent"):
            raise UserError(self.env._("Nothing was sent yet."))
        self._log_event("delivered")

    def _after_event(self, code):
        """Extend: an RMA ends with its claim; OCA's would wait for ever."""
        result = super()._after_event(code)
        if self.state == "done" and self.rma_id.state in ("confirmed", "received"):
            self.rma_id.state = "finished"
        return result
