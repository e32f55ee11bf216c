from odoo import models


class LoyaltyHistory(models.Model):
    _inherit = "loyalty.history"

    def _get_order_portal_url(self):
        """Override of `loyalty`: no way to orders that one may not see (USR-4).

        A card is of one user, and so are the orders on it.
        """
        if self.env.user._get_b2b_scope("orders") == "none":
            return False
        return super()._get_order_portal_url()

    def _get_order_description(self):
        """Override of `loyalty`: no names of orders that one may not see (USR-4)."""
        if self.env.user._get_b2b_scope("orders") == "none":
            return ""
        return super()._get_order_description()
