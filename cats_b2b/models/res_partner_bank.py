from odoo import models


class ResPartnerBank(models.Model):
    _inherit = "res.partner.bank"

    def build_qr_code_base64(self, *args, **kwargs):
        """Override of `account`: the banking app would tell the amount (USR-3)."""
        if self.env.user._hides_b2b_prices():
            return None
        return super().build_qr_code_base64(*args, **kwargs)
