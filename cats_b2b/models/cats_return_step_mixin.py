from odoo import api, fields, models
from odoo.exceptions import LockError, UserError

from ..policies import returns_steps
from ..policies.returns_terms import SELLER

# Steps after which an ended claim is called by them, not done.
_ENDS = {"refused": "refused", "cancelled": "withdrawn"}


class CatsReturnStepMixin(models.AbstractModel):
    """Where a claim stands, and what happens next (AFS-8)."""

    _name = "cats.return.step.mixin"
    _description = "Steps of a return"

    events = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The day of what happened, by code of the step.",
    )
    state = fields.Selection(
        selection=[
            ("submitted", "Waits for approval"),
            ("approved", "Goods awaited"),
            ("received", "To inspect"),
            ("inspected", "Solution open"),
            ("resolving", "Being resolved"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_steps",
        store=True,
        index=True,
    )
    next_step = fields.Selection(
        selection="_selection_step", compute="_compute_steps", store=True
    )
    next_actor = fields.Selection(
        selection=[
            ("customer", "Customer"),
            ("seller", "We"),
            ("carrier", "Carrier"),
            ("none", "Nobody"),
        ],
        string="Who acts next",
        compute="_compute_steps",
        store=True,
        index=True,
    )
    last_event_on = fields.Date(compute="_compute_steps", store=True)

    @api.model
    def _selection_step(self):
        """:return: the steps with the words of who has still to take them."""
        return self._get_step_labels()

    @api.depends(
        "events",
        "solution",
        "chooser",
        "carriage_out",
        "reason",
        "is_collected",
        "order_id.b2b_is_disputed",
    )
    def _compute_steps(self):
        for line in self:
            timeline = line._get_timeline()
            line.next_step = timeline.next and timeline.next.code
            line.next_actor = timeline.actor
            line.state = line._get_state(timeline)
            events = line.sudo().events or {}
            line.last_event_on = max(events.values(), default=False)

    def _get_state(self, timeline):
        """:return: the state that follows from what happened and what comes."""
        events = self.sudo().events or {}
        for code, state in _ENDS.items():
            if code in events:
                return state
        if "approved" not in events:
            return "submitted"
        if not timeline.next:
            return "done"
        if self.solution and self.solution != "hold":
            return "resolving"
        if "inspected" in events or self.reason == "missing_article":
            return "inspected"
        return "received" if "received" in events else "approved"

    # -- The policy -----------------------------------------------------------------

    def _get_step_facts(self):
        """:rtype: returns_steps.StepFacts"""
        self.ensure_one()
        # Customers see the steps, not the facts that they are worked out from.
        line_sudo = self.sudo()
        events = line_sudo.events or {}
        return returns_steps.StepFacts(
            events=events,
            sends_in=line_sudo.reason != "missing_article",
            is_collected=line_sudo.is_collected,
            solution=line_sudo.solution or "",
            chooser=line_sudo.chooser,
            quoted=line_sudo._is_quoted_repair(),
            wish=line_sudo._get_refused_wish(),
            free=line_sudo.carriage_out == SELLER,
            dispute=line_sudo.order_id.b2b_is_disputed,
        )

    def _get_timeline(self):
        """:return: what happened, what comes next, what comes later.

        :rtype: returns_steps.Timeline
        """
        return returns_steps.next_step(self._get_step_facts())

    def _is_quoted_repair(self):
        """Hook: whether a repair is at the customer's cost."""
        return False

    def _get_refused_wish(self):
        """Hook: what becomes of a unit whose quotation was refused, or empty."""
        return ""

    def _has_begun(self):
        """Hook: whether a solution was carried out, or is on its way. As superuser."""
        return False

    def _note_payment(self):
        """Hook: log ``paid`` for claims whose costs are paid. As superuser."""

    # -- Events ---------------------------------------------------------------------

    def _lock_b2b(self):
        """Let one transaction at a time act on a claim; the other sees what it did.

        :raise UserError: when somebody else is at it just now.
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody else is at this return just now.")
            ) from error

    def _log_event(self, code, day=None):
        """Note that something happened to claims; a step happens once.

        :param str code: of :data:`returns_steps.ACTORS`.
        :param date day: when, on the customer's calendar; today by default.
        :raise UserError: when it happened already.
        """
        if code not in returns_steps.ACTORS:
            raise ValueError(f"{code} is no step of a return")
        for line in self:
            line_sudo = line.sudo()
            line_sudo._lock_b2b()
            events = line_sudo.events or {}
            if code in events:
                raise UserError(
                    self.env._(
                        "%(line)s: this was done already, on %(day)s.",
                        line=line_sudo.display_name,
                        day=events[code],
                    )
                )
            own_day = day or line_sudo._get_today()
            line_sudo.events = {**events, code: own_day.isoformat()}
            line_sudo._after_event(code)

    def _has_event(self, code):
        """:return: bool: whether it happened to the claim."""
        self.ensure_one()
        return code in (self.sudo().events or {})

    def _after_event(self, code):
        """Hook: what follows from an event, such as a mail. As superuser."""
        self.ensure_one()

    def _get_today(self):
        """:return: date: today on the customer's calendar."""
        self.ensure_one()
        return self.sudo().order_id._get_b2b_today()

    @api.model
    def _get_step_labels(self):
        """:return: what happens in each step, as code and words."""
        labels = {
            "submitted": self.env._("Claim sent"),
            "approved": self.env._("Approval"),
            "refused": self.env._("Refusal"),
            "cancelled": self.env._("Withdrawal"),
            "dispute_closed": self.env._("End of the dispute"),
            "handed_over": self.env._("Goods on their way to us"),
            "received": self.env._("Goods received"),
            "inspected": self.env._("Inspection"),
            "chosen": self.env._("Choice of the solution"),
            "resolved": self.env._("Solution"),
            "quoted": self.env._("Quotation for the repair"),
            "quote_accepted": self.env._("Answer to the quotation"),
            "quote_refused": self.env._("Quotation refused"),
            "wish_said": self.env._("Decision about the unit"),
            "repaired": self.env._("Repair"),
            "carriage_agreed": self.env._("Agreement to the carriage"),
            "paid": self.env._("Payment"),
            "credited": self.env._("Credit note"),
            "voucher_issued": self.env._("Voucher"),
            "refunded": self.env._("Refund"),
            "sent": self.env._("Dispatch to the customer"),
            "delivered": self.env._("Delivery to the customer"),
            "kept": self.env._("Kept here"),
            "scrapped": self.env._("Scrapped"),
            "charged": self.env._("Invoice for the unit that never came"),
        }
        return [(code, labels[code]) for code in returns_steps.ACTORS]
