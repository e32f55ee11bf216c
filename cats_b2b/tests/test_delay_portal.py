from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .http_common import CatsB2bHttpCommon
from .test_delay import CLOSED, MORNING


@tagged("post_install", "-at_install")
class TestDelayPortal(CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_stock(cls.product, 20)
        with freeze_time(MORNING):
            cls.order = cls._create_cart((cls.product, 4))
            cls.order.action_confirm()

    def _delay(self):
        with freeze_time(CLOSED):
            self.order._update_b2b_delays()

    def test_promise_in_time(self):
        """DSP-3: the customer's page shows the promise alone as long as it holds."""
        self.authenticate("b2b_buyer", "b2b_buyer")
        page = self._get_page(f"/my/orders/{self.order.id}")
        self.assertFalse(self._get_text(page, "o_cats_b2b_order_delay"))
        (promise,) = self._get_text(page, "o_cats_b2b_order_promise")
        self.assertIn("Dispatch: Wednesday, November 18, 2026", promise)

    def test_new_day(self):
        """DSP-6: the customer's page shows the new day and its reason."""
        self._delay()
        self.authenticate("b2b_buyer", "b2b_buyer")
        page = self._get_page(f"/my/orders/{self.order.id}")
        (delay,) = self._get_text(page, "o_cats_b2b_order_delay")
        self.assertIn("now expected on Thursday, November 19, 2026", delay)
        self.assertIn("The goods have not left in time.", delay)
        self.assertFalse(self._get_text(page, "o_cats_b2b_order_promise"))
        (row,) = self._get_text(page, "o_cats_b2b_delay_row")
        self.assertIn("Power supply 24 V (4 Units): Thursday, November 19", row)

    def test_stranger(self):
        """DSP-6: another company's user sees nothing of the order."""
        self._delay()
        self.authenticate("b2b_stranger", "b2b_stranger")
        response = self.url_open(f"/my/orders/{self.order.id}")
        self.assertNotIn("November 19, 2026", response.text)
        self.assertNotIn(self.order.name, response.text)
        self.authenticate(None, None)
        response = self.url_open(f"/my/orders/{self.order.id}")
        self.assertNotIn("November 19, 2026", response.text)

    def test_rpc(self):
        """DSP-6: portal users cannot set the day, run the check or read the report."""
        self.authenticate("b2b_buyer", "b2b_buyer")
        calls = [
            ("sale.order.line", "write", self.order.order_line.ids)
            + ({"b2b_expected_dispatch_date": "2026-12-24"},),
            ("sale.order", "_update_b2b_delays", self.order.ids),
            ("cats.dispatch.report", "search_read", []),
            ("cats.holiday.fill", "create", [{}]),
        ]
        for call in calls:
            with self.subTest(call[:2]), self.assertRaises(JsonRpcException):
                self._call_kw(*call)
        self.assertFalse(self.order.order_line.mapped("b2b_expected_dispatch_date")[0])

    def test_unknown_day(self):
        """DSP-2: the customer's page keeps saying that he will be told the day."""
        rare = self._create_product("Rare part", 500.0)
        with freeze_time(MORNING):
            order = self._create_cart((rare, 2))
            order.action_confirm()
        self.authenticate("b2b_buyer", "b2b_buyer")
        page = self._get_page(f"/my/orders/{order.id}")
        (promise,) = self._get_text(page, "o_cats_b2b_order_promise")
        self.assertIn("Dispatch: we will tell you the day", promise)
        self.assertIn("Rare part is not in stock", promise)
