"""A drawing board for solid things: prisms, labels, cables in parallel projection.

Axes: x to the right, y away from the viewer, z up; lengths are millimetres. The board
is drawn three times as large as the picture and scaled down, which smooths all edges.
"""

import io
import math
from functools import lru_cache
from pathlib import Path

import reportlab
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIDE = 1024
OVER = 3
LIGHT = (-0.35, -0.62, 0.7)
TURN = math.radians(-32)
TILT = math.radians(24)
STEEP = math.radians(38)  # for flat things, whose label is on top
FONTS = Path(reportlab.__file__).parent / "fonts"


@lru_cache
def get_font(size, bold=True):
    return ImageFont.truetype(str(FONTS / ("VeraBd.ttf" if bold else "Vera.ttf")), size)


def shade(colour, factor):
    """Darken (below 1) or lighten (above 1) a colour."""
    if factor <= 1:
        return tuple(round(part * factor) for part in colour)
    return tuple(round(part + (255 - part) * (factor - 1)) for part in colour)


def rounded(width, height, radius, steps=6):
    """The outline of a rectangle with round corners, counter-clockwise."""
    radius = max(radius, 0.01)
    corners = [
        (width - radius, radius, -90),
        (width - radius, height - radius, 0),
        (radius, height - radius, 90),
        (radius, radius, 180),
    ]
    return [
        (
            x + radius * math.cos(math.radians(start + 90 * step / steps)),
            y + radius * math.sin(math.radians(start + 90 * step / steps)),
        )
        for x, y, start in corners
        for step in range(steps + 1)
    ]


def circle(radius, centre=(0, 0), steps=40):
    return [
        (
            centre[0] + radius * math.cos(2 * math.pi * step / steps),
            centre[1] + radius * math.sin(2 * math.pi * step / steps),
        )
        for step in range(steps)
    ]


