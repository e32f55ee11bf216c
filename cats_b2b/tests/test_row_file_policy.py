import codecs
import io
import zipfile
from pathlib import Path
from time import monotonic

from openpyxl import Workbook, load_workbook

from odoo.tests import BaseCase

from ..policies import quick_order, row_file, row_xlsx
from ..policies.typed_quantity import find_thousands, parse_quantity

FILES = Path(__file__).parent / "files" / "quick_order"
LIMITS = row_file.Limits(rows=2000, size=5 * 1024**2)


def read_rows(content, limits=LIMITS):
    """:return: (line, number, quantity) of what a file asks for."""
    rows = row_file.read_file(content, limits).rows
    typed = quick_order.get_rows(rows, quick_order.find_columns(rows))
    thousands = find_thousands(row.quantity for row in typed)
    return [
        (row.line, row.number, parse_quantity(row.quantity, thousands)) for row in typed
    ]


def make_xlsx(*rows):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def change_part(content, name, change):
    """:return: an archive with one of its parts changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for part in source.infolist():
            data = source.read(part)
            target.writestr(
                part.filename, change(data) if part.filename == name else data
            )
    return out.getvalue()


class TestRowFilePolicy(BaseCase):
    """ORD-4: every table is read, whatever wrote it; the rest is refused."""

    def assertRefused(self, code, content, limits=LIMITS):
        with self.assertRaises(row_file.RowFileError) as caught:
            read_rows(content, limits)
        self.assertEqual(caught.exception.reason.code, code)
        return caught.exception.reason.facts

    def test_files(self):
        """ORD-4: the same two rows from files of all kinds."""
        files = {
            "semicolon.csv": (2, 3),
            "comma.csv": (2, 3),
            "tabs.txt": (2, 3),
            "pipes.csv": (2, 3),
            "utf16_bom.csv": (2, 3),
            "utf16_be.csv": (2, 3),
            "cp1252.csv": (2, 3),
            "bom.csv": (2, 3),
            "excel_sep.csv": (1, 2),
            "quotes.csv": (2, 3),
            "open_quote.csv": (2, 3),
            "formulas.xlsx": (2, 3),
        }
        for name, (first, second) in files.items():
            with self.subTest(name):
                self.assertEqual(
                    read_rows((FILES / name).read_bytes()),
                    [(first, "QO-1", 4.0), (second, "QO-2", 10.0)],
                )

    def test_odd_rows(self):
        """ORD-4: bad rows keep their place, their number and what they say."""
        cases = {
            "bad_lines.csv": [
                (2, "QO-1", 4.0),
                (3, "NOTHING-7", 3.0),
                (4, "QO-2", None),
                (5, "", 5.0),
                (6, "QO-2", None),
                (7, "QO-2", None),
                (8, "QO-2", 10.0),
            ],
            "duplicates.csv": [
                (2, "QO-1", 4.0),
                (3, "qo-1", 6.0),
                (4, "QO-2", 10.0),
                (5, "QO-1", 1.0),
            ],
            "decimal_comma.csv": [
                (2, "QO-1", 2.5),
                (3, "QO-2", 1250.0),
                (4, "QO-1", 1000.0),
            ],
            "no_header.csv": [
                (1, "QO-1", 4.0),
                (2, "QO-2", 10.0),
                (3, "QO-2", 10.0),
            ],
            "merged.xlsx": [
                (4, "QO-1", 4.0),
                (5, "QO-2", 10.0),
                (8, "Total", None),
            ],
            "formats.xlsx": [
                (2, "5412345000017", 4.0),
                (3, "000042", 10.0),
                (4, "007", 2.5),
            ],
            "formulas.csv": [
                (2, "=1+1", 3.0),
                (3, "@SUM(A1)", 4.0),
                (4, "+32", 5.0),
                (5, "QO-1", 4.0),
            ],
        }
        for name, rows in cases.items():
            with self.subTest(name):
                self.assertEqual(read_rows((FILES / name).read_bytes()), rows)

    def test_refused(self):
        """ORD-4: "limits are clear errors"; so is what is no table."""
        cases = {
            "empty.csv": "empty",
            "blank.csv": "empty",
            "binary.csv": "binary",
            "old_excel.xls": "old_excel",
            "document.docx": "spreadsheet",
            "broken.xlsx": "broken",
        }
        for name, code in cases.items():
            with self.subTest(name):
                self.assertRefused(code, (FILES / name).read_bytes())

    def test_limits(self):
        """ORD-4: rows and bytes are counted, a header besides."""
        rows = [f"QO-{number};1" for number in range(4)]
        limits = row_file.Limits(rows=3, size=1000)
        text = "\n".join(["Article number;Quantity", *rows[:3]]).encode()
        self.assertEqual(len(read_rows(text, limits)), 3)
        facts = self.assertRefused("too_many", text + b"\nQO-3;1", limits)
        self.assertEqual(facts, {"limit": 3})
        facts = self.assertRefused("too_big", b"x" * 1001, limits)
        self.assertEqual(facts, {"limit": 1000})
        limits = row_file.Limits(rows=3, size=10**6)
        self.assertRefused("too_many", make_xlsx(*([row] for row in "abcde")), limits)

    def test_fifty_thousand_rows(self):
        """ORD-4: a file of 50,000 rows is refused once it is known to be too long."""
        text = "\n".join(f"QO-{number};{number % 9}" for number in range(50000))
        self.assertRefused("too_many", text.encode())
        many = row_file.Limits(rows=50000, size=5 * 1024**2)
        self.assertEqual(len(read_rows(text.encode(), many)), 50000)

    def test_bombs(self):
        """ORD-4: an Excel file cannot grow beyond measure, or claim to."""
        good = make_xlsx(["Article number", "Quantity"], ["QO-1", 4])
        sheet = "xl/worksheets/sheet1.xml"
        zeros = change_part(good, sheet, lambda data: data + b" " * 40 * 1024**2)
        self.assertLess(len(zeros), 100 * 1024)
        self.assertRefused("too_big", zeros)
        entities = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
        self.assertRefused("broken", change_part(good, sheet, lambda data: entities))
        wide = change_part(
            good, sheet, lambda data: data.replace(b"A1:B2", b"A1:XFD1048576")
        )
        self.assertEqual(read_rows(wide), [(2, "QO-1", 4.0)])
        far = change_part(
            good,
            sheet,
            lambda data: data.replace(
                b"</sheetData>",
                b'<row r="1048576"><c r="A1048576" t="n"><v>7</v></c></row>'
                b"</sheetData>",
            ),
        )
        self.assertRefused("sparse", far)

    def test_empty_rows(self):
        """ORD-4: empty rows are counted over the whole file, as each costs time."""

        def spread(rows, gap):
            book = Workbook()
            for number in range(rows):
                book.active.cell(1 + number * (gap + 1), 1, "QO-1")
            out = io.BytesIO()
            book.save(out)
            return out.getvalue()

        self.assertEqual(len(read_rows(spread(5, 3000))), 5)
        bomb = spread(50, 19_999)
        self.assertLess(len(bomb), 10_000)
        start = monotonic()
        self.assertRefused("sparse", bomb)
        self.assertLess(monotonic() - start, 8, "50 such gaps take half a minute")
        book = Workbook()
        for sheet in (book.active, book.create_sheet()):
            sheet.cell(15_000, 1, " ")
        out = io.BytesIO()
        book.save(out)
        self.assertRefused("sparse", out.getvalue())

    def test_packing(self):
        """ORD-4: what no spreadsheet packs with is refused before it is unpacked."""
        good = make_xlsx(["Article number", "Quantity"], ["QO-1", 4])
        for packing in (zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2):
            out = io.BytesIO()
            with (
                zipfile.ZipFile(io.BytesIO(good)) as source,
                zipfile.ZipFile(out, "w", packing) as target,
            ):
                for part in source.infolist():
                    target.writestr(part.filename, source.read(part))
            content = bytearray(out.getvalue())
            content[60:90] = bytes(30)
            with self.subTest(packing):
                self.assertRefused("broken", bytes(content))

    def test_fractions(self):
        """ORD-4: a spreadsheet's number is no thousands, whatever it looks like."""
        content = make_xlsx(["Article number", "Price", "Qty"], ["QO-1", 2, 1.125])
        self.assertEqual(row_file.read_file(content, LIMITS).fractions, {2})

    def test_long_paste(self):
        """ORD-4: a block that is too long is refused, not cut."""
        text = "QO-1;1\n" * (row_file.MAX_PASTE // 7 + 1)
        with self.assertRaises(row_file.RowFileError) as caught:
            row_file.read_paste(text, LIMITS)
        self.assertEqual(
            caught.exception.reason.to_json(),
            {"code": "too_big", "limit": row_file.MAX_PASTE},
        )
        self.assertEqual(len(row_file.read_paste("QO-1;1", LIMITS).rows), 1)

    def test_zeros(self):
        """ORD-4: no cell holds the zero that PostgreSQL refuses."""
        self.assertEqual(row_file.clean_cell(" QO\0-1\0 "), "QO-1")

    def test_broken_archives(self):
        """ORD-4: whatever is wrong inside an Excel file is told, and breaks nothing."""
        good = make_xlsx(["Article number", "Quantity"], ["QO-1", 4])
        sheet = "xl/worksheets/sheet1.xml"
        cases = {
            "no XML": lambda data: b"no XML at all",
            "cut off": lambda data: data[: len(data) // 2],
            "a date beyond all": lambda data: data.replace(
                b'<c r="B2" t="n"><v>4</v>', b'<c r="B2" t="d"><v>nonsense</v>'
            ),
            "a shared text that is none": lambda data: data.replace(
                b'<c r="B2" t="n"><v>4</v>', b'<c r="B2" t="s"><v>99</v>'
            ),
        }
        for case, change in cases.items():
            with self.subTest(case):
                self.assertRefused("broken", change_part(good, sheet, change))

    def test_paste(self):
        """ORD-4: a block from a spreadsheet, a mail, a list."""
        cases = [
            (
                "from a spreadsheet",
                "QO-1\t4\nQO-2\t10",
                [("QO-1", "4"), ("QO-2", "10")],
            ),
            ("numbers only", "QO-1\nQO-2", [("QO-1", "1"), ("QO-2", "1")]),
            ("with blanks", "QO-1 4\nQO-2   10", [("QO-1", "4"), ("QO-2", "10")]),
            ("names have blanks", "QO-1 4\nA name", [("QO-1 4", "1"), ("A name", "1")]),
            ("one row", "QO-1;4", [("QO-1", "4")]),
            ("decimal comma", "QO-1;2,5\nQO-2;3,5", [("QO-1", "2,5"), ("QO-2", "3,5")]),
            ("figures", "100234;5\n100235;6", [("100234", "5"), ("100235", "6")]),
            (
                "quantities that count",
                "QO-1;1\nQO-2;2\nQO-3;3",
                [("QO-1", "1"), ("QO-2", "2"), ("QO-3", "3")],
            ),
            ("quantity first", "4;QO-1\n10;QO-2", [("QO-1", "4"), ("QO-2", "10")]),
            ("a header in Dutch", "Aantal;EAN\n4;7", [("7", "4")]),
            ("barcodes", "5412345000017\t4", [("5412345000017", "4")]),
            ("zeros in it", "QO-\x001;4", [("QO-1", "4")]),
        ]
        for case, text, expected in cases:
            with self.subTest(case):
                rows = row_file.read_text(text, LIMITS).rows
                typed = quick_order.get_rows(rows, quick_order.find_columns(rows))
                self.assertEqual(
                    [(row.number, row.quantity) for row in typed], expected
                )

    def test_header_words(self):
        """ORD-4: "header language": the shop's languages, and German."""
        cases = [
            ("Article no.", "Qty"),
            ("Your number", "Quantity"),
            ("Référence", "Qté"),
            ("Code article", "Quantité commandée"),
            ("Artikelnummer", "Aantal"),
            ("Bestelnr.", "Hoeveelheid"),
            ("Varenummer", "Antall"),
            ("Artikkelnr", "Mengde"),
            ("Bestell-Nr.", "Stück"),
            ("ARTIKEL-NR", "Menge"),
        ]
        for number, quantity in cases:
            with self.subTest(number):
                rows = ((1, ("Name", quantity, number)), (2, ("Fuse", "4", "QO-1")))
                columns = quick_order.find_columns(rows)
                self.assertEqual(columns, quick_order.Columns(2, 1, 1))

    def test_most_telling_header(self):
        """ORD-4: an article number says more than a barcode or a name."""
        rows = (
            (1, ("Article", "EAN", "Article number", "Qty")),
            (2, ("a", "b", "c", "d")),
        )
        self.assertEqual(quick_order.find_columns(rows).number, 2)

    def test_formulas_are_harmless(self):
        """ORD-4: "Spreadsheet formulas are harmless": what we write back is text."""
        nasty = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "fine"]
        written = row_file.write_csv([nasty], ";", "utf-8").decode("utf-8-sig")
        self.assertEqual(written, "'=1+1;'+1;'-1;'@SUM(A1);'\tx;\"'\rx\";fine\r\n")
        sheet = load_workbook(io.BytesIO(row_xlsx.write([nasty[:4]]))).active
        for cell, text in zip(sheet[1], nasty, strict=False):
            self.assertEqual((cell.data_type, cell.value), ("s", text))

    def test_written_files_are_read_again(self):
        """ORD-4: a file that was handed back can be handed in again."""
        rows = [["Article number", "Quantity"], ["=QO-1", "4"], ["Åse «1»", "10"]]
        expected = [(2, "=QO-1", 4.0), (3, "Åse «1»", 10.0)]
        for encoding in ("utf-8", "utf-16", "utf-16-le", "cp1252"):
            with self.subTest(encoding):
                content = row_file.write_csv(rows, ",", encoding)
                self.assertEqual(read_rows(content), expected)
        self.assertEqual(read_rows(row_xlsx.write(rows)), expected)
        strange = row_file.write_csv([["Я"]], ";", "cp1252")
        self.assertTrue(strange.startswith(codecs.BOM_UTF8))

    def test_size_of_cells(self):
        """ORD-4: nothing that a row says is longer than anybody needs."""
        wide = ";".join(["x" * 1000] * 100)
        [(_line, cells)] = row_file.read_text(wide, LIMITS).rows
        self.assertEqual(len(cells), row_file.MAX_COLUMNS)
        self.assertEqual({len(cell) for cell in cells}, {row_file.MAX_CELL})
