from dataclasses import dataclass
from datetime import date

from odoo import api, fields, models
from odoo.tools import format_date


@dataclass(frozen=True)
class LineWarranty:
    """What is known of the warranty of an ordered line (AFS-1).

    :param int months: how long it lasts for what is still to be delivered; 0 for none.
    :param date first_end: when the earliest warranty of what was delivered ends, and
        the customer still has; ``None`` where none of it has one.
    :param date last_end: when the latest one ends.
    :param bool delivered: whether the customer has any of it.
    :param bool awaited: whether some of it is still to be delivered.
    """

    months: int
    first_end: date | None = None
    last_end: date | None = None
    delivered: bool = False
    awaited: bool = True


class CatsLineWarrantyMixin(models.AbstractModel):
    """The warranty on the line of an order, whatever was delivered of it (AFS-1)."""

    _name = "cats.line.warranty.mixin"
    _description = "Warranty of an ordered line"

    b2b_warranty_text = fields.Char(
        string="Warranty", compute="_compute_b2b_warranty_text", compute_sudo=True
    )

    @api.depends(
        "state",
        "product_id",
        "qty_delivered",
        "move_ids.move_line_ids.b2b_warranty_end",
        "move_ids.move_line_ids.b2b_returned_on",
    )
    @api.depends_context("lang")
    def _compute_b2b_warranty_text(self):
        facts = self._get_b2b_warranty_facts()
        for line in self:
            known = facts.get(line)
            line.b2b_warranty_text = known and line._describe_b2b_line_warranty(known)

    def _get_b2b_warranty_facts(self):
        """Return what is known of the warranties of the lines; one read for all.

        :return: facts by line; lines that order no goods are left out.
        :rtype: dict[sale.order.line, LineWarranty]
        """
        goods = self.filtered(
            lambda line: line._is_b2b_delivered() and line.order_id._is_b2b()
        )
        ends = {line: [] for line in goods}
        for unit in self.env["stock.move.line"].search(
            [
                ("move_id.sale_line_id", "in", goods.ids),
                ("b2b_delivered_on", "!=", False),
                ("b2b_returned_on", "=", False),
            ]
        ):
            ends[unit.move_id.sale_line_id].append(unit.b2b_warranty_end)
        return {line: line._gather_b2b_warranty(ends[line]) for line in goods}

    def _gather_b2b_warranty(self, ends):
        """:return: LineWarranty: of a line whose deliveries have these ends."""
        self.ensure_one()
        template = self.product_id.product_tmpl_id.with_company(self.company_id)
        days = [end for end in ends if end]
        missing = self.product_uom_qty - self.qty_delivered
        return LineWarranty(
            months=template._get_b2b_warranty_months(),
            first_end=min(days, default=None),
            last_end=max(days, default=None),
            delivered=bool(ends),
            awaited=self.state != "cancel"
            and self.product_uom_id.compare(missing, 0.0) > 0,
        )

    def _describe_b2b_line_warranty(self, known):
        """Say until when the warranty lasts, or how long it will.

        :param LineWarranty known: as of :meth:`_get_b2b_warranty_facts`.
        :return: sentences; empty where there is no warranty.
        :rtype: str
        """
        self.ensure_one()
        texts = []
        first, last = known.first_end, known.last_end
        if first and first == last:
            texts.append(
                self.env._(
                    "Warranty until %(end)s", end=self._format_b2b_warranty_end(last)
                )
            )
        elif first:
            texts.append(
                self.env._(
                    "Warranty until %(first)s for the first delivery, until %(last)s "
                    "for the last",
                    first=self._format_b2b_warranty_end(first),
                    last=self._format_b2b_warranty_end(last),
                )
            )
        if known.awaited and known.months:
            texts.append(self._describe_b2b_awaited_warranty(known.months, bool(texts)))
        return "; ".join(texts)

    def _describe_b2b_awaited_warranty(self, months, is_rest):
        """:return: str: how long the warranty of what is still to come will last."""
        period = self.env["product.template"]._format_b2b_months(months)
        if is_rest:
            return self.env._("the rest %(period)s from delivery", period=period)
        return self.env._("Warranty: %(period)s from delivery", period=period)

    def _format_b2b_warranty_end(self, day):
        return format_date(self.env, day, date_format="long")
