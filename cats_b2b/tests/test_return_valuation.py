from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .return_common import CLAIMED, DELIVERED
from .return_solution_common import CatsReturnSolutionCommon


@tagged("post_install", "-at_install")
class TestReturnValuation(CatsReturnSolutionCommon):
    """What a replacement does to the value of stock, and to the journals (AFS-5).

    A driver was bought at EUR 60.00 and sold at 100.00; the one that replaces it was
    bought at 70.00. Stock is valued first in, first out, with each invoice.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = {
            name: cls.env["account.account"].create(
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
            )
            for name, code, kind in (
                ("Goods in stock", "300001", "asset_current"),
                ("Cost of goods", "600001", "expense_direct_cost"),
                ("Sales of goods", "700001", "income"),
            )
        }
        cls.stock_account = accounts["Goods in stock"]
        cls.cost_account = accounts["Cost of goods"]
        cls.driver.categ_id = cls.env["product.category"].create(
            {
                "name": "Drivers",
                "property_cost_method": "fifo",
                "property_valuation": "real_time",
                "property_stock_valuation_account_id": cls.stock_account.id,
                "property_account_expense_categ_id": cls.cost_account.id,
                "property_account_income_categ_id": accounts["Sales of goods"].id,
            }
        )

    def _buy(self, name, cost, day):
        """Take a driver into stock at its cost."""
        with freeze_time(self._at(day)):
            return self._take_in(name, cost)

    def _take_in(self, name, cost):
        move = self.env["stock.move"].create(
            {
                "product_id": self.driver.id,
                "product_uom_qty": 1,
                "price_unit": cost,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "company_id": self.company.id,
            }
        )
        move._action_confirm()
        self._set_serials(move, [name])
        move.picked = True
        move._action_done()
        move.value_manual = cost
        return move

    def _get_value(self):
        self.driver.invalidate_recordset()
        return self.driver.with_company(self.company).total_value

    def _get_entries(self):
        return self.env["account.move"].search_count(
            [("company_id", "=", self.company.id)]
        )

    def _get_balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(lines.mapped("balance"))

    def test_replacement(self):
        """In comes EUR 60.00, out go 70.00; no entry is posted before an invoice.

        The invoice of the sale has booked 60.00 as cost. The 10.00 that the other unit
        cost more are in the value of stock at once, and in the books with the closing.
        """
        self._buy("SN1", 60.0, date(2026, 3, 2))
        sold = self._deliver(self.driver, lots=["SN1"])
        self.assertEqual(sold.move_id.value, 60.0)
        self._invoice_delivered(sold.move_id.sale_line_id.order_id, DELIVERED)
        self.assertEqual(self._get_balance(self.cost_account), 60.0)
        self._buy("SN2", 70.0, date(2026, 3, 16))
        entries, before = self._get_entries(), self._get_value()
        self.assertEqual(before, 70.0)
        line = self._claim_line("doa", sold)
        self._judge(self._receive_shortly(self._approve_shortly(line)), "defective")
        self.assertEqual(line.rma_id.reception_move_id.value, 60.0)
        self.assertEqual(self._get_value(), 130.0)
        self._pick(line, "replacement")
        self._act(line)
        self._ship(line, CLAIMED)
        sent = line._get_delivery_moves()
        self.assertEqual(sent.move_line_ids.lot_id.name, "SN2")
        self.assertEqual((sent.value, self._get_value()), (70.0, 60.0))
        self.assertEqual(self._get_entries(), entries)
        self.assertEqual(self._get_balance(self.cost_account), 60.0)
        self.assertEqual(self._get_balance(self.stock_account), -60.0)

    def test_never_came(self):
        """The unit that never came is invoiced: 100.00, and its cost is booked."""
        self._buy("SN1", 60.0, date(2026, 3, 2))
        sold = self._deliver(self.driver, lots=["SN1"])
        self._invoice_delivered(sold.move_id.sale_line_id.order_id, DELIVERED)
        self._buy("SN2", 60.0, date(2026, 3, 16))
        line = self._approve_shortly(self._claim_line("doa", sold))
        self._judge(line, "defective")
        self._pick(line, "replacement")
        line._log_event("handed_over")
        self._act(line)
        self._ship(line)
        line.with_user(self.handler).action_charge_unit()
        line.charge_move_id.invoice_date = CLAIMED
        line.charge_move_id.action_post()
        self.assertEqual(line.charge_move_id.amount_total, 121.0)
        self.assertEqual(self._get_balance(self.cost_account), 120.0)
        self.assertEqual(self._get_balance(self.stock_account), -120.0)
        self.assertEqual(self._get_value(), 0.0)
