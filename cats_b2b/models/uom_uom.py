from odoo import api, models
from odoo.tools import float_is_zero, formatLang

from ..policies import typed_quantity


class UomUom(models.Model):
    _inherit = "uom.uom"

    def _format_b2b_quantity(self, quantity):
        """Write a quantity of this unit for a reader, such as "12 Units".

        :param float quantity: a quantity in this unit.
        :return: the number without idle decimals and the unit's name.
        :rtype: str
        """
        self.ensure_one()
        whole = float_is_zero(quantity - round(quantity), precision_digits=6)
        digits = (
            0 if whole else self.env["decimal.precision"].precision_get("Product Unit")
        )
        number = formatLang(self.env, quantity, digits=digits)
        return self.env._("%(number)s %(unit)s", number=number, unit=self.name)

    # -- What a reader types ------------------------------------------------------

    @api.model
    def _get_b2b_lang_signs(self):
        """:return: the signs of thousands and of decimals in the reader's language.

        :rtype: tuple[str, str]
        """
        code = self.env.lang or self.env.user.lang
        lang = self.env["res.lang"]._get_data(code=code)
        return lang.thousands_sep or "", lang.decimal_point or "."

    @api.model
    def _parse_b2b_quantity(self, text):
        """Read a quantity that the reader typed.

        :param str text: as of :func:`typed_quantity.parse_quantity`.
        :return: the quantity; ``None`` for what is none.
        :rtype: float | None
        """
        thousands, _decimal = self._get_b2b_lang_signs()
        return typed_quantity.parse_quantity(text, thousands)

    @api.model
    def _parse_b2b_number(self, text):
        """Read what the reader typed where a quantity may be zero.

        :param str text: as of :func:`typed_quantity.parse_number`.
        :return: zero or more; ``None`` for what is no quantity.
        :rtype: float | None
        """
        thousands, _decimal = self._get_b2b_lang_signs()
        return typed_quantity.parse_number(text, thousands)

    @api.model
    def _write_b2b_quantity(self, quantity):
        """Write a quantity as a box or a file of the reader takes it.

        :rtype: str
        """
        _thousands, decimal = self._get_b2b_lang_signs()
        return typed_quantity.write_quantity(quantity, decimal)
