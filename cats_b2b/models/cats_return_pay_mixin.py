from odoo import models
from odoo.tools import formatLang


class CatsReturnPayMixin(models.AbstractModel):
    """What a customer has to pay for a return, and where (AFS-6, AFS-7, AFS-8)."""

    _name = "cats.return.pay.mixin"
    _description = "Payment of what a return costs the customer"

    def _get_payable(self):
        """Return what the customer has to pay now for a claim.

        :return: the posted invoice, or the order where there is none; as superuser,
            empty when nothing is due, also on account.
        :rtype: account.move | sale.order
        """
        self.ensure_one()
        line_sudo = self.sudo()
        unpaid_sudo = line_sudo._filter_unpaid(line_sudo.charge_move_id)
        if unpaid_sudo:
            return unpaid_sudo
        order_sudo = line_sudo._get_due_order()
        return line_sudo._filter_unpaid(order_sudo.invoice_ids)[:1] or order_sudo

    def _filter_unpaid(self, invoices):
        return invoices.filtered(
            lambda one: one.state == "posted"
            and one.payment_state in ("not_paid", "partial")
        )

    def _get_due_order(self):
        """:return: sale.order: whose payment is what the goods wait for here."""
        is_repaired = self.solution == "repair" and self._has_event("repaired")
        order = (is_repaired and self.quote_id) or self.carriage_order_id
        is_over = self.state in ("done", "refused", "withdrawn")
        is_due = order.state in ("sent", "sale") and not (
            is_over or self._has_event("paid") or order._is_b2b_payment_met()
        )
        return order if is_due else order.browse()

    def _get_pay_block(self):
        """Return what the page of a return tells of a payment to the current user.

        :return: ``name`` of the document, ``amount`` (in words; empty for who may not
            know it), ``url`` where he pays (empty when he may not), ``obstacle`` (why
            not, else empty); ``None`` when nothing is due.
        :rtype: dict | None
        """
        self.ensure_one()
        payable_sudo = self._get_payable()
        if not payable_sudo:
            return None
        may_read = payable_sudo.with_user(self.env.user).has_access("read")
        if payable_sudo._name == "account.move":
            due, sees = payable_sudo.amount_residual, may_read
            url = f"/my/invoices/{payable_sudo.id}"
            right = self.env["res.users"]._get_b2b_right_error("see_invoices")
        else:
            due = payable_sudo.amount_total - payable_sudo.amount_paid
            sees = self._may_know_costs()
            url = payable_sudo._get_b2b_pay_url(due)
            right = self._get_pay_error(payable_sudo)
        currency = payable_sudo.currency_id
        may_pay = may_read and not right
        return {
            "name": payable_sudo.name,
            "amount": formatLang(self.env, due, currency_obj=currency) if sees else "",
            "url": url if may_pay else "",
            "obstacle": "" if may_pay else right or "",
        }

    def _get_pay_error(self, order_sudo):
        """:return: why the current user may not pay an order, in words, or ``False``.

        What is confirmed is paid by its amount, which he has to see.
        """
        users = self.env["res.users"]
        error = self._get_answer_error()
        if order_sudo.state == "sale":
            error = error or users._get_b2b_right_error("see_prices")
        return error
