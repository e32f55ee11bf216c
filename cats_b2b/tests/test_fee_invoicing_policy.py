from odoo.tests import BaseCase, tagged

from ..policies.fee_invoicing import FeeInvoicingFacts, get_fee_to_invoice


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
