"""Until when something may be claimed.

Source: AFS-2, "what may be claimed and until when follows the policy: DOA 45 days,
no-reason 50 days in unopened packaging, warranty period else". "We hebben een 45 dagen
retour beleid op DOA's" (WHS); "innen 50 dager etter mottak" (LUX); "si une défectuosité
est constatée dans le délai de garantie, un produit peut être retourné" (CATS).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from .because import Reason
from .returns_terms import RETURNS


@dataclass(frozen=True)
class Window:
    """How long a reason can be claimed.

    :param date until: the last day; ``None`` when there is none.
    :param bool is_offered: whether the reason can be claimed at all; without a last
        day, it can be for as long as one likes.
    :param str rule: ``days``, ``warranty``, ``no_warranty``, ``not_offered``,
        ``unlimited``, or ``incomplete``: the days begin when the order is complete.
    :param int days: how many days, where days count.
    :param date since: from when on they count.
    """

    until: date | None
    is_offered: bool
    rule: str
    days: int = 0
    since: date | None = None

    def is_open(self, day):
        """:return: whether a claim made on that day is in time."""
        return self.is_offered and (self.until is None or day <= self.until)

    def explain(self, day):
        """Say why a claim made on that day is in time, or why not.

        Codes: ``not_offered``, ``no_warranty``, ``unlimited``, ``order_incomplete``
        (fact ``days``), ``within_days`` and ``too_late`` (facts ``days``, ``since``,
        ``until``, ``age``), ``within_warranty`` (``until``), ``warranty_ended``
        (``until``, ``over`` in days).

        :rtype: Reason
        """
        if self.rule == "incomplete":
            return Reason("order_incomplete", {"days": self.days})
        if self.until is None:
            return Reason(self.rule)
        until = {"until": self.until.isoformat()}
        if self.rule == "days":
            age = {"age": max((day - self.since).days, 0), "days": self.days}
            count = {"since": self.since.isoformat(), **until, **age}
            return Reason("within_days" if self.is_open(day) else "too_late", count)
        if self.is_open(day):
            return Reason("within_warranty", until)
        over = (day - self.until).days
        return Reason("warranty_ended", {**until, "over": over})


def get_window(reason, facts, terms):
    """Return until when a reason can be claimed.

    :param str reason: of :data:`returns_terms.REASONS`.
    :param facts: with ``delivered``, ``completed`` and ``warranty_end``, days or
        ``None``; ``delivered`` is given.
    :param ReturnTerms terms: the shop's.
    :rtype: Window
    """
    if reason == "defective":
        return _last_warranty(facts.warranty_end)
    days = getattr(terms, f"{reason}_days")
    if reason in RETURNS and terms.returns_from == "order":
        if days and not facts.completed:
            return Window(None, True, "incomplete", days)
        return _last_days(days, facts.completed)
    if days or reason in ("doa", *RETURNS):
        return _last_days(days, facts.delivered)
    windows = _last_warranty(facts.warranty_end), get_window("doa", facts, terms)
    offered = [window for window in windows if window.is_offered]
    # A shop without DOA, an article without warranty: its own errors still are its own.
    unlimited = Window(None, True, "unlimited")
    return max(offered, key=lambda window: window.until, default=unlimited)


def _last_days(days, since):
    if not days:
        return Window(None, False, "not_offered")
    return Window(since + timedelta(days=days), True, "days", days, since)


def _last_warranty(end):
    if not end:
        return Window(None, False, "no_warranty")
    return Window(end, True, "warranty")
