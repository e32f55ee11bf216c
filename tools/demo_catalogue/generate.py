"""Makes the demo addon's pictures, datasheets and data files from the catalogue.

Run it from anywhere with the Python that has Pillow and reportlab; see README.md.
"""

from pathlib import Path

from catalogue import build_articles
from data_files import write_data_files
from datasheets import draw_datasheet
from logo import draw_icon, draw_logo
from pictures import draw_picture

ADDON = Path(__file__).resolve().parent.parent.parent / "cats_b2b_demo"


def write_files(folder, contents):
    """Write files by name, and remove those that the catalogue no longer has."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.iterdir():
        if path.name not in contents:
            path.unlink()
    for name, content in contents.items():
        (folder / name).write_bytes(content)


def find_largest(articles):
    largest = {}
    for article in articles:
        known = largest.setdefault(article.family.key, article)
        if max(article.size) > max(known.size):
            largest[article.family.key] = article
    return largest


def main():
    articles = build_articles()
    largest = find_largest(articles)
    pictures = {
        f"{article.key}.webp": draw_picture(article, largest[article.family.key])
        for article in articles
    }
    pictures["logo.png"] = draw_logo()
    sheets = {f"{article.key}.pdf": draw_datasheet(article) for article in articles}
    write_files(ADDON / "static" / "img", pictures)
    write_files(ADDON / "static" / "pdf", sheets)
    write_files(ADDON / "static" / "description", {"icon.png": draw_icon()})
    (ADDON / "data").mkdir(exist_ok=True)
    names = write_data_files(ADDON / "data", articles)
    print(f"{len(articles)} articles. Data files in the order of the manifest:")
    print("\n".join(f"data/{name}" for name in names))


if __name__ == "__main__":
    main()
