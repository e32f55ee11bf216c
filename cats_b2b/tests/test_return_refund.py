from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .return_money_common import PAID_BACK, CatsReturnMoneyCommon

ACTIVITY = "cats_b2b.mail_activity_type_return_refund"


@tagged("post_install", "-at_install")
class TestReturnRefund(CatsReturnMoneyCommon):
    """Money back by the original payment; each driver cost 121.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.env["payment.method"].create(
            {"name": "Card", "code": "b2b_card", "support_refund": "partial"}
        )
        cls.method.active = True
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Bank of cards",
                "code": "none",
                "state": "test",
                "company_id": cls.company.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        cls.provider.journal_id = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.bank_account = cls._create_account(
            "Payments under way", "499001", "asset_current"
        )
        cls.env["account.payment.method.line"].create(
            {
                "name": "Bank of cards",
                "payment_method_id": cls.env.ref(
                    "account.account_payment_method_manual_in"
                ).id,
                "journal_id": cls.provider.journal_id.id,
                "payment_provider_id": cls.provider.id,
                "payment_account_id": cls.bank_account.id,
            }
        )
        cls.company.b2b_refund_user_id = cls.accountant

    def setUp(self):
        super().setUp()
        # What the provider answers to a refund: by default, that it is done.
        self.answers = []
        provider = self._support("partial")
        self.assertEqual(provider.support_refund, "partial")
        self.startPatcher(
            patch.object(
                self.registry["payment.transaction"],
                "_send_refund_request",
                self._get_answer(),
            )
        )

    def _support(self, kind):
        """Let the provider be one who can refund: that is the answer of its module."""
        self.startPatcher(
            patch.object(
                self.registry["payment.provider"],
                "_compute_feature_support_fields",
                lambda providers: providers.update({"support_refund": kind}),
            )
        )
        self.provider.invalidate_recordset(["support_refund"])
        self.provider._compute_feature_support_fields()
        return self.provider

    def _get_answer(self):
        answers = self.answers

        def answer(refund):
            state = answers.pop(0) if answers else "done"
            if state == "error":
                raise ValidationError(refund.env._("The card has expired."))
            if state == "done":
                refund._set_done()
            elif state == "pending":
                refund._set_pending()

        return answer

    def _pay(self, moves, amount=None):
        """Pay the invoice of a delivery by card; return the payment."""
        order = moves.move_id.sale_line_id.order_id
        invoices = order.invoice_ids
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.method.id,
                "reference": f"{order.name} by card",
                "amount": amount or order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "operation": "online_direct",
                "invoice_ids": [Command.set(invoices.ids)],
                "sale_order_ids": [Command.set(order.ids)],
            }
        )
        payment._set_done()
        payment._post_process()
        return payment

    def _return_paid(self, lots=("SN1",), **values):
        sold = self._sell_out(self.driver, lots=list(lots))
        payment = self._pay(sold)
        return self._come_back(sold[0], "refund", **values), payment

    def _post_process(self, line):
        with freeze_time(self._at(PAID_BACK)):
            line.refund_transaction_id._post_process()

    def test_entries(self):
        """AFS-5: 121.00 paid by card go back to it.

        Credit note: goods 100.00, tax 21.00 to receivable 121.00. Refund: receivable
        121.00 to payments under way 121.00; both are settled with each other.
        """
        line, payment = self._return_paid()
        invoice = payment.invoice_ids
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))
        self._carry_out(line)
        refund = line.refund_transaction_id
        self.assertEqual(refund.source_transaction_id, payment)
        self.assertEqual(refund.amount, -121.0)
        self.assertEqual(line.next_step, "refunded")
        self._post_process(line)
        self.assertEntry(
            line.refund_id,
            (self.goods_account, 100.0, 0.0, "home refund base"),
            (self.vat_account, 21.0, 0.0, "home refund tax"),
            (self.receivable, 0.0, 121.0, ""),
        )
        self.assertCountEqual(
            self._get_items(refund.payment_id.move_id),
            [(self.receivable, 121.0, 0.0), (self.bank_account, 0.0, 121.0)],
        )
        self.assertEqual(line.refund_id.amount_residual, 0.0)
        self.assertEqual(line.events["refunded"], PAID_BACK.isoformat())
        self.assertEqual(line.state, "done")
        self.assertFalse(line.refund_id.activity_search([ACTIVITY]))

    def test_in_part(self):
        """AFS-5: one of two drivers, of 242.00 go 121.00 back; then the other one's."""
        sold = self._sell_out(self.driver, lots=["SN1", "SN2"])
        payment = self._pay(sold)
        for one in sold:
            line = self._come_back(one, "refund")
            self.assertEqual(line._get_refundable_transaction(), payment)
            self._carry_out(line)
            self._post_process(line)
            self.assertEqual(line.refund_transaction_id.amount, -121.0)
            self.assertEqual(line.state, "done")
        self.assertFalse(payment._can_b2b_refund(0.01))

    def test_what_can_be_refunded(self):
        """AFS-5: a done payment of which that much is left, as its provider can."""
        sold = self._sell_out(self.driver, lots=["SN1"])
        payment = self._pay(sold)
        table = [
            # the provider refunds, amount, whether it can
            ("partial", 121.0, True),
            ("partial", 60.0, True),
            ("partial", 121.01, False),
            ("full_only", 121.0, True),
            ("full_only", 60.0, False),
            ("none", 121.0, False),
        ]
        for kind, amount, expected in table:
            with self.subTest(kind=kind, amount=amount):
                self._support(kind)
                self.assertEqual(payment._can_b2b_refund(amount), expected)
        self._support("partial")
        self.provider.state = "disabled"
        self.assertFalse(payment._can_b2b_refund(121.0))

    def test_unpaid_part(self):
        """AFS-5: of 121.00 only 100.00 were paid: they go back, 21.00 are not owed."""
        sold = self._sell_out(self.driver, lots=["SN1"])
        self._pay(sold, 100.0)
        line = self._come_back(sold, "refund")
        self._carry_out(line)
        self.assertEqual(line.refund_transaction_id.amount, -100.0)
        self._post_process(line)
        self.assertEqual(line.refund_id.reversed_entry_id.amount_residual, 0.0)
        self.assertEqual(line.refund_id.amount_residual, 0.0)

    def test_unpaid(self):
        """AFS-5: what was not paid is not paid back: invoice and credit note meet."""
        line = self._come_back(self._sell_out(self.driver, lots=["SN1"]), "refund")
        self._carry_out(line)
        self.assertFalse(line.refund_transaction_id)
        self.assertEqual(line.refund_id.amount_residual, 0.0)
        self.assertEqual(line.state, "done")

    def test_prepaid(self):
        """AFS-5: paid with the order, never invoiced: 121.00 go back, and the payment
        is settled by the refund.
        """
        sold = self._sell_out(self.driver, lots=["SN1"], invoiced=False)
        payment = self._pay(sold)
        line = self._come_back(sold, "refund")
        self._carry_out(line)
        self.assertFalse(line.refund_id)
        self.assertEqual(line.refund_transaction_id.amount, -121.0)
        self._post_process(line)
        self.assertEqual(line.state, "done")
        entries = (payment | line.refund_transaction_id).payment_id.move_id
        receivable = entries.line_ids.filtered(
            lambda item: item.account_id == self.receivable
        )
        self.assertEqual(receivable.mapped("reconciled"), [True, True])

    # -- By hand ---------------------------------------------------------------

    def _get_task(self, line):
        return line.refund_id.activity_search([ACTIVITY])

    def test_by_hand(self):
        """AFS-5: where the provider cannot, an accountant is asked, with the bank
        account, and says when it is done.
        """
        self.env["res.partner.bank"].create(
            {"acc_number": "BE71096123456769", "partner_id": self.customer.id}
        )
        line, _payment = self._return_paid()
        self._support("none")
        self._carry_out(line)
        task = self._get_task(line)
        self.assertEqual(task.user_id, self.accountant)
        self.assertText(task.summary, "Refund by hand: 121.00 € to Lumière SA")
        self.assertIn("BE71 0961 2345 6769", task.note)
        self.assertTrue(line.refund_id.b2b_awaits_refund)
        self.assertEqual(line.next_step, "refunded")
        shown = line.with_user(self.buyer)._get_money_block()["refund"]
        self.assertEqual(shown, {"state": "pending", "by": "hand"})
        note = line.refund_id.with_user(self.accountant)
        with freeze_time(self._at(PAID_BACK)):
            note.action_note_b2b_refunded()
        self.assertEqual(line.state, "done")
        self.assertFalse(self._get_task(line))
        with self.assertRaisesRegex(UserError, "Nothing of it"):
            note.action_note_b2b_refunded()

    def test_paid_by_accountant(self):
        """AFS-5: the payment of the credit note is the refund; no button is needed."""
        line, _payment = self._return_paid()
        self._support("none")
        self._carry_out(line)
        with freeze_time(self._at(PAID_BACK)):
            self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=line.refund_id.ids
            ).create({}).action_create_payments()
        self.assertEqual(line.events["refunded"], PAID_BACK.isoformat())
        self.assertFalse(self._get_task(line))

    def test_failure(self):
        """AFS-5: a refund that fails is told to the accountant, and tried again."""
        line, _payment = self._return_paid()
        self.answers.append("error")
        self._carry_out(line)
        failed = line.refund_transaction_id
        self.assertEqual(failed.state, "error")
        self.assertIn("expired", self._get_task(line).note)
        self.assertEqual(line.next_step, "refunded")
        line.refund_id.with_user(self.accountant).action_refund_b2b_again()
        self.assertNotEqual(line.refund_transaction_id, failed)
        self._post_process(line)
        self.assertEqual(line.state, "done")
        self.assertFalse(self._get_task(line))

    def test_late_failure(self):
        """AFS-5: so is one that fails later; meanwhile nobody pays a second time."""
        line, _payment = self._return_paid()
        self.answers.append("pending")
        self._carry_out(line)
        note = line.refund_id.with_user(self.accountant)
        for action in (note.action_refund_b2b_again, note.action_note_b2b_refunded):
            with self.assertRaisesRegex(UserError, "is at it"):
                action()
        self.assertFalse(self._get_task(line))
        line.refund_transaction_id._set_canceled("Refused by the bank.")
        self.assertIn("Refused by the bank", self._get_task(line).note)

    # -- Gates -----------------------------------------------------------------

    def test_twice(self):
        """AFS-5: a double click refunds once."""
        line, payment = self._return_paid()
        self._carry_out(line)
        with self.assertRaisesRegex(UserError, "credited already"):
            self._carry_out(line)
        with self.assertRaisesRegex(UserError, "is at it"):
            line.with_user(self.accountant).action_refund_again()
        self.assertEqual(len(payment.child_transaction_ids), 1)

    def test_dispute(self):
        """AFS-9: nothing is refunded while the payment is in dispute."""
        line, payment = self._return_paid()
        payment.b2b_has_dispute = True
        with self.assertRaisesRegex(UserError, "in dispute"):
            self._carry_out(line)
        self.assertFalse(payment.child_transaction_ids)

    def test_who(self):
        """AFS-5: only accountants say that money went back, or send it again."""
        line, _payment = self._return_paid()
        self._support("none")
        self._carry_out(line)
        for user in (self.buyer, self.stranger, self.salesman, self.desk):
            for action in ("action_note_refunded", "action_refund_again"):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    getattr(line.with_user(user), action)()
        self.assertFalse(line._has_event("refunded"))
