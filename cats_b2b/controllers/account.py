import re

from werkzeug.exceptions import Forbidden

from odoo.exceptions import AccessDenied, AccessError
from odoo.http import request, route
from odoo.tools import lazy

from odoo.addons.portal.controllers.portal import get_error
from odoo.addons.website_sale.controllers.delivery import Delivery

# A path of this site: browsers read "//host" and "/\host" as another one's.
LOCAL_PATH = re.compile(r"/(?![/\\])[^\s\\\x00-\x1f]*")


def get_text(value):
    """:return: what was typed; nothing for a file that was sent in its place.

    Zeros are left out, as PostgreSQL keeps none.
    """
    return value.replace("\0", "") if isinstance(value, str) else ""


def get_local_path(url, default):
    """:return: the address to go to, if it is a path of this site; else the default."""
    return url if url and LOCAL_PATH.fullmatch(url) else default


def get_id(value):
    """Return the id of a record that a browser sent.

    :param value: anything; empty for a new record.
    :return: the id, or none.
    :raise Forbidden: for what is no id.
    """
    text = str(value or "")
    if text and not re.fullmatch("[0-9]{1,9}", text, re.ASCII):
        raise Forbidden()
    return int(text or 0) or None


class B2bAccount(Delivery):
    """Own data, addresses, account manager and closure (ACC-8, ACC-10)."""

    def _is_b2b_locked(self):
        return request.env["res.partner"]._is_b2b_locked()

    def _prepare_portal_layout_values(self):
        """Override of `portal` to show the account manager (ACC-8)."""
        values = super()._prepare_portal_layout_values()
        if self._is_b2b_locked():
            partner, website_sudo = request.env.user.partner_id, request.website.sudo()
            get_manager = partner.sudo()._get_b2b_account_manager
            # Few of the pages that get these values show them.
            values["sales_user"] = lazy(get_manager, website_sudo)
            values["b2b_manager"] = lazy(partner._prepare_b2b_manager, website_sudo)
            values["b2b_locked"] = True
            values["b2b_is_principal"] = request.env["res.users"]._is_b2b_principal()
        return values

    # -- Own data -----------------------------------------------------------------

    @route()
    def account(self, **post):
        """Override of `portal` to part what is his from what is the company's."""
        if not self._is_b2b_locked():
            return super().account(**post)
        errors = {}
        if request.httprequest.method == "POST":
            errors = self._save_b2b_account(post)
            if not errors:
                path = request.env["ir.http"]._url_for(
                    "/my/account?saved=1", request.env.user.lang
                )
                return request.redirect(path)
        return request.render(
            "cats_b2b.my_account",
            self._prepare_b2b_account_values(post, errors),
            headers={
                "X-Frame-Options": "SAMEORIGIN",
                "Content-Security-Policy": "frame-ancestors 'self'",
            },
        )

    def _save_b2b_account(self, post):
        """:return: message by field of what could not be saved."""
        languages = request.website.sudo().language_ids.mapped("code")
        post = {name: get_text(value) for name, value in post.items()}
        return request.env.user._update_b2b_own_data(post, languages)

    def _prepare_b2b_account_values(self, post, errors):
        """:return: what the page shows; after an error what was typed."""
        partner_sudo = request.env.user.partner_id.sudo()
        names = ("name", "phone", "lang")
        typed = {
            name: get_text(post[name]) for name in names if errors and name in post
        }
        requests = request.env["cats.change.request"]
        return {
            **self._prepare_portal_layout_values(),
            "page_name": "my_details",
            "own": {name: typed.get(name, partner_sudo[name]) or "" for name in names},
            "errors": errors,
            "saved": bool(post.get("saved")) and not errors,
            "own_fields": request.env.user._get_b2b_own_fields(),
            "languages_sudo": request.website.sudo().language_ids,
            "company_sudo": partner_sudo.commercial_partner_id,
            "billing_sudo": partner_sudo._get_b2b_billing_address(),
            "company_open": partner_sudo._is_b2b_company_open(),
            "may_ask_company": requests._get_permission("company").allowed,
        }

    # -- Addresses ----------------------------------------------------------------

    def _prepare_address_data(self, partner_sudo, **kwargs):
        """Override of `portal` to bill one address only, the company's (ACC-8)."""
        data = super()._prepare_address_data(partner_sudo, **kwargs)
        if self._is_b2b_locked():
            requests = request.env["cats.change.request"]
            data.update(
                billing_addresses=partner_sudo._get_b2b_billing_address(),
                b2b_locked=True,
                b2b_no_addresses=request.env.user._get_b2b_right_error("addresses"),
                b2b_may_ask=requests._get_permission("billing").allowed,
                b2b_company_open=partner_sudo._is_b2b_company_open(),
                use_delivery_as_billing=False,
            )
        return data

    @route()
    def my_addresses(self, **query_params):
        """Override of `portal`: a delivery address is no billing address (ACC-8)."""
        response = super().my_addresses(**query_params)
        if self._is_b2b_locked():
            response.qcontext["use_delivery_as_billing"] = False
        return response

    @route()
    def portal_address(self, partner_id=None, address_type="billing", **query_params):
        """Override of `portal` to show forms of delivery addresses only (ACC-8)."""
        if self._is_b2b_locked():
            partners_sudo = request.env["res.partner"].sudo()
            partner_sudo = partners_sudo.browse(get_id(partner_id))
            self._check_b2b_address(partner_sudo, address_type)
            query_params["use_delivery_as_billing"] = False
        return super().portal_address(
            partner_id=partner_id, address_type=address_type, **query_params
        )

    @route()
    def portal_address_submit(self, partner_id=None, **form_data):
        """Override of `portal`: what is no address cannot be saved."""
        if self._is_b2b_locked():
            partner_id = get_id(partner_id)
        return super().portal_address_submit(partner_id=partner_id, **form_data)

    def _check_b2b_address(self, partner_sudo, address_type):
        """Refuse an address that is not his to save.

        :raise AccessError: if the user lacks the right over delivery addresses.
        :raise Forbidden: if it is no address of his company that he may save.
        """
        if address_type == "delivery":
            request.env.user._check_b2b_right("addresses")
        known = partner_sudo == partner_sudo.exists()
        if not known or not partner_sudo._can_b2b_save_address(address_type):
            raise Forbidden()

    def _prepare_address_form_values(self, *args, callback="", **kwargs):
        """Override of `portal` to go nowhere else afterwards."""
        if self._is_b2b_locked():
            callback = get_local_path(callback, "")
        values = super()._prepare_address_form_values(
            *args, callback=callback, **kwargs
        )
        values["b2b_locked"] = self._is_b2b_locked()
        return values

    def _create_or_update_address(
        self,
        partner_sudo,
        address_type="billing",
        use_delivery_as_billing=False,
        callback="/my/addresses",
        required_fields=False,
        verify_address_values=True,
        **form_data,
    ):
        """Override of `portal` to refuse what is locked, whatever the form says."""
        if self._is_b2b_locked():
            self._check_b2b_address(partner_sudo, address_type)
            callback = get_local_path(callback, "/my/addresses")
            use_delivery_as_billing, verify_address_values = False, True
            if partner_sudo == partner_sudo.commercial_partner_id:
                # Nobody waits for VIES here.
                partner_sudo = partner_sudo._with_b2b_vies_unasked(form_data.get("vat"))
            else:
                form_data.pop("vat", None)  # Odoo copies it to the company.
        partner_sudo, feedback = super()._create_or_update_address(
            partner_sudo,
            address_type=address_type,
            use_delivery_as_billing=use_delivery_as_billing,
            callback=callback,
            required_fields=required_fields,
            verify_address_values=verify_address_values,
            **form_data,
        )
        if self._is_b2b_locked():
            # A later computation would not know the context any more.
            partner_sudo.flush_model(["vies_valid"])
        return partner_sudo, feedback

    def _get_mandatory_address_fields(self, country_sudo):
        """Override of `portal`: who has no ZIP cannot be asked for one (ACC-2)."""
        names = super()._get_mandatory_address_fields(country_sudo)
        if self._is_b2b_locked() and not country_sudo._has_b2b_zip():
            names.discard("zip")
        return names

    @route()
    def address_archive(self, partner_id):
        """Override of `portal` to remove delivery addresses only."""
        if self._is_b2b_locked():
            request.env.user._check_b2b_right("addresses")
            partners_sudo = request.env["res.partner"].sudo()
            partner_sudo = partners_sudo.browse(get_id(partner_id))
            if not partner_sudo.exists()._is_b2b_delivery_address():
                raise Forbidden()
        return super().address_archive(partner_id)

    # -- Checkout -----------------------------------------------------------------

    @route()
    def shop_address(self, partner_id=None, **kwargs):
        """Override of `website_sale`: what is no address has no form."""
        if self._is_b2b_locked():
            partner_id = get_id(partner_id)
        return super().shop_address(partner_id=partner_id, **kwargs)

    @route()
    def shop_address_submit(self, partner_id=None, **form_data):
        """Override of `website_sale`: what is no address cannot be saved."""
        if self._is_b2b_locked():
            partner_id = get_id(partner_id)
        return super().shop_address_submit(partner_id=partner_id, **form_data)

    def _prepare_address_update(self, order_sudo, partner_id=None, address_type=None):
        """Override of `website_sale` to refuse billing addresses (ACC-8)."""
        partner_sudo, address_type = super()._prepare_address_update(
            order_sudo, partner_id=partner_id, address_type=address_type
        )
        if self._is_b2b_locked():
            self._check_b2b_address(partner_sudo, address_type)
        return partner_sudo, address_type

    @route()
    def shop_update_address(self, partner_id, address_type="billing", **kw):
        """Override of `website_sale`: customers do not choose who is billed (ACC-8)."""
        if self._is_b2b_locked():
            partner_id = get_id(partner_id)
            if not partner_id or address_type != "delivery":
                raise Forbidden()
        return super().shop_update_address(partner_id, address_type=address_type, **kw)

    def _prepare_checkout_page_values(self, order_sudo, **kwargs):
        """Override of `website_sale` to tell what an address lacks (ACC-8)."""
        values = super()._prepare_checkout_page_values(order_sudo, **kwargs)
        values["b2b_address_problems"] = order_sudo._get_b2b_address_problems()
        return values

    def _get_shop_payment_errors(self, order):
        """Override of `website_sale`: what cannot be sent or billed is not paid."""
        errors = super()._get_shop_payment_errors(order)
        title = request.env._("Please let us complete your data")
        return errors + [(title, text) for text in order._get_b2b_address_problems()]

    @route()
    def process_express_checkout(self, *args, **kwargs):
        """Override of `website_sale`: wallets bring addresses of their own (ACC-8)."""
        self._check_no_express_checkout()
        return super().process_express_checkout(*args, **kwargs)

    @route()
    def express_checkout_process_delivery_address(self, *args, **kwargs):
        """Override of `website_sale`: wallets bring addresses of their own (ACC-8)."""
        self._check_no_express_checkout()
        return super().express_checkout_process_delivery_address(*args, **kwargs)

    @route()
    def express_checkout_shipping_address_compute_taxes(self):
        """Override of `website_sale`: there is no express checkout (ACC-8)."""
        self._check_no_express_checkout()
        return super().express_checkout_shipping_address_compute_taxes()

    def _check_no_express_checkout(self):
        """:raise Forbidden: in a B2B shop."""
        if request.website.b2b_enabled:
            raise Forbidden()

    # -- Closure ------------------------------------------------------------------

    @route()
    def security(self, **post):
        """Override of `portal` to tell whose closure can be asked for (ACC-10)."""
        response = super().security(**post)
        if self._is_b2b_locked():
            response.qcontext.update(self._prepare_b2b_closure_values())
        return response

    def _prepare_b2b_closure_values(self):
        """:return: what the page shows of the closure of the account."""
        requests = request.env["cats.change.request"]
        mine = [("kind", "=", "closure"), ("state", "=", "open")]
        return {
            "b2b_closures": requests.search(
                [*mine, ("user_id", "=", request.env.uid)], limit=2
            ),
            "b2b_may_close_all": requests._get_permission(
                "closure", whole=True
            ).allowed,
        }

    @route()
    def deactivate_account(self, validation="", password="", **post):
        """Override of `portal` to ask for the closure instead of closing (ACC-10)."""
        if not self._is_b2b_locked():
            return super().deactivate_account(validation, password, **post)
        values = {**self._prepare_portal_layout_values(), "get_error": get_error}
        remark, scope = get_text(post.get("remark")), get_text(post.get("scope"))
        credential = {
            "login": request.env.user.login,
            "password": get_text(password),
            "type": "password",
        }
        try:
            request.env["res.users"]._check_credentials(
                credential, {"interactive": True}
            )
            _request, errors = request.env["cats.change.request"]._ask(
                "closure", {}, remark, whole=scope == "company"
            )
            values["b2b_closure_error"] = errors.get("")
        except AccessDenied:
            values["b2b_closure_error"] = request.env._("Wrong password.")
        except AccessError as error:
            values["b2b_closure_error"] = str(error)
        values.update(self._prepare_b2b_closure_values())
        if values["b2b_closure_error"]:
            values.update(b2b_closure_remark=remark, b2b_closure_scope=scope)
        return request.render(
            "portal.portal_my_security",
            values,
            headers={
                "X-Frame-Options": "SAMEORIGIN",
                "Content-Security-Policy": "frame-ancestors 'self'",
            },
        )
