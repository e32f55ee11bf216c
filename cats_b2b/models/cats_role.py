from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..policies import rights as rights_policy


class CatsRole(models.Model):
    """A named bundle of what a customer's user may do (USR-3)."""

    _name = "cats.role"
    _description = "B2B role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="cascade",
        domain="[('is_company', '=', True), ('parent_id', '=', False)]",
        help="The company whose own role it is. Empty: a role for all customers.",
    )
    group_ids = fields.Many2many(
        comodel_name="res.groups",
        string="Rights",
        domain=lambda self: [("id", "in", self._get_b2b_rights().ids)],
    )

    @api.constrains("group_ids")
    def _check_group_ids(self):
        """:raise ValidationError: if a role gives more than rights of customers."""
        foreign = self.group_ids - self._get_b2b_rights()
        if foreign:
            raise ValidationError(
                self.env._(
                    "These are no rights of customers: %(groups)s",
                    groups=", ".join(foreign.mapped("full_name")),
                )
            )

    @api.model
    def _get_b2b_rights(self):
        """:return: the groups that a role may hold, in the order of a table."""
        return self.env["res.groups"].concat(*self._get_b2b_groups().values())

    @api.model
    def _get_b2b_groups(self):
        """:return: dict: the group of each right, by code, in the order of a table."""
        # Asked on every page: these ids are cached, whether they exist is not asked.
        get_id = self.env["ir.model.data"]._xmlid_to_res_id
        groups = self.env["res.groups"]
        return {
            code: groups.browse(get_id(f"cats_b2b.group_b2b_{code}"))
            for code in rights_policy.RIGHTS
        }

    @api.model
    def _get_b2b_codes(self, groups):
        """:return: frozenset: codes of the rights among these groups."""
        return frozenset(
            code for code, group in self._get_b2b_groups().items() if group in groups
        )

    @api.model
    def _get_b2b_labels(self):
        """:return: dict: what each right is called for a customer, by code."""
        return {
            "see_prices": self.env._("See prices"),
            "place_orders": self.env._("Place orders"),
            "see_own_orders": self.env._("See own orders"),
            "see_company_orders": self.env._("See all orders of the company"),
            "quotes": self.env._("Ask for and accept quotes"),
            "company_quotes": self.env._("See all quotes of the company"),
            "see_invoices": self.env._("See invoices"),
            "templates": self.env._("Manage templates and lists"),
            "returns": self.env._("Returns and repairs"),
            "company_returns": self.env._("See all returns and repairs of the company"),
            "addresses": self.env._("Manage delivery addresses"),
            "principal": self.env._("Manage users"),
        }
