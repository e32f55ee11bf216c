from odoo import api, fields, models
from odoo.fields import Command


class ResUsers(models.Model):
    _inherit = "res.users"

    b2b_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="B2B role",
        readonly=True,
        copy=False,
        help="The role from which the rights of this customer's user were taken.",
    )

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

        :return: true for portal users of a company with a B2B shop; the public and
            the staff are not customers.
        :rtype: bool
        """
        user = self.env.user
        return user._is_portal() and user.company_id._is_b2b_active()
