from odoo.http import Request
from odoo.tests import JsonRpcException, tagged

from ..policies.order_rows import WantedRow
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestReorderPortal(CatsB2bHttpCommon):
    """Earlier orders, and what does not go in, as pages show them (ORD-2, ORD-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.screws = cls._create_product(
            "Screws", 1.0, default_code="SC-1", b2b_min_qty=10
        )
        cls.order = cls._create_order((cls.product, 5), (cls.screws, 20))
        cls.order.action_confirm()
        cls.screws.b2b_min_qty = 100

    def setUp(self):
        super().setUp()
        self.authenticate(self.buyer.login, self.buyer.login)

    def _post(self, path, **values):
        data = {"csrf_token": Request.csrf_token(self), **values}
        return self.url_open(path, data=data, allow_redirects=False)

    def _get_goods(self, user=None):
        lines = self._get_goods_lines(self._get_cart(user or self.buyer))
        return [(line.product_id.name, line.product_uom_qty) for line in lines]

    def _get_reasons(self):
        page = self._get_page("/shop/cart")
        return self._get_text(page, "o_cats_b2b_rows_reason")

    # -- All doors ----------------------------------------------------------------

    def test_form(self):
        """ORD-3: an order comes again; what is below its minimum is reported."""
        response = self._post(f"/my/orders/{self.order.id}/again")
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/shop/cart"))
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5)])
        self.assertEqual(
            self._get_reasons(), ["Screws: the minimum quantity is 100 Units."]
        )

    def test_script(self):
        """ORD-3: the button of an order's page in stock Odoo goes the same way."""
        answer = self.make_jsonrpc_request(
            "/my/orders/reorder", {"order_id": self.order.id}
        )
        self.assertEqual(answer, {"cart_quantity": 5, "tracking_info": []})
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5)])
        self.assertEqual(len(self._get_reasons()), 1)

    def test_sidebar(self):
        """ORD-3: so does the list of what was ordered before, beside the cart."""
        page = self._get_page("/shop/cart")
        offered = page.xpath(
            "//button[contains(@class, 'o_wsale_quick_reorder_product_button')]"
        )
        ids = [int(button.get("data-product-id")) for button in offered]
        self.assertEqual(ids, [self.product.id, self.screws.id])
        for button in offered:
            answer = self.make_jsonrpc_request(
                "/shop/cart/quick_add",
                {
                    "product_template_id": int(button.get("data-product-template-id")),
                    "product_id": int(button.get("data-product-id")),
                    "quantity": float(button.get("data-quantity")),
                },
            )
        self.assertIn("o_cats_b2b_rows_report", answer["website_sale.cart_lines"])
        self.assertEqual(answer["cart_quantity"], 5)
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5)])

    def test_buttons(self):
        """ORD-3: list and order page offer it, to who may order."""
        for path in ("/my/orders", self.order.get_portal_url()):
            page = self._get_page(path)
            target = f"/my/orders/{self.order.id}/again"
            forms = page.xpath(f"//*[@action='{target}' or @formaction='{target}']")
            self.assertEqual(len(forms), 1, path)
            self.assertFalse(page.xpath("//button[@id='reorder_sidebar_button']"))
        self.buyer._set_b2b_role(self.env.ref("cats_b2b.cats_role_viewer"))
        for path in ("/my/orders", self.order.get_portal_url()):
            page = self._get_page(path)
            self.assertFalse(self._get_text(page, "o_cats_b2b_order_again"), path)

    def test_switched_off(self):
        """ORD-3: without the B2B shop, Odoo's button and no routes of ours."""
        self.website.b2b_enabled = False
        page = self._get_page(self.order.get_portal_url())
        self.assertTrue(page.xpath("//button[@id='reorder_sidebar_button']"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_order_again"))
        for path in (
            f"/my/orders/{self.order.id}/again",
            "/shop/cart/rows/take",
            "/shop/cart/rows/dismiss",
        ):
            self.assertEqual(self._post(path).status_code, 404, path)

    # -- Whose orders -------------------------------------------------------------

    def test_colleague(self):
        """ORD-3: an order of a colleague comes again for who may see it."""
        colleague = self._create_portal_user("colleague", self.customer)
        self.authenticate(colleague.login, colleague.login)
        self._post(f"/my/orders/{self.order.id}/again")
        self.assertEqual(self._get_goods(colleague), [("Power supply 24 V", 5)])
        self._get_cart(colleague).unlink()
        page = self._get_page("/shop/cart")
        self.assertTrue(self._get_text(page, "o_wsale_quick_reorder_line"))
        colleague._set_b2b_role(self.env.ref("cats_b2b.cats_role_buyer"))
        self._post(f"/my/orders/{self.order.id}/again")
        self.assertFalse(self._get_cart(colleague).order_line)
        page = self._get_page("/shop/cart")
        self.assertFalse(self._get_text(page, "o_wsale_quick_reorder_line"))

    def test_stranger(self):
        """USR-4: the order of another company is nobody's to order again."""
        self.authenticate(self.stranger.login, self.stranger.login)
        response = self._post(f"/my/orders/{self.order.id}/again")
        self.assertTrue(response.headers["Location"].endswith("/my"))
        self.assertFalse(self._get_cart(self.stranger))

    def test_who_may_not_order(self):
        """USR-4: who sees an order and may not order puts nothing in."""
        self.buyer._set_b2b_role(self.env.ref("cats_b2b.cats_role_viewer"))
        self._post(f"/my/orders/{self.order.id}/again")
        self._post("/shop/cart/rows/take")
        self._post("/shop/cart/rows/dismiss")
        self.assertFalse(self._get_cart(self.buyer))

    # -- The report ---------------------------------------------------------------

    def test_take_instead(self):
        """ORD-2: what is proposed is taken by one click, once."""
        self._post(f"/my/orders/{self.order.id}/again")
        page = self._get_page("/shop/cart")
        [offer] = self._get_text(page, "o_cats_b2b_rows_take")
        self.assertEqual(offer, "Take 100 Units instead")
        self.assertEqual(self._get_text(page, "o_cats_b2b_rows_number"), ["SC-1"])
        [entry] = page.xpath("//input[@name='entry']/@value")
        for _click in range(2):
            self._post("/shop/cart/rows/take", entry=entry)
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5), ("Screws", 100)])
        self.assertFalse(self._get_reasons())

    def test_take_all(self):
        """ORD-2: several proposals are taken at once."""
        lamp = self._create_product("Lamp", 12.0)
        old = self._create_product("Old lamp", 12.0)
        order = self._create_order((old, 2), (self.screws, 100))
        order.action_confirm()
        old.write({"active": False, "b2b_successor_id": lamp.id})
        self.screws.b2b_min_qty = 200
        self._post(f"/my/orders/{order.id}/again")
        page = self._get_page("/shop/cart")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_rows_reason"),
            [
                "Old lamp is not sold any more; Lamp replaces it.",
                "Screws: the minimum quantity is 200 Units.",
            ],
        )
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_rows_take"),
            ["Take Lamp instead (2 Units)", "Take 200 Units instead"],
        )
        self._post("/shop/cart/rows/take")
        self.assertEqual(self._get_goods(), [("Lamp", 2), ("Screws", 200)])
        self.assertFalse(self._get_reasons())

    def test_dismiss(self):
        """ORD-2: the report stays on the cart until it is dismissed."""
        self._post(f"/my/orders/{self.order.id}/again")
        self.assertEqual(len(self._get_reasons()), 1)
        self.assertEqual(len(self._get_reasons()), 1)
        self._post("/shop/cart/rows/dismiss")
        self.assertFalse(self._get_reasons())
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5)])

    def test_report_is_kept_once(self):
        """ORD-2: the same order again reports the same row once."""
        for key in ("first", "second"):
            self._post(f"/my/orders/{self.order.id}/again", key=key)
        self.assertEqual(len(self._get_reasons()), 1)
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 10)])

    def test_double_click(self):
        """ORD-3: a button that is pressed twice orders once, with scripts or not."""
        target = f"/my/orders/{self.order.id}/again"
        page = self._get_page("/my/orders")
        [button] = page.xpath(f"//button[@formaction='{target}']")
        [form] = page.xpath(f"//form[@id='{button.get('form')}']")
        self.assertIn("o_cats_b2b_once", form.get("class"))
        [key] = form.xpath(".//input[@name='key']/@value")
        for _click in range(2):
            response = self._post(target, key=key)
            self.assertTrue(response.headers["Location"].endswith("/shop/cart"))
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5)])
        # The other orders of the list share the form; they are others.
        other = self._create_order((self.product, 5), website_id=self.website.id)
        other.action_confirm()
        self._post(f"/my/orders/{other.id}/again", key=key)
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 10)])

    def test_long_report(self):
        """ORD-2: what is too much for a glance is folded up on the page."""
        cart = self._create_cart()
        cart._add_b2b_rows([WantedRow(str(n), number=f"N-{n}") for n in range(30)])
        self.assertEqual(len(self._get_reasons()), 30)
        page = self._get_page("/shop/cart")
        [more] = self._get_text(page, "o_cats_b2b_rows_more")
        self.assertIn("Show 10 more", more)

    def test_hidden_article(self):
        """ORD-4: nobody learns the name of an article that is not sold to him."""
        secret = self._create_product("Secret lamp", 1.0, website_published=False)
        self._create_cart()
        asked = {
            "product_template_id": secret.product_tmpl_id.id,
            "product_id": secret.id,
            "quantity": -1,
        }
        for path, values in (
            ("/shop/cart/quick_add", asked),
            ("/shop/cart/quick_add", {**asked, "quantity": "many"}),
        ):
            answer = self.make_jsonrpc_request(path, values)
            self.assertEqual(
                answer["notification_info"]["warning"],
                "This article is not sold any more.",
            )
            self.assertNotIn("Secret lamp", str(answer))
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request("/shop/cart/add", {**asked, "b2b_again": True})
        self.assertNotIn("Secret lamp", " ".join(self._get_reasons()))

    def test_odd_values(self):
        """ORD-3: what no page sends is refused in words."""
        asked = {
            "product_template_id": self.product.product_tmpl_id.id,
            "product_id": self.product.id,
        }
        for odd in (
            {"quantity": "many"},
            {"quantity": "1e999"},
            {"quantity": None},
            {"product_id": "x"},
            {"linked_products": [{"product_id": 1}, 5]},
            {"product_custom_attribute_values": [{"custom_value": "x"}]},
        ):
            with self.subTest(odd):
                self.make_jsonrpc_request("/shop/cart/quick_add", {**asked, **odd})

    def test_stock_left_part_out(self):
        """ORD-2: of what stock does not have, the report says how much went in."""
        lamp = self._create_product("Lamp", 12.0)
        order = self._create_order((lamp, 5))
        order.action_confirm()
        lamp.allow_out_of_stock_order = False
        self._add_stock(lamp, 8)
        self._post(f"/my/orders/{order.id}/again")
        self._post(f"/my/orders/{order.id}/again")
        self.assertEqual(self._get_goods(), [("Lamp", 8)])
        [reason] = self._get_reasons()
        self.assertText(
            reason, "Lamp: only 8 Units in stock. Put into the cart: 3 Units."
        )

    def test_foreign_entry(self):
        """ORD-2: an entry that is none takes nothing; nonsense is refused."""
        self._post(f"/my/orders/{self.order.id}/again")
        self._post("/shop/cart/rows/take", entry="999")
        self.assertEqual(
            self._post("/shop/cart/rows/take", entry="1 or 1").status_code, 403
        )
        self.assertEqual(self._get_goods(), [("Power supply 24 V", 5)])

    def test_public(self):
        """ACC-7: visitors are led to the login."""
        self.authenticate(None, None)
        for path in (f"/my/orders/{self.order.id}/again", "/shop/cart/rows/take"):
            location = self._post(path).headers["Location"]
            self.assertIn("/web/login", location, path)
