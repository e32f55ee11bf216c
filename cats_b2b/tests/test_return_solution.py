from datetime import date
from itertools import product
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.cats_return_solution_words_mixin import CatsReturnSolutionWordsMixin
from ..policies import returns_solution as policy
from ..policies.returns_solution import decide_solutions_again
from ..policies.returns_terms import REASONS, SOLUTIONS, VERDICTS, ReturnTerms
from .return_common import CLAIMED, DELIVERED
from .return_solution_common import CatsReturnSolutionCommon


@tagged("post_install", "-at_install")
class TestReturnProposal(CatsReturnSolutionCommon):
    """What may become of a claim, and the clause that says why (AFS-5, AFS-6)."""

    def test_doa_in_stock(self):
        """On day 10 of 45, and in stock: replacement or money, his choice (AFS-5)."""
        self._spare()
        line = self._inspected()
        self.assertEqual(line.chooser, "customer")
        self.assertFalse(line.solution)
        self.assertEqual((line.carriage_in, line.carriage_out), ("seller", "seller"))
        self.assertEqual(line.next_step, "chosen")
        self.assertEqual(
            line._get_clause(),
            "Delivered March 12, 2026, claimed within 45 days; dead on arrival; in "
            "stock → replacement or credit note, your choice.",
        )
        self.assertEqual(
            line._explain_carriage(),
            ["Carriage both ways at our cost: dead on arrival."],
        )

    def test_doa_last_day(self):
        """Day 45 is the last of DOA (AFS-2): April 26, 2026, in Brussels."""
        self._spare()
        line = self._inspected(on=date(2026, 4, 26))
        self.assertEqual(line._get_frozen_decision().finding, "doa")

    def test_doa_too_late(self):
        """On day 46 it is a defect under warranty, never used (AFS-5)."""
        self._spare()
        line = self._inspected(on=date(2026, 4, 27))
        self.assertEqual(line._get_frozen_decision().finding, "new")
        self.assertIn("under warranty until March 12, 2028", line._get_clause())

    def test_not_in_stock(self):
        """Nothing to replace it by: a credit note, which nobody chooses (AFS-5)."""
        line = self._inspected()
        self.assertEqual((line.solution, line.chooser), ("credit", "none"))
        self.assertFalse(line._has_event("chosen"))
        self.assertEqual(line.state, "resolving")

    def test_used_is_repaired(self):
        """Used for a while: it is repaired free of charge (AFS-5)."""
        self._spare()
        line = self._inspected("defective", was_used=True)
        self.assertEqual((line.solution, line.chooser), ("repair", "none"))

    def test_used_not_repairable(self):
        """Used and beyond repair: it is replaced (AFS-5)."""
        self._spare()
        line = self._inspected("defective", was_used=True, is_repairable=False)
        self.assertEqual((line.solution, line.chooser), ("replacement", "none"))

    def test_carriage_month_six(self):
        """A defect on the last day of the first 6 months travels free (AFS-6)."""
        self._spare()
        line = self._inspected("defective", on=date(2026, 9, 12), was_used=True)
        self.assertEqual(line.carriage_in, "seller")
        self.assertEqual(
            line._explain_carriage(),
            [
                "Carriage both ways at our cost: defective within the first 6 months, "
                "until September 12, 2026."
            ],
        )

    def test_carriage_after_month_six(self):
        """A day later the way in is the customer's (AFS-6)."""
        self._spare()
        line = self._inspected("defective", on=date(2026, 9, 13), was_used=True)
        self.assertEqual((line.carriage_in, line.carriage_out), ("customer", "seller"))
        self.assertEqual(len(line._explain_carriage()), 2)

    def test_own_carrier(self):
        """Who chose the carrier himself bears its cost, unless the terms do (AFS-6)."""
        self._spare()
        line = self._inspected(is_own_carrier=True)
        self.assertEqual((line.carriage_in, line.carriage_out), ("customer", "seller"))

    def test_not_defective(self):
        """Not defective: sent back at his cost, or kept; his choice (AFS-6)."""
        line = self._inspected(verdict="not_defective")
        rows = line._explain_solutions()
        self.assertEqual([row["code"] for row in rows], ["send_back", "keep"])
        self.assertTrue(rows[0]["is_proposed"])
        self.assertEqual(rows[0]["carriage"], "Carriage to you at your cost.")
        self.assertEqual(
            rows[0]["conditions"],
            ["You agree to pay the carriage.", "The terms of payment are met."],
        )
        self.assertIn("15.00", rows[0]["text"])
        self.assertEqual(line.chooser, "customer")

    def test_other_serial(self):
        """Another unit came than was claimed: it is the customer's (AFS-6)."""
        other = self._get_lot(self.driver, "OTHER1")
        line = self._inspected(received_lot_id=other.id)
        self.assertEqual(line._get_frozen_decision().finding, "foreign")

    def test_missing_article(self):
        """Approval decides on a missing article, without a receipt (AFS-9)."""
        delivered = self._deliver(self.cable, 10)
        self._put_into_stock(self.cable, 4)
        line = self._claim_line("missing_article", delivered, 4)
        self._approve_shortly(line)
        self.assertEqual(line._get_frozen_decision().codes, ("resend", "credit"))
        self.assertEqual((line.chooser, line.carriage_in), ("customer", "none"))

    def test_missing_article_short(self):
        """3 of the 4 that are missing in stock: they cannot be sent anew (AFS-5)."""
        delivered = self._deliver(self.cable, 10)
        self._put_into_stock(self.cable, 3)
        line = self._claim_line("missing_article", delivered, 4)
        self._approve_shortly(line)
        self.assertEqual(line.solution, "credit")

    def test_received_unit_is_no_stock(self):
        """What came in is not what replaces it: it lies with the returns (AFS-5)."""
        line = self._inspected()
        self.assertFalse(line._get_solution_facts().in_stock)
        here = self.driver.with_context(warehouse_id=self.warehouse.id)
        self.assertEqual((here.qty_available, here.free_qty), (0, 0))

    def test_invoiced_and_paid(self):
        """A voucher is for what was invoiced, a refund for what was paid (AFS-5)."""
        moved = self._deliver(self.cable, 2)
        line = self._claim_line("no_reason", moved, 2)
        self.assertFalse(line._get_solution_facts().invoiced)
        self._approve_shortly(line)
        self._receive_shortly(line)
        self._judge(line, "not_defective")
        self.assertEqual(line._get_frozen_decision().codes, ("credit",))

    def test_frozen(self):
        """The decision can be taken again from what was kept with the claim."""
        self._spare()
        line = self._inspected()
        frozen = line.solution_why
        again = decide_solutions_again(frozen["facts"])
        self.assertEqual(again.outcome_json(), frozen["outcome"])
        self.assertEqual(
            [reason.to_json() for reason in again.because], frozen["because"]
        )
        self.assertEqual(frozen["facts"]["facts"]["claimed"], "2026-03-22")

    def test_terms_of_the_claim(self):
        """New terms do not change a claim that was made by older ones (AFS-5)."""
        self._spare()
        line = self._approve_shortly(self._claim_line("doa"))
        self.env["cats.return.policy"].create(
            {"company_id": self.company.id, "version": 2, "doa_days": 5}
        )
        self._judge(self._receive_shortly(line), "defective")
        self.assertEqual(line._get_frozen_decision().finding, "doa")

    def test_proposed_again(self):
        """Goods that came into stock since can be chosen after a new proposal."""
        line = self._inspected()
        self.assertEqual(line.solution, "credit")
        self._spare()
        line.with_user(self.handler).action_propose_again()
        self.assertFalse(line.solution)
        self.assertEqual(line._get_frozen_decision().proposed, "replacement")

    def test_proposed_again_by_others(self):
        """Neither a salesman nor a customer proposes anew, by RPC either."""
        line = self._inspected()
        for user in (self.salesman, self.buyer):
            with self.assertRaises(AccessError):
                line.with_user(user).action_propose_again()

    def test_dispute(self):
        """In dispute everything waits, and goes on at its end (AFS-9)."""
        self._spare()
        line = self._approve_shortly(self._claim_line("doa"))
        self._say_dispute()
        self._judge(self._receive_shortly(line), "defective")
        self.assertEqual((line.solution, line.next_step), ("hold", "dispute_closed"))
        self.assertIn("the payment is in dispute", line._get_clause().lower())
        with self.assertRaisesRegex(UserError, "dispute"):
            self._act(line)
        self._say_dispute(False)
        self.assertFalse(line.solution)
        self.assertEqual(line.chooser, "customer")
        self.assertEqual(line._get_frozen_decision().proposed, "replacement")


