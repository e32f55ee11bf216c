from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.because import codes
from odoo.addons.cats_b2b.policies.warranty import (
    NO_WARRANTY,
    WarrantyFacts,
    decide_warranty,
    decide_warranty_again,
    decide_warranty_period,
    decide_warranty_status,
    get_warranty_end,
)

from .frozen import assert_decides_again, randoms
from .strategies import days

months = st.integers(0, 3) | st.integers(0, 120)
settings = months | st.just(NO_WARRANTY)
chains = st.lists(settings, max_size=5)
optional_days = st.none() | days
units = st.builds(
    WarrantyFacts,
    months=months,
    delivered=optional_days,
    returned=st.booleans(),
    is_replacement=st.booleans(),
    replaced_start=optional_days,
    replaced_end=optional_days,
    continues=st.booleans(),
)


@given(settings, chains, months)
def test_the_closest_setting_counts(product, categories, company):
    """AFS-1: product before category, the closest category first, then the company; a
    setting that excludes the product counts as well."""
    period = decide_warranty_period(product, categories, company)
    names = ["product", *["category"] * len(categories), "company"]
    said = [
        (name, months)
        for name, months in zip(names, [product, *categories, company], strict=True)
        if months
    ]
    name, closest = said[0] if said else ("no_warranty", 0)
    assert period.months == max(closest, 0)
    if closest == NO_WARRANTY:
        assert codes(period) == ("excluded",)
        assert period.because[0].facts == {"by": name}
    else:
        assert codes(period) == (name,)
        assert period.because[0].facts == ({"months": closest} if closest else {})


@given(settings, chains, months, st.integers(0, 5))
def test_a_category_without_a_setting_changes_nothing(
    product, categories, company, place
):
    """AFS-1: a category that says nothing leaves it to those above."""
    more = [*categories[:place], 0, *categories[place:]]
    assert decide_warranty_period(product, more, company) == decide_warranty_period(
        product, categories, company
    )


@given(settings, chains, months, months)
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
            "product": random.choice([0, 0, NO_WARRANTY, random.randint(0, 60)]),
            "categories": [
                random.choice([0, NO_WARRANTY, random.randint(0, 60)])
                for _category in range(random.randint(0, 4))
            ],
            "company": random.choice([0, 12, 24]),
        }
        assert_decides_again(decide_frozen(facts), facts, decide_frozen)


# ----------------------------------------------------------------------
# The warranty of a unit
# ----------------------------------------------------------------------


@given(days, st.integers(1, 120))
def test_months_end_on_the_same_day_or_on_the_last(start, number):
    """AFS-1: calendar months: the same day of the month, or the last one it has."""
    end = get_warranty_end(start, number)
    assert (end.year - start.year) * 12 + end.month - start.month == number
    is_last = (end + timedelta(1)).month != end.month
    assert end.day == start.day or (end.day < start.day and is_last)


@given(days, days, st.integers(1, 120))
def test_a_later_delivery_never_ends_earlier(start, other, number):
    """AFS-1: nor does a longer period."""
    first, second = sorted([start, other])
    assert get_warranty_end(first, number) <= get_warranty_end(second, number)
    assert get_warranty_end(first, number) < get_warranty_end(first, number + 1)


@given(units)
def test_a_unit_has_both_days_or_none(facts):
    """AFS-1: from delivery, cleared on return; a replacement that continues lasts no
    longer than what it replaces."""
    warranty = decide_warranty(facts)
    assert (warranty.start is None) == (warranty.end is None)
    assert warranty.because
    if facts.returned or not facts.delivered:
        assert warranty.start is None
    elif facts.is_replacement and facts.continues:
        assert warranty.end in (facts.replaced_end, None)
    else:
        assert warranty.start == (facts.delivered if facts.months else None)


@given(units, months)
def test_what_is_replaced_matters_to_replacements_only(facts, other):
    """AFS-1: whatever the old unit had, and however long a continued period is."""
    bare = replace(facts, replaced_start=None, replaced_end=None)
    if not facts.is_replacement or not facts.continues:
        assert decide_warranty(bare) == decide_warranty(facts)
    elif facts.delivered:
        longer = replace(facts, months=other)
        assert decide_warranty(longer) == decide_warranty(facts)


@given(units, days)
def test_a_unit_is_in_warranty_from_its_first_day_to_its_last(facts, day):
    """AFS-1: both included; before and after it is not."""
    warranty = decide_warranty(facts)
    start, end = warranty.start, warranty.end
    status = decide_warranty_status(start, end, facts.months, day).status
    if start:
        inside = start <= day <= end
        assert (status == "in") == inside
        assert (status == "not_started") == (day < start)
    else:
        assert status == ("not_started" if facts.months else "none")


def test_frozen_units_are_the_same():
    """AFS-1: the facts of a unit give the same days, reasons included."""
    for random in randoms():
        chosen = [
            random.choice([None, date(2026, 8, 31) + timedelta(random.randint(0, 900))])
            for _day in range(3)
        ]
        facts = WarrantyFacts(
            random.choice([0, 6, 24]),
            chosen[0],
            random.choice([False, False, True]),
            random.choice([False, True]),
            *chosen[1:],
            random.choice([False, True]),
        )
        assert_decides_again(
            decide_warranty(facts), facts.to_json(), decide_warranty_again
        )
