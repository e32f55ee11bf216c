"""When an order leaves the warehouse.

Source: DSP-1, "an order placed before 12:00 on a working day, with all goods in stock,
is dispatched the same day; later, or on a closed day, the next working day", and DSP-2,
"N working days of lead = dispatched N working days after the day on which an in-stock
order would leave; goods already on order count by their expected date".
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from odoo.tools import float_compare

from .because import Reason

# A calendar that stays closed for a year will not open.
_PATIENCE = timedelta(days=366)

# The facts that are a day or nothing; older frozen facts do not know them all.
_DATES = ("agreed", "expected", "together", "wished")


class NoPromise(ValueError):
    """Raised when there is no day to promise."""


class NoWorkingDay(NoPromise):
    """Raised when the calendar has no working day within a year of the last one."""


class UnknownSupply(NoPromise):
    """Raised for goods that are neither in stock nor on order, without a lead time."""


@dataclass(frozen=True)
class Day:
    """One day of the warehouse's calendar.

    :param time closes: when the day's work ends; ``None`` on a closed day.
    :param str name: why it is closed (a public holiday's name), if there is a name.
    """

    closes: time | None
    name: str = ""


@dataclass(frozen=True)
class Supply:
    """What a warehouse has, owes and awaits of a product, in the product's unit.

    :param float free: in stock and reserved for nobody.
    :param float owed: what confirmed orders still wait for; they are served first.
    :param tuple receipts: ``(date, quantity)`` of goods on order, on the warehouse's
        calendar.
    :param float rounding: rounding of the product's unit.
    """

    free: float = 0.0
    owed: float = 0.0
    receipts: tuple = ()
    rounding: float = 0.01

    def is_in_stock(self, wanted):
        """:return: whether the wanted quantity is free now."""
        return float_compare(wanted, self.free, precision_rounding=self.rounding) <= 0

    def expected_on(self, wanted, today):
        """Tell when goods on order will have covered a quantity (DSP-2).

        A receipt that is overdue is no knowledge: nobody knows when it comes, so it
        covers nothing.

        :param float wanted: what is ordered, beside what confirmed orders wait for.
        :param date today: on the warehouse's calendar.
        :return: the day of the last receipt needed; ``None`` when goods on order do not
            cover the quantity.
        :rtype: date | None
        """
        missing = wanted + self.owed - self.free
        for day, quantity in sorted(self.receipts):
            if day < today:
                continue
            missing -= quantity
            if float_compare(missing, 0.0, precision_rounding=self.rounding) <= 0:
                return day
        return None


@dataclass(frozen=True)
class DispatchFacts:
    """What the promise rests on.

    :param datetime placed_at: when the order was placed, on the clock of the warehouse.
    :param time cutoff: wall-clock time from which on an order is a day late.
    :param int lead_days: working days until the goods are there; 0 when in stock,
        ``None`` when they are not and nobody knows how long it takes.
    :param int handling_days: working days that each order takes in the warehouse.
    :param date agreed: a day that was agreed with the customer, if there is one.
    :param date expected: the day on which goods on order cover what is not in stock.
    :param date together: the day on which the last of the goods leaves that this order
        lets leave as one.
    :param date wished: the day before which the customer does not want the goods to
        leave.
    """

    placed_at: datetime
    cutoff: time
    lead_days: int | None = 0
    handling_days: int = 0
    agreed: date | None = None
    expected: date | None = None
    together: date | None = None
    wished: date | None = None

    def to_json(self, promise):
        """Freeze the facts, with those days of the calendar that the promise looked at.

        :param DispatchPromise promise: the decision taken on these facts.
        """
        return {
            "placed_at": self.placed_at.isoformat(),
            "cutoff": self.cutoff.isoformat(),
            "lead_days": self.lead_days,
            "handling_days": self.handling_days,
            **{
                name: getattr(self, name) and getattr(self, name).isoformat()
                for name in _DATES
            },
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

    Goods on order count by their expected date, also when the lead time is shorter: the
    lead time is how long it takes in general, the expected date is what is known of
    these goods. Replenishment counts on them and orders nothing else, so nothing would
    come within the lead time. An expected date that has passed is no knowledge: then
    the lead time holds. They leave on the expected day or on the next working day, but
    not before the day on which an order in stock would leave.

    Goods that could leave before the day that the customer wishes wait for it, or for
    the working day after it (ORD-6).

    :param DispatchFacts facts: when, what and how.
    :param calendar: callable from a ``date`` to its :class:`Day`.
    :rtype: DispatchPromise
    :raise NoWorkingDay: if the calendar has no working day to promise.
    :raise UnknownSupply: if nothing tells when the goods will be there.
    """
    walk = _Walk(facts.placed_at.date(), calendar)
    if facts.agreed:
        walk.look(facts.agreed)
        return DispatchPromise(facts.agreed, None, (Reason("agreed"),), walk.days)
    closes_at, reasons = _start(facts, walk)
    if facts.handling_days > 0:
        reasons.append(Reason("handling", {"days": facts.handling_days}))
    walk.work(facts.handling_days)
    if _wait_for_wish(facts, walk, reasons):
        closes_at = None
    if holidays := walk.holidays_passed():
        reasons.append(Reason("holidays", {"days": holidays}))
    if facts.together and facts.together > walk.day:
        reasons.append(Reason("together", {"day": facts.together.isoformat()}))
        return DispatchPromise(facts.together, None, tuple(reasons), walk.days)
    return DispatchPromise(walk.day, closes_at, tuple(reasons), walk.days)


def decide_again(frozen):
    """Take a frozen decision again, from its own facts.

    :param dict frozen: what :meth:`DispatchFacts.to_json` gave, by this or an earlier
        version.
    :return: the same promise, on the calendar as it was seen then.
    :rtype: DispatchPromise
    """
    dates = {
        name: date.fromisoformat(frozen[name]) for name in _DATES if frozen.get(name)
    }
    facts = DispatchFacts(
        placed_at=datetime.fromisoformat(frozen["placed_at"]),
        cutoff=time.fromisoformat(frozen["cutoff"]),
        lead_days=frozen["lead_days"],
        handling_days=frozen["handling_days"],
        **dates,
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
        self._since = start
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

    def work(self, days):
        """Go on by a number of working days."""
        for _day in range(days):
            self.next_working_day()

    def wait_until(self, day):
        """Start over on a later day, or on the working day after it."""
        self.day = day
        self._since = day - timedelta(days=1)
        if self.look(day).closes is None:
            self.next_working_day()

    def holidays_passed(self):
        """:return: the named closed days on the way, as ``[[day, name], …]``."""
        return [
            [day.isoformat(), seen.name]
            for day, seen in sorted(self.days.items())
            if day > self._since and seen.closes is None and seen.name
        ]


def _start(facts, walk):
    """Walk to the day on which the goods are there to be handled.

    :return: until when an order keeps that day (``None`` when the hour plays no part),
        the list of reasons.
    """
    start = walk.day
    expected = facts.expected if facts.expected and facts.expected >= start else None
    if not expected and facts.lead_days is None:
        raise UnknownSupply
    closes_at, reason = _first_day(facts, walk.look(start))
    if closes_at is None:
        walk.next_working_day()
    if expected and expected > walk.day:
        # Whatever the hour and the days before, these goods leave after they came.
        walk.wait_until(expected)
        return None, [_on_order(expected)]
    if expected:
        return closes_at, [reason, _on_order(expected)]
    if facts.lead_days > 0:
        walk.work(facts.lead_days)
        return closes_at, [reason, Reason("lead_time", {"days": facts.lead_days})]
    return closes_at, [reason, Reason("in_stock")]


def _wait_for_wish(facts, walk, reasons):
    """Walk on to the day wished for, and say so.

    :return: whether the goods could leave before it.
    """
    if not facts.wished or facts.wished <= walk.day:
        return False
    walk.wait_until(facts.wished)
    reasons.append(Reason("wished", {"day": facts.wished.isoformat()}))
    return True


def _on_order(expected):
    return Reason("on_order", {"day": expected.isoformat()})


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
    # In the hour that the clock shows twice, the cutoff is in the same of the two.
    cutoff = cutoff.replace(fold=facts.placed_at.fold)
    closes_at = datetime.combine(start, cutoff, tzinfo=facts.placed_at.tzinfo)
    return closes_at, Reason("before_cutoff", shown)
