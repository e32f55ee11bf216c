from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .documents_common import PNG
from .return_desk_common import ReturnDeskCommon


@tagged("post_install", "-at_install")
class TestReturnInspection(ReturnDeskCommon):
    def _receive(self, line):
        """:return: cats.return.line: the line, approved and come in, as of staff."""
        self._approve(line)
        self._validate(self._get_receipt(line))
        return line.with_user(self.desk)

    def _open_wizard(self, line):
        action = line.action_inspect()
        wizards = self.env[action["res_model"]].with_user(self.desk)
        return wizards.browse(action["res_id"])

    def test_verdict(self):
        """AFS-4: a verdict with what was found proposes what becomes of the unit."""
        self._put_into_stock(self.driver, 1, ["SPARE"])
        line = self._receive(self._claim_line("doa"))
        wizard = self._open_wizard(line)
        self.assertTrue(wizard.is_received)
        self.assertEqual(wizard.received_lot_id, line.lot_id)
        with Form(wizard) as form:
            form.verdict = "defective"
            form.packaging_found = "opened"
            form.inspection_note = "No light at 24 V."
            form.internal_note = "Batch 7 again"
        wizard.action_inspect()
        self.assertEqual(line.verdict, "defective")
        self.assertEqual(line.packaging_found, "opened")
        self.assertEqual(line.inspection_note, "No light at 24 V.")
        self.assertEqual(line.internal_note, "Batch 7 again")
        self.assertEqual(line.inspected_by_id, self.desk)
        self.assertTrue(line._has_event("inspected"))
        # Dead on arrival and in stock: a replacement or money, as he likes.
        self.assertEqual(line.solution_why["outcome"]["finding"], "doa")
        self.assertEqual((line.chooser, line.next_step), ("customer", "chosen"))

    def test_no_verdict(self):
        """AFS-4: a verdict there must be."""
        line = self._receive(self._claim_line("doa"))
        with self.assertRaisesRegex(ValidationError, "choose a verdict"):
            line._inspect({"verdict": False, "inspection_note": "Hm"})
        self.assertFalse(line._has_event("inspected"))

    def test_other_serial(self):
        """AFS-4: another serial needs no verdict: it goes back, or is kept."""
        line = self._claim_line("doa")
        self._approve(line)
        receipt = self._get_receipt(line)
        receipt.move_line_ids.write({"lot_id": False, "lot_name": "ELSE"})
        self._validate(receipt)
        line = line.with_user(self.desk)
        wizard = self._open_wizard(line)
        self.assertTrue(wizard.is_other)
        wizard.action_inspect()
        self.assertTrue(line._has_event("inspected"))
        self.assertFalse(line.verdict)
        self.assertEqual(line.solution_why["outcome"]["finding"], "foreign")
        # A second look: it was the right one after all.
        line._inspect({"received_lot_id": line.lot_id.id, "verdict": "defective"})
        self.assertEqual(line.serial_match, "match")
        self.assertEqual(line.solution_why["outcome"]["finding"], "doa")

    def test_before_approval(self):
        """AFS-4: nothing is inspected before its approval, nor what is missing."""
        line = self._claim_line("doa").with_user(self.desk)
        missing = self._claim_line("missing_article", self._deliver(self.cable, 5))
        self._approve(missing)
        for one in (line, missing.with_user(self.desk)):
            self.assertFalse(one.can_inspect)
            with self.assertRaisesRegex(UserError, "cannot be inspected"):
                one.action_inspect()
            with self.assertRaisesRegex(UserError, "cannot be inspected"):
                one._inspect({"verdict": "defective"})

    def test_by_photos(self):
        """AFS-5: judged by the photos, the unit is still awaited."""
        self._put_into_stock(self.driver, 1, ["SPARE"])
        line = self._approve(self._claim_line("doa")).with_user(self.desk)
        wizard = self._open_wizard(line)
        self.assertFalse(wizard.is_received)
        wizard.verdict = "defective"
        wizard.action_inspect()
        self.assertTrue(line._has_event("inspected"))
        self.assertFalse(line._has_event("received"))
        self.assertEqual(line.next_step, "chosen")

    def test_anew(self):
        """AFS-4: a second look replaces the verdict; the first stays in the history."""
        line = self._receive(self._claim_line("doa"))
        line._inspect({"verdict": "not_defective", "inspection_note": "Works."})
        self.assertEqual(line.solution_why["outcome"]["finding"], "unfounded")
        day = line.events["inspected"]
        line._inspect({"verdict": "defective", "inspection_note": "Fails when warm."})
        self.assertEqual(line.solution_why["outcome"]["finding"], "doa")
        self.assertEqual(line.events["inspected"], day)
        (note,) = line.return_id.message_ids.filtered(
            lambda message: "inspected anew" in (message.body or "")
        )
        self.assertIn("Verdict: Not defective → Defective", note.body)
        self.assertTrue(note.subtype_id.internal)

    def test_settled(self):
        """AFS-4: what is chosen already is not inspected anew."""
        self._put_into_stock(self.driver, 1, ["SPARE"])
        line = self._receive(self._claim_line("doa"))
        line._inspect({"verdict": "defective"})
        line._choose("replacement", by_staff=True)
        self.assertFalse(line.can_inspect)
        with self.assertRaisesRegex(UserError, "not any more"):
            line._inspect({"verdict": "misuse"})
        self.assertEqual(line.verdict, "defective")

    def test_photos(self):
        """AFS-4: photos become files of the claim, which its rights open."""
        line = self._receive(self._claim_line("doa"))
        wizard = self._open_wizard(line)
        photo = self.env["ir.attachment"].with_user(self.desk)
        photo = photo.create(
            {
                "name": "burnt.png",
                "raw": PNG,
                "res_model": wizard._name,
                "res_id": wizard.id,
            }
        )
        wizard.write({"verdict": "defective", "inspection_photo_ids": photo.ids})
        wizard.action_inspect()
        self.assertEqual(line.inspection_photo_ids, photo)
        self.assertEqual(
            (photo.res_model, photo.res_id), ("cats.return", line.return_id.id)
        )

    def test_foreign_photo(self):
        """AFS-4: no file that the user may not change becomes a photo of the claim."""
        line = self._receive(self._claim_line("doa"))
        secret = self.env["ir.attachment"].create(
            {
                "name": "secret",
                "raw": PNG,
                "res_model": "res.company",
                "res_id": self.company.id,
            }
        )
        with self.assertRaises(AccessError):
            line._inspect({"verdict": "defective", "inspection_photo_ids": secret.ids})
        self.assertEqual(secret.res_model, "res.company")
