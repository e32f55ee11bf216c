from odoo import models


class WebsiteSnippetFilter(models.Model):
    _inherit = "website.snippet.filter"

    def _prepare_values(self, limit=None, search_domain=None, **options):
        """Override of `website`: a page's own domain finds what its reader may see.

        Odoo searches as superuser with what the browser sends, and would tell by what
        it finds what a product costs, or what others have ordered (USR-4).

        :raise AccessError: for a domain with fields that the user may not read.
        """
        if search_domain and self._asks_b2b_reader():
            model_name = options.get("res_model") or self.model_name
            search_domain = self._narrow_b2b_domain(model_name, search_domain)
        return super()._prepare_values(
            limit=limit, search_domain=search_domain, **options
        )

    def _asks_b2b_reader(self):
        """:return: bool: whether the reader's rights decide what a page's domain finds.

        For visitors and customers on B2B websites, and for customers everywhere.
        """
        user = self.env.user
        website_sudo = self.env["website"].sudo().get_current_website()
        on_shop = website_sudo.b2b_enabled and not user._is_internal()
        return on_shop or user._is_b2b_customer()

    def _narrow_b2b_domain(self, model_name, search_domain):
        """Search what a browser asks for with the rights of who asks.

        :param str model_name: the model that is searched.
        :param list search_domain: the browser's domain, with Odoo's mark among it.
        :return: the same, as the records that it finds.
        :rtype: list
        """
        marks = [term for term in search_domain if term == "hide_variants"]
        conditions = [term for term in search_domain if term != "hide_variants"]
        found = self.env[model_name].sudo(False)._search(conditions)
        return [("id", "in", found), *marks]
