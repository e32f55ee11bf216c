"""Decisions that are frozen as JSON and taken again."""

import json
from random import Random

from odoo.addons.cats_b2b.policies.because import freeze

DECISIONS = 10_000


def randoms():
    """:return: a random generator for each decision, the same ones on every run."""
    return map(Random, range(DECISIONS))


def assert_decides_again(decision, facts, decide_again):
    """Assert that a decision is the same when its frozen facts are all that is left.

    :param decision: a policy's decision.
    :param dict facts: the facts that are frozen with it.
    :param decide_again: callable from the thawed facts to a decision.
    """
    frozen = json.loads(json.dumps(freeze(decision, facts)))
    again = decide_again(frozen["facts"])
    assert freeze(again, frozen["facts"]) == frozen
    assert [step["code"] for step in frozen["because"]] == [
        reason.code for reason in decision.because
    ]
