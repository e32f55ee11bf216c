"""The datasheet of an article: one page of PDF with figures and a dimension drawing."""

import io

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

rl_config.useA85 = 0
PAGE_WIDTH, PAGE_HEIGHT = A4
LEFT, RIGHT = 56, PAGE_WIDTH - 56
INK, MUTED, LINE = (0.16, 0.17, 0.2), (0.42, 0.45, 0.5), (0.82, 0.84, 0.87)


def draw_datasheet(article):
    """:return: the PDF file, the same for the same article at any time."""
    stream = io.BytesIO()
    page = Canvas(stream, pagesize=A4, invariant=True, pageCompression=1)
    page.setTitle(f"Datasheet {article.code}")
    page.setAuthor(article.family.brand)
    accent = tuple(part / 255 for part in article.family.accent)
    y = draw_head(page, article, accent)
    y = draw_text(page, article, y)
    y = draw_table(page, get_figures(article), y, accent)
    draw_dimensions(page, article, y - 18, accent)
    draw_foot(page, article)
    page.save()
    return stream.getvalue()


def get_figures(article):
    """:return: the rows of the table, without the ones that say nothing."""
    family = article.family
    length, width, height = article.size
    rows = [
        ("Article number", article.code),
        ("EAN", article.barcode),
        ("Power", f"{article.watts:g} W" if article.watts else ""),
        ("Output", article.output),
        ("Input", family.supply),
        ("Efficiency", f"{article.efficiency} %" if article.efficiency else ""),
        ("Dimming", family.dimming),
        ("Protection class", family.protection),
        ("Mounting", family.mounting),
        ("Ambient temperature", family.temperature),
        ("Dimensions", f"{length:g} x {width:g} x {height:g} mm"),
        ("Weight", f"{article.weight:g} kg"),
        ("Standards", family.standards),
        ("Warranty", family.warranty),
    ]
    return [(name, value) for name, value in rows if value]


def draw_head(page, article, accent):
    page.setFillColorRGB(*accent)
    page.rect(0, PAGE_HEIGHT - 16, PAGE_WIDTH, 16, stroke=0, fill=1)
    page.setFont("Helvetica-Bold", 13)
    page.drawString(LEFT, PAGE_HEIGHT - 52, article.family.brand.upper())
    page.setFillColorRGB(*MUTED)
    page.setFont("Helvetica", 10)
    page.drawRightString(RIGHT, PAGE_HEIGHT - 52, "Datasheet")
    page.setFillColorRGB(*INK)
    page.setFont("Helvetica-Bold", 20)
    page.drawString(LEFT, PAGE_HEIGHT - 92, article.code)
    page.setFont("Helvetica", 13)
    page.drawString(LEFT, PAGE_HEIGHT - 112, article.name)
    return PAGE_HEIGHT - 138


def draw_text(page, article, y):
    page.setFont("Helvetica", 10)
    for line in simpleSplit(article.text, "Helvetica", 10, RIGHT - LEFT):
        page.drawString(LEFT, y, line)
        y -= 14
    for point in article.family.points:
        page.drawString(LEFT + 4, y, f"\u2022  {point}")
        y -= 14
    return y - 10


def draw_table(page, rows, y, accent):
    page.setFont("Helvetica-Bold", 11)
    page.setFillColorRGB(*accent)
    page.drawString(LEFT, y, "Specifications")
    page.setLineWidth(0.6)
    y -= 8
    for name, value in rows:
        page.setStrokeColorRGB(*LINE)
        page.line(LEFT, y, RIGHT, y)
        page.setFillColorRGB(*MUTED)
        page.setFont("Helvetica", 9.5)
        page.drawString(LEFT, y - 13, name)
        page.setFillColorRGB(*INK)
        page.drawString(LEFT + 150, y - 13, value)
        y -= 19
    page.line(LEFT, y, RIGHT, y)
    return y


def draw_dimensions(page, article, y, accent):
    length, width, height = article.size
    page.setFont("Helvetica-Bold", 11)
    page.setFillColorRGB(*accent)
    page.drawString(LEFT, y, "Dimensions in mm")
    room_width, room_height = RIGHT - LEFT - 120, y - 150
    across = length + height + 12
    scale = min(room_width / across, room_height / width, 1.6)
    top = y - 34
    draw_view(page, LEFT + 30, top, (length, width), scale)
    draw_view(page, LEFT + 90 + length * scale, top, (height, width), scale)


def draw_view(page, x, top, size, scale):
    """One side of the article, with the measures below and to its left."""
    wide, tall = (max(2, side * scale) for side in size)
    low = top - tall
    page.setStrokeColorRGB(*INK)
    page.setLineWidth(1)
    page.setFillColorRGB(0.95, 0.96, 0.97)
    page.roundRect(x, low, wide, tall, min(2, wide / 2, tall / 2), fill=1)
    page.setStrokeColorRGB(*MUTED)
    page.setFillColorRGB(*INK)
    page.setLineWidth(0.5)
    page.setFont("Helvetica", 9)
    for end in (x, x + wide):
        page.line(end, low - 4, end, low - 18)
    draw_arrows(page, x, low - 14, x + wide, low - 14)
    page.drawCentredString(x + wide / 2, low - 28, f"{size[0]:g}")
    for end in (low, top):
        page.line(x - 4, end, x - 18, end)
    draw_arrows(page, x - 14, low, x - 14, top)
    page.saveState()
    page.translate(x - 19, low + tall / 2)
    page.rotate(90)
    page.drawCentredString(0, 0, f"{size[1]:g}")
    page.restoreState()


def draw_arrows(page, x1, y1, x2, y2):
    page.line(x1, y1, x2, y2)
    across, up = (1, 0) if y1 == y2 else (0, 1)
    for x, y, way in ((x1, y1, 1), (x2, y2, -1)):
        for aside in (-1.6, 1.6):
            page.line(
                x,
                y,
                x + 4 * way * across + aside * up,
                y + 4 * way * up + aside * across,
            )


def draw_foot(page, article):
    page.setStrokeColorRGB(*LINE)
    page.line(LEFT, 62, RIGHT, 62)
    page.setFillColorRGB(*MUTED)
    page.setFont("Helvetica", 8)
    page.drawString(LEFT, 48, "Made-up product of a demonstration shop.")
    page.drawRightString(RIGHT, 48, f"{article.code}, all values typical at 25 °C")
