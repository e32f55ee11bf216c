from odoo import api, fields, models
from odoo.tools import formatLang

from ..policies import returns_claim
from ..policies.because import codes


class CatsReturnFlagMixin(models.AbstractModel):
    """What staff look at first in a claim (AFS-9)."""

    _name = "cats.return.flag.mixin"
    _description = "Flags of a return"

    missing_before = fields.Integer(
        string="Earlier missing-article claims",
        compute="_compute_missing_before",
        store=True,
        groups="base.group_user",
        help="Claims of missing articles that the company made before this one, over "
        "the months of the terms.",
    )
    is_repeated = fields.Boolean(
        string="Repeated missing-article claims",
        compute="_compute_lasting_flags",
        store=True,
        groups="base.group_user",
    )
    is_high_value = fields.Boolean(
        string="High value",
        compute="_compute_lasting_flags",
        store=True,
        groups="base.group_user",
    )
    flags = fields.Char(
        compute="_compute_flags",
        groups="base.group_user",
        help="What stands out: a dispute, repeated claims, a high value, a long wait.",
    )

    @api.depends("reason", "submitted_on", "return_id.commercial_partner_id")
    def _compute_missing_before(self):
        for line in self:
            line.missing_before = line.reason == "missing_article" and (
                line.return_id._count_missing_claims()
            )

    @api.depends("reason", "missing_before", "value", "return_id.policy_id")
    def _compute_lasting_flags(self):
        for line in self:
            lasting = codes(line._decide_flags())
            line.is_repeated = "repeated_missing" in lasting
            line.is_high_value = "high_value" in lasting

    @api.depends("is_repeated", "is_high_value", "next_actor", "is_disputed")
    @api.depends_context("lang")
    def _compute_flags(self):
        for line in self:
            flags = map(line._explain_flag, line._decide_flags().because)
            line.flags = ", ".join(flags)

    def _decide_flags(self):
        """:return: what stands out in the claim today.

        :rtype: returns_claim.FlagDecision
        """
        self.ensure_one()
        today = self._get_today()
        # Whoever sees the claim sees its flags; terms and orders have other readers.
        line_sudo = self.sudo()
        submitted = line_sudo.submitted_on or fields.Datetime.now()
        since = line_sudo.last_event_on or submitted.date()
        facts = returns_claim.FlagFacts(
            reason=line_sudo.reason,
            today=today,
            submitted=since,
            waiting=line_sudo.next_actor == "seller",
            missing_claims=line_sudo.missing_before,
            dispute=line_sudo.order_id.b2b_is_disputed,
            value=line_sudo.value,
            rounding=line_sudo.currency_id.rounding,
        )
        return returns_claim.flag_claims(
            facts, line_sudo.return_id.policy_id._get_terms()
        )

    def _explain_flag(self, flag):
        """:return: a flag in words, for staff."""
        return getattr(self, f"_explain_flag_{flag.code}")(flag.facts)

    def _explain_flag_dispute_open(self, _facts):
        return self.env._("Payment in dispute")

    def _explain_flag_repeated_missing(self, facts):
        return self.env._(
            "%(count)s claims of missing articles in %(months)s months",
            count=facts["count"],
            months=facts["months"],
        )

    def _explain_flag_high_value(self, facts):
        value = formatLang(self.env, facts["value"], currency_obj=self.currency_id)
        return self.env._("High value: %(value)s", value=value)

    def _explain_flag_waiting(self, facts):
        return self.env._("Waits for us for %(age)s days", age=facts["age"])
