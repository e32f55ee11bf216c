from dataclasses import replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.returns_carriage import decide_carriage, decide_carriage_again
from ..policies.returns_terms import freeze_facts
from .returns_common import CATS, DELIVERED, after, case

SIX_MONTHS = date(2026, 9, 12)
SEVENTH = date(2026, 9, 13)
OVER = date(2028, 3, 13)
S, C, N = "seller", "customer", "none"


@tagged("post_install", "-at_install")
class TestReturnsCarriagePolicy(BaseCase):
    def _decide(self, facts, terms=CATS):
        """Decide, and decide again from the frozen facts."""
        decision = decide_carriage(facts, terms)
        again = decide_carriage_again(freeze_facts(facts, terms))
        self.assertEqual(again, decision)
        return decision

    def _assert_pays(self, facts, inbound, outbound, because, terms=CATS):
        carriage = self._decide(facts, terms)
        self.assertEqual((carriage.inbound, carriage.outbound), (inbound, outbound))
        self.assertEqual(codes(carriage), because)

    def test_table(self):
        """AFS-6: the seller for DOA, defects within 6 months, own errors; the customer
        otherwise."""
        outside = ("carriage_outside",)
        months = ("carriage_first_months",)
        after_months = ("carriage_after_months", "carriage_warranty_back")
        own = ("carriage_own_error",)
        table = [
            # reason, verdict, day, in, out, because
            ("doa", "", after(45), S, S, ("carriage_doa",)),
            ("doa", "defective", after(45), S, S, ("carriage_doa",)),
            ("doa", "defective", after(46), S, S, months),
            ("doa", "", SEVENTH, C, S, after_months),
            ("defective", "", SIX_MONTHS, S, S, months),
            ("defective", "defective", SIX_MONTHS, S, S, months),
            ("defective", "", SEVENTH, C, S, after_months),
            ("defective", "defective", SEVENTH, C, S, after_months),
            ("defective", "defective", OVER, C, C, outside),
            ("defective", "misuse", after(1), C, C, outside),
            ("transport_damage", "", OVER, S, S, ("carriage_transport_damage",)),
            (
                "transport_damage",
                "defective",
                OVER,
                S,
                S,
                ("carriage_transport_damage",),
            ),
            ("wrong_article", "", OVER, S, S, own),
            ("wrong_article", "not_as_described", OVER, S, S, own),
            ("defective", "not_as_described", SEVENTH, S, S, own),
            ("missing_article", "", OVER, N, S, own),
            ("own_mistake", "", after(1), C, C, ("carriage_return",)),
            ("no_reason", "", after(1), C, C, ("carriage_return",)),
            ("no_reason", "not_defective", after(1), C, C, ("carriage_return",)),
        ]
        for reason, verdict, claimed, inbound, outbound, because in table:
            with self.subTest(reason=reason, verdict=verdict, claimed=claimed):
                facts = case(reason, verdict, claimed=claimed)
                self._assert_pays(facts, inbound, outbound, because)

    def test_months(self):
        """AFS-6: the 6 months end on the same day, or the last of a shorter month."""
        table = [
            # delivered, last day, the day after
            ("2026-03-12", "2026-09-12", "2026-09-13"),
            ("2026-08-31", "2027-02-28", "2027-03-01"),
            ("2027-08-31", "2028-02-29", "2028-03-01"),
            ("2028-02-29", "2028-08-29", "2028-08-30"),
        ]
        for row in table:
            delivered, last, over = map(date.fromisoformat, row)
            with self.subTest(delivered=delivered):
                facts = case("defective", delivered=delivered, claimed=last)
                facts = replace(facts, warranty_end=date(2030, 1, 1))
                carriage = self._decide(facts)
                self.assertEqual(carriage.inbound, S)
                self.assertEqual(carriage.because[0].facts["until"], row[1])
                self.assertEqual(self._decide(replace(facts, claimed=over)).inbound, C)

    def test_from_payment(self):
        """AFS-6: "les 6 premiers mois suivant la date du règlement" (MCH)."""
        terms = replace(CATS, carriage_from="payment")
        facts = case("defective", paid_on=date(2026, 2, 20), claimed=date(2026, 8, 20))
        self.assertEqual(self._decide(facts, terms).inbound, S)
        late = replace(facts, claimed=date(2026, 8, 21))
        self.assertEqual(self._decide(late, terms).inbound, C)
        self.assertEqual(self._decide(late).inbound, S)
        unpaid = replace(late, paid_on=None)
        self.assertEqual(self._decide(unpaid, terms).inbound, S)

    def test_no_months(self):
        """AFS-6: without such months the seller pays for DOA and own errors only."""
        terms = replace(CATS, carriage_months=0)
        facts = case("defective", claimed=DELIVERED)
        self.assertEqual(self._decide(facts, terms).inbound, C)
        self.assertEqual(self._decide(case("doa"), terms).inbound, S)

    def test_way_back(self):
        """AFS-6: after those months, the shop says who pays for the way back."""
        facts = case("defective", "defective", used=True, claimed=SEVENTH)
        self.assertEqual(self._decide(facts).outbound, S)
        terms = replace(CATS, warranty_carriage_out="customer")
        self.assertEqual(self._decide(facts, terms).outbound, C)
        in_time = replace(facts, claimed=SIX_MONTHS)
        self.assertEqual(self._decide(in_time, terms).outbound, S)

    def test_unfounded(self):
        """AFS-6: not defective: the way back is at the customer's cost; for the way in
        stands what was promised, unless the shop charges it."""
        charging = replace(CATS, recharges_inbound=True)
        table = [
            # reason, verdict, changes, in, in where it is charged
            ("doa", "not_defective", {}, S, C),
            ("defective", "not_defective", {"claimed": SEVENTH}, C, C),
            ("transport_damage", "not_defective", {}, S, C),
            ("wrong_article", "not_defective", {}, S, C),
            ("doa", "", {"serial": "other"}, S, C),
            ("no_reason", "packaging_opened", {}, C, C),
        ]
        for reason, verdict, changes, inbound, charged in table:
            with self.subTest(reason=reason, verdict=verdict):
                facts = case(reason, verdict, **changes)
                carriage = self._decide(facts)
                self.assertEqual((carriage.inbound, carriage.outbound), (inbound, C))
                carriage = self._decide(facts, charging)
                self.assertEqual((carriage.inbound, carriage.outbound), (charged, C))
                if charged != inbound:
                    self.assertEqual(codes(carriage), ("carriage_unfounded",))
        founded = case("doa", "defective")
        self._assert_pays(founded, S, S, ("carriage_doa",), charging)
        erred = case("doa", "not_defective", erred="seller")
        self._assert_pays(erred, S, S, ("carriage_own_error",), charging)

    def test_erred(self):
        """AFS-6: who erred, as staff see it, pays; the carrier's errors are the
        seller's affair."""
        own, customers = "carriage_own_error", "carriage_customer_erred"
        carriers = "carriage_transport_damage"
        table = [
            # reason, verdict, erred, in, out, because
            ("no_reason", "not_defective", "seller", S, S, own),
            ("doa", "not_defective", "seller", S, S, own),
            ("defective", "misuse", "seller", S, S, own),
            ("wrong_article", "not_as_described", "customer", C, C, customers),
            ("missing_article", "", "customer", N, C, customers),
            ("missing_article", "", "carrier", N, S, carriers),
            ("defective", "defective", "carrier", S, S, carriers),
        ]
        for reason, verdict, erred, inbound, outbound, because in table:
            with self.subTest(reason=reason, verdict=verdict, erred=erred):
                facts = case(reason, verdict, erred=erred, claimed=SEVENTH)
                self._assert_pays(facts, inbound, outbound, (because,))

    def test_missing(self):
        """AFS-6: of what is missing nothing is sent in; the way out is told."""
        carriage = self._decide(case("missing_article"))
        self.assertEqual(
            [reason.to_json() for reason in carriage.because],
            [{"code": "carriage_own_error", "way": "out", "payer": "seller"}],
        )

    def test_dispute(self):
        """AFS-9: in a dispute "les frais de retour seront à sa charge" (MCH)."""
        for reason in ("doa", "defective", "transport_damage", "wrong_article"):
            with self.subTest(reason):
                self._assert_pays(
                    case(reason, dispute=True), C, C, ("carriage_dispute",)
                )

    def test_own_carrier(self):
        """AFS-6: a carrier that the customer chose himself is not refunded (LUX)."""
        facts = case("doa", "defective", own_carrier=True)
        self._assert_pays(facts, C, S, ("carriage_own_carrier", "carriage_doa"))
        terms = replace(CATS, refunds_own_carrier=True)
        self._assert_pays(facts, S, S, ("carriage_doa",), terms)

    def test_free_returns(self):
        """AFS-6: where the shop fetches returns for nothing, what went wrong with them
        still goes back at the customer's cost."""
        terms = replace(CATS, free_return_reasons=("no_reason",))
        facts = case("no_reason")
        because = ("carriage_free_return", "carriage_return")
        self._assert_pays(facts, S, C, because, terms)
        misused = case("no_reason", "misuse")
        because = ("carriage_free_return", "carriage_unfounded")
        self._assert_pays(misused, S, C, because, terms)
        self._assert_pays(case("own_mistake"), C, C, ("carriage_return",), terms)

    def test_facts(self):
        """AFS-6: the reason names the months, from when and until when they count."""
        carriage = self._decide(case("defective", claimed=SEVENTH))
        self.assertEqual(
            [reason.facts for reason in carriage.because],
            [
                {
                    "way": "in",
                    "payer": "customer",
                    "months": 6,
                    "since": "2026-03-12",
                    "until": "2026-09-12",
                },
                {"way": "out", "payer": "seller"},
            ],
        )
        self.assertEqual(
            carriage.outcome_json(), {"inbound": "customer", "outbound": "seller"}
        )
