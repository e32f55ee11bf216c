from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.entitlement import Customer, decide_ordering

COMPANY = {"known": True, "vat_given": True, "country_given": True, "vat_valid": True}


@tagged("post_install", "-at_install")
class TestEntitlementPolicy(BaseCase):
    def test_who_may_order(self):
        """ACC-7: no anonymous order and no order without a valid VAT number."""
        cases = [
            ("company with a valid number", {}, True, "vat_valid"),
            ("the public", {"known": False}, False, "anonymous"),
            ("no number", {"vat_given": False}, False, "vat_missing"),
            ("no country", {"country_given": False}, False, "country_missing"),
            ("number that fails", {"vat_valid": False}, False, "vat_invalid"),
            ("exempt", {"vat_exempt": True}, True, "vat_exempt"),
            (
                "exempt without number",
                {"vat_exempt": True, "vat_given": False, "vat_valid": False},
                True,
                "vat_exempt",
            ),
            (
                "the public is exempt of nothing",
                {"known": False, "vat_exempt": True},
                False,
                "anonymous",
            ),
        ]
        for label, facts, allowed, code in cases:
            with self.subTest(label):
                decision = decide_ordering(Customer(**{**COMPANY, **facts}))
                self.assertEqual(decision.allowed, allowed)
                self.assertEqual(decision.outcome_json(), {"allowed": allowed})
                self.assertEqual(codes(decision), (code,))

    def test_first_obstacle(self):
        """ACC-7: the reason is what the customer has to mend next, one at a time."""
        customer = Customer(known=True, vat_given=False, country_given=False)
        self.assertEqual(codes(decide_ordering(customer)), ("vat_missing",))
