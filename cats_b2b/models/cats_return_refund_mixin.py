from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount

ACTIVITY = "cats_b2b.mail_activity_type_return_refund"
# A refund that may still come to something.
_PENDING = ("draft", "pending", "authorized")


class CatsReturnRefundMixin(models.AbstractModel):
    """Money that goes back the way it came (AFS-5).

    Where the provider of the payment can, by itself; else an accountant is asked.
    """

    _name = "cats.return.refund.mixin"
    _description = "Refund of a return"

    refund_transaction_id = fields.Many2one(
        comodel_name="payment.transaction",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )

    # -- Which payment ---------------------------------------------------------

    def _get_refundable_transaction(self, amount=None):
        """Return the payment that the provider can give back.

        :param float amount: how much, in the order's currency; by default what the
            line cost with its tax.
        :return: a payment of the order or its invoices of which that much is left; of
            a provider who refunds as a whole only, one of exactly that amount.
        :rtype: payment.transaction
        """
        lines_sudo = self.sudo()
        order_sudo = lines_sudo.order_id
        order_sudo.ensure_one()
        if amount is None:
            amount = sum(line_sudo._get_gross() for line_sudo in lines_sudo)
        invoices_sudo = lines_sudo.sale_line_id.invoice_lines.move_id
        payments_sudo = order_sudo.transaction_ids | invoices_sudo.transaction_ids
        return payments_sudo.filtered(
            lambda one: one.currency_id == order_sudo.currency_id
            and one._can_b2b_refund(amount)
        )[:1]

    def _get_gross(self, quantity=None):
        """:return: what a quantity of the line cost with tax and discounts.

        In the order's currency.

        :param float quantity: in the order's unit; by default what was claimed.
        """
        self.ensure_one()
        ordered = self.sale_line_id
        if quantity is None:
            quantity = self.product_uom_id._compute_quantity(
                self.quantity, ordered.product_uom_id
            )
        discounted = sum(
            discount.price_total * share
            for discount, share in self._get_discounts(quantity).items()
        )
        gross = ordered.price_reduce_taxinc * quantity
        return ordered.currency_id.round(gross + discounted)

    def _get_refund_amount(self):
        """:return: what is to be paid back: what is left of the credit note, and what
        was paid of goods that were never invoiced.
        """
        owed = -sum(
            self.refund_id._get_b2b_owed_items().mapped("amount_residual_currency")
        )
        dropped = sum(
            line._get_gross(line._get_resolved_qty() - line.credited_qty)
            for line in self
        )
        return self.order_id.currency_id.round(owed + dropped)

    # -- Paying back -----------------------------------------------------------

    def _pay_back(self):
        """Refund the lines of a credit note, by the provider or by an accountant."""
        self._check_may_pay()
        amount = self._get_refund_amount()
        if amount <= 0:
            # It was settled with an invoice that was not paid yet.
            self._note_refunded()
            return
        payment = self._get_refundable_transaction(amount)
        if not payment:
            self._ask_refund(amount)
            return
        # Money that left does not come back with a rollback: whatever may fail in the
        # database fails before.
        self.env.flush_all()
        refund = payment._refund(amount)
        refund.invoice_ids = self.refund_id
        self.refund_transaction_id = refund
        if refund.state in ("error", "cancel"):
            self._ask_refund(amount, refund.state_message)
        elif refund.state == "done":
            # It is booked in a transaction of its own, for the same reason.
            self.env.ref("payment.cron_post_process_payment_tx")._trigger()

    def _ask_refund(self, amount, failure=""):
        """Ask an accountant to refund by hand, once.

        :param float amount: how much, in the order's currency.
        :param str failure: what the provider said.
        """
        document = self.refund_id or self.return_id
        if document.activity_search([ACTIVITY]):
            return
        company = self.company_id
        assigned = company.b2b_refund_user_id or self.return_id.responsible_id
        money = format_amount(self.env, amount, self.order_id.currency_id)
        bank = self.commercial_partner_id.bank_ids[:1].acc_number
        note = self.env._("Bank account: %(account)s.", account=bank) if bank else ""
        document.activity_schedule(
            ACTIVITY,
            user_id=(assigned or self.env.user).id,
            summary=self.env._(
                "Refund by hand: %(amount)s to %(customer)s",
                amount=money,
                customer=self.commercial_partner_id.name,
            ),
            note=" ".join(filter(None, [note, failure])),
        )

    def _note_refunded(self):
        """Note that the money of lines went back, unless it is noted already."""
        lines = self.filtered(
            lambda line: line.solution == "refund"
            and line._has_event("credited")
            and not line._has_event("refunded")
        )
        if not lines:
            return
        lines._log_event("refunded")
        for documents in (lines.refund_id, lines.return_id):
            documents.activity_feedback([ACTIVITY])

    # -- Buttons ---------------------------------------------------------------

    def action_note_refunded(self):
        """Accountant's button: the money went back by hand.

        :raise AccessError: if the user is no accountant.
        :raise UserError: if there is nothing to refund, or the provider is at it.
        """
        for lines_sudo in self._get_open_refunds():
            lines_sudo._note_refunded()

    def action_refund_again(self):
        """Accountant's button: try the provider again after a failure."""
        for lines_sudo in self._get_open_refunds():
            lines_sudo._pay_back()

    def _get_open_refunds(self):
        """:return: the lines that are to be refunded, by their credit note, locked."""
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(self.env._("Only accountants may do so."))
        self.check_access("read")
        lines_sudo = self.sudo()
        # What one credit note is about is paid at once.
        lines_sudo |= lines_sudo.refund_id.b2b_return_line_ids
        lines_sudo._lock_b2b()
        lines_sudo.invalidate_recordset()
        open_sudo = lines_sudo.filtered(
            lambda line: line.solution == "refund"
            and line._has_event("credited")
            and not line._has_event("refunded")
        )
        refunds_sudo = open_sudo.refund_transaction_id
        if any(refund.state in (*_PENDING, "done") for refund in refunds_sudo):
            raise UserError(self.env._("The provider of the payment is at it."))
        if not open_sudo:
            raise UserError(self.env._("Nothing of it is to be refunded."))
        keys = open_sudo.grouped(lambda line: (line.refund_id, line.order_id))
        return list(keys.values())

    # -- What the customer sees ------------------------------------------------

    def _prepare_refund_block(self):
        """:return: dict: how far the refund is, see `_get_money_block`."""
        if self.solution != "refund":
            return {}
        state = "done" if self._has_event("refunded") else "pending"
        by = "provider" if self.refund_transaction_id else "hand"
        return {"refund": {"state": state, "by": by}}
