"""The terms on which a shop takes goods back: one version of its policy.

Source: AFS-2 to AFS-9. Where shops differ, the rule is a setting: the defaults are
those of the CATS shop, each other shop's answers are values of the same record.
"""

from dataclasses import dataclass

from .facts import JsonFacts

# What a customer can say is wrong (AFS-2).
REASONS = (
    "doa",
    "defective",
    "transport_damage",
    "wrong_article",
    "missing_article",
    "own_mistake",
    "no_reason",
)
# Something is broken.
FAULTS = ("doa", "defective", "transport_damage")
# Nothing is wrong with the goods: they are sent back, and money is given.
RETURNS = ("own_mistake", "no_reason")
# What an inspection can find (AFS-4); empty before it.
VERDICTS = (
    "defective",
    "not_defective",
    "misuse",
    "not_as_described",
    "packaging_opened",
)
# What can become of a claim (AFS-5, AFS-6, AFS-7).
SOLUTIONS = (
    "replacement",
    "resend",
    "repair",
    "credit",
    "voucher",
    "refund",
    "send_back",
    "keep",
    "scrap",
    "hold",
)

SELLER = "seller"
CUSTOMER = "customer"
CARRIER = "carrier"
NOBODY = "none"


@dataclass(frozen=True)
class ReturnTerms(JsonFacts):
    """What a shop promises about returns and repairs.

    Days count from the day of delivery, and the last one still counts: "tot 45 dagen
    na ontvangst" (WHS).

    :param str version: name of the version, for the reader of frozen decisions.
    :param int doa_days: days for what is dead on arrival; 0 where the shop knows no
        DOA, so that the warranty alone counts.
    :param int no_reason_days: days for returns without a reason; 0 for never.
    :param int own_mistake_days: days for what the customer ordered by mistake; 0 for
        never.
    :param int transport_damage_days: days for damage in transport; 0 for as long as the
        warranty, and no shorter than DOA.
    :param int wrong_article_days: the same for wrong articles.
    :param int missing_article_days: the same for missing articles.
    :param str returns_from: ``line`` counts the days of returns without a fault from
        the delivery of the line, ``order`` from that of the order's last goods ("etter
        mottak av varene i sin helhet", LUX).
    :param tuple sealed_reasons: the reasons that want the packaging unopened ("vous ne
        devez pas déchirer le carton d'emballage", INK).
    :param tuple photo_reasons: the reasons that want a photo.
    :param int repeat_limit: claims of missing articles per company that are nothing
        special; one more stands out ("de façon répétée", INK).
    :param int repeat_months: the months over which they are counted.
    :param bool refuse_repeated: whether one more is refused online.
    :param str warranty_service: who repairs under warranty: ``seller`` or
        ``service_centre`` ("naar de geautoriseerde servicecenters", WHS).
    :param bool repairs_outside_warranty: whether the shop repairs at the customer's
        expense.
    :param bool customer_chooses: whether the customer chooses where several solutions
        are possible (INK); else the seller does ("permettant au vendeur de choisir la
        solution la moins onéreuse", MCH).
    :param bool money_for_used: whether money is a choice beside the replacement of a
        used unit that cannot be repaired.
    :param tuple money: the ways in which money is given back, the proposed one first:
        ``credit``, ``voucher``, ``refund`` (the way it came).
    :param bool replacement_continues: whether a replacement continues the warranty of
        the unit it replaces.
    :param int carriage_months: months in which the seller pays the carriage of what is
        defective; 0 for DOA and own errors only.
    :param str carriage_from: from when they count: ``delivery`` or ``payment`` ("les 6
        premiers mois suivant la date du règlement", MCH).
    :param str warranty_carriage_out: who pays for the way back to the customer of what
        is repaired or replaced under warranty after those months.
    :param tuple free_return_reasons: returns whose carriage the seller pays nonetheless
        ("returnere varen kostnadsfritt innen returfristen", LUX).
    :param bool refunds_own_carrier: whether the seller bears the cost of a carrier that
        the customer chose himself ("kan vi dessverre ikke refundere", LUX).
    :param bool recharges_inbound: whether the customer pays for the way in, too, after
        a claim that proved unfounded.
    :param float high_value: value of a claim, in the seller's currency, from which on
        it stands out; 0 for never.
    :param int waiting_days: days after which a claim that waits for staff stands out.
    """

    version: str = ""
    doa_days: int = 45
    no_reason_days: int = 50
    own_mistake_days: int = 50
    transport_damage_days: int = 0
    wrong_article_days: int = 0
    missing_article_days: int = 0
    returns_from: str = "line"
    sealed_reasons: tuple = RETURNS
    photo_reasons: tuple = ("transport_damage",)
    repeat_limit: int = 2
    repeat_months: int = 12
    refuse_repeated: bool = False
    warranty_service: str = SELLER
    repairs_outside_warranty: bool = True
    customer_chooses: bool = True
    money_for_used: bool = False
    money: tuple = ("credit", "voucher", "refund")
    replacement_continues: bool = True
    carriage_months: int = 6
    carriage_from: str = "delivery"
    warranty_carriage_out: str = SELLER
    free_return_reasons: tuple = ()
    refunds_own_carrier: bool = False
    recharges_inbound: bool = False
    high_value: float = 1000.0
    waiting_days: int = 2


def freeze_facts(facts, terms):
    """:return: the JSON from which a decision on returns can be taken again."""
    return {"facts": facts.to_json(), "terms": terms.to_json()}


def thaw_facts(kind, frozen):
    """:return: facts of that class and the terms, from :func:`freeze_facts`."""
    terms = ReturnTerms.from_json(frozen["terms"])
    return kind.from_json(frozen["facts"]), terms
