from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from ..policies.vat import get_vat_key
from .common import CatsB2bCommon
from .vat_numbers import VALID, WRONG, split

CHECK_VIES = "odoo.addons.base_vat.models.res_partner.check_vies"


class VatCommon(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.countries = cls.env["res.country"].search([]).grouped("code")

    def _check(self, vat, code="BE", lang="en_US"):
        partners = self.env["res.partner"].with_context(lang=lang)
        return partners._check_b2b_vat(
            vat, self.countries.get(code, partners.country_id)
        )

    def _create_partners(self, *numbers, **values):
        """Create companies as an import does; numbers are (country code, number)."""
        partners = self.env["res.partner"].with_context(no_vat_validation=True)
        return partners.create(
            [
                {
                    "name": "Imported",
                    "is_company": True,
                    "vat": number,
                    "country_id": code and self.countries[code].id,
                    **values,
                }
                for code, number in numbers
            ]
        )


@tagged("post_install", "-at_install")
class TestVatNumber(VatCommon):
    def test_valid(self):
        """ACC-2: numbers of every country of the EU, of XI, CH, NO and GB pass."""
        numbers = split(VALID)
        self.assertGreater(len(numbers), 150)
        for code, typed in numbers:
            with self.subTest(country=code, typed=typed):
                number, message = self._check(typed, code)
                self.assertFalse(message)
                self.assertEqual(self._check(number, code), (number, None))

    def test_kept(self):
        """ACC-2: Odoo keeps the number as we write it, and refuses none."""
        numbers = [(code, self._check(typed, code)[0]) for code, typed in split(VALID)]
        partners = self.env["res.partner"].create(
            [
                {"name": "New", "vat": number, "country_id": self.countries[code].id}
                for code, number in numbers
            ]
        )
        self.assertEqual(partners.mapped("vat"), [number for _code, number in numbers])

    def test_wrong(self):
        """ACC-2: a wrong checksum, length or form is refused, with an example."""
        for code, typed in split(WRONG):
            with self.subTest(country=code, typed=typed):
                number, message = self._check(typed, code)
                self.assertIsNone(number)
                self.assertTrue(message)
        self.assertEqual(
            self._check("BE 0477.472.702")[1],
            "This is not a valid VAT number of Belgium. Example: BE0477472701",
        )

    def test_spellings(self):
        """ACC-2, ACC-6: what is typed in any spelling is kept in one."""
        table = [
            # country, typed, kept
            ("BE", "BE0477472701", "BE0477472701"),
            ("BE", "be 0477.472.701", "BE0477472701"),
            ("BE", "0477 472 701", "BE0477472701"),
            ("BE", "477472701", "BE0477472701"),
            ("BE", "ＢＥ０４７７４７２７０１", "BE0477472701"),
            ("BE", "\u200fBE\u00a00477\u2011472\u202f701\t", "BE0477472701"),
            ("GR", "GR 094259216", "EL094259216"),
            ("GR", "094259216", "EL094259216"),
            ("GB", "XI 980 7806 84", "XI980780684"),
            ("GB", "980 7806 84", "GB980780684"),
            ("IM", "GB 980 7806 84", "GB980780684"),
            ("CH", "CHE107787577MWST", "CHE-107.787.577 MWST"),
            ("CH", "107.787.577 tva", "CHE-107.787.577 TVA"),
            ("CH", "CH-107.787.577", "CHE-107.787.577 MWST"),
            ("NO", "995 525 828", "NO995525828MVA"),
            ("NO", "no 995525828 mva", "NO995525828MVA"),
            ("RE", "FR61954506077", "FR61954506077"),
            ("MC", "FR 53 000004605", "FR53000004605"),
            ("IE", "8d79739i", "IE8D79739I"),
            ("AU", "83 914 571 673", "83914571673"),
            ("US", "12-3456789", "12-3456789"),
        ]
        for code, typed, kept in table:
            with self.subTest(typed=typed):
                self.assertEqual(self._check(typed, code), (kept, None))

    def test_swiss_language(self):
        """ACC-2: the ending that a Swiss number lacks is that of the language."""
        self.env["res.lang"]._activate_lang("fr_FR")
        number = self._check("CHE-107.787.577", "CH", lang="fr_FR")[0]
        self.assertEqual(number, "CHE-107.787.577 TVA")

    def test_foreign(self):
        """ACC-2: the prefix of another country is named in the message."""
        for code, typed in (
            ("BE", "DE136695976"),
            ("BE", "DE1366"),
            ("BE", "XI980780684"),
            ("DE", "EL094259216"),
            ("US", "DE136695976"),
        ):
            with self.subTest(typed=typed):
                number, message = self._check(typed, code)
                self.assertIsNone(number)
                self.assertIn(f"A VAT number with {typed[:2]} is not one of", message)

    def test_nothing(self):
        """ACC-7: nothing, a slash and the like are no VAT numbers."""
        for typed in (None, False, "", " ", "/", "-", "\x00", "\u200b"):
            with self.subTest(typed=typed):
                self.assertEqual(
                    self._check(typed), (None, "Enter the VAT number of your company.")
                )
        for typed in ("none", "n/a", "BE", "٠٤٧٧٤٧٢٧٠١", "²³", "9" * 10000):
            with self.subTest(typed=typed):
                self.assertIn("This is not a valid VAT number", self._check(typed)[1])

    def test_anything(self):
        """ACC-2: no text in any country makes a server error."""
        texts = (
            "1",
            "12345678",
            "123456789",
            "12345678901",
            "123456789012345",
            "1-2-3",
            "A1B2C3D4E5",
            "XX123",
            "EU123456789",
            "\x001\ud83d",
            "٣٤٥٦٧٨٩٠١",
            "１２３",
            "12:34/56_78*9+0&",
            "ÑÑÑ010101AAA",
        )
        for code in self.countries:
            for text in texts:
                with self.subTest(country=code, text=text):
                    number, message = self._check(text, code)
                    self.assertNotEqual(bool(number), bool(message))
                    if number:
                        self.assertEqual(self._check(number, code), (number, None))

    def test_language(self):
        """ACC-1: the message is in the language of the visitor."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.country.with_context(lang="fr_FR").name = "Belgique"
        self.assertIn("Belgique", self._check("1234", lang="fr_FR")[1])

    def test_without_country(self):
        """ACC-2: without a country the prefix tells which one it is."""
        self.assertEqual(self._check("BE 0477472701", ""), ("BE0477472701", None))
        self.assertEqual(
            self._check("0477472701", ""), (None, "This is not a valid VAT number.")
        )


@tagged("post_install", "-at_install")
class TestVatKey(VatCommon):
    def test_same_key(self):
        """ACC-6: a company is the same however its VAT number was typed or imported."""
        table = {
            "BE0477472701": [
                ("BE", "BE0477472701"),
                ("BE", "be 0477.472.701"),
                ("BE", "0477 472 701"),
                ("BE", "477472701"),
                ("", "BE 0477472701"),
                ("LU", "BE 0477472701"),
            ],
            "EL094259216": [("GR", "EL094259216"), ("GR", "GR-94259216")],
            "GB980780684": [("GB", "XI980780684"), ("GB", "GB 980 7806 84")],
            "CHE107787577": [
                ("CH", "CHE-107.787.577"),
                ("CH", "CHE-107.787.577 MWST"),
                ("CH", "CHE107787577 TVA"),
                ("", "CHE-107.787.577 IVA"),
            ],
            "NO995525828": [("NO", "995 525 828"), ("NO", "NO995525828MVA")],
            "AU83914571673": [("AU", "83 914 571 673"), ("AU", "AU83914571673")],
        }
        for key, numbers in table.items():
            partners = self._create_partners(*numbers)
            for partner in partners:
                with self.subTest(vat=partner.vat, country=partner.country_id.code):
                    self.assertEqual(partner.b2b_vat_key, key)
            found = self.env["res.partner"]._find_b2b_companies(key)
            self.assertLessEqual(partners, found)

    def test_no_key(self):
        """ACC-6: what is no number makes nobody known."""
        partners = self._create_partners(("BE", "/"), ("BE", False), ("BE", "n/a"))
        self.assertEqual(partners.mapped("b2b_vat_key"), [False] * 3)
        self.assertFalse(self.env["res.partner"]._find_b2b_companies("", False))

    def test_wrong_key(self):
        """ACC-6: imported numbers that are wrong are compared as well."""
        self.assertEqual(get_vat_key("BE 123.", "BE"), get_vat_key("123", "BE"))

    def test_companies(self):
        """ACC-6: archived companies count, contacts stand for their company."""
        company, archived = self._create_partners(
            ("BE", "BE0477472701"), ("BE", "0477472701")
        )
        self.env["res.partner"].create({"name": "Ada", "parent_id": company.id})
        archived.active = False
        found = self.env["res.partner"]._find_b2b_companies("BE0477472701")
        self.assertEqual(found, company + archived)

    def test_company_without_country(self):
        """ACC-6: a bare number without country may be meant, and is found."""
        bare = self._create_partners(("", "0477 472 701"))
        found = self.env["res.partner"]._find_b2b_companies("BE0477472701")
        self.assertEqual(found, bare)

    def test_changes(self):
        """ACC-6: the key follows the number and the country."""
        partner = self._create_partners(("BE", "0477472701"))
        partner.with_context(no_vat_validation=True).vat = "BE0428759497"
        self.assertEqual(partner.b2b_vat_key, "BE0428759497")

    def test_staff_only(self):
        """ACC-6: customers cannot read or search keys."""
        partner = self.buyer.partner_id.with_user(self.buyer)
        self.assertNotIn("b2b_vat_key", partner.fields_get())

    def test_queries(self):
        """ACC-6: creating many partners asks nothing of the database for each key."""
        field = self.env["res.partner"]._fields["b2b_vat_key"]
        numbers = [("BE", f"{number:010}") for number in range(1000)]
        partners = self._create_partners(*numbers)
        self.env.flush_all()
        partners.invalidate_recordset()
        # Partners and countries are read at once, whatever their number.
        with self.env.protecting([field], partners), self.assertQueryCount(2):
            partners._compute_b2b_vat_key()
        self.assertTrue(field.store and field.index)


@tagged("post_install", "-at_install")
class TestKnownVies(VatCommon):
    def setUp(self):
        super().setUp()
        self.company.vat_check_vies = True
        asked = self.startPatcher(patch(CHECK_VIES, side_effect=OSError("asked")))
        self.asked = asked

    def _create(self, answer, vat="BE0477472701", **values):
        partners = self.env["res.partner"].with_context(b2b_vies_known={vat: answer})
        return partners.create(
            {
                "name": "New",
                "is_company": True,
                "vat": "BE0477472701",
                "country_id": self.country.id,
                **values,
            }
        )

    def test_known(self):
        """ACC-2: VIES is not asked again when a partner is created or written."""
        for answer in (True, False):
            partner = self._create(answer).with_context(b2b_vies_known=None)
            self.env.flush_all()
            self.assertEqual(partner.vies_valid, answer)
            contact = {"child_ids": [Command.create({"name": "Ada"})]}
            partner = self._create(answer, **contact)
            self.env.flush_all()
            self.assertEqual(partner.child_ids.vies_valid, answer)
        partner = partner.with_context(b2b_vies_known=None)
        known = {"BE0428759497": True}
        partner.with_context(b2b_vies_known=known).vat = "BE0428759497"
        self.env.flush_all()
        self.assertTrue(partner.vies_valid)
        self.asked.assert_not_called()

    def test_unknown(self):
        """ACC-2: other numbers are asked as Odoo asks them."""
        self._create(True, vat="BE0428759497")
        self.env.flush_all()
        self.asked.assert_called()

    def test_off(self):
        """ACC-2: without an answer Odoo behaves as before."""
        self.company.vat_check_vies = False
        self.env["res.company"].search([]).vat_check_vies = False
        self.env["res.partner"].create(
            {"name": "New", "vat": "BE0477472701", "country_id": self.country.id}
        )
        self.env.flush_all()
        self.asked.assert_not_called()
