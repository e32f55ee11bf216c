import re

from psycopg2.errors import UniqueViolation

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import email_normalize, mute_logger

from ..policies.address import get_address_rules, is_zip, normalize_zip
from ..policies.change_request import decide_permission, find_changes

COMPANY_FIELDS = ("name", "vat", "phone", "email")
ADDRESS_FIELDS = ("street", "street2", "zip", "city", "country_id", "state_id")
REQUIRED_FIELDS = {"name", "vat", "street", "zip", "city", "country_id", "email"}
MAX_LENGTH = 200


class CatsChangeAskMixin(models.AbstractModel):
    """How a customer asks for a change of what is locked (ACC-8)."""

    _name = "cats.change.ask.mixin"
    _description = "Asking for a change"

    # -- What can be asked for ----------------------------------------------------

    @api.model
    def _get_field_labels(self):
        """:return: what a customer calls the fields that he can ask to change."""
        return {
            "name": self.env._("Name"),
            "vat": self.env._("VAT number"),
            "phone": self.env._("Phone"),
            "email": self.env._("E-mail address"),
            "street": self.env._("Street and number"),
            "street2": self.env._("Addition to the address"),
            "zip": self.env._("ZIP"),
            "city": self.env._("City"),
            "country_id": self.env._("Country"),
            "state_id": self.env._("State / Province"),
        }

    @api.model
    def _get_subject(self, kind, whole=False):
        """Return what a request of the current user would be about.

        :param str kind: as of the field.
        :param bool whole: for a closure, the whole company instead of his own login.
        :rtype: res.partner
        """
        # A customer reads his company's contacts, but not all of their fields.
        contact_sudo = self.env.user.partner_id.sudo()
        if kind == "billing":
            return contact_sudo._get_b2b_billing_address()
        if kind == "company" or whole:
            return contact_sudo.commercial_partner_id
        return contact_sudo

    @api.model
    def _get_askable_fields(self, kind, subject_sudo):
        """:return: the fields that a request of a kind can change, in their order."""
        if kind == "company":
            return COMPANY_FIELDS
        if kind == "email":
            return ("email",)
        if kind == "billing" and subject_sudo.commercial_partner_id != subject_sudo:
            return ("name", "email", *ADDRESS_FIELDS)
        return ADDRESS_FIELDS if kind == "billing" else ()

    @api.model
    def _get_values(self, subject_sudo, names):
        """:return: dict: the JSON value of each field; whatever is empty is false."""
        values = {}
        for name in names:
            value = subject_sudo[name]
            values[name] = (value.id if name.endswith("_id") else value) or False
        return values

    @api.model
    def _get_value_text(self, name, value):
        """:return: the JSON value of a field, as a person reads it."""
        if not value:
            return ""
        if name.endswith("_id"):
            model = self.env["res.partner"]._fields[name].comodel_name
            return self.env[model].sudo().browse(value).exists().display_name or ""
        return value

    # -- Who may ask --------------------------------------------------------------

    @api.model
    def _get_permission(self, kind, whole=False):
        """:return: the policy's answer whether the current user may ask for this."""
        user = self.env.user
        # Colleagues cannot be seen; only whether there are principals is told.
        customer_sudo = user.sudo().partner_id.commercial_partner_id
        principals = customer_sudo._get_b2b_principals(user.company_id)
        return decide_permission(
            kind,
            own=not whole,
            is_principal=user in principals,
            has_principals=bool(principals),
        )

    @api.model
    def _check_may_ask(self, kind, whole=False):
        """:raise odoo.exceptions.AccessError: if the current user may not ask this."""
        if not self.env["res.users"]._is_b2b_customer():
            raise AccessError(self.env._("Change requests are for customers."))
        if not self._get_permission(kind, whole=whole).allowed:
            raise AccessError(
                self.env._("The principal users of your company can ask for this.")
            )

    # -- Asking -------------------------------------------------------------------

    @api.model
    def _ask(self, kind, form, remark=None, whole=False):
        """File a request of the current user.

        :param str kind: as of the field.
        :param dict form: wanted value by field, as strings; what cannot be asked for
            is not looked at.
        :param str remark: what he adds.
        :param bool whole: for a closure, the whole company instead of his own login.
        :return: the new request as superuser, and message by field (``""`` for the
            whole form) where there is none.
        :rtype: tuple
        :raise odoo.exceptions.AccessError: if he may not ask for this.
        """
        self._check_may_ask(kind, whole=whole)
        subject_sudo = self._get_subject(kind, whole=whole)
        names = self._get_askable_fields(kind, subject_sudo)
        today = self._get_values(subject_sudo, names)
        wanted, errors = self._parse_wanted(form, names, subject_sudo)
        changes = find_changes(today, wanted)
        if not errors and not changes and kind != "closure":
            errors[""] = self.env._("Nothing was changed.")
        if errors:
            return self.sudo().browse(), errors
        vals = self._prepare_request_vals(kind, subject_sudo, changes, remark)
        return self._create_request({**vals, "whole": kind == "closure" and whole})

    @api.model
    def _create_request(self, vals):
        """:return: tuple: the new request, and messages if one is open already."""
        open_domain = [
            ("address_id", "=", vals["address_id"]),
            ("kind", "=", vals["kind"]),
            ("state", "=", "open"),
        ]
        request_sudo = self.sudo().with_context(mail_create_nosubscribe=True)
        try:
            # The index decides when two requests arrive at once.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                if not request_sudo.search_count(open_domain, limit=1):
                    request_sudo = request_sudo.create(vals)
        except UniqueViolation:
            request_sudo = request_sudo.browse()
        if not request_sudo:
            message = self.env._("There is an open request for this already.")
            return request_sudo, {"": message}
        request_sudo._schedule_decision()
        return request_sudo, {}

    @api.model
    def _prepare_request_vals(self, kind, subject_sudo, changes, remark):
        website = self._get_request_website()
        return {
            "kind": kind,
            "partner_id": subject_sudo.commercial_partner_id.id,
            "address_id": subject_sudo.id,
            "user_id": self.env.uid,
            "website_id": website.id,
            "closure": website.b2b_closure if kind == "closure" else False,
            "remark": (remark or "").strip()[:2000],
            "line_ids": [
                Command.create(
                    {
                        "field_name": change.field,
                        "old_value": change.old,
                        "new_value": change.new,
                        "old_text": self._get_value_text(change.field, change.old),
                        "new_text": self._get_value_text(change.field, change.new),
                    }
                )
                for change in changes
            ],
        }

    @api.model
    def _get_request_website(self):
        """:return: the B2B website that the current user uses, as superuser."""
        company = self.env.user.company_id
        website_sudo = self.env["website"].sudo().get_current_website()
        if website_sudo.b2b_enabled and website_sudo.company_id == company:
            return website_sudo
        return website_sudo.search(
            [("b2b_enabled", "=", True), ("company_id", "=", company.id)], limit=1
        )

    # -- What was typed -----------------------------------------------------------

    @api.model
    def _parse_wanted(self, form, names, subject_sudo):
        """Turn a form's strings into JSON values, and look at them.

        :return: value by field, message by field.
        :rtype: tuple
        """
        wanted, errors = {}, {}
        for name in names:
            if name not in form:
                continue
            value = " ".join((form[name] or "").split())
            if name.endswith("_id"):
                value = self._parse_id(value)
            wanted[name] = value or False
        today = self._get_values(subject_sudo, names)
        moves = wanted.get("country_id", today.get("country_id")) != today.get(
            "country_id"
        )
        for name, value in list(wanted.items()):
            if value != today[name] or (name == "zip" and moves):
                wanted[name], message = self._check_wanted(name, wanted, subject_sudo)
                if message:
                    errors[name] = message
        return wanted, errors

    @api.model
    def _parse_id(self, text):
        """:return: the id that was chosen in a form; false for what is none."""
        return bool(re.fullmatch("[0-9]{1,9}", text or "", re.ASCII)) and int(text)

    @api.model
    def _check_wanted(self, name, wanted, subject_sudo):
        """Look at the form of one value.

        :param str name: of the field.
        :param dict wanted: all values that were sent.
        :return: the value as it is kept, and a message or none.
        :rtype: tuple
        """
        value = wanted[name]
        country_id = wanted.get("country_id") or subject_sudo.country_id.id
        country = self.env["res.country"].sudo().browse(country_id).exists()
        if not value and self._is_required(name, country):
            return value, self.env._("This cannot be empty.")
        if isinstance(value, str) and len(value) > MAX_LENGTH:
            return value, self.env._("This is too long.")
        checks = {
            "email": lambda: self._check_email_form(value),
            "vat": lambda: self._check_vat_form(value, country),
            "zip": lambda: self._check_zip_form(value, country),
            "country_id": lambda: self._check_country(value, wanted.get("state_id")),
            "state_id": lambda: self._check_state(value, country),
        }
        return checks[name]() if name in checks else (value, None)

    @api.model
    def _is_required(self, name, country):
        """:return: whether a field may not be emptied; some countries have no ZIP."""
        has_zip = get_address_rules(country.code or "").has_zip
        return name in REQUIRED_FIELDS and (name != "zip" or has_zip)

    @api.model
    def _check_email_form(self, value):
        """:return: tuple: the normal form of an e-mail address, and a message."""
        normal = email_normalize(value)
        return (
            normal or value,
            None if normal else self.env._("Please enter a valid e-mail address."),
        )

    @api.model
    def _check_vat_form(self, value, country):
        """:return: tuple: the VAT number as a partner keeps it, and a message."""
        vat, message = self.env["res.partner"]._check_b2b_vat(value, country)
        return vat or value, message

    @api.model
    def _check_zip_form(self, value, country):
        """:return: tuple: the ZIP, and a message if the country writes none so."""
        if not value or is_zip(value, country.code or ""):
            return normalize_zip(value, country.code or ""), None
        return value, self.env._(
            "This is not a ZIP code of %(country)s.", country=country.name
        )

    @api.model
    def _check_country(self, value, state_id):
        """:return: tuple: the country's id, and a message if there is none."""
        country = self.env["res.country"].sudo().browse(value).exists()
        if not country:
            return False, self.env._("Please choose a country.")
        if country.state_required and not state_id:
            return value, self.env._("Please choose the state or province, too.")
        return value, None

    @api.model
    def _check_state(self, value, country):
        """:return: tuple: the state's id, and a message if it lies elsewhere."""
        state = self.env["res.country.state"].sudo().browse(value or None).exists()
        if value and state.country_id != country:
            return value, self.env._("This state lies in another country.")
        return value, None
