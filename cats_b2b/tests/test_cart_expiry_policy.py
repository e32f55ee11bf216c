from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.cart_expiry import CartFacts, decide_expiry, get_end

CHANGED = datetime(2026, 3, 16, 9, 30)


@tagged("post_install", "-at_install")
class TestCartExpiryPolicy(BaseCase):
    def test_three_days(self):
        """ORD-1: a cart is kept 72 hours, to the second, since its last change."""
        facts = CartFacts(CHANGED, 72)
        end = datetime(2026, 3, 19, 9, 30)
        self.assertEqual(get_end(CHANGED, 72), end)
        cases = [
            ("a second before", end - timedelta(seconds=1), "kept"),
            ("on the second", end, "deleted"),
            ("long after", end + timedelta(days=300), "deleted"),
        ]
        for label, now, outcome in cases:
            with self.subTest(label):
                self.assertEqual(decide_expiry(facts, now).outcome, outcome)

    def test_outcomes(self):
        """ORD-1: what becomes of a cart after its hours, and why."""
        late = CHANGED + timedelta(days=9)
        cases = [
            ("saved", {}, ("deleted", True, ("expired",))),
            (
                "empty",
                {"has_articles": False},
                ("deleted", False, ("expired", "empty")),
            ),
            ("endless", {"hours": 0}, ("kept", False, ("endless",))),
            ("unknown", {"changed_at": None}, ("kept", False, ("endless",))),
            ("pending", {"payments": {"pending"}}, ("kept", False, ("payment",))),
            ("paid", {"payments": {"error", "done"}}, ("kept", False, ("payment",))),
            ("order", {"is_order": True}, ("kept", False, ("order",))),
            (
                "nobody's",
                {"has_owner": False},
                ("deleted", False, ("expired", "ownerless")),
            ),
            (
                "failed",
                {"payments": {"error", "cancel", "draft"}},
                ("cancelled", True, ("expired", "tried")),
            ),
        ]
        for label, values, expected in cases:
            with self.subTest(label):
                payments = frozenset(values.pop("payments", ()))
                facts = CartFacts(
                    **{"changed_at": CHANGED, "hours": 72, **values}, payments=payments
                )
                decision = decide_expiry(facts, late)
                self.assertEqual(
                    (decision.outcome, decision.saved, codes(decision)), expected
                )
