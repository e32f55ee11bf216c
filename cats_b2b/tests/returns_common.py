"""The terms of the five shops, and facts of a delivery on March 12, 2026."""

from dataclasses import replace
from datetime import date, timedelta

from ..policies.returns_claim import ClaimFacts
from ..policies.returns_solution import SolutionFacts
from ..policies.returns_terms import ReturnTerms

DELIVERED = date(2026, 3, 12)
# 24 months, as CATS and MCH give.
WARRANTY_END = date(2028, 3, 12)

# Power supplies: the defaults.
CATS = ReturnTerms(version="CATS")
# Ink cartridges: "bon de retour", voucher or cheque, nothing torn open, "nous prendrons
# en charge les frais de réexpédition" as long as the warranty lasts. What is missing or
# wrong is to be said "dans les plus brefs délais".
INK = ReturnTerms(
    version="INK",
    doa_days=0,
    no_reason_days=0,
    own_mistake_days=14,
    transport_damage_days=14,
    wrong_article_days=14,
    missing_article_days=14,
    sealed_reasons=("own_mistake", "wrong_article"),
    repeat_limit=1,
    repairs_outside_warranty=False,
    money=("voucher", "refund"),
    money_for_used=True,
    carriage_months=24,
)
# IT wholesaler: DOA within 45 days, replacement or credit note; else service centres.
WHS = ReturnTerms(
    version="WHS",
    no_reason_days=0,
    own_mistake_days=0,
    warranty_service="service_centre",
    repairs_outside_warranty=False,
    money=("credit",),
)
# Garden machines: the seller chooses; carriage counts from the payment.
MCH = ReturnTerms(
    version="MCH",
    doa_days=0,
    no_reason_days=0,
    own_mistake_days=0,
    customer_chooses=False,
    money=("credit", "refund"),
    carriage_from="payment",
)
# Lamps: 50 days without a reason, for nothing, refunded the way the money came.
LUX = ReturnTerms(
    version="LUX",
    doa_days=0,
    returns_from="order",
    sealed_reasons=(),
    money=("refund", "credit"),
    free_return_reasons=("own_mistake", "no_reason"),
)
SHOPS = (CATS, INK, WHS, MCH, LUX)


def after(days, start=DELIVERED):
    """:return: the day so many days after the delivery."""
    return start + timedelta(days=days)


def claim(reason, **changes):
    """:return: facts of one unit claimed on the day of delivery, all said and shown."""
    facts = ClaimFacts(
        reason=reason,
        today=DELIVERED,
        delivered=DELIVERED,
        completed=DELIVERED,
        warranty_end=WARRANTY_END,
        quantity=1.0,
        packaging="sealed",
        photos=1,
    )
    return replace(facts, **changes)


def case(reason, verdict="", **changes):
    """:return: facts of one unit claimed ten days after it was delivered, in stock."""
    facts = SolutionFacts(
        reason=reason,
        verdict=verdict,
        claimed=after(10),
        delivered=DELIVERED,
        completed=DELIVERED,
        warranty_end=WARRANTY_END,
        in_stock=True,
        paid=True,
        refundable=True,
    )
    return replace(facts, **changes)
