from fractions import Fraction

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.quantity import (
    LineUnit,
    QuantityRule,
    check_total,
    decide_quantity,
    first_and_step,
)

PACK_OF_6 = LineUnit(factor=6.0, step=1.0)


@tagged("post_install", "-at_install")
class TestQuantityPolicy(BaseCase):
    def assertDecision(self, expected, because, requested, rule, **facts):
        decision = decide_quantity(requested, rule, **facts)
        self.assertEqual(decision.allowed, expected)
        self.assertEqual(codes(decision), because)

    def test_decision_table(self):
        """ORD-5: minimum, multiple and stock cap are one decision."""
        rule = QuantityRule
        table = [
            # case, requested, rule, facts, allowed, because
            ("no rule", 7, rule(), {}, 7, ()),
            ("at the minimum", 10, rule(10), {}, 10, ()),
            ("below the minimum", 3, rule(10), {}, 10, ("minimum",)),
            ("above the minimum", 11, rule(10), {}, 11, ()),
            ("on a multiple", 12, rule(0, 6), {}, 12, ()),
            ("between multiples", 7, rule(0, 6), {}, 12, ("multiple",)),
            ("minimum no multiple", 1, rule(10, 6), {}, 12, ("minimum", "multiple")),
            ("removal", 0, rule(10, 6), {}, 0, ()),
            ("return", -4, rule(10, 6), {}, 0, ()),
            (
                "7 in sixes, 7 free",
                7,
                rule(0, 6),
                {"available": 7},
                6,
                ("multiple", "stock"),
            ),
            ("6 in sixes, 7 free", 6, rule(0, 6), {"available": 7}, 6, ()),
            (
                "stock below minimum",
                3,
                rule(10),
                {"available": 7},
                0,
                ("minimum", "stock_short"),
            ),
            (
                "stock below multiple",
                1,
                rule(0, 6),
                {"available": 5},
                0,
                ("multiple", "stock_short"),
            ),
            ("no stock", 1, rule(2), {"available": 0}, 0, ("minimum", "stock_short")),
            ("stock exact", 10, rule(10, 5), {"available": 10}, 10, ()),
            ("others help", 3, rule(10), {"held": 8}, 3, ()),
            ("others make a multiple", 1, rule(0, 6), {"held": 4}, 2, ("multiple",)),
            (
                "others eat the stock",
                5,
                rule(0, 1),
                {"held": 8, "available": 10},
                2,
                ("stock",),
            ),
            ("pack counts six", 1, rule(4), {"unit": PACK_OF_6}, 1, ()),
            (
                "packs meet a multiple",
                1,
                rule(0, 4),
                {"unit": PACK_OF_6},
                2,
                ("multiple",),
            ),
            (
                "packs never fit",
                1,
                rule(0, 6),
                {"unit": PACK_OF_6, "held": 3},
                1,
                ("unit",),
            ),
            (
                "packs and stock",
                3,
                rule(6),
                {"unit": PACK_OF_6, "available": 13},
                2,
                ("stock",),
            ),
            ("metres", 1.1, rule(0.5, 0.5), {}, 1.5, ("multiple",)),
            (
                "units of a pack",
                1,
                rule(0, 1),
                {"unit": LineUnit(factor=1 / 6, step=1.0)},
                6,
                ("multiple",),
            ),
            (
                "grams of a kilogram",
                5,
                rule(1),
                {"unit": LineUnit(factor=0.001, step=1.0)},
                1000,
                ("minimum",),
            ),
            (
                "never fits, and stock is short",
                100,
                rule(0, 6),
                {"unit": PACK_OF_6, "held": 3, "available": 10},
                1,
                ("unit",),
            ),
            (
                "a multiple, others and stock",
                9,
                rule(0, 6),
                {"held": 4, "available": 13},
                8,
                ("multiple", "stock"),
            ),
            ("binary noise", 0.3, rule(0.1, 0.1), {}, 0.3, ()),
        ]
        for case, requested, quantity_rule, facts, allowed, because in table:
            with self.subTest(case):
                self.assertDecision(allowed, because, requested, quantity_rule, **facts)

    def test_decision_is_allowed_and_nearest(self):
        """ORD-5: the quantity is the lowest allowed one that covers what is asked.

        Compared with a search over every quantity, in exact fractions.
        """
        for minimum in (0, 2, 5, 12):
            for multiple in (0, 1, 4, 6):
                for held in (0, 3, 8):
                    for requested in (1, 5, 13):
                        self._compare_with_search(minimum, multiple, held, requested)

    def _compare_with_search(self, minimum, multiple, held, requested):
        def fits(quantity):
            total = Fraction(held + quantity)
            return total >= minimum and (not multiple or total % multiple == 0)

        rule = QuantityRule(minimum, multiple)
        decision = decide_quantity(
            requested, rule, unit=LineUnit(step=1.0), held=float(held)
        )
        expected = next(number for number in range(requested, 100) if fits(number))
        self.assertEqual(decision.allowed, expected)
        self.assertEqual(bool(decision.because), expected != requested)

    def test_deciding_twice_changes_nothing(self):
        """ORD-5: an allowed quantity stays what it is."""
        rule = QuantityRule(10, 6)
        for available in (None, 40, 13):
            first = decide_quantity(7, rule, available=available)
            again = decide_quantity(first.allowed, rule, available=available)
            self.assertEqual(again.allowed, first.allowed)
            self.assertFalse(again.because)

    def test_check_total(self):
        """ORD-5: what an order holds of a product is judged as a whole."""
        table = [
            ("fine", 12, ()),
            ("below", 6, ("minimum",)),
            ("between", 13, ("multiple",)),
            ("both", 7, ("minimum", "multiple")),
            ("nothing", 0, ()),
            ("return", -6, ()),
        ]
        for case, total, expected in table:
            with self.subTest(case):
                reasons = check_total(total, QuantityRule(10, 6))
                self.assertEqual(tuple(reason.code for reason in reasons), expected)

    def test_quantity_box(self):
        """ORD-5: the box starts at the minimum and steps by the multiple."""
        table = [
            ("minimum", QuantityRule(10), None, (10, 1)),
            ("multiple", QuantityRule(0, 6), None, (6, 6)),
            ("both", QuantityRule(10, 6), None, (12, 6)),
            ("packs", QuantityRule(10, 4), PACK_OF_6, (2, 2)),
        ]
        for case, rule, unit, expected in table:
            with self.subTest(case):
                self.assertEqual(first_and_step(rule, unit), expected)
        self.assertEqual(first_and_step(QuantityRule(10), held=8.0), (2, 1))
