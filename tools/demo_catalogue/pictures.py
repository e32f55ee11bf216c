"""Pictures of the articles: each kind of housing has a function that draws it."""

from drawing import STEEP, Board, Texture, circle, curve, rounded, shade
from parts import PARTS

SILVER = (203, 209, 214)
GREY = (226, 229, 232)
DARK = (58, 64, 72)
BLACK = (43, 46, 52)
WHITE = (244, 245, 246)
GREEN = (46, 158, 104)
INK = (40, 44, 52)
METAL = (206, 211, 215)


def draw_picture(article, largest):
    """:param largest: the largest article of the family, which fills the picture.

    :return: the picture as PNG.
    """
    if article.family.kind == "part":
        return PARTS[article.code](article).save()
    share = max(article.size) / max(largest.size)
    fill = 0.7 + 0.2 * share
    return KINDS[article.family.kind](article, fill).save()


def put_label(texture, x, y, width, article, unit):
    """Brand, number, power and output; ``unit`` is the height of the small print."""
    accent = article.family.accent
    texture.fitted(x, y + 1.5 * unit, "ARBOREL", unit * 1.15, width, accent)
    texture.fitted(x, y + 3.6 * unit, article.code, unit * 1.15, width, INK)
    if article.watts:
        texture.fitted(
            x, y + 7.2 * unit, f"{article.watts:g} W", unit * 2.1, width, INK
        )
    for number, fact in enumerate(article.output.split(", ")):
        line = y + (9.4 + 1.8 * number) * unit
        texture.fitted(x, line, fact, unit * 0.95, width, (96, 104, 114), bold=False)


def put_terminals(texture, x, y, width, height, poles, colour, screws=True):
    """A row of terminals: screw above, wire hole below."""
    texture.box(x, y, width, height, colour, radius=0.8)
    pitch = width / poles
    for pole in range(poles):
        centre = x + pitch * (pole + 0.5)
        texture.box(
            centre - pitch * 0.44,
            y + height * 0.06,
            pitch * 0.88,
            height * 0.88,
            shade(colour, 0.86),
            radius=0.5,
        )
        if screws:
            texture.screw(centre, y + height * 0.34, min(pitch * 0.36, height * 0.24))
        hole = (y + height * 0.66, height * 0.22)
        texture.box(centre - pitch * 0.28, hole[0], pitch * 0.56, hole[1], (30, 32, 36))


def draw_din_slim(article, fill):
    width, height, depth = article.size
    base, nose = 11, 12
    board = Board(((0, 0, 0), (width, depth, height)), fill)
    board.shadow([(-2, 4), (width + 4, 4), (width + 4, depth + 2), (-2, depth + 2)])
    low, high = 23, height - 23
    profile = [
        *((nose, 0), (depth, 0), (depth, height), (nose, height)),
        *((nose, high + 2), (0, high), (0, low), (nose, low - 2)),
    ]
    board.prism(profile, (0, 0, 0), (0, 1, 0), (0, 0, 1), (width, 0, 0), GREY)
    accent = article.family.accent
    face = Texture(width, high - low, GREY)
    face.box(0, 0, width, 3.2, accent)
    led = 8 if width > 30 else high - low - 4.5
    face.disc(width - 4, led, 1.3, GREEN, outline=shade(GREEN, 0.7))
    put_label(face, 2.2, 6, width - 4.4, article, min(3, width / 9))
    board.front(face, (0, low), 0)
    poles = {True: 2, False: max(3, round(width / 8))}[width < 20]
    ends = (("bottom", 0, (196, 202, 207)), ("top", height - low + 2, accent))
    for _end, z, colour in ends:
        strip = Texture(width, low - 2, GREY)
        put_terminals(strip, 1, 2.5, width - 2, low - 7, poles, colour)
        board.front(strip, (0, z), nose)
    side = Texture(depth - nose - 8, height - 24)
    for slot in range(6):
        side.box(2 + slot * 5.2, 22, 2.2, 26, shade(GREY, 0.8), radius=1.1)
    board.side(side, (nose + 4, base), width)
    return board


