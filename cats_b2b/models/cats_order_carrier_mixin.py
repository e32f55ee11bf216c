from odoo import models


class CatsOrderCarrierMixin(models.AbstractModel):
    """Who carries the goods of an order unless somebody chooses (DSP-4)."""

    _name = "cats.order.carrier.mixin"
    _description = "Carrier of an Order"

    def _get_b2b_goods_kind(self):
        """:return: ``bulky`` or ``parcel``; ``None`` where no B2B rules hold."""
        self.ensure_one()
        if not self._is_b2b():
            return None
        is_bulky = any(line._is_b2b_bulky() for line in self.order_line)
        return "bulky" if is_bulky else "parcel"

    def _find_b2b_carrier(self, available):
        """Return the carrier of an order for which nobody has chosen one.

        "UPS by default" (DSP-4): that of the delivery address or of the customer's
        company, else the one that the seller prefers.

        :param delivery.carrier available: those that carry these goods to this address.
        :return: one of them, or none where nothing tells which.
        :rtype: delivery.carrier
        """
        self.ensure_one()
        if not self._is_b2b():
            return available.browse()
        address = self.partner_shipping_id.with_company(self.company_id)
        preferred = (
            address.property_delivery_carrier_id
            or address.commercial_partner_id.property_delivery_carrier_id
        )
        seller = self.company_id.sudo().b2b_carrier_id
        return (preferred & available) or (seller & available)

    def _drop_b2b_carrier(self):
        """Forget a carrier that does not carry what is in the cart by now.

        Odoo's checkout looks at the price alone, and would keep it where the carrier
        that takes its place costs the same.
        """
        for order in self:
            if order.carrier_id and not order.carrier_id._match_b2b_goods(order):
                order._remove_delivery_line()
                order.carrier_id = False
