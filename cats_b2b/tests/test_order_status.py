from odoo.tests import tagged

from .accounting_common import CatsB2bAccountingCommon
from .order_change_common import OrderChangeCommon


@tagged("post_install", "-at_install")
class TestOrderStatus(OrderChangeCommon, CatsB2bAccountingCommon):
    """The status of an order is stored, and follows whatever it is made of (ORD-7)."""

    def assertStored(self, order, status, reason=False):
        """Assert what the database says, and that it is what would be decided now."""
        order.env.flush_all()
        order.invalidate_recordset()
        domain = [("id", "=", order.id), ("b2b_status", "=", status)]
        self.assertEqual(order.search(domain), order, f"not {status or 'empty'}")
        self.assertEqual(order.b2b_hold_reason, reason)
        decision = order._decide_b2b_statuses().get(order)
        self.assertEqual(decision and decision.status or False, status)

    def _place_rare(self, **values):
        """:return: an order of which one article is not there."""
        rare = self._create_product("Rare part", 500.0, b2b_lead_days=3)
        return self._place((rare, 2), (self.cable, 4), **values)

    def test_moves(self):
        """ORD-7: what leaves, and what is cancelled of the rest."""
        self.assertStored(self.order, "in_preparation")
        self._dispatch(self.order, {self.product: 3})
        self.assertStored(self.order, "partly_shipped")
        rest = self.order.picking_ids.filtered(lambda one: one.state != "done")
        rest.action_cancel()
        self.assertStored(self.order, "shipped")

    def test_all_cancelled(self):
        """ORD-7: nothing left and nothing will: as before anything was done."""
        self.order.picking_ids.action_cancel()
        self.assertStored(self.order, "received")

    def test_other_move(self):
        """ORD-7: a move that is no more the order's tells nothing of it."""
        self.order.picking_ids.move_ids.sale_line_id = False
        self.assertStored(self.order, "received")

    def test_locations(self):
        """ORD-7: goods go to the customer, or they are none of his order's way."""
        moves = self.order.picking_ids.move_ids
        transit = self.env["stock.location"].create(
            {"name": "Yard", "usage": "transit", "company_id": self.company.id}
        )
        customers = moves.location_dest_id
        moves.write({"location_dest_id": transit.id, "location_final_id": transit.id})
        self.assertStored(self.order, "received")
        moves.location_final_id = customers
        self.assertStored(self.order, "in_preparation")
        moves.location_final_id = transit
        self.assertStored(self.order, "received")
        transit.usage = "customer"
        self.assertStored(self.order, "in_preparation")
        moves.location_id = customers
        self.assertStored(self.order, "received")

    def test_sent_again(self):
        """ORD-7: what goes out for what came back is none of it."""
        moves = self.order.picking_ids.move_ids
        other = self._place().picking_ids.move_ids[:1]
        moves.origin_returned_move_id = other
        self.assertStored(self.order, "received")
        moves.origin_returned_move_id = False
        self.assertStored(self.order, "in_preparation")

    def test_as_one(self):
        """ORD-7: staff let all of it leave together, or not."""
        order = self._place_rare()
        self.assertStored(order, "in_preparation")
        order.picking_policy = "one"
        self.assertStored(order, "on_hold", "goods")

    def test_reservation(self):
        """ORD-7: where goods are reserved by hand, nobody knows what is missing."""
        order = self._place_rare(picking_policy="one")
        self.assertStored(order, "on_hold", "goods")
        self.warehouse.out_type_id.reservation_method = "manual"
        self.assertStored(order, "in_preparation")

    def test_goods_arrive(self):
        """ORD-7: on hold until the goods are there."""
        order = self._place_rare(picking_policy="one")
        self._add_stock(order.order_line[0].product_id, 2)
        order.picking_ids.action_assign()
        self.assertStored(order, "in_preparation")

    def test_payment(self):
        """ORD-7: awaited, and no more awaited."""
        cart = self._create_cart((self.cable, 4))
        self.assertStored(cart, False)
        cart.state = "sent"
        self._await_payment(cart)
        self.assertStored(cart, "on_hold", "payment")
        cart.transaction_ids.state = "cancel"
        self.assertStored(cart, False)
        cart.transaction_ids.state = "pending"
        cart.action_confirm()
        self.assertStored(cart, "in_preparation")

    def test_invoices(self):
        """ORD-7: invoiced while the customer has all invoices."""
        order = self._place((self.cable, 4))
        self._dispatch(order)
        self.assertStored(order, "shipped")
        invoice = order._create_invoices()
        self.assertStored(order, "shipped")
        invoice.action_post()
        self.assertStored(order, "invoiced")
        invoice.button_draft()
        self.assertStored(order, "shipped")
        invoice.action_post()
        self._dispatch(self.order)
        self.assertStored(self.order, "shipped")
        invoice.button_draft()
        invoice.button_cancel()
        self.assertStored(order, "shipped")

    def test_cancelled(self):
        """ORD-7: cancelled, a quotation again, and ordered again."""
        self.order._action_cancel()
        self.assertStored(self.order, "cancelled")
        self.order.action_draft()
        self.assertStored(self.order, False)
        self.order.action_confirm()
        self.assertStored(self.order, "in_preparation")

    def test_switch(self):
        """ORD-7: with the switch off there is no status; with it on, there is at once.

        Of a website's orders, and of those that staff wrote.
        """
        written = self._place()
        written.website_id = False
        self.assertStored(written, "in_preparation")
        self.website.b2b_enabled = False
        self.assertStored(self.order, False)
        self.assertStored(written, False)
        self._dispatch(self.order, {self.product: 3})
        self.assertStored(self.order, False)
        self.website.b2b_enabled = True
        self.assertStored(self.order, "partly_shipped")
        self.assertStored(written, "in_preparation")

    def test_company_of_the_shop(self):
        """ORD-7: orders that staff wrote follow the shop to another company."""
        self.order.website_id = False
        other = self.env["res.company"].create({"name": "Other seller"})
        self.website.company_id = other
        self.assertStored(self.order, False)
        self.website.company_id = self.company
        self.assertStored(self.order, "in_preparation")

    def test_new_shop(self):
        """ORD-7: another website may be the company's shop, too."""
        self.order.website_id = False
        self.website.b2b_enabled = False
        self.assertStored(self.order, False)
        second = self.env["website"].create(
            {"name": "Second", "company_id": self.company.id, "b2b_enabled": True}
        )
        self.assertStored(self.order, "in_preparation")
        second.unlink()
        self.assertStored(self.order, False)

    def test_words(self):
        """ORD-7: why it is on hold is told anew for each day and each language."""
        order = self._place_rare(picking_policy="one")
        why = "We are waiting for goods. Dispatch: Monday, November 23, 2026."
        self.assertText(order.b2b_status_why, why)
        line = order.order_line.filtered("b2b_promise_date")[:1]
        line.b2b_expected_dispatch_date = "2026-11-25"
        why = "We are waiting for goods. Dispatch: Wednesday, November 25, 2026."
        self.assertText(order.b2b_status_why, why)
        self.env["res.lang"]._activate_lang("fr_FR")
        french = order.with_context(lang="fr_FR").b2b_status_why
        self.assertIn("mercredi 25 novembre 2026", french)

    def test_rows(self):
        """ORD-7: a list tells the status as a badge, and why only of what is held."""
        held = self._place_rare(picking_policy="one")
        cart = self._create_cart((self.cable, 4))
        rows = (self.order | held | cart)._describe_b2b_statuses()
        self.assertEqual(rows.keys(), {self.order.id, held.id})
        self.assertEqual(
            rows[self.order.id],
            {
                "badge": '<span class="o_cats_b2b_status badge rounded-pill text-wrap '
                'text-bg-info">In preparation</span>',
                "why": False,
            },
        )
        self.assertIn("text-bg-warning", rows[held.id]["badge"])
        self.assertEqual(rows[held.id]["why"], held.b2b_status_why)
