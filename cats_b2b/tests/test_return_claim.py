import io
from datetime import date, datetime

from freezegun import freeze_time
from werkzeug.datastructures import FileStorage, MultiDict

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..policies.returns_claim import decide_claim_again
from .documents_common import PDF, PNG
from .return_common import CLAIMED, DELIVERED, CatsReturnCommon

WEBP = b"RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


class ReturnClaimCommon(CatsReturnCommon):
    """Forms for claiming, filled in by the buyer."""

    def _as(self, user=None):
        return self.env["cats.return"].with_user(user or self.buyer)

    def _reason(self, code):
        return str(self.env.ref(f"cats_b2b.return_reason_{code}").id)

    def _form(self, *units, key="form-1", problems=None):
        """:return: a form; units are (delivery, reason, other texts)."""
        return {
            "key": key,
            "problems": problems or {},
            "units": {
                line.id: {
                    "reason": self._reason(reason) if reason else "",
                    "quantity": "1",
                    **texts,
                }
                for line, reason, texts in units
            },
        }

    def _submit(self, *units, user=None, on=CLAIMED, **kwargs):
        with freeze_time(self._at(on)):
            return self._as(user)._claim(self._form(*units, **kwargs))

    def _unit(self, line, on=CLAIMED, user=None):
        with freeze_time(self._at(on)):
            found = self._as(user)._get_claimables(ids=line.ids)
        return found[0] if found else None

    def _card(self, line, on=CLAIMED):
        """:return: the card of a delivery on a day, as the buyer's page shows it."""
        with freeze_time(self._at(on)):
            claims = self._as()
            units = claims._get_claimables(ids=line.ids)
            return claims._get_claim_cards(units, {"units": {}}, {})[0]

    def _open_reasons(self, line, on):
        """:return: set: labels of what a delivery can be claimed for on a day."""
        return {option["label"] for option in self._card(line, on)["options"]}

    def _keep_photo(self, line, name="photo.png", content=PNG, key="form-1", user=None):
        uploads = self.env["cats.upload"].with_user(user or self.buyer)
        slot = f"photos_{line.id}"
        files = MultiDict([(slot, FileStorage(io.BytesIO(content), name))])
        return uploads._keep_mine(files, key, [slot], self.website)


@tagged("post_install", "-at_install")
class TestReturnClaimBuilders(CatsReturnCommon):
    def test_claimed_unit(self):
        """AFS-2: a claim made on the model waits for approval, comes in, is inspected;
        it can be decided again."""
        line = self._claim_line("doa")
        self.assertEqual(line.state, "submitted")
        self.assertEqual(line.delivered_on, DELIVERED)
        self.assertEqual(line.warranty_end, date(2028, 3, 12))
        self.assertEqual(line.value, 100.0)
        again = decide_claim_again(line.claim_why["facts"])
        self.assertEqual(again.outcome_json(), line.claim_why["outcome"])
        self._approve_shortly(line)
        self.assertEqual((line.state, line.rma_id.state), ("approved", "confirmed"))
        self._receive_shortly(line)
        self.assertEqual((line.state, line.rma_id.state), ("received", "received"))
        self._inspect_shortly(line, "defective")
        self.assertEqual(line.state, "inspected")
        self.assertEqual(line.last_event_on, CLAIMED)


