from odoo import models

from ..policies import quantity as quantity_policy


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _get_b2b_quantity_rule(self):
        """Return what the product asks of an ordered quantity (ORD-5).

        :return: minimum and multiple in the product's unit.
        :rtype: quantity_policy.QuantityRule
        """
        self.ensure_one()
        return quantity_policy.QuantityRule(
            minimum=self.b2b_min_qty,
            multiple=self.b2b_qty_multiple,
            rounding=self.uom_id.rounding,
        )

    def _get_b2b_line_unit(self, uom):
        """Return how a line counts the product: packagings are sold whole.

        :param uom.uom uom: unit of the order line.
        :rtype: quantity_policy.LineUnit
        """
        self.ensure_one()
        if uom == self.uom_id:
            return quantity_policy.LineUnit(step=uom.rounding)
        factor = uom._compute_quantity(1.0, self.uom_id, round=False)
        return quantity_policy.LineUnit(factor=factor, step=1.0)

    def _decide_b2b_quantity(self, requested, uom, *, held=0.0, available=None):
        """Decide the quantity of one order line of the product (ORD-5).

        :param float requested: wanted quantity, in ``uom``.
        :param uom.uom uom: unit of the order line.
        :param float held: quantity on the other lines, in the product's unit.
        :param float available: what may be sold in all, in the product's unit.
        :rtype: quantity_policy.QuantityDecision
        """
        return quantity_policy.decide_quantity(
            requested,
            self._get_b2b_quantity_rule(),
            unit=self._get_b2b_line_unit(uom),
            held=held,
            available=available,
        )

    def _get_b2b_quantity_box(self, uom=None):
        """Return where the quantity box of the product starts and how it steps.

        :param uom.uom uom: unit of the box, the product's own by default.
        :return: (start, step) in ``uom``; (1, 1) for a product without a rule.
        :rtype: tuple[float, float]
        """
        self.ensure_one()
        rule = self._get_b2b_quantity_rule()
        if not rule:
            return 1.0, 1.0
        unit = None
        if uom and uom != self.uom_id:
            unit = self._get_b2b_line_unit(uom)
        return quantity_policy.first_and_step(rule, unit)

    def _explain_b2b_quantity(self, because):
        """Put the reasons of a quantity decision into words.

        :param because: reasons of :mod:`quantity_policy`.
        :return: one sentence per reason, in the language of the environment.
        :rtype: list[str]
        """
        self.ensure_one()

        def amount(reason, name):
            return self.uom_id._format_b2b_quantity(reason.facts.get(name, 0.0))

        name = self.with_context(display_default_code=False).display_name
        sentences = {
            "minimum": lambda reason: self.env._(
                "%(product)s: the minimum quantity is %(minimum)s.",
                product=name,
                minimum=amount(reason, "minimum"),
            ),
            "multiple": lambda reason: self.env._(
                "%(product)s is sold by multiples of %(multiple)s.",
                product=name,
                multiple=amount(reason, "multiple"),
            ),
            "stock": lambda reason: self.env._(
                "%(product)s: only %(available)s in stock.",
                product=name,
                available=amount(reason, "available"),
            ),
            "stock_short": lambda reason: self.env._(
                "%(product)s: the %(available)s in stock are too few for an order.",
                product=name,
                available=amount(reason, "available"),
            ),
            "unit": lambda reason: self.env._(
                "%(product)s: together with the %(held)s on other lines this unit never "
                "makes a multiple of %(multiple)s.",
                product=name,
                held=amount(reason, "held"),
                multiple=amount(reason, "multiple"),
            ),
        }
        return [sentences[reason.code](reason) for reason in because]

    def _describe_b2b_quantity_rule(self):
        """Say minimum and multiple of the product beside its quantity box.

        :return: a sentence, empty for a product without a rule.
        :rtype: str
        """
        self.ensure_one()
        minimum = self.uom_id._format_b2b_quantity(self.b2b_min_qty)
        multiple = self.uom_id._format_b2b_quantity(self.b2b_qty_multiple)
        if self.b2b_min_qty and self.b2b_qty_multiple:
            return self.env._(
                "Minimum %(minimum)s, sold by multiples of %(multiple)s.",
                minimum=minimum,
                multiple=multiple,
            )
        if self.b2b_min_qty:
            return self.env._("Minimum %(minimum)s.", minimum=minimum)
        if self.b2b_qty_multiple:
            return self.env._("Sold by multiples of %(multiple)s.", multiple=multiple)
        return ""

    def _get_b2b_free_qty(self, warehouse):
        """Return what is free to sell in a warehouse, read in one go.

        :param stock.warehouse warehouse: the warehouse to look into.
        :return: quantity by product, in the product's unit.
        :rtype: dict[product.product, float]
        """
        products = self.sudo().with_context(warehouse_id=warehouse.id)
        return dict(zip(self, products.mapped("free_qty"), strict=True))
