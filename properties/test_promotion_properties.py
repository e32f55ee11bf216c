from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.promotion import clean_code

# Blanks and line ends of all kinds, and what shows nothing: the marks of width and
# joining, of the writing direction (spreadsheets and file dialogues put them around a
# copied text), the soft hyphen, the byte order mark.
BLANKS = "".join(filter(str.isspace, map(chr, range(0x10000))))
INVISIBLE = "\xad\ufeff" + "".join(
    chr(point)
    for first, last in [(0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F)]
    for point in range(first, last + 1)
)
STRAY = BLANKS + INVISIBLE
strays = st.text(STRAY, max_size=4)
# Capitals, digits and blanks inside; as it was typed, or copied from anywhere.
codes = st.text("aZ9-_é" + STRAY, max_size=12) | st.text(max_size=12)


@given(strays, codes, strays)
def test_what_stands_around_a_code_is_dropped(before, code, after):
    """ORD-9: "take care not to copy a blank before or after it"."""
    assert clean_code(before + code + after) == code.strip(STRAY)


@given(strays, codes, strays)
def test_the_code_itself_is_not_touched(before, code, after):
    """ORD-9: capitals matter, and so does what stands between two characters."""
    core = f"A{code}z"
    assert clean_code(before + core + after) == core


@given(codes)
def test_cleaning_twice_changes_nothing(code):
    """ORD-9: a clean code stays what it is."""
    assert clean_code(clean_code(code)) == clean_code(code)


def test_no_code_is_an_empty_one():
    """ORD-9: nothing typed is no code."""
    assert clean_code(None) == clean_code("") == clean_code(STRAY) == ""
