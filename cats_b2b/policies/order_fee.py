"""The fees of an order: small orders, bulky goods, remote addresses.

Source: FEE-1, "orders under EUR 100 bear a small-order fee"; FEE-2, "bulky goods: one
surcharge per order that contains any, also above a free-shipping limit"; FEE-3,
"unusual delivery addresses (islands, remote ZIP ranges) may bear transport costs".
Amounts are floats in one currency, compared at that currency's rounding.
"""

from dataclasses import asdict, dataclass, field

from odoo.tools import float_compare, float_round

from . import delivery_zone
from .because import Reason


@dataclass(frozen=True)
class FeeTerms:
    """What each fee has in common, in the order's currency.

    :param float fee: the unit price of the fee on the order; 0 where the fee is out of
        the question.
    :param float rounding: rounding of the currency.
    :param str currency: its name, for the reader of the frozen facts.
    :param str waived: who waived the fee (``order`` or ``customer``), else empty.
    :param str waive_reason: why, in the words of who waived it on the order.
    """

    fee: float
    rounding: float
    currency: str
    waived: str = ""
    waive_reason: str = ""

    def to_json(self):
        return asdict(self)


@dataclass(frozen=True, kw_only=True)
class SmallOrderFacts(FeeTerms):
    """What the small-order fee looks at.

    :param float base: goods after discount, without tax, delivery and other fees.
    :param bool has_goods: whether anything is ordered at all.
    :param float threshold: from this base on, no fee is due.
    """

    base: float
    has_goods: bool
    threshold: float


@dataclass(frozen=True, kw_only=True)
class BulkyFacts(FeeTerms):
    """What the bulky surcharge looks at.

    :param list articles: names of the bulky articles that are ordered.
    :param list article_ids: their ids, for a reader of another language.
    """

    articles: list
    article_ids: list = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class RemoteFacts(FeeTerms):
    """What the remote-address cost looks at.

    :param str zip: ZIP of the delivery address, as it was typed.
    :param str state: code of its state or province, if it has one.
    :param list zones: zones of the address's country, as of :meth:`Zone.to_json`, with
        their own ``fee`` or 0; the first that holds the address counts.
    """

    zip: str
    state: str
    zones: list


@dataclass(frozen=True)
class FeeDecision:
    """Whether a fee is due, how much, and what is missing to save it."""

    due: bool
    amount: float
    because: tuple
    missing: float = 0.0

    def outcome_json(self):
        return {"due": self.due, "amount": self.amount}


def is_small(base, threshold, rounding):
    """:return: whether an order of this base is below the threshold."""
    return float_compare(base, threshold, precision_rounding=rounding) < 0


def decide_small_order_fee(facts):
    """Decide the small-order fee of an order.

    A base of exactly the threshold bears none. Returns (a negative base) and orders
    without goods bear none either. A waived fee is not due, and says so.

    :param SmallOrderFacts facts: what is known of the order.
    :rtype: FeeDecision
    """
    if not facts.has_goods or float_compare(facts.base, 0.0, 6) < 0:
        return FeeDecision(False, 0.0, (Reason("no_goods"),))
    amounts = {"base": facts.base, "threshold": facts.threshold}
    if not is_small(facts.base, facts.threshold, facts.rounding):
        return FeeDecision(False, 0.0, (Reason("reached", amounts),))
    missing = float_round(
        facts.threshold - facts.base, precision_rounding=facts.rounding
    )
    below = Reason("below", {**amounts, "missing": missing, "fee": facts.fee})
    return _charge(facts, facts.fee, below, missing)


def decide_bulky_surcharge(facts):
    """Decide the surcharge on bulky goods: once per order, however many there are.

    :param BulkyFacts facts: what is known of the order.
    :rtype: FeeDecision
    """
    if not facts.articles:
        return FeeDecision(False, 0.0, (Reason("not_bulky"),))
    articles = {"articles": facts.articles, "article_ids": facts.article_ids}
    bulky = Reason("bulky", {**articles, "fee": facts.fee})
    return _charge(facts, facts.fee, bulky)


def decide_remote_cost(facts):
    """Decide the transport cost of a remote delivery address.

    :param RemoteFacts facts: what is known of the address and the zones.
    :rtype: FeeDecision
    """
    for values in facts.zones:
        zone = delivery_zone.Zone.from_json(values)
        if delivery_zone.holds(zone, facts.zip, facts.state):
            fee = values["fee"] or facts.fee
            place = {"zone": zone.name, "zone_id": zone.id, "zip": facts.zip}
            place["fee"] = fee
            return _charge(facts, fee, Reason("remote", place))
    return FeeDecision(False, 0.0, (Reason("not_remote"),))


def _charge(facts, fee, reason, missing=0.0):
    """Charge a fee whose condition holds, unless it is waived or costs nothing."""
    if float_compare(fee, 0.0, precision_rounding=facts.rounding) <= 0:
        return FeeDecision(False, 0.0, (reason, Reason("free")), missing)
    if facts.waived:
        waived = Reason("waived", {"by": facts.waived, "reason": facts.waive_reason})
        return FeeDecision(False, 0.0, (reason, waived), missing)
    return FeeDecision(True, fee, (reason,), missing)


_POLICIES = {
    "small_order": (SmallOrderFacts, decide_small_order_fee),
    "bulky": (BulkyFacts, decide_bulky_surcharge),
    "remote": (RemoteFacts, decide_remote_cost),
}


def decide_fee(fee_type, facts):
    """Decide one of the fees.

    :param str fee_type: ``small_order``, ``bulky`` or ``remote``.
    :param FeeTerms facts: the facts of that fee.
    :rtype: FeeDecision
    """
    return _POLICIES[fee_type][1](facts)


def decide_again(fee_type, frozen):
    """Take a frozen decision again, from its own facts.

    :param str fee_type: ``small_order``, ``bulky`` or ``remote``.
    :param dict frozen: what :meth:`FeeTerms.to_json` gave.
    :rtype: FeeDecision
    """
    return decide_fee(fee_type, _POLICIES[fee_type][0](**frozen))
