from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "cats.guarded.document.mixin"]

    def _get_b2b_billed(self):
        """Extend: an invoice arrives where it is sent to."""
        return super()._get_b2b_billed() | self.partner_id
