from dataclasses import replace
from datetime import date, datetime, time, timedelta, timezone

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.dispatch import (
    Day,
    DispatchFacts,
    NoWorkingDay,
    Supply,
    UnknownSupply,
    decide_again,
    decide_dispatch,
)

from .frozen import assert_decides_again, randoms
from .strategies import (
    REMARKABLE_DAYS,
    ZONES,
    Calendar,
    days,
    dispatches,
    on_the_clock,
)

ONE_DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)


def is_in_time(facts, calendar):
    """:return: whether an order counts for the day on which it was placed."""
    closes = calendar(facts.placed_at.date()).closes
    return closes is not None and facts.placed_at.time() < min(facts.cutoff, closes)


def tell(facts, calendar):
    """Tell the day of dispatch in the words of DSP-1 and DSP-2.

    :rtype: date
    """
    today = facts.placed_at.date()
    # "Before 12:00 on a working day … the same day; later, or on a closed day, the
    # next working day."
    in_time = is_in_time(facts, calendar)
    ready = calendar.working_day(today if in_time else today + ONE_DAY)
    if facts.expected and facts.expected >= today:
        # "Goods already on order count by their expected date."
        ready = max(ready, calendar.working_day(facts.expected))
    else:
        # "N working days after the day on which an in-stock order would leave."
        ready = calendar.working_day(ready, facts.lead_days)
    leaves = calendar.working_day(ready, facts.handling_days)
    if facts.wished and facts.wished > leaves:
        # ORD-6: not before the day wished for, nor on a closed day.
        leaves = calendar.working_day(facts.wished)
    return max(leaves, facts.together or leaves)


@given(dispatches())
def test_the_promise_is_what_the_rule_says(case):
    """DSP-1, DSP-2: cutoff, closed days, lead time, goods on order, handling."""
    facts, calendar = case
    promise = decide_dispatch(facts, calendar)
    assert promise.day == tell(facts, calendar)
    assert calendar.is_open(promise.day)
    assert promise.day >= facts.placed_at.date()


@given(dispatches(in_stock=True))
def test_in_stock_goods_leave_the_same_day_before_the_cutoff_only(case):
    """DSP-1: the same working day before the cutoff, else the next working day."""
    facts, calendar = case
    promise, today = decide_dispatch(facts, calendar), facts.placed_at.date()
    is_same_day = promise.day == today
    assert is_same_day == (
        calendar.is_open(today)
        and facts.placed_at.time() < min(facts.cutoff, calendar(today).closes)
    )
    assert (codes(promise)[0] == "before_cutoff") == is_same_day
    between = range(1, (promise.day - today).days)
    assert not any(calendar.is_open(today + offset * ONE_DAY) for offset in between)


