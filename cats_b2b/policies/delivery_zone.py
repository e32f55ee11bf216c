"""Which delivery addresses lie in a zone: ZIP ranges, or states of a country.

Source: FEE-3, "islands, remote ZIP ranges". A zone's ranges are written as a person
writes them: ``20000-20999, 97, HS1-HS9``.

- A number stands for all ZIPs that begin with it: ``97`` holds 97100 to 97999.
- A range compares as many digits as its bounds have: ``07-09`` holds 07100 and 09999.
- Letters before the number must be the same, and the number is then compared as a
  whole, as in British postcodes: ``KW15-KW17`` holds KW15 1AA and not KW1 5AA.
- Letters alone hold whatever follows: ``HS`` holds HS1 2XX.
"""

import re
from dataclasses import asdict, dataclass

# The last three characters of a British postcode, which name the street.
_INWARD = re.compile(r"(?<=[A-Z0-9])[\s.-]*[0-9][A-Z]{2}$")
_COUNTRY_PREFIX = re.compile(
    r"^[A-Z]{1,3}(?:\s*-\s*(?=[A-Z]{0,2}[0-9])|\s+(?=[0-9][0-9\s]*$))"
)
# No country's ZIP has more digits than twelve.
_CODE = re.compile(r"([A-Z]*)([0-9]{0,12})")


class ZipRangeError(ValueError):
    """Raised for a range that cannot be read; its first argument is that range."""


@dataclass(frozen=True)
class Zone:
    """A part of a country.

    :param str name: what customers and staff call it.
    :param str zip_ranges: its ZIPs, as described above; may be empty.
    :param list states: codes of its states or provinces; may be empty. A zone with
        neither is the whole country.
    :param int id: its id, for a reader of another language.
    """

    name: str
    zip_ranges: str = ""
    states: tuple = ()
    id: int = 0

    def to_json(self):
        return {**asdict(self), "states": list(self.states)}

    @classmethod
    def from_json(cls, values):
        return cls(
            name=values["name"],
            zip_ranges=values["zip_ranges"],
            states=tuple(values["states"]),
            id=values.get("id", 0),
        )


@dataclass(frozen=True)
class ZipRange:
    """ZIPs between two numbers that follow the same letters."""

    letters: str
    first: str
    last: str

    def holds(self, letters, digits):
        if letters != self.letters:
            return False
        if not self.first:
            return True
        if self.letters:
            return bool(digits) and int(self.first) <= int(digits) <= int(self.last)
        size = len(self.first)
        return len(digits) >= size and self.first <= digits[:size] <= self.last


def parse_ranges(text):
    """Read a zone's ZIP ranges.

    :param str text: ranges separated by commas, semicolons or line breaks.
    :rtype: tuple[ZipRange]
    :raise ZipRangeError: with the range that cannot be read.
    """
    pieces = re.split(r"[,;\n]", (text or "").upper())
    return tuple(_parse_range(piece.strip()) for piece in pieces if piece.strip())


def holds(zone, zip_code, state=""):
    """Tell whether an address of the zone's country lies in the zone.

    :param Zone zone: the zone.
    :param str zip_code: the address's ZIP, as it was typed.
    :param str state: the code of its state, if it has one.
    :rtype: bool
    """
    ranges = parse_ranges(zone.zip_ranges)
    if not ranges and not zone.states:
        return True
    if state and state in zone.states:
        return True
    letters, digits = _split_zip(zip_code)
    return any(one.holds(letters, digits) for one in ranges)


def _parse_range(piece):
    first, dash, last = (bound.strip() for bound in piece.partition("-"))
    first = _parse_bound(first, piece)
    last = _parse_bound(last, piece) if dash else first
    is_ordered = first[0] == last[0] and len(first[1]) <= len(last[1])
    if first[0]:
        is_ordered = is_ordered and int(first[1] or 0) <= int(last[1] or 0)
    else:
        is_ordered = is_ordered and len(first[1]) == len(last[1])
        is_ordered = is_ordered and first[1] <= last[1]
    if not is_ordered or (dash and not (first[1] and last[1])):
        raise ZipRangeError(piece)
    return ZipRange(first[0], first[1], last[1])


def _parse_bound(bound, piece):
    """:return: letters and digits of ``KW15`` or ``97*``."""
    match = _CODE.fullmatch(re.sub(r"[\s*]", "", bound))
    if not match or not match.group():
        raise ZipRangeError(piece)
    return match.groups()


def _split_zip(zip_code):
    """:return: the letters that a ZIP begins with and the digits that follow them."""
    code = _COUNTRY_PREFIX.sub("", (zip_code or "").upper().strip())
    if code[:1].isalpha():
        code = _INWARD.sub("", code)
    return _CODE.match(re.sub(r"[\s.-]", "", code)).groups()
