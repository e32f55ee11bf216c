from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `mail` to name who really acted, below the text (USR-5)."""
        views = self.env["cats.portal.view"]
        if view := views._get_current():
            staff = self.env["res.users"].sudo().browse(view.staff_id)
            note = Markup('<p class="o_cats_b2b_acted text-muted">%s</p>') % self.env._(
                "Done by %(staff)s on behalf of the customer.", staff=staff.name
            )
            vals_list = [
                {**vals, "body": Markup(vals.get("body") or "") + note}
                for vals in vals_list
            ]
        return super().create(vals_list)

    @api.model
    def _search(
        self, domain, offset=0, limit=None, order=None, *, bypass_access=False, **kwargs
    ):
        """Override of `mail`: mails of hidden documents are hidden, too (USR-4).

        Odoo shows a message to its author and to who received it, for ever.
        """
        if not (self.env.su or bypass_access) and self.env.user._is_b2b_customer():
            domain = Domain(domain) & self._get_b2b_readable_domain()
        return super()._search(
            domain, offset, limit, order, bypass_access=bypass_access, **kwargs
        )

    def _get_forbidden_access(self, operation):
        """Override of `mail`: mails of hidden documents are hidden, too (USR-4)."""
        forbidden = super()._get_forbidden_access(operation)
        if operation == "create" or not self.env.user._is_b2b_customer():
            return forbidden
        return forbidden | (self - forbidden)._get_b2b_hidden()

    @api.model
    def _get_b2b_guarded_names(self):
        """:return: list: names of the models of documents shown by right only."""
        guard = "cats.guarded.document.mixin"
        names = self.env.registry.descendants([guard], "_inherit")
        return [name for name in names if not self.env[name]._abstract]

    @api.model
    def _get_b2b_own_comment_domain(self):
        """:return: Domain: what the user wrote himself; a mail may quote others."""
        own = Domain("author_id", "=", self.env.user.partner_id.id)
        return own & Domain("message_type", "=", "comment")

    @api.model
    def _get_b2b_readable_domain(self):
        """:return: Domain: messages of no guarded document, or of readable ones."""
        names = self._get_b2b_guarded_names()
        domains = [self.env[name]._get_b2b_message_domain() for name in names]
        return Domain.OR([Domain("model", "not in", names), *domains])

    def _get_b2b_hidden(self):
        """:return: those of guarded documents that the current user may not read."""
        names = self._get_b2b_guarded_names()
        guarded_sudo = self.sudo().filtered(lambda message: message.model in names)
        readable = self.env["mail.message"].sudo()
        for name, messages_sudo in guarded_sudo.grouped("model").items():
            documents = self.env[name].browse(messages_sudo.mapped("res_id")).exists()
            shown = documents.sudo(False)._filtered_access("read")
            messages_sudo = messages_sudo.filtered_domain([("res_id", "in", shown.ids)])
            if not self.env[name]._has_b2b_correspondence_right():
                own = self._get_b2b_own_comment_domain()
                messages_sudo = messages_sudo.filtered_domain(own)
            readable |= messages_sudo
        return (guarded_sudo - readable).with_env(self.env)
