from odoo import api, fields, models


class CatsOrderAnswer(models.TransientModel):
    """Asks what the customer is told about his request (ORD-7)."""

    _name = "cats.order.answer"
    _description = "Answer a request to change an order"

    request_id = fields.Many2one(comodel_name="cats.order.request", required=True)
    outcome = fields.Selection(
        selection=[("granted", "Grant"), ("refused", "Refuse")], required=True
    )
    answer = fields.Text(help="The customer is mailed this, and reads it on his page.")
    has_quantities = fields.Boolean(compute="_compute_has_quantities")
    apply = fields.Boolean(
        string="Change the order",
        default=True,
        help="Quantities become those that the customer wants. Off: you have done what "
        "he asks for, or do it yourself.",
    )
    limit_warning = fields.Text(related="request_id.limit_warning")

    @api.depends("request_id")
    def _compute_has_quantities(self):
        for wizard in self:
            request = wizard.request_id
            wizard.has_quantities = request.whole or bool(request.line_ids)

    def action_answer(self):
        """Grant or refuse the request, and mail the answer."""
        self.ensure_one()
        if self.outcome == "granted":
            self.request_id._grant(self.answer or "", self.apply)
        else:
            self.request_id._refuse(self.answer or "")
        return {"type": "ir.actions.act_window_close"}
