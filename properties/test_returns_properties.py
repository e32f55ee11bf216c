from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.returns_carriage import (
    decide_carriage,
    decide_carriage_again,
)
from odoo.addons.cats_b2b.policies.returns_claim import (
    decide_claim,
    decide_claim_again,
    flag_claims,
    flag_claims_again,
)
from odoo.addons.cats_b2b.policies.returns_finding import COVERED
from odoo.addons.cats_b2b.policies.returns_repair import (
    COSTS,
    decide_repair,
    decide_repair_again,
)
from odoo.addons.cats_b2b.policies.returns_solution import (
    SENDING,
    decide_solutions,
    decide_solutions_again,
)
from odoo.addons.cats_b2b.policies.returns_steps import (
    ACTORS,
    PATHS,
    next_step,
    next_step_again,
)
from odoo.addons.cats_b2b.policies.returns_terms import (
    RETURNS,
    SOLUTIONS,
    freeze_facts,
)

from . import returns_facts as made_up
from .frozen import assert_decides_again, randoms
from .returns_facts import cases, claims, flags, later, repairs, steps, terms

MONEY = {"credit", "voucher", "refund"}
# Who pays, from the customer's point of view.
COST = {"none": 0, "seller": 0, "customer": 1}

# ----------------------------------------------------------------------
# Claims
# ----------------------------------------------------------------------


@given(claims, terms)
def test_a_claim_is_allowed_asked_for_more_or_barred(facts, shop):
    """AFS-2: exactly one of the three; what is barred says what is possible instead."""
    claim = decide_claim(facts, shop)
    assert [claim.allowed, bool(claim.needs), claim.barred].count(True) == 1
    assert bool(claim.instead) == claim.barred
    assert claim.because


@given(claims, terms, later)
def test_an_older_claim_never_gets_more(facts, shop, days):
    """AFS-2: what may be claimed later might have been claimed before."""
    older = replace(facts, today=facts.today + timedelta(days))
    if not decide_claim(older, shop).barred:
        assert not decide_claim(facts, shop).barred
    if decide_claim(older, shop).allowed:
        assert decide_claim(facts, shop).allowed


@given(claims, terms)
def test_until_is_the_last_day(facts, shop):
    """AFS-2: allowed on the day that a claim names as its last, refused after it."""
    claim = decide_claim(facts, shop)
    if claim.allowed and claim.until:
        assert decide_claim(replace(facts, today=claim.until), shop).allowed
        over = replace(facts, today=claim.until + timedelta(1))
        assert decide_claim(over, shop).barred


@given(claims, terms)
def test_nothing_is_claimed_twice(facts, shop):
    """AFS-2: never more than was delivered and neither came back nor is claimed."""
    if decide_claim(facts, shop).allowed:
        left = facts.delivered_qty - facts.returned_qty - facts.claimed_qty
        assert 0 < facts.quantity <= left
        claimed = replace(facts, claimed_qty=facts.claimed_qty + left)
        assert decide_claim(claimed, shop).barred


@given(claims, terms)
def test_a_dispute_blocks_claims(facts, shop):
    """AFS-9: what would end in an exchange or in service."""
    claim = decide_claim(replace(facts, dispute=True), shop)
    assert claim.barred or facts.reason in RETURNS


@given(claims, terms)
def test_another_reason_that_is_offered_is_in_time(facts, shop):
    """AFS-2: who follows the advice is not sent away for the day again."""
    for advice in decide_claim(facts, shop).instead:
        if advice.code == "other_reason":
            other = replace(facts, reason=advice.facts["reason"], packaging="sealed")
            assert other.reason != facts.reason
            claim = decide_claim(other, shop)
            assert not {"too_late", "warranty_ended"} & set(codes(claim))
            assert claim.until == date.fromisoformat(advice.facts["until"])


@given(flags, terms)
def test_flags_only_grow_with_what_is_flagged(facts, shop):
    """AFS-9: with time, value and more claims a flag is not lost."""
    worse = replace(
        facts,
        today=facts.today + timedelta(1),
        value=facts.value + 1,
        missing_claims=facts.missing_claims + 1,
    )
    assert set(codes(flag_claims(facts, shop))) <= set(codes(flag_claims(worse, shop)))


