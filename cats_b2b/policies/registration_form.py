"""What is wrong with a registration form, before anybody is asked about it.

Sources: ACC-1, "all are mandatory, and each error shows beside its field", and ACC-2,
"VAT number, ZIP and e-mail are validated". Whether a VAT number is one is not decided
here: that takes the tables of `base_vat`.
"""

import re
import unicodedata
from dataclasses import dataclass

from .address import get_address_rules, is_zip
from .because import Reason

# In the order of the page; the numbers are the most characters that a field takes.
LIMITS = {
    "first_name": 64,
    "last_name": 64,
    "company_name": 128,
    "country_id": 9,
    "vat": 32,
    "street_name": 128,
    "street_number": 24,
    "zip": 16,
    "city": 64,
    "state_id": 9,
    "email": 254,
    "password": 256,
}
FIELDS = tuple(LIMITS)
PASSWORD_LENGTH = 8
# Names and addresses reach the mails that we send: no advertisement comes with them.
_NO_LINKS = {"first_name", "last_name", "company_name", "street_name", "city"}
_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
# The pattern of the HTML standard for e-mail fields, with a dot in the domain.
_EMAIL = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
    r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    re.IGNORECASE,
)
# What a browser sends is cut here, so that nothing has to read more.
_LONGEST = 2000
_JOINERS = "\u200c\u200d"
_INVISIBLE = {"Cf", "Cs", "Co", "Cn"}


@dataclass(frozen=True)
class FormFacts:
    """What the shop knows about the things that were chosen on the form.

    :param str country_code: ISO code of the country, empty when none was chosen.
    :param bool needs_state: whether an address of that country has a state.
    :param bool is_state_known: whether the chosen state is one of them.
    :param int password_length: fewest characters of a password.
    """

    country_code: str = ""
    needs_state: bool = False
    is_state_known: bool = False
    password_length: int = PASSWORD_LENGTH


def clean_text(typed):
    """Return what was typed in one line, without signs that nobody sees.

    :param typed: anything that a browser may send.
    :return: the text; empty for what is no text.
    :rtype: str
    """
    if not isinstance(typed, str):
        return ""
    signs = (
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in typed[:_LONGEST]
        if sign in _JOINERS or unicodedata.category(sign) not in _INVISIBLE
    )
    return " ".join("".join(signs).split())


def get_asked_fields(country_code, needs_state):
    """Return the fields that an applicant of a country fills in (ACC-1).

    :param str country_code: ISO code; empty when it is not known yet.
    :param bool needs_state: whether an address of that country has a state.
    :return: names of the fields, in the order of the page.
    :rtype: tuple[str]
    """
    has_zip = get_address_rules(country_code).has_zip
    left_out = {"zip": not has_zip, "state_id": not needs_state}
    return tuple(name for name in FIELDS if not left_out.get(name))


def check_form(values, facts):
    """Find everything that is wrong with a form at once (ACC-1, ACC-2).

    :param dict values: clean texts by field; the password as it was typed.
    :param FormFacts facts: what the shop knows about them.
    :return: the reason of each field that is wrong, in the order of the page.
    :rtype: dict[str, because.Reason]
    """
    found = {
        name: _check_field(name, values.get(name) or "", facts)
        for name in get_asked_fields(facts.country_code, facts.needs_state)
    }
    return {name: reason for name, reason in found.items() if reason}


def is_email(text):
    """Tell whether a text is one e-mail address, and nothing else.

    :rtype: bool
    """
    return len(text) <= LIMITS["email"] and bool(_EMAIL.fullmatch(text))


def _check_field(name, text, facts):
    """:return: why the text of a field will not do, ``None`` when it does."""
    if name in _CHECKS_OF_CHOICES:
        return _CHECKS_OF_CHOICES[name](facts)
    if not text:
        return Reason("missing")
    if len(text) > LIMITS[name]:
        return Reason("too_long", {"limit": LIMITS[name]})
    if name in _NO_LINKS and _LINK.search(text):
        return Reason("link")
    check = _CHECKS_OF_TEXTS.get(name)
    return check and check(text, facts)


def _check_country(facts):
    return None if facts.country_code else Reason("country")


def _check_state(facts):
    return None if facts.is_state_known else Reason("state")


def _check_zip(text, facts):
    if not facts.country_code or is_zip(text, facts.country_code):
        return None
    return Reason("zip")


def _check_email(text, _facts):
    return None if is_email(text) else Reason("email")


def _check_password(text, facts):
    if len(text) < facts.password_length:
        return Reason("password_short", {"length": facts.password_length})
    if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        return Reason("password_sign")
    return None


_CHECKS_OF_CHOICES = {"country_id": _check_country, "state_id": _check_state}
_CHECKS_OF_TEXTS = {
    "zip": _check_zip,
    "email": _check_email,
    "password": _check_password,
}
