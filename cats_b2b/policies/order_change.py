"""What of an order that was placed can still be changed or cancelled.

Source: ORD-7, "An order placed is not changed or cancelled online; the customer asks
for it from the order's page, staff answer. Until when staff may still change or cancel
is a setting: never, until dispatch (per line), until invoiced".
"""

from dataclasses import dataclass

from odoo.tools import float_compare

from .because import Reason

NEVER = "never"
DISPATCH = "dispatch"
INVOICED = "invoiced"

DIGITS = 6


@dataclass(frozen=True)
class LineFacts:
    """What is known of a line; quantities are in its unit.

    :param int key: what its caller knows the line by.
    :param float ordered: quantity that is ordered.
    :param float left: quantity that has left for the customer.
    :param float billed: quantity that is invoiced.
    """

    key: int
    ordered: float
    left: float = 0.0
    billed: float = 0.0


@dataclass(frozen=True)
class OrderFacts:
    """What is known of an order, and who wants to change it.

    :param bool placed: whether the customer has ordered it; what he has not can be
        changed like any quotation.
    :param bool cancelled: whether it is cancelled.
    :param str until: the setting: ``never``, ``dispatch`` or ``invoiced``.
    :param bool is_manager: whether who decides may pass the limit.
    :param tuple lines: :class:`LineFacts` of its articles.
    """

    placed: bool
    cancelled: bool
    until: str
    is_manager: bool = False
    lines: tuple = ()


@dataclass(frozen=True)
class LineDecision:
    """What can still become of a line.

    :param int key: as of its facts.
    :param bool allowed: whether it can be changed at all.
    :param float open: how much of it can be cancelled.
    :param tuple because: why not, or not all of it.
    """

    key: int
    allowed: bool
    open: float
    because: tuple = ()


@dataclass(frozen=True)
class OrderDecision:
    """What can still become of an order.

    :param bool allowed: whether any of it can be changed.
    :param bool whole: whether all of it can be cancelled.
    :param tuple lines: a :class:`LineDecision` per line, in their order.
    :param tuple because: why nothing can be changed.
    """

    allowed: bool
    whole: bool
    lines: tuple = ()
    because: tuple = ()

    def get_line(self, key):
        """:return: the decision on a line; ``None`` for what is no article."""
        return next((line for line in self.lines if line.key == key), None)

    def outcome_json(self):
        return {"allowed": self.allowed, "whole": self.whole}


def decide_change(facts):
    """Tell what of an order can still be changed or cancelled (ORD-7).

    What has left cannot be cancelled by anybody: it is returned. Lines that are
    cancelled already (0 ordered) count neither way.

    :param OrderFacts facts: what is known of the order.
    :return: codes of reasons, of the order: ``cancelled``, ``never``, ``nothing_open``;
        of a line: ``never``, ``left``, ``partly_left``, ``billed``, ``partly_billed``.
    :rtype: OrderDecision
    """
    if facts.cancelled:
        closed = tuple(LineDecision(line.key, False, 0.0) for line in facts.lines)
        return OrderDecision(False, False, closed, (Reason("cancelled"),))
    lines = tuple(_decide_line(line, facts) for line in facts.lines)
    if facts.placed and facts.until == NEVER and not facts.is_manager:
        return OrderDecision(False, False, lines, (Reason("never"),))
    ordered = [
        (decision, line.ordered)
        for decision, line in zip(lines, facts.lines, strict=True)
        if line.ordered > 0
    ]
    whole = all(
        decision.allowed and float_compare(decision.open, quantity, DIGITS) >= 0
        for decision, quantity in ordered
    )
    if ordered and not any(decision.allowed for decision, _quantity in ordered):
        return OrderDecision(False, False, lines, (Reason("nothing_open"),))
    return OrderDecision(True, whole, lines)


def find_excess(decision, wanted):
    """Look for what is to be cancelled and cannot be.

    :param OrderDecision decision: of the order.
    :param dict wanted: quantity to cancel, by key of a line.
    :return: keys of the lines of which too much is to be cancelled, in their order.
    :rtype: tuple
    """
    return tuple(
        line.key
        for line in decision.lines
        if line.key in wanted
        and wanted[line.key] > 0
        and (not line.allowed or float_compare(wanted[line.key], line.open, DIGITS) > 0)
    )


def _decide_line(line, facts):
    """:return: the :class:`LineDecision` of one line."""
    unsent = max(line.ordered - line.left, 0.0)
    if not facts.placed or facts.is_manager:
        return LineDecision(line.key, True, unsent, _explain_left(line, unsent))
    if facts.until == NEVER:
        return LineDecision(line.key, False, 0.0, (Reason("never"),))
    if facts.until == DISPATCH:
        because = _explain_left(line, unsent)
        return LineDecision(line.key, unsent > 0 or not line.left, unsent, because)
    unbilled = max(line.ordered - line.billed, 0.0)
    because = _explain_billed(line, unbilled) or _explain_left(line, unsent)
    is_open = unbilled > 0 or not line.billed
    return LineDecision(line.key, is_open, min(unsent, unbilled), because)


def _explain_left(line, unsent):
    if not line.left:
        return ()
    return (Reason("partly_left" if unsent else "left", {"quantity": line.left}),)


def _explain_billed(line, unbilled):
    if not line.billed:
        return ()
    code = "partly_billed" if unbilled else "billed"
    return (Reason(code, {"quantity": line.billed}),)
