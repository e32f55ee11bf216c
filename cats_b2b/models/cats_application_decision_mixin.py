import logging
from datetime import timedelta

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import plaintext2html

from ..policies import because, registration

_logger = logging.getLogger(__name__)

ACTIVITY = "cats_b2b.mail_activity_type_application"
CRON = "cats_b2b.ir_cron_applications"
# Until an application that could not be processed at all is tried again.
PAUSE_OF_BROKEN = timedelta(hours=1)


class CatsApplicationDecisionMixin(models.AbstractModel):
    """Who decides about an application, and why (ACC-2 to ACC-6, ACC-9)."""

    _name = "cats.application.decision.mixin"
    _description = "Decision about a B2B application"

    waits_for = fields.Selection(
        selection=[
            ("check", "Our checks"),
            ("principal", "A principal user"),
            ("staff", "Staff"),
            ("applicant", "The applicant"),
        ],
        readonly=True,
        copy=False,
        index=True,
        help="Who has to do something next.",
    )
    waiting_since = fields.Datetime(readonly=True, copy=False)
    waiting_days = fields.Integer(
        string="Age", compute="_compute_waiting_days", help="Days of waiting."
    )
    wait_told_on = fields.Datetime(
        string="Told to wait on",
        readonly=True,
        copy=False,
        help="When the applicant was told that his registration takes a while.",
    )
    staff_told_on = fields.Datetime(
        readonly=True,
        copy=False,
        help="When staff were told that the principal users do not decide.",
    )
    why = fields.Json(readonly=True, copy=False)
    reason_text = fields.Text(compute="_compute_reason_text", string="Reasons")
    refusal_reason = fields.Text(readonly=True, copy=False, tracking=True)

    @api.depends("waiting_since")
    def _compute_waiting_days(self):
        now = fields.Datetime.now()
        for application in self:
            since = application.waiting_since
            application.waiting_days = max((now - since).days, 0) if since else 0

    @api.depends("why")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for application in self:
            reasons = (application.why or {}).get("because", ())
            application.reason_text = "\n".join(
                application._explain_registration(reason) for reason in reasons
            )

    @api.model_create_multi
    def create(self, vals_list):
        now = fields.Datetime.now()
        for vals in vals_list:
            if vals.get("waits_for"):
                vals.setdefault("waiting_since", now)
        return super().create(vals_list)

    def write(self, vals):
        """Extend to begin the waiting anew, and to end what staff were asked to do."""
        if "waits_for" in vals and "waiting_since" not in vals:
            vals = {
                **vals,
                "waiting_since": vals["waits_for"] and fields.Datetime.now(),
                "staff_told_on": False,
            }
        result = super().write(vals)
        if {"waits_for", "state"} & vals.keys():
            self._close_activities()
        return result

    # -- Waiting ------------------------------------------------------------------

    def _wait_for(self, who):
        """Leave the application to somebody.

        :param str who: ``check``, ``principal``, ``staff``; staff get an activity.
        """
        self.ensure_one()
        if (self.state, self.waits_for) != ("pending", who):
            # Staff call it, who may not write these fields by themselves.
            self.sudo().write({"state": "pending", "waits_for": who})
        if who == "check":
            self._trigger_check()
        if who == "staff":
            self._call_staff()

    @api.model
    def _trigger_check(self, at=None):
        """Let the job run.

        :param datetime at: naive UTC; as soon as possible when it is none.
        """
        self.env.ref(CRON)._trigger(at=at)

    def action_check_again(self):
        """Let staff begin the checks anew, for instance after VIES knew no number."""
        self.check_access("write")
        for application in self.filtered(lambda it: it.state == "pending"):
            application._forget_vies()
            application._wait_for("check")

    def _call_staff(self, note=""):
        """See to it that one activity tells somebody of the staff what is the matter.

        :param str note: what is the matter, as plain text; the reasons of the last
            decision are told when it is empty.
        """
        self.ensure_one()
        # The job calls, or a page of a principal user: no right on activities needed.
        application_sudo = self.sudo()
        activities = application_sudo.activity_search([ACTIVITY])
        user = activities[:1].user_id or application_sudo._get_responsible()
        reasons = application_sudo.with_context(lang=user.lang).reason_text
        html = plaintext2html(note or reasons or "")
        if activities:
            activities.note = html
        else:
            application_sudo.activity_schedule(ACTIVITY, user_id=user.id, note=html)

    def _close_activities(self):
        """End the activities of applications that staff need not look at any more."""
        done = self.filtered(
            lambda it: (it.state, it.waits_for)
            not in (("pending", "staff"), ("pending", "check"))
        )
        if done:
            done.sudo().activity_feedback([ACTIVITY])

    def _get_responsible(self):
        """Return who of the staff looks after the application.

        :return: the account manager, else the shop's salesperson, else anybody, who
            may decide for this seller; an administrator if there is nobody.
        :rtype: res.users
        """
        self.ensure_one()
        deciders = self.company_id._get_b2b_deciders()
        preferred = (self.user_id + self.website_id.salesperson_id) & deciders
        administrators = self.env.ref("base.group_system").all_user_ids
        return (preferred + deciders + administrators)[:1] or self.env.user

    # -- The job ------------------------------------------------------------------

    @api.model
    def _get_due_domain(self):
        """:return: the applications that are to be checked now."""
        return [
            ("state", "=", "pending"),
            ("waits_for", "=", "check"),
            ("website_id.b2b_enabled", "=", True),
            "|",
            ("vies_next_try", "=", False),
            ("vies_next_try", "<=", fields.Datetime.now()),
        ]

    @api.model
    def _recall_orphans(self):
        """See to applications that wait for principal users in vain (ACC-6).

        Those whose company has none any more are decided anew. Of those that have
        waited too long staff are told, while the principal users still may decide.
        """
        waiting = self.search(
            [
                ("state", "=", "pending"),
                ("waits_for", "=", "principal"),
                ("website_id.b2b_enabled", "=", True),
            ]
        ).try_lock_for_update()
        principals = self._count_principals({it: it.partner_id for it in waiting})
        orphans = waiting.filtered(
            lambda it: not it.partner_id.active
            or not principals[it.partner_id, it.company_id]
        )
        for application in orphans:
            application._wait_for("check")
        late = fields.Datetime.now() - registration.PRINCIPAL_PATIENCE
        for application in (waiting - orphans).filtered_domain(
            [("staff_told_on", "=", False), ("waiting_since", "<=", late)]
        ):
            application.staff_told_on = fields.Datetime.now()
            application._call_staff(
                self.env._(
                    "The principal users of %(company)s have not decided for %(days)s "
                    "days; you may decide in their place.",
                    company=application.partner_id.display_name,
                    days=application.waiting_days,
                )
            )

    @api.model
    def _cron_process_applications(self):
        """Check the applications that are due: those first that never were.

        Who has waited for VIES all day does not keep newcomers waiting.
        """
        self._recall_orphans()
        order = "vies_tries, vies_next_try, id"
        applications = self.search(self._get_due_domain(), order=order)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(applications))
        for application in applications:
            application._process_safely()
            if not progress._commit_progress(1):
                break

    def _process_safely(self):
        """Check an application and do what is decided about it.

        One application in trouble keeps no other back; what VIES said is kept, whatever
        happens afterwards. One that somebody is working on is left for the next run.
        No visitor waits for VIES: the row is locked once it has answered.
        """
        self.ensure_one()
        try:
            vies_vals = self._consult_vies()
            with self.env.cr.savepoint():
                locked = self.try_lock_for_update()
                due = locked.filtered_domain(self._get_due_domain())
                application = due.with_company(self.company_id)
                application.write(vies_vals)
            with self.env.cr.savepoint():
                if application:
                    application._decide()
        except OperationalError:
            _logger.info("Application %s is being changed by somebody else", self.id)
            self._trigger_check()
        except Exception as failure:  # pylint: disable=broad-except
            _logger.exception("Application %s could not be processed", self.id)
            self._postpone_broken(failure)

    def _decide(self):
        """Decide what becomes of the application, keep why, and do it."""
        self.ensure_one()
        facts, found = self._gather_facts()[self]
        decision = registration.decide_registration(facts)
        self.why = because.freeze(decision, facts.to_json())
        self._carry_out(decision.outcome, **found)

    def _postpone_broken(self, failure):
        """Try an application again later, and tell staff that it is in trouble."""
        try:
            with self.env.cr.savepoint():
                next_try = fields.Datetime.now() + PAUSE_OF_BROKEN
                self.vies_next_try = next_try
                self._trigger_check(at=next_try)
                self._call_staff(
                    self.env._(
                        "The application could not be processed and will be tried "
                        "again: %(error)s",
                        error=str(failure) or type(failure).__name__,
                    )
                )
        except Exception:  # pylint: disable=broad-except
            _logger.exception("Application %s could not be postponed", self.id)

    # -- What is decided is done --------------------------------------------------

    def _carry_out(self, outcome, contact, company):
        """Do what was decided.

        :param str outcome: of the policy.
        :param res.partner contact: the applicant, if he is known.
        :param res.partner company: the customer that he belongs to, if it is known.
        """
        self.ensure_one()
        match outcome:
            case registration.APPROVE:
                self._approve()
            case registration.CONTACT:
                self._invite_contact(contact)
            case registration.KNOWN:
                self._answer_known()
            case registration.PRINCIPAL:
                self.partner_id = company
                self._wait_for("principal")
                self._notify_principals()
                self._tell_to_wait()
            case registration.STAFF:
                self.partner_id = self.partner_id or company
                self._wait_for("staff")
                self._tell_to_wait()
            case registration.RETRY:
                self._await_vies()

    def _tell_to_wait(self):
        """Tell who registered, once, that it takes a while."""
        if self.origin == "visitor" and not self.wait_told_on:
            self.wait_told_on = fields.Datetime.now()
            self._send_b2b_mail("application_waits")

    def _await_vies(self):
        """Let VIES be asked again; tell staff once it has been silent for a day."""
        self._trigger_check(at=self.vies_next_try)
        self._tell_to_wait()
        since = self.waiting_since or self.create_date
        if registration.is_vies_overdue(since, fields.Datetime.now()):
            self._call_staff()
