from datetime import date, datetime

from freezegun import freeze_time

from odoo.modules.migration import load_script
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import file_path, mute_logger

from ..models.cats_order_delay_mixin import ACTIVITY
from ..policies.delay import decide_again
from ..policies.dispatch import NoWorkingDay
from ..policies.dispatch import decide_again as decide_dispatch_again
from .common import CatsB2bCommon

# Wednesday, November 18, 2026; Brussels is an hour ahead of UTC, work ends at 17:00.
MORNING = "2026-11-18 09:00:00"
BEFORE_CLOSING = "2026-11-18 15:59:59"
CLOSED = "2026-11-18 16:00:00"
NEXT_MORNING = "2026-11-19 09:00:00"


class DelayCommon(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.b2b_lead_days = 5
        cls.battery = cls._create_product("Battery", 80.0, b2b_lead_days=3)
        cls._add_stock(cls.product, 20)

    def _confirm(self, *lines, at=MORNING, **values):
        with freeze_time(at):
            order = self._create_order(
                *(lines or [(self.product, 4)]), user_id=self.salesman.id, **values
            )
            order.action_confirm()
        return order

    def _check(self, at):
        """Run the cron at an instant, as it runs every hour."""
        with freeze_time(at), self.enter_registry_test_mode():
            self.env.ref("cats_b2b.ir_cron_check_promises").method_direct_trigger()
        self.env.invalidate_all()

    def _create_receipt(self, product, quantity, planned):
        """Plan a receipt into the warehouse (naive UTC)."""
        receipt = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.in_type_id.id,
                "location_id": self.env.ref("stock.stock_location_suppliers").id,
                "location_dest_id": self.warehouse.lot_stock_id.id,
                "scheduled_date": planned,
                "move_ids": [
                    (
                        0,
                        0,
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "date": planned,
                            "location_id": self.env.ref(
                                "stock.stock_location_suppliers"
                            ).id,
                            "location_dest_id": self.warehouse.lot_stock_id.id,
                        },
                    )
                ],
            }
        )
        receipt.action_confirm()
        receipt.move_ids.date = planned
        return receipt

    def _dispatch(self, order, at, quantity=None):
        picking = order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        with freeze_time(at):
            picking.action_assign()
            if quantity is not None:
                picking.move_ids.quantity = quantity
            picking.move_ids.picked = True
            picking.with_context(skip_backorder=True).button_validate()

    def _lose_stock(self, order, product):
        """Staff counts: nothing is there."""
        order.picking_ids.do_unreserve()
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", self.warehouse.lot_stock_id.id),
            ]
        )
        self._add_stock(product, -sum(quant.mapped("quantity")))

    def _get_mails(self, order):
        """:return: the customer's mails about another day, oldest first."""
        template = self.env.ref("cats_b2b.mail_template_dispatch")
        parcels = {
            template.with_context(lang=code)._render_field("subject", order.ids)[
                order.id
            ]
            for code, _name in self.env["res.lang"].get_installed()
        }
        mails = self.env["mail.message"].search(
            [
                ("model", "=", "sale.order"),
                ("res_id", "=", order.id),
                # In any language; staff is notified of its activities as well.
                ("subject", "like", order.name),
                ("message_type", "!=", "user_notification"),
            ],
            order="id",
        )
        return mails.filtered(lambda mail: mail.subject not in parcels)

    def _get_activities(self, order):
        return order.activity_search([ACTIVITY])