@given(dispatches(), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_who_orders_later_is_not_served_earlier(case, wait):
    """DSP-1: a later order leaves on the same day or later."""
    facts, calendar = case
    zone = facts.placed_at.tzinfo
    later = (facts.placed_at.astimezone(timezone.utc) + wait).astimezone(zone)
    # The clock on the wall decides, also in the hour that it shows twice.
    assume(later.replace(tzinfo=None) >= facts.placed_at.replace(tzinfo=None))
    promise = decide_dispatch(facts, calendar)
    again = decide_dispatch(replace(facts, placed_at=later), calendar)
    assert again.day >= promise.day


@given(dispatches(), st.integers(0, 5))
def test_what_takes_longer_leaves_no_earlier(case, more):
    """DSP-2: lead time, handling, expected date, goods to wait for: later is later."""
    facts, calendar = case
    promise = decide_dispatch(facts, calendar)
    longer = [
        replace(facts, lead_days=facts.lead_days + more),
        replace(facts, handling_days=facts.handling_days + more),
        replace(facts, together=calendar.working_day(promise.day, more)),
    ]
    if facts.expected and facts.expected >= facts.placed_at.date():
        longer.append(replace(facts, expected=facts.expected + more * ONE_DAY))
    for other in longer:
        assert decide_dispatch(other, calendar).day >= promise.day


@given(dispatches())
def test_a_day_more_to_work_is_a_working_day_later(case):
    """DSP-2: one more working day of handling is the next working day."""
    facts, calendar = case
    facts = replace(facts, together=None, wished=None)
    promise = decide_dispatch(facts, calendar)
    longer = decide_dispatch(
        replace(facts, handling_days=facts.handling_days + 1), calendar
    )
    assert longer.day == calendar.working_day(promise.day + ONE_DAY)


@given(dispatches(), st.integers(0, 30))
def test_a_day_more_that_is_closed_makes_nothing_earlier(case, offset):
    """DSP-1: closed days are pushed through; the promised day itself above all."""
    facts, calendar = case
    promise = decide_dispatch(facts, calendar)
    closed = calendar.close(facts.placed_at.date() + offset * ONE_DAY)
    together = facts.together and closed.working_day(facts.together)
    facts = replace(facts, together=together)
    assert decide_dispatch(facts, closed).day >= promise.day
    facts = replace(facts, together=None)
    promise = decide_dispatch(facts, calendar)
    assert decide_dispatch(facts, calendar.close(promise.day)).day > promise.day


IN_THE_SECOND_OF_TWO_HOURS = (
    DispatchFacts(
        on_the_clock(date(2026, 10, 25), time(2, 15), ZONES[0], 1), time(2, 30)
    ),
    Calendar((time(17),) * 7),
)


@given(dispatches())
@example(IN_THE_SECOND_OF_TWO_HOURS)
def test_the_promise_holds_until_it_closes(case):
    """DSP-3: the time left is true to the microsecond."""
    facts, calendar = case
    promise = decide_dispatch(facts, calendar)
    if not promise.closes_at:
        return
    closes_at = promise.closes_at
    # A clock that skips the cutoff shows no time at which it could be reached.
    assume(
        on_the_clock(closes_at.date(), closes_at.time(), closes_at.tzinfo) == closes_at
    )
    assert closes_at.timestamp() > facts.placed_at.timestamp()
    last = replace(facts, placed_at=closes_at - MICROSECOND)
    assert decide_dispatch(last, calendar).day == promise.day
    late = replace(facts, placed_at=closes_at)
    assert decide_dispatch(late, calendar).day > promise.day


@given(dispatches(), st.times())
def test_what_does_not_close_does_not_hang_on_the_hour(case, later):
    """DSP-3: no time left is shown where the rest of the day changes nothing."""
    facts, calendar = case
    promise = decide_dispatch(facts, calendar)
    assume(not promise.closes_at and later >= facts.placed_at.time())
    later = facts.placed_at.replace(
        hour=later.hour, minute=later.minute, second=later.second
    )
    assert decide_dispatch(replace(facts, placed_at=later), calendar).day == promise.day


@given(dispatches())
def test_goods_that_nobody_knows_of_are_not_promised(case):
    """DSP-2: without stock and lead time, an expected date or nothing is promised."""
    facts, calendar = case
    unknown = replace(facts, lead_days=None)
    if not facts.expected or facts.expected < facts.placed_at.date():
        with pytest.raises(UnknownSupply):
            decide_dispatch(unknown, calendar)
        return
    promise = decide_dispatch(unknown, calendar)
    assert promise == decide_dispatch(facts, calendar)
    assert_decides_again(promise, unknown.to_json(promise), decide_again)


@given(dispatches(), days)
def test_an_agreed_day_stands(case, day):
    """DSP-3: a day agreed with the customer stands, whatever the calendar says."""
    facts, calendar = case
    promise = decide_dispatch(replace(facts, agreed=day), calendar)
    assert promise.day == day
    assert codes(promise) == ("agreed",)
    assert promise.closes_at is None


@given(dispatches())
def test_reasons_are_what_led_to_the_day(case):
    """DSP-3: no reason too many, none missing, holidays by their names."""
    facts, calendar = case
    facts = replace(facts, together=None, wished=None)
    promise, today = decide_dispatch(facts, calendar), facts.placed_at.date()
    reasons = {reason.code: reason.facts for reason in promise.because}
    assert len(reasons) == len(promise.because)
    is_known = facts.expected is not None and facts.expected >= today
    assert ("on_order" in reasons) == is_known
    assert ("lead_time" in reasons) == (not is_known and facts.lead_days > 0)
    assert ("in_stock" in reasons) == (not is_known and facts.lead_days == 0)
    assert ("handling" in reasons) == (facts.handling_days > 0)
    in_time = is_in_time(facts, calendar)
    first = calendar.working_day(today if in_time else today + ONE_DAY)
    waits = is_known and facts.expected > first
    hour = {True: "before_cutoff", False: "after_cutoff"}[in_time]
    hour = hour if calendar.is_open(today) else "closed_day"
    assert codes(promise)[0] == ("on_order" if waits else hour)
    assert bool(promise.closes_at) == (in_time and not waits)
    since = facts.expected - ONE_DAY if waits else today
    passed = [
        [day.isoformat(), calendar(day).name]
        for day in (since + n * ONE_DAY for n in range(1, (promise.day - since).days))
        if not calendar.is_open(day) and calendar(day).name
    ]
    assert reasons.get("holidays", {"days": []}) == {"days": passed}


@given(days, st.integers(360, 372), st.integers(0, 3))
def test_patience_ends_after_a_year(start, closed, lead_days):
    """DSP-1: a calendar that does not open for a year gives no promise."""
    facts = DispatchFacts(
        on_the_clock(start, time(9), ZONES[0]), time(12), lead_days=lead_days
    )
    opens = start + timedelta(days=closed)

    def calendar(day):
        return Day(time(17) if day >= opens else None)

    if closed <= 366:
        assert decide_dispatch(facts, calendar).day == opens + lead_days * ONE_DAY
    else:
        with pytest.raises(NoWorkingDay):
            decide_dispatch(facts, calendar)


@st.composite
def supplies(draw):
    """:return: supply in tenths of a unit, the day it is asked on, a quantity."""
    today = draw(days)
    tenths = st.integers(0, 60).map(lambda number: number / 10)
    offsets = st.integers(-3, 9).map(lambda offset: today + offset * ONE_DAY)
    receipts = draw(st.lists(st.tuples(offsets, tenths), max_size=6))
    supply = Supply(draw(tenths), draw(tenths), tuple(receipts))
    return supply, today, draw(tenths)


def tenths(quantity):
    return round(quantity * 10)


@given(supplies())
def test_goods_on_order_cover_on_the_day_they_are_expected(case):
    """DSP-2: the first day by which all receipts cover what is wanted and owed."""
    supply, today, wanted = case
    assert supply.is_in_stock(wanted) == (tenths(wanted) <= tenths(supply.free))
    missing = tenths(wanted) + tenths(supply.owed) - tenths(supply.free)

    def come_by(day):
        return sum(tenths(q) for due, q in supply.receipts if today <= due <= day)

    awaited = sorted(due for due, _quantity in supply.receipts if due >= today)
    expected = next((day for day in awaited if come_by(day) >= missing), None)
    assert supply.expected_on(wanted, today) == expected


@given(supplies(), st.randoms(use_true_random=False), st.integers(0, 9))
def test_more_wanted_or_owed_is_expected_no_earlier(case, random, more):
    """DSP-2: receipts count in the order of their days, overdue ones not at all."""
    supply, today, wanted = case
    expected = supply.expected_on(wanted, today)
    receipts = list(supply.receipts)
    random.shuffle(receipts)
    overdue = (today - ONE_DAY, 1000.0)
    shuffled = replace(supply, receipts=(overdue, *receipts))
    assert shuffled.expected_on(wanted, today) == expected
    for later in (
        supply.expected_on(wanted + more, today),
        replace(supply, owed=supply.owed + more).expected_on(wanted, today),
    ):
        assert (later or date.max) >= (expected or date.max)


@given(dispatches())
def test_the_instant_survives_the_freezer(case):
    """DSP-3: the frozen hour is the hour on the warehouse's wall, and the instant."""
    facts, calendar = case
    frozen = facts.to_json(decide_dispatch(facts, calendar))
    placed_at = datetime.fromisoformat(frozen["placed_at"])
    assert placed_at.timestamp() == facts.placed_at.timestamp()
    assert placed_at.utcoffset() == facts.placed_at.utcoffset()
    assert placed_at.time() == facts.placed_at.time().replace(fold=0)
    again = decide_again(frozen)
    assert again.closes_at is None or again.closes_at.utcoffset() is not None


def random_day(random):
    closes = random.choice([None, time(11), time(17), time(23, 59, 59, 999999)])
    return Day(closes, random.choice(["", "Święto"]) if closes is None else "")


def random_dispatch(random):
    """:return: (facts, calendar)."""
    start = random.choice(REMARKABLE_DAYS) + random.randint(-5, 300) * ONE_DAY
    clock = time(random.randrange(24), random.randrange(60), random.randrange(60))
    placed_at = on_the_clock(
        start, clock, random.choice(ZONES), fold=random.randint(0, 1)
    )
    calendar = Calendar(
        (time(17), *(random_day(random).closes for _day in range(6))),
        {
            start + random.randrange(20) * ONE_DAY: random_day(random)
            for _exception in range(random.randrange(6))
        },
    )

    def maybe_day():
        return random.choice([None, start + random.randint(-3, 30) * ONE_DAY])

    facts = DispatchFacts(
        placed_at,
        random.choice([time(12), time(2, 30), clock]),
        lead_days=random.choice([0, 0, 3, 40]),
        handling_days=random.choice([0, 0, 1, 5]),
        agreed=random.choice([None, None, maybe_day()]),
        expected=maybe_day(),
        together=maybe_day(),
    )
    return facts, calendar


def test_frozen_promises_are_made_again():
    """DSP-3: months later the frozen facts give the same day, reasons included."""
    for random in randoms():
        facts, calendar = random_dispatch(random)
        promise = decide_dispatch(facts, calendar)
        assert_decides_again(promise, facts.to_json(promise), decide_again)
