from datetime import date
from pathlib import Path

from freezegun import freeze_time

from odoo.tests import tagged
from odoo.tools.translate import PoFileReader

from .common import CatsB2bCommon

FOLDER = Path(__file__).parent.parent / "i18n"


@tagged("post_install", "-at_install")
class TestTranslations(CatsB2bCommon):
    def _read(self, name):
        with open(FOLDER / name, "rb") as file:
            return {row["src"]: row["value"] for row in PoFileReader(file)}

    def test_complete(self):
        """Every term of the interface exists in French, Dutch and Norwegian."""
        terms = self._read("cats_b2b.pot")
        self.assertGreater(len(terms), 100)
        for name in ("fr.po", "nl.po", "nb_NO.po"):
            with self.subTest(name):
                translated = self._read(name)
                self.assertEqual(set(translated), set(terms))
                self.assertFalse(
                    [src for src, value in translated.items() if not value]
                )

    def test_sentences(self):
        """DSP-3: promise and reasons come in the reader's language."""
        self._create_holiday("Noël", date(2026, 12, 25))
        self._add_stock(self.product, 5)
        expected = {
            "fr_FR": "lundi 28 décembre 2026",
            "nl_NL": "maandag 28 december 2026",
            "nb_NO": "mandag 28. desember 2026",
        }
        with freeze_time("2026-12-24 13:00:00"):
            order = self._create_order((self.product, 1))
            for lang, day in expected.items():
                self.env["res.lang"]._activate_lang(lang)
                self.env["ir.module.module"]._load_module_terms(["cats_b2b"], [lang])
                promise = order.with_context(lang=lang)._get_b2b_promise()
                self.assertIn(day, promise["sentence"])
                self.assertNotIn("Dispatch", promise["sentence"])
                self.assertNotIn("All goods are in stock.", promise["reasons"])
