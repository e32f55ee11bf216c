import re

from odoo.tests import BaseCase, tagged

from ..policies.search import build_typo_pattern, find_meant, forgives_typos


@tagged("post_install", "-at_install")
class TestSearchPolicy(BaseCase):
    """CAT-1: what was meant by a term with a typo."""

    def assertTolerates(self, typed, text):
        self.assertTrue(re.search(build_typo_pattern(typed), text.lower()), typed)

    def assertRefuses(self, typed, text):
        pattern = build_typo_pattern(typed)
        self.assertFalse(pattern and re.search(pattern, text.lower()), typed)

    def test_one_typo(self):
        """CAT-1: a letter too many, too few, wrong, or changed with its neighbour."""
        for typed in (
            "MW-LRRS-350-24",
            "MW-LRS-35-24",
            "MW-LRS-350-26",
            "XW-LRS-350-24",
            "WM-LRS-350-24",
            "MW-LRS-350-42",
            "W-LRS-350-24",
            "MW-LRS-350-244",
            "MW-LRS350-24",
        ):
            self.assertTolerates(typed, "Supply MW-LRS-350-24 of Meanwell")

    def test_two_typos(self):
        """CAT-1: two typos are too many."""
        for typed in ("MW-LSR-350-42", "M-LRS-350-4", "XW-LRS-350-2X"):
            self.assertRefuses(typed, "Supply MW-LRS-350-24 of Meanwell")

    def test_every_place(self):
        """CAT-1: wherever in a barcode the typo is."""
        barcode = "5412345000013"
        for at in range(len(barcode)):
            self.assertTolerates(barcode[:at] + "x" + barcode[at + 1 :], barcode)
            self.assertTolerates(barcode[:at] + barcode[at + 1 :], barcode)
            self.assertTolerates(barcode[:at] + "x" + barcode[at:], barcode)

    def test_short(self):
        """CAT-1: three letters have to be right; four are like whole words only."""
        self.assertEqual(build_typo_pattern("fri"), "")
        self.assertTolerates("firr", "Fir driver")
        self.assertRefuses("firs", "firmware")
        self.assertTolerates("aldder", "alderman")

    def test_long(self):
        """CAT-1: nobody types twenty letters at once; what was pasted is right."""
        self.assertTolerates("x" * 20, "x" * 19)
        self.assertEqual(build_typo_pattern("x" * 21), "")

    def test_many_terms(self):
        """CAT-1: nor more than five words: a long search is taken as it is."""
        self.assertTrue(forgives_typos(" power  supply 24 V zynatx "))
        self.assertFalse(forgives_typos("power supply 24 V zynatx driver"))

    def test_harmless(self):
        """CAT-1: signs that mean something in patterns are signs like others."""
        self.assertTolerates("a.*(b", "a.*(bc")
        self.assertRefuses("a.*(b", "axyz")
        self.assertTolerates("[[[[", "[[[")

    def test_foreign_letters(self):
        """CAT-1: a letter that databases write in different ways fits any."""
        self.assertTolerates("strøm", "strom")
        self.assertTolerates("strømm", "strom")

    def test_meant(self):
        """CAT-1: the page says what it took the typed word for."""
        texts = ["Birch 24 V", "Power supply Alder AL-15-5", "Arborel"]
        self.assertEqual(find_meant("Aldre", texts), "alder")
        self.assertEqual(find_meant("AL-15-6", texts), "al-15-5")
        self.assertEqual(find_meant("Arboerl", texts), "arborel")
        self.assertEqual(find_meant("POWER", texts), "power")
        self.assertEqual(find_meant("cypress", texts), "cypress")
