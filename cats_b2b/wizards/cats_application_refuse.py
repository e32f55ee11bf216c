from odoo import fields, models


class CatsApplicationRefuse(models.TransientModel):
    _name = "cats.application.refuse"
    _description = "Refuse a B2B Application"

    application_id = fields.Many2one(
        comodel_name="cats.application", required=True, readonly=True
    )
    reason = fields.Text(required=True, help="The applicant is told by mail.")

    def action_refuse(self):
        """Refuse; the applicant is told why, in his language."""
        self.ensure_one()
        self.application_id._refuse_by_staff(self.reason)
        return {"type": "ir.actions.act_window_close"}
