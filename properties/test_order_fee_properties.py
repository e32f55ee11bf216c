from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies import delivery_zone
from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.order_fee import (
    BulkyFacts,
    RemoteFacts,
    SmallOrderFacts,
    decide_again,
    decide_bulky_surcharge,
    decide_fee,
    decide_remote_cost,
    decide_small_order_fee,
)

from .frozen import assert_decides_again, randoms
from .strategies import (
    ROUNDINGS,
    bases_and_thresholds,
    coins,
    fee_terms,
    states,
    zips,
    zone_values,
)


def small_order(terms, base, threshold, has_goods=True):
    """:return: facts of an order whose amounts are counted in coins."""
    coin = terms["rounding"]
    return SmallOrderFacts(
        base=base * coin, threshold=threshold * coin, has_goods=has_goods, **terms
    )


@given(fee_terms(), bases_and_thresholds(), st.booleans(), st.booleans())
def test_small_order_is_due_below_the_threshold(terms, amounts, has_goods, is_return):
    """FEE-1: due on goods below the threshold, unless waived or without a price."""
    base, threshold = amounts
    base = -base if is_return else base
    decision = decide_small_order_fee(small_order(terms, base, threshold, has_goods))
    is_small = has_goods and 0 <= base < threshold
    assert decision.due == (is_small and not terms["waived"] and terms["fee"] > 0)
    assert decision.amount == (terms["fee"] if decision.due else 0)
    assert decision.amount >= 0


@given(fee_terms(), bases_and_thresholds())
def test_what_is_missing_saves_the_fee_and_a_coin_less_does_not(terms, amounts):
    """FEE-1: "add EUR 12.40 to save the fee" is true to the last coin."""
    facts = small_order(terms, *amounts)
    decision = decide_small_order_fee(facts)
    assert (decision.missing > 0) == (amounts[0] < amounts[1])
    if decision.missing:
        added = replace(facts, base=facts.base + decision.missing)
        assert codes(decide_small_order_fee(added)) == ("reached",)
        almost = replace(added, base=added.base - facts.rounding)
        assert codes(decide_small_order_fee(almost))[0] == "below"
        assert decision.because[0].facts["missing"] == decision.missing


@given(fee_terms(), bases_and_thresholds(), coins)
def test_more_goods_never_cost_more_fee(terms, amounts, more):
    """FEE-1: a larger base, or a lower threshold, bears no larger fee."""
    base, threshold = amounts
    decision = decide_small_order_fee(small_order(terms, base, threshold))
    larger = decide_small_order_fee(small_order(terms, base + more, threshold))
    lower = decide_small_order_fee(small_order(terms, base, max(threshold - more, 0)))
    for other in (larger, lower):
        assert other.amount <= decision.amount
        assert other.missing <= decision.missing


@st.composite
def carts(draw):
    """:return: amounts of lines in coins, the same in another order, a threshold."""
    amounts = draw(st.lists(st.integers(-200, 10**5), min_size=1, max_size=12))
    near = st.integers(-1, 1).map(lambda coin: max(sum(amounts) + coin, 0))
    return amounts, draw(st.permutations(amounts)), draw(near | coins)


@given(fee_terms(), carts())
def test_the_order_of_lines_does_not_matter(terms, cart):
    """FEE-1: floats are added up in any order, the decision is the same."""
    coin = terms["rounding"]
    facts = small_order(terms, 0, cart[2])
    one, other = (
        decide_small_order_fee(
            replace(facts, base=sum(amount * coin for amount in amounts))
        )
        for amounts in cart[:2]
    )
    assert one.outcome_json() == other.outcome_json()
    assert codes(one) == codes(other)
    assert one.missing == other.missing


@given(fee_terms(), st.lists(st.text(max_size=4), max_size=4))
def test_bulky_is_charged_once(terms, articles):
    """FEE-2: one surcharge per order that contains any bulky goods."""
    decision = decide_bulky_surcharge(BulkyFacts(articles=articles, **terms))
    assert decision.due == (bool(articles) and not terms["waived"] and terms["fee"] > 0)
    assert decision.amount == (terms["fee"] if decision.due else 0)


