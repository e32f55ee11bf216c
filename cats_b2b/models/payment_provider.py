from odoo import api, models


class PaymentProvider(models.Model):
    _inherit = "payment.provider"

    @api.model
    def _get_compatible_providers(self, *args, sale_order_id=None, **kwargs):
        """Override of `payment`: who sees no prices pays where no amount is shown.

        He may place orders (USR-3): by wire transfer, on account; a card's page would
        tell him the amount.
        """
        providers = super()._get_compatible_providers(
            *args, sale_order_id=sale_order_id, **kwargs
        )
        if sale_order_id and not self.env.user._has_b2b_right("see_prices"):
            providers = providers.filtered(lambda one: one._is_b2b_amountless())
        return providers

    def _is_b2b_amountless(self):
        """:return: whether one can pay by it without being told an amount."""
        self.ensure_one()
        return self.code == "custom"
