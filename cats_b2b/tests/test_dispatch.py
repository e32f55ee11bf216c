from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..policies.dispatch import decide_again
from .common import CatsB2bCommon

# Wednesday, November 18, 2026; Brussels is an hour ahead of UTC.
BEFORE_NOON = "2026-11-18 10:59:59"
NOON = "2026-11-18 11:00:00"


@tagged("post_install", "-at_install")
class TestDispatch(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.b2b_lead_days = 5
        cls._add_stock(cls.product, 20)
        cls.other = cls._create_product("Battery", 80.0, b2b_lead_days=2)

    def _confirm(self, *lines, **values):
        order = self._create_order(*lines, **values)
        order.action_confirm()
        return order

    def test_before_the_cutoff(self):
        """DSP-1: ordered at 11:59:59 in Brussels, in stock: dispatched the same day."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 18))

    def test_at_the_cutoff(self):
        """DSP-1: ordered at 12:00:00 in Brussels: dispatched the next working day."""
        with freeze_time(NOON):
            order = self._confirm((self.product, 4))
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 19))

    def test_wall_clock_in_summer_and_winter(self):
        """DSP-1: the cutoff is a time on the wall, around both clock changes."""
        table = [
            ("Friday, summer time", "2026-10-23 09:59:59", date(2026, 10, 23)),
            ("Friday, summer time, noon", "2026-10-23 10:00:00", date(2026, 10, 26)),
            ("Monday, winter time", "2026-10-26 10:59:59", date(2026, 10, 26)),
            ("Monday, winter time, noon", "2026-10-26 11:00:00", date(2026, 10, 27)),
            ("Friday, winter time", "2026-03-27 10:59:59", date(2026, 3, 27)),
            ("Monday, summer time", "2026-03-30 09:59:59", date(2026, 3, 30)),
            ("Monday, summer time, noon", "2026-03-30 10:00:00", date(2026, 3, 31)),
        ]
        for case, instant, expected in table:
            with self.subTest(case), freeze_time(instant):
                promise = self._create_order((self.product, 1))._get_b2b_promise()
                self.assertEqual(promise["day"], expected)

    def test_public_holidays(self):
        """DSP-1: public holidays of the warehouse's calendar are no working days."""
        self._create_holiday("Christmas", date(2026, 12, 25))
        with freeze_time("2026-12-24 13:00:00"):
            order = self._confirm((self.product, 1))
        self.assertEqual(order.b2b_promise_date, date(2026, 12, 28))
        self.assertText(
            order.order_line[0].b2b_why_text,
            "Ordered after 12:00 PM: counts from the next working day. "
            "All goods are in stock. Closed: Friday, December 25, 2026 (Christmas).",
        )

    def test_holiday_of_another_calendar(self):
        """DSP-1: a day off of one person or another calendar closes nothing."""
        resource = self.env["resource.resource"].create(
            {"name": "Picker", "calendar_id": self.calendar.id}
        )
        leave = self._create_holiday("Day off", date(2026, 11, 18))
        leave.resource_id = resource
        other = self.calendar.copy()
        self._create_holiday("Elsewhere", date(2026, 11, 18), other)
        with freeze_time(BEFORE_NOON):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 18))

    def test_day_that_ends_before_the_cutoff(self):
        """DSP-1: where work ends at 11:00 that day, 11:30 is too late."""
        wednesday = self.calendar.attendance_ids.filtered(
            lambda attendance: attendance.dayofweek == "2"
        )
        wednesday.hour_to = 11
        with freeze_time("2026-11-18 10:30:00"):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 19))

    def test_lead_time(self):
        """DSP-2: five working days after the day on which an in-stock order leaves."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 21))
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 25))

    def test_lead_time_of_the_warehouse(self):
        """DSP-2: the lead time of the product at that warehouse, else the product's."""
        far = self.env["stock.warehouse"].create(
            {
                "name": "Far away",
                "code": "FAR",
                "company_id": self.company.id,
                "b2b_calendar_id": self.calendar.id,
            }
        )
        self.env["cats.product.lead"].create(
            {
                "product_tmpl_id": self.other.product_tmpl_id.id,
                "warehouse_id": far.id,
                "days": 4,
            }
        )
        with freeze_time(BEFORE_NOON):
            near = self._confirm((self.other, 1))
            order = self._confirm((self.other, 1), warehouse_id=far.id)
        self.assertEqual(near.b2b_promise_date, date(2026, 11, 20))
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 24))

    def test_lead_times_are_for_staff(self):
        """DSP-2: customers cannot read lead times, salesmen cannot write them."""
        lead = self.env["cats.product.lead"].create(
            {
                "product_tmpl_id": self.other.product_tmpl_id.id,
                "warehouse_id": self.warehouse.id,
                "days": 4,
            }
        )
        with self.assertRaises(AccessError):
            lead.with_user(self.buyer).read(["days"])
        with self.assertRaises(AccessError):
            lead.with_user(self.salesman).write({"days": 1})
        self.assertEqual(lead.with_user(self.salesman).days, 4)

    def test_latest_line_decides(self):
        """DSP-3: the latest line's date is the order's, and the line is named."""
        with freeze_time(BEFORE_NOON):
            cart = self._create_cart((self.product, 1), (self.other, 1))
            promise = cart._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 20))
        self.assertEqual(promise["line"].product_id, self.other)
        self.assertEqual(promise["delay"], "Waits for Battery.")
        self.assertEqual(promise["sentence"], "Dispatch: Friday, November 20, 2026")
        self.assertEqual(
            promise["reasons"][1], "Not in stock. Lead time in working days: 2."
        )
        self.assertEqual(promise["seconds_left"], 1)

    def test_goods_to_come_tell_why(self):
        """DSP-3: of lines that leave on one day, one that is not in stock says so."""
        with freeze_time(BEFORE_NOON):
            cart = self._create_cart((self.product, 1), (self.other, 1))
            cart.b2b_wished_date = date(2026, 11, 27)
            promise = cart._get_b2b_promise()
        self.assertEqual(promise["line"].product_id, self.other)
        self.assertFalse(promise["delay"], "nothing waits for it")
        reasons = promise["reasons"]
        self.assertIn("Not in stock. Lead time in working days: 2.", reasons)
        self.assertNotIn("All goods are in stock.", reasons)

    def test_lines_share_the_stock(self):
        """DSP-2: of twenty in stock, two lines of fifteen are not both in stock."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 15), (self.product, 15))
        first, second = self._get_goods_lines(order)
        self.assertEqual(first.b2b_promise_date, date(2026, 11, 18))
        self.assertEqual(second.b2b_promise_date, date(2026, 11, 25))

    def test_orders_confirmed_together_share_the_stock(self):
        """DSP-2: two orders confirmed in one go do not promise the same goods."""
        with freeze_time(BEFORE_NOON):
            orders = self._create_order((self.product, 15)) | self._create_order(
                (self.product, 15)
            )
            orders.action_confirm()
        self.assertEqual(
            orders.mapped("b2b_promise_date"),
            [date(2026, 11, 18), date(2026, 11, 25)],
        )

    def test_units_of_measure(self):
        """DSP-2: four packs of six are more than the twenty in stock."""
        pack = self.env.ref("uom.product_uom_pack_6")
        self.product.product_tmpl_id.uom_ids = pack
        with freeze_time(BEFORE_NOON):
            order = self._create_order((self.product, 4))
            order.order_line[0].product_uom_id = pack
            self.assertEqual(order._get_b2b_promise()["day"], date(2026, 11, 25))
            order.order_line[0].product_uom_qty = 3
            self.assertEqual(order._get_b2b_promise()["day"], date(2026, 11, 18))

    def test_transfer_is_scheduled_for_the_promise(self):
        """DSP-3: the promise is the transfer's date, at the end of that day's work."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        picking = order.picking_ids
        self.assertEqual(picking.scheduled_date, datetime(2026, 11, 18, 16, 0))
        self.assertEqual(picking.date_deadline, datetime(2026, 11, 18, 16, 0))

    def test_promise_is_frozen(self):
        """DSP-3: what happens to stock and settings later does not move the promise."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        line = order.order_line[0]
        frozen = line.b2b_why
        self.warehouse.b2b_cutoff_hour = 8.0
        self.product.b2b_lead_days = 30
        self._add_stock(self.product, -20)
        self._create_holiday("Strike", date(2026, 11, 18))
        with freeze_time("2026-12-01 09:00:00"):
            line.product_uom_qty = 3
        self.assertEqual(line.b2b_promise_date, date(2026, 11, 18))
        self.assertEqual(line.b2b_why, frozen)
        self.assertEqual(order._get_b2b_promise()["day"], date(2026, 11, 18))
        again = decide_again(frozen["facts"])
        self.assertEqual(again.outcome_json(), frozen["outcome"])

    def test_increase_is_promised_anew(self):
        """DSP-3: what is added is promised from then, the later day counts."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        line = order.order_line[0]
        with freeze_time("2026-11-18 10:59:59"):
            line.product_uom_qty = 20  # sixteen of the twenty are still free
            self.assertEqual(line.b2b_promise_date, date(2026, 11, 18))
            line.product_uom_qty = 400
        self.assertEqual(line.b2b_promise_date, date(2026, 11, 25))
        self.assertEqual(
            order.picking_ids.move_ids.mapped("date_deadline")[-1],
            datetime(2026, 11, 25, 16, 0),
        )

    def test_goods_on_an_order_of_services(self):
        """DSP-3: goods added months later are not promised for the day of the order."""
        service = self._create_product(
            "Commissioning", 500.0, type="service", is_storable=False
        )
        with freeze_time("2026-01-12 09:00:00"):
            order = self._confirm((service, 1))
        with freeze_time(BEFORE_NOON):
            order.order_line = [
                Command.create({"product_id": self.product.id, "product_uom_qty": 1})
            ]
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 18))

    def test_orders_from_before_the_shop(self):
        """DSP-3: an order confirmed with the switch off never gets a promise later."""
        self.website.b2b_enabled = False
        with freeze_time("2026-01-12 09:00:00"):
            order = self._confirm((self.product, 4))
        self.website.b2b_enabled = True
        with freeze_time(BEFORE_NOON):
            order.order_line[0].product_uom_qty = 6
        self.assertFalse(order.b2b_promise_date)
        self.assertFalse(order.order_line[0].b2b_why)

    def test_agreed_date(self):
        """DSP-3: a delivery date that staff agreed on is promise and transfer date."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm(
                (self.product, 4), commitment_date=datetime(2026, 12, 10, 9, 0)
            )
        self.assertEqual(order.b2b_promise_date, date(2026, 12, 10))
        self.assertEqual(order.order_line[0].b2b_why_text, "As agreed.")
        self.assertEqual(order.picking_ids.scheduled_date, datetime(2026, 12, 10, 9, 0))

    def test_security_lead(self):
        """DSP-3: the transfer is scheduled for the promised day, not days before."""
        self.company.security_lead = 3
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        self.assertEqual(
            order.picking_ids.scheduled_date, datetime(2026, 11, 18, 16, 0)
        )

    def test_two_shifts_a_day(self):
        """DSP-1: with a lunch break, the day ends with its last shift."""
        for attendance in self.calendar.attendance_ids:
            attendance.hour_to = 10
            attendance.copy({"hour_from": 13, "hour_to": 18, "day_period": "afternoon"})
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        self.assertEqual(
            order.picking_ids.scheduled_date, datetime(2026, 11, 18, 17, 0)
        )

    def test_company_calendar_is_the_default(self):
        """DSP-1: a warehouse without calendar keeps its company's working days."""
        self.warehouse.b2b_calendar_id = False
        self._create_holiday("Strike", date(2026, 11, 18))
        with freeze_time(BEFORE_NOON):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 19))
        self.company.resource_calendar_id = False
        self.assertIsNone(self._create_order((self.product, 1))._get_b2b_promise())
        info = self.product._get_b2b_shop_info(self.website)
        self.assertIsNone(info["promise"])

    def test_flexible_calendar_is_refused(self):
        """DSP-1: a flexible calendar has no days on which goods leave."""
        flexible = self.calendar.copy({"schedule_type": "flexible"})
        with self.assertRaises(ValidationError):
            self.warehouse.b2b_calendar_id = flexible

    def test_quotations_share_no_stock(self):
        """DSP-2: open quotations reserve nothing from each other."""
        orders = self._create_order((self.product, 15)) | self._create_order(
            (self.product, 15)
        )
        with freeze_time(BEFORE_NOON):
            self.assertEqual(
                orders.order_line.filtered("is_storable").mapped("b2b_dispatch_at"),
                [datetime(2026, 11, 18, 16, 0)] * 2,
            )

    def test_training_closes_nothing(self):
        """DSP-1: calendar entries that are no time off, or of others, close nothing."""
        other_company = self._create_holiday("Elsewhere", date(2026, 11, 18))
        other_company.company_id = self.env["res.company"].create({"name": "Other"})
        work = self._create_holiday("Training", date(2026, 11, 18))
        work.time_type = "other"
        with freeze_time(BEFORE_NOON):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 18))

    def test_line_added_later(self):
        """DSP-3: a line added to a confirmed order is promised from that moment."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        with freeze_time("2026-11-20 15:00:00"):
            order.write(
                {
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "product_uom_qty": 1}
                        )
                    ]
                }
            )
        self.assertEqual(
            order.order_line.filtered("b2b_promise_date").mapped("b2b_promise_date"),
            [date(2026, 11, 18), date(2026, 11, 23)],
        )
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 23))

    def test_confirmed_again(self):
        """DSP-3: an order that was cancelled is promised anew."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        order._action_cancel()
        order.action_draft()
        self.assertFalse(order.b2b_promise_date)
        with freeze_time("2026-11-20 09:00:00"):
            order.action_confirm()
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 20))

    def test_copy_has_no_promise(self):
        """DSP-3: a copy is promised when it is confirmed."""
        with freeze_time(BEFORE_NOON):
            copy = self._confirm((self.product, 4)).copy()
        self.assertFalse(copy.b2b_promise_date)
        self.assertFalse(copy.order_line.filtered("b2b_why"))

    def test_two_warehouses(self):
        """DSP-2: each line looks at stock, calendar and clock of its own warehouse."""
        london = self.calendar.copy({"tz": "Europe/London"})
        second = self.env["stock.warehouse"].create(
            {
                "name": "London",
                "code": "LON",
                "company_id": self.company.id,
                "b2b_calendar_id": london.id,
            }
        )
        with freeze_time("2026-11-18 11:30:00"):
            promise = self._create_order(
                (self.product, 1), warehouse_id=second.id
            )._get_b2b_promise()
            self.assertEqual(promise["day"], date(2026, 11, 25))  # no stock there
            self._add_stock(self.product, 1, second)
            promise = self._create_order(
                (self.product, 1), warehouse_id=second.id
            )._get_b2b_promise()
        # 11:30 in London is before noon, 12:30 in Brussels is not.
        self.assertEqual(promise["day"], date(2026, 11, 18))
        self.assertEqual(promise["seconds_left"], 1800)

    def test_handling_days(self):
        """DSP-1: INK's answer, dispatch on the working day after, is a setting."""
        self.warehouse.b2b_handling_days = 1
        with freeze_time("2026-11-20 09:00:00"):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 23))

    def test_calendar_that_never_opens(self):
        """DSP-1: without a working day there is no promise, and orders still work."""
        self.calendar.attendance_ids.unlink()
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 1))
        self.assertFalse(order.b2b_promise_date)
        self.assertIsNone(order._get_b2b_promise())
        self.assertTrue(order.picking_ids)

    def test_services_have_no_promise(self):
        """DSP-1: only goods are dispatched."""
        service = self._create_product(
            "Commissioning", 500.0, type="service", is_storable=False
        )
        self.assertIsNone(self._create_order((service, 1))._get_b2b_promise())

    def test_switched_off(self):
        """DSP-1: with the switch off Odoo's own dates hold."""
        self.website.b2b_enabled = False
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4))
        self.assertFalse(order.b2b_promise_date)
        self.assertEqual(
            order.picking_ids.scheduled_date, datetime(2026, 11, 18, 10, 59, 59)
        )

    def test_cutoff_is_a_time_of_day(self):
        """DSP-1: the setting takes times of the day only."""
        for hour in (0.0, -1.0, 24.5):
            with self.assertRaises(ValidationError):
                self.warehouse.b2b_cutoff_hour = hour
        self.warehouse.b2b_cutoff_hour = 24.0
        with freeze_time("2026-11-18 15:59:59"):
            promise = self._create_order((self.product, 1))._get_b2b_promise()
        self.assertEqual(promise["day"], date(2026, 11, 18))

    def test_mail_is_headed_by_the_promise(self):
        """DSP-3: the confirmation mail names the day, in the customer's language."""
        with freeze_time(BEFORE_NOON):
            order = self._confirm((self.product, 4), website_id=self.website.id)
        order._send_order_confirmation_mail()
        mails = self.env["mail.mail"].search(
            [("model", "=", "sale.order"), ("res_id", "=", order.id)]
        )
        self.assertIn("Dispatch: Wednesday, November 18, 2026", mails[-1:].body_html)
        order.picking_ids.button_validate()
        order.message_notify(body="Thanks", partner_ids=self.buyer.partner_id.ids)
        mails = self.env["mail.mail"].search(
            [("mail_message_id.res_id", "=", order.id)]
        )
        self.assertNotIn("Dispatch:", mails.sorted("id")[-1].body_html)

    def _print(self, order):
        html, _type = self.env["ir.actions.report"]._render_qweb_html(
            "sale.action_report_saleorder", order.ids
        )
        return html.decode()

    def test_pdf_names_the_promise(self):
        """DSP-3: the order's PDF names the day; a quotation's makes no promise yet."""
        with freeze_time(BEFORE_NOON):
            order = self._create_order((self.product, 4))
            self.assertNotIn("Dispatch:", self._print(order))
            order.action_confirm()
        document = self._print(order)
        self.assertIn("Dispatch: Wednesday, November 18, 2026", document)
        self.assertIn("All goods are in stock.", document)

    def test_expected_date_of_a_quotation(self):
        """DSP-3: Odoo's own expected date is the promise, so every page agrees."""
        with freeze_time(BEFORE_NOON):
            order = self._create_order((self.product, 4))
            self.assertEqual(order.expected_date, datetime(2026, 11, 18, 16, 0))
