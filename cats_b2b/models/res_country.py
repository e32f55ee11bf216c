from odoo import models

from ..policies.address import get_address_rules


class ResCountry(models.Model):
    _inherit = "res.country"

    def write(self, vals):
        """Override of `base`: which VAT numbers a country accepts is cached (ACC-7)."""
        result = super().write(vals)
        if "country_group_ids" in vals:
            self.env.registry.clear_cache()
        return result

    def _has_b2b_zip(self):
        """:return: whether addresses of the country need a ZIP, and have any (ACC-2).

        Odoo asks one of 65 countries that have none.
        """
        return self.zip_required and get_address_rules(self.code or "").has_zip
