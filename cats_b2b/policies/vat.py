"""What a VAT number is: its one spelling, its country, its checksum.

Source: ACC-2, "VAT number (checksum per country, then VIES for EU numbers)". Source:
ACC-6, a company is known by its VAT number, however that was typed or imported.

The checksums are python-stdnum's. A number is written with the prefix that the country
itself uses: ``EL`` for Greece, ``XI`` for Northern Ireland, ``CHE-… MWST``, ``NO…MVA``.
"""

import re
import unicodedata
from dataclasses import dataclass

from stdnum.ch import uid as swiss_uid
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import InvalidFormat, ValidationError
from stdnum.gb import vat as british_vat
from stdnum.no import orgnr as norwegian_orgnr
from stdnum.util import clean, get_cc_module

from .because import Reason

# What python-stdnum raises for what is no number; the latter, for what it overlooks.
WRONG = (ValidationError, ArithmeticError, LookupError, TypeError, ValueError)
MAX_LENGTH = 40

IN_VIES = {"EL", *(code.upper() for code in eu_vat.MEMBER_STATES)} - {"GR"}
PREFIXED = IN_VIES | {"CH", "GB", "NO"}
# Territories whose companies bear numbers with the prefix of another country; the first
# prefix is meant where none is typed.
PREFIXES = {
    "AX": ("FI",),
    "BL": ("FR",),
    "GB": ("GB", "XI"),
    "GP": ("FR",),
    "GR": ("EL",),
    "IM": ("GB",),
    "MC": ("FR",),
    "MF": ("FR",),
    "MQ": ("FR",),
    "RE": ("FR",),
}
SPELLINGS = {"GR": "EL"}

SEPARATORS = " -./,:;'_()"
SWISS = re.compile(r"(?:CHE?|E)?([0-9]{9})(MWST|TVA|IVA|TPV)?")
SWISS_SUFFIXES = {"fr": "TVA", "it": "IVA"}
NORWEGIAN = re.compile(r"(?:NO)?([0-9]{9})(?:MVA)?")


@dataclass(frozen=True)
class VatNumber:
    """A typed VAT number, as it is understood.

    :param str number: the spelling that is kept; empty when it cannot be a number of
        the country.
    :param bool in_vies: whether VIES knows numbers of this kind.
    :param bool is_checked: whether a checksum was verified; there are countries
        without one.
    :param tuple because: why it is refused; empty when it is not.
    """

    number: str
    in_vies: bool
    is_checked: bool
    because: tuple = ()

    def outcome_json(self):
        return self.number


def decide_vat(text, country, lang=""):
    """Decide what VAT number a text stands for.

    :param str text: as it was typed.
    :param str country: ISO code of the country in which the company is, or ``""``.
    :param str lang: code of a language: Swiss numbers end in its word for VAT.
    :rtype: VatNumber
    """
    squeezed = _squeeze(text)
    if not any(char.isdigit() for char in squeezed):
        return _refuse("wrong" if squeezed else "missing")
    if len(squeezed) > MAX_LENGTH:
        return _refuse("wrong")
    find_prefix = _find_own_prefix if country else _find_valid_prefix
    if prefix := find_prefix(squeezed, country):
        number = _format_number(prefix, squeezed, lang)
        return VatNumber(number, prefix in IN_VIES, True)
    if foreign := _find_foreign_prefix(squeezed, country):
        return _refuse("foreign", prefix=foreign)
    if not country or set(_get_prefixes(country)) & PREFIXED:
        return _refuse("wrong")
    return VatNumber(_tidy(text), False, _has_checksum(squeezed, country))


def get_vat_key(text, country):
    """Return what two spellings of one VAT number have in common.

    Northern Irish and British numbers of one trader are the same but for the prefix,
    Swiss and Norwegian ones have an ending that may be missing. A text that is no valid
    number has a key, too: customers were imported with all sorts of numbers.

    :param str text: in any spelling; may be empty.
    :param str country: ISO code of the country, or ``""``.
    :return: prefix and number, capitals without separators; ``""`` for no number.
    :rtype: str
    """
    squeezed = _squeeze(text)
    if not any(char.isdigit() for char in squeezed):
        return ""
    own = _get_prefixes(country)
    prefix = _find_own_prefix(squeezed, country) or _find_valid_prefix(squeezed)
    if prefix:
        core = _get_core(prefix, squeezed)
        return ("GB" if prefix == "XI" else prefix) + core
    if not country:
        return squeezed
    return own[0] + _compact(own[0], _strip_prefix(squeezed, own))


