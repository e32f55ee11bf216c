"""Quantities as people, spreadsheets and other systems write them.

Sources: ORD-2, ORD-4 and ORD-8, wherever a quantity is typed, pasted or read. Nearly
all of them say what they mean by themselves; ``1,250`` does not: whether a reader's
language, or the other quantities of a column, group thousands by the sign decides.
"""

import math
import re

# As much as a cart takes of one article.
MAX_QUANTITY = 1_000_000
SIGNS = ".,"
# Words that say nothing but "of them".
_PIECES = re.compile(
    r"(?<=\d)\s*(x|pcs?|pces?|pieces?|pièces?|stk|stks?|st|stuks?|stück)\.?$",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"\d+([.,]\d*)?|[.,]\d+", re.ASCII)
_BLANKED = re.compile(
    r"[1-9]\d{0,2}(?P<blank>[ '\u2019\u00a0\u202f])\d{3}((?P=blank)\d{3})*([.,]\d*)?",
    re.ASCII,
)
_GROUPED = re.compile(
    r"[1-9]\d{0,2}(?P<sign>[.,])\d{3}((?P=sign)\d{3})*((?!(?P=sign))[.,]\d*)?", re.ASCII
)


def is_quantity(quantity):
    """:return: bool: whether an article can be ordered so often: above zero, finite."""
    return math.isfinite(quantity) and 0 < quantity <= MAX_QUANTITY


def parse_quantity(text, thousands=SIGNS):
    """Read a quantity that is wanted, as of :func:`parse_number`.

    :return: the quantity; ``None`` for what is none, see :func:`is_quantity`.
    :rtype: float | None
    """
    quantity = parse_number(text, thousands)
    return quantity if quantity is not None and is_quantity(quantity) else None


def parse_number(text, thousands=SIGNS):
    """Read a quantity that may be nothing, such as what is left of a line.

    A decimal comma and a decimal point are both understood, blanks and apostrophes
    group thousands, and words such as "pcs" are passed over.

    :param str text: for instance ``12``, ``1.5``, ``1 250,5``, ``1'250``, ``10 pcs``.
    :param str thousands: the sign, or signs, that group thousands in what could be
        either, such as ``1,250``; by default both do.
    :return: zero or more; ``None`` for what is no quantity.
    :rtype: float | None
    """
    text = _strip(text)
    if _BLANKED.fullmatch(text):
        text = re.sub(r"[^\d.,]", "", text)
    elif grouped := _GROUPED.fullmatch(text):
        if not is_ambiguous(text) or grouped["sign"] in thousands:
            text = text.replace(grouped["sign"], "")
    if not _PLAIN.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def find_thousands(texts, default=SIGNS):
    """Tell which sign groups thousands in a column of quantities.

    :param texts: the quantities as they were written.
    :param str default: as of :func:`parse_quantity`, where all leave it open.
    :rtype: str
    """
    for text in map(_strip, texts):
        if is_ambiguous(text):
            continue
        if grouped := _GROUPED.fullmatch(text):
            return grouped["sign"]
        if _PLAIN.fullmatch(text) or _BLANKED.fullmatch(text):
            if decimal := re.search(r"([.,])\d", text):
                return SIGNS.replace(decimal[1], "")
    return default


def is_ambiguous(text):
    """:return: bool: whether it can be read in two ways, such as ``1,250``."""
    text = _strip(text)
    return bool(_GROUPED.fullmatch(text) and _PLAIN.fullmatch(text))


def write_quantity(quantity, decimal="."):
    """Write a quantity so that it is read in one way only, whoever reads it.

    :param float quantity: see :func:`is_quantity`.
    :param str decimal: the sign that parts the decimals.
    :return: for instance ``4``, ``2.5``, ``1.1250``.
    :rtype: str
    """
    text = f"{quantity:.10f}".rstrip("0").rstrip(".")
    text += "0" * is_ambiguous(text)
    return text.replace(".", decimal)


def _strip(text):
    return _PIECES.sub("", (text or "").strip()).removeprefix("+")
