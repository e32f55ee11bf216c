from odoo.tests import BaseCase

from ..policies.because import codes
from ..policies.order_change import LineFacts, OrderFacts, decide_change, find_excess

FRESH = LineFacts(1, 10.0)
PART = LineFacts(2, 10.0, left=4.0)
LEFT = LineFacts(3, 10.0, left=10.0)
PART_BILLED = LineFacts(4, 10.0, left=10.0, billed=4.0)
BILLED = LineFacts(5, 10.0, left=10.0, billed=10.0)
PREPAID = LineFacts(6, 10.0, billed=10.0)


def decide(*lines, until="dispatch", **facts):
    facts = {"placed": True, "cancelled": False, **facts}
    return decide_change(OrderFacts(until=until, lines=lines, **facts))


class TestOrderChangePolicy(BaseCase):
    def test_lines(self):
        """ORD-7: "never, until dispatch (per line), until invoiced"."""
        cases = [
            # setting, line → may be changed, how much can be cancelled, why not more
            ("never", FRESH, False, 0, ("never",)),
            ("dispatch", FRESH, True, 10, ()),
            ("dispatch", PART, True, 6, ("partly_left",)),
            ("dispatch", LEFT, False, 0, ("left",)),
            ("dispatch", PREPAID, True, 10, ()),
            ("dispatch", LineFacts(7, 0.0), True, 0, ()),
            ("invoiced", FRESH, True, 10, ()),
            ("invoiced", PART, True, 6, ("partly_left",)),
            ("invoiced", LEFT, True, 0, ("left",)),
            ("invoiced", PART_BILLED, True, 0, ("partly_billed",)),
            ("invoiced", BILLED, False, 0, ("billed",)),
            ("invoiced", PREPAID, False, 0, ("billed",)),
        ]
        for until, line, allowed, left_open, because in cases:
            with self.subTest(until=until, line=line):
                (decision,) = decide(line, until=until).lines
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual(decision.open, left_open)
                self.assertEqual(codes(decision), because)

    def test_manager(self):
        """ORD-7: a sales manager passes the limit; what has left he cannot cancel."""
        for until in ("never", "dispatch", "invoiced"):
            for line, left_open in ((FRESH, 10), (PART, 6), (LEFT, 0), (PREPAID, 10)):
                with self.subTest(until=until, line=line):
                    decision = decide(line, until=until, is_manager=True)
                    self.assertTrue(decision.allowed)
                    self.assertTrue(decision.lines[0].allowed)
                    self.assertEqual(decision.lines[0].open, left_open)

    def test_orders(self):
        """ORD-7: whether anything, and whether all of an order can be cancelled."""
        cases = [
            ({"lines": (FRESH,)}, True, True, ()),
            ({"lines": (FRESH, LineFacts(7, 0.0))}, True, True, ()),
            ({"lines": (FRESH, PART)}, True, False, ()),
            ({"lines": (FRESH, LEFT)}, True, False, ()),
            ({"lines": (LEFT,)}, False, False, ("nothing_open",)),
            # What is cancelled already counts neither way.
            ({"lines": (LEFT, LineFacts(7, 0.0))}, False, False, ("nothing_open",)),
            (
                {"lines": (BILLED, LineFacts(7, 0.0)), "until": "invoiced"},
                False,
                False,
                ("nothing_open",),
            ),
            ({"lines": (LineFacts(7, 0.0),)}, True, True, ()),
            ({"lines": ()}, True, True, ()),
            ({"lines": (FRESH,), "until": "never"}, False, False, ("never",)),
            ({"lines": (LEFT,), "until": "invoiced"}, True, False, ()),
            (
                {"lines": (BILLED,), "until": "invoiced"},
                False,
                False,
                ("nothing_open",),
            ),
            ({"lines": (FRESH,), "cancelled": True}, False, False, ("cancelled",)),
            # What nobody has ordered is a quotation, changed like any other.
            ({"lines": (FRESH,), "until": "never", "placed": False}, True, True, ()),
        ]
        for facts, allowed, whole, because in cases:
            with self.subTest(facts):
                decision = decide(*facts.pop("lines"), **facts)
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual(decision.whole, whole)
                self.assertEqual(codes(decision), because)

    def test_cancelled(self):
        """ORD-7: of a cancelled order no line can be changed, by nobody."""
        for is_manager in (False, True):
            decision = decide(FRESH, PART, cancelled=True, is_manager=is_manager)
            for line in (FRESH, PART):
                self.assertFalse(decision.get_line(line.key).allowed)
                self.assertEqual(decision.get_line(line.key).open, 0)

    def test_excess(self):
        """ORD-7: lines of which more is to be cancelled than can be are named."""
        decision = decide(FRESH, PART, LEFT)
        cases = [
            ({1: 10.0, 2: 6.0}, ()),
            ({1: 10.01}, (1,)),
            ({1: 10.0000001}, ()),
            ({3: 0.0}, ()),
            # More instead of less is nothing to be cancelled.
            ({3: -1.0}, ()),
            ({1: 1.0, 2: 7.0, 3: 1.0, 99: 5.0}, (2, 3)),
        ]
        for wanted, keys in cases:
            with self.subTest(wanted):
                self.assertEqual(find_excess(decision, wanted), keys)
