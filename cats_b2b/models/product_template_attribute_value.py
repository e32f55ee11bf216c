from odoo import models


class ProductTemplateAttributeValue(models.Model):
    _name = "product.template.attribute.value"
    _inherit = ["product.template.attribute.value", "cats.price.rights.mixin"]

    _b2b_price_fields = frozenset({"price_extra"})

    def _get_extra_price(self, combination_info):
        """Override of `website_sale` to tell no price to who may not see it (USR-3)."""
        if not self.env.user._has_b2b_right("see_prices"):
            return 0.0
        return super()._get_extra_price(combination_info)
