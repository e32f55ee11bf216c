from odoo import fields, models


class CatsChangeRequestConfirm(models.TransientModel):
    """Shows what changed since a customer asked, and asks once more (ACC-8)."""

    _name = "cats.change.request.confirm"
    _description = "Approve a change request all the same"

    request_id = fields.Many2one(comodel_name="cats.change.request", required=True)
    line_ids = fields.One2many(related="request_id.line_ids")
    seen = fields.Json(
        readonly=True,
        help="The values that this page showed; if they change, it asks again.",
    )

    def action_approve(self):
        """Write the new values over those that were shown."""
        self.ensure_one()
        request = self.request_id
        request._check_may_decide()
        if not request.sudo()._approve(seen=self.seen):
            return request._get_confirm_action()
        return {"type": "ir.actions.act_window_close"}
