from dataclasses import fields as get_fields

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..policies.returns_finding import CaseFacts
from ..policies.returns_repair import RepairFacts, decide_repair
from ..policies.returns_solution import SolutionFacts
from ..policies.returns_terms import thaw_facts


class CatsReturnRepairMixin(models.AbstractModel):
    """The repair of a returned unit (AFS-7).

    Under warranty the seller bears it. Otherwise the customer gets a quotation of
    parts, labour and transport, the repair begins when he accepts it, and the unit goes
    back when the terms of payment are met.
    """

    _name = "cats.return.repair.mixin"
    _description = "Repair of a returned unit"

    repair_id = fields.Many2one(
        comodel_name="repair.order",
        string="Repair",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    quote_id = fields.Many2one(
        comodel_name="sale.order",
        string="Quotation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    is_quoted = fields.Boolean(
        string="Repair at the customer's cost",
        compute="_compute_quote_state",
        groups="base.group_user",
    )
    quote_state = fields.Selection(
        selection=[
            ("none", "Not sent"),
            ("sent", "Waits for the customer's answer"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        string="Answer to the quotation",
        compute="_compute_quote_state",
        groups="base.group_user",
    )
    can_go_back = fields.Boolean(
        string="Repaired, and still here",
        compute="_compute_quote_state",
        groups="base.group_user",
    )

    is_at_centre = fields.Boolean(
        string="At the service centre",
        compute="_compute_quote_state",
        groups="base.group_user",
        help="The terms let an authorised service centre do repairs under warranty.",
    )

    @api.depends("events", "rma_id.delivery_move_ids.state", "solution", "solution_why")
    def _compute_quote_state(self):
        for line in self:
            line.is_at_centre = line._is_at_centre()
            line.is_quoted = line._is_quoted_repair()
            line.quote_state = line.is_quoted and line._get_quote_state()
            waiting = line._has_event("repaired") and not line._get_delivery_moves()
            line.can_go_back = line.solution == "repair" and waiting

    # -- The policy -------------------------------------------------------------------

    @api.depends("solution_why")
    def _compute_steps(self):
        """Extend: the steps of a repair depend on who pays it."""
        return super()._compute_steps()

    def _is_quoted_repair(self):
        """Extend: outside warranty, and as it was decided, not as it may be by now."""
        outcome = (self.sudo().solution_why or {}).get("outcome", {})
        return self.solution == "repair" and any(
            why["code"] == "quotation"
            for solution in outcome.get("solutions", ())
            if solution["code"] == "repair"
            for why in solution["because"]
        )

    def _get_repair_facts(self):
        """Return what is known of a unit whose solution is its repair.

        What was found is as it was decided on; what happened since, as it is now.

        :rtype: tuple[RepairFacts, returns_terms.ReturnTerms]
        :raise UserError: when nothing was decided yet.
        """
        self.ensure_one()
        line_sudo = self.sudo()
        if line_sudo.solution != "repair" or not line_sudo.solution_why:
            raise UserError(
                self.env._("%(line)s: no repair was decided.", line=self.display_name)
            )
        case, terms = thaw_facts(SolutionFacts, line_sudo.solution_why["facts"])
        known = {one.name: getattr(case, one.name) for one in get_fields(CaseFacts)}
        known["dispute"] = line_sudo.order_id.b2b_is_disputed
        events = line_sudo.events or {}
        answers = ("accepted", "refused")
        facts = RepairFacts(
            **known,
            repairable=line_sudo.is_repairable,
            quoted="quoted" in events,
            answer=next((one for one in answers if f"quote_{one}" in events), ""),
            repaired="repaired" in events,
            payment_met=line_sudo._is_repair_paid(),
        )
        return facts, terms

    def _is_repair_paid(self):
        """:return: bool: whether the terms of payment are met for what he pays."""
        order = self.quote_id or self.carriage_order_id
        return bool(order) and order._is_b2b_payment_met()

    def _decide_repair(self):
        """:return: what the repair costs, and what comes next.

        :rtype: returns_repair.RepairDecision
        """
        return decide_repair(*self._get_repair_facts())

    # -- Doing it ----------------------------------------------------------------------

    def _carry_out_repair(self):
        """Take the next step of a repair that is the seller's.

        :return: the action that shows the repair, where there is something to do in it.
        :raise UserError: while somebody else has to do something first.
        """
        self.ensure_one()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        action = line_sudo._decide_repair().action
        if action in ("repair", "quote", "answer"):
            return line_sudo._get_or_create_repair()._get_records_action()
        raise UserError(line_sudo._explain_repair_action(action))

    def _is_at_centre(self):
        """:return: bool: whether a service centre has to repair a unit that came in."""
        line_sudo = self.sudo()
        is_due = line_sudo.solution == "repair" and line_sudo.next_step == "repaired"
        if not is_due or not line_sudo.solution_why:
            return False
        return line_sudo._decide_repair().action == "service_centre"

    def action_back_from_centre(self):
        """Note that the service centre has repaired a unit, and send it back (AFS-7).

        :raise AccessError: for who may not handle returns.
        :raise UserError: when no service centre has it, or not any more.
        """
        self.ensure_one()
        self._check_staff()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        if not line_sudo._is_at_centre():
            raise UserError(self.env._("No service centre has this unit."))
        line_sudo._note_repaired()

    def _get_or_create_repair(self):
        """:return: repair.order: the open repair of the unit, made if there is none."""
        if self.repair_id and self.repair_id.state != "cancel":
            return self.repair_id
        repairs = self.env["repair.order"].with_company(self.company_id)
        self.repair_id = repairs.create(self._prepare_repair())
        self._plan_repair()
        return self.repair_id

    def _plan_repair(self):
        """Plan the work of a repair as soon as it may begin."""
        if self.solution == "repair" and self.repair_id.state == "draft":
            if self._has_event("received") and self._decide_repair().may_repair:
                self.repair_id._action_repair_confirm()

    def _after_event(self, code):
        """Extend: a unit judged by its photos is repaired once it has come (AFS-7)."""
        result = super()._after_event(code)
        if code == "received":
            self._plan_repair()
        return result

    def _prepare_repair(self):
        """:return: dict: values of the repair; the unit lies where returns lie, and
        stays there until it leaves."""
        location = self.rma_id.location_id
        warehouse = self.rma_id.warehouse_id or self.order_id.warehouse_id
        return {
            "b2b_return_line_id": self.id,
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "user_id": self.return_id.responsible_id.id or self.env.uid,
            "product_id": self.product_id.id,
            "lot_id": (self.received_lot_id or self.lot_id).id,
            "product_qty": self.received_qty or self.quantity,
            "product_uom": self.product_uom_id.id,
            "picking_type_id": warehouse.repair_type_id.id,
            "product_location_src_id": location.id,
            "product_location_dest_id": location.id,
            "under_warranty": not self._is_quoted_repair(),
        }

    def _check_may_repair(self):
        """:raise UserError: saying what is in the way of the work (AFS-7)."""
        decision = self._decide_repair()
        if not decision.may_repair:
            raise UserError(self._explain_repair_action(decision.action))
        if not self._has_event("received"):
            # It can be quoted by its photos; what lies elsewhere is not repaired.
            raise UserError(self.env._("The unit has not come in yet."))

    def _needs_repair(self):
        """:return: bool: whether the customer was promised the repair, and waits."""
        promised = not self._is_quoted_repair() or self._has_event("quoted")
        return bool(
            self
            and self.solution == "repair"
            and self.is_repairable
            and promised
            and not self._has_event("repaired")
            and not self._has_event("quote_refused")
        )

    def _note_repaired(self):
        """Note that the unit is repaired; it goes back when nothing is open."""
        self._log_event("repaired")
        if self._decide_repair().charged and not self.quote_id:
            self._charge_carriage()  # the terms leave him the way back of a free repair
        self._send_repaired()

    def _send_repaired(self):
        """Send a repaired unit back, once the terms of payment are met (AFS-7)."""
        decision = self._decide_repair()
        if decision.action != "send" or self._get_delivery_moves():
            return
        if decision.charged and not self._has_event("paid"):
            self._log_event("paid")
        self._send_unit_back()

    def _note_payment(self):
        """Extend: a repaired unit leaves once its repair is paid (AFS-7)."""
        result = super()._note_payment()
        for line in self.sudo():
            if line.solution == "repair" and line._has_event("repaired"):
                line._send_repaired()
        return result

    def _has_begun(self):
        """Extend: the repair is made, or being made."""
        return super()._has_begun() or self.repair_id.state not in (False, "cancel")

    def _note_not_repairable(self):
        """Note that the unit turned out not to be repairable (AFS-5).

        What was quoted falls away, and what may be done instead is decided anew.
        """
        self.ensure_one()
        self._lock_b2b()
        if self.solution != "repair" or self._has_event("repaired"):
            raise UserError(self._explain_repair_action("over"))
        self.is_repairable = False
        self._drop_repair()
        # What was chosen cannot be done: it is chosen anew.
        self._drop_event("chosen")
        self.solution = False
        self._propose_solutions()

    def _drop_repair(self):
        """Cancel a repair that will not be done, with its quotation."""
        if self.repair_id.state not in (False, "done", "cancel"):
            self.repair_id.action_repair_cancel()
        if self.quote_id.state not in (False, "cancel"):
            self.quote_id._action_cancel()
            self._give_back_quote()

    def _give_back_quote(self):
        """Ask an accountant for the money of a repair that was paid and is not done."""
        quote = self.quote_id
        bills = quote.invoice_ids.filtered(lambda move: move.state == "posted")
        booked = sum(
            -bill.direction_sign * (bill.amount_total - bill.amount_residual)
            for bill in bills
        )
        paid = max(quote.amount_paid, booked)
        if bills or quote.currency_id.compare_amounts(paid, 0.0) > 0:
            names = format_list(self.env, bills.mapped("name")) if bills else ""
            note = self.env._("To be credited: %(invoices)s.", invoices=names)
            self._ask_refund(paid, bills and note, quote)

    def _may_propose(self):
        """Extend: when a repair proved impossible, all is open again (AFS-5)."""
        return super()._may_propose() or self._is_repair_dropped()

    def _is_repair_dropped(self):
        line_sudo = self.sudo()
        return bool(
            line_sudo.repair_id
            and not line_sudo.is_repairable
            and line_sudo.state not in ("done", "refused", "withdrawn")
            and not line_sudo._has_event("chosen")
            and not line_sudo._has_begun()
        )
