from odoo import api, fields, models


class CatsInvoiceReturnMixin(models.AbstractModel):
    """The returns that a credit note is for (AFS-5)."""

    _name = "cats.invoice.return.mixin"
    _description = "Credit note of returns"

    b2b_return_line_ids = fields.One2many(
        comodel_name="cats.return.line",
        inverse_name="refund_id",
        string="Returned",
        readonly=True,
        groups="base.group_user",
    )
    b2b_return_count = fields.Integer(
        string="Returns", compute="_compute_b2b_return_count", groups="base.group_user"
    )
    b2b_awaits_refund = fields.Boolean(
        compute="_compute_b2b_awaits_refund",
        compute_sudo=True,
        groups="account.group_account_invoice",
        help="Whether the customer is to get the money of the return back.",
    )

    @api.depends("b2b_return_line_ids.return_id")
    def _compute_b2b_return_count(self):
        for move in self:
            move.b2b_return_count = len(move.b2b_return_line_ids.return_id)

    @api.depends("b2b_return_line_ids.events", "b2b_return_line_ids.solution")
    def _compute_b2b_awaits_refund(self):
        for move in self:
            move.b2b_awaits_refund = any(
                line.solution == "refund" and line.next_step == "refunded"
                for line in move.b2b_return_line_ids
            )

    def action_view_b2b_returns(self):
        """Open the returns that the credit note is for."""
        self.ensure_one()
        claims = self.b2b_return_line_ids.return_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Returns"),
            "res_model": "cats.return",
        }
        if len(claims) == 1:
            return {**action, "view_mode": "form", "res_id": claims.id}
        return {
            **action,
            "view_mode": "list,form",
            "domain": [("id", "in", claims.ids)],
        }

    def action_note_b2b_refunded(self):
        """Accountant's button, see `action_note_refunded` of the lines."""
        self.b2b_return_line_ids.action_note_refunded()

    def action_refund_b2b_again(self):
        """Accountant's button, see `action_refund_again` of the lines."""
        self.b2b_return_line_ids.action_refund_again()

    def _get_b2b_owed_items(self):
        """:return: account.move.line: what is left of credit notes that were posted."""
        return self.filtered(lambda move: move.state == "posted").line_ids.filtered(
            lambda item: item.account_type == "asset_receivable" and not item.reconciled
        )

    def _is_b2b_voucher_note(self):
        """:return: whether a credit note becomes a voucher."""
        self.ensure_one()
        return "voucher" in self.sudo().b2b_return_line_ids.mapped("solution")
