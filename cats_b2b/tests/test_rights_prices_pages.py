import json
from itertools import product

from lxml import html

from odoo.fields import Command
from odoo.tests import tagged

from .prices_common import CatsB2bPricesCommon


@tagged("post_install", "-at_install")
class TestRightsPricesPages(CatsB2bPricesCommon):
    """Who may not see prices finds none on any page; others find them there."""

    def _read(self, url):
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200, url)
        return response.text

    def assertHidden(self, url):
        """The page tells prices to who may see them only, and why."""
        self._login(self.seeing)
        self.assertTells(self._read(url), url)
        self._login(self.blind)
        text = self._read(url)
        self.assertTellsNothing(text, url)
        self.assertEqual(text.count("Prices are not shown to you"), 1, url)

    def assertHiddenJson(self, url, params):
        """The answer tells prices to who may see them only."""
        self._login(self.seeing)
        self.assertTells(json.dumps(self._call(url, params)), url)
        self._login(self.blind)
        answer = self._call(url, params)
        self.assertTellsNothing(json.dumps(answer), url)
        return answer

    def _call(self, url, params):
        return self.make_jsonrpc_request(url, params)

    def _fill_cart(self, user):
        self._login(user)
        return self._add_to_cart(self.product, 3)

    # -- Catalogue ----------------------------------------------------------------

    def test_shop(self):
        """USR-3: the list of products has no prices for who may not see them."""
        self.assertHidden("/shop?search=Rectifier")

    def test_product_page(self):
        """USR-3: neither has the page of a product, nor its data for searchers."""
        self.website.google_analytics_key = "G-TEST"
        self.assertHidden(self.product.website_url)

    def test_product_page_with_values(self):
        """USR-3: neither what a value costs more."""
        self.assertHidden(self.sized.website_url)

    def test_companions(self):
        """USR-3: neither the spare parts of a product."""
        other = self._create_product("Fan", 1.0)
        other.product_tmpl_id.b2b_spare_part_ids = self.product.product_tmpl_id
        self.assertHidden(other.website_url)

    def test_combination(self):
        """USR-3: neither has a combination that the page asks for."""
        self.website.google_analytics_key = "G-TEST"
        variant = self.sized.product_variant_ids[1]
        info = self.assertHiddenJson(
            "/website_sale/get_combination_info",
            {
                "product_template_id": self.sized.id,
                "product_id": variant.id,
                "combination": variant.product_template_attribute_value_ids.ids,
                "add_qty": 3,
            },
        )
        self.assertEqual(info["product_id"], variant.id)

    def test_autocomplete(self):
        """USR-3: neither has what the search box suggests."""
        self.assertHiddenJson(
            "/website/snippet/autocomplete",
            {
                "search_type": "products",
                "term": "Rectifier",
                "options": {
                    "displayDetail": True,
                    "displayDescription": True,
                    "displayExtraLink": True,
                    "displayImage": True,
                },
            },
        )

    def test_snippet(self):
        """USR-3: neither has a block of products on a page."""
        snippet = self.env.ref("website_sale.dynamic_filter_newest_products")
        self.assertHiddenJson(
            "/website/snippet/filters",
            {
                "filter_id": snippet.id,
                "template_key": (
                    "website_sale.dynamic_filter_template_product_product_products_item"
                ),
                "search_domain": [["name", "ilike", "Rectifier"]],
                "limit": 16,
            },
        )

    def test_comparison(self):
        """CAT-3, USR-3: neither has the comparison, nor its bar."""
        self.assertHidden(f"/shop/compare?products={self.product.id}")
        self.assertHiddenJson(
            "/shop/compare/get_product_data", {"product_ids": self.product.ids}
        )

    def test_wishlist(self):
        """USR-3: neither has the wishlist, nor what was noted in it."""
        for user in self._get_users():
            self._login(user)
            self._call("/shop/wishlist/add", {"product_id": self.product.id})
        self.assertHidden("/shop/wishlist")

    def test_product_configurator(self):
        """USR-3: neither has the window where one configures a product."""
        self.assertHiddenJson(
            "/website_sale/product_configurator/get_values",
            {
                "product_template_id": self.sized.id,
                "quantity": 3,
                "currency_id": self.eur.id,
                "so_date": "2026-01-05 10:00:00",
                "ptav_ids": [],
            },
        )

    def test_combo_configurator(self):
        """USR-3: neither has the window where one chooses the parts of a set."""
        sized = self.sized.product_variant_ids[1]
        combo = self.env["product.combo"].create(
            {
                "name": "Parts",
                "company_id": self.company.id,
                "combo_item_ids": [
                    Command.create({"product_id": product.id, "extra_price": 222.19})
                    for product in (sized, self.product)
                ],
            }
        )
        bundle = self._create_priced_product(
            "Set", type="combo", is_storable=False, combo_ids=[Command.set(combo.ids)]
        )
        params = {
            "product_tmpl_id": bundle.product_tmpl_id.id,
            "quantity": 3,
            "date": "2026-01-05 10:00:00",
        }
        route = "/website_sale/combo_configurator"
        answer = self.assertHiddenJson(f"{route}/get_data", params)
        self.assertEqual(len(answer["combos"][0]["combo_items"]), 2)
        self._login(self.blind)
        self.assertEqual(self._call(f"{route}/get_price", params), 0)

    # -- Cart to confirmation -----------------------------------------------------

    def test_cart(self):
        """USR-3: the cart has no amounts, and no fee that could be saved."""
        for user in self._get_users():
            self._fill_cart(user)
        self.assertHidden("/shop/cart")

    def test_cart_json(self):
        """USR-3: neither have the answers when it is changed."""
        self.assertTells(json.dumps(self._fill_cart(self.seeing)), "add")
        self.assertTellsNothing(json.dumps(self._fill_cart(self.blind)), "add")
        for user, told in ((self.seeing, True), (self.blind, False)):
            self._login(user)
            line = self._get_goods_lines(self._get_cart(user))
            answer = self._call(
                "/shop/cart/update", {"line_id": line.id, "quantity": 3}
            )
            self.assertEqual(bool(self._find_amounts(json.dumps(answer))), told)

    def test_reorder_in_cart(self):
        """USR-3: neither has what one could order again."""
        self._create_priced_product("Other")
        for user in self._get_users():
            self._login(user)
            self._add_to_cart(self._create_product("Cable", 1.0), 1)
        self.assertHidden("/shop/cart")

    def test_delivery(self):
        """USR-3: delivery has a price as well."""
        for user in self._get_users():
            self._fill_cart(user)
        params = {"dm_id": self.carrier.id}
        rate = self.assertHiddenJson("/shop/get_delivery_rate", params)
        self.assertTrue(rate["success"])
        summary = self.assertHiddenJson("/shop/set_delivery_method", params)
        self.assertTrue(summary["success"])
        self.assertHidden("/shop/checkout?try_skip_step=false")

    def _go_to_payment(self, user):
        self._fill_cart(user)
        self._call("/shop/set_delivery_method", {"dm_id": self.carrier.id})
        return self._read("/shop/payment")

    def test_payment(self):
        """USR-3: he orders without an amount: by wire transfer."""
        demo = self.env["payment.provider"].search([("code", "=", "demo")], limit=1)
        card = demo.copy(
            {
                "company_id": self.company.id,
                "state": "test",
                "is_published": True,
                "name": "Card",
            }
        )
        self.assertTells(self._go_to_payment(self.seeing), "payment")
        text = self._go_to_payment(self.blind)
        self.assertTellsNothing(text, "payment")
        self.assertIn(f'data-provider-id="{self.provider.id}"', text)
        self.assertNotIn(f'data-provider-id="{card.id}"', text)

    def test_order_without_amounts(self):
        """USR-3: "only placing orders" gets through, up to the confirmation."""
        self._go_to_payment(self.blind)
        cart = self._get_cart(self.blind)
        self.assertEqual(cart.amount_total, 4642.1)
        answer = self._call(
            f"/shop/payment/transaction/{cart.id}",
            {
                "access_token": cart._portal_ensure_token(),
                "provider_id": self.provider.id,
                "payment_method_id": self.wire_transfer.id,
                "token_id": None,
                "amount": None,
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": "/shop/payment/validate",
            },
        )
        self.assertTellsNothing(json.dumps(answer), "transaction")
        self.assertEqual(cart.transaction_ids.amount, 4642.1)
        reference = {"reference": cart.transaction_ids.reference}
        self.url_open("/payment/custom/process", data=reference)
        self.assertTellsNothing(self._read("/payment/status"), "status")
        self._call("/payment/status/poll", {"csrf_token": ""})
        self.assertTellsNothing(self._read("/shop/payment/validate"), "confirmation")
        self.env.invalidate_all()
        self.assertEqual(cart.state, "sent")
        self.assertEqual(self.url_open("/shop/print").status_code, 403)

    # -- Orders and quotations ----------------------------------------------------

    def test_lists(self):
        """USR-3: lists of orders and quotations have no amounts."""
        self.assertHidden("/my/orders")
        self.assertHidden("/my/quotes")

    def test_columns_of_lists(self):
        """USR-3: who sees no amounts has no column for them; the others line up."""
        for user, path in product(
            (self.seeing, self.blind), ("/my/orders", "/my/quotes")
        ):
            with self.subTest(f"{user.name}: {path}"):
                self._login(user)
                page = html.fromstring(self._read(path))
                columns = len(page.xpath("//thead/tr/th"))
                rows = page.xpath("//table//tr[td]")
                self.assertTrue(rows)
                self.assertEqual({len(row.xpath("./td")) for row in rows}, {columns})
                self.assertFalse(page.xpath("//xpath"))

    def test_order_page(self):
        """USR-3: an order has quantities and dates, and no amounts."""
        for orders in (self.orders, self.quotes):
            self._login(self.seeing)
            self.assertTells(self._read(orders[self.seeing].access_url), "order")
            self._login(self.blind)
            text = self._read(orders[self.blind].access_url)
            self.assertTellsNothing(text, "order")
            self.assertIn("Rectifier 48 V", text)
            self.assertEqual(text.count("Prices are not shown to you"), 1)

    def test_discounted_order_page(self):
        """USR-3: neither has a line with a discount."""
        order = self._create_order_of(self.blind)
        self._get_goods_lines(order).discount = 50
        order.action_quotation_sent()
        self._login(self.blind)
        text = self._read(order.access_url)
        self.assertNotRegex(text, r"617[.,]29")
        self.assertNotIn("Disc.%", text)

    def test_prints(self):
        """USR-4: the order as a document has its prices; he does not get it."""
        self._login(self.blind)
        url = self.orders[self.blind].access_url
        for kind in ("pdf", "html", "text"):
            response = self.url_open(f"{url}?report_type={kind}")
            self.assertTellsNothing(response.text, kind)
            self.assertEqual(response.status_code, 403, kind)
        self._login(self.seeing)
        url = self.orders[self.seeing].access_url
        self.assertTells(self._read(f"{url}?report_type=html"), "html")

    def test_raw_report(self):
        """USR-4: nor by the address of the report itself."""
        self._login(self.blind)
        order = self.orders[self.blind]
        for kind in ("html", "pdf", "text"):
            url = f"/report/{kind}/sale.report_saleorder/{order.id}"
            response = self.url_open(url)
            self.assertTellsNothing(response.text, kind)
            self.assertNotEqual(response.status_code, 200, kind)

    def test_account(self):
        """USR-3: his own account has none either."""
        self._login(self.blind)
        self.assertTellsNothing(self._read("/my"), "/my")
