from dataclasses import replace

from odoo import models

from ..policies.order_rows import WantedRow


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

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
