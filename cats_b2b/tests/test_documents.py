from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .documents_common import PDF, PNG, CatsB2bDocumentsCommon


@tagged("post_install", "-at_install")
class TestDocuments(CatsB2bDocumentsCommon):
    # -- What is kept -------------------------------------------------------------

    def test_kept_by_token(self):
        """ACC-9: files wait for the rest of the form, found by its token alone."""
        token, problems = self._keep((self.extract, "extract.pdf", PDF))
        self.assertFalse(problems)
        uploads = self.env["cats.upload"]
        kept = uploads._find_by_token(token)
        self.assertEqual(kept.mapped("name"), ["extract.pdf"])
        self.assertEqual(kept.attachment_id.raw, PDF)
        self.assertEqual(kept.attachment_id.mimetype, "application/pdf")
        self.assertFalse(kept.attachment_id.public)
        self.assertFalse(kept.attachment_id.access_token)
        self.assertNotIn(token, [kept.token_hash, kept.visitor_hash])
        for wrong in ("", None, token[:-1], kept.token_hash):
            self.assertFalse(uploads._find_by_token(wrong))

    def test_same_form_again(self):
        """ACC-9: a form that is sent again keeps its token, and what it has."""
        token, _problems = self._keep((self.extract, "one.pdf", PDF))
        again, _problems = self._keep((self.extract, "two.png", PNG), token=token)
        self.assertEqual(again, token)
        kept = self.env["cats.upload"]._find_by_token(token)
        self.assertEqual(kept.mapped("name"), ["one.pdf", "two.png"])

    def test_invented_token(self):
        """ACC-9: nobody chooses the token under which his files are kept."""
        token, _problems = self._keep((self.extract, "one.pdf", PDF), token="mine")
        self.assertNotEqual(token, "mine")

    def test_refused_files(self):
        """ACC-9: by their content, not their name, other things are refused."""
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'
        cases = [
            ("empty.pdf", b"", "empty.pdf is empty."),
            ("program.pdf", b"MZ\x90\x00\x03" + b"\x00" * 60, "neither a PDF"),
            ("drawing.png", drawing, "neither a PDF"),
            ("page.pdf", b"<html><body>Hello</body></html>", "neither a PDF"),
            ("bomb.pdf", b"PK\x03\x04" + b"\x00" * 60, "neither a PDF"),
            ("text.pdf", b"just words", "neither a PDF"),
        ]
        for name, content, text in cases:
            with self.subTest(name):
                token, problems = self._keep((self.extract, name, content))
                self.assertIn(text, problems[f"document_{self.extract.id}"])
                self.assertIn(name, problems[f"document_{self.extract.id}"])
                self.assertFalse(self.env["cats.upload"]._find_by_token(token))

    def test_size(self):
        """ACC-9: a file of a megabyte is taken where that is allowed, no byte more."""
        self.website.b2b_upload_mb = 1
        full = PDF.ljust(1024**2)
        _token, problems = self._keep((self.extract, "full.pdf", full))
        self.assertFalse(problems)
        _token, problems = self._keep((self.extract, "more.pdf", full + b" "))
        self.assertIn("more.pdf is bigger than 1 MB.", problems.popitem()[1])

    def test_number(self):
        """ACC-9: at most five files of a document are kept; the others are not."""
        files = [(self.extract, f"{number}.pdf", PDF) for number in range(6)]
        token, problems = self._keep(*files)
        self.assertEqual(
            list(problems.values()), ["5.pdf is one too many: 5 files are enough."]
        )
        self.assertEqual(len(self.env["cats.upload"]._find_by_token(token)), 5)

    def test_visitor(self):
        """ACC-9: who begins form after form fills no disk; others are not hindered."""
        for _form in range(8):
            files = [(self.extract, f"{number}.pdf", PDF) for number in range(5)]
            self.assertFalse(self._keep(*files)[1])
        _token, problems = self._keep((self.extract, "more.pdf", PDF))
        self.assertIn("too much was uploaded already", problems.popitem()[1])
        other = self._keep((self.extract, "his.pdf", PDF), remote_addr="192.0.2.2")
        self.assertFalse(other[1])

    def test_visitor_of_a_network(self):
        """ACC-9: the addresses of one IPv6 line are one visitor."""
        for form in range(8):
            files = [(self.extract, f"{number}.pdf", PDF) for number in range(5)]
            self.assertFalse(self._keep(*files, remote_addr=f"2001:db8::{form}")[1])
        more = (self.extract, "more.pdf", PDF)
        _token, problems = self._keep(more, remote_addr="2001:db8::9")
        self.assertIn("too much was uploaded already", problems.popitem()[1])
        _token, problems = self._keep(more, remote_addr="2001:db8:0:1::9")
        self.assertFalse(problems)

    def test_unknown_field(self):
        """ACC-9: files for documents that the shop does not ask for are not read."""
        other = self.env["website"].create(
            {"name": "Other", "company_id": self.company.id, "b2b_enabled": True}
        )
        foreign = self._create_type("Foreign", website_id=other.id)
        token, problems = self._keep((foreign, "foreign.pdf", PDF))
        self.assertFalse(problems)
        self.assertFalse(self.env["cats.upload"]._find_by_token(token))

    def test_cleaning(self):
        """ACC-9: files of forms that were never sent off are deleted after a day."""
        token, _problems = self._keep((self.extract, "extract.pdf", PDF))
        upload = self.env["cats.upload"]._find_by_token(token)
        attachment = upload.attachment_id
        self.env["cats.upload"]._gc_uploads()
        self.assertTrue(upload.exists())
        upload.flush_recordset()
        self.env.cr.execute(
            "UPDATE cats_upload SET create_date = %s WHERE id = %s",
            [self.env.cr.now() - timedelta(hours=25), upload.id],
        )
        upload.invalidate_recordset()
        self.env["cats.upload"]._gc_uploads()
        self.assertFalse(upload.exists())
        self.assertFalse(attachment.exists())

    # -- The form -----------------------------------------------------------------

    def _check(self, values=None, **context):
        values = {"email": "new@example.com", **(values or {})}
        values.setdefault("country_id", str(self.country.id))
        errors = self._as_public(**context)._check_form(
            values, self.website, files=self._get_files()
        )
        fields = ("document_", "terms_")
        return {key: it for key, it in errors.items() if key.startswith(fields)}

    def test_required_document(self):
        """ACC-9: nobody registers without a document that the shop requires."""
        field = f"document_{self.extract.id}"
        self.assertEqual(self._check(), {field: "Please add this document: Extract"})
        token, _problems = self._keep((self.extract, "extract.pdf", PDF))
        self.assertFalse(self._check(b2b_upload_token=token))
        self.extract.required = False
        self.assertFalse(self._check())

    def test_problem_is_shown(self):
        """ACC-9: what was wrong with a file is said beside its field."""
        problems = {f"document_{self.extract.id}": "extract.pdf is empty."}
        self.assertEqual(self._check(b2b_upload_problems=problems), problems)

    def test_document_of_a_country(self):
        """ACC-9: a document of one country is not asked of the others."""
        self.extract.country_ids = self.env.ref("base.fr")
        self.assertFalse(self._check())
        french = str(self.env.ref("base.fr").id)
        self.assertTrue(self._check({"country_id": french}))
        for broken in ("", "x", "-1", "²", "999999999"):
            self._check({"country_id": broken})

    def test_while_typing(self):
        """ACC-9: while the form is typed nobody asks for documents yet."""
        errors = self._as_public()._check_form(
            {"email": "new@example.com"}, self.website
        )
        self.assertNotIn(f"document_{self.extract.id}", errors)

    def _submit(self, token, **values):
        applications = self._as_public(
            b2b_upload_token=token, b2b_remote_addr="192.0.2.1"
        )
        values = {
            "email": "new@example.com",
            "country_id": str(self.country.id),
            **values,
        }
        return applications._submit(values, self.website, files=self._get_files())

    def test_submit(self):
        """ACC-9: the files of the form are on the checklist of the application."""
        token, _problems = self._keep(
            (self.extract, "one.pdf", PDF), (self.extract, "two.png", PNG)
        )
        document = self._submit(token).document_ids
        self.assertEqual(document.type_id, self.extract)
        self.assertEqual(document.state, "received")
        self.assertEqual(
            sorted(document.attachment_ids.mapped("name")), ["one.pdf", "two.png"]
        )
        for attachment in document.attachment_ids:
            self.assertEqual(attachment.res_model, "cats.application.document")
            self.assertEqual(attachment.res_id, document.id)
            self.assertFalse(attachment.public)
        self.assertFalse(self.env["cats.upload"]._find_by_token(token))

    # -- Who reads them -----------------------------------------------------------

    def test_who_reads(self):
        """ACC-9: those who approve accounts read the documents, nobody else does."""
        token, _problems = self._keep((self.extract, "extract.pdf", PDF))
        kept = self.env["cats.upload"]._find_by_token(token).attachment_id
        for user in (self.manager, self.salesman, self.buyer, self.website.user_id):
            with self.subTest(user.login), self.assertRaises(AccessError):
                kept.with_user(user).read(["datas"])
        document = self._submit(token).document_ids.with_env(self.env)
        attachment = document.attachment_ids
        self.assertEqual(attachment.with_user(self.manager).raw, PDF)
        for user in (self.salesman, self.buyer, self.website.user_id):
            with self.subTest(user.login):
                for record in (document, attachment):
                    with self.assertRaises(AccessError):
                        record.with_user(user).read(["display_name"])
                found = attachment.with_user(user).search([("id", "=", attachment.id)])
                self.assertFalse(found)

    def test_other_company(self):
        """ACC-9: staff of another company see neither documents nor terms of ours."""
        company = self.env["res.company"].create({"name": "Other seller"})
        other = new_test_user(
            self.env,
            "b2b_other",
            groups="cats_b2b.group_accounts",
            company_id=company.id,
            company_ids=company.ids,
        )
        token, _problems = self._keep((self.extract, "extract.pdf", PDF))
        document = self._submit(token).document_ids.with_env(self.env)
        for record in (document, document.attachment_ids, self.extract):
            with self.assertRaises(AccessError):
                record.with_user(other).read(["display_name"])

    # -- The checklist ------------------------------------------------------------

    def _create_document(self, **values):
        application = self._create_application()
        return self.env["cats.application.document"].create(
            {
                "application_id": application.id,
                "type_id": self.extract.id,
                "attachment_ids": [Command.create({"name": "extract.pdf", "raw": PDF})],
                **values,
            }
        )

    def test_missing(self):
        """ACC-9: an application waits until staff accepted what the shop requires."""
        application = self._create_application()
        self.assertEqual(application._get_missing_documents(), self.extract)
        self.assertEqual(application.missing_documents, "Extract")
        document = self.env["cats.application.document"].create(
            {
                "application_id": application.id,
                "type_id": self.extract.id,
                "attachment_ids": [Command.create({"name": "a.pdf", "raw": PDF})],
            }
        )
        self.assertEqual(application._get_missing_documents(), self.extract)
        document.action_accept()
        self.assertFalse(application._get_missing_documents())
        self.assertFalse(application.missing_documents)
        document.note = "Of last year."
        document.action_refuse()
        self.assertEqual(application._get_missing_documents(), self.extract)

    def test_optional(self):
        """ACC-9: an optional document keeps nobody waiting, unless it was handed in."""
        self.extract.required = False
        self.assertFalse(self._create_application()._get_missing_documents())
        document = self._create_document(
            application_id=self._create_application(email="b@example.com").id
        )
        application = document.application_id
        self.assertEqual(application._get_missing_documents(), self.extract)

    def test_nothing_asked(self):
        """ACC-9: where no document is asked for nothing is missing."""
        self.extract.active = False
        application = self._create_application()
        self.assertFalse(application._get_missing_documents())

    def test_checking(self):
        """ACC-9: staff accept and refuse a document; who and why is kept."""
        document = self._create_document().with_user(self.manager)
        with self.assertRaises(UserError):
            document.action_refuse()
        self.assertEqual(document.state, "received")
        document.note = "Not readable."
        document.action_refuse()
        self.assertEqual(document.state, "refused")
        self.assertEqual(document.checked_by_id, self.manager)
        self.assertTrue(document.checked_on)
        body = document.application_id.message_ids[0].body
        self.assertIn("Extract: Refused. Not readable.", body)

    def test_accept_nothing(self):
        """ACC-9: a document of which there is no file cannot be accepted."""
        document = self._create_document(attachment_ids=[])
        with self.assertRaises(UserError):
            document.action_accept()
        self.assertEqual(document.state, "received")

    def test_salesman_checks_nothing(self):
        """ACC-9: who may not approve accounts decides about no document."""
        document = self._create_document(note="No.").with_user(self.salesman)
        for action in ("action_accept", "action_refuse"):
            with self.assertRaises(AccessError):
                getattr(document, action)()
        self.assertEqual(document.sudo().state, "received")
        application = document.sudo().application_id.with_user(self.salesman)
        with self.assertRaises(AccessError):
            application.read(["document_ids"])

    def test_foreign_file(self):
        """ACC-9: a file of another record cannot be drawn onto a checklist."""
        attachment = self.env["ir.attachment"].create(
            {
                "name": "contract.pdf",
                "raw": PDF,
                "res_model": "res.partner",
                "res_id": self.customer.id,
            }
        )
        with self.assertRaises(ValidationError):
            self._create_document(attachment_ids=[Command.link(attachment.id)])
        self.assertEqual(attachment.res_model, "res.partner")

    def test_form(self):
        """ACC-9: staff see the checklist and what is missing in the application."""
        application = self._create_application().with_user(self.manager)
        form = Form(application, view="cats_b2b.cats_application_view_form")
        self.assertEqual(form.missing_documents, "Extract")
        with form.document_ids.new() as line:
            line.type_id = self.extract
        form.save()
        self.assertEqual(application.document_ids.type_id, self.extract)
