from markupsafe import Markup

from odoo import fields, models
from odoo.exceptions import UserError


class CatsReturnDeskMixin(models.AbstractModel):
    """How staff decide on a claim: approve it, in part or whole, or refuse it (AFS-3).

    "Nothing is sent in before that": the RA number, the instructions, the RMAs and
    their receipt exist from the approval on.
    """

    _name = "cats.return.desk.mixin"
    _description = "Approval of returns"

    order_count = fields.Integer(
        compute="_compute_counts", groups="cats_b2b.group_returns"
    )
    rma_count = fields.Integer(
        compute="_compute_counts", groups="cats_b2b.group_returns"
    )
    transfer_count = fields.Integer(
        compute="_compute_counts", groups="cats_b2b.group_returns"
    )

    has_due = fields.Boolean(
        string="Something can be carried out",
        compute="_compute_has_due",
        groups="cats_b2b.group_returns",
    )

    def _compute_has_due(self):
        for claim in self:
            claim.has_due = any(claim.line_ids.mapped("is_due"))

    def _compute_counts(self):
        for claim in self:
            claim.order_count = len(claim.line_ids.order_id)
            claim.rma_count = len(claim.line_ids.rma_id)
            claim.transfer_count = len(claim._get_transfers())

    def _get_transfers(self):
        """:return: stock.picking: what comes in, and what is sent for it."""
        rmas = self.line_ids.rma_id
        return (rmas.reception_move_id | rmas.delivery_move_ids).picking_id

    # -- Buttons ------------------------------------------------------------------

    def action_view_orders(self):
        """:return: the action that shows the orders of what is claimed."""
        return self.line_ids.order_id._get_records_action(name=self.env._("Orders"))

    def action_view_rmas(self):
        """:return: the action that shows the RMAs of what is claimed."""
        return self.line_ids.rma_id._get_records_action(name=self.env._("RMA"))

    def action_view_transfers(self):
        """:return: the action that shows what comes in, and what is sent for it."""
        transfers = self._get_transfers()
        return transfers._get_records_action(name=self.env._("Transfers"))

    def action_approve(self):
        """:return: the action of the wizard that approves all or some of the claim."""
        self._check_undecided()
        wizard = self.env["cats.return.approve"]._create_for(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Approve"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def action_refuse(self):
        """:return: the action of the wizard that asks why all of it is refused."""
        self._check_undecided()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "cats.return.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_return_id": self.id},
        }

    def action_carry_out(self):
        """Carry out all solutions of a claim that can be carried out now (AFS-5).

        What is paid of one invoice is one credit note, and one voucher.

        :raise AccessError: for who may not handle the claim.
        :raise UserError: when there is nothing to carry out.
        """
        self.ensure_one()
        self.line_ids._check_staff()
        self.sudo()._lock_b2b()
        self.line_ids.sudo()._note_payment()
        due = self.line_ids.filtered("is_due")
        if not due:
            raise UserError(self.env._("Nothing can be carried out now."))
        due._carry_out()

    # -- The decision -------------------------------------------------------------

    def _check_desk(self):
        """:raise AccessError: for who may not handle the claim."""
        self.check_access("write")

    def _get_waiting_lines(self):
        """:return: cats.return.line: what nobody has decided on yet."""
        return self.line_ids.filtered(lambda line: line.state == "submitted")

    def _check_undecided(self):
        """:raise UserError: when nothing of the claim waits for a decision."""
        self.ensure_one()
        self._check_desk()
        if not self._get_waiting_lines():
            raise UserError(self.env._("This claim is decided already."))

    def _decide(self, approved, refusals=None, instructions="", is_collected=False):
        """Approve lines of a claim, and refuse its others, as the current user.

        The claim gets its RA number when something of it is approved; the RMAs, and
        the receipt that awaits the goods, are made with the user's own rights.

        :param cats.return.line approved: what may be sent in, or be sent anew.
        :param dict refusals: why the other lines are refused, by line; the customer
            reads it.
        :param str instructions: HTML, how the customer sends the goods in.
        :param bool is_collected: whether a carrier fetches the goods.
        :raise AccessError: for who may not handle the claim.
        :raise UserError: when it is decided already, or when a reason is missing.
        """
        self.ensure_one()
        self._check_desk()
        self.sudo()._lock_b2b()
        self._check_undecided()
        refusals = self._clean_refusals(approved, refusals or {})
        for line, text in refusals.items():
            line.sudo().refusal = text
        if approved:
            self._approve(approved, instructions, is_collected)
        refused = self.line_ids.filtered(lambda line: line in refusals)
        refused._log_event("refused")

    def _lock_b2b(self):
        """Let one member of the staff at a time decide on a claim.

        :raise UserError: when somebody else is at it just now.
        """
        self.line_ids._lock_b2b()
        self.line_ids.invalidate_recordset(["events", "state"])

    def _clean_refusals(self, approved, refusals):
        """:return: the refusals, once every waiting line is either here or approved.

        :raise UserError: when a line is in neither or in both, or without a reason.
        """
        both = approved.filtered(lambda line: line in refusals)
        if both or approved.union(*refusals) != self._get_waiting_lines():
            raise UserError(
                self.env._("This claim has changed meanwhile. Please open it again.")
            )
        cleaned = {line: (text or "").strip() for line, text in refusals.items()}
        if unexplained := [line for line, text in cleaned.items() if not text]:
            raise UserError(
                self.env._(
                    "%(line)s: please tell the customer why it is refused.",
                    line=unexplained[0].display_name,
                )
            )
        return cleaned

    def _approve(self, lines, instructions, is_collected):
        """Give lines of a claim an RA number and RMAs; the goods are awaited now."""
        claim_sudo = self.sudo()
        coming = lines.filtered(lambda line: line._sends_in())
        if coming and not instructions:
            instructions = self._get_return_instructions()
        sequences = self.env["ir.sequence"].sudo().with_company(self.company_id)
        claim_sudo.write(
            {
                "ra_number": self.ra_number or sequences.next_by_code("cats.return.ra"),
                "approved_by_id": self.env.uid,
                "approved_on": fields.Datetime.now(),
                "instructions": instructions if coming else False,
                "responsible_id": self.responsible_id.id or self.env.uid,
            }
        )
        coming.sudo().is_collected = is_collected
        lines._create_rmas()
        self._create_return_labels(coming)
        lines._log_event("approved")

    # -- What the customer is told ------------------------------------------------

    def _get_return_warehouse(self):
        """Return the warehouse that takes the goods of a claim in: one per parcel.

        :return: the one that has delivered; where several have, or where it takes no
            returns, one of the seller that does.
        :rtype: stock.warehouse
        """
        self.ensure_one()
        # Customers read the address, not the delivery that it follows from.
        orders_sudo = self.sudo().line_ids.order_id
        warehouses_sudo = orders_sudo.warehouse_id.filtered("rma_loc_id")
        own = [("company_id", "=", self.company_id.id), ("rma_loc_id", "!=", False)]
        return warehouses_sudo[:1] or warehouses_sudo.search(own, limit=1)

    def _get_return_address(self):
        """:return: res.partner: whither the goods are sent."""
        warehouse_sudo = self._get_return_warehouse()
        return warehouse_sudo.partner_id or self.company_id.partner_id

    def _get_return_instructions(self):
        """:return: Markup: how goods are sent in, in the customer's language."""
        self.ensure_one()
        claim = self.with_context(lang=self.partner_id.lang or self.env.lang)
        text = claim.company_id.sudo().b2b_return_instructions
        if not text:
            text = Markup("<p>%s</p>") % claim.env._(
                "Pack the goods so that they come to no harm on their way, put the "
                "return slip into the parcel, and write the RA number on its outside."
            )
        address = claim._get_return_address()
        rows = address._display_address(without_company=True).splitlines()
        parts = [address.name, *(row for row in rows if row.strip())]
        lines = Markup("<br/>").join(part for part in parts if part)
        return text + Markup("<p>%s</p>") % lines
