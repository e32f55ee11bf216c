from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.returns_steps import (
    ACTORS,
    PATHS,
    StepFacts,
    next_step,
    next_step_again,
)
from ..policies.returns_terms import SOLUTIONS

CUSTOMER, SELLER, CARRIER = "customer", "seller", "carrier"
COME = ["submitted", "approved", "handed_over", "received", "inspected"]
REFUSED = [*COME, "quoted", "quote_refused"]


def happen(*steps):
    """:return: events on one day after the other, from March 12 on."""
    return {code: f"2026-03-{12 + day:02}" for day, code in enumerate(steps)}


@tagged("post_install", "-at_install")
class TestReturnsStepsPolicy(BaseCase):
    def _decide(self, steps, **state):
        """Decide, and decide again from the frozen facts."""
        facts = StepFacts(events=happen(*steps), **state)
        timeline = next_step(facts)
        self.assertEqual(next_step_again(facts.to_json()), timeline)
        return timeline

    def test_next(self):
        """AFS-8: what happens next, and who has to act."""
        quoted = {"solution": "repair", "quoted": True}
        chosen = {"chooser": CUSTOMER}
        table = [
            # what happened, state, next, actor
            ([], {}, "submitted", CUSTOMER),
            ([], {"dispute": True}, "submitted", CUSTOMER),
            (COME[:1], {}, "approved", SELLER),
            (COME[:2], {}, "handed_over", CUSTOMER),
            (COME[:2], {"is_collected": True}, "handed_over", CARRIER),
            (COME[:3], {}, "received", CARRIER),
            (COME[:4], {}, "inspected", SELLER),
            (COME, {}, "resolved", SELLER),
            (COME, {"solution": "hold"}, "resolved", SELLER),
            (COME, chosen, "chosen", CUSTOMER),
            (COME, {"chooser": SELLER}, "chosen", SELLER),
            ([*COME, "chosen"], chosen, "resolved", SELLER),
            ([*COME, "chosen"], {**chosen, "solution": "credit"}, "credited", SELLER),
            (COME, {"solution": "replacement"}, "sent", SELLER),
            ([*COME, "sent"], {"solution": "replacement"}, "delivered", CARRIER),
            (COME, {"solution": "voucher"}, "credited", SELLER),
            ([*COME, "credited"], {"solution": "voucher"}, "voucher_issued", SELLER),
            ([*COME, "credited"], {"solution": "refund"}, "refunded", SELLER),
            (COME, {"solution": "send_back"}, "carriage_agreed", CUSTOMER),
            ([*COME, "carriage_agreed"], {"solution": "send_back"}, "paid", CUSTOMER),
            (COME, {"solution": "send_back", "free": True}, "sent", SELLER),
            (COME, {"solution": "keep"}, "kept", SELLER),
            (COME, {"solution": "scrap"}, "scrapped", SELLER),
            (COME, {"solution": "repair"}, "repaired", SELLER),
            ([*COME, "repaired"], {"solution": "repair"}, "sent", SELLER),
            (COME, quoted, "quoted", SELLER),
            ([*COME, "quoted"], quoted, "quote_accepted", CUSTOMER),
            ([*COME, "quoted", "quote_accepted"], quoted, "repaired", SELLER),
            ([*COME, "quoted", "quote_accepted", "repaired"], quoted, "paid", CUSTOMER),
            (REFUSED, quoted, "wish_said", CUSTOMER),
            (
                [*REFUSED, "wish_said"],
                {**quoted, "wish": "send_back"},
                "carriage_agreed",
                CUSTOMER,
            ),
            ([*REFUSED, "wish_said"], {**quoted, "wish": "scrap"}, "scrapped", SELLER),
            (COME[:1], {"sends_in": False}, "approved", SELLER),
            (COME[:2], {"sends_in": False, "solution": "resend"}, "sent", SELLER),
            (COME[:2], {"sends_in": False}, "resolved", SELLER),
        ]
        for steps, state, code, actor in table:
            with self.subTest(steps=steps[-1:], **state):
                timeline = self._decide(steps, **state)
                self.assertEqual(timeline.next.code, code)
                self.assertEqual(timeline.actor, actor)
                self.assertEqual(codes(timeline), (f"next_{code}",))
                self.assertEqual(timeline.because[0].facts, {"actor": actor})

    def test_over(self):
        """AFS-8: nothing comes after the end, a refusal, or a withdrawal."""
        table = [
            ([*COME, "credited"], {"solution": "credit"}),
            ([*COME, "kept"], {"solution": "keep"}),
            ([*COME, "sent", "delivered"], {"solution": "replacement"}),
            (["submitted", "refused"], {}),
            (["submitted", "refused"], {"dispute": True}),
            (["submitted", "approved", "cancelled"], {}),
            ([*COME, "credited"], {"solution": "credit", "dispute": True}),
        ]
        for steps, state in table:
            with self.subTest(steps=steps[-1:], **state):
                timeline = self._decide(steps, **state)
                self.assertIsNone(timeline.next)
                self.assertEqual(timeline.actor, "none")
                self.assertEqual(codes(timeline), ("closed",))
                self.assertEqual([step.code for step in timeline.steps], steps)
                self.assertEqual({step.state for step in timeline.steps}, {"done"})

    def test_whole(self):
        """AFS-8: the timeline: done with its day, next, later."""
        timeline = self._decide(COME[:2], solution="repair")
        self.assertEqual(
            timeline.outcome_json(),
            [
                ["submitted", "customer", "done", "2026-03-12"],
                ["approved", "seller", "done", "2026-03-13"],
                ["handed_over", "customer", "next", None],
                ["received", "carrier", "later", None],
                ["inspected", "seller", "later", None],
                ["repaired", "seller", "later", None],
                ["sent", "seller", "later", None],
                ["delivered", "carrier", "later", None],
            ],
        )
        self.assertEqual(timeline.steps[0].day, date(2026, 3, 12))

    def test_dispute(self):
        """AFS-9: with a dispute open nothing goes on before its end."""
        timeline = self._decide(COME, solution="replacement", dispute=True)
        self.assertEqual(
            [step.code for step in timeline.steps],
            [*COME, "dispute_closed", "sent", "delivered"],
        )
        self.assertEqual(timeline.next.code, "dispute_closed")
        self.assertEqual(timeline.actor, CUSTOMER)
        ended = self._decide([*COME, "dispute_closed"], solution="replacement")
        self.assertEqual(ended.next.code, "sent")

    def test_judged_by_photos(self):
        """AFS-5: a replacement leaves after the pick-up, the defective unit is awaited;
        money waits until it has come."""
        judged = ["submitted", "approved", "inspected"]
        picked_up = [*judged, "handed_over"]
        sent = [*picked_up, "sent", "delivered"]
        table = [
            # what happened, solution, steps that come
            (judged, "replacement", ["handed_over", "sent", "delivered", "received"]),
            (picked_up, "replacement", ["sent", "delivered", "received"]),
            (sent, "replacement", ["received"]),
            ([*sent, "received"], "replacement", []),
            ([*sent, "charged"], "replacement", []),
            (judged, "credit", ["handed_over", "received", "credited"]),
            (picked_up, "credit", ["received", "credited"]),
            ([*picked_up, "received"], "credit", ["credited"]),
        ]
        for steps, solution, coming in table:
            with self.subTest(steps=steps[-1:], solution=solution):
                timeline = self._decide(steps, solution=solution)
                shown = [step.code for step in timeline.steps]
                self.assertEqual(shown, [*steps, *coming])
        chosen = self._decide(judged, chooser=CUSTOMER)
        self.assertEqual(chosen.next.code, "chosen")

    def test_order(self):
        """AFS-8: what happened stands in the order in which it happened."""
        events = {**happen(*COME), "dispute_closed": "2026-03-14"}
        timeline = next_step(StepFacts(events=events, solution="credit"))
        self.assertEqual(
            [step.code for step in timeline.steps],
            [*COME[:3], "dispute_closed", *COME[3:], "credited"],
        )
        same_day = dict.fromkeys(reversed(COME), "2026-03-12")
        timeline = next_step(StepFacts(events=same_day))
        self.assertEqual([step.code for step in timeline.steps], [*COME, "resolved"])

    def test_order_of_a_day(self):
        """AFS-8: all on one day: the steps stand as they follow from each other."""
        wished = ["quoted", "quote_refused", "wish_said"]
        agreed = ["carriage_agreed", "paid", "sent", "delivered"]
        for off in (wished, ["kept"]):
            steps = [*COME, *off, *agreed]
            events = dict.fromkeys(reversed(steps), "2026-03-12")
            timeline = next_step(StepFacts(events=events, solution="send_back"))
            with self.subTest(off):
                self.assertEqual([step.code for step in timeline.steps], steps)
        events = dict.fromkeys(("refused", "approved", "submitted"), "2026-03-12")
        self.assertEqual(
            [step.code for step in next_step(StepFacts(events=events)).steps],
            ["submitted", "approved", "refused"],
        )

    def test_known(self):
        """AFS-8: every solution has a path, every step somebody who acts."""
        self.assertEqual(set(PATHS), set(SOLUTIONS) - {"hold"})
        for path in PATHS.values():
            self.assertLessEqual(set(path), set(ACTORS))
