from odoo import fields, models


class StockRule(models.Model):
    _inherit = "stock.rule"

    def _get_push_new_date(self, move):
        """Override of `stock`: what is picked early leaves on the promised day (DSP-3).

        Odoo schedules the next step for when the one before is done.
        """
        new_date = super()._get_push_new_date(move)
        if not move.sale_line_id.b2b_promise_date or not move.date_deadline:
            return new_date
        return max(new_date, fields.Datetime.to_string(move.date_deadline))
