from freezegun import freeze_time

from odoo.tests import new_test_user

from .return_common import CLAIMED, CatsReturnCommon


class ReturnDeskCommon(CatsReturnCommon):
    """Who handles returns, who works in the warehouse, and who only sells.

    `_approve_shortly` and its like skip the desk; here it does the work.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        cls.desk = new_test_user(
            cls.env, "b2b_desk", groups="cats_b2b.group_returns", **company
        )
        cls.worker = new_test_user(
            cls.env, "b2b_worker", groups="stock.group_stock_user", **company
        )

    def _claim_more(self, line, *claims):
        """Claim more in the same claim; claims are (reason, delivery, quantity).

        :return: cats.return.line: all of the claim.
        """
        for reason, delivery, quantity in claims:
            line |= self._claim_line(
                reason, delivery, quantity, return_id=line.return_id.id
            )
        return line

    def _approve(self, lines, refusals=None, user=None, **values):
        """Approve lines of one claim as staff do, and refuse others of it."""
        staff = user or self.desk
        with freeze_time(self._at(CLAIMED)):
            claim = lines.return_id.with_user(staff)
            refused = {
                line.with_user(staff): text for line, text in (refusals or {}).items()
            }
            claim._decide(lines.with_user(staff), refused, **values)
        lines.invalidate_recordset()
        return lines

    def _get_receipt(self, line):
        return line.rma_id.reception_move_id.picking_id

    def _count(self, line, quantity):
        """Let the warehouse count what came of a line."""
        move = line.rma_id.reception_move_id.with_user(self.worker)
        move.quantity = quantity
        move.picked = bool(quantity)

    def _validate(self, receipt, backorder=True):
        """Validate a receipt as the warehouse does, and answer its question."""
        receipt = receipt.with_user(self.worker)
        with freeze_time(self._at(CLAIMED)):
            answer = receipt.button_validate()
            if answer is not True:
                wizard = self.env["stock.backorder.confirmation"].with_user(self.worker)
                wizard = wizard.with_context(**answer["context"]).create({})
                wizard.process() if backorder else wizard.process_cancel_backorder()
        self.env.invalidate_all()
