from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.vat import (
    PREFIXED,
    PREFIXES,
    decide_vat,
    get_vat_key,
)
from odoo.addons.cats_b2b.tests.vat_numbers import VALID, split

NUMBERS = split(VALID)
COUNTRIES = sorted(
    {code for code, _number in NUMBERS}
    | (PREFIXED - {"EL", "XI"})
    | set(PREFIXES)
    | {"AU", "BR", "CO", "IN", "IS", "JP", "MX", "RU", "SM", "TR", "US", "ZW", "", "XK"}
)
countries = st.sampled_from(COUNTRIES)
langs = st.sampled_from(["", "en_US", "fr_CH", "it_CH", "de_CH"])
numbers = st.sampled_from(NUMBERS)
# What people type, what spreadsheets and scanners make of it, and anything at all.
prefixes = st.sampled_from(["", *sorted(PREFIXED), "CHE", "GR", "EU", "VAT", "be"])
bodies = st.text(
    "0123456789AZBW +*&-./\u00a0\uff10\uff19\u0660\u00b2\u200f", max_size=20
)
texts = st.builds("{}{}".format, prefixes, bodies) | st.text()
separators = st.sampled_from([" ", "-", ".", "/", "\u00a0", "\u2009", "\u200b", "\t"])


@st.composite
def spelled(draw):
    """:return: country and two spellings of a valid number."""
    code, number = draw(numbers)
    squeezed = get_spelling(number)
    chars = [char + draw(st.just("") | separators) for char in squeezed]
    text = "".join(chars)
    if draw(st.booleans()):
        text = text.lower()
    if draw(st.booleans()):
        text = "".join(
            chr(ord(char) + 0xFEE0) if char.isdigit() else char for char in text
        )
    return code, number, text


def get_spelling(number):
    return "".join(char for char in number if char.isalnum())


@given(texts, countries, langs)
def test_no_text_makes_it_fail(text, country, lang):
    """ACC-2: whatever is typed is a number, or is refused for a reason."""
    decision = decide_vat(text, country, lang)
    assert bool(decision.number) != bool(decision.because)
    assert isinstance(get_vat_key(text, country), str)


@given(texts | numbers.map(lambda it: it[1]), countries, langs)
def test_a_kept_number_is_kept(text, country, lang):
    """ACC-2: what was understood once is understood in the same way again."""
    decision = decide_vat(text, country, lang)
    if decision.number:
        assert decide_vat(decision.number, country, lang) == decision


@given(spelled())
def test_spelling_does_not_matter(case):
    """ACC-2, ACC-6: blanks, dots, capitals and wide digits change nothing."""
    code, number, text = case
    assert decide_vat(text, code) == decide_vat(number, code)
    assert get_vat_key(text, code) == get_vat_key(number, code)


@given(texts | numbers.map(lambda it: it[1]), countries)
@example("0", "NL")
@example("0O\u00a8", "")
def test_a_key_is_its_own_key(text, country):
    """ACC-6: the key of a key is the key."""
    key = get_vat_key(text, country)
    assert get_vat_key(key, country) == key


@given(texts | numbers.map(lambda it: it[1]), countries, langs)
def test_a_number_and_what_is_kept_have_one_key(text, country, lang):
    """ACC-6: the company is found by what was typed and by what is kept."""
    if number := decide_vat(text, country, lang).number:
        assert get_vat_key(number, country) == get_vat_key(text, country)


@given(numbers)
def test_the_country_does_not_matter(case):
    """ACC-6: a valid number with prefix has the same key wherever its bearer lives."""
    code, number = case
    key = get_vat_key(number, code)
    kept = decide_vat(number, code).number
    assert get_vat_key(kept, "") == key
