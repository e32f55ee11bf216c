from odoo import models


class ProductPricelistItem(models.Model):
    _name = "product.pricelist.item"
    _inherit = ["product.pricelist.item", "cats.price.rights.mixin"]

    _b2b_price_fields = frozenset(
        {
            "fixed_price",
            "name",
            "percent_price",
            "price",
            "price_discount",
            "price_markup",
            "price_max_margin",
            "price_min_margin",
            "price_round",
            "price_surcharge",
            "rule_tip",
        }
    )

    def _show_discount_on_shop(self):
        """Override of `website_sale`: pages ask who may not read pricelists (USR-4)."""
        return super(ProductPricelistItem, self.sudo())._show_discount_on_shop()
