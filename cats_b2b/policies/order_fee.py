"""The small-order fee.

Source: FEE-1, "orders under EUR 100 bear a small-order fee". Amounts are floats in one
currency, compared at that currency's rounding.
"""

from dataclasses import asdict, dataclass

from odoo.tools import float_compare, float_round

from .because import Reason


@dataclass(frozen=True)
class SmallOrderFacts:
    """What the decision looks at, all amounts in the order's currency.

    :param float base: goods after discount, without tax, delivery and other fees.
    :param bool has_goods: whether anything is ordered at all.
    :param float threshold: from this base on, no fee is due.
    :param float fee: the unit price of the fee on the order.
    :param float rounding: rounding of the currency.
    :param str currency: its name, for the reader of the frozen facts.
    :param str waived: who waived the fee (``order`` or ``customer``), else empty.
    """

    base: float
    has_goods: bool
    threshold: float
    fee: float
    rounding: float
    currency: str
    waived: str = ""

    def to_json(self):
        return asdict(self)


@dataclass(frozen=True)
class FeeDecision:
    """Whether the fee is due, how much, and what is missing to save it."""

    due: bool
    amount: float
    missing: float
    because: tuple

    def outcome_json(self):
        return {"due": self.due, "amount": self.amount}


def decide_small_order_fee(facts):
    """Decide the small-order fee of an order.

    A base of exactly the threshold bears none. Returns (a negative base) and orders
    without goods bear none either. A waived fee is not due, and says so.

    :param SmallOrderFacts facts: what is known of the order.
    :rtype: FeeDecision
    """
    missing = float_round(
        facts.threshold - facts.base, precision_rounding=facts.rounding
    )
    if not facts.has_goods or float_compare(facts.base, 0.0, 6) < 0:
        return FeeDecision(False, 0.0, 0.0, (Reason("no_goods"),))
    amounts = {
        "base": facts.base,
        "threshold": facts.threshold,
        "currency": facts.currency,
    }
    if (
        float_compare(facts.base, facts.threshold, precision_rounding=facts.rounding)
        >= 0
    ):
        return FeeDecision(False, 0.0, 0.0, (Reason("reached", amounts),))
    below = Reason("below", {**amounts, "missing": missing, "fee": facts.fee})
    if facts.waived:
        waived = Reason("waived", {"by": facts.waived})
        return FeeDecision(False, 0.0, missing, (below, waived))
    due = float_compare(facts.fee, 0.0, precision_rounding=facts.rounding) > 0
    return FeeDecision(due, facts.fee if due else 0.0, missing, (below,))
