from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..policies import returns_claim

# What only our own code writes.
SEALED_FIELDS = {
    "approved_by_id",
    "approved_on",
    "company_id",
    "label_ids",
    "line_ids",
    "name",
    "partner_id",
    "policy_id",
    "ra_number",
    "state",
    "submitted_on",
    "user_id",
}


class CatsReturn(models.Model):
    """What a customer claims in one go: the header in front of OCA's RMA (AFS-2).

    The customer's pages touch only this model and its lines. Staff's approval makes one
    ``rma`` per line, of which the customer never sees anything.
    """

    _name = "cats.return"
    _description = "Return"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cats.guarded.document.mixin",
        "cats.return.claim.mixin",
        "cats.return.claim.page.mixin",
        "cats.return.claimable.mixin",
        "cats.return.desk.mixin",
        "cats.return.mail.mixin",
        "cats.return.page.mixin",
        "cats.return.paper.mixin",
    ]
    _order = "id desc"

    name = fields.Char(
        string="Claim", required=True, readonly=True, copy=False, index="trigram"
    )
    ra_number = fields.Char(
        string="RA number",
        readonly=True,
        copy=False,
        index="trigram",
        help="Given on approval: nothing is sent in without it (AFS-3).",
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer's contact",
        required=True,
        readonly=True,
        index=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id",
        string="Customer",
        store=True,
        index=True,
    )
    partner_shipping_id = fields.Many2one(
        comodel_name="res.partner",
        string="Goods go back to",
        help="Where replacements and repaired units are sent, and whence goods come.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Claimed by",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    responsible_id = fields.Many2one(
        comodel_name="res.users",
        domain=[("share", "=", False)],
        tracking=True,
        groups="base.group_user",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Seller",
        required=True,
        readonly=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one(
        comodel_name="cats.return.policy",
        string="Judged by",
        required=True,
        readonly=True,
        groups="base.group_user",
        help="The version of the terms that was in force when it was claimed.",
    )
    submitted_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, index=True
    )
    approved_on = fields.Datetime(readonly=True, copy=False)
    approved_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, groups="base.group_user"
    )
    instructions = fields.Html(
        help="How the customer sends the goods in; told on approval."
    )
    line_ids = fields.One2many(
        comodel_name="cats.return.line",
        inverse_name="return_id",
        string="Claimed",
        readonly=True,
    )
    state = fields.Selection(
        selection=[
            ("submitted", "Waits for approval"),
            ("open", "In progress"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        tracking=True,
    )

    form_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="By which a form that is sent twice is known.",
    )

    _form_key_uniq = models.UniqueIndex(
        "(user_id, form_key) WHERE form_key IS NOT NULL",
        "This was claimed already.",
    )
    _ra_number_uniq = models.UniqueIndex(
        "(company_id, ra_number) WHERE ra_number IS NOT NULL",
        "This RA number exists already.",
    )

    @api.depends("line_ids.state")
    def _compute_state(self):
        for claim in self:
            states = set(claim.line_ids.mapped("state"))
            if not states or "submitted" in states:
                claim.state = "submitted"
            elif states == {"refused"}:
                claim.state = "refused"
            elif states <= {"refused", "withdrawn"}:
                claim.state = "withdrawn"
            elif states <= {"done", "refused", "withdrawn"}:
                claim.state = "done"
            else:
                claim.state = "open"

    @api.depends("name", "ra_number")
    def _compute_display_name(self):
        for claim in self:
            claim.display_name = claim.ra_number or claim.name or ""

    @api.model
    def _count_missing_claims_of(self, company, seller, terms, before=None):
        """Count a company's claims of missing articles (AFS-9).

        "Il ne serait pas acceptable, que le client fasse valoir de façon répété, un
        oubli de référence" (INK). Claims that were withdrawn do not count, those of
        several articles count once.

        :param res.partner company: the commercial partner that claims.
        :param res.company seller: of whom.
        :param returns_terms.ReturnTerms terms: with the months that count.
        :param datetime before: claims before that moment; all by default.
        :rtype: int
        """
        today = (before or fields.Datetime.now()).date()
        since = returns_claim.get_repeat_start(today, terms)
        earlier = [("submitted_on", "<", before)] if before else []
        # The customer is not told; what is counted are claims of his company only.
        [(count,)] = (
            self.env["cats.return.line"]
            .sudo()
            ._read_group(
                [
                    ("reason", "=", "missing_article"),
                    ("commercial_partner_id", "=", company.id),
                    ("company_id", "=", seller.id),
                    ("submitted_on", ">=", since),
                    *earlier,
                    ("state", "!=", "withdrawn"),
                ],
                [],
                ["return_id:count_distinct"],
            )
        )
        return count

    def _count_missing_claims(self):
        """:return: int: the company's claims of missing articles before this one."""
        self.ensure_one()
        claim_sudo = self.sudo()
        return self._count_missing_claims_of(
            claim_sudo.commercial_partner_id,
            claim_sudo.company_id,
            claim_sudo.policy_id._get_terms(),
            claim_sudo.submitted_on,
        )

    def write(self, vals):
        """Override of `base` to keep what was claimed, also from staff by RPC."""
        if not self.env.su and (sealed := SEALED_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "A return is handled by its buttons; it cannot be edited "
                    "(%(fields)s).",
                    fields=", ".join(sorted(sealed)),
                )
            )
        return super().write(vals)
