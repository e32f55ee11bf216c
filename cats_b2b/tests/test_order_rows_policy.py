import json
from dataclasses import dataclass, replace
from math import ceil, inf, nan

from odoo.tests import BaseCase, tagged

from ..policies.because import Reason, codes
from ..policies.order_rows import (
    ArticleFacts,
    WantedRow,
    clean_row,
    decision_from_json,
    judge,
)

DOZEN = 12
METRE = 9


@dataclass(frozen=True)
class Quantity:
    allowed: float
    because: tuple = ()


def make_article(
    state="sold", minimum=0, multiple=1, stock=None, complete=True, **facts
):
    """An article with a simple quantity rule, sold by the piece and by the dozen."""

    def convert(quantity, uom_id):
        return {0: quantity, DOZEN: quantity * 12}.get(uom_id)

    def decide(quantity, uom_id, held):
        size = convert(1, uom_id)
        total = max(ceil((quantity * size + held) / multiple) * multiple, minimum)
        because = ()
        if total > quantity * size + held:
            because = (Reason("minimum" if total == minimum else "multiple"),)
        if stock is not None and total > stock:
            total, because = stock, (*because, Reason("stock"))
        return Quantity(max((total - held) / size, 0), because)

    return ArticleFacts(
        state=state,
        decide=decide,
        convert=convert,
        is_complete=lambda options: complete or bool(options),
        **{"unit_ids": frozenset({DOZEN}), **facts},
    )


