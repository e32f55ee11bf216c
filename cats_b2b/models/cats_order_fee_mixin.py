from odoo import fields, models
from odoo.tools import formatLang

from ..policies import because as because_policy


class CatsOrderFeeMixin(models.AbstractModel):
    """What an order knows of its fees (FEE-1)."""

    _name = "cats.order.fee.mixin"
    _description = "Fees of an Order"

    def _get_b2b_date(self):
        """:return: the day whose exchange rates hold for the order."""
        return (self.date_order or fields.Datetime.now()).date()

    def _get_b2b_fee_triggers(self):
        """:return: names of the order's fields whose change may change its fees."""
        return {
            "b2b_fee_waived",
            "company_id",
            "fiscal_position_id",
            "order_line",
            "partner_id",
            "pricelist_id",
        }

    def _get_b2b_fee_lines(self):
        """:return: the lines that the fee rules keep up to date."""
        return self.order_line.filtered("b2b_fee_type")

    def _get_b2b_fee_total(self):
        """:return: what the fees come to with tax, in the order's currency."""
        return sum(self._get_b2b_fee_lines().mapped("price_total"))

    def _get_b2b_fee_waiver(self):
        """:return: who waived the fee: ``order``, ``customer`` or an empty string."""
        if self.b2b_fee_waived:
            return "order"
        exempt = self.partner_id.commercial_partner_id.sudo().b2b_fee_exempt
        return "customer" if exempt else ""

    def _can_sync_order_fees(self, by_staff=False):
        """Tell whether the fees of the order may still change.

        They may until it is confirmed, cancelled or agreed to by the customer. Staff
        may change them while a transfer or cheque is still awaited.

        :param bool by_staff: whether staff changed the order, not the shop itself.
        :rtype: bool
        """
        self.ensure_one()
        agreed = self._is_b2b_agreed()
        return (
            self.state in ("draft", "sent")
            and self._is_b2b()
            and (not agreed or (by_staff and self._waits_for_b2b_payment()))
        )

    def _is_b2b_agreed(self):
        """Tell whether the customer agreed to the order as it stands.

        He does by his signature, or by a payment that was started and has not failed.

        :rtype: bool
        """
        order_sudo = self.sudo()
        return bool(order_sudo.signature) or any(
            transaction.state in ("pending", "authorized", "done")
            for transaction in order_sudo.transaction_ids
        )

    def _sync_order_fees(self, by_staff=False):
        """Bring the fee lines of the orders up to date; nothing changes twice.

        :param bool by_staff: see :meth:`_can_sync_order_fees`.
        """
        for order in self:
            if order._can_sync_order_fees(by_staff):
                order._sync_small_order_fee()

    def _sync_small_order_fee(self):
        """Add, adapt or drop the small-order fee, as its rule decides (FEE-1)."""
        self.ensure_one()
        decision, facts = self.company_id._decide_small_order_fee(self)
        lines = self._get_b2b_fee_lines()
        if not decision.due:
            lines.unlink()
            return
        line, surplus = lines[:1], lines[1:]
        surplus.unlink()
        values = self._prepare_b2b_fee_vals(decision, facts)
        if not line:
            self.env["sale.order.line"].create(
                {
                    "order_id": self.id,
                    "sequence": self._get_b2b_fee_sequence(),
                    "b2b_fee_type": "small_order",
                    **values,
                }
            )
        elif changes := {
            name: value
            for name, value in values.items()
            if line._fields[name].convert_to_write(line[name], line) != value
        }:
            line.write(changes)

    def _prepare_b2b_fee_vals(self, decision, facts):
        """:return: what a small-order fee line must hold, whoever wrote on it."""
        return {
            "product_id": self.company_id.sudo().b2b_small_order_product_id.id,
            "product_uom_qty": 1.0,
            "price_unit": decision.amount,
            "discount": 0.0,
            "b2b_why": because_policy.freeze(decision, facts.to_json()),
        }

    def _get_b2b_fee_sequence(self):
        """:return: the place behind the articles, but before any section."""
        sections = self.order_line.filtered("display_type")
        if sections:
            return min(sections.mapped("sequence")) - 1
        return max(self.order_line.mapped("sequence"), default=10) + 1

    def _get_b2b_fee_hint(self):
        """Tell the buyer how to save the small-order fee.

        :return: "add EUR 12.40 to save the fee", or an empty string when none is due.
        :rtype: str
        """
        self.ensure_one()
        line = self._get_b2b_fee_lines()[:1]
        if not line.b2b_why or not self._can_sync_order_fees():
            return ""
        below = line.b2b_why["because"][0]

        def money(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        return self.env._(
            "Orders under %(threshold)s bear a small-order fee. Add %(missing)s of "
            "goods to avoid it.",
            threshold=money(below["threshold"]),
            missing=money(below["missing"]),
        )
