from odoo import fields, models


class Rma(models.Model):
    _inherit = "rma"

    # One claimed line has one RMA, see the unique index of the line.
    b2b_return_line_ids = fields.One2many(
        comodel_name="cats.return.line", inverse_name="rma_id", string="Claimed"
    )

    def _get_b2b_return_line(self):
        """:return: cats.return.line: the claim behind the RMA as superuser, or none."""
        self.ensure_one()
        return self.sudo().b2b_return_line_ids

    def _get_refund_origin_invoice_line(self, sale_line):
        """Override of `rma_sale`: of several invoices, the last one is credited."""
        lines = super()._get_refund_origin_invoice_line(sale_line)
        if lines or not self._get_b2b_return_line():
            return lines
        return sale_line.invoice_lines.filtered(
            lambda line: line.move_id.move_type == "out_invoice"
            and line.move_id.state == "posted"
        ).sorted(lambda line: (line.move_id.invoice_date, line.id))[-1:]

    def _prepare_refund_vals(self, origin=False):
        """Override of `rma`: credit whom the invoice billed, in its currency."""
        vals = super()._prepare_refund_vals(origin=origin)
        line_sudo = self._get_b2b_return_line()
        return line_sudo._prepare_credit_note(vals) if line_sudo else vals

    def _prepare_refund_line_vals(self):
        """Override of `rma_sale`: credit what was invoiced of what came back."""
        vals = super()._prepare_refund_line_vals()
        line_sudo = self._get_b2b_return_line()
        return line_sudo._prepare_credit_line(vals) if line_sudo else vals
