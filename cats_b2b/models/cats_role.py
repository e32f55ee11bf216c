from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CatsRole(models.Model):
    """A named bundle of what a customer's user may do (USR-3)."""

    _name = "cats.role"
    _description = "B2B role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
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

    def _get_b2b_rights(self):
        """:return: the groups that a role may hold, in the order of a menu."""
        names = (
            "see_prices",
            "place_orders",
            "see_own_orders",
            "see_company_orders",
            "quotes",
            "see_invoices",
            "templates",
            "returns",
            "addresses",
            "principal",
        )
        groups = self.env["res.groups"]
        for name in names:
            groups |= self.env.ref(f"cats_b2b.group_b2b_{name}")
        return groups
