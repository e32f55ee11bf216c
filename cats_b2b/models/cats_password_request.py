import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize, escape_psql

_logger = logging.getLogger(__name__)

BATCH = 500
MAX_LENGTH = 254


class CatsPasswordRequest(models.Model):
    """A password that somebody forgot, or never had; a job looks who that is.

    The page does the same for every address: it keeps a request. Whether there is a
    login, several, none or a deactivated one is found out later, and is told to the
    owner of the address only (ACC-4, ACC-5).
    """

    _name = "cats.password.request"
    _description = "Request for a New Password"

    login = fields.Char(required=True, readonly=True)
    website_id = fields.Many2one(
        comodel_name="website", required=True, readonly=True, ondelete="cascade"
    )

    @api.model
    def _file(self, login, website, address):
        """Keep a request for the job, unless there were too many of them.

        An address counts as the job reads it: "Anna <a@x.com>" is "a@x.com".

        :param str login: login or e-mail address, as typed.
        :param website website: the shop that was asked.
        :param str address: the network address that asks.
        """
        login = login.strip()[:MAX_LENGTH]
        login = email_normalize(login) or login.lower()
        attempts = self.env["cats.attempt"]
        by_login = attempts._count("password", login, 3)
        network = attempts._get_network(address)
        by_network = attempts._count("password-from", network, 30)
        if by_login and by_network:
            self.create({"login": login, "website_id": website.id})
            self.env.ref("cats_b2b.ir_cron_password_requests")._trigger()

    @api.model
    def _cron_answer_requests(self):
        """Answer what was asked; one that fails keeps no other back."""
        requests = self.search([], order="id", limit=BATCH)
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=self.search_count([]))
        for request in requests:
            request._answer_safely()
            request.unlink()
            if not progress._commit_progress(1):
                break

    def _answer_safely(self):
        """Answer in a savepoint; what went wrong stands in the log."""
        try:
            with self.env.cr.savepoint():
                self._answer()
        except Exception:  # pylint: disable=broad-except
            _logger.exception("A request for a new password was not answered")

    def _answer(self):
        """Mail the address what helps its owner; nothing to one that is unknown."""
        self.ensure_one()
        applications = self.env["cats.application"]
        application = applications._find_open(self.login, self.website_id)
        if users := self._find_users():
            users._action_reset_password()
        elif deactivated := self._find_users(active=False):
            self._tell_staff(deactivated.partner_id)
        elif application:
            self._answer_applicant(application)
        else:
            self._answer_contacts()

    def _find_users(self, active=True):
        """Return the users with this login, else those with this address.

        Unlike on Odoo's own page, several users with one address get a mail each.

        :param bool active: or those of customers who are deactivated.
        :rtype: res.users
        """
        users = self.env["res.users"].with_context(
            active_test=False, website_id=self.website_id.id
        )
        domain = Domain("active", "=", active) & self.website_id.website_domain()
        domain &= Domain("email_normalized", "!=", False)
        if not active:
            domain &= Domain("partner_id.parent_id", "!=", False)
        login = Domain("login", "=ilike", escape_psql(self.login))
        email = Domain("email_normalized", "=", email_normalize(self.login))
        return users.search(domain & login) or users.search(domain & email)

    def _answer_applicant(self, application):
        """Send a new link, or say that the application is still looked at."""
        if application.state == "approved":
            application._send_activation()
        elif application.state == "pending":
            application._send_b2b_mail("application_waits")

    def _answer_contacts(self):
        """Invite the contact whom staff entered with this address, if there is one."""
        contacts = self.env["res.partner"]._find_b2b_invitable(
            self.login, self.website_id
        )
        seller = contacts.with_company(self.website_id.company_id)
        is_free = "sent" in seller._judge_b2b_activation().values()
        if len(contacts) == 1 and is_free and not contacts._is_b2b_refused():
            contacts._create_b2b_invitations("reset", self.website_id)
        elif contacts:
            self._tell_staff(contacts)

    def _tell_staff(self, contacts):
        """Have staff look at a person who cannot help himself, once at a time."""
        customer = contacts[:1].commercial_partner_id
        summary = self.env._("Asks for a password, but cannot have one")
        if customer.activity_ids.filtered(lambda one: one.summary == summary):
            return
        application = self.env["cats.application"].new(
            {"website_id": self.website_id.id, "user_id": customer.user_id.id}
        )
        customer.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=application._get_responsible().id,
            summary=summary,
            note=self.env._(
                "The address has several contacts, a login that is deactivated, or was "
                "refused: %(contacts)s",
                contacts=", ".join(contacts.mapped("display_name")),
            ),
        )
