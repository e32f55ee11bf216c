from odoo import api, fields, models
from odoo.exceptions import UserError


class RepairOrder(models.Model):
    """The repair of a returned unit (AFS-7); the customer never reads it."""

    _inherit = "repair.order"

    b2b_return_line_id = fields.Many2one(
        comodel_name="cats.return.line",
        string="Claim",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    b2b_labour_hours = fields.Float(
        string="Hours of work",
        copy=False,
        help="As estimated; the quotation charges them at the company's hourly rate.",
    )
    b2b_is_quoted = fields.Boolean(related="b2b_return_line_id.is_quoted")
    b2b_quote_state = fields.Selection(related="b2b_return_line_id.quote_state")
    b2b_claim_name = fields.Char(
        string="RA number", compute="_compute_b2b_claim", compute_sudo=True
    )
    b2b_claim_text = fields.Text(
        string="In the customer's words", related="b2b_return_line_id.description"
    )
    b2b_claim_note = fields.Text(
        string="What was found", related="b2b_return_line_id.inspection_note"
    )
    b2b_warranty_text = fields.Text(
        string="Warranty", compute="_compute_b2b_claim", compute_sudo=True
    )

    # Two buttons pressed at once must not repair one unit twice.
    _b2b_return_line_uniq = models.UniqueIndex(
        "(b2b_return_line_id) WHERE b2b_return_line_id IS NOT NULL "
        "AND state <> 'cancel'",
        "This unit is being repaired already.",
    )
    _b2b_labour_hours_positive = models.Constraint(
        "CHECK (b2b_labour_hours >= 0)", "Hours of work cannot be negative."
    )

    @api.depends(
        "b2b_return_line_id.events",
        "b2b_return_line_id.is_repairable",
        "b2b_return_line_id.solution",
        "b2b_return_line_id.solution_why",
    )
    @api.depends_context("lang")
    def _compute_b2b_claim(self):
        for repair in self:
            line = repair.b2b_return_line_id
            repair.b2b_claim_name = line.rma_id.name or line.return_id.display_name
            repair.b2b_warranty_text = "\n".join(line._explain_repair() if line else ())

    def write(self, vals):
        """Override of `repair`: a draft of the quotation follows the hours (AFS-7).

        Once sent it stays as it is, until it is sent again.
        """
        result = super().write(vals)
        if "b2b_labour_hours" in vals:
            for line_sudo in self.b2b_return_line_id.sudo():
                if line_sudo.quote_id.state == "draft":
                    line_sudo._update_quoted_labour(line_sudo.quote_id)
        return result

    # -- Gates ----------------------------------------------------------------------

    def _check_b2b_repair(self):
        """:raise UserError: for claimed units that may not be repaired yet (AFS-7)."""
        for line in self.b2b_return_line_id.sudo():
            line._check_may_repair()

    def action_validate(self):
        """Override of `repair`: a quoted repair waits for its acceptance (AFS-7)."""
        self._check_b2b_repair()
        return super().action_validate()

    def _action_repair_confirm(self):
        """Override of `repair`: a quoted repair waits for its acceptance (AFS-7)."""
        self._check_b2b_repair()
        return super()._action_repair_confirm()

    def action_repair_start(self):
        """Override of `repair`: a quoted repair waits for its acceptance (AFS-7)."""
        self._check_b2b_repair()
        return super().action_repair_start()

    def action_repair_done(self):
        """Override of `repair`: the claim knows that the unit is repaired (AFS-8)."""
        self._check_b2b_repair()
        result = super().action_repair_done()
        for line in self.sudo().b2b_return_line_id:
            line._note_repaired()
        return result

    def action_repair_cancel(self):
        """Override of `repair`: what a customer waits for is not just cancelled."""
        if held := self.filtered(
            lambda one: one.b2b_return_line_id.sudo()._needs_repair()
        ):
            raise UserError(
                self.env._(
                    "%(repairs)s: the customer waits for it. If the unit cannot be "
                    "repaired, press “Cannot be repaired”.",
                    repairs=", ".join(held.mapped("name")),
                )
            )
        return super().action_repair_cancel()

    # -- The quotation -----------------------------------------------------------------

    def action_create_sale_order(self):
        """Override of `repair`: of a claimed unit labour and transport are quoted, too;
        under warranty there is nothing to quote (AFS-7)."""
        claimed = self.filtered("b2b_return_line_id")
        others = self - claimed
        action = super(RepairOrder, others).action_create_sale_order() if others else {}
        for repair in claimed:
            # Who quotes repairs sees his repair; of the claim only this is done.
            line_sudo = repair.b2b_return_line_id.sudo()
            line_sudo._check_may_quote()
            after_sales = repair.with_context(default_b2b_return_line_id=line_sudo.id)
            action = super(RepairOrder, after_sales).action_create_sale_order()
            line_sudo._complete_quote(repair.sale_order_id.sudo())
        return action

    def action_b2b_send_quote(self):
        """Send the customer the quotation of the repair, or once more (AFS-7).

        :return: the action that shows it.
        """
        self.ensure_one()
        self.check_access("write")
        self.b2b_return_line_id.sudo()._send_quote()
        return self.action_view_sale_order()

    def action_b2b_cannot_be_repaired(self):
        """Note that the unit cannot be repaired: it is decided on anew (AFS-5)."""
        self.ensure_one()
        self.check_access("write")
        self.b2b_return_line_id.sudo()._note_not_repairable()

    def action_view_b2b_claim(self):
        """:return: the action that shows the claim."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cats.return.line",
            "view_mode": "form",
            "res_id": self.b2b_return_line_id.id,
        }

    def _is_b2b_price_fixed(self):
        """:return: bool: whether the customer knows what the repair costs: parts that
        are used beyond the quotation are not charged."""
        line_sudo = self.sudo().b2b_return_line_id
        return bool(line_sudo) and line_sudo._has_event("quote_accepted")
