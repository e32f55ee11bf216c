from odoo import api, models


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def _is_b2b_guarded(self):
        """:return: bool: whether customers see such documents by right only."""
        guard = self.env.registry["cats.guarded.document.mixin"]
        return isinstance(self, guard)

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """Override of `portal`: rights decide, not the link that one has (USR-4)."""
        if self._is_b2b_guarded() and self.browse(thread_id)._is_b2b_link_void():
            secrets = {"hash", "pid", "token"}
            kwargs = {key: kwargs[key] for key in kwargs.keys() - secrets}
        return super()._get_thread_with_access(thread_id, **kwargs)

    def _sign_token(self, pid):
        """Override of `portal`: what signs mails is not for customers to read (USR-4).

        Mails that they cause are signed all the same.
        """
        sealed = self._is_b2b_guarded() and self.env.user._is_b2b_customer()
        return super(MailThread, self.sudo() if sealed else self)._sign_token(pid)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Override of `mail`: no mail to who may not see the document (USR-4)."""
        recipients = super()._notify_get_recipients(message, msg_vals, **kwargs)
        if not (self and recipients and self._is_b2b_guarded()):
            return recipients
        written_to = (msg_vals or {}).get("partner_ids", message.sudo().partner_ids.ids)
        return self._filter_b2b_recipients(recipients, written_to)
