"""When the fees of an order are invoiced.

Source: PAY-7, "fees are ordinary documents": a fee comes with the goods that it was
charged for. It stands on the first invoice of goods, never before them, and an
accountant who credited it does not find it on the next invoice again.
"""

from dataclasses import dataclass


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
