"""How long a cart is kept, and what becomes of it then.

Source: ORD-1, "A logged-in user's cart is kept 3 days (setting), on every device; an
expired cart can be restored as a template."
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .because import Reason

# Money that came in, or may still.
OPEN_PAYMENTS = frozenset({"pending", "authorized", "done"})


@dataclass(frozen=True)
class CartFacts:
    """What decides about a cart.

    :param datetime changed_at: when its user last changed it; ``None`` if unknown.
    :param int hours: how long carts are kept after that; 0 keeps them for ever.
    :param bool has_articles: whether there is anything to save.
    :param frozenset payments: states of the payments that were tried for it.
    :param bool is_order: whether it is more than a cart: staff wrote it, or it was
        sent or placed before it became a draft again.
    :param bool has_owner: whether there is a customer's user to save it for.
    """

    changed_at: datetime | None
    hours: int
    has_articles: bool = True
    payments: frozenset = frozenset()
    is_order: bool = False
    has_owner: bool = True


@dataclass(frozen=True)
class CartDecision:
    """What becomes of a cart.

    :param str outcome: ``kept``, ``deleted``, or ``cancelled``: what was tried to be
        paid stays in the books.
    :param bool saved: whether its articles become a template first.
    """

    outcome: str
    saved: bool = False
    because: tuple = ()


def get_end(changed_at, hours):
    """:return: until when a cart is kept, in the time of ``changed_at``; ``None`` for
    ever.

    :rtype: datetime | None
    """
    if not changed_at or hours <= 0:
        return None
    return changed_at + timedelta(hours=hours)


def decide_expiry(facts, now):
    """Decide what becomes of a cart.

    :param CartFacts facts: the cart.
    :param datetime now: in the time of ``facts.changed_at``.
    :return: codes of reasons: ``order`` (it is none of these carts), ``endless`` and
        ``fresh`` (not yet), ``payment`` (money is on its way), ``expired``, ``tried``
        (a payment failed), ``empty``, ``ownerless`` (nobody could open a template).
    :rtype: CartDecision
    """
    if facts.is_order:
        return CartDecision("kept", because=(Reason("order"),))
    end = get_end(facts.changed_at, facts.hours)
    if end is None:
        return CartDecision("kept", because=(Reason("endless"),))
    if now < end:
        return CartDecision("kept", because=(Reason("fresh"),))
    if facts.payments & OPEN_PAYMENTS:
        return CartDecision("kept", because=(Reason("payment"),))
    because = [Reason("expired", {"hours": facts.hours})]
    if facts.payments:
        because.append(Reason("tried"))
    if not facts.has_articles:
        because.append(Reason("empty"))
    if not facts.has_owner:
        because.append(Reason("ownerless"))
    outcome = "cancelled" if facts.payments else "deleted"
    saved = facts.has_articles and facts.has_owner
    return CartDecision(outcome, saved, tuple(because))
