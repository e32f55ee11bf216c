from odoo import fields, models


class CatsReturnClose(models.TransientModel):
    """Asks why a claim is closed that comes to nothing (AFS-3)."""

    _name = "cats.return.close"
    _description = "Close a return"

    line_id = fields.Many2one(
        comodel_name="cats.return.line", required=True, readonly=True
    )
    reason = fields.Text(
        required=True, help="The customer is mailed this, and reads it on his page."
    )

    def action_close(self):
        """Close the claim of the line."""
        self.ensure_one()
        self.line_id._close(self.reason)
        return {"type": "ir.actions.act_window_close"}