@tagged("post_install", "-at_install")
class TestReturnClaimAddress(ReturnClaimCommon):
    """Where the goods of a claim over several orders go (AFS-5)."""

    def _claim_two(self, second):
        """:return: cats.return: of two orders; the second went to another address."""
        first, other = (
            self._deliver(self.driver, lots=[name], partner_shipping_id=address.id)
            for name, address in (("A1", self.buyer.partner_id), ("A2", second))
        )
        claim, errors = self._submit((first, "doa", {}), (other, "doa", {}))
        self.assertFalse(errors)
        return claim

    def test_one_address(self):
        """AFS-5: delivered to one address, all goes back there."""
        claim = self._claim_two(self.buyer.partner_id)
        self.assertEqual(claim.partner_shipping_id, self.buyer.partner_id)

    def test_several_addresses(self):
        """AFS-5: delivered to two, each goes where its own order went."""
        depot = self.env["res.partner"].create(
            {"name": "Depot", "type": "delivery", "parent_id": self.customer.id}
        )
        claim = self._claim_two(depot)
        self.assertFalse(claim.partner_shipping_id)
        first, other = claim.line_ids.sorted("id")
        for line in claim.line_ids:
            line.rma_id = self.env["rma"].create(line._prepare_rma(f"RA-{line.id}"))
        self.assertEqual(first.rma_id.partner_shipping_id, self.buyer.partner_id)
        self.assertEqual(other.rma_id.partner_shipping_id, depot)
        carriage = other._prepare_carriage_order()
        self.assertEqual(carriage["partner_shipping_id"], depot.id)
        self.assertEqual(other._prepare_charge()["partner_shipping_id"], depot.id)


@tagged("post_install", "-at_install")
class TestReturnClaimDays(ReturnClaimCommon):
    """Until when, on whose calendar."""

    def test_dead_on_arrival(self):
        """AFS-2: DOA until day 45, April 26, and not on day 46."""
        line = self._deliver(self.driver, lots=["A1"])
        self.assertIn("Dead on arrival", self._open_reasons(line, date(2026, 4, 26)))
        claim, errors = self._submit((line, "doa", {}), on=date(2026, 4, 27))
        self.assertFalse(claim)
        self.assertEqual(
            errors,
            {
                f"reason_{line.id}": "Delivered on March 12, 2026, 46 days ago: “Dead "
                "on arrival” can be claimed for 45 days, until April 26, 2026. "
                "Possible instead: “Defective”, under warranty until March 12, 2028."
            },
        )
        claim, errors = self._submit((line, "doa", {}), on=date(2026, 4, 26))
        self.assertFalse(errors)
        self.assertEqual(claim.line_ids.reason, "doa")

    def test_no_reason(self):
        """AFS-2: without a reason until day 50, May 1, and not on day 51."""
        line = self._deliver(self.cable, 3)
        name = "No longer wanted"
        self.assertIn(name, self._open_reasons(line, date(2026, 5, 1)))
        self.assertNotIn(name, self._open_reasons(line, date(2026, 5, 2)))

    def test_warranty(self):
        """AFS-1, AFS-2: defective until the last day of the warranty; on the next one
        a repair at the customer's cost."""
        line = self._deliver(self.driver, lots=["A1"])
        self.assertIn("Defective", self._open_reasons(line, date(2028, 3, 12)))
        after = self._open_reasons(line, date(2028, 3, 13))
        self.assertEqual(after, {"Defective: repair at your cost"})

    def test_zone_of_the_customer(self):
        """AFS-2: days are those of the customer's calendar: 23:30 UTC is the next day
        in Brussels."""
        line = self._deliver(self.driver, lots=["A1"], on=datetime(2026, 3, 11, 23, 30))
        self.assertEqual(self._unit(line).delivered, date(2026, 3, 12))
        # April 26, 23:59 in Brussels, in summer time; then midnight.
        for moment, is_open in (
            (datetime(2026, 4, 26, 21, 59), True),
            (datetime(2026, 4, 26, 22, 0), False),
        ):
            is_offered = "Dead on arrival" in self._open_reasons(line, moment)
            self.assertEqual(is_offered, is_open, moment)

    def test_zone_of_his_company(self):
        """AFS-2: a contact without a time zone has that of his company."""
        line = self._deliver(self.driver, lots=["A1"], on=datetime(2026, 3, 12, 15, 30))
        self.buyer.partner_id.tz = False
        self.customer.tz = "Asia/Tokyo"
        self.assertEqual(self._unit(line).delivered, date(2026, 3, 13))

    def test_zone_of_the_warehouse(self):
        """AFS-2: nobody told his time zone: days are those of the warehouse."""
        line = self._deliver(self.driver, lots=["A1"], on=datetime(2026, 3, 11, 23, 30))
        self.buyer.partner_id.tz = self.customer.tz = False
        self.assertEqual(self._unit(line).delivered, date(2026, 3, 12))
        self.calendar.tz = "America/New_York"
        self.assertEqual(self._unit(line).delivered, date(2026, 3, 11))
        # Its April 25 is day 45, until 04:00 UTC of the 26th.
        for moment, is_open in (
            (datetime(2026, 4, 26, 3, 59), True),
            (datetime(2026, 4, 26, 4, 0), False),
        ):
            is_offered = "Dead on arrival" in self._open_reasons(line, moment)
            self.assertEqual(is_offered, is_open, moment)

    def test_order_complete(self):
        """AFS-2 (LUX): the days may count from the last goods of the order."""
        policy = self.env["cats.return.policy"]._get_current(self.company)
        policy.returns_from = "order"
        self._put_into_stock(self.cable, 3)
        with freeze_time(self._at(DELIVERED)):
            order = self._create_order((self.cable, 3))
            order.action_confirm()
        first = self._hand_over(order, quantities={self.cable: 1}, on=DELIVERED)
        self.assertIsNone(self._unit(first).completed)
        # As long as goods are to come, it can be returned, without a last day.
        late = date(2026, 9, 1)
        card = self._card(first, late)
        (option,) = [it for it in card["options"] if it["label"] == "No longer wanted"]
        self.assertEqual(option["until"], "")
        self._hand_over(order, on=date(2026, 4, 1))
        self.assertEqual(self._unit(first).completed, date(2026, 4, 1))
        # April 1 and 50 days: May 21.
        self.assertIn("No longer wanted", self._open_reasons(first, date(2026, 5, 21)))
        late = self._open_reasons(first, date(2026, 5, 22))
        self.assertNotIn("No longer wanted", late)


