from odoo.http import request

from odoo.addons.website_sale.controllers.main import WebsiteSale


class B2bWebsiteSale(WebsiteSale):
    def _get_additional_shop_values(self, values, **kwargs):
        """Override of `website_sale` to tell stock and lead time on lists (CAT-4)."""
        result = super()._get_additional_shop_values(values, **kwargs)
        if request.website.b2b_enabled:
            variants = values["product_variants"]
            products = request.env["product.product"].union(*variants.values())
            result["b2b_cards"] = products._get_b2b_cards(request.website)
        return result
