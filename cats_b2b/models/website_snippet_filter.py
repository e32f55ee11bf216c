from odoo import models


class WebsiteSnippetFilter(models.Model):
    _inherit = "website.snippet.filter"

    def _prepare_values(self, limit=None, search_domain=None, **options):
        """Override of `website`: a page's own domain may ask what its reader may.

        Odoo searches as superuser with what the browser sends, and would tell by what
        it finds what a product costs (USR-4).

        :raise AccessError: for a domain with fields that the user may not read.
        """
        if search_domain and not self.env.user._has_b2b_right("see_prices"):
            conditions = [term for term in search_domain if term != "hide_variants"]
            products = self.env["product.product"].sudo(False)
            products._search(conditions)
        return super()._prepare_values(
            limit=limit, search_domain=search_domain, **options
        )
