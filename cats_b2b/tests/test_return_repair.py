from datetime import date, timedelta
from itertools import product

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..policies import returns_repair, returns_terms
from .return_common import CLAIMED, DELIVERED
from .return_repair_common import OVER, CatsReturnRepairCommon


@tagged("post_install", "-at_install")
class TestReturnRepair(CatsReturnRepairCommon):
    """Repairs of returned units: free, or against a quotation (AFS-7)."""

    def _get_events(self, line):
        return list(line.events)

    # -- Under warranty ---------------------------------------------------------------

    def test_warranty(self):
        """AFS-7: under warranty parts, labour and transport are free: no quotation."""
        line = self._break()
        self.assertEqual(line.solution, "repair")
        self.assertFalse(line._is_quoted_repair())
        line.with_user(self.helper)._carry_out()
        repair = line.repair_id
        self.assertRecordValues(
            repair,
            [
                {
                    "b2b_return_line_id": line.id,
                    "partner_id": self.buyer.partner_id.id,
                    "product_id": self.driver.id,
                    "lot_id": line.lot_id.id,
                    "product_qty": 1.0,
                    "under_warranty": True,
                    "state": "confirmed",
                    "company_id": self.company.id,
                    "picking_type_id": self.warehouse.repair_type_id.id,
                    "product_location_src_id": self.warehouse.rma_loc_id.id,
                    "product_location_dest_id": self.warehouse.rma_loc_id.id,
                    "location_id": self.warehouse.lot_stock_id.id,
                }
            ],
        )
        part = self._add_part(repair)
        self._repair(line)
        self.assertEqual(part.state, "done")
        self.assertFalse(repair.sale_order_id)
        self.assertFalse(line.quote_id)
        self.assertIn("repaired", line.events)
        self.assertNotIn("paid", line.events)
        self.assertEqual(line.next_step, "sent")
        back = line._get_delivery_moves()
        self.assertRecordValues(
            back,
            [
                {
                    "product_id": self.driver.id,
                    "location_id": self.warehouse.rma_loc_id.id,
                    "product_uom_qty": 1.0,
                }
            ],
        )
        self.assertEqual(back.location_dest_id.usage, "customer")
        self._set_serials(back, line.lot_id.mapped("name"))
        back.picked = True
        back.picking_id._action_done()
        self.assertIn("sent", line.events)

    def test_warranty_is_not_quoted(self):
        """AFS-7: what is under warranty cannot be quoted, whoever presses what."""
        line = self._break()
        repair = line._get_or_create_repair()
        for button in (repair.action_create_sale_order, repair.action_b2b_send_quote):
            with self.assertRaisesRegex(UserError, "there is no more to ask"):
                button()
        self.assertFalse(repair.sale_order_id)

    def test_warranty_parts_at_cost(self):
        """AFS-7: under warranty a lamp of EUR 12.50 leaves stock, nothing is billed."""
        line = self._break()
        part = self._add_part(line._get_or_create_repair())
        self._repair(line)
        self.assertEqual(part.value, 12.5)
        self.assertEqual(part.location_dest_id.usage, "production")
        self.assertFalse(part.sale_line_id)

    def test_carriage_after_months(self):
        """AFS-6: terms may leave the customer the way back; the unit waits for it."""
        policy = self.env["cats.return.policy"]._get_current(self.company)
        policy.warranty_carriage_out = "customer"
        line = self._break(on=fields.Date.to_date("2026-09-13"))
        self.assertEqual((line.solution, line.carriage_out), ("repair", "customer"))
        line._get_or_create_repair()
        self._repair(line)
        self.assertFalse(line._get_delivery_moves())
        order = line.carriage_order_id
        self.assertEqual(order.amount_untaxed, 15.0)
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "goes back when the repair is paid"):
            line.with_user(self.helper).action_send_repaired()

    # -- Against a quotation -----------------------------------------------------------

    def test_quotation(self):
        """AFS-7: 40.00 parts + 90.00 labour + 15.00 transport + 30.45 tax = 175.45."""
        line = self._quote()
        quote = line.quote_id
        self.assertEqual(
            [
                (one.product_id.name, one.product_uom_qty, one.price_subtotal)
                for one in quote.order_line
            ],
            [
                ("Lamp", 1.0, 40.0),
                ("Carriage of a return", 1.0, 15.0),
                ("Repair: labour", 1.5, 90.0),
            ],
        )
        self.assertEqual(
            (quote.amount_untaxed, quote.amount_tax, quote.amount_total),
            (145.0, 30.45, 175.45),
        )
        self.assertRecordValues(
            quote,
            [
                {
                    "state": "sent",
                    "partner_id": self.buyer.partner_id.id,
                    "b2b_return_line_id": line.id,
                    "require_signature": True,
                    "require_payment": False,
                    "warehouse_id": self.warehouse.id,
                }
            ],
        )
        self.assertEqual(self._get_events(line)[-2:], ["chosen", "quoted"])
        self.assertEqual(
            (line.next_step, line.next_actor), ("quote_accepted", "customer")
        )
        mail = quote.message_ids.filtered("partner_ids")
        self.assertEqual(mail.partner_ids, self.buyer.partner_id)
        self.assertEqual(line.repair_id.state, "draft")

    def test_rules_of_the_shop_do_not_hold(self):
        """AFS-7: a quotation bears no fee, no minimum quantity, no promise; the company
        needs no VAT number for it."""
        self.lamp.product_tmpl_id.b2b_min_qty = 10
        self.company.b2b_small_order_threshold = 1000.0
        line = self._break_late()
        self.customer.vat = False
        self._quote(line)
        quote = line.quote_id
        self.assertFalse(self._get_fee_lines(quote))
        self.assertFalse(quote.b2b_applies)
        line.with_user(self.buyer)._answer_quote(True)
        self.assertEqual(quote.state, "sale")
        self.assertFalse(self._get_fee_lines(quote))
        self.assertFalse(quote.b2b_promise_date)
        self.assertFalse(quote.picking_ids)
        self.assertFalse(quote.b2b_status)

    def test_minimum_holds_elsewhere(self):
        """ORD-5: the same lamp in an order of goods has its minimum."""
        self.lamp.product_tmpl_id.b2b_min_qty = 10
        order = self._create_order((self.lamp, 1))
        self.assertTrue(order._get_b2b_quantity_error())

    def test_accepted(self):
        """AFS-7: accepted, repaired, invoiced, paid: then it goes back."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(True)
        self.assertEqual(line.quote_id.state, "sale")
        self.assertEqual(line.repair_id.state, "confirmed")
        self.assertEqual((line.next_step, line.next_actor), ("repaired", "seller"))
        self._repair(line)
        self.assertEqual((line.next_step, line.next_actor), ("paid", "customer"))
        self.assertFalse(line._get_delivery_moves())

    def test_on_account(self):
        """AFS-7: who buys on account has met the terms of payment by his order."""
        term = self.env["account.payment.term"].create(
            {
                "name": "30 days",
                "line_ids": [
                    fields.Command.create({"nb_days": 30, "value_amount": 100})
                ],
            }
        )
        self.customer.property_payment_term_id = term
        self.buyer.partner_id.property_payment_term_id = term
        line = self._quote()
        self.assertEqual(line.quote_id.payment_term_id, term)
        line.with_user(self.buyer)._answer_quote(True)
        self._repair(line)
        self.assertIn("paid", line.events)
        self.assertEqual(line.next_step, "sent")
        self.assertEqual(len(line._get_delivery_moves()), 1)

    def test_gates(self):
        """AFS-7: no work begins before the quotation is accepted, by any button."""
        line = self._quote()
        repair = line.repair_id
        for button in (
            repair.action_validate,
            repair._action_repair_confirm,
            repair.action_repair_start,
            repair.action_repair_end,
            repair.action_repair_done,
        ):
            with self.subTest(button.__name__), self.assertRaises(UserError):
                button()
        self.assertEqual(repair.state, "draft")
        with self.assertRaisesRegex(UserError, "customer waits"):
            repair.action_repair_cancel()

    def test_way_back_gate(self):
        """AFS-7: an unpaid repair does not leave, not by OCA's own method either."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(True)
        self._repair(line)
        with self.assertRaises(UserError):
            line.rma_id.create_return(fields.Datetime.now(), 1.0, self.driver.uom_id)
        with self.assertRaisesRegex(UserError, "goes back when the repair is paid"):
            line.with_user(self.helper).action_send_repaired()

    def test_hours_are_asked_for(self):
        """AFS-7: a quotation without labour is none."""
        line = self._break_late()
        repair = line._get_or_create_repair()
        with self.assertRaisesRegex(UserError, "estimate the hours"):
            repair.action_b2b_send_quote()
        self.assertNotIn("quoted", line.events)

    def test_sent_by_hand(self):
        """AFS-7: sent from its own form, the quotation is complete, too."""
        line = self._break_late()
        repair = line._get_or_create_repair()
        repair.action_create_sale_order()
        send = line.quote_id.with_context(mark_so_as_sent=True).message_post
        with self.assertRaises(UserError) as caught:
            send(body="Your quotation")
        self.assertIn("estimate the hours", str(caught.exception))
        repair.b2b_labour_hours = 1.0
        send(body="Your quotation")
        self.assertIn("quoted", line.events)
        self.assertEqual(line.quote_id.amount_untaxed, 75.0)
        repair.b2b_labour_hours = 2.0
        self.assertEqual(line.quote_id.amount_untaxed, 75.0)

    def test_forms(self):
        """AFS-7: technicians see what is claimed, staff see repair and quotation."""
        technician = new_test_user(
            self.env,
            "b2b_technician",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        line = self._quote()
        with Form(line.repair_id.with_user(technician)) as form:
            self.assertEqual(form.b2b_claim_name, line.rma_id.name)
            self.assertEqual(form.b2b_claim_text, "It does not work.")
            self.assertIn("Warranty ended March 12, 2028", form.b2b_warranty_text)
            self.assertEqual(form.b2b_quote_state, "sent")
            form.b2b_labour_hours = 2.0
        form = Form(line.with_user(self.helper))
        self.assertEqual(form.quote_state, "sent")
        action = line.with_user(self.helper).action_view_repair()
        self.assertEqual(action["res_id"], line.repair_id.id)

    def test_draft_thrown_away(self):
        """AFS-7: a draft that staff cancelled is made anew, and says all three."""
        line = self._break_late()
        repair = line._get_or_create_repair()
        self._add_part(repair)
        repair.action_create_sale_order()
        draft = line.quote_id
        draft._action_cancel()
        repair.b2b_labour_hours = 1.5
        repair.action_b2b_send_quote()
        self.assertNotEqual(line.quote_id, draft)
        self.assertEqual(line.quote_id.amount_untaxed, 145.0)

    def test_sent_again(self):
        """AFS-7: a corrected quotation is sent again, and is still one quotation."""
        line = self._quote()
        line.repair_id.b2b_labour_hours = 2.0
        line.repair_id.action_b2b_send_quote()
        self.assertEqual(line.quote_id.amount_untaxed, 175.0)
        self.assertEqual(self._get_events(line).count("quoted"), 1)

    def test_parts_beyond_the_quotation(self):
        """AFS-7: the customer pays what he accepted, whatever else is built in."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(True)
        repair, quote = line.repair_id, line.quote_id
        self._add_part(repair, quantity=2.0)
        repair.move_ids[0].product_uom_qty = 3.0
        self._repair(line)
        self.assertEqual(quote.amount_untaxed, 145.0)
        lamp = quote.order_line.filtered(lambda one: one.product_id == self.lamp)
        self.assertEqual(lamp.qty_delivered, 1.0)
        self.assertEqual(sum(repair.move_ids.mapped("quantity")), 5.0)

    # -- Refused, too late, twice ------------------------------------------------------

    def test_refused_sent_back(self):
        """AFS-7: who refuses gets his unit back, at his cost."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(False)
        self.assertEqual(line.quote_id.state, "cancel")
        self.assertEqual(line.repair_id.state, "cancel")
        self.assertEqual((line.next_step, line.next_actor), ("wish_said", "customer"))
        self.assertEqual(
            line.with_user(self.buyer)._get_repair_block()["wishes"],
            ("send_back", "scrap"),
        )
        with self.assertRaises(UserError):
            line.with_user(self.buyer)._say_wish("keep")
        line.with_user(self.buyer)._say_wish("send_back")
        self.assertEqual((line.solution, line.carriage_out), ("send_back", "customer"))
        self.assertEqual(line.next_step, "carriage_agreed")
        with self.assertRaises(UserError):
            line.with_user(self.helper)._carry_out()
        line.with_user(self.buyer)._agree_costs()
        self.assertEqual(line.carriage_order_id.amount_untaxed, 15.0)
        self.assertEqual(line.next_step, "paid")
        with self.assertRaises(UserError):
            line.with_user(self.buyer)._say_wish("scrap")

    def test_refused_scrapped(self):
        """AFS-7: who refuses may have his unit scrapped, which costs nothing."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(False)
        line.with_user(self.buyer)._say_wish("scrap")
        self.assertEqual((line.solution, line.next_step), ("scrap", "scrapped"))
        line.with_user(self.helper)._carry_out()
        self.assertEqual(line.state, "done")
        self.assertFalse(line.carriage_order_id)

    def test_expired(self):
        """AFS-7: on its last day a quotation can be accepted, a day later not."""
        line = self._quote()
        quote, today = line.quote_id, fields.Date.today()
        self._set_validity(quote, today - timedelta(days=1))
        with self.assertRaisesRegex(UserError, "was valid until"):
            line.with_user(self.buyer)._answer_quote(True)
        with self.assertRaisesRegex(UserError, "was valid until"):
            quote.action_confirm()
        self.assertEqual(quote.state, "sent")
        block = line.with_user(self.buyer)._get_repair_block()
        self.assertIn("was valid until", block["obstacle"])
        self.assertFalse(block["answers"])
        line.repair_id.action_b2b_send_quote()
        self.assertGreater(quote.validity_date, today)
        self._set_validity(quote, today)
        line.with_user(self.buyer)._answer_quote(True)
        self.assertEqual(quote.state, "sale")

    def _set_validity(self, quote, day):
        quote.validity_date = day
        quote.invalidate_recordset(["is_expired"])

    def test_prices_are_kept(self):
        """AFS-7: "Update Prices" leaves labour and transport as the settings say."""
        line = self._quote()
        line.quote_id.action_update_prices()
        self.assertEqual(line.quote_id.amount_untaxed, 145.0)

    def test_answered_once(self):
        """AFS-7: a second click, and the other answer, come too late."""
        line = self._quote().with_user(self.buyer)
        line._answer_quote(True)
        for answer in (True, False):
            with self.assertRaisesRegex(UserError, "accepted already"):
                line._answer_quote(answer)
        refused = self._quote().with_user(self.buyer)
        refused._answer_quote(False)
        with self.assertRaisesRegex(UserError, "refused already"):
            refused._answer_quote(True)

    def test_nothing_to_answer(self):
        """AFS-7: what was not quoted cannot be accepted."""
        line = self._break_late().with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "no quotation to answer yet"):
            line._answer_quote(True)

    def test_one_repair(self):
        """AFS-7: a unit is repaired once at a time, whatever is pressed twice."""
        line = self._break()
        repair = line._get_or_create_repair()
        self.assertEqual(line._get_or_create_repair(), repair)
        with self.assertRaisesRegex(UserError, "carried out already"):
            line.with_user(self.helper)._carry_out()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            with self.env.cr.savepoint():
                self.env["repair.order"].create(line._prepare_repair())
                self.env.flush_all()
        self.assertIn("_b2b_return_line_uniq", str(caught.exception))

    def test_staff_do_not_just_cancel(self):
        """AFS-7: a quotation that was sent is answered by its customer."""
        line = self._quote()
        with self.assertRaisesRegex(UserError, "is the quotation for a repair"):
            line.quote_id.with_user(self.salesman).action_cancel()
        line.with_user(self.helper).action_refuse_quote()
        self.assertEqual(line.quote_id.state, "cancel")

    def test_declined_on_its_page(self):
        """AFS-7: who declines the quotation itself has refused the repair."""
        line = self._quote()
        quote_sudo = line.quote_id.with_context(b2b_uid=self.buyer.id)
        quote_sudo._action_cancel()
        self.assertIn("quote_refused", line.events)
        self.assertEqual(line.repair_id.state, "cancel")

    def test_staff_note_the_answer(self):
        """AFS-7: staff confirm what the customer accepted on the phone."""
        line = self._break_late()
        repair = line._get_or_create_repair()
        repair.b2b_labour_hours = 1.0
        repair.action_create_sale_order()
        line.quote_id.action_confirm()
        self.assertEqual(self._get_events(line)[-2:], ["quoted", "quote_accepted"])
        self.assertEqual(repair.state, "confirmed")

    # -- Not repairable, dispute -------------------------------------------------------

    def test_not_repairable(self):
        """AFS-5: what cannot be repaired after all is replaced, or money is given."""
        self._put_into_stock(self.driver, 1, ["SPARE1"])
        line = self._break()
        repair = line._get_or_create_repair()
        repair.action_repair_start()
        repair.with_user(self.helper).action_b2b_cannot_be_repaired()
        self.assertEqual(repair.state, "cancel")
        self.assertFalse(line.is_repairable)
        self.assertEqual(line.solution, "replacement")
        with self.assertRaises(UserError):
            repair.action_b2b_cannot_be_repaired()

    def test_not_repairable_after_acceptance(self):
        """AFS-7: an accepted quotation falls away; the customer chooses anew."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(True)
        line.repair_id.with_user(self.helper).action_b2b_cannot_be_repaired()
        self.assertEqual(line.quote_id.state, "cancel")
        self.assertFalse(line.solution)
        self.assertEqual((line.next_step, line.next_actor), ("chosen", "customer"))
        line.with_user(self.buyer)._choose("scrap")
        self.assertEqual((line.solution, line.next_step), ("scrap", "scrapped"))

    def test_dispute(self):
        """AFS-9: while the payment is in dispute nothing is quoted or repaired."""
        line = self._quote()
        self.customer.b2b_has_dispute = True
        with self.assertRaisesRegex(UserError, "in dispute"):
            line.repair_id.action_b2b_send_quote()
        with self.assertRaises(UserError):
            line.with_user(self.buyer)._answer_quote(True)
        with self.assertRaisesRegex(UserError, "in dispute"):
            line.quote_id.action_confirm()

    # -- Rights of staff, words --------------------------------------------------------

    def test_staff_rights(self):
        """AFS-7: buttons are for who handles returns."""
        line = self._quote()
        for button in (
            "action_send_quote",
            "action_accept_quote",
            "action_refuse_quote",
            "action_send_repaired",
            "action_view_repair",
            "action_cannot_be_repaired",
        ):
            for user in (self.buyer, self.salesman):
                with self.subTest(button, user=user.login):
                    with self.assertRaises(AccessError):
                        getattr(line.with_user(user), button)()

    def test_words(self):
        """AFS-8: no reason and no action of the policy lacks its sentence."""
        line = self._break_late()
        self.assertEqual(
            line._explain_repair(),
            [
                "Warranty ended March 12, 2028; parts, labour and transport are at "
                "your cost, as quoted."
            ],
        )
        self.assertEqual(tuple(line._get_cost_labels()), returns_repair.COSTS)
        said, actions = set(), {"over"}
        for decision in self._decide_all():
            actions.add(decision.action)
            for reason in decision.because:
                if reason.code not in said:
                    self.assertTrue(line._explain_repair_reasons([reason]), reason)
                    said.add(reason.code)
        own = {"no_paid_repairs", "quotation", "accepted", "refused", "payment_terms"}
        self.assertGreaterEqual(said, {*own, "service_centre", "not_repairable"})
        # What is kept, scrapped or sent back as it is has another solution by then.
        for action in actions - {"keep", "scrap", "send_back"}:
            self.assertTrue(line._explain_repair_action(action), action)

    def _decide_all(self):
        """:return: the decisions on every combination of what can be found."""
        known = {
            "reason": returns_terms.REASONS,
            "verdict": ("", *returns_terms.VERDICTS),
            "used": (False, True),
            "erred": ("", "seller", "customer", "carrier"),
            "claimed": (CLAIMED, OVER),
            "warranty_end": (None, date(2028, 3, 12)),
        }
        course = [
            {},
            {"dispute": True},
            {"serial": "other"},
            {"packaging": "opened"},
            {"own_carrier": True},
            {"repairable": False},
            {"quoted": True},
            {"quoted": True, "answer": "refused"},
            {"quoted": True, "answer": "accepted"},
            {"quoted": True, "answer": "accepted", "repaired": True},
            {"repaired": True, "payment_met": True},
        ]
        terms = [
            returns_terms.ReturnTerms(),
            returns_terms.ReturnTerms(
                doa_days=0,
                warranty_service="service_centre",
                repairs_outside_warranty=False,
            ),
        ]
        for values in product(*known.values()):
            for more in course:
                facts = returns_repair.RepairFacts(
                    delivered=DELIVERED, **dict(zip(known, values, strict=True)), **more
                )
                for shop in terms:
                    yield returns_repair.decide_repair(facts, shop)

    def test_words_of_warranty(self):
        """AFS-8: a free repair says why it is free, and who pays the way back."""
        line = self._break()
        self.assertEqual(
            line._explain_repair(),
            [
                "Defective, in use before; under warranty until March 12, 2028.",
                "Carriage both ways at our cost: defective within the first 6 months, "
                "until September 12, 2026.",
            ],
        )
        block = line.with_user(self.buyer)._get_repair_block()
        self.assertEqual(block["free"], ["Parts", "Labour", "Transport back to you"])
        self.assertEqual((block["charged"], block["quote"]), ([], None))
        self.assertEqual(block["label"], "Work is planned")

    def test_block(self):
        """AFS-8: the page tells what the repair costs, and asks for the answer."""
        line = self._quote()
        block = line.with_user(self.buyer)._get_repair_block()
        self.assertEqual(block["label"], "Waits for your answer")
        self.assertEqual(block["answers"], ("accepted", "refused"))
        self.assertEqual(block["quote"]["url"], f"/my/orders/{line.quote_id.id}")
        self.assertEqual(
            [row["label"] for row in block["quote"]["rows"]],
            ["Parts", "Labour", "Transport back to you"],
        )
        amounts = [row["amount"] for row in block["quote"]["rows"]]
        for amount, expected in zip(amounts, ("40.00", "90.00", "15.00"), strict=True):
            self.assertIn(expected, amount)
        self.assertIn("175.45", block["quote"]["totals"][-1]["amount"])
