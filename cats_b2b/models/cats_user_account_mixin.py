from odoo import api, models
from odoo.exceptions import AccessError

# What every customer may write of his own user by RPC; Odoo allows more.
OWN_FIELDS = {"name", "phone", "lang", "tz", "image_1920", "signature", "api_key_ids"}
NAMING_FIELDS = {"name", "phone", "image_1920"}


class CatsUserAccountMixin(models.AbstractModel):
    """What a customer's user does with his own account (ACC-8, ACC-10)."""

    _name = "cats.user.account.mixin"
    _description = "Account of a customer's user"

    @api.model
    def _get_b2b_own_fields(self):
        """Return what the current user may write of himself.

        :return: names of fields; without his name where his partner is a company, whose
            name it would be.
        :rtype: set
        """
        is_company = self.env.user.partner_id.is_company
        return OWN_FIELDS - NAMING_FIELDS if is_company else OWN_FIELDS

    def _check_b2b_own_write(self, vals):
        """Refuse that a customer writes more of himself than his page lets him.

        Odoo writes the fields that a user may change of himself as superuser, e-mail
        address and company among them. Our own code writes as superuser.

        :param dict vals: what is about to be written.
        :raise odoo.exceptions.AccessError: if a locked field is among it.
        """
        if self.env.su or self != self.env.user or not self._is_b2b_customer():
            return
        _readable, writeable = self._self_accessible_fields()
        if locked := vals.keys() & writeable - self._get_b2b_own_fields():
            raise AccessError(
                self.env._(
                    "You cannot change this yourself (%(fields)s). Ask for it on the "
                    "page of your requests.",
                    fields=", ".join(sorted(locked)),
                )
            )

    def _update_b2b_own_data(self, values, languages):
        """Save what the user typed on the page of his account.

        :param dict values: ``name``, ``phone`` and ``lang`` as typed; others are not
            looked at.
        :param list languages: codes of the languages that he can choose.
        :return: message by field; empty when everything was saved.
        :rtype: dict
        """
        self.ensure_one()
        names = self._get_b2b_own_fields() & {"name", "phone", "lang"} & values.keys()
        clean = {name: " ".join((values[name] or "").split()) for name in names}
        errors = self._check_b2b_own_data(clean, languages)
        if not errors:
            self.sudo().write(clean)
        return errors

    def _check_b2b_own_data(self, values, languages):
        """:return: message by field of what cannot be saved."""
        errors = {}
        if not values.get("name", "-"):
            errors["name"] = self.env._("Please enter your name.")
        elif len(values.get("name", "")) > 128:
            errors["name"] = self.env._("This name is too long.")
        phone = values.get("phone")
        digits = sum(character.isdigit() for character in phone or "")
        if phone and (not 5 <= digits <= 20 or len(phone) > 32):
            errors["phone"] = self.env._("This does not look like a phone number.")
        if values.get("lang") and values["lang"] not in languages:
            errors["lang"] = self.env._("Please choose one of the languages.")
        elif "lang" in values and not values["lang"]:
            errors["lang"] = self.env._("Please choose a language.")
        return errors

    def _close_b2b_logins(self, *, forget):
        """Shut customers' users out for good: sessions, API keys, links in mails.

        They are kept, since orders name them; nothing of theirs is deleted.

        :param bool forget: replace the logins, which are e-mail addresses, and drop
            the passwords.
        :raise odoo.exceptions.AccessError: for users of the staff.
        """
        if not all(user.share for user in self):
            raise AccessError(self.env._("Only accounts of customers can be closed."))
        self.api_key_ids._remove()
        self.partner_id.signup_cancel()
        self.write({"active": False})
        for user in self if forget else self.browse():
            user.write({"login": user._get_b2b_closed_login(), "password": ""})

    def _get_b2b_closed_login(self):
        """:return: str: what replaces the login of who is shut out for good."""
        self.ensure_one()
        return f"closed-{self.id}"

    def _filter_b2b_not_closed(self):
        """:return: those who were not shut out for good."""
        return self.filtered(lambda user: user.login != user._get_b2b_closed_login())
