from odoo import api, fields, models
from odoo.exceptions import AccessError

# What only our own code writes: the trail and the decision.
SEALED_FIELDS = {
    "address_id",
    "decided_by_id",
    "decided_on",
    "kind",
    "line_ids",
    "partner_id",
    "refusal_reason",
    "state",
    "user_id",
    "website_id",
    "whole",
}


class CatsChangeRequest(models.Model):
    """What a customer asks to have changed of his account (ACC-8, ACC-10).

    "He can file a change request, which staff approve or refuse with one click and
    which keeps a trail of old and new values."
    """

    _name = "cats.change.request"
    _description = "Change request"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cats.change.ask.mixin",
        "cats.change.decision.mixin",
        "cats.change.closure.mixin",
    ]
    _order = "id desc"

    kind = fields.Selection(
        selection=[
            ("company", "Company data"),
            ("billing", "Billing address"),
            ("email", "E-mail address"),
            ("closure", "Closure of account"),
        ],
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    address_id = fields.Many2one(
        comodel_name="res.partner",
        string="About",
        required=True,
        readonly=True,
        ondelete="restrict",
        help="The company, the address or the contact that is to change.",
    )
    whole = fields.Boolean(
        string="Whole company",
        readonly=True,
        help="The closure is about the company with all its users, not about the one "
        "who asked.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    website_id = fields.Many2one(
        comodel_name="website", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="website_id.company_id", string="Seller", store=True, index=True
    )
    manager_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        compute="_compute_manager_id",
        groups="base.group_user",
    )
    line_ids = fields.One2many(
        comodel_name="cats.change.request.line",
        inverse_name="request_id",
        string="Changes",
        readonly=True,
    )
    remark = fields.Text(readonly=True)
    refusal_reason = fields.Text(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, groups="base.group_user"
    )
    decided_on = fields.Datetime(readonly=True, copy=False)

    # One open request per record and kind, also when two arrive at once.
    _open_uniq = models.UniqueIndex(
        "(address_id, kind) WHERE state = 'open'",
        "There is an open request for this already.",
    )

    @api.depends("kind", "partner_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            name = request.partner_id.name or ""
            request.display_name = f"{labels.get(request.kind, '')} · {name}"

    @api.depends("user_id", "website_id")
    def _compute_manager_id(self):
        for request in self:
            contact_sudo = request.sudo().user_id.partner_id
            request.manager_id = (
                contact_sudo._get_b2b_account_manager(request.sudo().website_id)
                if contact_sudo
                else False
            )

    def write(self, vals):
        """Override of `base` to keep the trail as it is, also from staff by RPC."""
        if not self.env.su and (sealed := SEALED_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "A change request is decided by its buttons; it cannot be edited "
                    "(%(fields)s).",
                    fields=", ".join(sorted(sealed)),
                )
            )
        return super().write(vals)
