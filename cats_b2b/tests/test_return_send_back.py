from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .return_solution_common import CatsReturnSolutionCommon

CAME = "submitted approved handed_over received inspected chosen"


@tagged("post_install", "-at_install")
class TestReturnSendBack(CatsReturnSolutionCommon):
    """Not defective: back at the customer's cost, or kept (AFS-6)."""

    def _chosen(self, code="send_back"):
        """:return: cats.return.line: an unfounded claim and what he chose."""
        line = self._inspected(verdict="not_defective")
        self._pick(line, code)
        return line

    def _pay_later(self):
        self.customer.property_payment_term_id = self.env[
            "account.payment.term"
        ].create(
            {
                "name": "30 days",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 30}
                    )
                ],
            }
        )

    def _pay(self, order, amount=None):
        """Pay an order online."""
        provider = self.env["payment.provider"].create(
            {"name": "Bank", "company_id": self.company.id}
        )
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "reference": f"pay {order.name}",
                "amount": amount or order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
                "state": "done",
            }
        )
        # The provider has no journal; its entry is Odoo's affair.
        with patch.object(type(payment), "_create_payment"):
            payment._post_process()
        return payment

    def test_not_agreed(self):
        """It does not leave before he has agreed to pay (AFS-6)."""
        line = self._chosen()
        self.assertEqual(line.next_step, "carriage_agreed")
        with self.assertRaisesRegex(UserError, "not agreed to pay the carriage"):
            self._act(line)
        self.assertFalse(line._get_delivery_moves())

    def test_carriage_order(self):
        """He agrees: EUR 15.00 and 21 % of tax are ordered, without fees (AFS-6)."""
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        order = line.carriage_order_id
        self.assertEqual(order.partner_id, self.buyer.partner_id)
        self.assertEqual(len(order.order_line), 1)
        self.assertEqual((order.amount_untaxed, order.amount_total), (15.0, 18.15))
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.b2b_return_line_id, line)
        self.assertEqual(line.next_step, "paid")

    def test_carriage_for_nothing(self):
        """Carriage of EUR 0.00 is not to be paid: his own unit leaves (AFS-6)."""
        self.company.b2b_return_carriage = 0.0
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        self.assertEqual(line.carriage_order_id.state, "sale")
        self.assertEqual(line.next_step, "sent")

    def test_not_paid(self):
        """Agreed and not paid: it stays here (AFS-6)."""
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        with self.assertRaisesRegex(UserError, "not paid"):
            self._act(line)
        self.assertFalse(line._get_delivery_moves())

    def test_paid_online(self):
        """Paid online: the order is confirmed, and his own unit leaves (AFS-6)."""
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        self._pay(line.carriage_order_id)
        self.assertEqual(line.carriage_order_id.state, "sale")
        self.assertEqual(line.next_step, "sent")
        self._act(line)
        self._ship(line)
        move = line._get_delivery_moves()
        self.assertEqual(move.move_line_ids.lot_id, line.lot_id)
        self.assertEqual(move.location_id, line.rma_id.location_id)
        self.assertEvents(line, f"{CAME} carriage_agreed paid sent delivered")
        self.assertEqual((line.state, line.rma_id.state), ("done", "returned"))
        self.assertEqual(line.sale_line_id.qty_delivered, 1)

    def test_paid_in_part(self):
        """EUR 18.14 of 18.15 are not enough."""
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        self._pay(line.carriage_order_id, 18.14)
        self.assertEqual(line.next_step, "paid")

    def test_on_account(self):
        """Who pays on account has met the terms with the order (AFS-6)."""
        self._pay_later()
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        self.assertEqual(line.carriage_order_id.state, "sale")
        self.assertEqual(line.next_step, "sent")
        self._act(line)
        self.assertEqual(len(line._get_delivery_moves()), 1)

    def test_currency(self):
        """EUR 15.00 are USD 18.75 for who buys in dollars, at 1.25."""
        usd = self._create_currency("USD", d20260101=1.25)
        self.customer.property_product_pricelist = self._create_pricelist(usd)
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        self.assertEqual(line.carriage_order_id.currency_id, usd)
        self.assertEqual(line.carriage_order_id.amount_untaxed, 18.75)

    def test_agree_once(self):
        """A double click orders the carriage once."""
        line = self._chosen()
        line.with_user(self.buyer)._agree_costs()
        order = line.carriage_order_id
        with self.assertRaisesRegex(UserError, "no costs to agree to"):
            line.with_user(self.buyer)._agree_costs()
        self.assertEqual(line.carriage_order_id, order)
        found = [("b2b_return_line_id", "=", line.id)]
        self.assertEqual(self.env["sale.order"].search_count(found), 1)

    def test_agree_by_others(self):
        """Neither another company nor who lacks the right agrees (AFS-6)."""
        line = self._chosen()
        clerk = self._create_portal_user("clerk", self.customer, "accountant")
        for user in (self.stranger, clerk, self.handler):
            with self.assertRaises(AccessError):
                line.with_user(user)._agree_costs()
        for user in (self.buyer, self.salesman):
            with self.assertRaises(AccessError):
                line.with_user(user).action_agree_costs()
        self.assertFalse(line.carriage_order_id)

    def test_agreed_by_phone(self):
        """Staff note that he agreed; the history says so."""
        line = self._chosen()
        line.with_user(self.handler).action_agree_costs()
        self.assertTrue(line._has_event("carriage_agreed"))
        self.assertIn("agreed to by staff", line.return_id.message_ids[0].body)

    def test_right_to_returns_only(self):
        """Who handles returns but may not order agrees to the carriage, too."""
        self._pay_later()
        line = self._chosen()
        self.buyer._set_b2b_rights({"returns"})
        line.with_user(self.buyer)._agree_costs()
        self.assertEqual(line.carriage_order_id.state, "sale")

    def test_dispute(self):
        """In dispute no costs are agreed to (AFS-9)."""
        line = self._chosen()
        self._say_dispute()
        with self.assertRaisesRegex(UserError, "in dispute"):
            line.with_user(self.buyer)._agree_costs()

    def test_seller_pays(self):
        """Sent back at the seller's cost: nothing to agree to, nor to pay (AFS-6)."""
        line = self._inspected(verdict="not_defective", erred="seller")
        self._pick(line, "send_back")
        self.assertEqual((line.carriage_out, line.next_step), ("seller", "sent"))
        with self.assertRaisesRegex(UserError, "no costs to agree to"):
            line.with_user(self.buyer)._agree_costs()
        self._act(line)
        self._ship(line)
        self.assertEvents(line, f"{CAME} sent delivered")
        self.assertFalse(line.carriage_order_id)

    def test_kept(self):
        """Kept: neither sent nor refunded, and nothing is left to do (AFS-6)."""
        line = self._chosen("keep")
        self.assertEvents(line, f"{CAME} kept")
        self.assertEqual((line.state, line.rma_id.state), ("done", "finished"))
        self.assertFalse(line._get_delivery_moves())
        self.assertFalse(line.rma_id.refund_id)
        here = self.env["stock.quant"]._gather(
            self.driver, line.rma_id.location_id, lot_id=line.lot_id
        )
        self.assertEqual(sum(here.mapped("quantity")), 1)

    def test_kept_then_sent_back(self):
        """He may still have it sent later, at his cost (AFS-6)."""
        self._pay_later()
        line = self._chosen("keep")
        self.assertEqual(line._get_choices(), ["send_back"])
        self.assertEqual(self._pick(line, "send_back"), "")
        self.assertEqual(line._get_choices(), [])
        self.assertEqual((line.state, line.next_step), ("resolving", "carriage_agreed"))
        line.with_user(self.buyer)._agree_costs()
        self._act(line)
        self._ship(line)
        self.assertEvents(line, f"{CAME} kept carriage_agreed paid sent delivered")
        self.assertEqual((line.state, line.rma_id.state), ("done", "returned"))

    def test_kept_is_not_credited(self):
        """What is kept does not become anything else."""
        line = self._chosen("keep")
        for code in ("keep", "credit", "scrap"):
            with self.assertRaises(UserError):
                self._pick(line, code)

    def test_scrapped(self):
        """Out of warranty and not repairable: scrapped, as he chose (AFS-7)."""
        line = self._inspected("defective", "misuse", is_repairable=False)
        self.assertEqual(line._get_frozen_decision().codes, ("send_back", "scrap"))
        self._pick(line, "scrap")
        self._act(line)
        scrap = self.env["stock.scrap"].search([("lot_id", "=", line.lot_id.id)])
        self.assertEqual((scrap.state, scrap.scrap_qty), ("done", 1))
        self.assertEqual(scrap.location_id, line.rma_id.location_id)
        self.assertEvents(line, f"{CAME} scrapped")
        self.assertEqual((line.state, line.rma_id.state), ("done", "finished"))
        with self.assertRaisesRegex(UserError, "carried out already"):
            self._act(line)

    def test_not_scrapped_unasked(self):
        """Nothing is scrapped that he has not chosen to have scrapped."""
        line = self._inspected("defective", "misuse", is_repairable=False)
        with self.assertRaisesRegex(UserError, "not chosen yet"):
            self._act(line)
