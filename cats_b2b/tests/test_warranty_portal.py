from unittest.mock import patch

from freezegun import freeze_time

from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from ..controllers.units import B2bUnits
from .accounting_common import CatsB2bAccountingCommon
from .http_common import CatsB2bHttpCommon
from .warranty_common import WarrantyCommon

TODAY = "2026-06-15 10:00:00"


@tagged("post_install", "-at_install")
class TestWarrantyPortal(WarrantyCommon, CatsB2bHttpCommon, CatsB2bAccountingCommon):
    """AFS-1: what a company bought, and what it says of its warranty."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lot = cls._receive(cls.serial, "SN-100")
        cls.serial.default_code = "CONV-1"
        cls.order = cls._sell(cls.serial, lots=cls.lot, client_order_ref="PO 77")
        cls.unit = cls.lot.b2b_delivery_line_id
        cls.url = f"/my/products/{cls.unit.id}"

    def setUp(self):
        super().setUp()
        self.startPatcher(freeze_time(TODAY, tick=True))

    def _login(self, login="b2b_buyer"):
        self.authenticate(login, login)

    def _post(self, url, **form):
        form["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=form)

    def _list(self, **query):
        """:return: list: the serial numbers, or articles, that the list shows."""
        query = "&".join(f"{name}={value}" for name, value in query.items())
        page = self._get_page(f"/my/products?{query}")
        return [
            text.partition("Serial number: ")[2] or text
            for text in self._get_text(page, "o_cats_b2b_unit_article")
        ]

    def _sell_serial(self, name, at, **values):
        lot = self._receive(self.serial, name)
        with freeze_time(at):
            self._sell(self.serial, at=at, lots=lot, **values)
        return lot.b2b_delivery_line_id

    # -- The list ------------------------------------------------------------------

    def test_list(self):
        """AFS-1: article, serial number, order, delivery and warranty of each unit."""
        self._login()
        page = self._get_page("/my/products")
        [row] = self._get_text(page, "o_cats_b2b_unit")
        for text in (
            "Converter",
            "CONV-1",
            "Serial number: SN-100",
            self.order.name,
            "PO 77",
            "Mar 12, 2026",
            "Under warranty Until Mar 12, 2028",
        ):
            self.assertIn(text, row)
        [text] = self._get_text(self._get_page(self.url), "o_cats_b2b_unit_warranty")
        self.assertEqual(
            text,
            "Under warranty until March 12, 2028 (24 months from delivery on "
            "March 12, 2026)",
        )

    def test_quantity(self):
        """AFS-1: a delivered line without serial numbers tells what is kept of it."""
        self._receive(self.plain, quantity=10)
        order = self._sell(self.plain, 10)
        self._send_back(order, 4)
        self._login()
        page = self._get_page("/my/products?search=clip")
        self.assertEqual(self._get_text(page, "o_cats_b2b_unit_quantity"), ["6 Units"])

    def test_search(self):
        """AFS-1: by article, number, serial, order, reference, own number; by words."""
        other = self._sell_serial("SN-200", "2026-04-01 10:00:00")
        self.env["cats.customer.article"].create(
            {
                "partner_id": self.customer.id,
                "product_id": self.serial.id,
                "number": "OURS-9",
            }
        )
        self._login()
        for words, found in (
            ("", ["SN-200", "SN-100"]),
            ("convert", ["SN-200", "SN-100"]),
            ("CONV-1", ["SN-200", "SN-100"]),
            ("OURS-9", ["SN-200", "SN-100"]),
            ("sn-2", ["SN-200"]),
            (self.order.name, ["SN-100"]),
            (other.b2b_order_id.name, ["SN-200"]),
            ("PO+77", ["SN-100"]),
            ("convert+sn-1", ["SN-100"]),
            ("clip", []),
        ):
            with self.subTest(words=words):
                self.assertEqual(self._list(search=words), found)

    def test_search_of_another_customer(self):
        """AFS-1: another customer's own number finds nothing here."""
        self.env["cats.customer.article"].create(
            {
                "partner_id": self.stranger.partner_id.parent_id.id,
                "product_id": self.serial.id,
                "number": "THEIRS-9",
            }
        )
        self._login()
        self.assertEqual(self._list(search="THEIRS-9"), [])

    def test_filters(self):
        """AFS-1: under warranty, ending within 90 days, ended, returned."""
        self._sell_serial("ENDED", "2024-06-14 10:00:00")
        self._sell_serial("LAST-DAY", "2024-06-15 10:00:00")
        self._sell_serial("SOON", "2024-09-13 10:00:00")
        self._sell_serial("LATER", "2024-09-14 10:00:00")
        self.serial.b2b_no_warranty = True
        self._sell_serial("WITHOUT", "2026-05-01 10:00:00")
        lot = self._receive(self.serial, "BACK")
        self._send_back(self._sell(self.serial, lots=lot), lots=lot)
        self._login()
        within = ["SN-100", "LATER", "SOON", "LAST-DAY"]
        for name, found in (
            ("all", ["WITHOUT", *within, "ENDED"]),
            ("within", within),
            ("ending", ["SOON", "LAST-DAY"]),
            ("ended", ["ENDED"]),
            ("returned", ["BACK"]),
            ("nonsense", ["WITHOUT", *within, "ENDED"]),
        ):
            with self.subTest(name=name):
                self.assertEqual(self._list(filterby=name), found)
        page = self._get_page("/my/products?filterby=within")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_unit_badge"),
            ["Under warranty", "Under warranty", "Ends soon", "Ends soon"],
        )
        self.assertEqual(
            self._list(filterby="within", sortby="ending"),
            ["LAST-DAY", "SOON", "LATER", "SN-100"],
        )

    def test_pages(self):
        """AFS-1: a page has its length, and the pager keeps what was searched."""
        for number in range(3):
            self._sell_serial(f"P-{number}", f"2026-04-0{number + 1} 10:00:00")
        self._login()
        with patch.object(B2bUnits, "_items_per_page", 2):
            self.assertEqual(self._list(search="P-"), ["P-2", "P-1"])
            page = self._get_page("/my/products/page/2?search=P-")
            self.assertEqual(len(self._get_text(page, "o_cats_b2b_unit")), 1)
            links = page.xpath("//a[contains(@href, '/my/products?')]/@href")
            self.assertTrue(all("search=P-" in link for link in links))

    # -- Whose ---------------------------------------------------------------------

    def test_other_company(self):
        """AFS-1, USR-4: what other companies bought is neither listed nor shown."""
        self._login("b2b_stranger")
        self.assertEqual(self._list(), [])
        self.assertEqual(self.url_open(self.url).status_code, 404)
        self.assertEqual(self._post(f"{self.url}/cart").status_code, 404)
        self.assertEqual(self.url_open("/my/products/999999999").status_code, 404)
        self.assertEqual(self.url_open("/my/products/99999999999").status_code, 404)

    def test_own_orders_only(self):
        """USR-4: who sees his own orders sees what they delivered, and no more."""
        mate = self._create_portal_user("mate", self.customer)
        mate._set_b2b_rights({"see_own_orders"})
        theirs = self._sell_serial("SN-300", "2026-05-01 10:00:00", user=mate)
        self._login("b2b_mate")
        self.assertEqual(self._list(), ["SN-300"])
        self.assertEqual(self.url_open(self.url).status_code, 404)
        mate._set_b2b_rights({"see_own_orders", "see_company_orders"})
        self.assertEqual(self._list(), ["SN-300", "SN-100"])
        self._get_page(self.url)
        theirs.b2b_order_id = False
        self.assertEqual(self._list(), ["SN-300", "SN-100"])
        mate._set_b2b_rights({"see_own_orders"})
        self.assertEqual(self._list(), [])

    def test_without_orders(self):
        """USR-4: who sees no orders is told so on the portal's first page."""
        self.buyer._set_b2b_rights({"place_orders"})
        self._login()
        for url in ("/my/products", self.url):
            response = self.url_open(url)
            self.assertTrue(response.url.endswith("/my"), response.url)
            self.assertIn("You do not have the right", response.text)
            self.assertNotIn("What we bought", response.text)

    def test_visitors(self):
        """AFS-1: visitors log in first; consumers and staff have no such page."""
        self.assertIn("/web/login", self.url_open("/my/products").url)
        self.website.b2b_enabled = False
        self._login()
        self.assertEqual(self.url_open("/my/products").status_code, 404)

    def test_rpc(self):
        """USR-4: no customer reads serial numbers or deliveries past the page."""
        self._login()
        for model, record in (
            ("stock.lot", self.lot),
            ("stock.move.line", self.unit),
        ):
            with self.subTest(model=model), self.assertRaises(JsonRpcException):
                self._call_kw(model, "read", record.ids, ["display_name"])

    def test_card(self):
        """AFS-1: the card counts up to 80, and is hidden from who sees no orders."""
        self._login()
        ask = {"counters": ["b2b_unit_count"]}
        self.assertEqual(
            self.make_jsonrpc_request("/my/counters", ask), {"b2b_unit_count": 1}
        )
        with patch.object(
            type(self.env["stock.move.line"]), "search_count", lambda *a, **k: 81
        ):
            self.assertEqual(self.env["stock.move.line"]._count_b2b_units(), "80+")
        self.assertIn("/my/products", self.url_open("/my").text)
        self.buyer._set_b2b_rights({"place_orders"})
        self.assertNotIn("/my/products", self.url_open("/my").text)

    # -- The unit ------------------------------------------------------------------

    def test_documents(self):
        """AFS-1: order, invoice, delivery slip and files that one may see."""
        invoice = self.order._create_invoices()
        invoice.action_post()
        document = self.env["product.document"].create(
            {
                "name": "Manual.pdf",
                "res_model": "product.template",
                "res_id": self.serial.product_tmpl_id.id,
                "shown_on_product_page": True,
                "raw": b"Read me",
            }
        )
        self._login()
        page = self._get_page(self.url)
        [text] = self._get_text(page, "o_cats_b2b_unit_documents")
        for name in ("Manual.pdf", invoice.name, self.order.picking_ids.name):
            self.assertIn(name, text)
        links = page.xpath("//section//a/@href")
        manual = next(link for link in links if f"document/{document.id}" in link)
        self.assertEqual(self.url_open(manual).content, b"Read me")
        self.assertIn(f"/my/invoices/{invoice.id}", links)
        self.buyer._set_b2b_rights({"see_own_orders"})
        page = self._get_page(self.url)
        [text] = self._get_text(page, "o_cats_b2b_unit_documents")
        self.assertNotIn(invoice.name, text)

    def test_return(self):
        """AFS-1: "start a return" is for who may, and for what was not returned."""
        link = f"/my/returns/new?unit={self.unit.id}"
        self._login()
        self.assertIn(link, self.url_open(self.url).text)
        self.buyer._set_b2b_rights({"see_own_orders"})
        self.assertNotIn(link, self.url_open(self.url).text)
        self.buyer._set_b2b_rights({"see_own_orders", "returns"})
        self._send_back(self.order, lots=self.lot)
        page = self.url_open(self.url).text
        self.assertNotIn(link, page)
        self.assertIn("Returned", page)

    def test_replacement(self):
        """AFS-1: a unit names the one that it replaces, if the customer had it."""
        new = self._sell_serial("SN-101", "2026-05-10 10:00:00")
        new.lot_id.b2b_replaces_id = self.lot
        self._login()
        text = self._get_page(f"/my/products/{new.id}").text_content()
        self.assertIn("Replaces", text)
        self.assertIn("SN-100", text)
        self.unit.b2b_partner_id = self.stranger.partner_id.parent_id
        text = self._get_page(f"/my/products/{new.id}").text_content()
        self.assertNotIn("SN-100", text)

    # -- To order --------------------------------------------------------------------

    def _add_spare(self):
        spare = self._create_product("Fan", 7.5, b2b_min_qty=4)
        self.serial.product_tmpl_id.b2b_spare_part_ids = spare.product_tmpl_id
        return spare

    def test_buy_again(self):
        """AFS-1, AFS-10: the article and its spare parts go into the cart."""
        spare = self._add_spare()
        self._login()
        page = self._get_page(self.url)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_unit_price"), ["80.00 €", "7.50 €"]
        )
        response = self._post(
            f"{self.url}/cart",
            key="K",
            **{f"quantity_{self.serial.id}": "2", f"quantity_{spare.id}": "4"},
        )
        self.assertTrue(response.url.endswith("/shop/cart"), response.url)
        lines = self._get_goods_lines(self._get_cart(self.buyer))
        self.assertEqual(
            {line.product_id: line.product_uom_qty for line in lines},
            {self.serial: 2, spare: 4},
        )

    def test_double_submit(self):
        """AFS-1: a form that is sent twice counts once."""
        self._login()
        for _time in range(2):
            self._post(
                f"{self.url}/cart", key="K", **{f"quantity_{self.serial.id}": "1"}
            )
        lines = self._get_goods_lines(self._get_cart(self.buyer))
        self.assertEqual(lines.product_uom_qty, 1)

    def test_bad_quantities(self):
        """AFS-10: what is no quantity is said beside its box; what was typed stays."""
        spare = self._add_spare()
        self._login()
        response = self._post(
            f"{self.url}/cart",
            **{f"quantity_{self.serial.id}": "3", f"quantity_{spare.id}": "four"},
        )
        self.assertIn("Please enter a quantity, or 0.", response.text)
        self.assertIn('value="3"', response.text)
        self.assertIn('value="four"', response.text)
        self.assertFalse(self._get_cart(self.buyer).order_line)
        response = self._post(f"{self.url}/cart")
        self.assertIn("Please enter how many you want to order.", response.text)

    def test_only_what_the_page_offers(self):
        """AFS-10: an article that is neither the unit's nor a spare part is refused."""
        self._login()
        self._post(f"{self.url}/cart", **{f"quantity_{self.product.id}": "1"})
        self.assertFalse(self._get_cart(self.buyer).order_line)

    def test_without_prices(self):
        """USR-3: who sees no prices finds none here."""
        self._add_spare()
        self.buyer._set_b2b_rights({"see_own_orders", "place_orders"})
        self._login()
        page = self._get_page(self.url)
        self.assertEqual(self._get_text(page, "o_cats_b2b_unit_price"), [])
        self.assertNotIn("7.50", page.text_content())
        self.assertTrue(page.xpath("//input[starts-with(@name, 'quantity_')]"))

    def test_without_ordering(self):
        """ACC-7: who may not order is told why, and nothing goes into a cart."""
        self.buyer._set_b2b_rights({"see_own_orders"})
        self._login()
        page = self._get_page(self.url)
        self.assertFalse(page.xpath("//input[starts-with(@name, 'quantity_')]"))
        self._post(f"{self.url}/cart", **{f"quantity_{self.serial.id}": "1"})
        self.assertFalse(self._get_cart(self.buyer).order_line)

    def test_article_gone(self):
        """AFS-1: what is not sold any more stays on the page, without a way to buy."""
        self.serial.website_published = False
        self._login()
        page = self._get_page(self.url)
        self.assertIn("SN-100", page.text_content())
        self.assertFalse(self._get_text(page, "o_cats_b2b_unit_order"))

    # -- Orders and invoices -----------------------------------------------------------

    def test_order_page(self):
        """AFS-1: "shown on product, order line"."""
        self._login()
        page = self._get_page(f"/my/orders/{self.order.id}")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_line_warranty"),
            ["Warranty until March 12, 2028"],
        )
        [link] = page.xpath("//*[contains(@class, 'o_cats_b2b_order_units')]//a/@href")
        self.assertEqual(link, f"/my/products?search={self.order.name}")

    def test_product_page(self):
        """AFS-1: the page of a product says how long; none if there is none."""
        url = self.serial.website_url
        page = self._get_page(url)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_warranty"), ["Warranty: 24 months"]
        )
        self.serial.b2b_no_warranty = True
        self.assertEqual(self._get_text(self._get_page(url), "o_cats_b2b_warranty"), [])

    def test_invoice(self):
        """AFS-1: an invoice says until when the warranty of what it bills lasts."""
        invoice = self.order._create_invoices()
        invoice.action_post()
        goods = invoice.invoice_line_ids.filtered(
            lambda line: line.product_id == self.serial
        )
        self.assertEqual(goods.b2b_warranty_text, "Warranty until March 12, 2028")
        others = invoice.invoice_line_ids - goods
        self.assertFalse(any(others.mapped("b2b_warranty_text")))
        text, _type = self.env["ir.actions.report"]._render_qweb_html(
            "account.report_invoice", invoice.ids
        )
        self.assertIn(b"Warranty until March 12, 2028", text)
        self.assertFalse(
            invoice._reverse_moves().invoice_line_ids.filtered("b2b_warranty_text")
        )

    def test_invoice_without_an_order(self):
        """AFS-1: without an order, an invoice says how long the warranty lasts."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_line_ids": [(0, 0, {"product_id": self.serial.id})],
            }
        )
        line = invoice.invoice_line_ids
        self.assertEqual(line.b2b_warranty_text, "Warranty: 24 months")
