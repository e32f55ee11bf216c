import re

from werkzeug.exceptions import Forbidden, NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal

from .account import get_text

FIELD = re.compile(r"quantity_([0-9]{1,9})", re.ASCII)


class B2bOrderRequest(CustomerPortal):
    """Asking for a change or cancellation of an order (ORD-7)."""

    def _get_b2b_order(self, order_id):
        """Return the order that a request is to be about.

        :return: the order as the current user, and as superuser.
        :raise NotFound: for who is no customer, and for orders that he does not see.
        :raise Forbidden: for who sees it and may not ask about it.
        """
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()
        try:
            order_sudo = self._document_check_access("sale.order", order_id)
        except (AccessError, MissingError) as error:
            raise NotFound() from error
        order = request.env["sale.order"].browse(order_sudo.id)
        try:
            request.env["cats.order.request"]._check_may_ask(order)
        except AccessError as error:
            raise Forbidden(str(error)) from error
        return order, order_sudo

    @route(
        "/my/orders/<int:order_id>/request",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_order_request_form(self, order_id, **kwargs):
        """Show the form of a request, with what can still be changed."""
        order, order_sudo = self._get_b2b_order(order_id)
        return self._render_b2b_order_request(order, order_sudo, {}, {})

    @route(
        "/my/orders/<int:order_id>/request",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_order_request_submit(self, order_id, what="", text="", **post):
        """File a request, or show the form with the errors."""
        order, order_sudo = self._get_b2b_order(order_id)
        form = {
            "what": get_text(what),
            "text": get_text(text),
            "quantities": {
                int(match[1]): get_text(value)
                for name, value in post.items()
                if (match := FIELD.fullmatch(name))
            },
        }
        _request, errors = request.env["cats.order.request"]._ask(
            order, form["what"], form["quantities"], form["text"]
        )
        if not errors:
            return request.redirect(f"/my/orders/{order.id}#b2b_requests")
        return self._render_b2b_order_request(order, order_sudo, form, errors)

    def _render_b2b_order_request(self, order, order_sudo, form, errors):
        """:return: the form, after an error with what was typed."""
        requests = request.env["cats.order.request"]
        return request.render(
            "cats_b2b.order_request_form",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "order",
                "sale_order": order_sudo,
                "decision": order_sudo._decide_b2b_change(),
                "limit": order_sudo._explain_b2b_change_limit(),
                "obstacle": requests._get_obstacle(order),
                "rows": requests._get_rows(order_sudo, form.get("quantities"), errors),
                "what": form.get("what") or "lines",
                "text": form.get("text", ""),
                "errors": errors,
            },
        )

    @route(
        "/my/orders/requests/<int:request_id>/withdraw",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_order_request_withdraw(self, request_id, **kwargs):
        """Withdraw an own request that is still open."""
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()
        found = request.env["cats.order.request"].search([("id", "=", request_id)])
        if not found:
            raise NotFound()
        order_id = found.sudo().order_id.id
        try:
            found._withdraw()
        except AccessError as error:
            raise Forbidden() from error
        except UserError:
            # Somebody was faster: see what.
            return request.redirect(f"/my/orders/{order_id}")
        return request.redirect(f"/my/orders/{order_id}#b2b_requests")
