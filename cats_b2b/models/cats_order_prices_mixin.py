from odoo import models


class CatsOrderPricesMixin(models.AbstractModel):
    """Order mails to who may not see prices (USR-4)."""

    _name = "cats.order.prices.mixin"
    _description = "Mails of an order without Prices"
