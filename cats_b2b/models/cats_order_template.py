from odoo import fields, models


class CatsOrderTemplate(models.Model):
    """Articles and quantities kept to be ordered again, or collected for a project.

    ORD-2: "Order templates: permanent; renamed, edited, private or shared within the
    company". ORD-8: "Named project lists: collect articles anywhere in the shop, order
    from it".
    """

    _name = "cats.order.template"
    _description = "Order template"
    _order = "name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(
        selection=[("template", "Order template"), ("list", "Project list")],
        required=True,
        default="template",
    )
    active = fields.Boolean(default=True)
    is_shared = fields.Boolean(
        string="Shared", help="All users of the company see it and order from it."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        ondelete="restrict",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="restrict",
        help="The company whose template it is.",
    )
    website_id = fields.Many2one(
        comodel_name="website", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="website_id.company_id", string="Seller", store=True, index=True
    )
    line_ids = fields.One2many(
        comodel_name="cats.order.template.line",
        inverse_name="template_id",
        string="Lines",
        copy=True,
    )
