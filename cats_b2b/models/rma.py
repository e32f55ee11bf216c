from odoo import fields, models


class Rma(models.Model):
    _inherit = "rma"

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
        return self.filtered(lambda rma: not rma._get_b2b_return_line())

    # -- The receipt ------------------------------------------------------------------

    def _prepare_stock_reference_vals(self):
        """Override of `rma`: the RA number finds the transfers of a claim."""
        vals = super()._prepare_stock_reference_vals()
        claim_sudo = self.sudo().b2b_return_line_ids.return_id
        if len(claim_sudo) == 1:
            vals["name"] = claim_sudo.ra_number
        return vals

    def _create_receipt(self):
        """Override of `rma`: the receipt awaits the serial that is claimed."""
        result = super()._create_receipt()
        for rma in self:
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
