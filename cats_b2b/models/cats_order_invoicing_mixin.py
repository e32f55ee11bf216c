from odoo import models
from odoo.fields import Command

from ..policies import fee_invoicing, returns_finding


class CatsOrderInvoicingMixin(models.AbstractModel):
    """What of an order's fees is to be invoiced or credited (PAY-7)."""

    _name = "cats.order.invoicing.mixin"
    _description = "Invoicing of an Order's Fees"

    def _get_b2b_open_fees(self):
        """:return: the fees of confirmed orders, which are invoiced and credited."""
        orders = self.filtered(lambda order: order.state == "sale" and order._is_b2b())
        return orders.order_line.filtered("b2b_fee_type")

    def _get_b2b_fees_to_invoice(self, fees):
        """Return the quantities of fees that are to be invoiced now.

        :param sale.order.line fees: fees of the order, whose ``qty_to_invoice`` is what
            is ordered and not invoiced, as `sale` computes it.
        :return: quantity by fee, negative for what is to be credited.
        :rtype: dict[sale.order.line, float]
        """
        self.ensure_one()
        goods = self._get_b2b_invoiced_goods()
        goods_open = any(line.qty_to_invoice > 0 for line in goods)
        goods_invoiced = any(line.qty_invoiced > 0 for line in goods)
        quantities = {}
        for fee in fees:
            if fee.qty_invoiced > 0 and self._decide_b2b_fee_credit(fee).is_due:
                quantities[fee] = -fee.qty_invoiced
                continue
            quantities[fee] = fee_invoicing.get_fee_to_invoice(
                fee_invoicing.FeeInvoicingFacts(
                    open=fee.qty_to_invoice,
                    is_billed=fee._is_b2b_billed(),
                    goods_open=goods_open,
                    goods_invoiced=goods_invoiced,
                )
            )
        return quantities

    def _get_b2b_invoiced_goods(self):
        """:return: the lines whose goods are invoiced: of a combo, those inside it."""
        return self.order_line.filtered(
            lambda line: line._is_b2b_merchandise()
            and not line.is_reward_line
            and line.product_id.type != "combo"
            and line.product_uom_qty > 0
        )

    def _decide_b2b_fee_credit(self, fee):
        """Decide whether an invoiced fee is credited with the goods (FEE-1).

        :param sale.order.line fee: an invoiced fee of the order.
        :rtype: fee_invoicing.FeeCredit
        """
        goods = self._get_b2b_invoiced_goods()
        return fee_invoicing.decide_fee_credit(
            fee_invoicing.FeeCreditFacts(
                is_carried=fee.b2b_fee_type != "small_order"
                and any(line._has_b2b_left() for line in goods),
                goods_remain=any(
                    line.qty_invoiced + line.qty_to_invoice > 0 for line in goods
                ),
                goods_awaited=any(line._is_b2b_awaited() for line in goods),
                is_sellers_fault=self._is_b2b_sellers_fault(),
            )
        )

    def _is_b2b_sellers_fault(self):
        """Tell whether all that the customer gets money for is the seller's fault.

        :rtype: bool
        """
        lines_sudo = self.sudo().order_line.b2b_return_line_ids.filtered(
            lambda line: line.solution in ("credit", "voucher", "refund")
        )
        return bool(lines_sudo) and all(
            returns_finding.is_sellers_fault(line._get_finding(), line.erred)
            for line in lines_sudo
        )

    def _credit_b2b_fees(self, credit_note):
        """Credit the fees that are due with the goods, or say why not (FEE-1).

        :param account.move credit_note: a draft about the orders' goods.
        """
        fees = self._get_b2b_open_fees().filtered(lambda fee: fee.qty_to_invoice < 0)
        credit_note.invoice_line_ids = [
            Command.create(fee._prepare_invoice_line(quantity=-fee.qty_to_invoice))
            for fee in fees
        ]
        self._note_b2b_kept_fees(credit_note)

    def _note_b2b_kept_fees(self, moves):
        """Let credit notes of goods say which fees stay, and why (FEE-1).

        :param account.move moves: invoices and credit notes made from orders.
        """
        for move in moves.filtered(lambda move: move.move_type == "out_refund"):
            notes = move.line_ids.sale_line_ids.order_id._explain_b2b_kept_fees(move)
            last = max(move.invoice_line_ids.mapped("sequence"), default=0)
            move.invoice_line_ids = [
                Command.create(
                    {"display_type": "line_note", "name": note, "sequence": last + 1}
                )
                for note in notes
            ]

    def _explain_b2b_kept_fees(self, credit_note):
        """Say which invoiced fees of the orders a credit note leaves alone.

        :param account.move credit_note: a credit note of the orders' goods.
        :return: a sentence per fee, in the customer's language.
        :rtype: list[str]
        """
        customer = self.with_context(lang=credit_note.partner_id.lang)
        credited = credit_note.line_ids.sale_line_ids
        return [
            getattr(order, f"_explain_b2b_fee_credit_{reason.code}")(
                fee.product_id.name
            )
            for order in customer
            for fee in order._get_b2b_fee_lines() - credited
            if fee.qty_invoiced > 0
            for reason in order._decide_b2b_fee_credit(fee).because
        ]

    def _explain_b2b_fee_credit_goods_kept(self, fee):
        return self.env._("%(fee)s: stays, since goods of the order are kept.", fee=fee)

    def _explain_b2b_fee_credit_goods_awaited(self, fee):
        return self.env._(
            "%(fee)s: stays, since more goods of the order are to be delivered.",
            fee=fee,
        )

    def _explain_b2b_fee_credit_carried(self, fee):
        return self.env._("%(fee)s: stays, since the goods were carried.", fee=fee)
