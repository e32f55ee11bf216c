from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .documents_common import CatsB2bDocumentsCommon


@tagged("post_install", "-at_install")
class TestTerms(CatsB2bDocumentsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.extract.active = False
        cls.terms = cls._create_terms("General terms")
        cls.terms.action_publish()

    @classmethod
    def _create_terms(cls, name, **values):
        return cls.env["cats.terms"].create(
            {
                "name": name,
                "website_id": cls.website.id,
                "body": "<p>Payment within 30 days.</p>",
                **values,
            }
        )

    def _get_asked(self, country=None):
        return self.env["cats.terms"]._get_asked(self.website, country)

    def _check(self, **values):
        values = {"email": "a@example.com", "country_id": self.country.id, **values}
        errors = self._as_public()._check_form(
            values, self.website, files=self._get_files()
        )
        return {key: it for key, it in errors.items() if key.startswith("terms_")}

    # -- Versions -----------------------------------------------------------------

    def test_published_stays(self):
        """ACC-9: of what somebody agreed to nothing changes any more."""
        for values in (
            {"body": "<p>Payment at once.</p>"},
            {"name": "Other terms"},
            {"country_ids": self.country.ids},
            {"origin_id": False},
            {"pdf": b"UERG"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self.terms.write(values)
        with self.assertRaises(UserError):
            self.terms.update_field_translations("name", {"en_US": "Other terms"})
        with self.assertRaises(UserError):
            self.terms.unlink()
        self.assertEqual(self.terms.name, "General terms")
        self.assertIn("30 days", self.terms.body)

    def test_new_version(self):
        """ACC-9: another text is another version, which takes the place of the old."""
        self.assertEqual(self.terms.version, 1)
        action = self.terms.action_new_version()
        draft = self.env["cats.terms"].browse(action["res_id"])
        self.assertEqual((draft.state, draft.version), ("draft", 0))
        self.assertEqual(self._get_asked(), self.terms)
        draft.body = "<p>Payment within 14 days.</p>"
        draft.action_publish()
        self.assertEqual(draft.version, 2)
        self.assertEqual(self._get_asked(), draft)
        self.assertFalse(self.terms.active)
        third = self.env["cats.terms"].browse(draft.action_new_version()["res_id"])
        third.action_publish()
        self.assertEqual((third.version, third.origin_id), (3, self.terms))
        self.assertEqual(self._get_asked(), third)

    def test_nothing_to_publish(self):
        """ACC-9: terms without a text or a PDF are none; a PDF is enough."""
        draft = self._create_terms("Empty", body="<p><br></p>")
        with self.assertRaises(UserError):
            draft.action_publish()
        self.assertEqual(draft.state, "draft")
        draft.pdf = b"UERG"
        draft.action_publish()
        self.assertEqual(draft.state, "published")
        with self.assertRaises(UserError):
            draft.action_publish()

    # -- Acceptance ---------------------------------------------------------------

    def test_mandatory(self):
        """ACC-9: who does not accept the terms does not register."""
        field = f"terms_{self.terms.id}"
        self.assertEqual(
            self._check(), {field: "Please read and accept: General terms"}
        )
        self.assertFalse(self._check(**{field: "1"}))

    def test_where_they_hold(self):
        """ACC-9: terms hold in their countries and on their website, once published."""
        french = self._create_terms(
            "French terms", country_ids=self.env.ref("base.fr").ids
        )
        self.assertNotIn(french, self._get_asked())
        french.action_publish()
        self.assertNotIn(french, self._get_asked(self.country))
        self.assertIn(french, self._get_asked(self.env.ref("base.fr")))
        other = self.env["website"].create(
            {"name": "Other", "company_id": self.company.id, "b2b_enabled": True}
        )
        self.assertFalse(self.env["cats.terms"]._get_asked(other) & self.terms)

    def test_recorded(self):
        """ACC-9: which version was accepted, when, from where and in which words."""
        applications = self._as_public(b2b_remote_addr="192.0.2.1")
        values = {"email": "a@example.com", "country_id": self.country.id}
        application = applications._submit(
            values, self.website, files=self._get_files()
        )
        acceptance = application.acceptance_ids
        self.assertEqual(acceptance.terms_id, self.terms)
        self.assertEqual(acceptance.version, 1)
        self.assertEqual(acceptance.remote_addr, "192.0.2.1")
        self.assertEqual(acceptance.text_hash, self.terms._get_text_hash())
        self.assertTrue(acceptance.accepted_on)
        application.sudo().partner_id = self.customer
        self.assertEqual(acceptance.partner_id, self.customer)

    def test_fingerprint(self):
        """ACC-9: another text, name or PDF has another fingerprint."""
        seen = {self.terms._get_text_hash()}
        for values in (
            {"body": "<p>Payment within 14 days.</p>"},
            {"name": "Special terms"},
            {"pdf": b"UERG"},
        ):
            draft = self._create_terms("General terms")
            self.assertIn(draft._get_text_hash(), seen)
            draft.write(values)
            self.assertNotIn(draft._get_text_hash(), seen)
            seen.add(draft._get_text_hash())
            seen.add(self.terms._get_text_hash())

    def test_nobody_writes_acceptances(self):
        """ACC-9: nobody enters, changes or deletes what others accepted."""
        application = self._create_application()
        acceptance = self.terms._record_acceptance(application, "192.0.2.1")
        for user in (self.manager, self.salesman, self.buyer):
            with self.subTest(user.login):
                mine = acceptance.with_user(user)
                with self.assertRaises(AccessError):
                    mine.create({"terms_id": self.terms.id, "text_hash": "x"})
                with self.assertRaises(AccessError):
                    mine.write({"text_hash": "x"})
                with self.assertRaises(AccessError):
                    mine.unlink()
        self.assertTrue(acceptance.with_user(self.manager).text_hash)
        with self.assertRaises(AccessError):
            acceptance.with_user(self.salesman).read(["text_hash"])

    def test_who_writes_terms(self):
        """ACC-9: terms are written by those who approve accounts; drafts are theirs."""
        draft = self._create_terms("Draft")
        with self.assertRaises(AccessError):
            draft.with_user(self.salesman).name = "Mine"
        for user in (self.buyer, self.website.user_id):
            with self.assertRaises(AccessError):
                draft.with_user(user).read(["name"])
        draft.with_user(self.manager).pdf = b"UERG"
        with self.assertRaises(AccessError):
            draft.with_user(self.salesman).action_publish()
        self.assertEqual(draft.state, "draft")
        draft.with_user(self.manager).action_publish()
        self.assertEqual(draft.state, "published")

    def test_no_other_way_to_publish(self):
        """ACC-9: no call gives terms a state or a version of its own choice."""
        draft = self._create_terms("Draft").with_user(self.manager)
        for values in ({"state": "published"}, {"version": 7}, {"published_on": False}):
            with self.subTest(values):
                with self.assertRaises(UserError):
                    draft.write(values)
                with self.assertRaises(UserError):
                    draft.create({"name": "Mine", **values})
        with self.assertRaises(UserError):
            self.terms.with_user(self.manager).write({"state": "draft"})

    @mute_logger("odoo.sql_db")
    def test_one_version_at_a_time(self):
        """ACC-9: an old version does not come back beside the new one."""
        draft = self.env["cats.terms"].browse(self.terms.action_new_version()["res_id"])
        draft.action_publish()
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.terms.action_unarchive()
            self.terms.flush_recordset()
