from datetime import date

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .return_money_common import PAID_BACK, CatsReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnVoucher(CatsReturnMoneyCommon):
    """The voucher: issued against a liability, redeemed from it in the shop."""

    def _issue(self, number="SN1", **values):
        line = self._come_back(
            self._sell_out(self.driver, lots=[number], **values), "voucher"
        )
        self._carry_out(line)
        return line

    def _redeem(self, order, card):
        """Type the code as in the shop's cart, and take what it gives."""
        rewards = order._try_apply_code(card.code)
        if "error" in rewards:
            return rewards
        self.assertEqual(list(rewards), [card])
        return order._apply_program_reward(rewards[card], card)

    def _choose_all(self, names, solution):
        """:return: cats.return.line: drivers of one claim, each with its solution."""
        sold = self._sell_out(self.driver, lots=names)
        lines = self.env["cats.return.line"]
        for move_line in sold:
            claim = {"return_id": lines.return_id.id} if lines else {}
            line = self._approve_shortly(self._claim_line("doa", move_line, **claim))
            self._inspect_shortly(self._receive_shortly(line), "defective")
            line._propose_solutions()
            line.with_user(self.desk)._choose(solution, by_staff=True)
            lines |= line
        return lines

    def test_claim_at_once(self):
        """AFS-5: five serials of a claim: one credit note and one voucher of 605.00."""
        lines = self._choose_all(["SN1", "SN2", "SN3", "SN4", "SN5"], "voucher")
        claim = lines.return_id.with_user(self.desk)
        for user in (self.accountant, self.salesman, self.buyer):
            with self.assertRaises(AccessError):
                claim.with_user(user).action_carry_out()
        self.assertTrue(claim.has_due)
        with freeze_time(self._at(PAID_BACK)):
            claim.action_carry_out()
        self.assertEqual(len(lines.refund_id), 1)
        self.assertEqual(len(lines.voucher_id), 1)
        self.assertEqual(lines.refund_id.amount_total, 605.0)
        self.assertEqual(lines.voucher_id.points, 605.0)
        self.assertEqual((set(lines.mapped("state")), claim.state), ({"done"}, "done"))
        with self.assertRaisesRegex(UserError, "Nothing can be carried out"):
            claim.action_carry_out()

    def test_claim_in_part(self):
        """AFS-5: what is not due of a claim waits, and stops nothing else."""
        lines = self._choose_all(["SN1", "SN2"], "credit")
        sold = self._sell_out(self.driver, lots=["SN3"])
        late = self._claim_line("doa", sold, return_id=lines.return_id.id)
        with freeze_time(self._at(PAID_BACK)):
            lines.return_id.with_user(self.desk).action_carry_out()
        self.assertEqual(len(lines.refund_id), 1)
        self.assertEqual(late.state, "submitted")
        self.assertEqual(lines.return_id.state, "submitted")

    def test_entries(self):
        """AFS-5: 121.00 are credited, and owed to the bearer of a voucher.

        Credit note: goods 100.00, tax 21.00 to receivable 121.00. Voucher: receivable
        121.00 to vouchers 121.00, so that the credit note is settled. The invoice stays
        due: the voucher is given for what was invoiced.
        """
        sold = self._sell_out(self.driver, lots=["SN1"])
        invoice = sold.move_id.sale_line_id.invoice_lines.move_id
        line = self._come_back(sold, "voucher")
        self._carry_out(line)
        note, card = line.refund_id, line.voucher_id
        self.assertEntry(
            note,
            (self.goods_account, 100.0, 0.0, "home refund base"),
            (self.vat_account, 21.0, 0.0, "home refund tax"),
            (self.receivable, 0.0, 121.0, ""),
        )
        self.assertEqual(
            self._get_items(card.b2b_entry_id),
            [(self.receivable, 121.0, 0.0), (self.voucher_account, 0.0, 121.0)],
        )
        self.assertEqual(card.b2b_entry_id.state, "posted")
        self.assertEqual(note.amount_residual, 0.0)
        self.assertEqual(note.payment_state, "reversed")
        self.assertEqual(invoice.amount_residual, 121.0)
        self.assertEqual(card.points, 121.0)
        self.assertEqual(card.partner_id, self.customer)
        self.assertEqual(card.expiration_date, date(2028, 4, 1))
        self.assertEqual(card.b2b_credit_note_id, note)
        events = line.events
        self.assertEqual(events["credited"], PAID_BACK.isoformat())
        self.assertEqual(events["voucher_issued"], PAID_BACK.isoformat())
        self.assertEqual(line.state, "done")

    def test_not_reopened(self):
        """AFS-5: who has the voucher of 121.00 is not owed the credit note as well."""
        line = self._issue()
        note = line.refund_id
        for action in (note.button_draft, note.button_cancel):
            with self.assertRaisesRegex(UserError, line.voucher_id.code):
                action()
        self.assertEqual((note.state, note.amount_residual), ("posted", 0.0))

    def test_redeem(self):
        """AFS-5: another driver for 121.00 is paid by the voucher, without any tax on
        it: vouchers 121.00 to goods 100.00 and tax 21.00; nothing is owed any more.
        """
        card = self._issue().voucher_id
        self._put_into_stock(self.driver, 1, ["SN9"])
        with freeze_time(self._at(PAID_BACK)):
            order = self._create_cart((self.driver, 1))
            self.assertEqual(order.amount_total, 121.0)
            self.assertFalse(self._redeem(order, card))
            self.assertEqual(order.amount_total, 0.0)
            order.action_confirm()
            self._hand_over(order, {self.driver: ["SN9"]})
            invoice = self._invoice_delivered(order, PAID_BACK)
        self.assertEqual(card.points, 0.0)
        self.assertCountEqual(
            self._get_items(invoice),
            [
                (self.goods_account, 0.0, 100.0),
                (self.voucher_account, 121.0, 0.0),
                (self.vat_account, 0.0, 21.0),
                (self.receivable, 0.0, 0.0),
            ],
        )
        booked = self.env["account.move.line"].search(
            [("account_id", "=", self.voucher_account.id)]
        )
        self.assertEqual(sum(booked.mapped("balance")), 0.0)
        again = self._create_cart((self.cable, 1))
        self.assertIn("already been used", self._redeem(again, card)["error"])

    def test_redeem_in_part(self):
        """AFS-5: a cable of 6.05 leaves 114.95 on the voucher, for a colleague, too."""
        card = self._issue().voucher_id
        colleague = self._create_portal_user("colleague", self.customer)
        with freeze_time(self._at(PAID_BACK)):
            order = self._create_order(
                (self.cable, 1), partner_id=colleague.partner_id.id
            )
            self.assertFalse(self._redeem(order, card))
            order.action_confirm()
        self.assertEqual(card.points, 114.95)

    def test_foreign(self):
        """AFS-5: nobody else redeems a company's voucher, whoever reads its code."""
        card = self._issue().voucher_id
        with freeze_time(self._at(PAID_BACK)):
            order = self._create_order(
                (self.driver, 1), partner_id=self.stranger.partner_id.id
            )
            unknown = order._try_apply_code("044-nothing")["error"]
            refused = self._redeem(order, card)
            self.assertEqual(
                refused["error"], unknown.replace("044-nothing", card.code)
            )
            reward = card.program_id.reward_ids
            self.assertTrue(order._apply_program_reward(reward, card).get("error"))
            self.assertEqual(order.amount_total, 121.0)

    def test_moved_cart(self):
        """AFS-5: an order with a voucher on it cannot be handed to somebody else."""
        card = self._issue().voucher_id
        with freeze_time(self._at(PAID_BACK)):
            order = self._create_order((self.driver, 1))
            self._redeem(order, card)
            order.partner_id = self.stranger.partner_id
            with self.assertRaises(ValidationError):
                order.action_confirm()
        self.assertEqual(card.points, 121.0)

    def test_sold_gift_card(self):
        """AFS-5: a gift card that was sold is its bearer's, as ever."""
        program = self.company._get_b2b_voucher_program()
        card = self.env["loyalty.card"].create(
            {"program_id": program.id, "points": 10.0, "partner_id": self.customer.id}
        )
        order = self._create_order(
            (self.driver, 1), partner_id=self.stranger.partner_id.id
        )
        self.assertFalse(self._redeem(order, card))
        self.assertEqual(order.amount_total, 111.0)

    def test_expired(self):
        """AFS-5: it can be redeemed on its last day, and not on the next."""
        self.company.b2b_voucher_months = 1
        card = self._issue().voucher_id
        self.assertEqual(card.expiration_date, date(2026, 5, 1))
        order = self._create_order((self.driver, 1))
        with freeze_time(self._at(date(2026, 5, 2))):
            self.assertIn("expired", order._try_apply_code(card.code)["error"])
        with freeze_time(self._at(date(2026, 5, 1))):
            self.assertFalse(self._redeem(order, card))

    def test_without_end(self):
        """AFS-5: 0 months are no end."""
        self.company.b2b_voucher_months = 0
        self.assertFalse(self._issue().voucher_id.expiration_date)

    def test_one_voucher(self):
        """AFS-5: a double click gives one voucher; two units of a claim share it."""
        sold = self._sell_out(self.driver, lots=["SN1", "SN2"])
        first = self._come_back(sold[0], "voucher")
        second = self._come_back(sold[1], "voucher", return_id=first.return_id.id)
        self._carry_out(first + second)
        card = first.voucher_id
        self.assertEqual(card.points, 242.0)
        self.assertEqual(second.voucher_id, card)
        with self.assertRaisesRegex(UserError, "credited already"):
            self._carry_out(first)
        cards = self.env["loyalty.card"].search([("partner_id", "=", self.customer.id)])
        self.assertEqual(cards, card)

    def test_foreign_currency(self):
        """AFS-5: a credit note of USD 151.25 becomes a voucher of EUR 121.00."""
        usd = self._create_currency("USD", d20200101=1.25)
        dollars = self._create_pricelist(usd)
        line = self._issue(pricelist_id=dollars.id)
        self.assertEqual(line.refund_id.amount_total, 151.25)
        self.assertEqual(line.refund_id.amount_residual, 0.0)
        self.assertEqual(line.voucher_id.points, 121.0)
        self.assertEqual(
            self._get_items(line.voucher_id.b2b_entry_id),
            [(self.receivable, 121.0, 0.0), (self.voucher_account, 0.0, 121.0)],
        )

    def test_posted_later(self):
        """AFS-5: where accountants post, the voucher comes with the posting."""
        self.company.b2b_return_post_credit = False
        line = self._issue()
        self.assertFalse(line.voucher_id)
        with freeze_time(self._at(PAID_BACK)):
            line.refund_id.with_user(self.accountant).action_post()
        self.assertEqual(line.voucher_id.points, 121.0)
        self.assertEqual(line.state, "done")

    def test_posted_in_dispute(self):
        """AFS-9: not while a payment is in dispute; nothing is posted then."""
        self.company.b2b_return_post_credit = False
        line = self._issue()
        self.customer.b2b_has_dispute = True
        with self.assertRaisesRegex(UserError, "in dispute"):
            line.refund_id.action_post()
        self.assertFalse(line.voucher_id)

    def test_no_account(self):
        """AFS-5: without its account the message names the setting; nothing happens."""
        self.company.b2b_voucher_account_id = False
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "voucher")
        with self.assertRaisesRegex(UserError, "choose the account of vouchers"):
            self._carry_out(line)
        self.assertFalse(line.voucher_id)

    def test_never_invoiced(self):
        """AFS-5: no voucher for what nobody owed."""
        sold = self._sell_out(self.driver, lots=["SN1"], invoiced=False)
        line = self._come_back(sold, "voucher")
        with self.assertRaisesRegex(UserError, "never invoiced"):
            self._carry_out(line)

    def test_no_mail(self):
        """USR-4: no mail brings the code to the company's address."""
        before = self.env["mail.mail"].search([])
        card = self._issue().voucher_id
        mails = self.env["mail.mail"].search([]) - before
        self.assertFalse(mails.filtered(lambda mail: card.code in mail.body_html))
        posts = self.env["mail.message"].search([("body", "like", card.code)])
        self.assertFalse(posts)

    def test_program(self):
        """AFS-5: one program per company, which nobody buys a voucher by."""
        program = self._issue().voucher_id.program_id
        self.assertEqual(self.company.b2b_voucher_program_id, program)
        self.assertEqual(self._issue("SN2").voucher_id.program_id, program)
        self.assertEqual(program.company_id, self.company)
        order = self._create_order((self.driver, 1))
        order._update_programs_and_rewards()
        self.assertFalse(order.coupon_point_ids)

    def test_page(self):
        """AFS-8, USR-4: who claims may read the code; amounts are for who may see
        prices.
        """
        line = self._issue()
        shown = line.with_user(self.buyer)._get_money_block()["voucher"]
        self.assertEqual(shown["code"], line.voucher_id.code)
        self.assertEqual((shown["amount"], shown["left"]), (121.0, 121.0))
        technician = self._create_portal_user("technician", self.customer, "technician")
        line.return_id.partner_id = technician.partner_id
        shown = line.with_user(technician)._get_money_block()["voucher"]
        self.assertEqual(shown["code"], line.voucher_id.code)
        self.assertIsNone(shown["amount"])
        cards = self.env["loyalty.card"].with_user(self.stranger)
        self.assertFalse(cards.has_access("read"))
