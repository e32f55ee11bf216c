import hashlib
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import escape_psql, split_every

from odoo.addons.auth_signup.models.res_partner import SignupError

from ..policies.registration import OPEN_STATES

BATCH = 100
# After that a link that was used too late asks for no new one by itself.
RENEWABLE = timedelta(days=30)


class CatsApplicationActivationMixin(models.AbstractModel):
    """The link that turns an approved application into a user (ACC-3, ACC-5)."""

    _name = "cats.application.activation.mixin"
    _description = "Activation of a B2B application"

    token_hash = fields.Char(
        readonly=True,
        copy=False,
        index=True,
        groups=fields.NO_ACCESS,
        help="SHA-256 of the link's secret; the secret stands in the mail only.",
    )
    token_expires_at = fields.Datetime(
        string="Link valid until", readonly=True, copy=False
    )
    activated_on = fields.Datetime(readonly=True, copy=False)
    activated_user_id = fields.Many2one(
        comodel_name="res.users", string="User", readonly=True, copy=False
    )

    # -- The link -----------------------------------------------------------------

    def _send_activation(self):
        """Mail each applicant a new link; one that he got before is dead (ACC-5).

        To be called as superuser on applications with a contact.

        :raise UserError: if there is no login to be had by one of the links.
        """
        for application in self:
            application._check_link_useful()
        now = fields.Datetime.now()
        tokens = {application.id: secrets.token_urlsafe(32) for application in self}
        self.write({"state": "approved", "waits_for": "applicant"})
        for application in self:
            hours = application.website_id.b2b_activation_hours
            application.token_hash = self._hash_token(tokens[application.id])
            application.token_expires_at = now + timedelta(hours=hours)
        self._send_b2b_mail("application_activation", b2b_tokens=tokens)
        self._message_log_batch(
            {
                application.id: self.env._(
                    "Activation mail to %(email)s.", email=application.email_normalized
                )
                for application in self
            }
        )

    def _check_link_useful(self):
        """:raise UserError: if the link would end nowhere, or at another seller's."""
        self.ensure_one()
        if not self.website_id.b2b_enabled:
            raise UserError(self.env._("The B2B shop of the website is switched off."))
        contact = self.contact_id.exists()
        company = contact.commercial_partner_id
        if not (contact.active and company.active):
            raise UserError(
                self.env._(
                    "The contact of %(email)s is archived or deleted.",
                    email=self.email_normalized,
                )
            )
        if not (self._is_of_seller(contact) and self._is_of_seller(company)):
            raise UserError(self.env._("This customer belongs to another company."))

    @api.model
    def _hash_token(self, token):
        """:return: what is kept of a link's secret, in hexadecimal digits."""
        return hashlib.sha256((token or "").encode()).hexdigest()

    @api.model
    def _find_by_any_token(self, token):
        """:return: the application with this link, valid or not, as superuser.

        The database looks for a hash: what takes time tells nothing of the secret.
        """
        return self.sudo().search([("token_hash", "=", self._hash_token(token))])

    def _get_link_state(self):
        """Say what the page of an application's link offers.

        :return: `ready`, `expired`, `used` or `invalid`.
        :rtype: str
        """
        if not self.website_id.b2b_enabled or not self.contact_id.active:
            return "invalid"
        if self.state == "activated":
            return "used"
        if self.state not in ("approved", "expired") or not self.token_expires_at:
            return "invalid"
        late = fields.Datetime.now() - self.token_expires_at
        if late < timedelta(0) and self.state == "approved":
            return "ready"
        return "expired" if late < RENEWABLE else "invalid"

    def _renew_link(self):
        """Mail a new link for one that was used too late.

        :return: whether it was sent; not for a link that is still good or of no use,
            nor more than three times an hour.
        :rtype: bool
        """
        self.ensure_one()
        self._lock()
        if self._get_link_state() != "expired" or self._find_other_open():
            return False
        attempts = self.env["cats.attempt"]
        if not attempts._count("activation", self.email_normalized, 3):
            return False
        self._send_activation()
        return True

    def _disown(self):
        """Refuse at the wish of the address's owner, who did not ask for anything.

        :return: whether the link was still good for it.
        :rtype: bool
        """
        self.ensure_one()
        self._lock()
        if self._get_link_state() != "ready":
            return False
        self._close(self.env._("The owner of the address did not ask for this."))
        return True

    def _find_other_open(self):
        """:return: an open application with the same address, beside this one."""
        self.ensure_one()
        return self.search(
            [
                ("id", "!=", self.id),
                ("website_id", "=", self.website_id.id),
                ("email_normalized", "=", self.email_normalized),
                ("state", "in", OPEN_STATES),
            ],
            limit=1,
        )

    def _check_only_open(self):
        """:raise UserError: if there is a newer application with an address."""
        for application in self:
            if application._find_other_open():
                raise UserError(
                    self.env._(
                        "There is a newer application with the address %(email)s.",
                        email=application.email_normalized,
                    )
                )

    # -- Activation ---------------------------------------------------------------

    def _activate(self, password=None):
        """Make the contact a user of the shop (ACC-3: "validates the account").

        To be called as superuser by who holds the link.

        :param str password: what he chose; needed if the application keeps no hash.
        :return: `activated`; `exists` if the address became a login in the meantime;
            else what :meth:`_get_link_state` says of the link.
        :rtype: str
        :raise UserError: without a password, or if the password is refused.
        """
        self.ensure_one()
        self._lock()
        state = self._get_link_state()
        if state != "ready":
            return state
        user = self.env["res.users"] if self._find_login() else self._create_user()
        if not user:
            self._hand_to_staff()
            return "exists"
        self._set_password(user, password)
        user._welcome_b2b_users()
        self._close_activated(user)
        return "activated"

    def _find_login(self):
        """:return: users with this login, or of this contact, deactivated ones too."""
        users = self.env["res.users"].with_context(active_test=False)
        return users.search(
            [
                ("website_id", "in", (False, self.website_id.id)),
                "|",
                ("login", "=ilike", escape_psql(self.email_normalized)),
                ("partner_id", "=", self.contact_id.id),
            ],
            limit=1,
        )

    def _create_user(self):
        """:return: the new user; none if somebody else took the login just now."""
        # Odoo takes whatever goes wrong in there for a login that is taken.
        users = self.env["res.users"].with_context(
            website_id=self.website_id.id, b2b_welcome_later=True
        )
        values = {
            "login": self.email_normalized,
            "partner_id": self.contact_id.id,
            "b2b_role_id": self._get_role().id,
        }
        try:
            user = users._signup_create_user(values)
        except SignupError:
            user = users.browse()
        return user.with_env(self.env)

    def _set_password(self, user, password):
        """Take the password that was chosen now, else at the registration."""
        if password:
            user.password = password
        elif self.password_hash:
            user._set_encrypted_password(user.id, self.password_hash)
        else:
            raise UserError(self.env._("Choose a password."))

    def _get_role(self):
        """:return: the role chosen, else the one of a first or of a further user."""
        company = self.contact_id.commercial_partner_id
        others = self.env["res.users"].search_count(
            [("partner_id.commercial_partner_id", "=", company.id)], limit=1
        )
        website = self.website_id
        if others:
            return self.role_id or company._get_b2b_default_role(website)
        return self.role_id or website.b2b_first_role_id

    def _close_activated(self, user):
        """Note what has become of the application, and forget the password."""
        self.write(
            {
                "state": "activated",
                "waits_for": False,
                "activated_on": fields.Datetime.now(),
                "activated_user_id": user.id,
                "password_hash": False,
            }
        )

    def _hand_to_staff(self):
        """Have staff look at an address that became a login in the meantime."""
        self.write({"token_hash": False})
        self._forget_password()
        self._wait_for("staff")
        self._call_staff(
            self.env._("The e-mail address became somebody's login in the meantime.")
        )

    @api.model
    def _get_password_errors(self, password, confirmation):
        """Check a new password as the registration does.

        :param str password: as typed.
        :param str confirmation: as typed for the second time.
        :return: message by field; empty if there is nothing to say against it.
        :rtype: dict[str, str]
        """
        minimum = self._get_form_password_length()
        if len(password or "") < minimum:
            return {
                "password": self.env._(
                    "Choose a password of %(count)s characters at least.",
                    count=minimum,
                )
            }
        if password != confirmation:
            return {
                "confirm_password": self.env._("The two passwords are not the same.")
            }
        refusal = self._check_form_password(password)
        return {"password": refusal} if refusal else {}

    @api.model
    def _cron_expire_applications(self):
        """Close the applications whose link was not used in time."""
        late = self.sudo().search(
            [
                ("state", "=", "approved"),
                ("token_expires_at", "<", fields.Datetime.now()),
            ]
        )
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(late))
        for ids in split_every(BATCH, late.ids):
            batch = late.browse(ids)
            batch.write({"state": "expired", "waits_for": False})
            batch._forget_password()
            if not progress._commit_progress(len(batch)):
                break
