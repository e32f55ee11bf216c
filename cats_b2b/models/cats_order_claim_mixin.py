from odoo import models


class CatsOrderClaimMixin(models.AbstractModel):
    """What claims need to know of an order (AFS-2)."""

    _name = "cats.order.claim.mixin"
    _description = "Claims about an order"

    def _get_b2b_customer_zone(self):
        """:return: str: the time zone in which days count for the customer."""
        partner = self.partner_id
        company = partner.commercial_partner_id
        return partner.tz or company.tz or self._get_b2b_warehouse_zone()

    def _get_b2b_warehouse_zone(self):
        return self.warehouse_id._get_b2b_zone().key if self.warehouse_id else "UTC"
