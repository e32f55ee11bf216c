from odoo import models


class ProductCombo(models.Model):
    _name = "product.combo"
    _inherit = ["product.combo", "cats.price.rights.mixin"]

    _b2b_price_fields = frozenset({"base_price"})
