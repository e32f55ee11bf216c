from datetime import date, time

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.checkout import clean_text, judge_phone, judge_text
from ..policies.dispatch import Day
from ..policies.wished_date import WishFacts, judge_wish, list_days

HOLIDAYS = {date(2026, 12, 25): "Christmas"}
# Monday, December 21, to Thursday, December 31, 2026.
FACTS = WishFacts(earliest=date(2026, 12, 21), reach=10)


def calendar(day):
    """Monday to Friday, closed at Christmas."""
    if day in HOLIDAYS:
        return Day(None, HOLIDAYS[day])
    return Day(None if day.weekday() >= 5 else time(17))


@tagged("post_install", "-at_install")
class TestWishedDatePolicy(BaseCase):
    def test_decision_table(self):
        """ORD-6: a working day, not before the goods can leave, not too far away."""
        table = [
            # case, wished, reason, day proposed
            ("the first day", "2026-12-21", (), "2026-12-21"),
            ("a working day", "2026-12-28", (), "2026-12-28"),
            ("the last day", "2026-12-31", (), "2026-12-31"),
            ("a day early", "2026-12-20", ("too_early",), "2026-12-21"),
            ("last year", "2025-12-22", ("too_early",), "2026-12-21"),
            ("a day late", "2027-01-01", ("too_far",), "2026-12-31"),
            ("Saturday", "2026-12-26", ("closed_day",), "2026-12-28"),
            ("holiday", "2026-12-25", ("closed_day",), "2026-12-28"),
        ]
        for case, wished, reasons, proposed in table:
            with self.subTest(case):
                decision = judge_wish(date.fromisoformat(wished), FACTS, calendar)
                self.assertEqual(codes(decision), reasons)
                self.assertEqual(decision.day, date.fromisoformat(proposed))

    def test_reasons_have_facts(self):
        """ORD-6: the holiday's name and the limits are told."""
        table = [
            ("2026-12-25", {"day": "2026-12-25", "name": "Christmas"}),
            ("2026-12-20", {"day": "2026-12-21"}),
            ("2027-02-01", {"day": "2026-12-31"}),
        ]
        for wished, facts in table:
            with self.subTest(wished):
                decision = judge_wish(date.fromisoformat(wished), FACTS, calendar)
                self.assertEqual(decision.because[0].facts, facts)

    def test_no_later_day_is_open(self):
        """ORD-6: where no later day is open, the last one before is proposed."""
        facts = WishFacts(earliest=date(2026, 12, 24), reach=3)
        decision = judge_wish(date(2026, 12, 26), facts, calendar)
        self.assertEqual(decision.day, date(2026, 12, 24))
        facts = WishFacts(earliest=date(2026, 12, 25), reach=2)
        self.assertIsNone(judge_wish(date(2026, 12, 26), facts, calendar).day)

    def test_calendar_lists_closed_days_as_closed(self):
        """ORD-6: "from a calendar without closed days"."""
        days = list_days(FACTS, calendar)
        self.assertEqual(len(days), 11)
        self.assertEqual(
            [day.day for day, is_open, _name in days if is_open],
            [21, 22, 23, 24, 28, 29, 30, 31],
        )
        self.assertIn((date(2026, 12, 25), False, "Christmas"), days)

    def test_calendar_offers_what_is_accepted(self):
        """ORD-6: every day that can be clicked is accepted, and no other."""
        for day, is_open, _name in list_days(FACTS, calendar):
            with self.subTest(day):
                decision = judge_wish(day, FACTS, calendar)
                self.assertEqual(not decision.because, is_open)

    def test_clean_text(self):
        """ORD-6: what was pasted with the text does no harm; lines of a remark stay."""
        table = [
            ("nothing", None, False, ""),
            ("blanks", "  PO 4711 \t ", False, "PO 4711"),
            ("lines", "PO\r\n4711", False, "PO 4711"),
            ("controls", "PO\x004711\u2028", False, "PO 4711"),
            ("remark", "Box 1\r\nBox 2  \r\n", True, "Box 1\nBox 2"),
            ("markup is text", "<b>4711</b>", False, "<b>4711</b>"),
        ]
        for case, text, multiline, expected in table:
            with self.subTest(case):
                self.assertEqual(clean_text(text, multiline), expected)

    def test_limits(self):
        """ORD-6: a text of just the limit is kept, one character more is not."""
        self.assertIsNone(judge_text("client_order_ref", "x" * 64))
        reason = judge_text("client_order_ref", "x" * 65)
        self.assertEqual(reason.code, "too_long")
        self.assertEqual(reason.facts, {"limit": 64, "length": 65})

    def test_phone(self):
        """DSP-4: goods for a forwarder need a phone number."""
        table = [
            ("a number", "+32 2 555 01 02", True, None),
            ("with an extension", "0032 (0)2/555.01.02 ext. 12", True, None),
            ("six digits", "123456", True, None),
            ("none, forwarder", "", True, "phone_missing"),
            ("none, parcel", "", False, None),
            ("five digits", "12345", True, "phone_invalid"),
            ("a name", "ask Pieter", True, "phone_invalid"),
            ("words, parcel", "ask Pieter", False, "phone_invalid"),
            ("letters among digits", "555 01 02 abc", True, "phone_invalid"),
        ]
        for case, phone, needed, code in table:
            with self.subTest(case):
                reason = judge_phone(phone, needed)
                self.assertEqual(reason and reason.code, code)
