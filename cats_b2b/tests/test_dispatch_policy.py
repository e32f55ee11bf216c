import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.dispatch import (
    Day,
    DispatchFacts,
    NoWorkingDay,
    Supply,
    decide_again,
    decide_dispatch,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
NOON = time(12)
HOLIDAYS = {
    date(2026, 12, 25): "Christmas",
    date(2027, 1, 1): "New Year",
    date(2026, 5, 14): "Ascension Day",
    date(2026, 5, 15): "Bridge day",
}


def calendar(day):
    """Monday to Friday until 17:00, closed on holidays; 24 December until 11:00."""
    if day in HOLIDAYS:
        return Day(None, HOLIDAYS[day])
    if day.weekday() >= 5:
        return Day(None)
    return Day(time(11) if (day.month, day.day) == (12, 24) else time(17))


def promise(placed, cutoff=NOON, lead_days=0, handling_days=0, **dates):
    placed_at = datetime.fromisoformat(placed).replace(tzinfo=BRUSSELS)
    dates = {name: date.fromisoformat(day) for name, day in dates.items()}
    facts = DispatchFacts(placed_at, cutoff, lead_days, handling_days, **dates)
    return facts, decide_dispatch(facts, calendar)


@tagged("post_install", "-at_install")
class TestDispatchPolicy(BaseCase):
    def test_wished_day(self):
        """ORD-6: goods wait for the day wished for; no wish makes them leave early."""
        table = [
            # case, wished, day, last reason
            ("a later day", "2026-11-25", "2026-11-25", "wished"),
            ("the same day", "2026-11-18", "2026-11-18", "in_stock"),
            ("an earlier day", "2026-11-12", "2026-11-18", "in_stock"),
            ("Saturday", "2026-11-21", "2026-11-23", "wished"),
            ("holiday", "2026-12-25", "2026-12-28", "holidays"),
        ]
        for case, wished, expected, reason in table:
            with self.subTest(case):
                facts, decision = promise("2026-11-18 09:00:00", wished=wished)
                self.assertEqual(decision.day, date.fromisoformat(expected))
                self.assertEqual(codes(decision)[-1], reason)
                frozen = json.loads(json.dumps(facts.to_json(decision)))
                self.assertEqual(decide_again(frozen), decision)

    def test_wished_day_hangs_on_no_hour(self):
        """ORD-6: who wishes a later day need not hurry."""
        _facts, soon = promise("2026-11-18 09:00:00")
        _facts, wished = promise("2026-11-18 09:00:00", wished="2026-11-25")
        self.assertEqual(soon.closes_at.time(), NOON)
        self.assertIsNone(wished.closes_at)

    def test_wished_day_and_the_rest_of_the_order(self):
        """ORD-6: in one delivery the last goods decide, wished or not."""
        table = [
            ("rest is later", "2026-11-27", "2026-11-27"),
            ("rest is earlier", "2026-11-20", "2026-11-25"),
        ]
        for case, together, expected in table:
            with self.subTest(case):
                _facts, decision = promise(
                    "2026-11-18 09:00:00", wished="2026-11-25", together=together
                )
                self.assertEqual(decision.day, date.fromisoformat(expected))

    def test_agreed_day_beats_the_wish(self):
        """ORD-6: what staff agreed on later stands."""
        _facts, decision = promise(
            "2026-11-18 09:00:00", wished="2026-11-25", agreed="2026-11-20"
        )
        self.assertEqual(decision.day, date(2026, 11, 20))
        self.assertEqual(codes(decision), ("agreed",))

    def test_decision_table(self):
        """DSP-1: before 12:00 on a working day the same day, else the next one."""
        table = [
            # case, placed (Brussels), expected
            ("a second before", "2026-11-18 11:59:59", "2026-11-18"),
            ("on the stroke", "2026-11-18 12:00:00", "2026-11-19"),
            ("at night", "2026-11-18 00:00:00", "2026-11-18"),
            ("in the evening", "2026-11-18 23:59:59", "2026-11-19"),
            ("Friday morning", "2026-11-20 09:00:00", "2026-11-20"),
            ("Friday afternoon", "2026-11-20 15:00:00", "2026-11-23"),
            ("Saturday", "2026-11-21 09:00:00", "2026-11-23"),
            ("Sunday night", "2026-11-22 23:00:00", "2026-11-23"),
            ("the eve closes at 11", "2026-12-24 11:30:00", "2026-12-28"),
            ("the eve at 10", "2026-12-24 10:00:00", "2026-12-24"),
            ("year end", "2026-12-31 14:00:00", "2027-01-04"),
            ("holiday", "2027-01-01 09:00:00", "2027-01-04"),
            ("bridge day", "2026-05-13 13:00:00", "2026-05-18"),
            ("leap day", "2028-02-29 09:00:00", "2028-02-29"),
            ("before leap day", "2028-02-28 12:00:00", "2028-02-29"),
            ("Monday after winter time", "2026-10-26 11:59:59", "2026-10-26"),
            ("Monday after summer time", "2026-03-30 12:00:00", "2026-03-31"),
            ("in the hour that is missing", "2026-03-29 02:30:00", "2026-03-30"),
            ("in the hour that comes twice", "2026-10-25 02:30:00", "2026-10-26"),
        ]
        for case, placed, expected in table:
            with self.subTest(case):
                _facts, decision = promise(placed)
                self.assertEqual(decision.day.isoformat(), expected)

    def test_lead_time(self):
        """DSP-2: N working days after the day on which in-stock goods would leave."""
        table = [
            ("two days", "2026-11-18 09:00:00", 2, "2026-11-20"),
            ("over the weekend", "2026-11-18 09:00:00", 3, "2026-11-23"),
            ("after the cutoff", "2026-11-18 12:00:00", 2, "2026-11-23"),
            ("from a Saturday", "2026-11-21 09:00:00", 1, "2026-11-24"),
            ("over Christmas", "2026-12-23 09:00:00", 2, "2026-12-28"),
        ]
        for case, placed, days, expected in table:
            with self.subTest(case):
                _facts, decision = promise(placed, lead_days=days)
                self.assertEqual(decision.day.isoformat(), expected)
                self.assertIn("lead_time", codes(decision))

    def test_goods_on_order(self):
        """DSP-2: goods on order leave on the expected day, else the next working day.

        All with a lead time of five working days: the expected date counts, be it
        earlier or later; one that has passed leaves the lead time.
        """
        morning, noon = "2026-11-18 09:00:00", "2026-11-18 12:00:00"
        table = [
            # case, placed (Brussels), expected on, dispatched
            ("in two days", morning, "2026-11-20", "2026-11-20"),
            ("in two days, after the cutoff", noon, "2026-11-20", "2026-11-20"),
            ("on a Saturday", morning, "2026-11-21", "2026-11-23"),
            ("today", morning, "2026-11-18", "2026-11-18"),
            ("today, after the cutoff", noon, "2026-11-18", "2026-11-19"),
            ("on a Sunday, ordered then", "2026-11-22 09:00:00", "2026-11-22", None),
            ("on Christmas", morning, "2026-12-25", "2026-12-28"),
            ("later than the lead time", morning, "2027-01-20", "2027-01-20"),
            ("yesterday", morning, "2026-11-17", "2026-11-25"),
        ]
        for case, placed, expected, day in table:
            with self.subTest(case):
                _facts, decision = promise(placed, lead_days=5, expected=expected)
                self.assertEqual(decision.day.isoformat(), day or "2026-11-23")

    def test_goods_on_order_reasons(self):
        """DSP-2: the reason is what decided: hour and cutoff only where they did."""
        table = [
            # case, placed, expected, reasons, does the hour play a part
            ("later", "2026-12-24 13:00", "2027-01-20", ("on_order",), False),
            ("closed", "2026-11-18 09:00", "2026-12-25", ("on_order", "holidays"), 0),
            (
                "today",
                "2026-11-18 09:00",
                "2026-11-18",
                ("before_cutoff", "on_order"),
                1,
            ),
            ("late", "2026-11-18 13:00", "2026-11-19", ("after_cutoff", "on_order"), 0),
            (
                "overdue",
                "2026-11-18 13:00",
                "2026-11-17",
                ("after_cutoff", "lead_time"),
                0,
            ),
        ]
        for case, placed, expected, reasons, hour in table:
            with self.subTest(case):
                _facts, decision = promise(placed, lead_days=5, expected=expected)
                self.assertEqual(codes(decision), reasons)
                self.assertEqual(bool(decision.closes_at), bool(hour))
        self.assertEqual(
            promise("2026-11-18 09:00", expected="2026-12-25")[1].because[0].facts,
            {"day": "2026-12-25"},
        )

    def test_goods_on_order_are_handled(self):
        """DSP-2: handling days come on top of the expected day."""
        _facts, decision = promise(
            "2026-11-18 09:00:00", handling_days=2, expected="2026-11-21"
        )
        self.assertEqual(decision.day, date(2026, 11, 25))
        self.assertEqual(codes(decision), ("on_order", "handling"))

    def test_supply(self):
        """DSP-2: free goods and receipts in their order, confirmed orders first."""
        receipts = (
            (date(2026, 11, 27), 10.0),
            (date(2026, 11, 17), 50.0),  # overdue
            (date(2026, 11, 20), 4.0),
        )
        supply = Supply(free=2.0, owed=3.0, receipts=receipts)
        table = [
            # case, wanted, expected on
            ("the first receipt serves the others first", 3.0, "2026-11-20"),
            ("it takes the second", 3.01, "2026-11-27"),
            ("all there is", 13.0, "2026-11-27"),
            ("more than there is", 13.01, None),
        ]
        for case, wanted, day in table:
            with self.subTest(case):
                expected = supply.expected_on(wanted, date(2026, 11, 18))
                self.assertEqual(expected and expected.isoformat(), day)
        self.assertTrue(supply.is_in_stock(2.0))
        self.assertFalse(supply.is_in_stock(2.01))
        tenths = Supply(receipts=((date(2026, 11, 20), 0.1),) * 3)
        self.assertTrue(tenths.expected_on(0.3, date(2026, 11, 18)))

    def test_leaves_together(self):
        """DSP-2: an order that leaves as one leaves on the last of its days."""
        _facts, decision = promise("2026-11-18 09:00:00", together="2026-11-25")
        self.assertEqual(decision.day, date(2026, 11, 25))
        self.assertEqual(codes(decision), ("before_cutoff", "in_stock", "together"))
        self.assertIsNone(decision.closes_at)
        _facts, decision = promise(
            "2026-11-18 09:00:00", lead_days=5, together="2026-11-25"
        )
        self.assertEqual(codes(decision), ("before_cutoff", "lead_time"))

    def test_handling_days(self):
        """DSP-1: INK dispatches on the working day after the order."""
        _facts, decision = promise("2026-11-20 09:00:00", handling_days=1)
        self.assertEqual(decision.day, date(2026, 11, 23))
        self.assertEqual(codes(decision), ("before_cutoff", "in_stock", "handling"))

    def test_reasons(self):
        """DSP-3: the promise tells its reason, holidays by name."""
        _facts, decision = promise("2026-12-24 13:00:00")
        self.assertEqual(codes(decision), ("after_cutoff", "in_stock", "holidays"))
        self.assertEqual(
            decision.because[-1].facts, {"days": [["2026-12-25", "Christmas"]]}
        )
        self.assertEqual(decision.because[0].facts, {"cutoff": "11:00"})
        _facts, decision = promise("2026-11-21 09:00:00")
        self.assertEqual(codes(decision), ("closed_day", "in_stock"))

    def test_time_left(self):
        """DSP-3: until when the promise holds, over the change of the clocks too."""
        _facts, decision = promise("2026-11-18 09:00:00")
        self.assertEqual(
            decision.closes_at, datetime(2026, 11, 18, 12, tzinfo=BRUSSELS)
        )
        _facts, decision = promise("2026-11-18 12:00:00")
        self.assertIsNone(decision.closes_at)

        placed_at = datetime(2026, 3, 29, 1, 30, tzinfo=BRUSSELS)  # a Sunday
        decision = decide_dispatch(
            DispatchFacts(placed_at, NOON), lambda day: Day(time(17))
        )
        left = decision.closes_at.timestamp() - placed_at.timestamp()
        self.assertEqual(left, timedelta(hours=9, minutes=30).total_seconds())

        # 02:15 in winter time, after 02:30 of summer time
        placed_at = datetime(2026, 10, 25, 2, 15, fold=1, tzinfo=BRUSSELS)
        decision = decide_dispatch(
            DispatchFacts(placed_at, time(2, 30)), lambda day: Day(time(17))
        )
        left = decision.closes_at.timestamp() - placed_at.timestamp()
        self.assertEqual(left, timedelta(minutes=15).total_seconds())

    def test_frozen_facts_decide_again(self):
        """DSP-3: months later the frozen facts give the same day, reasons included."""
        table = [
            {},
            {"lead_days": 7},
            {"lead_days": 7, "expected": "2026-12-25"},
            {"expected": "2026-11-01"},
            {"together": "2027-01-20"},
        ]
        for placed in ("2026-12-23 13:00:00", "2026-11-18 09:00:00"):
            for kwargs in table:
                with self.subTest(placed=placed, **kwargs):
                    facts, decision = promise(placed, **kwargs)
                    frozen = json.loads(json.dumps(facts.to_json(decision)))
                    again = decide_again(frozen)
                    self.assertEqual(again.day, decision.day)
                    self.assertEqual(again.because, decision.because)

    def test_facts_frozen_before_goods_on_order_counted(self):
        """DSP-3: facts that an earlier version froze still decide again."""
        facts, decision = promise("2026-12-23 13:00:00", lead_days=7)
        frozen = facts.to_json(decision)
        del frozen["expected"], frozen["together"]
        self.assertEqual(decide_again(frozen).day, decision.day)

    def test_agreed_day(self):
        """DSP-3: a day agreed with the customer stands, and can be decided again."""
        facts = DispatchFacts(
            datetime(2026, 11, 18, 9, tzinfo=BRUSSELS),
            NOON,
            lead_days=20,
            agreed=date(2026, 12, 10),
        )
        decision = decide_dispatch(facts, calendar)
        self.assertEqual(decision.day, date(2026, 12, 10))
        self.assertEqual(codes(decision), ("agreed",))
        again = decide_again(json.loads(json.dumps(facts.to_json(decision))))
        self.assertEqual(again.day, decision.day)

    def test_long_lead_time(self):
        """DSP-2: 900 working days are a promise, too; patience is for closed days."""
        _facts, decision = promise("2026-11-18 09:00:00", lead_days=900)
        self.assertEqual(decision.day.isoformat(), "2030-05-03")

    def test_no_working_day(self):
        """DSP-1: a calendar that never opens gives no promise, not a wrong one."""
        facts = DispatchFacts(datetime(2026, 11, 18, 9, tzinfo=BRUSSELS), NOON)
        with self.assertRaises(NoWorkingDay):
            decide_dispatch(facts, lambda day: Day(None))
