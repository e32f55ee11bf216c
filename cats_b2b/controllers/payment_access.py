from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError, ValidationError
from odoo.http import request, route

from odoo.addons.sale.controllers.portal import PaymentPortal as SalePaymentPortal
from odoo.addons.website_payment.controllers.payment import PaymentPortal

from .documents_access import (
    MAX_ID,
    ask_for_login,
    asks_for_login,
    note_refusal,
)

# Who pays anything needs cards.
PAYING = ("place_orders", "see_invoices")
# What the link of a payment names.
PAID = {"invoice_id": "account.move", "sale_order_id": "sale.order"}
PAYER = {"partner_id": "res.partner"}


class B2bPaymentAccess(PaymentPortal):
    """Who pays what, and sees what was paid (USR-4)."""

    def _check_b2b_paying(self, **link):
        """Refuse payments to who may not pay; links in mails open nothing (USR-4).

        :param link: what of the link's parameters tells what is paid, and by whom:
            ``invoice_id``, ``sale_order_id``, ``partner_id``.
        :raise AccessError: if a customer's user may not see it, or pay at all.
        """
        user = request.env.user
        invoice_id = self._cast_b2b_id(link.get("invoice_id"))
        if user._is_public():
            if self._asks_b2b_payer_login(link):
                ask_for_login()
        elif user._is_b2b_customer() and invoice_id:
            self._document_check_access("account.move", invoice_id)
        else:
            user._check_b2b_right(*PAYING)

    def _cast_b2b_id(self, value):
        """:return: int: the id that a link's parameter is, 0 for anything else."""
        number = self._cast_as_int(value) or 0
        return number if 0 < number <= MAX_ID else 0

    def _asks_b2b_payer_login(self, link):
        """Tell whether the public has to log in before it pays by a link.

        :param dict link: as of :meth:`_check_b2b_paying`.
        :return: whether anything that it names asks for it; the website decides for
            links that name nothing. Odoo checks that link and token belong together.
        :rtype: bool
        """
        answers = []
        for name, model in {**PAID, **PAYER}.items():
            record_id = self._cast_b2b_id(link.get(name))
            record_sudo = request.env[model].sudo().browse(record_id).exists()
            if not record_sudo:
                continue
            if name in PAID:
                answers.append(asks_for_login(record_sudo))
            else:
                customer_sudo = record_sudo.commercial_partner_id
                answers.append(asks_for_login() and customer_sudo._has_b2b_logins())
        return any(answers) if answers else asks_for_login()

    @route()
    def payment_pay(self, *args, **kwargs):
        """Override of `account_payment`: the link of a payment asks for the login."""
        try:
            self._check_b2b_paying(**kwargs)
        except (AccessError, MissingError):
            note_refusal()
            return request.redirect("/my")
        return super().payment_pay(*args, **kwargs)

    @route()
    def payment_transaction(self, *args, **kwargs):
        """Override of `payment`: paying takes a right."""
        self._check_b2b_paying(**kwargs)
        return super().payment_transaction(*args, **kwargs)

    @route()
    def overdue_invoices_transaction(self, *args, **kwargs):
        """Override of `account_payment`: who sees invoices pays them (USR-3).

        Odoo fails where there is nothing to pay.
        """
        request.env.user._check_b2b_right("see_invoices")
        overdue = self._get_overdue_invoices_domain()
        if not request.env["account.move"].search_count(overdue, limit=1):
            raise ValidationError(request.env._("There is nothing overdue to pay."))
        return super().overdue_invoices_transaction(*args, **kwargs)

    @route()
    def payment_confirm(self, tx_id, access_token, **kwargs):
        """Override of `payment`: who paid sees it, and nobody by the link."""
        number = self._cast_b2b_id(tx_id)
        tx_sudo = request.env["payment.transaction"].sudo().browse(number).exists()
        self._check_b2b_paying(partner_id=tx_sudo.partner_id.id)
        user = request.env.user
        if user._is_b2b_customer() and number and tx_sudo.partner_id != user.partner_id:
            raise NotFound()
        return super().payment_confirm(tx_id, access_token, **kwargs)

    @route()
    def payment_method(self, **kwargs):
        """Override of `payment`: cards are for who pays (USR-4)."""
        if not request.env.user._has_b2b_right(*PAYING):
            note_refusal(PAYING[0])
            return request.redirect("/my")
        return super().payment_method(**kwargs)

    @route()
    def archive_token(self, token_id):
        """Override of `payment`: nobody removes the cards of the company (USR-4)."""
        user = request.env.user
        user._check_b2b_right(*PAYING)
        tokens_sudo = request.env["payment.token"].sudo()
        if user._is_b2b_customer() and not tokens_sudo.search_count(
            [("id", "=", token_id), ("partner_id", "=", user.partner_id.id)], limit=1
        ):
            return None
        return super().archive_token(token_id)


class B2bOrderPayment(SalePaymentPortal):
    @route()
    def portal_order_transaction(self, order_id, access_token, **kwargs):
        """Override of `sale`: a cart is paid under the conditions of the checkout."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token
            )
        except (AccessError, MissingError):
            order_sudo = request.env["sale.order"]
        if order_sudo.website_id and order_sudo.state == "draft":
            if order_sudo._is_b2b():
                order_sudo._check_cart_is_ready_to_be_paid()
        return super().portal_order_transaction(order_id, access_token, **kwargs)
