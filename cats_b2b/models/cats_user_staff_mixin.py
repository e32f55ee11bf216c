from odoo import models
from odoo.exceptions import UserError

from ..policies import rights as rights_policy


class CatsUserStaffMixin(models.AbstractModel):
    """How staff choose what a customer's user may do (USR-5)."""

    _name = "cats.user.staff.mixin"
    _description = "Rights of a customer's user, chosen by staff"

    def _assign_b2b_role(self, role_id):
        """Give a customer's user a role; to be called as superuser.

        :param int role_id: of a role for all customers, or of his company's own.
        :raise UserError: if it is another one.
        """
        self.ensure_one()
        role = self.env["cats.role"].browse(role_id or 0).exists()
        if not role or role.partner_id - self.commercial_partner_id:
            raise UserError(self.env._("Please choose one of this customer's roles."))
        if role != self.b2b_role_id:
            self._set_b2b_role(role)

    def _tick_b2b_rights(self, ticked):
        """Give or take single rights of a user; to be called as superuser.

        :param dict[str, bool] ticked: by code, whether he is to have the right. Of
            the others, he keeps what he has.
        :raise UserError: if a right cannot be taken, since another one brings it.
        """
        self.ensure_one()
        roles = self.env["cats.role"]
        holding = roles._get_b2b_codes(self.all_group_ids)
        taken = {code for code, value in ticked.items() if not value}
        wanted = (holding | ticked.keys()) - taken
        stuck = rights_policy.find_stuck(wanted)
        for code in stuck.keys() & taken:
            labels = roles._get_b2b_labels()
            raise UserError(
                self.env._(
                    "%(name)s keeps the right “%(right)s”: it comes with “%(wider)s”.",
                    name=self.name,
                    right=labels[code],
                    wider=labels[stuck[code]],
                )
            )
        self._set_b2b_rights(wanted | stuck.keys())
