from datetime import date

from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.warranty import (
    NO_WARRANTY,
    WarrantyFacts,
    decide_warranty,
    decide_warranty_again,
    decide_warranty_period,
    decide_warranty_status,
    get_warranty_end,
)

MARCH = date(2026, 3, 12)


@tagged("post_install", "-at_install")
class TestWarrantyPolicy(BaseCase):
    def test_period(self):
        """AFS-1: product, then category, then company; the closest one counts."""
        none = NO_WARRANTY
        table = [
            # case, product, categories, company, months, because
            ("own", 60, (24,), 12, 60, "product"),
            ("category", 0, (24, 36), 12, 24, "category"),
            ("category above", 0, (0, 36), 12, 36, "category"),
            ("company", 0, (0, 0), 12, 12, "company"),
            ("no category", 0, (), 12, 12, "company"),
            ("nobody says anything", 0, (0,), 0, 0, "no_warranty"),
            ("not this product", none, (24,), 12, 0, "excluded"),
            ("not this category", 0, (none, 36), 12, 0, "excluded"),
            ("this product after all", 6, (none, 36), 12, 6, "product"),
            ("a category below has one", 0, (6, none), 12, 6, "category"),
        ]
        for case, product, categories, company, months, because in table:
            with self.subTest(case):
                period = decide_warranty_period(product, categories, company)
                self.assertEqual(period.outcome_json(), months)
                self.assertEqual(codes(period), (because,))

    def test_period_facts(self):
        """AFS-1: the reason names the months of the setting that counts."""
        period = decide_warranty_period(0, (24,), 12)
        self.assertEqual(period.because[0].facts, {"months": 24})

    def test_who_excludes(self):
        """AFS-1: the reason names whose setting excludes the product."""
        product = decide_warranty_period(NO_WARRANTY, (24,), 12)
        category = decide_warranty_period(0, (NO_WARRANTY,), 12)
        self.assertEqual(product.because[0].facts, {"by": "product"})
        self.assertEqual(category.because[0].facts, {"by": "category"})

    def test_end(self):
        """AFS-1: calendar months; a day that a month does not have is its last one."""
        table = [
            # start, months, last day
            ("2026-03-12", 24, "2028-03-12"),
            ("2026-03-12", 12, "2027-03-12"),
            ("2026-08-31", 6, "2027-02-28"),
            ("2027-08-31", 6, "2028-02-29"),
            ("2028-02-29", 12, "2029-02-28"),
            ("2028-02-29", 48, "2032-02-29"),
            ("2026-01-31", 1, "2026-02-28"),
            ("2026-03-31", 1, "2026-04-30"),
            ("2026-02-28", 1, "2026-03-28"),
            ("2026-12-31", 2, "2027-02-28"),
        ]
        for start, months, end in table:
            with self.subTest(start=start, months=months):
                day = get_warranty_end(date.fromisoformat(start), months)
                self.assertEqual(day.isoformat(), end)

    def test_unit(self):
        """AFS-1: from delivery; cleared on return; continued by a replacement."""
        until = date(2028, 3, 12)
        swapped = {"months": 24, "delivered": date(2027, 5, 3), "is_replacement": True}
        old = {"replaced_start": MARCH, "replaced_end": until}
        anew = (date(2027, 5, 3), date(2029, 5, 3), ("anew", "delivered"))
        nothing = (None, None, ("no_warranty",))
        table = [
            # case, facts, (start, end, because)
            ("in stock", {"months": 24}, (None, None, ("not_delivered",))),
            (
                "delivered",
                {"months": 24, "delivered": MARCH},
                (MARCH, until, ("delivered",)),
            ),
            ("no warranty", {"months": 0, "delivered": MARCH}, nothing),
            (
                "returned",
                {"months": 24, "delivered": MARCH, "returned": True},
                (None, None, ("returned",)),
            ),
            (
                "sold again",
                {"months": 24, "delivered": date(2026, 9, 1)},
                (date(2026, 9, 1), date(2028, 9, 1), ("delivered",)),
            ),
            ("replacement", {**swapped, **old}, (MARCH, until, ("continued",))),
            ("replacement anew", {**swapped, **old, "continues": False}, anew),
            ("replacement of a unit without", swapped, nothing),
            (
                "replacement of a unit half known",
                {**swapped, "replaced_start": MARCH},
                nothing,
            ),
            (
                "anew, without",
                {**swapped, **old, "months": 0, "continues": False},
                (None, None, ("anew", "no_warranty")),
            ),
            (
                "replacement on its way",
                {**swapped, **old, "delivered": None},
                (None, None, ("not_delivered",)),
            ),
            (
                "replacement returned",
                {**swapped, **old, "returned": True},
                (None, None, ("returned",)),
            ),
        ]
        for case, values, (start, end, because) in table:
            with self.subTest(case):
                facts = WarrantyFacts(**values)
                warranty = decide_warranty(facts)
                self.assertEqual((warranty.start, warranty.end), (start, end))
                self.assertEqual(codes(warranty), because)
                self.assertEqual(decide_warranty_again(facts.to_json()), warranty)

    def test_unit_facts(self):
        """AFS-1: the reasons name start, months and end, as the outcome does."""
        days = {"start": "2026-03-12", "end": "2028-03-12"}
        facts = WarrantyFacts(24, MARCH)
        warranty = decide_warranty(facts)
        self.assertEqual(warranty.outcome_json(), days)
        self.assertEqual(warranty.because[0].facts, {**days, "months": 24})
        new = WarrantyFacts(12, date(2027, 5, 3), False, True, MARCH, warranty.end)
        self.assertEqual(decide_warranty(new).because[0].facts, days)
        waiting = decide_warranty(WarrantyFacts(24))
        self.assertEqual(waiting.because[0].facts, {"months": 24})
        self.assertEqual(waiting.outcome_json(), {"start": None, "end": None})

    def test_status(self):
        """AFS-1: on the last day a unit still is under warranty, the day after not."""
        end = date(2028, 3, 12)
        table = [
            # case, start, end, months, day, status, because
            ("in stock", None, None, 24, MARCH, "not_started", "not_delivered"),
            ("no warranty", None, None, 0, MARCH, "none", "no_warranty"),
            ("cleared", MARCH, None, 0, MARCH, "none", "no_warranty"),
            ("day before", MARCH, end, 24, date(2026, 3, 11), "not_started", "starts"),
            ("first day", MARCH, end, 24, MARCH, "in", "within"),
            ("day before the last", MARCH, end, 24, date(2028, 3, 11), "in", "within"),
            ("last day", MARCH, end, 24, end, "in", "within"),
            ("day after", MARCH, end, 24, date(2028, 3, 13), "out", "ended"),
            ("no months", None, None, -1, MARCH, "none", "no_warranty"),
            ("a month", None, None, 1, MARCH, "not_started", "not_delivered"),
            ("period by hand", MARCH, end, 0, end, "in", "within"),
        ]
        for case, start, last, months, day, status, because in table:
            with self.subTest(case):
                decision = decide_warranty_status(start, last, months, day)
                self.assertEqual(decision.outcome_json(), status)
                self.assertEqual(codes(decision), (because,))

    def test_status_facts(self):
        """AFS-1: the reason counts the days that are left, or that are over."""
        period = {"start": "2026-03-12", "end": "2028-03-12"}
        end = date(2028, 3, 12)
        for day, facts in [
            (end, {**period, "left": 0}),
            (date(2028, 2, 29), {**period, "left": 12}),
            (date(2028, 3, 13), {**period, "over": 1}),
        ]:
            with self.subTest(day=day):
                decision = decide_warranty_status(MARCH, end, 24, day)
                self.assertEqual(decision.because[0].facts, facts)
        early = decide_warranty_status(MARCH, end, 24, date(2026, 3, 11))
        self.assertEqual(early.because[0].facts, {"start": "2026-03-12"})
        waiting = decide_warranty_status(None, None, 24, MARCH)
        self.assertEqual(waiting.because[0].facts, {"months": 24})
