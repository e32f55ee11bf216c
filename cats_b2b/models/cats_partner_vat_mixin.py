from odoo import api, models
from odoo.exceptions import ValidationError


class CatsPartnerVatMixin(models.AbstractModel):
    """The VAT number of a customer."""

    _name = "cats.partner.vat.mixin"
    _description = "VAT number of a customer"

    @api.model
    def _check_b2b_vat(self, vat, country):
        """Check the form of a VAT number.

        :param str vat: as it was typed.
        :param res.country country: the company's country.
        :return: the normalized number, and why it will not do, or ``None``.
        :rtype: tuple[str, str | None]
        """
        if len(vat) < 2:
            return vat, self.env._("This is not a VAT number.")
        try:
            return self.env["res.partner"]._run_vat_checks(country, vat)[0], None
        except ValidationError as error:
            return vat, str(error).strip()
