from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.fields import Command
from odoo.http import root
from odoo.tests import tagged

from ..controllers.units import B2bUnits
from ..policies.order_rows import WantedRow
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestQueryCounts(CatsB2bHttpCommon):
    """Nothing of ours on a hot page grows with the number of lines or cards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].union(
            *(
                cls._create_product(
                    f"Article {number}",
                    10.0,
                    b2b_min_qty=2,
                    b2b_lead_days=number % 5 + 1 + 1,
                )
                for number in range(60)
            )
        )
        for product in cls.products[::2]:
            cls._add_stock(product, 10)
        cls._create_receipts(cls.products[1::4])
        cls.env["stock.warehouse"].create(
            {
                "name": "Second",
                "code": "SEC",
                "company_id": cls.company.id,
                "b2b_country_ids": cls.env.ref("base.nl").ids,
            }
        )

    @classmethod
    def _create_receipts(cls, products):
        """Order goods, each for a day of its own, before the warehouse closes."""
        first = fields.Datetime.now().replace(hour=8) + timedelta(days=1)
        moves = cls.env["stock.move"].create(
            [
                {
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": 10,
                    "location_id": cls.env.ref("stock.stock_location_suppliers").id,
                    "location_dest_id": cls.warehouse.lot_stock_id.id,
                    "picking_type_id": cls.warehouse.in_type_id.id,
                    "company_id": cls.company.id,
                    "date": first + timedelta(days=number),
                }
                for number, product in enumerate(products)
            ]
        )
        moves._action_confirm(merge=False)

    @contextmanager
    def _count(self, counts):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        yield
        self.env.flush_all()
        counts.append(self.env.cr.sql_log_count - before)

    def _create_order_of(self, products):
        return self._create_order(
            *((product, 4) for product in products), website_id=self.website.id
        )

    def test_cards(self):
        """CAT-4: stock and lead time of 20 and of 60 cards take as many queries."""
        counts = []
        for size in (20, 20, 60):
            products = self.env["product.product"].browse(self.products[:size].ids)
            with self._count(counts):
                products._get_b2b_cards(self.website)
        self.assertEqual(counts[2], counts[1], "20 and 60 cards")

    def assertNoGrowth(self, act):
        """Five lines and fifty take as many queries; the first five warm up."""
        counts = []
        for size in (5, 5, 50):
            cart = self._create_order_of(self.products[:size])
            with self._count(counts):
                act(cart)
        self.assertEqual(counts[2], counts[1], "5 and 50 lines")

    def test_promise_of_a_cart(self):
        """DSP-3: the promise of 5 and of 50 lines takes as many queries."""
        self.assertNoGrowth(lambda cart: self.assertTrue(cart._get_b2b_promise()))

    def test_promise_of_a_cart_that_leaves_as_one(self):
        """DSP-3: lines that wait for each other take as many queries."""

        def promise(cart):
            cart.picking_policy = "one"
            self.assertTrue(cart._get_b2b_promise())

        self.assertNoGrowth(promise)

    def _create_rows(self, size):
        """Want articles of all kinds, half of them in a way that is refused."""
        products = self.products[:size]
        products.b2b_successor_id = False
        (products[1::5] | products[4::5]).website_published = False
        products[4::5].b2b_successor_id = self.product
        products[3::5].allow_out_of_stock_order = False
        dozen = self.env.ref("uom.product_uom_dozen")
        return [
            WantedRow(
                str(number),
                product_id=product.id,
                quantity=number % 3 + 1,
                uom_id=dozen.id if number % 4 == 0 else 0,
            )
            for number, product in enumerate(products)
        ]

    def test_judging_rows(self):
        """ORD-4: what becomes of 5 and of 50 rows, and why, takes as many queries."""
        website = self.website.with_user(self.buyer)
        counts = []
        for size in (5, 5, 50):
            cart = self._create_order_of(self.products[:size])
            rows = self._create_rows(size)
            with self._count(counts):
                decisions = website._judge_b2b_rows(rows, cart)
                sentences = [website._explain_b2b_row(one) for one in decisions]
            self.assertGreater(len(set(sentences)), 3)
        self.assertEqual(counts[2], counts[1], "5 and 50 rows")

    def test_report_of_rows(self):
        """ORD-2: the report of 5 and of 50 rows takes as many queries."""
        counts = []
        for size in (5, 5, 50):
            cart = self._create_order_of(self.products[:1])
            decisions = self.website._judge_b2b_rows(self._create_rows(size), cart)
            cart._note_b2b_rows(decisions)
            with self._count(counts):
                self.assertTrue(cart._get_b2b_rows_page()["rows"])
        self.assertEqual(counts[2], counts[1], "5 and 50 rows")

    def test_rows_into_a_cart(self):
        """ORD-4: 45 more rows take no more than 45 more lines of an order in Odoo."""

        def add(size):
            cart = self._create_cart().with_user(self.buyer).sudo()
            rows = self._want(size)
            self.env.flush_all()
            with self._count(counts):
                cart._add_b2b_rows(rows)

        def create(size):
            with self._count(counts):
                self._create_order_of(self.products[:size])

        def add_again(size):
            cart = self._create_cart().with_user(self.buyer).sudo()
            rows = self._want(size)
            cart._add_b2b_rows(rows)
            self.env.flush_all()
            with self._count(counts):
                cart._add_b2b_rows(rows)

        growth = {}
        for act in (add, add_again, create):
            counts = []
            for size in (5, 5, 50):
                act(size)
            growth[act] = counts[2] - counts[1]
        self.assertLessEqual(growth[add], growth[create])
        self.assertLessEqual(growth[add_again], growth[create])

    def _want(self, size):
        """:return: list: rows of as many articles, no quantity like the others'."""
        return [
            WantedRow(str(product.id), product_id=product.id, quantity=4 + number)
            for number, product in enumerate(self.products[:size])
        ]

    def test_order_history(self):
        """ORD-3: what was ordered before is looked up for all lines at once."""
        counts = []
        for size in (5, 5, 50):
            self._create_order_of(self.products[:size]).action_confirm()
            with self._count(counts):
                self.website.with_user(self.buyer)._get_b2b_order_history(
                    self.env["sale.order"]
                )
        self.assertEqual(counts[2], counts[1], "5 and 50 lines")

    def test_wishes_of_a_cart(self):
        """ORD-6: the calendar of 5 and of 50 lines takes as many queries."""
        self.assertNoGrowth(
            lambda cart: self.assertTrue(cart._get_b2b_wish_form()["months"])
        )

    def test_warehouse_of_a_page(self):
        """CAT-5: what can be sold of 20 and of 60 articles finds one warehouse."""
        counts = []
        self.products.allow_out_of_stock_order = False
        for size in (20, 20, 60):
            products = self.env["product.product"].browse(self.products[:size].ids)
            with self._count(counts):
                for product in products.sudo():
                    self.website._get_product_available_qty(product)
        self.assertEqual(counts[2], counts[1], "20 and 60 articles")

    def test_fee_of_a_cart(self):
        """FEE-1: deciding the fee of 5 and of 50 lines takes as many queries."""
        self.assertNoGrowth(lambda cart: cart._sync_order_fees())

    def test_quantities_of_an_order(self):
        """ORD-5: judging 5 and 50 lines takes as many queries."""
        self.assertNoGrowth(
            lambda cart: self.assertFalse(cart._get_b2b_quantity_error())
        )

    def test_expected_dates(self):
        """DSP-3: Odoo's expected date asks line by line, and still reads once."""
        self.assertNoGrowth(lambda cart: self.assertTrue(cart.expected_date))

    def test_delays_of_an_order(self):
        """DSP-6: looking at 5 and at 50 undispatched lines takes as many queries."""
        counts = []
        for size in (5, 5, 50):
            order = self._create_order_of(self.products[:size])
            order.action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count(counts):
                decisions = order.order_line._decide_b2b_delays(fields.Datetime.now())
            self.assertEqual(len(decisions), size)
        self.assertEqual(counts[2], counts[1], "5 and 50 lines")

    def test_cart_page(self):
        """DSP-3: with the rules, a cart page grows with its lines as stock's does."""
        growth = {}
        for enabled in (False, True):
            self.website.b2b_enabled = enabled
            small, large = (self._count_cart_page(size) for size in (5, 50))
            growth[enabled] = large - small
        self.assertLessEqual(growth[True], growth[False])

    def test_shop_page(self):
        """CAT-4: with the rules, the shop grows with its cards as stock's does.

        For who is logged in: whether he may order is asked for each card.
        """
        self.authenticate(self.buyer.login, self.buyer.login)
        growth = {}
        for enabled in (False, True):
            self.website.b2b_enabled = enabled
            small, large = (self._count_page("/shop", size) for size in (20, 60))
            growth[enabled] = large - small
        self.assertLessEqual(growth[True], growth[False])

    def _count_page(self, path, size):
        """:return: int: queries of a page of the shop with so many cards."""
        self.website.shop_ppg = size
        counts = []
        for _visit in range(2):
            with self._count(counts):
                page = self._get_page(path)
        self.assertEqual(len(page.find_class("oe_product_cart")), size)
        return counts[-1]

    def test_order_list(self):
        """USR-4, ORD-7: rights and statuses cost a list of orders nothing.

        What is left is the look for a cart that was begun on another device (ORD-1).
        """
        orders = [self._create_order_of(self.products[:1]) for _number in range(5)]
        for order in orders:
            order.action_confirm()
        self.authenticate(self.buyer.login, self.buyer.login)
        taken = {}
        for enabled in (False, True):
            self.website.b2b_enabled = enabled
            counts = []
            for _visit in range(2):
                with self._count(counts):
                    page = self._get_page("/my/orders")
            taken[enabled] = counts[-1]
        self.assertEqual(len(page.find_class("o_cats_b2b_status")), 5)
        self.assertEqual(len(page.find_class("o_cats_b2b_order_again")), 5)
        self.assertLessEqual(taken[True], taken[False] + 1)

    def test_session(self):
        """ORD-1: looking for a cart each time does not save the session each time."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._get_page("/my/orders")
        store = type(root.session_store)
        with patch.object(store, "save", autospec=True) as save:
            self._get_page("/my/orders")
        save.assert_not_called()

    def _count_cart_page(self, size):
        self._create_order_of(self.products[:size])
        self.authenticate(self.buyer.login, self.buyer.login)
        counts = []
        for _visit in range(2):
            with self._count(counts):
                self._get_page("/shop/cart")
        self._get_cart(self.buyer).write({"order_line": [Command.clear()]})
        self._get_cart(self.buyer).unlink()
        return counts[-1]

    def _deliver_units(self, size):
        """Deliver so many serial numbers, of ten articles, to the buyer's company."""
        products = self.products[:10]
        products.write(
            {"tracking": "serial", "b2b_warranty_months": 24, "b2b_min_qty": 0}
        )
        self.env["stock.quant"].search([("product_id", "in", products.ids)]).unlink()
        known = self.env["stock.lot"].search_count([])
        lots = self.env["stock.lot"].create(
            [
                {
                    "name": f"Q-{known + number}",
                    "product_id": products[number % 10].id,
                    "company_id": self.company.id,
                }
                for number in range(size)
            ]
        )
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                lot.product_id, self.warehouse.lot_stock_id, 1, lot_id=lot
            )
        order = self._create_order(
            *((product, size // 10) for product in products),
            website_id=self.website.id,
        )
        order.action_confirm()
        transfer = order.picking_ids
        transfer.action_assign()
        transfer.move_ids.picked = True
        transfer._action_done()
        return transfer.move_ids

    def test_units_page(self):
        """AFS-1: a page of 10 and one of 100 things bought take as many queries."""
        self._deliver_units(10)
        self._deliver_units(100)
        self.authenticate(self.buyer.login, self.buyer.login)
        taken = {}
        for size in (10, 100):
            counts = []
            with patch.object(B2bUnits, "_items_per_page", size):
                for _visit in range(2):
                    with self._count(counts):
                        page = self._get_page("/my/products")
            self.assertEqual(len(page.find_class("o_cats_b2b_unit")), size)
            taken[size] = counts[-1]
        self.assertEqual(taken[100], taken[10])

    def test_starting_warranties(self):
        """AFS-1: 10 and 100 serial numbers of a delivery take as many queries."""
        counts = []
        for size in (10, 10, 100):
            moves = self._deliver_units(size)
            with self._count(counts):
                moves._update_b2b_warranties()
        self.assertEqual(counts[2], counts[1])

    def test_warranties_of_an_order(self):
        """AFS-1: the warranties of 5 and of 50 ordered lines take as many queries."""
        self.products.b2b_warranty_months = 24
        self.assertNoGrowth(
            lambda cart: self.assertTrue(
                all(cart.order_line.mapped("b2b_warranty_text"))
            )
        )
