from contextlib import contextmanager

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

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
                    f"Article {number}", 10.0, b2b_min_qty=2, b2b_lead_days=number % 5
                )
                for number in range(60)
            )
        )
        for product in cls.products[::2]:
            cls._add_stock(product, 10)

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
