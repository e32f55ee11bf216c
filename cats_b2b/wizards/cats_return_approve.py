from odoo import api, fields, models
from odoo.fields import Command


class CatsReturnApprove(models.TransientModel):
    """Asks what of a claim is approved, and how it is sent in (AFS-3)."""

    _name = "cats.return.approve"
    _description = "Approve a return"

    return_id = fields.Many2one(
        comodel_name="cats.return", required=True, readonly=True
    )
    line_ids = fields.One2many(
        comodel_name="cats.return.approve.line", inverse_name="wizard_id"
    )
    sends_in = fields.Boolean(compute="_compute_sends_in")
    is_ours = fields.Boolean(
        compute="_compute_sends_in", help="We pay for the way of the goods to us."
    )
    is_collected = fields.Boolean(
        string="A carrier fetches the goods",
        help="You order the carrier; the customer need not bring them anywhere.",
    )
    instructions = fields.Html(help="How the customer sends the goods in.")

    @api.depends("line_ids.is_approved")
    def _compute_sends_in(self):
        for wizard in self:
            chosen = wizard.line_ids.filtered("is_approved").line_id
            coming = chosen.filtered(lambda line: line._sends_in())
            wizard.sends_in = bool(coming)
            claim = wizard.return_id
            wizard.is_ours = bool(coming) and claim._is_carriage_ours(coming)

    @api.model
    def _create_for(self, claim):
        """:return: cats.return.approve: the wizard, with all that waits in a claim."""
        lines = claim._get_waiting_lines()
        coming = lines.filtered(lambda line: line._sends_in())
        collects = claim.company_id.sudo().b2b_collects_returns
        return self.create(
            {
                "return_id": claim.id,
                "line_ids": [Command.create({"line_id": line.id}) for line in lines],
                "is_collected": (
                    collects and bool(coming) and claim._is_carriage_ours(coming)
                ),
                "instructions": claim._get_return_instructions() if coming else False,
            }
        )

    def action_approve(self):
        """Approve what is ticked, and refuse the rest."""
        self.ensure_one()
        chosen = self.line_ids.filtered("is_approved")
        refused = self.line_ids - chosen
        self.return_id._decide(
            chosen.line_id,
            {row.line_id: row.refusal for row in refused},
            self.instructions,
            self.is_collected,
        )
        return {"type": "ir.actions.act_window_close"}


class CatsReturnApproveLine(models.TransientModel):
    _name = "cats.return.approve.line"
    _description = "Approve a line of a return"

    wizard_id = fields.Many2one(
        comodel_name="cats.return.approve", required=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        comodel_name="cats.return.line", required=True, readonly=True
    )
    product_id = fields.Many2one(related="line_id.product_id")
    lot_name = fields.Char(related="line_id.lot_name")
    quantity = fields.Float(related="line_id.quantity")
    reason = fields.Selection(related="line_id.reason")
    is_approved = fields.Boolean(string="Approve", default=True)
    refusal = fields.Text(
        string="Why not", help="The customer is mailed this, and reads it on his page."
    )
