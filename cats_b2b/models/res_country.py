from odoo import models

from ..policies.address import get_address_rules


class ResCountry(models.Model):
    _inherit = "res.country"

    def _has_b2b_zip(self):
        """:return: whether addresses of the country need a ZIP, and have any (ACC-2).

        Odoo asks one of 65 countries that have none.
        """
        return self.zip_required and get_address_rules(self.code or "").has_zip
