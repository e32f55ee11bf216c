from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import email_normalize

from ..policies import rights as rights_policy

PER_USER = 30
PER_MAILBOX = 3
MAX_NAME = 64


class CatsApplicationInvitationMixin(models.AbstractModel):
    """How principal users invite colleagues (USR-2).

    Nobody learns whether an address is somebody's at another company (ACC-4): such an
    invitation looks like any other one and comes to nothing; the owner of the address
    gets the mail that he would get if he registered again.
    """

    _name = "cats.application.invitation.mixin"
    _description = "Invitation of a colleague"

    withdrawn_on = fields.Datetime(
        string="Taken back on",
        readonly=True,
        copy=False,
        help="When a principal user took his invitation back.",
    )

    # -- Which ones ---------------------------------------------------------------

    @api.model
    def _get_invitation_domain(self):
        """:return: the invitations that the current user's company has sent."""
        if not self.env["res.users"]._is_b2b_principal():
            return Domain.FALSE
        user_sudo = self.env.user.sudo()
        return Domain(
            [
                ("origin", "=", "principal"),
                ("partner_id", "=", user_sudo.commercial_partner_id.id),
                ("company_id", "in", user_sudo.company_ids.ids),
                ("state", "not in", ("draft", "activated")),
                ("withdrawn_on", "=", False),
            ]
        )

    @api.model
    def _get_invitations(self):
        """:return: those invitations as superuser, the newest first."""
        return self.sudo().search(self._get_invitation_domain())

    @api.model
    def _get_others_invited(self):
        """Return who else is about to become a user of the current user's company.

        Staff have let them in; a principal user sees them, and no more than that.

        :return: applications as superuser, the newest first.
        :rtype: cats.application
        """
        applications_sudo = self.sudo()
        if not self.env["res.users"]._is_b2b_principal():
            return applications_sudo.browse()
        user_sudo = self.env.user.sudo()
        company_id = user_sudo.commercial_partner_id.id
        return applications_sudo.search(
            [
                ("origin", "!=", "principal"),
                ("state", "=", "approved"),
                ("company_id", "in", user_sudo.company_ids.ids),
                "|",
                ("partner_id", "=", company_id),
                ("contact_id.commercial_partner_id", "=", company_id),
            ]
        )

    def _is_invitation_open(self):
        """Tell whether an invitation still can be used, as far as anybody may know.

        :rtype: bool
        """
        self.ensure_one()
        until = self.token_expires_at
        return bool(until) and until > fields.Datetime.now()

    def _check_inviter(self):
        """Return an invitation as superuser, if it is the current user's company's.

        :raise AccessError: if it is not.
        """
        self.ensure_one()
        if self.sudo() not in self._get_invitations():
            raise AccessError(self.env._("This is no invitation of your company."))
        return self.sudo()

    # -- What principal users do --------------------------------------------------

    @api.model
    def _invite_by_principal(self, values, role, website):
        """Invite a colleague; he is a user once he has opened the link in his mail.

        :param dict values: ``first_name``, ``last_name`` and ``email`` as typed.
        :param cats.role role: what he is going to be.
        :param website website: the shop that he is going to log in to.
        :return: message by field of what cannot be done; empty when he is invited.
        :rtype: dict
        :raise AccessError: if the current user may not.
        """
        company_sudo = self.env["res.partner"]._check_b2b_company()
        if not website.b2b_enabled or website.company_id not in (
            self.env.user.sudo().company_ids
        ):
            raise AccessError(self.env._("You are no customer of this shop."))
        # A second click waits here, and sees what the first one did.
        company_sudo._lock_b2b_users()
        values = {name: " ".join((text or "").split()) for name, text in values.items()}
        errors = self._check_invitation(values, role)
        if errors:
            return errors
        email = email_normalize(values["email"])
        if self._find_invitation(email) or self._is_inviting_too_often(email, errors):
            return errors
        self.sudo()._create_invitation(values, role.sudo(), website, company_sudo)
        return {}

    def _resend_by_principal(self):
        """Mail a new link; the one of the mail before is dead.

        :raise AccessError: if it is no invitation of the current user's company.
        :raise UserError: if it is asked too often.
        """
        application_sudo = self._check_inviter()
        application_sudo._lock()
        errors = {}
        if self._is_inviting_too_often(application_sudo.email_normalized, errors):
            raise UserError(errors["email"])
        application_sudo._send_invitation()
        self.env["cats.right.log"]._log([application_sudo._prepare_log("resent")])

    def _withdraw_by_principal(self):
        """Take an invitation back; its link is dead.

        :raise AccessError: if it is no invitation of the current user's company.
        """
        application_sudo = self._check_inviter()
        application_sudo._withdraw(
            self.env._("A principal user took the invitation back.")
        )

    # -- Checks -------------------------------------------------------------------

    @api.model
    def _check_invitation(self, values, role):
        """:return: message by field of what is wrong with an invitation."""
        errors = {
            name: self.env._("This name is too long.")
            for name in ("first_name", "last_name")
            if len(values[name]) > MAX_NAME
        }
        if not values["first_name"]:
            errors["first_name"] = self.env._("Please enter the first name.")
        if not values["last_name"]:
            errors["last_name"] = self.env._("Please enter the last name.")
        company_sudo = self.env.user.sudo().commercial_partner_id
        try:
            company_sudo._check_b2b_role(role)
        except UserError as error:
            errors["role_id"] = str(error)
        email = email_normalize(values["email"])
        if not email or len(email) > 254:
            errors["email"] = self.env._("This does not look like an e-mail address.")
        elif message := self._check_invitation_colleague(email):
            errors["email"] = message
        return errors

    @api.model
    def _check_invitation_colleague(self, email):
        """:return: what a colleague with this address is already; else nothing."""
        colleague_sudo = self.env["res.users"]._get_b2b_colleagues()
        colleague_sudo = colleague_sudo.filtered(
            lambda user: email in (user.login.lower(), user.email_normalized)
        )[:1]
        if not colleague_sudo:
            waiting_sudo = self._get_waiting_colleagues()
            if email in waiting_sudo.mapped("email_normalized"):
                return self.env._(
                    "This colleague has registered already and waits for your consent."
                )
            return ""
        if colleague_sudo.active:
            return self.env._(
                "%(name)s is a user of your company already.", name=colleague_sudo.name
            )
        return self.env._(
            "%(name)s is a user of your company and deactivated: reactivate the user.",
            name=colleague_sudo.name,
        )

    @api.model
    def _find_invitation(self, email):
        """:return: an open invitation of the own company to this address."""
        invitations_sudo = self._get_invitations()
        return invitations_sudo.filtered(lambda it: it.email_normalized == email)[:1]

    @api.model
    def _is_inviting_too_often(self, email, errors):
        """Count an invitation.

        :param str email: whom it goes to.
        :param dict errors: gets the message.
        :rtype: bool
        """
        attempts = self.env["cats.attempt"]
        user = self.env.user
        mailbox = f"{user.sudo().commercial_partner_id.id} {email}"
        if not attempts._count("invite_email", mailbox, PER_MAILBOX):
            errors["email"] = self.env._(
                "We have just written to this address several times. Please wait an "
                "hour."
            )
        elif not attempts._count("invite", str(user.id), PER_USER):
            errors["email"] = self.env._(
                "You have invited many people within an hour. Please wait a little."
            )
        return bool(errors)

    # -- Doing it, as superuser ---------------------------------------------------

    @api.model
    def _withdraw_of_users(self, users):
        """Take back what users invited who are no principal users any more (USR-4).

        :param res.users users: who invited.
        """
        invitations = self.search(
            [
                ("origin", "=", "principal"),
                ("decided_by_id", "in", users.ids),
                ("state", "not in", ("draft", "activated")),
                ("withdrawn_on", "=", False),
            ]
        )
        for invitation in invitations:
            invitation._withdraw(
                self.env._("Who invited is no principal user any more.")
            )

    def _withdraw(self, reason):
        """Take an invitation back; the contact that was made for it goes, too.

        :param str reason: why, for staff.
        """
        self.ensure_one()
        self._lock()
        if self.state == "activated":
            return
        if self.state != "refused":
            self._close(reason, self.env.user)
        self.withdrawn_on = fields.Datetime.now()
        self.env["cats.right.log"]._log([self._prepare_log("withdrawn")])
        users = self.contact_id.with_context(active_test=False).user_ids
        # Whom staff had entered before stays.
        if self.contact_id.create_date >= self.create_date and not users:
            self.contact_id.action_archive()

    @api.model
    def _create_invitation(self, values, role, website, company):
        """Invite, or do as if.

        :param dict values: cleaned and checked.
        :param cats.role role: what the colleague is going to be.
        :param website website: the shop.
        :param res.partner company: the inviting company.
        """
        # There can be one open application with an address only: it begins as none.
        application = self.with_context(mail_notrack=True).create(
            {
                **self._prepare_invitation_vals(values, website, company),
                "role_id": role.id,
                "state": "refused",
            }
        )
        contact = application._find_contact(company)
        application.contact_id = contact or application._create_contact(company)
        application._send_invitation()
        self.env["cats.right.log"]._log([application._prepare_log("invited")])

    @api.model
    def _prepare_invitation_vals(self, values, website, company):
        """:return: dict: values of an invitation's application."""
        return {
            **values,
            "origin": "principal",
            "website_id": website.id,
            "lang": self.env.lang or website.default_lang_id.code,
            "company_name": company.name,
            "vat": company.vat,
            "country_id": company.country_id.id,
            "partner_id": company.id,
            "decided_by_id": self.env.user.id,
            "decided_on": fields.Datetime.now(),
        }

    def _send_invitation(self):
        """Mail the link, unless the address is taken elsewhere.

        The owner of a login, and who has an open application, are told so instead; the
        link that they already have stays good.
        """
        self.ensure_one()
        login = self._find_logins()[self]
        other = self._find_other_open()
        if not login and not other and self._send_invited_activation():
            return
        hours = self.website_id.b2b_activation_hours
        self.write(
            {
                "state": "refused",
                "waits_for": False,
                "token_hash": False,
                "token_expires_at": fields.Datetime.now() + timedelta(hours=hours),
            }
        )
        if login == "active":
            self._send_b2b_mail("application_known")
        elif other:
            other._send_b2b_mail("application_again")

    def _send_invited_activation(self):
        """:return: whether the link was mailed; not if somebody else has just
        registered with the address."""
        try:
            with self.env.cr.savepoint():
                self._send_activation()
        except UniqueViolation:
            return False
        return True

    def _prepare_invitation_row(self):
        """:return: dict: what the table of people and rights shows of an invitation."""
        self.ensure_one()
        role = self.role_id or self.partner_id._get_b2b_default_role(self.website_id)
        codes = role._get_b2b_codes(role.group_ids)
        return {
            "invitation": self if self.origin == "principal" else False,
            "by_staff": self.origin == "staff",
            "name": self._get_person_name(),
            "email": self.email_normalized,
            "state": "invited" if self._is_invitation_open() else "expired",
            "last_login": False,
            "role": role.name,
            "cells": rights_policy.summarise(None, codes),
        }

    def _prepare_log(self, kind):
        """:return: dict: values of an entry of the log about an invitation."""
        self.ensure_one()
        rights = self.env["cats.right.log"]
        given = self.role_id._get_b2b_codes(self.role_id.group_ids)
        return {
            "kind": kind,
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "company_id": self.company_id.id,
            "role_id": self.role_id.id,
            **rights._prepare_difference(frozenset(), given),
        }
