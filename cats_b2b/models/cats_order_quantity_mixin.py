from collections import defaultdict

from odoo import models
from odoo.exceptions import ValidationError

from ..policies import quantity as quantity_policy


class CatsOrderQuantityMixin(models.AbstractModel):
    """What an order knows of the quantities of its articles (ORD-5)."""

    _name = "cats.order.quantity.mixin"
    _description = "Quantities of an Order"

    def _get_b2b_quantity_held(self, product, order_line):
        """:return: quantity of the product on other lines, in the product's unit."""
        others = self.order_line.filtered(
            lambda line: line.product_id == product
            and line != order_line
            and line._is_b2b_article()
        )
        return sum(line._get_b2b_product_qty() for line in others)

    def _get_b2b_quantity_boxes(self):
        """Return the quantity boxes of the cart, all lines in one go (ORD-5).

        :return: (start, step) in the line's unit, by line.
        :rtype: dict[sale.order.line, tuple[float, float]]
        """
        self.ensure_one()
        totals = self._get_b2b_quantity_totals()
        boxes = {}
        for line in self.order_line.filtered("product_id"):
            own = line._get_b2b_product_qty() if line._is_b2b_article() else 0.0
            boxes[line] = line.product_id._get_b2b_quantity_box(
                line.product_uom_id, totals[line.product_id] - own
            )
        return boxes

    def _get_b2b_quantity_totals(self, products=None):
        """Add up what the order holds of each product.

        :param product.product products: look at these only; all of them by default.
        :return: quantity by product, in the product's unit; 0 for others.
        :rtype: defaultdict[product.product, float]
        """
        totals = defaultdict(float)
        for line in self.order_line:
            if products is not None and line.product_id not in products:
                continue
            if line._is_b2b_article():
                totals[line.product_id] += line._get_b2b_product_qty()
        return totals

    def _get_b2b_quantity_issues(self, products=None):
        """Tell which quantities of the order are not sold like that (ORD-5).

        :param product.product products: look at these only; all of them by default.
        :return: the reasons in words, by product.
        :rtype: dict[product.product, str]
        """
        self.ensure_one()
        issues = {}
        for product, total in self._get_b2b_quantity_totals(products).items():
            rule = product._get_b2b_quantity_rule()
            if reasons := quantity_policy.check_total(total, rule):
                issues[product] = " ".join(product._explain_b2b_quantity(reasons))
        return issues

    def _get_b2b_quantity_error(self, products=None):
        """:return: why the order cannot go on as it is; ``False`` when it can."""
        self.ensure_one()
        if not self._is_b2b() or self.sudo().b2b_quantity_override:
            return False
        return "\n".join(self._get_b2b_quantity_issues(products).values()) or False

    def _check_b2b_quantities(self, products=None):
        """Refuse quantities that are not sold; log those that staff let pass.

        :raise ValidationError: naming each product and what it asks for.
        """
        for order in self:
            if error := order._get_b2b_quantity_error(products):
                raise ValidationError(error)
        self._log_b2b_quantity_override(products)

    def _log_b2b_quantity_override(self, products=None):
        """Note on the orders which quantities pass because staff allowed any."""
        for order in self.filtered(lambda order: order.sudo().b2b_quantity_override):
            issues = order._is_b2b() and order._get_b2b_quantity_issues(products)
            if issues:
                order.message_post(
                    body=order.env._(
                        "Allowed in spite of: %(issues)s",
                        issues=" ".join(issues.values()),
                    )
                )
