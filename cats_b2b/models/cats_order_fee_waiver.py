from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CatsOrderFeeWaiver(models.Model):
    _name = "cats.order.fee.waiver"
    _description = "Waived Fee of an Order"
    _rec_name = "fee_type"

    order_id = fields.Many2one(
        comodel_name="sale.order", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    fee_type = fields.Selection(
        selection=lambda self: self.env["sale.order.line"]
        ._fields["b2b_fee_type"]
        ._description_selection(self.env),
        string="Fee",
        required=True,
    )
    reason = fields.Char(required=True)

    _order_fee_uniq = models.Constraint(
        "UNIQUE (order_id, fee_type)", "A fee of an order is waived once."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Waive fees; the order's history tells who did it and why.

        :raise ValidationError: if the fees of the order do not change any more.
        """
        waivers = super().create(vals_list)
        waivers._check_order_open()
        for waiver in waivers:
            waiver.order_id.message_post(
                body=self.env._(
                    "%(fee)s waived: %(reason)s",
                    fee=waiver._get_fee_name(),
                    reason=waiver.reason,
                )
            )
        waivers.order_id._sync_order_fees(by_staff=True)
        return waivers

    def write(self, vals):
        """Keep what was waived; only the words of the reason may be mended."""
        self._check_order_open()
        result = super().write(vals)
        self._check_order_open()
        self.order_id._sync_order_fees(by_staff=True)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_order_open(self):
        self._check_order_open()

    def unlink(self):
        """Charge again what was waived."""
        orders = self.order_id
        for waiver in self:
            waiver.order_id.message_post(
                body=self.env._("%(fee)s charged again", fee=waiver._get_fee_name())
            )
        result = super().unlink()
        orders.exists()._sync_order_fees(by_staff=True)
        return result

    def _check_order_open(self):
        """Refuse to change the fees of an order that stands, or is somebody else's.

        :raise ValidationError: naming the order that stands.
        :raise AccessError: if the user may not change the order.
        """
        self.order_id.check_access("write")
        for order in self.order_id:
            if not order._can_sync_order_fees(by_staff=True):
                raise ValidationError(
                    self.env._(
                        "The fees of %(order)s do not change any more. Credit them on "
                        "its invoice instead.",
                        order=order.name,
                    )
                )

    def _get_fee_name(self):
        """:return: the fee in words."""
        self.ensure_one()
        selection = self._fields["fee_type"]._description_selection(self.env)
        return dict(selection)[self.fee_type]
