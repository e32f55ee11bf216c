"""What an inspection came to: what is the matter with a claim.

Source: AFS-4, "received goods are inspected: verdict defective, not defective, misuse,
not as described, packaging opened": "à réception du produit, celui-ci sera contrôlé"
(INK), "zodra de goederen retour ontvangen zijn zullen zij getest worden" (WHS).
AFS-5, AFS-6 and AFS-7 rest on it: the solution, the carriage, the repair.
"""

from dataclasses import dataclass, replace
from datetime import date

from .because import Reason
from .facts import JsonFacts
from .returns_terms import CUSTOMER, FAULTS, RETURNS, SELLER
from .returns_window import get_window

# Claims that proved unfounded: the goods are the customer's, nothing is owed to him.
UNFOUNDED = "unfounded"
# Another unit came than the one that was claimed.
FOREIGN = "foreign"
# Nobody has looked at the goods yet.
UNINSPECTED = "uninspected"
DISPUTE = "dispute"
MISSING = "missing"
# Money for goods that have no fault, as agreed.
RETURN = "return"
# The seller sent the wrong thing, or not what he described.
ERROR = "error"
TRANSPORT = "transport"
DOA = "doa"
# Defective, never used, under warranty.
NEW = "new"
# Defective, used, under warranty.
USED = "used"
# Broken, and neither warranty nor DOA covers it.
OUTSIDE = "outside"

# What the seller has to make good.
COVERED = frozenset({MISSING, ERROR, TRANSPORT, DOA, NEW, USED})
# What should never have left, or never came, as it did.
OWN_FAULT = frozenset({MISSING, ERROR, TRANSPORT, DOA})


@dataclass(frozen=True, kw_only=True)
class CaseFacts(JsonFacts):
    """What is known of a claim that was inspected, or is to be.

    :param str reason: of :data:`returns_terms.REASONS`.
    :param date claimed: the day of the claim: its age counts, not the inspection's.
    :param date delivered: the day of delivery.
    :param date completed: when the last goods of the order came; ``None`` before.
    :param date warranty_end: last day of the warranty; ``None`` without one.
    :param date paid_on: when the order was paid; ``None`` when it is not known.
    :param str verdict: of :data:`returns_terms.VERDICTS`; empty before inspection,
        which may be one of the photos.
    :param bool used: whether the unit was in use before it failed, as inspected.
    :param str packaging: ``sealed``, ``opened``, or empty when nobody looked.
    :param str serial: ``match`` or ``other`` of what was claimed; empty where there are
        no serials.
    :param str erred: who made the mistake as staff see it: ``seller``, ``customer``,
        ``carrier``; empty when the reason says all.
    :param bool dispute: whether a payment of it is in dispute, or the company.
    :param bool own_carrier: whether the customer chose a carrier himself.
    """

    reason: str
    claimed: date
    delivered: date
    completed: date | None = None
    warranty_end: date | None = None
    paid_on: date | None = None
    verdict: str = ""
    used: bool = False
    packaging: str = ""
    serial: str = ""
    erred: str = ""
    dispute: bool = False
    own_carrier: bool = False

    def presume(self):
        """:return: the facts if the customer is right: what he says is wrong, is."""
        return replace(self, verdict="defective", serial="", packaging="")


@dataclass(frozen=True)
class Finding:
    """What is the matter: one of the codes above, and why."""

    code: str
    because: tuple

    @property
    def is_covered(self):
        """Whether the seller has to make it good."""
        return self.code in COVERED

    def outcome_json(self):
        return self.code


