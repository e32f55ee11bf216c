from odoo import models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _can_return_content(self, field_name=None, access_token=None):
        """Override of `base`: customers open the files of their returns (AFS-8).

        Odoo lets customers' users open no file without its token.
        """
        if not access_token and self._is_b2b_shown_by_return():
            return True
        return super()._can_return_content(field_name, access_token)

    def _is_b2b_shown_by_return(self):
        """:return: bool: whether it is a file of a return that the user sees."""
        self.ensure_one()
        file_sudo = self.sudo()
        if file_sudo.res_model != "cats.return" or not self.env.user._is_portal():
            return False
        claim = self.env["cats.return"].browse(file_sudo.res_id).exists()
        return claim.has_access("read") and claim._shows_file(self)
