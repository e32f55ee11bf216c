"""Whether a delivered line or serial may be claimed, and what staff should look at.

Source: AFS-2, "what may be claimed and until when follows the policy". AFS-9,
"missing-article claims are counted per company; repeated ones stand out": "il ne serait
pas acceptable, que le client fasse valoir de façon répété, un oubli de référence"
(INK). "An open PayPal dispute blocks exchange and service": "il ne nous sera pas
possible de procéder à un échange des articles ou fournir l'assistance après-vente"
(MCH). Days are days of one calendar, the customer's or the warehouse's.
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import date_utils, float_compare

from .because import Reason
from .facts import JsonFacts, to_iso
from .returns_terms import FAULTS, RETURNS, thaw_facts
from .returns_window import get_window

# ----------------------------------------------------------------------
# What may be claimed
# ----------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class ClaimFacts(JsonFacts):
    """What is claimed, and what is known of it.

    What the customer has not said yet (quantity, packaging, photos) is asked of him:
    before he says anything the decision tells what could be claimed at all.

    :param str reason: of :data:`returns_terms.REASONS`.
    :param date today: the day of the claim.
    :param date delivered: the day of delivery; ``None`` as long as it is not delivered.
    :param date completed: when the last goods of the order came; ``None`` before.
    :param date warranty_end: last day of the warranty; ``None`` without one.
    :param float delivered_qty: how much was delivered; 1 of a serial.
    :param float returned_qty: how much of that came back already.
    :param float claimed_qty: how much of it other open claims hold.
    :param float quantity: how much is claimed; ``None`` as long as it is not said.
    :param float rounding: rounding of the unit of these quantities.
    :param str packaging: ``sealed``, ``opened``, or empty as long as it is not said.
    :param int photos: how many photos there are.
    :param bool dispute: whether a payment of it is in dispute, or the company.
    :param int missing_claims: earlier claims of missing articles by the company, since
        the day that :func:`get_repeat_start` gives.
    :param bool at_cost: whether what is defective is to be repaired at the customer's
        cost, after a quotation (AFS-7): no warranty is needed then.
    """

    reason: str
    today: date
    delivered: date | None
    completed: date | None = None
    warranty_end: date | None = None
    delivered_qty: float = 1.0
    returned_qty: float = 0.0
    claimed_qty: float = 0.0
    quantity: float | None = None
    rounding: float = 0.01
    packaging: str = ""
    photos: int = 0
    dispute: bool = False
    missing_claims: int = 0
    at_cost: bool = False

    @property
    def left(self):
        """How much can still be claimed, 0 or more."""
        return max(self.delivered_qty - self.returned_qty - self.claimed_qty, 0.0)


@dataclass(frozen=True)
class ClaimDecision:
    """Whether a claim may be made, until when, and what is possible instead.

    :param bool allowed: whether it may be made as it is.
    :param date until: the last day for this reason; ``None`` without one.
    :param tuple needs: what the customer still has to say for it to be allowed:
        ``quantity``, ``packaging``, ``photos``; empty when it is allowed or barred.
    :param tuple instead: reasons (:class:`because.Reason`) that name what is possible
        instead, never empty when it is barred. Codes: ``wait_delivery``,
        ``fewer`` (fact ``left``), ``other_claims`` (fact ``claimed``),
        ``close_dispute``, ``other_reason`` (facts ``reason``, ``until``),
        ``service_centre`` (fact ``until``), ``repair_quote``, ``contact``.
    :param tuple because: why, or why not. Beside those of :meth:`Window.explain`:
        ``not_delivered``, ``nothing_left`` and ``too_many`` (facts ``delivered``,
        ``returned``, ``claimed``, ``left``, ``quantity``), ``dispute_open``,
        ``service_centre`` (``until``), ``packaging_opened``, ``repeated_missing``
        (``count``, ``limit``, ``months``), ``at_own_cost`` (a repair outside warranty).
    """

    allowed: bool
    until: date | None
    needs: tuple
    instead: tuple
    because: tuple

    @property
    def barred(self):
        """Whether nothing that the customer could still say would allow it."""
        return not self.allowed and not self.needs

    def outcome_json(self):
        return {
            "allowed": self.allowed,
            "until": to_iso(self.until),
            "needs": list(self.needs),
            "instead": [reason.code for reason in self.instead],
        }


def decide_claim(facts, terms):
    """Decide whether a delivered line or serial may be claimed for a reason.

    All that bars a claim is told at once, the customer does not run from one wall into
    the next. An open dispute bars what would end in an exchange or in service; who
    just returns goods may, at his cost, and the money waits for the dispute's end.

    :param ClaimFacts facts: what is claimed.
    :param ReturnTerms terms: the shop's.
    :rtype: ClaimDecision
    """
    if not facts.delivered:
        return _bar((Reason("not_delivered"),), (Reason("wait_delivery"),))
    window = get_window(facts.reason, facts, terms)
    bars = tuple(_get_bars(facts, terms, window))
    if bars:
        instead = tuple(_get_instead(facts, terms, {bar.code for bar in bars}))
        return _bar(bars, instead or (Reason("contact"),), window.until)
    notes = [window.explain(facts.today), *_get_repeats(facts, terms)]
    if not window.is_open(facts.today):
        notes.append(Reason("at_own_cost"))
    if facts.dispute:
        notes.append(Reason("dispute_open"))
    needs = tuple(_get_needs(facts, terms))
    return ClaimDecision(not needs, window.until, needs, (), tuple(notes))


def decide_claim_again(frozen):
    """Take a frozen decision again, from what :func:`freeze_facts` gave."""
    return decide_claim(*thaw_facts(ClaimFacts, frozen))


def _bar(because, instead, until=None):
    return ClaimDecision(False, until, (), instead, because)


def _get_bars(facts, terms, window):
    """:return: all that stands against the claim, whatever else the customer says."""
    yield from _get_quantity_bars(facts)
    if facts.dispute and facts.reason not in RETURNS:
        yield Reason("dispute_open")
    if not window.is_open(facts.today):
        if not _is_repair_at_cost(facts, terms):
            yield window.explain(facts.today)
    elif facts.reason == "defective" and terms.warranty_service != "seller":
        yield Reason("service_centre", {"until": window.until.isoformat()})
    if facts.reason in terms.sealed_reasons and facts.packaging == "opened":
        yield Reason("packaging_opened")
    if terms.refuse_repeated:
        yield from _get_repeats(facts, terms)


def _is_repair_at_cost(facts, terms):
    """:return: whether a repair is asked for that the customer pays for."""
    wanted = facts.at_cost and facts.reason == "defective"
    return wanted and terms.repairs_outside_warranty


def _get_quantity_bars(facts):
    counts = {
        "delivered": facts.delivered_qty,
        "returned": facts.returned_qty,
        "claimed": facts.claimed_qty,
        "left": facts.left,
    }
    if float_compare(facts.left, 0.0, precision_rounding=facts.rounding) <= 0:
        yield Reason("nothing_left", counts)
    elif float_compare(facts.quantity or 0.0, facts.left, None, facts.rounding) > 0:
        yield Reason("too_many", {**counts, "quantity": facts.quantity})


def _get_repeats(facts, terms):
    """:return: the reason for which a claim of missing articles stands out, if any."""
    count = facts.missing_claims + 1
    if facts.reason == "missing_article" and count > terms.repeat_limit:
        limit = {"limit": terms.repeat_limit, "months": terms.repeat_months}
        yield Reason("repeated_missing", {"count": count, **limit})


def _get_needs(facts, terms):
    """:return: what the customer still has to say or show."""
    quantity = facts.quantity or 0.0
    if float_compare(quantity, 0.0, precision_rounding=facts.rounding) <= 0:
        yield "quantity"
    if facts.reason in terms.sealed_reasons and not facts.packaging:
        yield "packaging"
    if facts.reason in terms.photo_reasons and not facts.photos:
        yield "photos"


# ----------------------------------------------------------------------
# What is possible instead
# ----------------------------------------------------------------------


def _get_instead(facts, terms, bars):
    """:return: what a customer can do whose claim is barred."""
    if "nothing_left" in bars:
        if facts.claimed_qty > 0:
            yield Reason("other_claims", {"claimed": facts.claimed_qty})
        return
    if "too_many" in bars:
        yield Reason("fewer", {"left": facts.left})
    if "dispute_open" in bars:
        yield Reason("close_dispute")
    elif bars - {"too_many", "repeated_missing"}:
        yield from _get_other_doors(facts, terms)


def _get_other_doors(facts, terms):
    """:return: the ways that remain for what is broken, or broken as well."""
    if facts.reason == "missing_article":
        return
    if facts.reason != "doa":
        yield from _offer("doa", facts, terms)
    warranty = get_window("defective", facts, terms)
    if not warranty.is_open(facts.today):
        if facts.reason in FAULTS and terms.repairs_outside_warranty:
            yield Reason("repair_quote")
    elif terms.warranty_service != "seller":
        yield Reason("service_centre", {"until": warranty.until.isoformat()})
    elif facts.reason != "defective":
        yield from _offer("defective", facts, terms)


def _offer(reason, facts, terms):
    window = get_window(reason, facts, terms)
    if window.is_open(facts.today):
        other = {"reason": reason, "until": window.until.isoformat()}
        yield Reason("other_reason", other)


# ----------------------------------------------------------------------
# What can be wished for
# ----------------------------------------------------------------------


def get_wishes(reason, terms):
    """Return what a customer may wish for, before anybody has looked at the goods.

    What he gets is decided by the inspection, see
    :func:`returns_solution.decide_solutions`: nothing is offered here that it could not
    come to.

    :param str reason: of :data:`returns_terms.REASONS`.
    :param ReturnTerms terms: the shop's.
    :return: codes of solutions; a replacement of what is missing is sent anew.
    :rtype: tuple[str]
    """
    if reason in RETURNS:
        return terms.money
    repair = ("repair",) if reason == "defective" else ()
    return ("replacement", *repair, *terms.money)


# ----------------------------------------------------------------------
# What stands out for staff
# ----------------------------------------------------------------------


def get_repeat_start(today, terms):
    """:return: from which day on claims of missing articles are counted."""
    return date_utils.subtract(today, months=terms.repeat_months)


@dataclass(frozen=True, kw_only=True)
class FlagFacts(JsonFacts):
    """What staff look at first in a claim.

    :param str reason: of :data:`returns_terms.REASONS`.
    :param date today: the day on which staff look.
    :param date submitted: the day of the claim.
    :param bool waiting: whether it waits for staff.
    :param int missing_claims: earlier ones, as of :class:`ClaimFacts`.
    :param bool dispute: whether a payment of it is in dispute, or the company.
    :param float value: what the claimed goods cost without tax, in the seller's
        currency.
    :param float rounding: rounding of that currency.
    """

    reason: str
    today: date
    submitted: date
    waiting: bool = True
    missing_claims: int = 0
    dispute: bool = False
    value: float = 0.0
    rounding: float = 0.01


@dataclass(frozen=True)
class FlagDecision:
    """The flags of a claim, in the order of their weight, as reasons."""

    because: tuple

    def outcome_json(self):
        return [flag.code for flag in self.because]


def flag_claims(facts, terms):
    """Tell what stands out in a claim (AFS-9).

    Codes: ``dispute_open``, ``repeated_missing`` (facts ``count``, ``limit``,
    ``months``), ``high_value`` (``value``, ``limit``), ``waiting`` (``age`` and
    ``days``: it waits for staff for longer than these days).

    :param FlagFacts facts: what is known of it.
    :param ReturnTerms terms: the shop's.
    :rtype: FlagDecision
    """
    return FlagDecision(tuple(_get_flags(facts, terms)))


def flag_claims_again(frozen):
    """Take a frozen decision again, from what :func:`freeze_facts` gave."""
    return flag_claims(*thaw_facts(FlagFacts, frozen))


def _get_flags(facts, terms):
    if facts.dispute:
        yield Reason("dispute_open")
    yield from _get_repeats(facts, terms)
    limit = terms.high_value
    if limit and float_compare(facts.value, limit, None, facts.rounding) >= 0:
        yield Reason("high_value", {"value": facts.value, "limit": limit})
    age = (facts.today - facts.submitted).days
    if facts.waiting and age > terms.waiting_days:
        yield Reason("waiting", {"age": age, "days": terms.waiting_days})
