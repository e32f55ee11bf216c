from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .return_common import CLAIMED
from .return_money_common import PAID_BACK, CatsReturnMoneyCommon


@tagged("post_install", "-at_install")
class TestReturnCredit(CatsReturnMoneyCommon):
    """The credit note of what came back, worked out."""

    def test_entry(self):
        """AFS-5: a driver of 100.00 comes back: 100.00 + 21.00 = 121.00 are credited.

        The invoice was not paid yet, and needs not be any more.
        """
        sold = self._sell_out(self.driver, lots=["SN1"])
        invoice = sold.move_id.sale_line_id.invoice_lines.move_id
        self.assertEqual(invoice.amount_residual, 121.0)
        line = self._come_back(sold, "credit")
        self._carry_out(line)
        note = line.refund_id
        self.assertEntry(
            note,
            (self.goods_account, 100.0, 0.0, "home refund base"),
            (self.vat_account, 21.0, 0.0, "home refund tax"),
            (self.receivable, 0.0, 121.0, ""),
        )
        self.assertEqual(note.state, "posted")
        self.assertEqual(note.ref, line.return_id.ra_number)
        self.assertEqual(note.partner_id, invoice.partner_id)
        self.assertEqual(note.reversed_entry_id, invoice)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(line.events["credited"], PAID_BACK.isoformat())
        self.assertEqual(line.state, "done")

    def _get_state(self, ordered):
        return (
            ordered.qty_delivered,
            ordered.qty_invoiced,
            ordered.qty_to_invoice,
            ordered.invoice_status,
            round(ordered.amount_to_invoice, 2),
            round(ordered.untaxed_amount_to_invoice, 2),
        )

    def test_not_invoiced_again(self):
        """AFS-5: one of three cables is credited; it is not invoiced anew, by whatever
        quantity the article is invoiced.
        """
        for policy in ("delivery", "order"):
            with self.subTest(policy=policy):
                self.cable.invoice_policy = policy
                sold = self._sell_out(self.cable, 3)
                ordered = sold.move_id.sale_line_id
                before = self._get_state(ordered)
                self.assertEqual(before, (3.0, 3.0, 0.0, "invoiced", 0.0, 0.0))
                line = self._come_back(sold, "credit", quantity=1)
                self.assertEqual(self._get_state(ordered), before)
                self._carry_out(line)
                status = "invoiced" if policy == "delivery" else "no"
                after = (2.0, 2.0, 0.0, status, 0.0, 0.0)
                self.assertEqual(self._get_state(ordered), after)
                # 5.00 + 1.05
                self.assertEqual(line.refund_id.amount_total, 6.05)
                with self.assertRaises(UserError):
                    ordered.order_id._create_invoices(final=True)

    def test_never_invoiced(self):
        """AFS-5: one of three that were never invoiced: two are invoiced, 10.00.

        There is no credit note of what nobody owed.
        """
        for policy in ("delivery", "order"):
            with self.subTest(policy=policy):
                self.cable.invoice_policy = policy
                sold = self._sell_out(self.cable, 3, invoiced=False)
                ordered = sold.move_id.sale_line_id
                line = self._come_back(sold, "credit", quantity=1)
                self._carry_out(line)
                self.assertFalse(line.refund_id)
                self.assertEqual(line.state, "done")
                self.assertEqual(line._get_money_block(), {"not_invoiced": True})
                self.assertEqual(
                    self._get_state(ordered),
                    (2.0, 0.0, 2.0, "to invoice", 12.1, 10.0),
                )
                invoice = self._invoice_delivered(ordered.order_id)
                self.assertEqual(invoice.amount_untaxed, 10.0)
                self.assertEqual(ordered.qty_to_invoice, 0.0)

    def test_partly_invoiced(self):
        """AFS-5: of three, two are invoiced; two come back: what is not invoiced comes
        off first, so one is credited, 5.00 + 1.05.
        """
        self._put_into_stock(self.cable, 3)
        order = self._create_order((self.cable, 3))
        order.action_confirm()
        first = self._hand_over(order, quantities={self.cable: 2.0})
        self._invoice_delivered(order)
        self._hand_over(order)
        ordered = order.order_line
        self.assertEqual(ordered.qty_to_invoice, 1.0)
        line = self._come_back(first, "credit")
        self._carry_out(line)
        self.assertEqual(line.refund_id.amount_total, 6.05)
        self.assertEqual(line.refund_id.invoice_line_ids[0].quantity, 1.0)
        self.assertEqual(
            self._get_state(ordered), (1.0, 1.0, 0.0, "invoiced", 0.0, 0.0)
        )

    def test_missing_article(self):
        """AFS-9: what never came is credited without a receipt, not invoiced anew."""
        for policy in ("delivery", "order"):
            with self.subTest(policy=policy):
                self.cable.invoice_policy = policy
                sold = self._sell_out(self.cable, 3)
                ordered = sold.move_id.sale_line_id
                line = self._come_back(
                    sold, "credit", "missing_article", 1, finding="missing"
                )
                self._carry_out(line)
                self.assertEqual(line.refund_id.amount_total, 6.05)
                status = "invoiced" if policy == "delivery" else "no"
                self.assertEqual(
                    self._get_state(ordered), (3.0, 2.0, 0.0, status, 0.0, 0.0)
                )

    def test_discount(self):
        """AFS-5: credited as invoiced: 100.00 less 10 % is 90.00, tax 18.90, 108.90."""
        sold = self._deliver(self.driver, lots=["SN1"])
        ordered = sold.move_id.sale_line_id
        ordered.discount = 10.0
        self._invoice_delivered(ordered.order_id)
        # What the order says later does not count.
        ordered.discount = 0.0
        line = self._come_back(sold, "credit")
        self._carry_out(line)
        self.assertEntry(
            line.refund_id,
            (self.goods_account, 90.0, 0.0, "home refund base"),
            (self.vat_account, 18.9, 0.0, "home refund tax"),
            (self.receivable, 0.0, 108.9, ""),
        )

    def test_promotion(self):
        """AFS-5, ORD-9: 10 % off an order of two drivers and ten cables, EUR 250.00:
        what was not paid is not credited.

        A driver is 100.00 less 10.00, 90.00; tax 18.90, 108.90. The second one, too,
        and so the cables: 50.00 less 5.00, tax 9.45, 54.45.
        """
        self.env["loyalty.program"].create(
            {
                "name": "10 % off",
                "program_type": "promo_code",
                "trigger": "with_code",
                "applies_on": "current",
                "company_id": self.company.id,
                "rule_ids": [Command.create({"mode": "with_code", "code": "TEN"})],
                "reward_ids": [
                    Command.create({"reward_type": "discount", "discount": 10})
                ],
            }
        )
        self._put_into_stock(self.driver, 2, ["SN1", "SN2"])
        self._put_into_stock(self.cable, 10)
        order = self._create_order((self.driver, 2), (self.cable, 10))
        for card, reward in order._try_apply_code("TEN").items():
            order._apply_program_reward(reward, card)
        self.assertEqual(order.amount_untaxed, 225.0)
        order.action_confirm()
        sold = self._hand_over(order, {self.driver: ["SN1", "SN2"]})
        invoice = self._invoice_delivered(order)
        self.assertEqual(invoice.amount_untaxed, 225.0)
        totals = [108.9, 108.9, 54.45]
        for one, total in zip(
            sold.sorted(lambda one: one.product_id.id), totals, strict=False
        ):
            line = self._come_back(one, "credit")
            self.assertEqual(line._get_gross(), total)
            self._carry_out(line)
            self.assertEqual(line.refund_id.amount_total, total)
        self.assertEqual(invoice.payment_state, "reversed")
        self.assertEqual(set(order.order_line.mapped("qty_to_invoice")), {0.0})

    def test_button(self):
        """AFS-5: from the inspection to the credit note by the desk's buttons; the RMA
        behind it has no way around them.
        """
        sold = self._sell_out(self.driver, lots=["SN1"])
        line = self._claim_line("doa", sold)
        self._approve_shortly(line)
        self._receive_shortly(line)
        self._inspect_shortly(line, "defective")
        line._propose_solutions()
        desk = line.with_user(self.desk)
        with self.assertRaisesRegex(UserError, "was claimed"):
            line.rma_id.with_user(self.desk).action_refund()
        self.assertFalse(desk._choose("credit", by_staff=True))
        with freeze_time(self._at(PAID_BACK)):
            desk.action_carry_out()
        self.assertEqual(line.refund_id.amount_total, 121.0)
        self.assertEqual(line.state, "done")
        with self.assertRaises(UserError):
            desk.action_carry_out()

    def test_several_invoices(self):
        """AFS-5: delivered and invoiced in two parts, both come back: 2 x 121.00."""
        self._put_into_stock(self.cable, 2)
        order = self._create_order((self.cable, 2))
        order.action_confirm()
        sold = self._hand_over(order, quantities={self.cable: 1.0})
        self._invoice_delivered(order)
        sold |= self._hand_over(order)
        last = self._invoice_delivered(order)
        for one in sold:
            line = self._come_back(one, "credit")
            self._carry_out(line)
            self.assertEqual(line.refund_id.amount_total, 6.05)
            self.assertEqual(line.refund_id.reversed_entry_id, last)
        self.assertEqual(order.order_line.qty_invoiced, 0.0)
        self.assertEqual(order.order_line.qty_to_invoice, 0.0)

    def test_foreign_currency(self):
        """AFS-5: invoiced in dollars, credited in dollars; EUR 1 = USD 1.25.

        USD 125.00 + 26.25 = 151.25; in euros 100.00 + 21.00 = 121.00.
        """
        usd = self._create_currency("USD", d20200101=1.25)
        dollars = self._create_pricelist(usd)
        sold = self._sell_out(self.driver, lots=["SN1"], pricelist_id=dollars.id)
        line = self._come_back(sold, "credit")
        self._carry_out(line)
        self.assertEqual(line.refund_id.currency_id, usd)
        self.assertEqual(line.refund_id.amount_total, 151.25)
        self.assertEntry(
            line.refund_id,
            (self.goods_account, 100.0, 0.0, "home refund base"),
            (self.vat_account, 21.0, 0.0, "home refund tax"),
            (self.receivable, 0.0, 121.0, ""),
        )

    def test_one_credit_note(self):
        """AFS-5: two units of one claim, resolved at once, share one credit note."""
        sold = self._sell_out(self.driver, lots=["SN1", "SN2"])
        first = self._come_back(sold[0], "credit")
        second = self._come_back(sold[1], "credit", return_id=first.return_id.id)
        self._carry_out(first + second)
        note = first.refund_id
        self.assertEqual(second.refund_id, note)
        self.assertEqual(note.amount_total, 242.0)
        self.assertEqual(note.b2b_return_count, 1)
        self.assertEqual(note.action_view_b2b_returns()["res_id"], first.return_id.id)
        self.assertEqual(sold.move_id.sale_line_id.qty_invoiced, 0.0)

    def test_draft(self):
        """AFS-5: where accountants post, the line waits for it; a draft that is deleted
        credits nothing, and can be made again.
        """
        self.company.b2b_return_post_credit = False
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "credit")
        self._carry_out(line)
        self.assertEqual(line.refund_id.state, "draft")
        self.assertEqual(line.next_step, "credited")
        line.refund_id.unlink()
        self.assertFalse(line.refund_id)
        self._carry_out(line)
        with freeze_time(self._at(PAID_BACK)):
            line.refund_id.with_user(self.accountant).action_post()
        self.assertEqual(line.events["credited"], PAID_BACK.isoformat())
        self.assertEqual(line.state, "done")
        ordered = line.sale_line_id
        self.assertEqual(
            self._get_state(ordered), (0.0, 0.0, 0.0, "invoiced", 0.0, 0.0)
        )

    # -- Fees ------------------------------------------------------------------

    def test_fee_of_whole_order(self):
        """FEE-1: who sends the whole order back gets its small-order fee credited.

        100.00 + 10.00 = 110.00, tax 23.10, together 133.10.
        """
        self.company.b2b_small_order_threshold = 150.0
        line = self._come_back(
            self._sell_out(self.driver, lots=["SN1"]), "credit", finding="return"
        )
        self._carry_out(line)
        self.assertEntry(
            line.refund_id,
            (self.goods_account, 100.0, 0.0, "home refund base"),
            (self.fee_account, 10.0, 0.0, "home refund base"),
            (self.vat_account, 23.1, 0.0, "home refund tax"),
            (self.receivable, 0.0, 133.1, ""),
        )
        self.assertEqual(line.order_id.invoice_status, "no")

    def test_fee_of_missing_order(self):
        """FEE-1: so does who never got it: 3 x 5.00 + 10.00, tax 5.25, 30.25."""
        self.company.b2b_small_order_threshold = 150.0
        sold = self._sell_out(self.cable, 3)
        line = self._come_back(sold, "credit", "missing_article", finding="missing")
        self._carry_out(line)
        self.assertEqual(line.refund_id.amount_total, 30.25)

    def test_fee_of_kept_goods(self):
        """FEE-1: who keeps some of the goods keeps the fee, and reads why."""
        self.company.b2b_small_order_threshold = 250.0
        sold = self._sell_out(self.driver, lots=["SN1", "SN2"])
        line = self._come_back(sold[0], "credit")
        self._carry_out(line)
        self.assertEqual(line.refund_id.amount_total, 121.0)
        self.assertEqual(
            self._get_notes(line.refund_id),
            ["Fee for small orders: stays, since goods of the order are kept."],
        )

    def _create_bulky(self):
        self.company.b2b_bulky_product_id = self._create_product(
            "Bulky surcharge",
            20.0,
            type="service",
            is_storable=False,
            invoice_policy="order",
            taxes_id=[(6, 0, self.home_tax.ids)],
        )
        self.driver.b2b_bulky = True

    def test_carriage_of_seller(self):
        """AFS-6: the seller's fault is a reason to credit what carrying was charged.

        A driver of 100.00 with a surcharge of 20.00: 120.00 and 25.20 of tax.
        """
        self._create_bulky()
        table = [
            # finding, who erred, total
            ("doa", False, 145.2),
            ("transport", False, 145.2),
            ("error", False, 145.2),
            ("new", False, 121.0),
            ("return", False, 121.0),
            ("return", "seller", 145.2),
            ("doa", "customer", 121.0),
        ]
        for number, (finding, erred, total) in enumerate(table):
            with self.subTest(finding=finding, erred=erred):
                sold = self._sell_out(self.driver, lots=[f"SN{number}"])
                line = self._come_back(sold, "credit", finding=finding, erred=erred)
                self._carry_out(line)
                self.assertEqual(line.refund_id.amount_total, total)

    def test_carriage_of_both(self):
        """AFS-6: not where the customer sent back a part of it for himself."""
        self._create_bulky()
        sold = self._sell_out(self.driver, lots=["SN1", "SN2"])
        line = self._come_back(sold[0], "credit", finding="doa")
        self._carry_out(line)
        own = self._come_back(sold[1], "credit", finding="return")
        self._carry_out(own)
        self.assertEqual(own.refund_id.amount_total, 121.0)
        self.assertEqual(
            self._get_notes(own.refund_id),
            ["Bulky surcharge: stays, since the goods were carried."],
        )

    # -- Gates -----------------------------------------------------------------

    def test_twice(self):
        """AFS-5: a double click gives one credit note."""
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "credit")
        self._carry_out(line)
        note = line.refund_id
        with self.assertRaisesRegex(UserError, "credited already"):
            self._carry_out(line)
        self.assertEqual(line.refund_id, note)
        self.assertEqual(line.order_id.invoice_ids - note.reversed_entry_id, note)

    def test_too_early(self):
        """AFS-5: no money before the goods came back, or for another solution."""
        sold = self._sell_out(self.driver, lots=["SN1"])
        line = self._claim_line("doa", sold)
        line.solution = "credit"
        with self.assertRaisesRegex(UserError, "not approved"):
            self._carry_out(line)
        self._approve_shortly(line)
        with self.assertRaisesRegex(UserError, "have not come back"):
            self._carry_out(line)
        self._receive_shortly(line)
        self._inspect_shortly(line, "defective")
        with self.assertRaisesRegex(UserError, "Another solution"):
            line.with_user(self.desk)._carry_out_voucher()
        self.assertFalse(line.refund_id)

    def test_draft_invoice(self):
        """AFS-5: what an invoice still says as a draft is not credited."""
        sold = self._deliver(self.driver, lots=["SN1"])
        sold.move_id.sale_line_id.order_id._create_invoices()
        line = self._come_back(sold, "credit")
        with self.assertRaisesRegex(UserError, "is a draft still"):
            self._carry_out(line)

    def test_dispute(self):
        """AFS-9: nothing is paid while a payment is in dispute."""
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "credit")
        self.customer.b2b_has_dispute = True
        with self.assertRaisesRegex(UserError, "in dispute"):
            self._carry_out(line)
        self.assertFalse(line.refund_id)

    def test_who(self):
        """AFS-5: neither customers nor salesmen give money."""
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "credit")
        for user in (self.buyer, self.stranger, self.salesman, self.accountant):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                line.with_user(user)._carry_out_credit()
        self.assertFalse(line.refund_id)

    def test_page(self):
        """AFS-8, USR-4: the customer's page names the credit note; it is a link for who
        may see invoices, and its amount for who may see prices.
        """
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "credit")
        self.assertIsNone(line.with_user(self.buyer)._get_money_block())
        self._carry_out(line)
        note = line.refund_id
        shown = line.with_user(self.buyer)._get_money_block()["credit_note"]
        self.assertEqual(shown["name"], note.name)
        self.assertEqual(shown["url"], f"/my/invoices/{note.id}")
        self.assertEqual(shown["amount"], 121.0)
        technician = self._create_portal_user("technician", self.customer, "technician")
        line.return_id.partner_id = technician.partner_id
        shown = line.with_user(technician)._get_money_block()["credit_note"]
        self.assertEqual((shown["url"], shown["amount"]), ("", None))
        with self.assertRaises(AccessError):
            line.with_user(self.stranger)._get_money_block()

    # -- Stock -----------------------------------------------------------------

    def _value_stock(self, valuation):
        self.driver.categ_id.write(
            {
                "property_cost_method": "average",
                "property_valuation": valuation,
                "property_stock_valuation_account_id": self._create_account(
                    "Stock", "340001", "asset_current"
                ).id,
                "property_account_expense_categ_id": self._create_account(
                    "Cost of goods", "604001", "expense_direct_cost"
                ).id,
            }
        )
        self.driver.standard_price = 60.0

    def test_valuation(self):
        """AFS-5: a driver that cost 60.00 comes back into the stock's value.

        With the credit note: stock 60.00 to cost of goods, beside the sale.
        """
        self._value_stock("real_time")
        category = self.driver.categ_id
        stock = category.property_stock_valuation_account_id
        cost = category.property_account_expense_categ_id
        sold = self._sell_out(self.driver, lots=["SN1"])
        invoice = sold.move_id.sale_line_id.invoice_lines.move_id
        self.assertIn((cost, 60.0, 0.0), self._get_items(invoice))
        self.assertIn((stock, 0.0, 60.0), self._get_items(invoice))
        before = self.env["account.move"].search([("company_id", "=", self.company.id)])
        line = self._come_back(sold, "credit")
        self._carry_out(line)
        after = self.env["account.move"].search([("company_id", "=", self.company.id)])
        self.assertEqual(after - before, line.refund_id)
        self.assertCountEqual(
            self._get_items(line.refund_id),
            [
                (self.goods_account, 100.0, 0.0),
                (self.vat_account, 21.0, 0.0),
                (self.receivable, 0.0, 121.0),
                (stock, 60.0, 0.0),
                (cost, 0.0, 60.0),
            ],
        )
        reception = line.rma_id.reception_move_id
        self.assertEqual(reception.value, 60.0)

    def test_manual_valuation(self):
        """AFS-5: where stock is valued by hand, the sale alone is booked."""
        self._value_stock("periodic")
        sold = self._sell_out(self.driver, lots=["SN1"])
        line = self._come_back(sold, "credit", on=CLAIMED)
        self._carry_out(line)
        self.assertCountEqual(
            self._get_items(line.refund_id),
            [
                (self.goods_account, 100.0, 0.0),
                (self.vat_account, 21.0, 0.0),
                (self.receivable, 0.0, 121.0),
            ],
        )
