"""How long the warranty of a product lasts, and of a unit that was delivered.

Source: AFS-1, "warranty period per product (setting per category and company), from
delivery; kept per serial number where there is one. A replacement continues the period
of the unit it replaces (setting: starts anew)". "La garantie peut varier par produit"
(CATS); "alle produkter har en garantiperiode på 12 måneder" (LUX); "2 ans légales de
garantie" (MCH).
"""

from dataclasses import dataclass
from datetime import date

from odoo.tools import date_utils

from .because import Reason
from .facts import JsonFacts, to_iso

# The months of a product or category that is to have no warranty. 0 says nothing: the
# next setting counts.
NO_WARRANTY = -1


@dataclass(frozen=True)
class WarrantyPeriod:
    """The months of warranty, 0 for none, and whose setting says so."""

    months: int
    because: tuple

    def outcome_json(self):
        return self.months


def decide_warranty_period(product, categories, company):
    """Decide the warranty of a product: the setting that is closest to it counts.

    Codes of reasons: ``product``, ``category``, ``company`` (fact ``months``),
    ``excluded`` (fact ``by``: ``product`` or ``category``), ``no_warranty``.

    :param int product: months that the product itself is given; 0 for none of its own,
        :data:`NO_WARRANTY` for a product without warranty in a category that has one.
    :param categories: the same of its category and of those above it, the closest
        first.
    :param int company: months that hold for all that the seller sells; 0 for none.
    :rtype: WarrantyPeriod
    """
    settings = [
        ("product", product),
        *(("category", months) for months in categories),
        ("company", company),
    ]
    for code, months in settings:
        if months > 0:
            return WarrantyPeriod(months, (Reason(code, {"months": months}),))
        if months < 0:
            return WarrantyPeriod(0, (Reason("excluded", {"by": code}),))
    return WarrantyPeriod(0, (Reason("no_warranty"),))


# ----------------------------------------------------------------------
# The warranty of a unit
# ----------------------------------------------------------------------


def get_warranty_end(start, months):
    """Return the last day of a warranty, on which it still holds.

    Months are calendar months: from August 31, six months end on the last of February.

    :param date start: the day of delivery.
    :param int months: how long it lasts, 1 or more.
    :rtype: date
    """
    return date_utils.add(start, months=months)


@dataclass(frozen=True)
class WarrantyFacts(JsonFacts):
    """What the warranty of a delivered unit (or line) rests on.

    :param int months: what :func:`decide_warranty_period` said; 0 for none.
    :param date delivered: when the customer got it, on his calendar; ``None`` as long
        as it is not delivered.
    :param bool returned: whether it came back since; a unit that is sold again is
        delivered again and not returned.
    :param bool is_replacement: whether it stands in for a unit that was returned.
    :param date replaced_start: when the warranty of the unit began that it replaces;
        ``None`` when that one had none.
    :param date replaced_end: when that warranty ends.
    :param bool continues: whether a replacement continues the period of the unit that
        it replaces; else it starts anew.
    """

    months: int
    delivered: date | None = None
    returned: bool = False
    is_replacement: bool = False
    replaced_start: date | None = None
    replaced_end: date | None = None
    continues: bool = True


@dataclass(frozen=True)
class Warranty:
    """The first and the last day of a warranty, ``None`` both when there is none."""

    start: date | None
    end: date | None
    because: tuple

    def outcome_json(self):
        return {"start": to_iso(self.start), "end": to_iso(self.end)}


def decide_warranty(facts):
    """Decide from when until when a unit is under warranty.

    It starts at the delivery to the customer, is cleared when the unit comes back, and
    is continued by a replacement: what is left of the period goes over to it, no more.

    Codes of reasons: ``returned``, ``not_delivered`` (fact ``months``),
    ``no_warranty``, ``continued`` (facts ``start``, ``end``), ``delivered`` (facts
    ``start``, ``months``, ``end``); a replacement that starts anew says ``anew`` first.

    :param WarrantyFacts facts: what is known of the unit.
    :rtype: Warranty
    """
    if facts.returned:
        return Warranty(None, None, (Reason("returned"),))
    if not facts.delivered:
        waiting = Reason("not_delivered", {"months": facts.months})
        return Warranty(None, None, (waiting,))
    if facts.is_replacement and facts.continues:
        return _continue_warranty(facts)
    anew = (Reason("anew"),) if facts.is_replacement else ()
    if not facts.months:
        return Warranty(None, None, (*anew, Reason("no_warranty")))
    end = get_warranty_end(facts.delivered, facts.months)
    period = {"start": facts.delivered.isoformat(), "months": facts.months}
    delivered = Reason("delivered", {**period, "end": end.isoformat()})
    return Warranty(facts.delivered, end, (*anew, delivered))


def _continue_warranty(facts):
    """:return: the warranty of a unit that has that of the one it replaces."""
    start, end = facts.replaced_start, facts.replaced_end
    if not (start and end):
        return Warranty(None, None, (Reason("no_warranty"),))
    period = {"start": start.isoformat(), "end": end.isoformat()}
    return Warranty(start, end, (Reason("continued", period),))


def decide_warranty_again(frozen):
    """Take a frozen decision again, from what :meth:`WarrantyFacts.to_json` gave."""
    return decide_warranty(WarrantyFacts.from_json(frozen))


@dataclass(frozen=True)
class WarrantyStatus:
    """``not_started``, ``in``, ``out`` or ``none``, and why."""

    status: str
    because: tuple

    def outcome_json(self):
        return self.status


def decide_warranty_status(start, end, months, day):
    """Tell whether a unit is under warranty on a day; on the last one it still is.

    Codes of reasons: ``no_warranty``, ``not_delivered`` (fact ``months``), ``starts``
    (fact ``start``), ``within`` (facts ``start``, ``end``, ``left`` in days, 0 on the
    last one), ``ended`` (facts ``start``, ``end``, ``over`` in days, 1 or more).

    :param date start: first day of the warranty, as kept for the unit, or ``None``.
    :param date end: its last day, or ``None``.
    :param int months: how long it will last once the unit is delivered; 0 for never.
    :param date day: the day asked for, on the calendar of delivery.
    :rtype: WarrantyStatus
    """
    if not (start and end):
        if months > 0:
            waiting = Reason("not_delivered", {"months": months})
            return WarrantyStatus("not_started", (waiting,))
        return WarrantyStatus("none", (Reason("no_warranty"),))
    period = {"start": start.isoformat(), "end": end.isoformat()}
    if day < start:
        starts = Reason("starts", {"start": period["start"]})
        return WarrantyStatus("not_started", (starts,))
    if day <= end:
        within = Reason("within", {**period, "left": (end - day).days})
        return WarrantyStatus("in", (within,))
    ended = Reason("ended", {**period, "over": (day - end).days})
    return WarrantyStatus("out", (ended,))
