"""How far an order has come, in the customer's words.

Source: the page of an order says, in plain words, "received, on hold: why, in
preparation, partly shipped, shipped, invoiced" (ORD-7), and the status of each parcel
(DSP-5).
"""

from dataclasses import dataclass

from .because import Reason

RECEIVED = "received"
ON_HOLD = "on_hold"
IN_PREPARATION = "in_preparation"
PARTLY_SHIPPED = "partly_shipped"
SHIPPED = "shipped"
INVOICED = "invoiced"
CANCELLED = "cancelled"

# The way of an order that nothing keeps back.
STEPS = (RECEIVED, IN_PREPARATION, SHIPPED, INVOICED)
# At which of these steps an order stands.
STEP_OF = {
    RECEIVED: RECEIVED,
    ON_HOLD: RECEIVED,
    IN_PREPARATION: IN_PREPARATION,
    PARTLY_SHIPPED: SHIPPED,
    SHIPPED: SHIPPED,
    INVOICED: INVOICED,
}

# States of a step.
DONE = "done"
CURRENT = "current"
TODO = "todo"


@dataclass(frozen=True)
class StatusFacts:
    """What is known of an order.

    :param str state: ``draft``, ``sent``, ``sale`` or ``cancel``.
    :param bool placed: whether the customer has ordered it; quotations and carts he has
        not.
    :param bool awaits_payment: whether it waits for a transfer of money.
    :param bool has_left: whether goods of it have left.
    :param bool is_open: whether goods of it are still to leave.
    :param bool is_picked: whether open goods were taken out of their place.
    :param bool is_reserved: whether some of the open goods are there.
    :param bool lacks_goods: whether some of the open goods are not there.
    :param bool as_one: whether all of it leaves together.
    :param bool is_billed: whether all of it is invoiced.
    """

    state: str
    placed: bool
    awaits_payment: bool = False
    has_left: bool = False
    is_open: bool = False
    is_picked: bool = False
    is_reserved: bool = False
    lacks_goods: bool = False
    as_one: bool = False
    is_billed: bool = False


@dataclass(frozen=True)
class StatusDecision:
    """How far it has come, and why no further.

    :param str status: one of the constants above; empty for what is no order.
    :param tuple because: why it is on hold; empty otherwise.
    """

    status: str
    because: tuple = ()

    def outcome_json(self):
        return {"status": self.status}


@dataclass(frozen=True)
class Step:
    """One step of the way: ``code`` of :data:`STEPS`, and its ``state``."""

    code: str
    state: str


def decide_status(facts):
    """Tell how far an order has come (ORD-7).

    :param StatusFacts facts: what is known of it.
    :return: codes of reasons: ``payment``, ``goods``.
    :rtype: StatusDecision
    """
    if facts.state == "cancel":
        return StatusDecision(CANCELLED)
    if not facts.placed:
        return StatusDecision("")
    if facts.awaits_payment and facts.state != "sale":
        return StatusDecision(ON_HOLD, (Reason("payment"),))
    if facts.has_left and facts.is_open:
        return StatusDecision(PARTLY_SHIPPED)
    if not facts.is_open and facts.is_billed:
        return StatusDecision(INVOICED)
    if facts.has_left:
        return StatusDecision(SHIPPED)
    waits = facts.lacks_goods and (facts.as_one or not facts.is_reserved)
    if facts.is_picked or (facts.is_reserved and not waits):
        return StatusDecision(IN_PREPARATION)
    if waits:
        return StatusDecision(ON_HOLD, (Reason("goods"),))
    return StatusDecision(RECEIVED)


def list_steps(status):
    """Draw the way of an order.

    :param str status: of :func:`decide_status`.
    :return: the steps; of what is cancelled, or no order, none.
    :rtype: tuple[Step, ...]
    """
    if status not in STEP_OF:
        return ()
    here = STEPS.index(STEP_OF[status])
    # What is behind him is done; the last step leads nowhere else.
    is_over = status == INVOICED
    return tuple(
        Step(
            code,
            DONE if number < here or is_over else CURRENT if number == here else TODO,
        )
        for number, code in enumerate(STEPS)
    )
