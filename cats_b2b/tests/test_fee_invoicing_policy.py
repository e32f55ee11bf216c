from odoo.tests import BaseCase, tagged

from ..policies.because import codes
from ..policies.fee_invoicing import (
    FeeCreditFacts,
    FeeInvoicingFacts,
    decide_fee_credit,
    get_fee_to_invoice,
)


@tagged("post_install", "-at_install")
class TestFeeInvoicingPolicy(BaseCase):
    def test_table(self):
        """PAY-7: with the first goods, once; not again after it was credited."""
        table = [
            # case, open, is_billed, goods_open, goods_invoiced, to invoice
            ("nothing delivered", 1.0, False, False, False, 0.0),
            ("first goods", 1.0, False, True, False, 1.0),
            ("added after the goods were invoiced", 1.0, False, False, True, 1.0),
            ("invoiced", 0.0, True, False, True, 0.0),
            ("more goods later", 0.0, True, True, True, 0.0),
            ("credited alone", 1.0, True, False, True, 0.0),
            ("credited alone, more goods", 1.0, True, True, True, 0.0),
            ("all credited, goods still there", 1.0, True, True, False, 1.0),
            ("all credited, goods returned", 1.0, True, False, False, 0.0),
            ("lowered by staff", -1.0, True, False, True, -1.0),
            ("lowered, goods returned", -1.0, True, False, False, -1.0),
        ]
        for case, *facts, expected in table:
            with self.subTest(case=case):
                self.assertEqual(
                    get_fee_to_invoice(FeeInvoicingFacts(*facts)), expected
                )

    def test_credit_table(self):
        """FEE-1: credited with an order that is undone; who keeps goods keeps it."""
        table = [
            # is_carried, goods_remain, goods_awaited, is_sellers_fault, due, because
            (False, False, False, False, True, "undone"),
            (False, True, False, False, False, "goods_kept"),
            (False, False, True, False, False, "goods_awaited"),
            (False, True, True, False, False, "goods_kept"),
            (True, False, False, False, False, "carried"),
            (True, True, False, False, False, "goods_kept"),
            (True, False, False, True, True, "seller_erred"),
            (False, False, False, True, True, "seller_erred"),
            (True, True, False, True, False, "goods_kept"),
            (True, False, True, True, False, "goods_awaited"),
        ]
        for *facts, is_due, code in table:
            with self.subTest(facts=facts):
                credit = decide_fee_credit(FeeCreditFacts(*facts))
                self.assertEqual(credit.outcome_json(), is_due)
                self.assertEqual(codes(credit), (code,))
