from odoo.exceptions import AccessError, MissingError
from odoo.http import request, route
from odoo.tools import consteq

from odoo.addons.rma_sale.controllers.rma_portal import PortalRma
from odoo.addons.rma_sale.controllers.sale_portal import CustomerPortal

from .documents_access import MAX_ID, B2bTransferAccess
from .portal_rights import B2bRightsHome

RETURNS = "/my/returns"


class B2bRmaRequests(CustomerPortal):
    """Goods come back by a return that staff approve, never by OCA's form (AFS-3)."""

    @route()
    def request_rma(self, order_id, **_post):
        """Override of `rma_sale`: its form is not read, whoever sends it (AFS-2).

        What may be claimed is decided on the page of returns, from the delivery.
        """
        return self._redirect_b2b_claim(order_id)

    @route()
    def request_sale_rma(self, order_id, **_query):
        """Override of `rma_sale`: the page of returns asks instead (AFS-2)."""
        return self._redirect_b2b_claim(order_id)

    def _redirect_b2b_claim(self, order_id):
        """:return: the way to where a delivery of an order is claimed about."""
        return request.redirect(f"{RETURNS}/new?order={order_id}")


class B2bRmaPages(B2bRightsHome, PortalRma):
    """RMAs are the staff's papers: customers have their returns (AFS-8)."""

    def _get_b2b_hidden_cards(self):
        """Extend by the card of RMAs."""
        hidden = super()._get_b2b_hidden_cards()
        return hidden | {"rma_count"} if self._hides_b2b_rmas() else hidden

    def _hides_b2b_rmas(self, rma_id=None):
        """Tell whether RMAs have no pages for the current user.

        :param int rma_id: the RMA whose page is asked for; may not exist.
        :return: true for customers of a B2B shop; for visitors on one and where the
            RMA is of a company that has one, token or not.
        :rtype: bool
        """
        user = request.env.user
        if user._is_b2b_customer():
            return True
        if not user._is_public():
            return False
        website = request.env["website"].get_current_website()
        return website.sudo().b2b_enabled or bool(
            rma_id and self._find_b2b_rma(rma_id).company_id._is_b2b_active()
        )

    def _find_b2b_rma(self, rma_id):
        """:return: an RMA as superuser; none where it does not exist."""
        return request.env["rma"].sudo().browse(min(rma_id, MAX_ID)).exists()

    @route()
    def portal_my_rmas(self, *args, **kwargs):
        """Override of `rma` to show the customer's returns instead."""
        if self._hides_b2b_rmas():
            return request.redirect(RETURNS)
        return super().portal_my_rmas(*args, **kwargs)

    @route()
    def portal_my_rma_detail(self, rma_id, **kwargs):
        """Override of `rma` to show the customer's returns instead."""
        if self._hides_b2b_rmas(rma_id):
            return request.redirect(RETURNS)
        return super().portal_my_rma_detail(min(rma_id, MAX_ID), **kwargs)

    def _picking_check_access(self, rma_id, picking_id, access_token=None):
        """Override of `rma`: an RMA opens its own slips, and no others (AFS-3).

        Its token counts for who has its page: customers and visitors of B2B shops need
        the right to the transfer itself.

        :raise AccessError: for slips of anything else, whoever asks.
        """
        rma_sudo = self._find_b2b_rma(rma_id)
        moves_sudo = rma_sudo.reception_move_id | rma_sudo.delivery_move_ids
        picking_sudo = moves_sudo.picking_id.filtered(lambda it: it.id == picking_id)
        if not picking_sudo:
            raise AccessError(request.env._("This slip does not belong to the RMA."))
        token = rma_sudo.access_token
        if access_token and token and not self._hides_b2b_rmas(rma_id):
            if consteq(token, access_token):
                return picking_sudo
        return super()._picking_check_access(rma_id, picking_id)


class B2bReturnSlips(B2bTransferAccess):
    @route()
    def portal_my_picking_return_report(self, picking_id, access_token=None, **kwargs):
        """Override of `sale_stock`: no slip without an approved return (AFS-3)."""
        try:
            picking_sudo = self._stock_picking_check_access(picking_id, access_token)
        except (AccessError, MissingError):
            return request.not_found()
        if not picking_sudo._may_print_b2b_return_slip(request.env.user):
            return request.not_found()
        return super().portal_my_picking_return_report(
            picking_id, access_token=access_token, **kwargs
        )
