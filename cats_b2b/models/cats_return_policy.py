import dataclasses

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..policies import returns_terms

_DEFAULTS = returns_terms.ReturnTerms()


def _days(string, name, help_text):
    return fields.Integer(
        string=string, default=getattr(_DEFAULTS, name), required=True, help=help_text
    )


def _flag(string, terms, reason):
    """:return: a field that puts a reason among those of the terms that it names."""
    return fields.Boolean(string=string, default=reason in getattr(_DEFAULTS, terms))


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
    sealed_wrong_article = _flag(
        "Wrong articles unopened only", "sealed_reasons", "wrong_article"
    )
    sealed_own_mistake = _flag(
        "Orders by mistake unopened only", "sealed_reasons", "own_mistake"
    )
    sealed_no_reason = _flag(
        "Returns without a reason unopened only", "sealed_reasons", "no_reason"
    )
    photo_doa = _flag("Photos of what is dead on arrival", "photo_reasons", "doa")
    photo_defective = _flag("Photos of defects", "photo_reasons", "defective")
    photo_transport_damage = _flag(
        "Photos of damage in transport", "photo_reasons", "transport_damage"
    )
    photo_wrong_article = _flag(
        "Photos of wrong articles", "photo_reasons", "wrong_article"
    )

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
    money_first = fields.Selection(
        selection=[
            ("credit", "Credit note"),
            ("voucher", "Voucher"),
            ("refund", "Refund by the original payment"),
        ],
        string="Proposed way of giving money back",
        required=True,
        default=_DEFAULTS.money[0],
    )
    gives_credit = fields.Boolean(string="Gives credit notes", default=True)
    gives_voucher = fields.Boolean(string="Gives vouchers", default=True)
    gives_refund = fields.Boolean(string="Refunds payments", default=True)
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
    free_own_mistake = _flag(
        "Free return of orders by mistake", "free_return_reasons", "own_mistake"
    )
    free_no_reason = _flag(
        "Free return without a reason", "free_return_reasons", "no_reason"
    )
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

    claim_count = fields.Integer(string="Claims", compute="_compute_claim_count")
    is_open = fields.Boolean(
        compute="_compute_claim_count",
        help="In force, and no claim is judged by it yet: it can be changed.",
    )

    _version_uniq = models.UniqueIndex(
        "(company_id, version)", "This version exists already."
    )
    _positive = models.Constraint(
        "CHECK (LEAST(doa_days, no_reason_days, own_mistake_days, "
        "transport_damage_days, wrong_article_days, missing_article_days, "
        "carriage_months, repeat_limit, high_value, waiting_days) >= 0)",
        "Days, months and limits cannot be less than nothing.",
    )
    _repeat_months_positive = models.Constraint(
        "CHECK (repeat_months > 0)",
        "Claims of missing articles are counted over one month at least.",
    )
    _money_first_given = models.Constraint(
        "CHECK (CASE money_first WHEN 'credit' THEN gives_credit "
        "WHEN 'voucher' THEN gives_voucher ELSE gives_refund END)",
        "What is proposed must be among the ways of giving money back.",
    )

    @api.depends("company_id", "version")
    def _compute_display_name(self):
        for policy in self:
            policy.display_name = self.env._(
                "%(seller)s, version %(version)s",
                seller=policy.company_id.name,
                version=policy.version,
            )

    def _compute_claim_count(self):
        # Of who sets the terms, not of who may see the claims.
        groups = (
            self.env["cats.return"]
            .sudo()
            ._read_group([("policy_id", "in", self.ids)], ["policy_id"], ["__count"])
        )
        counts = {policy.id: count for policy, count in groups}
        for policy in self:
            policy.claim_count = counts.get(policy.id, 0)
            is_current = policy == self._get_current(policy.company_id)
            policy.is_open = is_current and not policy.claim_count

    def write(self, vals):
        """Override of `base` to keep the terms by which claims were judged.

        :raise UserError: for a version that judges claims, or is no longer in force.
        """
        for policy in self:
            policy.invalidate_recordset(["claim_count", "is_open"])
            if not policy.is_open:
                raise UserError(
                    self.env._(
                        "Claims are judged by these terms (%(terms)s). Make a new "
                        "version of them.",
                        terms=policy.display_name,
                    )
                )
        return super().write(vals)

    # -- Versions ---------------------------------------------------------------------

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

    def _get_open_version(self):
        """Return the version that can be changed: this one, or a new one after it.

        :rtype: cats.return.policy
        """
        self.ensure_one()
        newest = self._get_current(self.company_id).sudo(self.env.su)
        if not newest.claim_count:
            return newest
        return newest.copy({"version": newest.version + 1})

    def action_new_version(self):
        """Open a new version of the terms; it is in force at once.

        :raise AccessError: for who may not set terms.
        """
        self.check_access("create")
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self._get_open_version().id,
            "view_mode": "form",
        }

    def action_view_claims(self):
        """Open the claims that are judged by these terms."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Returns"),
            "res_model": "cats.return",
            "domain": [("policy_id", "=", self.id)],
            "view_mode": "list,form",
        }

    # -- What they say ----------------------------------------------------------------

    def _get_terms(self):
        """:return: the terms of this version, as the policies want them.

        :rtype: returns_terms.ReturnTerms
        """
        self.ensure_one()
        terms = {
            field.name: self[field.name]
            for field in dataclasses.fields(returns_terms.ReturnTerms)
            if field.name in self._fields and field.name != "version"
        }
        return returns_terms.ReturnTerms(
            version=str(self.version),
            sealed_reasons=self._get_reasons("sealed"),
            photo_reasons=self._get_reasons("photo"),
            free_return_reasons=self._get_reasons("free"),
            money=self._get_money(),
            **terms,
        )

    def _get_reasons(self, prefix):
        """:return: tuple: the reasons whose box is ticked."""
        boxes = {reason: f"{prefix}_{reason}" for reason in returns_terms.REASONS}
        return tuple(
            reason for reason, box in boxes.items() if box in self._fields and self[box]
        )

    def _get_money(self):
        """:return: tuple: the ways of giving money back, the proposed one first."""
        ways = [way for way in _DEFAULTS.money if self[f"gives_{way}"]]
        return tuple(sorted(ways, key=lambda way: way != self.money_first))
