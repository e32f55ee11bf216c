from werkzeug.exceptions import abort

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal
from odoo.addons.sale_stock.controllers.portal import SaleStockPortal

from .ordering import redirect_to_login

# The documents of customers that have a page or a file of their own.
DOCUMENTS = {"sale.order", "account.move", "rma", "stock.picking"}
# What a column of ids holds.
MAX_ID = 2**31 - 1
# In the session: the right that was missing, or nothing for a single document.
REFUSAL = "cats_b2b_refusal"


def is_page():
    """:return: whether a page was asked for; else it is a call of a script."""
    return request.dispatcher.routing_type == "http"


def get_document_path():
    """Return the path of the page that was asked for, to come back to.

    :return: with all that the link says (what to print, what to pay); for a form that
        was sent, the page on which it stands.
    """
    http_request = request.httprequest
    if http_request.method in ("GET", "HEAD"):
        return http_request.full_path.rstrip("?")
    return http_request.path.rpartition("/")[0]


def ask_for_login():
    """Lead to the login and back to the very document (USR-4).

    :raise HTTPException: the redirect, where a page was asked for.
    :raise UserError: for calls of scripts.
    """
    if is_page():
        abort(redirect_to_login(get_document_path()))
    raise UserError(request.env._("Please log in to see this document."))


def asks_for_login(document_sudo=None):
    """Tell whether the public has to log in before it sees a document.

    :param document_sudo: an order, an invoice or a transfer; by default, and for one
        that does not exist, the website decides: nobody learns which ones there are.
    :rtype: bool
    """
    if document_sudo:
        return document_sudo._asks_b2b_link_login()
    website_sudo = request.env["website"].sudo().get_current_website()
    return website_sudo.b2b_enabled and website_sudo.b2b_link_login


def note_refusal(right=None):
    """Let the next page of the portal say what was refused.

    :param str right: code of the missing right; by default a document was refused.
    """
    request.session[REFUSAL] = right or ""


def refuse_document(error):
    """Refuse a document to the current user, whether or not it exists (USR-4).

    :param error: what Odoo says.
    :raise UserError: for calls of scripts by customers' users, in words.
    """
    if request.env.user._is_b2b_customer():
        if not is_page():
            raise UserError(explain_refusal()) from error
        note_refusal()
    raise error


def explain_refusal():
    """:return: why a document was not shown, in words."""
    return request.env._(
        "This document does not exist, or you may not see it. %(whom)s",
        whom=request.env["res.users"]._get_b2b_whom_to_ask(),
    )


class B2bDocumentsAccess(CustomerPortal):
    """Who opens a document by its page or by the link of a mail (USR-4)."""

    def _document_check_access(self, model_name, document_id, access_token=None):
        """Override of `portal`: rights decide, a link does not (USR-4).

        A customer's user needs the right himself, with or without the token of the
        document; the public logs in first (setting). Staff are let in as ever.

        :raise UserError: for calls of scripts by a customer's user; Odoo's routes have
            other sentences for an AccessError, of tokens that he has never seen.
        """
        if model_name not in DOCUMENTS:
            return super()._document_check_access(model_name, document_id, access_token)
        # More is a server error in Odoo.
        document_id = min(document_id, MAX_ID)
        access_token = self._filter_b2b_token(model_name, document_id, access_token)
        try:
            document_sudo = super()._document_check_access(
                model_name, document_id, access_token
            )
        except (AccessError, MissingError) as error:
            refuse_document(error)
        user = request.env.user
        return (
            document_sudo.with_context(b2b_uid=user.id) if user.share else document_sudo
        )

    def _filter_b2b_token(self, model_name, document_id, access_token):
        """Decide what a document's token is worth for the current user.

        :return: the token, or nothing where it opens nothing.
        """
        user = request.env.user
        if user._is_b2b_customer():
            return None
        if not user.share:
            return access_token
        document_sudo = request.env[model_name].sudo().browse(document_id).exists()
        if asks_for_login(document_sudo):
            if user._is_public():
                ask_for_login()
            return None
        return access_token


class B2bTransferAccess(B2bDocumentsAccess, SaleStockPortal):
    def _stock_picking_check_access(self, picking_id, access_token=None):
        """Override of `sale_stock`: rights decide, a link does not (USR-4)."""
        picking_id = min(picking_id, MAX_ID)
        access_token = self._filter_b2b_token("stock.picking", picking_id, access_token)
        return super()._stock_picking_check_access(picking_id, access_token)
