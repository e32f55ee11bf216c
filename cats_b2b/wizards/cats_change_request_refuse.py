from odoo import fields, models


class CatsChangeRequestRefuse(models.TransientModel):
    """Asks for the reason that the customer is told (ACC-8)."""

    _name = "cats.change.request.refuse"
    _description = "Refuse a change request"

    request_ids = fields.Many2many(comodel_name="cats.change.request", required=True)
    reason = fields.Text(required=True)

    def action_refuse(self):
        """Refuse the requests, and mail the reason."""
        self.ensure_one()
        self.request_ids._check_may_decide()
        self.request_ids.sudo()._refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
