"""Pictures of accessories and spare parts, one function each."""

import math

from drawing import Board, Texture, circle, curve, rounded, shade

STEEL = (200, 206, 211)
BLACK = (43, 46, 52)
DARK = (58, 64, 72)
GREEN = (52, 150, 92)
BRASS = (214, 176, 74)


def draw_clip(article):
    board = Board(((0, 0, 0), (42, 35, 16)), 0.66)
    board.shadow([(-1, -1), (44, -1), (44, 37), (-1, 37)])
    plate = [
        *((0, 0), (42, 0), (42, 9), (39, 12), (34, 12), (34, 9), (38, 9), (38, 3)),
        *((4, 3), (4, 10), (9, 10), (9, 13), (1.5, 13), (0, 11.5)),
    ]
    board.prism(plate, (0, 35, 0), (1, 0, 0), (0, 0, 1), (0, -35, 0), STEEL)
    holes = Texture(28, 35)
    for y in (9, 26):
        holes.disc(14, y, 3.4, shade(STEEL, 0.55))
        holes.disc(14, y, 2.8, (90, 96, 103))
    board.top(holes, (7, 0), 3)
    for x in (52, 58):
        board.prism(
            circle(2.6), (x, 4, 0), (1, 0, 0), (0, 1, 0), (0, 0, 2), (176, 182, 188)
        )
    return board


def draw_end_stop(article):
    board = Board(((0, 0, 0), (36, 9, 45)), 0.7)
    board.shadow([(-1, 0), (38, 0), (38, 11), (-1, 11)])
    shape = [
        *((0, 0), (8, 0), (8, 4), (27, 4), (27, 0), (36, 0), (36, 9), (30, 13)),
        *((30, 38), (24, 45), (8, 45), (3, 38), (3, 12), (0, 9)),
    ]
    grey = (176, 182, 188)
    board.prism(shape, (0, 9, 0), (1, 0, 0), (0, 0, 1), (0, -9, 0), grey)
    face = Texture(24, 24)
    face.screw(12, 7, 4.6)
    face.box(3, 15, 18, 7, (236, 238, 240), radius=1)
    face.text(12, 20, "AC-END-35", 2, anchor="ms")
    board.front(face, (4.5, 14), 0)
    return board


def coil(board, radius, turns, colour, thickness, centre=(0, 0), gap=None):
    """Rings of cable that lie on each other."""
    for turn in range(turns):
        lift = thickness * (0.5 + 0.72 * turn)
        size = radius * (1 - 0.05 * (turn % 2))
        ring = circle(size, centre, 72)
        points = [(x, y, lift) for x, y in [*ring, ring[0]]]
        board.cable(points, thickness, colour)


def strap(board, x, y, z, size, colour):
    board.prism(
        rounded(size, size * 0.4, 1), (x, y, 0), (1, 0, 0), (0, 1, 0), (0, 0, z), colour
    )


def draw_lead(article):
    board = Board(((-62, -62, 0), (62, 50, 14)), 0.82)
    board.shadow(circle(56), strength=40)
    coil(board, 46, 4, BLACK, 5)
    strap(board, -50, -4, 19, 11, (226, 229, 232))
    for x, y, metal in ((-14, -57, (196, 200, 206)), (16, -60, BLACK)):
        board.cable([(30, y + 10, 3), (x + 22, y, 3)], 5, BLACK)
        board.cable([(x + 22, y, 4), (x + 4, y, 4)], 10, DARK)
        board.cable([(x + 3, y, 4), (x - 8, y, 4)], 6 if metal != BLACK else 8, metal)
    for x, colour in ((44, (190, 60, 52)), (50, BLACK)):
        board.cable(
            curve((38, 26, 12), (52, 34, 12), (56, 40, 6), (x + 14, 46, 3)), 3, colour
        )
        board.cable([(x + 14, 46, 3), (x + 19, 47, 3)], 2, BRASS)
    return board


