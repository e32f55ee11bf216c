"""What stands in a file or a pasted block: a table of texts, whatever wrote it.

Source: ORD-4, "article number + quantity typed or pasted, or a CSV/XLSX file". Any
common delimiter, encoding and kind of file is understood; what is none of them is
refused with a code that says why. Nothing in a file is ever computed or run.
"""

import codecs
import csv
import io
import re
from dataclasses import dataclass, field

from .because import Reason

MAX_COLUMNS = 40
MAX_CELL = 250
MAX_PASTE = 1024**2  # signs
# In the order in which they are tried: the last ones stand in texts and numbers, too.
DELIMITERS = ("\t", ";", "|", ",")
SNIFFED_LINES = 50
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ZIP = b"PK\x03\x04"
# Excel until 2003; with a password, today's Excel, too.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# A spreadsheet takes what begins like that for a formula, or for what it is not.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_PAIR = re.compile(r"(\S+)\s+(\d+(?:[.,]\d+)?)")


class RowFileError(Exception):
    """What was handed in cannot be read as a table.

    :param Reason reason: ``empty``, ``too_big`` (with the ``limit`` in bytes),
        ``too_many`` (with the ``limit`` of rows), ``binary``, ``old_excel``,
        ``spreadsheet`` (an archive that is no XLSX), ``sparse`` (an XLSX with too many
        empty rows) or ``broken``.
    """

    def __init__(self, code, **facts):
        super().__init__(code)
        self.reason = Reason(code, facts)


@dataclass(frozen=True)
class Limits:
    """What a file may hold.

    :param int rows: most rows that are not empty, besides a header.
    :param int size: most bytes of the file.
    """

    rows: int
    size: int


@dataclass(frozen=True)
class Table:
    """The texts of a file.

    :param tuple rows: (number of the line, tuple of texts) of each row that holds
        something; lines count from 1, as a spreadsheet shows them.
    :param str kind: ``csv`` or ``xlsx``.
    :param str delimiter: what parts the columns of a ``csv``.
    :param str encoding: of a ``csv``.
    :param frozenset fractions: indexes of the columns of an ``xlsx`` with numbers that
        are not whole: these have a decimal point, whatever the language.
    """

    rows: tuple = field(repr=False)
    kind: str = "csv"
    delimiter: str = ";"
    encoding: str = "utf-8-sig"
    fractions: frozenset = frozenset()


def read_file(content, limits):
    """Read a file.

    :param bytes content: the file; of one that is too big the beginning is enough.
    :param Limits limits: what it may hold.
    :rtype: Table
    :raise RowFileError: for what is no table, or too large a one.
    """
    if len(content) > limits.size:
        raise RowFileError("too_big", limit=limits.size)
    if not content.strip(b"\0 \r\n\t"):
        raise RowFileError("empty")
    if content.startswith(OLE):
        raise RowFileError("old_excel")
    if content.startswith(ZIP):
        from . import row_xlsx  # needs openpyxl, which texts do not

        return row_xlsx.read(content, limits)
    text, encoding = decode(content)
    return read_text(text, limits, encoding)


def read_paste(text, limits):
    """Read a pasted block.

    :param str text: as of :func:`read_text`.
    :rtype: Table
    :raise RowFileError: ``too_big``, and as of :func:`read_text`.
    """
    if len(text) > MAX_PASTE:
        raise RowFileError("too_big", limit=MAX_PASTE)
    return read_text(text, limits)


def read_text(text, limits, encoding="utf-8-sig"):
    """Read a pasted block, or the text of a file.

    :param str text: lines; a spreadsheet puts tabs between the cells that it copies.
    :rtype: Table
    :raise RowFileError: ``empty``, ``too_many`` or ``broken``.
    """
    text = text.replace("\0", "")
    text, delimiter = _cut_separator_line(text)
    delimiter = delimiter or sniff_delimiter(text)
    if delimiter:
        return Table(_parse(text, delimiter, limits), "csv", delimiter, encoding)
    rows = _parse(text, "\t", limits)
    return Table(_split_pairs(rows), "csv", ";", encoding)


def decode(content):
    """Return the text of a file and its encoding.

    What bears no mark is UTF-8 if it can be; a text with a zero in every second byte is
    UTF-16; the rest is Windows' Western alphabet, in which every byte means something:
    article numbers and figures read the same in all the others.

    :param bytes content: not empty.
    :rtype: tuple[str, str]
    :raise RowFileError: ``binary``.
    """
    encoding = next((name for bom, name in BOMS if content.startswith(bom)), None)
    encoding = encoding or _guess_utf16(content)
    if encoding:
        try:
            return content.decode(encoding), encoding
        except UnicodeDecodeError as error:
            raise RowFileError("binary") from error
    if _is_binary(content):
        raise RowFileError("binary")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), "cp1252"


