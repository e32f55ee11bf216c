from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .common import CatsB2bCommon

MORNING = "2026-11-18 09:00:00"  # Wednesday
EVENING = "2026-11-18 15:00:00"


@tagged("post_install", "-at_install")
class TestDispatchReport(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_stock(cls.product, 100)

    def _confirm(self, *lines, **values):
        with freeze_time(MORNING):
            order = self._create_order(*(lines or [(self.product, 4)]), **values)
            order.action_confirm()
        return order

    def _dispatch(self, picking, at, quantity=None, cancel_rest=False):
        with freeze_time(at):
            picking.action_assign()
            if quantity is not None:
                picking.move_ids.quantity = quantity
            picking.move_ids.picked = True
            picking.with_context(
                skip_backorder=True,
                picking_ids_not_to_backorder=picking.ids if cancel_rest else [],
            ).button_validate()

    def _read(self, order, at=EVENING):
        self.env.flush_all()
        self.env["cats.dispatch.report"].invalidate_model()
        with freeze_time(at):
            report = self.env["cats.dispatch.report"]
            return report.search_fetch([("order_id", "=", order.id)], report._fields)

    def test_kept(self):
        """DSP-3: goods that left on the promised day: kept."""
        order = self._confirm()
        self._dispatch(order.picking_ids, EVENING)
        row = self._read(order)
        self.assertEqual(row.state, "kept")
        self.assertEqual(row.promise_date, date(2026, 11, 18))
        self.assertEqual(row.dispatch_date, date(2026, 11, 18))
        self.assertEqual((row.kept, row.missed, row.open, row.overdue), (1, 0, 0, 0))
        self.assertEqual(row.kept_share, 100.0)

    def test_missed(self):
        """DSP-3: goods that left two days later: missed."""
        order = self._confirm()
        self._dispatch(order.picking_ids, "2026-11-20 09:00:00")
        row = self._read(order)
        self.assertEqual((row.state, row.missed, row.days_late), ("missed", 1, 2))
        self.assertEqual(row.kept_share, 0.0)

    def test_midnight(self):
        """DSP-3: 23:30 UTC is the next day at the warehouse, in Brussels."""
        order = self._confirm()
        self._dispatch(order.picking_ids, "2026-11-18 23:30:00")
        row = self._read(order)
        self.assertEqual(row.dispatch_date, date(2026, 11, 19))
        self.assertEqual(row.state, "missed")
        self.calendar.tz = "America/New_York"
        self.assertEqual(self._read(order).state, "kept")

    def test_open_and_overdue(self):
        """DSP-3: undispatched goods are open on their day, overdue from the next."""
        order = self._confirm()
        row = self._read(order, "2026-11-18 22:30:00")
        self.assertEqual((row.state, row.open), ("open", 1))
        row = self._read(order, "2026-11-18 23:30:00")
        self.assertEqual((row.state, row.overdue, row.days_late), ("overdue", 1, 1))

    def test_partly_dispatched(self):
        """DSP-3: a line of which a part has left is open; its last part decides."""
        order = self._confirm()
        self._dispatch(order.picking_ids, EVENING, quantity=1)
        self.assertEqual(self._read(order).state, "open")
        self.assertFalse(self._read(order).dispatch_date)
        rest = order.picking_ids.filtered(lambda picking: picking.state != "done")
        self._dispatch(rest, "2026-11-19 09:00:00")
        row = self._read(order)
        self.assertEqual((row.state, row.dispatch_date.day), ("missed", 19))

    def test_cancelled_rest(self):
        """DSP-3: with the rest cancelled, what left counts."""
        order = self._confirm()
        self._dispatch(order.picking_ids, EVENING, quantity=1, cancel_rest=True)
        self.assertEqual(self._read(order, "2026-11-30 09:00:00").state, "kept")

    def test_cancelled(self):
        """DSP-3: of a cancelled order no promise is kept or missed."""
        order = self._confirm()
        order._action_cancel()
        self.assertFalse(self._read(order))

    def test_returned(self):
        """DSP-3: what comes back, and is sent again, changes nothing."""
        order = self._confirm()
        picking = order.picking_ids
        self._dispatch(picking, EVENING)
        for days in (25, 26):
            wizard = Form(
                self.env["stock.return.picking"].with_context(
                    active_id=picking.id, active_model="stock.picking"
                )
            ).save()
            wizard.product_return_moves.quantity = 4
            picking = self.env["stock.picking"].browse(
                wizard.action_create_returns()["res_id"]
            )
            self.assertEqual(self._read(order).state, "kept")
            self._dispatch(picking, f"2026-11-{days} 09:00:00")
        row = self._read(order)
        self.assertEqual((row.state, row.dispatch_date.day), ("kept", 18))

    def test_two_steps(self):
        """DSP-3: picked is not dispatched; the step to the customer counts."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._confirm()
        pick = order.picking_ids
        self._dispatch(pick, EVENING)
        self.assertEqual(self._read(order).state, "open")
        ship = order.picking_ids - pick
        self.assertEqual(ship.location_dest_id.usage, "customer")
        self._dispatch(ship, "2026-11-19 09:00:00")
        row = self._read(order)
        self.assertEqual((row.state, row.dispatch_date.day), ("missed", 19))

    def test_sums(self):
        """DSP-3: two of three promises kept are 66.7 %; late ones by 2 days."""
        orders = [self._confirm() for _number in range(3)]
        self._dispatch(orders[0].picking_ids, EVENING)
        self._dispatch(orders[1].picking_ids, EVENING)
        self._dispatch(orders[2].picking_ids, "2026-11-20 09:00:00")
        self.env.flush_all()
        ((lines, kept, missed, share, days),) = self.env[
            "cats.dispatch.report"
        ]._read_group(
            [("company_id", "=", self.company.id)],
            [],
            ["nbr:sum", "kept:sum", "missed:sum", "kept_share:avg", "days_late:avg"],
        )
        self.assertEqual((lines, kept, missed, days), (3, 2, 1, 2))
        self.assertAlmostEqual(share, 66.67, places=2)

    def test_who_sees_what(self):
        """DSP-3: own orders, all orders, other companies' orders, portal."""
        company = {"company_id": self.company.id, "company_ids": self.company.ids}
        own = new_test_user(
            self.env, "b2b_own", groups="sales_team.group_sale_salesman", **company
        )
        stock = new_test_user(
            self.env, "b2b_stock", groups="stock.group_stock_user", **company
        )
        mine, others = (
            self._confirm(user_id=own.id),
            self._confirm(user_id=self.manager.id),
        )
        other_company = self.env["res.company"].create({"name": "Other"})
        foreigner = new_test_user(
            self.env,
            "b2b_foreigner",
            groups="sales_team.group_sale_manager,stock.group_stock_user",
            company_id=other_company.id,
            company_ids=other_company.ids,
        )
        table = [
            (own, mine),
            (self.salesman, mine | others),
            (stock, mine | others),
            (foreigner, self.env["sale.order"]),
        ]
        self.env.flush_all()
        domain = [("order_id", "in", (mine | others).ids)]
        for user, orders in table:
            with self.subTest(user.login):
                rows = (
                    self.env["cats.dispatch.report"]
                    .with_user(user)
                    .with_context(allowed_company_ids=user.company_ids.ids)
                    .search(domain)
                )
                self.assertEqual(rows.sudo().order_id, orders)
        with self.assertRaises(AccessError):
            self.env["cats.dispatch.report"].with_user(self.buyer).search(domain)

    def test_stock_user_reads_the_list(self):
        """DSP-3: who packs may read what the list shows."""
        order = self._confirm()
        user = new_test_user(
            self.env,
            "b2b_packer",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        self.env.flush_all()
        rows = (
            self.env["cats.dispatch.report"]
            .with_user(user)
            .search_read(
                [("order_id", "=", order.id)],
                ["order_id", "commercial_partner_id", "product_id", "order_date"],
            )
        )
        self.assertEqual(rows[0]["order_id"][1], order.name)
        self.assertEqual(rows[0]["order_date"], datetime(2026, 11, 18, 9, 0))
