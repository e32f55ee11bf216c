from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.cats_application_form_mixin import PER_ADDRESS, PER_EMAIL
from ..policies.address import get_address_rules
from .common import CatsB2bCommon
from .registration_form_common import RegistrationMixin


@tagged("post_install", "-at_install")
class TestRegistrationForm(RegistrationMixin, CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.public = cls.env.ref("base.public_user")
        # The website's own visitor, without the rights of the tests.
        env = cls.env(user=cls.public, context={})
        cls.applications = env["cats.application"]
        cls.mails = []
        application_class = cls.env.registry["cats.application"]
        sender = patch.object(
            application_class,
            "_send_b2b_mail",
            lambda self, name, **_values: cls.mails.append((self.id, name)),
            create=True,
        )
        cls.startClassPatcher(sender)

    def setUp(self):
        super().setUp()
        self.mails.clear()

    def _check(self, **values):
        return self.applications._check_form(self._fill_in(**values), self.website)

    def _submit(self, **values):
        return self.applications._submit(self._fill_in(**values), self.website)

    def _get_triggers(self, name):
        cron = self.env.ref(f"cats_b2b.{name}")
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    # -- Errors -------------------------------------------------------------------

    def test_form_in_order(self):
        """ACC-1: what is complete and in form has no errors."""
        self.assertEqual(self._check(), {})

    def test_each_error_in_the_order_of_the_page(self):
        """ACC-1, ACC-2: every error at once, each in a sentence of its own."""
        errors = self._check(
            first_name=" ",
            company_name="x" * 200,
            vat="BE0477472702",
            zip="10000",
            email="ada",
            password="short",
        )
        self.assertEqual(
            list(errors),
            ["first_name", "company_name", "vat", "zip", "email", "password"],
        )
        self.assertEqual(errors["first_name"], "First name: please fill this in.")
        self.assertEqual(errors["company_name"], "Company: at most 128 characters.")
        self.assertEqual(
            errors["zip"],
            "This is not a ZIP code of Belgium.",
        )
        self.assertEqual(
            errors["password"], "The password needs 8 characters at least."
        )

    def test_country_decides(self):
        """ACC-1: no ZIP where there is none, a state where addresses have one."""
        emirates = self.env.ref("base.ae")
        values = {"country_id": str(emirates.id), "zip": "", "vat": "123456789012345"}
        self.assertIn("state_id", self._check(**values))
        self.assertNotIn("zip", self._check(**values))
        values["state_id"] = str(self.env.ref("base.state_us_5").id)
        self.assertIn("state_id", self._check(**values))
        values["state_id"] = str(emirates.state_ids[0].id)
        self.assertNotIn("state_id", self._check(**values))

    def test_state_that_odoo_asks(self):
        """ACC-1: a state that the checkout asks is asked here, though others do not."""
        self.assertFalse(get_address_rules("AR").has_state)
        argentina = self.env.ref("base.ar")
        argentina.state_required = True
        values = {"country_id": str(argentina.id), "zip": "C1070AAM"}
        self.assertIn("state_id", self._check(**values))
        argentina.state_required = False
        self.assertNotIn("state_id", self._check(**values))

    def test_no_input_breaks_it(self):
        """ACC-1: no input gives a server error, nor an application."""
        table = [
            ("unknown country", {"country_id": "999999999"}, "country_id"),
            ("huge country", {"country_id": "9" * 400}, "country_id"),
            ("negative country", {"country_id": "-1"}, "country_id"),
            ("Arabic country", {"country_id": "٢٠"}, "country_id"),
            ("country as a number", {"country_id": 20}, "country_id"),
            ("a list", {"first_name": ["Ada"]}, "first_name"),
            ("nothing", {"vat": None}, "vat"),
            ("VAT with NUL", {"vat": "BE\x00\ud800"}, "vat"),
            ("long VAT", {"vat": "9" * 10_000}, "vat"),
            ("one sign", {"vat": "/"}, "vat"),
            ("emojis", {"zip": "💡💡"}, "zip"),
            ("long ZIP", {"zip": "1" * 10_000}, "zip"),
            ("file as password", {"password": b"12345678"}, "password"),
        ]
        for case, values, field in table:
            with self.subTest(case):
                self.assertIn(field, self._check(**values))
        self.assertEqual(self.applications._check_form({}, self.website).keys(), {
            "first_name", "last_name", "company_name", "country_id", "vat", "zip",
            "street_name", "street_number", "city", "email", "password",
        })  # fmt: skip

    def test_errors_tell_nothing_of_others(self):
        """ACC-4: e-mail and VAT number of a customer are no error."""
        self.customer.vat = "BE0477472701"
        self.assertEqual(self._check(email=self.buyer.email), {})
        self.assertEqual(self._check(email=self.buyer.login + "@example.com"), {})

    def test_password_policy_of_odoo(self):
        """ACC-1: where Odoo's password policy is installed, it holds."""
        users = self.env.registry["res.users"]

        def refuse(_self, passwords):
            if "hunter22" in passwords:
                raise UserError(" ".join(passwords))

        with (
            patch.object(users, "_check_password_policy", refuse, create=True),
            patch.object(
                users,
                "get_password_policy",
                lambda _self: {"minlength": 7},
                create=True,
            ),
        ):
            self.assertEqual(self._check(password="7 signs"), {})
            self.assertEqual(
                self._check(password="6 sign")["password"],
                "The password needs 7 characters at least.",
            )
            self.assertEqual(self._check(password="hunter22"), {"password": "hunter22"})

    # -- What comes of it ---------------------------------------------------------

    def test_application(self):
        """ACC-1: the form becomes an application that waits for our checks."""
        before = self._get_triggers("ir_cron_applications")
        created_sudo = self._submit()
        application = self._find_applications()
        self.assertEqual(created_sudo, application)
        self.assertRecordValues(
            application,
            [
                {
                    "state": "pending",
                    "origin": "visitor",
                    "waits_for": "check",
                    "website_id": self.website.id,
                    "company_id": self.company.id,
                    "first_name": "Ada",
                    "last_name": "Lumière",
                    "company_name": "Lumière & Fils",
                    "email": "ada@lumiere.example",
                    "vat_typed": "be 0477.472.701",
                    "vat": "BE0477472701",
                    "street": "Rue Haute 1 bte 2",
                    "zip": "1000",
                    "city": "Bruxelles",
                    "country_id": self.country.id,
                    "state_id": False,
                }
            ],
        )
        self.assertTrue(application.waiting_since)
        context = self.env["res.users"]._crypt_context()
        hashed = application.sudo().password_hash
        self.assertTrue(context.verify("a long one", hashed))
        self.assertNotIn("a long one", hashed)
        self.assertEqual(self._get_triggers("ir_cron_applications"), before + 1)

    def test_language_of_the_page(self):
        """ACC-1: the applicant's language is the one of the page."""
        self.env["res.lang"]._activate_lang("nl_NL")
        dutch = self.applications.with_context(lang="nl_NL")
        dutch._submit(self._fill_in(), self.website)
        self.assertEqual(self._find_applications().lang, "nl_NL")

    def test_street_follows_the_country(self):
        """ACC-1: in France the number comes first."""
        france = self.env.ref("base.fr")
        application = self._submit(country_id=str(france.id), zip="75001", vat="")
        self.assertEqual(application.street, "1 bte 2 Rue Haute")

    def test_what_the_country_has_not_is_dropped(self):
        """ACC-1: a ZIP typed before the country was changed goes no further."""
        emirates = self.env.ref("base.ae")
        application = self._submit(country_id=str(emirates.id), vat="")
        self.assertFalse(application.zip)

    def test_known_and_unknown_are_the_same_work(self):
        """ACC-4: neither queries nor hashing tell whether an address is known."""
        self._submit(email="warm@up.example")
        self._submit(email="warm@up.example")
        cases = {
            "unknown": "new@lumiere.example",
            "a customer's": self.buyer.email,
            "open already": "warm@up.example",
        }
        counts, hashes = {}, {}
        context = type(self.env["res.users"]._crypt_context())
        for case, email in cases.items():
            with (
                patch.object(
                    context, "hash", autospec=True, return_value="x"
                ) as hashed,
                patch.object(context, "verify", autospec=True) as verified,
            ):
                self.env.invalidate_all()
                self.website.read(["company_id"])  # as the page does
                before = self.env.cr.sql_log_count
                self._submit(email=email)
                counts[case] = self.env.cr.sql_log_count - before
                hashes[case] = hashed.call_count + verified.call_count
        self.assertEqual(len(set(counts.values())), 1, counts)
        self.assertEqual(hashes, dict.fromkeys(cases, 1))

    # -- Registered again ---------------------------------------------------------

    def test_again_changes_nothing(self):
        """ACC-4: a second form leaves the first application as it is."""
        first = self._submit()
        kept = first.read(["company_name", "vat", "street", "lang", "waiting_since"])
        second = self._submit(company_name="Thief & Co", city="Elsewhere")
        self.assertFalse(second)
        self.assertEqual(self._find_applications(), first)
        self.assertEqual(
            first.read(["company_name", "vat", "street", "lang", "waiting_since"]), kept
        )

    def test_other_shop(self):
        """ACC-4: an open application at one shop is none at another one."""
        first = self._submit()
        company = self.env["res.company"].create({"name": "Other Seller"})
        other = self.env["website"].create(
            {"name": "Other shop", "company_id": company.id, "b2b_enabled": True}
        )
        second = self.applications._submit(self._fill_in(), other)
        self.assertEqual(second.website_id, other)
        self.assertEqual(second.state, "pending")
        self.assertFalse(first.again_on)
        self.assertFalse(self.applications._submit(self._fill_in(), other))
        self.assertTrue(second.again_on)
        self.assertFalse(first.again_on)

    def test_again_with_the_same_password(self):
        """ACC-4: who types the same password once more keeps it."""
        first = self._submit()
        self._submit()
        self.assertTrue(first.password_hash)

    def test_again_with_another_password(self):
        """ACC-4: after two passwords the holder of the mailbox chooses one."""
        first = self._submit(password="of the thief")
        self._submit(password="of the owner")
        self.assertFalse(first.password_hash)
        self._submit(password="of the thief")
        self.assertFalse(first.password_hash)

    def _let_pass(self, application, **pause):
        """Move everything that happened to an application into the past."""
        application.flush_recordset()
        self.env.cr.execute(
            """
            UPDATE cats_application
               SET create_date = create_date - %(pause)s,
                   again_told_on = again_told_on - %(pause)s
             WHERE id = %(id)s
            """,
            {"pause": timedelta(**pause), "id": application.id},
        )
        application.invalidate_recordset()

    def _answer_again(self):
        """Run the job that tells who registered again."""
        with self.enter_registry_test_mode():
            self.env.ref("cats_b2b.ir_cron_applications_again").method_direct_trigger()

    def test_again_is_told_once_an_hour(self):
        """ACC-4: the applicant hears of it by mail, once in an hour at most."""
        first = self._submit()
        told = [(first.id, "application_again")]
        before = self._get_triggers("ir_cron_applications_again")
        self._let_pass(first, minutes=5)
        self._submit()
        self.assertEqual(self._get_triggers("ir_cron_applications_again"), before + 1)
        self.assertEqual(self.mails, [], "the mail is sent by the job")
        self._answer_again()
        self.assertEqual(self.mails, told)
        self.assertFalse(first.again_on)
        self._let_pass(first, minutes=50)
        self._submit()
        self._answer_again()
        self.assertEqual(self.mails, told)
        self._let_pass(first, minutes=11)
        self._submit()
        self._answer_again()
        self.assertEqual(self.mails, told * 2)
        self._answer_again()
        self.assertEqual(self.mails, told * 2)

    def test_double_click(self):
        """ACC-4: a second click makes no second application, and no mail."""
        first = self._submit()
        self._submit()
        self._answer_again()
        self.assertEqual(self._find_applications(), first)
        self.assertEqual(self.mails, [])
        self.assertFalse(first.again_on)

    def test_again_when_it_is_closed(self):
        """ACC-4: after a refusal one may register anew; nothing is told of the old."""
        first = self._submit()
        self._let_pass(first, minutes=5)
        self._submit()
        first.state = "refused"
        self._answer_again()
        self.assertEqual(self.mails, [])
        self.assertTrue(self._submit())
        self.assertEqual(len(self._find_applications()), 2)

    def test_one_failure_keeps_no_other_back(self):
        """ACC-4: a mail that cannot be made leaves the others their mail."""
        first, second = self._submit(), self._submit(email="bob@lumiere.example")
        for application in (first, second):
            self._let_pass(application, minutes=5)
            self._submit(email=application.email)
        application_class = self.env.registry["cats.application"]

        def send(application, name):
            if application == first:
                raise ValueError("No such template")
            self.mails.append((application.id, name))

        with (
            patch.object(application_class, "_send_b2b_mail", send),
            self.assertLogs(level="ERROR"),
        ):
            self._answer_again()
        self.assertEqual(self.mails, [(second.id, "application_again")])
        self.assertTrue(first.again_on)
        self.assertFalse(second.again_on)

    # -- Limits and rights --------------------------------------------------------

    def _is_allowed(self, email, address="192.0.2.1"):
        return self.applications._is_registration_allowed(email, address)

    def test_limit_of_a_mailbox(self):
        """ACC-4: some registrations an hour with one e-mail, in any spelling."""
        spellings = ["ada@lumiere.example", "Ada@Lumiere.example"]
        for number in range(PER_EMAIL):
            self.assertTrue(
                self._is_allowed(spellings[number % 2], f"192.0.2.{number}")
            )
        self.assertFalse(self._is_allowed(spellings[0], "192.0.2.99"))
        self.assertTrue(self._is_allowed("bob@lumiere.example", "192.0.2.99"))

    def test_limit_of_an_address(self):
        """ACC-4: some registrations an hour from one address, IPv6 lines as one."""
        for number in range(PER_ADDRESS):
            address = f"2001:db8::{number}"
            self.assertTrue(self._is_allowed(f"{number}@lumiere.example", address))
        self.assertFalse(self._is_allowed("x@lumiere.example", "2001:db8::ffff"))
        self.assertTrue(self._is_allowed("x@lumiere.example", "2001:db8:0:1::1"))
        self.assertTrue(self._is_allowed("x@lumiere.example", ""))

    def test_limit_ends_after_an_hour(self):
        """ACC-4: what was refused is not counted, and an hour later all is well."""
        attempts = self.applications.env["cats.attempt"]
        for expected in (True, True, False, False):
            self.assertIs(attempts._count("test", "key", 2), expected)
        self.assertTrue(attempts._count("another", "key", 2))
        rows = self.env["cats.attempt"].search([("kind", "=", "test")])
        self.assertEqual(len(rows), 2)
        self.assertNotIn("key", rows.mapped("key"))
        self._age(rows, hours=1, seconds=1)
        self.assertTrue(attempts._count("test", "key", 2))

    def test_attempts_are_forgotten(self):
        """ACC-4: attempts are kept for a day."""
        attempts = self.env["cats.attempt"]
        attempts._count("test", "old", 9)
        old = attempts.search([("kind", "=", "test")])
        self._age(old, hours=25)
        attempts._count("test", "new", 9)
        attempts._gc_attempts()
        self.assertFalse(old.exists())
        self.assertEqual(attempts.search_count([("kind", "=", "test")]), 1)

    def _age(self, attempts, **pause):
        self.env.cr.execute(
            "UPDATE cats_attempt SET create_date = create_date - %s WHERE id IN %s",
            [timedelta(**pause), tuple(attempts.ids)],
        )
        attempts.invalidate_recordset()

    def test_rights(self):
        """ACC-4: only the server reads and writes what strangers tried."""
        self._submit()
        self._is_allowed("ada@lumiere.example")
        for user in (self.public, self.buyer, self.salesman):
            attempts = self.env["cats.attempt"].with_user(user)
            with self.assertRaises(AccessError):
                attempts.search([]).read(["key"])
            with self.assertRaises(AccessError):
                attempts.create({"kind": "test", "key": "x"})
        for user in (self.public, self.buyer):
            applications = self.env["cats.application"].with_user(user)
            with self.assertRaises(AccessError):
                applications.search([])
            with self.assertRaises(AccessError):
                applications.create({"email": "x@lumiere.example"})

    def test_waiting_since_is_now(self):
        """ACC-3: the age of an application counts from the form."""
        before = fields.Datetime.now()
        self.assertGreaterEqual(self._submit().waiting_since, before)
