"""What somebody meant who mistyped what he looks for in the shop.

Source: CAT-1, "search finds by name, article number, barcode, manufacturer's number and
brand, tolerant of one typo". One typo is one letter too many, too few or wrong, or two
neighbours that changed places.
"""

import re

# In three letters and less a typo leaves too little to tell what was meant.
SHORTEST = 4
# Below, a term has to be like a whole word; from here on like the beginning of one.
SHORTEST_BEGINNING = 6
# Each letter makes the pattern longer, each term is looked for once more. What is
# longer than this was pasted, and is right.
LONGEST = 20
MOST_TERMS = 5
ANY = r"\S"


def forgives_typos(search):
    """Tell whether typos are looked for in a search; anybody can send long ones.

    :param str search: what was typed.
    :rtype: bool
    """
    return len(search.split()) <= MOST_TERMS


def build_typo_pattern(term):
    """Return a regular expression of everything that is one typo away from a term.

    It means the same to Python and to PostgreSQL, in texts of small letters or without
    regard to them, and holds what was meant as its second group.

    :param str term: one word or number, without blanks and, if the texts have none,
        without accents.
    :return: the expression; empty for a term that is too short or too long.
    :rtype: str
    """
    if not SHORTEST <= len(term) <= LONGEST:
        return ""
    # What a database makes of a letter like ø differs: any letter will do.
    letters = [re.escape(c) if c.isascii() else ANY for c in term.lower()]
    end = r"($|[^a-z0-9])" if len(term) < SHORTEST_BEGINNING else ""
    return rf"(^|[^a-z0-9])({'|'.join(_list_typos(letters))}){end}"


def _list_typos(letters):
    """:return: the patterns of what was meant, without repetition."""
    count = len(letters)
    wrong = [[*letters[:at], ANY, *letters[at + 1 :]] for at in range(count)]
    swapped = [
        [*letters[:at], letters[at + 1], letters[at], *letters[at + 2 :]]
        for at in range(count - 1)
    ]
    too_many = [[*letters[:at], *letters[at + 1 :]] for at in range(count)]
    too_few = [[*letters[:at], ANY, *letters[at:]] for at in range(count + 1)]
    # The first that fits is taken: those that say most about what was meant.
    typos = (*swapped, *too_few, *wrong, *too_many)
    return list(dict.fromkeys("".join(typo) for typo in typos))


def find_meant(term, texts):
    """Return what of some texts was meant by a term that has at most one typo.

    :param str term: as of :func:`build_typo_pattern`.
    :param texts: names, numbers and brands that the term was found in; the likeliest
        first.
    :return: the word or number, in small letters; the term where it stands as it is, or
        where nothing is like it.
    :rtype: str
    """
    texts = [text.lower() for text in texts]
    term = term.lower()
    pattern = build_typo_pattern(term)
    if not pattern or any(term in text for text in texts):
        return term
    expression = re.compile(pattern)
    found = (expression.search(text) for text in texts)
    return next((match[2] for match in found if match), term)
