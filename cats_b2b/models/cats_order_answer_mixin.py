from odoo import fields, models
from odoo.exceptions import LockError, UserError

from .cats_order_ask_mixin import ACTIVITY


class CatsOrderAnswerMixin(models.AbstractModel):
    """How staff answer a request about an order, and who is told (ORD-7)."""

    _name = "cats.order.answer.mixin"
    _description = "Answer to a request about an order"

    # -- Buttons --------------------------------------------------------------

    def action_grant(self):
        """:return: the action of the wizard that asks for an answer, and does it."""
        return self._get_answer_action("granted", self.env._("Grant"))

    def action_refuse(self):
        """:return: the action of the wizard that asks for the reason."""
        return self._get_answer_action("refused", self.env._("Refuse"))

    def _get_answer_action(self, outcome, title):
        self.ensure_one()
        self._check_may_answer()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cats.order.answer",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_request_id": self.id,
                "default_outcome": outcome,
            },
        }

    # -- Decisions ------------------------------------------------------------

    def _check_may_answer(self):
        """:raise AccessError: for who may not change the order himself."""
        self.check_access("write")
        self.order_id.check_access("write")

    def _lock_open(self):
        """Take hold of a request, so that two clicks do not decide twice.

        :raise UserError: if somebody else holds it, or has decided.
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody is answering this request right now.")
            ) from error
        self.invalidate_recordset(["state"])
        if self.state != "open":
            raise UserError(self.env._("This request is not open any more."))

    def _get_wanted_quantities(self):
        """:return: dict: new quantity by line of the order, as far as that is told."""
        self.ensure_one()
        if self.whole:
            lines = self.order_id._get_b2b_changeable_lines()
            return dict.fromkeys(lines.filtered("product_uom_qty"), 0.0)
        return {wish.order_line_id: wish.quantity for wish in self.line_ids}

    def _get_limit_error(self):
        """:return: why what was asked for cannot be done any more; false if it can."""
        self.ensure_one()
        order = self.order_id
        if changed := self.line_ids.filtered(lambda wish: wish._is_outdated()):
            return "\n".join(wish._explain_outdated() for wish in changed)
        decision = order._decide_b2b_change(by_staff=True)
        if not decision.allowed:
            return order._explain_b2b_change(decision)
        errors = self._check_limit(decision, self._get_wanted_quantities())
        lines = order.order_line.browse(errors)
        return (
            "\n".join(
                f"{one.product_id.display_name}: {errors[one.id]}" for one in lines
            )
            or False
        )

    def _grant(self, answer="", apply=True):
        """Grant an open request, and do what it asks for, as the current user.

        :param str answer: what the customer reads.
        :param bool apply: whether quantities are changed; else staff do it themselves.
        :raise UserError: if that cannot be done any more.
        """
        self._check_may_answer()
        self.sudo()._lock_open()
        wanted = apply and self._get_wanted_quantities()
        if wanted and (error := self._get_limit_error()):
            raise UserError(error)
        # Before the order may be cancelled, which closes what is still open.
        self.sudo()._settle("granted", answer)
        if wanted:
            self.order_id._change_b2b_quantities(wanted, self.name)
        self._send_answer("cats_b2b.mail_template_order_request_granted")

    def _refuse(self, answer):
        """Refuse an open request.

        :param str answer: the reason that the customer reads.
        """
        self._check_may_answer()
        self.sudo()._lock_open()
        self.sudo()._settle("refused", answer)
        self._send_answer("cats_b2b.mail_template_order_request_refused")

    def _close_cancelled(self):
        """Answer open requests about orders that were cancelled meanwhile.

        Who wanted that got it; any other wish comes to nothing.
        """
        for request in self:
            outcome = "granted" if request.whole else "refused"
            asker = request.with_context(lang=request.user_id.lang)
            request._settle(outcome, asker.env._("The order is cancelled."))
            request._send_answer(f"cats_b2b.mail_template_order_request_{outcome}")

    def _settle(self, state, answer=""):
        """Give a request its last state, with who decided, and when."""
        vals = {"state": state, "answer": answer}
        if state != "withdrawn":
            vals |= {
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        self.write(vals)
        self.activity_unlink([ACTIVITY])

    def _send_answer(self, xmlid):
        """Mail who asked, in his language, once the transaction is done."""
        self.env.ref(xmlid).sudo().send_mail(
            self.id, email_layout_xmlid="mail.mail_notification_light"
        )
        self.env["cats.application"]._trigger_mail_queue()

    def _get_answer_rows(self):
        """:return: list[dict]: the wishes for page and mail, see ``_get_row``."""
        self.ensure_one()
        return [wish._get_row() for wish in self.line_ids]
