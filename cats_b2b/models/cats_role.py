from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..policies import rights as rights_policy

# Who names a role.
USES = (
    ("res.users", "b2b_role_id"),
    ("res.partner", "b2b_default_role_id"),
    ("website", "b2b_role_id"),
    ("website", "b2b_first_role_id"),
    ("cats.application", "role_id"),
    ("cats.right.log", "role_id"),
)


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

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: a company's own role is logged (USR-6)."""
        roles = super().create(vals_list)
        roles._log_b2b_definition(dict.fromkeys(roles, (frozenset(), False)))
        return roles

    def write(self, vals):
        """Override of `base`: who has a role follows its changes (USR-3).

        What a user deviates by, he keeps.
        """
        before = {role: role._get_b2b_definition() for role in self}
        result = super().write(vals)
        if "partner_id" in vals:
            # Rules are asked beforehand only: no role becomes one for all by this.
            self.check_access("write")
        self._log_b2b_definition(before)
        if "group_ids" in vals:
            for role, (codes, _active) in before.items():
                role._spread_b2b_rights(codes)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """:raise UserError: if somebody has a role, is to have it, or once had it."""
        for model, field in USES:
            records_sudo = self.env[model].sudo().with_context(active_test=False)
            if used := records_sudo.search([(field, "in", self.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "The role %(role)s is in use, or was. Archive it instead.",
                        role=used[field].name,
                    )
                )

    def _get_b2b_definition(self):
        """:return: tuple: codes of the rights that a role holds, and whether it can be
        chosen."""
        self.ensure_one()
        codes = rights_policy.expand(self._get_b2b_codes(self.group_ids))
        return codes, self.active

    def _log_b2b_definition(self, before):
        """Log what became of companies' own roles, whether somebody has them or not.

        :param dict before: of :meth:`_get_b2b_definition` by role.
        """
        rights = self.env["cats.right.log"]
        changed = self.filtered(
            lambda role: role.partner_id and role._get_b2b_definition() != before[role]
        )
        if not changed or not self.env["website"]._has_b2b_shops():
            return
        rights._log(
            [
                {
                    "kind": "defined" if role.active else "dropped",
                    "partner_id": role.partner_id.id,
                    "role_id": role.id,
                    "company_id": role.partner_id.sudo().company_id.id,
                    **rights._prepare_difference(
                        before[role][0], role._get_b2b_definition()[0]
                    ),
                }
                for role in changed
            ]
        )

    def _spread_b2b_rights(self, before):
        """Give a role's users what it gives now.

        :param frozenset before: codes of the rights that it gave so far.
        """
        self.ensure_one()
        after = self._get_b2b_codes(self.group_ids)
        if rights_policy.expand(before) == rights_policy.expand(after):
            return
        # Staff who edit roles need not be allowed to write users.
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        users_sudo = users_sudo.search([("b2b_role_id", "=", self.id)])
        for given, alike in users_sudo.grouped(lambda it: it._get_b2b_given()).items():
            alike._set_b2b_rights(rights_policy.deviate(before, after, given))

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

    def _describe_b2b_role(self):
        """:return: str: what a role gives, in words, such as "Prices, Orders (own)"."""
        self.ensure_one()
        columns = self._get_b2b_columns()
        levels = self._get_b2b_level_labels()
        texts = []
        for cell in rights_policy.summarise(None, self._get_b2b_codes(self.group_ids)):
            short = columns[cell.column]["short"]
            if cell.level in ("own", "company"):
                texts.append(f"{short} ({levels[cell.level].lower()})")
            elif cell.level == "yes":
                texts.append(short)
        return ", ".join(texts)

    @api.model
    def _get_b2b_columns(self):
        """Say what the columns of the table of people and rights are.

        :return: by column of :data:`rights_policy.COLUMNS`, a dict with ``short`` (the
            heading), ``label``, ``hint`` (what it is about) and ``has_scope``.
        :rtype: dict
        """
        texts = {
            **self._get_b2b_switch_texts(),
            **self._get_b2b_scope_texts(),
        }
        return {
            column: {
                "short": texts[column][0],
                "label": texts[column][1],
                "hint": texts[column][2],
                "has_scope": column in rights_policy.SCOPES,
            }
            for column in rights_policy.COLUMNS
        }

    @api.model
    def _get_b2b_switch_texts(self):
        """:return: dict: heading, label and explanation of what one may or may not."""
        return {
            "see_prices": (
                self.env._("Prices"),
                self.env._("See prices"),
                self.env._(
                    "Your company's prices in the shop, on orders and in mails."
                ),
            ),
            "place_orders": (
                self.env._("Ordering"),
                self.env._("Place orders"),
                self.env._("Fill a cart, order and order again."),
            ),
            "see_invoices": (
                self.env._("Invoices"),
                self.env._("See invoices"),
                self.env._("See, print and pay all invoices of the company."),
            ),
            "templates": (
                self.env._("Lists"),
                self.env._("Manage templates and lists"),
                self.env._("Create and change order templates and article lists."),
            ),
            "addresses": (
                self.env._("Addresses"),
                self.env._("Manage delivery addresses"),
                self.env._("Add, change and remove delivery addresses."),
            ),
            "principal": (
                self.env._("Users"),
                self.env._("Manage users"),
                self.env._(
                    "Invite colleagues and decide what they may do. Whoever manages "
                    "users has every other right, too."
                ),
            ),
        }

    @api.model
    def _get_b2b_scope_texts(self):
        """:return: dict: heading, label and explanation of what has a scope."""
        return {
            "orders": (
                self.env._("Orders"),
                self.env._("See orders"),
                self.env._("Orders, their deliveries and where they are."),
            ),
            "quotes": (
                self.env._("Quotes"),
                self.env._("Ask for and accept quotes"),
                self.env._("Ask for quotes, see, accept and decline them."),
            ),
            "returns": (
                self.env._("Returns"),
                self.env._("Returns and repairs"),
                self.env._("Send goods back, ask for repairs and follow them."),
            ),
        }

    @api.model
    def _get_b2b_level_labels(self):
        """:return: dict: what each level of a right is called for a customer."""
        return {
            "none": self.env._("No"),
            "yes": self.env._("Yes"),
            "own": self.env._("Own"),
            "company": self.env._("All"),
        }
