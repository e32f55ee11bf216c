from odoo import api, fields, models


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = [
        "stock.picking",
        "cats.guarded.document.mixin",
        "cats.price.rights.mixin",
    ]

    _b2b_price_fields = frozenset({"carrier_price"})

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
