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
