import json
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import is_html_empty

# What an applicant agreed to stays as he read it.
FROZEN = {"name", "website_id", "country_ids", "body", "pdf", "pdf_name"}
# What publishing alone sets.
PUBLISHED = {"state", "version", "published_on"}


class CatsTerms(models.Model):
    """Terms that newcomers accept, in one version (ACC-9).

    A published version never changes: another text is another version, which takes
    its place once it is published.
    """

    _name = "cats.terms"
    _description = "Terms of a B2B shop"
    _order = "sequence, origin_id, version desc, id desc"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(
        default=True, help="Archived terms are not asked for; they stay as a proof."
    )
    website_id = fields.Many2one(
        comodel_name="website",
        ondelete="restrict",
        index=True,
        help="Empty: every B2B shop asks for it.",
    )
    company_id = fields.Many2one(
        related="website_id.company_id", string="Seller", store=True, index=True
    )
    country_ids = fields.Many2many(
        comodel_name="res.country",
        string="Countries",
        help="Asked of companies in these countries; empty for all.",
    )
    body = fields.Html(string="Text", translate=True)
    pdf = fields.Binary(string="PDF", attachment=True)
    pdf_name = fields.Char()
    state = fields.Selection(
        selection=[("draft", "Draft"), ("published", "Published")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    version = fields.Integer(
        readonly=True, copy=False, help="Goes up with each published text; 0 is none."
    )
    published_on = fields.Datetime(readonly=True, copy=False)
    origin_id = fields.Many2one(
        comodel_name="cats.terms",
        string="First version",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    acceptance_ids = fields.One2many(
        comodel_name="cats.terms.acceptance",
        inverse_name="terms_id",
        groups="cats_b2b.group_accounts",
    )

    _version_uniq = models.UniqueIndex(
        "(COALESCE(origin_id, id), version) WHERE state = 'published'",
        "This version was published already.",
    )
    _current_uniq = models.UniqueIndex(
        "(COALESCE(origin_id, id)) WHERE state = 'published' AND active",
        "Another version of these terms is asked for at present.",
    )

    @api.depends("name", "version")
    def _compute_display_name(self):
        for terms in self:
            terms.display_name = (
                self.env._(
                    "%(name)s, version %(version)s",
                    name=terms.name,
                    version=terms.version,
                )
                if terms.version
                else terms.name
            )

    # -- Published versions stay as they are --------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_unpublished(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_unpublished(vals)
        if (FROZEN | {"origin_id"}) & vals.keys():
            self._check_draft()
        return super().write(vals)

    def _check_unpublished(self, vals):
        """:raise UserError: when somebody publishes terms by other ways than ours."""
        if PUBLISHED & vals.keys() and not self.env.su:
            raise UserError(self.env._("Terms are published by their button only."))

    def _update_field_translations(self, field_name, *args, **kwargs):
        """Override of `base`: a translation is what somebody agreed to, too."""
        if field_name in FROZEN:
            self._check_draft()
        return super()._update_field_translations(field_name, *args, **kwargs)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _check_draft(self):
        if any(terms.state == "published" for terms in self):
            raise UserError(
                self.env._(
                    "Published terms stay as they are: customers agreed to them. "
                    "Please make a new version."
                )
            )

    # -- Versions -----------------------------------------------------------------

    def action_publish(self):
        """Ask for these terms from now on, in place of older versions (button)."""
        self.check_access("write")
        for terms in self:
            terms._check_draft()
            if is_html_empty(terms.body) and not terms.pdf:
                raise UserError(self.env._("There is neither a text nor a PDF yet."))
            older = terms._get_versions().filtered(lambda it: it.state == "published")
            older.action_archive()
            # Who may write terms may publish them, by this button.
            terms.sudo().write(
                {
                    "state": "published",
                    "version": max(older.mapped("version"), default=0) + 1,
                    "published_on": fields.Datetime.now(),
                }
            )

    def action_new_version(self):
        """Make a draft of the next version and open it (button)."""
        self.ensure_one()
        draft = self.copy({"name": self.name, "origin_id": (self.origin_id or self).id})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "view_mode": "form",
        }

    def _get_versions(self):
        """:return: all versions of these terms, this one included."""
        self.ensure_one()
        first = self.origin_id or self
        domain = Domain("origin_id", "=", first.id) | Domain("id", "=", first.id)
        return self.with_context(active_test=False).search(domain)

    # -- What applicants see ------------------------------------------------------

    def _get_asked(self, website, country=None):
        """Return what newcomers of a shop have to accept.

        :param website website: the shop.
        :param res.country country: of the applicant; by default of any country.
        :return: published terms, with all rights: visitors may not read others.
        :rtype: cats.terms
        """
        domain = Domain("state", "=", "published")
        domain &= Domain("website_id", "in", [False, website.id])
        if country:
            domain &= Domain("country_ids", "in", [False, *country.ids])
        return self.sudo().search(domain)

    def _get_text_hash(self):
        """Return the fingerprint of what is read in the language of the environment.

        :return: SHA-256 of name, text and PDF, in hexadecimal digits.
        :rtype: str
        """
        self.ensure_one()
        full = self.with_context(bin_size=False)
        pdf = full.pdf and sha256(full.pdf).hexdigest()
        text = json.dumps([full.name, str(full.body or ""), pdf or ""])
        return sha256(text.encode()).hexdigest()

    def _record_acceptance(self, application, remote_addr):
        """Note that an applicant accepted the terms, in the language he read them.

        :param cats.application application: who accepted them, by his application.
        :param str remote_addr: where his answer came from.
        :rtype: cats.terms.acceptance
        """
        lang = application.lang
        return self.env["cats.terms.acceptance"].create(
            [
                {
                    "terms_id": terms.id,
                    "text_hash": terms._get_text_hash(),
                    "lang": terms.env.lang,
                    "application_id": application.id,
                    "remote_addr": remote_addr,
                }
                for terms in self.with_context(lang=self.env.lang or lang)
            ]
        )
