from odoo import models


class StockLot(models.Model):
    _name = "stock.lot"
    _inherit = ["stock.lot", "cats.return.count.mixin"]

    _b2b_return_paths = ("lot_id", "received_lot_id")
