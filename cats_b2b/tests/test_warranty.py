from datetime import date
from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from ..policies.warranty import decide_warranty_again
from .warranty_common import MARCH, WarrantyCommon


@tagged("post_install", "-at_install")
class TestWarranty(WarrantyCommon):
    """AFS-1: from delivery to return, by serial number and by delivered line."""

    # -- How long ----------------------------------------------------------------

    def test_closest_setting(self):
        """AFS-1: product, then category, then company; "no warranty" ends it."""
        template = self.plain.product_tmpl_id
        above = self.env["product.category"].create({"name": "Above"})
        category = above.create({"name": "Below", "parent_id": above.id})
        template.write({"categ_id": category.id, "b2b_warranty_months": 0})
        months = template._get_b2b_warranty_months
        self.assertEqual(months(), 0)
        self.company.b2b_warranty_months = 12
        self.assertEqual(months(), 12)
        above.b2b_warranty_months = 36
        self.assertEqual(months(), 36)
        category.b2b_no_warranty = True
        self.assertEqual(months(), 0)
        template.b2b_warranty_months = 6
        self.assertEqual(months(), 6)
        template.b2b_no_warranty = True
        self.assertEqual(months(), 0)

    # -- Delivery ----------------------------------------------------------------

    def test_starts_at_delivery_on_the_serial(self):
        """AFS-1: "from delivery; kept per serial number where there is one"."""
        lot = self._receive(self.serial, "SN-1")
        self.assertWarranty(lot, None, None)
        status = lot._get_b2b_warranty_status(date(2026, 3, 12))
        self.assertEqual(status.status, "not_started")
        self.assertEqual(
            lot._get_b2b_warranty_reason(status), "24 months from delivery"
        )
        order = self._sell(self.serial, lots=lot)
        self.assertWarranty(lot, "2026-03-12", "2028-03-12")
        self.assertEqual(lot.b2b_partner_id, self.customer)
        unit = self._get_units(order)
        self.assertEqual(lot.b2b_delivery_line_id, unit)
        self.assertWarranty(unit, "2026-03-12", "2028-03-12")
        self.assertEqual(unit.b2b_partner_id, self.customer)
        self.assertEqual(unit.b2b_delivered_on, date(2026, 3, 12))
        self.assertEqual(
            decide_warranty_again(unit.b2b_warranty_why["facts"]).outcome_json(),
            {"start": "2026-03-12", "end": "2028-03-12"},
        )

    def test_sentences(self):
        """AFS-1: on the last day it still is under warranty, the day after not."""
        lot = self._receive(self.serial, "SN-2")
        self._sell(self.serial, lots=lot)
        within = lot._get_b2b_warranty_status(date(2028, 3, 12))
        self.assertEqual(within.status, "in")
        self.assertEqual(
            lot._get_b2b_warranty_reason(within),
            "Under warranty until March 12, 2028 (24 months from delivery on "
            "March 12, 2026)",
        )
        ended = lot._get_b2b_warranty_status(date(2028, 3, 13))
        self.assertEqual(ended.status, "out")
        self.assertEqual(
            lot._get_b2b_warranty_reason(ended), "The warranty ended on March 12, 2028."
        )
        early = lot._get_b2b_warranty_status(date(2026, 3, 11))
        self.assertEqual(
            lot._get_b2b_warranty_reason(early),
            "The warranty starts on March 12, 2026.",
        )
        self.env["res.lang"]._activate_lang("fr_FR")
        french = lot.with_context(lang="fr_FR")
        self.assertIn("12 mars 2028", french._get_b2b_warranty_reason(ended))

    def test_no_warranty(self):
        """AFS-1: an article without warranty is delivered all the same."""
        self.serial.b2b_no_warranty = True
        lot = self._receive(self.serial, "SN-3")
        order = self._sell(self.serial, lots=lot)
        self.assertWarranty(lot, None, None)
        self.assertEqual(lot.b2b_partner_id, self.customer)
        self.assertEqual(self._get_units(order).b2b_delivered_on, date(2026, 3, 12))
        status = lot._get_b2b_warranty_status(date(2026, 3, 13))
        self.assertEqual(lot._get_b2b_warranty_reason(status), "No warranty")

    def test_day_of_the_customer(self):
        """AFS-1: delivered at 23:30 UTC is the next day in Brussels, not in New York.

        Without a zone of his own, the warehouse's (Brussels) counts.
        """
        late = "2026-03-12 23:30:00"
        for zone, day in (
            ("Europe/Brussels", "2026-03-13"),
            ("America/New_York", "2026-03-12"),
            (False, "2026-03-13"),
        ):
            with self.subTest(zone=zone):
                people = self.buyer.partner_id | self.customer
                people.tz = zone
                lot = self._receive(self.serial, f"SN-{zone}")
                self._sell(self.serial, at=late, lots=lot)
                self.assertEqual(str(lot.b2b_warranty_start), day)

    def test_corrected_day_of_delivery(self):
        """AFS-1: another day of transfer is another start, by the same months."""
        lot = self._receive(self.serial, "SN-4")
        order = self._sell(self.serial, lots=lot)
        self.serial.b2b_warranty_months = 6
        order.picking_ids.date_done = "2026-03-20 10:00:00"
        self.assertWarranty(lot, "2026-03-20", "2028-03-20")
        self.assertWarranty(self._get_units(order), "2026-03-20", "2028-03-20")

    def test_several_deliveries(self):
        """AFS-1: each delivery of a line starts a warranty of its own."""
        self._receive(self.plain, quantity=10)
        order = self._create_order((self.plain, 10))
        with freeze_time(MARCH):
            order.action_confirm()
            self._deliver(order, 4)
        line = order.order_line
        self.assertEqual(
            line.b2b_warranty_text,
            "Warranty until March 12, 2028; the rest 24 months from delivery",
        )
        with freeze_time("2026-04-02 10:00:00"):
            self._deliver(order, 6)
        first, last = self._get_units(order)
        self.assertWarranty(first, "2026-03-12", "2028-03-12")
        self.assertWarranty(last, "2026-04-02", "2028-04-02")
        facts = line._get_b2b_warranty_facts()[line]
        self.assertEqual(
            (facts.first_end, facts.last_end, facts.awaited),
            (date(2028, 3, 12), date(2028, 4, 2), False),
        )
        self.assertEqual(
            line.b2b_warranty_text,
            "Warranty until March 12, 2028 for the first delivery, until April 2, "
            "2028 for the last",
        )

    def test_line_before_delivery(self):
        """AFS-1: a line that waits says how long the warranty will last."""
        order = self._create_order((self.plain, 2))
        self.assertEqual(
            order.order_line.b2b_warranty_text, "Warranty: 24 months from delivery"
        )
        self.plain.b2b_no_warranty = True
        order.order_line.invalidate_recordset(["b2b_warranty_text"])
        self.assertFalse(order.order_line.b2b_warranty_text)

    def test_lot_of_two_customers(self):
        """AFS-1: a lot goes to several customers; each delivery has a warranty."""
        lot = self._receive(self.lots, "DRUM-1", 20)
        mine = self._sell(self.lots, 5, lots=lot)
        theirs = self._sell(
            self.lots, 5, at="2026-06-01 10:00:00", lots=lot, user=self.stranger
        )
        self.assertWarranty(self._get_units(mine), "2026-03-12", "2028-03-12")
        self.assertWarranty(self._get_units(theirs), "2026-06-01", "2028-06-01")
        self.assertWarranty(lot, None, None)
        self.assertFalse(lot.b2b_partner_id)

    def test_delivery_without_an_order(self):
        """AFS-1: what is delivered by hand is under warranty, too."""
        lot = self._receive(self.serial, "SN-5")
        transfer = self.env["stock.picking"].create(
            {
                "partner_id": self.buyer.partner_id.id,
                "picking_type_id": self.warehouse.out_type_id.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )
        move = self.env["stock.move"].create(
            {
                "product_id": self.serial.id,
                "product_uom": self.serial.uom_id.id,
                "product_uom_qty": 1,
                "picking_id": transfer.id,
                "location_id": transfer.location_id.id,
                "location_dest_id": transfer.location_dest_id.id,
            }
        )
        transfer.action_confirm()
        with freeze_time(MARCH):
            self._hand_over(move, lots=lot)
        self.assertWarranty(lot, "2026-03-12", "2028-03-12")
        self.assertEqual(lot.b2b_partner_id, self.customer)
        self.assertFalse(lot.b2b_delivery_line_id.b2b_order_id)

    # -- Return ------------------------------------------------------------------

    def test_return_clears(self):
        """AFS-1: cleared when it comes back; a claim still sees the former period."""
        lot = self._receive(self.serial, "SN-6")
        order = self._sell(self.serial, lots=lot)
        self._send_back(order, lots=lot)
        self.assertWarranty(lot, None, None)
        self.assertFalse(lot.b2b_partner_id)
        self.assertEqual(lot.b2b_warranty_why["because"], [{"code": "returned"}])
        unit = lot.b2b_delivery_line_id
        self.assertEqual(unit, self._get_units(order))
        self.assertWarranty(unit, "2026-03-12", "2028-03-12")
        self.assertEqual(unit.b2b_returned_on, date(2026, 5, 3))

    def test_resale_restarts(self):
        """AFS-1: sold again, the unit has a whole warranty, for the new customer."""
        lot = self._receive(self.serial, "SN-7")
        order = self._sell(self.serial, lots=lot)
        self._send_back(order, lots=lot)
        again = self._sell(
            self.serial, at="2026-09-01 10:00:00", lots=lot, user=self.stranger
        )
        self.assertWarranty(lot, "2026-09-01", "2028-09-01")
        self.assertEqual(lot.b2b_partner_id.name, "Elsewhere BV")
        self.assertEqual(lot.b2b_delivery_line_id, self._get_units(again))
        self.assertWarranty(self._get_units(order), "2026-03-12", "2028-03-12")

    def test_part_of_a_line_comes_back(self):
        """AFS-1: of articles without serial number, what is kept stays in warranty."""
        self._receive(self.plain, quantity=10)
        order = self._sell(self.plain, 10)
        unit = self._get_units(order)
        self._send_back(order, 4)
        self.assertEqual(unit._get_b2b_kept_quantity(), 6)
        self.assertFalse(unit.b2b_returned_on)
        self._send_back(order, 6, at="2026-05-04 10:00:00")
        self.assertEqual(unit._get_b2b_kept_quantity(), 0)
        self.assertEqual(unit.b2b_returned_on, date(2026, 5, 4))

    # -- Replacement -------------------------------------------------------------

    def _create_rma(self, order, lot, operation="rma.rma_operation_replace"):
        """Receive a unit of an order on an RMA, on May 3."""
        move = order.picking_ids.move_ids.filtered(
            lambda one: one.location_dest_id.usage == "customer"
        )[:1]
        rma = self.env["rma"].create(
            {
                "partner_id": self.customer.id,
                "order_id": order.id,
                "picking_id": move.picking_id.id,
                "move_id": move.id,
                "product_id": move.product_id.id,
                "product_uom_qty": 1,
                "product_uom": move.product_uom.id,
                "operation_id": self.env.ref(operation).id,
                "company_id": self.company.id,
                "location_id": self.warehouse.rma_loc_id.id,
            }
        )
        with freeze_time("2026-05-03 10:00:00"):
            rma.action_confirm()
            if not rma.reception_move_id:
                rma.action_create_receipt()
            self._hand_over(rma.reception_move_id, lots=lot)
        return rma

    def _get_terms(self):
        return self.env["cats.return.policy"]._get_current(self.company)

    def _replace(self, rma, lot=None, at="2026-06-10 10:00:00"):
        with freeze_time(at):
            rma.create_replace(
                at, self.warehouse, rma.product_id, rma.product_uom_qty, rma.product_uom
            )
            move = rma.delivery_move_ids
            self._hand_over(move, lots=lot)
        return move

    def test_replacement_continues(self):
        """AFS-1: "a replacement continues the period of the unit it replaces"."""
        lots = self._receive(self.serial, "OLD") | self._receive(self.serial, "NEW")
        old, new = lots
        order = self._sell(self.serial, lots=old)
        rma = self._create_rma(order, old)
        self.assertWarranty(old, None, None)
        self._replace(rma, new)
        self.assertWarranty(new, "2026-03-12", "2028-03-12")
        self.assertEqual(new.b2b_partner_id, self.customer)
        self.assertEqual(new.b2b_replaces_id, old)
        self.assertEqual(old.b2b_replaced_by_ids, new)
        unit = new.b2b_delivery_line_id
        self.assertEqual(unit.b2b_order_id, order)
        self.assertEqual(unit.b2b_delivered_on, date(2026, 6, 10))
        status = new._get_b2b_warranty_status(date(2026, 6, 10))
        self.assertEqual(
            new._get_b2b_warranty_reason(status),
            "Under warranty until March 12, 2028 (since March 12, 2026)",
        )

    def test_replacement_starts_anew(self):
        """AFS-1: "(setting: starts anew)"."""
        old = self._receive(self.serial, "OLD-2")
        new = self._receive(self.serial, "NEW-2")
        rma = self._create_rma(self._sell(self.serial, lots=old), old)
        self._get_terms().replacement_continues = False
        self._replace(rma, new)
        self.assertWarranty(new, "2026-06-10", "2028-06-10")
        codes = [reason["code"] for reason in new.b2b_warranty_why["because"]]
        self.assertEqual(codes, ["anew", "delivered"])

    def test_replacement_by_the_terms_of_the_claim(self):
        """AFS-1: a claim keeps the terms by which it was judged, and names the unit."""
        old = self._receive(self.serial, "OLD-4")
        new = self._receive(self.serial, "NEW-4")
        order = self._sell(self.serial, lots=old)
        rma = self._create_rma(order, old)
        terms = self._get_terms()
        claim = self.env["cats.return"].create(
            {
                "name": "R-1",
                "partner_id": self.buyer.partner_id.id,
                "company_id": self.company.id,
                "policy_id": terms.id,
            }
        )
        line = self.env["cats.return.line"].create(
            {
                "return_id": claim.id,
                "sale_line_id": order.order_line[:1].id,
                "move_line_id": old.b2b_delivery_line_id.id,
                "lot_id": old.id,
                "product_id": self.serial.id,
                "quantity": 1,
                "product_uom_id": self.serial.uom_id.id,
                "reason_id": self.env["cats.return.reason"].search([], limit=1).id,
                "reason": "defective",
                "rma_id": rma.id,
            }
        )
        terms.copy({"version": 2, "replacement_continues": False})
        self.assertFalse(self.company._get_b2b_replacement_continues())
        # When it may leave is told by test_return_replacement.
        with patch.object(type(line), "_check_may_replace"):
            self._replace(rma, new)
        self.assertWarranty(new, "2026-03-12", "2028-03-12")
        self.assertEqual(new.b2b_replaces_id, old)

    def test_replacement_of_what_had_no_warranty(self):
        """AFS-1: a replacement of a unit without warranty has none either."""
        self.serial.b2b_no_warranty = True
        old = self._receive(self.serial, "OLD-3")
        new = self._receive(self.serial, "NEW-3")
        rma = self._create_rma(self._sell(self.serial, lots=old), old)
        self.serial.b2b_no_warranty = False
        self._replace(rma, new)
        self.assertWarranty(new, None, None)

    def test_replacement_without_serial(self):
        """AFS-1: of a delivered line, the replacement continues its period."""
        self._receive(self.plain, quantity=10)
        order = self._sell(self.plain, 5)
        rma = self._create_rma(order, None)
        move = self._replace(rma)
        self.assertWarranty(move.move_line_ids, "2026-03-12", "2028-03-12")
        self.assertEqual(self._get_units(order)[0]._get_b2b_kept_quantity(), 4)

    def test_sent_back_after_repair(self):
        """AFS-1: the same unit, repaired, keeps its warranty, whatever the setting."""
        lot = self._receive(self.serial, "SN-8")
        order = self._sell(self.serial, lots=lot)
        rma = self._create_rma(order, lot, "rma.rma_operation_return")
        self._get_terms().replacement_continues = False
        with freeze_time("2026-06-10 10:00:00"):
            rma.create_return(
                "2026-06-10 10:00:00", rma.product_uom_qty, rma.product_uom
            )
            self._hand_over(rma.delivery_move_ids, lots=lot)
        self.assertWarranty(lot, "2026-03-12", "2028-03-12")
        self.assertEqual(lot.b2b_partner_id, self.customer)
        self.assertFalse(lot.b2b_replaces_id)

    def test_return_of_a_return(self):
        """AFS-1: refused goods that go back keep their warranty."""
        lot = self._receive(self.serial, "SN-9")
        back = self._send_back(self._sell(self.serial, lots=lot), lots=lot)
        self._return(back, lots=lot, at="2026-05-20 10:00:00")
        self.assertWarranty(lot, "2026-03-12", "2028-03-12")

    # -- Staff -------------------------------------------------------------------

    def _post_tracking(self):
        self.env.flush_all()
        self.env.cr.precommit.run()

    def test_staff_correct_dates(self):
        """AFS-1: a day corrected on the serial number holds on the portal, too."""
        lot = self._receive(self.serial, "SN-10").with_context(tracking_disable=False)
        order = self._sell(self.serial, lots=lot)
        self._post_tracking()
        before = lot.message_ids
        lot.b2b_warranty_end = "2029-01-31"
        self._post_tracking()
        unit = self._get_units(order)
        self.assertWarranty(unit, "2026-03-12", "2029-01-31")
        self.assertEqual(len(lot.message_ids - before), 1)
        status = unit._get_b2b_warranty_status(date(2026, 3, 13))
        self.assertEqual(
            unit._get_b2b_warranty_reason(status),
            "Under warranty until January 31, 2029 (since March 12, 2026)",
        )

    def test_corrected_serial(self):
        """AFS-1: the warranty goes to the serial number that really left."""
        noted, real = (self._receive(self.serial, name) for name in ("SN-A", "SN-B"))
        order = self._sell(self.serial, lots=noted)
        unit = self._get_units(order)
        unit.lot_id = real
        self.assertWarranty(noted, None, None)
        self.assertFalse(
            noted.b2b_partner_id | noted.b2b_delivery_line_id.b2b_partner_id
        )
        self.assertWarranty(real, "2026-03-12", "2028-03-12")
        self.assertEqual(real.b2b_delivery_line_id, unit)

    def test_filter_of_the_staff(self):
        """AFS-1: staff find the serial numbers that are under warranty."""
        lots = self.env["stock.lot"].union(
            *(self._receive(self.serial, f"F-{number}") for number in range(3))
        )
        self._sell(self.serial, lots=lots[0])
        self._sell(self.serial, at="2023-01-10 10:00:00", lots=lots[1])
        with freeze_time("2026-04-01 12:00:00"):
            found = lots.search(
                [
                    ("id", "in", lots.ids),
                    ("b2b_warranty_start", "<=", "today"),
                    ("b2b_warranty_end", ">=", "today"),
                ]
            )
        self.assertEqual(found, lots[0])

    # -- From before ---------------------------------------------------------------

    def test_fill(self):
        """AFS-1: deliveries from before the addon get what they would have had."""
        kept, sold, lost = (
            self._receive(self.serial, f"B-{number}") for number in range(3)
        )
        with patch.object(
            type(self.env["stock.move"]), "_update_b2b_warranties", lambda moves: None
        ):
            order = self._sell(self.serial, lots=kept)
            back = self._sell(self.serial, lots=sold)
            self._send_back(back, lots=sold)
            old = self._sell(self.serial, at="2019-03-12 10:00:00", lots=lost)
        self.assertWarranty(kept, None, None)
        with freeze_time("2026-07-01 10:00:00"):
            self.env["stock.move"]._fill_b2b_warranties()
        self.assertWarranty(kept, "2026-03-12", "2028-03-12")
        self.assertEqual(self._get_units(order).b2b_delivered_on, date(2026, 3, 12))
        self.assertWarranty(sold, None, None)
        self.assertEqual(self._get_units(back).b2b_returned_on, date(2026, 5, 3))
        self.assertFalse(self._get_units(old))

    def test_fill_twice(self):
        """AFS-1: what stands is kept, with the corrections of the staff."""
        lot = self._receive(self.serial, "B-4")
        self._sell(self.serial, lots=lot)
        lot.b2b_warranty_end = "2030-01-01"
        with freeze_time("2026-07-01 10:00:00"):
            self.env["stock.move"]._fill_b2b_warranties()
        self.assertWarranty(lot, "2026-03-12", "2030-01-01")
