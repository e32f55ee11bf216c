import io
import json
from datetime import timedelta
from pathlib import Path

from freezegun import freeze_time
from openpyxl import Workbook, load_workbook

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.website_sale.tests.common import MockRequest

from .common import CatsB2bCommon

FILES = Path(__file__).parent / "files" / "quick_order"
HEAD = ("Article number", "Quantity")


class Upload:
    """A file of a form, as werkzeug hands it over."""

    def __init__(self, name, content=None):
        self.filename = name
        self.stream = io.BytesIO(content or (FILES / name).read_bytes())


@tagged("post_install", "-at_install")
class TestQuickOrder(CatsB2bCommon):
    """Rows of a user, from a file or typed, until they are in his cart (ORD-4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_product("Terminal block", 25.0, default_code="QO-1")
        cls.second = cls._create_product(
            "Fuse", 2.0, default_code="QO-2", b2b_min_qty=5, b2b_qty_multiple=5
        )
        cls.colleague = cls._create_portal_user("colleague", cls.customer, "buyer")
        cls.shop = cls.website.with_user(cls.buyer)
        cls.quick = cls.env["cats.quick.order"].with_user(cls.buyer)

    def _open(self):
        return self.quick._open(self.shop)

    def _submit(self, quick, **kwargs):
        with MockRequest(self.shop.env, website=self.shop):
            return quick._submit(**kwargs)

    def _get_rows(self, quick):
        return [(row["number"], row["quantity"]) for row in quick.rows]

    def _get_cart_lines(self):
        cart = self.env["sale.order"].search(
            [("partner_id", "=", self.buyer.partner_id.id), ("state", "=", "draft")]
        )
        lines = self._get_goods_lines(cart)
        return sorted(
            (one.product_id.default_code, one.product_uom_qty) for one in lines
        )

    def test_file(self):
        """ORD-4: a file becomes rows; nothing enters the cart before he says so."""
        quick = self._open()
        self.assertTrue(quick._add_file(Upload("semicolon.csv")))
        self.assertEqual(self._get_rows(quick), [("QO-1", 4.0), ("QO-2", 10.0)])
        self.assertEqual(self._get_cart_lines(), [])
        self.assertTrue(self._submit(quick))
        self.assertEqual(self._get_cart_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])
        self.assertEqual(quick.state, "done")

    def test_bad_lines(self):
        """ORD-4: "each bad line is reported with its number and reason; good lines are
        kept"."""
        quick = self._open()
        quick._add_file(Upload("bad_lines.csv"))
        preview = quick._prepare_preview()
        self.assertEqual((preview["total"], preview["good"], preview["bad"]), (7, 2, 5))
        self.assertEqual(
            [(row["line"], row["outcome"]) for row in preview["rows"]],
            [
                (2, "good"),
                (3, "refused"),
                (4, "refused"),
                (5, "refused"),
                (6, "refused"),
                (7, "refused"),
                (8, "good"),
            ],
        )
        self.assertIn("NOTHING-7", preview["rows"][1]["problem"])
        only = quick._prepare_preview(only_problems=True)
        self.assertEqual([row["line"] for row in only["rows"]], [3, 4, 5, 6, 7])
        self._submit(quick)
        self.assertEqual(self._get_cart_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])

    def test_preview(self):
        """ORD-4: "preview with price, minimum, stock, promise and problem per row"."""
        self._add_stock(self.first, 7)
        self.second.b2b_lead_days = 3
        quick = self._open()
        quick._add_typed([("qo-1", "4", 0), ("QO-2", "3", 0)], "key")
        with freeze_time("2026-03-02 09:00:00"):
            first, second = quick._prepare_preview()["rows"]
        self.assertEqual(first["article"], self.first)
        self.assertEqual((first["price"], first["amount"]), (25.0, 100.0))
        self.assertText(first["supply"]["stock"], "7 Units in stock")
        self.assertIn("March 2, 2026", first["supply"]["promise"])
        self.assertFalse(first["problem"])
        self.assertIn("5", second["rule"])
        self.assertIn("minimum quantity is 5", second["problem"])
        self.assertEqual((first["wrong"], second["wrong"]), ("", "quantity"))
        self.assertEqual(second["amount"], 0.0, "nothing goes in")
        self.assertText(second["proposal"], "Take 5 Units instead")
        self.assertIn("March 5, 2026", second["supply"]["promise"])
        quick._take_proposal(second["key"])
        self.assertEqual(self._get_rows(quick), [("qo-1", 4.0), ("QO-2", 5.0)])

    def test_preview_without_prices(self):
        """USR-3: who may not see prices sees none here, either."""
        self.buyer._set_b2b_rights({"place_orders"})
        quick = self._open()
        quick._add_typed([("QO-1", "4", 0)], "key")
        preview = quick._prepare_preview()
        self.assertIsNone(preview["amount"])
        self.assertIsNone(preview["rows"][0]["price"])

    def test_hidden_articles(self):
        """ORD-4: an article that he may not see is unknown, by number or by id."""
        self.first.website_published = False
        quick = self._open()
        quick._add_typed([("QO-1", "4", 0), ("", "4", self.first.id)], "key")
        for row in quick._prepare_preview()["rows"]:
            self.assertFalse(row["article"])
            self.assertNotIn("Terminal", str(row))
        self.assertFalse(self._submit(quick))
        self.assertEqual(quick.state, "open")

    def test_ambiguous(self):
        """ORD-4: of two articles with one number he chooses; others he cannot."""
        twin = self._create_product("Twin", 30.0, default_code="qo-1")
        quick = self._open()
        quick._add_typed([("QO-1", "4", 0)], "key")
        [row] = quick._prepare_preview()["rows"]
        self.assertEqual(set(row["choices"]), {self.first, twin})
        self.assertEqual(row["wrong"], "number")
        hidden = self._create_product("Hidden", 1.0, website_published=False)
        quick._change_rows({row["key"]: ("QO-1", "4", hidden.id)})
        self.assertEqual(quick._prepare_preview()["rows"][0]["outcome"], "refused")
        quick._change_rows({row["key"]: ("QO-1", "4", twin.id)})
        [row] = quick._prepare_preview()["rows"]
        self.assertEqual((row["article"], row["outcome"]), (twin, "good"))
        quick._change_rows({row["key"]: ("QO-2", "5", twin.id)})
        self.assertEqual(quick._prepare_preview()["rows"][0]["article"], self.second)

    def test_duplicate_numbers(self):
        """ORD-4: rows of one article add up, whatever their case."""
        quick = self._open()
        quick._add_file(Upload("duplicates.csv"))
        self._submit(quick)
        self.assertEqual(self._get_cart_lines(), [("QO-1", 11.0), ("QO-2", 10.0)])

    def test_change_and_remove(self):
        """ORD-4: rows are edited and removed; a quantity that is none is reported."""
        quick = self._open()
        quick._add_file(Upload("semicolon.csv"))
        one, two = (row["key"] for row in quick.rows)
        quick._change_rows({one: (" QO-2 ", "1,000", 0), "99": ("QO-1", "1", 0)})
        self.assertEqual(self._get_rows(quick), [("QO-2", 1000.0), ("QO-2", 10.0)])
        quick._change_rows({one: ("QO-2", "lots", 0)})
        self.assertEqual(self._get_rows(quick)[0], ("QO-2", None))
        self.assertEqual(quick._prepare_preview()["rows"][0]["outcome"], "refused")
        quick._remove_row(one)
        self.assertEqual([row["key"] for row in quick.rows], [two])
        quick._remove_row(two)
        self.assertFalse(quick.rows or quick.sources)
        self.assertTrue(quick._add_file(Upload("semicolon.csv")), "not known any more")

    def test_same_file_twice_in_the_list(self):
        """ORD-4: a file that two browsers upload stands in the list once."""
        quick = self._open()
        self.assertTrue(quick._add_file(Upload("semicolon.csv")))
        self.assertFalse(self._open()._add_file(Upload("semicolon.csv")))
        self.assertEqual(len(quick.rows), 2)
        self.assertEqual(self._open(), quick)

    def test_form_sent_twice(self):
        """ORD-4: a double click adds what was typed once."""
        quick = self._open()
        self.assertTrue(quick._add_typed([("QO-1", "4", 0)], "key"))
        self.assertFalse(quick._add_typed([("QO-1", "4", 0)], "key"))
        self.assertEqual(self._get_rows(quick), [("QO-1", 4.0)])
        self.assertTrue(quick._add_typed([("QO-1", "4", 0)], "other"))
        self.assertFalse(quick._add_typed([("QO-1", "4", 0)], "key"), "in between")
        self.assertEqual(len(quick.rows), 2)

    def test_back_and_more(self):
        """ORD-4: who goes back and types other rows in the same form gets them, too."""
        quick = self._open()
        quick._add_typed([("QO-1", "4", 0)], "key")
        self.assertTrue(quick._add_typed([("QO-2", "10", 0)], "key"))
        self.assertEqual(self._get_rows(quick), [("QO-1", 4.0), ("QO-2", 10.0)])

    def test_submitted_twice(self):
        """ORD-4: who submits what went in already gets one result."""
        quick = self._open()
        quick._add_file(Upload("semicolon.csv"))
        self.assertTrue(self._submit(quick))
        self.assertTrue(self._submit(quick))
        self.assertEqual(self._get_cart_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])

    def test_same_file_again(self):
        """ORD-4: the same file again goes in once he says so, knowing when it did."""
        with freeze_time("2026-03-02 13:02:00"):
            quick = self._open()
            quick._add_file(Upload("semicolon.csv"))
            self._submit(quick)
            again = self._open()
            self.assertTrue(again._add_file(Upload("semicolon.csv")))
            self.buyer.tz = "Europe/Brussels"
            self.assertText(
                again._get_earlier()._describe_done(),
                "Put into the cart today at 2:02 PM.",
            )
            self.assertFalse(self._submit(again))
            self.assertEqual(self._get_cart_lines(), [("QO-1", 4.0), ("QO-2", 10.0)])
            self.assertTrue(self._submit(again, again=True))
        self.assertEqual(self._get_cart_lines(), [("QO-1", 8.0), ("QO-2", 20.0)])
        with freeze_time("2026-03-03 13:02:00"):
            self.assertRegex(quick._describe_done(), "on .*2026 at 2:02")

    def test_limits(self):
        """ORD-4: "limits (rows, bytes) are clear errors"; nothing is half taken."""
        self.website.b2b_upload_rows = 3
        quick = self._open()
        cases = [
            (b"A;1\nB;1\nC;1\nD;1", "These are too many rows: 3 are allowed at once."),
            (b"x" * (5 * 1024**2 + 1), "The file is too large: 5 MB are allowed."),
            (b"   ", "There is nothing in it."),
        ]
        for content, sentence in cases:
            with self.subTest(sentence), self.assertRaises(UserError) as caught:
                quick._add_file(Upload("list.csv", content))
            self.assertText(str(caught.exception), sentence)
        quick._add_file(Upload("semicolon.csv"))
        with self.assertRaises(UserError):
            quick._add_typed([("QO-1", "1", 0), ("QO-1", "1", 0)], "key")
        self.assertEqual(len(quick.rows), 2)

    def test_fifty_thousand_rows(self):
        """ORD-4: a file of 50,000 rows is refused with a sentence."""
        content = "\n".join(f"QO-{number};1" for number in range(50000)).encode()
        with self.assertRaises(UserError) as caught:
            self._open()._add_file(Upload("list.csv", content))
        self.assertText(
            str(caught.exception),
            "These are too many rows: 2,000 are allowed at once.",
        )

    def test_every_reason_has_a_sentence(self):
        """ORD-4: every reason to refuse a file is told in words."""
        quick = self._open()
        for name in ("binary.csv", "old_excel.xls", "document.docx", "broken.xlsx"):
            with self.subTest(name), self.assertRaises(UserError) as caught:
                quick._add_file(Upload(name))
            self.assertRegex(str(caught.exception), r"^[A-Z].*\.$")

    def test_download(self):
        """ORD-4: "the file can be downloaded back with a column of reasons"."""
        quick = self._open()
        quick._add_file(Upload("bad_lines.csv"))
        quick._change_rows({quick.rows[0]["key"]: ("QO-1", "6", 0)})
        quick._remove_row(quick.rows[-1]["key"])
        name, media_type, content = quick._write_file()
        self.assertEqual((name, media_type), ("bad_lines.csv", "text/csv"))
        lines = content.decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "Article number;Quantity;Result")
        self.assertEqual(lines[1], "QO-1;6;Can be ordered")
        self.assertTrue(lines[2].startswith("NOTHING-7;3;"))
        self.assertIn("NOTHING-7", lines[2][12:])
        self.assertTrue(lines[6].startswith("QO-2;'-1;"), lines[6])
        self.assertEqual(len(lines), 7)
        self._submit(quick)
        done = quick._write_file()[2].decode("utf-8-sig").splitlines()
        self.assertEqual(done[1], "QO-1;6;In the cart")

    def test_download_of_formulas(self):
        """ORD-4: "spreadsheet formulas are harmless": they come back as text."""
        quick = self._open()
        quick._add_file(Upload("formulas.csv"))
        content = quick._write_file()[2].decode("utf-8-sig")
        self.assertIn("'=1+1;3;\"'=HYPERLINK", content)
        self.assertIn("\r\n'@SUM(A1);4;'-2;", content)
        self.assertIn("\r\n'+32;5;", content)

    def test_download_in_the_same_format(self):
        """ORD-4: an Excel file comes back as one, every cell a text."""
        quick = self._open()
        quick._add_file(Upload("merged.xlsx"))
        name, _media_type, content = quick._write_file()
        self.assertEqual(name, "merged.xlsx")
        rows = list(load_workbook(io.BytesIO(content)).active.iter_rows())
        texts = [[cell.value for cell in row] for row in rows]
        self.assertEqual(texts[0][0], "Order of the week")
        self.assertEqual(texts[1], ["Article no.", None, "Quantity", "Result"])
        self.assertEqual(texts[2], ["QO-1", None, "4", "Can be ordered"])
        filled = [cell for row in rows for cell in row if cell.value is not None]
        self.assertLessEqual({cell.data_type for cell in filled}, {"s", "inlineStr"})
        quick._clear()
        quick._add_file(Upload("utf16_bom.csv"))
        self.assertIn("QO-1\t4\t", quick._write_file()[2].decode("utf-16"))

    def _activate_languages(self):
        for code in ("nl_NL", "fr_FR", "de_DE"):
            self.env["res.lang"]._activate_lang(code)
        return ("en_US", "nl_NL", "fr_FR", "de_DE")

    def test_languages(self):
        """ORD-4: typed, pasted, changed, a quantity is what the reader's language says;
        what is handed back says the same, whoever hands it in."""
        languages = self._activate_languages()
        cases = (
            ("2,500", [2500.0, 2.5, 2.5, 2.5]),
            ("2.500", [2.5, 2500.0, 2.5, 2500.0]),
            ("0,125", [0.125] * 4),
            ("1.125,5", [1125.5] * 4),
        )
        for text, quantities in cases:
            for code, quantity in zip(languages, quantities, strict=True):
                with self.subTest(text, lang=code):
                    quick = self._open().with_context(lang=code)
                    quick._clear()
                    quick._add_typed([("QO-1", text, 0), ("QO-1", "1", 0)], None)
                    quick._add_paste(f"QO-1\t{text}")
                    quick._change_rows({"2": ("QO-1", text, 0)})
                    self.assertEqual(self._get_rows(quick), [("QO-1", quantity)] * 3)
                    self._check_download(quick, languages, [quantity] * 3)

    def _check_download(self, quick, languages, quantities):
        name, _media_type, content = quick._write_file()
        for code in languages:
            again = self.quick.with_user(self.colleague)._open(
                self.website.with_user(self.colleague)
            )
            again = again.with_context(lang=code)
            again._clear()
            again._add_file(Upload(name, content))
            found = [quantity for _number, quantity in self._get_rows(again)]
            self.assertEqual(found, quantities, code)

    def test_download_of_fractions(self):
        """ORD-4: a file with fractions comes back as one that says the same."""
        languages = self._activate_languages()
        cases = (
            ("a.csv", b"Article number;Quantity\nQO-1;1,125\nQO-1;2,5"),
            ("b.csv", b"Article number;Quantity\nQO-1;1.125\nQO-1;2.5"),
            (
                "c.xlsx",
                self._make_excel(HEAD, ("QO-1", 1.125), ("QO-1", 2.5)),
            ),
        )
        for name, content in cases:
            with self.subTest(name):
                quick = self._open().with_context(lang="de_DE")
                quick._clear()
                quick._add_file(Upload(name, content))
                self.assertEqual(self._get_rows(quick)[0], ("QO-1", 1.125))
                quick._remove_row(quick.rows[1]["key"])
                self._check_download(quick, languages, [1.125])

    def test_fractions_of_excel(self):
        """ORD-4: a spreadsheet's own fraction is no thousands, in any language."""
        languages = self._activate_languages()
        content = self._make_excel(HEAD, ("QO-1", 1.125))
        for code in languages:
            quick = self._open().with_context(lang=code)
            quick._clear()
            quick._add_file(Upload("list.xlsx", content))
            self.assertEqual(self._get_rows(quick), [("QO-1", 1.125)], code)

    def _make_excel(self, *rows):
        book = Workbook()
        for row in rows:
            book.active.append(row)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def test_long_paste(self):
        """ORD-4: a block that is too long is refused as a whole, with a sentence."""
        with self.assertRaises(UserError) as caught:
            self._open()._add_paste("QO-1;1\n" * 200_000)
        self.assertText(
            str(caught.exception), "The file is too large: 1 MB are allowed."
        )

    def test_sparse_file(self):
        """ORD-4: so is an Excel file that is empty rows nearly everywhere."""
        rows = [("QO-1", 1), *([None] * 2 for _row in range(20_001)), ("QO-1", 1)]
        with self.assertRaises(UserError) as caught:
            self._open()._add_file(Upload("list.xlsx", self._make_excel(*rows)))
        self.assertText(
            str(caught.exception),
            "There are too many empty rows in the file. Please delete them, and save it"
            " again.",
        )

    def test_several_files(self):
        """ORD-4: rows of several files are one list, with columns of its own."""
        quick = self._open()
        quick._add_file(Upload("semicolon.csv"))
        quick._add_paste("QO-1\t1")
        self.assertEqual(len(quick.rows), 3)
        lines = quick._write_file()[2].decode("utf-8-sig").splitlines()
        self.assertEqual(lines[0], "Article number;Quantity;Result")
        self.assertEqual(lines[3], "QO-1;1;Can be ordered")

    def test_template(self):
        """ORD-2: a file becomes an order template, with the numbers nobody knows."""
        quick = self._open()
        quick._add_file(Upload("bad_lines.csv"))
        template, left_out = quick._save_as_template("Weekly")
        self.assertEqual(template.user_id, self.buyer)
        self.assertEqual(
            [
                (line.product_id.default_code or line.product_number, line.quantity)
                for line in template.sudo().line_ids
            ],
            [("QO-1", 4.0), ("NOTHING-7", 3.0), ("QO-2", 10.0)],
        )
        self.assertEqual(left_out, 4, "three bad quantities, one without a number")
        self.buyer._set_b2b_rights({"place_orders"})
        with self.assertRaises(AccessError):
            quick._save_as_template("Other")

    def test_rights(self):
        """USR-4: who may not order has no quick order, nobody has another's."""
        quick = self._open()
        quick._add_typed([("QO-1", "4", 0)], "key")
        theirs = self.env["cats.quick.order"].with_user(self.stranger)
        self.assertFalse(theirs._get_own(self.website.with_user(self.stranger)))
        self.assertFalse(theirs._get_own(self.website, quick.id))
        self.assertNotEqual(theirs._open(self.website), quick)
        with self.assertRaises(AccessError):
            self.quick.search([])
        self.buyer._set_b2b_rights({"see_prices"})
        with self.assertRaises(AccessError):
            self._submit(quick)
        with self.assertRaises(AccessError):
            self._open()
        self.assertEqual(self._get_cart_lines(), [])

    def test_company_without_vat(self):
        """ACC-7: a company that may not order puts nothing into a cart."""
        quick = self._open()
        quick._add_typed([("QO-1", "4", 0)], "key")
        self.customer.vat = False
        with self.assertRaises(UserError):
            self._submit(quick)
        self.assertEqual(quick.state, "open")

    def test_housekeeping(self):
        """ORD-4: what was ordered is forgotten after a month, the rest after three."""
        done = self._open()
        done.write({"state": "done", "done_at": fields.Datetime.now()})
        left = self._open()
        quick = self.env["cats.quick.order"].sudo()
        quick._gc_quick_orders()
        self.assertTrue(done.exists() and left.exists())
        done.done_at -= timedelta(days=31)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE cats_quick_order SET write_date = write_date - interval '91 days'"
            " WHERE id = %s",
            [left.id],
        )
        left.invalidate_recordset()
        quick._gc_quick_orders()
        self.assertFalse(done.exists() or left.exists())

    def test_preview_of_500_rows(self):
        """ORD-4: a preview of 500 rows takes under 400 queries, like one of 50."""
        products = self.env["product.product"].create(
            [
                {
                    "name": f"Article {number}",
                    "default_code": f"BIG-{number}",
                    "list_price": 1.0 + number,
                    "type": "consu",
                    "is_storable": True,
                    "company_id": self.company.id,
                    "taxes_id": [(6, 0, self.tax.ids)],
                    "website_published": True,
                    "allow_out_of_stock_order": number % 3 > 0,
                    "b2b_min_qty": number % 4,
                    "b2b_lead_days": number % 5,
                }
                for number in range(500)
            ]
        )
        for product in products[::50]:
            self._add_stock(product, 3)
        counts = []
        for size in (50, 50, 500):
            quick = self._open()
            quick._clear()
            quick._add_typed(
                [(f"big-{number}", str(number % 7 + 1), 0) for number in range(size)],
                f"key {len(counts)}",
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            preview = quick._prepare_preview()
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(preview["rows"]), size)
        self.assertLess(counts[2], 400, "in all")
        self.assertLessEqual(counts[2], counts[1] + 5, "50 and 500 rows")
        self.assertTrue(json.dumps(quick.rows))
