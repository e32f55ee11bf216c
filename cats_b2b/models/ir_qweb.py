from odoo import models


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    def _prepare_frontend_environment(self, values):
        """Override of `http_routing` to tell templates who sees no prices (USR-3)."""
        values["b2b_prices_hidden"] = self.env.user._hides_b2b_prices()
        return super()._prepare_frontend_environment(values)
