from datetime import date

from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import new_test_user

from .return_common import CLAIMED, CatsReturnCommon

# The warranty of what was delivered on March 12, 2026 ends on March 12, 2028.
OVER = date(2028, 3, 13)


class CatsReturnRepairCommon(CatsReturnCommon):
    """A driver that broke in use; a lamp costs EUR 40.00, an hour of work EUR 60.00.

    Out of warranty: lamp 40.00 + 1.5 h of work 90.00 + carriage 15.00 = 145.00, with
    21 % of tax (30.45) 175.45.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.b2b_labour_rate = 60.0
        cls.company.b2b_return_carriage = 15.0
        cls.lamp = cls._create_product("Lamp", 40.0, standard_price=12.5)
        cls._put_into_stock(cls.lamp, 10)
        services = cls.env.ref("cats_b2b.product_repair_labour")
        services |= cls.env.ref("cats_b2b.product_return_carriage")
        services.taxes_id = [Command.set(cls.lamp.taxes_id.ids)]
        cls.helper = new_test_user(
            cls.env,
            "b2b_helper",
            groups="cats_b2b.group_returns",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    @classmethod
    def _break(cls, on=CLAIMED, **values):
        """Claim a driver as defective, take it in, and find that it broke in use.

        :param date on: the day of the claim.
        :param values: more of what is found.
        :return: cats.return.line: whose solution is proposed.
        """
        line = cls._claim_line("defective", on=on)
        cls._receive_shortly(cls._approve_shortly(line, on), on)
        cls._inspect_shortly(line, "defective", on, was_used=True, **values)
        with freeze_time(cls._at(on)):
            line._propose_solutions()
        return line

    @classmethod
    def _break_late(cls, **values):
        """:return: cats.return.line: broken out of warranty, its repair is chosen."""
        line = cls._break(on=OVER, **values)
        line.with_user(cls.buyer)._choose("repair")
        return line

    @classmethod
    def _add_part(cls, repair, product=None, quantity=1.0):
        return cls.env["stock.move"].create(
            {
                "repair_id": repair.id,
                "repair_line_type": "add",
                "product_id": (product or cls.lamp).id,
                "product_uom_qty": quantity,
            }
        )

    @classmethod
    def _quote(cls, line=None, parts=1.0, hours=1.5):
        """Send the quotation of a repair with a lamp; return the claim."""
        line = line or cls._break_late()
        repair = line._get_or_create_repair()
        cls._add_part(repair, quantity=parts)
        repair.b2b_labour_hours = hours
        repair.with_user(cls.helper).action_b2b_send_quote()
        return line

    @classmethod
    def _repair(cls, line):
        """Do the work."""
        repair = line.repair_id
        repair.action_repair_start()
        for move in repair.move_ids:
            move.quantity = move.product_uom_qty
        repair.action_repair_end()
