"""Promotion codes.

Source: ORD-9, "if you copy and paste the promotion code, take care not to copy a blank
before or after it": the shop takes care of it instead.
"""

import re

# Blanks, line ends and the invisible characters that come with a pasted text: marks of
# width, joining and writing direction, the soft hyphen, the byte order mark.
_BLANK = r"[\s\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
# Looking back keeps the search from starting over at each of many blanks inside.
_STRAY = re.compile(rf"\A{_BLANK}+|(?<!{_BLANK}){_BLANK}+\Z")


def clean_code(code):
    """Drop what stands around a promotion code by accident.

    :param str code: as it was typed or pasted; may be ``None``.
    :return: the code, its letters untouched: capitals matter.
    :rtype: str
    """
    return _STRAY.sub("", code or "")
