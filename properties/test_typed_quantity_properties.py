from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.typed_quantity import (
    MAX_QUANTITY,
    SIGNS,
    find_thousands,
    is_quantity,
    parse_quantity,
    write_quantity,
)

signs = st.sampled_from([",", ".", "'", "\u00a0", "\u202f", "", SIGNS])
decimals = st.sampled_from(SIGNS)
quantities = st.builds(
    lambda units, places: units / 10**places,
    st.integers(1, MAX_QUANTITY),
    st.integers(0, 6),
)


@given(quantities, decimals, signs)
def test_what_is_written_is_read_by_everybody(quantity, decimal, thousands):
    """ORD-4: a file that is handed back says the same when it is handed in again."""
    text = write_quantity(quantity, decimal)
    assert parse_quantity(text, thousands) == quantity


@given(st.lists(quantities), decimals, signs)
def test_a_column_that_is_written_is_read_alike(column, decimal, default):
    """ORD-4: nor does the rest of the column change what a quantity is."""
    texts = [write_quantity(quantity, decimal) for quantity in column]
    thousands = find_thousands(texts, default)
    assert [parse_quantity(text, thousands) for text in texts] == column


@given(st.text(alphabet="0123456789.,' +-epcsx\u00a0\u202f") | st.text(), signs)
def test_what_is_typed_is_a_quantity_or_none(text, thousands):
    """ORD-4: nobody orders what no cart takes, whatever he types."""
    quantity = parse_quantity(text, thousands)
    assert quantity is None or is_quantity(quantity)
