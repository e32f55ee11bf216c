from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .race_common import CatsB2bRaceCommon

NAME = "Race of Returns"


@tagged("post_install", "-at_install")
class TestReturnRace(CatsB2bRaceCommon):
    """Two members of the staff resolve one claim at the same time (AFS-5)."""

    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            order = self._create_order(env)
            claim = self._create_claim(env, order)
            line = claim.line_ids
            line._log_event("submitted")
            line.rma_id = self._create_rma(env, claim)
            line.rma_id.action_confirm()
            line._log_event("approved")
            line._choose("resend", by_staff=True)
            self.line_id = line.id

    def _create_order(self, env):
        website = env["website"].search([("b2b_enabled", "=", True)], limit=1)
        seller = website.company_id
        company = env["res.partner"].create(
            {"name": NAME, "is_company": True, "company_id": seller.id}
        )
        goods = {"name": NAME, "type": "consu", "company_id": seller.id}
        article = env["product.product"].create({**goods, "list_price": 10.0})
        return env["sale.order"].create(
            {
                "partner_id": company.id,
                "company_id": seller.id,
                "order_line": [
                    Command.create({"product_id": article.id, "product_uom_qty": 1})
                ],
            }
        )

    def _create_claim(self, env, order):
        line = order.order_line.filtered(lambda one: one.product_id.name == NAME)
        policies = env["cats.return.policy"]
        return env["cats.return"].create(
            {
                "name": NAME,
                "ra_number": NAME,
                "partner_id": order.partner_id.id,
                "partner_shipping_id": order.partner_id.id,
                "company_id": order.company_id.id,
                "policy_id": policies._get_current(order.company_id).id,
                "line_ids": [
                    Command.create(
                        {
                            "sale_line_id": line.id,
                            "product_id": line.product_id.id,
                            "product_uom_id": line.product_uom_id.id,
                            "quantity": 1,
                            "reason": "missing_article",
                            "reason_id": env.ref(
                                "cats_b2b.return_reason_missing_article"
                            ).id,
                            "delivered_on": fields.Date.today(),
                        }
                    )
                ],
            }
        )

    def _create_rma(self, env, claim):
        line = claim.line_ids
        return env["rma"].create(
            {
                "name": NAME,
                "company_id": claim.company_id.id,
                "partner_id": claim.partner_id.id,
                "partner_invoice_id": claim.partner_id.id,
                "partner_shipping_id": claim.partner_id.id,
                "product_id": line.product_id.id,
                "product_uom_qty": 1,
                "product_uom": line.product_uom_id.id,
                "location_id": line.order_id.warehouse_id.rma_loc_id.id,
                "operation_id": env.ref("cats_b2b.rma_operation_missing").id,
            }
        )

    def _remove(self):
        with self._open_env() as env:
            moves = env["stock.move"].search([("product_id.name", "=", NAME)])
            pickings = moves.picking_id
            moves._action_cancel()
            env["cats.return"].search([("name", "=", NAME)]).unlink()
            rmas = env["rma"].search([("name", "=", NAME)])
            references = moves.reference_ids | rmas.stock_reference_id
            moves.unlink()
            pickings.unlink()
            rmas.state = "draft"
            rmas.unlink()
            references.unlink()
            env["sale.order"].search([("partner_id.name", "=", NAME)]).unlink()
            env["product.template"].search([("name", "=", NAME)]).unlink()
            env["res.partner"].search([("name", "=", NAME)]).unlink()

    def test_one_delivery(self):
        """Of two clicks at once, one sends the goods, the other is told."""

        def begin(env, _number):
            line = env["cats.return.line"].browse(self.line_id)
            return line, line.state

        def act(line, _state):
            try:
                line._carry_out()
            except UserError as error:
                return str(error)
            return ""

        told = sorted(self._do_both(begin, act))
        self.assertEqual(told[0], "")
        self.assertRegex(told[1], "carried out already|Somebody else")
        with self._open_env() as env:
            moves = env["cats.return.line"].browse(self.line_id)._get_delivery_moves()
            self.assertEqual(len(moves), 1)
            self.assertEqual(moves.product_uom_qty, 1)
