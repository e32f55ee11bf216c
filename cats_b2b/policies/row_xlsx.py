"""The table of an Excel file: its values, never its formulas.

Such a file is an archive made by anybody: it is measured before it is opened, and read
no further than its limits allow.
"""

import io
import re
import struct
import zipfile
import zlib
from datetime import date, datetime, time
from itertools import count

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from .row_file import MAX_CELL, MAX_COLUMNS, RowFileError, Table, collect

# What the parts of an archive may hold in all once they are unpacked.
MAX_UNPACKED = 32 * 1024**2
MAX_PARTS = 500
# Rows with nothing in them that a file may have in all; each costs time to skip.
MAX_EMPTY = 20000
# Others are not what any spreadsheet packs with.
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# Reading what is broken by chance or on purpose ends in one of these.
BROKEN = (
    AttributeError,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    SyntaxError,  # of XML
    TypeError,
    UnicodeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
_ZEROS = re.compile(r"0{2,30}")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def read(content, limits):
    """Read the first sheet that holds something.

    Formulas give the value that Excel saw last. Of merged cells the first one has the
    value.

    :param bytes content: the file.
    :param Limits limits: what it may hold.
    :rtype: Table
    :raise RowFileError: ``spreadsheet`` for another archive, ``broken``, ``too_big``
        once unpacked, ``too_many``, ``sparse``, ``empty``.
    """
    try:
        _check_archive(content)
        book = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        return _read_book(book, limits)
    except BROKEN as error:
        raise RowFileError("broken") from error


def write(table_rows):
    """Write an Excel file in which every cell is a text.

    :param table_rows: iterable of lists of texts.
    :rtype: bytes
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for cells in table_rows:
        sheet.append([_make_text(sheet, cell) for cell in cells])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _make_text(sheet, text):
    cell = WriteOnlyCell(sheet, _ILLEGAL.sub("", text))
    cell.data_type = "s"  # openpyxl takes for a formula what looks like one
    cell.number_format = "@"
    return cell


def _check_archive(content):
    """Measure an archive without unpacking it.

    :raise RowFileError: if it is no Excel file, or one that unpacks to too much.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "[Content_Types].xml" not in names or not any(
            name.startswith("xl/") for name in names
        ):
            raise RowFileError("spreadsheet")
        unpacked = sum(part.file_size for part in parts)
        if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
            raise RowFileError("too_big", limit=MAX_UNPACKED)
        if any(part.compress_type not in PACKINGS for part in parts):
            raise RowFileError("broken")
        for part in parts:
            # Entities make a little file large; Excel writes none.
            if part.filename.endswith((".xml", ".rels")):
                with archive.open(part) as stream:
                    if b"<!DOCTYPE" in stream.read(4096):
                        raise RowFileError("broken")


def _read_book(book, limits):
    empty = count(1)
    for sheet in book.worksheets:
        # What a sheet says of its size may be anything.
        sheet.reset_dimensions()
        fractions = set()
        try:
            rows = collect(_read_sheet(sheet, empty, fractions), limits)
            return Table(rows, "xlsx", fractions=frozenset(fractions))
        except RowFileError as error:
            if error.reason.code != "empty":
                raise
    raise RowFileError("empty")


def _read_sheet(sheet, empty, fractions):
    """Give the rows of a sheet.

    :param empty: counts the empty rows of all sheets.
    :param set fractions: takes the indexes of columns, as of :class:`Table`.
    :return: iterator of (number of the line, list of texts).
    :raise RowFileError: ``sparse``.
    """
    rows = sheet.iter_rows(max_col=MAX_COLUMNS)
    for line, cells in enumerate(rows, 1):
        texts = [_get_text(cell) for cell in cells]
        if not any(map(str.strip, texts)) and next(empty) > MAX_EMPTY:
            raise RowFileError("sparse")
        fractions.update(
            index for index, cell in enumerate(cells) if _is_fraction(cell.value)
        )
        yield line, texts


def _is_fraction(value):
    return isinstance(value, float) and not value.is_integer()


def _get_text(cell):
    """:return: str: what a cell shows, near enough."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, (int, float)):
        return _get_number_text(value, cell.number_format or "")
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value)[: MAX_CELL * 4]


def _get_number_text(value, number_format):
    """:return: str: a number as a text, with the zeros that its format puts before."""
    if _is_fraction(value):
        return repr(value)
    text = str(int(value))
    zeros = _ZEROS.fullmatch(number_format)
    return text.zfill(len(number_format)) if zeros and value >= 0 else text
