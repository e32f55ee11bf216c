from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "cats.guarded.document.mixin",
        "cats.price.rights.mixin",
    ]

    _b2b_price_fields = frozenset({"carrier_price"})
