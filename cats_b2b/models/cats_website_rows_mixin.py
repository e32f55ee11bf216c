from functools import partial

from odoo import models
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import float_round

from ..policies import order_rows


class CatsWebsiteRowsMixin(models.AbstractModel):
    """What becomes of the lines that a customer wants all at once (ORD-2, ORD-4)."""

    _name = "cats.website.rows.mixin"
    _description = "Rows wanted in a cart"

    # -- The question -------------------------------------------------------------

    def _judge_b2b_rows(self, rows, cart=None):
        """Tell what would become of rows in the cart of the current user.

        What the cart holds of the same articles counts with them. Nothing is written,
        and the number of queries does not depend on the number of rows.

        :param list rows: :class:`order_rows.WantedRow` s.
        :param sale.order cart: the cart, by default that of the request.
        :return: a decision for each row, in their order; their sentences are those of
            :meth:`_explain_b2b_row`.
        :rtype: list[order_rows.RowDecision]
        """
        self.ensure_one()
        rows = [order_rows.clean_row(row) for row in rows]
        shop = self.sudo(False)
        cart = shop._get_b2b_rows_cart() if cart is None else cart
        found = shop._find_b2b_row_articles(rows)
        wanted_ids = {row.product_id for row in rows}.union(*found.values()) - {0}
        products_sudo = shop._get_b2b_rows_products(wanted_ids)
        units_sudo = shop._get_b2b_rows_units(rows)
        articles = shop._get_b2b_rows_facts(products_sudo, units_sudo, rows, cart)
        return order_rows.judge(rows, articles, found)

    def _get_b2b_rows_cart(self):
        """:return: the cart of the request, empty if there is none of this website."""
        cart = request and getattr(request, "cart", None)
        if cart and cart.website_id.id == self.id:
            return cart
        return self.env["sale.order"].sudo()

    def _find_b2b_row_articles(self, rows):
        """:return: ids of the articles that the numbers of rows name, by number."""
        numbers = {row.number for row in rows if row.number and not row.product_id}
        if not numbers:
            return {}
        found = self._find_b2b_articles(numbers)
        return {number: tuple(products.ids) for number, products in found.items()}

    # -- Its facts ----------------------------------------------------------------

    def _get_b2b_rows_products(self, product_ids):
        """:return: the products of some ids that exist, and all their successors."""
        # Whether the customer may buy them is what is asked.
        products_sudo = self.env["product.product"].sudo().browse(product_ids)
        found_sudo = fresh_sudo = products_sudo.exists()
        while fresh_sudo:
            fresh_sudo = fresh_sudo.b2b_successor_id - found_sudo
            found_sudo |= fresh_sudo
        return found_sudo

    def _get_b2b_rows_units(self, rows):
        """:return: the units of rows that exist, by id."""
        ids = {row.uom_id for row in rows} - {0}
        return {
            unit.id: unit for unit in self.env["uom.uom"].sudo().browse(ids).exists()
        }

    def _get_b2b_rows_facts(self, products_sudo, units_sudo, rows, cart):
        """Gather what the rule has to know of articles, for all of them in one go.

        :param product.product products_sudo: of the rows, and their successors.
        :param dict units_sudo: the rows' units by id.
        :param sale.order cart: what it holds counts.
        :rtype: dict[int, order_rows.ArticleFacts]
        """
        sold_ids = self._get_b2b_sold_ids(products_sudo)
        sold_sudo = products_sudo.filtered(lambda one: one.id in sold_ids)
        unpriced_ids = self._get_b2b_unpriced_ids(sold_sudo, cart)
        available = self._get_b2b_rows_available(sold_sudo, cart)
        chosen_sudo = self._get_b2b_chosen_values(rows)
        held = cart._get_b2b_quantity_totals() if cart else {}
        return {
            product.id: order_rows.ArticleFacts(
                state=self._get_b2b_row_state(product, sold_ids),
                decide=partial(
                    self._decide_b2b_row, product, units_sudo, available.get(product)
                ),
                convert=partial(self._convert_b2b_row, product, units_sudo),
                is_complete=partial(product._has_b2b_options, chosen_sudo),
                priced=product.id not in unpriced_ids,
                successor_id=product.b2b_successor_id.id or 0,
                held=held.get(product, 0.0),
                unit_ids=frozenset(product._get_b2b_units()._ids),
            )
            for product in products_sudo
        }

    def _get_b2b_row_state(self, product_sudo, sold_ids):
        """:return: whether a product is sold here, not sold any more, or to others."""
        if product_sudo.id in sold_ids:
            return "sold"
        ours = product_sudo.company_id <= self.company_id and (
            product_sudo.website_id <= self
        )
        offered = product_sudo.active and product_sudo.is_published
        return "gone" if ours and not offered else "not_sold"

    def _get_b2b_sold_ids(self, products_sudo):
        """:return: set of ids: what the current user can buy on this website."""
        if not products_sudo or not self.has_ecommerce_access():
            return frozenset()
        shop = self.with_context(website_id=self.id)
        products = shop.env["product.product"].with_company(self.company_id)
        domain = Domain.AND(
            [
                shop.sale_product_domain(),
                products._check_company_domain(self.company_id),
                Domain("id", "in", products_sudo.ids),
                # Staff see more in the shop; in a cart it would stay.
                Domain("is_published", "=", True),
            ]
        )
        return frozenset(products.search(domain)._ids)

    def _get_b2b_unpriced_ids(self, products_sudo, cart):
        """:return: set of ids: what has no price, if that keeps it from being sold."""
        if not self.prevent_zero_price_sale or not products_sudo:
            return frozenset()
        free_types = self.env["product.template"]._get_product_types_allow_zero_price()
        priced_sudo = products_sudo.filtered(
            lambda one: one.service_tracking not in free_types and one.type != "combo"
        )
        pricelist_sudo = self._get_b2b_row_pricelist(cart).sudo()
        prices = pricelist_sudo._get_products_price(
            priced_sudo.with_company(self.company_id),
            quantity=1.0,
            currency=self.currency_id,
        )
        return frozenset(id_ for id_, price in prices.items() if not price)

    def _get_b2b_rows_available(self, products_sudo, cart):
        """Tell how many of the products can be sold, where stock sets a limit.

        :return: free stock of the delivering warehouse less what combos of the cart
            take, by product in its unit.
        :rtype: dict[product.product, float]
        """
        limited = products_sudo.filtered(
            lambda one: one.is_storable and not one.allow_out_of_stock_order
        )
        if not limited:
            return {}
        if cart:
            warehouse_id = cart._get_shop_warehouse_id()
        else:
            warehouse_id = self._get_b2b_shop_warehouse().id
        bundled = cart._get_b2b_bundled_totals()
        return {
            product: stocked.free_qty - bundled[product]
            for product, stocked in zip(
                limited, limited.with_context(warehouse_id=warehouse_id), strict=True
            )
        }

    def _get_b2b_chosen_values(self, rows):
        """:return: the attribute values that rows choose and that exist, by id."""
        ids = set()
        for row in rows:
            for options in (row.options, *row.options.get("combo_items", ())):
                ids.update(options.get("no_variant_attribute_value_ids") or ())
        values_sudo = self.env["product.template.attribute.value"].sudo()
        return {value.id: value for value in values_sudo.browse(ids).exists()}

    def _convert_b2b_row(self, product, units_sudo, quantity, uom_id):
        """:return: a quantity in the product's unit; ``None`` if it does not fit."""
        unit = units_sudo.get(uom_id) if uom_id else product.uom_id
        if not unit or not unit._has_common_reference(product.uom_id):
            return None
        return unit._compute_quantity(quantity, product.uom_id, round=False)

    def _decide_b2b_row(self, product, units_sudo, available, quantity, uom_id, held):
        """Decide the quantity of a row as the cart does that of a line (ORD-5).

        :param float available: what may be sold in all, ``None`` without a limit.
        :return: a decision of the quantity policy.
        """
        unit = units_sudo[uom_id] if uom_id else product.uom_id
        if available is not None:
            # Of stock, website_sale_stock sells whole units only.
            whole = float_round(
                product.uom_id._compute_quantity(
                    max(available, 0.0), unit, round=False
                ),
                precision_digits=0,
                rounding_method="DOWN",
            )
            available = unit._compute_quantity(whole, product.uom_id, round=False)
        return product._decide_b2b_quantity(
            quantity, unit, held=held, available=available
        )