@given(fee_terms(), zips, states, st.lists(zone_values, max_size=4))
def test_remote_is_the_first_zone_that_holds_the_address(terms, zip_code, state, zones):
    """FEE-3: the first zone counts, with its own price or the common one."""
    facts = RemoteFacts(zip=zip_code, state=state, zones=zones, **terms)
    decision = decide_remote_cost(facts)
    holding = [
        zone
        for zone in zones
        if delivery_zone.holds(delivery_zone.Zone.from_json(zone), zip_code, state)
    ]
    price = holding[0]["fee"] or terms["fee"] if holding else 0
    assert decision.due == (price > 0 and not terms["waived"])
    assert decision.amount == (price if decision.due else 0)
    assert (codes(decision) == ("not_remote",)) == (not holding)
    if holding:
        assert decision.because[0].facts["zone"] == holding[0]["name"]


@given(
    fee_terms(), bases_and_thresholds(), zips, states, st.lists(zone_values, max_size=3)
)
def test_a_waiver_never_raises_a_fee(terms, amounts, zip_code, state, zones):
    """FEE-1: a waived fee costs nothing, and tells why it would be due."""
    for fee_type, facts in (
        ("small_order", small_order(terms, *amounts)),
        ("bulky", BulkyFacts(articles=["Plotter"], **terms)),
        ("remote", RemoteFacts(zip=zip_code, state=state, zones=zones, **terms)),
    ):
        charged = decide_fee(fee_type, replace(facts, waived=""))
        waived = decide_fee(fee_type, replace(facts, waived="order"))
        assert not waived.due and waived.amount == 0
        assert waived.because[0] == charged.because[0]
        assert ("waived" in codes(waived)) == charged.due
        assert waived.missing == charged.missing


def random_terms(random):
    rounding = random.choice(ROUNDINGS)
    return {
        "fee": random.randint(-1, 20) * random.choice([rounding, 1.1]),
        "rounding": rounding,
        "currency": random.choice(["EUR", "CHF", "KWD", "JPY"]),
        "waived": random.choice(["", "", "order", "customer"]),
        "waive_reason": random.choice(["", "Fair – “Paperworld”"]),
    }


def random_small_order(random):
    return SmallOrderFacts(
        base=random.choice([0.0, 99.99, 100.0, random.uniform(-50, 250)]),
        has_goods=random.random() < 0.9,
        threshold=random.choice([0.0, 100.0, random.uniform(0, 200)]),
        **random_terms(random),
    )


def random_bulky(random):
    articles = random.sample(["Plotter", "Regał", "紙"], random.randint(0, 3))
    return BulkyFacts(articles=articles, **random_terms(random))


def random_remote(random):
    zones = [
        {
            "name": f"Zone {number}",
            "zip_ranges": random.choice(["", "20", "07-09, 97", "KW15-KW17; HS"]),
            "states": random.sample(["PM", "GC", "TF"], random.randint(0, 2)),
            "fee": random.choice([0, 12.5]),
        }
        for number in range(random.randint(0, 3))
    ]
    return RemoteFacts(
        zip=random.choice(["20000", "97122", "kw151aa", "1000", ""]),
        state=random.choice(["", "PM", "MD"]),
        zones=zones,
        **random_terms(random),
    )


def test_frozen_decisions_are_taken_again():
    """FEE-1, FEE-2, FEE-3: the frozen facts give the same fee, reasons included."""
    facts_of = {
        "small_order": random_small_order,
        "bulky": random_bulky,
        "remote": random_remote,
    }
    for random in randoms():
        fee_type = random.choice(list(facts_of))
        facts = facts_of[fee_type](random)
        assert_decides_again(
            decide_fee(fee_type, facts),
            facts.to_json(),
            lambda frozen, fee_type=fee_type: decide_again(fee_type, frozen),
        )
