from odoo import models


class Rma(models.Model):
    _name = "rma"
    _inherit = ["rma", "cats.guarded.document.mixin"]

    # -- Receipt --------------------------------------------------------------------

    def _create_receipt(self):
        """Override of `rma`: a receipt that is awaited, or done, is not made again."""
        without = self.filtered(
            lambda rma: rma.sudo().reception_move_id.state in (False, "cancel")
        )
        return super(Rma, without)._create_receipt() if without else None

    # -- Finish ---------------------------------------------------------------------

    def action_finish(self):
        """Override of `rma`: what is sent nowhere can be finished, too.

        It offers the button, and then asks whether the goods can be sent back,
        whatever the operation is.
        """
        finishing = self.with_context(b2b_finishing=True)
        return super(Rma, finishing).action_finish()

    def _ensure_can_be_returned(self):
        """Override of `rma`, see :meth:`action_finish`."""
        finishing = self.env.context.get("b2b_finishing")
        if finishing and not self.operation_id.action_create_delivery:
            return None
        return super()._ensure_can_be_returned()

    # -- Mails ----------------------------------------------------------------------

    def _filter_b2b_mailed(self):
        """:return: those of which customers are told by OCA's mails.

        Of what belongs to a return they are told by the return.
        """
        return self.filtered(lambda rma: not rma.operation_id.b2b_return)

    def _send_draft_email(self):
        """Override of `rma`: one mail at each step is enough (AFS-8)."""
        return super(Rma, self._filter_b2b_mailed())._send_draft_email()

    def _send_confirmation_email(self):
        """Override of `rma`: one mail at each step is enough (AFS-8)."""
        return super(Rma, self._filter_b2b_mailed())._send_confirmation_email()

    def _send_receipt_confirmation_email(self):
        """Override of `rma`: one mail at each step is enough (AFS-8)."""
        return super(Rma, self._filter_b2b_mailed())._send_receipt_confirmation_email()

    def _add_message_subscribe_partner(self):
        """Override of `rma`: who follows the return need not follow its RMA, too."""
        if self._filter_b2b_mailed():
            super()._add_message_subscribe_partner()
