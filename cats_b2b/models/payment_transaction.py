from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    b2b_has_dispute = fields.Boolean(
        string="In dispute",
        copy=False,
        help="The payer has opened a dispute with the provider of the payment.",
    )

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

    def _get_processing_values(self):
        """Override of `payment`: the server knows what an order costs (USR-3)."""
        values = super()._get_processing_values()
        if self.sale_order_ids and not self.env.user._has_b2b_right("see_prices"):
            del values["amount"]
        return values
