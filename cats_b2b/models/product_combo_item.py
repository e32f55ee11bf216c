from odoo import models


class ProductComboItem(models.Model):
    _name = "product.combo.item"
    _inherit = ["product.combo.item", "cats.price.rights.mixin"]

    _b2b_price_fields = frozenset({"extra_price", "lst_price"})
