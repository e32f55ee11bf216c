from odoo.tests import BaseCase, tagged

from ..policies.address import (
    format_street,
    get_address_rules,
    is_zip,
    normalize_zip,
)
from ..policies.because import Reason
from ..policies.registration_form import (
    FIELDS,
    FormFacts,
    check_form,
    clean_text,
    get_asked_fields,
    is_email,
)

BELGIAN = FormFacts(country_code="BE")


@tagged("post_install", "-at_install")
class TestAddressPolicy(BaseCase):
    def test_zip_table(self):
        """ACC-2: "ZIP (the country's own format)"."""
        table = [
            # case, country, ZIP, expected
            ("Brussels", "BE", "1000", True),
            ("too long", "BE", "10000", False),
            ("with the country", "BE", "BE-1000", True),
            ("as on a letter", "BE", "B-1000", True),
            ("with another country", "BE", "F-1000", False),
            ("Dutch", "NL", "1234 AB", True),
            ("small letters, no blank", "NL", "1234ab", True),
            ("letters that do not exist", "NL", "1234 SS", False),
            ("no letters", "NL", "1234", False),
            ("British", "GB", "EC1Y 8SY", True),
            ("the first half of an alternative", "GB", "GIR 0AAX", False),
            ("Northern Irish", "XI", "BT1 1AA", True),
            ("Irish", "IE", "A65 F4E2", True),
            ("Swedish", "SE", "SE-114 55", True),
            ("Latvian, the country is part of it", "LV", "LV-1073", True),
            ("Luxembourgish", "LU", "L-4750", True),
            ("American", "US", "22162-1010", True),
            ("Japanese, wide figures", "JP", "１５４-００２３", True),
            ("Arabic figures", "BE", "١٠٠٠", False),
            ("end of line", "BE", "1000\n", True),
            ("two lines", "BE", "1000\n1000", False),
            ("none typed", "BE", "", False),
            ("no ZIPs there", "AE", "12345", False),
            ("format unknown", "XK", "10000", True),
            ("country unknown", "EU", "anything", True),
        ]
        for case, country, zip_code, expected in table:
            with self.subTest(case):
                self.assertIs(is_zip(zip_code, country), expected)

    def test_normalize_zip(self):
        """ACC-2: a ZIP is kept as its country writes it, what is none as typed."""
        table = [
            (" 1234  ab ", "NL", "1234 AB"),
            ("b-1000", "BE", "1000"),
            ("SE-114 55", "SE", "114 55"),
            ("LV-1073", "LV", "LV-1073"),
            ("B-10000", "BE", "B-10000"),
        ]
        for typed, country, expected in table:
            with self.subTest(typed):
                self.assertEqual(normalize_zip(typed, country), expected)

    def test_rules_of_countries(self):
        """ACC-1: all is mandatory that the country has: no ZIP where there is none."""
        table = [
            # country, ZIP, state
            ("BE", True, False),
            ("IE", True, False),
            ("US", True, True),
            ("IT", True, True),
            ("AE", False, True),
            ("HK", False, True),
            ("AO", False, False),
            ("XI", True, False),
            ("", True, False),
            ("all", True, False),
        ]
        for country, has_zip, has_state in table:
            with self.subTest(country):
                rules = get_address_rules(country)
                self.assertEqual((rules.has_zip, rules.has_state), (has_zip, has_state))

    def test_street_table(self):
        """ACC-1: street and number as the country writes them."""
        table = [
            ("BE", "Rue Haute", "1", "Rue Haute 1"),
            ("DE", "Hauptstraße", "7a", "Hauptstraße 7a"),
            ("NL", "Damrak", "1-II", "Damrak 1-II"),
            ("FR", "rue de Rivoli", "12", "12 rue de Rivoli"),
            ("GB", "High Street", "5", "5 High Street"),
            ("XI", "Falls Road", "5", "5 Falls Road"),
            ("US", "Main Street", "100", "100 Main Street"),
            ("LU", "rue Neuve", "3", "3 rue Neuve"),
            ("IN", "M G Road", "44", "44, M G Road"),
            ("ES", "Calle Mayor", "1", "Calle Mayor, 1"),
            ("IT", "Via Roma", "2", "Via Roma, 2"),
            ("", "Street", "2", "Street 2"),
            ("ES", "Calle Mayor", "", "Calle Mayor"),
            ("FR", "", "12", "12"),
            ("BE", None, None, ""),
        ]
        for country, name, number, expected in table:
            with self.subTest(country=country, name=name):
                self.assertEqual(format_street(name, number, country), expected)


