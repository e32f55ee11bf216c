from datetime import timedelta
from types import SimpleNamespace
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..policies.registration import decide_again
from .registration_common import MORNING, RegistrationCommon

VAT = "BE0477472701"


class DecisionCommon(RegistrationCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.principal_group = cls.env.ref("cats_b2b.group_b2b_principal")
        cls.application = cls._create_application()

    def _know(self, name="Known SA", vat=VAT, **values):
        """Enter a customer, as staff do."""
        company = self._create_customer(name)
        # A number as imports bring them.
        company.with_context(no_vat_validation=True).write({"vat": vat, **values})
        return company

    def _add_principal(self, company, login="principal"):
        user = self._create_portal_user(login, company)
        user.group_ids = [Command.link(self.principal_group.id)]
        return user

    def _add_contact(self, company, email="Ada <ada@new.example.com>", **values):
        return self.env["res.partner"].create(
            {"name": "Ada", "parent_id": company.id, "email": email, **values}
        )

    def assertDecided(self, outcome, *reasons, application=None):
        """Run the job and look at what it decided and did."""
        application = application or self.application
        self._run_job()
        self.assertEqual(self._get_codes(application), list(reasons))
        self.assertEqual(application.why["outcome"], outcome)
        again = decide_again(application.why["facts"])
        self.assertEqual(again.outcome_json(), outcome)
        done = {
            "approve": ["_approve"],
            "known": ["_answer_known"],
            "contact": ["_invite_contact"],
            "principal": ["_notify_principals"],
            "staff": [],
        }[outcome]
        self.assertEqual(self._get_calls(application), done)
        if outcome in ("staff", "principal"):
            self.assertEqual(application.state, "pending")
            self.assertEqual(application.waits_for, outcome)
        self.assertEqual(bool(self._get_activities(application)), outcome == "staff")


@tagged("post_install", "-at_install")
class TestKnownEmail(DecisionCommon):
    def test_login(self):
        """ACC-4: who has a login gets no second one."""
        user = new_test_user(
            self.env, "ada@new.example.com", groups="base.group_portal"
        )
        self.assertDecided("known", "login_known")
        self.assertTrue(user.active)

    def test_login_by_email(self):
        """ACC-4: an address is known as a user's e-mail, too, whatever his login."""
        self.stranger.email = "Ada@New.example.com"
        self.assertDecided("known", "login_known")

    def test_login_archived(self):
        """ACC-4: a login that was closed is for staff to look at."""
        self.stranger.write({"login": "ada@new.example.com", "active": False})
        self.assertDecided("staff", "login_archived")

    def test_login_in_capitals(self):
        """ACC-4: a login is known in whatever capitals it was entered."""
        self.stranger.partner_id.email = False
        self.stranger.login = "Ada@New.example.com"
        self.assertDecided("known", "login_known")

    def test_login_of_other_seller(self):
        """ACC-4: a user of another seller only is not refused; staff look at him."""
        other = self.env["res.company"].create({"name": "Other seller"})
        self.stranger.write(
            {
                "login": "ada@new.example.com",
                "company_ids": other.ids,
                "company_id": other.id,
            }
        )
        self.assertDecided("staff", "login_elsewhere")

    def test_login_of_other_website(self):
        """ACC-4: a user of a website with accounts of its own is none of this one."""
        website = self.env["website"].create(
            {
                "name": "Other shop",
                "company_id": self.company.id,
                "specific_user_account": True,
            }
        )
        self.stranger.partner_id.website_id = website
        self.stranger.login = "ada@new.example.com"
        self.assertDecided("staff", "login_elsewhere")

    def test_staff_login(self):
        """ACC-4: employees cannot register as customers."""
        self.salesman.email = "ada@new.example.com"
        self.assertDecided("known", "login_known")

    def test_contact(self):
        """ACC-5: a contact whom staff entered gets his activation mail."""
        contact = self._add_contact(self._know())
        self.assertDecided("contact", "contact_known")
        self.assertIn((self.application, "_invite_contact", contact), self.calls)

    def test_contact_of_other_number(self):
        """ACC-6: a contact of one company gets nothing of another one."""
        self._add_contact(self._know(vat="BE0428759497"))
        self.assertDecided("staff", "contact_elsewhere")

    def test_contact_of_supplier(self):
        """ACC-5: a supplier's contact is no customer."""
        self._add_contact(self._know(supplier_rank=3))
        self.assertDecided("staff", "contact_supplier")

    def test_contact_without_vat(self):
        """ACC-7: a contact of a company without VAT number waits for staff."""
        self._add_contact(self._know(vat=False))
        self.assertDecided("staff", "contact_no_vat")

    def test_contacts(self):
        """ACC-5: with several contacts staff choose, unless one is of the company."""
        elsewhere = self._know("Elsewhere SA", vat="BE0428759497")
        self._add_contact(elsewhere)
        self._add_contact(elsewhere, name="Grace")
        self.assertDecided("staff", "contact_several")
        contact = self._add_contact(self._know())
        self.application._wait_for("check")
        self._run_job()
        self.assertIn((self.application, "_invite_contact", contact), self.calls)

    def test_nobodys_contact(self):
        """ACC-3: persons without company, addresses and companies are no contacts."""
        self.env["res.partner"].create(
            {"name": "Somebody wrote", "email": "ada@new.example.com"}
        )
        company = self._know(vat="BE0428759497", email="ada@new.example.com")
        self._add_contact(company, type="delivery")
        self.assertDecided("approve", "vies_valid", "company_new")

    def test_contact_of_other_seller(self):
        """ACC-4: what another seller of the database knows is not looked at."""
        other = self.env["res.company"].create({"name": "Other seller"})
        self._add_contact(self._know(company_id=False), company_id=False).write(
            {"company_id": other.id}
        )
        self.application.vat = "BE0403019261"
        self.assertDecided("approve", "vies_valid", "company_new")


@tagged("post_install", "-at_install")
class TestKnownCompany(DecisionCommon):
    def test_principal(self):
        """ACC-6: the principal users decide about a colleague, in any spelling."""
        for number, vat in enumerate((VAT, "be 0477.472.701", "0477 472 701")):
            with self.subTest(vat=vat):
                company = self._know(vat=vat)
                self._add_principal(company, f"principal_{number}")
                application = self._create_application(email=f"{number}@x.example.com")
                self.assertDecided(
                    "principal", "company_known", application=application
                )
                self.assertEqual(application.partner_id, company)
                company.vat = False

    def test_vies_down(self):
        """ACC-6: a known company does not wait for VIES."""
        self._add_principal(self._know())
        self.vies.stop()
        self.assertDecided("principal", "company_known")

    def test_nobody_to_ask(self):
        """ACC-6: without an active principal user staff decide."""
        company = self._know()
        principal = self._add_principal(company)
        principal.active = False
        self.assertDecided("staff", "no_principal")
        self.assertEqual(self.application.partner_id, company)

    def test_orphan(self):
        """ACC-6: when the last principal user goes, staff decide in his place."""
        company = self._know()
        principal = self._add_principal(company)

        def close():
            principal.active = False
            company.active = False

        cases = [
            ("deactivated", lambda: principal.write({"active": False})),
            (
                "no role",
                lambda: principal.write(
                    {"group_ids": [Command.unlink(self.principal_group.id)]}
                ),
            ),
            ("closed", close),
        ]
        for label, lose in cases:
            company.active = principal.active = True
            principal.group_ids = [Command.link(self.principal_group.id)]
            application = self._create_application(email=f"{label[:2]}@x.example.com")
            self._run_job()
            self.assertEqual(application.waits_for, "principal")
            with self.subTest(label):
                lose()
                self._run_job()
                self.assertEqual(application.waits_for, "staff")
                self.assertTrue(self._get_activities(application))

    def test_idle_principal(self):
        """ACC-6: staff are told once of a principal user who does not decide."""
        self._add_principal(self._know())
        self._run_job()
        start = fields.Datetime.to_datetime(MORNING)
        self._run_job(start + timedelta(days=2, hours=23))
        self.assertFalse(self._get_activities(self.application))
        self._run_job(start + timedelta(days=3))
        activity = self._get_activities(self.application)
        self.assertIn("Known SA have not decided for 3 days", activity.note)
        self.assertEqual(self.application.waits_for, "principal")
        activity.action_done()
        self._run_job(start + timedelta(days=4))
        self.assertFalse(self._get_activities(self.application))

    def test_principal_of_other_seller(self):
        """ACC-6: who only buys from another seller does not decide here."""
        other = self.env["res.company"].create({"name": "Other seller"})
        principal = self._add_principal(self._know(company_id=False))
        principal.write({"company_ids": other.ids, "company_id": other.id})
        self.assertDecided("staff", "no_principal")

    def test_other_seller(self):
        """ACC-3: a customer of another seller only is a new company here."""
        other = self.env["res.company"].create({"name": "Other seller"})
        self._know(company_id=other.id)
        self.assertDecided("approve", "vies_valid", "company_new")

    def test_archived(self):
        """ACC-6: an archived company is known."""
        self._know(active=False)
        self.assertDecided("staff", "company_archived")

    def test_archived_twin(self):
        """ACC-6: beside an archived company the other one is meant."""
        self._know("Old", active=False)
        company = self._know()
        self.assertDecided("staff", "no_principal")
        self.assertEqual(self.application.partner_id, company)

    def test_supplier(self):
        """ACC-6: a company that only sells to us is no customer yet."""
        company = self._know(supplier_rank=1)
        self.assertDecided("staff", "company_supplier")
        company.customer_rank = 1
        self.application._wait_for("check")
        self._run_job()
        self.assertEqual(self._get_codes(self.application), ["no_principal"])

    def test_own(self):
        """ACC-6: nobody registers with the number of the seller himself."""
        self.application.vat = self.company.vat
        self.assertDecided("staff", "company_own")

    def test_branches(self):
        """ACC-6: of several branches the one with the typed ZIP is meant."""
        self._add_principal(self._know("Gent", zip="9000"), "gent")
        branch = self._know("Bruxelles", zip=" 1000 ")
        self._add_principal(branch, "bruxelles")
        self.assertDecided("principal", "company_known")
        self.assertEqual(self.application.partner_id, branch)

    def test_unclear_branch(self):
        """ACC-6: staff choose between branches that do not differ."""
        first = self._know("One")
        self._know("Two")
        self._add_principal(first)
        self.assertDecided("staff", "company_unclear")
        self.assertFalse(self.application.partner_id)
        self.application.partner_id = first
        self.application._wait_for("check")
        self._run_job()
        self.assertEqual(self.application.waits_for, "principal")

    def test_without_country(self):
        """ACC-6: a number without prefix and country is for staff to look at."""
        company = self._know(vat="0477472701", country_id=False)
        self._add_principal(company)
        self.assertDecided("staff", "company_unclear")

    def test_northern_ireland(self):
        """ACC-6: a British customer is known by his Northern Irish number."""
        uk = self.env.ref("base.uk")
        self._know(vat="GB980780684", country_id=uk.id)
        self.application.write({"vat": "XI980780684", "country_id": uk.id})
        self.assertDecided("staff", "no_principal")


@tagged("post_install", "-at_install")
class TestDecision(DecisionCommon):
    def test_sentences(self):
        """ACC-3: staff read all reasons, in their language."""
        self.website.b2b_auto_approve = False
        self.application.zip = False
        self.country.zip_required = True
        documents = [SimpleNamespace(display_name="Extract")]
        model = type(self.application)
        with patch.object(model, "_get_missing_documents", lambda it: documents):
            self.assertDecided("staff", "zip_wrong", "documents_missing", "by_hand")
        self.assertEqual(
            self.application.reason_text,
            "The ZIP cannot be one of the country.\n"
            "Documents are missing: Extract.\n"
            "Staff decide about all applications of this shop.",
        )
        note = self._get_activities(self.application).note
        self.assertIn("Documents are missing: Extract.<br>", note)

    def test_told_to_wait(self):
        """ACC-2: who waits for VIES or for a person is told so, once."""
        waiting = [("email_to", "=", "ada@new.example.com")]
        mails = self.env["mail.mail"]
        self.vies.behaviour = "fault"
        self._run_job()
        self.assertEqual(len(mails.search(waiting)), 1)
        self.vies.behaviour = "invalid"
        for _time in range(2):
            self.application.action_check_again()
            self.assertDecided("staff", "vies_invalid")
        mail = mails.search(waiting)
        self.assertEqual(len(mail), 1)
        self.assertIn("is being checked", mail.subject)
        self.assertIn("register of VAT numbers", mail.body_html)

    def test_zip(self):
        """ACC-2: the ZIP has the format of its country, which may have none."""
        table = [
            ("be", "1000", True),
            ("be", "10000", False),
            ("be", False, False),
            ("nl", "1012 LG", True),
            ("ae", False, True),
        ]
        for country, zip_code, expected in table:
            with self.subTest(country=country, zip=zip_code):
                country_id = self.env.ref(f"base.{country}").id
                self.application.write({"country_id": country_id, "zip": zip_code})
                self.assertEqual(self.application._is_zip_valid(), expected)

    def test_note(self):
        """ACC-3: what else is the matter stands in the same activity, as text."""
        self.application._wait_for("staff")
        self.application._call_staff("1 < 2")
        self.assertIn("1 &lt; 2", self._get_activities(self.application).note)

    def test_all_codes_have_a_sentence(self):
        """ACC-3: no reason is shown as a code."""
        codes = {
            "login_known": {},
            "login_archived": {},
            "login_elsewhere": {},
            **{f"contact_{it}": {} for it in ("known", "several", "elsewhere")},
            **{f"contact_{it}": {} for it in ("no_vat", "supplier")},
            "vat_wrong": {},
            "vies_invalid": {},
            "vies_valid": {},
            "vies_silent": {"error": "TIMEOUT"},
            "checksum_valid": {},
            "no_checksum": {},
            "company_new": {},
            "company_known": {"principals": 2},
            "no_principal": {},
            **{f"company_{it}": {} for it in ("unclear", "archived")},
            **{f"company_{it}": {} for it in ("supplier", "own")},
            "zip_wrong": {},
            "email_wrong": {},
            "documents_missing": {"documents": ["A", "B"]},
            "by_hand": {},
        }
        for code, facts in codes.items():
            with self.subTest(code=code):
                sentence = self.application._explain_registration(
                    {"code": code, **facts}
                )
                self.assertTrue(sentence.endswith("."))

    def test_wrong_number(self):
        """ACC-2: a number that cannot be one of the country is for staff."""
        self.application.vat = "DE136695976"
        self.assertDecided("staff", "vat_wrong")
        self.assertFalse(self.vies.requests)

    def test_responsible(self):
        """ACC-2: there is always somebody of the staff who is told."""
        application = self.application
        accounts = new_test_user(
            self.env,
            "b2b_accounts",
            groups="cats_b2b.group_accounts",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        application.user_id = accounts
        self.assertEqual(application._get_responsible(), accounts)
        # Neither who may not decide, nor who cannot see this seller.
        application.user_id = self.salesman
        self.assertEqual(application._get_responsible(), self.manager)
        other = self.env["res.company"].create({"name": "Other seller"})
        self.manager.write({"company_ids": other.ids, "company_id": other.id})
        application.user_id = self.manager
        somebody = application._get_responsible()
        self.assertNotIn(somebody, self.manager | self.salesman)
        application.user_id = self.website.salesperson_id = False
        somebody = application._get_responsible()
        self.assertTrue(somebody.has_group("cats_b2b.group_accounts"))
        self.assertIn(self.company, somebody.company_ids)

    def test_batch(self):
        """ACC-3: the facts of many applications cost as many queries as those of one.

        What differs from one to the next is only which company or contact it is.
        Documents are looked up by shop and country, one application at a time.
        """
        model = type(self.application)
        self.startPatcher(patch.object(model, "_get_missing_documents", lambda it: []))
        self._add_principal(self._know())
        applications = self.application
        for number in range(20):
            applications |= self._create_application(email=f"{number}@x.example.com")

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            records._gather_facts()
            return self.cr.sql_log_count - before

        count(self.application)
        few = count(applications[:2])
        self.assertLessEqual(count(applications), few)

    def test_rights(self):
        """ACC-3: neither customers nor salespeople without the right check again."""
        for user in (self.buyer, self.salesman):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.application.with_user(user).action_check_again()
        self.assertFalse(self.application.vies_tries)
