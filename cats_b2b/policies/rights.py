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
    of_role = expand(role or ())
    holding = expand(given)
    return [
        _decide_right(right, of_role, frozenset(given), holding) for right in RIGHTS
    ]


def _decide_right(right, of_role, given, holding):
    granted = right in holding
    in_role = right in of_role
    return RightDecision(
        right=right,
        granted=granted,
        deviates=granted != in_role,
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


def deviate(old_role, new_role, given):
    """Carry a user's deviations over to another role, or to a changed one.

    :param old_role: codes of rights that the role gave so far.
    :param new_role: codes that it gives now.
    :param given: codes that the user was given.
    :return: the codes that he is to be given.
    :rtype: frozenset[str]
    """
    before, given = frozenset(old_role), frozenset(given)
    return (frozenset(new_role) - (before - given)) | (given - before)
