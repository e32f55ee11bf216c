from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.website_sale.controllers.delivery import Delivery

from ..models.cats_order_wishes_mixin import WISHES
from .account import get_id

# Where the session keeps what was typed and could not be saved.
TYPED = "b2b_checkout_typed"
# Longer texts are nobody's remark.
LONGEST = 5000


class B2bCheckout(Delivery):
    """The step of the checkout at which a customer says how he wants it (ORD-6)."""

    @route()
    def shop_checkout(self, try_skip_step=None, **query_params):
        """Override of `website_sale`: services, too, are ordered with a reference."""
        if request.website.b2b_enabled:
            try_skip_step = None
            request.cart._drop_b2b_wished_date()
        return super().shop_checkout(try_skip_step=try_skip_step, **query_params)

    @route()
    def shop_update_address(self, *args, **kwargs):
        """Override of `website_sale`: a phone is typed for one address (DSP-4)."""
        before = request.cart.partner_shipping_id
        result = super().shop_update_address(*args, **kwargs)
        if request.cart.partner_shipping_id != before:
            typed = self._get_b2b_typed_values()["b2b_typed"]
            self._keep_b2b_typed(
                {name: text for name, text in typed.items() if name != "b2b_phone"}
            )
        return result

    def _prepare_checkout_page_values(self, order_sudo, **kwargs):
        """Override of `website_sale` to show again what could not be saved."""
        values = super()._prepare_checkout_page_values(order_sudo, **kwargs)
        return {**values, **self._get_b2b_typed_values()}

    @route()
    def shop_payment(self, **post):
        """Override of `website_sale`: what is in the way is told where it is mended."""
        order_sudo = request.cart
        if order_sudo and order_sudo._get_b2b_wish_errors():
            self._keep_b2b_typed(self._get_b2b_typed_values()["b2b_typed"], check=True)
            return request.redirect("/shop/checkout#o_cats_b2b_wishes")
        return super().shop_payment(**post)

    @route(
        "/shop/checkout/wishes",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def b2b_submit_wishes(self, stay=None, **post):
        """Keep the step's form and go on; stay where something is in the way."""
        order_sudo = self._get_b2b_cart()
        if redirection := self._check_cart(order_sudo):
            return redirection
        is_moved = self._choose_b2b_delivery(order_sudo, **post)
        if is_moved:
            post.pop("b2b_phone", None)  # it is that of the address before
        typed = self._save_b2b_typed(order_sudo, post, check=not stay)
        if typed or stay or is_moved or order_sudo._get_b2b_wish_errors():
            return request.redirect("/shop/checkout#o_cats_b2b_wishes")
        request.session.pop(TYPED, None)
        return request.redirect(self._get_b2b_next_step())

    @route("/shop/checkout/wishes/save", type="jsonrpc", auth="user", website=True)
    def b2b_save_wishes(self, values):
        """Keep fields as soon as they are left.

        :param dict values: texts by name of the field.
        :return: the fields as HTML, of which the page takes what depends on others,
            and the promise of dispatch.
        :rtype: dict
        """
        order_sudo = self._get_b2b_cart()
        if self._check_cart(order_sudo) or not isinstance(values, dict):
            return {}
        self._save_b2b_typed(order_sudo, values)
        return self._render_b2b_wishes(order_sudo)

    def _order_summary_values(self, order, **kwargs):
        """Override of `website_sale`: another carrier may need a phone (DSP-4)."""
        values = super()._order_summary_values(order, **kwargs)
        if order._is_b2b():
            values["b2b_wishes"] = self._render_b2b_wishes(order)
        return values

    def _get_b2b_cart(self):
        """:return: the current cart; :raise NotFound: while there is no B2B shop."""
        if not request.website.b2b_enabled:
            raise NotFound()
        return request.cart

    def _choose_b2b_delivery(self, order_sudo, **post):
        """Take address and carrier from the form, for browsers without scripts.

        :return: whether the goods go elsewhere now, by a carrier yet to be looked at.
        :rtype: bool
        """
        address_id = get_id(post.get("partner_shipping_id"))
        if address_id and address_id != order_sudo.partner_shipping_id.id:
            self.shop_update_address(address_id, address_type="delivery")
            return True
        if carrier_id := get_id(post.get("carrier_id")):
            self.shop_set_delivery_method(dm_id=carrier_id)
        return False

    def _save_b2b_typed(self, order_sudo, values, check=None):
        """Save what was typed; keep in the session what cannot be saved.

        :param dict values: texts by name of the field.
        :param bool check: whether the page tells from now on what else is in the way;
            ``None`` where single fields come, which leave the others as they are.
        :return: what could not be saved, by name.
        :rtype: dict[str, str]
        """
        wishes = {
            name: text[:LONGEST]
            for name, text in values.items()
            if name in WISHES and isinstance(text, str)
        }
        errors = order_sudo._save_b2b_wishes(wishes)
        before = self._get_b2b_typed_values()["b2b_typed"] if check is None else {}
        typed = {name: text for name, text in before.items() if name not in wishes}
        typed.update({name: wishes[name] for name in errors})
        self._keep_b2b_typed(typed, check)
        return typed

    def _keep_b2b_typed(self, typed, check=None):
        """Remember for the next page what could not be saved."""
        before = self._get_b2b_typed_values()
        if check is None:
            check = before["b2b_check"]
        after = {"b2b_typed": typed, "b2b_check": check}
        if after != before:
            request.session[TYPED] = after

    def _get_b2b_typed_values(self):
        """:return: what the templates of the step want to know of the session."""
        return {"b2b_typed": {}, "b2b_check": False, **request.session.get(TYPED, {})}

    def _render_b2b_wishes(self, order_sudo):
        """:return: ``html`` of the step's fields and of the ``promise``."""
        render = request.env["ir.ui.view"]._render_template
        values = {"order": order_sudo, **self._get_b2b_typed_values()}
        promise = order_sudo._get_b2b_promise()
        return {
            "html": render("cats_b2b.checkout_fields", values),
            "promise": promise
            and render("cats_b2b.dispatch_promise", {"promise": promise}),
        }

    def _get_b2b_next_step(self):
        """:return: the address of the step after this one."""
        domain = request.website._get_allowed_steps_domain()
        steps_sudo = request.env["website.checkout.step"].sudo()
        step_sudo = steps_sudo.search(
            [*domain, ("step_href", "=", "/shop/checkout")], limit=1
        )
        next_sudo = step_sudo._get_next_checkout_step(domain)
        return next_sudo.step_href or "/shop/payment"
