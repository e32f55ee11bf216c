from urllib.parse import urlencode

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal
from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.reorder import (
    CustomerPortal as ReorderPortal,
)

from .account import get_id


def redirect_to_login(path):
    """Lead to the login and back to a local path."""
    return request.redirect(f"/web/login?{urlencode({'redirect': path})}")


class B2bOrderingCart(Cart):
    @route()
    def cart(self, **kwargs):
        """Override of `website_sale`: the public is asked to log in first (ACC-7).

        The link of a forgotten cart opens it to its owner only (USR-4).
        """
        if request.website._needs_b2b_login():
            return redirect_to_login(request.httprequest.full_path.rstrip("?"))
        if kwargs.get("id") and not self._is_b2b_own_cart(kwargs["id"]):
            kwargs = {}
        return super().cart(**kwargs)

    def _is_b2b_own_cart(self, cart_id):
        """:return: whether the current user may take up a forgotten cart again."""
        if not request.website.b2b_enabled:
            return True
        cart_sudo = request.env["sale.order"].sudo().browse(get_id(cart_id)).exists()
        return (
            cart_sudo.partner_id == request.env.user.partner_id
            and request.website._can_b2b_have_cart()
        )

    @route()
    def add_to_cart(self, *args, **kwargs):
        """Override of `website_sale` to tell why nothing is put in the cart (ACC-7)."""
        if obstacle := request.website._get_b2b_ordering_obstacle():
            return {
                "cart_quantity": request.cart.cart_quantity,
                "notification_info": {"warning": obstacle},
                "quantity": 0,
                "tracking_info": [],
            }
        return super().add_to_cart(*args, **kwargs)

    @route()
    def quick_add(self, *args, **kwargs):
        """Override of `website_sale`: without a cart there is none to show (ACC-7)."""
        if obstacle := request.website._get_b2b_ordering_obstacle():
            raise UserError(obstacle)
        return super().quick_add(*args, **kwargs)

    @route()
    def update_cart(self, *args, **kwargs):
        """Override of `website_sale`: who may not order has no cart (ACC-7, USR-4)."""
        if not request.website._can_b2b_have_cart():
            raise UserError(request.website._get_b2b_ordering_obstacle())
        return super().update_cart(*args, **kwargs)

    @route()
    def cart_quantity(self):
        """Override of `website_sale`: who may not order has no cart (ACC-7, USR-4)."""
        if not request.website._can_b2b_have_cart():
            return 0
        return super().cart_quantity()

    def _prepare_order_history(self):
        """Override of `website_sale`: of all orders that one may see (ORD-3, USR-4).

        What was ordered is offered to order it again, which takes that right, too.
        """
        user, website = request.env.user, request.website
        if not website.b2b_enabled:
            return super()._prepare_order_history()
        if user._get_b2b_scope("orders") == "none" or not website._can_b2b_order():
            return {"order_history": []}
        return {"order_history": website._get_b2b_order_history(request.cart)}


class B2bOrderingWebsiteSale(WebsiteSale):
    def _check_cart(self, order_sudo):
        """Override of `website_sale`: checkout is for those who may order (ACC-7).

        Addresses, delivery and payment come by here. The cart says what is in the way.
        """
        website = request.website
        if website._needs_b2b_login():
            return redirect_to_login("/shop/checkout")
        redirection = super()._check_cart(order_sudo)
        if website._get_b2b_ordering_obstacle():
            redirection = request.redirect("/shop/cart")
        return redirection

    @route()
    def shop_payment_confirmation(self, **post):
        """Override of `website_sale`: rights count after the order, too (USR-4)."""
        redirection = self._refuse_b2b_last_order()
        return redirection or super().shop_payment_confirmation(**post)

    @route()
    def print_saleorder(self, **kwargs):
        """Override of `website_sale`: rights count after the order, too (USR-4)."""
        redirection = self._refuse_b2b_last_order()
        return redirection or super().print_saleorder(**kwargs)

    def _refuse_b2b_last_order(self):
        """Refuse the order that was placed last in this session.

        :return: the way out; nothing for who may order, or see what he ordered.
        """
        if request.website._needs_b2b_login():
            return redirect_to_login(request.httprequest.path)
        if request.env.user._has_b2b_right("place_orders", "see_own_orders"):
            return None
        return request.redirect("/shop")


class B2bReorderPortal(ReorderPortal):
    @route()
    def my_orders_reorder(self, *args, **kwargs):
        """Override of `website_sale` to tell why nothing is put in the cart (ACC-7)."""
        if obstacle := request.website._get_b2b_ordering_obstacle():
            raise UserError(obstacle)
        return super().my_orders_reorder(*args, **kwargs)


class B2bAcceptPortal(CustomerPortal):
    @route()
    def portal_quote_accept(self, order_id, access_token=None, **kwargs):
        """Override of `sale`: a quotation becomes the order of somebody (ACC-7).

        The link of a mail shows the quotation; to accept it one logs in.
        """
        token = access_token or request.httprequest.args.get("access_token")
        try:
            order_sudo = self._document_check_access("sale.order", order_id, token)
        except (AccessError, MissingError):
            order_sudo = request.env["sale.order"]
        user = request.env.user
        if order_sudo and (
            error := order_sudo._get_b2b_answer_error()
            or order_sudo._get_b2b_ordering_error(user)
        ):
            return {"error": error}
        return super().portal_quote_accept(
            order_id, access_token=access_token, **kwargs
        )

    @route()
    def portal_quote_decline(self, order_id, access_token=None, **kwargs):
        """Override of `sale`: declining takes the right to accept (USR-3)."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if error := order_sudo._get_b2b_answer_error():
            raise AccessError(error)
        return super().portal_quote_decline(
            order_id, access_token=access_token, **kwargs
        )
