from odoo import fields, models
from odoo.exceptions import UserError


class Rma(models.Model):
    _name = "rma"
    _inherit = ["rma", "cats.guarded.document.mixin"]

    # One claimed line has one RMA, see the unique index of the line.
    b2b_return_line_ids = fields.One2many(
        comodel_name="cats.return.line", inverse_name="rma_id", string="Claimed"
    )

    def create_replace(self, *args, **kwargs):
        """Override of `rma`: for a claim, only when its solution may leave (AFS-5)."""
        self.b2b_return_line_ids.sudo()._check_may_replace()
        return super().create_replace(*args, **kwargs)

    def create_return(self, *args, **kwargs):
        """Override of `rma`: for a claim, only when its unit may go back (AFS-6)."""
        self.b2b_return_line_ids.sudo()._check_may_return()
        return super().create_return(*args, **kwargs)

    def _get_b2b_return_line(self):
        """:return: cats.return.line: the claim behind the RMA as superuser, or none."""
        self.ensure_one()
        return self.sudo().b2b_return_line_ids

    def _filter_b2b_unclaimed(self):
        """:return: rma: those that staff made themselves, without a claim."""
        return self.filtered(
            lambda rma: (
                not rma.operation_id.b2b_return and not rma._get_b2b_return_line()
            )
        )

    # -- Finish -----------------------------------------------------------------------

    def action_finish(self):
        """Override of `rma`: what is sent nowhere can be finished, too.

        It offers the button, and then asks whether the goods can be sent back,
        whatever the operation is. Claims end by their own buttons.
        """
        self._check_b2b_unclaimed()
        finishing = self.with_context(b2b_finishing=True)
        return super(Rma, finishing).action_finish()

    def _ensure_can_be_returned(self):
        """Override of `rma`, see :meth:`action_finish`."""
        finishing = self.env.context.get("b2b_finishing")
        if finishing and not self.operation_id.action_create_delivery:
            return None
        return super()._ensure_can_be_returned()

    # -- Buttons that go past a claim -----------------------------------------------

    def action_cancel(self):
        """Override of `rma`: claims are closed by their own button (AFS-3)."""
        self._check_b2b_unclaimed()
        return super().action_cancel()

    def action_draft(self):
        """Override of `rma`: what a claim ended does not begin again (AFS-3)."""
        self._check_b2b_unclaimed()
        return super().action_draft()

    def action_lock(self):
        """Override of `rma`: a claim has gates of its own (AFS-5)."""
        self._check_b2b_unclaimed()
        return super().action_lock()

    def action_split(self):
        """Override of `rma`: a claimed line has one RMA (AFS-3)."""
        self._check_b2b_unclaimed()
        return super().action_split()

    def extract_quantity(self, *args, **kwargs):
        """Override of `rma`: a claimed line has one RMA (AFS-3)."""
        self._check_b2b_unclaimed()
        return super().extract_quantity(*args, **kwargs)

    # -- The receipt ------------------------------------------------------------------

    def _prepare_stock_reference_vals(self):
        """Override of `rma`: the RA number finds the transfers of a claim."""
        vals = super()._prepare_stock_reference_vals()
        claim_sudo = self.sudo().b2b_return_line_ids.return_id
        if len(claim_sudo) == 1 and claim_sudo.ra_number:
            vals["name"] = claim_sudo.ra_number
        return vals

    def _create_receipt(self):
        """Override of `rma`: the receipt awaits the serial or lot that is claimed.

        One that is awaited, or done, is not made again.
        """
        without = self.filtered(
            lambda rma: rma.sudo().reception_move_id.state in (False, "cancel")
        )
        if not without:
            return None
        result = super(Rma, without)._create_receipt()
        for rma in without:
            line_sudo = rma._get_b2b_return_line()
            if lot_sudo := line_sudo.lot_id or line_sudo.move_line_id.lot_id:
                rma.sudo().reception_move_id._await_b2b_lot(lot_sudo)
        return result

    # -- What the customer hears: of the claim only (AFS-8) ----------------------------

    def _add_message_subscribe_partner(self):
        """Override of `rma`: customers follow their claim, not what is behind it."""
        if self._filter_b2b_unclaimed():
            return super()._add_message_subscribe_partner()
        return None

    def _send_draft_email(self):
        """Override of `rma`: the claim has mails of its own."""
        return super(Rma, self._filter_b2b_unclaimed())._send_draft_email()

    def _send_confirmation_email(self):
        """Override of `rma`: the claim has mails of its own."""
        return super(Rma, self._filter_b2b_unclaimed())._send_confirmation_email()

    def _send_receipt_confirmation_email(self):
        """Override of `rma`: the claim has mails of its own."""
        unclaimed = self._filter_b2b_unclaimed()
        return super(Rma, unclaimed)._send_receipt_confirmation_email()

    # -- Money ------------------------------------------------------------------------

    def action_refund(self):
        """Override of `rma`: claims are credited by their own button (AFS-5)."""
        self._check_b2b_unclaimed()
        return super().action_refund()

    def action_refund_without_invoice(self):
        """Override of `rma_sale`: claims are credited by their own button (AFS-5)."""
        self._check_b2b_unclaimed()
        return super().action_refund_without_invoice()

    def _check_b2b_unclaimed(self):
        """:raise UserError: if somebody acts on a claim past its gates."""
        if not self.env.su and self.sudo().b2b_return_line_ids:
            raise UserError(
                self.env._("This was claimed. Please use the buttons of the claim.")
            )

    def _get_refund_origin_invoice_line(self, sale_line):
        """Override of `rma_sale`: of several invoices, the last one is credited."""
        lines = super()._get_refund_origin_invoice_line(sale_line)
        if lines or not self._get_b2b_return_line():
            return lines
        return sale_line.invoice_lines.filtered(
            lambda line: line.move_id.move_type == "out_invoice"
            and line.move_id.state == "posted"
        ).sorted(lambda line: (line.move_id.invoice_date, line.id))[-1:]

    def _prepare_refund_vals(self, origin=False):
        """Override of `rma`: credit whom the invoice billed, in its currency."""
        vals = super()._prepare_refund_vals(origin=origin)
        line_sudo = self._get_b2b_return_line()
        return line_sudo._prepare_credit_note(vals) if line_sudo else vals

    def _prepare_refund_line_vals(self):
        """Override of `rma_sale`: credit what was invoiced of what came back."""
        vals = super()._prepare_refund_line_vals()
        line_sudo = self._get_b2b_return_line()
        return line_sudo._prepare_credit_line(vals) if line_sudo else vals
