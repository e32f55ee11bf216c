from odoo import models


class CatsProductIdentityMixin(models.AbstractModel):
    """By which names and numbers others know a product (CAT-1)."""

    _name = "cats.product.identity.mixin"
    _description = "Numbers of a product"

    def _get_b2b_markup_data(self):
        """Return what the product's numbers are to search engines (CAT-1).

        :return: properties of https://schema.org/Product; none for empty fields.
        :rtype: dict
        """
        self.ensure_one()
        data = {
            "brand": self.b2b_brand and {"@type": "Brand", "name": self.b2b_brand},
            "gtin": self.valid_ean and self.barcode,
            "mpn": self.b2b_manufacturer_ref,
            "sku": self.default_code,
        }
        return {name: value for name, value in data.items() if value}

    def _get_b2b_identity(self):
        """Return what pages say of the product to tell it from others (CAT-1).

        :return: its article ``number``, its ``brand`` and its ``manufacturer_ref``;
            empty texts where it has none.
        :rtype: dict[str, str]
        """
        self.ensure_one()
        return {
            "number": self.default_code or "",
            "brand": self.b2b_brand or "",
            "manufacturer_ref": self.b2b_manufacturer_ref or "",
        }

    def _is_b2b_listable(self):
        """:return: bool: whether pages offer to put it on a project list (ORD-8)."""
        return bool(self) and self.type != "combo"