def draw_din_metal(article, fill, body=SILVER, front=DARK):
    width, height, depth = article.size
    accent = article.family.accent
    board = Board(((0, 0, 0), (width, depth, height)), fill)
    board.shadow([(-3, 5), (width + 5, 5), (width + 5, depth + 3), (-3, depth + 3)])
    board.block((0, 3, 0), (width, depth - 3, height), body)
    board.block((0, 0, 0), (width, 3, height), front)
    put_vents(board, article, width, body)
    face = Texture(width, height, front)
    put_terminals(face, 3, 4, width - 6, 17, max(3, round(width / 10)), (52, 150, 92))
    face.box(2.5, 24, width - 5, height - 50, WHITE, radius=1.5)
    face.box(2.5, 24, width - 5, 3.5, accent)
    put_label(face, 5, 31, width - 10, article, min(3.9, width / 11))
    y = height - 34
    face.disc(7, y, 1.7, GREEN, outline=shade(GREEN, 0.6))
    face.text(10.5, y + 1.1, "DC OK", 2.1, (96, 104, 114))
    face.screw(width - 8, y, 2.4)
    poles = max(3, round(width / 12))
    put_terminals(face, 3, height - 21, width - 6, 17, poles, (66, 70, 78))
    board.front(face, (0, 0), 0)
    return board


def put_vents(board, article, x, colour):
    _width, height, depth = article.size
    side = Texture(depth - 20, height - 30, detail=14)
    columns = int((depth - 28) / 9)
    for row in range(int((height - 40) / 8)):
        for column in range(columns):
            at = 3 + column * 9 + 4.5 * (row % 2)
            side.box(at, 4 + row * 8, 5.8, 3, shade(colour, 0.42), radius=1.5)
    board.side(side, (12, 15), x)


def draw_enclosed(article, fill):
    length, width, height = article.size
    accent = article.family.accent
    strip = 18
    board = Board(((0, 0, 0), (length, width, height)), fill, tilt=STEEP)
    board.shadow([(-3, -2), (length + 4, -2), (length + 4, width + 4), (-3, width + 4)])
    body = length - strip
    board.block((0, 0, 0), (length, width, 2), METAL)
    board.block((0, 0, 2), (body, width, height - 2), METAL)
    cover = Texture(body, width, METAL, detail=12)
    reach = width - 12
    fan = article.watts >= 600
    pitch = max(6, length / 26)
    for row in range(int(reach / pitch)):
        for column in range(int((body - 14) / pitch / 1.15)):
            x = 8 + column * pitch * 1.15 + pitch * 0.57 * (row % 2)
            y = 9 + row * pitch
            near_fan = fan and (x - body * 0.28) ** 2 + (y - width / 2) ** 2 < 30**2
            if x < body - 8 and not near_fan:
                cover.disc(x, y, pitch * 0.32, (92, 98, 105))
    if fan:
        put_fan(cover, body * 0.28, width / 2, 24)
    for x, y in ((4, 4), (body - 4, 4), (4, width - 4), (body - 4, width - 4)):
        cover.screw(x, y, 1.9)
    board.top(cover, (0, 0), height)
    wall = Texture(body, height - 2, METAL)
    tag = min(body - 8, 100)
    wall.box(4, 3, tag, height - 8, WHITE, radius=1)
    wall.box(4, 3, 3, height - 8, accent)
    room = tag - 10
    small = (height - 10) / 6.6
    wall.fitted(10, 4.4 + small * 1.5, "ARBOREL", small * 1.3, room * 0.5, accent)
    wall.fitted(10, 4.4 + small * 3.6, article.code, small * 1.2, room * 0.5, INK)
    wall.fitted(10, 4.4 + small * 5.5, article.output, small, room * 0.5, INK, False)
    power = f"{article.watts:g} W"
    wall.fitted(14 + room * 0.55, 4.4 + small * 4, power, small * 2.6, room * 0.42)
    board.front(wall, (0, 2), 0)
    put_strip(board, article, body, strip)
    return board


def put_strip(board, article, x, strip):
    _length, width, height = article.size
    poles = 9 if article.watts >= 100 else 7
    low = height * 0.55
    board.block((x, 4, 2), (strip - 3, width - 8, low - 2), BLACK)
    top = Texture(strip - 3, width - 8, BLACK)
    pitch = (width - 10) / poles
    for pole in range(poles):
        y = 1 + pitch * (pole + 0.5)
        top.box(0.6, y - pitch * 0.42, strip - 4.2, pitch * 0.84, (64, 68, 75))
        top.screw((strip - 3) / 2, y, min(3.3, pitch * 0.36))
    board.top(top, (x, 4), low)
    green = Texture(4, 4)
    green.disc(2, 2, 1.4, GREEN)
    board.top(green, (x - 6, 8), height)


