from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.delivery import Delivery
from odoo.addons.website_sale.controllers.main import WebsiteSale

from ..models.cats_product_search_mixin import B2B_SEARCH_FIELDS
from ..policies.promotion import clean_code
from ..policies.search import forgives_typos


class B2bWebsiteSale(WebsiteSale):
    def _get_additional_shop_values(self, values, **kwargs):
        """Override of `website_sale` to tell stock and lead time on lists (CAT-4)."""
        result = super()._get_additional_shop_values(values, **kwargs)
        if request.website.b2b_enabled:
            variants = values["product_variants"]
            products = request.env["product.product"].union(*variants.values())
            result["b2b_cards"] = products._get_b2b_cards(request.website)
        return result

    def _add_search_subdomains_hook(self, search):
        """Override of `website_sale`: prices range over all that is found (CAT-1)."""
        domain = super()._add_search_subdomains_hook(search)
        if not request.website.b2b_enabled:
            return domain
        Product = request.env["product.template"]
        whole = request.params.get("search") or search
        typed = whole.split()
        domains = [
            Domain(domain or Domain.FALSE),
            *(Domain(name, "ilike", search) for name in B2B_SEARCH_FIELDS),
            Product._get_b2b_own_number_domain(search, whole),
        ]
        # What it was taken for, as one of several articles.
        if search not in typed and forgives_typos(whole):
            domains.extend(map(Product._get_b2b_typo_domain, typed))
        return Domain.OR(domains)

    def _prepare_product_values(self, product, category, **kwargs):
        """Override of `website_sale` to show spare parts and accessories (CAT-4)."""
        values = super()._prepare_product_values(product, category, **kwargs)
        if request.website.b2b_enabled:
            values["b2b_companions"] = product._get_b2b_companions(request.website)
        return values

    @route()
    def pricelist(self, promo, **post):
        """Override of `website_sale` to pardon blanks around a pasted code (ORD-9)."""
        if request.website.b2b_enabled:
            promo = clean_code(promo)
        return super().pricelist(promo, **post)


class B2bCart(Cart):
    def _cart_values(self, **post):
        """Override of `website_sale` to work the promise out once per page (DSP-3)."""
        values = super()._cart_values(**post)
        if request.website.b2b_enabled and request.cart:
            values["b2b_promise"] = request.cart._get_b2b_promise()
        return values


class B2bDelivery(Delivery):
    def _order_summary_values(self, order, **kwargs):
        """Override of `website_sale`: fees may change with the delivery address."""
        values = super()._order_summary_values(order, **kwargs)
        if order._is_b2b():
            values["b2b_fee_rows"] = request.env["ir.ui.view"]._render_template(
                "cats_b2b.fee_rows", {"website_sale_order": order}
            )
        return values
