from odoo import models


class ProductWishlist(models.Model):
    _name = "product.wishlist"
    _inherit = ["product.wishlist", "cats.price.rights.mixin"]
