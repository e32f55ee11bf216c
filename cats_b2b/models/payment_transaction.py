from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    b2b_has_dispute = fields.Boolean(
        string="In dispute",
        copy=False,
        help="The payer has opened a dispute with the provider of the payment.",
    )

    def action_b2b_open_dispute(self):
        """Note that the payer has opened a dispute; it blocks exchange and service.

        :raise AccessError: for who reads no payments (AFS-9).
        """
        self._set_b2b_dispute(True)

    def action_b2b_close_dispute(self):
        """Note that a dispute is over, as of :meth:`action_b2b_open_dispute`."""
        self._set_b2b_dispute(False)

    def _set_b2b_dispute(self, is_open):
        self.check_access("read")
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Disputes are noted by our staff."))
        # Nobody writes on payments otherwise, they follow their provider.
        self.sudo().b2b_has_dispute = is_open
        if is_open:
            body = self.env._("The payer has opened a dispute about the payment.")
        else:
            body = self.env._("The dispute about the payment is closed.")
        for order_sudo in self.sudo().sale_order_ids:
            order_sudo._message_log(body=body, author_id=self.env.user.partner_id.id)

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `payment` to take no money for what may not be ordered (ACC-7).

        Each way to pay comes by here: the shop, a quotation's page, a payment link.
        """
        transactions = super().create(vals_list)
        for order in transactions.sale_order_ids:
            if order.state not in ("draft", "sent"):
                continue
            if error := order._get_b2b_ordering_error(self.env.user):
                raise ValidationError(error)
            order._check_b2b_placing()
        transactions._check_b2b_tokens()
        transactions.filtered("sale_order_ids")._check_b2b_amountless()
        return transactions

    def write(self, vals):
        """Override of `payment`: the end of a dispute lets returns go on (AFS-9)."""
        result = super().write(vals)
        if "b2b_has_dispute" in vals and not vals["b2b_has_dispute"]:
            self.env["cats.return.line"]._propose_after_dispute(
                self.sudo().sale_order_ids
            )
        return result

    def _check_b2b_tokens(self):
        """:raise AccessError: if a customer's user pays by somebody else's card (USR-4)

        Odoo lets him use those of his colleagues.
        """
        tokens = self.token_id
        if tokens - tokens._filter_b2b_own():
            raise AccessError(self.env._("You can pay by your own cards only."))

    def _check_b2b_amountless(self):
        """Refuse ways to pay an order that would tell a buyer what he may not know.

        :raise AccessError: if there is one; the shop does not offer it to him.
        """
        if not all(provider._is_b2b_amountless() for provider in self.provider_id):
            self.env.user._check_b2b_right("see_prices")

    def _can_b2b_refund(self, amount):
        """Tell whether the provider can give back an amount of the payment (AFS-5).

        :param float amount: in the payment's currency.
        :rtype: bool
        """
        self.ensure_one()
        provider, method = self.provider_id, self.payment_method_id
        method = method.primary_payment_method_id or method
        ways = {provider.support_refund, method.support_refund}
        if self.state != "done" or self.operation == "refund" or "none" in ways:
            return False
        if provider.state == "disabled" or self.amount <= 0:
            return False
        given = -sum(
            child.amount
            for child in self.child_transaction_ids
            if child.operation == "refund" and child.state not in ("error", "cancel")
        )
        left = self.amount - given
        too_much = self.currency_id.compare_amounts(amount, left) > 0
        in_part = self.currency_id.compare_amounts(amount, self.amount) != 0
        return not too_much and not (in_part and "full_only" in ways)

    def _get_b2b_return_lines(self):
        """:return: cats.return.line: what refunds are for."""
        lines_sudo = self.env["cats.return.line"].sudo()
        return lines_sudo.search([("refund_transaction_id", "in", self.ids)])

    def _post_process(self):
        """Override of `payment`: a return is refunded when its refund is done (AFS-5).

        The payment of what was never invoiced is settled by it. What was waited for is
        paid (AFS-6, AFS-7).
        """
        result = super()._post_process()
        self.sudo().sale_order_ids._note_b2b_return_payment()
        done = self.filtered(lambda tx: tx.state == "done" and tx.operation == "refund")
        for refund in done:
            if lines_sudo := refund._get_b2b_return_lines():
                items = (
                    refund.payment_id | refund.source_transaction_id.payment_id
                ).move_id.line_ids
                items.filtered(
                    lambda item: item.account_type == "asset_receivable"
                    and not item.reconciled
                ).reconcile()
                lines_sudo._note_refunded()
        return result

    def _update_state(self, allowed_states, target_state, state_message):
        """Override of `payment`: a refund that failed needs an accountant (AFS-5)."""
        changed = super()._update_state(allowed_states, target_state, state_message)
        if target_state in ("cancel", "error"):
            refunds = changed.filtered(lambda tx: tx.operation == "refund")
            for refund in refunds:
                if lines_sudo := refund._get_b2b_return_lines():
                    lines_sudo._ask_refund(-refund.amount, refund.state_message)
        return changed

    def _get_processing_values(self):
        """Override of `payment`: the server knows what an order costs (USR-3)."""
        values = super()._get_processing_values()
        if self.sale_order_ids and not self.env.user._has_b2b_right("see_prices"):
            del values["amount"]
        return values
