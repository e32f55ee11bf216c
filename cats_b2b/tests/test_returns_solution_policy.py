from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.returns_finding import COVERED, find
from ..policies.returns_solution import (
    SolutionFacts,
    decide_solutions,
    decide_solutions_again,
)
from ..policies.returns_terms import REASONS, VERDICTS, freeze_facts
from .returns_common import CATS, DELIVERED, MCH, WARRANTY_END, after, case

OVER = date(2028, 3, 13)
MONEY = ("credit", "voucher", "refund")
EXCHANGE = ("replacement", *MONEY)
BACK = ("send_back", "keep")
QUOTE = ("repair", "send_back", "scrap")

# What an inspection came to, and what may be done then; ten days after delivery,
# unused, in stock, repairable, paid and invoiced.
VERDICT_TABLE = [
    # reason, verdict, finding, first reason, allowed solutions
    ("doa", "", "uninspected", "not_inspected", ("hold",)),
    ("doa", "defective", "doa", "dead_on_arrival", EXCHANGE),
    ("doa", "not_defective", "unfounded", "not_defective", BACK),
    ("doa", "misuse", "outside", "misuse", QUOTE),
    ("doa", "not_as_described", "error", "not_as_described", EXCHANGE),
    ("doa", "packaging_opened", "unfounded", "not_defective", BACK),
    ("defective", "", "uninspected", "not_inspected", ("hold",)),
    ("defective", "defective", "new", "when_new", EXCHANGE),
    ("defective", "not_defective", "unfounded", "not_defective", BACK),
    ("defective", "misuse", "outside", "misuse", QUOTE),
    ("defective", "not_as_described", "error", "not_as_described", EXCHANGE),
    ("defective", "packaging_opened", "unfounded", "not_defective", BACK),
    ("transport_damage", "", "uninspected", "not_inspected", ("hold",)),
    ("transport_damage", "defective", "transport", "transport_damage", EXCHANGE),
    ("transport_damage", "not_defective", "unfounded", "not_defective", BACK),
    ("transport_damage", "misuse", "outside", "misuse", QUOTE),
    ("transport_damage", "not_as_described", "error", "not_as_described", EXCHANGE),
    ("transport_damage", "packaging_opened", "unfounded", "not_defective", BACK),
    ("wrong_article", "", "uninspected", "not_inspected", ("hold",)),
    ("wrong_article", "defective", "error", "wrong_article", EXCHANGE),
    ("wrong_article", "not_defective", "unfounded", "not_wrong", BACK),
    ("wrong_article", "misuse", "unfounded", "misuse", BACK),
    ("wrong_article", "not_as_described", "error", "not_as_described", EXCHANGE),
    ("wrong_article", "packaging_opened", "error", "wrong_article", EXCHANGE),
    ("missing_article", "", "missing", "article_missing", ("resend", *MONEY)),
    ("missing_article", "defective", "missing", "article_missing", ("resend", *MONEY)),
    (
        "missing_article",
        "not_defective",
        "missing",
        "article_missing",
        ("resend", *MONEY),
    ),
    ("missing_article", "misuse", "missing", "article_missing", ("resend", *MONEY)),
    (
        "missing_article",
        "not_as_described",
        "missing",
        "article_missing",
        ("resend", *MONEY),
    ),
    (
        "missing_article",
        "packaging_opened",
        "missing",
        "article_missing",
        ("resend", *MONEY),
    ),
    ("own_mistake", "", "uninspected", "not_inspected", ("hold",)),
    ("own_mistake", "defective", "return", "customer_erred", MONEY),
    ("own_mistake", "not_defective", "return", "customer_erred", MONEY),
    ("own_mistake", "misuse", "unfounded", "misuse", BACK),
    ("own_mistake", "not_as_described", "return", "customer_erred", MONEY),
    ("own_mistake", "packaging_opened", "unfounded", "packaging_opened", BACK),
    ("no_reason", "", "uninspected", "not_inspected", ("hold",)),
    ("no_reason", "defective", "return", "sent_back", MONEY),
    ("no_reason", "not_defective", "return", "sent_back", MONEY),
    ("no_reason", "misuse", "unfounded", "misuse", BACK),
    ("no_reason", "not_as_described", "return", "sent_back", MONEY),
    ("no_reason", "packaging_opened", "unfounded", "packaging_opened", BACK),
]


