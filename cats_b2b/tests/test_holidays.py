from datetime import date, datetime
from unittest.mock import patch

from freezegun import freeze_time
from pytz import timezone, utc

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .common import CatsB2bCommon

LOGGER = "odoo.addons.cats_b2b.models.resource_calendar"
BELGIUM_2026 = [
    date(2026, 1, 1),
    date(2026, 4, 5),
    date(2026, 4, 6),
    date(2026, 5, 1),
    date(2026, 5, 14),
    date(2026, 5, 24),
    date(2026, 5, 25),
    date(2026, 7, 21),
    date(2026, 8, 15),
    date(2026, 11, 1),
    date(2026, 11, 11),
    date(2026, 12, 25),
]


@tagged("post_install", "-at_install")
class TestHolidays(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany = cls.env.ref("base.de")
        cls.warehouse.partner_id = cls.env["res.partner"].create(
            {"name": "Warehouse", "country_id": cls.country.id}
        )
        cls.stock_manager = new_test_user(
            cls.env,
            "b2b_stock_manager",
            groups="stock.group_stock_manager",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    def _fill(self, years, country=None, **kwargs):
        country = country or self.country
        return self.calendar._fill_b2b_holidays(country, False, years, **kwargs)

    def _get_days(self):
        return [
            self._get_local(leave.date_from).date()
            for leave in self._get_leaves().sorted("date_from")
        ]

    def _get_leaves(self):
        return self.env["resource.calendar.leaves"].search(
            [("calendar_id", "=", self.calendar.id)]
        )

    def _get_local(self, instant):
        return utc.localize(instant).astimezone(timezone("Europe/Brussels"))

    def _run_cron(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("cats_b2b.ir_cron_fill_holidays").method_direct_trigger()

    def test_belgium(self):
        """DSP-1: the calendar is closed on Belgium's public holidays, whole days."""
        self._fill([2026], lang="fr_BE")
        self.assertEqual(self._get_days(), BELGIUM_2026)
        summer = self._get_leaves().filtered(lambda leave: "nationale" in leave.name)
        self.assertEqual(summer.name, "Fête nationale")
        # Brussels is two hours ahead of UTC in July, one in December.
        self.assertEqual(summer.date_from, datetime(2026, 7, 20, 22, 0))
        self.assertEqual(summer.date_to, datetime(2026, 7, 21, 21, 59, 59))
        christmas = self._get_leaves().sorted("date_from")[-1]
        self.assertEqual(christmas.date_from, datetime(2026, 12, 24, 23, 0))
        self.assertEqual(christmas.date_to, datetime(2026, 12, 25, 22, 59, 59))

    def test_day_of_the_clock_change(self):
        """DSP-1: a holiday on which the clocks change is 23 hours long."""
        self.calendar.tz = "Europe/Berlin"
        vals = self.calendar._prepare_b2b_holiday_vals(date(2027, 3, 28), "Easter")
        self.assertEqual(vals["date_from"], datetime(2027, 3, 27, 23, 0))
        self.assertEqual(vals["date_to"], datetime(2027, 3, 28, 21, 59, 59))

    def test_names(self):
        """DSP-1: names in the company's language, else in the country's own."""
        table = [("nl_BE", "Kerstmis"), ("de_DE", "Weihnachten"), ("ja_JP", "Kerstmis")]
        for lang, name in table:
            with self.subTest(lang):
                days = self.calendar._get_b2b_holidays("BE", False, [2026], lang)
                self.assertEqual(days[date(2026, 12, 25)], name)

    def test_promise_skips_them(self):
        """DSP-1: an order of Christmas Eve's afternoon leaves on Monday."""
        self._add_stock(self.product, 10)
        self._fill([2026], lang="en_US")
        with freeze_time("2026-12-24 15:00:00"):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 12, 28))
        self.assertIn("Christmas", " ".join(promise["reasons"]))

    def test_round_the_clock(self):
        """DSP-1: where work goes on until midnight, a holiday is closed to its end."""
        self.calendar.attendance_ids.write({"hour_from": 0, "hour_to": 24})
        self._fill([2026])
        self.assertIsNone(self.warehouse._get_b2b_days()(date(2026, 12, 25)).closes)

    def test_twice(self):
        """DSP-1: filled in twice, each day is there once."""
        self._fill([2026])
        self.assertFalse(self._fill([2026]))
        self.assertEqual(self._get_days(), BELGIUM_2026)

    def test_day_closed_by_hand(self):
        """DSP-1: a day off that staff entered stays as it is, whatever its hours."""
        own = self.env["resource.calendar.leaves"].create(
            {
                "name": "Company party",
                "calendar_id": self.calendar.id,
                "date_from": datetime(2026, 12, 25, 7, 0),
                "date_to": datetime(2026, 12, 25, 16, 0),
            }
        )
        self._fill([2026])
        self.assertEqual(self._get_leaves().sorted("date_from")[-1], own)
        self.assertEqual(self._get_days(), BELGIUM_2026)

    def test_other_entries_close_nothing(self):
        """DSP-1: a training and one worker's leave do not stand for the holiday."""
        worker = self.env["resource.resource"].create(
            {"name": "Jan", "calendar_id": self.calendar.id}
        )
        common = {
            "calendar_id": self.calendar.id,
            "date_from": datetime(2026, 12, 25, 7, 0),
            "date_to": datetime(2026, 12, 25, 16, 0),
        }
        self.env["resource.calendar.leaves"].create(
            [
                {"name": "Training", "time_type": "other", **common},
                {"name": "Leave", "resource_id": worker.id, **common},
            ]
        )
        self.assertEqual(len(self._fill([2026])), len(BELGIUM_2026))

    def test_company(self):
        """DSP-1: days off belong to the calendar's company, whoever fills them in."""
        other = self.env["res.company"].create({"name": "Other"})
        self.calendar = self.calendar.copy({"company_id": other.id})
        self.assertEqual(self._fill([2026]).company_id, other)

    def test_companies_that_share_a_calendar(self):
        """DSP-1: each company with a warehouse on the calendar has its own days off."""
        other = self.env["res.company"].create({"name": "Other"})
        warehouse = self.env["stock.warehouse"].search([("company_id", "=", other.id)])
        self.calendar = self.calendar.copy({"company_id": False})
        (self.warehouse | warehouse).b2b_calendar_id = self.calendar
        self.assertEqual(self._fill([2026]).company_id, self.company)
        self.env["website"].create(
            {"name": "Other", "company_id": other.id, "b2b_enabled": True}
        )
        leaves = self._fill([2026])
        self.assertEqual(len(leaves), len(BELGIUM_2026))
        self.assertEqual(leaves.company_id, other)

    def test_cron(self):
        """DSP-1: the cron fills this and next year, in the warehouse's country."""
        with freeze_time("2026-11-18 09:00:00"):
            self._run_cron()
        days = self._get_days()
        self.assertEqual(days[: len(BELGIUM_2026)], BELGIUM_2026)
        self.assertEqual(days[-1], date(2027, 12, 25))
        self.assertEqual(self.calendar.b2b_holiday_years, [2026, 2027])

    def test_deleted_day_stays_away(self):
        """DSP-1: a holiday that staff deleted does not come back by the cron."""
        with freeze_time("2026-11-18 09:00:00"):
            self._run_cron()
            self._get_leaves().filtered(
                lambda leave: leave.date_from.date() == date(2026, 12, 24)
            ).unlink()
            self._run_cron()
        self.assertNotIn(date(2026, 12, 25), self._get_days())
        with freeze_time("2027-01-18 09:00:00"):
            self._run_cron()
        self.assertNotIn(date(2026, 12, 25), self._get_days())
        self.assertEqual(self._get_days()[-1], date(2028, 12, 25))

    def test_cron_keeps_to_the_place_filled_in(self):
        """DSP-1: the cron goes on with the region that staff chose."""
        with freeze_time("2026-11-18 09:00:00"):
            self.calendar._fill_b2b_holidays(self.germany, "BY", [2026])
            self._run_cron()
        self.assertIn(date(2027, 1, 6), self._get_days())  # Epiphany, in Bavaria

    def test_cron_outside_the_b2b_shop(self):
        """DSP-1: calendars of companies without the B2B shop are left alone."""
        self.website.b2b_enabled = False
        self._run_cron()
        self.assertFalse(self._get_days())

    def test_cron_with_warehouses_in_two_countries(self):
        """DSP-1: a calendar of warehouses in two countries is not guessed at."""
        other = self.env["stock.warehouse"].create(
            {
                "name": "Aachen",
                "code": "AAC",
                "company_id": self.company.id,
                "b2b_calendar_id": self.calendar.id,
            }
        )
        other.partner_id = self.env["res.partner"].create(
            {"name": "Aachen", "country_id": self.germany.id}
        )
        with patch(f"{LOGGER}._logger.info") as info:
            self._run_cron()
        self.assertIn("several places", info.call_args.args[0])
        self.assertFalse(self._get_days())

    def test_cron_in_an_unknown_country(self):
        """DSP-1: a country that the library does not know is a line in the log."""
        self.warehouse.partner_id.country_id = self._create_country()
        with patch(f"{LOGGER}._logger.info") as info:
            self._run_cron()
        self.assertIn(
            "holidays of this country are not known (ZZ)", str(info.call_args.args[2])
        )
        self.assertFalse(self.calendar.b2b_holiday_years)

    def _create_country(self):
        return self.env["res.country"].create({"name": "Nowhere", "code": "ZZ"})

    def _open_wizard(self, user=None, **context):
        context = {
            "active_model": "stock.warehouse",
            "active_id": self.warehouse.id,
            **context,
        }
        wizard = self.env["cats.holiday.fill"].with_context(**context)
        return Form(wizard.with_user(user or self.stock_manager))

    def test_button(self):
        """DSP-1: the button knows the warehouse's place and fills in."""
        with freeze_time("2026-11-18 09:00:00"):
            form = self._open_wizard()
        self.assertEqual(form.country_id, self.country)
        self.assertEqual((form.year_from, form.year_to), (2026, 2027))
        form.year_to = 2026
        action = form.save().action_fill()
        self.assertIn("12", action["params"]["message"])
        self.assertEqual(self._get_days(), BELGIUM_2026)

    def test_button_knows_the_state(self):
        """DSP-1: the state of the address counts where it has its own holidays."""
        address = self.warehouse.partner_id
        address.country_id = self.germany
        address.state_id = self.env.ref("base.state_de_by")
        form = self._open_wizard()
        self.assertEqual(form.subdivision, "BY")
        form.country_id = self.country
        self.assertFalse(form.subdivision)
        self.assertFalse(form.subdivisions)

    def test_button_on_a_calendar(self):
        """DSP-1: on a calendar, the place is that of the warehouse that uses it."""
        form = self._open_wizard(
            active_model="resource.calendar", active_id=self.calendar.id
        )
        self.assertEqual(form.country_id, self.country)

    def test_button_in_an_unknown_place(self):
        """DSP-1: an unknown country or region gives a clear message."""
        form = self._open_wizard()
        form.country_id = self._create_country()
        with self.assertRaisesRegex(UserError, "are not known .ZZ."):
            form.save().action_fill()
        form = self._open_wizard()
        form.country_id = self.germany
        form.subdivision = "XX"
        with self.assertRaisesRegex(UserError, "XX is no region .* BW, BY"):
            form.save().action_fill()
        self.assertFalse(self._get_days())

    def test_years_in_order(self):
        """DSP-1: the years run forward."""
        form = self._open_wizard()
        form.year_to = 1999
        with self.assertRaises(UserError):
            form.save()

    def test_who_may(self):
        """DSP-1: only who runs the warehouse, only in his own company."""
        with self.assertRaises(AccessError):
            self.env["cats.holiday.fill"].with_user(self.salesman).create(
                {"calendar_id": self.calendar.id, "country_id": self.country.id}
            )
        other = self.env["res.company"].create({"name": "Other"})
        foreign = self.calendar.copy({"company_id": other.id})
        wizard = (
            self.env["cats.holiday.fill"]
            .with_user(self.stock_manager)
            .create({"calendar_id": foreign.id, "country_id": self.country.id})
        )
        with self.assertRaises(AccessError):
            wizard.action_fill()
        self.assertFalse(foreign.sudo().leave_ids)

    def test_day_off_of_another_company(self):
        """DSP-1: another company's own day off does not stand for the holiday."""
        self.calendar = self.calendar.copy({"company_id": False})
        self.warehouse.b2b_calendar_id = self.calendar
        leave = self._create_holiday("Elsewhere", date(2026, 12, 25), self.calendar)
        leave.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertEqual(len(self._fill([2026])), len(BELGIUM_2026))