@tagged("post_install", "-at_install")
class TestDelay(DelayCommon):
    def test_all_in_order(self):
        """DSP-6: until the end of the promised day's work nobody is bothered."""
        order = self._confirm()
        self._check(BEFORE_CLOSING)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(order.b2b_expected_dispatch_date)
        self.assertFalse(self._get_mails(order))
        self.assertFalse(self._get_activities(order))

    def test_overdue(self):
        """DSP-6: after closing time, undispatched goods leave the next working day."""
        order = self._confirm()
        self._check(CLOSED)
        self.assertTrue(order.b2b_promise_at_risk)
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 19))
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 18))
        self.assertEqual(
            order.b2b_delay_text,
            "Dispatch: promised for Wednesday, November 18, 2026, now expected on "
            "Thursday, November 19, 2026. The goods have not left in time.",
        )
        activity = self._get_activities(order)
        self.assertEqual(activity.user_id, self.salesman)
        self.assertEqual(activity.date_deadline, date(2026, 11, 18))
        self.assertIn("Power supply 24 V (4 Units)", activity.note)
        self.assertEqual(len(self._get_mails(order)), 1)

    def test_once_per_change(self):
        """DSP-6: the cron runs every hour; the customer hears of each day once."""
        order = self._confirm()
        for at in (CLOSED, CLOSED, "2026-11-18 20:00:00", NEXT_MORNING):
            self._check(at)
        self.assertEqual(len(self._get_mails(order)), 1)
        self.assertEqual(len(self._get_activities(order)), 1)
        for day in (19, 20, 23, 24):
            self._check(f"2026-11-{day} 16:00:00")
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 25))
        self.assertEqual(len(self._get_mails(order)), 1)
        self.assertEqual(len(self._get_activities(order)), 1)
        self.assertIn("November 25", self._get_activities(order).note)

    def test_activity_marked_done(self):
        """DSP-6: an activity that was done comes back with the next change only."""
        order = self._confirm()
        self._check(CLOSED)
        self._get_activities(order).action_done()
        self._check(NEXT_MORNING)
        self.assertFalse(self._get_activities(order))
        self._check("2026-11-19 16:00:00")
        self.assertEqual(len(self._get_activities(order)), 1)

    def test_goods_have_left(self):
        """DSP-6: once the goods have left, activity and banner are gone at once."""
        order = self._confirm()
        self._check(CLOSED)
        self._dispatch(order, NEXT_MORNING)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(order.b2b_expected_dispatch_date)
        self.assertFalse(order.b2b_delay_text)
        self.assertFalse(self._get_activities(order))
        self.assertEqual(len(self._get_mails(order)), 1)

    def test_receipt_delayed(self):
        """DSP-6: a receipt that moves moves the day; back again, it is told too."""
        receipt = self._create_receipt(self.battery, 10, datetime(2026, 11, 20, 9, 0))
        order = self._confirm((self.battery, 6))
        line = order.order_line.filtered(lambda line: line.product_id == self.battery)
        promised = line.b2b_promise_date
        self._check(MORNING)
        self.assertEqual(line.b2b_supply, "receipt")
        self.assertFalse(order.b2b_promise_at_risk)
        receipt.move_ids.date = datetime(2026, 12, 1, 9, 0)
        self._check(MORNING)
        self.assertEqual(line.b2b_expected_dispatch_date, date(2026, 12, 1))
        self.assertEqual(line.b2b_promise_date, promised)
        self.assertIn("which are on order", order.b2b_delay_text)
        again = decide_again(line.b2b_delay_why["facts"])
        self.assertEqual(again.outcome_json(), line.b2b_delay_why["outcome"])
        receipt.move_ids.date = datetime(2026, 11, 20, 9, 0)
        self._check(NEXT_MORNING)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(order.b2b_expected_dispatch_date)
        self.assertFalse(self._get_activities(order))
        mails = self._get_mails(order)
        self.assertEqual(len(mails), 2)
        self.assertIn("earlier than we told you", mails[1].body)

    def test_receipt_overdue(self):
        """DSP-6: an overdue receipt is no knowledge; the lead time counts once."""
        self._create_receipt(self.battery, 10, datetime(2026, 11, 20, 9, 0))
        order = self._confirm((self.battery, 6))
        self._check(MORNING)
        for day in range(20, 26):
            self._check(f"2026-11-{day} 16:00:00")
            # Three working days from Friday evening: Monday is the first.
            self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 26))
        self.assertEqual(len(self._get_mails(order)), 1)
        self.assertIn("have not arrived in time", self._get_mails(order).body)
        self.assertEqual(order.order_line.mapped("b2b_supply")[0], "none")

    def test_stock_gone_without_lead_time(self):
        """DSP-6: without a lead time nobody knows the day; that is told once."""
        self.product.b2b_lead_days = 0
        order = self._confirm()
        self._lose_stock(order, self.product)
        for day in range(18, 24):
            self._check(f"2026-11-{day} 10:00:00")
        self.assertFalse(order.b2b_expected_dispatch_date)
        self.assertTrue(order.b2b_promise_at_risk)
        (mail,) = self._get_mails(order)
        self.assertIn("we will tell you the day", mail.body)
        self.assertIn("when it comes is not known yet", mail.body)
        self.assertIn("waits to be told", self._get_activities(order).note)
        self.assertIn("we will tell you the new day", order.b2b_delay_text)
        self._create_receipt(self.product, 10, datetime(2026, 11, 27, 9, 0))
        self._check("2026-11-23 12:00:00")
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 27))
        mails = self._get_mails(order)
        self.assertEqual(len(mails), 2)
        self.assertIn("November 27", mails[1].body)

    def test_stock_gone_then_lead_time(self):
        """DSP-6: the customer is told the day once a lead time is known."""
        self.product.b2b_lead_days = 0
        order = self._confirm()
        self._lose_stock(order, self.product)
        self._check("2026-11-18 10:00:00")
        self.product.b2b_lead_days = 2
        self._check("2026-11-18 10:30:00")
        self._check(NEXT_MORNING)
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 20))
        self.assertEqual(len(self._get_mails(order)), 2)

    def test_forgotten(self):
        """DSP-6: an old miss that nobody looked at is for staff, not for a mail."""
        order = self._confirm()
        for at in ("2027-02-18 10:00:00", "2027-02-18 17:00:00"):
            self._check(at)
        self.assertTrue(order.b2b_promise_at_risk)
        self.assertFalse(self._get_mails(order))
        self.assertEqual(len(self._get_activities(order)), 1)

    def test_upgrade(self):
        """DSP-6: the first look of an upgrade is for staff; no customer is told."""
        order = self._confirm()
        agreed = self._confirm()
        with freeze_time(NEXT_MORNING):
            self.env.cr.execute(
                "UPDATE sale_order SET commitment_date = '2026-11-27' WHERE id = %s",
                [agreed.id],
            )
            self.env.invalidate_all()
            self._run_migration()
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 19))
        self.assertEqual(agreed.b2b_expected_dispatch_date, date(2026, 11, 27))
        self.assertEqual(len(self._get_activities(order)), 1)
        self._check("2026-11-19 10:00:00")
        self.assertFalse(self._get_mails(order))
        self.assertFalse(self._get_mails(agreed))

    def _run_migration(self):
        path = file_path("cats_b2b/migrations/19.0.1.1.0/post-migration.py")
        self.env.cr.execute(
            "ALTER TABLE sale_order ADD COLUMN IF NOT EXISTS b2b_fee_waived boolean"
        )
        load_script(path, "b2b_post_migration").migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_stock_gone(self):
        """DSP-6: goods that were in stock and are not: the lead time counts again."""
        order = self._confirm()
        self._lose_stock(order, self.product)
        self._check("2026-11-18 10:00:00")
        # Five working days from Wednesday, November 18, before the cutoff.
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 25))
        self.assertIn("no longer in stock", order.b2b_delay_text)
        self._check(NEXT_MORNING)
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 25))
        self.assertEqual(len(self._get_mails(order)), 1)
        self._add_stock(self.product, 20)
        self._check("2026-11-19 10:00:00")
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 19))
        self.assertEqual(len(self._get_mails(order)), 2)
        self.assertTrue(order.b2b_promise_at_risk)

    def test_lead_time_runs_once(self):
        """DSP-6: a promise on lead time is not put off each day."""
        order = self._confirm((self.battery, 2))
        line = order.order_line.filtered(lambda line: line.product_id == self.battery)
        self.assertEqual(line.b2b_promise_date, date(2026, 11, 23))
        self._check("2026-11-23 10:00:00")
        self.assertFalse(order.b2b_promise_at_risk)
        self._check("2026-11-23 16:00:00")
        self.assertEqual(line.b2b_expected_dispatch_date, date(2026, 11, 27))

    def test_agreed_anew(self):
        """DSP-6: a date that staff changed is told at once, and is no alarm."""
        order = self._confirm()
        with freeze_time("2026-11-18 10:00:00"):
            order.commitment_date = datetime(2026, 11, 27, 9, 0)
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 27))
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 18))
        self.assertFalse(self._get_activities(order))
        self.assertIn("As agreed with you since then.", self._get_mails(order).body)
        self._check("2026-11-18 16:00:00")
        self.assertEqual(len(self._get_mails(order)), 1)
        self._check("2026-11-27 16:00:00")
        self.assertTrue(order.b2b_promise_at_risk)
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 30))

    def test_agreed_before(self):
        """DSP-3: a day that was agreed before confirmation is the promise itself."""
        order = self._confirm(commitment_date=datetime(2026, 11, 27, 9, 0))
        self._check("2026-11-20 09:00:00")
        self.assertFalse(order.b2b_expected_dispatch_date)
        self.assertFalse(self._get_mails(order))

    def test_backorder(self):
        """DSP-6: when a part leaves, the customer is told what is missing, and when."""
        order = self._confirm()
        self._dispatch(order, "2026-11-18 13:00:00", quantity=1)
        mail = self._get_mails(order)
        self.assertEqual(len(mail), 1)
        self.assertIn("Part of your order", mail.body)
        self.assertIn("3 Units", mail.body)
        self.assertIn("Wednesday, November 18, 2026", mail.body)
        self._check(BEFORE_CLOSING)
        self.assertEqual(len(self._get_mails(order)), 1)
        self._check(CLOSED)
        self.assertEqual(len(self._get_mails(order)), 2)

    def test_two_steps(self):
        """DSP-6: of two steps, goods that were only picked have not left."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._confirm()
        self._check("2026-11-18 10:00:00")
        self.assertEqual(order.order_line.mapped("b2b_supply")[0], "stock")
        self._dispatch(order, "2026-11-18 11:00:00")
        self.assertFalse(self._get_mails(order))
        self._check(CLOSED)
        self.assertTrue(order.b2b_promise_at_risk)
        self._dispatch(order, NEXT_MORNING)
        self.assertFalse(order.b2b_promise_at_risk)

    def test_returned(self):
        """DSP-6: goods that come back are no promise again."""
        order = self._confirm()
        self._dispatch(order, "2026-11-18 10:00:00")
        wizard = Form(
            self.env["stock.return.picking"].with_context(
                active_id=order.picking_ids.id, active_model="stock.picking"
            )
        ).save()
        wizard.product_return_moves.quantity = 4
        wizard.action_create_returns()
        self._check("2026-11-23 09:00:00")
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(self._get_mails(order))

    def test_cancelled(self):
        """DSP-6: a cancelled order is at risk no more, its activity is closed."""
        order = self._confirm()
        self._check(CLOSED)
        order._action_cancel()
        self.assertFalse(order.b2b_promise_at_risk)
        self._check("2026-11-18 17:00:00")
        self.assertFalse(self._get_activities(order))
        self.assertEqual(len(self._get_mails(order)), 1)

    def test_one_mail_for_several_lines(self):
        """DSP-6: one mail lists all that is missing, in the customer's language."""
        self.env["res.lang"]._activate_lang("nl_BE")
        self.buyer.partner_id.lang = "nl_BE"
        self._add_stock(self.battery, 20)
        order = self._confirm((self.product, 4), (self.battery, 2))
        self._check(CLOSED)
        mail = self._get_mails(order)
        self.assertEqual(len(mail), 1)
        self.assertIn("Power supply 24 V", mail.body)
        self.assertIn("Battery", mail.body)
        self.assertIn("donderdag 19 november 2026", mail.body)

    def test_mail_to_the_customer(self):
        """DSP-6: the mail goes to the buyer, links to the order, names the new day."""
        order = self._confirm()
        self._check(CLOSED)
        message = self._get_mails(order)
        self.assertIn(self.buyer.partner_id, message.notified_partner_ids)
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        mail = mails.filtered(lambda mail: self.buyer.partner_id in mail.recipient_ids)
        self.assertIn("/mail/view?access_token=", mail.body_html)
        self.assertIn(f"res_id={order.id}", mail.body_html)
        self.assertIn("now expected on Thursday, November 19, 2026", mail.body_html)
        self.assertNotIn("Dispatch: Wednesday", mail.body_html)

    def test_responsible(self):
        """DSP-6: without a salesperson the warehouse's responsible, else a manager."""
        order = self._confirm()
        order.user_id = False
        order.team_id = False
        self.warehouse.b2b_responsible_id = self.manager
        self.assertEqual(order._get_b2b_delay_responsible(), self.manager)
        self.warehouse.b2b_responsible_id = False
        user = order._get_b2b_delay_responsible()
        self.assertTrue(user.has_group("sales_team.group_sale_manager"))
        self.assertIn(self.company, user.company_ids)

    def test_who_packs_needs_no_right_on_orders(self):
        """DSP-6: a stock user's transfer closes the salesperson's activity."""
        order = self._confirm()
        self._check(CLOSED)
        packer = new_test_user(
            self.env,
            "b2b_packer",
            groups="stock.group_stock_user",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        with freeze_time(NEXT_MORNING):
            picking = order.picking_ids.with_user(packer)
            picking.move_ids.picked = True
            picking.button_validate()
        self.assertFalse(self._get_activities(order))

    def test_one_order_in_trouble(self):
        """DSP-6: an order that cannot be looked at keeps no other order back."""
        first, second = self._confirm(), self._confirm()
        apply = type(first)._apply_b2b_delays

        def fail(order, *args, **kwargs):
            if order == first:
                raise ValueError
            return apply(order, *args, **kwargs)

        self.patch(type(first), "_apply_b2b_delays", fail)
        with mute_logger("odoo.addons.cats_b2b.models.cats_order_delay_mixin"):
            self._check(CLOSED)
        self.assertFalse(first.b2b_promise_at_risk)
        self.assertTrue(second.b2b_promise_at_risk)

    def test_one_line_in_trouble(self):
        """DSP-6: a line that cannot be decided keeps no other order back."""
        first, second = self._confirm(), self._confirm()
        prepare = type(first.order_line)._prepare_b2b_delay_facts

        def fail(line, *args):
            if line.order_id == first:
                raise ValueError
            return prepare(line, *args)

        self.patch(type(first.order_line), "_prepare_b2b_delay_facts", fail)
        with mute_logger("odoo.addons.cats_b2b.models.cats_order_delay_mixin"):
            self._check(CLOSED)
        self.assertFalse(first.b2b_promise_at_risk)
        self.assertTrue(second.b2b_promise_at_risk)

    def test_undecided_is_not_gone(self):
        """DSP-6: a line stays at risk while its warehouse has no working days."""
        order = self._confirm()
        self._check(CLOSED)

        def fail(*_args):
            raise NoWorkingDay

        self.patch(type(order.order_line), "_prepare_b2b_delay_facts", fail)
        self._check(NEXT_MORNING)
        self.assertTrue(order.b2b_promise_at_risk)
        self.assertEqual(order.b2b_expected_dispatch_date, date(2026, 11, 19))
        self.assertEqual(len(self._get_activities(order)), 1)

    def test_more_ordered(self):
        """DSP-3: what is promised anew is no delay of the old promise."""
        order = self._confirm()
        self._check(CLOSED)
        with freeze_time(NEXT_MORNING):
            order.order_line.filtered("b2b_promise_date").product_uom_qty = 400
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 26))
        self.assertFalse(order.b2b_expected_dispatch_date)
        self._check(NEXT_MORNING)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(self._get_activities(order))

    def test_confirmed_again(self):
        """DSP-6: an order that is promised anew takes its old activity off the list."""
        order = self._confirm()
        self._check(CLOSED)
        order._action_cancel()
        order.action_draft()
        with freeze_time(NEXT_MORNING):
            order.action_confirm()
        self._check(NEXT_MORNING)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(self._get_activities(order))

    def test_copy(self):
        """DSP-3: a copy, and an order that is confirmed again, know no delay."""
        order = self._confirm()
        self._check(CLOSED)
        self.assertFalse(order.copy().order_line.filtered("b2b_delay_why"))
        order._action_cancel()
        order.action_draft()
        self.assertFalse(order.order_line.filtered("b2b_delay_why"))

    def test_switched_off(self):
        """DSP-6: with the switch off nobody is told anything."""
        order = self._confirm()
        self.website.b2b_enabled = False
        self._check(CLOSED)
        with freeze_time(CLOSED):
            order.commitment_date = datetime(2026, 11, 27, 9, 0)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(self._get_mails(order))
        self.assertFalse(self._get_activities(order))

    def test_no_search_for_nothing(self):
        """DSP-6: a dispatch asks for activities only where a promise was at risk."""
        in_time, plain = self._confirm(), self._confirm()
        plain.order_line.b2b_promise_date = False

        def fail(*_args, **_kwargs):
            raise AssertionError("activities were searched")

        self.patch(type(in_time), "activity_search", fail)
        self._dispatch(in_time, "2026-11-18 10:00:00")
        self.website.b2b_enabled = False
        self._dispatch(plain, "2026-11-18 10:00:00")
        with freeze_time(MORNING), self.assertQueryCount(0):
            plain._update_b2b_delays()

    def test_search(self):
        """DSP-6: the filter finds the orders at risk."""
        order, other = self._confirm(), self._confirm()
        self._dispatch(other, "2026-11-18 10:00:00")
        self._check(CLOSED)
        found = self.env["sale.order"].search(
            [("b2b_promise_at_risk", "=", True), ("company_id", "=", self.company.id)]
        )
        self.assertEqual(found, order)


