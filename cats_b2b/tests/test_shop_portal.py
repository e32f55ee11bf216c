from datetime import date

from freezegun import freeze_time

from odoo import http
from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestShopPortal(CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write({"b2b_min_qty": 2, "b2b_lead_days": 5})
        cls._add_stock(cls.product, 20)
        cls.pack = cls._create_product("LED driver", 3.0, b2b_qty_multiple=6)
        cls.pack.b2b_lead_days = 3

    def _get_product_page(self, product):
        return self._get_page(product.website_url)

    def test_product_page(self):
        """CAT-4: minimum, stock, promise and reason stand beside the quantity."""
        with freeze_time("2026-11-18 10:00:00"):
            page = self._get_product_page(self.product)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_stock"), ["20 Units in stock"]
        )
        self.assertEqual(self._get_text(page, "o_cats_b2b_rule"), ["Minimum 2 Units."])
        (promise,) = self._get_text(page, "o_cats_b2b_promise")
        self.assertIn("Dispatch: Wednesday, November 18, 2026", promise)
        self.assertIn("All goods are in stock.", promise)
        (box,) = page.xpath("//input[@name='add_qty']")
        self.assertEqual(
            (box.get("value"), box.get("data-min"), box.get("data-step")),
            ("2", "2", "1"),
        )
        (countdown,) = page.xpath("//*[@data-seconds-left]")
        self.assertEqual(countdown.get("data-seconds-left"), "3600")

    def test_product_page_without_stock(self):
        """CAT-4: out of stock, the page shows the lead time; the box steps by six."""
        with freeze_time("2026-11-18 11:00:00"):
            page = self._get_product_page(self.pack)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_stock"), ["Lead time in working days: 3"]
        )
        (promise,) = self._get_text(page, "o_cats_b2b_promise")
        self.assertIn("Dispatch: Tuesday, November 24, 2026", promise)
        self.assertFalse(page.xpath("//*[@data-seconds-left]"))
        (box,) = page.xpath("//input[@name='add_qty']")
        self.assertEqual(
            (box.get("value"), box.get("data-min"), box.get("data-step")),
            ("6", "6", "6"),
        )

    def test_website_without_a_warehouse(self):
        """CAT-4: a website without warehouse speaks of its company's first one."""
        self.website.warehouse_id = False
        page = self._get_product_page(self.product)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_stock"), ["20 Units in stock"]
        )

    def test_page_follows_the_quantity(self):
        """CAT-4: more than is in stock takes the lead time; it comes rendered."""
        with freeze_time("2026-11-18 10:00:00"):
            info = self.make_jsonrpc_request(
                "/website_sale/get_combination_info",
                {
                    "product_template_id": self.product.product_tmpl_id.id,
                    "product_id": self.product.id,
                    "combination": [],
                    "add_qty": 21,
                },
            )
        self.assertEqual(
            info["b2b"]["promise"]["sentence"], "Dispatch: Wednesday, November 25, 2026"
        )
        self.assertIn("Wednesday, November 25, 2026", info["b2b_panel"])

    def test_list_page(self):
        """CAT-4: the list shows stock and lead time too."""
        self.pack.name = "Zyxwvut LED driver"  # no other article is found by that
        page = self._get_page("/shop?search=Zyxwvut")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_card"),
            ["Lead time in working days: 3 Sold by multiples of 6 Units."],
        )

    def test_downloads(self):
        """CAT-4: datasheets stand under "Downloads"."""
        self.env["product.document"].create(
            {
                "name": "Datasheet.pdf",
                "raw": b"%PDF-1.4 datasheet",
                "shown_on_product_page": True,
                "res_model": "product.template",
                "res_id": self.product.product_tmpl_id.id,
            }
        )
        page = self._get_product_page(self.product)
        (title,) = page.xpath("//div[@id='product_documents']/strong")
        self.assertEqual(title.text, "Downloads")

    def test_cart(self):
        """FEE-1, DSP-3: the cart explains the fee and the promise, line by line."""
        self.authenticate(self.buyer.login, self.buyer.login)
        with freeze_time("2026-11-18 10:00:00"):
            self._add_to_cart(self.product, 2)
            result = self._add_to_cart(self.pack, 1)
            self.assertEqual(result["quantity"], 6)
            self.assertEqual(
                result["notification_info"]["warning"],
                "LED driver is sold by multiples of 6 Units.",
            )
            page = self._get_page("/shop/cart")
        self.assertIn(
            "Add 32.00 € of goods to avoid it.",  # 100 - 2 * 25 - 6 * 3
            self._get_text(page, "o_cats_b2b_fee_hint")[0],
        )
        (promise,) = self._get_text(page, "o_cats_b2b_promise")
        self.assertIn("Dispatch: Monday, November 23, 2026", promise)
        self.assertIn("Waits for LED driver", promise)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_line_promise"),
            [
                "Wednesday, November 18, 2026",
                "Monday, November 23, 2026",
            ],
        )
        boxes = page.xpath("//input[@data-step='6']")
        self.assertTrue(boxes)

    def test_cart_update_answers_with_the_new_truth(self):
        """FEE-1, ORD-5: the cart's own updates bring totals, hint and warning."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.pack, 6)
        cart = self._get_cart(self.buyer)
        line = self._get_goods_lines(cart)
        answer = self.make_jsonrpc_request(
            "/shop/cart/update", {"line_id": line.id, "quantity": 7}
        )
        self.assertEqual(answer["quantity"], 12)
        self.assertIn("multiples of 6", answer["warning"])
        self.assertIn("Add 64.00", answer["website_sale.total"].replace("\xa0", " "))
        answer = self.make_jsonrpc_request(
            "/shop/cart/update", {"line_id": line.id, "quantity": 36}
        )
        self.assertNotIn("o_cats_b2b_fee_hint", answer["website_sale.total"])
        self.assertEqual(answer["cart_quantity"], 36)
        self.assertFalse(self._get_fee_lines(cart))

    def test_removing_the_goods_empties_the_cart(self):
        """FEE-1: the fee alone is no order: with the goods it leaves the cart."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.pack, 6)
        cart = self._get_cart(self.buyer)
        self.assertTrue(self._get_fee_lines(cart))
        answer = self.make_jsonrpc_request(
            "/shop/cart/update",
            {"line_id": self._get_goods_lines(cart).id, "quantity": 0},
        )
        self.assertEqual(answer["cart_quantity"], 0)
        self.assertFalse(cart.order_line)
        self._add_to_cart(self.pack, 6)
        self.make_jsonrpc_request("/shop/cart/clear")
        self.assertFalse(cart.order_line)

    def test_double_click(self):
        """FEE-1: adding twice in a row gives one line and one fee."""
        self.authenticate(self.buyer.login, self.buyer.login)
        for _click in range(2):
            self._add_to_cart(self.pack, 6)
        cart = self._get_cart(self.buyer)
        self.assertEqual(self._get_goods_lines(cart).product_uom_qty, 12)
        self.assertEqual(len(self._get_fee_lines(cart)), 1)

    def test_foreign_line_cannot_be_changed(self):
        """ORD-5: a line of another customer's cart is not touched by its id."""
        cart = self._create_cart((self.pack, 6))
        line = self._get_goods_lines(cart)
        self.authenticate(self.stranger.login, self.stranger.login)
        self._add_to_cart(self.product, 2)
        self.make_jsonrpc_request(
            "/shop/cart/update", {"line_id": line.id, "quantity": 60}
        )
        self.assertEqual(line.product_uom_qty, 6)

    def test_reorder(self):
        """ORD-5: ordering again goes by today's minimum, the fee is not ordered."""
        with freeze_time("2026-11-18 10:00:00"):
            order = self._create_cart((self.product, 3))
            order.action_confirm()
        self.assertTrue(self._get_fee_lines(order))
        self.product.b2b_min_qty = 5
        self.authenticate(self.buyer.login, self.buyer.login)
        self.make_jsonrpc_request(
            "/my/orders/reorder", {"order_id": order.id, "access_token": None}
        )
        cart = self._get_cart(self.buyer)
        self.assertFalse(cart.order_line)  # 3 are not sold any more, 5 are proposed
        self.url_open(
            "/shop/cart/rows/take", {"csrf_token": http.Request.csrf_token(self)}
        )
        self.assertEqual(self._get_goods_lines(cart).product_uom_qty, 5)
        self.assertFalse(self._get_fee_lines(cart))  # 5 * 25 is above the limit
        self.assertEqual(len(cart.order_line), 1)

    def test_checkout_refuses_a_wrong_quantity(self):
        """ORD-5: the last gate before payment holds when a rule changed meanwhile."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.product, 4)
        cart = self._get_cart(self.buyer)
        cart._set_delivery_method(self.carrier)
        self.product.b2b_min_qty = 5
        with self.assertRaises(JsonRpcException) as caught:
            self.make_jsonrpc_request(
                f"/shop/payment/transaction/{cart.id}",
                {
                    "access_token": cart._portal_ensure_token(),
                    "provider_id": self.provider.id,
                    "payment_method_id": self.wire_transfer.id,
                    "token_id": None,
                    "amount": cart.amount_total,
                    "flow": "redirect",
                    "tokenization_requested": False,
                    "landing_route": "/shop/payment/validate",
                },
            )
        self.assertEqual(
            str(caught.exception.args[0]), "odoo.exceptions.ValidationError"
        )
        self.assertFalse(cart.transaction_ids)

    def test_portal_order_page(self):
        """DSP-3: the order's page shows the frozen promise with its reason."""
        with freeze_time("2026-11-18 10:00:00"):
            order = self._create_cart((self.product, 4))
            order.action_confirm()
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._get_page(f"/my/orders/{order.id}")
        (promise,) = self._get_text(page, "o_cats_b2b_order_promise")
        self.assertEqual(
            promise.replace("\u202f", " "),
            "Dispatch: Wednesday, November 18, 2026 Ordered before 12:00 PM on a "
            "working day. All goods are in stock.",
        )
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 18))

    def test_portal_order_of_another_company(self):
        """DSP-3: another company's user, and the public, see nothing of it."""
        order = self._create_cart((self.product, 4))
        order.action_confirm()
        for user in (self.stranger.login, None):
            self.authenticate(user, user)
            response = self.url_open(f"/my/orders/{order.id}")
            self.assertNotIn("o_cats_b2b_order_promise", response.text)
            self.assertNotIn(order.name, response.text)

    def _create_quotation_with_option(self):
        """EUR 90 of goods, and an option of EUR 3 a piece that is sold in sixes."""
        order = self._create_order((self._create_product("Base", 90.0), 1))
        order.order_line = [
            self._prepare_optional_section(sequence=20),
            Command.create(
                {"product_id": self.pack.id, "product_uom_qty": 0, "sequence": 21}
            ),
        ]
        order.action_quotation_sent()
        return order, order.order_line.filtered(
            lambda line: line.product_id == self.pack
        )

    def test_options_of_a_quotation(self):
        """ORD-5, FEE-1: on the portal, options step by six and the fee follows."""
        order, option = self._create_quotation_with_option()
        self.authenticate(self.buyer.login, self.buyer.login)
        table = [
            # request, quantity, fee
            ({}, 6, 0.0),  # 90 + 18 = 108
            ({}, 12, 0.0),
            ({"remove": True}, 6, 0.0),
            ({"remove": True}, 0, 10.0),
            ({"input_quantity": 7}, 12, 0.0),
            ({"input_quantity": 0}, 0, 10.0),
        ]
        for request, quantity, fee in table:
            self.make_jsonrpc_request(
                f"/my/orders/{order.id}/update_line_dict",
                {"line_id": option.id, **request},
            )
            self.env.invalidate_all()
            self.assertEqual(option.product_uom_qty, quantity)
            self.assertEqual(
                sum(self._get_fee_lines(order).mapped("price_subtotal")), fee
            )

    def test_options_of_another_company(self):
        """ORD-5: a stranger changes neither an option nor the fee of a quotation."""
        order, option = self._create_quotation_with_option()
        fee = self._get_fee_lines(order)
        self.authenticate(self.stranger.login, self.stranger.login)
        for line in (option, fee):
            self.url_open(
                f"/my/orders/{order.id}/update_line_dict",
                json={"params": {"line_id": line.id, "input_quantity": 60}},
            )
        self.authenticate(self.buyer.login, self.buyer.login)
        self.make_jsonrpc_request(
            f"/my/orders/{order.id}/update_line_dict",
            {"line_id": fee.id, "input_quantity": 0},
        )
        self.env.invalidate_all()
        self.assertEqual(option.product_uom_qty, 0)
        self.assertEqual(fee.product_uom_qty, 1)

    def test_rpc_of_a_portal_user(self):
        """ORD-5, FEE-1: by RPC a buyer changes neither line, fee nor promise."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.pack, 6)
        cart = self._get_cart(self.buyer)
        fee = self._get_fee_lines(cart)
        self.env.flush_all()
        before = cart.order_line.read(["product_uom_qty", "price_unit", "b2b_why"])
        waiver = {"order_id": cart.id, "fee_type": "small_order", "reason": "Mine"}
        attempts = [
            ("sale.order.line", "write", [fee.id], {"price_unit": 0.0}),
            ("sale.order.line", "unlink", [fee.id]),
            ("sale.order.line", "write", [fee.id], {"b2b_promise_date": "2026-11-18"}),
            ("cats.order.fee.waiver", "create", [waiver]),
            (
                "sale.order",
                "write",
                [cart.id],
                {"b2b_fee_waiver_ids": [[0, 0, waiver]]},
            ),
            ("sale.order", "write", [cart.id], {"b2b_quantity_override": True}),
            ("sale.order", "action_confirm", [cart.id]),
            ("sale.order", "_sync_order_fees", [cart.id]),
            ("sale.order", "_cart_add", [cart.id], self.pack.id, 1),
            (
                "res.partner",
                "write",
                [self.customer.id],
                {"b2b_small_order_exempt": True},
            ),
            ("stock.warehouse", "write", [self.warehouse.id], {"b2b_cutoff_hour": 23}),
            (
                "product.template",
                "write",
                [self.pack.product_tmpl_id.id],
                {"b2b_qty_multiple": 1},
            ),
        ]
        for model, method, *args in attempts:
            with self.subTest(f"{model}.{method}"), self.assertRaises(JsonRpcException):
                self._call_kw(model, method, *args)
        self.env.invalidate_all()
        self.assertEqual(cart.state, "draft")
        self.assertFalse(cart.b2b_fee_waiver_ids)
        self.assertFalse(self.customer.b2b_small_order_exempt)
        self.assertEqual(
            cart.order_line.read(["product_uom_qty", "price_unit", "b2b_why"]), before
        )

    def test_rpc_of_staff_confirms_with_the_fee(self):
        """FEE-1: confirming by RPC a draft that lacks the fee gives it."""
        order = self._create_order((self.product, 2))
        self._get_fee_lines(order).unlink()
        self.salesman.password = "b2b_salesman"
        self.authenticate("b2b_salesman", "b2b_salesman")
        self._call_kw("sale.order", "action_confirm", [order.id])
        self.env.invalidate_all()
        self.assertEqual(order.state, "sale")
        self.assertEqual(self._get_fee_lines(order).price_unit, 10.0)

    def test_product_catalog_of_staff(self):
        """FEE-1: the fee follows what staff pick in the backend's product catalog."""
        order = self._create_order((self.product, 4))
        self.salesman.password = "b2b_salesman"
        self.authenticate("b2b_salesman", "b2b_salesman")
        for quantity, fee in ((2, 10.0), (4, 0.0), (3, 10.0)):
            self.make_jsonrpc_request(
                "/product/catalog/update_order_line_info",
                {
                    "res_model": "sale.order",
                    "order_id": order.id,
                    "product_id": self.product.id,
                    "quantity": quantity,
                },
            )
            self.env.invalidate_all()
            fees = self._get_fee_lines(order)
            self.assertEqual(sum(fees.mapped("price_subtotal")), fee)

    def test_rpc_of_staff_keeps_the_minimum(self):
        """ORD-5: by RPC, too, staff confirm no order below the minimum."""
        order = self._create_order((self.product, 1))
        self.salesman.password = "b2b_salesman"
        self.authenticate("b2b_salesman", "b2b_salesman")
        with self.assertRaises(JsonRpcException):
            self._call_kw("sale.order", "action_confirm", [order.id])
        self.env.invalidate_all()
        self.assertEqual(order.state, "draft")

    def test_switched_off(self):
        """CAT-4: with the switch off the pages are Odoo's own."""
        self.website.b2b_enabled = False
        page = self._get_product_page(self.pack)
        self.assertFalse(self._get_text(page, "o_cats_b2b_panel"))
        (box,) = page.xpath("//input[@name='add_qty']")
        self.assertEqual((box.get("value"), box.get("data-min")), ("1", "1"))
        self.assertFalse(self._get_text(self._get_page("/shop"), "o_cats_b2b_card"))
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.pack, 1)
        page = self._get_page("/shop/cart")
        self.assertFalse(self._get_text(page, "o_cats_b2b_promise"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_fee_hint"))
