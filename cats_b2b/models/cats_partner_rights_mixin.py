from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..policies import rights as rights_policy
from ..policies.registration import OPEN_STATES

STAFF = "cats_b2b.group_accounts"
PREFIX = "b2b_may_"


def _right(label):
    """:return: a column of the table of people and rights."""
    return fields.Boolean(
        string=label,
        compute="_compute_b2b_rights",
        readonly=False,
        groups=STAFF,
    )


class CatsPartnerRightsMixin(models.AbstractModel):
    """Staff see and change what a customer's users may do (USR-5).

    The table stands on the company's contacts. Its columns are written by :meth:`write`
    together, since rights bring along others.
    """

    _name = "cats.partner.rights.mixin"
    _description = "Rights of a customer's contacts"

    b2b_contact_ids = fields.One2many(
        comodel_name="res.partner",
        inverse_name="parent_id",
        string="Portal users",
        domain=[("is_company", "=", False), ("type", "=", "contact")],
        groups=STAFF,
    )
    b2b_right_log_ids = fields.One2many(
        comodel_name="cats.right.log",
        inverse_name="partner_id",
        string="Changes of rights",
        groups=STAFF,
    )
    b2b_login_state = fields.Selection(
        selection=[
            ("none", "No login"),
            ("invited", "Invited"),
            ("active", "Active"),
            ("deactivated", "Deactivated"),
        ],
        string="Portal login",
        compute="_compute_b2b_login",
        groups="sales_team.group_sale_salesman",
    )
    b2b_login_date = fields.Datetime(
        string="Last portal login",
        compute="_compute_b2b_login",
        groups="sales_team.group_sale_salesman",
    )
    b2b_login_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="Portal role",
        compute="_compute_b2b_login",
        readonly=False,
        domain="[('partner_id', 'in', [False, commercial_partner_id])]",
        groups=STAFF,
    )
    b2b_may_see_prices = _right("Sees prices")
    b2b_may_place_orders = _right("Places orders")
    b2b_may_see_own_orders = _right("Sees own orders")
    b2b_may_see_company_orders = _right("Sees all orders")
    b2b_may_quotes = _right("Handles quotes")
    b2b_may_company_quotes = _right("Sees all quotes")
    b2b_may_see_invoices = _right("Sees invoices")
    b2b_may_templates = _right("Manages templates")
    b2b_may_returns = _right("Handles returns")
    b2b_may_company_returns = _right("Sees all returns")
    b2b_may_addresses = _right("Manages addresses")
    b2b_may_principal = _right("Is principal user")

    # -- What is so ---------------------------------------------------------------

    def _get_b2b_logins(self):
        """Return the portal users of these contacts, deactivated ones too.

        Who was removed is none any more.

        A contact with several, from before, is shown with his active one.

        :rtype: dict[int, res.users]
        """
        # Who may see the table may see the logins of contacts whom he may read.
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        found = users_sudo.search(
            [("partner_id", "in", self._origin.ids), ("share", "=", True)],
            order="active, id desc",
        )._filter_b2b_not_closed()
        # Asking each user for his groups would take a query per person.
        portal = self.env.ref("base.group_portal")
        return {
            user.partner_id.id: user for user in found if portal in user.all_group_ids
        }

    def _compute_b2b_login(self):
        logins = self._get_b2b_logins()
        invited = self._get_b2b_invited()
        for contact in self:
            user = logins.get(contact._origin.id)
            state = "invited" if contact._origin.id in invited else "none"
            if user:
                state = "active" if user.active else "deactivated"
            contact.b2b_login_state = state
            contact.b2b_login_date = user and user.login_date
            contact.b2b_login_role_id = user and user.b2b_role_id

    def _get_b2b_invited(self):
        """:return: ids of the contacts who have got a link to become users.

        :rtype: set[int]
        """
        groups = (
            self.env["cats.application"]
            .sudo()
            ._read_group(
                [
                    ("contact_id", "in", self._origin.ids),
                    ("state", "in", OPEN_STATES),
                    ("waits_for", "=", "applicant"),
                ],
                ["contact_id"],
            )
        )
        return {contact.id for (contact,) in groups}

    @api.depends("b2b_login_role_id")
    def _compute_b2b_rights(self):
        """Show the rights that hold; those of a role as soon as it is chosen."""
        logins = self._get_b2b_logins()
        columns = self.env["cats.role"].sudo()._get_b2b_groups().items()
        for contact in self:
            user = logins.get(contact._origin.id, self.env["res.users"].sudo())
            groups = user.all_group_ids
            role_sudo = contact.b2b_login_role_id.sudo()
            if user and role_sudo and role_sudo != user.b2b_role_id:
                groups = role_sudo.group_ids.all_implied_ids
            for code, group in columns:
                contact[PREFIX + code] = group in groups

    # -- What is changed ----------------------------------------------------------

    def write(self, vals):
        """Override of `base` to change role and rights of contacts' logins."""
        names = {"b2b_login_role_id"} | {PREFIX + code for code in rights_policy.RIGHTS}
        table = {name: vals[name] for name in names & vals.keys()}
        if not table:
            return super().write(vals)
        self._write_b2b_table(table)
        rest = {name: value for name, value in vals.items() if name not in table}
        return super().write(rest) if rest else True

    def _write_b2b_table(self, table):
        """Change role and rights of the logins of these contacts.

        A role that is chosen comes first; what is ticked besides deviates from it.

        :param dict table: values by name of field.
        :raise AccessError: if the user may not decide about accounts.
        :raise UserError: if a contact has no login of a B2B shop, if a role is another
            customer's, or if a right cannot be taken away because another brings it.
        """
        users_sudo = self._get_b2b_managed_logins()
        wanted = {
            name.removeprefix(PREFIX): value
            for name, value in table.items()
            if name.startswith(PREFIX)
        }
        for user_sudo in users_sudo:
            if "b2b_login_role_id" in table:
                user_sudo._assign_b2b_role(table["b2b_login_role_id"])
            if wanted:
                user_sudo._tick_b2b_rights(wanted)
        self.invalidate_recordset(
            ["b2b_login_role_id", *(PREFIX + code for code in rights_policy.RIGHTS)]
        )

    def _get_b2b_managed_logins(self):
        """Return the logins of these contacts, for who may decide about them.

        :return: users as superuser, who then does what staff may not do themselves.
        :rtype: res.users
        :raise AccessError: if the user may not decide about accounts.
        :raise UserError: if a contact has no login of a customer of a B2B shop.
        """
        if not self.env.user.has_group(STAFF):
            raise AccessError(self.env._("You may not decide about B2B accounts."))
        self.check_access("read")
        logins = self._get_b2b_logins()
        for contact in self:
            user_sudo = logins.get(contact.id)
            if not user_sudo or not user_sudo._is_b2b_customer():
                raise UserError(
                    self.env._(
                        "%(name)s has no login of a B2B shop.", name=contact.name
                    )
                )
        return self.env["res.users"].sudo().concat(*logins.values())

    # -- Buttons ------------------------------------------------------------------

    def action_b2b_deactivate_login(self):
        """Let these contacts log in no longer; their rights stay for later."""
        self._get_b2b_managed_logins().sudo(False)._deactivate_b2b()
        return True

    def action_b2b_reactivate_login(self):
        """Let these contacts log in again, with the rights that they had."""
        self._get_b2b_managed_logins().sudo(False)._reactivate_b2b()
        return True

    def action_b2b_remove_login(self):
        """Close the logins of these contacts for good; their documents stay."""
        self._get_b2b_managed_logins().sudo(False)._remove_b2b()
        return True

    def action_b2b_view_portal(self):
        """Go to where one starts to look at the portal as this contact.

        :raise AccessError: if the user may not.
        """
        self.ensure_one()
        user = self._get_b2b_logins().get(self.id, self.env["res.users"])
        self.env["cats.portal.view"]._check_view_of(user)
        return {
            "type": "ir.actions.act_url",
            "url": f"/b2b/portal-view/start/{user.id}",
            "target": "self",
        }
