from odoo import fields, models


class RmaOperation(models.Model):
    _inherit = "rma.operation"

    b2b_return = fields.Boolean(
        string="For B2B returns",
        help="What follows from the verdict on a B2B return. Customers are told by the "
        "return, not by the mails of the RMA.",
    )
