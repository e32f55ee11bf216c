from odoo.exceptions import UserError
from odoo.tests import tagged

from .race_common import CatsB2bRaceCommon


@tagged("post_install", "-at_install")
class TestReturnDeskRace(CatsB2bRaceCommon):
    """Two members of the staff at the same claim, in two real transactions."""

    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            move_line = env["stock.move.line"].search(
                [
                    ("state", "=", "done"),
                    ("location_dest_id.usage", "=", "customer"),
                    ("move_id.sale_line_id", "!=", False),
                    ("lot_id", "=", False),
                ],
                limit=1,
            )
            if not move_line:
                self.skipTest("nothing was delivered in this database")
            sale_line = move_line.move_id.sale_line_id
            company = sale_line.company_id
            claim = env["cats.return"].create(
                {
                    "name": "CLRACE",
                    "partner_id": sale_line.order_id.partner_id.id,
                    "company_id": company.id,
                    "policy_id": env["cats.return.policy"]._get_current(company).id,
                }
            )
            line = env["cats.return.line"].create(
                {
                    "return_id": claim.id,
                    "sale_line_id": sale_line.id,
                    "move_line_id": move_line.id,
                    "product_id": move_line.product_id.id,
                    "quantity": 1,
                    "product_uom_id": move_line.product_uom_id.id,
                    "reason": "defective",
                    "reason_id": env.ref("cats_b2b.return_reason_defective").id,
                }
            )
            line._log_event("submitted")
            self.claim_id = claim.id

    def _remove(self):
        with self._open_env() as env:
            claims = env["cats.return"].search([("name", "=", "CLRACE")])
            rmas = claims.line_ids.rma_id
            rmas.action_cancel()
            receipts = rmas.reception_move_id.picking_id
            claims.unlink()
            rmas.action_draft()
            rmas.unlink()
            receipts.unlink()

    def _do_twice(self, *acts):
        def begin(env, number):
            claim = env["cats.return"].browse(self.claim_id)
            self.assertEqual(claim.state, "submitted")
            return acts[number % len(acts)], claim

        def attempt(act, claim):
            try:
                act(claim)
            except UserError as error:
                return str(error)
            return "done"

        return sorted(self._do_both(begin, attempt), key=len)

    def _approve(self, claim):
        claim._decide(claim.line_ids)

    def test_approve_twice(self):
        """AFS-3: two approvals at once make one RA number, one RMA, one receipt."""
        done, too_late = self._do_twice(self._approve)
        self.assertEqual(done, "done")
        self.assertIn(
            too_late,
            (
                "This claim is decided already.",
                "Somebody else is at this return just now.",
            ),
        )
        with self._open_env() as env:
            line = env["cats.return"].browse(self.claim_id).line_ids
            origin = [("origin", "=", "CLRACE")]
            self.assertEqual(env["rma"].search(origin), line.rma_id)
            self.assertEqual(len(line.rma_id.reception_move_id.picking_id), 1)

    def test_approve_and_refuse(self):
        """AFS-3: of an approval and a refusal at once, one holds."""

        def refuse(claim):
            claim._decide(claim.line_ids.browse(), dict.fromkeys(claim.line_ids, "No"))

        outcomes = self._do_twice(self._approve, refuse)
        self.assertEqual(outcomes.count("done"), 1)
        with self._open_env() as env:
            line = env["cats.return"].browse(self.claim_id).line_ids
            self.assertEqual(
                {"approved", "refused"} & set(line.events),
                {"approved"} if line.rma_id else {"refused"},
            )
