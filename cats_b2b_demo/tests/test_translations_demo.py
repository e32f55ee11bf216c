import re

from odoo.tests import TransactionCase, tagged

from odoo.addons.cats_b2b.tests.translations_common import TranslationsMixin


@tagged("post_install", "-at_install")
class TestTranslationsDemo(TranslationsMixin, TransactionCase):
    module = "cats_b2b_demo"

    def _needs_translation(self, term):
        """Figures and article numbers are the same in all languages."""
        return bool(re.search("[a-z]{3}", term))
