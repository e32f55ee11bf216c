from odoo import fields, models


class DeliveryCarrier(models.Model):
    _inherit = "delivery.carrier"

    b2b_forwarder = fields.Boolean(
        string="Forwarder: needs a phone number",
        help="Customers of the B2B shop enter under which number the delivery is "
        "announced.",
    )
    b2b_goods = fields.Selection(
        selection=[
            ("any", "Any goods"),
            ("parcel", "No bulky goods"),
            ("bulky", "Only with bulky goods"),
        ],
        string="Bulky goods",
        required=True,
        default="any",
        help="Which B2B orders the method is offered to: parcel services take no bulky "
        "goods, a forwarder is for orders that hold some.",
    )

    def _match(self, partner, source):
        """Override of `delivery`: bulky goods do not travel by parcel (DSP-4)."""
        return super()._match(partner, source) and self._match_b2b_goods(source)

    def _match_b2b_goods(self, source):
        """:return: whether the method carries the goods of an order or a transfer."""
        kind = source._get_b2b_goods_kind()
        return not kind or self.b2b_goods in ("any", kind)

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
