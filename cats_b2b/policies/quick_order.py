"""Which rows of a table are wanted articles, and how many of each.

Source: ORD-4, "article number + quantity typed or pasted, or a CSV/XLSX file; each bad
line is reported with its number and reason; good lines are kept". Columns come in any
order, with a header in one of the shop's languages or with none.
"""

import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise

from .typed_quantity import parse_quantity

# Words of headers, as of `_fold`; what stands first says more. English, French, Dutch,
# Norwegian, German.
NUMBER_WORDS = (
    "articlenumber articleno itemnumber itemno productnumber partnumber partno sku"
    " numerodarticle numeroarticle nodarticle ndarticle noarticle narticle refarticle"
    " artikelnummer artikelnr bestelnummer bestelnr"
    " artikkelnummer artikkelnr varenummer varenr"
    " bestellnummer bestellnr materialnummer teilenummer",
    "articlecode itemcode productcode ordercode codearticle codeproduit artikelcode"
    " productnummer produktnummer produktkode yournumber suppliernumber"
    " reference ref referenz referentie referanse referencefournisseur defaultcode",
    "ean ean13 barcode gtin codebarres codebarre streepjescode strekkode strichcode"
    " manufacturernumber manufacturerref mpn customernumber",
    "article item product produit artikel artikkel vare produkt number code numero"
    " nummer no nr",
)
QUANTITY_WORDS = (
    "quantity qty orderquantity quantite qte quantitecommandee aantal hoeveelheid"
    " bestelaantal antall mengde menge anzahl bestellmenge bestellteantall",
    "pieces pcs nombre nombredepieces stuks stk stuck stueck amount ordered units",
)
# Above the table there may be a title and an address.
HEADER_ROWS = 15


@dataclass(frozen=True)
class Columns:
    """Where a table has what is looked for.

    :param int number: index of the column with article numbers.
    :param int quantity: index of the column with quantities; ``None`` if there is none.
    :param int header: how many rows stand above the first article.
    """

    number: int = 0
    quantity: int | None = None
    header: int = 0


@dataclass(frozen=True)
class TypedRow:
    """One article that somebody wants, as he wrote it.

    :param int line: where it stands in the file; counts from 1.
    :param str number: the article number, may be empty.
    :param str quantity: the quantity as a text, may be no number at all.
    :param tuple cells: all the texts of the row.
    """

    line: int
    number: str
    quantity: str = ""
    cells: tuple = field(default=(), repr=False)


def find_columns(rows):
    """Tell which columns hold article numbers and quantities.

    By the words of a header; in a table without one by what the cells look like.

    :param rows: as of :attr:`row_file.Table.rows`.
    :rtype: Columns
    """
    for index, (_line, cells) in enumerate(rows[:HEADER_ROWS]):
        folded = [_fold(cell) for cell in cells]
        number = _find_word(folded, NUMBER_WORDS)
        quantity = _find_word(folded, QUANTITY_WORDS)
        # A single word may be an article's name, if there are figures beside it.
        if number is None or (quantity is None and _has_figures(folded)):
            continue
        if quantity is None:
            quantity = _guess_quantity(rows[index + 1 :], {number})
        return Columns(number, quantity, index + 1)
    return _guess_columns(rows)


def get_rows(rows, columns):
    """Return what the rows of a table ask for.

    :param rows: as of :attr:`row_file.Table.rows`.
    :param Columns columns: of the table.
    :return: the rows below the header that ask for something; without a column of
        quantities one of each.
    :rtype: list[TypedRow]
    """
    typed = [
        TypedRow(
            line,
            _get_cell(cells, columns.number),
            "1" if columns.quantity is None else _get_cell(cells, columns.quantity),
            cells,
        )
        for line, cells in rows[columns.header :]
    ]
    # What has neither is a remark between the articles.
    return [row for row in typed if row.number or row.quantity]


# -- Inside ---------------------------------------------------------------------------


def _get_cell(cells, index):
    return cells[index] if index < len(cells) else ""


def _fold(text):
    """:return: a word of a header without accents, blanks and signs."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ø", "o"))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _has_figures(texts):
    return any(sign.isdigit() for text in texts for sign in text)


def _find_word(folded, groups):
    """:return: the column whose header says most, the first of equals; or ``None``."""
    for group in groups:
        words = set(group.split())
        for index, cell in enumerate(folded):
            if cell in words:
                return index
    return None


def _guess_columns(rows):
    """Look for numbers in a table that has no header."""
    quantity = _guess_quantity(rows, set())
    others = [index for index in range(_get_width(rows)) if index != quantity]
    if not others:  # a single column: article numbers that look like figures
        return Columns()
    number = max(others, key=lambda index: (_score_number(rows, index), -index))
    return Columns(number, quantity)


def _guess_quantity(rows, taken):
    """Return the column of small whole numbers; of several the first.

    :param set taken: columns that are something else.
    :rtype: int | None
    """
    scores = {}
    for index in set(range(_get_width(rows))) - taken:
        texts = [text for _line, cells in rows if (text := _get_cell(cells, index))]
        quantities = [parse_quantity(text) for text in texts]
        good = [one for one in quantities if one is not None and 0 < one < 10**6]
        if len(texts) * 2 >= len(rows) and len(good) > len(texts) * 0.6:
            whole = sum(one == int(one) for one in good) / len(good)
            # Article numbers may be figures, too: the shorter ones are quantities.
            width = sum(map(len, texts)) / len(texts)
            counts = _is_counter(good)
            scores[index] = (not counts, round(whole, 1), -round(width), -index)
    if not scores or _get_width(rows) == 1:
        return None
    return max(scores, key=scores.get)


def _is_counter(values):
    """:return: bool: whether values number the rows: 1, 2, 3 or 10, 20, 30."""
    steps = {after - before for before, after in pairwise(values)}
    return len(values) > 2 and values[0] in (1, 10) and steps == {values[0]}


def _score_number(rows, index):
    """:return: float: how much the cells of a column look like article numbers."""
    texts = [text for _line, cells in rows if (text := _get_cell(cells, index))]
    if not texts or _is_counter([parse_quantity(text) or 0 for text in texts]):
        return 0.0
    likely = sum(_has_figures([text]) and " " not in text for text in texts)
    words = sum(" " not in text for text in texts)
    score = (likely + words * 0.3 + len(set(texts))) / len(rows)
    return round(score, 1)


def _get_width(rows):
    return max((len(cells) for _line, cells in rows), default=0)
