import json
from urllib.parse import parse_qs, urlparse

from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon

# A picture of one dot.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestOrderGatesPortal(CatsB2bHttpCommon):
    """What the shop's pages and calls let nobody order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._add_stock(cls.product, 100)

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _call(self, url, **params):
        """:return: the whole answer of a call, an error included."""
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        return self.url_open(
            url, data=json.dumps(body), headers={"Content-Type": "application/json"}
        ).json()

    def _count_orders(self):
        return self.env["sale.order"].search_count(
            [("website_id", "=", self.website.id)]
        )

    def assertLoginFirst(self, url, back, **kwargs):
        response = self.url_open(url, allow_redirects=False, **kwargs)
        self.assertEqual(response.status_code, 303, url)
        location = urlparse(response.headers["Location"])
        self.assertEqual(location.path, "/web/login")
        self.assertEqual(parse_qs(location.query)["redirect"], [back])

    def assertUserError(self, answer, text):
        self.assertEqual(answer["error"]["data"]["name"], "odoo.exceptions.UserError")
        self.assertIn(text, answer["error"]["data"]["message"])

    # -- The public ---------------------------------------------------------------

    def test_public_adds_nothing(self):
        """ACC-7: the call behind the cart button asks the public to log in."""
        answer = self._add_to_cart(self.product, 10)
        self.assertEqual(answer["quantity"], 0)
        self.assertEqual(answer["cart_quantity"], 0)
        self.assertIn("Please log in", answer["notification_info"]["warning"])
        self.assertFalse(self._count_orders())

    def test_public_calls(self):
        """ACC-7: no other call makes or changes a cart of the public."""
        answer = self._call("/shop/cart/update", line_id=1, quantity=5)
        self.assertUserError(answer, "Please log in")
        self.assertEqual(self._call("/shop/cart/quantity")["result"], 0)
        self.assertIn("error", self._call("/shop/cart/quick_add"))
        self.assertFalse(
            self._call(
                "/shop/product/is_add_to_cart_allowed", product_id=self.product.id
            )["result"]
        )
        self.assertFalse(self._count_orders())

    def test_public_reorder(self):
        """ACC-7: with the token of an old order the public orders nothing again."""
        order = self._create_cart((self.product, 10))
        order.action_confirm()
        answer = self._call(
            "/my/orders/reorder",
            order_id=order.id,
            access_token=order._portal_ensure_token(),
        )
        self.assertUserError(answer, "Please log in")
        self.assertEqual(self._count_orders(), 1)

    def test_public_express_checkout(self):
        """ACC-7: the public makes no customer of himself by express checkout."""
        address = {"name": "Mallory", "country": "BE", "email": "m@example.com"}
        partners = self.env["res.partner"].search_count([])
        for url, params in [
            ("/shop/express_checkout", {"billing_address": address}),
            (
                "/shop/express/shipping_address_change",
                {"partial_delivery_address": address},
            ),
        ]:
            with self.subTest(url):
                answer = self._call(url, **params)
                self.assertIn("Forbidden", answer["error"]["data"]["name"])
        self.assertEqual(self.env["res.partner"].search_count([]), partners)

    def test_public_pages(self):
        """ACC-7: cart and checkout lead the public to the login, and back."""
        revived = "/shop/cart?id=1&access_token=x"
        self.assertLoginFirst("/shop/cart", "/shop/cart")
        self.assertLoginFirst(revived, revived)
        for url in ("/shop/checkout", "/shop/address", "/shop/payment"):
            with self.subTest(url):
                self.assertLoginFirst(url, "/shop/checkout")

    def test_public_address(self):
        """ACC-7: the checkout's address form makes no customer of the public."""
        page = self._get_page("/contactus")
        [token] = page.xpath("//form//input[@name='csrf_token']/@value")[:1] or [""]
        answer = self.url_open(
            "/shop/address/submit",
            data={"name": "Mallory", "vat": "BE0477472701", "csrf_token": token},
        )
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Mallory")]))
        if answer.status_code == 200:
            self.assertIn("/web/login", answer.json()["redirectUrl"])

    def test_cart_from_before(self):
        """ACC-7: a public cart from before the switch waits until its owner logs in."""
        self.website.b2b_enabled = False
        self._add_to_cart(self.product, 10)
        cart = self.env["sale.order"].search([("website_id", "=", self.website.id)])
        self.assertEqual(cart.order_line.product_uom_qty, 10)
        self.website.b2b_enabled = True
        self.assertLoginFirst("/shop/cart", "/shop/cart")
        answer = self._call(
            "/shop/cart/update", line_id=cart.order_line.id, quantity=20
        )
        self.assertUserError(answer, "Please log in")
        self._call("/shop/cart/clear")
        self.assertEqual(cart.order_line.product_uom_qty, 10)

    def test_public_sees_no_button(self):
        """ACC-7: where the cart button is, the public is asked to log in."""
        page = self._get_page(self.product.website_url)
        self.assertFalse(page.xpath("//a[@id='add_to_cart']"))
        self.assertEqual(self._get_text(page, "o_cats_b2b_login"), ["Log in to order"])
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_register"), ["Register your company"]
        )
        [link] = page.xpath("//a[contains(@class, 'o_cats_b2b_login')]/@href")
        back = parse_qs(urlparse(link).query)["redirect"]
        self.assertEqual(back, [urlparse(self.product.website_url).path])
        page = self._get_page("/shop?search=Power+supply+24")
        self.assertTrue(self._get_text(page, "o_cats_b2b_login"))
        self.assertFalse(self._get_text(page, "o_wsale_product_btn_primary"))

    def test_companions(self):
        """ACC-7: the short lists of the product page ask to log in, too."""
        spare = self._create_product("Fuse", 2.0)
        self.product.product_tmpl_id.b2b_spare_part_ids = spare.product_tmpl_id
        page = self._get_page(self.product.website_url)
        self.assertFalse(self._get_text(page, "o_cats_b2b_add"))
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_login")), 2)

    # -- Customers ----------------------------------------------------------------

    def test_customer_orders(self):
        """ACC-7: the customer finds the cart button, no obstacle, and fills a cart."""
        self._log_in(self.buyer)
        page = self._get_page(self.product.website_url)
        self.assertTrue(page.xpath("//a[@id='add_to_cart']"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_login"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_obstacle"))
        self.assertEqual(self._add_to_cart(self.product, 10)["quantity"], 10)

    def test_customer_without_number(self):
        """ACC-7: a customer without a VAT number is told what to do, and sells not."""
        cart = self._create_cart((self.product, 10))
        self.customer.vat = False
        self._log_in(self.buyer)
        for url in ("/shop", self.product.website_url, "/shop/cart"):
            with self.subTest(url):
                [text] = self._get_text(self._get_page(url), "o_cats_b2b_obstacle")
                self.assertIn("has no VAT number yet", text)
        answer = self._add_to_cart(self.product, 1)
        self.assertEqual(answer["quantity"], 0)
        self.assertIn("no VAT number", answer["notification_info"]["warning"])
        answer = self._call(
            "/shop/cart/quick_add",
            product_template_id=self.product.product_tmpl_id.id,
            product_id=self.product.id,
        )
        self.assertUserError(answer, "no VAT number")
        self.assertEqual(cart.order_line.filtered("product_id")[0].product_uom_qty, 10)
        for url in ("/shop/checkout", "/shop/payment"):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.headers["Location"], "/shop/cart")
        answer = self._call(
            f"/shop/payment/transaction/{cart.id}",
            access_token=cart._portal_ensure_token(),
        )
        self.assertIn("no VAT number", answer["error"]["data"]["message"])
        self.assertFalse(cart.transaction_ids)

    # -- Quotations ---------------------------------------------------------------

    def _send_quotation(self):
        quotation = self._create_order((self.product, 10), require_signature=True)
        quotation.action_quotation_sent()
        return quotation

    def _sign(self, quotation):
        return self._call(
            f"/my/orders/{quotation.id}/accept",
            access_token=quotation._portal_ensure_token(),
            name="Somebody",
            signature=SIGNATURE,
        )["result"]

    def assertNotAccepted(self, quotation, text):
        self.assertIn(text, self._sign(quotation)["error"])
        self.assertEqual(quotation.state, "sent")
        self.assertFalse(quotation.signature)

    def test_public_accepts_nothing(self):
        """ACC-7: a link may show a quotation (setting); who accepts it logs in."""
        self.website.b2b_link_login = False
        quotation = self._send_quotation()
        page = self._get_page(quotation.get_portal_url())
        [text] = self._get_text(page, "o_cats_b2b_obstacle")
        self.assertIn("Please log in to order", text)
        self.assertNotAccepted(quotation, "Please log in")

    def test_customer_accepts(self):
        """ACC-7: the customer who is logged in accepts his quotation."""
        quotation = self._send_quotation()
        self._log_in(self.buyer)
        self.assertTrue(self._sign(quotation)["force_refresh"])
        self.assertEqual(quotation.state, "sale")

    def test_quotation_without_number(self):
        """ACC-7: a quotation is not accepted for a company without a VAT number."""
        quotation = self._send_quotation()
        self.customer.vat = False
        self._log_in(self.buyer)
        self.assertNotAccepted(quotation, "no VAT number yet")

    def test_foreign_quotation(self):
        """ACC-7: the gate tells a stranger nothing of somebody else's quotation."""
        quotation = self._send_quotation()
        self.customer.vat = False
        self._log_in(self.stranger)
        answer = self._call(
            f"/my/orders/{quotation.id}/accept", name="x", signature=SIGNATURE
        )
        self.assertUserError(answer, "This document does not exist, or you may not")

    # -- Switch off ---------------------------------------------------------------

    def test_switch_off(self):
        """ACC-7: with the B2B shop off everybody orders, as Odoo has it."""
        self.website.b2b_enabled = False
        self.customer.vat = False
        self.assertEqual(self._add_to_cart(self.product, 10)["quantity"], 10)
        self._get_page("/shop/cart")
        page = self._get_page(self.product.website_url)
        self.assertTrue(page.xpath("//a[@id='add_to_cart']"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_login"))
        quotation = self._send_quotation()
        self.assertTrue(self._sign(quotation)["force_refresh"])
