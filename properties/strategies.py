"""What the properties are tried on: amounts, ZIPs, quantities, calendars."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta, timezone
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from odoo.addons.cats_b2b.policies.dispatch import Day, DispatchFacts
from odoo.addons.cats_b2b.policies.quantity import LineUnit, QuantityRule

# ----------------------------------------------------------------------
# Money: whole coins, the smallest that a currency has
# ----------------------------------------------------------------------

ROUNDINGS = (0.01, 0.05, 0.001, 1.0)
coins = st.integers(0, 10**7)


@st.composite
def fee_terms(draw):
    """:return: the arguments that all fees have in common; a price may be missing."""
    rounding = draw(st.sampled_from(ROUNDINGS))
    waived = draw(st.sampled_from(["", "", "order", "customer"]))
    return {
        "fee": draw(st.integers(-10, 2000)) * rounding,
        "rounding": rounding,
        "currency": "EUR",
        "waived": waived,
        "waive_reason": draw(st.text(max_size=5)) if waived == "order" else "",
    }


@st.composite
def bases_and_thresholds(draw):
    """:return: two amounts in coins, often equal or a coin apart."""
    threshold = draw(coins)
    near = st.integers(-2, 2).map(lambda coin: max(threshold + coin, 0))
    return draw(near | coins), threshold


# ----------------------------------------------------------------------
# Addresses
# ----------------------------------------------------------------------

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
numeric_zips = st.text(DIGITS, min_size=3, max_size=6)
outward_letters = st.sampled_from(["KW", "K", "HS"])
outward_numbers = st.integers(0, 20)
outward_codes = st.builds("{}{}".format, outward_letters, outward_numbers)
inward_codes = st.from_regex(r"[0-9][A-Z]{2}", fullmatch=True)
british_zips = st.tuples(outward_codes, inward_codes).map(" ".join)
zips = numeric_zips | british_zips
states = st.sampled_from(["", "PM", "GC", "TF"])


@st.composite
def ranges_of_numbers(draw):
    """:return: a range such as ``07-09``, or a beginning such as ``97``."""
    size = draw(st.integers(1, 3))
    numbers = st.integers(0, 10**size - 1)
    first, last = sorted(draw(st.tuples(numbers, numbers)))
    one = f"{first:0{size}}"
    return draw(st.sampled_from([one, f"{one}*", f"{one}-{last:0{size}}"]))


@st.composite
def ranges_of_postcodes(draw):
    """:return: a range such as ``KW15-KW17``, or letters such as ``HS``."""
    letters = draw(outward_letters)
    first, last = sorted(draw(st.tuples(outward_numbers, outward_numbers)))
    one = f"{letters}{first}"
    return draw(st.sampled_from([letters, one, f"{one}-{letters}{last}"]))


zip_ranges = ranges_of_numbers() | ranges_of_postcodes()
zone_values = st.fixed_dictionaries(
    {
        "name": st.sampled_from(["Corsica", "Orkney", "Canaries"]),
        "zip_ranges": st.lists(zip_ranges, max_size=3).map(", ".join),
        "states": st.lists(states.filter(bool), max_size=2),
        "fee": st.sampled_from([0.0, 7.5, 30.0]),
    }
)


# ----------------------------------------------------------------------
# Quantities: exact fractions, handed to the policy as the floats that Odoo has
# ----------------------------------------------------------------------

FACTORS = tuple(
    Fraction(*size)
    for size in [(1, 1), (6, 1), (12, 1), (1, 6), (1, 12), (1, 10), (1, 2), (1, 1000)]
)
STEPS = (Fraction(1), Fraction(1, 10), Fraction(1, 100))


@dataclass(frozen=True)
class Line:
    """A line to decide on, in exact fractions; ``available`` may be ``None``."""

    requested: Fraction
    minimum: Fraction
    multiple: Fraction
    factor: Fraction
    step: Fraction
    held: Fraction
    available: Fraction | None

    @property
    def rule(self):
        return QuantityRule(float(self.minimum), float(self.multiple))

    @property
    def unit(self):
        return LineUnit(float(self.factor), float(self.step))

    @property
    def limits(self):
        """The keyword arguments of ``decide_quantity``."""
        available = None if self.available is None else float(self.available)
        return {"unit": self.unit, "held": float(self.held), "available": available}

    def total(self, steps):
        """:return: what the order holds, in product units, with so many steps."""
        return self.held + steps * self.step * self.factor

    def fits(self, steps):
        """:return: whether minimum and multiple allow so many steps."""
        total = self.total(steps)
        return total >= self.minimum and not (self.multiple and total % self.multiple)

    def is_in_stock(self, steps):
        return self.available is None or self.total(steps) <= self.available


@st.composite
def lines(draw):
    """:return: lines of a few dozen steps, so that a search can go through them all."""
    factor = draw(st.sampled_from(FACTORS))
    step = draw(st.sampled_from(STEPS if factor >= 1 else STEPS[:1]))
    counts = st.integers(0, 40) | st.sampled_from([100, 250])
    shares = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(2, 5)])
    quantities = st.tuples(counts, shares).map(
        lambda pair: pair[0] * pair[1] * step * factor
    )
    signed = quantities | quantities.map(lambda quantity: -quantity)
    return Line(
        requested=draw(st.integers(1, 60)) * step,
        minimum=draw(quantities),
        multiple=draw(st.just(Fraction(0)) | quantities),
        factor=factor,
        step=step,
        held=draw(st.just(Fraction(0)) | signed),
        available=draw(st.none() | signed),
    )


# ----------------------------------------------------------------------
# Days
# ----------------------------------------------------------------------

ZONES = tuple(
    map(
        ZoneInfo,
        [
            "Europe/Brussels",
            "Atlantic/Azores",
            "America/New_York",
            "Australia/Lord_Howe",  # its clocks change by half an hour
        ],
    )
)
# The clocks change (in one of the zones), the year ends, February has 29 days.
REMARKABLE_DAYS = tuple(
    map(
        date.fromisoformat,
        [
            "2026-03-08",
            "2026-03-29",
            "2026-04-05",
            "2026-10-04",
            "2026-10-25",
            "2026-11-01",
            "2026-12-31",
            "2027-01-01",
            "2028-02-28",
            "2028-02-29",
        ],
    )
)
days = st.sampled_from(REMARKABLE_DAYS) | st.dates(date(2026, 1, 1), date(2029, 12, 31))
clock_times = st.integers(0, 95).map(
    lambda quarter: time(quarter // 4, quarter % 4 * 15)
) | st.sampled_from([time(11, 59, 59, 999999), time.max])


@dataclass(frozen=True)
class Calendar:
    """A week that repeats itself, with exceptions.

    :param tuple week: closing times from Monday on, ``None`` on closed days.
    :param dict exceptions: :class:`Day` by date.
    """

    week: tuple
    exceptions: dict = field(default_factory=dict)

    def __call__(self, day):
        return self.exceptions.get(day) or Day(self.week[day.weekday()])

    def is_open(self, day):
        return self(day).closes is not None

    def working_day(self, day, later=0):
        """:return: the first working day from ``day`` on, or one that comes later."""
        while not self.is_open(day) or later > 0:
            later -= self.is_open(day)
            day += timedelta(days=1)
        return day

    def close(self, day, name=""):
        """:return: the calendar with one more closed day."""
        return replace(self, exceptions={**self.exceptions, day: Day(None, name)})


FIVE = time(17)
WEEKS = (
    (FIVE, FIVE, FIVE, FIVE, time(16, 30), None, None),
    (None, FIVE, FIVE, FIVE, FIVE, time(11), None),
    (None, None, time.max, None, None, None, None),
    (FIVE, FIVE, FIVE, FIVE, FIVE, FIVE, FIVE),
)
EXCEPTIONS = (
    Day(None, "Holiday"),
    Day(None, "Stocktaking"),
    Day(None),
    Day(time(11)),
    Day(time.max),
)


@st.composite
def calendars(draw, start):
    """:return: calendars whose exceptions lie in the weeks after ``start``."""
    exception = st.tuples(
        st.sampled_from([0, 0, *range(1, 21)]), st.sampled_from(EXCEPTIONS)
    )
    return Calendar(
        draw(st.sampled_from(WEEKS)),
        {
            start + timedelta(days=offset): day
            for offset, day in draw(st.lists(exception, max_size=6))
        },
    )


def on_the_clock(day, clock, zone, fold=0):
    """:return: a time that the clock of the zone shows, later where it skips it."""
    local = datetime.combine(day, clock.replace(fold=fold), tzinfo=zone)
    return local.astimezone(timezone.utc).astimezone(zone)


@st.composite
def dispatches(draw, in_stock=False):
    """:return: (facts, calendar), near cutoffs and closed days; no day is agreed."""
    zone, start, cutoff = draw(st.sampled_from(ZONES)), draw(days), draw(clock_times)
    calendar = draw(calendars(start))
    edge = min(cutoff, calendar(start).closes or cutoff)
    just_before = datetime.combine(start, edge) - timedelta(microseconds=1)
    clock = draw(st.sampled_from([edge, just_before.time()]) | clock_times)
    placed_at = on_the_clock(start, clock, zone, draw(st.integers(0, 1)))
    facts = DispatchFacts(placed_at, cutoff)
    if in_stock:
        return facts, calendar
    nearby = st.integers(-3, 20).map(lambda number: start + timedelta(days=number))
    exceptions = st.sampled_from([start, start, *calendar.exceptions])
    facts = replace(
        facts,
        lead_days=draw(st.integers(0, 12)),
        handling_days=draw(st.integers(0, 3)),
        expected=draw(st.none() | nearby | exceptions),
        together=draw(st.none() | nearby.map(calendar.working_day)),
        wished=draw(st.none() | nearby | exceptions),
    )
    return facts, calendar
