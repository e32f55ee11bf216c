from markupsafe import Markup

from odoo import api, models


class IrQwebFieldMonetary(models.AbstractModel):
    _inherit = "ir.qweb.field.monetary"

    @api.model
    def value_to_html(self, value, options):
        """Override of `base`: no page shows amounts to who may not see them (USR-3).

        Also those of templates that nobody thought of, and of other addons.
        """
        if self.env.user._hides_b2b_prices():
            return Markup()
        return super().value_to_html(value, options)