def _refuse(code, **facts):
    return VatNumber("", False, False, (Reason(code, facts),))


def _squeeze(text):
    """:return: capitals and digits of a text, without separators and odd characters."""
    return "".join(
        char
        for char in _plain(text)
        if char not in SEPARATORS and unicodedata.category(char)[0] not in "CMZ"
    )


def _plain(text):
    """:return: capitals; wide digits, odd hyphens and the like in their plain form."""
    capitals = unicodedata.normalize("NFKC", text or "").upper()
    return unicodedata.normalize("NFKC", clean(capitals))


def _tidy(text):
    """:return: a text as it was typed, but for blanks and what cannot be seen."""
    shown = (" " if char.isspace() else char for char in _plain(text))
    kept = "".join(char for char in shown if unicodedata.category(char)[0] != "C")
    return " ".join(kept.split())


def _get_prefixes(country):
    """:return: the prefixes of a country's numbers, the usual one first."""
    return PREFIXES.get(country, (country,))


def _strip_prefix(squeezed, prefixes):
    """:return: the number without its prefix, where it has one of these."""
    spelled = squeezed[:2]
    known = SPELLINGS.get(spelled, spelled) in prefixes
    return squeezed[2:] if known and len(squeezed) > 2 else squeezed


def _find_own_prefix(squeezed, country):
    """Return the prefix under which a number is valid in its own country.

    The one that was typed comes first; a number can begin like a prefix, too.

    :rtype: str
    """
    prefixes = _get_prefixes(country)
    spelled = SPELLINGS.get(squeezed[:2], squeezed[:2])
    typed = [prefix for prefix in prefixes if prefix == spelled]
    for prefix in (*typed, prefixes[0]):
        if prefix in PREFIXED and _is_valid(prefix, squeezed):
            return prefix
    return ""


def _find_valid_prefix(squeezed, _country=""):
    """:return: the prefix that was typed, if the number is a valid one of it."""
    spelled = SPELLINGS.get(squeezed[:2], squeezed[:2])
    return spelled if spelled in PREFIXED and _is_valid(spelled, squeezed) else ""


def _find_foreign_prefix(squeezed, country):
    """Return the prefix of another country with which a number begins.

    Where the own country's numbers bear no known prefix, two letters mean nothing
    unless what follows is a valid number.

    :rtype: str
    """
    own = _get_prefixes(country)
    spelled = SPELLINGS.get(squeezed[:2], squeezed[:2])
    if not country or spelled not in PREFIXED or spelled in own:
        return ""
    is_meant = own[0] in PREFIXED or _is_valid(spelled, squeezed)
    return spelled if is_meant else ""


def _is_valid(prefix, squeezed):
    try:
        _get_core(prefix, squeezed)
    except WRONG:
        return False
    return True


def _get_core(prefix, squeezed):
    """Return a number without prefix and ending.

    :raises WRONG: it is not valid.
    """
    if prefix == "CH":
        return "E" + swiss_uid.validate(_match(SWISS, squeezed)[1])[3:]
    if prefix == "NO":
        return norwegian_orgnr.validate(_match(NORWEGIAN, squeezed)[1])
    core = _strip_prefix(squeezed, (prefix,))
    if prefix == "GB":
        return british_vat.validate(prefix + core)
    return eu_vat.validate(prefix + core)[2:]


def _match(pattern, squeezed):
    if match := pattern.fullmatch(squeezed):
        return match
    raise InvalidFormat()


def _format_number(prefix, squeezed, lang):
    """:return: a valid number in the spelling that is kept."""
    core = _get_core(prefix, squeezed)
    if prefix == "NO":
        return f"NO{core}MVA"
    if prefix != "CH":
        return prefix + core
    suffix = _match(SWISS, squeezed)[2]
    if suffix not in ("MWST", "TVA", "IVA"):
        suffix = SWISS_SUFFIXES.get(lang[:2], "MWST")
    return f"{swiss_uid.format(prefix + core)} {suffix}"


def _has_checksum(squeezed, country):
    """:return: whether python-stdnum verified the number of any other country."""
    module = get_cc_module(country, "vat")
    try:
        return bool(module) and bool(module.validate(squeezed))
    except WRONG:
        return False


def _compact(country, core):
    """:return: a number as python-stdnum writes it; a wrong one is left as it is."""
    module = get_cc_module(country, "vat")
    try:
        return _squeeze(module.validate(core)) if module else core
    except WRONG:
        return core
