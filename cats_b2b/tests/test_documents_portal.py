import io
import json
from base64 import b64encode

from lxml import html

from odoo.tests import tagged

from .documents_common import PDF, PNG, CatsB2bDocumentsCommon
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestDocumentsPortal(CatsB2bDocumentsCommon, CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.terms = cls.env["cats.terms"].create(
            {
                "name": "General terms",
                "website_id": cls.website.id,
                "body": "<p>Payment within 30 days.</p>",
                "pdf": b64encode(PDF),
                "pdf_name": "terms.pdf",
            }
        )
        cls.terms.action_publish()
        cls.field = f"document_{cls.extract.id}"
        cls.terms_field = f"terms_{cls.terms.id}"

    def _register(self, *files, page=None, **values):
        """Send the form; files are (name, content) of the extract."""
        if page is None:
            page = self._get_page("/b2b/register")
        hidden = {
            node.get("name"): node.get("value")
            for node in page.xpath("//form//input[@type='hidden']")
            if node.get("name") in ("csrf_token", "upload_token")
        }
        return self.url_open(
            "/b2b/register",
            data={**self._get_form_values(), **hidden, **values},
            files=[
                (self.field, (name, io.BytesIO(content))) for name, content in files
            ],
            allow_redirects=False,
        )

    def _get_form_values(self):
        """What ACC-1 asks, in order."""
        return {
            "first_name": "Anna",
            "last_name": "Peeters",
            "company_name": "Peeters BV",
            "email": "anna@peeters.example",
            "country_id": str(self.country.id),
            "vat": "BE0477472701",
            "street_name": "Kerkstraat",
            "street_number": "1",
            "zip": "2000",
            "city": "Antwerpen",
            "password": "correct horse battery",
            self.terms_field: "1",
        }

    def _get_answer(self, response):
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _find_application(self):
        return self.env["cats.application"].search(
            [("email", "=", "anna@peeters.example")]
        )

    def test_page(self):
        """ACC-9: the registration asks for what the shop wants, and shows the terms."""
        page = self._get_page("/b2b/register")
        self.assertTrue(page.xpath(f"//input[@type='file'][@name='{self.field}']"))
        self.assertTrue(
            page.xpath(f"//input[@type='checkbox'][@name='{self.terms_field}']")
        )
        [text] = self._get_text(page, "o_cats_b2b_register_terms")
        self.assertIn("Payment within 30 days.", text)

    def test_nothing_asked(self):
        """ACC-9: a shop that asks for nothing shows nothing of it."""
        self.extract.active = False
        self.terms.action_archive()
        page = self._get_page("/b2b/register")
        self.assertFalse(self._get_text(page, "o_cats_b2b_register_documents"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_register_terms"))
        self.assertEqual(self._register().status_code, 303)

    def test_registration(self):
        """ACC-9: documents and accepted terms come with the application."""
        response = self._register(("extract.pdf", PDF), ("scan.png", PNG))
        self.assertEqual(response.status_code, 303)
        application = self._find_application()
        self.assertEqual(
            sorted(application.document_ids.attachment_ids.mapped("name")),
            ["extract.pdf", "scan.png"],
        )
        self.assertEqual(application.acceptance_ids.terms_id, self.terms)
        self.assertEqual(application._get_missing_documents(), self.extract)

    def test_kept_when_something_is_wrong(self):
        """ACC-9: a file is kept while the visitor mends another field."""
        response = self._register(("extract.pdf", PDF), email="")
        page = self._get_answer(response)
        [text] = self._get_text(page, "o_cats_b2b_kept")
        self.assertIn("extract.pdf is kept", text)
        self.assertFalse(self._find_application())
        response = self._register(page=page)
        self.assertEqual(response.status_code, 303)
        attachment = self._find_application().document_ids.attachment_ids
        self.assertEqual(attachment.raw, PDF)

    def test_left_out(self):
        """ACC-9: a kept file is left out when its visitor says so."""
        page = self._get_answer(self._register(("wrong.pdf", PDF), email=""))
        [drop] = page.xpath("//input[starts-with(@name, 'upload_drop_')]/@name")
        page = self._get_answer(self._register(page=page, **{drop: "1"}))
        self.assertFalse(self._get_text(page, "o_cats_b2b_kept"))
        self.assertIn("Please add this document: Extract", page.text_content())

    def test_nobody_elses(self):
        """ACC-9: without its token nobody drops or takes over somebody's file."""
        self._register(("extract.pdf", PDF), email="")
        upload = self.env["cats.upload"].search([])
        self.authenticate(None, None)
        response = self._register(**{f"upload_drop_{upload.id}": "1"})
        self.assertEqual(response.status_code, 200)
        response = self._register(upload_token=upload.token_hash)
        self.assertEqual(response.status_code, 200)
        self.assertTrue(upload.exists())
        self.assertFalse(self._find_application())

    def test_wrong_file(self):
        """ACC-9: what is wrong with a file stands beside its field."""
        page = self._get_answer(self._register(("virus.pdf", b"MZ" + b"\x00" * 80)))
        [error] = page.xpath(f"//*[@id='o_cats_b2b_{self.field}_error']")
        self.assertIn("virus.pdf is neither a PDF", error.text_content())
        self.assertFalse(self._find_application())

    def test_terms_not_accepted(self):
        """ACC-9: without a tick there is no registration; nothing else is lost."""
        page = self._get_answer(
            self._register(("extract.pdf", PDF), **{self.terms_field: ""})
        )
        [error] = page.xpath(f"//*[@id='o_cats_b2b_{self.terms_field}_error']")
        self.assertIn("Please read and accept", error.text_content())
        self.assertTrue(self._get_text(page, "o_cats_b2b_kept"))
        self.assertFalse(self._find_application())

    def test_summary_leads_to_the_fields(self):
        """ACC-9: the list of errors leads to documents and terms as to other fields."""
        page = self._get_answer(self._register(**{self.terms_field: ""}))
        links = page.xpath("//*[contains(@class, 'o_cats_b2b_errors')]//a/@href")
        fields = [self.field, self.terms_field]
        self.assertEqual(links, [f"#o_cats_b2b_{field}" for field in fields])
        for field in fields:
            with self.subTest(field):
                [input_] = page.xpath(f"//*[@id='o_cats_b2b_{field}']")
                self.assertEqual(input_.get("name"), field)
                self.assertEqual(input_.get("aria-invalid"), "true")
                [error, *_hint] = input_.get("aria-describedby").split()
                self.assertTrue(page.get_element_by_id(error).text_content())
                self.assertTrue(page.xpath(f"//label[@for='o_cats_b2b_{field}']"))

    def test_nothing_wrong_yet(self):
        """ACC-9: a field is not said to be wrong before the form was sent."""
        page = self._get_page("/b2b/register")
        [input_] = page.xpath(f"//input[@id='o_cats_b2b_{self.field}']")
        self.assertIsNone(input_.get("aria-invalid"))

    def test_countries(self):
        """ACC-9: what is asked of some countries says of which, for the script; who
        has none reads their names."""
        belgium = self.env.ref("base.be")
        self.extract.country_ids = belgium
        page = self._get_page("/b2b/register")
        [part] = page.find_class("o_cats_b2b_register_document")
        self.assertEqual(json.loads(part.get("data-country-ids")), belgium.ids)
        self.assertIn("(Belgium)", " ".join(part.text_content().split()))
        self.assertNotIn("d-none", part.get("class"))
        [part] = page.find_class("o_cats_b2b_register_term")
        self.assertIsNone(part.get("data-country-ids"))

    def test_tour_of_countries(self):
        """ACC-9: what is not asked of the chosen country is hidden."""
        self.extract.country_ids = self.env.ref("base.be")
        terms = self.terms.copy({"country_ids": self.env.ref("base.us").ids})
        terms.action_publish()
        self.start_tour("/b2b/register", "cats_b2b_documents_of_a_country")

    def test_tick_is_kept(self):
        """ACC-9: the tick on the terms stays while another field is mended."""
        page = self._get_answer(self._register(email=""))
        [box] = page.xpath(f"//input[@name='{self.terms_field}']")
        self.assertEqual(box.get("checked"), "True")

    def test_no_tick_by_a_link(self):
        """ACC-9: no link ticks the terms for somebody else."""
        page = self._get_page(f"/b2b/register?{self.terms_field}=1")
        [box] = page.xpath(f"//input[@name='{self.terms_field}']")
        self.assertFalse(box.get("checked"))

    def test_who_downloads(self):
        """ACC-9: documents are downloaded by those who approve accounts only."""
        self._register(("extract.pdf", PDF))
        attachment = self._find_application().document_ids.attachment_ids
        url = f"/web/content/{attachment.id}"
        for user, status in [
            (None, 404),
            (self.buyer, 404),
            (self.salesman, 404),
            (self.manager, 200),
        ]:
            with self.subTest(user and user.login):
                self._log_in(user)
                response = self.url_open(url)
                self.assertEqual(response.status_code, status)
                self.assertEqual(response.content == PDF, status == 200)

    def _log_in(self, user):
        if user:
            user.password = user.login
        self.authenticate(user and user.login, user and user.login)

    def test_terms_page(self):
        """ACC-9: the terms can be read and kept before anybody agrees to them."""
        page = self._get_page(f"/b2b/terms/{self.terms.id}")
        self.assertIn("Payment within 30 days.", page.text_content())
        response = self.url_open(f"/b2b/terms/{self.terms.id}/pdf")
        self.assertEqual(response.content, PDF)
        self.assertIn("terms.pdf", response.headers["Content-Disposition"])

    def test_other_terms(self):
        """ACC-9: drafts, old versions and other shops' terms are shown to nobody."""
        draft = self.terms.copy()
        self._get_page(f"/b2b/terms/{draft.id}", 404)
        self._get_page(f"/b2b/terms/{draft.id}/pdf", 404)
        self.terms.action_archive()
        self._get_page(f"/b2b/terms/{self.terms.id}", 404)
        self.terms.action_unarchive()
        self.website.b2b_enabled = False
        self._get_page(f"/b2b/terms/{self.terms.id}", 404)
