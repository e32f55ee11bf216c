"""What becomes of the lines that somebody wants in his cart all at once.

Sources: ORD-2, "one click puts all articles and quantities into the cart. Articles gone
or below their minimum are reported line by line, the rest goes in"; ORD-3; ORD-4, "each
bad line is reported with its number and reason; good lines are kept".
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from math import isfinite

from .because import Reason
from .typed_quantity import MAX_QUANTITY, is_quantity

GOOD = "good"
CHANGED = "changed"
REFUSED = "refused"

_TOLERANCE = 1e-6
_MAX_ID = 2**31 - 1


@dataclass(frozen=True)
class WantedRow:
    """One line that somebody wants: of a template, an order, a file, typed by hand.

    :param str key: what its caller knows the row by (number of a line, id of a record);
        unique among the rows that are asked about together.
    :param str number: the article number as it was typed or kept; empty if the product
        is known.
    :param int product_id: the product's id; 0 while none was found.
    :param float quantity: wanted quantity, in the unit ``uom_id``.
    :param int uom_id: the unit; 0 for the product's own.
    :param dict options: further arguments of `_cart_add` (chosen attributes, typed
        values), as JSON values; ``combo_items`` lists what was chosen for a combo.
    :param str label: what its caller calls the article, where it is not sold any more.
    """

    key: str
    number: str = ""
    product_id: int = 0
    quantity: float = 1.0
    uom_id: int = 0
    options: dict = field(default_factory=dict)
    label: str = ""


@dataclass(frozen=True)
class RowDecision:
    """What becomes of a row, and why.

    :param WantedRow row: what was wanted; with its article, if its number names one.
    :param str outcome: ``good``: as wanted; ``changed``: with a smaller quantity;
        ``refused``: not put into the cart.
    :param float quantity: what goes in, in the unit of the row; 0 if refused.
    :param tuple because: reasons of what is not as wanted; empty if good.
    :param WantedRow proposal: what could be taken instead of a refused row; ``None``
        where there is nothing to propose.
    :param bool sold: whether the article is sold to who asks: only then is he told
        its name.
    """

    row: WantedRow
    outcome: str
    quantity: float = 0.0
    because: tuple = ()
    proposal: WantedRow | None = None
    sold: bool = False

    def outcome_json(self):
        return {"outcome": self.outcome, "quantity": self.quantity}

    def to_json(self):
        """:return: the decision as JSON values, for :func:`decision_from_json`."""
        return {
            **self.outcome_json(),
            "sold": self.sold,
            "row": asdict(self.row),
            "because": [reason.to_json() for reason in self.because],
            "proposal": self.proposal and asdict(self.proposal),
        }


@dataclass(frozen=True)
class ArticleFacts:
    """What the rule has to know of an article that a row names.

    :param str state: ``sold`` to this customer here, ``gone`` (not sold any more), or
        ``not_sold`` (to others, or elsewhere).
    :param bool priced: whether it has a price, where the shop asks for one.
    :param int successor_id: the article that replaces it; 0 for none.
    :param decide: takes a quantity, its unit's id and what is held elsewhere (own
        unit); returns an object with the ``allowed`` quantity and its ``because``.
    :param convert: takes a quantity and its unit's id; returns it in the article's own
        unit, ``None`` if it measures something else.
    :param is_complete: takes a row's options; returns whether they choose all that has
        to be chosen.
    :param float held: what the cart holds of it already, in its own unit.
    :param frozenset unit_ids: the units by which it is sold; its own one always is.
    """

    state: str
    decide: Callable
    convert: Callable
    is_complete: Callable
    priced: bool = True
    successor_id: int = 0
    held: float = 0.0
    unit_ids: frozenset = frozenset()

    def is_sold_by(self, uom_id):
        """:return: whether it is sold by a unit; 0 stands for its own."""
        return not uom_id or uom_id in self.unit_ids


def decision_from_json(values):
    """:return: the decision of which :meth:`RowDecision.to_json` gave the values.

    :rtype: RowDecision
    """
    proposal = values["proposal"]
    return RowDecision(
        row=WantedRow(**values["row"]),
        outcome=values["outcome"],
        quantity=values["quantity"],
        because=tuple(
            Reason(
                reason["code"],
                {name: fact for name, fact in reason.items() if name != "code"},
            )
            for reason in values["because"]
        ),
        proposal=proposal and WantedRow(**proposal),
        sold=values["sold"],
    )


def clean_row(row):
    """Drop of a row what cannot be meant: anything may come from a browser.

    :param WantedRow row: one whose quantity, ids and options may be any JSON values.
    :return: the row with a finite quantity (0 for what is no number), ids of records
        (0 for what is none) and options that can be read; what had to be chosen and
        is missing then, :func:`judge` finds out.
    :rtype: WantedRow
    """
    return replace(
        row,
        product_id=_clean_id(row.product_id),
        quantity=_clean_number(row.quantity),
        uom_id=_clean_id(row.uom_id),
        options=_clean_options(row.options),
    )


def _clean_number(value):
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return 0.0
    return number if isfinite(number) else 0.0


def _clean_id(value):
    number = _clean_number(value)
    return int(number) if number.is_integer() and 0 < number <= _MAX_ID else 0


def _clean_options(options):
    """:return: dict: what was chosen, without choices that name no record."""
    cleaned = dict(options)
    for name, clean in _OPTIONS.items():
        if name in options:
            values = options[name] if isinstance(options[name], list | tuple) else ()
            cleaned[name] = [one for one in map(clean, values) if one]
    return cleaned


def _clean_custom(custom):
    """:return: dict: what was typed for a value; ``None`` if it names none."""
    name = "custom_product_template_attribute_value_id"
    value_id = _clean_id(custom.get(name)) if isinstance(custom, dict) else 0
    if not value_id:
        return None
    return {name: value_id, "custom_value": str(custom.get("custom_value") or "")}


def _clean_item(item):
    """:return: dict: a part of a combo; ``None`` if it names no part."""
    if not isinstance(item, dict):
        return None
    ids = {name: _clean_id(item.get(name)) for name in ("product_id", "combo_item_id")}
    if not all(ids.values()):
        return None
    chosen = _clean_options({name: item[name] for name in _CHOICES if item.get(name)})
    return {**ids, **chosen}


_CHOICES = ("no_variant_attribute_value_ids", "product_custom_attribute_values")
_OPTIONS = {
    "no_variant_attribute_value_ids": _clean_id,
    "product_custom_attribute_values": _clean_custom,
    "combo_items": _clean_item,
}


def judge(rows, articles, found=None):
    """Decide what becomes of rows that somebody wants together.

    Nobody gets more than he asked for without having said so: where minimum or multiple
    ask for more, the row is refused and the higher quantity proposed. What stock does
    not have is left out. Rows of one article count together: two of six meet a minimum
    of ten. If they do not fit as they are, the first come first.

    :param list rows: :class:`WantedRow` s.
    :param dict articles: :class:`ArticleFacts` by the article's id; those of successors
        included. What does not exist is not there.
    :param dict found: ids of articles, by the number that names them; asked for rows
        without an article.
    :return: a decision for each row, in their order.
    :rtype: list[RowDecision]
    """
    rows = [_find_article(row, found or {}) for row in rows]
    decisions = [_refuse(row, articles, found or {}) for row in rows]
    groups = defaultdict(list)
    for place, row in enumerate(rows):
        if decisions[place] is None:
            groups[row.product_id].append(place)
    for product_id, places in groups.items():
        together = [rows[place] for place in places]
        judged = _judge_article(together, articles[product_id])
        for place, decision in zip(places, judged, strict=True):
            decisions[place] = decision
    return decisions


def _find_article(row, found):
    """:return: the row with the article that its number names, if it is the only one"""
    hits = () if row.product_id else found.get(row.number, ())
    return replace(row, product_id=hits[0]) if len(hits) == 1 else row


def _refuse(row, articles, found):
    """:return: the refusal of a row for what it is; ``None`` if its quantity decides"""
    if not row.product_id:
        hits = found.get(row.number, ())
        if hits:
            return _refusal(row, "ambiguous", product_ids=list(hits))
        return _refusal(row, "unknown")
    article = articles.get(row.product_id)
    # First of all: of what is not sold to him, nobody learns anything.
    if article is None or article.state != "sold":
        return _refuse_unsold(row, articles)
    refusal = _refuse_sold(row, article)
    return refusal and replace(refusal, sold=True)


def _refuse_sold(row, article):
    """:return: the refusal of a row of a sold article; ``None`` if nothing is wrong"""
    if not is_quantity(row.quantity):
        return _refusal(row, "quantity", maximum=MAX_QUANTITY)
    if not article.is_complete(row.options):
        return _refusal(row, "options")
    if not article.is_sold_by(row.uom_id):
        refusal = _refusal(row, "packaging")
        if article.convert(row.quantity, row.uom_id) is None:
            return refusal
        proposal = _propose(row, row.product_id, article, row.options)
        return replace(refusal, proposal=proposal)
    return None if article.priced else _refusal(row, "price")


def _refuse_unsold(row, articles):
    """:return: the refusal of what is not sold, proposing what replaces it."""
    article = articles.get(row.product_id)
    successor_id = _find_successor(row.product_id, articles)
    if not successor_id:
        return _refusal(row, article.state if article else "gone")
    proposal = _propose(row, successor_id, articles[successor_id])
    return replace(
        _refusal(row, "replaced", product_id=successor_id), proposal=proposal
    )


def _find_successor(product_id, articles):
    """:return: the id of the first sold article in the chain of successors, or 0."""
    seen = set()
    while product_id in articles and product_id not in seen:
        if articles[product_id].state == "sold":
            return product_id
        seen.add(product_id)
        product_id = articles[product_id].successor_id
    return 0


def _propose(row, product_id, article, options=None):
    """Find what comes closest to a row that cannot be had.

    :param int product_id: the article to take, by the row's unit or its own.
    :param dict options: what is chosen of it.
    :rtype: WantedRow | None
    """
    options, quantity, uom_id = options or {}, row.quantity, row.uom_id
    if not (is_quantity(quantity) and article.priced and article.is_complete(options)):
        return None
    if not article.is_sold_by(uom_id):
        size = article.convert(quantity, uom_id)
        quantity, uom_id = quantity if size is None else size, 0
    allowed = article.decide(quantity, uom_id, article.held).allowed
    if allowed <= 0:
        return None
    return WantedRow(
        key=row.key,
        product_id=product_id,
        quantity=allowed,
        uom_id=uom_id,
        options=options,
    )


def _judge_article(rows, article):
    """:return: the decisions about all rows of one article, in their order."""
    if len(rows) > 1:
        sizes = [article.convert(row.quantity, row.uom_id) for row in rows]
        total = article.held + sum(sizes)
        together = [
            _decide(row, article, total - size)
            for row, size in zip(rows, sizes, strict=True)
        ]
        if all(decision.outcome == GOOD for decision in together):
            return together
    decisions, held = [], article.held
    for row in rows:
        decision = _decide(row, article, held)
        held += article.convert(decision.quantity, row.uom_id)
        decisions.append(decision)
    return decisions


def _decide(row, article, held):
    """:return: what becomes of a row beside what is held elsewhere."""
    decision = article.decide(row.quantity, row.uom_id, held)
    allowed, because = decision.allowed, tuple(decision.because)
    difference = allowed - row.quantity
    if abs(difference) < _TOLERANCE:
        if not because:
            return RowDecision(row, GOOD, row.quantity, sold=True)
        return RowDecision(row, REFUSED, because=because, sold=True)
    because = because or (Reason("whole"),)
    if 0 < allowed < row.quantity:
        return RowDecision(row, CHANGED, allowed, because, sold=True)
    proposal = replace(row, quantity=allowed) if difference > 0 else None
    return RowDecision(row, REFUSED, because=because, proposal=proposal, sold=True)


def _refusal(row, code, **facts):
    return RowDecision(row, REFUSED, because=(Reason(code, facts),))
