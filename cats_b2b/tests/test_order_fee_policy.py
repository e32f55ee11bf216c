from odoo.tests import BaseCase, tagged

from ..policies.because import codes, freeze
from ..policies.order_fee import (
    BulkyFacts,
    RemoteFacts,
    SmallOrderFacts,
    decide_again,
    decide_bulky_surcharge,
    decide_remote_cost,
    decide_small_order_fee,
)


def _facts(base, **facts):
    return SmallOrderFacts(
        **{
            "base": base,
            "has_goods": True,
            "threshold": 100.0,
            "fee": 10.0,
            "rounding": 0.01,
            "currency": "EUR",
            **facts,
        }
    )


@tagged("post_install", "-at_install")
class TestOrderFeePolicy(BaseCase):
    def test_decision_table(self):
        """FEE-1: orders under EUR 100 bear the fee; EUR 100.00 exactly bears none."""
        table = [
            # case, facts, amount, missing, because
            ("exactly", _facts(100.0), 0.0, 0.0, ("reached",)),
            ("a cent below", _facts(99.99), 10.0, 0.01, ("below",)),
            ("rounds up to it", _facts(99.996), 0.0, 0.0, ("reached",)),
            ("above", _facts(250.0), 0.0, 0.0, ("reached",)),
            ("far below", _facts(87.6), 10.0, 12.4, ("below",)),
            ("free goods", _facts(0.0), 10.0, 100.0, ("below",)),
            ("nothing", _facts(0.0, has_goods=False), 0.0, 0.0, ("no_goods",)),
            ("return", _facts(-20.0), 0.0, 0.0, ("no_goods",)),
            ("waived", _facts(50.0, waived="order"), 0.0, 50.0, ("below", "waived")),
            ("needless waiver", _facts(100.0, waived="order"), 0.0, 0.0, ("reached",)),
            ("no threshold", _facts(0.01, threshold=0.0), 0.0, 0.0, ("reached",)),
            ("no fee set", _facts(50.0, fee=0.0), 0.0, 50.0, ("below", "free")),
            (
                "yen",
                _facts(9999.6, threshold=10000, rounding=1.0),
                0.0,
                0.0,
                ("reached",),
            ),
        ]
        for case, facts, amount, missing, because in table:
            with self.subTest(case):
                decision = decide_small_order_fee(facts)
                self.assertEqual(decision.amount, amount)
                self.assertEqual(decision.due, amount > 0)
                self.assertEqual(decision.missing, missing)
                self.assertEqual(codes(decision), because)

    def test_frozen_facts_decide_again(self):
        """FEE-1: months later the frozen facts give the same outcome."""
        facts = _facts(87.6)
        decision = decide_small_order_fee(facts)
        frozen = freeze(decision, facts.to_json())
        again = decide_again("small_order", frozen["facts"])
        self.assertEqual(again, decision)
        self.assertEqual(frozen["outcome"], {"due": True, "amount": 10.0})

    def test_bulky_table(self):
        """FEE-2: one surcharge per order that contains any bulky goods."""
        terms = {"fee": 45.0, "rounding": 0.01, "currency": "EUR"}
        table = [
            ("none", BulkyFacts(articles=[], **terms), 0.0, ("not_bulky",)),
            ("one", BulkyFacts(articles=["Rack"], **terms), 45.0, ("bulky",)),
            ("three", BulkyFacts(articles=["A", "B", "C"], **terms), 45.0, ("bulky",)),
            (
                "waived",
                BulkyFacts(articles=["A"], waived="customer", **terms),
                0.0,
                ("bulky", "waived"),
            ),
            (
                "free",
                BulkyFacts(articles=["A"], **{**terms, "fee": 0.0}),
                0.0,
                ("bulky", "free"),
            ),
        ]
        for case, facts, amount, because in table:
            with self.subTest(case):
                decision = decide_bulky_surcharge(facts)
                self.assertEqual(decision.amount, amount)
                self.assertEqual(codes(decision), because)

    def test_remote_table(self):
        """FEE-3: the first zone that holds the address sets the cost."""
        zones = [
            {"name": "Corsica", "zip_ranges": "20", "states": [], "fee": 40.0},
            {"name": "South", "zip_ranges": "06, 13, 20", "states": [], "fee": 0.0},
        ]
        table = [
            ("first zone", "20000", zones, 40.0, ("remote",)),
            ("common cost", "06000", zones, 25.0, ("remote",)),
            ("no zone", "75001", zones, 0.0, ("not_remote",)),
            ("no zones", "20000", [], 0.0, ("not_remote",)),
        ]
        for case, zip_code, candidates, amount, because in table:
            with self.subTest(case):
                decision = decide_remote_cost(
                    RemoteFacts(
                        zip=zip_code,
                        state="",
                        zones=candidates,
                        fee=25.0,
                        rounding=0.01,
                        currency="EUR",
                    )
                )
                self.assertEqual(decision.amount, amount)
                self.assertEqual(codes(decision), because)
