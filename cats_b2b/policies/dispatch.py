"""When an order leaves the warehouse.

Source: DSP-1, "an order placed before 12:00 on a working day, with all goods in stock,
is dispatched the same day; later, or on a closed day, the next working day", and DSP-2,
"N working days of lead = dispatched N working days after the day on which an in-stock
order would leave".
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .because import Reason

# A calendar that stays closed for a year will not open.
_PATIENCE = timedelta(days=366)


class NoWorkingDay(ValueError):
    """Raised when the calendar has no working day within a year of the last one."""


@dataclass(frozen=True)
class Day:
    """One day of the warehouse's calendar.

    :param time closes: when the day's work ends; ``None`` on a closed day.
    :param str name: why it is closed (a public holiday's name), if there is a name.
    """

    closes: time | None
    name: str = ""


@dataclass(frozen=True)
class DispatchFacts:
    """What the promise rests on.

    :param datetime placed_at: when the order was placed, on the clock of the warehouse.
    :param time cutoff: wall-clock time from which on an order is a day late.
    :param int lead_days: working days until the goods are there; 0 when in stock.
    :param int handling_days: working days that each order takes in the warehouse.
    :param date agreed: a day that was agreed with the customer, if there is one.
    """

    placed_at: datetime
    cutoff: time
    lead_days: int = 0
    handling_days: int = 0
    agreed: date | None = None

    def to_json(self, promise):
        """Freeze the facts, with those days of the calendar that the promise looked at.

        :param DispatchPromise promise: the decision taken on these facts.
        """
        return {
            "placed_at": self.placed_at.isoformat(),
            "cutoff": self.cutoff.isoformat(),
            "lead_days": self.lead_days,
            "handling_days": self.handling_days,
            "agreed": self.agreed and self.agreed.isoformat(),
            "days": {
                day.isoformat(): [seen.closes and seen.closes.isoformat(), seen.name]
                for day, seen in promise.days.items()
            },
        }


@dataclass(frozen=True)
class DispatchPromise:
    """The day of dispatch and why.

    :param date day: the promised day.
    :param datetime closes_at: until when (warehouse clock) an order placed now keeps
        this promise; ``None`` when the day does not hang on the hour.
    :param dict days: the days of the calendar that were looked at.
    """

    day: date
    closes_at: datetime | None
    because: tuple
    days: dict

    def outcome_json(self):
        return self.day.isoformat()


def decide_dispatch(facts, calendar):
    """Promise the day on which an order leaves the warehouse.

    A day that was agreed with the customer stands, whatever the calendar says.

    The cutoff is a time on the warehouse's wall: 11:59:59 is before 12:00, 12:00:00 is
    not. Where the day's work ends earlier than the cutoff, that end counts.

    :param DispatchFacts facts: when, what and how.
    :param calendar: callable from a ``date`` to its :class:`Day`.
    :rtype: DispatchPromise
    :raise NoWorkingDay: if the calendar has no working day to promise.
    """
    start = facts.placed_at.date()
    walk = _Walk(start, calendar)
    if facts.agreed:
        walk.look(facts.agreed)
        return DispatchPromise(facts.agreed, None, (Reason("agreed"),), walk.days)
    closes_at, reason = _first_day(facts, walk.look(start))
    reasons = [reason]
    if closes_at is None:
        walk.next_working_day()
    if facts.lead_days > 0:
        reasons.append(Reason("lead_time", {"days": facts.lead_days}))
    else:
        reasons.append(Reason("in_stock"))
    if facts.handling_days > 0:
        reasons.append(Reason("handling", {"days": facts.handling_days}))
    for _day in range(facts.lead_days + facts.handling_days):
        walk.next_working_day()
    if holidays := walk.holidays_passed(start):
        reasons.append(Reason("holidays", {"days": holidays}))
    return DispatchPromise(walk.day, closes_at, tuple(reasons), walk.days)


def decide_again(frozen):
    """Take a frozen decision again, from its own facts.

    :param dict frozen: what :meth:`DispatchFacts.to_json` gave.
    :return: the same promise, on the calendar as it was seen then.
    :rtype: DispatchPromise
    """
    agreed = frozen["agreed"]
    facts = DispatchFacts(
        placed_at=datetime.fromisoformat(frozen["placed_at"]),
        cutoff=time.fromisoformat(frozen["cutoff"]),
        lead_days=frozen["lead_days"],
        handling_days=frozen["handling_days"],
        agreed=agreed and date.fromisoformat(agreed),
    )

    def calendar(day):
        closes, name = frozen["days"][day.isoformat()]
        return Day(time.fromisoformat(closes) if closes else None, name)

    return decide_dispatch(facts, calendar)


class _Walk:
    """A walk through the calendar that remembers which days it saw."""

    def __init__(self, start, calendar):
        self.day = start
        self.days = {}
        self._calendar = calendar

    def look(self, day):
        if day not in self.days:
            self.days[day] = self._calendar(day)
        return self.days[day]

    def next_working_day(self):
        patience = self.day + _PATIENCE
        self.day += timedelta(days=1)
        while self.look(self.day).closes is None:
            self.day += timedelta(days=1)
            if self.day > patience:
                raise NoWorkingDay

    def holidays_passed(self, start):
        """:return: the named closed days after ``start``, as ``[[day, name], …]``."""
        return [
            [day.isoformat(), seen.name]
            for day, seen in sorted(self.days.items())
            if day > start and seen.closes is None and seen.name
        ]


def _first_day(facts, today):
    """Tell whether the day of the order still counts.

    :return: until when orders count for today (``None`` when they do not), the reason.
    """
    start = facts.placed_at.date()
    if today.closes is None:
        closed = {"day": start.isoformat(), "name": today.name}
        return None, Reason("closed_day", closed)
    cutoff = min(facts.cutoff, today.closes)
    shown = {"cutoff": cutoff.isoformat("minutes")}
    if facts.placed_at.time() >= cutoff:
        return None, Reason("after_cutoff", shown)
    closes_at = datetime.combine(start, cutoff, tzinfo=facts.placed_at.tzinfo)
    return closes_at, Reason("before_cutoff", shown)