@tagged("post_install", "-at_install")
class TestOrderRowsPolicy(BaseCase):
    def _judge(self, rows, articles, found=None):
        """:return: (outcome, quantity, codes, quantity proposed) of each row."""
        return [
            (
                decision.outcome,
                decision.quantity,
                codes(decision),
                decision.proposal and decision.proposal.quantity,
            )
            for decision in judge(rows, articles, found)
        ]

    def test_single_rows(self):
        """ORD-2: what becomes of one row of an article, and what is proposed."""
        cases = [
            ("good", 3, {}, ("good", 3, (), None)),
            ("minimum", 3, {"minimum": 10}, ("refused", 0, ("minimum",), 10)),
            ("minimum met", 10, {"minimum": 10}, ("good", 10, (), None)),
            ("multiple", 7, {"multiple": 6}, ("refused", 0, ("multiple",), 12)),
            ("held by the cart", 7, {"minimum": 10, "held": 3}, ("good", 7, (), None)),
            ("stock", 7, {"stock": 5}, ("changed", 5, ("stock",), None)),
            ("no stock", 7, {"stock": 0}, ("refused", 0, ("stock",), None)),
            ("gone", 1, {"state": "gone"}, ("refused", 0, ("gone",), None)),
            ("others'", 1, {"state": "not_sold"}, ("refused", 0, ("not_sold",), None)),
            ("no price", 1, {"priced": False}, ("refused", 0, ("price",), None)),
            ("choices", 1, {"complete": False}, ("refused", 0, ("options",), None)),
            ("nothing", 0, {}, ("refused", 0, ("quantity",), None)),
            ("negative", -1, {}, ("refused", 0, ("quantity",), None)),
            ("no number", nan, {}, ("refused", 0, ("quantity",), None)),
            ("endless", inf, {}, ("refused", 0, ("quantity",), None)),
            ("a million", 1_000_000, {}, ("good", 1_000_000, (), None)),
            ("too many", 1_000_001, {}, ("refused", 0, ("quantity",), None)),
        ]
        for label, quantity, facts, expected in cases:
            with self.subTest(label):
                rows = [WantedRow("1", product_id=7, quantity=quantity)]
                self.assertEqual(
                    self._judge(rows, {7: make_article(**facts)}), [expected]
                )

    def test_no_article(self):
        """ORD-4: a number names no article, one, or several."""
        cases = [
            ("none", {}, "unknown", 0),
            ("none found", {"A": ()}, "unknown", 0),
            ("one", {"A": (7,)}, None, 7),
            ("several", {"A": (7, 8)}, "ambiguous", 0),
        ]
        articles = {7: make_article(), 8: make_article()}
        for label, found, code, product_id in cases:
            with self.subTest(label):
                [decision] = judge([WantedRow("1", number="A")], articles, found)
                self.assertEqual(codes(decision), (code,) if code else ())
                self.assertEqual(decision.row.product_id, product_id)

    def test_known_article_beats_its_number(self):
        """ORD-3: an article stays itself when another one takes its number over."""
        row = WantedRow("1", number="A", product_id=7)
        [decision] = judge([row], {7: make_article()}, {"A": (8,)})
        self.assertEqual((decision.row.product_id, decision.outcome), (7, "good"))

    def test_several_of_one_article(self):
        """ORD-4: rows of one article count together, else the first come first."""
        cases = [
            ("meet the minimum", [6, 6], {"minimum": 10}, [("good", 6), ("good", 6)]),
            ("make a multiple", [4, 8], {"multiple": 6}, [("good", 4), ("good", 8)]),
            (
                "stay below",
                [3, 4],
                {"minimum": 10},
                [("refused", 0), ("refused", 0)],
            ),
            ("share stock", [4, 4], {"stock": 6}, [("good", 4), ("changed", 2)]),
            ("exhaust it", [6, 4], {"stock": 6}, [("good", 6), ("refused", 0)]),
        ]
        for label, quantities, facts, expected in cases:
            with self.subTest(label):
                rows = [
                    WantedRow(str(number), product_id=7, quantity=quantity)
                    for number, quantity in enumerate(quantities)
                ]
                judged = self._judge(rows, {7: make_article(**facts)})
                self.assertEqual([row[:2] for row in judged], expected)

    def test_units(self):
        """ORD-5: a dozen counts as twelve; a unit of something else is refused."""
        article = make_article(minimum=20)
        rows = [
            WantedRow("1", product_id=7, quantity=1, uom_id=DOZEN),
            WantedRow("2", product_id=7, quantity=8),
            WantedRow("3", product_id=7, quantity=8, uom_id=METRE),
        ]
        self.assertEqual(
            self._judge(rows, {7: article}),
            [
                ("good", 1, (), None),
                ("good", 8, (), None),
                ("refused", 0, ("packaging",), None),
            ],
        )

    def test_whole_units(self):
        """ORD-5: one and a half of what is sold whole is refused, two proposed."""
        article = make_article()
        article = replace(
            article, decide=lambda quantity, uom_id, held: Quantity(ceil(quantity))
        )
        self.assertEqual(
            self._judge([WantedRow("1", product_id=7, quantity=1.5)], {7: article}),
            [("refused", 0, ("whole",), 2)],
        )

    def test_successors(self):
        """ORD-2: what is not sold any more is replaced by the first one that is."""
        sold = make_article(minimum=5)
        cases = [
            ("sold itself", {7: make_article(successor_id=8), 8: sold}, (), None),
            ("its successor", {7: make_article("gone", successor_id=8), 8: sold}, 8, 5),
            (
                "along the chain",
                {
                    7: make_article("gone", successor_id=9),
                    9: make_article("gone", successor_id=8),
                    8: sold,
                },
                8,
                5,
            ),
            (
                "in a circle",
                {
                    7: make_article("gone", successor_id=9),
                    9: make_article("gone", successor_id=7),
                },
                None,
                None,
            ),
            (
                "not for him",
                {7: make_article("gone", successor_id=8), 8: make_article("not_sold")},
                None,
                None,
            ),
            (
                "with choices",
                {
                    7: make_article("gone", successor_id=8),
                    8: make_article(complete=False),
                },
                8,
                None,
            ),
        ]
        for label, articles, successor, quantity in cases:
            with self.subTest(label):
                row = WantedRow("1", product_id=7, quantity=2, options={"size": 1})
                [decision] = judge([row], articles)
                if successor == ():
                    self.assertEqual(decision.outcome, "good")
                    continue
                code = "replaced" if successor else "gone"
                self.assertEqual(codes(decision), (code,))
                if successor:
                    facts = decision.because[0].facts
                    self.assertEqual(facts, {"product_id": successor})
                proposal = decision.proposal
                self.assertEqual(proposal and proposal.quantity, quantity)
                if quantity:
                    self.assertEqual((proposal.product_id, proposal.options), (8, {}))

    def test_bad_rows_keep_no_good_ones_out(self):
        """ORD-4: each bad line is reported, good lines are kept, all in order."""
        rows = [
            WantedRow("1", number="?"),
            WantedRow("2", product_id=7, quantity=2),
            WantedRow("3", product_id=404),
            WantedRow("4", product_id=7, quantity=-2),
        ]
        judged = judge(rows, {7: make_article()})
        self.assertEqual([one.row.key for one in judged], ["1", "2", "3", "4"])
        self.assertEqual(
            [codes(one) for one in judged], [("unknown",), (), ("gone",), ("quantity",)]
        )

    def test_refused_rows_take_nothing(self):
        """ORD-4: a row that is refused leaves the stock to the next."""
        article = make_article(multiple=4, stock=4)
        rows = [
            WantedRow("1", product_id=7, quantity=3),
            WantedRow("2", product_id=7, quantity=4),
        ]
        judged = self._judge(rows, {7: article})
        self.assertEqual([row[:2] for row in judged], [("refused", 0), ("good", 4)])

    def test_nothing_is_told_of_what_is_not_sold(self):
        """ORD-4: whatever is wrong with the row, an article of others is none."""
        article = make_article("not_sold", complete=False, priced=False)
        for label, values in (
            ("quantity", {"quantity": -1}),
            ("no number", {"quantity": nan}),
            ("unit", {"uom_id": METRE}),
        ):
            with self.subTest(label):
                row = WantedRow("1", product_id=7, **values)
                [decision] = judge([row], {7: article})
                self.assertEqual(codes(decision), ("not_sold",))
                self.assertFalse(decision.sold)

    def test_who_knows_its_name(self):
        """ORD-4: of what is sold, whatever becomes of the row, the name is told."""
        cases = [
            ({}, {}, True),
            ({"quantity": -1}, {}, True),
            ({}, {"complete": False}, True),
            ({}, {"minimum": 10}, True),
            ({}, {"stock": 0}, True),
            ({}, {"state": "gone"}, False),
            ({}, {"state": "gone", "successor_id": 8}, False),
        ]
        for values, facts, sold in cases:
            with self.subTest(values=values, facts=facts):
                articles = {7: make_article(**facts), 8: make_article()}
                [decision] = judge([WantedRow("1", product_id=7, **values)], articles)
                self.assertEqual(decision.sold, sold)

    def test_successor_of_a_bad_quantity(self):
        """ORD-2: of what replaces an article, no quantity is proposed for none."""
        articles = {7: make_article("gone", successor_id=8), 8: make_article()}
        for quantity in (0, -1, nan, inf):
            [decision] = judge([WantedRow("1", "", 7, quantity)], articles)
            self.assertEqual(codes(decision), ("replaced",))
            self.assertIsNone(decision.proposal)

    def test_unit_that_is_not_sold_any_more(self):
        """ORD-5: as much by the article's own unit is proposed, if any is."""
        cases = [
            ("its own", {}, ("refused", 0, ("packaging",), 24)),
            ("minimum", {"minimum": 30}, ("refused", 0, ("packaging",), 30)),
            ("no price", {"priced": False}, ("refused", 0, ("packaging",), None)),
        ]
        for label, facts, expected in cases:
            with self.subTest(label):
                article = make_article(unit_ids=frozenset(), **facts)
                row = WantedRow("1", product_id=7, quantity=2, uom_id=DOZEN)
                self.assertEqual(self._judge([row], {7: article}), [expected])
        successor = {
            7: make_article("gone", successor_id=8),
            8: make_article(unit_ids=frozenset()),
        }
        self.assertEqual(
            self._judge([row], successor), [("refused", 0, ("replaced",), 24)]
        )

    def test_clean_row(self):
        """ORD-4: of what a browser sends, only what can be meant is judged."""
        name = "custom_product_template_attribute_value_id"
        cases = [
            ("quantity", {"quantity": "3"}, {"quantity": 3.0}),
            ("text", {"quantity": "many"}, {"quantity": 0.0}),
            ("no number", {"quantity": nan}, {"quantity": 0.0}),
            ("endless", {"quantity": "1e999"}, {"quantity": 0.0}),
            ("nothing", {"quantity": None}, {"quantity": 0.0}),
            ("list", {"quantity": [1]}, {"quantity": 0.0}),
            ("ids", {"product_id": "7", "uom_id": None}, {"product_id": 7}),
            ("no ids", {"product_id": "x", "uom_id": 1.5}, {}),
            ("beyond", {"product_id": 2**31, "uom_id": -1}, {}),
            (
                "choices",
                {"options": {"no_variant_attribute_value_ids": [3, "4", "x", None]}},
                {"options": {"no_variant_attribute_value_ids": [3, 4]}},
            ),
            (
                "no list",
                {"options": {"no_variant_attribute_value_ids": "34"}},
                {"options": {"no_variant_attribute_value_ids": []}},
            ),
            (
                "typed",
                {"options": {"product_custom_attribute_values": [{name: 5}, {}, 6]}},
                {
                    "options": {
                        "product_custom_attribute_values": [
                            {name: 5, "custom_value": ""}
                        ]
                    }
                },
            ),
            (
                "parts",
                {
                    "options": {
                        "combo_items": [
                            {"product_id": 7, "combo_item_id": 8, "quantity": 3},
                            {"product_id": 7},
                            "x",
                        ]
                    }
                },
                {"options": {"combo_items": [{"product_id": 7, "combo_item_id": 8}]}},
            ),
        ]
        for label, sent, expected in cases:
            with self.subTest(label):
                cleaned = clean_row(WantedRow("1", **sent))
                self.assertEqual(cleaned, WantedRow("1", **expected))

    def test_json(self):
        """ORD-2: a decision survives being stored."""
        rows = [
            WantedRow("1", product_id=7, quantity=3, options={"combo_items": []}),
            WantedRow("2", number="?", label="Lamp"),
        ]
        for decision in judge(rows, {7: make_article(minimum=10)}):
            stored = json.loads(json.dumps(decision.to_json()))
            self.assertEqual(decision_from_json(stored), decision)
