import json
from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.delay import DelayFacts, decide_again, decide_delay

PROMISED = date(2026, 11, 25)


def november(day):
    return date(2026, 11, day)


def prepare(**changes):
    """Facts on the morning of Wednesday, November 18, all in order."""
    facts = {
        "promised": PROMISED,
        "standing": PROMISED,
        "open_day": november(18),
        "next_day": november(18),
        "lead_day": date(2026, 12, 2),
        "supply": "stock",
        "relies_on": "stock",
    }
    return DelayFacts(**{**facts, **changes})


AFTER = {"open_day": november(26), "next_day": november(26)}
TABLE = [
    # label, facts, day, late, tell, reasons
    ("in stock, day ahead", {}, PROMISED, False, False, ()),
    ("overdue", AFTER, november(26), True, True, ("overdue",)),
    (
        "overdue, told already",
        {**AFTER, "standing": november(26)},
        november(26),
        True,
        False,
        ("overdue",),
    ),
    (
        "overdue on a Friday evening",
        {"promised": november(20), "standing": november(20)}
        | {"open_day": november(21), "next_day": november(23)},
        november(23),
        True,
        True,
        ("overdue",),
    ),
    (
        "receipt in time",
        {"supply": "receipt", "relies_on": "receipt", "receipt_day": november(24)},
        PROMISED,
        False,
        False,
        (),
    ),
    (
        "receipt delayed",
        {"supply": "receipt", "relies_on": "receipt", "receipt_day": november(30)},
        november(30),
        True,
        True,
        ("receipt_delayed",),
    ),
    (
        "receipt that should have come",
        {**AFTER, "supply": "receipt", "receipt_day": november(24)}
        | {"relies_on": "receipt"},
        date(2026, 12, 2),
        True,
        True,
        ("receipt_overdue",),
    ),
    (
        "receipt that should have come, told already",
        {**AFTER, "supply": "receipt", "receipt_day": november(24)}
        | {"relies_on": "none", "standing": november(30)},
        november(30),
        True,
        False,
        ("lead_time",),
    ),
    (
        "a further day overdue",
        {**AFTER, "standing": november(25), "promised": november(24)}
        | {"told_overdue": True},
        november(26),
        True,
        False,
        ("overdue",),
    ),
    (
        "missed a week ago, first looked at now",
        {**AFTER, "promised": november(19), "standing": november(19)}
        | {"first_look": True},
        november(26),
        True,
        True,
        ("overdue",),
    ),
    (
        "forgotten, first looked at now",
        {**AFTER, "promised": november(18), "standing": november(18)}
        | {"first_look": True},
        november(26),
        True,
        False,
        ("overdue",),
    ),
    (
        "stock gone, no lead time",
        {"supply": "none", "lead_day": None},
        None,
        True,
        True,
        ("unknown",),
    ),
    (
        "still unknown",
        {"supply": "none", "relies_on": "none", "lead_day": None, "standing": None},
        None,
        True,
        False,
        ("unknown",),
    ),
    (
        "unknown, then a lead time",
        {"supply": "none", "relies_on": "none", "standing": None},
        date(2026, 12, 2),
        True,
        True,
        ("lead_time",),
    ),
    (
        "unknown, then a receipt",
        {"supply": "receipt", "relies_on": "none", "standing": None}
        | {"receipt_day": november(30), "lead_day": None},
        november(30),
        True,
        True,
        ("receipt_delayed",),
    ),
    (
        "unknown, but agreed anew",
        {"supply": "none", "relies_on": "none", "standing": None}
        | {"agreed": november(30), "lead_day": None},
        november(30),
        False,
        True,
        ("agreed_anew",),
    ),
    (
        "stock gone",
        {"supply": "none"},
        date(2026, 12, 2),
        True,
        True,
        ("stock_gone",),
    ),
    (
        "receipt cancelled",
        {"supply": "none", "relies_on": "receipt"},
        date(2026, 12, 2),
        True,
        True,
        ("receipt_gone",),
    ),
    (
        "stock gone, but the lead time is short enough",
        {"supply": "none", "lead_day": november(23)},
        PROMISED,
        False,
        False,
        (),
    ),
    (
        "a lead time runs once",
        {"supply": "none", "relies_on": "none"},
        PROMISED,
        False,
        False,
        (),
    ),
    (
        "a later day stands",
        {"supply": "none", "relies_on": "none", "standing": date(2026, 12, 1)},
        date(2026, 12, 1),
        True,
        False,
        ("lead_time",),
    ),
    (
        "the lead time is over",
        {**AFTER, "supply": "none", "relies_on": "none"}
        | {"lead_day": date(2026, 12, 10)},
        date(2026, 12, 10),
        True,
        True,
        ("overdue",),
    ),
    (
        "agreed anew, later",
        {"agreed": november(30)},
        november(30),
        False,
        True,
        ("agreed_anew",),
    ),
    (
        "agreed anew, earlier",
        {"agreed": november(20)},
        november(20),
        False,
        True,
        ("agreed_anew",),
    ),
    (
        "agreed on a Sunday, which lies ahead",
        {"agreed": november(29), "standing": november(29)}
        | {"open_day": november(28), "next_day": november(30)},
        november(29),
        False,
        False,
        ("agreed_anew",),
    ),
    (
        "agreed anew, before the receipt",
        {"agreed": november(20), "supply": "receipt", "receipt_day": november(23)},
        november(23),
        True,
        True,
        ("agreed_anew", "receipt_delayed", "earlier"),
    ),
    (
        "there again: the promise holds",
        {"standing": november(30)},
        PROMISED,
        False,
        True,
        ("earlier",),
    ),
    (
        "there again, the day has passed",
        {**AFTER, "standing": november(30)},
        november(26),
        True,
        True,
        ("overdue", "earlier"),
    ),
]


@tagged("post_install", "-at_install")
class TestDelayPolicy(BaseCase):
    def test_table(self):
        """DSP-6: the day now expected, whether it is late, whether to tell, and why."""
        for label, changes, day, late, tell, reasons in TABLE:
            with self.subTest(label):
                decision = decide_delay(prepare(**changes))
                self.assertEqual(
                    (decision.day, decision.late, decision.tell, codes(decision)),
                    (day, late, tell, reasons),
                )

    def test_frozen(self):
        """DSP-6: what was frozen as JSON leads to the same decision again."""
        for label, changes, *_outcome in TABLE:
            with self.subTest(label):
                facts = prepare(**changes)
                frozen = json.loads(json.dumps(facts.to_json()))
                self.assertEqual(decide_again(frozen), decide_delay(facts))

    def test_reasons_name_the_receipt(self):
        """DSP-6: the reason knows the day on which the goods arrive."""
        decision = decide_delay(prepare(supply="receipt", receipt_day=november(30)))
        self.assertEqual(decision.because[0].facts, {"day": "2026-11-30"})
