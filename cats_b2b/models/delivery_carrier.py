from odoo import models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    def _get_price_available(self, order):
        """Override of `delivery` to rate the order without its fees."""
        fees = self._compute_currency(
            order, order._get_b2b_fee_total(), "pricelist_to_company"
        )
        return super(
            DeliveryCarrier, self.with_context(b2b_fee_total=fees)
        )._get_price_available(order)

    def _get_price_dict(self, total, *args, **kwargs):
        """Override of `delivery` to take the fees out of what price rules look at."""
        total -= self.env.context.get("b2b_fee_total", 0.0)
        return super()._get_price_dict(total, *args, **kwargs)
