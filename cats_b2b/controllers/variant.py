from odoo.http import request, route

from odoo.addons.website_sale.controllers.variant import WebsiteSaleVariantController


class B2bVariantController(WebsiteSaleVariantController):
    @route()
    def get_combination_info_website(self, *args, **kwargs):
        """Override of `website_sale` to show stock and promise of what is selected."""
        combination_info = super().get_combination_info_website(*args, **kwargs)
        if combination_info.get("b2b"):
            combination_info["b2b_panel"] = request.env["ir.ui.view"]._render_template(
                "cats_b2b.product_panel", {"combination_info": combination_info}
            )
        return combination_info
