from datetime import date, datetime

from freezegun import freeze_time

from odoo.tests import tagged

from ..policies.dispatch import decide_again
from .common import CatsB2bCommon

# Wednesday, November 18, 2026; Brussels is an hour ahead of UTC.
BEFORE_NOON = "2026-11-18 10:59:59"


@tagged("post_install", "-at_install")
class TestDispatchSupply(CatsB2bCommon):
    """Goods on order count by their expected date."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.b2b_lead_days = 5  # from November 18: Wednesday, November 25
        cls.supplier = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _expect(self, quantity, at, product=None, confirm=True, **values):
        """Order goods from a supplier; ``at`` is naive UTC."""
        product = product or self.product
        move = self.env["stock.move"].create(
            {
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": self.supplier.id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "picking_type_id": self.warehouse.in_type_id.id,
                "company_id": self.company.id,
                "date": at,
                **values,
            }
        )
        # Not merged: Odoo would take the earliest date for all.
        return move._action_confirm(merge=False) if confirm else move

    def _promise(self, *lines, placed=BEFORE_NOON, **values):
        with freeze_time(placed):
            return self._create_order(*lines, **values)._get_b2b_promise()

    def _confirm(self, *lines, placed=BEFORE_NOON, **values):
        with freeze_time(placed):
            order = self._create_order(*lines, **values)
            order.action_confirm()
        return order

    def assertDay(self, day, *lines, **kwargs):
        self.assertEqual(self._promise(*lines, **kwargs)["day"], date(2026, 11, day))

    def test_goods_on_order(self):
        """DSP-2: ten on order for Friday leave on Friday, with that reason."""
        self._expect(10, "2026-11-20 08:00:00")
        promise = self._promise((self.product, 10))
        self.assertEqual(promise["day"], date(2026, 11, 20))
        self.assertEqual(
            promise["reasons"],
            ["Not in stock. Goods on order are expected on Friday, November 20, 2026."],
        )
        self.assertFalse(promise["seconds_left"])

    def test_weekend(self):
        """DSP-2: what is expected on a Saturday leaves on Monday."""
        self._expect(10, "2026-11-21 08:00:00")
        self.assertDay(23, (self.product, 10))

    def test_too_few_on_order(self):
        """DSP-2: eleven of ten on order take the lead time."""
        self._expect(10, "2026-11-20 08:00:00")
        self.assertDay(25, (self.product, 11))

    def test_stock_and_order_together(self):
        """DSP-2: three in stock and receipts of four and five make twelve."""
        self._add_stock(self.product, 3)
        self._expect(4, "2026-11-19 08:00:00")
        self._expect(5, "2026-11-20 08:00:00")
        self.assertDay(18, (self.product, 3))
        self.assertDay(19, (self.product, 7))
        self.assertDay(20, (self.product, 12))
        self.assertDay(25, (self.product, 13))

    def test_later_than_the_lead_time(self):
        """DSP-2: the expected date is known, the shorter lead time a guess."""
        self._expect(10, "2026-12-04 08:00:00")
        promise = self._promise((self.product, 10))
        self.assertEqual(promise["day"], date(2026, 12, 4))

    def test_overdue(self):
        """DSP-2: nobody knows when an overdue receipt comes: the lead time holds."""
        self._expect(10, "2026-11-17 08:00:00")
        self.assertDay(25, (self.product, 10))

    def test_not_on_order(self):
        """DSP-2: drafts, cancelled and received goods are not on order."""
        self._expect(10, "2026-11-20 08:00:00", confirm=False)
        self._expect(10, "2026-11-20 08:00:00")._action_cancel()
        self.assertDay(25, (self.product, 10))

    def test_returns_are_no_supply(self):
        """DSP-2: what a customer announced to send back is promised to nobody."""
        self._expect(10, "2026-11-20 08:00:00", location_id=self.customers.id)
        self.assertDay(25, (self.product, 10))

    def test_day_of_the_warehouse(self):
        """DSP-2: 23:30 UTC on Thursday is Friday in Brussels."""
        self._expect(10, "2026-11-19 23:30:00")
        self.assertDay(20, (self.product, 10))

    def test_confirmed_orders_come_first(self):
        """DSP-2: of ten on order, six are owed to an order confirmed before."""
        self._expect(10, "2026-11-20 08:00:00")
        first = self._confirm((self.product, 6))
        self.assertEqual(first.b2b_promise_date, date(2026, 11, 20))
        self.assertDay(20, (self.product, 4))
        self.assertDay(25, (self.product, 5))

    def test_reserved_goods_are_not_owed_twice(self):
        """DSP-2: what an order has reserved in stock takes nothing of the receipt."""
        self._add_stock(self.product, 6)
        self._confirm((self.product, 8))
        self._expect(10, "2026-11-20 08:00:00")
        self.assertDay(20, (self.product, 8))  # 10 - (8 - 6)
        self.assertDay(25, (self.product, 9))

    def test_quotations_owe_nothing(self):
        """DSP-2: quotations take nothing of what is on order."""
        self._expect(10, "2026-11-20 08:00:00")
        self._create_order((self.product, 10))
        self.assertDay(20, (self.product, 10))

    def test_lines_share_what_is_on_order(self):
        """DSP-2: lines of one product share the receipts in their order."""
        self._expect(10, "2026-11-19 08:00:00")
        self._expect(10, "2026-11-20 08:00:00")
        order = self._confirm(
            (self.product, 10), (self.product, 10), (self.product, 10)
        )
        self.assertEqual(
            self._get_goods_lines(order).mapped("b2b_promise_date"),
            [date(2026, 11, 19), date(2026, 11, 20), date(2026, 11, 25)],
        )

    def test_increase(self):
        """DSP-2: what is added to an order waits behind what it waits for already."""
        self._expect(10, "2026-11-19 08:00:00")
        self._expect(10, "2026-11-20 08:00:00")
        order = self._confirm((self.product, 8))
        line = self._get_goods_lines(order)
        with freeze_time(BEFORE_NOON):
            line.product_uom_qty = 10
            self.assertEqual(line.b2b_promise_date, date(2026, 11, 19))
            line.product_uom_qty = 12
        self.assertEqual(line.b2b_promise_date, date(2026, 11, 20))

    def test_units(self):
        """DSP-2: orders and receipts in packs count by the product's unit."""
        pack = self.env.ref("uom.product_uom_pack_6")
        self.product.product_tmpl_id.uom_ids = pack
        self._expect(2, "2026-11-20 08:00:00", product_uom=pack.id)
        with freeze_time(BEFORE_NOON):
            order = self._create_order((self.product, 2))
            order.order_line[0].product_uom_id = pack
            self.assertEqual(order._get_b2b_promise()["day"], date(2026, 11, 20))
            order.action_confirm()
        self.assertDay(25, (self.product, 1))

    def test_receipt_in_steps(self):
        """DSP-2: a receipt that goes through quality control is counted once."""
        self.warehouse.reception_steps = "three_steps"
        self._expect(
            10,
            "2026-11-20 08:00:00",
            location_dest_id=self.warehouse.wh_input_stock_loc_id.id,
            location_final_id=self.warehouse.lot_stock_id.id,
        )
        self.assertDay(20, (self.product, 10))
        self.assertDay(25, (self.product, 11))

    def test_delivery_in_steps(self):
        """DSP-2: what is owed through pick, pack and ship is owed once."""
        self.warehouse.delivery_steps = "pick_pack_ship"
        self._expect(10, "2026-11-20 08:00:00")
        self._confirm((self.product, 6))
        self.assertDay(20, (self.product, 4))
        self.assertDay(25, (self.product, 5))

    def test_resupply_from_another_warehouse(self):
        """DSP-2: what another warehouse sends is on order, here and only once."""
        other = self.env["stock.warehouse"].create(
            {
                "name": "Far away",
                "code": "FAR",
                "company_id": self.company.id,
                "b2b_calendar_id": self.calendar.id,
            }
        )
        self._add_stock(self.product, 10, other)
        self.warehouse.resupply_wh_ids = other
        route = self.warehouse.resupply_route_ids
        self.product.route_ids = route
        with freeze_time(BEFORE_NOON):
            self.env["stock.rule"].run(
                [
                    self.env["stock.rule"].Procurement(
                        self.product,
                        10,
                        self.product.uom_id,
                        self.warehouse.lot_stock_id,
                        "Resupply",
                        "Resupply",
                        self.company,
                        {
                            "warehouse_id": self.warehouse,
                            "route_ids": route,
                            "date_planned": datetime(2026, 11, 20, 8),
                        },
                    )
                ]
            )
        self.assertDay(20, (self.product, 10))
        self.assertDay(25, (self.product, 11))
        self.assertDay(25, (self.product, 1), warehouse_id=other.id)

    def test_receipt_of_another_warehouse(self):
        """DSP-2: goods on order count in the warehouse that they come to."""
        other = self.env["stock.warehouse"].create(
            {"name": "Far away", "code": "FAR", "company_id": self.company.id}
        )
        self._expect(
            10,
            "2026-11-20 08:00:00",
            location_dest_id=other.lot_stock_id.id,
            picking_type_id=other.in_type_id.id,
        )
        self.assertDay(25, (self.product, 10))

    def test_promise_is_frozen(self):
        """DSP-3: a receipt that is late does not move what was promised."""
        receipt = self._expect(10, "2026-11-20 08:00:00")
        order = self._confirm((self.product, 10))
        receipt.date = "2026-12-20 08:00:00"
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 20))
        frozen = self._get_goods_lines(order).b2b_why
        again = decide_again(frozen["facts"])
        self.assertEqual(again.outcome_json(), frozen["outcome"])
        self.assertEqual(
            [reason.to_json() for reason in again.because], frozen["because"]
        )
        self.assertEqual(
            order.picking_ids.scheduled_date, datetime(2026, 11, 20, 16, 0)
        )

    @freeze_time("2026-11-18 10:00:00")
    def test_product_page(self):
        """CAT-4: not in stock but on order, the page says when it is expected."""
        self._expect(10, "2026-11-20 08:00:00")
        info = self.product._get_b2b_shop_info(self.website)
        self.assertFalse(info["in_stock"])
        self.assertEqual(info["stock"], "On order, expected on Nov 20, 2026")
        self.assertEqual(
            info["promise"]["sentence"], "Dispatch: Friday, November 20, 2026"
        )
        info = self.product._get_b2b_shop_info(self.website, quantity=11)
        self.assertEqual(info["stock"], "Lead time in working days: 5")

    @freeze_time("2026-11-18 10:00:00")
    def test_cards(self):
        """CAT-4: a card says when the least that can be ordered is expected."""
        self._expect(10, "2026-11-20 08:00:00")
        (card,) = self.product._get_b2b_cards(self.website).values()
        self.assertEqual(card["stock"], "On order, expected on Nov 20, 2026")
        self.product.b2b_min_qty = 11
        (card,) = self.product._get_b2b_cards(self.website).values()
        self.assertEqual(card["stock"], "Lead time in working days: 5")
