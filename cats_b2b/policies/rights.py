"""What a customer's user may do, and why (USR-3).

"If you are registered as principal user, you can manage all rights of your colleagues.
Several rights are possible" (CATS).
"""

from dataclasses import dataclass

from .because import Reason

# In the order of the table of people and rights.
RIGHTS = (
    "see_prices",
    "place_orders",
    "see_own_orders",
    "see_company_orders",
    "quotes",
    "company_quotes",
    "see_invoices",
    "templates",
    "returns",
    "company_returns",
    "addresses",
    "principal",
)
# The wider right brings the narrower one.
WIDER = {
    "see_own_orders": "see_company_orders",
    "quotes": "company_quotes",
    "returns": "company_returns",
}
# Documents with a scope: the right to one's own, the right to those of all colleagues.
SCOPES = {
    narrow.removeprefix("see_own_"): (narrow, wide) for narrow, wide in WIDER.items()
}
# Rights that one has or has not.
SWITCHES = tuple(
    right
    for right in RIGHTS
    if right not in WIDER and right not in frozenset(WIDER.values())
)
# What is shown side by side: a switch each, or how far one sees documents.
COLUMNS = (
    "see_prices",
    "place_orders",
    "orders",
    "quotes",
    "see_invoices",
    "templates",
    "returns",
    "addresses",
    "principal",
)
# Documents that are the company's, whoever ordered.
COMPANY_DOCUMENTS = {"invoices": "see_invoices"}


@dataclass(frozen=True)
class RightDecision:
    """Whether a user has one right.

    :param right: code of :data:`RIGHTS`.
    :param granted: whether he has it.
    :param deviates: whether his role alone would say otherwise.
    :param because: why.
    """

    right: str
    granted: bool
    deviates: bool
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class RightCell:
    """What a user may do, in one column of the table of people and rights.

    :param str column: of :data:`COLUMNS`.
    :param str level: ``none``, ``own`` or ``company`` where there is a scope, else
        ``yes`` or ``none``.
    :param bool deviates: whether his role alone would say otherwise; never without one.
    """

    column: str
    level: str
    deviates: bool


def expand(given):
    """Add to rights those that they bring along.

    :param given: codes of rights.
    :return: the codes that hold; all of them for a principal user.
    :rtype: frozenset[str]
    """
    given = frozenset(given) & frozenset(RIGHTS)
    if "principal" in given:
        return frozenset(RIGHTS)
    narrower = {narrow for narrow, wide in WIDER.items() if wide in given}
    return given | narrower


def compact(given):
    """Leave out of rights those that others bring along, see :func:`expand`.

    :param given: codes of rights.
    :return: the fewest codes that come to the same.
    :rtype: frozenset[str]
    """
    given = frozenset(given) & frozenset(RIGHTS)
    if "principal" in given:
        return frozenset({"principal"})
    return given - {narrow for narrow, wide in WIDER.items() if wide in given}


def decide_scope(rights, documents):
    """Decide whose documents a user sees.

    :param rights: the codes that hold, see :func:`expand`.
    :param str documents: ``orders``, ``quotes``, ``returns`` or ``invoices``.
    :return: ``company`` (those of all colleagues), ``own`` or ``none``.
    :rtype: str
    """
    if documents in COMPANY_DOCUMENTS:
        return "company" if COMPANY_DOCUMENTS[documents] in rights else "none"
    narrow, wide = SCOPES[documents]
    if wide in rights:
        return "company"
    return "own" if narrow in rights else "none"


def decide_rights(role, given):
    """Decide each right of a user, with the reason (USR-3: "a user may deviate").

    :param role: codes that his role gives, ``None`` without a role.
    :param given: codes that he was given.
    :return: one decision per right, in the order of :data:`RIGHTS`. Codes of reasons:
        ``principal``, ``role``, ``added`` (beyond the role), ``wider`` (a wider right
        brings it; fact ``right``), ``removed`` (from what the role gives), ``lacking``.
    :rtype: list[RightDecision]
    """
    of_role = None if role is None else expand(role)
    holding = expand(given)
    return [
        _decide_right(right, of_role, frozenset(given), holding) for right in RIGHTS
    ]


def _decide_right(right, of_role, given, holding):
    granted = right in holding
    in_role = right in (of_role or ())
    return RightDecision(
        right=right,
        granted=granted,
        deviates=of_role is not None and granted != in_role,
        because=(_explain(right, granted, in_role, given),),
    )


def _explain(right, granted, in_role, given):
    if not granted:
        return Reason("removed" if in_role else "lacking")
    if "principal" in given:
        return Reason("principal")
    if in_role:
        return Reason("role")
    if right not in given:
        return Reason("wider", {"right": WIDER[right]})
    return Reason("added")


def summarise(role, given):
    """Put a user's rights side by side (USR-1: "with state, last login and rights").

    :param role: codes that his role gives, ``None`` without a role.
    :param given: codes that he was given.
    :return: one cell per column, in the order of :data:`COLUMNS`.
    :rtype: list[RightCell]
    """
    holding = expand(given)
    of_role = None if role is None else expand(role)
    cells = []
    for column in COLUMNS:
        level = _get_level(column, holding)
        deviates = of_role is not None and level != _get_level(column, of_role)
        cells.append(RightCell(column, level, deviates))
    return cells


def _get_level(column, rights):
    if column in SCOPES:
        return decide_scope(rights, column)
    return "yes" if column in rights else "none"


def deviate(old_role, new_role, given):
    """Carry a user's deviations over to another role, or to a changed one.

    :param old_role: codes of rights that the role gave so far.
    :param new_role: codes that it gives now.
    :param given: codes that the user was given.
    :return: the codes that he is to be given.
    :rtype: frozenset[str]
    """
    before, holding = expand(old_role), expand(given)
    removed, added = before - holding, holding - before
    return compact((expand(new_role) - removed) | added)


def choose(scopes, switches):
    """Read the rights off a form: one choice per kind of documents, and switches.

    :param dict scopes: ``none``, ``own`` or ``company`` by key of :data:`SCOPES`; what
        is missing or something else counts as ``none``.
    :param switches: codes of the rights that are switched on; others do not count.
    :rtype: frozenset[str]
    """
    chosen = set(switches) & frozenset(SWITCHES)
    for documents, (narrow, wide) in SCOPES.items():
        if (scope := scopes.get(documents)) in ("own", "company"):
            chosen.add(wide if scope == "company" else narrow)
    return compact(chosen)


def find_stuck(wanted):
    """Find what cannot be taken away because something else brings it along.

    :param wanted: codes that are ticked.
    :return: by code that is not ticked, the code that brings it.
    :rtype: dict[str, str]
    """
    wanted = frozenset(wanted)
    stuck = {}
    for right in RIGHTS:
        if right in expand(wanted) - wanted:
            principal = "principal" in wanted
            stuck[right] = "principal" if principal else WIDER[right]
    return stuck
