from dataclasses import asdict, replace
from fractions import Fraction
from math import ceil, floor

from hypothesis import assume, given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.quantity import (
    LineUnit,
    QuantityRule,
    check_total,
    decide_quantity,
    first_and_step,
)

from .frozen import assert_decides_again, randoms
from .strategies import FACTORS, lines


def decide(line):
    """:return: the decision on a line, and its quantity in steps."""
    decision = decide_quantity(float(line.requested), line.rule, **line.limits)
    return decision, in_steps(decision.allowed, line)


def in_steps(quantity, line):
    steps = Fraction(quantity).limit_denominator(1000) / line.step
    assert steps.denominator == 1
    return int(steps)


def search(line, wanted):
    """:return: the first number of steps from ``wanted`` on that fits, or ``None``."""
    size = line.step * line.factor
    start = max(wanted, ceil((line.minimum - line.held) / size))
    period = (line.multiple / size).numerator
    return next(filter(line.fits, range(start, start + period + 1)), None)


@given(lines())
def test_the_nearest_quantity_that_fits_is_allowed(line):
    """ORD-5: never less than wanted, and no more than minimum and multiple ask for."""
    line = replace(line, available=None)
    wanted = in_steps(line.requested, line)
    decision, steps = decide(line)
    nearest = search(line, wanted)
    if nearest is None:
        assert steps == wanted
        assert codes(decision) == ("unit",)
        return
    assert steps == nearest
    assert line.fits(steps)
    assert bool(decision.because) == (steps != wanted)
    assert ("minimum" in codes(decision)) == (line.total(wanted) < line.minimum)
    least = max(wanted, ceil((line.minimum - line.held) / (line.step * line.factor)))
    assert ("multiple" in codes(decision)) == (not line.fits(least))
    if line.total(steps) > 0:
        assert not check_total(float(line.total(steps)), line.rule)


@given(lines())
def test_stock_is_never_passed_and_used_as_far_as_it_fits(line):
    """ORD-5: "the highest that stock allows", and less than wanted only for stock."""
    assume(line.available is not None)
    wanted = in_steps(line.requested, line)
    decision, steps = decide(line)
    nearest = search(line, wanted)
    assert steps >= 0
    assert steps == 0 or line.is_in_stock(steps)
    if nearest is None:
        stock = floor((line.available - line.held) / (line.step * line.factor))
        assert steps == max(min(wanted, stock), 0)
        return
    assert steps == 0 or line.fits(steps)
    is_short = not line.is_in_stock(nearest)
    assert (codes(decision)[-1:] in [("stock",), ("stock_short",)]) == (
        is_short and steps != wanted
    )
    if not is_short:
        assert steps == nearest
    else:
        higher = search(line, steps + 1)
        assert not line.is_in_stock(higher)
        assert ("stock_short" in codes(decision)) == (steps == 0)


@given(lines(), st.integers(0, 100))
def test_more_wanted_is_never_less_allowed(line, more):
    """ORD-5: a larger quantity gets no less, be it of a larger stock or not."""
    _decision, steps = decide(line)
    _decision, larger = decide(
        replace(line, requested=line.requested + more * line.step)
    )
    assert larger >= steps
    if line.available is not None:
        _decision, restocked = decide(replace(line, available=line.available + more))
        assert restocked >= steps


@given(lines(), st.integers(1, 9))
def test_a_part_of_a_step_counts_as_a_whole_one(line, tenths):
    """ORD-5: packagings are sold whole, other quantities at the unit's rounding."""
    part = replace(line, requested=line.requested - line.step * Fraction(tenths, 10))
    assert decide(part)[0].allowed == decide(line)[0].allowed


@given(lines())
def test_an_allowed_quantity_stays(line):
    """ORD-5: deciding on the allowed quantity again leaves it, without a word."""
    decision, steps = decide(line)
    again, same = decide(replace(line, requested=steps * line.step))
    assert same == steps
    assert again.allowed == decision.allowed
    if "unit" not in codes(decision):
        assert not again.because


