from datetime import datetime, timedelta

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.registration import (
    RegistrationFacts,
    decide_again,
    decide_registration,
    get_vies_fault,
    get_vies_pause,
    is_vies_overdue,
)


@tagged("post_install", "-at_install")
class TestApplicationPolicy(BaseCase):
    def test_table(self):
        """ACC-2 to ACC-6, ACC-9: who decides about an application, and why."""
        vies = {"vies": "valid"}
        new = ("company_new",)
        table = [
            # case, facts, outcome, because
            ("EU, valid", vies, "approve", ("vies_valid", *new)),
            ("Swiss, British", {}, "approve", ("checksum_valid", *new)),
            ("no checksum", {"vat_checked": False}, "staff", ("no_checksum",)),
            (
                "VIES is proof enough",
                {"vat_checked": False, **vies},
                "approve",
                ("vies_valid", *new),
            ),
            ("VIES silent", {"vies": "wait"}, "retry", ("vies_silent",)),
            (
                "VIES silent, nothing else counts yet",
                {"vies": "wait", "zip_ok": False, "auto_approve": False},
                "retry",
                ("vies_silent",),
            ),
            ("VIES says no", {"vies": "invalid"}, "staff", ("vies_invalid",)),
            ("wrong number", {"vat_ok": False}, "staff", ("vat_wrong",)),
            ("by hand", {"auto_approve": False, **vies}, "staff", ("by_hand",)),
            (
                "all doubts are told",
                {
                    "vat_checked": False,
                    "zip_ok": False,
                    "email_ok": False,
                    "documents_missing": ("Extract",),
                    "auto_approve": False,
                },
                "staff",
                (
                    "no_checksum",
                    "zip_wrong",
                    "email_wrong",
                    "documents_missing",
                    "by_hand",
                ),
            ),
            ("login", {"login": "active"}, "known", ("login_known",)),
            (
                "login, whatever else is wrong",
                {"login": "active", "vat_ok": False, "company": "own"},
                "known",
                ("login_known",),
            ),
            ("old login", {"login": "archived"}, "staff", ("login_archived",)),
            ("contact", {"contact": "known"}, "contact", ("contact_known",)),
            (
                "contact, VIES silent",
                {"contact": "known", "vies": "wait"},
                "contact",
                ("contact_known",),
            ),
            *(
                (f"contact {code}", {"contact": code}, "staff", (f"contact_{code}",))
                for code in ("several", "elsewhere", "no_vat", "supplier")
            ),
            (
                "colleague",
                {"company": "known", "principals": 2, **vies},
                "principal",
                ("company_known",),
            ),
            (
                "colleague, VIES silent",
                {"company": "known", "principals": 1, "vies": "wait"},
                "principal",
                ("company_known",),
            ),
            (
                "colleague, VIES says no",
                {"company": "known", "principals": 1, "vies": "invalid"},
                "staff",
                ("vies_invalid",),
            ),
            ("nobody to ask", {"company": "known"}, "staff", ("no_principal",)),
            *(
                (
                    f"company {code}",
                    {"company": code, "principals": 1, **vies},
                    "staff",
                    (f"company_{code}",),
                )
                for code in ("archived", "own", "supplier", "unclear")
            ),
        ]
        for case, facts, outcome, because in table:
            with self.subTest(case=case):
                decision = decide_registration(RegistrationFacts(**facts))
                self.assertEqual(decision.outcome_json(), outcome)
                self.assertEqual(codes(decision), because)
                again = decide_again(RegistrationFacts(**facts).to_json())
                self.assertEqual(again, decision)

    def test_pauses(self):
        """ACC-2: VIES is asked again after 5 min, 15, 60, 240, then every 6 h."""
        minutes = [get_vies_pause(tries, 0).total_seconds() / 60 for tries in range(8)]
        self.assertEqual(minutes, [5, 5, 15, 60, 240, 360, 360, 360])
        self.assertEqual(get_vies_pause(1, 1), timedelta(minutes=6))
        self.assertEqual(get_vies_pause(99, 0.5), timedelta(hours=6, minutes=36))

    def test_overdue(self):
        """ACC-2: staff are told after a day."""
        since = datetime(2026, 11, 18, 9, 0)
        day = timedelta(days=1)
        self.assertTrue(is_vies_overdue(since, since + day))
        self.assertFalse(is_vies_overdue(since, since + day - timedelta(seconds=1)))

    def test_faults(self):
        """ACC-2: the code of a fault is found in whatever VIES writes around it."""
        table = [
            ("MS_UNAVAILABLE", "MS_UNAVAILABLE"),
            ("{ 'SERVICE_UNAVAILABLE' }", "SERVICE_UNAVAILABLE"),
            ("MS_MAX_CONCURRENT_REQ_TIME", "MS_MAX_CONCURRENT_REQ_TIME"),
            ("Something else", "Something else"),
            (None, ""),
        ]
        for text, code in table:
            with self.subTest(text=text):
                self.assertEqual(get_vies_fault(text), code)