def put_fan(texture, x, y, radius):
    texture.disc(x, y, radius, (52, 56, 62))
    for ring in range(4):
        texture.disc(
            x, y, radius * (1 - ring * 0.22), None, outline=(172, 178, 184), line=1.6
        )
    texture.disc(x, y, radius * 0.26, (172, 178, 184))


def draw_led_outdoor(article, fill):
    length, width, height = article.size
    accent = article.family.accent
    reach = 0.2 * length
    bounds = ((-reach, -10, 0), (length + reach, width, height))
    board = Board(bounds, min(fill + 0.06, 0.93), tilt=STEEP)
    mid = (width / 2, height / 2)
    board.cable(
        curve(
            (0, *mid),
            (-reach * 0.7, mid[0], mid[1]),
            (-reach * 0.6, width * 0.9, 3),
            (-reach * 1.05, width * 1.3, 3),
        ),
        8,
        BLACK,
    )
    board.shadow([(-4, -3), (length + 6, -3), (length + 6, width + 4), (-4, width + 4)])
    cap = 9
    aluminium = (190, 197, 203)
    board.block((0, 0, 0), (cap, width, height), DARK)
    board.block((cap, 1.5, 1), (length - 2 * cap, width - 3, height - 2), aluminium)
    board.block((length - cap, 0, 0), (cap, width, height), DARK)
    ribs = Texture(length - 2 * cap, height - 2, aluminium)
    for rib in range(5):
        at = 3 + rib * (height - 6) / 5
        ribs.box(0, at, length, (height - 6) / 11, shade(aluminium, 0.72))
    board.front(ribs, (cap, 1), 1.5)
    top = Texture(length - 2 * cap, width - 3, aluminium)
    tag = length - 2 * cap - 16
    tall = width - 13
    top.box(8, 5, tag, tall, WHITE, radius=1.5)
    top.box(8, 5, 4, tall, accent)
    unit = tall / 8.6
    room = tag * 0.46
    top.fitted(16, 5 + unit * 2.2, "ARBOREL", unit * 1.3, room, accent)
    top.fitted(16, 5 + unit * 4.6, article.code, unit * 1.4, room)
    top.fitted(16, 5 + unit * 7, article.output, unit * 1.2, room, INK, False)
    at = 16 + tag * 0.5
    top.fitted(at, 5 + unit * 4.4, f"{article.watts:g} W", unit * 3, tag * 0.4)
    top.fitted(at, 5 + unit * 7, "IP67  SELV", unit * 1.2, tag * 0.4, INK, False)
    board.top(top, (cap, 1.5), height - 1)
    for y in (5, width - 5):
        hole = Texture(5, 5)
        hole.disc(2.5, 2.5, 2, (24, 26, 30))
        board.side(hole, (y - 2.5, height / 2 - 2.5), length)
    board.rod((length, *mid), (length + 9, *mid), 6, DARK)
    board.cable(
        curve(
            (length + 9, *mid),
            (length + reach * 0.8, mid[0], mid[1]),
            (length + reach * 0.55, -4, 3),
            (length + reach, -width * 0.5, 3),
        ),
        8,
        BLACK,
    )
    return board


def draw_led_flat(article, fill):
    length, width, height = article.size
    accent = article.family.accent
    end = 16
    board = Board(((0, 0, 0), (length, width, height)), fill, tilt=STEEP)
    board.shadow([(-3, -2), (length + 3, -2), (length + 3, width + 3), (-3, width + 3)])
    low = height * 0.58
    profile = [
        *((0, 0), (length, 0), (length, low), (length - end, height)),
        *((end, height), (0, low)),
    ]
    back = (0, width, 0)
    board.prism(profile, back, (1, 0, 0), (0, 0, 1), (0, -width, 0), WHITE)
    top = Texture(length - 2 * end, width, WHITE)
    tall = width - 4
    room = length - 2 * end
    top.box(0, 2, 3, tall, accent)
    unit = tall / 9
    top.fitted(6, 2 + unit * 2, "ARBOREL", unit * 1.3, room * 0.5, accent)
    top.fitted(6, 2 + unit * 4.4, article.code, unit * 1.3, room * 0.46)
    lines = article.output.split(", ")
    for number, line in enumerate(lines):
        y = 2 + unit * (6.4 + 1.7 * number)
        top.fitted(6, y, line, unit, room * 0.46, INK, False)
    power = f"{article.watts:g} W"
    top.fitted(room * 0.64, 2 + unit * 4.6, power, unit * 2.6, room * 0.32)
    top.fitted(room * 0.64, 2 + unit * 7, "CLASS II", unit, room * 0.32, INK, False)
    board.top(top, (end, 0), height)
    slope = (end, 0, -(height - low))
    cover = Texture(end, width, shade(WHITE, 0.95))
    cover.box(2, 3, end - 4, width - 6, shade(WHITE, 0.86), radius=1.5)
    cover.screw(end / 2, width / 2, 3)
    board.put(cover, (length - end, width, height), slope, (0, -width, 0))
    wall = Texture(length, low)
    for x in (2, length - 12):
        wall.box(x, low - 8, 10, 5, (196, 200, 204), radius=1)
    board.front(wall, (0, 0), 0)
    outlet = Texture(width, low)
    for x in (width * 0.2, width * 0.56):
        outlet.box(x, low * 0.25, width * 0.24, low * 0.5, DARK, radius=1)
    board.side(outlet, (0, 0), length)
    return board