@tagged("post_install", "-at_install")
class TestReturnsSolutionPolicy(BaseCase):
    def _decide(self, facts, terms=CATS):
        """Decide, and decide again from the frozen facts."""
        decision = decide_solutions(facts, terms)
        again = decide_solutions_again(freeze_facts(facts, terms))
        self.assertEqual(again, decision)
        self.assertEqual(decision.proposed, decision.codes[0])
        return decision

    def test_verdicts(self):
        """AFS-5: every verdict on every reason has its solutions."""
        pairs = [(reason, verdict) for reason, verdict, *_rest in VERDICT_TABLE]
        everything = [(one, two) for one in REASONS for two in ("", *VERDICTS)]
        self.assertEqual(sorted(pairs), sorted(everything))
        for reason, verdict, finding, because, solutions in VERDICT_TABLE:
            with self.subTest(reason=reason, verdict=verdict):
                decision = self._decide(case(reason, verdict))
                self.assertEqual(decision.finding, finding)
                self.assertEqual(codes(decision)[0], because)
                self.assertEqual(decision.codes, solutions)

    def test_defects(self):
        """AFS-5: new → replacement; used → repair; beyond repair → replacement; not in
        stock → credit or voucher."""
        replacement, repair = ("replacement",), ("repair",)
        table = [
            # reason, used, repairable, in stock, solutions
            ("doa", False, True, True, EXCHANGE),
            ("doa", False, True, False, MONEY),
            ("doa", False, False, True, EXCHANGE),
            ("doa", False, False, False, MONEY),
            ("doa", True, True, True, repair),
            ("doa", True, True, False, repair),
            ("doa", True, False, True, replacement),
            ("doa", True, False, False, MONEY),
            ("defective", False, True, True, EXCHANGE),
            ("defective", False, True, False, MONEY),
            ("defective", False, False, True, EXCHANGE),
            ("defective", False, False, False, MONEY),
            ("defective", True, True, True, repair),
            ("defective", True, True, False, repair),
            ("defective", True, False, True, replacement),
            ("defective", True, False, False, MONEY),
            ("transport_damage", True, True, True, EXCHANGE),
            ("transport_damage", True, False, False, MONEY),
            ("wrong_article", True, True, False, MONEY),
            ("missing_article", False, True, False, MONEY),
        ]
        for reason, used, repairable, in_stock, solutions in table:
            with self.subTest(reason, used=used, can=repairable, stock=in_stock):
                state = {"used": used, "repairable": repairable, "in_stock": in_stock}
                decision = self._decide(case(reason, "defective", **state))
                self.assertEqual(decision.codes, solutions)

    def test_ages(self):
        """AFS-5, AFS-7: DOA until day 45, warranty until its end, then a quotation."""
        table = [
            # reason, used, day of the claim, finding, because
            ("doa", False, after(45), "doa", ("dead_on_arrival", "within_days")),
            (
                "doa",
                False,
                after(46),
                "new",
                ("when_new", "too_late", "within_warranty"),
            ),
            ("doa", True, after(45), "used", ("used", "within_days")),
            ("doa", True, after(46), "used", ("used", "too_late", "within_warranty")),
            ("doa", False, OVER, "outside", ("too_late", "warranty_ended")),
            ("defective", False, WARRANTY_END, "new", ("when_new", "within_warranty")),
            ("defective", False, OVER, "outside", ("warranty_ended",)),
            ("defective", True, WARRANTY_END, "used", ("used", "within_warranty")),
            ("defective", True, OVER, "outside", ("warranty_ended",)),
        ]
        for reason, used, claimed, finding, because in table:
            with self.subTest(reason=reason, used=used, claimed=claimed):
                facts = case(reason, "defective", used=used, claimed=claimed)
                found = find(facts, CATS)
                self.assertEqual(found.outcome_json(), finding)
                self.assertEqual(codes(found), because)
                self.assertEqual(found.is_covered, finding in COVERED)
                self.assertEqual(self._decide(facts).finding, finding)

    def test_shop_without_doa(self):
        """AFS-5: where DOA is unknown, the warranty says what is defective when new."""
        found = find(case("doa", "defective"), replace(CATS, doa_days=0))
        self.assertEqual(found.code, "new")
        self.assertEqual(codes(found), ("when_new", "within_warranty"))

    def test_repair(self):
        """AFS-5: used → repair, by whom the shop says; what cannot be repaired is
        said."""
        facts = case("defective", "defective", used=True)
        decision = self._decide(facts)
        why = ("used", "within_warranty")
        paid = ("carriage_first_months",)
        self.assertEqual(codes(decision), (*why, "repairable", *paid))
        self.assertEqual(codes(decision.get("repair")), ("free",))
        elsewhere = replace(CATS, warranty_service="service_centre")
        repair = self._decide(facts, elsewhere).get("repair")
        self.assertEqual(codes(repair), ("service_centre",))
        lost = replace(facts, repairable=False)
        for in_stock, stock in [(True, "in_stock"), (False, "out_of_stock")]:
            decision = self._decide(replace(lost, in_stock=in_stock))
            self.assertEqual(codes(decision), (*why, "not_repairable", stock, *paid))

    def test_nothing_known(self):
        """AFS-5: what nobody knows to be in stock or paid is neither promised nor paid
        out."""
        facts = SolutionFacts(
            reason="no_reason",
            verdict="not_defective",
            claimed=DELIVERED,
            delivered=DELIVERED,
        )
        self.assertEqual(self._decide(facts).codes, ("credit", "voucher"))
        missing = replace(facts, reason="missing_article", paid=True)
        decision = self._decide(missing)
        self.assertEqual(decision.codes, MONEY)
        self.assertEqual(codes(decision.get("refund")), ("by_hand",))

    def test_not_inspected(self):
        """AFS-4: nothing is decided before somebody looked at the goods."""
        decision = self._decide(case("doa"))
        self.assertEqual(decision.solutions[0].conditions, ("inspected",))
        self.assertEqual(decision.chooser, "none")

    def test_no_warranty(self):
        """AFS-5: an article without warranty is exchanged when dead on arrival only."""
        table = [
            # reason, used, day, solutions
            ("doa", False, after(45), EXCHANGE),
            ("doa", True, after(45), ("repair",)),
            ("doa", False, after(46), QUOTE),
            ("defective", False, after(1), QUOTE),
            ("transport_damage", False, after(1), EXCHANGE),
        ]
        for reason, used, claimed, solutions in table:
            with self.subTest(reason=reason, used=used, claimed=claimed):
                state = {"used": used, "claimed": claimed, "warranty_end": None}
                decision = self._decide(case(reason, "defective", **state))
                self.assertEqual(decision.codes, solutions)

    def test_outside(self):
        """AFS-7: out of warranty: repair against a quotation, back, or scrapped."""
        facts = case("defective", "defective", claimed=OVER)
        decision = self._decide(facts)
        self.assertEqual(decision.codes, QUOTE)
        self.assertEqual(decision.chooser, "customer")
        self.assertEqual(
            codes(decision), ("warranty_ended", "repairable", "carriage_outside")
        )
        repair = decision.get("repair")
        self.assertEqual(repair.conditions, ("quote_accepted", "payment_terms"))
        self.assertEqual(codes(repair), ("quotation",))
        self.assertEqual(repair.carriage_out, "customer")
        self.assertEqual(decision.get("scrap").conditions, ("scrap_agreed",))
        lost = self._decide(replace(facts, repairable=False))
        self.assertEqual(lost.codes, ("send_back", "scrap"))
        self.assertIn("not_repairable", codes(lost))
        no_repairs = replace(CATS, repairs_outside_warranty=False)
        unrepaired = self._decide(facts, no_repairs)
        self.assertEqual(unrepaired.codes, ("send_back", "scrap"))
        self.assertEqual(codes(unrepaired), ("warranty_ended", "carriage_outside"))

    def test_after_collection(self):
        """AFS-5: a replacement leaves only after the defective unit was collected."""
        for reason, verdict, *_why, solutions in VERDICT_TABLE:
            if "replacement" in solutions:
                with self.subTest(reason=reason, verdict=verdict):
                    replacement = self._decide(case(reason, verdict)).get("replacement")
                    self.assertEqual(replacement.conditions, ("collected",))
        resend = self._decide(case("missing_article")).get("resend")
        self.assertEqual(resend.conditions, ())

    def test_replacement_at_own_cost(self):
        """AFS-6: where the terms leave him the carriage, he agrees and pays before."""
        facts = case("defective", "defective", claimed=date(2026, 9, 13))
        free = self._decide(facts).get("replacement")
        self.assertEqual((free.carriage_out, free.because), ("seller", ()))
        charging = replace(CATS, warranty_carriage_out="customer")
        charged = self._decide(facts, charging).get("replacement")
        self.assertEqual(charged.carriage_out, "customer")
        self.assertEqual(
            charged.conditions, ("collected", "carriage_agreed", "payment_terms")
        )
        self.assertEqual(codes(charged), ("at_own_cost",))

    def test_back(self):
        """AFS-6: back at the customer's cost after he agreed; else kept, neither sent
        nor refunded."""
        decision = self._decide(case("doa", "not_defective"))
        back, keep = decision.solutions
        self.assertEqual(back.conditions, ("carriage_agreed", "payment_terms"))
        self.assertEqual(back.carriage_out, "customer")
        self.assertEqual(codes(back), ("at_own_cost",))
        self.assertEqual(keep.conditions, ())
        self.assertEqual(keep.carriage_out, "none")
        self.assertEqual(codes(keep), ("neither_sent_nor_refunded",))
        self.assertEqual(decision.chooser, "customer")
        self.assertEqual(
            codes(decision), ("not_defective", "carriage_doa", "carriage_unfounded")
        )

    def test_back_by_seller(self):
        """AFS-6: unfounded, but the seller's mistake: back at the seller's cost."""
        facts = case("doa", "not_defective", erred="seller")
        back = self._decide(facts).get("send_back")
        self.assertEqual(back.conditions, ())
        self.assertEqual(back.carriage_out, "seller")
        self.assertEqual(codes(back), ("free",))

    def test_choice(self):
        """AFS-5: "both possible → the customer chooses"; where the seller does, what
        becomes of his own goods still is the customer's choice."""
        table = [
            # case, facts, chooser, chooser where the seller chooses
            ("both", case("doa", "defective"), "customer", "seller"),
            (
                "one",
                case("defective", "defective", used=True),
                "none",
                "none",
            ),
            (
                "money",
                case("doa", "defective", in_stock=False),
                "customer",
                "seller",
            ),
            ("back", case("doa", "not_defective"), "customer", "customer"),
            ("quotation", case("doa", "misuse"), "customer", "customer"),
            ("hold", case("doa", "defective", dispute=True), "none", "none"),
        ]
        for label, facts, chooser, by_seller in table:
            with self.subTest(label):
                self.assertEqual(self._decide(facts).chooser, chooser)
                self.assertEqual(self._decide(facts, MCH).chooser, by_seller)

    def test_money(self):
        """AFS-5, PAY-4: credit, voucher for what was invoiced, refund of what was
        paid."""
        table = [
            # invoiced, paid, refundable, [(code, how)]
            (
                (True, True, True),
                [
                    ("credit", "credit_note"),
                    ("voucher", "voucher"),
                    ("refund", "by_provider"),
                ],
            ),
            (
                (True, True, False),
                [
                    ("credit", "credit_note"),
                    ("voucher", "voucher"),
                    ("refund", "by_hand"),
                ],
            ),
            (
                (True, False, False),
                [("credit", "credit_note"), ("voucher", "voucher")],
            ),
            (
                (False, True, True),
                [("credit", "not_invoiced"), ("refund", "by_provider")],
            ),
            ((False, False, False), [("credit", "not_invoiced")]),
        ]
        for (invoiced, paid, refundable), ways in table:
            with self.subTest(invoiced=invoiced, paid=paid, refundable=refundable):
                state = {"invoiced": invoiced, "paid": paid, "refundable": refundable}
                decision = self._decide(case("no_reason", "not_defective", **state))
                found = [(one.code, *codes(one)) for one in decision.solutions]
                self.assertEqual(found, ways)

    def test_money_of_the_shop(self):
        """AFS-5: the shop's ways, in its order; a credit where none is possible."""
        terms = replace(CATS, money=("refund", "voucher"))
        facts = case("no_reason", "not_defective")
        self.assertEqual(self._decide(facts, terms).codes, ("refund", "voucher"))
        unpaid = replace(facts, paid=False)
        self.assertEqual(self._decide(unpaid, terms).codes, ("voucher",))
        neither = replace(unpaid, invoiced=False)
        self.assertEqual(self._decide(neither, terms).codes, ("credit",))
        self.assertEqual(
            self._decide(facts, replace(CATS, money=())).codes, ("credit",)
        )

    def test_money_for_used(self):
        """AFS-5: money beside the replacement of a used unit, if the shop says so."""
        facts = case("defective", "defective", used=True, repairable=False)
        self.assertEqual(self._decide(facts).codes, ("replacement",))
        terms = replace(CATS, money_for_used=True)
        self.assertEqual(self._decide(facts, terms).codes, EXCHANGE)

    def test_dispute(self):
        """AFS-9: an open dispute blocks exchange and service, whatever was found."""
        for reason, verdict, *_rest in VERDICT_TABLE:
            with self.subTest(reason=reason, verdict=verdict):
                decision = self._decide(case(reason, verdict, dispute=True))
                self.assertEqual(decision.codes, ("hold",))
                self.assertEqual(decision.solutions[0].conditions, ("dispute_closed",))
                self.assertEqual(codes(decision), ("dispute_open", "carriage_dispute"))

    def test_serial(self):
        """AFS-4: another serial than the claimed one goes back, or is kept."""
        for reason, verdict, *_why, solutions in VERDICT_TABLE:
            with self.subTest(reason=reason, verdict=verdict):
                match = self._decide(case(reason, verdict, serial="match"))
                self.assertEqual(match.codes, solutions)
                other = self._decide(case(reason, verdict, serial="other"))
                missing = reason == "missing_article"
                self.assertEqual(other.codes, solutions if missing else BACK)
        self.assertEqual(
            codes(self._decide(case("doa", serial="other")))[0], "other_serial"
        )

    def test_who_erred(self):
        """AFS-5: who erred, as staff see it, goes before what the customer said."""
        table = [
            # reason, verdict, erred, finding, first reason
            (
                "wrong_article",
                "not_as_described",
                "customer",
                "return",
                "customer_erred",
            ),
            (
                "wrong_article",
                "packaging_opened",
                "customer",
                "unfounded",
                "packaging_opened",
            ),
            ("own_mistake", "not_defective", "seller", "error", "seller_erred"),
            ("no_reason", "not_defective", "seller", "error", "seller_erred"),
            ("no_reason", "misuse", "seller", "unfounded", "misuse"),
            ("wrong_article", "not_defective", "seller", "error", "seller_erred"),
            (
                "wrong_article",
                "not_as_described",
                "seller",
                "error",
                "not_as_described",
            ),
            ("doa", "not_defective", "seller", "unfounded", "not_defective"),
            ("own_mistake", "not_defective", "customer", "return", "customer_erred"),
        ]
        for reason, verdict, erred, finding, because in table:
            with self.subTest(reason=reason, verdict=verdict, erred=erred):
                decision = self._decide(case(reason, verdict, erred=erred))
                self.assertEqual(decision.finding, finding)
                self.assertEqual(codes(decision)[0], because)

    def test_packaging(self):
        """AFS-4: packaging that staff find opened counts as much as the verdict."""
        sealing = replace(CATS, sealed_reasons=(*CATS.sealed_reasons, "wrong_article"))
        table = [
            # reason, verdict, solutions at CATS, where wrong articles must be sealed
            ("no_reason", "not_defective", BACK, BACK),
            ("own_mistake", "not_defective", BACK, BACK),
            ("wrong_article", "not_as_described", EXCHANGE, BACK),
            ("doa", "defective", EXCHANGE, EXCHANGE),
        ]
        for reason, verdict, solutions, sealed in table:
            with self.subTest(reason=reason, verdict=verdict):
                facts = case(reason, verdict, packaging="opened")
                self.assertEqual(self._decide(facts).codes, solutions)
                self.assertEqual(self._decide(facts, sealing).codes, sealed)
        loose = replace(CATS, sealed_reasons=())
        facts = case("no_reason", "packaging_opened")
        self.assertEqual(self._decide(facts, loose).codes, MONEY)

    def test_clauses(self):
        """AFS-5: the clauses with their dates: "delivered 12 March, within 45 days:
        dead on arrival → replacement or credit, your choice"."""
        decision = self._decide(case("doa", "defective", claimed=after(45)))
        self.assertEqual(
            [reason.to_json() for reason in decision.because],
            [
                {"code": "dead_on_arrival"},
                {
                    "code": "within_days",
                    "since": "2026-03-12",
                    "until": "2026-04-26",
                    "age": 45,
                    "days": 45,
                },
                {"code": "in_stock"},
                {"code": "carriage_doa", "way": "both", "payer": "seller"},
            ],
        )
        decision = self._decide(case("doa", "defective", in_stock=False))
        self.assertEqual(
            [reason.code for reason in decision.because],
            ["dead_on_arrival", "within_days", "out_of_stock", "carriage_doa"],
        )

    def test_carriage_that_matters(self):
        """AFS-6: the way back is spoken of where something goes back."""
        money = self._decide(case("no_reason", "not_defective"))
        self.assertEqual(codes(money)[-1:], ("carriage_return",))
        self.assertEqual({one.carriage_out for one in money.solutions}, {"none"})
        free = replace(CATS, free_return_reasons=("no_reason",))
        money = self._decide(case("no_reason", "not_defective"), free)
        self.assertEqual(
            codes(money), ("sent_back", "within_days", "carriage_free_return")
        )
        missing = self._decide(case("missing_article"))
        self.assertEqual(missing.carriage_in, "none")
        self.assertEqual(missing.get("resend").carriage_out, "seller")
        gone = self._decide(case("missing_article", in_stock=False))
        self.assertEqual(gone.carriage_in, "none")
        self.assertIsNone(gone.get("resend"))

    def test_outcome(self):
        """AFS-5: the outcome as it is frozen."""
        facts = case("defective", "misuse", repairable=False)
        decision = self._decide(facts)
        self.assertEqual(
            decision.outcome_json(),
            {
                "solutions": [
                    {
                        "code": "send_back",
                        "carriage_out": "customer",
                        "conditions": ["carriage_agreed", "payment_terms"],
                        "because": [{"code": "at_own_cost"}],
                    },
                    {
                        "code": "scrap",
                        "carriage_out": "none",
                        "conditions": ["scrap_agreed"],
                        "because": [],
                    },
                ],
                "chooser": "customer",
                "carriage_in": "customer",
                "finding": "outside",
            },
        )
