from datetime import date

from freezegun import freeze_time

from odoo.tests import tagged

from .common import CatsB2bCommon
from .translations_common import TranslationsMixin


@tagged("post_install", "-at_install")
class TestTranslations(TranslationsMixin, CatsB2bCommon):
    module = "cats_b2b"

    def _activate(self, lang):
        self.env["res.lang"]._activate_lang(lang)
        self.env["ir.module.module"]._load_module_terms(["cats_b2b"], [lang])

    def test_promise(self):
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
                self._activate(lang)
                promise = order.with_context(lang=lang)._get_b2b_promise()
                self.assertIn(day, promise["sentence"])
                self.assertNotIn("Dispatch", promise["sentence"])
                self.assertNotIn("All goods are in stock.", promise["reasons"])

    def test_fee(self):
        """FEE-1: the reason of a fee comes in the reader's language."""
        expected = {
            "fr_FR": "Le montant des articles est de",
            "nl_NL": "De waarde van de artikelen is",
            "nb_NO": "Varene beløper seg til",
        }
        fee = self._create_order((self.product, 1))._get_b2b_fee_lines()
        for lang, sentence in expected.items():
            with self.subTest(lang):
                self._activate(lang)
                self.assertIn(sentence, fee.with_context(lang=lang).b2b_why_text)

    def test_delay_mail(self):
        """DSP-6: the mail about a delay comes in the customer's language."""
        template = self.env.ref("cats_b2b.mail_template_dispatch_delay")
        order = self._create_order((self.product, 1))
        expected = {
            "fr_FR": ("expédition de votre commande", "Voici ce qui reste à expédier"),
            "nl_NL": ("verzending van uw bestelling", "Dit moet nog worden verzonden"),
            "nb_NO": ("utsendelse av bestillingen", "Dette gjenstår å sende"),
        }
        for lang, (subject, sentence) in expected.items():
            with self.subTest(lang):
                self._activate(lang)
                order.partner_id.lang = lang
                mail = template._generate_template(order.ids, ("subject", "body_html"))
                self.assertIn(f"{subject} {order.name}", mail[order.id]["subject"])
                self.assertIn(sentence, mail[order.id]["body_html"])

    def test_warranty(self):
        """CAT-4: the warranty on the product's page comes in the reader's language."""
        self.product.b2b_warranty_months = 24
        expected = {
            "fr_FR": "Garantie : 24 mois",
            "nl_NL": "Garantie: 24 maanden",
            "nb_NO": "Garanti: 24 måneder",
        }
        for lang, sentence in expected.items():
            with self.subTest(lang):
                self._activate(lang)
                product = self.product.product_tmpl_id.with_context(lang=lang)
                self.assertText(product._describe_b2b_warranty(), sentence)
