from odoo import api, fields, models
from odoo.exceptions import UserError


class CatsReturnChoose(models.TransientModel):
    """Asks staff what becomes of a claim, theirs or the customer's choice (AFS-5)."""

    _name = "cats.return.choose"
    _description = "Choose the solution of a return"

    line_id = fields.Many2one(
        comodel_name="cats.return.line", required=True, readonly=True
    )
    chooser = fields.Selection(related="line_id.chooser")
    solution_text = fields.Text(related="line_id.solution_text", string="Possible")
    codes = fields.Char(compute="_compute_codes", help="Of what can be chosen.")

    @api.depends("line_id.solution_why")
    def _compute_codes(self):
        for wizard in self:
            decision = wizard.line_id._get_frozen_decision()
            wizard.codes = " ".join(decision.codes) if decision else ""

    def action_choose(self):
        """Choose the solution that the button's context names.

        :return: an action that tells what is not possible any more, or closes.
        :rtype: dict
        :raise UserError: if it cannot be chosen.
        """
        self.ensure_one()
        code = self.env.context.get("solution")
        if not isinstance(code, str):
            raise UserError(self.env._("Choose one of the solutions."))
        close = {"type": "ir.actions.act_window_close"}
        message = self.line_id._choose(code, by_staff=True)
        if not message:
            return close
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"type": "warning", "message": message, "next": close},
        }
