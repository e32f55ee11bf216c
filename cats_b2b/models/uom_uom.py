from odoo import models
from odoo.tools import float_is_zero, formatLang


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
