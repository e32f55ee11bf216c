from odoo import models
from odoo.fields import Command


class CatsProductRowsMixin(models.AbstractModel):
    """What has to be chosen before a product can be put into a cart (ORD-2)."""

    _name = "cats.product.rows.mixin"
    _description = "Choices of a product"

    def _is_b2b_simple(self):
        """Tell whether nothing has to be chosen to order the product.

        Such articles go into a cart all at once; others one by one, by what Odoo and
        other addons ask of them.

        :rtype: bool
        """
        self.ensure_one()
        values = (
            self.product_template_attribute_value_ids | self._get_b2b_fixed_values()
        )
        return (
            self.type != "combo"
            and self.service_tracking == "no"
            and not self._get_b2b_choice_lines()
            and not any(value.is_custom for value in values)
        )

    def _get_b2b_choice_lines(self):
        """:return: attributes of which each order chooses the values."""
        return self.attribute_line_ids.filtered(
            lambda line: line.attribute_id.create_variant == "no_variant"
            and (len(line.value_ids) > 1 or line.attribute_id.display_type == "multi")
        )

    def _get_b2b_fixed_values(self):
        """:return: values that every order of the product has, whatever the variant."""
        fixed = self.attribute_line_ids.filtered(
            lambda line: line.attribute_id.create_variant == "no_variant"
        )
        lines = fixed - self._get_b2b_choice_lines()
        return lines.product_template_value_ids._only_active()

    def _get_b2b_units(self):
        """:return: uom.uom: the units by which the shop sells the product."""
        self.ensure_one()
        return self.uom_id | self.uom_ids.filtered(
            lambda unit: unit._has_common_reference(self.uom_id)
        )

    def _prepare_b2b_quantity(self, quantity, unit):
        """Return a quantity as the shop sells it.

        Staff sell by units of which the shop knows nothing, such as by the pallet: as
        much by the product's own unit is the same.

        :param float quantity: in the unit.
        :param uom.uom unit: of a line.
        :return: the quantity and its unit's id; as they are where they do not fit.
        :rtype: tuple[float, int]
        """
        known = not self or unit in self._get_b2b_units()
        if known or not unit._has_common_reference(self.uom_id):
            return quantity, unit.id or 0
        return unit._compute_quantity(quantity, self.uom_id, round=False), (
            self.uom_id.id
        )

    def _prepare_b2b_line(self, quantity, uom_id):
        """Return the values of an order line of a product without choices.

        :param float quantity: in the unit.
        :param int uom_id: the unit.
        :rtype: dict
        """
        self.ensure_one()
        vals = {
            "product_id": self.id,
            "product_uom_id": uom_id,
            "product_uom_qty": quantity,
        }
        if values := self._get_b2b_fixed_values():
            vals["product_no_variant_attribute_value_ids"] = [Command.set(values.ids)]
        return vals

    def _has_b2b_options(self, values, options):
        """Tell whether the options of a row choose all that has to be chosen.

        :param dict values: attribute values by id.
        :param dict options: of a row, see :class:`order_rows.WantedRow`.
        :rtype: bool
        """
        self.ensure_one()
        chosen_ids = options.get("no_variant_attribute_value_ids") or ()
        chosen = [values.get(id_) for id_ in chosen_ids]
        return (
            self._are_b2b_choices(chosen)
            and self._has_b2b_typed(chosen, options)
            and self._has_b2b_combo_items(options.get("combo_items") or ())
        )

    def _are_b2b_choices(self, chosen):
        """:return: whether values can be chosen, and one is wherever one has to be."""
        if not all(
            value
            and value.ptav_active
            and value.product_tmpl_id == self.product_tmpl_id
            for value in chosen
        ):
            return False
        decided = {value.attribute_line_id for value in chosen}
        return all(
            line in decided or line.attribute_id.display_type == "multi"
            for line in self._get_b2b_choice_lines()
        )

    def _has_b2b_typed(self, chosen, options):
        """:return: whether something was typed wherever a value asks for it."""
        typed = {
            custom["custom_product_template_attribute_value_id"]
            for custom in options.get("product_custom_attribute_values") or ()
        }
        values = [
            *self.product_template_attribute_value_ids,
            *self._get_b2b_fixed_values(),
            *chosen,
        ]
        return all(value.id in typed for value in values if value.is_custom)

    def _has_b2b_combo_items(self, combo_items):
        """:return: whether one article is chosen for each part of a combo."""
        wanted = {item["combo_item_id"] for item in combo_items}
        return all(
            len(wanted.intersection(combo.combo_item_ids.ids)) == 1
            for combo in self.combo_ids
        )