@tagged("post_install", "-at_install")
class TestReturnClaim(ReturnClaimCommon):
    """What a claim keeps, and what it may hold."""

    def test_claim_of_several(self):
        """AFS-2: several units of several orders in one return, each with what is known
        of it; it can be decided again."""
        driver = self._deliver(self.driver, lots=["A1"])
        cables = self._deliver(self.cable, 10)
        self._keep_photo(cables)
        claim, errors = self._submit(
            (driver, "doa", {"description": " Dark. ", "wish": "replacement"}),
            (cables, "transport_damage", {"quantity": "4"}),
        )
        self.assertFalse(errors)
        self.assertRegex(claim.name, r"\S")
        self.assertRecordValues(
            claim,
            [
                {
                    "state": "submitted",
                    "user_id": self.buyer.id,
                    "partner_id": self.buyer.partner_id.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(
            claim.policy_id, self.env["cats.return.policy"]._get_current(self.company)
        )
        lines = claim.line_ids.sorted("id")
        self.assertRecordValues(
            lines,
            [
                {
                    "reason": "doa",
                    "lot_name": "A1",
                    "quantity": 1.0,
                    "value": 100.0,
                    "description": "Dark.",
                    "wish": "replacement",
                    "delivered_on": DELIVERED,
                    "completed_on": DELIVERED,
                    "warranty_start": DELIVERED,
                    "warranty_end": date(2028, 3, 12),
                    "state": "submitted",
                },
                {
                    "reason": "transport_damage",
                    "lot_name": False,
                    "quantity": 4.0,
                    "value": 20.0,
                    "description": "",
                    "wish": False,
                    "delivered_on": DELIVERED,
                    "completed_on": DELIVERED,
                    "warranty_start": DELIVERED,
                    "warranty_end": date(2028, 3, 12),
                    "state": "submitted",
                },
            ],
        )
        for line in lines:
            self.assertEqual(line.events, {"submitted": "2026-03-22"})
            again = decide_claim_again(line.claim_why["facts"])
            self.assertTrue(again.allowed)
            self.assertEqual(again.outcome_json(), line.claim_why["outcome"])
        self.assertEqual(
            lines[0]._explain_claim(),
            "Delivered on March 12, 2026: “Dead on arrival” can be claimed for 45 "
            "days, until April 26, 2026.",
        )
        photo = lines[1].photo_ids
        self.assertEqual((photo.res_model, photo.res_id), ("cats.return", claim.id))
        self.assertFalse(lines[0].photo_ids)
        self.assertFalse(self.env["cats.upload"].search([("user_id", "!=", False)]))

    def test_value_in_the_sellers_currency(self):
        """AFS-9: USD 100.00 at 1.25 per euro were EUR 80.00, whatever the rate now."""
        dollar = self._create_currency("USD", d20260101="1.25", d20260320="2.00")
        line = self._deliver(
            self.driver,
            lots=["A1"],
            pricelist_id=self._create_pricelist(dollar).id,
        )
        line.move_id.sale_line_id.price_unit = 100.0
        claim, errors = self._submit((line, "doa", {}))
        self.assertFalse(errors)
        self.assertEqual(claim.line_ids.price_unit, 100.0)
        self.assertEqual(claim.line_ids.value, 80.0)

    def test_current_version(self):
        """AFS-2: a claim keeps the version of the terms by which it was judged."""
        self._deliver(self.driver, lots=["A1"])
        policies = self.env["cats.return.policy"]
        policies._get_current(self.company)
        newer = policies.create(
            {"company_id": self.company.id, "version": 2, "doa_days": 5}
        )
        line = self._deliver(self.driver, lots=["A2"])
        claim, errors = self._submit((line, "doa", {}))
        self.assertIn("for 5 days", errors[f"reason_{line.id}"])
        claim, errors = self._submit((line, "defective", {}))
        self.assertEqual(claim.policy_id, newer)
        self.assertEqual(claim.line_ids.claim_why["facts"]["terms"]["version"], "2")

    def test_quantity(self):
        """AFS-2: more than is left, nothing, a text: an error beside the field."""
        line = self._deliver(self.cable, 5)
        for typed, text in (
            ("6", "No more than 5 can be claimed."),
            ("0", "Please enter how many"),
            ("-1", "Please enter how many"),
            ("", "Please enter how many"),
            ("some", "Please enter how many"),
            ("0.001", "Please enter how many"),
            ("99999999999", "Please enter how many"),
            ("nan", "Please enter how many"),
        ):
            with self.subTest(typed):
                claim, errors = self._submit((line, "defective", {"quantity": typed}))
                self.assertFalse(claim)
                self.assertEqual(list(errors), [f"quantity_{line.id}"])
                self.assertIn(text, errors[f"quantity_{line.id}"])
        claimed = [("move_line_id", "=", line.id)]
        self.assertFalse(self.env["cats.return.line"].search(claimed))

    def test_what_is_left(self):
        """AFS-2: open claims hold, what came back is gone, what was refused is free."""
        line = self._deliver(self.cable, 10)
        held = self._claim_line("defective", line, 4)
        self.assertEqual(self._unit(line).left, 6)
        refused = self._claim_line("defective", line, 1)
        refused._log_event("refused")
        self.assertEqual(self._unit(line).left, 6)
        self._approve_shortly(held)
        self._receive_shortly(held)
        # It is in the house, and still the claim's: not counted twice.
        unit = self._unit(line)
        self.assertEqual((unit.returned_qty, unit.claimed_qty), (0, 4))
        _claim, errors = self._submit((line, "defective", {"quantity": "7"}))
        self.assertEqual(
            errors[f"quantity_{line.id}"],
            "Delivered: 10, of which came back: 0, in other returns: 4. No more than 6 "
            "can be claimed. Possible instead: 6 or fewer.",
        )
        self._inspect_shortly(held, "defective")
        held.solution = "credit"
        held._log_event("credited")
        self.assertEqual(held.state, "done")
        unit = self._unit(line)
        self.assertEqual((unit.returned_qty, unit.claimed_qty), (4, 0))

    def test_fewer_came(self):
        """AFS-4: of three that were announced two came: the third can be claimed."""
        line = self._deliver(self.cable, 3)
        claimed = self._claim_line("defective", line, 3)
        claimed._log_event("approved")
        claimed.received_qty = 2.0
        for event in ("handed_over", "received", "inspected"):
            claimed._log_event(event)
        claimed.solution = "credit"
        claimed._log_event("credited")
        self.assertEqual(self._unit(line).left, 1)

    def test_missing_is_gone(self):
        """AFS-9: what was missing and credited is not claimed as broken later."""
        line = self._deliver(self.cable, 3)
        claimed = self._claim_line("missing_article", line, 1)
        claimed._log_event("approved")
        claimed.solution = "credit"
        claimed._log_event("credited")
        self.assertEqual(self._unit(line).left, 2)

    def test_taken_back_by_staff(self):
        """AFS-2: what staff took back without a claim cannot be claimed."""
        lines = self._deliver(self.driver, lots=["A1", "A2"])
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=lines.picking_id.id)
            .create({})
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        first = lines.filtered(lambda it: it.lot_id.name == "A1")
        self._set_serials(back.move_ids, ["A1"])
        back.move_ids.picked = True
        back._action_done()
        self.assertEqual(self._unit(first).left, 0)
        self.assertEqual(self._unit(lines - first).left, 1)
        _claim, errors = self._submit((first, "doa", {}))
        self.assertEqual(
            errors[f"reason_{first.id}"],
            "It came back to us already. Possible instead: a word with our customer "
            "service.",
        )

    def test_same_serial_twice(self):
        """AFS-2: a unit is in one open return only; once refused, it can be again."""
        line = self._deliver(self.driver, lots=["A1"])
        claim, _errors = self._submit((line, "doa", {}))
        again, errors = self._submit((line, "defective", {}), key="form-2")
        self.assertFalse(again)
        self.assertIn("in another return already", errors[f"reason_{line.id}"])
        claim.line_ids._log_event("refused")
        again, errors = self._submit((line, "defective", {}), key="form-2")
        self.assertTrue(again)

    def test_batch(self):
        """AFS-2: of a batch, several returns may each hold a part."""
        batch = self._create_product("Ink", 9.0, tracking="lot")
        lot = self._get_lot(batch, "B1")
        self.env["stock.quant"]._update_available_quantity(
            batch, self.warehouse.lot_stock_id, 10, lot_id=lot
        )
        with freeze_time(self._at(DELIVERED)):
            order = self._create_order((batch, 10))
            order.action_confirm()
        line = self._hand_over(order, on=DELIVERED)
        for key, quantity in (("one", "2"), ("two", "3")):
            claim, errors = self._submit(
                (line, "transport_damage", {"quantity": quantity}), key=key
            )
            # It asks for a photo; with it, it is taken.
            self.assertEqual(list(errors), [f"photos_{line.id}"])
            self._keep_photo(line, key=key)
            claim, errors = self._submit(
                (line, "transport_damage", {"quantity": quantity}), key=key
            )
            self.assertEqual(claim.line_ids.lot_name, "B1")
        self.assertEqual(self._unit(line).left, 5)

    def test_replacement_can_be_claimed(self):
        """AFS-5: what was sent anew is a delivery as well; its days of return without
        a reason began with the first one."""
        line = self._claim_line("doa")
        self._approve_shortly(line)
        self._receive_shortly(line)
        self._put_into_stock(self.driver, 1, ["B1"])
        self._inspect_shortly(line, "defective")
        sent_on = date(2026, 4, 20)
        with freeze_time(self._at(sent_on)):
            line._propose_solutions()
            line._choose("replacement", by_staff=True)
            line.rma_id.create_replace(
                datetime(2026, 4, 20),
                self.warehouse,
                self.driver,
                1,
                line.product_uom_id,
            )
        move = line.rma_id.delivery_move_ids
        with freeze_time(self._at(sent_on)):
            self._set_serials(move, ["B1"])
            move.picked = True
            move.picking_id._action_done()
        unit = self._unit(move.move_line_ids, date(2026, 4, 25))
        self.assertEqual((unit.delivered, unit.left), (sent_on, 1))
        self.assertEqual(unit.sale_line, line.sale_line_id)
        self.assertEqual(unit.first_delivered, DELIVERED)
        reasons = self._open_reasons(move.move_line_ids, date(2026, 5, 2))
        self.assertIn("Dead on arrival", reasons)
        self.assertNotIn("No longer wanted", reasons)
        # Replaced ones are found as the others are.
        shown = self._as()._get_claimables(order=line.order_id)
        self.assertIn("B1", [one.move_line.lot_id.name for one in shown])

    # -- What it asks for ----------------------------------------------------------

    def test_reason_is_needed(self):
        """AFS-2: nothing chosen, another seller's reason, something invented."""
        line = self._deliver(self.driver, lots=["A1"])
        other = self.env["cats.return.reason"].create(
            {
                "name": "Theirs",
                "code": "doa",
                "company_id": self.env["res.company"].create({"name": "Other"}).id,
            }
        )
        for typed in ("", "0", "abc", str(other.id), "-cost"):
            with self.subTest(typed):
                _claim, errors = self._submit((line, "", {"reason": typed}))
                self.assertEqual(
                    errors, {f"reason_{line.id}": "Please choose what is wrong."}
                )

    def test_packaging(self):
        """AFS-2: without a reason in unopened packaging only."""
        line = self._deliver(self.driver, lots=["A1"])
        _claim, errors = self._submit((line, "no_reason", {}))
        self.assertIn("unopened", errors[f"packaging_{line.id}"])
        _claim, errors = self._submit((line, "no_reason", {"packaging": "opened"}))
        self.assertEqual(
            errors[f"packaging_{line.id}"],
            "“No longer wanted” can be claimed in unopened packaging only. Possible "
            "instead: “Dead on arrival”, until April 26, 2026 or “Defective”, under "
            "warranty until March 12, 2028.",
        )
        claim, errors = self._submit((line, "no_reason", {"packaging": "sealed"}))
        self.assertEqual(claim.line_ids.packaging, "sealed")

    def test_wish(self):
        """AFS-2: what does not go with the reason cannot be wished for."""
        line = self._deliver(self.driver, lots=["A1"])
        for wish in ("repair", "scrap", "hold"):
            _claim, errors = self._submit((line, "doa", {"wish": wish}))
            self.assertEqual(list(errors), [f"wish_{line.id}"])

    def test_repair_at_cost(self):
        """AFS-7: out of warranty, a claim asks for a quotation; it says so."""
        line = self._deliver(self.driver, lots=["A1"])
        late = date(2028, 3, 13)
        _claim, errors = self._submit((line, "defective", {}), on=late)
        self.assertEqual(
            errors[f"reason_{line.id}"],
            "The warranty ended on March 12, 2028. Possible instead: a repair at your "
            "cost, after a quotation.",
        )
        reason = {"reason": f"{self._reason('defective')}-cost"}
        claim, errors = self._submit((line, "", reason), on=late)
        self.assertFalse(errors)
        self.assertEqual(claim.line_ids.wish, "repair")
        self.assertEqual(
            claim.line_ids._explain_claim(),
            "The warranty ended on March 12, 2028. It is repaired at your cost, once "
            "you accepted our quotation.",
        )
        again = decide_claim_again(claim.line_ids.claim_why["facts"])
        self.assertTrue(again.allowed)

    def test_repeated_missing(self):
        """AFS-9: claims of missing articles count over the company's people, and are
        refused online where the seller says so."""
        mate = self._create_portal_user("mate", self.customer)
        lines = [self._deliver(self.cable, 1) for _number in range(3)]
        for line in lines[:2]:
            claimed = self._claim_line("missing_article", line)
            claimed.return_id.partner_id = mate.partner_id
        policy = self.env["cats.return.policy"]._get_current(self.company)
        with freeze_time(self._at(CLAIMED)):
            count = self._as()._count_missing_claims_of(
                self.customer, self.company, policy._get_terms()
            )
        self.assertEqual(count, 2)
        policy._get_open_version().refuse_repeated = True
        _claim, errors = self._submit((lines[2], "missing_article", {}))
        self.assertEqual(
            errors[f"reason_{lines[2].id}"],
            "Articles were missing 2 times in 12 months: please speak to us about this "
            "one. Possible instead: a word with our customer service.",
        )
        # A year and a day later they are forgotten.
        _claim, errors = self._submit(
            (lines[2], "missing_article", {}), on=date(2027, 3, 23)
        )
        self.assertFalse(errors)

    def test_repeated_missing_stands_out(self):
        """AFS-9: by default it is taken, the customer reads nothing of it."""
        for _number in range(2):
            self._claim_line("missing_article", self._deliver(self.cable, 1))
        line = self._deliver(self.cable, 1)
        claim, errors = self._submit((line, "missing_article", {}))
        self.assertFalse(errors)
        kept = [why["code"] for why in claim.line_ids.claim_why["because"]]
        self.assertIn("repeated_missing", kept)
        self.assertEqual(
            claim.line_ids._explain_claim(), "Under warranty until March 12, 2028."
        )

    def test_dispute(self):
        """AFS-9: an open dispute blocks exchange and service; goods may go back."""
        line = self._deliver(self.driver, lots=["A1"])
        self.customer.b2b_has_dispute = True
        self.assertEqual(
            self._open_reasons(line, CLAIMED),
            {"Ordered by mistake", "No longer wanted"},
        )
        _claim, errors = self._submit((line, "doa", {}))
        self.assertIn("until it is settled", errors[f"reason_{line.id}"])

    # -- Forms ---------------------------------------------------------------------

    def test_form_counts_once(self):
        """AFS-2: a double click, a replay: the same return; another content is not."""
        line = self._deliver(self.cable, 5)
        first, _errors = self._submit((line, "defective", {"quantity": "2"}))
        again, errors = self._submit((line, "defective", {"quantity": "2"}))
        self.assertEqual((again, errors), (first, {}))
        other, errors = self._submit((line, "defective", {"quantity": "3"}))
        self.assertNotEqual(other, first)
        mate = self._create_portal_user("mate", self.customer)
        _claim, errors = self._submit((line, "defective", {"quantity": "2"}), user=mate)
        self.assertTrue(errors)

    def test_nothing_and_too_much(self):
        """AFS-2: a form without units, and one with more than a page holds."""
        _claim, errors = self._submit()
        self.assertIn("Please choose", errors[""])
        form = {"key": "k", "units": {number: {} for number in range(1, 52)}}
        _claim, errors = self._as()._claim(form)
        self.assertIn("at most 50", errors[""])

    def test_photos(self):
        """AFS-2: pictures and papers of one form and user, five a unit, not too big."""
        line = self._deliver(self.driver, lots=["A1"])
        slot = f"photos_{line.id}"
        for name, content in (("a.png", PNG), ("b.pdf", PDF), ("c", WEBP)):
            self.assertFalse(self._keep_photo(line, name, content))
        for name, content in (("d.gif", GIF), ("e.png", b""), ("f.exe", b"MZ\x90")):
            self.assertIn(name, self._keep_photo(line, name, content)[slot])
        big = PNG + b"\x00" * 5 * 1024**2
        self.assertIn("bigger than 5 MB", self._keep_photo(line, "g.png", big)[slot])
        for name in ("h.png", "i.png"):
            self.assertFalse(self._keep_photo(line, name))
        self.assertIn("one too many", self._keep_photo(line, "j.png")[slot])
        uploads = self.env["cats.upload"]
        self.assertEqual(len(uploads.with_user(self.buyer)._find_mine("form-1")), 5)
        # Neither another user nor a visitor finds them by the same key.
        self.assertFalse(uploads.with_user(self.stranger)._find_mine("form-1"))
        self.assertFalse(uploads._find_by_token("form-1"))
        with self.assertRaises(AccessError):
            uploads.with_user(self.buyer)._find_mine("form-1").sudo(False).read(
                ["name"]
            )

    def test_refused_photo(self):
        """AFS-2: a photo that was refused holds the form up."""
        line = self._deliver(self.driver, lots=["A1"])
        problems = self._keep_photo(line, "d.gif", GIF)
        claim, errors = self._submit((line, "doa", {}), problems=problems)
        self.assertFalse(claim)
        self.assertIn("d.gif", errors[f"photos_{line.id}"])

    # -- Whose they are ------------------------------------------------------------

    def test_others(self):
        """AFS-2, USR-4: another company's delivery, a colleague's out of scope, one
        that is not delivered, no delivery at all: none is claimed."""
        mine = self._deliver(self.driver, lots=["A1"])
        theirs = self._deliver(
            self.driver, lots=["A2"], partner_id=self.stranger.partner_id.id
        )
        mate = self._create_portal_user("mate", self.customer)
        mates = self._deliver(self.driver, lots=["A3"], partner_id=mate.partner_id.id)
        own = [code for code in self.buyer._get_b2b_rights() if "company" not in code]
        self.buyer._set_b2b_rights(set(own) - {"principal"})
        receipt = self.env["stock.move.line"].search([("state", "!=", "done")], limit=1)
        self._put_into_stock(self.cable, 1)
        order = self._create_order((self.cable, 1))
        order.action_confirm()
        waiting = order.picking_ids.move_line_ids
        self.assertTrue(waiting)
        for line in (theirs, mates, waiting, receipt):
            self.assertIsNone(line and self._unit(line))
            with self.subTest(line.display_name):
                claim, errors = self._submit((mine, "doa", {}), (line, "doa", {}))
                self.assertFalse(claim)
                self.assertIn("none of your deliveries", errors[""])
        self.assertTrue(self._unit(mine))

    def test_company_scope(self):
        """USR-4: who sees the company's orders claims what colleagues got."""
        mate = self._create_portal_user("mate", self.customer)
        line = self._deliver(self.driver, lots=["A3"], partner_id=mate.partner_id.id)
        self.assertIn("see_company_orders", self.buyer._get_b2b_rights())
        claim, errors = self._submit((line, "doa", {}))
        self.assertFalse(errors)
        self.assertEqual(claim.partner_id, self.buyer.partner_id)

    def test_without_right(self):
        """USR-3: no right to returns, nothing to see; neither for public and staff."""
        line = self._deliver(self.driver, lots=["A1"])
        self.buyer._set_b2b_rights({"see_company_orders", "place_orders"})
        for user in (self.buyer, self.website.user_id, self.salesman):
            claims = self._as(user)
            with self.assertRaises(AccessError):
                claims._get_claimables()
            with self.assertRaises(AccessError):
                claims._claim(self._form((line, "doa", {})))
            self.assertFalse(
                line.move_id.sale_line_id.order_id.with_user(user)._can_b2b_return()
            )

    def test_several_sellers(self):
        """AFS-2: what comes from several sellers is claimed seller by seller."""
        mine = self._deliver(self.driver, lots=["A1"])
        claims = self._as()
        with freeze_time(self._at(CLAIMED)):
            units = claims._get_claimables(ids=mine.ids)
            form = self._form((mine, "doa", {}))
            one = claims._judge_units(units, form)
            other = claims._judge_units(units, form)[0]
        other.unit = type("Unit", (), {"id": 0, "order": self.env["sale.order"]})()
        errors = claims._collect_errors([*one, other], {"units": [1, 2]})
        self.assertIn("several sellers", errors[""])

    def test_events_once(self):
        """AFS-2: what was sent is not sent again."""
        line = self._deliver(self.driver, lots=["A1"])
        claim, _errors = self._submit((line, "doa", {}))
        with self.assertRaises(UserError):
            claim.line_ids._log_event("submitted")

    def test_search(self):
        """AFS-2: a serial, an article number, an order find what is meant."""
        self.driver.default_code = "DRV-24"
        line = self._deliver(self.driver, lots=["SN-77"], client_order_ref="PO 5")
        self._deliver(self.cable, 2)
        order = line.move_id.sale_line_id.order_id
        claims = self._as()
        for text in ("sn-77", "DRV-24", "driv", order.name, "PO 5"):
            with self.subTest(text):
                found = claims._get_claimables(search=text)
                self.assertEqual([one.id for one in found], line.ids)
                self.assertEqual(claims._count_claimable(search=text), 1)
        self.assertFalse(claims._get_claimables(search="SN-78"))
        self.assertEqual(len(claims._get_claimables()), 2)
