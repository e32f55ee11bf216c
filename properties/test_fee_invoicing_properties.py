from dataclasses import asdict

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.fee_invoicing import (
    FeeCreditFacts,
    FeeInvoicingFacts,
    decide_fee_credit,
    get_fee_to_invoice,
)

from .frozen import assert_decides_again, randoms

bools = st.booleans()
credit_facts = st.builds(FeeCreditFacts, bools, bools, bools)
# What happens to an order of two deliveries, one after the other.
EVENTS = ["deliver", "invoice", "credit all", "credit goods", "credit fee"]


@given(st.lists(st.sampled_from(EVENTS), max_size=15))
def test_a_fee_comes_with_the_goods_and_once(events):
    """PAY-7: whatever is delivered, invoiced, credited: never before, never twice."""
    delivered, goods, fee, is_billed = 0, 0, 0.0, False
    for event in events:
        if event == "deliver":
            delivered = min(delivered + 1, 2)
        elif event == "invoice":
            facts = FeeInvoicingFacts(1 - fee, is_billed, delivered > goods, goods > 0)
            now = get_fee_to_invoice(facts)
            assert not (is_billed and goods and now), "it came back"
            # The first goods bring it; so do goods that come anew after a credit.
            assert now == 1 - fee or goods or not delivered
            goods, fee, is_billed = delivered, fee + now, is_billed or now > 0
            assert fee == 0 or goods > 0
            assert is_billed or not goods
        else:
            goods = 0 if event in ("credit all", "credit goods") else goods
            fee = 0.0 if event in ("credit all", "credit fee") else fee
        assert fee in (0, 1)


@given(st.floats(-3, 3), bools, bools, bools)
def test_all_that_is_open_or_nothing(quantity, is_billed, goods_open, goods_invoiced):
    """PAY-7: a fee is invoiced as a whole; what is to be credited always is."""
    facts = FeeInvoicingFacts(quantity, is_billed, goods_open, goods_invoiced)
    now = get_fee_to_invoice(facts)
    assert now in (0, quantity)
    if quantity <= 0:
        assert now == quantity
    elif not goods_open and not goods_invoiced:
        assert now == 0
    elif not is_billed:
        assert now == quantity


@given(credit_facts)
def test_only_an_order_undone_as_a_whole_is_credited_with_its_fee(facts):
    """FEE-1: "who keeps some of the goods keeps the fee"; carriage is not undone."""
    credit = decide_fee_credit(facts)
    assert credit.is_due == (
        not facts.goods_remain and not facts.goods_awaited and not facts.is_carried
    )
    reasons = [
        ("goods_kept", facts.goods_remain),
        ("goods_awaited", facts.goods_awaited),
        ("carried", facts.is_carried),
        ("undone", True),
    ]
    assert codes(credit) == next((code,) for code, holds in reasons if holds)


def decide_frozen(facts):
    return decide_fee_credit(FeeCreditFacts(**facts))


def test_frozen_credits_are_decided_again():
    """FEE-1: the same facts give the same credit, reasons included."""
    for random in randoms():
        facts = FeeCreditFacts(*random.choices([False, True], k=3))
        assert_decides_again(decide_frozen(asdict(facts)), asdict(facts), decide_frozen)
