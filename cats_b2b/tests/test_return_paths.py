from contextlib import contextmanager
from datetime import date

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .http_common import CatsB2bHttpCommon
from .return_common import CLAIMED, DELIVERED
from .return_money_common import CatsReturnMoneyCommon

LAST_DAY = date(2026, 5, 1)
TOO_LATE = date(2026, 5, 2)
# The warranty of what was delivered on March 12, 2026 ends on March 12, 2028.
OVER = date(2028, 3, 13)
LATER = date(2026, 6, 10)


@tagged("post_install", "-at_install")
class TestReturnPaths(CatsReturnMoneyCommon, CatsB2bHttpCommon):
    """Each way of a return from the customer's form to the posted entries (AFS-2 to 9).

    A driver costs EUR 100.00 and was bought at 60.00, a cable costs 5.00 and was bought
    at 2.00; 21 % of tax come on top. Stock is valued at average cost, in real time: the
    cost is booked with the invoice. What the customer does is done in the browser.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock_account = cls._create_account("Stock", "340001", "asset_current")
        cls.cost_account = cls._create_account(
            "Cost of goods", "604001", "expense_direct_cost"
        )
        cls.driver.categ_id.write(
            {
                "property_cost_method": "average",
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": cls.stock_account.id,
                "property_account_expense_categ_id": cls.cost_account.id,
            }
        )
        cls.driver.standard_price = 60.0
        cls.cable.standard_price = 2.0
        cls.repair_account = cls._create_account("Repairs", "700801", "income")
        services = cls.env.ref("cats_b2b.product_repair_labour")
        services |= cls.env.ref("cats_b2b.product_return_carriage")
        services.write(
            {
                "categ_id": cls._create_category("Repairs", cls.repair_account).id,
                "taxes_id": [Command.set(cls.home_tax.ids)],
            }
        )
        cls.company.write({"b2b_labour_rate": 60.0, "b2b_return_carriage": 15.0})
        cls.lamp = cls._create_product(
            "Lamp",
            40.0,
            categ_id=cls._create_category("Parts", cls.goods_account).id,
            taxes_id=[Command.set(cls.home_tax.ids)],
        )
        cls._put_into_stock(cls.lamp, 10)
        cls.biller = new_test_user(
            cls.env,
            "b2b_biller",
            groups="account.group_account_invoice,"
            "sales_team.group_sale_salesman_all_leads",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    # -- Who does what -------------------------------------------------------------

    def _tour(self, name, url, on, user=None):
        """Let somebody, the buyer by default, walk a tour in the browser of a day."""
        with freeze_time(self._at(on), tick=True):
            login = (user or self.buyer).login
            self.start_tour(url, f"cats_b2b_return_path_{name}", login=login)
        self.env.invalidate_all()

    def _claim_by_form(self, name, on=CLAIMED):
        """:return: cats.return.line: what the buyer claimed by the form."""
        self._tour(name, "/my/returns/new", on)
        line = self.env["cats.return.line"].search(
            [("return_id.user_id", "=", self.buyer.id)]
        )
        self.assertEqual((len(line), line.state), (1, "submitted"))
        return line

    def _see(self, line, name, on=CLAIMED):
        """Let the buyer walk a tour on the page of his return."""
        self._tour(name, f"/my/returns/{line.return_id.id}", on)

    @contextmanager
    def _work(self, on):
        """Do what staff do on a day, and let the mails of it be written."""
        with freeze_time(self._at(on)):
            yield
            self.env.flush_all()
            self.env.cr.precommit.run()
        self.env.invalidate_all()

    def _open(self, action):
        """:return: the record that a button opened for the desk."""
        records = self.env[action["res_model"]].with_user(self.desk)
        return records.browse(action["res_id"])

    def _approve(self, line, on=CLAIMED):
        with self._work(on):
            wizard = self._open(line.return_id.with_user(self.desk).action_approve())
            wizard.action_approve()
        self.assertEqual(line.state, "approved" if line._sends_in() else "inspected")

    def _receive(self, line, on=CLAIMED):
        with self._work(on):
            receipt = self._open(line.with_user(self.desk).action_view_receipt())
            self.assertIs(receipt.button_validate(), True)

    def _inspect(self, line, verdict, on=CLAIMED, **found):
        with self._work(on):
            wizard = self._open(line.with_user(self.desk).action_inspect())
            wizard.write({"verdict": verdict, **found})
            wizard.action_inspect()

    def _carry_out(self, line, on=CLAIMED):
        with self._work(on):
            line.with_user(self.desk).action_carry_out()

    def _ship(self, line, on=CLAIMED):
        """:return: stock.move: what left for the customer."""
        with self._work(on):
            move = line._get_delivery_moves().with_user(self.desk)
            move.picked = True
            self.assertIs(move.picking_id.button_validate(), True)
        return move.sudo()

    def _bill(self, order, on):
        """:return: account.move: the posted and paid invoice of an order."""
        with self._work(on):
            invoice = order.with_user(self.biller)._create_invoices(final=True)
            invoice.action_post()
            self.env["account.payment.register"].with_user(self.biller).with_context(
                active_model="account.move", active_ids=invoice.ids
            ).create({})._create_payments()
        return invoice.sudo()

    # -- What came of it -----------------------------------------------------------

    def _get_posted(self):
        """:return: account.move: all that is posted in the seller's books."""
        posted = [("company_id", "=", self.company.id), ("state", "=", "posted")]
        return self.env["account.move"].search(posted)

    def _get_place(self, serial):
        """:return: stock.location: where a unit lies."""
        lot = self._get_lot(self.driver, serial)
        return lot.quant_ids.filtered(lambda quant: quant.quantity > 0).location_id

    def _get_counts(self, line):
        """:return: tuple: how much the order counts as delivered, and as invoiced."""
        return line.sale_line_id.qty_delivered, line.sale_line_id.qty_invoiced

    def assertItems(self, moves, *rows):
        """Compare posted entries; rows are (account, debit, credit)."""
        self.assertEqual(set(moves.mapped("state")), {"posted"})
        self.assertCountEqual(self._get_items(moves), rows)

    def assertSold(self, line, goods, tax, cost):
        """Compare the entry of the sale, with the cost of what was sold."""
        self.assertItems(
            line.sale_line_id.invoice_lines.move_id,
            (self.goods_account, 0.0, goods),
            (self.vat_account, 0.0, tax),
            (self.receivable, goods + tax, 0.0),
            (self.stock_account, 0.0, cost),
            (self.cost_account, cost, 0.0),
        )

    def assertTold(self, line, *sentences):
        """Compare what the mails of a return told of its line, one after the other."""
        mails = self.env["mail.mail"].search(
            [("model", "=", "cats.return"), ("res_id", "=", line.return_id.id)],
            order="id",
        )
        self.assertEqual(mails.recipient_ids, self.buyer.partner_id)
        told = [
            html.fromstring(mail.body_html)
            .xpath("//div[contains(@style, 'border-left')]/br")[0]
            .tail.strip()
            for mail in mails
        ]
        self.assertEqual(told, list(sentences))

    def assertEnded(self, line, *labels):
        """Compare the steps of a return that is done, on its pages and on others'."""
        self.assertEqual((line.state, line.return_id.state), ("done", "done"))
        url = f"/my/returns/{line.return_id.id}"
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._get_page(url)
        self.assertEqual(self._get_text(page, "o_cats_b2b_return_state"), ["Done"])
        done = page.xpath("//li[contains(@class, 'return_step_done')]/span[1]")
        self.assertEqual([step.text_content().strip() for step in done], list(labels))
        self.assertFalse(self._get_text(page, "o_cats_b2b_return_step_next"))
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertEqual(self.url_open(url).status_code, 404)

    # -- The paths -----------------------------------------------------------------

    def test_dead_on_arrival(self):
        """AFS-5: DOA, judged by its photo: replaced after the pick-up; no entry.

        In comes what cost 60.00, out goes another one of 60.00. The new serial goes on
        with the warranty of the old one.
        """
        self._sell_out(self.driver, lots=["SN1"])
        self._put_into_stock(self.driver, 1, ["SN2"])
        line = self._claim_by_form("doa")
        self.assertSold(line, 100.0, 21.0, 60.0)
        before = self._get_posted()
        self._approve(line)
        self._inspect(line, "defective", inspection_note="The photo shows it.")
        self._see(line, "doa_choice")
        with self.assertRaisesRegex(UserError, "picked up"):
            self._carry_out(line)
        with self._work(CLAIMED):
            line.with_user(self.desk).action_hand_over()
        self._carry_out(line)
        sent = self._ship(line)
        self.assertEqual(line.next_step, "received")
        self._receive(line)
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "We have inspected it.",
            "It is on its way to you.",
            "The goods have arrived here.",
        )
        self.assertEqual(sent.lot_ids.name, "SN2")
        self.assertEqual(self._get_place("SN2").usage, "customer")
        self.assertEqual(self._get_place("SN1"), line.rma_id.location_id)
        came = line.rma_id.reception_move_id
        self.assertEqual((sent.state, came.state), ("done", "done"))
        self.assertEqual((sent.value, came.value), (60.0, 60.0))
        self.assertEqual(
            sent.move_line_ids._get_b2b_warranty(), (DELIVERED, date(2028, 3, 12))
        )
        self.assertEqual(self._get_counts(line), (1.0, 1.0))
        self.assertEqual(self._get_posted(), before)
        self.assertEnded(
            line,
            "Claim sent",
            "Approval",
            "Inspection",
            "Choice of the solution",
            "Goods on their way to us",
            "Dispatch to the customer",
            "Delivery to the customer",
            "Goods received",
        )

    def test_no_reason(self):
        """AFS-2, AFS-3: not wanted, on day 50: 100.00 and 21.00 are credited, 60.00 of
        cost come back; the desk approves, receives, inspects and credits by browser."""
        self._sell_out(self.driver, lots=["SN1"])
        line = self._claim_by_form("no_reason", LAST_DAY)
        self.assertSold(line, 100.0, 21.0, 60.0)
        before = self._get_posted()
        url = f"/odoo/action-cats_b2b.cats_return_line_action/{line.id}"
        self._tour("desk", url, LAST_DAY, self.desk)
        self._see(line, "credit", LAST_DAY)
        self._tour("desk_credits", url, LAST_DAY, self.desk)
        note = line.refund_id
        self.assertEqual(self._get_posted() - before, note)
        self.assertEqual(note.amount_total, 121.0)
        self.assertItems(
            note,
            (self.goods_account, 100.0, 0.0),
            (self.vat_account, 21.0, 0.0),
            (self.receivable, 0.0, 121.0),
            (self.stock_account, 60.0, 0.0),
            (self.cost_account, 0.0, 60.0),
        )
        self.assertEqual((note.move_type, note.invoice_date), ("out_refund", LAST_DAY))
        self.assertEqual(line.inspection_note, "As new")
        self.assertEqual(line.return_id.approved_by_id, self.desk)
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "The goods have arrived here.",
            "We have inspected it.",
            "It is credited.",
        )
        self.assertEqual(self._get_place("SN1"), line.rma_id.location_id)
        self.assertEqual(line.rma_id.reception_move_id.value, 60.0)
        self.assertFalse(line._get_delivery_moves())
        self.assertEqual(self._get_counts(line), (0.0, 0.0))
        self.assertEnded(
            line,
            "Claim sent",
            "Approval",
            "Goods on their way to us",
            "Goods received",
            "Inspection",
            "Choice of the solution",
            "Credit note",
        )

    def test_too_late(self):
        """AFS-2: not wanted, on day 51: the form says why not; day 50 was May 1."""
        self._sell_out(self.driver, lots=["SN1"])
        self._tour("too_late", "/my/returns/new", TOO_LATE)
        self.assertFalse(
            self.env["cats.return"].search([("user_id", "=", self.buyer.id)])
        )

    def _bring_broken(self):
        """:return: cats.return.line: a driver that broke in use, after its warranty."""
        self._sell_out(self.driver, lots=["SN1"])
        line = self._claim_by_form("repair", OVER)
        self._approve(line, OVER)
        self._receive(line, OVER)
        self._inspect(line, "defective", OVER, was_used=True)
        return line

    def _quote(self, line):
        """Let the desk quote a lamp and an hour and a half of work."""
        self._see(line, "repair_choice", OVER)
        self._carry_out(line, OVER)
        with self._work(OVER):
            repair = line.repair_id.with_user(self.desk)
            part = {"product_id": self.lamp.id, "product_uom_qty": 1.0}
            repair.move_ids = [Command.create({"repair_line_type": "add", **part})]
            repair.b2b_labour_hours = 1.5
            with self.assertRaises(UserError):
                repair.action_repair_start()
            repair.action_b2b_send_quote()

    def test_repair_accepted(self):
        """AFS-7: out of warranty: lamp 40.00, labour 90.00, transport 15.00, 21 % tax
        30.45: EUR 175.45; repaired once accepted, sent once paid."""
        line = self._bring_broken()
        self.assertSold(line, 100.0, 21.0, 60.0)
        before = self._get_posted()
        self._quote(line)
        self._see(line, "accept", OVER)
        self.assertEqual(line.quote_id.amount_total, 175.45)
        with self._work(OVER):
            repair = line.repair_id.with_user(self.desk)
            repair.action_repair_start()
            repair.move_ids.quantity = 1.0
            repair.action_repair_end()
        self.assertEqual((line.next_step, repair.state), ("paid", "done"))
        self.assertFalse(line._get_delivery_moves())
        invoice = self._bill(line.quote_id, OVER)
        self.assertItems(
            invoice,
            (self.goods_account, 0.0, 40.0),
            (self.repair_account, 0.0, 15.0),
            (self.repair_account, 0.0, 90.0),
            (self.vat_account, 0.0, 30.45),
            (self.receivable, 175.45, 0.0),
        )
        self.assertIn(invoice, self._get_posted() - before)
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        sent = self._ship(line, OVER)
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "The goods have arrived here.",
            "We have inspected it.",
            "It is repaired.",
            "It is on its way to you.",
        )
        self.assertEqual(sent.lot_ids.name, "SN1")
        self.assertEqual(self._get_place("SN1").usage, "customer")
        self.assertEqual(self._get_counts(line), (1.0, 1.0))
        self.assertEnded(
            line,
            "Claim sent",
            "Approval",
            "Goods on their way to us",
            "Goods received",
            "Inspection",
            "Choice of the solution",
            "Quotation for the repair",
            "Answer to the quotation",
            "Repair",
            "Payment",
            "Dispatch to the customer",
            "Delivery to the customer",
        )

    def assertCarriagePaid(self, line, on):
        """Let the carriage be invoiced and paid: 15.00 and 3.15 of tax."""
        order = line.carriage_order_id
        self.assertEqual(order.state, "sent")
        with self.assertRaisesRegex(UserError, "not paid"):
            self._carry_out(line, on)
        with self._work(on):
            order.with_user(self.desk).action_confirm()
        self.assertItems(
            self._bill(order, on),
            (self.repair_account, 0.0, 15.0),
            (self.vat_account, 0.0, 3.15),
            (self.receivable, 18.15, 0.0),
        )
        self.assertEqual(line.next_step, "sent")

    def test_repair_refused(self):
        """AFS-7: the quotation refused: back as it is, for 15.00 and 3.15 of tax."""
        line = self._bring_broken()
        self._quote(line)
        self._see(line, "refuse", OVER)
        self.assertEqual(line.repair_id.state, "cancel")
        self.assertEqual(line.quote_id.state, "cancel")
        self.assertFalse(line.quote_id.invoice_ids)
        self.assertCarriagePaid(line, OVER)
        self._carry_out(line, OVER)
        sent = self._ship(line, OVER)
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "The goods have arrived here.",
            "We have inspected it.",
            "It is on its way to you.",
        )
        self.assertEqual(sent.lot_ids.name, "SN1")
        self.assertEqual(self._get_place("SN1").usage, "customer")
        self.assertEqual(self._get_counts(line), (1.0, 1.0))
        self.assertEnded(
            line,
            "Claim sent",
            "Approval",
            "Goods on their way to us",
            "Goods received",
            "Inspection",
            "Choice of the solution",
            "Quotation for the repair",
            "Quotation refused",
            "Decision about the unit",
            "Agreement to the carriage",
            "Payment",
            "Dispatch to the customer",
            "Delivery to the customer",
        )

    def test_repair_scrapped(self):
        """AFS-7: the quotation refused: or scrapped, and nothing to pay."""
        line = self._bring_broken()
        self._quote(line)
        before = self._get_posted()
        with self._work(OVER):
            owner = line.with_user(self.buyer)
            owner._answer_quote(False)
            owner._say_wish("scrap")
        self._carry_out(line, OVER)
        self.assertEqual(self._get_place("SN1").usage, "inventory")
        self.assertFalse(line.carriage_order_id)
        self.assertFalse((self._get_posted() - before).line_ids.filtered("balance"))
        self.assertEqual(line.state, "done")

    def test_not_defective(self):
        """AFS-6: not defective: kept, neither sent nor refunded, no entry; had back
        months later for 15.00 and 3.15 of tax."""
        self._sell_out(self.driver, lots=["SN1"])
        line = self._claim_by_form("unfounded")
        self._approve(line)
        self._receive(line)
        self._inspect(line, "not_defective")
        before = self._get_posted()
        self._see(line, "keep")
        steps = [
            "Claim sent",
            "Approval",
            "Goods on their way to us",
            "Goods received",
            "Inspection",
            "Choice of the solution",
            "Kept here",
        ]
        self.assertEnded(line, *steps)
        self.assertEqual(self._get_posted(), before)
        self.assertEqual(self._get_place("SN1"), line.rma_id.location_id)
        self.assertEqual(self._get_counts(line), (1.0, 1.0))
        self.assertEqual(line.sale_line_id.qty_to_invoice, 0.0)
        self._see(line, "have_back", LATER)
        self.assertCarriagePaid(line, LATER)
        self._carry_out(line, LATER)
        self._ship(line, LATER)
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "The goods have arrived here.",
            "We have inspected it.",
            "We keep it here for you.",
            "It is on its way to you.",
        )
        self.assertEqual(self._get_place("SN1").usage, "customer")
        self.assertEqual(self._get_counts(line), (1.0, 1.0))
        self.assertEnded(
            line,
            *steps,
            "Agreement to the carriage",
            "Payment",
            "Dispatch to the customer",
            "Delivery to the customer",
        )

    def _miss(self):
        """:return: cats.return.line: three of ten cables that did not come."""
        self._sell_out(self.cable, 10)
        self._put_into_stock(self.cable, 20)
        line = self._claim_by_form("missing")
        self.assertSold(line, 50.0, 10.5, 20.0)
        self._approve(line)
        self.assertFalse(line.rma_id.reception_move_id)
        return line

    def test_missing_sent_anew(self):
        """AFS-9: three of ten cables never came: sent anew, without a receipt; their
        6.00 leave the value of stock, and no entry is posted."""
        line = self._miss()
        before = self._get_posted()
        self._see(line, "resend")
        self._carry_out(line)
        sent = self._ship(line)
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "It is on its way to you.",
        )
        self.assertEqual((sent.quantity, sent.value), (3.0, 6.0))
        self.assertEqual(sent.location_dest_id.usage, "customer")
        self.assertFalse(line.rma_id.reception_move_id)
        self.assertEqual(self._get_counts(line), (10.0, 10.0))
        self.assertEqual(line.sale_line_id.qty_to_invoice, 0.0)
        self.assertEqual(self._get_posted(), before)
        self.assertEnded(
            line,
            "Claim sent",
            "Approval",
            "Choice of the solution",
            "Dispatch to the customer",
            "Delivery to the customer",
        )

    def test_missing_voucher(self):
        """AFS-5, AFS-9: or a voucher of 18.15, redeemed in the cart by browser.

        Credit note: goods 15.00, tax 3.15. It is settled against the liability for
        vouchers, from which the order of two cables (12.10) takes its price.
        """
        line = self._miss()
        before = self._get_posted()
        self._see(line, "voucher")
        self._carry_out(line)
        note, card = line.refund_id, line.voucher_id
        self.assertEqual(self._get_posted() - before, note | card.b2b_entry_id)
        self.assertItems(
            note,
            (self.goods_account, 15.0, 0.0),
            (self.vat_account, 3.15, 0.0),
            (self.receivable, 0.0, 18.15),
        )
        self.assertItems(
            card.b2b_entry_id,
            (self.receivable, 18.15, 0.0),
            (self.voucher_account, 0.0, 18.15),
        )
        self.assertEqual((note.payment_state, card.points), ("reversed", 18.15))
        self.assertTold(
            line,
            "We have received your claim.",
            "Your claim is approved.",
            "Your voucher is ready.",
        )
        self.assertFalse(line._get_delivery_moves())
        self.assertEqual(self._get_counts(line), (10.0, 7.0))
        self.assertEqual(line.sale_line_id.qty_to_invoice, 0.0)
        self.assertEnded(
            line,
            "Claim sent",
            "Approval",
            "Choice of the solution",
            "Credit note",
            "Voucher",
        )
        cart = self._create_cart((self.cable, 2))
        self._see(line, "redeem")
        self.assertEqual(cart.amount_total, 0.0)
        with self._work(CLAIMED):
            cart.action_confirm()
            self._hand_over(cart)
        invoice = self._invoice_delivered(cart, CLAIMED)
        self.assertItems(
            invoice,
            (self.goods_account, 0.0, 10.0),
            (self.vat_account, 0.0, 2.1),
            (self.voucher_account, 12.1, 0.0),
            (self.receivable, 0.0, 0.0),
            (self.stock_account, 0.0, 4.0),
            (self.cost_account, 4.0, 0.0),
        )
        self.assertEqual(card.points, 6.05)
        owed = self.env["account.move.line"].search(
            [("account_id", "=", self.voucher_account.id)]
        )
        self.assertEqual(sum(owed.mapped("balance")), -6.05)
