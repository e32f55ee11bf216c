from odoo import models

from ..policies.warranty import get_warranty_end


class StockMoveLine(models.Model):
    _name = "stock.move.line"
    _inherit = ["stock.move.line", "cats.move.line.claim.mixin"]

    def _get_b2b_warranty(self):
        """Return the warranty of what was delivered (AFS-1).

        :return: its first and last day, ``None`` both when there is none.
        :rtype: tuple[date | None, date | None]
        """
        self.ensure_one()
        months = self.product_id.product_tmpl_id._get_b2b_warranty_months()
        start = self._get_b2b_delivery_day()
        if not (start and months):
            return None, None
        return start, get_warranty_end(start, months)