@tagged("post_install", "-at_install")
class TestReturnChoice(CatsReturnSolutionCommon):
    """Who chooses what, once (AFS-5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._spare()

    def test_customer(self):
        """The customer chooses one of the proposed solutions."""
        line = self._inspected()
        self.assertEqual(
            line.with_user(self.buyer)._get_choices(), ["replacement", "credit"]
        )
        self.assertEqual(self._pick(line, "replacement"), "")
        self.assertEqual(line._get_choices(), [])
        self.assertEqual((line.solution, line.next_step), ("replacement", "sent"))
        self.assertEqual(line.events["chosen"], "2026-03-22")
        # The mails of the steps stand there, but no note on who chose for him.
        said = "".join(filter(None, line.return_id.message_ids.mapped("body")))
        self.assertNotIn("in the customer's name", said)

    def test_once(self):
        """What was chosen is not chosen anew, by a second browser either."""
        line = self._inspected()
        self._pick(line, "replacement")
        for code in ("replacement", "credit"):
            with self.assertRaisesRegex(UserError, "already"):
                self._pick(line, code)
        self.assertEqual(line.solution, "replacement")

    def test_not_allowed(self):
        """A solution that the rules do not allow cannot be chosen, nor an unknown."""
        line = self._inspected()
        for code in ("repair", "voucher", "scrap", "nonsense"):
            with self.assertRaisesRegex(UserError, "not possible here"):
                self._pick(line, code)
        self.assertFalse(line.solution)

    def test_nothing_to_choose(self):
        """Before the inspection there is nothing to choose."""
        line = self._approve_shortly(self._claim_line("doa"))
        with self.assertRaisesRegex(UserError, "nothing to choose yet"):
            self._pick(line, "replacement")

    def test_strangers(self):
        """Neither another company nor who has no right to returns chooses."""
        line = self._inspected()
        clerk = self._create_portal_user("clerk", self.customer, "accountant")
        for user in (self.stranger, clerk):
            with self.assertRaises(AccessError):
                self._pick(line, "replacement", user=user)

    def test_staff_as_customer(self):
        """Staff do not choose on the customer's page."""
        line = self._inspected()
        with self.assertRaises(AccessError):
            self._pick(line, "replacement", user=self.handler)

    def test_customer_as_staff(self):
        """Nor does a customer pass for staff."""
        line = self._inspected()
        for user in (self.buyer, self.salesman):
            with self.assertRaises(AccessError):
                line.with_user(user)._choose("replacement", by_staff=True)

    def test_in_his_name(self):
        """Staff choose in the customer's name; the claim's history says so."""
        line = self._inspected()
        line.with_user(self.handler)._choose("credit", by_staff=True)
        self.assertEqual(line.solution, "credit")
        self.assertIn("in the customer's name", line.return_id.message_ids[0].body)

    def test_seller_chooses(self):
        """Where the terms let the seller choose, the customer cannot (MCH)."""
        self.env["cats.return.policy"]._get_current(
            self.company
        ).customer_chooses = False
        line = self._inspected()
        self.assertEqual(line.chooser, "seller")
        self.assertIn("our choice", line._get_clause())
        with self.assertRaisesRegex(UserError, "nothing for you to choose"):
            self._pick(line, "replacement")
        line.with_user(self.handler)._choose("replacement", by_staff=True)
        self.assertEqual(line.solution, "replacement")

    def test_stock_gone(self):
        """Sold out meanwhile: he is told, and chooses from a new proposal (AFS-5)."""
        line = self._inspected()
        lot = self._get_lot(self.driver, "SPARE1")
        self.env["stock.quant"]._update_available_quantity(
            self.driver, self.warehouse.lot_stock_id, -1, lot_id=lot
        )
        self.assertEqual(
            self._pick(line, "replacement"),
            "Replacement is not possible any more: please choose again.",
        )
        self.assertEqual((line.solution, line.chooser), ("credit", "none"))
        self.assertFalse(line._has_event("chosen"))

    def test_promised_to_another(self):
        """One unit in stock replaces one of two drivers, not both (AFS-5)."""
        first, second = self._inspected(), self._inspected()
        self._pick(first, "replacement")
        self.assertEqual(
            self._pick(second, "replacement"),
            "Replacement is not possible any more: please choose again.",
        )
        self.assertEqual(second.solution, "credit")
        # What leaves for the first is reserved, and counts once.
        self._spare("SPARE2")
        self._act(first)
        second.with_user(self.handler).action_propose_again()
        self.assertEqual(second._get_frozen_decision().proposed, "replacement")

    def test_chosen_stock_gone(self):
        """Chosen, and out of stock since: staff propose anew, which is chosen (AFS-5).

        As long as there is one, the choice stands.
        """
        line = self._inspected()
        self._pick(line, "replacement")
        staff = line.with_user(self.handler)
        self.assertFalse(staff.is_proposable)
        with self.assertRaisesRegex(UserError, "settled already"):
            staff.action_propose_again()
        self.env["stock.quant"]._update_available_quantity(
            self.driver,
            self.warehouse.lot_stock_id,
            -1,
            lot_id=self._get_lot(self.driver, "SPARE1"),
        )
        line.invalidate_recordset(["is_proposable"])
        self.assertTrue(staff.is_proposable)
        staff.action_propose_again()
        self.assertEqual((line.solution, line.chooser), ("credit", "none"))
        self.assertFalse(line._has_event("chosen"))

    def test_dispute(self):
        """Nothing is chosen while the payment is in dispute (AFS-9)."""
        line = self._inspected()
        self._say_dispute()
        with self.assertRaisesRegex(UserError, "in dispute"):
            self._pick(line, "replacement")


