"""What a repair costs the customer, and what comes next in it.

Source: AFS-7, "out of warranty: repair quotation with parts, labour and transport;
repaired only after acceptance, returned after payment terms are met": "les réparations
non couvertes par la garantie font exception pour les frais de transport, pièces et main
d'oeuvre car elles sont entièrement à la charge du client" (MCH). "C'est possible.
Veuillez contacter notre Service Client avant d'envoyer vos produits pour réparation"
(CATS).
"""

from dataclasses import dataclass

from . import returns_finding as finding
from .because import Reason
from .returns_carriage import decide_carriage
from .returns_finding import CaseFacts, find
from .returns_terms import CUSTOMER, NOBODY, SELLER, thaw_facts

# What a repair costs; transport is the way back.
COSTS = ("parts", "labour", "transport")


@dataclass(frozen=True, kw_only=True)
class RepairFacts(CaseFacts):
    """What is known of a unit that is to be repaired, and of what was done with it.

    :param bool repairable: whether it can be repaired and is worth it.
    :param bool quoted: whether the customer has the quotation.
    :param str answer: his answer: ``accepted``, ``refused``, or empty.
    :param str wish: what he wants after a refusal, or when nothing can be repaired:
        ``send_back``, ``scrap``, ``keep``; empty as long as he has not said it.
    :param bool repaired: whether the repair is done.
    :param bool payment_met: whether the company's terms of payment are met for what the
        customer has to pay.
    """

    reason: str = "defective"
    repairable: bool = True
    quoted: bool = False
    answer: str = ""
    wish: str = ""
    repaired: bool = False
    payment_met: bool = False


@dataclass(frozen=True)
class RepairDecision:
    """What a repair costs and what comes next.

    :param str action: ``inspect``, ``repair``, ``quote``, ``answer`` (the quotation),
        ``send`` (the repaired unit), ``pay``, ``wish`` (say what becomes of the unit),
        ``send_back`` (as it is), ``keep``, ``scrap``, ``exchange`` (it cannot be
        repaired: see :func:`returns_solution.decide_solutions`), ``service_centre``,
        ``close_dispute``.
    :param str actor: who has to do it: ``seller`` or ``customer``; ``none`` of what is
        kept.
    :param tuple choices: what the customer can answer: ``accepted`` and ``refused``, or
        ``send_back`` with ``scrap`` or ``keep``; empty when he is not asked.
    :param tuple free: of :data:`COSTS`, what the seller bears.
    :param tuple charged: what the customer pays; nothing before anybody has inspected.
    :param tuple because: what was found; ``not_repairable``, ``no_paid_repairs``,
        ``quotation``, ``accepted``, ``refused``, ``payment_terms``,
        ``service_centre``; who pays the way back.
    """

    action: str
    actor: str
    choices: tuple
    free: tuple
    charged: tuple
    because: tuple

    @property
    def may_repair(self):
        """Whether work may begin."""
        return self.action == "repair"

    @property
    def may_send(self):
        """Whether the unit may leave for the customer."""
        return self.action in ("send", "send_back")

    def outcome_json(self):
        return {
            "action": self.action,
            "actor": self.actor,
            "choices": list(self.choices),
            "free": list(self.free),
            "charged": list(self.charged),
        }


def decide_repair(facts, terms):
    """Decide what a repair costs, and what is to be done next.

    Under warranty parts and labour are free, and so is the way back as long as the
    terms say that the seller pays it. Otherwise all three are quoted, nothing is done
    before the customer accepts, and the unit leaves when the terms of payment are met.
    Who refuses chooses: back at his cost, or scrapped.

    :param RepairFacts facts: what is known of the unit.
    :param ReturnTerms terms: the shop's.
    :rtype: RepairDecision
    """
    found = find(facts, terms)
    if found.code == finding.DISPUTE:
        return _wait(found, "close_dispute", CUSTOMER)
    if found.code == finding.UNINSPECTED:
        return _wait(found, "inspect", SELLER)
    if not found.is_covered:
        return _decide_own_cost(found, facts, terms)
    return _decide_warranty(found, facts, terms)


def decide_repair_again(frozen):
    """Take a frozen decision again, from what :func:`freeze_facts` gave."""
    return decide_repair(*thaw_facts(RepairFacts, frozen))


def _wait(found, action, actor):
    return RepairDecision(action, actor, (), (), (), found.because)


def _decide_warranty(found, facts, terms):
    """:return: what comes next with a unit that the seller has to make good."""
    carriage = decide_carriage(facts, terms)
    transport = ("transport",) if carriage.outbound == CUSTOMER else ()
    free = tuple(cost for cost in COSTS if cost not in transport)
    back = tuple(why for why in carriage.because if why.facts["way"] != "in")
    action, actor, note = _get_warranty_step(facts, terms, transport)
    return RepairDecision(
        action, actor, (), free, transport, (*found.because, *note, *back)
    )


def _get_warranty_step(facts, terms, transport):
    if not facts.repaired:
        return _get_warranty_work(facts, terms)
    if transport and not facts.payment_met:
        return "pay", CUSTOMER, (Reason("payment_terms"),)
    return "send", SELLER, ()


def _get_warranty_work(facts, terms):
    """:return: who repairs, until it is repaired: then the unit goes back alike."""
    if terms.warranty_service != SELLER:
        return "service_centre", SELLER, (Reason("service_centre"),)
    if not facts.repairable:
        return "exchange", SELLER, (Reason("not_repairable"),)
    return "repair", SELLER, ()


def _decide_own_cost(found, facts, terms):
    """:return: what comes next with a unit that is the customer's own affair."""
    if found.code != finding.OUTSIDE:
        return _ask_wish(found, facts, ("send_back", "keep"))
    if not facts.repairable:
        return _ask_wish(found, facts, note="not_repairable")
    if not terms.repairs_outside_warranty:
        return _ask_wish(found, facts, note="no_paid_repairs")
    if facts.answer == "refused":
        return _ask_wish(found, facts, note="refused")
    action, actor, choices, note = _get_quoted_step(facts)
    because = (*found.because, Reason(note))
    return RepairDecision(action, actor, choices, (), COSTS, because)


def _get_quoted_step(facts):
    if facts.answer != "accepted":
        if facts.quoted:
            return "answer", CUSTOMER, ("accepted", "refused"), "quotation"
        return "quote", SELLER, (), "quotation"
    if not facts.repaired:
        return "repair", SELLER, (), "accepted"
    if not facts.payment_met:
        return "pay", CUSTOMER, (), "payment_terms"
    return "send", SELLER, (), "payment_terms"


def _ask_wish(found, facts, choices=("send_back", "scrap"), note=None):
    """:return: what becomes of a unit that is not repaired: its owner says it."""
    because = (*found.because, *((Reason(note),) if note else ()))
    charged = ("transport",)
    if facts.wish not in choices:
        return RepairDecision("wish", CUSTOMER, choices, (), charged, because)
    if facts.wish != "send_back":
        actor = SELLER if facts.wish == "scrap" else NOBODY
        return RepairDecision(facts.wish, actor, (), (), (), because)
    if facts.payment_met:
        return RepairDecision("send_back", SELLER, (), (), charged, because)
    because = (*because, Reason("payment_terms"))
    return RepairDecision("pay", CUSTOMER, (), (), charged, because)
