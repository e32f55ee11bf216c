from contextlib import contextmanager

from freezegun import freeze_time

from odoo.tests import new_test_user, tagged

from .accounting_common import CatsB2bAccountingCommon
from .order_change_common import MORNING, OrderChangeCommon


@tagged("post_install", "-at_install")
class TestTracking(OrderChangeCommon, CatsB2bAccountingCommon):
    """The status of an order, and where its parcels are."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "UPS Standard",
                "delivery_type": "fixed",
                "tracking_url": "https://ups.example/?n=<shipmenttrackingnumber>",
                "product_id": cls._create_product("UPS", 9.9, type="service").id,
                "company_id": cls.company.id,
            }
        )

    # -- Status -------------------------------------------------------------------

    def test_on_the_way(self):
        """ORD-7: in preparation, partly shipped, shipped, invoiced."""
        self.assertEqual(self.order.b2b_status, "in_preparation")
        self._dispatch(self.order, {self.product: 3})
        self.assertEqual(self.order.b2b_status, "partly_shipped")
        self._dispatch(self.order)
        self.assertEqual(self.order.b2b_status, "shipped")
        self.assertFalse(self.order.b2b_status_why)

    def test_returned(self):
        """ORD-7: what came back had left all the same."""
        transfer = self._dispatch(self.order)
        wizard = self.env["stock.return.picking"].create({"picking_id": transfer.id})
        wizard.product_return_moves.quantity = 1
        wizard._create_return()
        self.assertEqual(self.order.b2b_status, "shipped")

    def test_waits_for_goods(self):
        """ORD-7: "on hold: why": goods that are not there, and when they leave."""
        rare = self._create_product("Rare part", 500.0, b2b_lead_days=3)
        order = self._place((rare, 2))
        self.assertEqual(order.b2b_status, "on_hold")
        self.assertText(
            order.b2b_status_why,
            "We are waiting for goods. Dispatch: Monday, November 23, 2026.",
        )
        unknown = self._create_product("Rarer part", 500.0)
        order = self._place((unknown, 2))
        self.assertEqual(
            order.b2b_status_why,
            "We are waiting for goods, and will tell you the day.",
        )

    def test_waits_for_the_rest(self):
        """ORD-7: who wants one delivery waits for all of it."""
        rare = self._create_product("Rare part", 500.0, b2b_lead_days=3)
        order = self._place((rare, 2), (self.cable, 4))
        self.assertEqual(order.b2b_status, "in_preparation")
        order = self._place((rare, 2), (self.cable, 4), picking_policy="one")
        self.assertEqual(order.b2b_status, "on_hold")

    def test_waits_for_payment(self):
        """ORD-7: what was ordered by bank transfer is on hold, not a quotation."""
        cart = self._create_cart((self.cable, 4))
        self.assertFalse(cart.b2b_status)
        cart.state = "sent"
        self.assertFalse(cart.b2b_status)
        self._await_payment(cart)
        self.assertEqual(cart.b2b_status, "on_hold")
        self.assertEqual(cart.b2b_status_why, "We are waiting for your payment.")

    def test_steps_of_the_warehouse(self):
        """ORD-7: picked, and not yet sent: in preparation."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._place()
        pick = order.picking_ids
        pick.move_ids.picked = True
        pick._action_done()
        self.assertEqual(order.b2b_status, "in_preparation")
        ship = order.picking_ids - pick
        self.assertEqual(ship.state, "assigned")
        self.assertEqual(order._get_b2b_parcels(), ship)
        ship.move_ids.picked = True
        ship._action_done()
        self.assertEqual(order.b2b_status, "shipped")

    def test_invoiced(self):
        """ORD-7: invoiced once the customer has the invoices, not their drafts."""
        order = self._place((self.cable, 4))
        self._dispatch(order)
        invoice = order._create_invoices()
        self.assertEqual(order.b2b_status, "shipped")
        invoice.state = "posted"
        self.assertEqual(order.b2b_status, "invoiced")
        note = invoice.copy({"move_type": "out_refund"})
        note.invoice_line_ids.sale_line_ids = order.order_line[:1]
        order.invalidate_recordset()
        self.assertIn(note, order.invoice_ids)
        self.assertTrue(order._has_b2b_invoices())

    def test_cancelled(self):
        """ORD-7: cancelled; and no status at all while the switch is off."""
        self.order._action_cancel()
        self.assertEqual(self.order.b2b_status, "cancelled")
        self.assertFalse(self.order._get_b2b_timeline())
        self.website.b2b_enabled = False
        self.order.invalidate_recordset()
        self.assertFalse(self.order.b2b_status)

    def test_timeline(self):
        """ORD-7: the way of an order, with the day of each step, by its warehouse."""
        with freeze_time("2026-11-18 23:30:00"):  # half past midnight in Brussels
            self._dispatch(self.order, {self.product: 3})
        rows = self.order._get_b2b_timeline()
        self.assertEqual(
            [(row["label"], row["state"], row["day"]) for row in rows],
            [
                ("Received", "done", "Nov 18, 2026"),
                ("In preparation", "done", ""),
                ("Partly shipped", "current", "Nov 19, 2026"),
                ("Invoiced", "todo", ""),
            ],
        )

    def test_growth(self):
        """ORD-7: the statuses of 5 and of 20 orders take as many queries."""
        orders = self.order.union(*(self._place() for _number in range(20)))
        self._dispatch(orders[1])
        self._dispatch(orders[2], {self.product: 3})
        orders[1]._create_invoices()
        counts = []
        for size in (5, 5, 20):
            with self._count(counts):
                some = self.env["sale.order"].browse(orders[:size].ids)
                for order in some:
                    self.assertTrue(order.b2b_status)
                    self.assertTrue(order._get_b2b_status_badge())
        self.assertEqual(counts[2], counts[1], "5 and 20 orders")

    @contextmanager
    def _count(self, counts):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        yield
        counts.append(self.env.cr.sql_log_count - before)

    # -- Parcels ------------------------------------------------------------------

    def _track(self, transfer, number, **values):
        transfer.write(
            {"carrier_id": self.carrier.id, "carrier_tracking_ref": number, **values}
        )
        return transfer._get_b2b_tracking()

    def test_numbers(self):
        """DSP-5: each number has its link, however the numbers were typed."""
        link = "https://ups.example/?n="
        cases = [
            ("1Z1", [("1Z1", f"{link}1Z1")]),
            ("1Z1, 1Z2", [("1Z1", f"{link}1Z1"), ("1Z2", f"{link}1Z2")]),
            ("1Z1;1Z2 ;", [("1Z1", f"{link}1Z1"), ("1Z2", f"{link}1Z2")]),
            ("1Z 99 1 | 1Z2", [("1Z 99 1", f"{link}1Z991"), ("1Z2", f"{link}1Z2")]),
            (" 1Z 99 1 ", [("1Z 99 1", f"{link}1Z991")]),
            ("1Z1\n&x", [("1Z1", f"{link}1Z1"), ("&x", f"{link}%26x")]),
            ("", []),
            (False, []),
        ]
        transfer = self.order.picking_ids
        for number, tracking in cases:
            with self.subTest(number):
                self.assertEqual(self._track(transfer, number), tracking)

    def test_links(self):
        """DSP-5: without a link the numbers alone; no link but of the web."""
        transfer = self.order.picking_ids
        self.carrier.tracking_url = False
        self.assertEqual(self._track(transfer, "1Z1"), [("1Z1", "")])
        self.carrier.tracking_url = "javascript:alert('<shipmenttrackingnumber>')"
        self.assertEqual(self._track(transfer, "1Z1,1Z2"), [("1Z1", ""), ("1Z2", "")])
        transfer.carrier_id = False
        self.assertEqual(transfer._get_b2b_tracking(), [("1Z1,1Z2", "")])

    def test_connector(self):
        """DSP-5: a carrier's connector may give several links of its own."""
        transfer = self.order.picking_ids
        self.carrier.tracking_url = '[["A", "https://x.example/a"], ["B", "data:x"]]'
        self.assertEqual(
            self._track(transfer, "A+B"), [("A", "https://x.example/a"), ("B", "")]
        )

    # -- Mails --------------------------------------------------------------------

    def _get_dispatch_mails(self, partner=None):
        partner = partner or self.buyer.partner_id
        mails = self._get_mails(partner)
        return mails.filtered(lambda mail: "on its way" in mail.subject)

    def test_mail(self):
        """DSP-5: "The tracking link is mailed at dispatch", without prices."""
        self._track(self.order.picking_ids, "1Z1,1Z2")
        self._dispatch(self.order)
        (mail,) = self._get_dispatch_mails()
        for text in (
            "has left",
            "UPS Standard",
            'href="https://ups.example/?n=1Z1"',
            'href="https://ups.example/?n=1Z2"',
            "Power supply 24 V (10 Units)",
            "Cable 2 m (4 Units)",
        ):
            self.assertIn(text, mail.body_html)
        for price in ("25.00", "250.00", "450.00", "544.50"):
            self.assertNotIn(price, mail.body_html)

    def test_mail_of_a_part(self):
        """DSP-5: a mail per dispatch, about what left then."""
        self._dispatch(self.order, {self.product: 3})
        (mail,) = self._get_dispatch_mails()
        self.assertIn("Part of your order", mail.body_html)
        self.assertIn("Power supply 24 V (3 Units)", mail.body_html)
        self.assertNotIn("Cable", mail.body_html)
        self._dispatch(self.order)
        last, _first = self._get_dispatch_mails()
        self.assertIn("Power supply 24 V (7 Units)", last.body_html)
        self.assertNotIn("Part of", last.body_html)

    def test_mail_of_a_batch(self):
        """DSP-5: parcels of one order that leave together are told by one mail."""
        other = self.env["stock.warehouse"].create(
            {"name": "Second", "code": "SEC", "company_id": self.company.id}
        )
        self._add_stock(self.cable, 10, other)
        with freeze_time(MORNING):
            order = self._create_cart((self.product, 2), (self.cable, 4))
            order.order_line[1].route_ids = other.delivery_route_id
            order.action_confirm()
        transfers = order.picking_ids
        self.assertEqual(len(transfers), 2)
        transfers.move_ids.picked = True
        transfers._action_done()
        (mail,) = self._get_dispatch_mails()
        for transfer in transfers:
            self.assertIn(transfer.name, mail.body_html)

    def test_number_that_comes_later(self):
        """DSP-5: a number typed after the dispatch is mailed, too; once."""
        transfer = self._dispatch(self.order)
        (first,) = self._get_dispatch_mails()
        self._track(transfer, "1Z1")
        self._track(transfer, "1Z1")
        transfer.carrier_tracking_ref = False
        last, *others = self._get_dispatch_mails()
        self.assertEqual(others, [first])
        self.assertIn("https://ups.example/?n=1Z1", last.body_html)

    def test_worker(self):
        """DSP-5: it is mailed by whoever hands the goods over."""
        worker = new_test_user(
            self.env,
            "b2b_worker",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        transfer = self.order.picking_ids
        transfer.move_ids.picked = True
        transfer.with_user(worker).button_validate()
        self.assertEqual(transfer.state, "done")
        self.assertEqual(len(self._get_dispatch_mails()), 1)

    def test_language(self):
        """DSP-5: in the customer's language; day and quantity, too."""
        self.env["res.lang"]._activate_lang("fr_FR")
        template = self.env.ref("cats_b2b.mail_template_dispatch")
        template.with_context(lang="fr_FR").subject = "Commande partie"
        self.buyer.partner_id.lang = "fr_FR"
        self._dispatch(self.order)
        (mail,) = self._get_mails(self.buyer.partner_id).filtered(
            lambda one: one.subject == "Commande partie"
        )
        self.assertTrue(mail)

    def test_mail_of_stock(self):
        """DSP-5: with Odoo's own mail switched on there is one mail, ours."""
        self.company.stock_move_email_validation = True
        self._dispatch(self.order)
        mails = self._get_mails(self.buyer.partner_id)
        about = mails.filtered(lambda mail: "order" in (mail.subject or "").lower())
        self.assertEqual(self._get_dispatch_mails(), about)
        self.assertEqual(len(about), 1)

    def test_no_mail(self):
        """DSP-5: returns, steps on the way and other shops' orders are not told."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._place()
        order.picking_ids.move_ids.picked = True
        order.picking_ids._action_done()
        self.assertFalse(self._get_dispatch_mails())
        self.website.b2b_enabled = False
        self._dispatch(self.order)
        self.assertFalse(self._get_dispatch_mails())
