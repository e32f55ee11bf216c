"""Writes the demo addon's translations from its terms and ``translations.csv``.

A ``#`` in the table stands for any number. Terms without a word, such as "24 V", are
the same in all languages and stay out of the files.
"""

import csv
import re
from pathlib import Path

import polib
from catalogue import build_articles

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / "cats_b2b_demo" / "i18n"
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def read_table():
    with (HERE / "translations.csv").open(encoding="utf-8") as table:
        return {row["en"]: row for row in csv.DictReader(table)}


def split_sale_texts():
    """:return: by sale text: the family's sentence and the figures after it."""
    return {
        article.text: (article.family.summary, article.text[len(summary) :])
        for article in build_articles()
        if (summary := article.family.summary) and article.text.startswith(summary)
    }


def put_numbers(pattern, numbers):
    return pattern.replace("#", "{}").format(*numbers)


def translate(term, language, table, texts):
    """:return: the translation, empty when the table has none."""
    if term in table:
        return table[term][language]
    if term in texts:
        sentence, figures = texts[term]
        translated = translate(sentence, language, table, {})
        return translated and translated + with_comma(figures)
    row = table.get(NUMBER.sub("#", term))
    if not row:
        return ""
    numbers = [
        number if number.startswith("802") else with_comma(number)
        for number in NUMBER.findall(term)
    ]
    return put_numbers(row[language], numbers)


def with_comma(text):
    return re.sub(r"(?<=\d)\.(?=\d)", ",", text)


def main():
    table, texts = read_table(), split_sale_texts()
    used = set()
    for language in ("fr", "nl", "nb_NO"):
        catalogue = polib.pofile(str(FOLDER / "cats_b2b_demo.pot"), wrapwidth=78)
        catalogue.metadata["Language"] = language
        catalogue.metadata["Last-Translator"] = "CATS B2B contributors"
        left = []
        for entry in list(catalogue):
            entry.msgstr = translate(entry.msgid, language, table, texts)
            used |= {entry.msgid, NUMBER.sub("#", entry.msgid)}
            if not entry.msgstr:
                left.append(entry.msgid)
                catalogue.remove(entry)
        catalogue.save(str(FOLDER / f"{language}.po"))
        print(f"{language}: {len(catalogue)} terms")
    sentences = {NUMBER.sub("#", sentence) for sentence, _figures in texts.values()}
    print("No longer used:", sorted(set(table) - used - sentences) or "none")
    print("Without translation:", "; ".join(left))


if __name__ == "__main__":
    main()
