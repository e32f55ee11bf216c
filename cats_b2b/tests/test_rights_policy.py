from odoo.tests import BaseCase, tagged

from ..policies import rights
from ..policies.because import codes

BUYER = frozenset({"see_prices", "place_orders", "see_own_orders", "quotes"})


@tagged("post_install", "-at_install")
class TestRightsPolicy(BaseCase):
    def test_expand(self):
        """USR-3: the wider right brings the narrower one; who manages users, all."""
        cases = [
            ("nothing", (), ()),
            ("a switch", {"see_invoices"}, {"see_invoices"}),
            (
                "the company's orders are one's own, too",
                {"see_company_orders"},
                {"see_company_orders", "see_own_orders"},
            ),
            ("quotes", {"company_quotes"}, {"company_quotes", "quotes"}),
            ("returns", {"company_returns"}, {"company_returns", "returns"}),
            ("own orders alone", {"see_own_orders"}, {"see_own_orders"}),
            ("principal", {"principal"}, rights.RIGHTS),
            ("no right at all", {"fly"}, ()),
        ]
        for label, given, expected in cases:
            with self.subTest(label):
                self.assertEqual(rights.expand(given), frozenset(expected))

    def test_compact(self):
        """USR-3: the fewest codes come to the same rights."""
        cases = [
            ("all", rights.RIGHTS, {"principal"}),
            ("both orders", {"see_own_orders", "see_company_orders"}, None),
            ("one of them", {"see_own_orders"}, {"see_own_orders"}),
            ("no right at all", {"fly"}, ()),
        ]
        for label, given, expected in cases:
            with self.subTest(label):
                compact = rights.compact(given)
                wanted = {"see_company_orders"} if expected is None else expected
                self.assertEqual(compact, frozenset(wanted))
                self.assertEqual(rights.expand(compact), rights.expand(given))

    def test_scope(self):
        """USR-3: "see orders (own / whole company)", so quotes and returns."""
        cases = [
            ("orders", (), "none"),
            ("orders", {"see_own_orders"}, "own"),
            ("orders", {"see_company_orders"}, "company"),
            ("quotes", {"see_company_orders"}, "none"),
            ("quotes", {"quotes"}, "own"),
            ("quotes", {"company_quotes"}, "company"),
            ("returns", {"returns"}, "own"),
            ("returns", {"principal"}, "company"),
            ("invoices", {"see_company_orders"}, "none"),
            ("invoices", {"see_invoices"}, "company"),
        ]
        for documents, given, expected in cases:
            with self.subTest(documents=documents, given=given):
                scope = rights.decide_scope(rights.expand(given), documents)
                self.assertEqual(scope, expected)

    def test_reasons(self):
        """USR-3: each right is told with its reason, and whether it deviates."""
        cases = [
            ("by the role", BUYER, BUYER, "see_prices", True, False, "role"),
            (
                "beyond it",
                BUYER,
                BUYER | {"addresses"},
                "addresses",
                True,
                True,
                "added",
            ),
            ("taken", BUYER, BUYER - {"quotes"}, "quotes", False, True, "removed"),
            ("never given", BUYER, BUYER, "see_invoices", False, False, "lacking"),
            (
                "brought along",
                (),
                {"see_company_orders"},
                "see_own_orders",
                True,
                True,
                "wider",
            ),
            ("principal", BUYER, {"principal"}, "returns", True, True, "principal"),
            ("without a role", None, {"returns"}, "returns", True, False, "added"),
            ("nor a right", None, {"returns"}, "quotes", False, False, "lacking"),
        ]
        for label, role, given, right, granted, deviates, reason in cases:
            with self.subTest(label):
                decisions = rights.decide_rights(role, given)
                self.assertEqual([one.right for one in decisions], list(rights.RIGHTS))
                (decision,) = (one for one in decisions if one.right == right)
                self.assertEqual(decision.granted, granted)
                self.assertEqual(decision.deviates, deviates)
                self.assertEqual(codes(decision), (reason,))

    def test_reason_wider(self):
        """USR-3: the right that brings another one is named."""
        decisions = rights.decide_rights((), {"company_quotes"})
        (decision,) = (one for one in decisions if one.right == "quotes")
        self.assertEqual(decision.because[0].facts, {"right": "company_quotes"})

    def test_summary(self):
        """USR-1: one cell per column; what differs from the role is marked."""
        cells = rights.summarise(BUYER, (BUYER - {"see_prices"}) | {"company_quotes"})
        self.assertEqual([cell.column for cell in cells], list(rights.COLUMNS))
        shown = {cell.column: (cell.level, cell.deviates) for cell in cells}
        self.assertEqual(
            shown,
            {
                "see_prices": ("none", True),
                "place_orders": ("yes", False),
                "orders": ("own", False),
                "quotes": ("company", True),
                "see_invoices": ("none", False),
                "templates": ("none", False),
                "returns": ("none", False),
                "addresses": ("none", False),
                "principal": ("none", False),
            },
        )
        without = rights.summarise(None, BUYER)
        self.assertFalse([cell for cell in without if cell.deviates])

    def test_deviate(self):
        """USR-3: "a user may deviate from his role", also once the role changes."""
        cases = [
            ("no deviation", {"quotes"}, {"returns"}, {"quotes"}, {"returns"}),
            (
                "an added right stays",
                {"quotes"},
                {"returns"},
                {"quotes", "addresses"},
                {"returns", "addresses"},
            ),
            (
                "a taken right stays taken",
                {"quotes", "returns"},
                {"quotes", "returns", "addresses"},
                {"returns"},
                {"returns", "addresses"},
            ),
            (
                "less of a scope stays less",
                {"see_company_orders"},
                {"see_company_orders", "quotes"},
                {"see_own_orders"},
                {"see_own_orders", "quotes"},
            ),
            (
                "no trace of what a principal had by his role",
                {"principal"},
                {"see_invoices"},
                {"principal"},
                {"see_invoices"},
            ),
            ("to principal", {"quotes"}, {"principal"}, {"quotes"}, {"principal"}),
            (
                "roles may spell rights out",
                {"see_own_orders", "see_company_orders"},
                {"see_own_orders"},
                {"see_company_orders"},
                {"see_own_orders"},
            ),
        ]
        for label, old, new, given, expected in cases:
            with self.subTest(label):
                self.assertEqual(rights.deviate(old, new, given), frozenset(expected))

    def test_choose(self):
        """USR-3: a form's choices are rights; anything else on it is none."""
        cases = [
            ("nothing", {}, (), ()),
            ("own", {"orders": "own"}, (), {"see_own_orders"}),
            ("all", {"orders": "company"}, (), {"see_company_orders"}),
            ("none", {"orders": "none"}, (), ()),
            ("nonsense", {"orders": "world", "sky": "own"}, {"fly"}, ()),
            ("a scope is no switch", {}, {"see_company_orders"}, ()),
            ("only invoices", {}, {"see_invoices"}, {"see_invoices"}),
            ("only placing orders", {}, {"place_orders"}, {"place_orders"}),
            (
                "principal",
                {"orders": "own"},
                {"principal", "see_prices"},
                {"principal"},
            ),
        ]
        for label, scopes, switches, expected in cases:
            with self.subTest(label):
                self.assertEqual(rights.choose(scopes, switches), frozenset(expected))
