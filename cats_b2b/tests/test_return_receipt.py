from datetime import date
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .return_desk_common import ReturnDeskCommon


@tagged("post_install", "-at_install")
class TestReturnReceipt(ReturnDeskCommon):
    def test_all(self):
        """AFS-4: what was announced comes: it waits for its inspection."""
        line = self._approve(self._claim_line("doa"))
        receipt = self._get_receipt(line)
        self._validate(receipt)
        self.assertEqual(receipt.state, "done")
        self.assertEqual((line.state, line.next_step), ("received", "inspected"))
        self.assertEqual((line.received_qty, line.quantity), (1.0, 1.0))
        self.assertEqual(line.received_lot_id, line.lot_id)
        self.assertEqual(line.with_user(self.desk).serial_match, "match")
        self.assertEqual(line.rma_id.state, "received")
        # Nobody had said that it was handed over: it was.
        self.assertEqual(line.events["handed_over"], "2026-03-22")
        self.assertEqual(line.events["received"], "2026-03-22")

    def test_handed_over_before(self):
        """AFS-8: the day of the pick-up stays when the goods come."""
        line = self._approve(self._claim_line("doa"))
        line._log_event("handed_over", date(2026, 3, 20))
        self._validate(self._get_receipt(line))
        self.assertEqual(line.events["handed_over"], "2026-03-20")

    def _claim_cables(self):
        delivery = self._deliver(self.cable, 10)
        return self._claim_line("no_reason", delivery, 3)

    def test_fewer_then_rest(self):
        """AFS-4: 2 of 3 come: the third is awaited as a line of its own, and comes."""
        line = self._approve(self._claim_cables())
        receipt = self._get_receipt(line)
        self._count(line, 2)
        self._validate(receipt, backorder=True)
        self.assertEqual(receipt.state, "done")
        self.assertEqual((line.quantity, line.received_qty), (2.0, 2.0))
        # EUR 5.00 each.
        self.assertEqual(line.value, 10.0)
        self.assertEqual(line.state, "received")
        self.assertEqual(
            (line.rma_id.product_uom_qty, line.rma_id.state), (2.0, "received")
        )
        rest = line.return_id.line_ids - line
        self.assertEqual((rest.quantity, rest.value), (1.0, 5.0))
        self.assertEqual((rest.state, rest.next_step), ("approved", "handed_over"))
        self.assertEqual(rest.rma_id.name, f"{line.return_id.ra_number}-2")
        self.assertEqual(rest.rma_id.state, "confirmed")
        self.assertEqual(rest.rma_id.product_uom_qty, 1.0)
        backorder = self._get_receipt(rest)
        self.assertEqual(backorder.backorder_id, receipt)
        self._validate(backorder)
        self.assertEqual((rest.state, rest.received_qty), ("received", 1.0))
        self.assertEqual(rest.rma_id.state, "received")

    def test_fewer_of_one(self):
        """AFS-4: of two claims of one delivery, the one that came short goes on."""
        delivery = self._deliver(self.cable, 10)
        lines = self._claim_more(
            self._claim_line("doa", delivery, 2), ("no_reason", delivery, 3)
        )
        broken, unwanted = self._approve(lines)
        self._count(broken, 2)
        self._count(unwanted, 1)
        self._validate(self._get_receipt(lines), backorder=True)
        rest = lines.return_id.line_ids - lines
        self.assertEqual((rest.reason, rest.quantity), ("no_reason", 2.0))
        self.assertEqual((broken.quantity, unwanted.quantity), (2.0, 1.0))
        self.assertEqual(lines.mapped("state"), ["received", "received"])

    def test_lot(self):
        """AFS-4: of lots, the one that was delivered is awaited."""
        pads = self._create_product("Pads", 2.0, tracking="lot")
        lots = [self._get_lot(pads, name) for name in ("L1", "L2")]
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(
                pads, self.warehouse.lot_stock_id, 4, lot_id=lot
            )
        order = self._create_order((pads, 8))
        order.action_confirm()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        delivery = order.picking_ids.move_line_ids.filtered(
            lambda one: one.lot_id == lots[1]
        )
        line = self._approve(self._claim_line("no_reason", delivery, 3))
        awaited = self._get_receipt(line).move_line_ids
        self.assertEqual((awaited.lot_id, awaited.quantity), (lots[1], 3.0))

    def test_fewer_for_good(self):
        """AFS-4: 2 of 3 come and the third never will: it can be claimed again."""
        line = self._approve(self._claim_cables())
        self._count(line, 2)
        self._validate(self._get_receipt(line), backorder=False)
        self.assertEqual((line.quantity, line.received_qty), (2.0, 2.0))
        self.assertEqual((line.announced_qty, line.value), (3.0, 10.0))
        self.assertEqual(line.return_id.line_ids, line)
        move = line.rma_id.reception_move_id
        # All three as one: only then does OCA link the credit note to the order.
        self.assertEqual((move.product_uom_qty, move.quantity), (2.0, 2.0))
        self.assertEqual(line.rma_id.product_uom_qty, 2.0)
        notes = " ".join(line.return_id.message_ids.mapped("body"))
        self.assertIn("Cable: 2 Units came in, 3 Units were announced.", notes)

    def test_more(self):
        """AFS-4: more than was announced needs an RA number of its own."""
        line = self._approve(self._claim_cables())
        receipt = self._get_receipt(line)
        self._count(line, 4)
        with self.assertRaisesRegex(UserError, r"RA\d+-1: 4 Units of Cable .* 3 Units"):
            self._validate(receipt)
        self.assertEqual((line.state, line.received_qty), ("approved", 0.0))
        self.assertEqual(line.rma_id.product_uom_qty, 3.0)

    def test_nothing_for_good(self):
        """AFS-4: a line that did not come waits again, for a new receipt."""
        lines = self._claim_more(
            self._claim_cables(), ("doa", self._deliver(self.driver, lots=["SNX"]), 1)
        )
        cables, driver = self._approve(lines)
        receipt = self._get_receipt(lines)
        self._count(cables, 3)
        self._count(driver, 0)
        self._validate(receipt, backorder=False)
        self.assertEqual(cables.state, "received")
        self.assertEqual((driver.state, driver.rma_id.state), ("approved", "draft"))
        self.assertEqual(driver.rma_id.product_uom_qty, 1.0)
        self.assertTrue(driver.with_user(self.desk).can_renew_receipt)
        self.assertFalse(cables.with_user(self.desk).can_renew_receipt)

    def test_two_lines_one_late(self):
        """AFS-4: of two lines one comes; the other stays in the backorder."""
        lines = self._claim_more(
            self._claim_cables(), ("doa", self._deliver(self.driver, lots=["SNX"]), 1)
        )
        cables, driver = self._approve(lines)
        self._count(cables, 3)
        self._count(driver, 0)
        self._validate(self._get_receipt(lines), backorder=True)
        self.assertEqual(lines.return_id.line_ids, lines)
        self.assertEqual(cables.state, "received")
        self.assertEqual((driver.state, driver.rma_id.state), ("approved", "confirmed"))
        self.assertEqual(driver.rma_id.product_uom_qty, 1.0)
        late = self._get_receipt(driver)
        self.assertNotEqual(late, self._get_receipt(cables))
        self._count(driver, 1)
        self._validate(late)
        self.assertEqual((driver.state, driver.rma_id.state), ("received", "received"))
        self.assertEqual(driver.received_lot_id, driver.lot_id)

    def test_wrong_serial(self):
        """AFS-4: another serial than the claimed one is taken in, and told apart."""
        line = self._approve(self._claim_line("doa"))
        receipt = self._get_receipt(line)
        self.assertTrue(receipt.picking_type_id.use_create_lots)
        unit = receipt.move_line_ids.with_user(self.worker)
        unit.write({"lot_id": False, "lot_name": "NEVER-OURS"})
        self._validate(receipt)
        self.assertEqual((receipt.state, line.state), ("done", "received"))
        self.assertEqual(line.received_lot_id.name, "NEVER-OURS")
        self.assertEqual(line.with_user(self.desk).serial_match, "other")
        self.assertEqual(line.lot_id.name, line.lot_name)

    def test_cancelled(self):
        """AFS-4: a cancelled receipt is made anew, with the same RA number."""
        line = self._approve(self._claim_line("doa"))
        old = self._get_receipt(line)
        old.with_user(self.worker).action_cancel()
        self.assertEqual((line.state, line.next_step), ("approved", "handed_over"))
        staff = line.with_user(self.desk)
        staff.action_renew_receipt()
        new = self._get_receipt(line)
        self.assertNotEqual(new, old)
        self.assertEqual((new.state, line.rma_id.state), ("assigned", "confirmed"))
        self.assertIn(line.return_id.ra_number, new.origin)
        self.assertEqual(new.move_line_ids.lot_id, line.lot_id)
        with self.assertRaisesRegex(UserError, "not awaited without a receipt"):
            staff.action_renew_receipt()
        self._validate(new)
        self.assertEqual(line.state, "received")

    def test_never_blocks(self):
        """AFS-4: whatever fails in the claim, the warehouse receives; staff note it."""
        line = self._approve(self._claim_line("doa"))
        receipt = self._get_receipt(line)
        fails = patch.object(
            type(line), "_after_event", side_effect=ValueError("no mail server")
        )
        with fails, mute_logger("odoo.addons.cats_b2b.models.cats_move_return_mixin"):
            self._validate(receipt)
        self.assertEqual((receipt.state, line.rma_id.state), ("done", "received"))
        self.assertEqual((line.state, line.received_qty), ("approved", 0.0))
        staff = line.with_user(self.desk)
        self.assertTrue(staff.can_note_receipt)
        staff.action_note_receipt()
        self.assertEqual((line.state, line.received_qty), ("received", 1.0))
        with self.assertRaisesRegex(UserError, "nothing new"):
            staff.action_note_receipt()

    def test_owed_rest(self):
        """AFS-5: what was replaced already is owed in full, whatever came in."""
        line = self._approve(self._claim_line("doa", self._deliver(self.cable, 10), 3))
        line.write({"verdict": "defective", "solution": "replacement"})
        line._log_event("inspected")
        self._count(line, 2)
        self._validate(self._get_receipt(line), backorder=False)
        self.assertEqual((line.quantity, line.received_qty), (3.0, 2.0))

    def test_rest_shares_decision(self):
        """AFS-5: what was decided by the photos holds for the rest that comes later."""
        line = self._approve(self._claim_line("doa", self._deliver(self.cable, 10), 3))
        line.write({"verdict": "defective", "solution": "replacement"})
        line._log_event("inspected")
        line._log_event("handed_over")
        line.write({"is_hand_over_told": True, "is_own_carrier": True})
        self._count(line, 2)
        self._validate(self._get_receipt(line), backorder=True)
        rest = line.return_id.line_ids - line
        self.assertEqual((rest.verdict, rest.solution), ("defective", "replacement"))
        self.assertTrue(rest.is_own_carrier)
        # The customer's word that it is on its way is no pick-up of the rest, either.
        self.assertFalse(rest._is_picked_up())
        self.assertTrue(rest._has_event("inspected"))
        self.assertFalse(rest._has_event("received"))

    def test_ordinary_receipt(self):
        """A receipt that is no return is received as ever, surplus and all."""
        way = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": self.warehouse.lot_stock_id.id,
        }
        picking = self.env["stock.picking"].create(
            {
                **way,
                "picking_type_id": self.warehouse.in_type_id.id,
                "move_ids": [
                    Command.create(
                        {**way, "product_id": self.cable.id, "product_uom_qty": 3}
                    )
                ],
            }
        )
        picking.action_confirm()
        picking.move_ids.quantity = 5
        picking.move_ids.picked = True
        picking.with_user(self.worker).button_validate()
        self.assertEqual((picking.state, picking.move_ids.quantity), ("done", 5.0))
