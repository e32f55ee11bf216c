"""When a promised line leaves that may not leave as promised.

Source: DSP-3, "the promise … is frozen at confirmation … and kept/missed is reported",
and DSP-6, "the customer is told what is missing and when it is expected, and again when
that changes".
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

from .because import Reason

# A promise that was missed longer ago than this, and that nobody has looked at since,
# is for staff: a mail would reach the customer out of the blue.
FORGOTTEN = timedelta(days=7)


@dataclass(frozen=True)
class DelayFacts:
    """What is known of a promised line whose goods have not left. Days are local.

    :param date promised: the day promised at confirmation.
    :param date standing: the day that stands: the promised one, or the one that was
        estimated last; ``None`` where that was that nobody knows.
    :param date open_day: the first day on which goods can still leave in time: today,
        tomorrow once today's work is over.
    :param date next_day: when goods leave that lie in the warehouse now.
    :param date lead_day: when goods leave that are procured from now on; ``None``
        when nobody knows how long that takes.
    :param str supply: where the goods come from: ``stock``, ``receipt`` (on their way)
        or ``none`` (neither there nor on their way).
    :param str relies_on: the same of the standing day; ``none`` is a lead time.
    :param date receipt_day: when goods leave that come with the awaited receipt.
    :param date agreed: a day agreed with the customer after the promise, if any.
    :param bool told_overdue: whether the day that stands was put off because the goods
        had not left in time.
    :param bool first_look: whether nobody has looked at the promise before.
    """

    promised: date
    standing: date | None
    open_day: date
    next_day: date
    lead_day: date | None
    supply: str
    relies_on: str
    receipt_day: date | None = None
    agreed: date | None = None
    told_overdue: bool = False
    first_look: bool = False

    def to_json(self):
        """:return: the facts as JSON, for :func:`decide_again`."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True)
class DelayDecision:
    """The day now expected and why.

    :param date day: when the line leaves, as far as is known now; ``None`` when nobody
        knows.
    :param bool late: whether that is after the day promised, or agreed anew.
    :param bool changed: whether another day stood so far.
    :param bool tell: whether the customer is to hear of the change.
    :param str supply: what the day relies on, as of :class:`DelayFacts`.
    """

    day: date | None
    late: bool
    changed: bool
    tell: bool
    supply: str
    because: tuple = ()

    def outcome_json(self):
        return {"day": self.day and self.day.isoformat(), "late": self.late}


def decide_delay(facts):
    """Estimate anew when a promised line leaves, and whether to tell the customer.

    What was promised, or agreed anew, is never undercut: goods that are there early
    wait for their day. A lead time runs once: it is not begun anew each day as long as
    the day that it led to lies ahead. A receipt that is overdue is no knowledge, as for
    the promise itself: the lead time counts from when it became overdue. Without a lead
    time nobody knows the day, unless one was agreed that lies ahead.

    The customer hears once that the goods have not left in time, not on each further
    day; staff see the day that is expected now.

    :param DelayFacts facts: the promise and the goods.
    :rtype: DelayDecision
    """
    due = facts.agreed or facts.promised
    supply, available, obstacle = _get_available(facts, due)
    day = available and max(due, available)
    late = day is None or day > due
    reasons = []
    if facts.agreed:
        reasons.append(Reason("agreed_anew"))
    if late:
        reasons.append(obstacle)
    if _is_earlier(day, facts):
        reasons.append(Reason("earlier"))
    is_forgotten = facts.first_look and due < facts.open_day - FORGOTTEN
    is_known = late and obstacle.code == "overdue" and facts.told_overdue
    changed = day != facts.standing
    tell = changed and not is_forgotten and not is_known
    return DelayDecision(day, late, changed, tell, supply, tuple(reasons))


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


def _is_earlier(day, facts):
    """:return: whether goods leave before the day that stands, unless agreed so."""
    known = day and facts.standing and day != facts.agreed
    return bool(known and day < facts.standing)


def _get_available(facts, due):
    """:return: what the goods rely on, when they can leave, and why not before."""
    if facts.supply == "stock":
        over = due < facts.open_day
        return "stock", (facts.next_day if over else due), Reason("overdue")
    if facts.supply == "receipt" and facts.receipt_day >= facts.open_day:
        receipt = {"day": facts.receipt_day.isoformat()}
        return "receipt", facts.receipt_day, Reason("receipt_delayed", receipt)
    return "none", *_get_procured(facts)


def _get_procured(facts):
    """:return: when goods can leave that are to be procured, and why not before."""
    is_running = facts.relies_on == "none" and facts.standing
    if is_running and facts.standing >= facts.open_day:
        return facts.standing, Reason("lead_time")
    if not facts.lead_day:
        is_agreed = facts.agreed and facts.agreed >= facts.open_day
        return (facts.agreed if is_agreed else None), Reason("unknown")
    if facts.relies_on == "stock":
        return facts.lead_day, Reason("stock_gone")
    if facts.relies_on == "receipt":
        return facts.lead_day, _get_lost_receipt(facts)
    return facts.lead_day, Reason("overdue" if is_running else "lead_time")


def _get_lost_receipt(facts):
    """:return: why a receipt is not counted on any more."""
    if facts.supply == "receipt":
        return Reason("receipt_overdue", {"day": facts.receipt_day.isoformat()})
    return Reason("receipt_gone")
