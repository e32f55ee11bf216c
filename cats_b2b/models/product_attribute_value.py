from odoo import models


class ProductAttributeValue(models.Model):
    _name = "product.attribute.value"
    _inherit = ["product.attribute.value", "cats.price.rights.mixin"]

    _b2b_price_fields = frozenset({"default_extra_price"})
