from odoo import fields, models

# Days count from the invoice's own day.
_AT_ONCE = "days_after"


class CatsOrderReturnMixin(models.AbstractModel):
    """Orders by which a customer pays for carriage and repairs (AFS-6, AFS-7)."""

    _name = "cats.order.return.mixin"
    _description = "Orders of after-sales"

    b2b_return_line_id = fields.Many2one(
        comodel_name="cats.return.line",
        string="For the return",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="The order charges what the customer pays for this return; it bears no "
        "fees.",
    )

    def _is_b2b_on_account(self):
        """Tell whether the customer pays later, by his terms of payment.

        :rtype: bool
        """
        self.ensure_one()
        return any(
            line.nb_days > 0 or line.delay_type != _AT_ONCE
            for line in self.sudo().payment_term_id.line_ids
        )

    def _is_b2b_payment_met(self):
        """Tell whether the terms of payment are met for an order (AFS-6, AFS-7).

        They are on account with the confirmed order; else when all of it is paid, by a
        transaction or by its invoices.

        :rtype: bool
        """
        self.ensure_one()
        order_sudo = self.sudo()
        if order_sudo.state != "sale":
            return False
        if order_sudo._is_b2b_on_account():
            return True
        currency = order_sudo.currency_id
        invoices = order_sudo.invoice_ids.filtered(lambda one: one.state == "posted")
        settled = sum(
            -one.direction_sign * (one.amount_total - one.amount_residual)
            for one in invoices
        )
        paid = max(order_sudo.amount_paid, settled)
        return currency.compare_amounts(paid, order_sudo.amount_total) >= 0

    def _get_b2b_pay_url(self, due):
        """Return where a customer pays for a return.

        :param float due: how much, in the order's currency.
        :return: the order's page; what is confirmed already, it only takes a payment
            of when it is told how much.
        :rtype: str
        """
        self.ensure_one()
        url = f"/my/orders/{self.id}"
        if self.state != "sale":
            return url
        digits = self.currency_id.decimal_places
        return f"{url}?payment_amount={due:.{digits}f}"

    def _note_b2b_return_payment(self):
        """Go on with the returns whose costs these orders charge, once paid."""
        self.sudo().b2b_return_line_id._note_payment()
