from odoo import api, models
from odoo.tools import ormcache


class CatsUserPricesMixin(models.AbstractModel):
    """What pages show to a user who may not see prices (USR-3)."""

    _name = "cats.user.prices.mixin"
    _description = "Prices on a User's pages"

    @ormcache("self.id")
    def _sees_b2b_prices(self):
        """Tell whether a user may see prices; asked for each amount that is read.

        Kept until groups, users or websites change, like the record rules' answers.

        :rtype: bool
        """
        self.ensure_one()
        return self._has_b2b_right("see_prices")

    @api.model
    def _hides_b2b_prices(self):
        """Tell whether amounts are left out of what is being rendered.

        Mails are for others than who causes them, reports are refused as a whole, and
        invoices tell their amounts to who may see invoices. For pages only: whoever
        calls by RPC chooses the context.

        :rtype: bool
        """
        context = self.env.context
        if context.get("minimal_qcontext") or context.get("b2b_show_amounts"):
            return False
        user = self.env.user  # nobody on pages that come before the session
        return bool(user) and not user._sees_b2b_prices()

    @api.model
    def _get_b2b_price_notice(self):
        """:return: why the current user sees no prices, as a sentence."""
        return self.env._(
            "Prices are not shown to you. %(whom)s", whom=self._get_b2b_whom_to_ask()
        )

    @api.model
    def _check_b2b_report(self, records):
        """Refuse the print of orders to who may not see their prices (USR-4).

        :param records: what is printed; reports of other models are no matter of
            this right.
        :raise AccessError: naming what he lacks and whom he can ask.
        """
        if records._name == "sale.order":
            self._check_b2b_right("see_prices")
