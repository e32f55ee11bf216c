from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.base_vat.models.res_partner import _ref_vat

from ..policies import vat as vat_policy


class CatsPartnerVatMixin(models.AbstractModel):
    """The VAT number of a company, in whatever spelling it came (ACC-2, ACC-6)."""

    _name = "cats.partner.vat.mixin"
    _description = "VAT number of a partner"

    b2b_vat_key = fields.Char(
        string="VAT number for comparison",
        compute="_compute_b2b_vat_key",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="Capitals and digits with the prefix of the country, so that all "
        "spellings of a number are equal.",
    )

    @api.depends("vat", "country_id")
    def _compute_b2b_vat_key(self):
        for partner in self:
            key = vat_policy.get_vat_key(partner.vat, partner.country_id.code or "")
            partner.b2b_vat_key = key or False

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        if self.env.context.get("b2b_vies_known"):
            # Now: who flushes later does not know the answer, and would ask VIES.
            partners._recompute_recordset(["vies_valid"])
        return partners

    def write(self, vals):
        result = super().write(vals)
        if self.env.context.get("b2b_vies_known"):
            self._recompute_recordset(["vies_valid"])
        return result

    @api.model
    def _parse_b2b_vat(self, vat, country):
        """Return what a typed VAT number means.

        :param str vat: as typed.
        :param res.country country: where the company is; may be empty.
        :rtype: vat_policy.VatNumber
        """
        return vat_policy.decide_vat(vat, country.code or "", self.env.lang or "")

    @api.model
    def _check_b2b_vat(self, vat, country):
        """Check a VAT number that somebody typed; no text makes this fail (ACC-2).

        :param str vat: as typed; may be empty.
        :param res.country country: where the company is.
        :return: the number as a partner keeps it and no message, or no number and
            what is wrong with it, in the language of the environment.
        :rtype: tuple
        """
        country = country.with_env(self.env)
        parsed = self._parse_b2b_vat(vat, country)
        if parsed.because:
            return None, self._explain_b2b_vat(parsed.because[0], country)
        try:
            number, _code = self._run_vat_checks(country, parsed.number)
        except (ValidationError, *vat_policy.WRONG):
            return None, self._explain_b2b_vat_wrong(country)
        return number, None

    @api.model
    def _find_b2b_companies(self, *vat_keys):
        """Find the companies that have a VAT number, archived ones too (ACC-6).

        A company without country, imported with a bare number, may be meant as well:
        its key is the number without the prefix.

        :param str vat_keys: as of ``b2b_vat_key``.
        :return: commercial partners of all the sellers, as superuser: who is told of
            them is up to the caller.
        :rtype: res.partner
        """
        keys = {spelled for key in vat_keys if key for spelled in (key, key[2:])}
        partners_sudo = self.sudo().with_context(active_test=False)
        return partners_sudo.search(
            [("b2b_vat_key", "in", list(keys - {""}))]
        ).commercial_partner_id

    # -- Sentences ----------------------------------------------------------------

    @api.model
    def _explain_b2b_vat(self, reason, country):
        """:return: a policy's reason against a number, as a sentence."""
        explain = getattr(self, f"_explain_b2b_vat_{reason.code}")
        return explain(country, **reason.facts)

    @api.model
    def _explain_b2b_vat_missing(self, _country):
        return self.env._("Enter the VAT number of your company.")

    @api.model
    def _explain_b2b_vat_wrong(self, country):
        example = _ref_vat.get((country.code or "").lower())
        if not example:
            return self.env._("This is not a valid VAT number.")
        return self.env._(
            "This is not a valid VAT number of %(country)s. Example: %(example)s",
            country=country.name,
            example=example,
        )

    @api.model
    def _explain_b2b_vat_foreign(self, country, prefix):
        return self.env._(
            "A VAT number with %(prefix)s is not one of %(country)s. Choose the "
            "country of the VAT number; if your company has a number of another "
            "country, please contact us.",
            prefix=prefix,
            country=country.name,
        )
