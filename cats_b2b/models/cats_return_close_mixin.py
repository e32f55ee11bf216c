from odoo import fields, models
from odoo.exceptions import UserError


class CatsReturnCloseMixin(models.AbstractModel):
    """How an approved claim ends that comes to nothing (AFS-3, AFS-8).

    The goods are never sent in, or what was missing turned up: as long as nothing has
    come and nothing was carried out, staff close it, and a serial is free again.
    """

    _name = "cats.return.close.mixin"
    _description = "Closing of a return"

    can_close = fields.Boolean(
        compute="_compute_can_close", groups="cats_b2b.group_returns"
    )

    def _compute_can_close(self):
        for line in self:
            line.can_close = line._can_close()

    def _is_stoppable(self):
        """:return: bool: whether nothing has come in, and nothing was carried out."""
        self.ensure_one()
        line_sudo = self.sudo()
        is_open = line_sudo.state not in ("done", "refused", "withdrawn")
        has_come = line_sudo._has_event("received")
        return is_open and not has_come and not line_sudo._has_begun()

    def _can_close(self):
        """:return: bool: whether staff can close it; before approval they refuse."""
        return self._has_event("approved") and self._is_stoppable()

    def action_close(self):
        """:return: the action of the wizard that asks why the claim is closed."""
        self.ensure_one()
        self._check_staff()
        self._check_can_close()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Close"),
            "res_model": "cats.return.close",
            "view_mode": "form",
            "target": "new",
            "context": {"default_line_id": self.id},
        }

    def _check_can_close(self):
        """:raise UserError: when goods have come, or something was carried out."""
        if not self._can_close():
            raise UserError(
                self.env._(
                    "%(line)s: it cannot be closed: it is not approved or has ended, "
                    "the goods have come, or something was carried out.",
                    line=self.display_name,
                )
            )

    def _close(self, reason):
        """Close a claim that comes to nothing, as the current user.

        :param str reason: why; the customer is mailed it, and reads it on his page.
        :raise AccessError: for who may not handle the claim.
        :raise UserError: when it cannot be closed (any more), or without a reason.
        """
        self.ensure_one()
        self._check_staff()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        self.invalidate_recordset(["events", "solution", "state"])
        self._check_can_close()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Please tell the customer why it is closed."))
        line_sudo.refusal = reason
        line_sudo._log_event("cancelled")
        line_sudo.return_id.message_post(
            body=self.env._(
                "%(product)s was closed: %(reason)s",
                product=line_sudo.product_id.display_name,
                reason=reason,
            ),
            subtype_xmlid="mail.mt_note",
        )
