from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..policies import rights as rights_policy

MAX_ROLES = 30
MAX_ROLE_NAME = 64


class CatsCompanyUsersMixin(models.AbstractModel):
    """The users of a customer: its roles, and the rights of new ones (USR-3, USR-5)."""

    _name = "cats.company.users.mixin"
    _description = "Users of a customer"

    b2b_default_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="Role of new users",
        copy=False,
        domain="[('partner_id', 'in', (False, id))]",
        groups="base.group_user",
        help="What new users of this company may do. Empty: what the shop gives "
        "further users.",
    )

    @api.constrains("b2b_default_role_id")
    def _check_b2b_default_role_id(self):
        """:raise ValidationError: if it is the role of another company."""
        for partner in self.filtered("b2b_default_role_id"):
            if partner.b2b_default_role_id.partner_id not in (
                partner.browse(),
                partner.commercial_partner_id,
            ):
                raise ValidationError(
                    self.env._(
                        "The role %(role)s belongs to another company.",
                        role=partner.b2b_default_role_id.name,
                    )
                )

    def write(self, vals):
        """Extend to have users who come to another company begin anew there (USR-5).

        Whoever changes the role of new users: it is logged (USR-6).
        """
        users = self._get_b2b_users_moving(vals)
        before = {user: user.partner_id.commercial_partner_id for user in users}
        changing = self.browse()
        if "b2b_default_role_id" in vals:
            changing = self.filtered(
                lambda one: one.sudo().b2b_default_role_id.id
                != vals["b2b_default_role_id"]
            )
        result = super().write(vals)
        changing._log_b2b_default_role()
        users.filtered(
            lambda user: user.partner_id.commercial_partner_id != before[user]
        )._renew_b2b_roles()
        return result

    def _log_b2b_default_role(self):
        """Log what new users of these companies are from now on (USR-6)."""
        if not self or not self.env["website"]._has_b2b_shops():
            return
        self.env["cats.right.log"]._log(
            [
                {
                    "kind": "default",
                    "partner_id": company_sudo.id,
                    "role_id": company_sudo.b2b_default_role_id.id,
                    "company_id": company_sudo.company_id.id,
                }
                for company_sudo in self.sudo()
            ]
        )

    def _get_b2b_users_moving(self, vals):
        """:return: customers' users, as superuser, whose company may be another one."""
        users_sudo = self.env["res.users"].sudo()
        if not {"parent_id", "is_company"} & vals.keys() or not self.ids:
            return users_sudo
        users_sudo = users_sudo.with_context(active_test=False)
        return users_sudo.search(
            [("partner_id", "child_of", self.ids), ("share", "=", True)]
        )._filter_b2b_customers()

    # -- Roles --------------------------------------------------------------------

    def _get_b2b_default_role(self, website):
        """Return what new users of this company may do (USR-5).

        :param website website: the shop that they are users of.
        :rtype: cats.role
        """
        company_sudo = self.sudo().commercial_partner_id
        return company_sudo.b2b_default_role_id or website.sudo().b2b_role_id

    def _get_b2b_roles(self):
        """:return: the roles, as superuser, that users of this company may have."""
        self.ensure_one()
        return (
            self.env["cats.role"]
            .sudo()
            .search([("partner_id", "in", (False, self.commercial_partner_id.id))])
        )

    def _check_b2b_role(self, role):
        """:raise UserError: if it is not a role that users of this company may have."""
        if not role or role.sudo() not in self._get_b2b_roles():
            raise UserError(self.env._("Choose what your colleague may do."))

    @api.model
    def _check_b2b_company(self):
        """Return the company whose users the current user manages, as superuser.

        :raise AccessError: if he is no principal user.
        """
        if not self.env["res.users"]._is_b2b_principal():
            raise AccessError(self.env._("You do not manage the users of a company."))
        return self.env.user.sudo().commercial_partner_id

    def _set_b2b_default_role(self, role):
        """Decide what new users of the current user's company may do.

        :param cats.role role: one that they may have; empty for the shop's.
        :raise AccessError: if the current user may not.
        :raise UserError: if it is no role of theirs.
        """
        company_sudo = self._check_b2b_company()
        if role:
            company_sudo._check_b2b_role(role)
        if company_sudo.b2b_default_role_id == role:
            return
        company_sudo.b2b_default_role_id = role

    @api.model
    def _save_b2b_role(self, role, name, codes):
        """Change a role of the current user's company, or add one.

        Whoever has it follows; what he deviates by stays.

        :param cats.role role: the company's own role; empty for a new one.
        :param str name: as typed.
        :param codes: codes of rights.
        :return: message by field; empty when it was saved.
        :rtype: dict
        :raise AccessError: if the current user may not.
        :raise UserError: if the company were left without principal user.
        """
        company_sudo = self._check_b2b_company()
        own_sudo = company_sudo._get_b2b_roles().filtered("partner_id")
        if role and role.sudo() not in own_sudo:
            raise AccessError(self.env._("This role is not your company's own."))
        name = " ".join((name or "").split())
        if errors := self._check_b2b_role_data(own_sudo - role.sudo(), name, codes):
            return errors
        groups = role._get_b2b_groups()
        ids = [groups[code].id for code in rights_policy.compact(codes)]
        values = {"name": name, "group_ids": [fields.Command.set(ids)]}
        with self.env["res.users"]._keep_b2b_principal():
            if role:
                role.sudo().write(values)
            else:
                own_sudo.create({**values, "partner_id": company_sudo.id})
        return {}

    @api.model
    def _check_b2b_role_data(self, others, name, codes):
        """:return: message by field of what cannot be saved."""
        errors = {}
        if not name:
            errors["name"] = self.env._("Please give the role a name.")
        elif len(name) > MAX_ROLE_NAME:
            errors["name"] = self.env._("This name is too long.")
        elif name.lower() in [other.name.lower() for other in others]:
            errors["name"] = self.env._("Your company has a role of this name already.")
        elif len(others) >= MAX_ROLES:
            errors["name"] = self.env._("Your company has too many roles of its own.")
        if not codes:
            errors["rights"] = self.env._("Choose one right at least.")
        return errors

    @api.model
    def _remove_b2b_role(self, role):
        """Put a role of the current user's company away.

        :param cats.role role: the company's own role.
        :raise AccessError: if the current user may not.
        :raise UserError: while somebody has it, or new users get it.
        """
        company_sudo = self._check_b2b_company()
        role_sudo = company_sudo._get_b2b_roles().filtered("partner_id") & role.sudo()
        if not role_sudo:
            raise AccessError(self.env._("This role is not your company's own."))
        users_sudo = self.env["res.users"].sudo()
        if users_sudo.search_count([("b2b_role_id", "=", role_sudo.id)], limit=1):
            raise UserError(
                self.env._("Colleagues have this role. Give them another one first.")
            )
        if company_sudo.b2b_default_role_id == role_sudo:
            raise UserError(
                self.env._("New colleagues get this role. Choose another one first.")
            )
        role_sudo.active = False

    # -- Users --------------------------------------------------------------------

    def _lock_b2b_users(self):
        """Keep others from changing users of this company at the same time.

        A mere lock would let the second one go on with what he read before; a row that
        was written makes Odoo take his transaction back and try it again.
        """
        self.ensure_one()
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "UPDATE res_partner SET b2b_default_role_id = b2b_default_role_id"
                " WHERE id = %s RETURNING id",
                self.id,
            )
        )

    def _check_b2b_principal_left(self, sellers):
        """Refuse that a company has no principal user (USR-2).

        :param res.company sellers: whose user he is to be.
        :raise UserError: if there is none.
        """
        if not self._get_b2b_principals(sellers):
            raise UserError(
                self.env._(
                    "Your company needs one principal user at least. Give a colleague "
                    "the right “Manage users” first, or ask our customer service."
                )
            )
