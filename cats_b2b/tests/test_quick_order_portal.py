import csv
import io
import re
from pathlib import Path
from unittest.mock import patch

from lxml import html

from odoo.exceptions import UserError
from odoo.http import Request
from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon

FILES = Path(__file__).parent / "files" / "quick_order"
ROOT = "/shop/quick-order"


@tagged("post_install", "-at_install")
class TestQuickOrderPortal(CatsB2bHttpCommon):
    """The page of the quick order, without JavaScript (ORD-4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_product("Terminal block", 25.0, default_code="QO-1")
        cls.second = cls._create_product(
            "Fuse", 2.0, default_code="QO-2", b2b_min_qty=5
        )

    def setUp(self):
        super().setUp()
        self.authenticate(self.buyer.login, self.buyer.login)

    def _post(self, path, data=None, files=None, **kwargs):
        values = {"csrf_token": Request.csrf_token(self), **(data or {})}
        return self.url_open(
            f"{ROOT}/{path}", data=values, files=files, timeout=60, **kwargs
        )

    def _upload(self, name, content=None):
        content = (FILES / name).read_bytes() if content is None else content
        return self._post("add", files={"file": (name, content)})

    def _get_quick(self, user=None, state="open"):
        return self.env["cats.quick.order"].search(
            [("user_id", "=", (user or self.buyer).id), ("state", "=", state)]
        )

    def _get_form(self, page=None):
        """:return: what the form of the preview sends when nothing is changed."""
        page = self._get_page(ROOT) if page is None else page
        [form] = page.xpath("//form[@id='rows']")
        fields = form.xpath(".//input[@name] | .//select[@name]")
        data = {}
        for one in fields:
            data.setdefault(one.get("name"), []).append(one.get("value") or "")
        data.pop("csrf_token")
        return data

    def _get_lines(self):
        lines = self._get_goods_lines(self._get_cart(self.buyer))
        return sorted(
            (one.product_id.default_code, one.product_uom_qty) for one in lines
        )

    def test_from_file_to_cart(self):
        """ORD-4: upload, look, put into the cart; the page writes nothing by itself."""
        page = html.fromstring(self._upload("semicolon.csv").text)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_quick_count"),
            ["Rows: 2, of which can be ordered: 2"],
        )
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_quick_article"), ["Terminal block", "Fuse"]
        )
        self.assertEqual(
            [
                text.replace("\xa0", " ")
                for text in self._get_text(page, "o_cats_b2b_quick_total")
            ],
            ["120.00 €"],
        )
        self.assertEqual(self._get_lines(), [])
        response = self._post("submit", self._get_form())
        self.assertTrue(response.url.endswith("/shop/cart"), response.url)
        self.assertEqual(self._get_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])

    def test_error_leaves_the_cart(self):
        """ORD-4: what cannot be put in as a whole is not put in by half."""
        cart_class = type(self.env["sale.order"])

        reason = "The carrier does not answer."

        def refuse(cart):
            raise UserError(reason)

        for label in ("first cart", "cart with articles"):
            with self.subTest(label):
                before = self._get_lines()
                self._upload("semicolon.csv")
                with patch.object(cart_class, "_verify_cart_after_update", refuse):
                    page = html.fromstring(self._post("submit", self._get_form()).text)
                [error] = self._get_text(page, "o_cats_b2b_quick_error")
                self.assertEqual(error, reason)
                self.assertEqual(self._get_lines(), before)
                self.assertEqual(self._get_quick().state, "open")
                self._add_to_cart(self.first, 1)

    def test_typed_and_pasted(self):
        """ORD-4: typed rows and a pasted block make one list."""
        self._post(
            "add",
            {
                "number": ["QO-1", "", "nothing"],
                "quantity": ["4", "", "2"],
                "product": ["", "", ""],
                "paste": "QO-2\t10",
                "key": "k1",
            },
        )
        rows = self._get_quick().rows
        self.assertEqual(
            [(row["number"], row["quantity"]) for row in rows],
            [("QO-2", 10.0), ("QO-1", 4.0), ("nothing", 2.0)],
        )

    def test_errors_keep_what_was_typed(self):
        """ORD-4: a file that cannot be read is told; what was typed is still there."""
        response = self._post(
            "add",
            {"number": ["QO-1"], "quantity": ["4"], "paste": "QO-2;1", "key": "k1"},
            files={"file": ("list.xls", (FILES / "old_excel.xls").read_bytes())},
        )
        page = html.fromstring(response.text)
        [error] = self._get_text(page, "o_cats_b2b_quick_error")
        self.assertIn(".xls", error)
        self.assertEqual(page.xpath("//input[@name='number']/@value")[0], "QO-1")
        self.assertEqual(page.xpath("//textarea[@name='paste']/text()"), ["QO-2;1"])
        self.assertFalse(self._get_quick().rows)

    def test_change_remove_take(self):
        """ORD-4: rows are changed, removed, and proposals taken, by plain forms."""
        self._post("add", {"paste": "QO-1;4\nQO-2;3\nQO-1;1"})
        data = self._get_form()
        data["row_quantity"][0] = "7"
        keys = data["row_key"]
        self._post("change", {**data, "take": keys[1]})
        self._post("change", {**self._get_form(), "remove": keys[2]})
        rows = self._get_quick().rows
        self.assertEqual(
            [(row["number"], row["quantity"]) for row in rows],
            [("QO-1", 7.0), ("QO-2", 5.0)],
        )
        self._post("change", {**self._get_form(), "clear": "1"})
        self.assertFalse(self._get_quick().rows)

    def test_changes_go_with_the_submission(self):
        """ORD-4: what was typed last counts, without a click on "Update"."""
        self._upload("semicolon.csv")
        data = self._get_form()
        data["row_quantity"][0] = "6"
        self._post("submit", data)
        self.assertEqual(self._get_lines(), [("QO-1", 6.0), ("QO-2", 10.0)])

    def test_two_browsers(self):
        """ORD-4: "two browsers submitting the same file at once give one result"."""
        self._upload("semicolon.csv")
        first = self._get_form()
        self._upload("semicolon.csv")
        second = self._get_form()
        self._post("submit", first)
        response = self._post("submit", second)
        self.assertTrue(response.url.endswith("/shop/cart"), response.url)
        self.assertEqual(self._get_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])

    def test_same_file_again(self):
        """ORD-4: a file that went in is known; it goes in again by another click."""
        self._upload("semicolon.csv")
        self._post("submit", self._get_form())
        page = html.fromstring(self._upload("semicolon.csv").text)
        [earlier] = self._get_text(page, "o_cats_b2b_quick_earlier")
        self.assertIn("Put into the cart today at", earlier)
        data = self._get_form()
        self.assertEqual(data.pop("again"), ["1"])
        self._post("submit", data)
        self.assertEqual(self._get_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])
        self._post("submit", self._get_form())
        self.assertEqual(self._get_lines(), [("QO-1", 8.0), ("QO-2", 20.0)])

    def test_nothing_to_order(self):
        """ORD-4: a list of which nothing can be ordered stays where it is."""
        self._post("add", {"paste": "NOTHING-1;4\nNOTHING-2;4"})
        response = self._post("submit", self._get_form())
        page = html.fromstring(response.text)
        self.assertTrue(self._get_text(page, "o_cats_b2b_quick_flash"))
        self.assertEqual(len(self._get_quick().rows), 2)
        self.assertFalse(self._get_cart(self.buyer))

    def test_download(self):
        """ORD-4: the file comes back with a column of reasons; only to its owner."""
        self._upload("formulas.csv")
        quick = self._get_quick()
        response = self.url_open(f"{ROOT}/{quick.id}/download")
        self.assertEqual(response.status_code, 200)
        self.assertIn("formulas.csv", response.headers["Content-Disposition"])
        text = response.content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        self.assertEqual(rows[0][-1], "Result")
        self.assertEqual(rows[4][-1], "Can be ordered")
        self.assertIn("=1+1", rows[1][-1])
        for cell in (cell for row in rows for cell in row):
            self.assertNotRegex(cell, r"^[=+\-@\t\r]")
        self.authenticate(self.stranger.login, self.stranger.login)
        self._get_page(f"{ROOT}/{quick.id}/download", status=404)
        self._get_page(f"{ROOT}/{2**40}/download", status=404)

    def test_foreign_rows(self):
        """USR-4: the id of another's quick order opens, changes and submits nothing."""
        self._upload("semicolon.csv")
        data = self._get_form()
        quick = self._get_quick()
        rows = quick.rows
        self.authenticate(self.stranger.login, self.stranger.login)
        for path, more in (
            ("change", {"clear": "1"}),
            ("submit", {}),
            ("template", {"template_name": "Mine"}),
        ):
            with self.subTest(path):
                self._post(path, {**data, **more})
        quick.invalidate_recordset()
        self.assertEqual((quick.state, quick.rows), ("open", rows))
        self.assertFalse(self._get_cart(self.stranger))
        self.assertNotIn("QO-1", self.url_open(ROOT).text)

    def test_lookup(self):
        """ORD-4: suggestions while typing: at most ten, none that is hidden."""
        lookup = {"term": "qo-"}
        found = self.make_jsonrpc_request(f"{ROOT}/lookup", lookup)
        self.assertEqual(
            [(one["number"], one["name"]) for one in found],
            [("QO-1", "Terminal block"), ("QO-2", "Fuse")],
        )
        self.first.website_published = False
        found = self.make_jsonrpc_request(f"{ROOT}/lookup", lookup)
        self.assertEqual([one["id"] for one in found], [self.second.id])
        for number in range(12):
            self._create_product("Many", 1.0, default_code=f"QO-3{number}")
        self.assertEqual(len(self.make_jsonrpc_request(f"{ROOT}/lookup", lookup)), 10)
        for term in ("q", "", None, ["qo-"], {"a": 1}, 5):
            with self.subTest(str(term)):
                self.assertEqual(
                    self.make_jsonrpc_request(f"{ROOT}/lookup", {"term": term}), []
                )

    def test_without_the_right(self):
        """USR-4: who may not order is sent away, and changes nothing."""
        self._upload("semicolon.csv")
        data = self._get_form()
        self.buyer._set_b2b_rights({"see_prices", "templates"})
        quick = self._get_quick()
        self.assertTrue(self.url_open(ROOT).url.endswith("/my"))
        for path, more in (
            ("add", {"paste": "QO-1;1"}),
            ("change", {"clear": "1"}),
            ("submit", {}),
            ("template", {"template_name": "Mine"}),
        ):
            with self.subTest(path):
                response = self._post(path, {**data, **more})
                self.assertTrue(response.url.endswith("/my"), response.url)
        self.assertTrue(
            self.url_open(f"{ROOT}/{quick.id}/download").url.endswith("/my")
        )
        self.assertEqual(
            self.make_jsonrpc_request(f"{ROOT}/lookup", {"term": "QO-"}), []
        )
        quick.invalidate_recordset()
        self.assertEqual((quick.state, len(quick.rows)), ("open", 2))
        self.assertNotIn(ROOT, self.url_open("/my").text)
        self.assertNotIn(ROOT, self.url_open("/shop").text)
        self.buyer._set_b2b_rights({"place_orders"})
        page = self._get_page("/my")
        self.assertTrue(page.xpath(f"//a[starts-with(@href, '{ROOT}')]"))

    def test_without_prices(self):
        """USR-3: who may not see prices orders without them."""
        self.buyer._set_b2b_rights({"place_orders"})
        text = self._upload("semicolon.csv").text
        self.assertNotIn("25.00", text)
        self.assertNotIn("120.00", text)
        self.assertNotIn("template_name", text, "nor does he make templates")
        self._post("submit", self._get_form())
        self.assertEqual(self._get_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])

    def test_public(self):
        """ACC-7: the public logs in first; nothing is suggested to it."""
        self.logout()
        response = self.url_open(ROOT)
        self.assertIn("/web/login", response.url)
        self.assertIn("quick-order", response.url)
        response = self.url_open(f"{ROOT}/1/download")
        self.assertIn("/web/login", response.url)
        self.assertEqual(
            self.make_jsonrpc_request(f"{ROOT}/lookup", {"term": "QO-"}), []
        )

    def test_switched_off(self):
        """While the switch is off there is no such page, and no link to it."""
        self.assertIn(ROOT, self.url_open("/shop").text)
        self.assertIn(ROOT, self.url_open("/my").text)
        self.website.b2b_enabled = False
        self._get_page(ROOT, status=404)
        self.assertNotIn(ROOT, self.url_open("/shop").text)
        self.assertNotIn(ROOT, self.url_open("/my").text)
        self.assertEqual(
            self.make_jsonrpc_request(f"{ROOT}/lookup", {"term": "QO-"}), []
        )

    def test_company_that_may_not_order(self):
        """ACC-7: the page says why; the button is no way around it."""
        self._upload("semicolon.csv")
        self.customer.vat = False
        page = self._get_page(ROOT)
        self.assertTrue(self._get_text(page, "o_cats_b2b_obstacle"))
        self._post("submit", self._get_form(page))
        self.assertEqual(self._get_lines(), [])
        self.assertTrue(self._get_quick())

    def test_template(self):
        """ORD-2: "made from ... an upload": the list is kept as a template."""
        self._upload("semicolon.csv")
        response = self._post("template", {**self._get_form(), "template_name": "Week"})
        self.assertRegex(response.url, r"/my/templates/\d+$")
        template = self.env["cats.order.template"].search([("name", "=", "Week")])
        self.assertEqual(template.user_id, self.buyer)
        self.assertEqual(template.line_ids.product_id, self.first | self.second)
        name = "x" * 101
        response = self._post("template", {**self._get_form(), "template_name": name})
        page = html.fromstring(response.text)
        self.assertTrue(self._get_text(page, "o_cats_b2b_quick_error"))
        self.assertEqual(page.xpath("//input[@name='template_name']/@value"), [name])
        self.assertTrue(self._get_quick().rows, "nothing is lost")

    def test_template_while_it_is_made(self):
        """ORD-2: a double click ends at the templates, not at an address that is none;
        the same form again ends at the one that it made."""
        self._upload("semicolon.csv")
        data = {**self._get_form(), "template_name": "Week"}
        templates = type(self.env["cats.order.template"])
        with patch.object(templates, "_create_once", lambda self, vals: self.browse()):
            response = self._post("template", data)
        self.assertTrue(response.url.endswith("/my/templates"), response.url)
        urls = {self._post("template", data).url for _click in range(2)}
        self.assertEqual(len(urls), 1)
        self.assertNotIn(
            self._post("template", {**data, "template_name": "Month"}).url, urls
        )

    def test_template_name_is_kept(self):
        """ORD-2: whatever is pressed, the name that was typed stays."""
        self._upload("semicolon.csv")
        data = {**self._get_form(), "template_name": "Week"}
        page = html.fromstring(self._post("change", data).text)
        self.assertEqual(page.xpath("//input[@name='template_name']/@value"), ["Week"])
        page = self._get_page(ROOT)
        self.assertFalse("".join(page.xpath("//input[@name='template_name']/@value")))

    def test_template_of_bad_rows(self):
        """ORD-2: the page of the template says how many rows were left out."""
        self._upload("bad_lines.csv")
        response = self._post("template", {**self._get_form(), "template_name": "Week"})
        page = html.fromstring(response.text)
        self.assertIn(
            "Rows without an article number or a quantity were left out: 4",
            " ".join(page.text_content().split()),
        )
        template = self.env["cats.order.template"].search([("name", "=", "Week")])
        self.assertIn("NOTHING-7", template.line_ids.mapped("product_number"))

    def test_form_sent_twice(self):
        """ORD-4: the page says so when rows are in the list already; going back and
        typing others adds them."""
        first = {"number": ["QO-1"], "quantity": ["4"], "product": [""], "key": "k1"}
        self._post("add", first)
        page = html.fromstring(self._post("add", first).text)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_quick_flash"),
            ["These rows are in the list already."],
        )
        page = html.fromstring(self._post("add", {**first, "number": ["QO-2"]}).text)
        self.assertFalse(self._get_text(page, "o_cats_b2b_quick_flash"))
        rows = self._get_quick().rows
        self.assertEqual([row["number"] for row in rows], ["QO-1", "QO-2"])

    def test_odd_input(self):
        """ORD-4: zeros and endless numbers are no error."""
        response = self._post(
            "add",
            {
                "number": ["QO\0-1", "QO-1"],
                "quantity": ["4\0", "4"],
                "product": ["1" * 5000, "9" * 9],
            },
        )
        self.assertEqual(response.status_code, 200)
        rows = self._get_quick().rows
        self.assertEqual(
            [(row["number"], row["quantity"], row["product_id"]) for row in rows],
            [("QO-1", 4.0, 0)] * 2,
        )
        data = {**self._get_form(), "template_name": "We\0ek"}
        self.assertEqual(self._post("template", data).status_code, 200)
        self.assertTrue(self.env["cats.order.template"].search([("name", "=", "Week")]))
        for field in ("quick_id", "page"):
            response = self._post("change", {**data, field: "1" * 5000})
            self.assertEqual(response.status_code, 200)

    def test_pages(self):
        """ORD-4: long lists come in pages; what is not on a page is not changed."""
        self._post("add", {"paste": "\n".join(["QO-1;1"] * 501 + ["NOTHING-1;1"])})
        page = self._get_page(f"{ROOT}?page=2")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_quick_row")), 2)
        data = self._get_form(page)
        data["row_quantity"][0] = "9"
        self._post("change", data)
        quantities = [row["quantity"] for row in self._get_quick().rows]
        self.assertEqual(quantities, [1.0] * 500 + [9.0, 1.0])
        page = self._get_page(f"{ROOT}?problems=1&page=7")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_quick_row")), 1)
        for strange in ("-1", "x", "99999999999999"):
            self._get_page(f"{ROOT}?page={strange}")

    def test_get_writes_nothing(self):
        """The page can be looked at from a copy of the database."""
        self._get_page(ROOT)
        self.assertFalse(self._get_quick())

    def test_no_foreign_form(self):
        """A form of another site does nothing."""
        self.url_open(f"{ROOT}/add", data={"paste": "QO-1;1"})
        self.assertFalse(self._get_quick())

    def test_markup_is_text(self):
        """ORD-4: what a file says is text on the page."""
        self._post("add", {"paste": "<script>alert(1)</script>;4"})
        text = self.url_open(ROOT).text
        self.assertFalse(re.search(r"<script>alert\(1\)", text))
        self.assertIn("&lt;script&gt;", text)
