"""On which day a customer may wish his goods to leave.

Source: ORD-6, "wished delivery date from a calendar without closed days".
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .because import Reason


@dataclass(frozen=True)
class WishFacts:
    """Between which days the customer may choose. Days are those of the warehouse.

    :param date earliest: the day on which the goods leave that nobody puts off.
    :param int reach: how many days later than that they may be wished.
    """

    earliest: date
    reach: int

    @property
    def latest(self):
        """:return: the last day that may be wished.

        :rtype: date
        """
        return self.earliest + timedelta(days=self.reach)


@dataclass(frozen=True)
class WishDecision:
    """Whether goods can leave on the day wished for.

    :param date day: the day wished for where it is possible, else the possible day
        next to it; ``None`` when no day is.
    :param tuple because: why not the day wished for; empty when it is possible.
    """

    day: date | None
    because: tuple = ()


def judge_wish(wished, facts, calendar):
    """Tell whether goods can leave on the day that a customer wishes.

    :param date wished: on the warehouse's calendar.
    :param WishFacts facts: between which days he may choose.
    :param calendar: callable from a ``date`` to a day with ``closes`` (``None`` when
        closed) and ``name`` (of a public holiday).
    :rtype: WishDecision
    """
    if wished < facts.earliest:
        reason = Reason("too_early", {"day": facts.earliest.isoformat()})
        return WishDecision(_find_day(facts, calendar, facts.earliest), (reason,))
    if wished > facts.latest:
        reason = Reason("too_far", {"day": facts.latest.isoformat()})
        return WishDecision(_find_day(facts, calendar, facts.latest), (reason,))
    day = calendar(wished)
    if day.closes is None:
        reason = Reason("closed_day", {"day": wished.isoformat(), "name": day.name})
        return WishDecision(_find_day(facts, calendar, wished), (reason,))
    return WishDecision(wished)


def list_days(facts, calendar):
    """Return all days between the first and the last that may be wished.

    :return: ``(date, whether the warehouse works, name of the holiday)`` in order.
    :rtype: list[tuple[date, bool, str]]
    """
    days = []
    for offset in range(facts.reach + 1):
        day = facts.earliest + timedelta(days=offset)
        seen = calendar(day)
        days.append((day, seen.closes is not None, seen.name))
    return days


def _find_day(facts, calendar, wanted):
    """:return: the first open day from the wanted one on, else the last before it."""
    possible = [day for day, is_open, _name in list_days(facts, calendar) if is_open]
    later = [day for day in possible if day >= wanted]
    return next(iter(later), None) or next(reversed(possible), None)