def draw_cord(article):
    board = Board(((-64, -78, 0), (70, 58, 34)), 0.84)
    board.shadow(circle(62), strength=40)
    black = (48, 51, 57)
    coil(board, 52, 4, black, 7)
    strap(board, -58, -5, 25, 13, (80, 85, 93))
    board.cable([(38, -36, 8), (46, -58, 8), (30, -70, 10)], 7, black)
    board.block((-4, -84, 0), (34, 22, 16), black, radius=3)
    socket = Texture(30, 14)
    for x in (7, 15, 23):
        socket.box(x - 1.2, 3.5 if x != 15 else 2, 2.4, 7, (20, 21, 24))
    board.front(socket, (-2, 1), -84)
    board.cable(curve((44, 30, 8), (60, 34, 10), (60, 44, 16), (66, 44, 16)), 7, black)
    board.prism(circle(17), (60, 44, 17), (0, 1, 0), (0, 0, 1), (16, 0, 0), black)
    face = Texture(34, 34)
    face.disc(17, 17, 14.5, (64, 68, 75))
    board.side(face, (27, 0), 76)
    for y in (34.5, 53.5):
        board.rod((76, y, 17), (92, y, 17), 2.4, (196, 200, 206))
    return board


def draw_bracket(article):
    board = Board(((0, -40, 0), (68, 32, 14)), 0.86)

    def bracket(y):
        board.shadow([(-1, y - 1), (70, y - 1), (70, y + 21), (-1, y + 21)], 50)
        profile = [
            *((0, 0), (16, 0), (18, 12), (50, 12), (52, 0), (68, 0), (68, 2)),
            *((53.5, 2), (51.5, 14), (16.5, 14), (14.5, 2), (0, 2)),
        ]
        board.prism(profile, (0, y + 20, 0), (1, 0, 0), (0, 0, 1), (0, -20, 0), STEEL)
        for x in (0, 54):
            foot = Texture(14, 20)
            foot.box(4, 6, 6, 8, (104, 110, 117), radius=3)
            board.top(foot, (x, y), 2)
        crown = Texture(34, 20, STEEL)
        for x in (8, 26):
            crown.disc(x, 10, 2.4, (104, 110, 117))
        board.top(crown, (17, y), 14)

    bracket(12)
    bracket(-40)
    return board


def draw_connector(article):
    board = Board(((-34, 0, 0), (100, 26, 26)), 0.86)
    board.shadow([(-20, 2), (92, 2), (92, 26), (-20, 26)], 50)
    middle = (13, 13)
    grip = (70, 76, 85)
    board.cable([(-34, *middle), (-4, *middle)], 9, BLACK)
    board.rod((-6, *middle), (10, *middle), 10.5, grip)
    board.rod((10, *middle), (34, *middle), 12.5, DARK)
    board.rod((34, *middle), (39, *middle), 11, (196, 62, 52))
    board.rod((39, *middle), (63, *middle), 12.5, DARK)
    board.rod((63, *middle), (79, *middle), 10.5, grip)
    for x in (12, 41):
        for step in range(7):
            angle = math.radians(-100 + 22 * step)
            y, z = 13 + 12.5 * math.cos(angle), 13 + 12.5 * math.sin(angle)
            board.cable([(x + 2, y, z), (x + 18, y, z)], 0.8, (92, 99, 108))
    board.cable([(79, *middle), (112, *middle)], 9, BLACK)
    return board


def draw_cover(article):
    board = Board(((0, 0, 0), (97, 18, 14)), 0.84)
    board.shadow([(-1, -1), (99, -1), (99, 20), (-1, 20)], 36)
    clear = (214, 228, 234)
    profile = [
        *((0, 0), (18, 0), (18, 1.6), (16.5, 1.6), (14, 12), (4, 12)),
        *((1.5, 1.6), (0, 1.6)),
    ]
    board.prism(profile, (0, 0, 0), (0, 1, 0), (0, 0, 1), (97, 0, 0), clear)
    top = Texture(97, 10)
    for pole in range(9):
        x = 5 + pole * 10.8
        top.disc(x, 5, 2.6, (150, 170, 180))
        top.disc(x, 5, 1.9, (236, 243, 246))
    board.top(top, (0, 4), 12)
    return board


