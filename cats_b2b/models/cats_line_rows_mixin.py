from odoo import models
from odoo.exceptions import UserError

from ..policies.order_rows import WantedRow


class CatsLineRowsMixin(models.AbstractModel):
    """A line of an order as a row that a cart takes, and back (ORD-2, ORD-3)."""

    _name = "cats.line.rows.mixin"
    _description = "Order line as a wanted row"

    def _prepare_b2b_row(self):
        """Return what the line wants of a cart, with all that was chosen for it.

        :rtype: WantedRow
        """
        self.ensure_one()
        named = self.product_id.with_context(display_default_code=False)
        quantity, uom_id = self.product_id._prepare_b2b_quantity(
            self.product_uom_qty, self.product_uom_id
        )
        return WantedRow(
            key=str(self.id),
            number=self.product_id.default_code or "",
            product_id=self.product_id.id or 0,
            quantity=quantity,
            uom_id=uom_id,
            options=self._prepare_b2b_options(),
            label=named.display_name or "",
        )

    def _prepare_b2b_options(self):
        """:return: dict: what was chosen, as of `_cart_add`; empty without choices."""
        options = {}
        if self.product_id._get_b2b_choice_lines():
            options["no_variant_attribute_value_ids"] = (
                self.product_no_variant_attribute_value_ids.ids
            )
        if customs := self.product_custom_attribute_value_ids:
            options["product_custom_attribute_values"] = [
                {
                    "custom_product_template_attribute_value_id": (
                        custom.custom_product_template_attribute_value_id.id
                    ),
                    "custom_value": custom.custom_value or "",
                }
                for custom in customs
            ]
        if items := self.linked_line_ids.filtered("combo_item_id"):
            options["combo_items"] = [item._prepare_b2b_combo_item() for item in items]
        return options

    def _prepare_b2b_combo_item(self):
        """:return: dict: what the line stands for in its combo, as of `_cart_add`."""
        return {
            "product_id": self.product_id.id,
            "combo_item_id": self.combo_item_id.id,
            **self._prepare_b2b_options(),
        }

    def _get_b2b_article_key(self):
        """:return: tuple: what makes two lines the same article; combos by content."""
        self.ensure_one()
        return self.product_id.id, *sorted(
            self.linked_line_ids.filtered("combo_item_id").product_id.ids
        )

    def _is_b2b_valid(self):
        """:return: whether the shop accepts the line as it is, with its price."""
        try:
            self._check_validity()
        except UserError:
            return False
        return True
