"""What a customer may write on his order: reference, remark, phone.

Source: ORD-6, "own reference (PO), remark (packaging, wished carrier)", and DSP-4,
"goods for a forwarder need a phone number".
"""

import re

from .because import Reason

# By field: how many characters it takes.
LIMITS = {"client_order_ref": 64, "b2b_remark": 1000, "b2b_phone": 32}

_PHONE = re.compile(r"\+?[\d\s()/.-]+(\s?(x|ext\.?)\s?\d+)?", re.IGNORECASE)
# What a shorter number is, nobody can call from another house.
_FEWEST_DIGITS = 6
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029]")


def clean_text(text, multiline=False):
    """Return a text as it is kept: without control characters and outer blanks.

    :param str text: as it was typed; nothing counts as empty.
    :param bool multiline: whether it keeps its lines; else they become one.
    :rtype: str
    """
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = [_CONTROLS.sub(" ", line).rstrip() for line in lines]
    if multiline:
        return "\n".join(kept).strip()
    return " ".join(" ".join(kept).split())


def judge_text(name, text):
    """Tell why a clean text cannot be kept.

    :param str name: the field, one of :data:`LIMITS`.
    :return: a reason ``too_long``, or nothing.
    :rtype: Reason | None
    """
    if len(text) > LIMITS[name]:
        return Reason("too_long", {"limit": LIMITS[name], "length": len(text)})
    return None


def judge_phone(phone, needed):
    """Tell why goods cannot be announced under a phone number (DSP-4).

    :param str phone: clean; empty where there is none.
    :param bool needed: whether a forwarder carries the goods.
    :return: a reason ``phone_missing`` or ``phone_invalid``, or nothing.
    :rtype: Reason | None
    """
    if not phone:
        return Reason("phone_missing") if needed else None
    digits = sum(character.isdigit() for character in phone)
    if not _PHONE.fullmatch(phone) or digits < _FEWEST_DIGITS:
        return Reason("phone_invalid")
    return None
