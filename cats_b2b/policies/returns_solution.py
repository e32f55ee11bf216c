"""What becomes of a claim after its inspection.

Source: AFS-5, "DOA or defective-when-new and in stock → replacement; used → repair; not
repairable → replacement; replacement not in stock → credit note or voucher; both
possible → the customer chooses. A replacement leaves only after the defective unit was
collected". AFS-6, "not defective → goods go back at the customer's cost after he agreed
to pay; else they are kept, neither sent nor refunded". AFS-7, out of warranty a repair
quotation. AFS-9, "an open PayPal dispute blocks exchange and service".

"U krijgt dan of een vervangend toestel of een creditnota" (WHS). "Si les deux solutions
sont possibles, vous pourrez choisir celle qui vous convient le mieux" (INK). "Nous
procédons au remplacement si le produit est neuf et n'a jamais été utilisé"; "le nouveau
produit sera toujours expédié une fois le ramassage du premier appareil effectué, sans
aucune exception" (MCH). "Alle tilbakebetalinger skjer via den betalingsmåten du brukte"
(LUX).
"""

from dataclasses import dataclass

from . import returns_finding as finding
from .because import Reason
from .returns_carriage import decide_carriage
from .returns_finding import CaseFacts, find
from .returns_terms import CUSTOMER, NOBODY, SELLER, thaw_facts

# Solutions that bring something to the customer.
SENDING = frozenset({"replacement", "resend", "repair", "send_back"})
# Of those, what comes from stock.
_FROM_STOCK = frozenset({"replacement", "resend"})
# What is charged is agreed to before (AFS-6); a repair has steps of its own.
_AT_OWN_COST = ("carriage_agreed", "payment_terms")


@dataclass(frozen=True, kw_only=True)
class SolutionFacts(CaseFacts):
    """What is known of a claim, and of what can be done about it.

    :param bool in_stock: whether what would replace the goods is in stock.
    :param bool repairable: whether the unit can be repaired and is worth it.
    :param bool invoiced: whether the goods were invoiced.
    :param bool paid: whether they were paid, before or after.
    :param bool refundable: whether the provider of that payment can give it back.
    """

    in_stock: bool = False
    repairable: bool = True
    invoiced: bool = True
    paid: bool = False
    refundable: bool = False


@dataclass(frozen=True)
class Solution:
    """One thing that may be done.

    :param str code: of :data:`returns_terms.SOLUTIONS`.
    :param str carriage_out: who pays for bringing it to the customer: ``seller``,
        ``customer``, or ``none`` when nothing goes to him.
    :param tuple conditions: codes of what has to be so before it is carried out:
        ``collected`` (the defective unit was picked up), ``carriage_agreed``,
        ``payment_terms``, ``quote_accepted``, ``scrap_agreed``, ``dispute_closed``,
        ``inspected``. Of a quoted repair, the first is for the repair to begin, the
        second for the way back.
    :param tuple because: how. Codes: ``free``, ``quotation``, ``service_centre``,
        ``credit_note``, ``not_invoiced``, ``voucher``, ``by_provider``, ``by_hand``,
        ``at_own_cost``, ``neither_sent_nor_refunded``.
    """

    code: str
    carriage_out: str
    conditions: tuple
    because: tuple

    def outcome_json(self):
        return {
            "code": self.code,
            "carriage_out": self.carriage_out,
            "conditions": list(self.conditions),
            "because": [reason.to_json() for reason in self.because],
        }


@dataclass(frozen=True)
class SolutionDecision:
    """What may be done about a claim, the proposed solution first.

    :param tuple solutions: of :class:`Solution`, never empty.
    :param str chooser: ``customer``, ``seller``, or ``none`` where nothing is to be
        chosen.
    :param str carriage_in: who pays for the way in: ``seller``, ``customer``, ``none``.
    :param str finding: what is the matter, see :mod:`returns_finding`.
    :param tuple because: the clauses: what was found, what stock and repair say, who
        pays carriage. Codes: those of :func:`returns_finding.find`, ``repairable``,
        ``not_repairable``, ``in_stock``, ``out_of_stock``, those of
        :class:`returns_carriage.Carriage`.
    """

    solutions: tuple
    chooser: str
    carriage_in: str
    finding: str
    because: tuple

    @property
    def proposed(self):
        """The code of the solution that is proposed."""
        return self.solutions[0].code

    @property
    def codes(self):
        """The codes of the allowed solutions, the proposed one first."""
        return tuple(solution.code for solution in self.solutions)

    def get(self, code):
        """:return: the allowed solution of that code, ``None`` when it is not."""
        return next((one for one in self.solutions if one.code == code), None)

    def outcome_json(self):
        return {
            "solutions": [solution.outcome_json() for solution in self.solutions],
            "chooser": self.chooser,
            "carriage_in": self.carriage_in,
            "finding": self.finding,
        }


