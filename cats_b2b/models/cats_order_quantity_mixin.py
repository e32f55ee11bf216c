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

    def _get_b2b_quantity_issues(self, products=None):
        """Tell which quantities of the order are not sold like that (ORD-5).

        :param product.product products: look at these only; all of them by default.
        :return: the reasons in words, by product.
        :rtype: dict[product.product, str]
        """
        self.ensure_one()
        totals = defaultdict(float)
        for line in self.order_line:
            if line._is_b2b_article() and (
                products is None or line.product_id in products
            ):
                totals[line.product_id] += line._get_b2b_product_qty()
        issues = {}
        for product, total in totals.items():
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
