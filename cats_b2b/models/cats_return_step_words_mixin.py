from odoo import api, models


class CatsReturnStepWordsMixin(models.AbstractModel):
    """What happened to a claim and what happens next, in the customer's words (AFS-8).

    The sentences speak to the customer; staff read the labels of the steps.
    """

    _name = "cats.return.step.words.mixin"
    _description = "Steps of a return in words"

    # -- What happens next --------------------------------------------------------

    def _explain_next(self):
        """:return: str: what happens next to a line; empty when nothing does."""
        if not self or not self.next_step:
            return ""
        self.ensure_one()
        if self.state in ("done", "refused", "withdrawn"):
            return ""
        step = self.next_step
        if step == "chosen":
            return self._explain_next_choice()
        if step == "handed_over":
            return self._explain_next_hand_over()
        return self._get_next_texts()[step]

    def _explain_next_choice(self):
        if self.next_actor == "customer":
            return self.env._("Please choose what becomes of it.")
        return self.env._("We decide what becomes of it.")

    def _explain_next_hand_over(self):
        if self.is_collected:
            return self.env._("The carrier fetches the goods at your address.")
        return self.env._(
            "Please send the goods in, with the return slip %(number)s in the parcel.",
            number=self.return_id.ra_number,
        )

    @api.model
    def _get_next_texts(self):
        """:return: dict: what happens in each step that is still to come."""
        return {
            "submitted": self.env._("The claim is sent."),
            "approved": self.env._(
                "We look at your claim. Please send nothing in before we approve it."
            ),
            "dispute_closed": self.env._(
                "The payment is in dispute: we go on as soon as that is over."
            ),
            "received": self.env._("We wait for the goods."),
            "inspected": self.env._("We inspect the goods."),
            "resolved": self.env._("We decide what becomes of it."),
            "quoted": self.env._("We send you a quotation for the repair."),
            "quote_accepted": self.env._("Please accept the quotation, or refuse it."),
            "quote_refused": self.env._("Please accept the quotation, or refuse it."),
            "wish_said": self.env._("Please tell us what becomes of the unit."),
            "repaired": self.env._("We repair it."),
            "carriage_agreed": self.env._(
                "Please agree to the costs of sending it back; we keep it until then."
            ),
            "paid": self.env._("We send it as soon as it is paid."),
            "credited": self.env._("We credit it."),
            "voucher_issued": self.env._("We send you the voucher."),
            "refunded": self.env._("We refund the payment."),
            "sent": self.env._("We send it to you."),
            "delivered": self.env._("It is on its way to you."),
            "charged": self.env._("We invoice the unit that never came."),
            "kept": self.env._("We keep it for you."),
            "scrapped": self.env._("We scrap it."),
            "refused": "",
            "cancelled": "",
        }

    # -- What happened ------------------------------------------------------------

    @api.model
    def _get_event_texts(self):
        """:return: dict: of which steps the customer is told by mail, and how."""
        return {
            "submitted": self.env._("We have received your claim."),
            "approved": self.env._("Your claim is approved."),
            "refused": self.env._("We cannot accept this claim."),
            "received": self.env._("The goods have arrived here."),
            "inspected": self.env._("We have inspected it."),
            "repaired": self.env._("It is repaired."),
            "credited": self.env._("It is credited."),
            "voucher_issued": self.env._("Your voucher is ready."),
            "refunded": self.env._("The payment is refunded."),
            "sent": self.env._("It is on its way to you."),
            "charged": self.env._("We invoice the unit that never came."),
            "kept": self.env._("We keep it here for you."),
            "scrapped": self.env._("It was scrapped, as you agreed."),
        }
