from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.warranty import decide_warranty_period

from .frozen import assert_decides_again, randoms

months = st.integers(0, 3) | st.integers(0, 120)
chains = st.lists(months, max_size=5)


@given(months, chains, months)
def test_the_closest_setting_counts(product, categories, company):
    """AFS-1: product before category, the closest category first, then the company."""
    period = decide_warranty_period(product, categories, company)
    settings = [product, *categories, company]
    closest = [setting for setting in settings if setting > 0][:1]
    assert period.months == sum(closest)
    source = (
        "product"
        if product
        else "category"
        if any(categories)
        else "company"
        if company
        else "no_warranty"
    )
    assert codes(period) == (source,)
    assert period.because[0].facts == ({"months": period.months} if closest else {})


@given(months, chains, months, st.integers(0, 5))
def test_a_category_without_a_setting_changes_nothing(
    product, categories, company, place
):
    """AFS-1: a category that says nothing leaves it to those above."""
    more = [*categories[:place], 0, *categories[place:]]
    assert decide_warranty_period(product, more, company) == decide_warranty_period(
        product, categories, company
    )


@given(months, chains, months, months)
def test_a_closer_setting_hides_those_behind(product, categories, company, other):
    """AFS-1: what lies behind the setting that counts plays no part."""
    period = decide_warranty_period(product, categories, company)
    if product:
        assert period == decide_warranty_period(product, [other], other)
    if any(categories):
        assert period == decide_warranty_period(product, categories, other)


def decide_frozen(facts):
    return decide_warranty_period(**facts)


def test_frozen_periods_are_the_same():
    """AFS-1: the same settings give the same period, reasons included."""
    for random in randoms():
        facts = {
            "product": random.choice([0, 0, random.randint(0, 60)]),
            "categories": [
                random.choice([0, random.randint(0, 60)])
                for _category in range(random.randint(0, 4))
            ],
            "company": random.choice([0, 12, 24]),
        }
        assert_decides_again(decide_frozen(facts), facts, decide_frozen)
