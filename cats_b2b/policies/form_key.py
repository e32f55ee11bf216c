"""How a form that is sent twice is told from one that asks for something else.

The page gives a form a key. A double click sends the same key with the same content;
who goes back to a page and changes it sends the same key with another content.
"""

import json
from hashlib import sha256

# Of forms of several users and windows that may cross each other.
MAX_MARKS = 20


def get_mark(key, *content):
    """Return what a form is known by.

    :param str key: of the form; none for one that always counts.
    :param content: whatever it asks for: JSON values, and what has a text.
    :return: a hash; ``None`` without a key.
    :rtype: str | None
    """
    if not key:
        return None
    text = json.dumps([key, *content], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()


def add_mark(marks, mark):
    """:return: list: the marks of the last forms, with another one."""
    return [*(marks or ()), mark][-MAX_MARKS:]
