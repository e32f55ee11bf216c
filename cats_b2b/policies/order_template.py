"""Who may do what with an order template or a project list, and what is typed there.

Sources: ORD-2, "Order templates: made from the cart, an order or an upload; permanent;
renamed, edited, private or shared within the company"; ORD-8, "Named project lists".
"""

import json
import math
import re
from dataclasses import dataclass, replace

from .because import Reason

# What takes more than the right to manage templates.
OWNERS_ONLY = frozenset({"share"})
OWNERS_OR_PRINCIPALS = frozenset({"unshare", "archive", "restore"})
# Lines of a template or list.
MAX_LINES = 2000
# As much as a cart takes of one article.
MAX_QUANTITY = 1_000_000

_BLANKS = re.compile(r"[\s\u00a0\u202f']+")
_PLAIN = re.compile(r"\d+[.,]?\d*|[.,]\d+", re.ASCII)
_GROUPED = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,]\d*)?", re.ASCII)


@dataclass(frozen=True)
class TemplateAccess:
    """Whether somebody may do something with a template.

    :param bool allowed: he may.
    :param tuple because: why not: ``right`` (he does not manage templates), ``private``
        (it is a colleague's alone), ``owner`` (its owner does that), ``principal`` (its
        owner or a principal user does that).
    """

    allowed: bool
    because: tuple = ()


def decide_access(action, *, manages, is_owner, is_shared, is_principal):
    """Tell whether a customer's user may do something with a template of his company.

    :param str action: ``edit``, ``copy``, ``share``, ``unshare``, ``archive`` or
        ``restore``.
    :param bool manages: he has the right to manage templates.
    :param bool is_owner: it is his.
    :param bool is_shared: all users of the company see it.
    :param bool is_principal: he is a principal user of the company.
    :rtype: TemplateAccess
    """
    if not manages:
        return TemplateAccess(False, (Reason("right"),))
    if is_owner:
        return TemplateAccess(True)
    if not is_shared:
        return TemplateAccess(False, (Reason("private"),))
    if action in OWNERS_ONLY:
        return TemplateAccess(False, (Reason("owner"),))
    if action in OWNERS_OR_PRINCIPALS and not is_principal:
        return TemplateAccess(False, (Reason("principal"),))
    return TemplateAccess(True)


def is_quantity(quantity):
    """:return: bool: whether a line can hold a quantity: finite, above zero."""
    return math.isfinite(quantity) and 0 < quantity <= MAX_QUANTITY


def parse_quantity(text, thousands_sep=","):
    """Read a quantity that somebody typed.

    A decimal comma and a decimal point are both understood. What could be either,
    such as ``1,250``, is read as the reader's language groups thousands.

    :param str text: for instance ``12``, ``1.5``, ``1 250,5``.
    :param str thousands_sep: what groups thousands in the reader's language.
    :return: the quantity; ``None`` for what is none, see :func:`is_quantity`.
    :rtype: float | None
    """
    digits = _BLANKS.sub("", text or "")
    grouped = _GROUPED.fullmatch(digits)
    if grouped and (grouped[1] == thousands_sep or not _PLAIN.fullmatch(digits)):
        digits = digits.replace(grouped[1], "")
    if not _PLAIN.fullmatch(digits):
        return None
    quantity = float(digits.replace(",", "."))
    return quantity if is_quantity(quantity) else None


def merge_rows(rows):
    """Add up the rows that want the same article in the same unit and way.

    :param rows: wanted rows, see :mod:`order_rows`.
    :return: the first row of each article, with the quantity of all of them, in the
        order of the first ones.
    :rtype: list
    """
    merged = {}
    for row in rows:
        key = get_row_key(row)
        known = merged.get(key)
        merged[key] = (
            replace(known, quantity=known.quantity + row.quantity) if known else row
        )
    return list(merged.values())


def get_row_key(row):
    """:return: tuple: what tells a wanted row from those of other articles."""
    article = row.product_id or row.number.strip().lower()
    return article, row.uom_id, json.dumps(row.options or {}, sort_keys=True)
