from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.delay import DelayFacts, decide_again, decide_delay

from .frozen import assert_decides_again, randoms

TODAY = date(2026, 12, 29)
SUPPLIES = ["stock", "receipt", "none"]


def build_facts(
    supply, relies_on, opens, leaves, lead, receipt, others, told=False, first=False
):
    """:return: facts whose days keep the order that the warehouse's days have.

    :param int opens: days until goods can still leave in time.
    :param int leaves: days from then on until the next working day.
    :param int lead: days that procuring takes from then on, or ``None``.
    :param int receipt: days until the receipt leaves, or since it should have.
    :param others: days until what was promised, told, and agreed (or ``None``).
    :param bool told: whether the customer knows that the goods are overdue.
    :param bool first: whether nobody has looked before.
    """
    days = [
        offset if offset is None else TODAY + timedelta(offset) for offset in others
    ]
    open_day = TODAY + timedelta(opens)
    next_day = open_day + timedelta(leaves)
    return DelayFacts(
        promised=days[0],
        standing=days[1],
        agreed=days[2],
        open_day=open_day,
        next_day=next_day,
        lead_day=lead if lead is None else next_day + timedelta(lead),
        told_overdue=told,
        first_look=first,
        supply=supply,
        relies_on=relies_on,
        receipt_day=(
            next_day + timedelta(receipt)
            if receipt >= 0
            else open_day + timedelta(receipt)
        )
        if supply == "receipt"
        else None,
    )


offsets = st.sampled_from([0, 1]) | st.integers(-3, 9)
delays = st.builds(
    build_facts,
    st.sampled_from(SUPPLIES),
    st.sampled_from(SUPPLIES),
    opens=st.integers(0, 1),
    leaves=st.integers(0, 3),
    lead=st.none() | st.integers(0, 9),
    receipt=offsets,
    others=st.tuples(
        st.integers(-20, 9), st.none() | offsets, st.none() | st.integers(-20, 9)
    ),
    told=st.booleans(),
    first=st.booleans(),
)


def is_forgotten(facts):
    """:return: whether a promise missed over a week ago is looked at for once."""
    due = facts.agreed or facts.promised
    return facts.first_look and (facts.open_day - due).days > 7


def is_receipt_known(facts):
    """:return: whether a receipt is awaited that is not overdue."""
    return facts.supply == "receipt" and facts.receipt_day >= facts.open_day


@given(delays)
def test_the_day_is_neither_past_nor_before_what_was_promised(facts):
    """DSP-6: "what was promised, or agreed anew, is never undercut"."""
    decision = decide_delay(facts)
    due = facts.agreed or facts.promised
    if decision.day:
        assert decision.day >= due
        assert decision.day >= facts.open_day
    assert decision.late == (not decision.day or decision.day > due)
    assert decision.changed == (decision.day != facts.standing)


@given(delays)
def test_a_day_is_unknown_only_without_lead_time(facts):
    """DSP-2: neither stock, nor goods on order, nor a lead time, nor an agreement."""
    decision = decide_delay(facts)
    if not decision.day:
        assert facts.lead_day is None
        assert facts.supply != "stock"
        assert not is_receipt_known(facts)
        assert "unknown" in codes(decision)


@given(delays)
def test_the_customer_hears_of_a_change_or_knows_it_is_overdue(facts):
    """DSP-6: told what changes; once that goods are overdue; nothing forgotten."""
    decision = decide_delay(facts)
    is_known = facts.told_overdue and "overdue" in codes(decision)
    news = decision.changed and not is_known and not is_forgotten(facts)
    assert decision.tell == news


@given(delays)
def test_goods_that_are_there_leave_on_their_day(facts):
    """DSP-3: goods in stock are not late before their day is over."""
    decision = decide_delay(replace(facts, supply="stock"))
    due = facts.agreed or facts.promised
    is_over = due < facts.open_day
    assert decision.day == (facts.next_day if is_over else due)
    assert decision.late == is_over


@given(delays)
def test_awaited_goods_leave_with_their_receipt(facts):
    """DSP-6: "when it is expected"; an overdue receipt is no knowledge."""
    receipt_day = facts.receipt_day or facts.next_day
    facts = replace(facts, supply="receipt", receipt_day=receipt_day)
    due = facts.agreed or facts.promised
    decision = decide_delay(facts)
    if is_receipt_known(facts):
        assert decision.day == max(due, receipt_day)
        assert decision.supply == "receipt"
    else:
        assert decision.supply == "none"
        nothing = decide_delay(replace(facts, supply="none", receipt_day=None))
        assert decision.day == nothing.day


@given(delays)
def test_a_lead_time_runs_once(facts):
    """DSP-6: the day told stands while it lies ahead; else procuring begins anew."""
    facts = replace(facts, supply="none", receipt_day=None)
    due = facts.agreed or facts.promised
    stands = facts.standing and facts.standing >= facts.open_day
    runs = facts.relies_on == "none" and stands
    ready = facts.standing if runs else facts.lead_day
    if ready:
        assert decide_delay(facts).day == max(due, ready)


@given(delays)
def test_who_was_told_is_not_told_again(facts):
    """DSP-6: told "again when that changes", and only then."""
    decision = decide_delay(facts)
    again = replace(facts, standing=decision.day, relies_on=decision.supply)
    told = decide_delay(again)
    assert told.day == decision.day
    assert not told.tell
    assert not told.changed


@given(delays)
def test_reasons_are_what_led_to_the_day(facts):
    """DSP-6: a new agreement, an obstacle when it is late, an earlier day."""
    decision = decide_delay(facts)
    reasons = list(codes(decision))
    assert ("agreed_anew" in reasons) == bool(facts.agreed)
    known = decision.day and facts.standing and decision.day != facts.agreed
    is_earlier = known and decision.day < facts.standing
    assert ("earlier" in reasons) == bool(is_earlier)
    obstacles = set(reasons) - {"agreed_anew", "earlier"}
    assert len(obstacles) == decision.late
    assert len(reasons) == len(set(reasons))


def test_frozen_delays_are_estimated_again():
    """DSP-6: the frozen facts give the same day, reasons included."""
    for random in randoms():
        facts = build_facts(
            random.choice(SUPPLIES),
            random.choice(SUPPLIES),
            opens=random.randint(0, 1),
            leaves=random.randint(0, 3),
            lead=random.choice([None, random.randint(0, 60)]),
            receipt=random.randint(-3, 30),
            others=[
                random.randint(-9, 40),
                random.randint(-9, 40),
                random.choice([None, random.randint(-9, 40)]),
            ],
            told=random.choice([True, False]),
            first=random.choice([True, False]),
        )
        assert_decides_again(decide_delay(facts), facts.to_json(), decide_again)
