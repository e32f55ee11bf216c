import re

from odoo.http import request, route

from odoo.addons.website_sale_comparison.controllers.main import (
    WebsiteSaleProductComparison,
)

# More than anybody compares; what else comes is not looked at.
MAX_ASKED = 100


class B2bComparison(WebsiteSaleProductComparison):
    """So many products and no more; only those that are sold here (CAT-3)."""

    @route()
    def product_compare(self, **post):
        """Override of `website_sale_comparison`: the first ones of the address."""
        website = request.website
        if not website.b2b_enabled:
            return super().product_compare(**post)
        asked = post.get("products", "").split(",")[:MAX_ASKED]
        products, left_out = website._get_b2b_compared(
            [int(text) for text in asked if re.fullmatch("[0-9]{1,9}", text, re.ASCII)]
        )
        post["products"] = ",".join(str(product_id) for product_id in products.ids)
        response = super().product_compare(**post)
        if products:
            response.qcontext.update(
                products=products.with_context(display_default_code=False),
                b2b_cards=products._get_b2b_cards(website),
                b2b_left_out=left_out,
            )
        return response

    @route()
    def get_product_data(self, product_ids):
        """Override of `website_sale_comparison`: the first ones of the bar."""
        if request.website.b2b_enabled:
            asked = product_ids if isinstance(product_ids, list) else []
            products, _left_out = request.website._get_b2b_compared(asked[:MAX_ASKED])
            product_ids = products.ids
        return super().get_product_data(product_ids)
