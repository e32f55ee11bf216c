from odoo.tests import BaseCase, tagged

from ..policies.rights import RIGHTS, expand
from ..policies.rights_table import choose, find_stuck


@tagged("post_install", "-at_install")
class TestRightsTablePolicy(BaseCase):
    def test_choose(self):
        """USR-3: what is ticked holds; what was given stays given where it can."""
        everything = set(RIGHTS)
        cases = [
            ("nothing", (), (), ()),
            ("one more", {"quotes"}, {"quotes", "returns"}, {"quotes", "returns"}),
            ("one less", {"quotes", "returns"}, {"returns"}, {"returns"}),
            (
                "the wider one alone",
                (),
                {"see_own_orders", "see_company_orders"},
                {"see_company_orders"},
            ),
            (
                "both were given",
                {"see_own_orders", "see_company_orders"},
                {"see_own_orders", "see_company_orders"},
                {"see_own_orders", "see_company_orders"},
            ),
            (
                "back to the narrower one",
                {"company_quotes"},
                {"quotes"},
                {"quotes"},
            ),
            ("made principal", {"quotes"}, everything, {"quotes", "principal"}),
            (
                "principal no longer",
                {"principal"},
                everything - {"principal"},
                {
                    "see_prices",
                    "place_orders",
                    "see_company_orders",
                    "company_quotes",
                    "see_invoices",
                    "templates",
                    "company_returns",
                    "addresses",
                },
            ),
        ]
        for label, given, wanted, chosen in cases:
            with self.subTest(label):
                self.assertEqual(choose(given, wanted), set(chosen))
                self.assertEqual(expand(choose(given, wanted)), set(wanted))

    def test_stuck(self):
        """USR-3: a right that another one brings cannot be taken alone."""
        self.assertEqual(find_stuck({"quotes"}), {})
        self.assertEqual(
            find_stuck({"see_company_orders"}),
            {"see_own_orders": "see_company_orders"},
        )
        self.assertEqual(
            find_stuck(set(RIGHTS) - {"see_prices"}), {"see_prices": "principal"}
        )
