"""When a promised line leaves that may not leave as promised.

Source: DSP-3, "the promise … is frozen at confirmation … and kept/missed is reported",
and DSP-6, "the customer is told what is missing and when it is expected, and again when
that changes".
"""

from dataclasses import asdict, dataclass, fields
from datetime import date

from .because import Reason


@dataclass(frozen=True)
class DelayFacts:
    """What is known of a promised line whose goods have not left. Days are local.

    :param date promised: the day promised at confirmation.
    :param date standing: the day that the customer knows: the promised one, or the one
        that he was told last.
    :param date open_day: the first day on which goods can still leave in time: today,
        tomorrow once today's work is over.
    :param date next_day: when goods leave that lie in the warehouse now.
    :param date lead_day: when goods leave that are procured from now on.
    :param str supply: where the goods come from: ``stock``, ``receipt`` (on their way)
        or ``none`` (neither there nor on their way).
    :param str relies_on: the same of the standing day; ``none`` is a lead time.
    :param date receipt_day: when goods leave that come with the awaited receipt.
    :param date agreed: a day agreed with the customer after the promise, if any.
    """

    promised: date
    standing: date
    open_day: date
    next_day: date
    lead_day: date
    supply: str
    relies_on: str
    receipt_day: date | None = None
    agreed: date | None = None

    def to_json(self):
        """:return: the facts as JSON, for :func:`decide_again`."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class DelayDecision:
    """The day now expected and why.

    :param date day: when the line leaves, as far as is known now.
    :param bool late: whether that is after the day promised, or agreed anew.
    :param bool tell: whether the customer knows another day.
    """

    day: date
    late: bool
    tell: bool
    because: tuple

    def outcome_json(self):
        return {"day": self.day.isoformat(), "late": self.late}


def decide_delay(facts):
    """Estimate anew when a promised line leaves, and whether to tell the customer.

    What was promised, or agreed anew, is never undercut: goods that are there early
    wait for their day. A lead time runs once: it is not begun anew each day as long as
    the day that it led to lies ahead.

    :param DelayFacts facts: the promise and the goods.
    :rtype: DelayDecision
    """
    due = facts.agreed or facts.promised
    available, obstacle = _get_available(facts, due)
    day = max(due, available)
    late = day > due
    reasons = []
    if facts.agreed:
        reasons.append(Reason("agreed_anew"))
    if late:
        reasons.append(obstacle)
    if day < facts.standing and day != facts.agreed:
        reasons.append(Reason("earlier"))
    return DelayDecision(day, late, day != facts.standing, tuple(reasons))


def decide_again(frozen):
    """Take a frozen decision again, from its own facts.

    :param dict frozen: what :meth:`DelayFacts.to_json` gave.
    :rtype: DelayDecision
    """
    values = {
        field.name: date.fromisoformat(frozen[field.name])
        if field.type in (date, date | None) and frozen[field.name]
        else frozen[field.name]
        for field in fields(DelayFacts)
    }
    return decide_delay(DelayFacts(**values))


def _get_available(facts, due):
    """:return: when the goods can leave, and why not before."""
    if facts.supply == "stock":
        over = due < facts.open_day
        return (facts.next_day if over else due), Reason("overdue")
    if facts.supply == "receipt":
        receipt = {"day": facts.receipt_day.isoformat()}
        if facts.receipt_day < facts.open_day:
            return facts.next_day, Reason("receipt_overdue", receipt)
        return facts.receipt_day, Reason("receipt_delayed", receipt)
    if facts.relies_on == "stock":
        return facts.lead_day, Reason("stock_gone")
    if facts.relies_on == "receipt":
        return facts.lead_day, Reason("receipt_gone")
    if facts.standing < facts.open_day:
        return facts.lead_day, Reason("overdue")
    return facts.standing, Reason("lead_time")
