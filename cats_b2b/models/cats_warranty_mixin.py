from odoo import fields, models
from odoo.tools import format_date

from ..policies import warranty


class CatsWarrantyMixin(models.AbstractModel):
    """The warranty of something that was delivered, and how to say it (AFS-1)."""

    _name = "cats.warranty.mixin"
    _description = "Warranty of a delivered unit"

    b2b_warranty_start = fields.Date(string="Warranty from", copy=False)
    b2b_warranty_end = fields.Date(
        string="Warranty until",
        copy=False,
        index="btree_not_null",
        help="The last day of the warranty.",
    )
    b2b_warranty_months = fields.Integer(
        string="Months of warranty",
        readonly=True,
        copy=False,
        help="How long it lasts, as was decided on the day of delivery.",
    )
    b2b_warranty_why = fields.Json(
        string="Frozen reasons of the warranty",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Facts and reasons of the decision on this warranty.",
    )

    def _get_b2b_awaited_months(self):
        """Hook: how long the warranty will last once the unit is delivered.

        :return: months; 0 for none, and for what is delivered already.
        :rtype: int
        """
        self.ensure_one()
        return 0

    def _get_b2b_warranty_status(self, day):
        """Tell whether the unit is under warranty on a day; on the last one it is.

        :param date day: on the calendar of who asks.
        :rtype: warranty.WarrantyStatus
        """
        self.ensure_one()
        return warranty.decide_warranty_status(
            self.b2b_warranty_start or None,
            self.b2b_warranty_end or None,
            self._get_b2b_awaited_months(),
            day,
        )

    def _get_b2b_warranty_reason(self, status):
        """Put a status into words.

        :param warranty.WarrantyStatus status: of this unit.
        :return: one sentence, in the language of the environment.
        :rtype: str
        """
        self.ensure_one()
        reason = status.because[0]
        return getattr(self, f"_explain_b2b_warranty_{reason.code}")(reason.facts)

    def _format_b2b_warranty_day(self, day):
        return format_date(self.env, day, date_format="long")

    def _explain_b2b_warranty_no_warranty(self, _facts):
        return self.env._("No warranty")

    def _explain_b2b_warranty_not_delivered(self, facts):
        return self.env._(
            "%(period)s from delivery",
            period=self.env["product.template"]._format_b2b_months(facts["months"]),
        )

    def _explain_b2b_warranty_starts(self, facts):
        return self.env._(
            "The warranty starts on %(start)s.",
            start=self._format_b2b_warranty_day(facts["start"]),
        )

    def _explain_b2b_warranty_within(self, facts):
        days = {name: self._format_b2b_warranty_day(facts[name]) for name in _DAYS}
        if self._is_b2b_warranty_regular():
            return self.env._(
                "Under warranty until %(end)s (%(period)s from delivery on %(start)s)",
                period=self.env["product.template"]._format_b2b_months(
                    self.b2b_warranty_months
                ),
                **days,
            )
        return self.env._("Under warranty until %(end)s (since %(start)s)", **days)

    def _explain_b2b_warranty_ended(self, facts):
        return self.env._(
            "The warranty ended on %(end)s.",
            end=self._format_b2b_warranty_day(facts["end"]),
        )

    def _is_b2b_warranty_regular(self):
        """:return: whether it is neither continued nor corrected by hand."""
        start, months = self.b2b_warranty_start, self.b2b_warranty_months
        return bool(
            months
            and start
            and self.b2b_warranty_end == warranty.get_warranty_end(start, months)
            and not (self.sudo().b2b_warranty_why or {})
            .get("facts", {})
            .get("is_replacement")
        )


_DAYS = ("start", "end")
