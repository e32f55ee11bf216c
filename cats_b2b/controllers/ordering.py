from urllib.parse import urlencode

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import CustomerPortal
from odoo.addons.website_sale.controllers.cart import Cart
from odoo.addons.website_sale.controllers.main import WebsiteSale
from odoo.addons.website_sale.controllers.reorder import (
    CustomerPortal as ReorderPortal,
)


def redirect_to_login(path):
    """Lead to the login and back to a local path."""
    return request.redirect(f"/web/login?{urlencode({'redirect': path})}")


class B2bOrderingCart(Cart):
    @route()
    def cart(self, **kwargs):
        """Override of `website_sale`: the public is asked to log in first (ACC-7)."""
        if request.website._needs_b2b_login():
            return redirect_to_login(request.httprequest.full_path.rstrip("?"))
        return super().cart(**kwargs)

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
        """Override of `website_sale`: the public has no cart to change (ACC-7)."""
        if request.website._needs_b2b_login():
            raise UserError(request.website._get_b2b_ordering_obstacle())
        return super().update_cart(*args, **kwargs)

    @route()
    def cart_quantity(self):
        """Override of `website_sale`: the public has no cart to count (ACC-7)."""
        if request.website._needs_b2b_login():
            return 0
        return super().cart_quantity()


class B2bOrderingWebsiteSale(WebsiteSale):
    def _check_cart(self, order_sudo):
        """Override of `website_sale`: checkout is for those who may order (ACC-7).

        Addresses, delivery and payment come by here. The cart says what is in the way.
        """
        website = request.website
        if website._needs_b2b_login():
            return redirect_to_login("/shop/checkout")
        redirection = super()._check_cart(order_sudo)
        if not redirection and website._get_b2b_ordering_obstacle():
            redirection = request.redirect("/shop/cart")
        return redirection


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
        if order_sudo and (error := order_sudo._get_b2b_ordering_error(user)):
            return {"error": error}
        return super().portal_quote_accept(
            order_id, access_token=access_token, **kwargs
        )