def draw_plug(article):
    board = Board(((0, 0, 0), (38, 18, 20)), 0.68)
    board.shadow([(-1, -1), (40, -1), (40, 20), (-1, 20)])
    profile = [(0, 0), (18, 0), (18, 20), (6, 20), (0, 13)]
    board.prism(profile, (0, 0, 0), (0, 1, 0), (0, 0, 1), (38, 0, 0), GREEN)
    face = Texture(38, 13, GREEN)
    top = Texture(38, 12, GREEN)
    for pole in range(5):
        x = 4.2 + pole * 7.4
        face.box(x - 2.5, 3, 5, 7, (30, 60, 44), radius=0.6)
        face.box(x - 1.6, 4, 3.2, 5, (20, 22, 26))
        top.screw(x, 6, 2.7)
    board.front(face, (0, 0), 0)
    board.top(top, (0, 6), 20)
    return board


def draw_fuses(article):
    board = Board(((-4, -14, 0), (46, 22, 19)), 0.8)
    blue = (72, 142, 196)

    def fuse(x, y):
        board.shadow([(x - 1, y - 1), (x + 20, y - 1), (x + 20, y + 6), (x, y + 6)], 44)
        for leg in (1.5, 12.5):
            board.block((x + leg, y + 2, 0), (5, 0.9, 9), STEEL)
        board.block((x, y, 8), (19, 5, 11), blue)
        face = Texture(19, 11)
        face.text(9.5, 8.2, "15", 5.4, (255, 255, 255), anchor="ms")
        board.front(face, (x, 8), y)

    for x, y in ((24, 20), (0, 16), (30, 4), (6, 0), (34, -13)):
        fuse(x, y)
    return board


def draw_fan(article):
    board = Board(((0, 0, 0), (58, 20, 40)), 0.74)
    board.shadow([(-1, 0), (42, 0), (42, 22), (-1, 22)])
    board.cable(
        curve((38, 12, 4), (50, 14, 4), (52, 6, 2), (64, 4, 2)), 2, (190, 60, 52)
    )
    board.cable(curve((38, 14, 6), (52, 18, 4), (56, 12, 2), (66, 8, 2)), 2, BLACK)
    board.block((0, 0, 0), (40, 20, 40), BLACK)
    face = Texture(40, 40, (50, 54, 60))
    face.disc(20, 20, 18.4, (28, 30, 34))
    for blade in range(7):
        points = []
        for radius, bend in ((7, 0), (17.6, 22), (17.6, 52), (7, 34)):
            angle = math.radians(blade * 360 / 7 + bend)
            at = (20 + radius * math.cos(angle), 20 + radius * math.sin(angle))
            points.append(at)
        face.shape(points, (84, 90, 98))
    face.disc(20, 20, 8, (226, 229, 232))
    face.text(20, 19.5, "ARBOREL", 1.7, (58, 64, 72), anchor="ms")
    face.text(20, 23.5, "48 V DC", 1.7, (96, 104, 114), False, anchor="ms")
    for x in (4, 36):
        for y in (4, 36):
            face.disc(x, y, 2.1, (150, 156, 163))
            face.disc(x, y, 1.4, (20, 22, 26))
    board.front(face, (0, 0), 0)
    return board


PARTS = {
    "AC-CLIP-35": draw_clip,
    "AC-END-35": draw_end_stop,
    "AC-LEAD-3": draw_lead,
    "AC-CORD-EU": draw_cord,
    "AC-BRK-68": draw_bracket,
    "AC-CONN-67": draw_connector,
    "SP-COVER-9": draw_cover,
    "SP-PLUG-5": draw_plug,
    "SP-FUSE-5": draw_fuses,
    "SP-FAN-40": draw_fan,
}
