from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .http_common import CatsB2bHttpCommon
from .order_change_common import OrderChangeCommon


@tagged("post_install", "-at_install")
class TestOrderRequestPortal(OrderChangeCommon, CatsB2bHttpCommon):
    def _post(self, url, **form):
        form["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=form)

    def _login(self, login="b2b_buyer"):
        self.authenticate(login, login)

    @property
    def _url(self):
        return f"/my/orders/{self.order.id}"

    # -- Status and parcels -------------------------------------------------------

    def test_list(self):
        """ORD-7: the list of orders tells their status in plain words."""
        self._dispatch(self._place(), {self.product: 3})
        self._login()
        page = self._get_page("/my/orders")
        self.assertCountEqual(
            self._get_text(page, "o_cats_b2b_status"),
            ["Partly shipped", "In preparation"],
        )
        self.assertNotIn("Shipping Status", page.text_content())

    def test_list_switch(self):
        """ORD-7: without the switch the list is Odoo's own."""
        self.website.b2b_enabled = False
        self._login()
        page = self._get_page("/my/orders")
        self.assertIn("Shipping Status", page.text_content())
        self.assertFalse(self._get_text(page, "o_cats_b2b_status"))
        page = self._get_page(self._url)
        for name in ("o_cats_b2b_timeline", "o_cats_b2b_order_requests"):
            self.assertFalse(self._get_text(page, name))
        self.assertEqual(self.url_open(f"{self._url}/request").status_code, 404)
        self.assertEqual(self._post(f"{self._url}/request").status_code, 404)

    def test_list_of_several_shops(self):
        """ORD-7: orders of a shop without the switch keep Odoo's own cell."""
        retail = self.env["website"].create(
            {"name": "Retail", "company_id": self.company.id}
        )
        self._place().website_id = retail
        self._login()
        page = self._get_page("/my/orders")
        self.assertEqual(self._get_text(page, "o_cats_b2b_status"), ["In preparation"])
        (other,) = page.xpath("//td[@name='order_delivery_status']")
        self.assertEqual(other.text_content().strip(), "Not Delivered")

    def test_quotation_on_hold(self):
        """ORD-7: what waits for a bank transfer says so where Odoo lists it."""
        order = self._create_cart((self.cable, 4))
        order.state = "sent"
        self._await_payment(order)
        self._login()
        page = self._get_page("/my/quotes")
        self.assertEqual(self._get_text(page, "o_cats_b2b_status"), ["On hold"])
        self.assertIn("We are waiting for your payment.", page.text_content())

    def test_parcels(self):
        """DSP-5: all parcels stand on the page, each number with its link."""
        self.carrier.tracking_url = "https://ups.example/?n=<shipmenttrackingnumber>"
        for number in range(5):
            transfer = self._dispatch(self.order, {self.product: 1})
            transfer.carrier_id = self.carrier
            transfer.carrier_tracking_ref = f"1Z{number}, 2Z{number}"
        self._login()
        page = self._get_page(self._url)
        parcels = self._get_text(page, "o_cats_b2b_tracking")
        self.assertEqual(len(parcels), 5)
        self.assertEqual(parcels[-1], "UPS Standard 1Z0 2Z0")
        links = page.xpath("//a[contains(@href, 'ups.example')]/@href")
        self.assertEqual(len(links), 10)
        self.assertIn("https://ups.example/?n=2Z4", links)
        for transfer in self.order.picking_ids:
            self.assertIn(transfer.name, page.text_content())
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_step_current"),
            [f"Partly shipped {self.order._get_b2b_timeline()[2]['day']}"],
        )

    # -- Asking -------------------------------------------------------------------

    def test_ask(self):
        """ORD-7: asked on the page, answered on the page; bad numbers lose nothing."""
        self._login()
        page = self._get_page(self._url)
        self.assertTrue(self._get_text(page, "o_cats_b2b_ask"))
        page = self._get_page(f"{self._url}/request")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_request_row")), 2)
        form = {
            "what": "lines",
            "text": "Too many",
            f"quantity_{self.supplies.id}": "six",
            f"quantity_{self.cables.id}": "1",
        }
        response = self._post(f"{self._url}/request", **form)
        self.assertIn("Please enter a quantity, or 0.", response.text)
        self.assertIn('value="six"', response.text)
        self.assertIn("Too many", response.text)
        self.assertFalse(self.order.b2b_request_ids)
        form[f"quantity_{self.supplies.id}"] = "6"
        response = self._post(f"{self._url}/request", **form)
        self.assertEqual(response.url.partition("#")[0], self.base_url() + self._url)
        request = self.order.b2b_request_ids
        self.assertEqual(request.line_ids.mapped("quantity"), [6.0, 1.0])
        page = self._get_page(self._url)
        self.assertFalse(self._get_text(page, "o_cats_b2b_ask"))
        (card,) = self._get_text(page, "o_cats_b2b_order_request")
        for text in ("Change", "Open", "10 Units → 6 Units", "Too many"):
            self.assertIn(text, card)
        request.with_user(self.seller)._refuse("Packed already")
        page = self._get_page(self._url)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_answer"), ["Our answer: Packed already"]
        )

    def test_double_click(self):
        """ORD-7: the same form sent twice is one request, and says so."""
        self._login()
        for _click in range(2):
            response = self._post(f"{self._url}/request", what="whole")
        self.assertIn("There is an open request for this order already", response.text)
        self.assertEqual(len(self.order.b2b_request_ids), 1)

    def test_withdraw(self):
        """ORD-7: who asked takes it back; a second time changes nothing."""
        request, _errors = self._ask("whole")
        self._login()
        url = f"/my/orders/requests/{request.id}/withdraw"
        for _click in range(2):
            response = self._post(url)
            self.assertEqual(response.status_code, 200)
        self.assertEqual(request.state, "withdrawn")

    def test_too_late(self):
        """ORD-7: the page says what cannot be changed any more before one asks."""
        self._dispatch(self.order, {self.cable: 4})
        self._login()
        page = self._get_page(f"{self._url}/request")
        rows = self._get_text(page, "o_cats_b2b_request_row")
        self.assertIn("This has left already.", rows[1])
        self.assertFalse(page.xpath(f"//input[@name='quantity_{self.cables.id}']"))
        self.assertTrue(page.xpath("//input[@value='whole'][@disabled]"))
        self._dispatch(self.order)
        page = self._get_page(self._url)
        self.assertFalse(self._get_text(page, "o_cats_b2b_ask"))
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_request_obstacle"),
            ["All of this order has left already."],
        )
        # The form of a page that was open meanwhile.
        response = self._post(f"{self._url}/request", what="whole")
        self.assertIn("All of this order has left already.", response.text)
        self.assertFalse(self.order.b2b_request_ids)

    def test_cancelled(self):
        """ORD-7: of a cancelled order the form says so, and keeps what was typed."""
        self.order._action_cancel()
        self._login()
        url = f"{self._url}/request"
        page = self._get_page(url)
        self.assertIn("This order is cancelled.", page.text_content())
        self.assertFalse(page.xpath(f"//form[@action='{url}']"))
        form = {"what": "lines", f"quantity_{self.supplies.id}": "6"}
        response = self._post(url, text="Six are enough", **form)
        self.assertEqual(response.status_code, 200)
        self.assertIn("This order is cancelled.", response.text)
        self.assertIn("Six are enough", response.text)
        self.assertFalse(self.order.b2b_request_ids)

    def test_nonsense(self):
        """ORD-7: whatever a browser sends, nothing fails and nothing is filed."""
        foreign = self._place((self.cable, 4), user=self.stranger)
        self._login()
        forms = (
            {},
            {"what": "x"},
            {"what": "lines", "quantity_99999999999": "1", "quantity_": "2"},
            {"what": "lines", f"quantity_{foreign.order_line[:1].id}": "0"},
        )
        for form in forms:
            with self.subTest(form):
                response = self._post(f"{self._url}/request", **form)
                self.assertEqual(response.status_code, 200)
        requests = self.env["cats.order.request"]
        self.assertFalse(requests.search([("order_id", "in", self.order.ids)]))
        self.assertFalse(requests.search([("order_id", "in", foreign.ids)]))

    def test_forbidden(self):
        """ORD-7: no stranger, no visitor, nobody without the right to order asks."""
        request, _errors = self._ask("whole")
        withdraw = f"/my/orders/requests/{request.id}/withdraw"
        self._login("b2b_stranger")
        for url, status in (
            (f"{self._url}/request", 404),
            ("/my/orders/99999999/request", 404),
        ):
            self.assertEqual(self.url_open(url).status_code, status)
            self.assertEqual(self._post(url, what="whole").status_code, status)
        self.assertEqual(self._post(withdraw).status_code, 404)
        colleague = self._create_portal_user("colleague", self.customer)
        colleague._set_b2b_rights({"see_company_orders"})
        self._login("b2b_colleague")
        page = self._get_page(self._url)
        self.assertFalse(self._get_text(page, "o_cats_b2b_ask"))
        self.assertEqual(self.url_open(f"{self._url}/request").status_code, 403)
        self.assertEqual(
            self._post(f"{self._url}/request", what="whole").status_code, 403
        )
        self.assertEqual(self._post(withdraw).status_code, 403)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(f"{self._url}/request").url)
        self.assertEqual(request.state, "open")
        self.assertEqual(len(self.order.b2b_request_ids), 1)

    def test_no_other_door(self):
        """ORD-7: "An order placed is not changed or cancelled online"."""
        self._login()
        line_id = self.supplies.id
        calls = [
            ("sale.order", "action_cancel", self.order.ids),
            ("sale.order", "write", self.order.ids, {"state": "cancel"}),
            ("sale.order", "action_b2b_cancel_lines", self.order.ids),
            ("sale.order", "_change_b2b_quantities", self.order.ids, {}),
            ("sale.order.line", "write", [line_id], {"product_uom_qty": 1}),
            ("sale.order.line", "unlink", [line_id]),
            ("cats.order.cancel", "create", [{"order_id": self.order.id}]),
            ("cats.order.answer", "create", [{}]),
            ("cats.order.request", "create", [{"order_id": self.order.id}]),
            ("cats.order.request", "_ask", [], "whole", {}, ""),
        ]
        for call in calls:
            with self.subTest(call[:2]), self.assertRaises(JsonRpcException) as caught:
                self._call_kw(*call)
            # Not merely because something was forgotten.
            name = str(caught.exception)
            self.assertEqual(name, "odoo.exceptions.AccessError", call[:2])
        routes = [
            (f"{self._url}/update_line_dict", {"line_id": line_id, "remove": True}),
            ("/shop/cart/update", {"line_id": line_id, "quantity": 1}),
        ]
        for url, params in routes:
            with self.subTest(url):
                try:
                    self.make_jsonrpc_request(url, params)
                except JsonRpcException:
                    continue
        self._post(f"{self._url}/decline", decline_message="No")
        self.env.invalidate_all()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.supplies.product_uom_qty, 10)

    def test_prices(self):
        """USR-4: who sees no prices asks, and is answered, without them."""
        self.buyer._set_b2b_rights({"place_orders", "see_own_orders"})
        self._ask(quantities={self.supplies: "6"})
        self._login()
        for url in (self._url, "/my/orders"):
            page = self._get_page(url)
            for price in ("25.00", "250.00", "450.00", "544.50"):
                self.assertNotIn(price, page.text_content())
