from odoo import fields, models


class ProductCategory(models.Model):
    _inherit = "product.category"

    b2b_warranty_months = fields.Integer(
        string="Warranty",
        help="Months of warranty on the products of this category and those below it, "
        "unless they have their own. 0 takes the category above, then the company's.",
    )

    _b2b_warranty_months_positive = models.Constraint(
        "CHECK (b2b_warranty_months >= 0)", "A warranty cannot be negative."
    )
