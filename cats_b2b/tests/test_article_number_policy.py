from odoo.tests import BaseCase

from ..policies import article_number


class TestArticleNumberPolicy(BaseCase):
    def test_key(self):
        """ORD-4: numbers are compared without case and blanks around; zeros count."""
        cases = [
            ("as kept", "AL-30-24", "al-30-24"),
            ("in lower case", "al-30-24", "al-30-24"),
            ("blanks around", " \tAL-30-24 \n", "al-30-24"),
            ("a hard blank", "\u00a0AL-30-24\u00a0", "al-30-24"),
            ("blanks inside fold", "PS  24 V", "ps 24 v"),
            ("signs that nobody sees", "AL\u200b-30\x00-24\ufeff", "al-30-24"),
            ("zeros belong to it", "00123", "00123"),
            ("nothing", "", ""),
            ("no text", None, ""),
            ("a number", 4711, "4711"),
            ("as long as it may be", "x" * 64, "x" * 64),
            ("too long", "x" * 65, ""),
        ]
        for case, number, key in cases:
            with self.subTest(case):
                self.assertEqual(article_number.get_key(number), key)

    def test_choose(self):
        """ORD-4: the customer's number wins, then ours, the barcode, the maker's."""
        cases = [
            ("nothing", {}, set()),
            ("kinds without hits", {"customer": set(), "own": set()}, set()),
            ("the customer's wins", {"customer": {1}, "own": {2}}, {1}),
            ("ours before the barcode", {"own": {2}, "barcode": {3}}, {2}),
            ("the barcode before", {"barcode": {3}, "manufacturer": {4}}, {3}),
            ("two of the same kind", {"own": {2, 5}, "barcode": {3}}, {2, 5}),
        ]
        for case, hits, chosen in cases:
            with self.subTest(case):
                self.assertEqual(article_number.choose(hits), chosen)
