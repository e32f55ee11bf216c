from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.delay import DelayFacts, decide_again, decide_delay

from .frozen import assert_decides_again, randoms

TODAY = date(2026, 12, 29)
SUPPLIES = ["stock", "receipt", "none"]


def build_facts(supply, relies_on, opens, leaves, lead, receipt, others):
    """:return: facts whose days keep the order that the warehouse's days have.

    :param int opens: days until goods can still leave in time.
    :param int leaves: days from then on until the next working day.
    :param int lead: days that procuring takes from then on.
    :param int receipt: days until the receipt leaves, or since it should have.
    :param others: days until what was promised, told, and agreed (or ``None``).
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
        lead_day=next_day + timedelta(lead),
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
    lead=st.integers(0, 9),
    receipt=offsets,
    others=st.tuples(offsets, offsets, st.none() | offsets),
)


@given(delays)
def test_the_day_is_neither_past_nor_before_what_was_promised(facts):
    """DSP-6: "what was promised, or agreed anew, is never undercut"."""
    decision = decide_delay(facts)
    due = facts.agreed or facts.promised
    assert decision.day >= due
    assert decision.day >= facts.open_day
    assert decision.late == (decision.day > due)
    assert decision.tell == (decision.day != facts.standing)


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
    """DSP-6: "when it is expected"; an overdue receipt as soon as it can be."""
    receipt_day = facts.receipt_day or facts.next_day
    facts = replace(facts, supply="receipt", receipt_day=receipt_day)
    due = facts.agreed or facts.promised
    comes = receipt_day if receipt_day >= facts.open_day else facts.next_day
    decision = decide_delay(facts)
    assert decision.day == max(due, comes)
    is_overdue = decision.late and receipt_day < facts.open_day
    assert ("receipt_overdue" in codes(decision)) == is_overdue


@given(delays)
def test_a_lead_time_runs_once(facts):
    """DSP-6: the day told stands while it lies ahead; else procuring begins anew."""
    facts = replace(facts, supply="none", receipt_day=None)
    due = facts.agreed or facts.promised
    runs = facts.relies_on == "none" and facts.standing >= facts.open_day
    ready = facts.standing if runs else facts.lead_day
    assert decide_delay(facts).day == max(due, ready)


@given(delays)
def test_who_was_told_is_not_told_again(facts):
    """DSP-6: told "again when that changes", and only then."""
    decision = decide_delay(facts)
    told = decide_delay(replace(facts, standing=decision.day))
    assert told.day == decision.day
    assert not told.tell


@given(delays)
def test_reasons_are_what_led_to_the_day(facts):
    """DSP-6: a new agreement, an obstacle when it is late, an earlier day."""
    decision = decide_delay(facts)
    reasons = list(codes(decision))
    assert ("agreed_anew" in reasons) == bool(facts.agreed)
    is_earlier = decision.day < facts.standing and decision.day != facts.agreed
    assert ("earlier" in reasons) == is_earlier
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
            lead=random.randint(0, 60),
            receipt=random.randint(-3, 30),
            others=[
                random.randint(-9, 40),
                random.randint(-9, 40),
                random.choice([None, random.randint(-9, 40)]),
            ],
        )
        assert_decides_again(decide_delay(facts), facts.to_json(), decide_again)
