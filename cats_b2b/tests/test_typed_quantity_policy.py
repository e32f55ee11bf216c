from odoo.tests import BaseCase

from ..policies.typed_quantity import (
    find_thousands,
    is_ambiguous,
    parse_quantity,
    write_quantity,
)

# What groups thousands in English, Dutch and German, French, Swiss German.
LANGUAGES = (",", ".", "\u202f", "'")


class TestTypedQuantityPolicy(BaseCase):
    """ORD-2, ORD-4: a quantity means the same wherever it is typed or read."""

    def test_language(self):
        """ORD-4: what can be read in two ways is read as the reader's language does."""
        cases = (
            ("1,250", (1250.0, 1.25, 1.25, 1.25)),
            ("1.250", (1.25, 1250.0, 1.25, 1.25)),
            ("2,500", (2500.0, 2.5, 2.5, 2.5)),
        )
        for text, quantities in cases:
            self.assertTrue(is_ambiguous(text))
            for sign, quantity in zip(LANGUAGES, quantities, strict=True):
                with self.subTest(text, sign=sign):
                    self.assertEqual(parse_quantity(text, sign), quantity)
            self.assertEqual(parse_quantity(text), float(text.replace(",", ".")) * 1000)

    def test_all_languages(self):
        """ORD-2: most quantities, and all that are none, leave no doubt."""
        cases = (
            ("12", 12.0),
            (" 12 ", 12.0),
            ("+12", 12.0),
            ("1.5", 1.5),
            ("1,5", 1.5),
            ("0,125", 0.125),
            ("0.125", 0.125),
            ("0,500", 0.5),
            ("1,1250", 1.125),
            ("1250.125", 1250.125),
            ("1 250,5", 1250.5),
            ("1\u00a0250,5", 1250.5),
            ("1\u202f250.5", 1250.5),
            ("1'250", 1250.0),
            ("1\u2019250.5", 1250.5),
            ("1,250.5", 1250.5),
            ("1.250,75", 1250.75),
            ("1,000,000", 1000000.0),
            ("1.000.000", 1000000.0),
            (".5", 0.5),
            ("5.", 5.0),
            ("10 pcs", 10.0),
            ("4x", 4.0),
            ("5 Stück", 5.0),
            ("0", None),
            ("0.0", None),
            ("-1", None),
            ("", None),
            (None, None),
            ("ten", None),
            ("1e3", None),
            ("nan", None),
            ("inf", None),
            ("1 2", None),
            ("0 125", None),
            ("1,2,3", None),
            ("1.2,3.4", None),
            ("0,125,000", None),
            ("٣", None),
            ("1" * 400, None),
            ("1000001", None),
        )
        for text, quantity in cases:
            self.assertFalse(is_ambiguous(text), text)
            for sign in LANGUAGES:
                with self.subTest(text, sign=sign):
                    self.assertEqual(parse_quantity(text, sign), quantity)

    def test_column(self):
        """ORD-4: the rest of the column tells what a comma is, else the language."""
        cases = (
            (["1,000", "2,5"], "."),
            (["1,000", "0,500"], "."),
            (["1.250,00"], "."),
            (["1.000.000", "many"], "."),
            (["1 250,5"], "."),
            (["1.000", "2.5"], ","),
            (["1,000", "3", "", "5."], "default"),
            ([], "default"),
        )
        for texts, sign in cases:
            with self.subTest(texts):
                self.assertEqual(find_thousands(texts, "default"), sign)

    def test_written(self):
        """ORD-4: what we write is read in one way only, in each language."""
        cases = ((4.0, "4"), (2.5, "2.5"), (1.125, "1.1250"), (1000.125, "1000.125"))
        for quantity, text in cases:
            self.assertEqual(write_quantity(quantity), text)
            for decimal in ",.":
                text = write_quantity(quantity, decimal)
                for sign in LANGUAGES:
                    self.assertEqual(parse_quantity(text, sign), quantity)