@tagged("post_install", "-at_install")
class TestRegistrationFormPolicy(BaseCase):
    def _fill_in(self, **values):
        return {
            "first_name": "Ada",
            "last_name": "Lumière",
            "company_name": "Lumière & Fils",
            "country_id": "20",
            "vat": "BE0477472701",
            "street_name": "Rue Haute",
            "street_number": "1",
            "zip": "1000",
            "city": "Bruxelles",
            "email": "ada@lumiere.example",
            "password": "a long one",
            **values,
        }

    def test_form_in_order(self):
        """ACC-1: nothing is wrong with what is complete."""
        self.assertEqual(check_form(self._fill_in(), BELGIAN), {})

    def test_every_error_at_once(self):
        """ACC-1: all fields are mandatory, and each error is named."""
        reasons = check_form(dict.fromkeys(FIELDS, ""), FormFacts())
        self.assertEqual(list(reasons), [name for name in FIELDS if name != "state_id"])
        self.assertEqual(reasons.pop("country_id"), Reason("country"))
        self.assertEqual({reason.code for reason in reasons.values()}, {"missing"})

    def test_one_field_wrong(self):
        """ACC-1, ACC-2: what is wrong, field by field."""
        table = [
            # field, text, code
            ("first_name", "A" * 65, "too_long"),
            ("first_name", "Visit http://spam.example", "link"),
            ("company_name", "WWW.spam.example", "link"),
            ("zip", "10000", "zip"),
            ("email", "ada", "email"),
            ("email", "ada@localhost", "email"),
            ("email", "ada@a.example, bob@b.example", "email"),
            ("email", "Ada <ada@lumiere.example>", "email"),
            ("password", "1234567", "password_short"),
            ("password", "1234567\x00", "password_sign"),
            ("password", "1234567\ud800", "password_sign"),
            ("password", "x" * 257, "too_long"),
        ]
        for field, text, code in table:
            with self.subTest(field=field, text=text[:20]):
                reasons = check_form(self._fill_in(**{field: text}), BELGIAN)
                self.assertEqual(
                    {name: reason.code for name, reason in reasons.items()},
                    {field: code},
                )

    def test_states_where_they_are_needed(self):
        """ACC-1: a state is asked, and mandatory, where addresses have one."""
        self.assertIn("state_id", get_asked_fields("US", True))
        self.assertNotIn("state_id", get_asked_fields("US", False))
        self.assertNotIn("zip", get_asked_fields("AE", True))
        values = self._fill_in(zip="95014")
        american = FormFacts(country_code="US", needs_state=True)
        self.assertEqual(check_form(values, american), {"state_id": Reason("state")})
        known = FormFacts(country_code="US", needs_state=True, is_state_known=True)
        self.assertEqual(check_form(values, known), {})

    def test_clean_text(self):
        """ACC-1: what a browser sends becomes one line that can be stored."""
        table = [
            (" Ada \t Lumière\r\n", "Ada Lumière"),
            ("a\x00b", "a b"),
            ("a\u202eb\ud800", "ab"),
            ("Lumière 💡", "Lumière 💡"),
            ("x" * 10_000, "x" * 2000),
            (["a"], ""),
            (None, ""),
            (7, ""),
        ]
        for typed, expected in table:
            with self.subTest(repr(typed)[:20]):
                self.assertEqual(clean_text(typed), expected)

    def test_email(self):
        """ACC-2: an apostrophe or a plus is part of an address."""
        for email in ("o'brien@mail.example", "a+b@x-y.example", "A@B.museum"):
            self.assertTrue(is_email(email), email)
        for email in ("a@b..example", "@b.example", "a@-b.example", "a b@c.example"):
            self.assertFalse(is_email(email), email)
