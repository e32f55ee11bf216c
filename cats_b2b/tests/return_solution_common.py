from freezegun import freeze_time

from odoo.tests import new_test_user

from .return_common import CLAIMED, CatsReturnCommon


class CatsReturnSolutionCommon(CatsReturnCommon):
    """Claims that were approved, received and inspected, and who resolves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        cls.handler = new_test_user(
            cls.env, "b2b_handler", groups="cats_b2b.group_returns", **company
        )
        cls.env.ref("cats_b2b.product_return_carriage").taxes_id = cls.tax

    @classmethod
    def _prepare_accounting(cls):
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        # The chart is American, the seller is not.
        cls.company.account_fiscal_country_id = cls.country
        cls.company.currency_id = cls.eur

    @classmethod
    def _inspected(cls, reason="doa", verdict="defective", on=CLAIMED, **values):
        """:return: cats.return.line: a driver that came in, with its proposal."""
        line = cls._claim_line(reason, on=on)
        cls._receive_shortly(cls._approve_shortly(line, on), on)
        return cls._judge(line, verdict, on, **values)

    @classmethod
    def _photographed(cls, reason="doa", on=CLAIMED):
        """:return: cats.return.line: a driver judged by its photos, not sent in yet."""
        line = cls._approve_shortly(cls._claim_line(reason, on=on), on)
        return cls._judge(line, "defective", on)

    @classmethod
    def _judge(cls, line, verdict, on=CLAIMED, **values):
        with freeze_time(cls._at(on)):
            cls._inspect_shortly(line, verdict, on, **values)
            line._propose_solutions()
        return line

    @classmethod
    def _spare(cls, name="SPARE1"):
        """Put a driver into stock that can replace another."""
        cls._put_into_stock(cls.driver, 1, [name])

    @classmethod
    def _pick(cls, line, code, on=CLAIMED, user=None):
        """Let the customer choose a solution on his page."""
        with freeze_time(cls._at(on)):
            return line.with_user(user or cls.buyer)._choose(code)

    @classmethod
    def _act(cls, line, on=CLAIMED, user=None):
        """Let staff carry out what was chosen, by the button."""
        with freeze_time(cls._at(on)):
            line.with_user(user or cls.handler).action_carry_out()

    @classmethod
    def _ship(cls, line, on=CLAIMED):
        """:return: stock.picking: what leaves for a claim, once it has left."""
        picking = line._get_delivery_moves().picking_id
        with freeze_time(cls._at(on)):
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()
        return picking

    @classmethod
    def _say_dispute(cls, is_open=True):
        cls.customer.b2b_has_dispute = is_open

    def assertEvents(self, line, codes):
        """Compare what happened to a claim."""
        self.assertEqual(sorted(line.events), sorted(codes.split()))
