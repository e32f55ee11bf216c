from odoo import fields, models

from ..policies.warranty import NO_WARRANTY


class ProductCategory(models.Model):
    _inherit = "product.category"

    b2b_warranty_months = fields.Integer(
        string="Warranty",
        help="Months of warranty on the products of this category and those below it, "
        "unless they have their own. 0 takes the category above, then the company's.",
    )
    b2b_no_warranty = fields.Boolean(
        string="No warranty",
        help="For the products of this category and those below it, whatever the "
        "company gives; a product may still have its own.",
    )

    _b2b_warranty_months_positive = models.Constraint(
        "CHECK (b2b_warranty_months >= 0)", "A warranty cannot be negative."
    )

    def _get_b2b_own_warranty(self):
        """:return: int: months that the category says; 0 for nothing, NO_WARRANTY for
        none.
        """
        self.ensure_one()
        return NO_WARRANTY if self.b2b_no_warranty else self.b2b_warranty_months