@tagged("post_install", "-at_install")
class TestFirstPromise(DelayCommon):
    """Goods that nobody knows when to expect: "we will tell you the day" is kept."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rare = cls._create_product("Rare part", 500.0)

    def _get_line(self, order):
        return order.order_line.filtered(lambda line: line.product_id == self.rare)

    def test_sentence_stays(self):
        """DSP-2: the confirmed order says, too, that the customer will be told."""
        order = self._confirm((self.rare, 2), (self.product, 4))
        self.assertFalse(self._get_line(order).b2b_promise_date)
        promise = order._get_b2b_promise()
        self.assertEqual(promise["sentence"], "Dispatch: we will tell you the day")
        self.assertEqual(
            promise["reasons"],
            ["Rare part is not in stock, and when it comes is not known yet."],
        )
        self.assertFalse(promise["day"])
        context = order._notify_by_email_prepare_rendering_context(
            order.message_ids[:1], {}
        )
        self.assertIn(promise["sentence"], context["subtitles"])

    def test_staff(self):
        """DSP-2: staff get one activity until the day is known."""
        order = self._confirm((self.rare, 2))
        for at in (MORNING, NEXT_MORNING, "2026-12-18 10:00:00"):
            self._check(at)
        self.assertTrue(order.b2b_promise_at_risk)
        self.assertFalse(self._get_mails(order))
        activity = self._get_activities(order)
        self.assertEqual(len(activity), 1)
        self.assertIn("Rare part (2 Units)", activity.note)

    def test_receipt(self):
        """DSP-2: goods on order make the day known: it is promised, and told once."""
        order = self._confirm((self.rare, 2))
        self._check(MORNING)
        self._create_receipt(self.rare, 5, datetime(2026, 11, 27, 9, 0))
        self._check(NEXT_MORNING)
        line = self._get_line(order)
        self.assertEqual(line.b2b_promise_date, date(2026, 11, 27))
        self.assertEqual(line.b2b_why["because"][0]["code"], "on_order")
        again = decide_dispatch_again(line.b2b_why["facts"])
        self.assertEqual(again.day, line.b2b_promise_date)
        self.assertFalse(order.b2b_promise_at_risk)
        self.assertFalse(line.b2b_dispatch_unknown)
        self.assertFalse(self._get_activities(order))
        self._check("2026-11-19 10:00:00")
        (mail,) = self._get_mails(order)
        self.assertIn("Friday, November 27, 2026", mail.body)
        self.assertIn("Friday", order._get_b2b_promise()["sentence"])

    def test_lead_time(self):
        """DSP-2: so does a lead time, from the day on which it is known."""
        order = self._confirm((self.rare, 2))
        self.rare.b2b_lead_days = 2
        self._check(NEXT_MORNING)
        self.assertEqual(order.b2b_promise_date, date(2026, 11, 23))
        self.assertEqual(len(self._get_mails(order)), 1)

    def test_overdue_receipt(self):
        """DSP-2: a receipt that is overdue is no knowledge."""
        order = self._confirm((self.rare, 2))
        self._create_receipt(self.rare, 5, datetime(2026, 11, 17, 9, 0))
        self._check(NEXT_MORNING)
        self.assertFalse(order.b2b_promise_date)

    def test_as_one(self):
        """DSP-2: what leaves as one waits for the other lines' promise."""
        order = self._confirm(
            (self.rare, 2),
            (self.product, 4),
            picking_policy="one",
            commitment_date=False,
        )
        self._add_stock(self.rare, 2)
        order.order_line.filtered(
            lambda line: line.product_id == self.product
        ).b2b_promise_date = date(2026, 11, 25)
        self._check(NEXT_MORNING)
        self.assertEqual(self._get_line(order).b2b_promise_date, date(2026, 11, 25))

    def test_gone(self):
        """DSP-2: once the goods have left there is no day to tell."""
        order = self._confirm((self.rare, 2))
        self._check(MORNING)
        self._add_stock(self.rare, 2)
        self._dispatch(order, "2026-11-18 10:00:00")
        self.assertFalse(self._get_line(order).b2b_dispatch_unknown)
        self.assertFalse(self._get_activities(order))
        self.assertIsNone(order._get_b2b_promise())

    def test_before_the_shop(self):
        """DSP-2: lines confirmed before there was a B2B shop stay without a promise."""
        self.website.b2b_enabled = False
        order = self._confirm((self.rare, 2))
        self.website.b2b_enabled = True
        self._check(NEXT_MORNING)
        self.assertIsNone(order._get_b2b_promise())
        self.assertFalse(self._get_activities(order))

    def test_draft_again(self):
        """DSP-3: an order that goes back to a quotation awaits nothing."""
        order = self._confirm((self.rare, 2))
        order._action_cancel()
        order.action_draft()
        self.assertFalse(self._get_line(order).b2b_dispatch_unknown)