@tagged("post_install", "-at_install")
class TestReturnSolutionWords(CatsReturnSolutionCommon):
    """No code of the policies lacks a sentence."""

    def _decide_all(self):
        """Decide by all facts that matter, under terms that differ."""
        terms = [
            ReturnTerms(),
            ReturnTerms(
                doa_days=0,
                no_reason_days=0,
                warranty_service="service_centre",
                customer_chooses=False,
                money_for_used=True,
                carriage_months=0,
                warranty_carriage_out="customer",
                free_return_reasons=("no_reason",),
                recharges_inbound=True,
                repairs_outside_warranty=False,
            ),
            ReturnTerms(returns_from="order"),
        ]
        flags = (False, True)
        for reason, verdict, used, erred, claimed, warranty, term in product(
            REASONS,
            ("", *VERDICTS),
            flags,
            ("", "seller", "customer", "carrier"),
            (CLAIMED, date(2027, 1, 1), date(2030, 1, 1)),
            (None, date(2028, 3, 12)),
            terms,
        ):
            for more in self._get_more():
                facts = policy.SolutionFacts(
                    reason=reason,
                    verdict=verdict,
                    used=used,
                    erred=erred,
                    claimed=claimed,
                    delivered=DELIVERED,
                    warranty_end=warranty,
                    **more,
                )
                yield policy.decide_solutions(facts, term)

    def _get_more(self):
        paid = {"paid": True, "refundable": True, "invoiced": True, "in_stock": True}
        return [
            {},
            paid,
            {**paid, "refundable": False, "completed": DELIVERED},
            {"invoiced": False, "repairable": False, "packaging": "opened"},
            {"dispute": True},
            {"serial": "other", "own_carrier": True},
        ]

    def test_all(self):
        """Each reason, way, condition and solution that there is has its words."""
        line = self._inspected()
        labels = line._get_solution_labels()
        found, seen = set(), set()
        for decision in self._decide_all():
            key = decision.because, decision.solutions
            if repr(key) in seen:
                continue
            seen.add(repr(key))
            with patch.object(
                type(line), "_get_frozen_decision", return_value=decision
            ):
                self.assertTrue(line._get_clause())
                self.assertTrue(all(line._explain_carriage()))
                for row in line._explain_solutions():
                    self.assertTrue(row["text"] and all(row["conditions"]))
            found |= {reason.code for reason in decision.because}
            for one in decision.solutions:
                found |= {reason.code for reason in one.because}
                for code in one.conditions:
                    self.assertTrue(line._explain_missing(code))
                    # A repair has gates of its own, one for each of its steps.
                    is_gated = hasattr(line, f"_is_met_{code}")
                    self.assertTrue(is_gated or one.code == "repair", code)
        self.assertEqual(set(labels), set(SOLUTIONS))
        methods = {
            name.removeprefix("_explain_found_")
            for name in vars(CatsReturnSolutionWordsMixin)
            if name.startswith("_explain_found_")
        }
        # A sentence for a code that no policy has would never be read.
        self.assertEqual(methods - found, set())
        self.assertEqual(set(line._get_carriage_reasons()) - found, set())
