from dataclasses import replace

from odoo import api, fields, models

from ..policies.order_rows import WantedRow


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    b2b_warranty_text = fields.Char(
        string="Warranty", compute="_compute_b2b_warranty_text", compute_sudo=True
    )

    @api.depends("display_type", "product_id", "sale_line_ids.b2b_warranty_text")
    @api.depends_context("lang")
    def _compute_b2b_warranty_text(self):
        """Say on invoices how long the warranty of what is billed lasts (AFS-1)."""
        for line in self:
            line.b2b_warranty_text = (
                line._is_b2b_warranted() and line._describe_b2b_warranty()
            )

    def _is_b2b_warranted(self):
        """:return: whether the line bills goods of a B2B shop."""
        self.ensure_one()
        return (
            self.display_type == "product"
            and self.product_id.type == "consu"
            and self.move_id.move_type == "out_invoice"
            and self.company_id._is_b2b_active()
        )

    def _describe_b2b_warranty(self):
        """:return: as on the line of the order; without one, how long it will last."""
        self.ensure_one()
        if ordered := self.sale_line_ids:
            return ordered[:1].b2b_warranty_text
        template = self.product_id.product_tmpl_id.with_company(self.company_id)
        return template._describe_b2b_warranty()

    def _prepare_b2b_row(self):
        """Return what a line of an invoice wants of a cart (ORD-2).

        What was chosen for it stands on the line of the order, if there is one.

        :rtype: WantedRow
        """
        self.ensure_one()
        quantity, uom_id = self.product_id._prepare_b2b_quantity(
            self.quantity, self.product_uom_id
        )
        row = WantedRow(
            key=str(self.id),
            number=self.product_id.default_code or "",
            product_id=self.product_id.id or 0,
            quantity=quantity,
            uom_id=uom_id,
            label=self.product_id.with_context(display_default_code=False).display_name
            or "",
        )
        ordered = self.sale_line_ids[:1]
        if ordered.product_id != self.product_id:
            return row
        return replace(row, options=ordered._prepare_b2b_options())
