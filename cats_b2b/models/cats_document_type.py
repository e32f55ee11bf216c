from odoo import fields, models
from odoo.fields import Domain


class CatsDocumentType(models.Model):
    """A document that a shop asks newcomers for (ACC-9)."""

    _name = "cats.document.type"
    _description = "Document of a B2B application"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    description = fields.Char(
        translate=True, help="Shown to the applicant beside the name."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    required = fields.Boolean(
        default=True, help="Nobody registers without it. Else he may add it."
    )
    website_id = fields.Many2one(
        comodel_name="website",
        ondelete="cascade",
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

    def _get_asked(self, website, country=None):
        """Return what a shop asks for.

        :param website website: the shop.
        :param res.country country: of the applicant; by default of any country.
        :return: the types in the order of the page, with all rights: visitors may not
            read them otherwise.
        :rtype: cats.document.type
        """
        domain = Domain("website_id", "in", [False, website.id])
        if country:
            domain &= Domain("country_ids", "in", [False, *country.ids])
        return self.sudo().search(domain)
