from odoo.tests import BaseCase, tagged

from ..policies.upload import (
    PHOTO_SUFFIXES,
    Quota,
    check_upload,
    clean_label,
    clean_name,
)

QUOTA = {
    "file_bytes": 1000,
    "files": 5,
    "visitor_files": 40,
    "visitor_bytes": 5000,
}


@tagged("post_install", "-at_install")
class TestUploadPolicy(BaseCase):
    def test_check(self):
        """ACC-9: papers and pictures of papers are taken, within limits."""
        pdf = "application/pdf"
        cases = [
            ("a paper", 1000, pdf, {}, None),
            ("a photo", 10, "image/jpeg", {}, None),
            ("a scan", 10, "image/png", {}, None),
            ("nothing", 0, "", {}, "empty"),
            ("one byte too big", 1001, pdf, {}, "too_big"),
            ("a program", 10, "application/octet-stream", {}, "kind"),
            ("a drawing that runs", 10, "image/svg+xml", {}, "kind"),
            ("a page", 10, "text/html", {}, "kind"),
            ("an archive", 10, "application/zip", {}, "kind"),
            ("the last of five", 10, pdf, {"files": 1}, None),
            ("the sixth", 10, pdf, {"files": 0}, "too_many"),
            ("the visitor's last", 10, pdf, {"visitor_files": 1}, None),
            ("one of the visitor's too many", 10, pdf, {"visitor_files": 0}, "visitor"),
            ("just fits", 10, pdf, {"visitor_bytes": 10}, None),
            ("does not fit", 10, pdf, {"visitor_bytes": 9}, "visitor"),
        ]
        for label, size, mimetype, less, code in cases:
            with self.subTest(label):
                reason = check_upload(size, mimetype, Quota(**{**QUOTA, **less}))
                self.assertEqual(reason and reason.code, code)

    def test_photos(self):
        """AFS-2: of photos, what phones make is taken, too; of papers it is not."""
        quota, webp = Quota(**QUOTA), "image/webp"
        self.assertEqual(check_upload(10, webp, quota).code, "kind")
        self.assertIsNone(check_upload(10, webp, quota, tuple(PHOTO_SUFFIXES)))
        moving = check_upload(10, "image/gif", quota, tuple(PHOTO_SUFFIXES))
        self.assertEqual(moving.code, "kind")
        self.assertEqual(clean_name("IMG_1", webp), "IMG_1.webp")

    def test_names(self):
        """ACC-9: the name of a file is safe, and tells what the file is."""
        pdf, jpeg = "application/pdf", "image/jpeg"
        cases = [
            ("Extrait KBO.pdf", pdf, "Extrait KBO.pdf"),
            ("Attestation été.PDF", pdf, "Attestation été.PDF"),
            ("photo.JPEG", jpeg, "photo.JPEG"),
            ("../../etc/passwd", pdf, "passwd.pdf"),
            ("C:\\scans\\vat.pdf", pdf, "vat.pdf"),
            ("bill.exe", pdf, "bill.exe.pdf"),
            ("photo.pdf", jpeg, "photo.pdf.jpg"),
            ("a\u202efdp.exe\r\n.pdf", pdf, "afdp.exe.pdf"),
            ('<b>"x";\t.pdf', pdf, "b x .pdf"),
            ("", pdf, "document.pdf"),
            ("...", pdf, "document.pdf"),
            (None, pdf, "document.pdf"),
        ]
        for name, mimetype, expected in cases:
            with self.subTest(name):
                self.assertEqual(clean_name(name, mimetype), expected)

    def test_long_name(self):
        """ACC-9: of a long name the end is kept, which tells what the file is."""
        name = clean_label("x" * 500 + " scan.pdf")
        self.assertEqual(len(name), 80)
        self.assertTrue(name.endswith("scan.pdf"))
