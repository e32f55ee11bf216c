"""What becomes of an application, and when VIES is asked again.

Source: ACC-2, "VIES being down, slow or over quota delays an approval, never loses or
refuses an application". ACC-3, "approval is automatic when VAT, ZIP and e-mail all
validate and the company is new; otherwise it waits for a person". ACC-4, a known e-mail
gets a mail instead of a second login. ACC-5, a contact that staff entered beforehand
gets his activation mail. ACC-6, "a newcomer whose VAT number belongs to a known company
never gets in by himself". ACC-9, what documents the shop requires.
"""

import re
from dataclasses import asdict, dataclass
from datetime import timedelta

from .because import Reason

# Of an application about which something is still to be done.
OPEN_STATES = ("draft", "pending", "approved")

APPROVE = "approve"
CONTACT = "contact"
KNOWN = "known"
PRINCIPAL = "principal"
RETRY = "retry"
STAFF = "staff"


@dataclass(frozen=True)
class RegistrationFacts:
    """What is known of an application; all of it can be frozen as JSON.

    :param str login: ``active`` or ``archived`` when the e-mail address is a user's;
        ``elsewhere`` when he is a user of other sellers or shops only.
    :param str contact: ``known`` when it is that of a contact without a user, of the
        company that registers; ``several``, ``elsewhere`` (another company),
        ``no_vat``, ``supplier`` when it is not as simple as that.
    :param bool vat_ok: whether the VAT number can be one of the country.
    :param bool vat_checked: whether a checksum says so.
    :param str vies: ``none`` (not a number for VIES), ``wait``, ``valid``, ``invalid``.
    :param str vies_error: the last failure of VIES; empty for none.
    :param str company: ``known`` when a customer has this VAT number; ``archived``,
        ``own`` (of the seller's companies), ``supplier`` (and nothing else),
        ``unclear`` (several, none of which stands out) when staff have to look.
    :param int principals: principal users of that customer.
    :param bool zip_ok: whether the ZIP is one of the country.
    :param bool email_ok: whether the e-mail address can be one.
    :param tuple documents_missing: names of documents that are asked and not there.
    :param bool auto_approve: whether the shop approves new companies by itself.
    """

    vat_ok: bool = True
    vat_checked: bool = True
    vies: str = "none"
    vies_error: str = ""
    login: str = ""
    contact: str = ""
    company: str = ""
    principals: int = 0
    zip_ok: bool = True
    email_ok: bool = True
    documents_missing: tuple = ()
    auto_approve: bool = True

    def to_json(self):
        return {**asdict(self), "documents_missing": list(self.documents_missing)}


@dataclass(frozen=True)
class RegistrationDecision:
    """What happens to an application next.

    :param str outcome: ``approve``, ``retry`` (VIES is silent), ``staff`` or
        ``principal`` (who decide), ``known`` (the login exists), ``contact`` (the
        contact exists).
    :param tuple because: the reasons.
    """

    outcome: str
    because: tuple

    def outcome_json(self):
        return self.outcome


def decide_registration(facts):
    """Decide what becomes of an application.

    The e-mail address comes first: who has a login needs no second one. A known company
    does not wait for VIES, only new ones do.

    :param RegistrationFacts facts: what is known of it.
    :rtype: RegistrationDecision
    """
    for decide in (
        _decide_known_email,
        _decide_wrong_vat,
        _decide_known_company,
        _decide_silence,
    ):
        if decision := decide(facts):
            return decision
    return _decide_new_company(facts)


def decide_again(facts):
    """Decide from what :meth:`RegistrationFacts.to_json` froze."""
    return decide_registration(
        RegistrationFacts(
            **{**facts, "documents_missing": tuple(facts["documents_missing"])}
        )
    )


def _decide(outcome, code, **facts):
    return RegistrationDecision(outcome, (Reason(code, facts),))


def _decide_known_email(facts):
    if facts.login == "active":
        return _decide(KNOWN, "login_known")
    if facts.login:
        return _decide(STAFF, f"login_{facts.login}")
    if facts.contact == "known":
        return _decide(CONTACT, "contact_known")
    if facts.contact:
        return _decide(STAFF, f"contact_{facts.contact}")
    return None


def _decide_wrong_vat(facts):
    """Numbers that are refused somewhere are for staff, never refused by ourselves."""
    if not facts.vat_ok:
        return _decide(STAFF, "vat_wrong")
    if facts.vies == "invalid":
        return _decide(STAFF, "vies_invalid")
    return None


def _decide_known_company(facts):
    if not facts.company:
        return None
    if facts.company != "known":
        return _decide(STAFF, f"company_{facts.company}")
    if facts.principals:
        return _decide(PRINCIPAL, "company_known", principals=facts.principals)
    return _decide(STAFF, "no_principal")


def _decide_silence(facts):
    if facts.vies == "wait":
        return _decide(RETRY, "vies_silent", error=facts.vies_error)
    return None


def _decide_new_company(facts):
    if doubts := tuple(_get_doubts(facts)):
        return RegistrationDecision(STAFF, doubts)
    proof = "vies_valid" if facts.vies == "valid" else "checksum_valid"
    return RegistrationDecision(APPROVE, (Reason(proof), Reason("company_new")))


def _get_doubts(facts):
    """:return: the reasons for which a person has to look at a new company."""
    if facts.vies != "valid" and not facts.vat_checked:
        yield Reason("no_checksum")
    if not facts.zip_ok:
        yield Reason("zip_wrong")
    if not facts.email_ok:
        yield Reason("email_wrong")
    if facts.documents_missing:
        names = list(facts.documents_missing)
        yield Reason("documents_missing", {"documents": names})
    if not facts.auto_approve:
        yield Reason("by_hand")


# ----------------------------------------------------------------------
# VIES
# ----------------------------------------------------------------------

# Minutes until VIES is asked again, after the first silence, the second and so on.
PAUSES = (5, 15, 60, 240, 360)
# A crowd of applications must not come back all at once.
JITTER = 0.2
PATIENCE = timedelta(hours=24)
# For so long principal users may leave a colleague waiting before staff are told.
PRINCIPAL_PATIENCE = timedelta(days=3)

VIES_FAULTS = (
    "INVALID_REQUESTER_INFO",
    "INVALID_INPUT",
    "GLOBAL_MAX_CONCURRENT_REQ_TIME",
    "GLOBAL_MAX_CONCURRENT_REQ",
    "MS_MAX_CONCURRENT_REQ_TIME",
    "MS_MAX_CONCURRENT_REQ",
    "SERVICE_UNAVAILABLE",
    "MS_UNAVAILABLE",
    "TIMEOUT",
    "VAT_BLOCKED",
    "IP_BLOCKED",
)


def get_vies_pause(tries, jitter):
    """Return how long to wait before VIES is asked again.

    :param int tries: how often it was asked in vain, 1 or more.
    :param float jitter: a random number between 0 and 1.
    :rtype: timedelta
    """
    minutes = PAUSES[min(max(tries, 1), len(PAUSES)) - 1]
    return timedelta(minutes=minutes * (1 + JITTER * jitter))


def is_vies_overdue(waiting_since, now):
    """:return: whether staff are told that VIES has been silent for that long."""
    return now - waiting_since >= PATIENCE


def get_vies_fault(text):
    """:return: the code in a fault of VIES, such as ``MS_UNAVAILABLE``, else as is."""
    match = re.search("|".join(VIES_FAULTS), text or "")
    return match[0] if match else (text or "")
