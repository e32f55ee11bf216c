from odoo import api, fields, models
from odoo.fields import Command


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
    def _is_b2b_customer(self):
        """Tell whether the current user belongs to a customer of a B2B shop.

        :return: true for portal users of a company with a B2B shop; the public and
            the staff are not customers.
        :rtype: bool
        """
        user = self.env.user
        return user._is_portal() and user.company_id._is_b2b_active()
