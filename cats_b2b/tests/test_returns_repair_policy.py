from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.returns_repair import (
    COSTS,
    RepairFacts,
    decide_repair,
    decide_repair_again,
)
from ..policies.returns_terms import freeze_facts
from .returns_common import CATS, DELIVERED, MCH, WARRANTY_END, WHS, after

OVER = date(2028, 3, 13)
SEVENTH_MONTH = date(2026, 9, 13)
# A used, defective unit, claimed ten days after delivery.
IN_WARRANTY = RepairFacts(
    verdict="defective",
    used=True,
    claimed=after(10),
    delivered=DELIVERED,
    warranty_end=WARRANTY_END,
)
OUTSIDE = replace(IN_WARRANTY, claimed=OVER)


@tagged("post_install", "-at_install")
class TestReturnsRepairPolicy(BaseCase):
    def _decide(self, facts, terms=CATS):
        """Decide, and decide again from the frozen facts."""
        decision = decide_repair(facts, terms)
        again = decide_repair_again(freeze_facts(facts, terms))
        self.assertEqual(again, decision)
        return decision

    def _assert_steps(self, start, table, terms=CATS):
        for label, changes, action, actor, choices in table:
            with self.subTest(label):
                decision = self._decide(replace(start, **changes), terms)
                self.assertEqual(
                    (decision.action, decision.actor, decision.choices),
                    (action, actor, choices),
                )
                self.assertEqual(decision.may_repair, action == "repair")
                self.assertEqual(decision.may_send, action in ("send", "send_back"))

    def test_in_warranty(self):
        """AFS-7: under warranty parts, labour and transport are free."""
        table = [
            # case, what is known, action, actor, choices
            ("not inspected", {"verdict": ""}, "inspect", "seller", ()),
            ("inspected", {}, "repair", "seller", ()),
            ("repaired", {"repaired": True}, "send", "seller", ()),
            ("beyond repair", {"repairable": False}, "exchange", "seller", ()),
            ("last day", {"claimed": WARRANTY_END}, "repair", "seller", ()),
        ]
        self._assert_steps(IN_WARRANTY, table)
        decision = self._decide(IN_WARRANTY)
        self.assertEqual((decision.free, decision.charged), (COSTS, ()))
        self.assertEqual(
            codes(decision), ("used", "within_warranty", "carriage_first_months")
        )
        lost = self._decide(replace(IN_WARRANTY, repairable=False))
        self.assertIn("not_repairable", codes(lost))
        late = self._decide(replace(IN_WARRANTY, claimed=SEVENTH_MONTH))
        self.assertEqual((late.free, late.charged), (COSTS, ()))
        self.assertEqual(
            codes(late), ("used", "within_warranty", "carriage_warranty_back")
        )

    def test_charged_way_back(self):
        """AFS-7: where the customer pays the way back, the unit waits for it."""
        terms = replace(CATS, warranty_carriage_out="customer")
        facts = replace(IN_WARRANTY, claimed=SEVENTH_MONTH)
        table = [
            ("inspected", {}, "repair", "seller", ()),
            ("repaired", {"repaired": True}, "pay", "customer", ()),
            ("paid", {"repaired": True, "payment_met": True}, "send", "seller", ()),
        ]
        self._assert_steps(facts, table, terms)
        waiting = self._decide(replace(facts, repaired=True), terms)
        self.assertEqual(
            codes(waiting),
            ("used", "within_warranty", "payment_terms", "carriage_warranty_back"),
        )
        decision = self._decide(facts, terms)
        self.assertEqual(decision.free, ("parts", "labour"))
        self.assertEqual(decision.charged, ("transport",))

    def test_outside(self):
        """AFS-7: repaired only after acceptance, returned after the payment terms are
        met; a refusal → back at the customer's cost, or scrapped, his choice."""
        answers = ("accepted", "refused")
        wishes = ("send_back", "scrap")
        yes = {"quoted": True, "answer": "accepted"}
        no = {"quoted": True, "answer": "refused"}
        back = {**no, "wish": "send_back"}
        table = [
            # case, what is known, action, actor, choices
            ("not inspected", {"verdict": ""}, "inspect", "seller", ()),
            ("inspected", {}, "quote", "seller", ()),
            ("quoted", {"quoted": True}, "answer", "customer", answers),
            ("accepted", yes, "repair", "seller", ()),
            ("repaired", {**yes, "repaired": True}, "pay", "customer", ()),
            (
                "paid",
                {**yes, "repaired": True, "payment_met": True},
                "send",
                "seller",
                (),
            ),
            ("paid beforehand", {**yes, "payment_met": True}, "repair", "seller", ()),
            ("refused", no, "wish", "customer", wishes),
            ("refused, back", back, "pay", "customer", ()),
            ("back, paid", {**back, "payment_met": True}, "send_back", "seller", ()),
            ("refused, scrap", {**no, "wish": "scrap"}, "scrap", "seller", ()),
            ("refused, keep", {**no, "wish": "keep"}, "wish", "customer", wishes),
            ("beyond repair", {"repairable": False}, "wish", "customer", wishes),
        ]
        self._assert_steps(OUTSIDE, table)
        misused = replace(IN_WARRANTY, verdict="misuse")
        self._assert_steps(misused, table)

    def test_costs(self):
        """AFS-7: the quotation holds parts, labour and transport; who refuses pays
        the way back, who lets scrap pays nothing."""
        yes = {"quoted": True, "answer": "accepted"}
        no = {"quoted": True, "answer": "refused"}
        way_back = ("transport",)
        table = [
            # case, what is known, free, charged, last reason
            ("quote", {}, (), COSTS, "quotation"),
            ("answer", {"quoted": True}, (), COSTS, "quotation"),
            ("accepted", yes, (), COSTS, "accepted"),
            ("repaired", {**yes, "repaired": True}, (), COSTS, "payment_terms"),
            (
                "paid",
                {**yes, "repaired": True, "payment_met": True},
                (),
                COSTS,
                "payment_terms",
            ),
            ("refused", no, (), way_back, "refused"),
            ("back", {**no, "wish": "send_back"}, (), way_back, "payment_terms"),
            ("scrap", {**no, "wish": "scrap"}, (), (), "refused"),
            ("beyond repair", {"repairable": False}, (), way_back, "not_repairable"),
        ]
        for label, changes, free, charged, because in table:
            with self.subTest(label):
                decision = self._decide(replace(OUTSIDE, **changes))
                self.assertEqual((decision.free, decision.charged), (free, charged))
                self.assertEqual(codes(decision)[0], "warranty_ended")
                self.assertEqual(codes(decision)[-1], because)

    def test_not_defective(self):
        """AFS-6: nothing to repair: back at the customer's cost, or kept."""
        choices = ("send_back", "keep")
        table = [
            ("asked", {}, "wish", "customer", choices),
            ("back", {"wish": "send_back"}, "pay", "customer", ()),
            (
                "back, paid",
                {"wish": "send_back", "payment_met": True},
                "send_back",
                "seller",
                (),
            ),
            ("kept", {"wish": "keep"}, "keep", "none", ()),
            ("not to be scrapped", {"wish": "scrap"}, "wish", "customer", choices),
        ]
        facts = replace(IN_WARRANTY, verdict="not_defective")
        self._assert_steps(facts, table)
        self._assert_steps(replace(IN_WARRANTY, serial="other"), table)
        self.assertEqual(codes(self._decide(facts)), ("not_defective",))

    def test_dispute(self):
        """AFS-9: an open dispute blocks service, however far the repair is."""
        for facts in (IN_WARRANTY, OUTSIDE):
            for done in ({}, {"quoted": True, "answer": "accepted"}):
                state = {**done, "repaired": True, "payment_met": True}
                with self.subTest(facts=facts, done=done):
                    decision = self._decide(replace(facts, **state, dispute=True))
                    self.assertEqual(decision.action, "close_dispute")
                    self.assertEqual(decision.actor, "customer")
                    self.assertFalse(decision.may_repair or decision.may_send)

    def test_shops(self):
        """AFS-7: service centres (WHS); own repairs, paid ones too (MCH); none that
        are paid, where the shop says so."""
        elsewhere = self._decide(IN_WARRANTY, WHS)
        self.assertEqual(elsewhere.action, "service_centre")
        self.assertIn("service_centre", codes(elsewhere))
        back = self._decide(replace(IN_WARRANTY, repaired=True), WHS)
        self.assertEqual((back.action, back.may_send), ("send", True))
        self.assertEqual(self._decide(IN_WARRANTY, MCH).action, "repair")
        self.assertEqual(self._decide(OUTSIDE, MCH).charged, COSTS)
        unpaid = self._decide(OUTSIDE, WHS)
        self.assertEqual(unpaid.choices, ("send_back", "scrap"))
        self.assertEqual(codes(unpaid), ("warranty_ended", "no_paid_repairs"))

    def test_outcome(self):
        """AFS-7: the outcome as it is frozen."""
        self.assertEqual(
            self._decide(replace(OUTSIDE, quoted=True)).outcome_json(),
            {
                "action": "answer",
                "actor": "customer",
                "choices": ["accepted", "refused"],
                "free": [],
                "charged": ["parts", "labour", "transport"],
            },
        )