# ----------------------------------------------------------------------
# Solutions and carriage
# ----------------------------------------------------------------------


@given(cases, terms)
def test_there_is_always_a_solution(facts, shop):
    """AFS-5: never none, each once, the proposed one among them, each with its
    reason; somebody chooses exactly where there is a choice."""
    decision = decide_solutions(facts, shop)
    assert decision.codes
    assert len(set(decision.codes)) == len(decision.codes)
    assert set(decision.codes) <= set(SOLUTIONS)
    assert decision.proposed in decision.codes
    assert (decision.chooser == "none") == (len(decision.codes) == 1)
    assert decision.because


@given(cases, terms, later)
def test_an_older_case_never_gets_more(facts, shop, days):
    """AFS-5, AFS-6: what an older claim is given, a younger one would be, too; its
    carriage costs the customer no more."""
    older_facts = replace(facts, claimed=facts.claimed + timedelta(days))
    younger = decide_solutions(facts, shop)
    older = decide_solutions(older_facts, shop)
    if older.finding in COVERED:
        assert younger.codes == older.codes
    if older.finding == younger.finding:
        assert younger.codes == older.codes
    cheap, dear = decide_carriage(facts, shop), decide_carriage(older_facts, shop)
    assert COST[cheap.inbound] <= COST[dear.inbound]
    assert COST[cheap.outbound] <= COST[dear.outbound]


@given(cases, terms)
def test_a_dispute_blocks_solutions(facts, shop):
    """AFS-9: neither exchange nor service, no money, nothing is sent."""
    decision = decide_solutions(replace(facts, dispute=True), shop)
    assert decision.codes == ("hold",)
    assert decision.solutions[0].conditions == ("dispute_closed",)
    assert decision.carriage_in == "customer"


@given(cases, terms)
def test_a_replacement_waits_for_the_defective_unit(facts, shop):
    """AFS-5: "sans aucune exception" (MCH)."""
    replacement = decide_solutions(facts, shop).get("replacement")
    assert replacement is None or replacement.conditions[0] == "collected"


@given(cases, terms)
def test_what_is_not_in_stock_is_not_promised(facts, shop):
    """AFS-5: replacement not in stock → credit note or voucher."""
    codes_ = set(decide_solutions(replace(facts, in_stock=False), shop).codes)
    assert not codes_ & {"replacement", "resend"}


@given(cases, terms)
def test_what_is_not_defective_is_neither_sent_nor_refunded(facts, shop):
    """AFS-6: unless the customer pays, or the seller erred."""
    facts = replace(facts, verdict="not_defective", reason="defective", dispute=False)
    decision = decide_solutions(facts, shop)
    assert decision.codes == ("send_back", "keep")
    back = decision.get("send_back")
    if facts.erred not in ("seller", "carrier"):
        assert back.carriage_out == "customer"
    assert ("carriage_agreed" in back.conditions) == (back.carriage_out == "customer")


@given(cases, terms)
def test_money_fits_the_books(facts, shop):
    """AFS-5, PAY-4: no voucher for what was not invoiced, no refund of what was not
    paid."""
    decision = decide_solutions(facts, shop)
    assert facts.invoiced or not decision.get("voucher")
    assert facts.paid or not decision.get("refund")
    assert set(decision.codes) & MONEY <= {*shop.money, "credit"}


@given(cases, terms)
def test_what_is_sent_is_paid_by_somebody(facts, shop):
    """AFS-6: what goes to the customer has a payer, what does not has none."""
    decision = decide_solutions(facts, shop)
    carriage = decide_carriage(facts, shop)
    assert decision.carriage_in == carriage.inbound
    for solution in decision.solutions:
        sent = carriage.outbound if solution.code in SENDING else "none"
        assert solution.carriage_out == sent
        # From stock, as it is: nothing leaves at his cost without his word.
        if sent == "customer" and solution.code != "repair":
            assert "carriage_agreed" in solution.conditions
    assert (carriage.inbound == "none") == (
        facts.reason == "missing_article" and not facts.dispute
    )


