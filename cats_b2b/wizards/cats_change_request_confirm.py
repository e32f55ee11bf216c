from odoo import api, fields, models


class CatsChangeRequestConfirm(models.TransientModel):
    """Asks again: values changed meanwhile, or a VAT number is taken (ACC-8)."""

    _name = "cats.change.request.confirm"
    _description = "Approve a change request all the same"

    request_id = fields.Many2one(comodel_name="cats.change.request", required=True)
    line_ids = fields.One2many(related="request_id.line_ids")
    vat_warning = fields.Text(related="request_id.vat_warning")
    is_moved = fields.Boolean(compute="_compute_is_moved")
    seen = fields.Json(
        readonly=True,
        help="The values that this page showed; if they change, it asks again.",
    )

    @api.depends("line_ids.is_moved")
    def _compute_is_moved(self):
        for wizard in self:
            wizard.is_moved = any(wizard.line_ids.mapped("is_moved"))

    def action_approve(self):
        """Write the new values over those that were shown."""
        self.ensure_one()
        request = self.request_id
        request._check_may_decide()
        if not request.sudo()._approve(seen=self.seen):
            return request._get_confirm_action()
        return {"type": "ir.actions.act_window_close"}
