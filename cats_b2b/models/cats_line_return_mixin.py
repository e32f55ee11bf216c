from odoo import api, fields, models


class CatsLineReturnMixin(models.AbstractModel):
    """What came back of an order line, and what never came (AFS-5)."""

    _name = "cats.line.return.mixin"
    _description = "Returns of an order line"

    b2b_return_line_ids = fields.One2many(
        comodel_name="cats.return.line",
        inverse_name="sale_line_id",
        string="Returned",
        groups="base.group_user",
    )
    b2b_settled_qty = fields.Float(
        string="Settled by returns",
        digits="Product Unit",
        compute="_compute_b2b_settled_qty",
        compute_sudo=True,
        store=True,
        groups="base.group_user",
        help="What is not to be invoiced, or not again, though the quantities of the "
        "order still count it.",
    )

    @api.depends(
        "b2b_return_line_ids.settled_qty", "b2b_return_line_ids.refund_id.state"
    )
    def _compute_b2b_settled_qty(self):
        for line in self:
            line.b2b_settled_qty = sum(
                one.settled_qty
                for one in line.b2b_return_line_ids
                if one.refund_id.state != "cancel"
            )

    def _settle_b2b_amount(self, name, price):
        """Take what returns settled off an amount that is to be invoiced.

        :param str name: the field of that amount.
        :param str price: the field of the line's whole price.
        """
        for line in self.filtered(lambda one: one.sudo().b2b_settled_qty):
            if line.product_uom_qty:
                per_unit = line[price] / line.product_uom_qty
                line[name] -= per_unit * line.sudo().b2b_settled_qty
