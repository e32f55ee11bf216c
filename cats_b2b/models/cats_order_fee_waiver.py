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

        On a confirmed order the fee's quantity becomes 0: what was invoiced is credited
        with the next credit note, what was not is never invoiced.

        :raise ValidationError: if the fees of the order do not change any more.
        """
        waivers = super().create(vals_list)
        waivers._check_order_open()
        for waiver in waivers:
            waiver.order_id.message_post(
                body=self.env._(
                    "Waived: %(fee)s (%(reason)s).",
                    fee=waiver._get_fee_name(),
                    reason=waiver.reason,
                )
            )
            waiver.order_id._waive_b2b_fee(waiver.fee_type)
        return waivers

    def write(self, vals):
        """Mend the reason; another fee or order is another waiver."""
        self._check_order_open()
        if not {"order_id", "fee_type"}.isdisjoint(vals):
            raise ValidationError(
                self.env._("Delete the waiver and add another one instead.")
            )
        result = super().write(vals)
        self.order_id._sync_order_fees(by_staff=True)
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_order_open(self):
        self._check_order_open()

    def unlink(self):
        """Charge again what was waived."""
        waived = [(waiver.order_id, waiver.fee_type) for waiver in self]
        for waiver in self:
            waiver.order_id.message_post(
                body=self.env._("Charged again: %(fee)s.", fee=waiver._get_fee_name())
            )
        result = super().unlink()
        for order, fee_type in waived:
            order._waive_b2b_fee(fee_type, waived=False)
        return result

    def _check_order_open(self):
        """Refuse to change the fees of an order that stands, or is somebody else's.

        :raise ValidationError: naming the order that stands.
        :raise AccessError: if the user may not change the order.
        """
        self.order_id.check_access("write")
        for order in self.order_id:
            if order.state != "sale" and not order._can_sync_order_fees(by_staff=True):
                raise ValidationError(
                    self.env._(
                        "The fees of %(order)s do not change any more.",
                        order=order.name,
                    )
                )

    def _get_fee_name(self):
        """:return: the fee in words."""
        self.ensure_one()
        selection = self._fields["fee_type"]._description_selection(self.env)
        return dict(selection)[self.fee_type]
