from odoo import api, models

TEMPLATE = "cats_b2b.mail_template_return_step"


class CatsReturnMailMixin(models.AbstractModel):
    """Tells the customer of each step of a return by mail (AFS-8).

    What happens to several lines in one go, such as the approval of a claim, is told in
    one mail.
    """

    _name = "cats.return.mail.mixin"
    _description = "Mails of a return"

    def _tell_b2b_step(self, line, code):
        """Put a step among those that the customer is told of with this transaction.

        :param cats.return.line line: as superuser.
        :param str code: of the step.
        """
        self.ensure_one()
        hooks = self.env.cr.precommit
        told = hooks.data.setdefault("cats_b2b.return_steps", {})
        if not told:
            hooks.add(self.env["cats.return"].sudo()._send_told_steps)
        told.setdefault(self.id, []).append((line.id, code))

    @api.model
    def _send_told_steps(self):
        """Mail what happened in this transaction, one mail per return."""
        told = self.env.cr.precommit.data.pop("cats_b2b.return_steps", {})
        for claim in self.browse(told).exists():
            claim._send_steps(told[claim.id])

    def _send_steps(self, steps):
        """Mail steps to who claimed, in his language.

        :param steps: pairs of the id of a line and the code of its step.
        """
        self.ensure_one()
        attachments = self._get_step_files({code for _line, code in steps})
        self.with_context(b2b_return_steps=steps).message_mail_with_source(
            self.env.ref(TEMPLATE).sudo(),
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
            **({"attachment_ids": attachments.ids} if attachments else {}),
        )
        self.env["cats.application"]._trigger_mail_queue()

    def _get_step_files(self, codes):
        """:return: ir.attachment: what goes with a mail: the carrier's labels."""
        return self.label_ids if "approved" in codes else self.label_ids.browse()

    def _get_mail_rows(self):
        """Return what the mail of a step tells, also in a preview.

        :return: by line ``product``, ``happened`` (sentence), ``clause``, ``more``
            (the reason of a refusal, or what was found), ``next`` (what comes).
        :rtype: list[dict]
        """
        self.ensure_one()
        steps = self.env.context.get("b2b_return_steps")
        if steps is None:
            steps = [(line.id, "submitted") for line in self.line_ids]
        texts = self.line_ids._get_event_texts()
        # The last step of a line tells the rest.
        return [
            self.line_ids.browse(line_id)._get_mail_row(texts[code])
            for line_id, code in dict(steps).items()
        ]


class CatsReturnLineMailMixin(models.AbstractModel):
    """The steps of a line that the customer is told of (AFS-8)."""

    _name = "cats.return.line.mail.mixin"
    _description = "Mails of a line of a return"

    def _after_event(self, code):
        """Extend: the customer gets a mail at each step that is not his own."""
        result = super()._after_event(code)
        if code in self._get_event_texts():
            self.return_id._tell_b2b_step(self, code)
        return result

    def _get_mail_row(self, happened):
        """:return: dict: what a mail tells of a line, see ``_get_mail_rows``."""
        self.ensure_one()
        name = self.product_id.display_name
        if self.lot_name:
            name = f"{name} ({self.lot_name})"
        return {
            "product": name,
            "happened": happened,
            "clause": self._get_clause() if self.state != "done" else "",
            "more": self.refusal or self.inspection_note or "",
            "next": self._explain_next(),
        }
