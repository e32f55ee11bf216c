import re
from pathlib import Path

import polib

from odoo.modules import get_module_path
from odoo.tools.translate import TranslationModuleReader

LANGUAGES = ("fr", "nl", "nb_NO")
# Placeholders of Python and of templates, and the HTML elements of a term.
KEPT = re.compile(r"%\(\w+\)s|\{\{.*?\}\}|\bt-[\w-]+=\"[^\"]*\"|</?\w+")


class TranslationsMixin:
    """Tests that an addon's translations are whole; a test case names its addon."""

    module = None

    def _read(self, name):
        """Read a file as it stands; Odoo's own reader merges it with the template.

        :return: the entries of the file, obsolete ones as well, by source term.
        :rtype: dict[str, polib.POEntry]
        """
        path = Path(get_module_path(self.module)) / "i18n" / name
        return {entry.msgid: entry for entry in polib.pofile(str(path))}

    def _needs_translation(self, _term):
        return True

    def test_template_is_fresh(self):
        """The template holds the addon's terms of today, neither less nor more."""
        rows = TranslationModuleReader(self.env.cr, modules=[self.module])
        exported = {source for _module, _type, _name, _id, source, *_rest in rows}
        template = set(self._read(f"{self.module}.pot"))
        self.assertGreater(len(template), 100)
        hint = "export the template anew and translate what is new"
        self.assertFalse(exported - template, f"not in the template: {hint}")
        self.assertFalse(template - exported, f"no longer a term: {hint}")

    def test_complete(self):
        """Every term of the interface exists in French, Dutch and Norwegian."""
        terms = self._read(f"{self.module}.pot")
        wanted = set(filter(self._needs_translation, terms))
        for language in LANGUAGES:
            with self.subTest(language):
                entries = self._read(f"{language}.po")
                self.assertFalse(wanted - set(entries), "missing")
                self.assertFalse(set(entries) - set(terms), "no longer a term")
                doubtful = [
                    source
                    for source, entry in entries.items()
                    if not entry.msgstr or entry.fuzzy or entry.obsolete
                ]
                self.assertFalse(doubtful)

    def test_placeholders(self):
        """A translation has the placeholders and the elements of its term."""
        for language in LANGUAGES:
            with self.subTest(language):
                entries = self._read(f"{language}.po")
                broken = [
                    source
                    for source, entry in entries.items()
                    if sorted(KEPT.findall(entry.msgstr))
                    != sorted(KEPT.findall(source))
                ]
                self.assertFalse(broken)
