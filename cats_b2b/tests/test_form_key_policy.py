from odoo.tests import BaseCase

from ..policies.form_key import MAX_MARKS, add_mark, get_mark


class TestFormKeyPolicy(BaseCase):
    """ORD-2, ORD-4: a double click counts once, another content another time."""

    def test_marks(self):
        """ORD-4: key and content together tell forms apart."""
        mark = get_mark("key", 7, [("1", 2.0)])
        self.assertEqual(mark, get_mark("key", 7, [("1", 2.0)]))
        others = {
            get_mark("other", 7, [("1", 2.0)]),
            get_mark("key", 8, [("1", 2.0)]),
            get_mark("key", 7, [("1", 3.0)]),
        }
        self.assertEqual(len({mark, *others}), 4)
        self.assertIsNone(get_mark("", 7))

    def test_last(self):
        """ORD-4: the last ones are kept, whoever comes in between."""
        marks = None
        for number in range(MAX_MARKS + 5):
            marks = add_mark(marks, number)
        self.assertEqual(marks, list(range(5, MAX_MARKS + 5)))