@given(cases, terms)
def test_carriage_says_who_pays_each_way(facts, shop):
    """AFS-6: the reasons tell the payers of both ways, each way once."""
    carriage = decide_carriage(facts, shop)
    told = {}
    for reason in carriage.because:
        way = reason.facts["way"]
        for one in ("in", "out") if way == "both" else (way,):
            assert one not in told
            told[one] = reason.facts["payer"]
    assert told.get("in", "none") == carriage.inbound
    assert told["out"] == carriage.outbound


# ----------------------------------------------------------------------
# Repairs
# ----------------------------------------------------------------------


@given(repairs, terms)
def test_no_work_at_the_customers_cost_without_his_word(facts, shop):
    """AFS-7: repaired only after acceptance, sent only after the terms are met."""
    repair = decide_repair(facts, shop)
    if "parts" in repair.charged:
        assert repair.charged == COSTS
        assert not repair.may_repair or facts.answer == "accepted"
    if repair.may_send and repair.charged:
        assert facts.payment_met
    if repair.action == "send":
        assert facts.repaired
    assert not set(repair.free) & set(repair.charged)


@given(repairs, terms)
def test_a_dispute_blocks_repairs(facts, shop):
    """AFS-9: an open dispute blocks service."""
    repair = decide_repair(replace(facts, dispute=True), shop)
    assert repair.action == "close_dispute"
    assert not repair.may_repair and not repair.may_send


@given(repairs, terms)
def test_who_is_asked_has_an_answer(facts, shop):
    """AFS-7: choices are the customer's; each of them leads on."""
    repair = decide_repair(facts, shop)
    assert bool(repair.choices) == (repair.action in ("answer", "wish"))
    for choice in repair.choices:
        assert repair.actor == "customer"
        answer = {"answer": choice} if repair.action == "answer" else {"wish": choice}
        assert decide_repair(replace(facts, **answer), shop).action != "answer"
        if repair.action == "wish":
            assert decide_repair(replace(facts, **answer), shop).action != "wish"


# ----------------------------------------------------------------------
# Steps
# ----------------------------------------------------------------------


@given(steps)
def test_one_step_is_next_or_all_is_over(facts):
    """AFS-8: all that happened is shown, one step is next, each stands there once."""
    timeline = next_step(facts)
    shown = [step.code for step in timeline.steps]
    done = [step.code for step in timeline.steps if step.state == "done"]
    coming = [step for step in timeline.steps if step.state != "done"]
    assert set(done) == set(facts.events)
    assert len(done) == len(facts.events)
    assert sorted(done, key=facts.events.get) == done
    assert shown[: len(done)] == done
    assert [step.state for step in coming[:1]] == ["next"] * bool(coming)
    assert {step.state for step in coming[1:]} <= {"later"}
    assert (timeline.next is None) == (codes(timeline) == ("closed",))


@given(st.sampled_from([*PATHS]), steps)
def test_a_return_comes_to_its_end(solution, facts):
    """AFS-8: doing what is next again and again leads to the end."""
    events = {}
    state = replace(facts, solution=solution, events=events, dispute=False)
    for day in range(len(ACTORS)):
        step = next_step(state).next
        if step is None:
            break
        assert step.code not in events
        events[step.code] = f"2028-01-{day + 1:02}"
    assert next_step(state).next is None


# ----------------------------------------------------------------------
# Frozen decisions
# ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "decide", "decide_again"),
    [
        (made_up.make_claim, decide_claim, decide_claim_again),
        (made_up.make_flags, flag_claims, flag_claims_again),
        (made_up.make_case, decide_solutions, decide_solutions_again),
        (made_up.make_case, decide_carriage, decide_carriage_again),
        (made_up.make_repair, decide_repair, decide_repair_again),
    ],
    ids=["claim", "flags", "solutions", "carriage", "repair"],
)
def test_frozen_decisions_are_the_same(make, decide, decide_again):
    """AFS-2 to AFS-7, AFS-9: facts and terms are enough to decide again."""
    for random in randoms():
        facts, shop = make(random), made_up.make_terms(random)
        frozen = freeze_facts(facts, shop)
        assert_decides_again(decide(facts, shop), frozen, decide_again)


def test_frozen_timelines_are_the_same():
    """AFS-8: the events are enough to tell the timeline again."""
    for random in randoms():
        facts = made_up.make_steps(random)
        assert_decides_again(next_step(facts), facts.to_json(), next_step_again)
