from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..policies import because as because_policy
from ..policies import returns_solution
from ..policies.returns_terms import CUSTOMER, NOBODY, freeze_facts

# Once one of them happened, what becomes of a claim is settled.
SETTLED = frozenset(
    {
        "chosen",
        "quoted",
        "quote_accepted",
        "quote_refused",
        "wish_said",
        "repaired",
        "carriage_agreed",
        "credited",
        "voucher_issued",
        "refunded",
        "sent",
        "kept",
        "scrapped",
    }
)
ENDED = ("refused", "cancelled")


class CatsReturnSolutionMixin(models.AbstractModel):
    """What becomes of a claim, and who chooses it (AFS-5, AFS-6)."""

    _name = "cats.return.solution.mixin"
    _description = "Solution of a return"

    is_own_carrier = fields.Boolean(
        string="Sent in by a carrier of his own",
        copy=False,
        groups="base.group_user",
        help="The customer chose a carrier himself instead of the one that we offered; "
        "the terms say whether we bear its cost.",
    )
    is_proposable = fields.Boolean(
        compute="_compute_is_proposable", groups="base.group_user"
    )

    @api.depends("events", "verdict", "reason", "rma_id.delivery_move_ids.state")
    def _compute_is_proposable(self):
        for line in self:
            line.is_proposable = line._may_propose()

    # -- Facts ---------------------------------------------------------------------

    def _get_solution_facts(self):
        """Gather what is known of a claim, and of what can be done about it.

        :rtype: returns_solution.SolutionFacts
        """
        self.ensure_one()
        line_sudo = self.sudo()
        claimed = line_sudo._get_claimed_day()
        paid_on = line_sudo._get_paid_day()
        return returns_solution.SolutionFacts(
            reason=line_sudo.reason,
            claimed=claimed,
            delivered=line_sudo.delivered_on or claimed,
            completed=line_sudo.completed_on or None,
            warranty_end=line_sudo.warranty_end or None,
            paid_on=paid_on,
            verdict=line_sudo.verdict or "",
            used=line_sudo.was_used,
            packaging=line_sudo.packaging_found or "",
            serial=line_sudo._compare_serials(),
            erred=line_sudo.erred or "",
            dispute=line_sudo.order_id.b2b_is_disputed,
            own_carrier=line_sudo.is_own_carrier,
            in_stock=line_sudo._is_replacement_in_stock(),
            repairable=line_sudo.is_repairable,
            invoiced=line_sudo._is_invoiced(),
            paid=bool(paid_on),
            refundable=bool(line_sudo._get_refundable_transaction()),
        )

    def _get_claimed_day(self):
        """:return: date: the day of the claim: its age counts, not the inspection's."""
        submitted = (self.events or {}).get("submitted")
        return date.fromisoformat(submitted) if submitted else self._get_today()

    def _compare_serials(self):
        """:return: ``match`` or ``other``; empty where no serial was looked at."""
        if not (self.lot_id and self.received_lot_id):
            return ""
        return "match" if self.lot_id == self.received_lot_id else "other"

    def _get_solved_quantity(self):
        """:return: float: how much is made good: what came in, once it has come."""
        return self.received_qty or self.quantity

    def _is_replacement_in_stock(self):
        """Tell whether the delivering warehouse has free what would replace the goods.

        :rtype: bool
        """
        product = self.product_id.with_company(self.company_id)
        if not product.is_storable:
            return True
        # Where goods for customers leave from; other units lie with the returns.
        location = self.order_id.warehouse_id.lot_stock_id
        free = self.env["stock.quant"]._get_available_quantity(product, location)
        unit = product.uom_id
        needed = self.product_uom_id._compute_quantity(
            self._get_solved_quantity(), unit
        )
        return unit.compare(free, needed) >= 0

    def _get_posted_invoice_lines(self):
        """:return: account.move.line: what of invoices and credit notes is posted."""
        lines = self.sale_line_id.invoice_lines
        return lines.filtered(lambda line: line.parent_state == "posted")

    def _is_invoiced(self):
        """:return: bool: whether posted invoices cover the quantity that is claimed."""
        unit = self.sale_line_id.product_uom_id
        billed = sum(
            -line.move_id.direction_sign
            * line.product_uom_id._compute_quantity(line.quantity, unit)
            for line in self._get_posted_invoice_lines()
        )
        mine = self.product_uom_id._compute_quantity(self._get_solved_quantity(), unit)
        return unit.compare(billed, mine) >= 0

    def _get_paid_day(self):
        """Return when the goods were paid.

        :return: the day of the last payment of their invoices, or of the order before
            it is invoiced; ``None`` as long as they are not, or not all, paid.
        :rtype: date | None
        """
        moves = self._get_posted_invoice_lines().move_id
        invoices = moves.filtered(lambda move: move.move_type == "out_invoice")
        if invoices:
            if set(invoices.mapped("payment_state")) - {"paid", "in_payment"}:
                return None
            terms = invoices.line_ids.filtered(
                lambda line: line.account_id.account_type == "asset_receivable"
            )
            days = terms.matched_credit_ids.mapped("max_date")
            return max(days, default=max(invoices.mapped("invoice_date")))
        order = self.order_id
        if order.currency_id.compare_amounts(order.amount_paid, order.amount_total) < 0:
            return None
        paid = order.transaction_ids.filtered(lambda one: one.state == "done")
        moments = [moment for moment in paid.mapped("last_state_change") if moment]
        return max(moments).date() if moments else None

    # -- Proposing -----------------------------------------------------------------

    def _propose_solutions(self):
        """Decide what may be done about claims, and what is proposed (AFS-5).

        To be called when something changed on which it rests: after the inspection, on
        approval of a missing article, at the end of a dispute, on demand. What is
        settled stays as it is. A single solution that nobody has to choose is chosen.
        """
        for line in self.sudo():
            line._lock_b2b()
            if line._may_propose():
                line._freeze_proposal(*line._decide_solutions())

    def _may_propose(self):
        """:return: bool: whether what becomes of a claim is still open."""
        self.ensure_one()
        line_sudo = self.sudo()
        events = (line_sudo.events or {}).keys()
        is_missing = line_sudo.reason == "missing_article"
        # Another serial needs no verdict, once somebody has looked at it.
        is_known = line_sudo.verdict or is_missing or "inspected" in events
        return bool(
            "approved" in events
            and not events & {*ENDED, *SETTLED}
            and is_known
            and not line_sudo._has_begun()
        )

    def _decide_solutions(self):
        """Decide by today's facts, and by the terms of the claim.

        :return: the decision, and the JSON of what it rests on.
        :rtype: tuple[returns_solution.SolutionDecision, dict]
        """
        facts = self._get_solution_facts()
        terms = self.return_id.policy_id._get_terms()
        decision = returns_solution.decide_solutions(facts, terms)
        return decision, freeze_facts(facts, terms)

    def _freeze_proposal(self, decision, facts):
        """Keep a decision with what it rests on, and what follows from it."""
        proposed = decision.solutions[0]
        is_chosen = decision.chooser == NOBODY
        self.write(
            {
                "solution_why": because_policy.freeze(decision, facts),
                "carriage_in": decision.carriage_in,
                "carriage_out": proposed.carriage_out,
                "chooser": decision.chooser,
                "solution": is_chosen and proposed.code,
            }
        )

    def _get_frozen_decision(self):
        """:return: the decision by which a claim is solved; ``None`` before it.

        :rtype: returns_solution.SolutionDecision | None
        """
        why = self.sudo().solution_why
        return why and returns_solution.decide_solutions_again(why["facts"])

    def _get_chosen(self):
        """:return: returns_solution.Solution: the one chosen, or ``None``."""
        decision = self._get_frozen_decision()
        return decision and decision.get(self.sudo().solution)

    def _after_event(self, code):
        """Extend: missing articles need no inspection, so approval decides (AFS-9)."""
        result = super()._after_event(code)
        if code == "approved" and self.reason == "missing_article":
            self._propose_solutions()
        return result

    @api.model
    def _propose_after_dispute(self, orders):
        """Go on with the claims of orders whose dispute has ended (AFS-9).

        :param sale.order orders: some of which are in dispute no more.
        """
        calm = orders.sudo().filtered(lambda order: not order.b2b_is_disputed)
        held = [("order_id", "in", calm.ids), ("solution", "=", "hold")]
        self.sudo().search(held)._propose_solutions()

    # -- Choosing ------------------------------------------------------------------

    def _check_staff(self):
        """:raise AccessError: unless the current user handles the company's returns."""
        if not (self.env.su or self.env.user.has_group("cats_b2b.group_returns")):
            raise AccessError(self.env._("Only who handles returns can do this."))
        self.check_access("write")

    def _check_customer(self):
        """:raise AccessError: unless a claim is one of the current customer's user."""
        self.check_access("read")
        users = self.env["res.users"]
        users._check_b2b_right("returns")
        scope = users._get_b2b_scope_domain("returns")
        if not users._is_b2b_customer() or not self.sudo().filtered_domain(scope):
            raise AccessError(self.env._("This is none of your returns."))

    def _choose(self, code, by_staff=False):
        """Choose what becomes of a claim, as the current user (AFS-5).

        It is chosen once, among what is allowed, by who may: the customer, the seller,
        or staff in the customer's name. What is kept here can still be sent back.

        :param str code: of :data:`returns_terms.SOLUTIONS`.
        :param bool by_staff: whether staff choose, for themselves or for the customer.
        :return: why it is not possible any more; then there is a new proposal to choose
            from. Empty when it is chosen.
        :rtype: str
        :raise AccessError: if it is not the user's to choose.
        :raise UserError: if it is not allowed, or chosen already.
        """
        self.ensure_one()
        if by_staff:
            self._check_staff()
        else:
            self._check_customer()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        line_sudo._check_choice(code, by_staff)
        decision, facts = line_sudo._decide_solutions()
        if not decision.get(code):
            line_sudo._freeze_proposal(decision, facts)
            return line_sudo._explain_change(code)
        line_sudo._settle_choice(code, by_staff)
        return ""

    def _get_choices(self):
        """Return what the customer can choose now, on his page.

        :return: codes of solutions; none where there is nothing for him to choose.
        :rtype: list[str]
        """
        self.ensure_one()
        line_sudo = self.sudo()
        decision = line_sudo._get_frozen_decision()
        if not decision or decision.chooser != CUSTOMER:
            return []
        if line_sudo.order_id.b2b_is_disputed:
            return []
        if line_sudo._may_propose():
            return list(decision.codes)
        return [code for code in decision.codes if line_sudo._may_leave_storage(code)]

    def _check_choice(self, code, by_staff):
        """:raise UserError: if a solution cannot be chosen by who asks for it."""
        decision = self._get_frozen_decision()
        if not decision:
            raise UserError(self.env._("There is nothing to choose yet."))
        if self.order_id.b2b_is_disputed:
            raise UserError(self._explain_dispute())
        if not decision.get(code):
            raise UserError(self.env._("This solution is not possible here."))
        if decision.chooser == NOBODY or not (by_staff or decision.chooser == CUSTOMER):
            raise UserError(self.env._("There is nothing for you to choose."))
        if not (self._may_propose() or self._may_leave_storage(code)):
            raise UserError(self.env._("The solution was chosen already."))

    def _may_leave_storage(self, code):
        """:return: bool: whether goods kept here go back after all (AFS-6)."""
        return self.solution == "keep" and code == "send_back" and not self._has_begun()

    def _settle_choice(self, code, by_staff):
        chosen = self._get_frozen_decision().get(code)
        anew = self._has_event("chosen")
        self.write({"solution": code, "carriage_out": chosen.carriage_out})
        if not anew:
            self._log_event("chosen")
        if anew or (by_staff and self.chooser == CUSTOMER):
            self.return_id.message_post(body=self._note_choice(by_staff))
        if code == "keep":
            # Nothing moves: there is nothing to carry out.
            self._carry_out_keep()

    def action_choose(self):
        """Ask staff what becomes of the claim (button).

        :return: the action that opens the question.
        :rtype: dict
        """
        self.ensure_one()
        self._check_staff()
        wizard = self.env["cats.return.choose"].create({"line_id": self.id})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Choose the Solution"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_propose_again(self):
        """Decide anew by today's facts, such as what is in stock (button)."""
        self.ensure_one()
        self._check_staff()
        if not self._may_propose():
            raise UserError(self.env._("What becomes of it is settled already."))
        self._propose_solutions()
