"""What a user is given when somebody ticks boxes in the table of rights (USR-3)."""

from .rights import RIGHTS, WIDER, expand


def choose(given, wanted):
    """Decide what a user is given, so that he has just what is ticked.

    What he was given stays given where it can: his deviations from a role are told by
    it. What a wider right brings along is not given on its own.

    :param given: codes that he was given so far.
    :param wanted: codes that are ticked.
    :return: the codes that he is to be given.
    :rtype: frozenset[str]
    """
    wanted = frozenset(wanted)
    chosen = frozenset(given) & wanted
    # Wider rights first: they bring the narrower ones.
    for right in sorted(RIGHTS, key=_get_width, reverse=True):
        if right in wanted - expand(chosen):
            chosen |= {right}
    return chosen


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


def _get_width(right):
    if right == "principal":
        return 2
    return int(right in WIDER.values())