def curve(start, first, second, end, steps=40):
    """Points of a Bézier curve in space."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
        points.append(
            tuple(
                sum(w * p[axis] for w, p in zip(weights, parts, strict=True))
                for axis in range(3)
                for parts in [(start, first, second, end)]
            )
        )
    return points


class Texture:
    """A flat drawing that is put on a face: origin top left, lengths in millimetres."""

    def __init__(self, width, height, colour=None, detail=24):
        self.width, self.height = width, height
        self.detail = min(detail, 2400 / max(width, height))
        size = (round(width * self.detail), round(height * self.detail))
        fill = (*colour, 255) if colour else (255, 255, 255, 0)
        self.image = Image.new("RGBA", size, fill)
        self.pen = ImageDraw.Draw(self.image)

    def _px(self, *lengths):
        return [round(length * self.detail) for length in lengths]

    def box(self, x, y, width, height, colour, radius=0.0, outline=None, line=0.3):
        corners = self._px(x, y, x + width, y + height)
        self.pen.rounded_rectangle(
            corners,
            radius=radius * self.detail,
            fill=colour,
            outline=outline,
            width=max(1, round(line * self.detail)),
        )

    def disc(self, x, y, radius, colour, outline=None, line=0.3):
        corners = self._px(x - radius, y - radius, x + radius, y + radius)
        width = max(1, round(line * self.detail))
        self.pen.ellipse(corners, fill=colour, outline=outline, width=width)

    def stroke(self, points, colour, width):
        flat = [self._px(*point) for point in points]
        self.pen.line([tuple(point) for point in flat], colour, *self._px(width))

    def shape(self, points, colour):
        self.pen.polygon([tuple(self._px(*point)) for point in points], fill=colour)

    def text(self, x, y, text, height, colour=(40, 44, 52), bold=True, anchor="ls"):
        """Write text whose capitals are ``height`` high, at its baseline."""
        font = get_font(max(6, round(height * self.detail / 0.73)), bold)
        self.pen.text(self._px(x, y), text, fill=colour, font=font, anchor=anchor)

    def fitted(self, x, y, text, height, room, colour=(40, 44, 52), bold=True):
        """Write text that is made smaller when it is wider than its room."""
        font = get_font(round(height * self.detail / 0.73), bold)
        wide = font.getlength(text) / self.detail
        self.text(x, y, text, height * min(1, room / wide), colour, bold)

    def screw(self, x, y, radius, colour=(196, 202, 208)):
        self.disc(x, y, radius, shade(colour, 0.62))
        self.disc(x, y, radius * 0.82, colour)
        reach = radius * 0.55
        self.stroke(
            [(x - reach, y - reach), (x + reach, y + reach)],
            shade(colour, 0.5),
            radius * 0.3,
        )

    def turned(self, quarters):
        """Turn the drawing clockwise by quarters of a full turn."""
        self.image = self.image.rotate(-90 * quarters, expand=True)
        if quarters % 2:
            self.width, self.height = self.height, self.width
        return self


class Board:
    """A picture in the making. Parts are drawn in the order of the calls."""

    def __init__(self, bounds, fill=0.8, turn=TURN, tilt=TILT):
        """:param bounds: (low corner, high corner) of all that is drawn, in mm."""
        self.turn, self.tilt = turn, tilt
        self.size = SIDE * OVER
        self.image = Image.new("RGB", (self.size, self.size), "white")
        self.scale, self.shift = 1.0, (0.0, 0.0)
        low, high = bounds
        corners = [
            self.project((x, y, z))
            for x in (low[0], high[0])
            for y in (low[1], high[1])
            for z in (low[2], high[2])
        ]
        left, right = min(c[0] for c in corners), max(c[0] for c in corners)
        top, bottom = min(c[1] for c in corners), max(c[1] for c in corners)
        self.scale = self.size * fill / max(right - left, bottom - top)
        self.shift = (
            self.size / 2 - self.scale * (left + right) / 2,
            self.size / 2 - self.scale * (top + bottom) / 2,
        )

    def project(self, point):
        x, y, z = point
        right = x * math.cos(self.turn) - y * math.sin(self.turn)
        depth = x * math.sin(self.turn) + y * math.cos(self.turn)
        up = z * math.cos(self.tilt) + depth * math.sin(self.tilt)
        return right * self.scale + self.shift[0], self.shift[1] - up * self.scale

    def _view(self):
        """The direction from the things to the viewer."""
        return (
            -math.sin(self.turn) * math.cos(self.tilt),
            -math.cos(self.turn) * math.cos(self.tilt),
            math.sin(self.tilt),
        )

    def _lit(self, colour, normal):
        length = math.sqrt(sum(part**2 for part in normal)) or 1
        light = math.sqrt(sum(part**2 for part in LIGHT))
        dot = sum(n * part for n, part in zip(normal, LIGHT, strict=True))
        return shade(colour, min(1.22, 0.68 + 0.42 * max(0, dot / length / light)))

    def polygon(self, points, colour):
        flat = [self.project(point) for point in points]
        ImageDraw.Draw(self.image).polygon(flat, fill=colour)

    def shadow(self, outline, strength=66, blur=26, lift=0.0):
        """A soft shadow on the ground under an outline of (x, y)."""
        mask = Image.new("L", (SIDE, SIDE), 0)
        flat = [self.project((x, y, lift)) for x, y in outline]
        small = [(x / OVER, y / OVER + 5) for x, y in flat]
        ImageDraw.Draw(mask).polygon(small, fill=strength)
        mask = mask.filter(ImageFilter.GaussianBlur(blur)).resize(self.image.size)
        self.image = ImageChops.subtract(
            self.image, Image.merge("RGB", (mask, mask, mask))
        )

    def prism(self, outline, origin, u, v, axis, colour, cap=None, smooth=False):
        """Push a flat outline along an axis.

        :param outline: points (a, b) in the plane of u and v, counter-clockwise as
            seen against the axis.
        :param axis: the way of the push; the cap at its end faces the viewer.
        """

        def at(point, along):
            a, b = point
            return tuple(
                o + a * p + b * q + along * r
                for o, p, q, r in zip(origin, u, v, axis, strict=True)
            )

        view = self._view()
        for first, second in zip(outline, [*outline[1:], outline[0]], strict=True):
            a, b = second[0] - first[0], second[1] - first[1]
            normal = tuple(b * p - a * q for p, q in zip(u, v, strict=True))
            if sum(n * w for n, w in zip(normal, view, strict=True)) <= 0:
                continue
            face = [at(first, 0), at(second, 0), at(second, 1), at(first, 1)]
            self.polygon(face, self._lit(colour, normal))
        self.polygon(
            [at(point, 1) for point in outline], self._lit(cap or colour, axis)
        )

    def block(self, origin, size, colour, radius=0.0):
        """A box standing on the ground, its upright edges round if asked."""
        width, depth, height = size
        self.prism(
            rounded(width, depth, radius) if radius else _rectangle(width, depth),
            origin,
            (1, 0, 0),
            (0, 1, 0),
            (0, 0, height),
            colour,
        )

    def put(self, texture, origin, u, v, glow=None):
        """Lay a texture on a face: origin is its top left corner, u and v its edges."""
        normal = (
            v[1] * u[2] - v[2] * u[1],
            v[2] * u[0] - v[0] * u[2],
            v[0] * u[1] - v[1] * u[0],
        )
        corner = self.project(origin)
        right = self.project(tuple(o + p for o, p in zip(origin, u, strict=True)))
        down = self.project(tuple(o + p for o, p in zip(origin, v, strict=True)))
        image = texture.image
        a, d = ((right[i] - corner[i]) / image.width for i in (0, 1))
        b, e = ((down[i] - corner[i]) / image.height for i in (0, 1))
        det = a * e - b * d
        if not det:
            return
        inverse = (e / det, -b / det, -d / det, a / det)
        xs = [corner[0], right[0], down[0], right[0] + down[0] - corner[0]]
        ys = [corner[1], right[1], down[1], right[1] + down[1] - corner[1]]
        left, top = math.floor(min(xs)), math.floor(min(ys))
        size = (math.ceil(max(xs)) - left + 1, math.ceil(max(ys)) - top + 1)
        shift = (left - corner[0], top - corner[1])
        matrix = (
            *(inverse[0], inverse[1]),
            inverse[0] * shift[0] + inverse[1] * shift[1],
            *(inverse[2], inverse[3]),
            inverse[2] * shift[0] + inverse[3] * shift[1],
        )
        warped = image.transform(size, Image.AFFINE, matrix, Image.BICUBIC)
        factor = glow or self._lit((200, 200, 200), normal)[0] / 200
        colours = warped.convert("RGB").point(lambda part: min(255, part * factor))
        self.image.paste(colours, (left, top), warped.getchannel("A"))

    def front(self, texture, origin, y):
        """Lay a texture on a front face; origin (x, z) is its lower left corner."""
        x, z = origin
        self.put(
            texture,
            (x, y, z + texture.height),
            (texture.width, 0, 0),
            (0, 0, -texture.height),
        )

    def side(self, texture, origin, x):
        """Lay a texture on a right side; origin (y, z) is its lower front corner."""
        y, z = origin
        self.put(
            texture,
            (x, y, z + texture.height),
            (0, texture.width, 0),
            (0, 0, -texture.height),
        )

    def top(self, texture, origin, z):
        """Lay a texture on a top; origin (x, y) is its front left corner."""
        x, y = origin
        self.put(
            texture,
            (x, y + texture.height, z),
            (texture.width, 0, 0),
            (0, -texture.height, 0),
        )

    def cable(self, points, thickness, colour):
        """A round cable along points in space."""
        flat = [self.project(point) for point in points]
        thick = thickness * self.scale
        pen = ImageDraw.Draw(self.image)
        for part, tone, aside in ((1, 0.75, 0), (0.72, 1, -0.08), (0.22, 1.3, -0.2)):
            line = [(x, y + aside * thick) for x, y in flat]
            pen.line(line, shade(colour, tone), round(thick * part), joint="curve")
            radius = thick * part / 2
            for x, y in (line[0], line[-1]):
                pen.ellipse(
                    (x - radius, y - radius, x + radius, y + radius),
                    fill=shade(colour, tone),
                )

    def rod(self, start, end, radius, colour, cap=None):
        """A round bar along x, y or z; the end faces the viewer."""
        axis = tuple(b - a for a, b in zip(start, end, strict=True))
        if axis[0]:
            u, v = (0, 1, 0), (0, 0, 1)
        elif axis[1]:
            u, v = (1, 0, 0), (0, 0, 1)
        else:
            u, v = (1, 0, 0), (0, 1, 0)
        self.prism(circle(radius), start, u, v, axis, colour, cap)

    def save(self, limit=25_000):
        """:return: the picture as WebP, as good as fits into a number of bytes."""
        image = self.image.resize((SIDE, SIDE), Image.LANCZOS)
        for quality in range(90, 50, -2):
            stream = io.BytesIO()
            image.save(stream, "WEBP", quality=quality, method=6)
            if stream.tell() <= limit:
                return stream.getvalue()
        raise ValueError(f"The picture does not fit into {limit} bytes.")


def _rectangle(width, depth):
    return [(0, 0), (width, 0), (width, depth), (0, depth)]
