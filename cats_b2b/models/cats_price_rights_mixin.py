from odoo import models


class CatsPriceRightsMixin(models.AbstractModel):
    """A model with prices, for who may see them (USR-3, USR-4)."""

    _name = "cats.price.rights.mixin"
    _description = "Prices for who may see them"

    # Fields that tell a price, besides all those of type Monetary.
    _b2b_price_fields = frozenset()

    def _has_field_access(self, field, operation):
        """Override of `base` to keep prices from who may not see them (USR-4).

        Odoo asks here before it reads a field, searches, sorts or groups by it. What
        customers may write is for access rights to say.
        """
        # The cheapest question first: lists ask it for each amount that they show.
        if (
            operation == "read"
            and self._is_b2b_price(field)
            and not self.env.su
            and not self.env.user._sees_b2b_prices()
        ):
            return False
        return super()._has_field_access(field, operation)

    def _is_b2b_price(self, field):
        """:return: whether a field of the model tells a price."""
        return field.type == "monetary" or field.name in self._b2b_price_fields
