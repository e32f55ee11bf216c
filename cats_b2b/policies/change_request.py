"""Changes of company data, and the closure of an account, that a customer asks for.

Source: ACC-8, "Company data, billing address and VAT are locked online; he can file a
change request, which staff approve or refuse with one click and which keeps a trail of
old and new values", and ACC-10, "A user can ask for the closure of the account; staff
confirm".
"""

from dataclasses import dataclass

from .because import Reason

PERSONAL_KINDS = ("email", "closure")


@dataclass(frozen=True)
class Permission:
    """Whether somebody may ask.

    :param bool allowed: he may.
    :param tuple because: the reasons.
    """

    allowed: bool
    because: tuple = ()


@dataclass(frozen=True)
class Change:
    """One field that is to become something else; values are JSON, empty is false."""

    field: str
    old: object
    new: object


@dataclass(frozen=True)
class Verdict:
    """What an approval may do.

    :param str outcome: ``write`` the new values; ``ask`` the decider again because the
        old ones do not hold any more, or the new ones are somebody else's; ``nothing``
        where all is as asked already.
    :param tuple because: a reason per field that is not what it was, ``vat_taken``.
    """

    outcome: str
    because: tuple = ()


def decide_permission(kind, *, own, is_principal, has_principals):
    """Tell whether a user of a company may ask for a change.

    His own e-mail address and login are his; what belongs to the company is asked for
    by its principal users, by anybody while it has none.

    :param str kind: ``company``, ``billing``, ``email`` or ``closure``.
    :param bool own: the change is about the asking user himself.
    :param bool is_principal: he is a principal user of his company.
    :param bool has_principals: his company has active principal users.
    :rtype: Permission
    """
    if kind in PERSONAL_KINDS and own:
        return Permission(True, (Reason("own"),))
    if is_principal:
        return Permission(True, (Reason("principal"),))
    if kind == "email":
        return Permission(False, (Reason("colleague"),))
    if kind == "closure" or has_principals:
        return Permission(False, (Reason("principals_ask"),))
    return Permission(True, (Reason("no_principal"),))


def find_changes(today, wanted):
    """Keep what is to change of a form that was filled in with today's values.

    :param dict today: JSON value by field, as it is.
    :param dict wanted: JSON value by field, as it was sent; blanks around do not count.
    :return: the changes, in the order of ``wanted``.
    :rtype: tuple
    """
    changes = []
    for field, value in wanted.items():
        old, new = _clean(today.get(field)), _clean(value)
        if old != new:
            changes.append(Change(field, old, new))
    return tuple(changes)


def judge_approval(changes, today, *, is_taken=False):
    """Tell whether a change can be made, or the decider has to see something first.

    :param changes: :class:`Change` objects, as they were asked for.
    :param dict today: JSON value by field, as it is now.
    :param bool is_taken: the new VAT number is somebody else's, which the decider has
        not confirmed.
    :rtype: Verdict
    """
    left = [change for change in changes if _clean(today[change.field]) != change.new]
    moved = [change for change in left if _clean(today[change.field]) != change.old]
    because = tuple(
        Reason(
            "moved",
            {
                "field": change.field,
                "old": change.old,
                "today": _clean(today[change.field]),
            },
        )
        for change in moved
    )
    if not left:
        return Verdict("nothing")
    if is_taken and any(change.field == "vat" for change in left):
        because += (Reason("vat_taken"),)
    return Verdict("ask" if because else "write", because)


def _clean(value):
    """:return: a value without blanks around; whatever is empty is false."""
    return (value.strip() if isinstance(value, str) else value) or False