def sniff_delimiter(text):
    """Return what parts the columns of a text.

    The one that gives most lines the same number of columns, two or more; of equals the
    rarer sign, so that the comma of a number is no column.

    :rtype: str | None
    """
    sample = [line for line in text.splitlines() if line.strip()][:SNIFFED_LINES]
    best, best_score = None, 0
    for delimiter in DELIMITERS:
        score = _score(sample, delimiter)
        if score > best_score:
            best, best_score = delimiter, score
    return best


def is_formula(text):
    """:return: bool: whether a spreadsheet would take a text for a formula."""
    return text.startswith(FORMULA_STARTS)


def disarm(text):
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if is_formula(text) else text


def clean_cell(value):
    """Return what a cell says: on one line, and no longer than anybody needs.

    The apostrophe that :func:`disarm` puts before a text is taken away again.

    :param str value: as it stood in the file.
    :rtype: str
    """
    # PostgreSQL keeps no zeros.
    text = " ".join(value.replace("\0", "").split())[:MAX_CELL]
    return text[1:] if text[:1] == "'" and is_formula(text[1:]) else text


def collect(numbered, limits):
    """Return rows that hold something, as clean texts.

    :param numbered: iterable of (number of the line, list of texts).
    :return: as of :attr:`Table.rows`.
    :raise RowFileError: ``too_many``, as soon as there are; ``empty``.
    """
    rows = []
    for line, values in numbered:
        cells = [clean_cell(value) for value in values[:MAX_COLUMNS]]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        # One more than may be ordered: the first may be the header.
        if len(rows) > limits.rows:
            raise RowFileError("too_many", limit=limits.rows)
        rows.append((line, tuple(cells)))
    if not rows:
        raise RowFileError("empty")
    return tuple(rows)


def write_csv(table_rows, delimiter, encoding):
    """Write a file that is safe to open in a spreadsheet.

    :param table_rows: iterable of lists of texts.
    :param str encoding: kept if it has all the signs, UTF-8 otherwise.
    :rtype: bytes
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for cells in table_rows:
        writer.writerow([disarm(cell) for cell in cells])
    text = out.getvalue()
    marked = {"utf-8": "utf-8-sig", "utf-16-le": "utf-16", "utf-16-be": "utf-16"}
    try:
        return text.encode(marked.get(encoding, encoding))
    except UnicodeEncodeError:
        return text.encode("utf-8-sig")


# -- Inside ---------------------------------------------------------------------------


def _guess_utf16(content):
    """:return: UTF-16 that says nothing about itself; ``None`` for anything else."""
    start = content[:400]
    half = len(start) // 2
    if len(content) % 2 or half < 2:
        return None
    for zeros, name in ((start[1::2], "utf-16-le"), (start[::2], "utf-16-be")):
        if zeros.count(0) > 0.7 * half and start.count(0) < 1.2 * half:
            return name
    return None


def _is_binary(content):
    """:return: bool: whether these are no letters: texts hold few control signs."""
    start = content[:4096]
    control = sum(1 for byte in start if byte < 32 and byte not in b"\t\n\r\f\x1a")
    return 0 in start or control > len(start) // 50


def _cut_separator_line(text):
    """Take off the line by which Excel is told the delimiter, such as ``sep=;``."""
    match = re.match(r"\ufeff?\s*\"?sep=(.)\"?\r?\n", text, re.IGNORECASE)
    if not match:
        return text.removeprefix("\ufeff"), None
    return text[match.end() :], match[1]


def _score(sample, delimiter):
    """:return: float: how well a delimiter parts the lines of a sample."""
    try:
        widths = [len(cells) for cells in csv.reader(sample, delimiter=delimiter)]
    except csv.Error:
        return 0
    columns = [width for width in widths if width > 1]
    if not columns:
        return 0
    usual = max(set(columns), key=columns.count)
    return columns.count(usual) / len(widths)


def _parse(text, delimiter, limits):
    # A quote that nobody closes would swallow all the lines that follow.
    quoting = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting
    )
    try:
        return collect(enumerate(reader, 1), limits)
    except csv.Error as error:
        raise RowFileError("broken") from error


def _split_pairs(rows):
    """Part lines such as ``AL-30-24 5``, if all of them are like that."""
    pairs = [_PAIR.fullmatch(cells[0]) for _line, cells in rows]
    if not all(pairs):
        return rows
    return tuple(
        (line, match.groups())
        for (line, _cells), match in zip(rows, pairs, strict=True)
    )
