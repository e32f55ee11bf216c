from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.returns_claim import (
    FlagFacts,
    decide_claim,
    decide_claim_again,
    flag_claims,
    flag_claims_again,
    get_repeat_start,
    get_wishes,
)
from ..policies.returns_terms import REASONS, freeze_facts
from .returns_common import CATS, DELIVERED, INK, WARRANTY_END, WHS, after, claim

END = WARRANTY_END
OVER = date(2028, 3, 13)


def instead_codes(decision):
    return tuple(reason.code for reason in decision.instead)


@tagged("post_install", "-at_install")
class TestReturnsClaimPolicy(BaseCase):
    def _decide(self, facts, terms=CATS):
        """Decide, and decide again from the frozen facts."""
        decision = decide_claim(facts, terms)
        again = decide_claim_again(freeze_facts(facts, terms))
        self.assertEqual(again, decision)
        return decision

    def test_windows(self):
        """AFS-2: DOA 45 days, no reason 50 days, warranty period else."""
        other = ("other_reason",)
        table = [
            # reason, day, allowed, because, instead
            ("doa", after(0), True, "within_days", ()),
            ("doa", after(44), True, "within_days", ()),
            ("doa", after(45), True, "within_days", ()),
            ("doa", after(46), False, "too_late", other),
            ("doa", OVER, False, "too_late", ("repair_quote",)),
            ("no_reason", after(49), True, "within_days", ()),
            ("no_reason", after(50), True, "within_days", ()),
            ("no_reason", after(51), False, "too_late", other),
            ("no_reason", OVER, False, "too_late", ("contact",)),
            ("own_mistake", after(50), True, "within_days", ()),
            ("own_mistake", after(51), False, "too_late", other),
            ("defective", after(0), True, "within_warranty", ()),
            ("defective", date(2028, 3, 11), True, "within_warranty", ()),
            ("defective", END, True, "within_warranty", ()),
            ("defective", OVER, False, "warranty_ended", ("repair_quote",)),
            ("transport_damage", END, True, "within_warranty", ()),
            ("transport_damage", OVER, False, "warranty_ended", ("repair_quote",)),
            ("wrong_article", END, True, "within_warranty", ()),
            ("wrong_article", OVER, False, "warranty_ended", ("contact",)),
            ("missing_article", END, True, "within_warranty", ()),
            ("missing_article", OVER, False, "warranty_ended", ("contact",)),
        ]
        for reason, day, allowed, because, instead in table:
            with self.subTest(reason=reason, day=day):
                decision = self._decide(claim(reason, today=day))
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual(decision.barred, not allowed)
                self.assertEqual(codes(decision), (because,))
                self.assertEqual(instead_codes(decision), instead)

    def test_without_warranty(self):
        """AFS-2: without a warranty DOA holds, and own errors as long as it."""
        table = [
            # reason, day, allowed, because, instead
            ("doa", after(45), True, ("within_days",), ()),
            (
                "defective",
                after(45),
                False,
                ("no_warranty",),
                ("other_reason", "repair_quote"),
            ),
            ("defective", after(46), False, ("no_warranty",), ("repair_quote",)),
            ("wrong_article", after(45), True, ("within_days",), ()),
            ("wrong_article", after(46), False, ("too_late",), ("contact",)),
            ("missing_article", after(45), True, ("within_days",), ()),
            ("transport_damage", after(46), False, ("too_late",), ("repair_quote",)),
        ]
        for reason, day, allowed, because, instead in table:
            with self.subTest(reason=reason, day=day):
                decision = self._decide(claim(reason, today=day, warranty_end=None))
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual(codes(decision), because)
                self.assertEqual(instead_codes(decision), instead)

    def test_short_warranty(self):
        """AFS-2: own errors can be claimed for as long as DOA, at least."""
        facts = claim("wrong_article", warranty_end=after(30), today=after(45))
        self.assertTrue(self._decide(facts).allowed)
        self.assertFalse(self._decide(replace(facts, today=after(46))).allowed)

    def test_no_window_at_all(self):
        """AFS-2: neither DOA nor warranty: the seller's errors still are his."""
        terms = replace(CATS, doa_days=0)
        facts = claim("wrong_article", warranty_end=None, today=after(400))
        decision = self._decide(facts, terms)
        self.assertTrue(decision.allowed)
        self.assertEqual(codes(decision), ("unlimited",))
        self.assertIsNone(decision.until)
        doa = self._decide(claim("doa", warranty_end=None), terms)
        self.assertEqual(codes(doa), ("not_offered",))

    def test_own_days(self):
        """AFS-2: damage in transport, wrong and missing articles with days of their
        own."""
        for reason in ("transport_damage", "wrong_article", "missing_article"):
            terms = replace(CATS, **{f"{reason}_days": 7})
            with self.subTest(reason):
                in_time = self._decide(claim(reason, today=after(7)), terms)
                late = self._decide(claim(reason, today=after(8)), terms)
                self.assertTrue(in_time.allowed)
                self.assertEqual(codes(late), ("too_late",))
                broken = ("other_reason", "other_reason")
                missing = reason == "missing_article"
                instead = ("contact",) if missing else broken
                self.assertEqual(instead_codes(late), instead)

    def test_until(self):
        """AFS-2: a claim says until when, with the days and the age."""
        decision = self._decide(claim("doa", today=after(45)))
        self.assertEqual(decision.until, date(2026, 4, 26))
        self.assertEqual(
            decision.because[0].facts,
            {"since": "2026-03-12", "until": "2026-04-26", "age": 45, "days": 45},
        )
        late = self._decide(claim("doa", today=after(46)))
        self.assertEqual(late.until, date(2026, 4, 26))
        self.assertEqual(late.because[0].facts["age"], 46)
        self.assertEqual(
            late.instead[0].facts, {"reason": "defective", "until": "2028-03-12"}
        )
        ended = self._decide(claim("defective", today=OVER))
        self.assertEqual(ended.because[0].facts, {"until": "2028-03-12", "over": 1})

    def test_leap_day(self):
        """AFS-2: delivered on February 29: 45 days are 45 days."""
        facts = claim("doa", delivered=date(2028, 2, 29), today=date(2028, 4, 14))
        self.assertTrue(self._decide(facts).allowed)
        facts = replace(facts, today=date(2028, 4, 15))
        self.assertFalse(self._decide(facts).allowed)

    def test_zones(self):
        """AFS-2: today may still be the day before the delivery, on another clock."""
        decision = self._decide(claim("doa", today=after(-1)))
        self.assertTrue(decision.allowed)
        self.assertEqual(decision.because[0].facts["age"], 0)

    def test_not_delivered(self):
        """AFS-2: what is not delivered is not claimed, whatever the reason."""
        for reason in REASONS:
            with self.subTest(reason):
                decision = self._decide(claim(reason, delivered=None, completed=None))
                self.assertTrue(decision.barred)
                self.assertEqual(codes(decision), ("not_delivered",))
                self.assertEqual(instead_codes(decision), ("wait_delivery",))

    def test_quantity(self):
        """AFS-2: no more than was delivered, less what came back or is claimed."""
        table = [
            # case, delivered, returned, claimed, wanted, because or needs, instead
            ("all", 3, 0, 0, 3, "within_days", ()),
            ("the rest", 3, 1, 1, 1, "within_days", ()),
            ("one too many", 3, 1, 1, 2, "too_many", ("fewer",)),
            ("all claimed", 3, 0, 3, 1, "nothing_left", ("other_claims",)),
            ("all returned", 3, 3, 0, 1, "nothing_left", ("contact",)),
            ("more than all", 3, 3, 1, 1, "nothing_left", ("other_claims",)),
            ("a fraction", 0.3, 0.1, 0.1, 0.1, "within_days", ()),
            ("a fraction too many", 0.3, 0.1, 0.1, 0.11, "too_many", ("fewer",)),
        ]
        for label, delivered, returned, claimed, wanted, because, instead in table:
            with self.subTest(label):
                decision = self._decide(
                    claim(
                        "doa",
                        delivered_qty=delivered,
                        returned_qty=returned,
                        claimed_qty=claimed,
                        quantity=wanted,
                    )
                )
                self.assertEqual(decision.allowed, not instead)
                self.assertEqual(codes(decision), (because,))
                self.assertEqual(instead_codes(decision), instead)

    def test_quantity_facts(self):
        """AFS-2: the refusal counts what was delivered, came back, is claimed."""
        facts = claim("doa", delivered_qty=5, returned_qty=1, claimed_qty=2, quantity=3)
        decision = self._decide(facts)
        self.assertEqual(
            decision.because[0].facts,
            {"delivered": 5, "returned": 1, "claimed": 2, "left": 2, "quantity": 3},
        )
        self.assertEqual(decision.instead[0].facts, {"left": 2})
        claimed = self._decide(claim("doa", claimed_qty=1))
        self.assertEqual(claimed.instead[0].facts, {"claimed": 1})

    def test_needs(self):
        """AFS-2: what the customer has not said yet is asked of him, not refused."""
        unsaid = {"quantity": None, "packaging": "", "photos": 0}
        table = [
            # reason, needs
            ("doa", ("quantity",)),
            ("defective", ("quantity",)),
            ("transport_damage", ("quantity", "photos")),
            ("wrong_article", ("quantity",)),
            ("missing_article", ("quantity",)),
            ("own_mistake", ("quantity", "packaging")),
            ("no_reason", ("quantity", "packaging")),
        ]
        for reason, needs in table:
            with self.subTest(reason):
                decision = self._decide(claim(reason, **unsaid))
                self.assertEqual(decision.needs, needs)
                self.assertFalse(decision.allowed)
                self.assertFalse(decision.barred)
        self.assertEqual(self._decide(claim("doa", quantity=0)).needs, ("quantity",))
        self.assertEqual(self._decide(claim("doa", quantity=-1)).needs, ("quantity",))

    def test_photo_duty(self):
        """AFS-2: the shop says for which reasons photos are wanted."""
        terms = replace(CATS, photo_reasons=("doa", "wrong_article"))
        for reason in REASONS:
            with self.subTest(reason):
                decision = self._decide(claim(reason, photos=0), terms)
                needs = ("photos",) if reason in terms.photo_reasons else ()
                self.assertEqual(decision.needs, needs)

    def test_packaging(self):
        """AFS-2: no-reason returns in unopened packaging only; faults do not mind."""
        for reason in REASONS:
            with self.subTest(reason):
                decision = self._decide(claim(reason, packaging="opened"))
                self.assertEqual(
                    decision.allowed, reason not in ("own_mistake", "no_reason")
                )
        decision = self._decide(claim("no_reason", packaging="opened"))
        self.assertEqual(codes(decision), ("packaging_opened",))
        self.assertEqual(instead_codes(decision), ("other_reason", "other_reason"))
        self.assertEqual(
            [reason.facts["reason"] for reason in decision.instead],
            ["doa", "defective"],
        )

    def test_sealed_faults(self):
        """AFS-2: what is refused for its packaging is not offered again."""
        for reason, other in [("doa", "defective"), ("defective", "doa")]:
            terms = replace(CATS, sealed_reasons=(reason,))
            with self.subTest(reason):
                decision = self._decide(claim(reason, packaging="opened"), terms)
                self.assertEqual(codes(decision), ("packaging_opened",))
                offered = [one.facts["reason"] for one in decision.instead]
                self.assertEqual(offered, [other])

    def test_service_centre(self):
        """AFS-2: what service centres repair under warranty goes to them."""
        terms = replace(CATS, warranty_service="service_centre")
        decision = self._decide(claim("defective", today=after(46)), terms)
        centre = {"code": "service_centre", "until": "2028-03-12"}
        self.assertEqual([one.to_json() for one in decision.because], [centre])
        self.assertEqual([one.to_json() for one in decision.instead], [centre])

    def test_outcome(self):
        """AFS-2: the outcome as it is frozen."""
        unsaid = self._decide(claim("no_reason", quantity=None, packaging=""))
        self.assertEqual(
            unsaid.outcome_json(),
            {
                "allowed": False,
                "until": "2026-05-01",
                "needs": ["quantity", "packaging"],
                "instead": [],
            },
        )
        barred = self._decide(claim("doa", delivered=None))
        self.assertEqual(
            barred.outcome_json(),
            {
                "allowed": False,
                "until": None,
                "needs": [],
                "instead": ["wait_delivery"],
            },
        )

    def test_dispute(self):
        """AFS-9: an open dispute blocks exchange and service; a return goes on."""
        for reason in REASONS:
            with self.subTest(reason):
                decision = self._decide(claim(reason, dispute=True))
                if reason in ("own_mistake", "no_reason"):
                    self.assertTrue(decision.allowed)
                    self.assertEqual(codes(decision), ("within_days", "dispute_open"))
                else:
                    self.assertEqual(codes(decision), ("dispute_open",))
                    self.assertEqual(instead_codes(decision), ("close_dispute",))

    def test_everything_at_once(self):
        """AFS-2: all that bars a claim is told at once."""
        facts = claim("no_reason", today=after(51), packaging="opened", quantity=2)
        self.assertEqual(
            codes(self._decide(facts)), ("too_many", "too_late", "packaging_opened")
        )

    def test_repeated_missing(self):
        """AFS-9: the third claim of missing articles in 12 months stands out."""
        refusing = replace(CATS, refuse_repeated=True)
        for earlier, stands_out in [(0, False), (1, False), (2, True), (3, True)]:
            with self.subTest(earlier=earlier):
                facts = claim("missing_article", missing_claims=earlier)
                decision = self._decide(facts)
                self.assertTrue(decision.allowed)
                self.assertEqual("repeated_missing" in codes(decision), stands_out)
                refused = self._decide(facts, refusing)
                self.assertEqual(refused.barred, stands_out)
                instead = ("contact",) if stands_out else ()
                self.assertEqual(instead_codes(refused), instead)
        third = self._decide(claim("missing_article", missing_claims=2))
        self.assertEqual(
            third.because[-1].facts, {"count": 3, "limit": 2, "months": 12}
        )
        doa = self._decide(claim("doa", missing_claims=9), refusing)
        self.assertTrue(doa.allowed)
        self.assertEqual(codes(doa), ("within_days",))

    def test_repeat_start(self):
        """AFS-9: claims of the last 12 months count, that of the same day included."""
        table = [
            ("2026-11-21", "2025-11-21"),
            ("2028-02-29", "2027-02-28"),
            ("2027-02-28", "2026-02-28"),
        ]
        for today, start in table:
            with self.subTest(today):
                day = get_repeat_start(date.fromisoformat(today), CATS)
                self.assertEqual(day.isoformat(), start)

    def test_flags(self):
        """AFS-9: repeated missing articles, dispute, high value and age stand out."""
        quiet = {"reason": "doa", "today": DELIVERED, "submitted": DELIVERED}
        missing = {"reason": "missing_article"}
        table = [
            # case, facts, flags
            ("nothing", {}, ()),
            ("dispute", {"dispute": True}, ("dispute_open",)),
            ("second missing", {**missing, "missing_claims": 1}, ()),
            ("third missing", {**missing, "missing_claims": 2}, ("repeated_missing",)),
            ("other reason", {"missing_claims": 2}, ()),
            ("value below", {"value": 999.99}, ()),
            ("value reached", {"value": 1000.0}, ("high_value",)),
            ("two days", {"today": after(2)}, ()),
            ("three days", {"today": after(3)}, ("waiting",)),
            ("waits for the customer", {"today": after(3), "waiting": False}, ()),
            (
                "all",
                {**missing, "missing_claims": 2, "dispute": True}
                | {"value": 5000.0, "today": after(9)},
                ("dispute_open", "repeated_missing", "high_value", "waiting"),
            ),
        ]
        for label, changes, flags in table:
            with self.subTest(label):
                facts = FlagFacts(**{**quiet, **changes})
                decision = flag_claims(facts, CATS)
                self.assertEqual(codes(decision), flags)
                again = flag_claims_again(freeze_facts(facts, CATS))
                self.assertEqual(again, decision)

    def test_flag_facts(self):
        """AFS-9: the flags count and compare."""
        facts = FlagFacts(
            reason="doa", today=after(9), submitted=DELIVERED, value=1250.0
        )
        flags = flag_claims(facts, CATS)
        self.assertEqual(
            [flag.facts for flag in flags.because],
            [{"value": 1250.0, "limit": 1000.0}, {"age": 9, "days": 2}],
        )
        self.assertEqual(flags.outcome_json(), ["high_value", "waiting"])

    def test_no_high_value(self):
        """AFS-9: a limit of 0 flags no value."""
        facts = FlagFacts(reason="doa", today=DELIVERED, submitted=DELIVERED, value=1e6)
        self.assertEqual(codes(flag_claims(facts, replace(CATS, high_value=0.0))), ())

    def test_repair_at_cost(self):
        """AFS-7: out of warranty a repair can be asked for, at the customer's cost."""
        late = claim("defective", today=OVER)
        self.assertTrue(self._decide(late).barred)
        decision = self._decide(replace(late, at_cost=True))
        self.assertTrue(decision.allowed)
        self.assertEqual(codes(decision), ("warranty_ended", "at_own_cost"))
        never = replace(late, at_cost=True, warranty_end=None)
        self.assertEqual(codes(self._decide(never)), ("no_warranty", "at_own_cost"))
        # Under warranty nobody pays.
        early = claim("defective", at_cost=True)
        self.assertEqual(codes(self._decide(early)), ("within_warranty",))
        # It opens no other door: another reason, a shop without repairs, a dispute,
        # what is claimed already.
        for barred, terms in (
            (claim("doa", today=OVER, at_cost=True), CATS),
            (replace(late, at_cost=True), INK),
            (replace(late, at_cost=True, dispute=True), CATS),
            (replace(late, at_cost=True, claimed_qty=1.0), CATS),
        ):
            self.assertTrue(self._decide(barred, terms).barred)

    def test_wishes(self):
        """AFS-2, AFS-5: only what could come of the claim can be wished for."""
        money = ("credit", "voucher", "refund")
        self.assertEqual(get_wishes("no_reason", CATS), money)
        self.assertEqual(get_wishes("doa", CATS), ("replacement", *money))
        self.assertEqual(
            get_wishes("defective", CATS), ("replacement", "repair", *money)
        )
        self.assertEqual(get_wishes("missing_article", WHS), ("replacement", "credit"))
        self.assertEqual(get_wishes("own_mistake", INK), ("voucher", "refund"))
