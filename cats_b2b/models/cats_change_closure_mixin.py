import re
from html import unescape

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import email_normalize

ENDED_STATES = ("activated", "refused", "expired")


class CatsChangeClosureMixin(models.AbstractModel):
    """The closure of an account, of one user or of the whole company (ACC-10).

    "A user can ask for the closure of the account; staff confirm; personal data is then
    archived or anonymised, documents that law keeps stay."
    """

    _name = "cats.change.closure.mixin"
    _description = "Closure of an account"

    closure = fields.Selection(
        selection=[("archive", "Archive"), ("anonymise", "Anonymise")],
        string="Personal data",
        groups="base.group_user",
        help="Archive: nobody can log in any more, data stay for staff. Anonymise: "
        "name, e-mail address, phone, picture and login are replaced, too. Orders and "
        "invoices stay in both cases.",
    )
    closure_warning = fields.Text(
        compute="_compute_closure_warning", groups="base.group_user"
    )

    @api.depends("kind", "state", "user_id", "whole")
    @api.depends_context("lang")
    def _compute_closure_warning(self):
        for request in self:
            is_open = request.kind == "closure" and request.state == "open"
            request.closure_warning = is_open and request._get_closure_warning()

    def _get_closure_warning(self):
        """:return: what staff should know before they close; false for nothing."""
        request_sudo = self.sudo()
        closing = request_sudo._get_closing_users()
        company = request_sudo.partner_id
        if self.whole:
            return self.env._(
                "The whole company is closed, with %(count)s users.", count=len(closing)
            )
        others = (
            self.env["res.users"]
            .sudo()
            .search_count(
                [
                    ("partner_id.commercial_partner_id", "=", company.id),
                    ("id", "not in", closing.ids),
                    ("share", "=", True),
                ]
            )
        )
        principals = company._get_b2b_principals(request_sudo.company_id)
        if principals and principals <= closing and others:
            return self.env._(
                "This is the last principal user of the company; %(count)s other users "
                "are left without one.",
                count=others,
            )
        return False

    def _get_closing_users(self):
        """:return: the users who are shut out by a closure."""
        if not self.whole:
            return self.user_id
        return self.env["res.users"].search(
            [
                ("partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("share", "=", True),
            ]
        )

    def _close_accounts(self):
        """Shut users out and archive or anonymise their data, as superuser.

        They are mailed first, while their addresses are known.
        """
        users = self._get_closing_users() | self.user_id
        emails = {email_normalize(user.email or user.login or "") for user in users}
        self._send_mail(
            "cats_b2b.mail_template_change_request_closed", emails - {False}
        )
        contacts = self._get_closing_contacts(users)
        personal = self._get_personal_emails(contacts, users)
        self._settle("approved")
        self._withdraw_others(users)
        users._close_b2b_logins(forget=self.closure == "anonymise")
        if self.closure == "anonymise":
            self._anonymise(contacts, users, personal)
        contacts.action_archive()

    def _get_closing_contacts(self, users):
        """Return who is archived: the contacts of the users, or all of a company.

        Old sign-ups log in as the company itself, which goes on without them.

        :rtype: res.partner
        """
        if not self.whole:
            return users.partner_id.filtered(
                lambda one: not one.is_company
                and not (one | one.child_ids).user_ids - users
            )
        return self.partner_id.search(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("id", "child_of", self.partner_id.id),
            ]
        )

    def _withdraw_others(self, users):
        """Nobody decides any more about what closed users had asked for."""
        mine = [("user_id", "in", users.ids), ("state", "=", "open")]
        self.search(mine)._settle("cancelled")

    def _anonymise(self, contacts, users, emails):
        """Replace personal data by neutral text.

        The company itself stays what it is on invoices, which law keeps; so does the
        name of a private person who bought without one. Postal addresses stay: those
        of contacts are the company's.

        :param set emails: normalized addresses of the closed people.
        """
        people = contacts.filtered(lambda contact: not contact.is_company)
        nothing = {"email": False, "phone": False, "image_1920": False}
        people.write({**nothing, "function": False, "comment": False})
        for contact in people:
            if contact != contact.commercial_partner_id and contact.type == "contact":
                contact.name = self.env._("Closed account %(id)s", id=contact.id)
        self._forget_correspondence(people)
        self._forget_company_notes(self.partner_id, emails)
        self._forget_requests(people, users)
        self._forget_applications(people, users, emails)

    def _forget_correspondence(self, people):
        """Delete what was noted on closed contacts, and their address on messages."""
        messages = self.env["mail.message"]
        notes = [("model", "=", "res.partner"), ("res_id", "in", people.ids)]
        messages.search(notes).unlink()
        messages.search([("author_id", "in", people.ids)]).email_from = False

    def _forget_requests(self, people, users):
        """Take addresses and remarks of closed users out of their requests.

        What they asked for their company stays in its trail.
        """
        requests = self.search([("user_id", "in", users.ids)])
        requests.remark = False
        personal = requests.filtered(lambda one: one.address_id in people)
        personal.line_ids.write(
            {
                "old_value": False,
                "new_value": False,
                "old_text": self.env._("deleted"),
                "new_text": self.env._("deleted"),
            }
        )

    # -- Applications -------------------------------------------------------------

    def _get_personal_emails(self, contacts, users):
        """:return: set: normalized addresses by which closed people are found."""
        people = (contacts | users.partner_id).filtered(lambda one: not one.is_company)
        texts = [*people.mapped("email"), *users.mapped("login")]
        return {email_normalize(text or "") for text in texts} - {False}

    def _forget_applications(self, people, users, emails):
        """Take people out of what they asked for before they were customers.

        Company data and the acceptance of terms stay; where it came from does not.

        :param set emails: normalized addresses of the closed people.
        """
        applications = self._find_personal_applications(people, users, emails)
        applications.write(
            {
                "first_name": False,
                "last_name": self.env._("Closed account"),
                "vat_typed": False,
            }
        )
        for application in applications:  # Open ones may not share an address.
            application.email = f"closed-{application.id}@invalid"
        self.env["mail.message"].search(
            [("model", "=", applications._name), ("res_id", "in", applications.ids)]
        ).unlink()
        self.env["cats.terms.acceptance"].search(
            [("application_id", "in", applications.ids)]
        ).remote_addr = False
        self._forget_refused_files(applications)

    def _find_personal_applications(self, people, users, emails):
        """:return: those of closed people, and ended ones with their addresses."""
        linked = Domain("activated_user_id", "in", users.ids) | Domain(
            "contact_id", "in", people.ids
        )
        ended = Domain(
            [
                ("email_normalized", "in", list(emails)),
                ("state", "in", ENDED_STATES),
                # Another user may have the same address on another website.
                ("activated_user_id", "in", [False, *users.ids]),
            ]
        )
        return self.env["cats.application"].search(linked | ended)

    def _forget_refused_files(self, applications):
        """Delete the files of what was refused; no contract came of it."""
        documents = self.env["cats.application.document"].search(
            Domain("application_id", "in", applications.ids)
            & (
                Domain("state", "=", "refused")
                | Domain("application_id.state", "in", ("refused", "expired"))
            )
        )
        documents.attachment_ids.unlink()

    def _forget_company_notes(self, companies, emails):
        """Blank what was noted on companies with the address of somebody closed.

        :param set emails: normalized addresses.
        """
        if not emails:
            return
        notes = self.env["mail.message"].search(
            Domain([("model", "=", "res.partner"), ("res_id", "in", companies.ids)])
            & Domain.OR(Domain("body", "ilike", email) for email in emails)
        )
        # A longer address may end with a shorter one.
        whole = re.compile(
            rf"(?<![\w.+-])(?:{'|'.join(map(re.escape, emails))})(?![\w-])",
            re.IGNORECASE,
        )
        notes.filtered(
            lambda note: whole.search(unescape(note.body))
        ).body = self.env._("deleted")
