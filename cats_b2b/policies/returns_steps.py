"""What happened to a return, what happens next, and who has to act.

Source: AFS-8, "the customer follows each return and repair on the portal: state, what
happens next, documents; mails at each step". AFS-3, "nothing is sent in before that":
"zodra de goederen retour ontvangen zijn zullen zij getest worden" (WHS).
"""

from dataclasses import dataclass
from datetime import date

from .because import Reason
from .facts import JsonFacts, to_iso
from .returns_terms import CARRIER, CUSTOMER, NOBODY, SELLER

# Who does what, in the order of a day on which all of it happens. A step that happened
# has its day in the events; what is still to be resolved (an open solution, a hold)
# never has one.
ACTORS = {
    "submitted": CUSTOMER,
    "approved": SELLER,
    "refused": SELLER,
    "cancelled": CUSTOMER,
    "handed_over": CUSTOMER,
    "received": CARRIER,
    "inspected": SELLER,
    "chosen": CUSTOMER,
    "resolved": SELLER,
    "quoted": SELLER,
    "quote_accepted": CUSTOMER,
    "quote_refused": CUSTOMER,
    "wish_said": CUSTOMER,
    "repaired": SELLER,
    "kept": SELLER,
    "carriage_agreed": CUSTOMER,
    "paid": CUSTOMER,
    "credited": SELLER,
    "voucher_issued": SELLER,
    "refunded": SELLER,
    "sent": SELLER,
    "delivered": CARRIER,
    "scrapped": SELLER,
    "charged": SELLER,
    "dispute_closed": CUSTOMER,  # at any time
}
_SENT = ("sent", "delivered")
# From the solution on, by solution; a repair against a quotation is longer.
PATHS = {
    "replacement": _SENT,
    "resend": _SENT,
    "repair": ("repaired", *_SENT),
    "credit": ("credited",),
    "voucher": ("credited", "voucher_issued"),
    "refund": ("credited", "refunded"),
    "send_back": ("carriage_agreed", "paid", *_SENT),
    "keep": ("kept",),
    "scrap": ("scrapped",),
}
QUOTED_REPAIR = ("quoted", "quote_accepted", "repaired", "paid", *_SENT)
# Each ends what comes after it.
_ENDS = ("refused", "cancelled")


@dataclass(frozen=True, kw_only=True)
class StepFacts(JsonFacts):
    """Where a return stands.

    :param dict events: the day of what happened (ISO string) by code of
        :data:`ACTORS`.
    :param bool sends_in: whether goods come in; not of missing articles.
    :param bool is_collected: whether a carrier fetches them; else the customer hands
        them over.
    :param str solution: of :data:`returns_terms.SOLUTIONS`; empty or ``hold`` as long
        as it is open.
    :param str chooser: who chooses among several solutions: ``customer``, ``seller``,
        ``none``.
    :param bool quoted: whether a repair is at the customer's cost.
    :param str wish: what becomes of a unit whose quotation was refused: ``send_back``,
        ``scrap``, or empty.
    :param bool free: whether the seller pays for what is sent back: then nothing is
        agreed or paid.
    :param bool dispute: whether a payment is in dispute: nothing goes on before its
        end.
    """

    events: dict
    sends_in: bool = True
    is_collected: bool = False
    solution: str = ""
    chooser: str = NOBODY
    quoted: bool = False
    wish: str = ""
    free: bool = False
    dispute: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a return.

    :param str code: of :data:`ACTORS`.
    :param str actor: ``customer``, ``seller`` or ``carrier``.
    :param str state: ``done``, ``next`` or ``later``.
    :param date day: when it was done.
    """

    code: str
    actor: str
    state: str
    day: date | None = None

    def to_json(self):
        return [self.code, self.actor, self.state, to_iso(self.day)]


@dataclass(frozen=True)
class Timeline:
    """The steps of a return, in their order.

    :param tuple steps: of :class:`Step`: those done, the next one, those that come as
        far as they are known.
    :param tuple because: the next step as a reason (facts ``actor``), with the code
        ``next_<code>``; ``closed`` when nothing comes any more.
    """

    steps: tuple
    because: tuple

    @property
    def next(self):
        """The step that comes next; ``None`` when nothing comes any more."""
        return next((step for step in self.steps if step.state == "next"), None)

    @property
    def actor(self):
        """Who has to act now; ``none`` when nobody has to."""
        return self.next.actor if self.next else NOBODY

    def outcome_json(self):
        return [step.to_json() for step in self.steps]


def next_step(facts):
    """Tell what happened to a return, what happens next, and who has to act.

    What is judged by its photos is inspected before it comes. Then a replacement leaves
    once the defective unit was handed over, and that unit is awaited to the end, or
    invoiced when it never comes; money waits until it has come.

    :param StepFacts facts: where it stands.
    :rtype: Timeline
    """
    done, coming = _split(_get_path(facts), facts.events)
    is_over = any(end in facts.events for end in _ENDS)
    if is_over:
        coming = []
    elif facts.dispute and coming and done:
        coming.insert(0, "dispute_closed")
    days = {code: date.fromisoformat(facts.events[code]) for code in done}
    steps = [Step(code, _get_actor(code, facts), "done", days[code]) for code in done]
    for code in coming:
        state = "later" if code != coming[0] else "next"
        steps.append(Step(code, _get_actor(code, facts), state))
    if not coming:
        return Timeline(tuple(steps), (Reason("closed"),))
    actor = {"actor": _get_actor(coming[0], facts)}
    return Timeline(tuple(steps), (Reason(f"next_{coming[0]}", actor),))


def next_step_again(frozen):
    """Take a frozen decision again, from what :meth:`StepFacts.to_json` gave."""
    return next_step(StepFacts.from_json(frozen))


def _split(path, events):
    """Split a path into what is done, sorted as it happened, and what comes.

    What happened off the path, such as a quotation that was refused, has its place
    before what follows it.
    """
    order, ranks = list(path), list(ACTORS).index
    for code in sorted(events.keys() - set(path), key=ranks):
        later = (at for at, step in enumerate(order) if ranks(step) > ranks(code))
        order.insert(next(later, len(order)), code)
    done = sorted((code for code in order if code in events), key=events.get)
    return done, [code for code in path if code not in events]


def _get_actor(code, facts):
    if code == "handed_over" and facts.is_collected:
        return CARRIER
    if code == "chosen" and facts.chooser != CUSTOMER:
        return SELLER
    return ACTORS[code]


def _get_path(facts):
    """:return: the codes of the steps that a return takes, as far as it is known."""
    asked = ["submitted", "approved"]
    chosen = ["chosen"] if facts.chooser != NOBODY else []
    solved = _get_solution_path(facts)
    if not facts.sends_in:
        return [*asked, *chosen, *solved]
    if "inspected" not in facts.events or "received" in facts.events:
        come = ["handed_over", "received", "inspected"]
        return [*asked, *come, *chosen, *solved]
    judged = [*asked, "inspected", *chosen, "handed_over"]
    if facts.solution == "replacement":
        end = "charged" if "charged" in facts.events else "received"
        return [*judged, *solved, end]
    return [*judged, "received", *solved]


def _get_solution_path(facts):
    if facts.solution == "send_back" and facts.free:
        return _SENT
    if facts.solution != "repair" or not facts.quoted:
        return PATHS.get(facts.solution, ("resolved",))
    if "quote_refused" not in facts.events:
        return QUOTED_REPAIR
    refused = ("quoted", "quote_refused")
    if not facts.wish:
        return (*refused, "wish_said")
    return (*refused, "wish_said", *PATHS[facts.wish])
