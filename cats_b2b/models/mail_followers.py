from odoo import models


class MailFollowers(models.Model):
    _inherit = "mail.followers"

    def _filter_b2b_hidden(self, user):
        """:return: those of documents that a user may not see, or does not any more.

        :param res.users user: the user; one who is deactivated sees nothing.
        """
        if not user.active:
            return self
        hidden = self.browse()
        for name, followers in self.grouped("res_model").items():
            documents = self.env[name].browse(followers.mapped("res_id")).exists()
            shown = set(documents.with_user(user)._filtered_access("read").ids)
            hidden |= followers.filtered(lambda one, ids=shown: one.res_id not in ids)
        return hidden
