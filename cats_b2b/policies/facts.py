"""Facts of a decision that go into JSON and come back unchanged."""

from dataclasses import dataclass, fields
from datetime import date

_DATES = (date, date | None)


@dataclass(frozen=True)
class JsonFacts:
    """A frozen dataclass of numbers, strings, flags, dates and tuples of strings."""

    def to_json(self):
        """:return: the facts by name, dates as ISO strings, tuples as lists."""
        return {field.name: _dump(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def from_json(cls, frozen):
        """Thaw what :meth:`to_json` gave, by this or another version.

        A fact that is not known any more is left out, one that was not known then has
        its default.
        """
        return cls(
            **{
                field.name: _load(field, frozen[field.name])
                for field in fields(cls)
                if field.name in frozen
            }
        )


def _dump(value):
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _load(field, value):
    if field.type in _DATES and value:
        return date.fromisoformat(value)
    return tuple(value) if field.type is tuple else value


def to_iso(day):
    """:return: a date as an ISO string, ``None`` as it is."""
    return day and day.isoformat()
