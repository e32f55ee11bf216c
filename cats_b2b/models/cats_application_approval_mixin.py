from odoo import fields, models


class CatsApplicationApprovalMixin(models.AbstractModel):
    """What an approved application becomes: a company, a contact, his rights."""

    _name = "cats.application.approval.mixin"
    _description = "Approval of a B2B application"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        copy=False,
        index=True,
        domain="[('is_company', '=', True), ('parent_id', '=', False)]",
        help="The company that the applicant belongs to. Empty for a new company.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True, copy=False
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        domain="[('share', '=', False)]",
    )
    role_id = fields.Many2one(
        comodel_name="cats.role",
        string="Role",
        help="What the new user may do. Empty: the first user of a company is its "
        "principal, later ones get the shop's role for new users.",
    )
    pricelist_id = fields.Many2one(comodel_name="product.pricelist")
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
