import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.delivery_zone import (
    ZipRangeError,
    Zone,
    holds,
    parse_ranges,
)

from .frozen import randoms
from .strategies import (
    DIGITS,
    LETTERS,
    inward_codes,
    numeric_zips,
    outward_codes,
    outward_letters,
    outward_numbers,
    states,
    zip_ranges,
    zips,
    zone_values,
)

typed = st.text() | st.text(f"{DIGITS}{LETTERS[:4]}a,;-* .\n٣²ß", max_size=12)


@given(typed)
@example("KW" + "1" * 5000)
@example("97-٩٨")
def test_any_text_is_read_or_refused_by_name(text):
    """FEE-3: what cannot be read as a range is named, nothing else goes wrong."""
    try:
        ranges = parse_ranges(text)
    except ZipRangeError as error:
        assert error.args[0] in text.upper()
    else:
        pieces = text.upper().replace(";", ",").replace("\n", ",").split(",")
        assert len(ranges) == len([piece for piece in pieces if piece.strip()])


@given(st.lists(zip_ranges, max_size=3), typed)
@example(["KW15"], "KW" + "1" * 5000)
@example(["KW15"], "KW١٥")
def test_any_text_may_be_a_zip(ranges, zip_code):
    """FEE-3: whatever a buyer types as his ZIP, it is in the zone or not."""
    assert holds(Zone("zone", ", ".join(ranges)), zip_code) in (True, False)


@st.composite
def numbered(draw, numbers, size=None):
    """:return: bounds, a number in or near them, whether it is in; as digits."""
    first, last = sorted(draw(st.tuples(numbers, numbers)))
    near = st.sampled_from([first - 1, first, last, last + 1])
    number = draw(near.filter(lambda number: number >= 0) | numbers)
    bounds = f"{first:0{size or 1}}", f"{last:0{size or 1}}"
    return bounds, f"{number:0{size or 1}}", first <= number <= last


@given(
    st.integers(1, 5).flatmap(
        lambda size: numbered(st.integers(0, 10**size - 1), size)
    ),
    st.text(DIGITS, max_size=2),
    st.sampled_from(["", " AB", "zz"]),
)
def test_numbers_compare_as_beginnings(case, more, letters):
    """FEE-3: "a range compares as many digits as its bounds have"."""
    (first, last), number, is_inside = case
    if len(number) > len(first):  # the one after 99 begins like 10
        return
    zone = Zone("zone", f"{first}-{last}")
    assert holds(zone, number + more + letters) == is_inside
    assert not holds(zone, f"KW{number}")
    assert holds(Zone("zone", first), last + more) == (first == last)
    assert not holds(zone, last[:-1])


@given(st.tuples(st.integers(0, 9999), st.integers(0, 9999)), outward_letters)
def test_bounds_that_make_no_range_are_refused(bounds, letters):
    """FEE-3: the second is no lower; numbers without letters are equally long."""
    first, last = map(str, bounds)
    is_range = len(first) == len(last) and first <= last
    for text, is_readable in [
        (f"{first}-{last}", is_range),
        (f"{letters}{first}-{letters}{last}", bounds[0] <= bounds[1]),
        (f"{letters}{first}-{last}", False),
        (f"{letters}{first}-X{last}", False),
        (f"{first}-", False),
        (f"-{last}", False),
    ]:
        if is_readable:
            assert len(parse_ranges(text)) == 1
        else:
            with pytest.raises(ZipRangeError, match=re.escape(text)):
                parse_ranges(f"97, {text}")


@given(outward_letters, numbered(outward_numbers), inward_codes)
def test_postcodes_compare_as_numbers(letters, case, inward):
    """FEE-3: "letters must be the same, the number is compared as a whole"."""
    (first, last), number, is_inside = case
    zone = Zone("zone", f"{letters}{first}-{letters}{last}")
    assert holds(zone, f"{letters}{number} {inward}") == is_inside
    assert holds(Zone("zone", letters), f"{letters}{number} {inward}")
    assert not holds(zone, f"X{letters}{number} {inward}")
    assert not holds(zone, letters)


@st.composite
def spellings(draw):
    """:return: a ZIP, and the same as somebody else types it."""
    blank = st.sampled_from(["", " ", "-", "  "])
    if draw(st.booleans()):
        number = draw(numeric_zips)
        letters = draw(st.sampled_from(["", "AB"]))
        prefix = draw(st.sampled_from(["", "F-", "NO-", "fin-"]))
        cut = draw(st.integers(1, len(number)))
        other = prefix + number[:cut] + draw(blank) + number[cut:]
        zip_code, other = number + letters, other + draw(blank) + letters
    else:
        outward, inward = draw(outward_codes), draw(inward_codes)
        prefix = draw(st.sampled_from(["", "GB-"]))
        zip_code = f"{outward} {inward}"
        other = prefix + outward + draw(blank) + inward
    other = draw(st.sampled_from([str.lower, str.upper]))(other)
    around = st.sampled_from(["", " ", "\t"])
    return zip_code, draw(around) + other + draw(around)


@given(spellings(), zip_ranges)
def test_spellings_of_a_zip_are_the_same_place(case, other):
    """FEE-3: blanks, hyphens, small letters, the country before it change nothing."""
    zip_code, spelt = case
    beginning = zip_code.split()[0].removesuffix("AB")
    assert holds(Zone("zone", beginning), zip_code)
    for zone in (Zone("zone", beginning), Zone("zone", other)):
        assert holds(zone, spelt) == holds(zone, zip_code)


@given(
    st.lists(zip_ranges, min_size=1, max_size=4),
    st.sampled_from([",", ";", "\n", " ,\r\n ", ",,"]),
    st.sampled_from([str.lower, str.upper]),
    zips,
)
def test_a_zone_is_all_of_its_ranges(ranges, separator, case, zip_code):
    """FEE-3: a zone holds what one of its ranges holds, however they are written."""
    text = separator.join(case(one).replace("-", " - ") for one in ranges)
    assert parse_ranges(text) == parse_ranges(", ".join(ranges))
    assert holds(Zone("zone", text), zip_code) == any(
        holds(Zone("zone", one), zip_code) for one in ranges
    )


@given(zone_values, zips, states.filter(bool))
def test_states_are_held_beside_the_ranges(values, zip_code, state):
    """FEE-3: a state is in or out; a zone of neither states nor ranges is all."""
    zone = Zone.from_json(values)
    by_zip = (
        holds(Zone("zone", zone.zip_ranges), zip_code) if zone.zip_ranges else False
    )
    is_all = not zone.zip_ranges and not zone.states
    assert holds(zone, zip_code, state) == (state in zone.states or by_zip or is_all)
    assert holds(zone, zip_code) == (by_zip or is_all)


def test_frozen_zones_hold_the_same():
    """FEE-3: a zone that was frozen with a fee holds the ZIPs that it held."""
    for random in randoms():
        first, last = sorted(random.choices(range(100), k=2))
        zone = Zone(
            "Îles",
            random.choice(["", f"{first:02}-{last:02}", f"KW{first}-KW{last}, HS"]),
            tuple(random.sample(["PM", "GC", "TF"], random.randint(0, 2))),
        )
        again = Zone.from_json(json.loads(json.dumps(zone.to_json())))
        assert again == zone
        number = random.randrange(100)
        for zip_code in (f"{number:02}100", f"kw{number} 1aa", "HS1 2XX"):
            state = random.choice(["", "PM", "MD"])
            assert holds(again, zip_code, state) == holds(zone, zip_code, state)
