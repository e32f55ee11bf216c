from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .return_solution_common import CatsReturnSolutionCommon

CHOSEN = "submitted approved handed_over received inspected chosen"
SEEN = "submitted approved inspected chosen"
# After the first six months, in which carriage is the seller's.
LATE = date(2026, 9, 13)


@tagged("post_install", "-at_install")
class TestReturnReplacement(CatsReturnSolutionCommon):
    """A replacement leaves only after the defective unit was collected (AFS-5)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._spare()

    def _replaced_late(self):
        """:return: cats.return.line: a replacement that goes at the customer's cost:
        new when it broke, after the six months in which carriage is the seller's."""
        policy = self.env["cats.return.policy"]._get_current(self.company)
        policy.warranty_carriage_out = "customer"
        line = self._inspected("defective", on=LATE)
        self._pick(line, "replacement", on=LATE)
        return line

    def _replaced(self, **values):
        """:return: cats.return.line: a unit that came in, its replacement chosen."""
        line = self._inspected(**values)
        self._pick(line, "replacement")
        return line

    def _advanced(self):
        """:return: cats.return.line: by photos; its replacement has left on April 1."""
        line = self._photographed()
        self._pick(line, "replacement")
        line._log_event("handed_over", date(2026, 3, 30))
        self._act(line, date(2026, 4, 1))
        self._ship(line, date(2026, 4, 1))
        return line

    def test_replaced(self):
        """The unit is here: another one leaves from stock, free, and that is all."""
        line = self._replaced()
        self._act(line)
        move = line._get_delivery_moves()
        self.assertEqual(move.location_id, self.warehouse.lot_stock_id)
        self.assertEqual(move.product_uom_qty, 1)
        self.assertEqual(move.picking_id.partner_id, line.return_id.partner_shipping_id)
        self.assertEqual(line.next_step, "sent")
        self._ship(line)
        self.assertEvents(line, f"{CHOSEN} sent delivered")
        self.assertEqual((line.state, line.rma_id.state), ("done", "replaced"))
        self.assertEqual(line.return_id.state, "done")

    def test_none_of_the_order(self):
        """It counts neither as delivered nor as ordered of the sale order (AFS-5)."""
        line = self._replaced()
        order = line.order_id
        before = order.order_line, line.sale_line_id.qty_delivered, order.picking_ids
        self._act(line)
        self._ship(line)
        after = order.order_line, line.sale_line_id.qty_delivered, order.picking_ids
        self.assertEqual(after[:2], before[:2])
        self.assertEqual(line.sale_line_id.qty_delivered, 1)
        self.assertFalse(line._get_delivery_moves().sale_line_id)
        self.assertFalse(line._get_delivery_moves().picking_id.sale_id)
        self.assertEqual(order.amount_untaxed, 100.0)

    def test_parcel(self):
        """The customer is told of the parcel, by the carrier of his order (AFS-8)."""
        line = self._replaced()
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "UPS",
                "product_id": self.fee_product.id,
                "tracking_url": "https://ups.example/<shipmenttrackingnumber>",
            }
        )
        line.order_id.carrier_id = carrier
        self._act(line)
        self.assertFalse(line._get_parcels())
        picking = self._ship(line)
        picking.carrier_tracking_ref = "1Z99"
        (parcel,) = line._get_parcels()
        self.assertEqual(parcel["tracking"], [("1Z99", "https://ups.example/1Z99")])
        self.assertEqual(parcel["carrier"], "UPS")
        self.assertEqual(line.next_step, "delivered")

    def test_delivered_by_staff(self):
        """What a carrier brings is delivered when staff say so, once."""
        line = self._replaced()
        line.order_id.carrier_id = self.env["delivery.carrier"].create(
            {"name": "UPS", "product_id": self.fee_product.id}
        )
        with self.assertRaisesRegex(UserError, "Nothing was sent"):
            line.with_user(self.handler).action_delivered()
        self._act(line)
        self._ship(line)
        line.with_user(self.handler).action_delivered()
        self.assertEqual(line.state, "done")
        with self.assertRaisesRegex(UserError, "done already"):
            line.with_user(self.handler).action_delivered()

    def test_presumed_delivered(self):
        """A parcel counts as delivered on day 7, not on day 6."""
        line = self._replaced()
        line.order_id.carrier_id = self.env["delivery.carrier"].create(
            {"name": "UPS", "product_id": self.fee_product.id}
        )
        self._act(line, date(2026, 4, 1))
        self._ship(line, date(2026, 4, 1))
        with freeze_time("2026-04-07 11:00:00"):
            self.env["cats.return.line"]._cron_follow_returns()
        self.assertEqual(line.next_step, "delivered")
        with freeze_time("2026-04-08 11:00:00"):
            self.env["cats.return.line"]._cron_follow_returns()
        self.assertEqual(line.events["delivered"], "2026-04-08")
        self.assertEqual(line.state, "done")

    def test_serial_known(self):
        """From the replacement leads a way to the unit that it replaces (AFS-1)."""
        line = self._replaced()
        self._act(line)
        self._ship(line)
        move = line._get_delivery_moves()
        self.assertEqual(move.move_line_ids.lot_id.name, "SPARE1")
        self.assertEqual(move.rma_id._get_b2b_return_line().lot_id, line.lot_id)

    def test_missing_article(self):
        """What was missing is sent anew, without a receipt (AFS-9)."""
        delivered = self._deliver(self.cable, 10)
        self._put_into_stock(self.cable, 4)
        line = self._approve_shortly(self._claim_line("missing_article", delivered, 4))
        self._pick(line, "resend")
        self._act(line)
        self.assertEqual(line._get_delivery_moves().product_uom_qty, 4)
        self._ship(line)
        self.assertEvents(line, "submitted approved chosen sent delivered")
        self.assertEqual(line.state, "done")
        self.assertFalse(line.rma_id.reception_move_id)

    # -- Gates --------------------------------------------------------------------

    def test_not_collected(self):
        """Judged by photos, the unit still with the customer: nothing leaves."""
        line = self._photographed()
        self._pick(line, "replacement")
        with self.assertRaisesRegex(UserError, "neither handed over nor received"):
            self._act(line)
        self.assertFalse(line._get_delivery_moves())
        self.assertIn("neither handed over", line.missing_text)
        self.assertFalse(line.is_due)

    def test_not_collected_by_rma(self):
        """Nor does it by the buttons of the RMA behind the claim."""
        line = self._photographed()
        self._pick(line, "replacement")
        rma = line.rma_id.with_user(self.handler)
        with self.assertRaisesRegex(UserError, "neither handed over nor received"):
            rma.create_replace(
                line.submitted_on, rma.warehouse_id, line.product_id, 1, rma.product_uom
            )
        with self.assertRaisesRegex(UserError, "not to go back"):
            rma.create_return(line.submitted_on)

    def test_not_chosen(self):
        """Nothing is carried out before the customer has chosen."""
        line = self._inspected()
        with self.assertRaisesRegex(UserError, "not chosen yet"):
            self._act(line)

    def test_other_staff(self):
        """Neither salespeople nor customers carry out anything (AFS-5)."""
        line = self._replaced()
        for user in (self.salesman, self.buyer, self.stranger):
            with self.assertRaises(AccessError):
                self._act(line, user=user)
        self.assertFalse(line._get_delivery_moves())

    def test_other_company(self):
        """Staff of another company do not reach the claim."""
        line = self._replaced()
        other = self.env["res.company"].create({"name": "Other"})
        self.handler.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            line.with_user(self.handler).with_company(other).action_carry_out()

    def test_twice(self):
        """A double click makes one delivery."""
        line = self._replaced()
        self._act(line)
        with self.assertRaisesRegex(UserError, "carried out already"):
            self._act(line)
        self.assertEqual(len(line._get_delivery_moves()), 1)

    def test_cancelled_transfer(self):
        """A transfer that was cancelled can be made anew."""
        line = self._replaced()
        self._act(line)
        line._get_delivery_moves().picking_id.action_cancel()
        self._act(line)
        self._ship(line)
        self.assertEqual(line.state, "done")

    def test_carriage_is_agreed_to(self):
        """At his cost it leaves once he has agreed and paid EUR 15.00 (AFS-6)."""
        line = self._replaced_late()
        self.assertEqual(line.carriage_out, "customer")
        self.assertEqual(line.next_step, "carriage_agreed")
        with self.assertRaisesRegex(UserError, "not agreed to pay the carriage"):
            self._act(line, LATE)
        self.assertFalse(line.carriage_order_id)
        line.with_user(self.buyer)._agree_costs()
        order = line.carriage_order_id
        self.assertEqual((order.amount_untaxed, order.state), (15.0, "sent"))
        self.assertEqual(line.next_step, "paid")
        with self.assertRaisesRegex(UserError, "not paid"):
            self._act(line, LATE)
        self.assertFalse(line._get_delivery_moves())
        line._log_event("paid")
        self._act(line, LATE)
        self.assertEqual(len(line._get_delivery_moves()), 1)

    def test_cancelled_transfer_charged_once(self):
        """EUR 15.00 of carriage at his cost, once, however often it is sent (AFS-6)."""
        line = self._replaced_late()
        line.with_user(self.buyer)._agree_costs()
        order = line.carriage_order_id
        line._log_event("paid")
        self._act(line, LATE)
        line._get_delivery_moves().picking_id.action_cancel()
        self._act(line, LATE)
        self.assertEqual(line.carriage_order_id, order)
        charged = [("b2b_return_line_id", "=", line.id)]
        self.assertEqual(self.env["sale.order"].search_count(charged), 1)

    def test_dispute_blocks_transfer(self):
        """A dispute keeps here what is packed already (AFS-9)."""
        line = self._replaced()
        self._act(line)
        self._say_dispute()
        with self.assertRaisesRegex(UserError, "in dispute"):
            self._ship(line)
        self.assertFalse(line._has_event("sent"))
        self._say_dispute(False)
        self._ship(line)
        self.assertTrue(line._has_event("sent"))

    def test_dispute_blocks_gate(self):
        """In dispute nothing is carried out; of other orders it is (AFS-9)."""
        line = self._replaced()
        self._say_dispute()
        with self.assertRaisesRegex(UserError, "in dispute"):
            self._act(line)
        self.assertFalse(line._get_delivery_moves())

    # -- Units that never come ----------------------------------------------------

    def test_advance(self):
        """The replacement has left after the hand-over; the unit is awaited (AFS-5)."""
        line = self._advanced()
        self.assertEvents(line, f"{SEEN} handed_over sent delivered")
        self.assertEqual((line.state, line.next_step), ("resolving", "received"))
        self.assertEqual(line.rma_id.state, "replaced")

    def test_advance_received(self):
        """Once it comes the claim is done."""
        line = self._advanced()
        self._receive_shortly(line)
        self.assertEqual((line.state, line.rma_id.state), ("done", "replaced"))
        self.assertFalse(line.return_id.activity_ids)
        self.assertFalse(line.is_chargeable)

    def test_chased(self):
        """After 14 days staff and customer are asked for it, and after 14 more."""
        line = self._advanced()
        claim = line.return_id
        chase = self.env["cats.return.line"]._cron_follow_returns
        for day, times in (("14", 0), ("15", 1), ("16", 1), ("28", 1), ("29", 2)):
            with freeze_time(f"2026-04-{day} 11:00:00"):
                chase()
            mails = self.env["mail.mail"].search(
                [("model", "=", line._name), ("res_id", "=", line.id)]
            )
            self.assertEqual((day, len(mails)), (day, times))
            self.assertEqual(len(claim.activity_ids), times)
        self.assertEqual(mails.recipient_ids, self.buyer.partner_id)
        self.assertIn("replacement has left", mails[0].body_html)

    def test_chased_in_spite_of_another(self):
        """An error with one unit does not keep the others from being asked for."""
        broken = self._advanced()
        self._spare("SPARE2")
        line = self._advanced()
        chase = type(line)._chase

        def _chase(unit):
            chase(unit)
            if unit == broken:
                raise ValueError("No mail server")

        with (
            patch.object(type(line), "_chase", _chase),
            mute_logger("odoo.addons.cats_b2b.models.cats_return_chase_mixin"),
            freeze_time("2026-04-15 11:00:00"),
        ):
            self.env["cats.return.line"]._cron_follow_returns()
        self.assertEqual(line.chased_on, date(2026, 4, 15))
        self.assertFalse(broken.chased_on)

    def test_never_chased(self):
        """With 0 days nobody is asked; nor is who sent his unit in."""
        self.company.b2b_return_chase_days = 0
        line = self._advanced()
        with freeze_time("2026-08-01 11:00:00"):
            self.env["cats.return.line"]._cron_follow_returns()
        self.assertFalse(line.chased_on)

    def test_not_chased_once_received(self):
        """What came is not asked for."""
        line = self._advanced()
        self._receive_shortly(line)
        with freeze_time("2026-08-01 11:00:00"):
            self.env["cats.return.line"]._cron_follow_returns()
        self.assertFalse(line.chased_on)

    def test_charged(self):
        """The unit that never came is invoiced at the price then paid (AFS-5).

        100.00, with 21 % of tax 121.00.
        """
        line = self._advanced()
        self.driver.list_price = 130.0
        action = line.with_user(self.handler).action_charge_unit()
        invoice = self.env["account.move"].browse(action["res_id"])
        self.assertEqual(
            (invoice.move_type, invoice.state, invoice.amount_untaxed),
            ("out_invoice", "draft", 100.0),
        )
        self.assertEqual(invoice.amount_total, 121.0)
        self.assertEqual(invoice.partner_id, line.order_id.partner_invoice_id)
        self.assertFalse(invoice.invoice_line_ids.sale_line_ids)
        self.assertIn(line.lot_name, invoice.invoice_line_ids.name)
        self.assertEqual((line.state, line.rma_id.state), ("done", "finished"))
        self.assertEqual(line.rma_id.reception_move_id.state, "cancel")

    def test_other_serial_came(self):
        """What came is not what was replaced: staff are told, and it is invoiced."""
        line = self._advanced()
        line.return_id.responsible_id = self.handler
        move = line.rma_id.reception_move_id
        self._set_serials(move, ["OTHER1"])
        move.picked = True
        move.picking_id._action_done()
        self.assertTrue(line._has_event("received"))
        self.assertEqual(line.return_id.activity_ids.user_id, self.handler)
        self.assertIn("OTHER1", line.return_id.activity_ids.note)
        self.assertTrue(line.is_chargeable)
        line.with_user(self.handler).action_charge_unit()
        self.assertEqual(line.charge_move_id.amount_untaxed, 100.0)
        self.assertEqual((line.state, move.state), ("done", "done"))
        with self.assertRaisesRegex(UserError, "no replaced unit"):
            line.with_user(self.handler).action_charge_unit()

    def test_fewer_came(self):
        """Of three that were replaced two came: one is owed, of EUR 5.00."""
        delivered = self._deliver(self.cable, 3)
        self._put_into_stock(self.cable, 3)
        line = self._approve_shortly(self._claim_line("doa", delivered, 3))
        self._judge(line, "defective")
        self._pick(line, "replacement")
        line._log_event("handed_over", date(2026, 3, 30))
        self._act(line, date(2026, 4, 1))
        self._ship(line, date(2026, 4, 1))
        move = line.rma_id.reception_move_id
        move.quantity, move.picked = 2, True
        move.picking_id.with_context(cancel_backorder=True)._action_done()
        self.assertEqual((line.state, line.received_qty), ("done", 2.0))
        self.assertIn("2 Units of 3 Units", line.return_id.activity_ids.note)
        line.with_user(self.handler).action_charge_unit()
        charged = line.charge_move_id.invoice_line_ids
        self.assertEqual((charged.quantity, charged.price_subtotal), (1.0, 5.0))

    def test_charged_discount(self):
        """Of EUR 100.00 less 10 %, 90.00 are invoiced."""
        line = self._advanced()
        line.sale_line_id.discount = 10.0
        line.with_user(self.handler).action_charge_unit()
        self.assertEqual(line.charge_move_id.amount_untaxed, 90.0)

    def test_charged_once(self):
        """It is invoiced once, and not what came, nor by others."""
        line = self._advanced()
        for user in (self.salesman, self.buyer):
            with self.assertRaises(AccessError):
                line.with_user(user).action_charge_unit()
        line.with_user(self.handler).action_charge_unit()
        with self.assertRaisesRegex(UserError, "no replaced unit"):
            line.with_user(self.handler).action_charge_unit()

    def test_not_charged(self):
        """A unit that came in is not invoiced."""
        line = self._replaced()
        self._act(line)
        self._ship(line)
        with self.assertRaisesRegex(UserError, "no replaced unit"):
            line.with_user(self.handler).action_charge_unit()
