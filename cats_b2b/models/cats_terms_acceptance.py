from odoo import fields, models

from odoo.addons.base.models.res_partner import _lang_get


class CatsTermsAcceptance(models.Model):
    """Who accepted which terms, when and from where (ACC-9).

    Nobody writes one by hand.
    """

    _name = "cats.terms.acceptance"
    _description = "Acceptance of terms"
    _order = "id desc"
    _rec_name = "terms_id"

    terms_id = fields.Many2one(
        comodel_name="cats.terms", required=True, readonly=True, ondelete="restrict"
    )
    version = fields.Integer(related="terms_id.version", store=True)
    text_hash = fields.Char(
        string="Fingerprint",
        required=True,
        readonly=True,
        help="SHA-256 of name, text and PDF as they were shown.",
    )
    lang = fields.Selection(selection=_lang_get, string="Language", readonly=True)
    application_id = fields.Many2one(
        comodel_name="cats.application", readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="application_id.company_id", store=True)
    partner_id = fields.Many2one(
        related="application_id.partner_id", string="Customer", store=True, index=True
    )
    contact_id = fields.Many2one(
        related="application_id.contact_id", string="Contact", store=True
    )
    accepted_on = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    remote_addr = fields.Char(string="IP address", readonly=True)
