from odoo import models

from ..policies import fee_invoicing


class CatsOrderInvoicingMixin(models.AbstractModel):
    """What of an order's fees is to be invoiced (PAY-7)."""

    _name = "cats.order.invoicing.mixin"
    _description = "Invoicing of an Order's Fees"

    def _get_b2b_fees_to_invoice(self, fees):
        """Return the quantities of fees that are to be invoiced now.

        :param sale.order.line fees: fees of the order, whose ``qty_to_invoice`` is what
            is ordered and not invoiced, as `sale` computes it.
        :return: quantity by fee.
        :rtype: dict[sale.order.line, float]
        """
        self.ensure_one()
        articles = self.order_line.filtered(lambda line: line._is_b2b_article())
        goods_open = any(line.qty_to_invoice > 0 for line in articles)
        goods_invoiced = any(line.qty_invoiced > 0 for line in articles)
        return {
            fee: fee_invoicing.get_fee_to_invoice(
                fee_invoicing.FeeInvoicingFacts(
                    open=fee.qty_to_invoice,
                    is_billed=fee._is_b2b_billed(),
                    goods_open=goods_open,
                    goods_invoiced=goods_invoiced,
                )
            )
            for fee in fees
        }
