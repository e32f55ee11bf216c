"""When the fees of an order are invoiced, and when they are credited.

Source: PAY-7, "fees are ordinary documents": a fee comes with the goods that it was
charged for. It stands on the first invoice of goods, never before them, and an
accountant who credited it does not find it on the next invoice again.

Source: FEE-1, the fee is "on quotation, order, invoice and credit note like any line":
an order that is undone as a whole is credited as a whole. Who keeps some of the goods
keeps the fee, and nobody is charged one afterwards because of what he sent back.

Source: AFS-5, AFS-6, who sends it all back by the seller's fault bears nothing of it:
then what was paid for carrying the goods is credited with them, too.
"""

from dataclasses import dataclass

from .because import Reason


@dataclass(frozen=True)
class FeeInvoicingFacts:
    """What the decision looks at.

    :param float open: quantity of the fee that is ordered and not invoiced, net of
        credit notes; negative when more is invoiced than ordered.
    :param bool is_billed: whether an invoice bore the fee already, credited or not.
    :param bool goods_open: whether goods of the order can be invoiced now.
    :param bool goods_invoiced: whether goods of the order are invoiced, net of credits.
    """

    open: float
    is_billed: bool
    goods_open: bool
    goods_invoiced: bool


def get_fee_to_invoice(facts):
    """Return the quantity of a fee that is to be invoiced now.

    What is to be credited, because staff lowered the fee, always is. A fee waits for
    the first goods. One that was credited comes back only if its goods were credited
    with it and are invoiced anew.

    :param FeeInvoicingFacts facts: what is known of the fee and its order.
    :rtype: float
    """
    if facts.open <= 0:
        return facts.open
    if facts.is_billed and facts.goods_invoiced:
        return 0.0
    return facts.open if facts.goods_open or facts.goods_invoiced else 0.0


@dataclass(frozen=True)
class FeeCreditFacts:
    """What the decision on a credit looks at.

    :param bool is_carried: whether the fee pays for carrying goods, and some were.
    :param bool goods_remain: whether goods stay invoiced, once all that was sent back
        is credited.
    :param bool goods_awaited: whether more goods of the order are to be delivered.
    :param bool is_sellers_fault: whether all that came back did so because the seller
        erred, see :func:`returns_finding.is_sellers_fault`.
    """

    is_carried: bool
    goods_remain: bool
    goods_awaited: bool
    is_sellers_fault: bool = False


@dataclass(frozen=True)
class FeeCredit:
    """Whether an invoiced fee is credited, as a whole, and why or why not."""

    is_due: bool
    because: tuple

    def outcome_json(self):
        return self.is_due


def decide_fee_credit(facts):
    """Decide whether a fee that was invoiced is credited with the goods.

    What was paid for carriage is not undone by sending the goods back, unless the fault
    is the seller's. Staff who see it there otherwise waive the fee, and it is credited.

    :param FeeCreditFacts facts: what is known of the order.
    :rtype: FeeCredit
    """
    if facts.goods_remain:
        return FeeCredit(False, (Reason("goods_kept"),))
    if facts.goods_awaited:
        return FeeCredit(False, (Reason("goods_awaited"),))
    if facts.is_sellers_fault:
        return FeeCredit(True, (Reason("seller_erred"),))
    if facts.is_carried:
        return FeeCredit(False, (Reason("carried"),))
    return FeeCredit(True, (Reason("undone"),))
