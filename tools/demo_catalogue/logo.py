"""The shop's logo: a cat's head with a bolt, and the name."""

import io

from drawing import get_font
from PIL import Image, ImageDraw

BLUE = (23, 80, 138)
ORANGE = (242, 140, 40)
INK = (22, 33, 46)
OVER = 4


def draw_mark(side):
    """:return: the mark alone, on a transparent square."""
    size = side * OVER
    image = Image.new("RGBA", (size, size), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)

    def spots(*points):
        return [(x * size / 100, y * size / 100) for x, y in points]

    pen.rounded_rectangle(spots((6, 24), (94, 96)), radius=size * 0.24, fill=BLUE)
    pen.polygon(spots((7, 50), (8, 4), (42, 26)), fill=BLUE)
    pen.polygon(spots((93, 50), (92, 4), (58, 26)), fill=BLUE)
    bolt = spots((56, 32), (34, 64), (48, 64), (43, 88), (67, 54), (52, 54))
    pen.polygon(bolt, fill=ORANGE)
    for x in (24, 76):
        corners = spots((x - 6, 46), (x + 6, 58))
        pen.ellipse(corners, fill="white")
    return image.resize((side, side), Image.LANCZOS)


def draw_logo():
    """:return: mark and name side by side, as PNG."""
    height = 160
    image = Image.new("RGBA", (600 * OVER, height * OVER), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    name, line = get_font(100 * OVER), get_font(29 * OVER, bold=False)
    left = 184 * OVER
    pen.text((left, 100 * OVER), "CATS", fill=INK, font=name, anchor="ls")
    pen.text(
        (left + 4, 142 * OVER), "power supplies", fill=BLUE, font=line, anchor="ls"
    )
    image = image.resize((600, height), Image.LANCZOS)
    image.paste(draw_mark(height), (0, 0))
    return to_png(image.crop(image.getbbox()))


def draw_icon(side=128):
    """:return: the icon of the addon, as PNG."""
    return to_png(draw_mark(side))


def to_png(image):
    stream = io.BytesIO()
    image.quantize(64, Image.Quantize.FASTOCTREE).convert("RGBA").save(
        stream, "PNG", optimize=True
    )
    return stream.getvalue()
