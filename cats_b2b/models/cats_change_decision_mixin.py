from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import email_normalize

from ..policies.change_request import judge_approval
from ..policies.vat import get_vat_key

ACTIVITY = "cats_b2b.mail_activity_type_change_request"


class CatsChangeDecisionMixin(models.AbstractModel):
    """How staff decide about a change, and who is told (ACC-8, ACC-10)."""

    _name = "cats.change.decision.mixin"
    _description = "Decision about a change"

    vat_warning = fields.Text(compute="_compute_vat_warning", groups="base.group_user")

    # -- Buttons ------------------------------------------------------------------

    def action_approve(self):
        """Write what was asked for, or show what the decider has to confirm.

        :return: true, or the action of the wizard that asks again.
        :raise odoo.exceptions.AccessError: without the right to decide.
        :raise odoo.exceptions.UserError: if it is decided already.
        """
        self._check_may_decide()
        for request in self:
            if not request.sudo()._approve():
                return request._get_confirm_action()
        return True

    def action_refuse(self):
        """:return: the action of the wizard that asks for the reason."""
        self._check_may_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Refuse"),
            "res_model": "cats.change.request.refuse",
            "view_mode": "form",
            "target": "new",
            "context": {"default_request_ids": self.ids},
        }

    def _get_confirm_action(self):
        """:return: the action of the wizard that shows what is to be confirmed."""
        names = self.line_ids.mapped("field_name")
        seen = self._get_values(self.sudo().address_id, names)
        wizard = self.env["cats.change.request.confirm"].create(
            {"request_id": self.id, "seen": seen}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Please Confirm"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    # -- Decisions ----------------------------------------------------------------

    def _check_may_decide(self):
        """:raise odoo.exceptions.AccessError: without the right to decide."""
        if not self.env.user.has_group("cats_b2b.group_accounts"):
            raise AccessError(
                self.env._("You may not decide about changes of customers' accounts.")
            )
        self.check_access("write")

    def _lock_open(self):
        """Take hold of requests, so that two clicks do not decide twice.

        :raise odoo.exceptions.UserError: if somebody else holds one, or has decided.
        """
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._("Somebody is deciding about this request right now.")
            ) from error
        self.invalidate_recordset(["state"])
        if any(request.state != "open" for request in self):
            raise UserError(self.env._("This request is not open any more."))

    def _approve(self, seen=None):
        """Write what was asked for, as superuser, after the right was checked.

        :param dict seen: JSON value by field that the decider saw when he was asked.
        :return: false if he has to be asked (again), and nothing was done.
        :rtype: bool
        """
        self.ensure_one()
        self._lock_open()
        if self.kind == "closure":
            self._close_accounts()
            return True
        names = self.line_ids.mapped("field_name")
        today = self._get_values(self.address_id, names)
        if seen:
            self._renew_old_values(seen)
        is_taken = seen is None and bool(self._find_vat_owners())
        verdict = judge_approval(self.line_ids._get_changes(), today, is_taken=is_taken)
        if verdict.outcome == "ask":
            return False
        if verdict.outcome == "write":
            self._apply_changes()
        self._settle("approved")
        self._log_trail()
        self._tell_approved()
        return True

    def _renew_old_values(self, seen):
        """Let the trail start from the values that are replaced."""
        for line in self.line_ids:
            if line.field_name in seen:
                value = seen[line.field_name]
                text = self._get_value_text(line.field_name, value)
                line.write({"old_value": value, "old_text": text})

    def _apply_changes(self):
        """Write the new values on the address; the e-mail address is the login, too."""
        names = self._get_askable_fields(self.kind, self.address_id)
        vals = {
            line.field_name: line.new_value or False
            for line in self.line_ids
            if line.field_name in names
        }
        # Nobody waits for VIES here: what it knows is asked for elsewhere.
        address = self.address_id._with_b2b_vies_unasked(vals.get("vat"))
        address.write(vals)
        address.flush_model(["vies_valid"])
        if self.kind == "email":
            self._apply_login(vals["email"])

    def _apply_login(self, email):
        """:raise odoo.exceptions.UserError: if somebody else has that login."""
        users = self.user_id.with_context(active_test=False)
        taken = [("login", "=ilike", email.replace("_", r"\_")), ("id", "!=", users.id)]
        if users.search_count(taken, limit=1):
            raise UserError(
                self.env._("Another user logs in with %(email)s.", email=email)
            )
        users.login = email

    def _refuse(self, reason):
        """Refuse open requests, as superuser, after the right was checked.

        :param str reason: what the customer is told.
        """
        self._lock_open()
        self.refusal_reason = reason
        self._settle("refused")
        for request in self:
            request._send_mail("cats_b2b.mail_template_change_request_refused")

    def _withdraw(self):
        """Withdraw an open request of the current user.

        :raise odoo.exceptions.AccessError: if it is another one's.
        """
        if self.sudo().user_id != self.env.user:
            raise AccessError(self.env._("Only who asked can withdraw a request."))
        request_sudo = self.sudo()
        request_sudo._lock_open()
        request_sudo._settle("cancelled")

    def _settle(self, state):
        """Give requests their last state, with who decided, and when."""
        decided = {"decided_by_id": self.env.uid, "decided_on": fields.Datetime.now()}
        self.write({"state": state, **(decided if state != "cancelled" else {})})
        self.activity_unlink([ACTIVITY])

    # -- New VAT numbers ----------------------------------------------------------

    @api.depends("state", "line_ids.new_value")
    @api.depends_context("lang")
    def _compute_vat_warning(self):
        for request in self:
            is_open = request.state == "open"
            request.vat_warning = is_open and request._get_vat_warning()

    def _get_new_vat(self):
        """:return: the VAT number that was asked for; false for no such change."""
        line = self.line_ids.filtered(lambda one: one.field_name == "vat")
        return line.new_value or False

    def _get_vat_warning(self):
        """:return: what staff should know of a new VAT number; false without one."""
        vat = self._get_new_vat()
        if not vat:
            return False
        unasked = self.env._("VIES was not asked for %(vat)s.", vat=vat)
        owners_sudo = self._find_vat_owners()
        if not owners_sudo:
            return unasked
        taken = self.env._(
            "The VAT number %(vat)s belongs to %(names)s already.",
            vat=vat,
            names=", ".join(owners_sudo.mapped("name")),
        )
        return f"{taken} {unasked}"

    def _find_vat_owners(self):
        """Find who else has the new VAT number: customers, and companies of ours.

        What customers another seller has is not told.

        :return: commercial partners as superuser.
        :rtype: res.partner
        """
        country = self.sudo().address_id.country_id
        key = get_vat_key(self._get_new_vat() or "", country.code or "")
        owners_sudo = self.env["res.partner"]._find_b2b_companies(key)
        others_sudo = owners_sudo - self.sudo().partner_id
        return others_sudo.filtered(
            lambda one: one.ref_company_ids
            or not one.company_id
            or one.company_id == self.company_id
        )

    # -- Who is told --------------------------------------------------------------

    def _schedule_decision(self):
        """Give a new request to who decides about it."""
        self.ensure_one()
        for user in self._get_deciders():
            self.activity_schedule(
                ACTIVITY,
                user_id=user.id,
                summary=self.with_context(lang=user.lang).display_name,
            )

    def _get_deciders(self):
        """:return: the account manager, if he may decide; else all who may."""
        deciders = self.company_id._get_b2b_deciders()
        return self.manager_id & deciders or deciders

    def _log_trail(self):
        """Tell on the customer's own page what was changed, from what to what."""
        rows = Markup().join(
            Markup("<li>%s: %s → %s</li>")
            % (line.label, line.old_text or "–", line.new_text or "–")
            for line in self.line_ids
        )
        title = self.env._(
            "Changed at the request of %(user)s:", user=self.user_id.name
        )
        for partner in self.address_id | self.partner_id:
            partner._message_log(body=Markup("<p>%s</p><ul>%s</ul>") % (title, rows))

    def _tell_approved(self):
        """Mail the customer; of a new e-mail address both the old and the new one."""
        if self.kind != "email":
            self._send_mail("cats_b2b.mail_template_change_request_approved")
            return
        values = {self.line_ids.old_value, self.line_ids.new_value}
        emails = {email_normalize(value or "") for value in values} - {False}
        self._send_mail("cats_b2b.mail_template_change_request_email", emails)

    def _send_mail(self, xmlid, emails=(None,)):
        """Mail the customer in his language, as soon as the transaction is done.

        :param str xmlid: of the template.
        :param emails: the addresses; none stands for his contact's today.
        """
        template_sudo = self.env.ref(xmlid).sudo()
        for email in emails:
            template_sudo.send_mail(
                self.id,
                email_values=email and {"email_to": email, "recipient_ids": []},
                email_layout_xmlid="mail.mail_notification_light",
            )
        self.env["cats.application"]._trigger_mail_queue()
