"""Facts of returns, made up by a source of random choices.

The source is one of hypothesis, so that a failing example is made small, or a plain
``random.Random``, where ten thousand decisions are frozen and taken again.
"""

from datetime import date, timedelta

from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.returns_claim import ClaimFacts, FlagFacts
from odoo.addons.cats_b2b.policies.returns_repair import RepairFacts
from odoo.addons.cats_b2b.policies.returns_solution import SolutionFacts
from odoo.addons.cats_b2b.policies.returns_steps import ACTORS, StepFacts
from odoo.addons.cats_b2b.policies.returns_terms import (
    REASONS,
    SOLUTIONS,
    VERDICTS,
    ReturnTerms,
)

DELIVERED = date(2027, 8, 31)
# Around the limits, around the end of February, and anywhere else.
AGES = (0, 1, 14, 44, 45, 46, 49, 50, 51, 181, 182, 183, 365, 366, 730, 731, 732)


def pick_some(random, values):
    return tuple(value for value in values if random.choice([False, True]))


def pick_flag(random):
    return random.choice([False, True])


def pick_day(random):
    """:return: a day after the delivery, or the day before it on another clock."""
    age = random.choice([*AGES, random.randint(-1, 800)])
    return DELIVERED + timedelta(age)


def pick_optional_day(random):
    return random.choice([None, pick_day(random)])


def make_terms(random):
    days = {
        f"{reason}_days": random.choice([0, 14, 45, 50])
        for reason in REASONS
        if reason != "defective"
    }
    return ReturnTerms(
        **days,
        returns_from=random.choice(["line", "order"]),
        sealed_reasons=pick_some(random, REASONS),
        photo_reasons=pick_some(random, REASONS),
        repeat_limit=random.randint(0, 3),
        refuse_repeated=pick_flag(random),
        warranty_service=random.choice(["seller", "service_centre"]),
        repairs_outside_warranty=pick_flag(random),
        customer_chooses=pick_flag(random),
        money_for_used=pick_flag(random),
        money=pick_some(random, ("refund", "credit", "voucher")),
        carriage_months=random.choice([0, 1, 6, 24]),
        carriage_from=random.choice(["delivery", "payment"]),
        warranty_carriage_out=random.choice(["seller", "customer"]),
        free_return_reasons=pick_some(random, ("own_mistake", "no_reason")),
        refunds_own_carrier=pick_flag(random),
        recharges_inbound=pick_flag(random),
        high_value=random.choice([0.0, 500.0]),
        waiting_days=random.randint(0, 3),
    )


def make_claim(random):
    return ClaimFacts(
        reason=random.choice(REASONS),
        today=pick_day(random),
        delivered=random.choice([DELIVERED, DELIVERED, DELIVERED, None]),
        completed=pick_optional_day(random),
        warranty_end=pick_optional_day(random),
        delivered_qty=float(random.randint(0, 3)),
        returned_qty=float(random.choice([0, 0, 1])),
        claimed_qty=float(random.choice([0, 0, 1])),
        quantity=random.choice([None, 0.0, 1.0, 2.0]),
        packaging=random.choice(["", "sealed", "opened"]),
        photos=random.choice([0, 1]),
        dispute=random.choice([False, False, True]),
        missing_claims=random.randint(0, 4),
    )


def _pick_case(random):
    return {
        "reason": random.choice(REASONS),
        "claimed": pick_day(random),
        "delivered": DELIVERED,
        "completed": pick_optional_day(random),
        "warranty_end": pick_optional_day(random),
        "paid_on": random.choice([None, DELIVERED - timedelta(20)]),
        "verdict": random.choice(["", "defective", "defective", *VERDICTS]),
        "used": pick_flag(random),
        "packaging": random.choice(["", "sealed", "opened"]),
        "serial": random.choice(["", "match", "match", "other"]),
        "erred": random.choice(["", "", "", "seller", "customer", "carrier"]),
        "dispute": random.choice([False, False, False, True]),
        "own_carrier": random.choice([False, False, True]),
        "repairable": pick_flag(random),
    }


def make_case(random):
    return SolutionFacts(
        **_pick_case(random),
        in_stock=pick_flag(random),
        invoiced=pick_flag(random),
        paid=pick_flag(random),
        refundable=pick_flag(random),
    )


def make_repair(random):
    return RepairFacts(
        **_pick_case(random),
        quoted=pick_flag(random),
        answer=random.choice(["", "accepted", "refused"]),
        wish=random.choice(["", "send_back", "scrap", "keep"]),
        repaired=pick_flag(random),
        payment_met=pick_flag(random),
    )


def make_flags(random):
    day = pick_day(random)
    return FlagFacts(
        reason=random.choice(REASONS),
        today=day,
        submitted=day - timedelta(random.randint(0, 5)),
        waiting=pick_flag(random),
        missing_claims=random.randint(0, 4),
        dispute=pick_flag(random),
        value=random.choice([0.0, 499.99, 500.0, 9000.0]),
    )


def make_steps(random):
    codes = [code for code in pick_some(random, ACTORS) if code != "resolved"]
    return StepFacts(
        events={code: pick_day(random).isoformat() for code in codes},
        sends_in=pick_flag(random),
        is_collected=pick_flag(random),
        solution=random.choice(["", *SOLUTIONS]),
        chooser=random.choice(["customer", "seller", "none"]),
        quoted=pick_flag(random),
        dispute=pick_flag(random),
    )


_sources = st.randoms(use_true_random=False)
terms = _sources.map(make_terms)
claims = _sources.map(make_claim)
cases = _sources.map(make_case)
repairs = _sources.map(make_repair)
flags = _sources.map(make_flags)
steps = _sources.map(make_steps)
later = st.sampled_from(AGES) | st.integers(0, 800)
