from odoo import models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "cats.guarded.document.mixin",
        "cats.picking.tracking.mixin",
        "cats.price.rights.mixin",
    ]

    _b2b_price_fields = frozenset({"carrier_price"})

    def write(self, vals):
        """Override of `stock`: numbers that come after the dispatch are told (DSP-5).

        Without a carrier's connector they are typed once the parcel is at the counter.
        """
        number = vals.get("carrier_tracking_ref")
        told = not number or self.env.context.get("b2b_dispatching")
        renewed = self.browse() if told else self._filter_b2b_renumbered(number)
        result = super().write(vals)
        renewed._filter_b2b_dispatched()._send_b2b_dispatch_mail()
        return result

    def _send_confirmation_email(self):
        """Override of `stock`: customers of a B2B shop always get its mail (DSP-5)."""
        dispatching = self.with_context(b2b_dispatching=True)
        result = super(StockPicking, dispatching)._send_confirmation_email()
        self._filter_b2b_dispatched()._send_b2b_dispatch_mail()
        return result

    def message_post_with_source(self, source_ref, *args, **kwargs):
        """Override of `mail`: they do not get that of `stock` as well (DSP-5)."""
        if (
            self.env.context.get("b2b_dispatching")
            and source_ref == self.company_id.stock_mail_confirmation_template_id
            and self._filter_b2b_dispatched()
        ):
            return self.env["mail.message"]
        return super().message_post_with_source(source_ref, *args, **kwargs)
