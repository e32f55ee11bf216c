"""Which files a visitor may hand in, and under which name they are kept.

Source: ACC-9, "documents (VAT statement, chamber-of-commerce extract, letterhead with
bank data)": papers and pictures of papers, nothing that a computer runs. AFS-2, photos
of what is claimed, as phones make them.
"""

import re
import unicodedata
from dataclasses import dataclass

from .because import Reason

# What a file is goes by its content; its name follows.
SUFFIXES = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}
PHOTO_SUFFIXES = {**SUFFIXES, "image/webp": (".webp",)}
MAX_FILES = 5  # of one type of document, or of one claimed unit
MAX_NAME = 80
_UNFIT = re.compile(r'[<>:"|?*%;&\s]+')


@dataclass(frozen=True)
class Quota:
    """What may still be kept.

    :param int file_bytes: most bytes of one file.
    :param int files: how many more files of this type of document.
    :param int visitor_files: how many more files of this visitor.
    :param int visitor_bytes: how many more bytes of this visitor.
    """

    file_bytes: int
    files: int
    visitor_files: int
    visitor_bytes: int


def check_upload(size, mimetype, quota, kinds=tuple(SUFFIXES)):
    """Tell what is wrong with an uploaded file.

    :param int size: bytes; more than a file may have when it was read no further.
    :param str mimetype: what its content looks like.
    :param Quota quota: what may still be kept.
    :param kinds: the types of content that are taken.
    :return: the reason to refuse it: ``empty``, ``too_big`` (with the ``limit`` in
        bytes), ``kind`` (with the ``kinds``), ``too_many`` or ``visitor``; ``None``
        when it is accepted.
    :rtype: Reason | None
    """
    if not size:
        return Reason("empty")
    if size > quota.file_bytes:
        return Reason("too_big", {"limit": quota.file_bytes})
    if mimetype not in kinds:
        return Reason("kind", {"kinds": list(kinds)})
    if quota.files <= 0:
        return Reason("too_many", {"limit": MAX_FILES})
    if quota.visitor_files <= 0 or size > quota.visitor_bytes:
        return Reason("visitor")
    return None


def clean_label(name):
    """Return how a file may be called in a sentence or a list.

    :param str name: as the browser sent it: it may be a path.
    :return: the name without folders and without signs that nobody sees.
    :rtype: str
    """
    base = re.split(r"[\\/]", name or "")[-1]
    shown = "".join(
        sign for sign in base if not unicodedata.category(sign).startswith("C")
    )
    return _UNFIT.sub(" ", shown).strip(" .")[-MAX_NAME:] or "document"


def clean_name(name, mimetype):
    """Return a name that is safe to save and to send.

    :param str name: as the browser sent it: it may say what is not so.
    :param str mimetype: what the content looks like; of :data:`PHOTO_SUFFIXES`.
    :return: the name as of :func:`clean_label`, with the suffix of its content.
    :rtype: str
    """
    label = clean_label(name)
    suffixes = PHOTO_SUFFIXES[mimetype]
    if label.lower().endswith(suffixes):
        return label
    return label + suffixes[0]
