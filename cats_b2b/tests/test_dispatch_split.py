from datetime import date, datetime

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..policies.dispatch import decide_again
from .common import CatsB2bCommon

# Wednesday, November 18, 2026: 11:30 in London, 12:30 in Brussels.
BETWEEN_THE_NOONS = "2026-11-18 11:30:00"
# Both before noon.
MORNING = "2026-11-18 09:00:00"


@tagged("post_install", "-at_install")
class TestDispatchSplit(CatsB2bCommon):
    """Orders whose lines leave from two warehouses, or on several days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.london = cls.env["stock.warehouse"].create(
            {
                "name": "London",
                "code": "LON",
                "company_id": cls.company.id,
                "b2b_calendar_id": cls.calendar.copy({"tz": "Europe/London"}).id,
            }
        )
        cls.route = cls.london.delivery_route_id
        cls.route.sale_selectable = True
        cls.other = cls._create_product("Battery", 80.0, b2b_lead_days=2)
        cls._add_stock(cls.product, 20)
        cls._add_stock(cls.other, 20, cls.london)

    def _create_split_order(self, **values):
        """One line from Brussels, one from London."""
        order = self._create_order((self.product, 4), (self.other, 4), **values)
        order.order_line[1].route_ids = self.route
        self.assertEqual(
            self._get_goods_lines(order).warehouse_id, self.warehouse | self.london
        )
        return order

    def _get_days(self, order):
        return self._get_goods_lines(order).mapped("b2b_promise_date")

    def test_each_line_by_its_own_clock(self):
        """DSP-1: at 11:30 in London, 12:30 in Brussels, the one leaves today."""
        with freeze_time(BETWEEN_THE_NOONS):
            order = self._create_split_order()
            promise = order._get_b2b_promise()
            order.action_confirm()
        brussels, london = self._get_goods_lines(order)
        self.assertEqual(
            [promise["days"][line] for line in (brussels, london)],
            ["Thursday, November 19, 2026", "Wednesday, November 18, 2026"],
        )
        self.assertEqual(
            self._get_days(order), [date(2026, 11, 19), date(2026, 11, 18)]
        )
        for line, zone in ((brussels, "+01:00"), (london, "+00:00")):
            self.assertTrue(line.b2b_why["facts"]["placed_at"].endswith(zone))
            again = decide_again(line.b2b_why["facts"])
            self.assertEqual(again.day, line.b2b_promise_date)

    def test_heading_names_the_slowest_line(self):
        """DSP-3: the heading is the slowest line's day and reason."""
        with freeze_time(BETWEEN_THE_NOONS):
            order = self._create_split_order()
            quoted = order._get_b2b_promise()
            order.action_confirm()
        for promise in (quoted, order._get_b2b_promise()):
            self.assertEqual(promise["day"], date(2026, 11, 19))
            self.assertEqual(promise["line"].product_id, self.product)
            self.assertEqual(promise["delay"], "Waits for Power supply 24 V.")
            self.assertIn("Ordered after", promise["reasons"][0])
        self.assertEqual(quoted["seconds_left"], 1800)  # until noon in London

    def test_clocks_of_two_days(self):
        """DSP-1: at 23:30 UTC on Sunday it is Monday in Brussels already."""
        with freeze_time("2026-11-15 23:30:00"):
            order = self._create_split_order()
            order.action_confirm()
        why = self._get_goods_lines(order).mapped("b2b_why")
        self.assertEqual(
            [one["because"][0]["code"] for one in why], ["before_cutoff", "closed_day"]
        )
        self.assertEqual(self._get_days(order), [date(2026, 11, 16)] * 2)

    def test_transfers_of_two_warehouses(self):
        """DSP-3: each transfer is due at the end of its own warehouse's day."""
        with freeze_time(BETWEEN_THE_NOONS):
            order = self._create_split_order()
            order.action_confirm()
        dates = {
            picking.picking_type_id.warehouse_id: picking.scheduled_date
            for picking in order.picking_ids
        }
        self.assertEqual(
            dates,
            {
                self.warehouse: datetime(2026, 11, 19, 16, 0),
                self.london: datetime(2026, 11, 18, 17, 0),
            },
        )

    def test_mail_names_days_of_the_warehouse(self):
        """DSP-3: a reader in Auckland is told the warehouse's day, not his own."""
        self.buyer.partner_id.tz = "Pacific/Auckland"
        with freeze_time(MORNING):
            order = self._create_split_order(website_id=self.website.id)
            order.action_confirm()
            order.with_context(tz="Pacific/Auckland")._send_order_confirmation_mail()
        mail = self.env["mail.mail"].search(
            [("model", "=", "sale.order"), ("res_id", "=", order.id)]
        )[-1:]
        self.assertIn("Dispatch: Wednesday, November 18, 2026", mail.body_html)
        for picking in order.picking_ids:
            zone = picking.picking_type_id.warehouse_id.b2b_calendar_id.tz
            self.assertEqual(order._get_b2b_tz_name(picking), zone)
        self.website.b2b_enabled = False
        self.assertIsNone(order._get_b2b_tz_name(order.picking_ids[0]))

    def _create_late_order(self, **values):
        """One line in stock, one of five working days; both from Brussels."""
        late = self._create_product("Rack", 80.0, b2b_lead_days=5)
        return self._create_order((self.product, 4), (late, 1), **values)

    def test_partial_deliveries(self):
        """DSP-3: delivered in parts, each move carries its line's day."""
        with freeze_time(MORNING):
            order = self._create_late_order(picking_policy="direct")
            order.action_confirm()
        self.assertEqual(
            self._get_days(order), [date(2026, 11, 18), date(2026, 11, 25)]
        )
        self.assertEqual(
            order.picking_ids.move_ids.mapped("date"),
            [datetime(2026, 11, 18, 16, 0), datetime(2026, 11, 25, 16, 0)],
        )
        self.assertEqual(
            order.picking_ids.scheduled_date, datetime(2026, 11, 18, 16, 0)
        )

    def test_what_is_left_is_due_on_its_day(self):
        """DSP-3: the backorder of a partial delivery is due on its line's day."""
        with freeze_time(MORNING):
            order = self._create_late_order(picking_policy="direct")
            order.action_confirm()
            picking = order.picking_ids
            picking.move_ids[0].picked = True
            picking.with_context(skip_backorder=True).button_validate()
        backorder = order.picking_ids - picking
        self.assertEqual(backorder.scheduled_date, datetime(2026, 11, 25, 16, 0))
        self.assertEqual(backorder.date_deadline, datetime(2026, 11, 25, 16, 0))

    def test_all_at_once(self):
        """DSP-3: "when all products are ready": every line leaves on the last day."""
        with freeze_time(MORNING):
            order = self._create_late_order(picking_policy="one")
            quoted = order._get_b2b_promise()
            order.action_confirm()
        self.assertEqual(self._get_days(order), [date(2026, 11, 25)] * 2)
        for promise in (quoted, order._get_b2b_promise()):
            self.assertEqual(promise["day"], date(2026, 11, 25))
            self.assertEqual(promise["delay"], "Waits for Rack.")
            self.assertEqual(
                promise["reasons"][1], "Not in stock. Lead time in working days: 5."
            )
            self.assertEqual(
                set(promise["days"].values()), {"Wednesday, November 25, 2026"}
            )
        self.assertText(
            order.order_line[0].b2b_why_text,
            "Ordered before 12:00 PM on a working day. All goods are in stock. "
            "Leaves together with the rest of the order.",
        )
        picking = order.picking_ids
        for instant in (picking.scheduled_date, picking.date_deadline):
            self.assertEqual(instant, datetime(2026, 11, 25, 16, 0))
        self.assertEqual(
            set(picking.move_ids.mapped("date")), {datetime(2026, 11, 25, 16, 0)}
        )

    def test_policy_of_a_quotation(self):
        """DSP-3: the lines of a quotation follow its shipping policy at once."""
        with freeze_time(MORNING):
            order = self._create_late_order(picking_policy="direct")
            line = order.order_line[0]
            self.assertEqual(line.b2b_dispatch_at, datetime(2026, 11, 18, 16, 0))
            order.picking_policy = "one"
            self.assertEqual(line.b2b_dispatch_at, datetime(2026, 11, 25, 16, 0))

    def test_each_warehouse_sends_its_own(self):
        """DSP-3: all at once, two warehouses still send a transfer each."""
        with freeze_time(BETWEEN_THE_NOONS):
            order = self._create_split_order(picking_policy="one")
            order.action_confirm()
        self.assertEqual(
            self._get_days(order), [date(2026, 11, 19), date(2026, 11, 18)]
        )

    def test_line_added_to_an_order_that_leaves_as_one(self):
        """DSP-3: what is added leaves with what was promised before, not before it."""
        with freeze_time(MORNING):
            order = self._create_late_order(picking_policy="one")
            order.action_confirm()
            order.order_line = [
                Command.create({"product_id": self.product.id, "product_uom_qty": 1})
            ]
        self.assertEqual(self._get_days(order), [date(2026, 11, 25)] * 3)

    def test_delivery_in_steps(self):
        """DSP-3: picked two days early, the goods are still due on the promised day."""
        self.warehouse.write({"delivery_steps": "pick_ship", "b2b_handling_days": 2})
        with freeze_time(MORNING):
            order = self._create_order((self.product, 4))
            order.action_confirm()
            pick = order.picking_ids
            self.assertEqual(pick.scheduled_date, datetime(2026, 11, 20, 16, 0))
            pick.button_validate()
        ship = order.picking_ids - pick
        self.assertEqual(ship.scheduled_date, datetime(2026, 11, 20, 16, 0))
        self.assertEqual(ship.date_deadline, datetime(2026, 11, 20, 16, 0))

    def test_picked_late(self):
        """DSP-3: what is picked after the promised day is due when it was picked."""
        self.warehouse.delivery_steps = "pick_ship"
        with freeze_time(MORNING):
            order = self._create_order((self.product, 4))
            order.action_confirm()
        pick = order.picking_ids
        with freeze_time("2026-11-20 09:00:00"):
            pick.button_validate()
        ship = order.picking_ids - pick
        self.assertEqual(ship.scheduled_date, datetime(2026, 11, 20, 9, 0))
        self.assertEqual(ship.date_deadline, datetime(2026, 11, 18, 16, 0))

    def test_form(self):
        """CAT-5: in the form, a line's route decides from where and when it leaves."""
        self.env.user.group_ids += self.env.ref("stock.group_adv_location")
        with freeze_time(BETWEEN_THE_NOONS):
            order = self._create_order((self.product, 4), (self.other, 4))
            with Form(order) as form, form.order_line.edit(1) as line:
                line.route_ids.add(self.route)
            self.assertEqual(
                order.order_line[1].b2b_dispatch_at, datetime(2026, 11, 18, 17, 0)
            )
