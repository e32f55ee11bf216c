"""The catalogue that pictures, datasheets and data files are made from.

Families stand here, articles in ``articles.csv``. Brand, families and figures are made
up. To change the catalogue, change them and run ``generate.py`` again.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

BRAND = "Arborel"
# Of whom the shop buys what it does not have made for itself.
PARTS_BRAND = "Sylvaine"

CATEGORIES = {
    # key: (name, key of the parent)
    "power": ("Power supplies", None),
    "din_rail": ("DIN rail power supplies", "power"),
    "enclosed": ("Enclosed power supplies", "power"),
    "led": ("LED drivers", None),
    "led_voltage": ("Constant voltage drivers", "led"),
    "led_current": ("Constant current drivers", "led"),
    "led_dali": ("DALI dimmable drivers", "led"),
    "adapters": ("Adapters and PoE", None),
    "desktop": ("Desktop and plug adapters", "adapters"),
    "poe": ("PoE injectors", "adapters"),
    "backup": ("Backup power", None),
    "accessories": ("Accessories and spare parts", None),
    "mounting": ("Mounting and cables", "accessories"),
    "spare": ("Spare parts", "accessories"),
}

ATTRIBUTES = {
    # key: name
    "power": "Power",
    "voltage": "Output voltage",
    "protection": "Protection class",
    "mounting": "Mounting",
    "dimming": "Dimming",
}


@dataclass(frozen=True)
class Family:
    """What the articles of a family share."""

    key: str
    title: str
    category: str
    number: int
    kind: str
    accent: tuple
    summary: str
    points: tuple
    protection: str = ""
    mounting: str = ""
    dimming: str = ""
    supply: str = "100 - 240 V AC, 50/60 Hz"
    temperature: str = "-20 to +60 °C"
    standards: str = "EN 62368-1, EN 55032 class B"
    warranty: str = "36 months"
    accessories: tuple = ()
    group: str = "power"
    brand: str = BRAND


@dataclass(frozen=True)
class Article:
    """One article of the shop."""

    family: Family
    position: int
    code: str
    name: str
    watts: float
    volts: str
    output: str
    size: tuple  # length, width, height in mm
    weight: float  # kg
    efficiency: int
    price: float
    cost: float
    minimum: int
    multiple: int
    lead: int
    stock: dict  # quantity by warehouse
    accessories: tuple  # article numbers
    similar: tuple  # article numbers
    text: str

    @property
    def key(self):
        """The article number as part of a file name or an external id."""
        return self.code.lower().replace("-", "_")

    @property
    def warranty_months(self):
        """The warranty that the datasheet states, in months."""
        return int(self.family.warranty.split()[0])

    @property
    def barcode(self):
        """EAN-13 of the range 29, which is free for use inside a company."""
        digits = f"29{self.family.number:04}{self.position:06}"
        weights = (1, 3) * 6
        total = sum(int(d) * w for d, w in zip(digits, weights, strict=True))
        return f"{digits}{-total % 10}"

    @property
    def manufacturer_ref(self):
        """The manufacturer's number, which differs from the shop's."""
        return f"{self.family.brand[:3].upper()}{self.family.number}.{self.position:02}"

    @property
    def attributes(self):
        """The values that the shop filters by, by attribute."""
        values = {
            "power": f"{self.watts:g} W" if self.watts else "",
            "voltage": self.volts,
            "protection": self.family.protection,
            "mounting": self.family.mounting,
            "dimming": self.family.dimming,
        }
        return {key: value for key, value in values.items() if value}


FAMILIES = [
    Family(
        "alder",
        "Alder",
        "din_rail",
        101,
        "din_slim",
        (38, 139, 98),
        "Slim DIN rail power supply for distribution boards and building automation",
        (
            "Installation housing of 90 mm, fits behind any 45 mm cover",
            "Screw terminals that stay reachable, green LED for DC OK",
            "Less than 0.3 W without load",
        ),
        protection="IP20",
        mounting="DIN rail",
        supply="85 - 264 V AC, 47 - 63 Hz",
        temperature="-25 to +60 °C",
        accessories=("AC-END-35", "AC-LEAD-3"),
    ),
    Family(
        "birch",
        "Birch",
        "din_rail",
        102,
        "din_metal",
        (28, 93, 153),
        "Industrial DIN rail power supply in a metal housing with 150 % power boost",
        (
            "150 % current for 5 seconds starts motors and contactors",
            "DC OK relay contact, output adjustable by 15 %",
            "Full power up to +60 °C without a fan",
        ),
        protection="IP20",
        mounting="DIN rail",
        supply="90 - 264 V AC or 120 - 370 V DC",
        temperature="-40 to +70 °C",
        standards="EN 61010-2-201, EN 62368-1, EN 61000-6-2",
        warranty="60 months",
        accessories=("SP-PLUG-5", "AC-END-35", "OK-RED-20"),
    ),
    Family(
        "cypress",
        "Cypress",
        "enclosed",
        103,
        "enclosed",
        (199, 92, 37),
        "Enclosed power supply for machine building, displays and test equipment",
        (
            "Flat metal case of 30 to 41 mm, screws on from two sides",
            "Protected against short circuit, overload, overvoltage and heat",
            "Withstands 300 V AC for 5 seconds",
        ),
        protection="IP20",
        mounting="Chassis",
        supply="85 - 264 V AC, switched by itself",
        temperature="-30 to +70 °C",
        accessories=("AC-CLIP-35", "AC-CORD-EU", "SP-COVER-9"),
    ),
    Family(
        "elm",
        "Elm",
        "led_voltage",
        201,
        "led_outdoor",
        (21, 128, 141),
        "Constant voltage LED driver, potted in aluminium, for signs and facades",
        (
            "Fully potted: rain, dust and condensation do no harm",
            "Flicker-free, surge strength 6 kV",
            "Cables of 30 cm on both ends",
        ),
        protection="IP67",
        mounting="Surface",
        dimming="None",
        supply="100 - 305 V AC",
        temperature="-40 to +80 °C",
        standards="EN 61347-2-13, EN 62384, SELV",
        warranty="60 months",
        accessories=("AC-CONN-67", "AC-BRK-68"),
        group="led",
    ),
    Family(
        "fir",
        "Fir",
        "led_current",
        202,
        "led_flat",
        (222, 139, 28),
        "Constant current LED driver for downlights and panels in false ceilings",
        (
            "Fits through a ceiling hole of 55 mm",
            "Strain relief on both sides, no tools needed for the covers",
            "Class II, no earth wire needed",
        ),
        protection="IP20",
        mounting="Built-in",
        dimming="None",
        supply="198 - 264 V AC",
        temperature="-20 to +50 °C",
        standards="EN 61347-2-13, EN 62384, SELV",
        warranty="60 months",
        accessories=("AC-LEAD-3",),
        group="led",
    ),
    Family(
        "hazel",
        "Hazel",
        "led_dali",
        203,
        "led_dali",
        (122, 72, 160),
        "DALI-2 dimmable LED driver for offices, shops and linear luminaires",
        (
            "Dims from 100 % down to 0.1 % without flicker",
            "DALI-2 device types 6 and 8, push-button dimming as well",
            "Logs operating hours and energy (DALI parts 251 to 253)",
        ),
        protection="IP20",
        mounting="Built-in",
        dimming="DALI-2",
        supply="198 - 264 V AC or 176 - 280 V DC",
        temperature="-25 to +55 °C",
        standards="EN 61347-2-13, IEC 62386, SELV",
        warranty="60 months",
        accessories=("AC-LEAD-3",),
        group="led",
    ),
    Family(
        "juniper",
        "Juniper",
        "desktop",
        301,
        "adapter",
        (64, 74, 90),
        "Desktop adapter with IEC inlet for monitors, terminals and lab equipment",
        (
            "Efficiency level VI, below 0.15 W without load",
            "Output plug 5.5 x 2.5 mm, centre positive, cable of 1.5 m",
            "The mains cord is ordered separately",
        ),
        protection="IP20",
        mounting="Desktop",
        temperature="-10 to +50 °C",
        accessories=("AC-CORD-EU",),
        group="adapters",
    ),
    Family(
        "larch",
        "Larch",
        "desktop",
        302,
        "plug",
        (64, 74, 90),
        "Plug-in adapter with Euro plug for routers, sensors and small devices",
        (
            "Efficiency level VI, below 0.075 W without load",
            "Output plug 5.5 x 2.1 mm, centre positive, cable of 1.8 m",
            "Shutters of neighbouring sockets stay free",
        ),
        protection="IP20",
        mounting="Wall plug",
        temperature="0 to +45 °C",
        accessories=("AC-LEAD-3",),
        group="adapters",
    ),
    Family(
        "maple",
        "Maple",
        "poe",
        303,
        "injector",
        (178, 45, 58),
        "Gigabit PoE injector for cameras, access points and phones",
        (
            "Gigabit Ethernet, power on all four pairs from 60 W",
            "Checks the device before it switches the power on",
            "Wall and desktop mounting, LED per port",
        ),
        protection="IP20",
        mounting="Desktop",
        temperature="-10 to +50 °C",
        standards="IEEE 802.3af/at/bt, EN 62368-1",
        accessories=("AC-CORD-EU",),
        group="adapters",
    ),
    Family(
        "oak",
        "Oak",
        "backup",
        401,
        "backup",
        (212, 160, 23),
        "Backup power for 24 V systems on the DIN rail",
        (
            "Switches over without interruption",
            "Signals battery mode and service by relay contacts",
            "Guards the batteries against deep discharge",
        ),
        protection="IP20",
        mounting="DIN rail",
        supply="24 V DC",
        temperature="-20 to +50 °C",
        standards="EN 62368-1, EN 61000-6-2",
        accessories=("SP-FUSE-5", "AC-END-35"),
        group="backup",
    ),
    Family(
        "accessory",
        "",
        "mounting",
        501,
        "part",
        (96, 108, 122),
        "",
        (),
        supply="",
        temperature="-25 to +70 °C",
        standards="",
        warranty="24 months",
        group="accessories",
        brand=PARTS_BRAND,
    ),
    Family(
        "spare",
        "",
        "spare",
        502,
        "part",
        (96, 108, 122),
        "",
        (),
        supply="",
        temperature="-25 to +70 °C",
        standards="",
        warranty="24 months",
        group="accessories",
        brand=PARTS_BRAND,
    ),
]


def build_articles():
    """:return: the articles in the order of the table."""
    with (Path(__file__).parent / "articles.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    families = {family.key: family for family in FAMILIES}
    codes = {key: [] for key in families}
    for row in rows:
        codes[row["family"]].append(row["code"])
    return [
        build_article(families[row["family"]], row, codes[row["family"]])
        for row in rows
    ]


def build_article(family, row, codes):
    def number(name, kind=float):
        return kind(row[name] or 0)

    code = row["code"]
    own = tuple(row["accessories"].split())
    return Article(
        family=family,
        position=codes.index(code) + 1,
        code=code,
        name=row["name"],
        watts=number("watts"),
        volts=row["volts"],
        output=row["output"],
        size=(number("length_mm"), number("width_mm"), number("height_mm")),
        weight=number("weight_kg"),
        efficiency=number("efficiency", int),
        price=number("price"),
        cost=number("cost"),
        minimum=number("minimum", int),
        multiple=number("multiple", int),
        lead=number("lead_days", int),
        stock={name: number(name, int) for name in ("brussels", "venlo")},
        accessories=(*own, *family.accessories),
        similar=tuple(other for other in codes if family.title and other != code),
        text=row["text"] or f"{family.summary}. {row['output']}, {family.protection}.",
    )
