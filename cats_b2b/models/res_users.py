from odoo import api, fields, models
from odoo.exceptions import AccessDenied
from odoo.fields import Command
from odoo.http import request


class ResUsers(models.Model):
    _name = "res.users"
    _inherit = ["res.users", "cats.user.account.mixin"]

    b2b_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="B2B role",
        readonly=True,
        copy=False,
        help="The role from which the rights of this customer's user were taken.",
    )

    def write(self, vals):
        """Override of `base` to keep what is locked from being written by RPC."""
        self._check_b2b_own_write(vals)
        return super().write(vals)

    def _set_b2b_role(self, role):
        """Give customers' users the rights of a role instead of those they had.

        :param cats.role role: the role.
        """
        rights = self.env["cats.role"]._get_b2b_rights()
        taken = [Command.unlink(group.id) for group in rights - role.group_ids]
        given = [Command.link(group.id) for group in role.group_ids]
        self.write({"b2b_role_id": role.id, "group_ids": [*taken, *given]})

    @api.model
    def _get_signup_invitation_scope(self):
        """Override of `website`: without an invitation one registers a company."""
        if self.env["website"].sudo().get_current_website().b2b_enabled:
            return "b2b"
        return super()._get_signup_invitation_scope()

    @api.model
    def _is_b2b_customer(self):
        """Tell whether the current user belongs to a customer of a B2B shop.

        A user of one website only ("specific user accounts") is what that website
        makes of him: the company may sell to consumers on another one. A user of all
        websites is a customer wherever his company has a B2B shop, on its other
        websites too: else he would edit there what the shop locks (ACC-8).

        :return: true for portal users; the public and the staff are not customers.
        :rtype: bool
        """
        user = self.env.user
        if not user._is_portal():
            return False
        # Customers may not read the record of their website.
        website_sudo = user.sudo().website_id
        if website_sudo:
            return website_sudo.b2b_enabled
        return user.company_id._is_b2b_active()

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
