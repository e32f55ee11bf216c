from babel.units import format_unit

from odoo import api, fields, models
from odoo.tools import babel_locale_parse, get_lang

from ..policies import warranty


class CatsProductWarrantyMixin(models.AbstractModel):
    """How long the warranty of a product lasts: the closest setting counts (AFS-1)."""

    _name = "cats.product.warranty.mixin"
    _description = "Warranty of a product"

    b2b_warranty_months = fields.Integer(
        string="Warranty",
        help="Months of warranty on this product. 0 takes those of its category, then "
        "those of the company.",
    )
    b2b_no_warranty = fields.Boolean(
        string="No warranty",
        help="For this product, whatever its category and the company give.",
    )

    def _get_b2b_warranty_months(self):
        """Return how long the warranty of the product lasts (AFS-1).

        :return: months; 0 for no warranty.
        :rtype: int
        """
        self.ensure_one()
        # Visitors may not read categories' settings; the shop tells the result.
        product_sudo = self.sudo()
        categories, category_sudo = [], product_sudo.categ_id
        while category_sudo:
            categories.append(category_sudo._get_b2b_own_warranty())
            category_sudo = category_sudo.parent_id
        company_sudo = product_sudo.company_id or product_sudo.env.company
        return warranty.decide_warranty_period(
            product_sudo._get_b2b_own_warranty(),
            categories,
            company_sudo.b2b_warranty_months,
        ).months

    def _get_b2b_own_warranty(self):
        """:return: int: months that the product says; 0 for nothing, NO_WARRANTY for
        none.
        """
        self.ensure_one()
        if self.b2b_no_warranty:
            return warranty.NO_WARRANTY
        return self.b2b_warranty_months

    @api.model
    def _format_b2b_months(self, months):
        """:return: str: such as "24 months", in the language of the environment."""
        locale = babel_locale_parse(get_lang(self.env).code)
        return format_unit(months, "duration-month", locale=locale)

    def _describe_b2b_warranty(self):
        """:return: the warranty as a sentence; empty without one."""
        months = self._get_b2b_warranty_months()
        if not months:
            return ""
        return self.env._(
            "Warranty: %(period)s", period=self._format_b2b_months(months)
        )