def draw_led_dali(article, fill):
    length, width, height = article.size
    accent = article.family.accent
    board = Board(((0, 0, 0), (length, width, height)), 0.92, tilt=STEEP)
    board.shadow([(-3, -2), (length + 3, -2), (length + 3, width + 3), (-3, width + 3)])
    plug = 26
    body = length - 2 * plug
    board.block((0, 0, 0), (length, width, 2), WHITE)
    board.block((3, 2, 2), (plug, width - 4, height * 0.6), (236, 196, 60))
    board.block((plug, 0, 2), (body, width, height - 2), WHITE)
    top = Texture(body, width, WHITE)
    top.box(0, 0, body, 2.4, accent)
    unit = (width - 5) / 7
    top.fitted(6, 4 + unit * 2, "ARBOREL", unit * 1.6, body * 0.26, accent)
    top.fitted(6, 4 + unit * 4.8, article.code, unit * 1.7, body * 0.26)
    top.fitted(
        body * 0.34, 4 + unit * 3.9, f"{article.watts:g} W", unit * 3, body * 0.2
    )
    lines = article.output.split(", ")
    for number, line in enumerate(lines):
        y = 4 + unit * (2.2 + 2.5 * number)
        top.fitted(body * 0.55, y, line, unit * 1.3, body * 0.22, INK, False)
    top.box(body * 0.8, 5, body * 0.16, width - 10, accent, radius=2)
    y = 5 + (width - 10) * 0.64
    top.fitted(body * 0.82, y, "DALI-2", unit * 1.8, body * 0.12, (255, 255, 255))
    board.top(top, (plug, 0), height)
    wall = Texture(body, height - 2)
    for slot in range(int(body / 14) - 1):
        wall.box(8 + slot * 14, height * 0.42, 8, 1.8, (176, 181, 186), radius=0.9)
    board.front(wall, (plug, 2), 0)
    tall = height * 0.6
    board.block((plug + body, 2, 2), (plug - 3, width - 4, tall), (236, 196, 60))
    sockets = Texture(width - 4, tall, (236, 196, 60))
    holes = 5
    for hole in range(holes):
        x = (hole + 0.5) * (width - 4) / holes
        sockets.disc(x, tall * 0.55, min(1.7, width / 18), (40, 42, 48))
    board.side(sockets, (2, 2), length - 3)
    keys = Texture(plug - 3, width - 4)
    for hole in range(holes):
        y = (hole + 0.5) * (width - 4) / holes
        keys.box(plug - 15, y - width / 16, 8, width / 8, (250, 250, 250), radius=0.6)
    board.top(keys, (plug + body, 2), 2 + tall)
    return board


