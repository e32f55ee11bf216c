from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user

from .accounting_common import CatsB2bAccountingCommon
from .return_common import CatsReturnCommon

PAID_BACK = date(2026, 4, 1)


class CatsReturnMoneyCommon(CatsReturnCommon, CatsB2bAccountingCommon):
    """Returns of a seller with a chart of accounts.

    A driver costs EUR 100.00, 21 % of tax make it 121.00; it lies in the company's
    account of vouchers what is owed for them.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Orders of these tests bear a fee only where they are about it.
        cls.company.b2b_small_order_threshold = 0.0
        cls.voucher_account = cls._create_account(
            "Vouchers", "460002", "liability_current"
        )
        cls.company.b2b_voucher_account_id = cls.voucher_account
        goods = cls._create_category("Returned goods", cls.goods_account)
        (cls.driver + cls.cable).write(
            {"categ_id": goods.id, "taxes_id": [(6, 0, cls.home_tax.ids)]}
        )
        company = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        cls.desk = new_test_user(
            cls.env, "b2b_desk", groups="cats_b2b.group_returns", **company
        )
        cls.accountant = new_test_user(
            cls.env,
            "b2b_accountant",
            groups="base.group_user,account.group_account_invoice",
            **company,
        )

    @classmethod
    def _sell_out(cls, product, qty=1, lots=(), invoiced=True, **values):
        """:return: the delivery of goods that were sold, and invoiced by default."""
        moves = cls._deliver(product, qty, lots=lots, **values)
        if invoiced:
            cls._invoice_delivered(moves.move_id.sale_line_id.order_id)
        return moves

    @classmethod
    def _come_back(cls, move_line, solution, reason="doa", quantity=None, **values):
        """Let a delivery be claimed, approved, received, found defective.

        :param str solution: what was chosen.
        :param values: of the line; ``finding`` is what the inspection came to.
        """
        finding = values.pop("finding", "doa")
        line = cls._claim_line(reason, move_line, quantity, **values)
        cls._approve_shortly(line)
        if reason != "missing_article":
            cls._receive_shortly(line)
            cls._inspect_shortly(line, "defective")
        line._propose_solutions()
        outcome = {**line.solution_why["outcome"], "finding": finding}
        line.write(
            {
                "solution": solution,
                "chooser": "none",
                "solution_why": {**line.solution_why, "outcome": outcome},
            }
        )
        return line

    def _carry_out(self, lines, on=PAID_BACK):
        """Give the money of lines as the desk does."""
        with freeze_time(self._at(on)):
            lines = lines.with_user(self.desk)
            getattr(lines, f"_carry_out_{lines.sudo()[:1].solution}")()

    def _get_items(self, move):
        """:return: the items of an entry as (account, debit, credit), as they stand."""
        return [
            (item.account_id, item.debit, item.credit)
            for item in move.line_ids.filtered("account_id")
        ]

    def _take_ten_off(self, order):
        """Let a promotion take 10 % off an order."""
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
        for card, reward in order._try_apply_code("TEN").items():
            order._apply_program_reward(reward, card)
