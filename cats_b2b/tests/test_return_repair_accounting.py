from odoo.fields import Command
from odoo.tests import tagged

from .accounting_common import CatsB2bAccountingCommon
from .return_repair_common import CatsReturnRepairCommon


@tagged("post_install", "-at_install")
class TestReturnRepairAccounting(CatsReturnRepairCommon, CatsB2bAccountingCommon):
    """What a repair leaves in the books (AFS-7, PAY-7)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.repair_account = cls._create_account("Repairs", "700801", "income")
        services = cls.env.ref("cats_b2b.product_repair_labour")
        services |= cls.env.ref("cats_b2b.product_return_carriage")
        services.categ_id = cls._create_category("Repairs", cls.repair_account)
        cls.lamp.categ_id = cls._create_category("Parts", cls.goods_account)
        (services | cls.lamp).taxes_id = [Command.set(cls.home_tax.ids)]

    def _pay(self, invoice):
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({})._create_payments()

    def test_quoted(self):
        """40.00 parts, 15.00 transport, 90.00 labour, 21 % tax 30.45: EUR 175.45; the
        unit leaves when that is paid (AFS-7)."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(True)
        self._repair(line)
        invoice = line.quote_id._create_invoices()
        invoice.action_post()
        self.assertEntry(
            invoice,
            (self.goods_account, 0.0, 40.0, "home invoice base"),
            (self.repair_account, 0.0, 15.0, "home invoice base"),
            (self.repair_account, 0.0, 90.0, "home invoice base"),
            (self.vat_account, 0.0, 30.45, "home invoice tax"),
            (self.receivable, 175.45, 0.0, ""),
        )
        self.assertFalse(line._get_delivery_moves())
        self._pay(invoice)
        self.assertIn("paid", line.events)
        self.assertEqual(len(line._get_delivery_moves()), 1)
        self.assertEqual(line.next_step, "sent")

    def test_fewer_parts(self):
        """A part that was quoted and not used is not invoiced: 90.00 + 15.00 remain."""
        line = self._quote()
        line.with_user(self.buyer)._answer_quote(True)
        repair = line.repair_id
        repair.action_repair_start()
        repair.move_ids.quantity = 0.0
        repair.action_repair_end()
        invoice = line.quote_id._create_invoices()
        self.assertEqual(invoice.amount_untaxed, 105.0)

    def test_warranty(self):
        """Under warranty nothing is invoiced; the lamp leaves stock at its cost."""
        expense = self._create_account("Parts of repairs", "600801", "expense")
        stock = self._create_account("Stock", "340001", "asset_current")
        self.lamp.categ_id.write(
            {
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": stock.id,
            }
        )
        line = self._break()
        repair = line._get_or_create_repair()
        repair.location_dest_id.valuation_account_id = expense
        part = self._add_part(repair, quantity=2.0)
        self._repair(line)
        self.assertFalse(repair.sale_order_id)
        self.assertFalse(line.quote_id)
        entry = part.account_move_id
        self.assertEqual(entry.state, "posted")
        self.assertRecordValues(
            entry.line_ids.sorted("debit"),
            [
                {"account_id": stock.id, "debit": 0.0, "credit": 25.0},
                {"account_id": expense.id, "debit": 25.0, "credit": 0.0},
            ],
        )
