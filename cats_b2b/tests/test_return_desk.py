from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .return_desk_common import ReturnDeskCommon


@tagged("post_install", "-at_install")
class TestReturnDesk(ReturnDeskCommon):
    # -- Approval -------------------------------------------------------------------

    def test_approve(self):
        """AFS-3: approval gives an RA number, who did it, when, and instructions."""
        line = self._claim_line("doa")
        claim = line.return_id
        self.assertFalse(claim.ra_number)
        self.assertFalse(line.rma_id)
        self._approve(line, instructions="<p>Pack it well.</p>")
        self.assertRegex(claim.ra_number, r"^RA\d{5}$")
        self.assertEqual(claim.display_name, claim.ra_number)
        self.assertEqual(claim.approved_by_id, self.desk)
        self.assertEqual(str(claim.approved_on), "2026-03-22 11:00:00")
        self.assertEqual(claim.responsible_id, self.desk)
        self.assertEqual(claim.instructions, "<p>Pack it well.</p>")
        self.assertEqual(line.events["approved"], "2026-03-22")
        self.assertEqual((line.state, claim.state), ("approved", "open"))

    def test_rma(self):
        """AFS-3: the RMA names order, delivery, unit, and the seller's RMA location."""
        line = self._approve(self._claim_line("defective"))
        rma, order, delivery = line.rma_id, line.order_id, line.move_line_id
        self.assertEqual(rma.name, f"{line.return_id.ra_number}-1")
        self.assertEqual(rma.state, "confirmed")
        self.assertEqual(rma.create_uid, self.desk)
        self.assertEqual(rma.partner_id, self.buyer.partner_id)
        self.assertEqual(rma.partner_invoice_id, order.partner_invoice_id)
        self.assertEqual(rma.partner_shipping_id, line.return_id.partner_shipping_id)
        self.assertEqual(rma.order_id, order)
        self.assertEqual(rma.move_id, delivery.move_id)
        self.assertEqual(rma.picking_id, delivery.picking_id)
        self.assertEqual((rma.product_id, rma.product_uom_qty), (self.driver, 1.0))
        self.assertEqual(rma.location_id, self.warehouse.rma_loc_id)
        self.assertEqual(rma.company_id, self.company)
        self.assertEqual(
            rma.operation_id, self.env.ref("cats_b2b.rma_operation_return")
        )
        self.assertFalse(rma.team_id.company_id - self.company)

    def test_receipt(self):
        """AFS-3: the receipt awaits the very serial, and is found by the RA number."""
        first, second = self._deliver(self.driver, lots=["SNA", "SNB"])
        line = self._approve(self._claim_line("doa", second))
        receipt = self._get_receipt(line)
        self.assertEqual(receipt.state, "assigned")
        self.assertEqual(receipt.picking_type_id, self.warehouse.rma_in_type_id)
        self.assertEqual(receipt.move_line_ids.lot_id, second.lot_id)
        self.assertEqual(receipt.move_line_ids.quantity, 1.0)
        self.assertNotEqual(first.lot_id, second.lot_id)
        number = line.return_id.ra_number
        pickings = self.env["stock.picking"].with_user(self.worker)
        self.assertEqual(pickings.search([("origin", "ilike", number)]), receipt)

    def test_one_parcel(self):
        """AFS-3: all of a claim comes in one receipt, each serial with its own RMA."""
        first, second = self._deliver(self.driver, lots=["SNA", "SNB"])
        line = self._claim_line("doa", second)
        lines = self._claim_more(
            line, ("doa", first, 1), ("no_reason", self._deliver(self.cable, 5), 3)
        )
        self._approve(lines)
        number = line.return_id.ra_number
        self.assertEqual(
            lines.rma_id.mapped("name"), [f"{number}-{n}" for n in (1, 2, 3)]
        )
        receipt = self._get_receipt(lines)
        self.assertEqual(len(receipt), 1)
        self.assertEqual(
            [move.move_line_ids.lot_id for move in lines.rma_id.reception_move_id],
            [second.lot_id, first.lot_id, self.env["stock.lot"]],
        )
        self.assertEqual(
            lines.rma_id.reception_move_id.mapped("product_uom_qty"), [1.0, 1.0, 3.0]
        )

    def test_missing_article(self):
        """AFS-9: nothing comes in for what is missing; it may be sent anew at once."""
        delivery = self._deliver(self.cable, 5)
        line = self._claim_line("missing_article", delivery, 2)
        wizard = self._open_wizard(line.return_id)
        self.assertFalse(wizard.sends_in)
        self.assertFalse(wizard.instructions)
        wizard.action_approve()
        line.invalidate_recordset()
        self.assertFalse(line.return_id.instructions)
        self.assertEqual(line.rma_id.state, "confirmed")
        self.assertFalse(line.rma_id.reception_move_id)
        self.assertFalse(line.is_collected)
        self.assertEqual(line.state, "resolving")
        self.assertFalse(line.return_id._has_slip())
        self.assertFalse(line.return_id.instructions)

    # -- Refusal --------------------------------------------------------------------

    def test_refuse(self):
        """AFS-3: a refusal bears its reason, and neither RA number nor RMA."""
        line = self._claim_line("doa")
        claim = line.return_id
        wizard = self.env["cats.return.refuse"].with_user(self.desk)
        wizard.create({"return_id": claim.id, "reason": " Too late. "}).action_refuse()
        line.invalidate_recordset()
        self.assertEqual((line.state, claim.state), ("refused", "refused"))
        self.assertEqual(line.refusal, "Too late.")
        self.assertFalse(claim.ra_number)
        self.assertFalse(line.rma_id)

    def test_partly(self):
        """AFS-3: some lines are approved, the others refused, each with its reason."""
        first, second = self._deliver(self.driver, lots=["SNA", "SNB"])
        lines = self._claim_more(self._claim_line("doa", first), ("doa", second, 1))
        wizard = self._open_wizard(lines.return_id)
        row = wizard.line_ids[1]
        row.write({"is_approved": False, "refusal": "It was dropped."})
        wizard.action_approve()
        lines.invalidate_recordset()
        self.assertEqual(lines.mapped("state"), ["approved", "refused"])
        self.assertEqual(lines[1].refusal, "It was dropped.")
        self.assertEqual(lines.return_id.state, "open")
        self.assertTrue(lines[0].rma_id)
        self.assertFalse(lines[1].rma_id)

    def test_unexplained(self):
        """AFS-3: nothing is refused without a reason, and nothing is half decided."""
        first, second = self._deliver(self.driver, lots=["SNA", "SNB"])
        lines = self._claim_more(self._claim_line("doa", first), ("doa", second, 1))
        wizard = self._open_wizard(lines.return_id)
        wizard.line_ids[1].write({"is_approved": False, "refusal": "  "})
        with self.assertRaisesRegex(UserError, "why it is refused"):
            wizard.action_approve()
        self.assertEqual(set(lines.mapped("state")), {"submitted"})
        self.assertFalse(lines.return_id.ra_number)

    def _open_wizard(self, claim):
        action = claim.with_user(self.desk).action_approve()
        wizards = self.env[action["res_model"]].with_user(self.desk)
        return wizards.browse(action["res_id"])

    def test_changed(self):
        """AFS-3: a line that the decision forgets stops it."""
        first, second = self._deliver(self.driver, lots=["SNA", "SNB"])
        lines = self._claim_more(self._claim_line("doa", first), ("doa", second, 1))
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            self._approve(lines[0])
        other = self._claim_line("doa")
        with self.assertRaisesRegex(UserError, "changed meanwhile"):
            lines.return_id.with_user(self.desk)._decide(lines | other)

    def test_once(self):
        """AFS-3: what is decided is not decided again, and numbers are not spent."""
        line = self._approve(self._claim_line("doa"))
        number, rma = line.return_id.ra_number, line.rma_id
        for decide in (
            lambda claim: claim._decide(line),
            lambda claim: claim.action_approve(),
            lambda claim: claim.action_refuse(),
        ):
            with self.assertRaisesRegex(UserError, "decided already"):
                decide(line.return_id.with_user(self.desk))
        self.assertEqual((line.return_id.ra_number, line.rma_id), (number, rma))
        self.assertEqual(
            self.env["rma"].search_count([("order_id", "=", line.order_id.id)]), 1
        )

    def test_wizard(self):
        """AFS-3: the wizard proposes all, with instructions and the return address."""
        self.warehouse.partner_id = self.env["res.partner"].create(
            {"name": "Dock 7", "street": "Quai 7", "city": "Antwerpen"}
        )
        line = self._claim_line("doa")
        wizard = self._open_wizard(line.return_id)
        self.assertTrue(wizard.line_ids.is_approved)
        self.assertTrue(wizard.is_ours)
        self.assertFalse(wizard.is_collected)
        self.assertIn("Dock 7<br>Quai 7<br>Antwerpen", wizard.instructions)
        with Form(wizard) as form:
            with form.line_ids.edit(0) as row:
                row.is_approved = False
                row.refusal = "Never ours."
        self.assertFalse(wizard.sends_in)

    def test_instructions(self):
        """AFS-3: instructions are the company's, in the customer's language."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.buyer.partner_id.lang = "nl_NL"
        self.company.b2b_return_instructions = "<p>Tape it.</p>"
        dutch = self.company.with_context(lang="nl_NL")
        dutch.b2b_return_instructions = "<p>Plak het dicht.</p>"
        line = self._approve(self._claim_line("doa"))
        self.assertIn("Plak het dicht.", line.return_id.instructions)

    def test_collected(self):
        """AFS-6: a carrier fetches what we pay for, where the seller does that."""
        self.company.b2b_collects_returns = True
        ours = self._claim_line("doa")
        wizard = self._open_wizard(ours.return_id)
        self.assertTrue(wizard.is_collected)
        wizard.action_approve()
        self.assertTrue(ours.is_collected)
        self.assertEqual((ours.next_step, ours.next_actor), ("handed_over", "carrier"))
        theirs = self._claim_line("no_reason", self._deliver(self.cable, 5))
        wizard = self._open_wizard(theirs.return_id)
        self.assertFalse(wizard.is_ours)
        self.assertFalse(wizard.is_collected)

    # -- Steps ----------------------------------------------------------------------

    def test_hand_over(self):
        """AFS-5: staff note the pick-up, once, and not before the approval."""
        line = self._claim_line("doa").with_user(self.desk)
        self.assertFalse(line.can_hand_over)
        with self.assertRaisesRegex(UserError, "not awaited"):
            line.action_hand_over()
        self._approve(line)
        line.action_hand_over()
        self.assertTrue(line._has_event("handed_over"))
        self.assertEqual(line.next_step, "received")
        with self.assertRaisesRegex(UserError, "on their way"):
            line.action_hand_over()

    def test_withdrawn(self):
        """AFS-2: what the customer withdraws is not awaited any more."""
        line = self._approve(self._claim_line("no_reason"))
        receipt = self._get_receipt(line)
        line._log_event("cancelled")
        self.assertEqual(line.rma_id.state, "cancelled")
        self.assertEqual(receipt.state, "cancel")
        self.assertFalse(line.with_user(self.desk).can_renew_receipt)

    # -- Rights ---------------------------------------------------------------------

    def test_rights(self):
        """AFS-3: who does not handle returns reads them, and does nothing."""
        line = self._claim_line("doa")
        lone = new_test_user(
            self.env,
            "b2b_lone",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        for user in (lone, self.salesman, self.worker, self.buyer, self.stranger):
            with self.subTest(user.login):
                claim, own = line.return_id.with_user(user), line.with_user(user)
                for act in (
                    claim.action_approve,
                    claim.action_refuse,
                    claim.action_create_label,
                    own.action_approve,
                    own.action_hand_over,
                    own.action_inspect,
                    own.action_renew_receipt,
                    own.action_note_receipt,
                    lambda claim=claim: claim._decide(line),
                    lambda own=own: own._inspect({"verdict": "defective"}),
                ):
                    with self.assertRaises(AccessError):
                        act()
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.with_user(lone).reason, "doa")
        wizards = self.env["cats.return.refuse"]
        for user in (self.salesman, self.buyer):
            with self.assertRaises(AccessError):
                wizards.with_user(user).create(
                    {"return_id": line.return_id.id, "reason": "No"}
                )

    def test_sealed(self):
        """AFS-3: staff cannot write past the buttons."""
        line = self._claim_line("doa").with_user(self.desk)
        for record, vals in (
            (line, {"verdict": "defective"}),
            (line, {"events": {}}),
            (line, {"rma_id": False}),
            (line.return_id, {"ra_number": "RA1"}),
            (line.return_id, {"approved_by_id": self.desk.id}),
            (line.return_id, {"company_id": self.company.id}),
            (line.return_id, {"submitted_on": "2026-01-01 08:00:00"}),
            (line.return_id, {"label_ids": False}),
        ):
            with self.assertRaises(AccessError):
                record.write(vals)

    def test_other_company(self):
        """AFS-3: another seller's staff neither see nor decide."""
        company = self.env["res.company"].create({"name": "Other Seller"})
        other = new_test_user(
            self.env,
            "b2b_other_desk",
            groups="cats_b2b.group_returns",
            company_id=company.id,
            company_ids=company.ids,
        )
        line = self._claim_line("doa")
        own = line.with_user(other).with_context(allowed_company_ids=company.ids)
        self.assertFalse(own.search([]) & line)
        with self.assertRaises(AccessError):
            own.return_id.action_approve()
        with self.assertRaises(AccessError):
            own.action_hand_over()

    def test_two_companies(self):
        """AFS-3: who works for two sellers gets the claim's warehouse and team."""
        company = self.env["res.company"].create({"name": "Other Seller"})
        teams = self.env["rma.team"]
        foreign = teams.create(
            {"name": "Foreign", "company_id": company.id, "sequence": -9}
        )
        self.desk.write(
            {
                "company_ids": [Command.link(company.id)],
                "company_id": company.id,
            }
        )
        both = {"allowed_company_ids": (company | self.company).ids}
        teams.search([("company_id", "!=", company.id)]).active = False
        line = self._claim_line("doa")
        claim = line.return_id.with_user(self.desk).with_context(**both)
        claim._decide(line.with_user(self.desk).with_context(**both))
        rma = line.rma_id
        self.assertEqual(rma.company_id, self.company)
        self.assertEqual(rma.location_id, self.warehouse.rma_loc_id)
        self.assertEqual(self._get_receipt(line).company_id, self.company)
        self.assertNotEqual(rma.team_id, foreign)
        self.assertFalse(rma.team_id)

    # -- What the customer hears ----------------------------------------------------

    def test_no_mail_of_rma(self):
        """AFS-8: the customer follows the claim; RMAs write him nothing."""
        self.company.write(
            {
                "send_rma_confirmation": True,
                "send_rma_receipt_confirmation": True,
                "send_rma_draft_confirmation": True,
                "rma_mail_confirmation_template_id": self.env.ref(
                    "rma.mail_template_rma_notification"
                ).id,
                "rma_mail_receipt_confirmation_template_id": self.env.ref(
                    "rma.mail_template_rma_receipt_notification"
                ).id,
            }
        )
        line = self._approve(self._claim_line("doa"))
        receipt = self._get_receipt(line)
        self._count(line, 1)
        self._validate(receipt)
        rma = line.rma_id
        self.assertEqual(rma.state, "received")
        partners = self.buyer.partner_id | self.customer
        self.assertFalse(rma.message_partner_ids & partners)
        for record in (rma, receipt):
            of_record = [("model", "=", record._name), ("res_id", "=", record.id)]
            self.assertFalse(self.env["mail.mail"].search(of_record))
            self.assertFalse(record.message_ids.notified_partner_ids & partners)

    def test_own_rma(self):
        """An RMA that staff make without a claim is OCA's as ever."""
        delivery = self._deliver(self.cable, 5)
        rma = self.env["rma"].create(
            {
                "partner_id": self.buyer.partner_id.id,
                "order_id": delivery.move_id.sale_line_id.order_id.id,
                "picking_id": delivery.picking_id.id,
                "move_id": delivery.move_id.id,
                "operation_id": self.env.ref("rma.rma_operation_return").id,
                "company_id": self.company.id,
            }
        )
        rma.action_confirm()
        self.assertIn(self.buyer.partner_id, rma.message_partner_ids)
        self.assertIn(rma.name, rma.reception_move_id.picking_id.origin)

    # -- Found again ----------------------------------------------------------------

    def test_smart_buttons(self):
        """AFS-8: order, customer, serial and transfers lead to the returns."""
        line = self._claim_line("doa")
        self._approve(line)
        for record in (
            line.order_id,
            self.customer,
            self.buyer.partner_id,
            line.lot_id,
            line.move_line_id.picking_id,
            self._get_receipt(line),
        ):
            with self.subTest(record._name):
                record = record.with_user(self.desk)
                self.assertEqual(record.b2b_return_count, 1)
                domain = record.action_view_b2b_returns()["domain"]
                self.assertEqual(line.search(domain), line)
        claim = line.return_id.with_user(self.desk)
        self.assertEqual(
            (claim.order_count, claim.rma_count, claim.transfer_count), (1, 1, 1)
        )
        self.assertEqual(claim.action_view_rmas()["res_id"], line.rma_id.id)
        self.assertEqual(claim.action_view_orders()["res_id"], line.order_id.id)
        self.assertEqual(
            claim.action_view_transfers()["res_id"], self._get_receipt(line).id
        )
        with self.assertRaises(AccessError):
            line.order_id.with_user(self.salesman).read(["b2b_return_count"])

    def test_inbox(self):
        """AFS-8: what waits for us, and for how many days."""
        line = self._claim_line("doa")
        lines = self.env["cats.return.line"].with_user(self.desk)
        ours = [("next_actor", "=", "seller"), ("return_id", "=", line.return_id.id)]
        self.assertEqual(lines.search(ours), line)
        line.return_id.submitted_on = "2026-03-22 11:00:00"
        with freeze_time("2026-03-25 12:00:00"):
            self.assertEqual(lines.browse(line.id).age, 3)
        self._approve(line)
        self.assertFalse(lines.search(ours))
