from odoo import api, fields, models


class CatsApplicationDecisionMixin(models.AbstractModel):
    """Who decides about an application, and why (ACC-2 to ACC-6, ACC-9)."""

    _name = "cats.application.decision.mixin"
    _description = "Decision about a B2B application"

    waits_for = fields.Selection(
        selection=[
            ("check", "Our checks"),
            ("principal", "A principal user"),
            ("staff", "Staff"),
            ("applicant", "The applicant"),
        ],
        readonly=True,
        copy=False,
        index=True,
        help="Who has to do something next.",
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)
    why = fields.Json(readonly=True, copy=False)
    reason_text = fields.Text(compute="_compute_reason_text", string="Reasons")
    refusal_reason = fields.Text(readonly=True, copy=False, tracking=True)

    @api.model
    def _cron_process_applications(self):
        """Decide about the applications that wait for our checks."""
