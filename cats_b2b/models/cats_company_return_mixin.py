from odoo import fields, models


class CatsCompanyReturnMixin(models.AbstractModel):
    """The terms of a seller's returns, as settings of the company (AFS-2).

    They stand in versions (`cats.return.policy`): who changes a setting by which claims
    are judged already makes a new version.
    """

    _name = "cats.company.return.mixin"
    _description = "Terms of a seller's returns"

    b2b_doa_days = fields.Integer(
        string="Dead on arrival",
        compute="_compute_b2b_return_terms",
        inverse="_inverse_b2b_doa_days",
        help="Days from delivery on in which a unit that never worked is replaced or "
        "credited. 0: no such rule, the warranty counts.",
    )
    b2b_return_days = fields.Integer(
        string="Returns without a reason",
        compute="_compute_b2b_return_terms",
        inverse="_inverse_b2b_return_days",
        help="Days from delivery on in which unopened goods are taken back. 0: never.",
    )

    def _compute_b2b_return_terms(self):
        policies = self.env["cats.return.policy"]
        for company in self:
            terms = policies._get_current(company)
            company.b2b_doa_days = terms.doa_days
            company.b2b_return_days = terms.no_reason_days

    def _inverse_b2b_doa_days(self):
        for company in self:
            company._set_b2b_return_term("doa_days", company.b2b_doa_days)

    def _inverse_b2b_return_days(self):
        for company in self:
            company._set_b2b_return_term("no_reason_days", company.b2b_return_days)

    def _set_b2b_return_term(self, name, value):
        """Change a term of the version in force, or of a new one.

        :param str name: field of `cats.return.policy`.
        :param value: its new value; the same one changes nothing.
        """
        self.ensure_one()
        # Who may write on the company sets its terms, as in the settings.
        current_sudo = self.env["cats.return.policy"]._get_current(self)
        if current_sudo[name] != value:
            current_sudo._get_open_version().write({name: value})

    def _get_b2b_replacement_continues(self):
        """:return: bool: whether a replacement continues the warranty (AFS-1)."""
        self.ensure_one()
        return self.env["cats.return.policy"]._get_current(self).replacement_continues
