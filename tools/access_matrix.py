"""Print the access matrix of cats_b2b/tests/access_matrix.py into docs/security.md.

Usage: access_matrix.py --check | --write
"""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "cats_b2b" / "tests" / "access_matrix.py"
PAGE = ROOT / "docs" / "security.md"
BEGIN = "<!-- access matrix: written by tools/access_matrix.py --write -->"
END = "<!-- end of the access matrix -->"


def load_matrix():
    """The table is plain Python; the package around it needs Odoo."""
    spec = importlib.util.spec_from_file_location("access_matrix", TABLE)
    matrix = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = matrix
    spec.loader.exec_module(matrix)
    return matrix


def print_letters(matrix, cells):
    """The groups of ways by which an actor gets a document, as letters.

    A small letter stands for some of the group's ways that anybody gets it by.
    """
    letters = []
    for group, (letter, _label) in matrix.GROUPS.items():
        ways = [cell for cell in cells if cell.way.group == group]
        seen = [cell for cell in ways if cell.expected == matrix.SEEN]
        possible = {
            cell.way.name for cell in ways if cell.way.rule.text != matrix.NOBODY.text
        }
        if seen:
            letters.append(letter if len(seen) >= len(possible) else letter.lower())
    return "".join(letters) or "–"


def print_matrix(matrix):
    yield "Letters say by which ways an actor gets a document:"
    yield ""
    for letter, label in matrix.GROUPS.values():
        yield f"- **{letter}** {label}"
    yield ""
    yield "A small letter: by some of these ways. A dash: by none, whatever he tries."
    yield ""
    head = ["document", "who", *(actor.label for actor in matrix.ACTORS)]
    yield " | ".join(head)
    yield " | ".join(["---"] * len(head))
    for document in matrix.DOCUMENTS:
        cells = [cell for cell in matrix.CELLS if cell.document is document]
        row = [document.label, document.rule.text]
        for actor in matrix.ACTORS:
            asked = [cell for cell in cells if cell.actor is actor]
            row.append(print_letters(matrix, asked) if asked else "")
        yield " | ".join(row)
    yield ""
    yield (
        f"{len(matrix.CELLS)} cells: {len(matrix.ACTORS)} actors, "
        f"{len(matrix.DOCUMENTS)} documents."
    )


def main(mode):
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    table = "\n".join(print_matrix(load_matrix()))
    wanted = f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"
    if mode == "--write":
        PAGE.write_text(wanted, encoding="utf-8")
    elif wanted != text:
        print(f"{PAGE.relative_to(ROOT)} is not what the matrix says; write it by")
        print("    python3 tools/access_matrix.py --write")
        return 1
    return 0


if __name__ == "__main__":
    if sys.argv[1:] not in (["--check"], ["--write"]):
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
