from odoo import api, fields, models
from odoo.tools import ormcache

from ..policies import entitlement as entitlement_policy


class CatsPartnerEntitlementMixin(models.AbstractModel):
    """Whether a customer may order at all (ACC-7)."""

    _name = "cats.partner.entitlement.mixin"
    _description = "Right of a Customer to Order"

    b2b_vat_exempt = fields.Boolean(
        string="May order without a VAT number",
        copy=False,
        tracking=True,
        groups="base.group_user",
        help="For bodies that have no VAT number. It counts on the company, for all of "
        "its contacts.",
    )

    @api.model
    def _has_field_access(self, field, operation):
        """Override of `base`: those who approve accounts exempt from VAT numbers."""
        if field.name == "b2b_vat_exempt" and operation == "write" and not self.env.su:
            return self.env.user.has_group("cats_b2b.group_accounts")
        return super()._has_field_access(field, operation)

    def _decide_b2b_ordering(self, known=True):
        """Decide whether the customer may order (ACC-7).

        His company's number, country and exemption count, whoever of it orders.

        :param bool known: whether it is not the public who orders.
        :rtype: entitlement_policy.OrderingDecision
        """
        # Customers may read neither their exemption nor, as contacts, their company.
        company_sudo = self.sudo().commercial_partner_id
        vat = (company_sudo.vat or "").strip()
        given = bool(vat) and vat != "/"
        return entitlement_policy.decide_ordering(
            entitlement_policy.Customer(
                known=known,
                vat_given=given,
                country_given=bool(company_sudo.country_id),
                vat_valid=given and company_sudo._has_b2b_valid_vat(),
                vat_exempt=company_sudo.b2b_vat_exempt,
            )
        )

    def _get_b2b_ordering_error(self, known=True):
        """Tell why the customer may not order (ACC-7).

        :param bool known: whether it is not the public who orders.
        :return: the reasons in words; ``False`` when nothing is in the way.
        :rtype: str | bool
        """
        decision = self._decide_b2b_ordering(known=known)
        if decision.allowed:
            return False
        return " ".join(self._explain_b2b_ordering(decision.because))

    def _has_b2b_valid_vat(self):
        """Tell whether the country of the partner accepts his VAT number.

        It is the check that `base_vat` makes when the number is entered; imported
        numbers have not passed it.

        :rtype: bool
        """
        self.ensure_one()
        return self._is_b2b_vat_accepted(self.vat, self.country_id.id)

    @api.model
    @ormcache("vat", "country_id")
    def _is_b2b_vat_accepted(self, vat, country_id):
        """Tell whether a country accepts a VAT number; asked for each card of a shop.

        Kept until countries or their groups change.

        :param str vat: the number, as a partner has it.
        :param int country_id: id of the country.
        :rtype: bool
        """
        checker = self.with_context(no_vat_validation=False)
        country = self.env["res.country"].browse(country_id)
        number, _code = checker._run_vat_checks(country, vat, validation="setnull")
        return bool(number)

    def _explain_b2b_ordering(self, because):
        """Put the reasons against ordering into words, with what to do about them.

        :param because: reasons of :mod:`entitlement_policy`.
        :return: one sentence per reason, in the language of the environment.
        :rtype: list[str]
        """
        return [
            getattr(self, f"_explain_b2b_ordering_{reason.code}")()
            for reason in because
        ]

    def _explain_b2b_ordering_anonymous(self):
        return self.env._("Please log in to order, or register your company first.")

    def _explain_b2b_ordering_vat_missing(self):
        return self.env._(
            "We deliver companies only: your account has no VAT number yet. Please let "
            "us know the VAT number of your company to order."
        )

    def _explain_b2b_ordering_country_missing(self):
        return self.env._(
            "The VAT number of your company cannot be checked because its country is "
            "missing. Please let us know the country to order."
        )

    def _explain_b2b_ordering_vat_invalid(self):
        return self.env._(
            "The VAT number of your company, %(vat)s, is not valid. Please let us know "
            "the right one to order.",
            vat=self.sudo().commercial_partner_id.vat,
        )