def draw_adapter(article, fill):
    length, width, height = article.size
    reach = length * 0.5
    bounds = ((-8, -length * 0.34, 0), (length + reach * 0.7, width, height))
    board = Board(bounds, min(0.9, fill + 0.06), tilt=STEEP)
    board.shadow([(-4, -4), (length + 6, -4), (length + 6, width + 5), (-4, width + 5)])
    black = (52, 55, 61)
    board.block((0, 0, 0), (length, width, height), black, radius=7)
    top = Texture(length, width)
    top.box(9, 7, length - 18, width - 14, (74, 78, 86), radius=3)
    unit = (width - 20) / 8
    room = length - 30
    light = (214, 219, 225)
    top.fitted(15, 10 + unit * 1.8, "ARBOREL", unit * 1.5, room * 0.5, light)
    top.fitted(15, 10 + unit * 4.4, article.code, unit * 1.4, room * 0.5, light)
    top.fitted(
        15, 10 + unit * 7.2, article.output, unit * 1.3, room * 0.6, light, False
    )
    top.fitted(
        15 + room * 0.62,
        10 + unit * 4.6,
        f"{article.watts:g} W",
        unit * 2.6,
        room * 0.4,
        light,
    )
    top.disc(length - 15, 12, 1.7, (88, 220, 130))
    board.top(top, (0, 0), height)
    middle = (width / 2, height / 2)
    board.rod((length, *middle), (length + 10, *middle), 5, BLACK)
    knee = (length + reach * 0.75, middle[0], middle[1])
    board.cable(
        curve(
            (length + 10, *middle),
            knee,
            (length + reach * 0.7, -length * 0.25, 2.5),
            (length * 0.62, -length * 0.24, 2.5),
        ),
        4.6,
        BLACK,
    )
    tail = (length * 0.62, -length * 0.24, 2.5)
    board.cable([tail, (length * 0.44, -length * 0.235, 2.5)], 9.5, BLACK)
    board.cable(
        [(length * 0.43, -length * 0.235, 2.5), (length * 0.36, -length * 0.232, 2.5)],
        5.4,
        (186, 190, 196),
    )
    return board


def draw_plug(article, fill):
    length, width, height = article.size
    bounds = ((-30, -28, 0), (length + 26, width, height))
    board = Board(bounds, min(0.84, fill), tilt=STEEP)
    board.shadow([(-2, -3), (length + 4, -3), (length + 4, width + 4), (-2, width + 4)])
    black = (50, 53, 59)
    middle = (width / 2, height / 2)
    for y in (middle[0] + 9.5, middle[0] - 9.5):
        board.cable([(-3, y, middle[1]), (-13, y, middle[1])], 5.2, BLACK)
        board.cable([(-13, y, middle[1]), (-22, y, middle[1])], 4.2, (196, 200, 206))
    board.block((-6, 7, 5), (8, width - 14, height - 10), BLACK, radius=3)
    board.block((0, 0, 0), (length, width, height), black, radius=6)
    top = Texture(length, width)
    top.box(7, 6, length - 14, width - 12, (74, 78, 86), radius=2.5)
    unit = (width - 18) / 8
    light = (214, 219, 225)
    room = length - 24
    top.fitted(12, 9 + unit * 1.8, "ARBOREL", unit * 1.5, room * 0.6, light)
    top.fitted(12, 9 + unit * 4.6, article.code, unit * 1.6, room * 0.5, light)
    top.fitted(
        12, 9 + unit * 7.6, article.output, unit * 1.4, room * 0.62, light, False
    )
    power = f"{article.watts:g} W"
    top.fitted(12 + room * 0.62, 9 + unit * 5, power, unit * 2.6, room * 0.4, light)
    board.top(top, (0, 0), height)
    board.rod((length, *middle), (length + 7, *middle), 4, BLACK)
    end = (length * 0.46, -22, 2)
    board.cable(
        curve(
            (length + 7, *middle), (length + 40, *middle), (length + 28, -22, 2), end
        ),
        3.8,
        BLACK,
    )
    board.cable([end, (length * 0.28, -21.5, 2)], 8, BLACK)
    board.cable(
        [(length * 0.27, -21.5, 2), (length * 0.17, -21.2, 2)], 4.6, (186, 190, 196)
    )
    return board


def draw_injector(article, fill):
    length, width, height = article.size
    accent = article.family.accent
    board = Board(((0, 0, 0), (length, width, height)), fill, tilt=STEEP)
    board.shadow([(-3, -3), (length + 5, -3), (length + 5, width + 4), (-3, width + 4)])
    shell = (236, 238, 240)
    board.block((0, 0, 0), (length, width, height), shell, radius=5)
    top = Texture(length, width)
    top.box(5, width - 9, length - 10, 3, accent, radius=1)
    unit = (width - 18) / 8
    room = length - 16
    top.fitted(8, 6 + unit * 2, "ARBOREL", unit * 1.5, room * 0.5, accent)
    top.fitted(8, 6 + unit * 4.6, article.code, unit * 1.4, room * 0.5)
    top.fitted(8, 6 + unit * 7, article.output, unit * 1.2, room * 0.5, INK, False)
    power = f"{article.watts:g} W"
    top.fitted(8 + room * 0.62, 6 + unit * 4.8, power, unit * 2.8, room * 0.38)
    board.top(top, (0, 0), height)
    face = Texture(length - 12, height)
    for number, name in enumerate(("DATA IN", "DATA + POWER OUT")):
        x = 8 + number * (length - 12) * 0.46
        y = (height - 14) / 2 + 2
        face.box(x, y, 17, 14, (170, 176, 182), radius=1)
        face.box(x + 2, y + 2, 13, 8, (30, 32, 36))
        face.box(x + 5, y + 9, 7, 3.4, (30, 32, 36))
        for pin in range(8):
            face.box(x + 3.2 + pin * 1.4, y + 2, 0.6, 3, (214, 176, 74))
        face.text(x, y - 2.4, name, 2, (96, 104, 114))
    face.disc(length - 20, height / 2, 1.7, GREEN)
    face.text(length - 24, height / 2 + 6, "PWR", 2, (96, 104, 114))
    board.front(face, (6, 0), 0)
    return board


