from dataclasses import fields, replace
from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.returns_carriage import decide_carriage
from ..policies.returns_claim import decide_claim
from ..policies.returns_solution import decide_solutions
from ..policies.returns_terms import ReturnTerms
from .returns_common import CATS, INK, LUX, MCH, SHOPS, WHS, after, case, claim

OVER = date(2028, 3, 13)


@tagged("post_install", "-at_install")
class TestReturnsShopsPolicy(BaseCase):
    """The answers of the five shops' FAQ pages, by values of their terms alone."""

    def _get_allowed(self, terms, reason, *days, **changes):
        """:return: for each day after delivery, whether the claim is allowed."""
        return [
            decide_claim(claim(reason, today=after(day), **changes), terms).allowed
            for day in days
        ]

    def test_defaults(self):
        """AFS-2: the defaults are the CATS shop's."""
        self.assertEqual(replace(CATS, version=""), ReturnTerms())
        self.assertEqual((CATS.doa_days, CATS.no_reason_days), (45, 50))
        self.assertEqual((CATS.carriage_months, CATS.repeat_months), (6, 12))
        self.assertTrue(CATS.replacement_continues)
        self.assertEqual((CATS.returns_from, CATS.carriage_from), ("line", "delivery"))

    def test_frozen_terms(self):
        """AFS-2: a claim keeps the version of the terms by which it was judged."""
        for terms in SHOPS:
            with self.subTest(terms.version):
                self.assertEqual(ReturnTerms.from_json(terms.to_json()), terms)
        old = CATS.to_json()
        del old["waiting_days"]
        old["gone"] = 1
        self.assertEqual(ReturnTerms.from_json(old), CATS)

    def test_every_setting_matters(self):
        """AFS-2: what is a setting differs in a shop, or is tried in another test."""
        differing = {
            field.name
            for field in fields(ReturnTerms)
            if len({getattr(terms, field.name) for terms in SHOPS}) > 1
        }
        same = {field.name for field in fields(ReturnTerms)} - differing
        self.assertEqual(
            same,
            {
                "high_value",
                "photo_reasons",
                "recharges_inbound",
                "refunds_own_carrier",
                "refuse_repeated",
                "repeat_months",
                "replacement_continues",
                "waiting_days",
                "warranty_carriage_out",
            },
        )

    def test_whs(self):
        """AFS-2 WHS: "tot 45 dagen na ontvangst … een vervangend toestel of een
        creditnota"; "onder de garantie … naar de geautoriseerde servicecenters"."""
        self.assertEqual(self._get_allowed(WHS, "doa", 45, 46), [True, False])
        self.assertEqual(self._get_allowed(WHS, "no_reason", 0), [False])
        self.assertEqual(self._get_allowed(WHS, "own_mistake", 0), [False])
        for reason in ("doa", "defective"):
            decision = decide_claim(claim(reason, today=after(60)), WHS)
            self.assertTrue(decision.barred)
            self.assertEqual(
                [one.to_json() for one in decision.instead],
                [{"code": "service_centre", "until": "2028-03-12"}],
            )
        early = decide_claim(claim("defective", today=after(45)), WHS)
        self.assertEqual(
            [one.code for one in early.instead], ["other_reason", "service_centre"]
        )
        ended = decide_claim(claim("defective", today=OVER), WHS)
        self.assertEqual([one.code for one in ended.instead], ["contact"])
        dead = decide_solutions(case("doa", "defective"), WHS)
        self.assertEqual(dead.codes, ("replacement", "credit"))
        self.assertEqual(dead.chooser, "customer")
        used = decide_solutions(case("doa", "defective", used=True), WHS)
        self.assertEqual(used.codes, ("repair",))
        self.assertEqual(codes(used.solutions[0]), ("service_centre",))

    def test_ink_choice(self):
        """AFS-5 INK: "soit, nous avons ce produit en stock … soit, un code … un avoir.
        Si les deux solutions sont possibles, vous pourrez choisir"."""
        broken = {"repairable": False}
        table = [
            # reason, changes, solutions
            ("defective", {}, ("replacement", "voucher", "refund")),
            ("defective", {"used": True}, ("replacement", "voucher", "refund")),
            ("defective", {"in_stock": False}, ("voucher", "refund")),
            ("transport_damage", {}, ("replacement", "voucher", "refund")),
        ]
        for reason, changes, solutions in table:
            with self.subTest(reason=reason, **changes):
                facts = case(reason, "defective", **{**broken, **changes})
                decision = decide_solutions(facts, INK)
                self.assertEqual(decision.codes, solutions)
                self.assertEqual(decision.chooser, "customer")
                self.assertEqual(decision.carriage_in, "seller")

    def test_ink_returns(self):
        """AFS-2 INK: "vous ne devez pas déchirer le carton … à défaut, le produit ne
        sera ni échangé, ni remboursé"; without a reason nothing is taken back."""
        for reason in ("wrong_article", "own_mistake"):
            self.assertEqual(self._get_allowed(INK, reason, 14, 15), [True, False])
            opened = self._get_allowed(INK, reason, 1, packaging="opened")
            self.assertEqual(opened, [False])
            decision = decide_solutions(
                case(reason, "not_as_described", packaging="opened"), INK
            )
            self.assertEqual(decision.codes, ("send_back", "keep"))
        self.assertEqual(self._get_allowed(INK, "no_reason", 0), [False])
        sealed = decide_solutions(case("own_mistake", "not_defective"), INK)
        self.assertEqual(sealed.codes, ("voucher", "refund"))

    def test_ink_carriage(self):
        """AFS-6 INK: "nous prendrons en charge les frais de réexpédition"; "si le
        produit ne s'avère pas défectueux … à vos frais"."""
        month_20 = case("defective", claimed=date(2027, 11, 12))
        self.assertEqual(decide_carriage(month_20, INK).inbound, "seller")
        sound = replace(month_20, verdict="not_defective")
        carriage = decide_carriage(sound, INK)
        self.assertEqual((carriage.inbound, carriage.outbound), ("seller", "customer"))

    def test_ink_missing(self):
        """AFS-9 INK: "qui vous fera expédié la référence qui vous manque, à nos frais";
        "de façon répété": the second one stands out."""
        decision = decide_solutions(case("missing_article"), INK)
        self.assertEqual(decision.proposed, "resend")
        self.assertEqual(decision.solutions[0].carriage_out, "seller")
        again = decide_claim(claim("missing_article", missing_claims=1), INK)
        self.assertEqual(codes(again), ("within_days", "repeated_missing"))

    def test_mch(self):
        """AFS-5 MCH: "au remplacement si le produit est neuf et n'a jamais été
        utilisé"; "la réparation surtout lorsqu'un produit a été déjà utilisé";
        "permettant au vendeur de choisir"."""
        new = decide_solutions(case("defective", "defective"), MCH)
        self.assertEqual(new.proposed, "replacement")
        self.assertEqual(new.get("replacement").conditions, ("collected",))
        self.assertEqual(new.chooser, "seller")
        used = case("defective", "defective", used=True)
        self.assertEqual(decide_solutions(used, MCH).codes, ("repair",))
        lost = decide_solutions(replace(used, repairable=False), MCH)
        self.assertEqual(lost.codes, ("replacement",))
        self.assertEqual(self._get_allowed(MCH, "no_reason", 0), [False])
        misused = decide_solutions(case("defective", "misuse", used=True), MCH)
        self.assertEqual(misused.codes, ("repair", "send_back", "scrap"))

    def test_mch_dispute(self):
        """AFS-9 MCH: PayPal dispute: "il ne nous sera pas possible de procéder à un
        échange … les frais de retour seront à sa charge"."""
        facts = case("defective", "defective", dispute=True)
        self.assertEqual(decide_solutions(facts, MCH).codes, ("hold",))
        self.assertEqual(decide_carriage(facts, MCH).inbound, "customer")

    def test_mch_payment(self):
        """AFS-6 MCH: "passés les 6 premiers mois suivant la date du règlement"."""
        facts = case("defective", paid_on=date(2026, 3, 1), claimed=date(2026, 9, 1))
        self.assertEqual(decide_carriage(facts, MCH).inbound, "seller")
        facts = replace(facts, claimed=date(2026, 9, 2))
        self.assertEqual(decide_carriage(facts, MCH).inbound, "customer")
        self.assertEqual(decide_carriage(facts, CATS).inbound, "seller")

    def test_lux(self):
        """AFS-2 LUX: "uten å oppgi grunn innen 50 dager etter mottak av varene i sin
        helhet": the last goods of the order count."""
        late = {"completed": after(20)}
        for reason in ("no_reason", "own_mistake"):
            allowed = self._get_allowed(LUX, reason, 70, 71, **late)
            self.assertEqual(allowed, [True, False])
        incomplete = claim("no_reason", today=after(90), completed=None)
        decision = decide_claim(incomplete, LUX)
        self.assertTrue(decision.allowed)
        self.assertEqual(
            [one.to_json() for one in decision.because],
            [{"code": "order_incomplete", "days": 50}],
        )
        self.assertFalse(decide_claim(incomplete, CATS).allowed)
        opened = self._get_allowed(LUX, "no_reason", 50, packaging="opened")
        self.assertEqual(opened, [True])
        self.assertEqual(decide_claim(claim("no_reason", packaging=""), LUX).needs, ())

    def test_lux_money(self):
        """PAY-4 LUX: "alle tilbakebetalinger skjer via den betalingsmåten"."""
        facts = case("no_reason", "packaging_opened")
        self.assertEqual(decide_solutions(facts, LUX).proposed, "refund")
        on_account = replace(facts, paid=False)
        self.assertEqual(decide_solutions(on_account, LUX).codes, ("credit",))

    def test_lux_carriage(self):
        """AFS-6 LUX: "returnere varen kostnadsfritt"; "hvis du ordner returen via en
        fraktleverandør etter eget valg, kan vi dessverre ikke refundere"."""
        facts = case("no_reason")
        self.assertEqual(decide_carriage(facts, LUX).inbound, "seller")
        own = replace(facts, own_carrier=True)
        self.assertEqual(decide_carriage(own, LUX).inbound, "customer")
        self.assertEqual(decide_carriage(facts, CATS).inbound, "customer")
