"""Who may order: a customer who is known, and whose company has a VAT number.

Source: ACC-7, "no anonymous order and no order without a valid VAT number". Bodies
that have no number, such as some authorities, are let through by staff.
"""

from dataclasses import dataclass

from .because import Reason


@dataclass(frozen=True)
class Customer:
    """What decides whether somebody may order.

    :param bool known: somebody who logged in, or whom staff entered; not the public.
    :param bool vat_given: his company has a VAT number; ``/`` is none.
    :param bool country_given: his company has a country, which knows its numbers.
    :param bool vat_valid: the country's check accepts the number.
    :param bool vat_exempt: staff let the company order without a number.
    """

    known: bool
    vat_given: bool = False
    country_given: bool = False
    vat_valid: bool = False
    vat_exempt: bool = False


@dataclass(frozen=True)
class OrderingDecision:
    """Whether the customer may order.

    :param bool allowed: he may.
    :param tuple[Reason] because: ``anonymous``, ``vat_missing``, ``country_missing`` or
        ``vat_invalid`` when he may not; ``vat_valid`` or ``vat_exempt`` when he may.
    """

    allowed: bool
    because: tuple[Reason, ...]

    def outcome_json(self):
        return {"allowed": self.allowed}


def decide_ordering(customer):
    """Decide whether a customer may order (ACC-7).

    The first thing that is in the way is the reason: it is what to mend next.

    :param Customer customer: who wants to order.
    :rtype: OrderingDecision
    """
    code = _find_obstacle(customer)
    if code:
        return OrderingDecision(False, (Reason(code),))
    reason = Reason("vat_exempt" if customer.vat_exempt else "vat_valid")
    return OrderingDecision(True, (reason,))


def _find_obstacle(customer):
    """:return: the code of what keeps the customer from ordering, or ``None``."""
    if not customer.known:
        return "anonymous"
    if customer.vat_exempt:
        return None
    if not customer.vat_given:
        return "vat_missing"
    if not customer.country_given:
        return "country_missing"
    return None if customer.vat_valid else "vat_invalid"
