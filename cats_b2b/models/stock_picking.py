from odoo import api, fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "cats.guarded.document.mixin",
        "cats.picking.tracking.mixin",
        "cats.price.rights.mixin",
        "cats.return.count.mixin",
    ]

    _b2b_price_fields = frozenset({"carrier_price"})
    _b2b_return_paths = (
        "move_line_id.picking_id",
        "rma_id.reception_move_id.picking_id",
        "rma_id.delivery_move_ids.picking_id",
    )

    b2b_remark = fields.Text(string="Customer's remark", related="sale_id.b2b_remark")
    b2b_wished_date = fields.Date(related="sale_id.b2b_wished_date")
    b2b_phone = fields.Char(
        string="Announce by phone",
        compute="_compute_b2b_phone",
        compute_sudo=True,
        help="Under which number the forwarder announces the delivery.",
    )

    @api.depends(
        "carrier_id.b2b_forwarder",
        "sale_id.b2b_phone",
        "sale_id.partner_shipping_id.phone",
    )
    def _compute_b2b_phone(self):
        self.b2b_phone = False
        for picking in self.filtered(lambda it: it.sale_id and it.sale_id._is_b2b()):
            order = picking.sale_id
            by_forwarder = picking.carrier_id.b2b_forwarder
            picking.b2b_phone = (
                order._get_b2b_phone() if by_forwarder else order.b2b_phone
            )

    def _get_b2b_goods_kind(self):
        """:return: ``bulky`` or ``parcel``; ``None`` where no B2B rules hold."""
        self.ensure_one()
        order = self.sudo().sale_id
        if not order or not order._is_b2b():
            return None
        return (
            "bulky" if any(self.move_ids.product_id.mapped("b2b_bulky")) else "parcel"
        )

    def _may_print_b2b_return_slip(self, user):
        """Tell whether somebody gets Odoo's return slip of a delivery (AFS-3).

        Whoever has it sends goods in that nobody approved.

        :param res.users user: who asks; pages work as superuser.
        :return: false for customers of a B2B shop, and for who opens one of its orders
            by a link.
        :rtype: bool
        """
        self.ensure_one()
        if user._is_internal():
            return True
        order_sudo = self.sudo().sale_id
        return not user._is_b2b_customer() and not (order_sudo and order_sudo._is_b2b())

    def write(self, vals):
        """Override of `stock`: numbers that come after the dispatch are told (DSP-5).

        Without a carrier's connector they are typed once the parcel is at the counter.
        Another day of delivery is another start of the warranty (AFS-1).
        """
        number = vals.get("carrier_tracking_ref")
        told = not number or self.env.context.get("b2b_dispatching")
        renewed = self.browse() if told else self._filter_b2b_renumbered(number)
        result = super().write(vals)
        renewed._filter_b2b_dispatched()._send_b2b_dispatch_mail()
        if vals.get("date_done"):
            self.move_ids._update_b2b_delivery_days()
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
