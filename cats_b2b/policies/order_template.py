"""Who may do what with an order template or a project list, and what are equal rows.

Sources: ORD-2, "Order templates: made from the cart, an order or an upload; permanent;
renamed, edited, private or shared within the company"; ORD-8, "Named project lists".
"""

import json
from dataclasses import dataclass, replace

from .because import Reason

# What takes more than the right to manage templates.
OWNERS_ONLY = frozenset({"share"})
OWNERS_OR_PRINCIPALS = frozenset({"unshare", "archive", "restore"})
# Lines of a template or list.
MAX_LINES = 2000


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
