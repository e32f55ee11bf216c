from odoo.exceptions import ValidationError
from odoo.http import request, route

from odoo.addons.account_payment.controllers.portal import PortalAccount
from odoo.addons.sale.controllers.portal import CustomerPortal
from odoo.addons.website_sale_loyalty.controllers.portal import CustomerPortalLoyalty

from .account import get_id
from .documents_access import REFUSAL, explain_refusal, note_refusal

# Who sees a card of the portal's first page: any of the rights is enough. Cards go by
# the name of their counter or by their address.
CARD_RIGHTS = {
    "/shop/quick-order": ("place_orders",),
    "order_count": ("see_own_orders",),
    "quotation_count": ("quotes",),
    "invoice_count": ("see_invoices",),
    "bill_count": ("see_invoices",),
    "overdue_invoice_count": ("see_invoices",),
    "/my/payment_method": ("place_orders", "see_invoices"),
    "/my/templates": ("templates", "place_orders"),
    "/my/lists": ("templates", "place_orders"),
    "/my/returns": ("returns",),
    "b2b_return_count": ("returns",),
    "/my/repairs": ("returns",),
    "b2b_repair_count": ("returns",),
    "/my/products": ("see_own_orders",),
}


class B2bRightsHome(CustomerPortal):
    """The portal's first page and its lists show what one may see (USR-4)."""

    @route()
    def home(self, **kw):
        """Override of `portal` to say what was refused on the page before."""
        response = super().home(**kw)
        right = request.session.pop(REFUSAL, None)
        if right is not None:
            response.qcontext["b2b_refusal"] = self._explain_b2b_refusal(right)
        return response

    def _explain_b2b_refusal(self, right):
        """:return: why a page was refused, in words; the right may be his by now."""
        if right:
            return request.env["res.users"]._get_b2b_right_error(right)
        return explain_refusal()

    def _get_b2b_hidden_cards(self):
        """:return: set: counters and addresses of what the user may not see."""
        user = request.env.user
        return {
            card
            for card, rights in CARD_RIGHTS.items()
            if not user._has_b2b_right(*rights)
        }

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to count only what one may see."""
        hidden = self._get_b2b_hidden_cards()
        shown = [counter for counter in counters if counter not in hidden]
        # No counters mean the page itself, which is prepared with the cards in it.
        if not counters or shown:
            values = super()._prepare_home_portal_values(shown)
        else:
            values = {}
        values.update({counter: 0 for counter in counters if counter in hidden})
        if not counters:
            values["b2b_hidden_cards"] = hidden
        return values

    def _refuse_b2b_list(self, right):
        """:return: the way to the portal's first page, which says what is missing;
        nothing for who has the right.
        """
        if request.env.user._has_b2b_right(right):
            return None
        note_refusal(right)
        return request.redirect("/my")

    @route()
    def portal_my_orders(self, **kwargs):
        """Override of `sale`: an empty list would not say why (USR-4)."""
        refusal = self._refuse_b2b_list("see_own_orders")
        return refusal or super().portal_my_orders(**kwargs)

    @route()
    def portal_my_quotes(self, **kwargs):
        """Override of `sale`: an empty list would not say why (USR-4)."""
        refusal = self._refuse_b2b_list("quotes")
        return refusal or super().portal_my_quotes(**kwargs)


class B2bRightsAccount(B2bRightsHome, PortalAccount):
    """Invoices are the company's, not of the contact to whom they are sent (USR-4)."""

    def _get_overdue_invoices_domain(self, partner_id=None):
        """Override of `account`: the company is billed, its users are contacts of it.

        Odoo counts those billed to the user himself, of whom there are none.
        """
        domain = super()._get_overdue_invoices_domain(partner_id)
        user = request.env.user
        if partner_id or not user._is_b2b_customer():
            return domain
        company_id = user.partner_id.commercial_partner_id.id
        others = [term for term in domain if term[0] != "partner_id"]
        return [*others, ("commercial_partner_id", "=", company_id)]

    @route()
    def portal_my_invoices(self, *args, **kwargs):
        """Override of `account`: an empty list would not say why (USR-4)."""
        refusal = self._refuse_b2b_list("see_invoices")
        return refusal or super().portal_my_invoices(*args, **kwargs)

    @route()
    def portal_my_overdue_invoices(self, *args, **kwargs):
        """Override of `account_payment`: those to several addresses are paid singly."""
        if refusal := self._refuse_b2b_list("see_invoices"):
            return refusal
        try:
            return super().portal_my_overdue_invoices(*args, **kwargs)
        except ValidationError:
            if not request.env.user._is_b2b_customer():
                raise
            return request.redirect("/my/invoices?filterby=overdue_invoices")


class B2bRightsLoyalty(CustomerPortalLoyalty):
    @route()
    def portal_get_card_history_values(self, card_id):
        """Override of `loyalty`: no articles with prices for who sees none (USR-3).

        Odoo fails on cards of others, and so tells which there are.
        """
        user = request.env.user
        own = [("id", "=", get_id(card_id)), ("partner_id", "=", user.partner_id.id)]
        if not request.env["loyalty.card"].sudo().search_count(own, limit=1):
            return {}
        values = super().portal_get_card_history_values(card_id)
        tops_up = user._has_b2b_right("see_prices") and user._has_b2b_right(
            "place_orders"
        )
        if not tops_up:
            values["program"]["trigger_products"] = []
        return values
