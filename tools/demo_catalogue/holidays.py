"""Public holidays as full local days, in UTC as Odoo stores them."""

from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

YEARS = (2026, 2027)
ZONE = {"brussels": "Europe/Brussels", "venlo": "Europe/Amsterdam"}


def get_easter(year):
    """Easter Sunday of the Gregorian calendar (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def get_belgian(year):
    easter = get_easter(year)
    return {
        date(year, 1, 1): "New Year's Day",
        easter + timedelta(days=1): "Easter Monday",
        date(year, 5, 1): "Labour Day",
        easter + timedelta(days=39): "Ascension Day",
        easter + timedelta(days=50): "Whit Monday",
        date(year, 7, 21): "Belgian National Day",
        date(year, 8, 15): "Assumption Day",
        date(year, 11, 1): "All Saints' Day",
        date(year, 11, 11): "Armistice Day",
        date(year, 12, 25): "Christmas Day",
    }


def get_dutch(year):
    easter = get_easter(year)
    birthday = date(year, 4, 27)
    if birthday.weekday() == 6:
        birthday -= timedelta(days=1)
    return {
        date(year, 1, 1): "New Year's Day",
        easter + timedelta(days=1): "Easter Monday",
        birthday: "King's Day",
        easter + timedelta(days=39): "Ascension Day",
        easter + timedelta(days=50): "Whit Monday",
        date(year, 12, 25): "Christmas Day",
        date(year, 12, 26): "Boxing Day",
    }


def get_holidays():
    """:return: (place, day, name, first and last instant in UTC), in order."""
    rules = {"brussels": get_belgian, "venlo": get_dutch}
    return [
        (place, day, name, *get_instants(day, ZoneInfo(ZONE[place])))
        for place, rule in rules.items()
        for year in YEARS
        for day, name in sorted(rule(year).items())
    ]


def get_instants(day, zone):
    first = datetime.combine(day, time.min, tzinfo=zone)
    last = datetime.combine(day, time(23, 59, 59), tzinfo=zone)
    return [
        instant.astimezone(timezone.utc).strftime("%Y-%m-%d %H:%M:%S")
        for instant in (first, last)
    ]