@given(lines(), st.integers(-100, 0))
def test_removing_is_always_allowed(line, steps):
    """ORD-5: zero and less remove the line, whatever rule, stock and other lines."""
    decision, allowed = decide(replace(line, requested=steps * line.step))
    assert allowed == 0
    assert not decision.because


@given(lines(), st.lists(st.integers(1, 9), min_size=1, max_size=9))
def test_binary_noise_is_no_quantity(line, parts):
    """ORD-5: "0.1 + 0.2 is 0.3": a sum of floats counts as the exact sum."""
    exact = replace(line, requested=sum(parts) * line.step)
    noisy = sum(part * float(line.step) for part in parts)
    decision = decide_quantity(noisy, line.rule, **line.limits)
    assert decision.allowed == decide(exact)[0].allowed
    held = sum(part * float(line.step * line.factor) for part in parts)
    exact = replace(line, held=sum(parts) * line.step * line.factor)
    limits = {**line.limits, "held": held}
    decision = decide_quantity(float(line.requested), line.rule, **limits)
    assert decision.allowed == decide(exact)[0].allowed


@given(lines(), st.integers(0, 50), st.integers(-1, 1))
def test_the_box_steps_on_what_is_allowed_and_misses_nothing(line, clicks, beside):
    """ORD-5: each click of the quantity box is allowed, what lies between goes up."""
    line = replace(line, available=None)
    assume("unit" not in codes(decide(line)[0]))
    start, step = (
        in_steps(quantity, line)
        for quantity in first_and_step(line.rule, line.unit, float(line.held))
    )
    assert start >= 1 and step >= 1
    wanted = max(start + clicks * step + beside, 1)
    decision, allowed = decide(replace(line, requested=wanted * line.step))
    assert allowed == start + max(ceil(Fraction(wanted - start, step)), 0) * step
    assert bool(decision.because) == (allowed != wanted)


@given(lines())
def test_the_box_counts_whole_units_by_default(line):
    """ORD-5: without a unit the box counts the product's own, whole ones."""
    start, step = first_and_step(line.rule, held=float(line.held))
    assert isinstance(start, int) and isinstance(step, int)
    assert (start, step) == first_and_step(
        line.rule, LineUnit(1.0, 1.0), float(line.held)
    )


@given(lines(), st.integers(-100, 300))
def test_a_total_is_fine_when_it_fits(line, steps):
    """ORD-5: what an order holds in all is judged by the same minimum and multiple."""
    total = line.total(steps)
    reasons = [reason.code for reason in check_total(float(total), line.rule)]
    assert ("minimum" in reasons) == (0 < total < line.minimum)
    assert ("multiple" in reasons) == bool(
        total > 0 and line.multiple and total % line.multiple
    )


def random_decision(random):
    """:return: the facts of a decision, as they come from Odoo."""
    return {
        "requested": random.choice([random.randint(-2, 99), random.uniform(0, 20)]),
        "rule": asdict(
            QuantityRule(
                random.choice([0.0, 1.0, 2.5, 10.0]),
                random.choice([0.0, 0.1, 1 / 3, 6.0, 7.0]),
            )
        ),
        "unit": asdict(
            LineUnit(float(random.choice(FACTORS)), random.choice([1.0, 0.1, 0.01]))
        ),
        "held": random.choice([0.0, 3.0, 0.1 * random.randint(0, 99)]),
        "available": random.choice([None, -1.0, 7.0, 0.1 * random.randint(0, 999)]),
    }


def decide_frozen(facts):
    rule, unit = QuantityRule(**facts["rule"]), LineUnit(**facts["unit"])
    others = {"held": facts["held"], "available": facts["available"]}
    return decide_quantity(facts["requested"], rule, unit=unit, **others)


def test_frozen_decisions_are_taken_again():
    """ORD-5: the same facts give the same quantity, reasons included."""
    for random in randoms():
        facts = random_decision(random)
        assert_decides_again(decide_frozen(facts), facts, decide_frozen)
