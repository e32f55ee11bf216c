"""What is the same article number, and which of several meanings of one counts.

Source: ORD-4, "article number + quantity typed or pasted, or a CSV/XLSX file". People
type numbers in any case and paste them with blanks around; zeros belong to them.
"""

import unicodedata

# Whose number it may be, the most trusted first. What a customer calls an article in
# his own books is what he means when he writes it down.
KINDS = ("customer", "own", "barcode", "manufacturer")
MAX_NUMBER = 64


def get_key(number):
    """Return by what two article numbers are compared.

    :param str number: as it was typed, pasted or kept.
    :return: the number in lower case, without blanks around it and signs that nobody
        sees; empty for nothing, and for what is too long to be a number.
    :rtype: str
    """
    shown = "".join(
        sign
        for sign in str(number or "")
        if sign in "\t\n" or not unicodedata.category(sign).startswith("C")
    )
    key = " ".join(shown.split()).lower()
    return key if len(key) <= MAX_NUMBER else ""


def choose(hits):
    """Choose what a number means among all that bears it.

    :param dict hits: the articles that bear the number, by kind as of :data:`KINDS`.
    :return: the articles of the most trusted kind that has any; several of them are
        for the customer to choose between.
    :rtype: frozenset
    """
    return next(
        (frozenset(hits[kind]) for kind in KINDS if hits.get(kind)), frozenset()
    )
