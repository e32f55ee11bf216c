from odoo import models


class CatsOrderVoucherMixin(models.AbstractModel):
    """Who redeems the vouchers of returns (AFS-5)."""

    _name = "cats.order.voucher.mixin"
    _description = "Vouchers of an order's customer"

    def _get_b2b_voucher_error(self, code):
        """Tell why a code is refused: vouchers of returns are their company's.

        :param str code: as typed.
        :return: the same as for a code that there is not, or nothing.
        :rtype: str
        """
        self.ensure_one()
        # Customers may not read cards of others, and learn nothing of them here.
        card_sudo = self.env["loyalty.card"].sudo().search([("code", "=", code)])
        if card_sudo and card_sudo._is_b2b_foreign(self.partner_id):
            return self.env._("This code is invalid (%s).", code)
        return ""
