from odoo import fields, models


class CatsReturnRefuse(models.TransientModel):
    """Asks why nothing of a claim is approved (AFS-3)."""

    _name = "cats.return.refuse"
    _description = "Refuse a return"

    return_id = fields.Many2one(
        comodel_name="cats.return", required=True, readonly=True
    )
    reason = fields.Text(
        required=True, help="The customer is mailed this, and reads it on his page."
    )

    def action_refuse(self):
        """Refuse all that waits of the claim."""
        self.ensure_one()
        claim = self.return_id
        lines = claim._get_waiting_lines()
        claim._decide(lines.browse(), dict.fromkeys(lines, self.reason))
        return {"type": "ir.actions.act_window_close"}