def draw_backup(article, fill):
    if article.code == "OK-BAT-12":
        return draw_battery(article, fill)
    if article.code == "OK-BAT-3":
        return draw_battery_module(article, fill)
    body = (84, 91, 100)
    return draw_din_metal(article, fill, body=body, front=(46, 51, 58))


def draw_battery_module(article, fill):
    width, height, depth = article.size
    accent = article.family.accent
    body = (84, 91, 100)
    board = Board(((0, 0, 0), (width, depth, height)), fill)
    board.shadow([(-3, 3), (width + 5, 3), (width + 5, depth + 3), (-3, depth + 3)])
    board.block((0, 0, 0), (width, depth, height), body)
    face = Texture(width, height, (46, 51, 58))
    face.box(4, 8, width - 8, 66, WHITE, radius=1.5)
    face.box(4, 8, width - 8, 4, accent)
    put_label(face, 8, 17, width - 16, article, 3.9)
    face.text(8, 69, "VRLA 2 x 12 V", 3.2, (96, 104, 114), bold=False)
    put_terminals(face, 8, height - 42, 30, 17, 3, (52, 150, 92))
    face.box(44, height - 40, 24, 12, (30, 32, 36), radius=1)
    face.box(47, height - 38, 18, 8, (196, 84, 60), radius=1)
    face.text(44, height - 22, "FUSE 15 A", 2.4, (200, 206, 212))
    board.front(face, (0, 0), 0)
    put_vents(board, article, width, body)
    return board


def draw_battery(article, fill):
    length, width, height = article.size
    accent = article.family.accent
    board = Board(((0, 0, 0), (length, width, height + 12)), fill)
    board.shadow([(-3, -3), (length + 6, -3), (length + 6, width + 5), (-3, width + 5)])
    case = (62, 67, 75)
    board.block((0, 0, 0), (length, width, height - 16), case, radius=3)
    board.block((1.5, 1.5, height - 16), (length - 3, width - 3, 16), BLACK, radius=3)
    face = Texture(length - 14, height - 34)
    face.box(0, 0, length - 14, height - 34, WHITE, radius=2)
    face.box(0, 0, length - 14, 7, accent, radius=2)
    unit = 7
    face.text(7, 20, "ARBOREL", unit, shade(accent, 0.8))
    face.text(7, 34, article.code, unit * 0.9)
    face.text(7, 60, "24 V", unit * 1.9)
    face.text(68, 60, "12 Ah", unit * 1.9)
    face.text(7, 76, "VRLA battery module with fuse", 4, (96, 104, 114), bold=False)
    board.front(face, (7, 9), 0)
    for x, colour in ((26, (196, 62, 52)), (length - 26, (40, 44, 52))):
        board.prism(circle(9), (x, 26, height), (1, 0, 0), (0, 1, 0), (0, 0, 5), colour)
        board.prism(
            circle(4), (x, 26, height + 5), (1, 0, 0), (0, 1, 0), (0, 0, 5), METAL
        )
    board.prism(
        rounded(60, 12, 5),
        (length / 2 - 30, width / 2 + 10, height),
        (1, 0, 0),
        (0, 1, 0),
        (0, 0, 7),
        (74, 79, 87),
    )
    return board


KINDS = {
    "din_slim": draw_din_slim,
    "din_metal": draw_din_metal,
    "enclosed": draw_enclosed,
    "led_outdoor": draw_led_outdoor,
    "led_flat": draw_led_flat,
    "led_dali": draw_led_dali,
    "adapter": draw_adapter,
    "plug": draw_plug,
    "injector": draw_injector,
    "backup": draw_backup,
}
