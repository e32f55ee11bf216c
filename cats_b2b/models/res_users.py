from odoo import api, models
from odoo.exceptions import AccessDenied
from odoo.http import request


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = [
        "res.users",
        "cats.user.account.mixin",
        "cats.user.changes.mixin",
        "cats.user.management.mixin",
        "cats.user.rights.mixin",
        "cats.user.scope.mixin",
        "cats.user.prices.mixin",
        "cats.user.staff.mixin",
    ]

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: who is new gets a role (USR-5)."""
        users = super().create(vals_list)
        if not self.env.context.get("b2b_welcome_later"):
            users._welcome_b2b_users()
        return users

    def write(self, vals):
        """Override of `base` to lock what is not one's own, and to notice changes."""
        self._check_b2b_own_write(vals)
        before = self._get_b2b_states(vals)
        result = super().write(vals)
        if vals.keys() & self._get_invalidation_fields():
            self._clear_b2b_rules()
        self._note_b2b_changes(before, vals)
        return result

    def unlink(self):
        """Override of `base`: who is deleted, is removed (USR-6)."""
        self._note_b2b_removal()
        return super().unlink()

    @api.model
    def _get_invalidation_fields(self):
        """Override of `base`: what else makes a user another customer's (USR-4)."""
        return super()._get_invalidation_fields() | {"partner_id", "website_id"}

    @api.model
    def _get_signup_invitation_scope(self):
        """Override of `website`: without an invitation one registers a company."""
        if self.env["website"].sudo().get_current_website().b2b_enabled:
            return "b2b"
        return super()._get_signup_invitation_scope()

    @api.model
    def reset_password(self, login):
        """Override of `auth_signup` to answer the same for every address (ACC-4).

        Only its page asks as superuser; who calls this from outside gets Odoo's own.
        """
        website = self.env["website"].get_current_website()
        if not self.env.su or not website.b2b_enabled:
            return super().reset_password(login)
        address = request.httprequest.remote_addr if request else ""
        return self.env["cats.password.request"]._file(login, website, address)

    def _login(self, credential, user_agent_env):
        """Override of `base`: an unknown login takes as long as a known one (ACC-4)."""
        try:
            return super()._login(credential, user_agent_env)
        except AccessDenied:
            website = self.env["website"].sudo().get_current_website()
            domain = self._get_login_domain(credential["login"])
            if website.b2b_enabled and not self.sudo().search_count(domain, limit=1):
                self._crypt_context().hash(credential.get("password") or "")
            raise
