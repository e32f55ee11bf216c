from odoo import models


class PaymentToken(models.Model):
    _inherit = "payment.token"

    def _get_available_tokens(self, *args, **kwargs):
        """Override of `payment`: a customer's user pays by his own cards only (USR-4).

        Odoo shows those of the company, too, and lets everybody remove them.
        """
        tokens = super()._get_available_tokens(*args, **kwargs)
        return tokens._filter_b2b_own()

    def _filter_b2b_own(self):
        """:return: those that the current user may use; all for who is no customer.

        Pages look for them as superuser, whom no record rule holds back.
        """
        user = self.env.user
        if not user._is_b2b_customer():
            return self
        if not user._has_b2b_right("place_orders", "see_invoices"):
            return self.browse()
        return self.filtered(lambda token: token.partner_id == user.partner_id)
