from odoo.tests import BaseCase

from ..policies.because import codes
from ..policies.change_request import (
    Change,
    decide_permission,
    find_changes,
    judge_approval,
)


class TestChangeRequestPolicy(BaseCase):
    def test_permission(self):
        """ACC-8, ACC-10: principals ask for the company, each for himself."""
        cases = [
            # kind, own, is_principal, has_principals → allowed, why
            ("company", False, True, True, True, "principal"),
            ("company", False, False, True, False, "principals_ask"),
            ("company", False, False, False, True, "no_principal"),
            ("billing", False, False, True, False, "principals_ask"),
            ("billing", False, False, False, True, "no_principal"),
            ("email", True, False, True, True, "own"),
            ("email", False, False, False, False, "colleague"),
            ("closure", True, False, True, True, "own"),
            ("closure", False, True, True, True, "principal"),
            ("closure", False, False, True, False, "principals_ask"),
            ("closure", False, False, False, False, "principals_ask"),
        ]
        for kind, own, is_principal, has_principals, allowed, why in cases:
            with self.subTest(kind=kind, own=own, is_principal=is_principal):
                permission = decide_permission(
                    kind,
                    own=own,
                    is_principal=is_principal,
                    has_principals=has_principals,
                )
                self.assertEqual(permission.allowed, allowed)
                self.assertEqual(codes(permission), (why,))

    def test_changes(self):
        """ACC-8: blanks around and empty texts are no changes; the order is kept."""
        today = {"name": "Lumière", "street2": False, "country_id": 20, "city": "Ath"}
        self.assertEqual(find_changes(today, dict(today, street2="")), ())
        self.assertEqual(find_changes(today, {"name": " Lumière "}), ())
        self.assertEqual(
            find_changes(today, {"country_id": 21, "name": "Lux", "city": " "}),
            (
                Change("country_id", 20, 21),
                Change("name", "Lumière", "Lux"),
                Change("city", "Ath", False),
            ),
        )

    def test_approval(self):
        """ACC-8: old values that do not hold any more are asked about again."""
        changes = (Change("city", "Ath", "Mons"), Change("zip", "7800", "7000"))
        cases = [
            ({"city": "Ath", "zip": "7800"}, "write", ()),
            ({"city": "Mons", "zip": "7800"}, "write", ()),
            ({"city": "Mons", "zip": "7000"}, "nothing", ()),
            ({"city": "Huy", "zip": "7800"}, "ask", ("moved",)),
            ({"city": "Huy", "zip": False}, "ask", ("moved", "moved")),
        ]
        for today, outcome, because in cases:
            with self.subTest(today=today):
                verdict = judge_approval(changes, today)
                self.assertEqual(verdict.outcome, outcome)
                self.assertEqual(codes(verdict), because)
        vat = (Change("vat", "BE1", "BE2"),)
        for number, outcome, because in (
            ("BE1", "ask", ("vat_taken",)),
            ("BE2", "nothing", ()),
            ("BE3", "ask", ("moved", "vat_taken")),
        ):
            verdict = judge_approval(vat, {"vat": number}, is_taken=True)
            self.assertEqual((verdict.outcome, codes(verdict)), (outcome, because))
        today = {"city": "Ath", "zip": "7800"}
        verdict = judge_approval(changes, today, is_taken=True)
        self.assertEqual(verdict.outcome, "write")
        self.assertEqual(
            judge_approval(changes, {"city": "Huy", "zip": "7800"}).because[0].facts,
            {"field": "city", "old": "Ath", "today": "Huy"},
        )