def find(facts, terms):
    """Judge a claim after its inspection.

    The days of DOA and of the warranty are those of the claim: who claims in time loses
    nothing while his parcel travels. A unit that was used was not dead on arrival,
    whatever the claim says. Who erred, as staff see it, goes before what the customer
    said: a wrong article that he ordered himself is his own mistake.

    Codes of reasons: ``dispute_open``, ``other_serial``, ``not_inspected``,
    ``article_missing``, ``packaging_opened``, ``misuse``, ``not_defective``,
    ``not_wrong``, ``not_as_described``, ``wrong_article``, ``transport_damage``,
    ``dead_on_arrival``, ``when_new``, ``used``, ``sent_back``, ``seller_erred``,
    ``customer_erred``, and those of :meth:`Window.explain`.

    :param CaseFacts facts: what is known of the claim.
    :param ReturnTerms terms: the shop's.
    :rtype: Finding
    """
    if facts.dispute:
        return _find(DISPUTE, "dispute_open")
    if facts.reason == "missing_article":
        return _find(MISSING, "article_missing")
    if facts.serial == "other":
        return _find(FOREIGN, "other_serial")
    if not facts.verdict:
        return _find(UNINSPECTED, "not_inspected")
    if facts.erred == CUSTOMER and facts.reason == "wrong_article":
        return _find_return(replace(facts, reason="own_mistake"), terms)
    if facts.reason in RETURNS and facts.erred != SELLER:
        return _find_return(facts, terms)
    return _find_fault(facts, terms)


def is_sellers_fault(code, erred=""):
    """Tell whether a customer has to send goods back because of the seller.

    :param str code: what was found, see above.
    :param str erred: who made the mistake as staff see it, which goes before it. Whom
        the seller chose to carry the goods errs for the seller.
    :rtype: bool
    """
    if erred:
        return erred != CUSTOMER
    return code in OWN_FAULT


def _find(code, *because):
    reasons = (Reason(why) if isinstance(why, str) else why for why in because)
    return Finding(code, tuple(reasons))


def _is_spoiled(facts, terms):
    """:return: whether packaging is opened that had to be closed."""
    opened = facts.packaging == "opened" or facts.verdict == "packaging_opened"
    return opened and facts.reason in terms.sealed_reasons


def _find_return(facts, terms):
    """Goods that have no fault: "en parfait état de recommercialisation" (INK)."""
    if facts.verdict == "misuse":
        return _find(UNFOUNDED, "misuse")
    if _is_spoiled(facts, terms):
        return _find(UNFOUNDED, "packaging_opened")
    who = ["customer_erred"] if facts.reason == "own_mistake" else []
    window = get_window(facts.reason, facts, terms)
    return _find(RETURN, *who, "sent_back", window.explain(facts.claimed))


def _find_fault(facts, terms):
    """Goods that should have a fault, or be others than those that were ordered."""
    if facts.verdict == "misuse":
        return _find(OUTSIDE if facts.reason in FAULTS else UNFOUNDED, "misuse")
    if facts.reason in FAULTS:
        return _find_broken(facts, terms)
    if _is_spoiled(facts, terms):
        return _find(UNFOUNDED, "packaging_opened")
    if facts.verdict == "not_defective" and facts.erred != SELLER:
        return _find(UNFOUNDED, "not_wrong")
    return _find(ERROR, _name_error(facts))


def _name_error(facts):
    if facts.verdict == "not_as_described":
        return "not_as_described"
    return "seller_erred" if facts.erred == SELLER else "wrong_article"


def _find_broken(facts, terms):
    if facts.verdict in ("not_defective", "packaging_opened"):
        return _find(UNFOUNDED, "not_defective")
    if facts.verdict == "not_as_described":
        return _find(ERROR, "not_as_described")
    if facts.reason == "transport_damage":
        return _find(TRANSPORT, "transport_damage")
    return _find_defect(facts, terms)


def _find_defect(facts, terms):
    """Defective: dead on arrival, when new, used, or out of warranty."""
    arrival = get_window("doa", facts, terms)
    warranty = get_window("defective", facts, terms)
    is_arrival = facts.reason == "doa" and arrival.is_open(facts.claimed)
    in_time = arrival if is_arrival else warranty
    why = in_time.explain(facts.claimed)
    if is_arrival and not facts.used:
        return _find(DOA, "dead_on_arrival", why)
    late = facts.reason == "doa" and arrival.is_offered and not is_arrival
    because = [arrival.explain(facts.claimed), why] if late else [why]
    if not in_time.is_open(facts.claimed):
        return _find(OUTSIDE, *because)
    if facts.used:
        return _find(USED, "used", *because)
    return _find(NEW, "when_new", *because)
