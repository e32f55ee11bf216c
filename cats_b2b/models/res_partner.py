from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    b2b_fee_exempt = fields.Boolean(
        string="No small-order fee",
        help="Orders of this company and its contacts never bear the small-order fee.",
    )

    @api.model
    def _commercial_fields(self):
        """Override of `base` to keep the exemption on the company."""
        return [*super()._commercial_fields(), "b2b_fee_exempt"]
