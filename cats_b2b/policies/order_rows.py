"""What becomes of the lines that somebody wants in his cart all at once.

Sources: ORD-2, "one click puts all articles and quantities into the cart. Articles gone
or below their minimum are reported line by line, the rest goes in"; ORD-3; ORD-4, "each
bad line is reported with its number and reason; good lines are kept".
"""

from dataclasses import dataclass, field

GOOD = "good"
CHANGED = "changed"
REFUSED = "refused"


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
        values), as JSON values.
    """

    key: str
    number: str = ""
    product_id: int = 0
    quantity: float = 1.0
    uom_id: int = 0
    options: dict = field(default_factory=dict)


@dataclass(frozen=True)
class RowDecision:
    """What becomes of a row, and why.

    :param WantedRow row: what was wanted.
    :param str outcome: ``good``: as wanted; ``changed``: with another quantity;
        ``refused``: not put into the cart.
    :param float quantity: what goes in, in the unit of the row; 0 if refused.
    :param tuple because: reasons of what is not as wanted; empty if good.
    :param WantedRow proposal: what could be taken instead of a refused row; ``None``
        where there is nothing to propose.
    """

    row: WantedRow
    outcome: str
    quantity: float = 0.0
    because: tuple = ()
    proposal: WantedRow | None = None

    def outcome_json(self):
        return {"outcome": self.outcome, "quantity": self.quantity}
