from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from odoo.addons.base.models.res_partner import _lang_get

from ..policies.address import format_street

# What only our own code writes: the trail, the decision, and what it rests on.
SEALED_FIELDS = {
    "activated_on",
    "activated_user_id",
    "again_on",
    "again_told_on",
    "company_id",
    "contact_id",
    "decided_by_id",
    "decided_on",
    "origin",
    "password_hash",
    "refusal_reason",
    "staff_told_on",
    "state",
    "token_expires_at",
    "token_hash",
    "vat_typed",
    "vies_address",
    "vies_consultation",
    "vies_date",
    "vies_error",
    "vies_name",
    "vies_next_try",
    "vies_state",
    "vies_tries",
    "wait_told_on",
    "waiting_since",
    "waits_for",
    "why",
    "withdrawn_on",
}


# Nothing is lost with an application that came to nothing.
DELETABLE_STATES = {"draft", "refused", "expired"}


class CatsApplication(models.Model):
    """What a newcomer asked for, until he is a user of the shop (ACC-1 to ACC-7).

    A visitor registers, staff or a principal user invite, a customer whom staff
    entered beforehand forgets a password that he never had: each is an application,
    and each ends with the same activation. There is no user before that.
    """

    _name = "cats.application"
    _description = "B2B application"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cats.application.document.mixin",
        "cats.application.form.mixin",
        "cats.application.vies.mixin",
        "cats.application.decision.mixin",
        "cats.application.facts.mixin",
        "cats.application.approval.mixin",
        "cats.application.activation.mixin",
        "cats.application.colleague.mixin",
        "cats.application.invitation.mixin",
        "cats.application.mail.mixin",
    ]
    _order = "id desc"
    _rec_name = "company_name"

    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("pending", "Pending"),
            ("approved", "Approved"),
            ("activated", "Activated"),
            ("refused", "Refused"),
            ("expired", "Expired"),
        ],
        required=True,
        default="draft",
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
        help="Draft: being entered by staff. Pending: being checked, or waiting for a "
        "person. Approved: the activation mail was sent. Activated: its link was "
        "used. Expired: the link was not used in time.",
    )
    origin = fields.Selection(
        selection=[
            ("visitor", "Registered in the shop"),
            ("staff", "Invited by staff"),
            ("principal", "Invited by a principal user"),
            ("reset", "Forgot a password he never had"),
        ],
        required=True,
        default="staff",
        readonly=True,
        copy=False,
    )
    website_id = fields.Many2one(
        comodel_name="website",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._default_website_id(),
        domain="[('b2b_enabled', '=', True)]",
    )
    company_id = fields.Many2one(
        related="website_id.company_id", string="Seller", store=True, index=True
    )
    lang = fields.Selection(
        selection=_lang_get,
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )
    first_name = fields.Char()
    last_name = fields.Char()
    email = fields.Char(required=True)
    email_normalized = fields.Char(
        compute="_compute_email_normalized", store=True, index=True
    )
    company_name = fields.Char(string="Company")
    vat = fields.Char(
        string="VAT number",
        help="As python-stdnum writes it, with the prefix of the country.",
    )
    vat_typed = fields.Char(string="VAT number as typed", readonly=True, copy=False)
    street_name = fields.Char(string="Street")
    street_number = fields.Char(string="Number")
    zip = fields.Char(string="ZIP")
    city = fields.Char()
    country_id = fields.Many2one(comodel_name="res.country")
    country_code = fields.Char(related="country_id.code")
    state_id = fields.Many2one(
        comodel_name="res.country.state",
        string="State / Province",
        domain="[('country_id', '=', country_id)]",
    )
    street = fields.Char(compute="_compute_street", string="Street and number")
    password_hash = fields.Char(
        readonly=True,
        copy=False,
        groups=fields.NO_ACCESS,
        help="Odoo's own hash of the password; the password itself is kept nowhere.",
    )

    # One open application per e-mail and shop, also when two requests come at once.
    _email_open_uniq = models.UniqueIndex(
        "(email_normalized, website_id) "
        "WHERE state IN ('draft', 'pending', 'approved')",
        "There is an open application with this e-mail address already.",
    )

    # -- Defaults and computes ----------------------------------------------------

    @api.model
    def _default_website_id(self):
        websites = self.env["website"].search(
            [
                ("b2b_enabled", "=", True),
                ("company_id", "in", self.env.companies.ids),
            ]
        )
        return websites[:1]

    @api.depends("email")
    def _compute_email_normalized(self):
        for application in self:
            application.email_normalized = email_normalize(application.email)

    @api.depends("street_name", "street_number", "country_id")
    def _compute_street(self):
        for application in self:
            application.street = format_street(
                application.street_name,
                application.street_number,
                application.country_id.code,
            )

    @api.depends("first_name", "last_name", "company_name", "email")
    def _compute_display_name(self):
        for application in self:
            person = application._get_person_name() or application.email
            company = application.company_name
            application.display_name = f"{company} ({person})" if company else person

    # -- Rights -------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base` to have staff begin with a draft, also by RPC."""
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            self._check_sealed(vals)
        # The column of a kanban proposes its state.
        context = {
            name: value
            for name, value in self.env.context.items()
            if name.removeprefix("default_") not in SEALED_FIELDS
        }
        drafts = self.with_env(self.env(context=context))
        return super(CatsApplication, drafts).create(vals_list)

    def write(self, vals):
        """Override of `base` to keep the decision as it is, also from staff by RPC."""
        self._check_sealed(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_use(self):
        """Keep staff from deleting what is to be decided, or who was let in."""
        kept = self.filtered(lambda it: it.state not in DELETABLE_STATES)
        if kept and not self.env.su:
            raise UserError(
                self.env._(
                    "Only drafts, refused and expired applications can be deleted, not "
                    "%(applications)s.",
                    applications=", ".join(kept.mapped("display_name")),
                )
            )

    @api.model
    def _check_sealed(self, vals):
        """:raise AccessError: if a user writes what only the buttons write."""
        if not self.env.su and (sealed := SEALED_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "An application is decided by its buttons; it cannot be edited "
                    "(%(fields)s).",
                    fields=", ".join(sorted(sealed)),
                )
            )

    # -- Business -----------------------------------------------------------------

    def _get_person_name(self):
        """:return: first and last name of the applicant, in this order."""
        self.ensure_one()
        return " ".join(filter(None, [self.first_name, self.last_name]))
