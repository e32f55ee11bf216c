from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import formatLang

from ..policies import because as because_policy


def would_change(record, name, value):
    """:return: whether writing the value into a field of the record changes it."""
    return record._fields[name].convert_to_write(record[name], record) != value


class CatsOrderFeeMixin(models.AbstractModel):
    """What an order knows of its fees (FEE-1 to FEE-3)."""

    _name = "cats.order.fee.mixin"
    _description = "Fees of an Order"

    def action_view_b2b_fees(self):
        """Open the fee lines of the order, each with its reason."""
        self.ensure_one()
        view = self.env.ref("cats_b2b.sale_order_line_view_list_fees")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Fees"),
            "res_model": "sale.order.line",
            "views": [(view.id, "list")],
            "domain": [("id", "in", self._get_b2b_fee_lines().ids)],
        }

    def _get_b2b_date(self):
        """:return: the day whose exchange rates hold for the order."""
        return (self.date_order or fields.Datetime.now()).date()

    def _get_b2b_fee_triggers(self):
        """:return: names of the order's fields whose change may change its fees."""
        return {
            "carrier_id",
            "company_id",
            "date_order",
            "fiscal_position_id",
            "order_line",
            "partner_id",
            "partner_shipping_id",
            "pricelist_id",
        }

    def _get_b2b_fee_lines(self, fee_type=None):
        """:return: the lines that the fee rules keep up to date, of one fee or all."""
        return self.order_line.filtered(
            lambda line: line.b2b_fee_type and fee_type in (None, line.b2b_fee_type)
        )

    def _get_b2b_fee_total(self):
        """:return: what the fees come to with tax, in the order's currency."""
        return sum(self._get_b2b_fee_lines().mapped("price_total"))

    def _get_b2b_fee_waiver(self, fee_type):
        """Tell who waived a fee, and why.

        :param str fee_type: which fee.
        :return: ``order`` with the reason that staff gave, ``customer``, or nothing.
        :rtype: tuple[str, str]
        """
        waivers_sudo = self.sudo().b2b_fee_waiver_ids
        waiver_sudo = waivers_sudo.filtered(lambda waiver: waiver.fee_type == fee_type)
        if waiver_sudo:
            return "order", waiver_sudo[0].reason
        customer_sudo = self.partner_id.commercial_partner_id.sudo()
        exempt = customer_sudo[f"b2b_{fee_type}_exempt"]
        return ("customer" if exempt else ""), ""

    def _can_sync_order_fees(self, by_staff=False):
        """Tell whether the fees of the order may still change.

        They may until it is confirmed, cancelled or agreed to by the customer. Staff
        may change them while a transfer or cheque is still awaited.

        :param bool by_staff: whether staff changed the order, not the shop itself.
        :rtype: bool
        """
        self.ensure_one()
        if self.state not in ("draft", "sent") or not self._is_b2b():
            return False
        return not self._is_b2b_agreed() or (by_staff and self._waits_for_b2b_payment())

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

    def _waive_b2b_fee(self, fee_type, waived=True):
        """Bring the order in line with a waiver that staff just made or took back.

        A confirmed order keeps the line with its reasons, and a quantity of 0.

        :param str fee_type: which fee.
        :param bool waived: whether it is waived now.
        :raise ValidationError: if a confirmed order does not bear the fee.
        """
        self.ensure_one()
        if self.state != "sale":
            self._sync_order_fees(by_staff=True)
            return
        fee = self._get_b2b_fee_lines(fee_type)
        if not fee:
            raise ValidationError(
                self.env._("Order %(order)s does not bear this fee.", order=self.name)
            )
        fee.product_uom_qty = 0.0 if waived else 1.0

    def _sync_order_fees(self, by_staff=False):
        """Bring the fee lines of the orders up to date; nothing changes twice.

        :param bool by_staff: see :meth:`_can_sync_order_fees`.
        """
        for order in self:
            if order._can_sync_order_fees(by_staff):
                order._sync_b2b_fees()

    def _sync_b2b_fees(self):
        """Add, adapt or drop fees, as decided; keep why the others are not due."""
        self.ensure_one()
        decisions = self.company_id._decide_b2b_fees(self)
        due = [fee for fee, (decision, _facts) in decisions.items() if decision.due]
        lines = self._get_b2b_fee_lines()
        lines.filtered(lambda line: line.b2b_fee_type not in due).unlink()
        spared = {}
        for fee_type, (decision, facts) in decisions.items():
            frozen = because_policy.freeze(decision, facts.to_json())
            if decision.due:
                self._sync_b2b_fee_line(fee_type, decision, frozen)
            else:
                spared[fee_type] = frozen
        if (self.b2b_no_fee_why or {}) != spared:
            self.b2b_no_fee_why = spared

    def _sync_b2b_fee_line(self, fee_type, decision, frozen):
        """Make the order hold one line of a fee that is due."""
        lines = self._get_b2b_fee_lines(fee_type)
        line, surplus = lines[:1], lines[1:]
        surplus.unlink()
        values = self._prepare_b2b_fee_vals(fee_type, decision, frozen)
        if not line:
            self.env["sale.order.line"].create(
                {
                    "order_id": self.id,
                    "sequence": self._get_b2b_fee_sequence(),
                    "b2b_fee_type": fee_type,
                    **values,
                }
            )
        elif changes := {
            name: value
            for name, value in values.items()
            if would_change(line, name, value)
        }:
            line.write(changes)

    def _prepare_b2b_fee_vals(self, fee_type, decision, frozen):
        """:return: what a fee line must hold, whoever wrote on it."""
        return {
            "product_id": self.company_id._get_b2b_fee_product(fee_type).id,
            "product_uom_qty": 1.0,
            "price_unit": decision.amount,
            "discount": 0.0,
            "b2b_why": frozen,
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
        line = self._get_b2b_fee_lines("small_order")[:1]
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

    def _explain_b2b_fees(self):
        """Say of each fee why it is charged, or why not, for staff.

        :return: one line per fee, in the language of the environment.
        :rtype: list[str]
        """
        self.ensure_one()
        spared = {
            fee_type: self.company_id._explain_b2b_fee(
                frozen["because"], self.currency_id
            )
            for fee_type, frozen in (self.b2b_no_fee_why or {}).items()
        }
        charged = {
            line.b2b_fee_type: line._explain_b2b() for line in self._get_b2b_fee_lines()
        }
        reasons = {**spared, **charged}
        selection = self.order_line._fields["b2b_fee_type"]._description_selection(
            self.env
        )
        return [
            self.env._(
                "%(fee)s: %(reasons)s",
                fee=name,
                reasons=" ".join(reasons[fee_type]),
            )
            for fee_type, name in selection
            if fee_type in reasons
        ]
