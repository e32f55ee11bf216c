"""The reason of a decision: a code and its facts, ready to be frozen as JSON."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Reason:
    """One step on the way to a decision.

    :param str code: stable name of the reason; a model knows its sentence.
    :param dict facts: JSON values (numbers, strings, lists) that the sentence needs.
    """

    code: str
    facts: dict = field(default_factory=dict)

    def to_json(self):
        """:return: ``{"code": …, **facts}``, the frozen form of the reason."""
        return {"code": self.code, **self.facts}


def codes(decision):
    """:return: the codes of a decision's reasons, in their order, as a tuple."""
    return tuple(reason.code for reason in decision.because)


def frozen_codes(frozen):
    """:return: the set of the codes in what :func:`freeze` gave; empty for nothing."""
    return {reason["code"] for reason in (frozen or {}).get("because", ())}


def freeze(decision, facts):
    """Return the JSON form of a decision, to be stored beside the record.

    :param decision: a policy's decision with ``because`` and ``outcome_json()``.
    :param dict facts: the JSON facts from which the policy can decide again.
    """
    return {
        "outcome": decision.outcome_json(),
        "facts": facts,
        "because": [reason.to_json() for reason in decision.because],
    }
