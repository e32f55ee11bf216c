from odoo import fields, models


class CatsRightLog(models.Model):
    """Who changed whose rights, when (USR-6). Nobody writes or deletes it."""

    _name = "cats.right.log"
    _description = "Change of a customer user's rights"
    _order = "create_date desc, id desc"
    _rec_name = "contact_id"

    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Changed by",
        readonly=True,
        ondelete="restrict",
        help="Empty: the shop itself.",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        string="User",
        readonly=True,
        ondelete="restrict",
        help="Whose rights were changed. Empty: the company's setting.",
    )
    kind = fields.Selection(
        selection=[
            ("rights", "Rights changed"),
            ("role", "Role changed"),
            ("default", "Role of new users changed"),
            ("invited", "Invited"),
            ("resent", "Invited again"),
            ("activated", "Activated"),
            ("deactivated", "Deactivated"),
            ("reactivated", "Reactivated"),
            ("removed", "Removed"),
        ],
        required=True,
        readonly=True,
    )
    role_id = fields.Many2one(
        comodel_name="cats.role", string="Role", readonly=True, ondelete="restrict"
    )
    given_ids = fields.Many2many(
        comodel_name="res.groups",
        relation="cats_right_log_given_rel",
        string="Rights given",
        readonly=True,
    )
    taken_ids = fields.Many2many(
        comodel_name="res.groups",
        relation="cats_right_log_taken_rel",
        string="Rights taken",
        readonly=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True, index=True)