def decide_solutions(facts, terms):
    """Decide what may be done about a claim, and what is proposed.

    :param SolutionFacts facts: what is known of it.
    :param ReturnTerms terms: the shop's.
    :rtype: SolutionDecision
    """
    found = find(facts, terms)
    carriage = decide_carriage(facts, terms)
    options, notes = _RULES[found.code](facts, terms)
    is_sent = any(option[0] in SENDING for option in options)
    said = [why for why in carriage.because if is_sent or why.facts["way"] != "out"]
    return SolutionDecision(
        tuple(_build(carriage, *option) for option in options),
        _get_chooser(found.code, options, terms),
        carriage.inbound,
        found.code,
        (*found.because, *notes, *said),
    )


def decide_solutions_again(frozen):
    """Take a frozen decision again, from what :func:`freeze_facts` gave."""
    return decide_solutions(*thaw_facts(SolutionFacts, frozen))


def _build(carriage, code, conditions=(), how=None):
    payer = carriage.outbound if code in SENDING else NOBODY
    if code == "send_back" and payer == SELLER:
        conditions, how = (), "free"
    elif code in _FROM_STOCK and payer == CUSTOMER:
        conditions, how = (*conditions, *_AT_OWN_COST), "at_own_cost"
    because = (Reason(how),) if how else ()
    return Solution(code, payer, conditions, because)


def _get_chooser(case, options, terms):
    """:return: who chooses; what becomes of his own goods is the customer's choice."""
    if len(options) == 1:
        return NOBODY
    if terms.customer_chooses or case in _OWN_GOODS:
        return CUSTOMER
    return SELLER


# ----------------------------------------------------------------------
# One rule per finding: (facts, terms) → options (code, conditions, how), and notes
# ----------------------------------------------------------------------

_REPLACEMENT = ("replacement", ("collected",))
_RESEND = ("resend",)
_SEND_BACK = ("send_back", _AT_OWN_COST, "at_own_cost")
_KEEP = ("keep", (), "neither_sent_nor_refunded")
_SCRAP = ("scrap", ("scrap_agreed",))
_QUOTED_REPAIR = ("repair", ("quote_accepted", "payment_terms"), "quotation")


def _get_money(facts, terms):
    """:return: the ways in which money can be given back, as the shop prefers them.

    A voucher is given for what was invoiced, a refund for what was paid. A credit is
    always possible: what was not invoiced is not invoiced then.
    """
    invoiced = "credit_note" if facts.invoiced else "not_invoiced"
    credit = ("credit", (), invoiced)
    ways = {"credit": credit}
    if facts.invoiced:
        ways["voucher"] = ("voucher", (), "voucher")
    if facts.paid:
        how = "by_provider" if facts.refundable else "by_hand"
        ways["refund"] = ("refund", (), how)
    return [ways[way] for way in terms.money if way in ways] or [credit]


def _wait_for_dispute(facts, terms):
    return [("hold", ("dispute_closed",))], ()


def _wait_for_inspection(facts, terms):
    return [("hold", ("inspected",))], ()


def _return_to_owner(facts, terms):
    return [_SEND_BACK, _KEEP], ()


def _give_money(facts, terms):
    return _get_money(facts, terms), ()


def _replace_or_credit(facts, terms, replacement=_REPLACEMENT):
    if facts.in_stock:
        return [replacement, *_get_money(facts, terms)], (Reason("in_stock"),)
    return _get_money(facts, terms), (Reason("out_of_stock"),)


def _send_missing(facts, terms):
    return _replace_or_credit(facts, terms, _RESEND)


def _repair_used(facts, terms):
    if facts.repairable:
        by_seller = terms.warranty_service == SELLER
        how = "free" if by_seller else "service_centre"
        return [("repair", (), how)], (Reason("repairable"),)
    options, notes = _replace_or_credit(facts, terms)
    if facts.in_stock and not terms.money_for_used:
        options = [_REPLACEMENT]
    return options, (Reason("not_repairable"), *notes)


def _repair_outside(facts, terms):
    if facts.repairable and terms.repairs_outside_warranty:
        return [_QUOTED_REPAIR, _SEND_BACK, _SCRAP], (Reason("repairable"),)
    note = () if facts.repairable else (Reason("not_repairable"),)
    return [_SEND_BACK, _SCRAP], note


_RULES = {
    finding.DISPUTE: _wait_for_dispute,
    finding.UNINSPECTED: _wait_for_inspection,
    finding.FOREIGN: _return_to_owner,
    finding.UNFOUNDED: _return_to_owner,
    finding.RETURN: _give_money,
    finding.MISSING: _send_missing,
    finding.ERROR: _replace_or_credit,
    finding.TRANSPORT: _replace_or_credit,
    finding.DOA: _replace_or_credit,
    finding.NEW: _replace_or_credit,
    finding.USED: _repair_used,
    finding.OUTSIDE: _repair_outside,
}
# Findings that leave the goods the customer's.
_OWN_GOODS = frozenset({finding.FOREIGN, finding.UNFOUNDED, finding.OUTSIDE})
