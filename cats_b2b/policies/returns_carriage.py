"""Who pays for the carriage of a return, on its way in and on its way back.

Source: AFS-6, "who pays carriage: the seller for DOA, defects within the first 6 months
and own errors; the customer otherwise". "À nos frais bien sûr puisque l'erreur nous
incombe" (INK); "si le produit ne s'avère pas défectueux, nous pourrons vous le
retourner, mais dans ce cas, cela sera à vos frais" (INK); "si le client choisit de nous
renvoyer le produit, les frais de retour seront à sa charge" (MCH, of disputes).
"""

from dataclasses import dataclass

from odoo.tools import date_utils

from . import returns_finding as finding
from .because import Reason
from .returns_finding import CaseFacts, find
from .returns_terms import CARRIER, CUSTOMER, NOBODY, SELLER, thaw_facts

_OWN_FAULT = {
    finding.ERROR: "carriage_own_error",
    finding.MISSING: "carriage_own_error",
    finding.TRANSPORT: "carriage_transport_damage",
    finding.DOA: "carriage_doa",
}
_UNFOUNDED = frozenset({finding.UNFOUNDED, finding.FOREIGN})


@dataclass(frozen=True)
class Carriage:
    """Who pays for the way in and the way back to the customer.

    :param str inbound: ``seller``, ``customer``, or ``none`` when nothing is sent in.
    :param str outbound: ``seller`` or ``customer``, should anything go to the customer:
        what replaces, what was repaired, what goes back as it is.
    :param tuple because: of the way in first, each with the facts ``way`` (``in``,
        ``out``, ``both``) and ``payer``. Codes: ``carriage_dispute``,
        ``carriage_own_carrier``, ``carriage_own_error``, ``carriage_transport_damage``,
        ``carriage_doa``, ``carriage_customer_erred``, ``carriage_first_months`` and
        ``carriage_after_months`` (facts ``months``, ``since``, ``until``),
        ``carriage_warranty_back``, ``carriage_free_return``, ``carriage_return``,
        ``carriage_outside``, ``carriage_unfounded``.
    """

    inbound: str
    outbound: str
    because: tuple

    def outcome_json(self):
        return {"inbound": self.inbound, "outbound": self.outbound}


def decide_carriage(facts, terms):
    """Decide who pays for carriage.

    Before the inspection the customer's word counts. If his claim proves unfounded, the
    way back is at his cost; for the way in stands what was promised, unless the shop
    charges it then.

    :param CaseFacts facts: what is known of the claim.
    :param ReturnTerms terms: the shop's.
    :rtype: Carriage
    """
    inbound, why_in = _decide_inbound(facts, terms)
    outbound, why_out = _decide_outbound(facts, terms)
    if inbound == NOBODY:
        because = [_say(why_out, "out", outbound)]
    elif why_in == why_out:
        because = [_say(why_in, "both", inbound)]
    else:
        because = [_say(why_in, "in", inbound), _say(why_out, "out", outbound)]
    return Carriage(inbound, outbound, tuple(because))


def decide_carriage_again(frozen):
    """Take a frozen decision again, from what :func:`freeze_facts` gave."""
    return decide_carriage(*thaw_facts(CaseFacts, frozen))


def _say(why, way, payer):
    return Reason(why.code, {"way": way, "payer": payer, **why.facts})


def _get_case(facts, terms):
    """:return: what was found, or will be if the customer is right."""
    found = find(facts, terms)
    if found.code == finding.UNINSPECTED:
        found = find(facts.presume(), terms)
    return found.code


def _decide_inbound(facts, terms):
    if facts.dispute:
        return CUSTOMER, Reason("carriage_dispute")
    if facts.reason == "missing_article":
        return NOBODY, Reason("carriage_own_error")
    if facts.own_carrier and not terms.refunds_own_carrier:
        return CUSTOMER, Reason("carriage_own_carrier")
    case = _get_case(facts, terms)
    if case in _UNFOUNDED and terms.recharges_inbound and facts.erred != SELLER:
        return CUSTOMER, Reason("carriage_unfounded")
    if case in _UNFOUNDED:
        case = find(facts.presume(), terms).code
    return _judge(case, facts, terms)


def _decide_outbound(facts, terms):
    if facts.dispute:
        return CUSTOMER, Reason("carriage_dispute")
    case = _get_case(facts, terms)
    if case in _UNFOUNDED and facts.erred != SELLER:
        return CUSTOMER, Reason("carriage_unfounded")
    payer, why = _judge(case, facts, terms)
    if why.code == "carriage_after_months":
        return terms.warranty_carriage_out, Reason("carriage_warranty_back")
    if why.code == "carriage_free_return":
        return CUSTOMER, Reason("carriage_return")
    return payer, why


def _judge(case, facts, terms):
    """:return: who pays in a case, and why; who erred goes before the rest."""
    if facts.erred == SELLER:
        return SELLER, Reason("carriage_own_error")
    if facts.erred == CUSTOMER:
        return CUSTOMER, Reason("carriage_customer_erred")
    if facts.erred == CARRIER:
        return SELLER, Reason("carriage_transport_damage")
    if case in _OWN_FAULT:
        return SELLER, Reason(_OWN_FAULT[case])
    if case == finding.RETURN:
        if facts.reason in terms.free_return_reasons:
            return SELLER, Reason("carriage_free_return")
        return CUSTOMER, Reason("carriage_return")
    if case in (finding.NEW, finding.USED):
        return _judge_age(facts, terms)
    return CUSTOMER, Reason("carriage_outside")


def _judge_age(facts, terms):
    """:return: who pays for a defect under warranty: the first months are the seller's.

    The last day is that with the same number, or the last of a shorter month.
    """
    from_payment = terms.carriage_from == "payment" and facts.paid_on
    since = facts.paid_on if from_payment else facts.delivered
    until = date_utils.add(since, months=terms.carriage_months)
    period = {"months": terms.carriage_months, "since": since.isoformat()}
    period["until"] = until.isoformat()
    if terms.carriage_months and facts.claimed <= until:
        return SELLER, Reason("carriage_first_months", period)
    return CUSTOMER, Reason("carriage_after_months", period)
