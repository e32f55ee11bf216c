from odoo import api, fields, models

from ..policies import returns_terms

_DEFAULTS = returns_terms.ReturnTerms()


def _days(string, name, help_text):
    return fields.Integer(
        string=string, default=getattr(_DEFAULTS, name), required=True, help=help_text
    )


class CatsReturnPolicy(models.Model):
    """One version of the terms on which a seller takes goods back (AFS-2 to AFS-9).

    A claim keeps the version by which it was judged.
    """

    _name = "cats.return.policy"
    _description = "Terms of returns"
    _order = "company_id, version desc"

    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Seller",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    valid_from = fields.Datetime(
        required=True, default=fields.Datetime.now, readonly=True, copy=False
    )

    # -- Until when -------------------------------------------------------------------

    doa_days = _days(
        "Days for dead on arrival", "doa_days", "0: no such rule, warranty counts."
    )
    no_reason_days = _days(
        "Days for returns without a reason", "no_reason_days", "0: never."
    )
    own_mistake_days = _days(
        "Days for orders by mistake", "own_mistake_days", "0: never."
    )
    transport_damage_days = _days(
        "Days for damage in transport", "transport_damage_days", "0: as the warranty."
    )
    wrong_article_days = _days(
        "Days for wrong articles", "wrong_article_days", "0: as the warranty."
    )
    missing_article_days = _days(
        "Days for missing articles", "missing_article_days", "0: as the warranty."
    )
    returns_from = fields.Selection(
        selection=[
            ("line", "The delivery of the goods"),
            ("order", "The delivery of the order's last goods"),
        ],
        string="Days of returns count from",
        required=True,
        default=_DEFAULTS.returns_from,
    )
    sealed_reason_codes = fields.Json(default=list(_DEFAULTS.sealed_reasons))
    photo_reason_codes = fields.Json(default=list(_DEFAULTS.photo_reasons))

    # -- Solutions --------------------------------------------------------------------

    warranty_service = fields.Selection(
        selection=[("seller", "We"), ("service_centre", "A service centre")],
        string="Who repairs under warranty",
        required=True,
        default=_DEFAULTS.warranty_service,
    )
    repairs_outside_warranty = fields.Boolean(
        string="Repairs at the customer's cost",
        default=_DEFAULTS.repairs_outside_warranty,
    )
    customer_chooses = fields.Boolean(
        string="The customer chooses among solutions",
        default=_DEFAULTS.customer_chooses,
    )
    money_for_used = fields.Boolean(
        string="Money is a choice for used units that cannot be repaired",
        default=_DEFAULTS.money_for_used,
    )
    money = fields.Json(
        string="Ways of giving money back", default=list(_DEFAULTS.money)
    )
    replacement_continues = fields.Boolean(
        string="A replacement continues the warranty",
        default=_DEFAULTS.replacement_continues,
    )

    # -- Carriage ---------------------------------------------------------------------

    carriage_months = _days(
        "Months of free carriage for defects", "carriage_months", "0: none."
    )
    carriage_from = fields.Selection(
        selection=[("delivery", "Delivery"), ("payment", "Payment")],
        string="These months count from",
        required=True,
        default=_DEFAULTS.carriage_from,
    )
    warranty_carriage_out = fields.Selection(
        selection=[("seller", "We"), ("customer", "The customer")],
        string="Who pays the way back after these months",
        required=True,
        default=_DEFAULTS.warranty_carriage_out,
    )
    free_return_reason_codes = fields.Json(default=list(_DEFAULTS.free_return_reasons))
    refunds_own_carrier = fields.Boolean(
        string="Refund the customer's own carrier",
        default=_DEFAULTS.refunds_own_carrier,
    )
    recharges_inbound = fields.Boolean(
        string="Unfounded claims pay the way in, too",
        default=_DEFAULTS.recharges_inbound,
    )

    # -- What stands out --------------------------------------------------------------

    repeat_limit = _days(
        "Claims of missing articles that are nothing special",
        "repeat_limit",
        "One more within the months below stands out.",
    )
    repeat_months = _days("Months that are counted", "repeat_months", "")
    refuse_repeated = fields.Boolean(
        string="Refuse repeated claims online", default=_DEFAULTS.refuse_repeated
    )
    high_value = fields.Float(default=_DEFAULTS.high_value, help="0: never.")
    waiting_days = _days(
        "Days after which a waiting claim stands out", "waiting_days", ""
    )

    _version_uniq = models.UniqueIndex(
        "(company_id, version)", "This version exists already."
    )

    @api.depends("company_id", "version")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._(
                "%(seller)s, version %(version)s",
                seller=policy.company_id.name,
                version=policy.version,
            )

    @api.model
    def _get_current(self, company):
        """Return the terms that are in force for a seller.

        :param res.company company: the seller.
        :return: the newest version, made with the defaults when there is none yet.
        :rtype: cats.return.policy
        """
        # Terms are the shop's, whoever asks; nobody reads more than what follows.
        mine = self.sudo().search([("company_id", "=", company.id)], limit=1)
        return mine or self.sudo().create({"company_id": company.id})

    def _get_terms(self):
        """:return: the terms of this version, as the policies want them.

        :rtype: returns_terms.ReturnTerms
        """
        self.ensure_one()
        names = {
            "version": str(self.version),
            "sealed_reasons": tuple(self.sealed_reason_codes or ()),
            "photo_reasons": tuple(self.photo_reason_codes or ()),
            "free_return_reasons": tuple(self.free_return_reason_codes or ()),
            "money": tuple(self.money or ("credit",)),
        }
        same = (
            "doa_days no_reason_days own_mistake_days transport_damage_days "
            "wrong_article_days missing_article_days returns_from warranty_service "
            "repairs_outside_warranty customer_chooses money_for_used "
            "replacement_continues carriage_months carriage_from warranty_carriage_out "
            "refunds_own_carrier recharges_inbound repeat_limit repeat_months "
            "refuse_repeated high_value waiting_days"
        ).split()
        return returns_terms.ReturnTerms(**names, **{name: self[name] for name in same})
