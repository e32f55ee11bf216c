from odoo.tests import BaseCase

from ..policies.because import codes
from ..policies.order_status import StatusFacts, decide_status, list_steps

OPEN = {"state": "sale", "placed": True, "is_open": True}


class TestOrderStatusPolicy(BaseCase):
    def test_status(self):
        """ORD-7: received, on hold: why, in preparation, partly shipped, shipped,
        invoiced, cancelled."""
        cases = [
            ({"state": "draft", "placed": False}, "", ()),
            ({"state": "sent", "placed": False}, "", ()),
            (
                {"state": "sent", "placed": True, "awaits_payment": True},
                "on_hold",
                ("payment",),
            ),
            ({"state": "cancel", "placed": False}, "cancelled", ()),
            (OPEN, "received", ()),
            (OPEN | {"awaits_payment": True}, "received", ()),
            (OPEN | {"is_reserved": True}, "in_preparation", ()),
            (OPEN | {"is_picked": True}, "in_preparation", ()),
            (OPEN | {"lacks_goods": True}, "on_hold", ("goods",)),
            (OPEN | {"lacks_goods": True, "is_picked": True}, "in_preparation", ()),
            (OPEN | {"lacks_goods": True, "is_reserved": True}, "in_preparation", ()),
            (
                OPEN | {"lacks_goods": True, "is_reserved": True, "as_one": True},
                "on_hold",
                ("goods",),
            ),
            (OPEN | {"is_reserved": True, "as_one": True}, "in_preparation", ()),
            (OPEN | {"has_left": True}, "partly_shipped", ()),
            (OPEN | {"has_left": True, "lacks_goods": True}, "partly_shipped", ()),
            (OPEN | {"has_left": True, "is_billed": True}, "partly_shipped", ()),
            ({"state": "sale", "placed": True, "has_left": True}, "shipped", ()),
            (
                {"state": "sale", "placed": True, "has_left": True, "is_billed": True},
                "invoiced",
                (),
            ),
            ({"state": "sale", "placed": True, "is_billed": True}, "invoiced", ()),
            (OPEN | {"is_billed": True}, "received", ()),
            ({"state": "sale", "placed": True}, "received", ()),
        ]
        for facts, status, because in cases:
            with self.subTest(facts):
                decision = decide_status(StatusFacts(**facts))
                self.assertEqual(decision.status, status)
                self.assertEqual(codes(decision), because)

    def test_steps(self):
        """ORD-7: the way of an order; where it is on hold it stands at the first."""
        cases = {
            "received": "current todo todo todo",
            "on_hold": "current todo todo todo",
            "in_preparation": "done current todo todo",
            "partly_shipped": "done done current todo",
            "shipped": "done done current todo",
            "invoiced": "done done done done",
            "cancelled": "",
            "": "",
        }
        for status, states in cases.items():
            with self.subTest(status):
                steps = list_steps(status)
                self.assertEqual(" ".join(step.state for step in steps), states)
        self.assertEqual(
            [step.code for step in list_steps("received")],
            ["received", "in_preparation", "shipped", "invoiced"],
        )
