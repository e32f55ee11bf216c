from urllib.parse import urlparse

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .doors_common import SIGNATURE, DoorsCommon

PLACE = "You do not have the right “Place orders”."
QUOTES = "You do not have the right “Ask for and accept quotes”."
ADDRESSES = "You do not have the right “Manage delivery addresses”."
INVOICES = "You do not have the right “See invoices”."


@tagged("post_install", "-at_install")
class TestRightsDoors(DoorsCommon):
    """What one may not do is refused by the model, and no page offers it (USR-4)."""

    # -- Placing orders -----------------------------------------------------------

    def _create_own_cart(self):
        return self._create_cart((self.product, 10))

    def test_pages_say_why(self):
        """USR-3: who may not order is told whom to ask, and finds no cart button."""
        self._allow(self.mate, "principal")
        self.mate.name = "Anna Principal"
        self._forbid(self.buyer, "place_orders")
        spare = self._create_product("Fuse", 2.0)
        self.product.product_tmpl_id.b2b_spare_part_ids = spare.product_tmpl_id
        self._log_in(self.buyer)
        sentence = f"{PLACE} You can ask Anna Principal for it."
        for url in ("/shop", self.product.website_url, "/shop/cart"):
            with self.subTest(url):
                page = self._get_page(url)
                [text] = self._get_text(page, "o_cats_b2b_obstacle")
                self.assertIn(sentence, text)
                self.assertFalse(page.xpath("//a[@id='add_to_cart']"))
                for button in ("o_wsale_product_btn_primary", "o_cats_b2b_add"):
                    self.assertFalse(self._get_text(page, button))
        page = self._get_page(self.product.website_url)
        self.assertEqual(self._get_text(page, "o_cats_b2b_no_cart"), [sentence])
        self._forbid(self.buyer)
        page = self._get_page(self.product.website_url)
        self.assertTrue(page.xpath("//a[@id='add_to_cart']"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_no_cart"))

    def test_wishlist_and_comparison(self):
        """USR-3: neither the wishlist nor the comparison has a button that fails."""
        pages = {
            "/shop/wishlist": "o_wish_add",
            f"/shop/compare?products={self.product.id}": "comparison_add_to_cart",
        }
        self._log_in(self.buyer)
        self._call("/shop/wishlist/add", product_id=self.product.id)
        for right, found in ((None, 1), ("place_orders", 0)):
            self._forbid(self.buyer, right)
            for url, mark in pages.items():
                with self.subTest(f"{url} {right}"):
                    page = self._get_page(url)
                    self.assertIn("Power supply", page.text_content())
                    buttons = page.xpath(
                        f"//button[@name='{mark}' or contains(@class, '{mark}')]"
                    )
                    self.assertEqual(len(buttons), found)
        self.authenticate(None, None)
        page = self._get_page(f"/shop/compare?products={self.product.id}")
        self.assertTrue(self._get_text(page, "o_cats_b2b_login"))

    def test_no_number_no_button(self):
        """ACC-7: where no VAT number is known, the reason stands for the button."""
        self.customer.vat = False
        self._log_in(self.buyer)
        page = self._get_page(self.product.website_url)
        self.assertFalse(page.xpath("//a[@id='add_to_cart']"))
        [text] = self._get_text(page, "o_cats_b2b_no_cart")
        self.assertIn("has no VAT number yet", text)
        page = self._get_page(self.order.access_url)
        self.assertFalse(page.xpath("//button[@id='reorder_sidebar_button']"))

    def test_cart_calls(self):
        """USR-3: no call fills, changes or empties a cart without the right."""
        cart = self._create_own_cart()
        line = self._get_goods_lines(cart)
        self._forbid(self.buyer, "place_orders")
        self._log_in(self.buyer)
        answer = self._add_to_cart(self.product, 1)
        self.assertEqual(answer["quantity"], 0)
        self.assertIn(PLACE, answer["notification_info"]["warning"])
        product = {
            "product_template_id": self.product.product_tmpl_id.id,
            "product_id": self.product.id,
        }
        calls = {
            "/shop/cart/quick_add": product,
            "/shop/cart/update": {"line_id": line.id, "quantity": 3},
            "/my/orders/reorder": {"order_id": self.order.id},
        }
        for url, params in calls.items():
            with self.subTest(url):
                self.assertError(self._call(url, **params), PLACE)
        self._call("/shop/cart/clear")
        self.assertEqual(self._call("/shop/cart/quantity")["result"], 0)
        for url in ("/shop/checkout", "/shop/payment", "/shop/address"):
            with self.subTest(url):
                response = self.url_open(url, allow_redirects=False)
                self.assertEqual(response.headers["Location"], "/shop/cart")
        answer = self._call(
            f"/shop/payment/transaction/{cart.id}",
            access_token=cart._portal_ensure_token(),
        )
        self.assertIn("error", answer)
        self.env.invalidate_all()
        self.assertEqual(line.product_uom_qty, 10)
        self.assertFalse(cart.transaction_ids)
        self.assertEqual(self._get_cart(self.buyer), cart)

    def test_cart_waits(self):
        """USR-4: a cart waits for its owner, who finds it once he may order again."""
        cart = self._create_own_cart()
        self._log_in(self.buyer)
        self.assertIn("Power supply", self._get_page("/shop/cart").text_content())
        self._forbid(self.buyer, "place_orders")
        text = self._get_page("/shop/cart").text_content()
        self.assertNotIn("Power supply", text)
        self._forbid(self.buyer)
        self.assertIn("Power supply", self._get_page("/shop/cart").text_content())
        self.assertEqual(self._get_cart(self.buyer), cart)

    def test_cart_model(self):
        """USR-3: the model refuses what a page might forget to hide."""
        cart = self._create_own_cart()
        line = self._get_goods_lines(cart)
        self._forbid(self.buyer, "place_orders")
        # As pages do: the user's own, with the rights of the system.
        cart_sudo = cart.with_user(self.buyer).sudo()
        paged_sudo = cart.sudo().with_user(1).with_context(b2b_uid=self.buyer.id)
        attempts = {
            "add": lambda: cart_sudo._cart_add(self.product.id, 1),
            "update": lambda: cart_sudo._cart_update_line_quantity(line.id, 3),
            "pay": cart_sudo._check_cart_is_ready_to_be_paid,
            "pay, page": paged_sudo._check_cart_is_ready_to_be_paid,
            "confirm": cart_sudo.action_confirm,
            "confirm, page": paged_sudo.action_confirm,
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError) as error:
                attempt()
            self.assertIn(PLACE, str(error.exception))
        self.assertEqual(cart.state, "draft")
        self.assertEqual(line.product_uom_qty, 10)
        # Nobody else acts for a user by a context.
        self.assertEqual(
            cart.with_user(self.mate).with_context(b2b_uid=1)._get_b2b_actor(),
            self.mate,
        )
        self._forbid(self.buyer)
        cart_sudo._cart_update_line_quantity(line.id, 12)
        cart_sudo.action_confirm()
        self.assertEqual(cart.state, "sale")

    def test_confirm_by_rpc(self):
        """USR-3: nobody of a customer confirms an order by RPC."""
        cart = self._create_own_cart()
        self._forbid(self.buyer, "place_orders")
        self._log_in(self.buyer)
        for order in (cart, self.quote):
            answer = self._call(
                "/web/dataset/call_kw/sale.order/action_confirm",
                model="sale.order",
                method="action_confirm",
                args=[[order.id]],
                kwargs={},
            )
            self.assertIn("error", answer)
        self.assertEqual(cart.state, "draft")
        self.assertUntouched()

    def test_only_placing_orders(self):
        """USR-3: "only placing orders" is enough to fill a cart and to pay for it."""
        self._allow(self.buyer, "place_orders")
        self._log_in(self.buyer)
        self.assertEqual(self._add_to_cart(self.product, 10)["quantity"], 10)
        cart = self._get_cart(self.buyer)
        self.make_jsonrpc_request(
            "/shop/set_delivery_method", {"dm_id": self.carrier.id}
        )
        self._get_page("/shop/checkout")
        self.env.invalidate_all()
        answer = self._call(
            f"/shop/payment/transaction/{cart.id}",
            access_token=cart._portal_ensure_token(),
            provider_id=self.provider.id,
            payment_method_id=self.wire_transfer.id,
            token_id=None,
            amount=cart.amount_total,
            flow="redirect",
            tokenization_requested=False,
            landing_route="/shop/payment/validate",
        )
        self.assertIn("reference", answer["result"])
        self.url_open(
            "/payment/custom/process",
            data={"reference": answer["result"]["reference"]},
        )
        self._call("/payment/status/poll")
        self.assertEqual(
            urlparse(self.url_open("/shop/payment/validate").url).path,
            "/shop/confirmation",
        )
        self.env.invalidate_all()
        self.assertEqual(cart.state, "sent")

    def test_last_order(self):
        """USR-4: what was ordered last is shown as long as one may order or see it."""
        self.test_only_placing_orders()
        self._get_page("/shop/confirmation")
        self._allow(self.buyer, "see_invoices", "see_prices")
        for url in ("/shop/confirmation", "/shop/print"):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.headers.get("Location"), "/shop", url)
        self.authenticate(None, None)
        response = self.url_open("/shop/confirmation", allow_redirects=False)
        self.assertLoginFirst(response, "/shop/confirmation")

    def test_forgotten_cart(self):
        """USR-4: the link of a forgotten cart opens it to its owner only."""
        cart = self._create_own_cart()
        url = f"/shop/cart?id={cart.id}&access_token={cart._portal_ensure_token()}"
        for user in (self.mate, self.stranger):
            self._log_in(user)
            for method in ("", "&revive_method=squash", "&revive_method=merge"):
                with self.subTest(user.login + method):
                    page = self._get_page(url + method)
                    self.assertFalse(self._get_text(page, "o_cart_product"))
        self.env.invalidate_all()
        self.assertEqual(cart.partner_id, self.buyer.partner_id)
        self.assertEqual(cart.state, "draft")
        self._log_in(self.buyer)
        page = self._get_page(f"{url}&revive_method=squash")
        self.assertIn("Power supply", page.text_content())

    def test_history_in_cart(self):
        """USR-4: the cart offers nothing of orders that one may not see."""
        self.order.website_id = self.website
        self._log_in(self.buyer)
        text = self._get_page("/shop/cart").text_content()
        self.assertIn("Power supply", text)
        self._forbid(self.buyer, "see_company_orders")
        text = self._get_page("/shop/cart").text_content()
        self.assertNotIn("Power supply", text)

    def test_cards_of_products(self):
        """USR-3: an order's page offers to order again to who may."""
        self._log_in(self.buyer)
        path = "//button[contains(@class, 'o_cats_b2b_order_again')]"
        self.assertTrue(self._get_page(self.order.access_url).xpath(path))
        self._forbid(self.buyer, "place_orders")
        self.assertFalse(self._get_page(self.order.access_url).xpath(path))

    # -- Quotes -------------------------------------------------------------------

    def test_quote_needs_no_other_right(self):
        """USR-3: who may accept quotes needs no right to place orders."""
        self._allow(self.buyer, "quotes")
        self._log_in(self.buyer)
        url = f"/my/orders/{self.quote.id}/accept"
        answer = self._call(url, **self._get_calls()[url])
        self.assertTrue(answer["result"]["force_refresh"])
        self.assertEqual(self.quote.state, "sale")
        self.assertEqual(self.quote.signed_by, "Somebody")

    def test_quote_of_colleague(self):
        """USR-3: the company's quotes are declined by who has the wider right."""
        self._allow(self.mate, "company_quotes")
        self._log_in(self.mate)
        self._post(f"/my/orders/{self.quote.id}/decline", decline_message="Too dear")
        self.assertEqual(self.quote.state, "cancel")

    def test_quote_model(self):
        """USR-3: the model refuses an answer to a quote without the right."""
        self._forbid(self.buyer, "company_quotes")
        quote_sudo = self.quote.sudo().with_user(1).with_context(b2b_uid=self.buyer.id)
        self.assertIn(QUOTES, quote_sudo._get_b2b_answer_error())
        with self.assertRaises(UserError) as error:
            quote_sudo.action_confirm()
        self.assertIn(QUOTES, str(error.exception))
        self._allow(self.buyer, "quotes")
        self.assertFalse(quote_sudo._get_b2b_answer_error())
        quote_sudo.action_confirm()
        self.assertEqual(self.quote.state, "sale")

    def test_cart_is_no_quote(self):
        """USR-3: a cart is neither signed nor declined past the checkout."""
        cart = self._create_own_cart()
        cart.require_signature = True
        self._forbid(self.buyer, "company_quotes")
        self._log_in(self.buyer)
        answer = self._call(
            f"/my/orders/{cart.id}/accept", name="x", signature=SIGNATURE
        )
        self.assertIn(QUOTES, answer["result"]["error"])
        answer = self._call(
            f"/my/orders/{cart.id}/update_line_dict",
            line_id=self._get_goods_lines(cart).id,
            input_quantity=1,
        )
        self.assertError(answer, QUOTES)
        with mute_logger("odoo.http"):
            response = self._post(f"/my/orders/{cart.id}/decline", decline_message="No")
        self.assertEqual(response.status_code, 403)
        self.env.invalidate_all()
        self.assertEqual(cart.state, "draft")
        self.assertFalse(cart.signature)
        self.assertEqual(self._get_goods_lines(cart).product_uom_qty, 10)

    def test_cart_paid_past_checkout(self):
        """USR-3: a cart is paid under the conditions of the checkout only."""
        cart = self._create_own_cart()
        self._log_in(self.buyer)
        url = f"/my/orders/{self.quote.id}/transaction"
        params = {**self._get_calls()[url], "access_token": cart.access_token}
        answer = self._call(f"/my/orders/{cart.id}/transaction", **params)
        self.assertError(answer, "No shipping method is selected.")
        self.assertFalse(cart.transaction_ids)

    def test_pay_what_one_sees(self):
        """USR-3: an order is paid by who sees it, a quote by who may accept it."""
        calls = self._get_calls()
        order_url = f"/my/orders/{self.order.id}/transaction"
        quote_url = f"/my/orders/{self.quote.id}/transaction"
        self._allow(self.mate, "see_company_orders")
        self._log_in(self.mate)
        self.assertIn("result", self._call(order_url, **calls[order_url]))
        self.assertIn("error", self._call(quote_url, **calls[quote_url]))
        self.assertFalse(self.quote.transaction_ids)
        self._allow(self.mate, "company_quotes")
        self.assertIn("result", self._call(quote_url, **calls[quote_url]))
        self.assertEqual(len(self.quote.transaction_ids), 1)

    # -- Invoices and cards -------------------------------------------------------

    def test_pay_invoices(self):
        """USR-3: invoices are paid by who sees them, all that are due at once."""
        calls = self._get_calls()
        url = f"/invoice/transaction/{self.invoice.id}"
        overdue = "/invoice/transaction/overdue"
        params = {**calls[url], "payment_reference": "x"}
        params.pop("access_token")
        self._forbid(self.mate, "see_invoices")
        self._log_in(self.mate)
        self.assertIn("error", self._call(url, **calls[url]))
        self.assertError(self._call(overdue, **params), INVOICES)
        self.assertFalse(self.invoice.transaction_ids)
        self._allow(self.mate, "see_invoices")
        page = self._get_page("/my/invoices/overdue")
        self.assertIn("302.50", page.text_content())
        self.assertIn("result", self._call(overdue, **params))
        self.assertEqual(len(self.invoice.transaction_ids), 1)
        self.assertEqual(self.invoice.transaction_ids.partner_id, self.mate.partner_id)

    def test_overdue_of_two_addresses(self):
        """USR-3: what was billed to two addresses is listed, to be paid singly."""
        other = self.env["res.partner"].create(
            {"name": "Branch", "parent_id": self.customer.id, "type": "invoice"}
        )
        second = self._create_invoice(self.order, partner_id=other.id)
        self._log_in(self.buyer)
        response = self.url_open("/my/invoices/overdue")
        self.assertEqual(urlparse(response.url).path, "/my/invoices")
        self.assertIn(self.invoice.name, response.text)
        self.assertIn(second.name, response.text)

    def test_invoices_of_order(self):
        """USR-4: an order's page tells of its invoices to who sees them."""
        self.order.invalidate_recordset()
        self._log_in(self.buyer)
        text = self._get_page(self.order.access_url).text_content()
        self.assertIn(self.invoice.name, text)
        self._forbid(self.buyer, "see_invoices")
        text = self._get_page(self.order.access_url).text_content()
        self.assertIn(self.order.name, text)
        self.assertNotIn(self.invoice.name, text)

    def _create_card(self, partner):
        return self.env["payment.token"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.wire_transfer.id,
                "payment_details": f"{partner.id:04}",
                "provider_ref": f"card of {partner.id}",
                "partner_id": partner.id,
            }
        )

    def test_cards(self):
        """USR-4: a user sees, uses and removes his own cards only."""
        own = self._create_card(self.mate.partner_id)
        foreign = self._create_card(self.buyer.partner_id)
        common = self._create_card(self.customer)
        self._log_in(self.mate)
        text = self._get_page("/my/payment_method").text_content()
        self.assertIn(own.payment_details, text)
        self.assertNotIn(foreign.payment_details, text)
        self.assertNotIn(common.payment_details, text)
        for card in (foreign, common):
            self._call("/payment/archive_token", token_id=card.id)
            url = f"/my/orders/{self.order.id}/transaction"
            params = {**self._get_calls()[url], "flow": "token", "token_id": card.id}
            self.assertError(self._call(url, **params), "your own cards only")
        self.assertTrue(foreign.active and common.active)
        self.assertFalse(self.order.transaction_ids)
        self._call("/payment/archive_token", token_id=own.id)
        self.env.invalidate_all()
        self.assertFalse(own.active)

    def test_cards_without_right(self):
        """USR-4: who pays nothing has no page of cards, and removes none."""
        own = self._create_card(self.mate.partner_id)
        self._forbid(self.mate, "place_orders", "see_invoices")
        self._log_in(self.mate)
        self.assertIn(PLACE, self._get_refusal("/my/payment_method"))
        self.assertError(self._call("/payment/archive_token", token_id=own.id), PLACE)
        self.assertTrue(own.active)
        tokens = self.env["payment.token"].with_user(self.mate).sudo()
        found = tokens._get_available_tokens(
            None, own.partner_id.id, is_validation=True
        )
        self.assertFalse(found)
        response = self.url_open("/payment/pay?amount=10", allow_redirects=False)
        self.assertEqual(response.headers["Location"], "/my")
        self._allow(self.mate, "see_invoices")
        self._get_page("/payment/pay?amount=10")

    # -- Addresses ----------------------------------------------------------------

    def _create_address(self):
        return self.env["res.partner"].create(
            {
                "name": "Dock",
                "parent_id": self.customer.id,
                "company_id": self.company.id,
                "type": "delivery",
                "street": "Rue du Port 5",
                "zip": "5000",
                "city": "Namur",
                "country_id": self.country.id,
                "email": "dock@example.com",
                "phone": "+32 81 00 00 00",
            }
        )

    def test_addresses(self):
        """USR-3: delivery addresses are managed by who has the right."""
        address = self._create_address()
        form = {
            "address_type": "delivery",
            "name": "New dock",
            "street": "Quai 1",
            "zip": "5000",
            "city": "Namur",
            "country_id": str(self.country.id),
            "email": "new@example.com",
            "phone": "+32 81 00 00 01",
        }
        self._forbid(self.buyer, "addresses")
        cart = self._create_own_cart()
        self._log_in(self.buyer)
        page = self._get_page("/my/addresses")
        self.assertIn("Dock", page.text_content())
        [text] = self._get_text(page, "o_cats_b2b_no_addresses")
        self.assertIn(ADDRESSES, text)
        for mark in ("o_address_card_add_new", "js_edit_address", "o_remove_address"):
            self.assertFalse(page.xpath(f"//a[contains(@class, '{mark}')]"), mark)
        page = self._get_page("/shop/checkout")
        self.assertIn("Dock", page.text_content())
        self.assertFalse(page.xpath("//a[contains(@class, 'o_address_card_add_new')]"))
        self.assertFalse(page.xpath("//a[contains(@class, 'js_edit_address')]"))
        with mute_logger("odoo.http"):
            for url in ("/my/address", "/shop/address"):
                for more in ("", f"&partner_id={address.id}"):
                    response = self.url_open(f"{url}?address_type=delivery{more}")
                    self.assertEqual(response.status_code, 403, url + more)
            for url in ("/my/address/submit", "/shop/address/submit"):
                for more in ({}, {"partner_id": address.id}):
                    response = self._post(url, **form, **more)
                    self.assertEqual(response.status_code, 403, url)
        answer = self._call("/my/address/archive", partner_id=address.id)
        self.assertError(answer, ADDRESSES)
        self.env.invalidate_all()
        self.assertTrue(address.active)
        self.assertEqual(address.street, "Rue du Port 5")
        self.assertFalse(self.env["res.partner"].search([("name", "=", "New dock")]))
        # To choose one of them is part of ordering.
        self._call(
            "/shop/update_address", partner_id=address.id, address_type="delivery"
        )
        self.env.invalidate_all()
        self.assertEqual(cart.partner_shipping_id, address)
        self._forbid(self.buyer)
        page = self._get_page("/my/addresses")
        self.assertTrue(page.xpath("//a[contains(@class, 'o_address_card_add_new')]"))
        self.assertEqual(self._post("/my/address/submit", **form).status_code, 200)
        self.assertTrue(self.env["res.partner"].search([("name", "=", "New dock")]))

    # -- The first page -----------------------------------------------------------

    def _get_cards(self):
        """:return: set: where the cards of the portal's first page lead."""
        page = self._get_page("/my")
        return {
            urlparse(link).path
            for link in page.xpath(
                "//div[contains(@class, 'o_portal_index_card')]/a/@href"
            )
        }

    def _count(self, *counters):
        return self.make_jsonrpc_request("/my/counters", {"counters": counters})

    def test_cards_of_portal(self):
        """USR-4: the first page shows cards of what one may see, and counts it."""
        names = (
            "order_count",
            "quotation_count",
            "invoice_count",
            "overdue_invoice_count",
        )
        self._create_card(self.mate.partner_id)
        documents = {"/my/orders", "/my/quotes", "/my/invoices", "/my/payment_method"}
        self._log_in(self.mate)
        self.assertEqual(self._get_cards() & documents, documents)
        self.assertEqual(self._count(*names), dict.fromkeys(names, 1))
        cases = {
            ("see_own_orders",): ({"/my/orders"}, {}),
            ("see_company_orders",): ({"/my/orders"}, {"order_count": 1}),
            ("quotes",): ({"/my/quotes"}, {}),
            ("company_quotes",): ({"/my/quotes"}, {"quotation_count": 1}),
            ("see_invoices",): (
                {"/my/invoices", "/my/payment_method"},
                {"invoice_count": 1, "overdue_invoice_count": 1},
            ),
            ("place_orders",): ({"/my/payment_method"}, {}),
            (): (set(), {}),
        }
        for codes, (cards, counts) in cases.items():
            with self.subTest(codes):
                self._allow(self.mate, *codes)
                self.assertEqual(self._get_cards() & documents, cards)
                expected = {**dict.fromkeys(names, 0), **counts}
                self.assertEqual(self._count(*names), expected)

    def test_lists(self):
        """USR-4: a list that one may not see says why, instead of being empty."""
        lists = {
            "/my/orders": ("see_company_orders", "See own orders"),
            "/my/quotes": ("company_quotes", "Ask for and accept quotes"),
            "/my/invoices": ("see_invoices", "See invoices"),
            "/my/invoices/overdue": ("see_invoices", "See invoices"),
        }
        self._log_in(self.mate)
        for url, (code, label) in lists.items():
            with self.subTest(url):
                self._forbid(self.mate)
                self._get_page(url)
                self._forbid(self.mate, code)
                self.assertIn(f"right “{label}”", self._get_refusal(url))

    def test_counters_do_not_grow(self):
        """USR-4: counting takes as many queries for 2 documents as for 20."""
        names = ["order_count", "quotation_count", "invoice_count"]
        self._log_in(self.mate)

        def measure():
            self.env.flush_all()
            self._count(*names)
            before = self.env.cr.sql_log_count
            self._count(*names)
            return self.env.cr.sql_log_count - before

        few = measure()
        self.assertGreater(few, 0)
        for _number in range(9):
            self.quote.copy().action_quotation_sent()
            self.order.copy({"order_line": [Command.clear()]}).state = "sale"
        self.assertEqual(measure(), few)

    # -- Loyalty ------------------------------------------------------------------

    def test_loyalty(self):
        """USR-4: a loyalty card names no orders and prices that one may not see."""
        program = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "company_id": self.company.id,
                "rule_ids": [
                    Command.create({"product_ids": [Command.set(self.product.ids)]})
                ],
            }
        )
        card = self.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": self.buyer.partner_id.id,
                "points": 50,
            }
        )
        self.env["loyalty.history"].create(
            {
                "card_id": card.id,
                "order_model": "sale.order",
                "order_id": self.order.id,
                "description": "Used",
                "used": 5,
                "issued": 0,
            }
        )
        url = f"/my/loyalty_card/{card.id}"
        self._log_in(self.buyer)
        values = self._call(f"{url}/values")["result"]
        self.assertTrue(values["program"]["trigger_products"])
        self.assertTrue(values["history_lines"][0]["order_portal_url"])
        text = self._get_page(f"{url}/history").text_content()
        self.assertIn(self.order.name, text)
        self._allow(self.buyer, "see_prices")
        values = self._call(f"{url}/values")["result"]
        self.assertFalse(values["program"]["trigger_products"])
        self.assertFalse(values["history_lines"][0]["order_portal_url"])
        text = self._get_page(f"{url}/history").text_content()
        self.assertNotIn(self.order.name, text)
        for user in (self.mate, self.stranger):
            self._log_in(user)
            self.assertEqual(self._call(f"{url}/values")["result"], {})

    # -- Others -------------------------------------------------------------------

    def test_staff_and_system(self):
        """USR-4: no right of customers is asked of the staff or of the system."""
        cart = self._create_own_cart()
        self._allow(self.buyer)
        for user in (self.manager, self.env.ref("base.user_root")):
            self.assertFalse(cart.with_user(user)._get_b2b_placing_error())
        self.quote.with_user(self.manager).action_confirm()
        self.assertEqual(self.quote.state, "sale")

    def test_switch_off(self):
        """USR-4: with the B2B shop off nobody needs a right."""
        self._allow(self.buyer)
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        self.assertEqual(self._add_to_cart(self.product, 10)["quantity"], 10)
        self._get_page("/my/orders")
        self._get_page("/my/payment_method")
        self.assertEqual(self._count("order_count"), {"order_count": 1})
        url = f"/my/orders/{self.quote.id}/accept"
        answer = self._call(url, **self._get_calls()[url])
        self.assertTrue(answer["result"]["force_refresh"])

    def test_check_raises(self):
        """USR-4: the check names the right and raises an AccessError."""
        cart = self._create_own_cart().with_user(self.buyer)
        cart._check_b2b_placing()
        self._allow(self.buyer)
        with self.assertRaises(AccessError):
            cart.sudo()._check_b2b_placing()
