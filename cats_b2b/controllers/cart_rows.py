from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.reorder import (
    CustomerPortal as ReorderPortal,
)

from ..policies.order_rows import WantedRow
from .account import get_id, get_text

CART = "/shop/cart"
POST = {
    "type": "http",
    "auth": "user",
    "methods": ["POST"],
    "website": True,
    "sitemap": False,
}
# Of what a browser sends, what was chosen for an article.
CHOICES = ("no_variant_attribute_value_ids", "product_custom_attribute_values")
MAX_KEY = 40


class B2bCartRows(Cart):
    """What did not go into the cart, and what was ordered before (ORD-2, ORD-3)."""

    @route("/shop/cart/rows/take", **POST)
    def b2b_take_rows(self, entry=None, **_kwargs):
        """Put one proposal of the report into the cart, or all of them.

        :param str entry: the entry's id; none stands for all.
        """
        cart_sudo = self._get_b2b_rows_cart()
        entries = cart_sudo.b2b_rows_report or []
        ids = [get_id(entry)] if entry else [one["id"] for one in entries]
        if cart_sudo:
            cart_sudo._take_b2b_rows(ids)
        return request.redirect(CART)

    @route("/shop/cart/rows/dismiss", **POST)
    def b2b_dismiss_rows(self, **_kwargs):
        """Drop the report."""
        self._get_b2b_rows_cart()._dismiss_b2b_rows()
        return request.redirect(CART)

    def _get_b2b_rows_cart(self):
        """:return: the current user's cart; empty without one, or without the right.

        :raise NotFound: while there is no B2B shop.
        """
        if not request.website.b2b_enabled:
            raise NotFound()
        return request.cart

    def _cart_values(self, **post):
        """Override of `website_sale` to say until when the cart is kept (ORD-1)."""
        values = super()._cart_values(**post)
        if request.website.b2b_enabled and request.cart:
            values["b2b_cart_end"] = request.cart._describe_b2b_cart_end()
        return values

    @route()
    def clear_cart(self):
        """Override of `website_sale`: emptying the cart changes it (ORD-1)."""
        if request.website.b2b_enabled:
            request.cart._touch_b2b_cart()
        return super().clear_cart()

    @route()
    def quick_add(self, product_template_id, product_id, quantity=1.0, **kwargs):
        """Override of `website_sale`: what was ordered before comes as rows (ORD-3)."""
        # Odoo calls `add_to_cart`; no browser can ask for this by itself.
        request.b2b_again = request.website.b2b_enabled
        return super().quick_add(
            product_template_id, product_id, quantity=quantity, **kwargs
        )

    @route()
    def add_to_cart(self, *args, **kwargs):
        """Override of `website_sale`: see :meth:`quick_add`."""
        again = getattr(request, "b2b_again", False)
        if not again or request.website._get_b2b_ordering_obstacle():
            return super().add_to_cart(*args, **kwargs)
        return self._add_b2b_again(*args, **kwargs)

    def _add_b2b_again(
        self,
        product_template_id,
        product_id,
        quantity=1.0,
        uom_id=None,
        linked_products=None,
        **kwargs,
    ):
        """Put an article that was ordered before into the cart.

        What the browser sent is checked where rows are judged.

        :return: as of :meth:`add_to_cart`; the cart's page tells what did not go in.
        :rtype: dict
        """
        options = {name: kwargs[name] for name in CHOICES if kwargs.get(name)}
        if linked_products:
            options["combo_items"] = linked_products
        row = WantedRow(
            key="again",
            product_id=product_id,
            quantity=quantity,
            uom_id=uom_id,
            options=options,
        )
        cart_sudo = request.cart or request.website._create_cart()
        [decision] = cart_sudo._add_b2b_rows([row])
        return {
            "cart_quantity": cart_sudo.cart_quantity,
            "notification_info": {
                "warning": request.website._explain_b2b_row(decision)
            },
            "quantity": decision.quantity,
            "tracking_info": [],
        }


class B2bReorderRows(ReorderPortal):
    """Earlier orders come again as rows: what does not go in is told (ORD-3)."""

    @route()
    def my_orders_reorder(self, order_id, access_token=None):
        """Override of `website_sale`: the script of an order's page asks this."""
        website = request.website
        if not website.b2b_enabled or website._get_b2b_ordering_obstacle():
            return super().my_orders_reorder(order_id, access_token=access_token)
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if not self._add_b2b_order(order_sudo):
            raise UserError(request.env._("Nothing of this order can be ordered."))
        return {"cart_quantity": request.cart.cart_quantity, "tracking_info": []}

    @route("/my/orders/<int:order_id>/again", **POST)
    def b2b_order_again(self, order_id, key="", **_kwargs):
        """Put an order that one may see into the cart, from the list or its page.

        :param str key: of the form.
        """
        if not request.website.b2b_enabled:
            raise NotFound()
        try:
            order_sudo = self._document_check_access("sale.order", order_id)
        except (AccessError, MissingError):
            return request.redirect("/my")
        # The cart's page says what is in the way.
        if not request.website._get_b2b_ordering_obstacle():
            # In a list all orders share a form.
            form = f"{order_sudo.id}-{get_text(key)[:MAX_KEY]}" if key else None
            if not self._add_b2b_order(order_sudo, key=form):
                return request.redirect(order_sudo.get_portal_url())
        return request.redirect(CART)

    def _add_b2b_order(self, order_sudo, key=None):
        """Put the articles of an order into the cart.

        :param sale.order order_sudo: one that the current user may see.
        :param str key: of the form that asks: sent twice, it counts once.
        :return: whether there were any.
        :rtype: bool
        """
        rows = order_sudo._get_b2b_rows()
        if rows:
            cart_sudo = request.cart or request.website._create_cart()
            cart_sudo._add_b2b_rows(rows, key=key)
        return bool(rows)
