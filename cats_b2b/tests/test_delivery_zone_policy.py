from odoo.tests import BaseCase, tagged

from ..policies.delivery_zone import ZipRangeError, Zone, holds, parse_ranges


@tagged("post_install", "-at_install")
class TestDeliveryZonePolicy(BaseCase):
    def test_decision_table(self):
        """FEE-3: islands and remote ZIP ranges, as each country writes them."""
        table = [
            # case, ranges, ZIP, expected
            ("Ajaccio", "20", "20000", True),
            ("with the country", "20", "F-20000", True),
            ("with the country and a blank", "20", "FR 20000", True),
            ("with the country, spaced out", "20", "F - 20 000", True),
            ("Nice", "20", "06000", False),
            ("first of a range", "1791-1797", "1791 AB", True),
            ("last of a range", "1791-1797", "1797ZZ", True),
            ("after a range", "1791-1797", "1798 AA", False),
            ("beginnings", "07-09", "09123", True),
            ("leading zero", "07-09", "70900", False),
            ("hyphen in the ZIP", "9000-9999", "9000-123", True),
            ("prefixed by hand", "9170-9179", "NO-9170", True),
            ("outward code", "KW15-KW17", "KW15 1AA", True),
            ("not the same letters", "KW15-KW17", "K15 1AA", False),
            ("another number", "KW15-KW17", "KW1 5AA", False),
            ("without a blank", "KW15-KW17", "kw151aa", True),
            ("another one without", "KW15-KW17", "KW15AA", False),
            ("with a hyphen", "KW15-KW17", "KW15-1AA", True),
            ("with hyphen and country", "KW15-KW17", "GB-KW15 1AA", True),
            ("endless", "KW15-KW17", "KW" + "1" * 5000, False),
            ("letters alone", "HS", "HS1 2XX", True),
            ("two digits are not one", "PA20-PA78", "PA5 0AA", False),
            ("asterisk", "97*", "97122", True),
            ("several", "07; 35,38\n51", "38001", True),
            ("no ZIP", "20", "", False),
            ("too short", "20000", "200", False),
            ("whole country", "", "1000", True),
        ]
        for case, ranges, zip_code, expected in table:
            with self.subTest(case):
                self.assertEqual(holds(Zone("zone", ranges), zip_code), expected)

    def test_states(self):
        """FEE-3: a zone holds its states, beside its ranges."""
        zone = Zone("Islands", "35", ("PM",))
        self.assertTrue(holds(zone, "07001", "PM"))
        self.assertTrue(holds(zone, "35001", "GC"))
        self.assertFalse(holds(zone, "28001", "M"))
        self.assertFalse(holds(Zone("Islands", "", ("PM",)), "28001", ""))

    def test_unreadable(self):
        """FEE-3: what cannot be read is named."""
        table = ["20-", "-20", "20-19", "200-2000", "A1-B2", "2O0O0-", "*", "a-b"]
        for text in [*table, "97-٩٨", "KW" + "1" * 5000]:
            with self.subTest(text), self.assertRaises(ZipRangeError) as caught:
                parse_ranges(f"97, {text}")
            self.assertEqual(caught.exception.args[0], text.upper())
