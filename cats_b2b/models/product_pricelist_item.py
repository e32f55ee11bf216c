from odoo import models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    def _show_discount_on_shop(self):
        """Override of `website_sale`: pages ask who may not read pricelists (USR-4)."""
        return super(ProductPricelistItem, self.sudo())._show_discount_on_shop()
