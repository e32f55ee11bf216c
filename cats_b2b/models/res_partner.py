from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    b2b_fee_exempt = fields.Boolean(
        string="No small-order fee",
        help="Orders of this company and its contacts never bear the small-order fee.",
    )

    b2b_warehouse_id = fields.Many2one(
        comodel_name="stock.warehouse",
        string="Delivering warehouse",
        company_dependent=True,
        check_company=True,
        groups="base.group_user",
        help="The warehouse from which this company and its contacts are delivered. "
        "When empty, the country of the delivery address decides.",
    )

    @api.model
    def _commercial_fields(self):
        """Override of `base` to keep exemption and warehouse on the company."""
        return [*super()._commercial_fields(), "b2b_fee_exempt", "b2b_warehouse_id"]
