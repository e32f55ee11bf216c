from odoo import api, fields, models
from odoo.fields import Command


class CatsOrderCancel(models.TransientModel):
    """Asks which lines of an order to cancel, and why (ORD-7)."""

    _name = "cats.order.cancel"
    _description = "Cancel lines of an order"

    order_id = fields.Many2one(comodel_name="sale.order", required=True, readonly=True)
    line_ids = fields.One2many(
        comodel_name="cats.order.cancel.line",
        inverse_name="wizard_id",
        string="Lines",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    reason = fields.Text(help="The customer reads this.")
    tell = fields.Boolean(
        string="Mail the customer", default=True, help="Without prices."
    )
    obstacle = fields.Char(compute="_compute_obstacle")

    @api.depends("order_id")
    def _compute_line_ids(self):
        for wizard in self:
            decision = wizard.order_id._decide_b2b_change(by_staff=True)
            wizard.line_ids = [Command.clear()] + [
                Command.create(
                    {
                        "order_line_id": line.id,
                        "open": decision.get_line(line.id).open,
                        "why": line._explain_b2b_change(decision.get_line(line.id)),
                    }
                )
                for line in wizard.order_id._get_b2b_changeable_lines()
                if line.product_uom_qty
            ]

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_obstacle(self):
        for wizard in self:
            order = wizard.order_id
            wizard.obstacle = order._explain_b2b_change(
                order._decide_b2b_change(by_staff=True)
            )

    def action_cancel_all(self):
        """Cancel what can still be cancelled of each line."""
        self.ensure_one()
        for line in self.line_ids:
            line.quantity = line.open
        return self.action_cancel_lines()

    def action_cancel_lines(self):
        """Cancel the quantities that were typed."""
        self.ensure_one()
        self.order_id._change_b2b_quantities(
            {
                line.order_line_id: line.order_line_id.product_uom_qty - line.quantity
                for line in self.line_ids
                if line.quantity > 0
            },
            reason=self.reason or "",
            tell=self.tell,
        )
        return {"type": "ir.actions.act_window_close"}


class CatsOrderCancelLine(models.TransientModel):
    """How much of a line is to be cancelled."""

    _name = "cats.order.cancel.line"
    _description = "Line of an order to cancel"

    wizard_id = fields.Many2one(
        comodel_name="cats.order.cancel", required=True, ondelete="cascade"
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line", required=True, ondelete="cascade"
    )
    product_id = fields.Many2one(related="order_line_id.product_id")
    ordered = fields.Float(related="order_line_id.product_uom_qty", string="Ordered")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    open = fields.Float(string="Can be cancelled", digits="Product Unit", readonly=True)
    why = fields.Char(string="Why not more", readonly=True)
    quantity = fields.Float(string="Cancel", digits="Product Unit")
