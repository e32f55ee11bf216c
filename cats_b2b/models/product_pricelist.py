from odoo import fields, models


class ProductPricelist(models.Model):
    _inherit = "product.pricelist"

    def _compute_price_rule(self, products, *args, **kwargs):
        """Override of `product`: the shop knows prices that a user may not see (USR-3).

        It decides by them whether a product can be ordered, and prices his order.
        """
        if not self.env.user._has_b2b_right("see_prices"):
            products = products.sudo()
        return super()._compute_price_rule(products, *args, **kwargs)

    def _get_b2b_prices(self, wanted, currency):
        """Price several quantities of several articles; rules are searched once.

        :param list wanted: (product.product, quantity, uom.uom) each; a product has
            its chosen attributes in its context, as in
            `product.product._get_product_price_context`.
        :param res.currency currency: of the prices.
        :return: the price of one unit for each, without regard to taxes.
        :rtype: list[float]
        """
        products = self.env["product.product"].union(*(one for one, _, _ in wanted))
        now = fields.Datetime.now()
        rules = self._get_applicable_rules(products, now) if products else ()
        prices = []
        for product, quantity, uom in wanted:
            own = uom._compute_quantity(
                quantity, product.uom_id, raise_if_failure=False
            )
            fitting = (one for one in rules if one._is_applicable_for(product, own))
            rule = next(fitting, self.env["product.pricelist.item"])
            prices.append(
                rule._compute_price(product, quantity, uom, date=now, currency=currency)
            )
        return prices
