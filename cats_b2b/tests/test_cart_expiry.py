from datetime import datetime, timedelta

from freezegun import freeze_time
from psycopg2.errors import CheckViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import cats_order_cart_mixin
from ..policies.order_template import MAX_LINES
from .http_common import CatsB2bHttpCommon

NOW = datetime(2026, 3, 16, 9, 30)
MIXIN = "odoo.addons.cats_b2b.models.cats_order_cart_mixin"


@tagged("post_install", "-at_install")
class TestCartExpiry(CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["sale.order"].search([("state", "=", "draft")]).action_cancel()

    def _create_kept_cart(self, hours_ago=0, *lines):
        cart = self._create_cart(*(lines or [(self.product, 5)]))
        cart.b2b_cart_changed_at = NOW - timedelta(hours=hours_ago)
        return cart

    def _expire(self):
        """Run the job; the carts that it put away are gone."""
        with freeze_time(NOW):
            self.env.ref("cats_b2b.ir_cron_expire_carts").method_direct_trigger()

    def _get_templates(self):
        return self.env["cats.order.template"].search(
            [("user_id", "=", self.buyer.id), ("website_id", "=", self.website.id)]
        )

    def test_expired_cart_becomes_a_template(self):
        """ORD-1: after 72 h the cart is a template of its user, who is told."""
        lamp = self._create_product("Lamp", 12.0)
        expired = self._create_kept_cart(72, (self.product, 5), (lamp, 2))
        self._expire()
        self.assertFalse(expired.exists())
        template = self._get_templates()
        self.assertEqual(
            [(line.product_id, line.quantity) for line in template.line_ids],
            [(self.product, 5), (lamp, 2)],
        )
        self.assertFalse(template.is_shared)
        mail = self.env["mail.mail"].search(
            [("model", "=", template._name), ("res_id", "=", template.id)]
        )
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn(f"/my/templates/{template.id}", mail.body_html)

    def test_cart_is_kept(self):
        """ORD-1: nothing happens before, without a limit, or where B2B is off."""
        cases = [
            ("an hour before", 71, {}),
            ("endless", 500, {"company": {"b2b_cart_hours": 0}}),
            ("longer", 72, {"company": {"b2b_cart_hours": 73}}),
            ("no B2B shop", 500, {"website": {"b2b_enabled": False}}),
        ]
        for label, hours, values in cases:
            with self.subTest(label):
                self.company.write({"b2b_cart_hours": 72, **values.get("company", {})})
                self.website.write({"b2b_enabled": True, **values.get("website", {})})
                cart = self._create_kept_cart(hours)
                self._expire()
                self.assertTrue(cart.exists())
                self.assertEqual(cart.state, "draft")
                cart.unlink()
        self.assertFalse(self._get_templates())

    def test_payments(self):
        """ORD-1: a cart that is being paid stays; one whose payment failed is kept in
        the books, cancelled.
        """
        cases = [("pending", "draft", 0), ("error", "cancel", 1)]
        for payment, state, templates in cases:
            with self.subTest(payment):
                cart = self._create_kept_cart(80)
                self._create_payment(cart, payment)
                self._expire()
                self.assertEqual(cart.exists().state, state)
                self.assertEqual(len(self._get_templates()), templates)

    def _create_payment(self, cart, state):
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.wire_transfer.id,
                "amount": cart.amount_total,
                "currency_id": cart.currency_id.id,
                "partner_id": cart.partner_id.id,
                "state": state,
                "sale_order_ids": cart.ids,
            }
        )

    def test_empty_cart(self):
        """ORD-1: of an empty cart nothing is saved."""
        cart = self._create_cart()
        cart.b2b_cart_changed_at = NOW - timedelta(hours=80)
        self._expire()
        self.assertFalse(cart.exists())
        self.assertFalse(self._get_templates())

    def test_carts_from_before(self):
        """ORD-1: the hours of a cart of which nobody knows begin with the job."""
        cart = self._create_cart((self.product, 5))
        self._expire()
        self.assertEqual(cart.b2b_cart_changed_at, NOW)

    @mute_logger(MIXIN)
    def test_cart_in_trouble(self):
        """ORD-1: a cart that cannot be saved stays, and keeps no other back."""
        first = self._create_kept_cart(90)
        second = self._create_kept_cart(80)
        save = type(first)._save_b2b_cart

        def fail_once(cart):
            if cart == first:
                raise ValueError("No")
            return save(cart)

        self.patch(type(first), "_save_b2b_cart", fail_once)
        self._expire()
        self.assertTrue(first.exists())
        self.assertFalse(second.exists())

    def test_refused_cart(self):
        """ORD-1: why a cart cannot be saved is said in a line, hour by hour."""
        cart, message = self._create_kept_cart(80), "No"

        def refuse(cart):
            raise UserError(message)

        self.patch(type(cart), "_save_b2b_cart", refuse)
        with self.assertLogs(MIXIN, "WARNING") as logs:
            self._expire()
        self.assertEqual(len(logs.records), 1)
        self.assertFalse(logs.records[0].exc_info)
        self.assertTrue(cart.exists())

    # -- What is no cart ----------------------------------------------------------

    def test_set_back_to_quotation(self):
        """ORD-1: an order that was cancelled, and is a quotation again, is no cart."""
        service = self._create_product(
            "Training", 90.0, type="service", is_storable=False
        )
        for product in (self.product, service):
            with self.subTest(product.name):
                order = self._create_kept_cart(80, (product, 5))
                order.action_confirm()
                self.assertFalse(order.b2b_cart_changed_at)
                order.with_context(disable_cancel_warning=True).action_cancel()
                order.action_draft()
                self._expire()
                self.assertFalse(order.b2b_cart_changed_at)
                # The customer opens it as his cart, and changes it.
                order.with_user(self.buyer).sudo()._touch_b2b_cart()
                order.b2b_cart_changed_at = NOW - timedelta(hours=80)
                self._expire()
                self.assertEqual(order.exists().state, "draft")
                self.assertFalse(order._describe_b2b_cart_end())
        self.assertFalse(self._get_templates())

    def test_copy_of_staff(self):
        """ORD-1: what staff copied from an order of the shop is their quotation."""
        order = self._create_kept_cart(80)
        order.action_confirm()
        copy = order.with_user(self.manager).copy()
        self.assertEqual(copy.website_id, self.website)
        self._expire()
        self.assertFalse(copy.b2b_cart_changed_at)
        self.assertFalse(copy.b2b_left_cart)
        copy.b2b_cart_changed_at = NOW - timedelta(hours=80)
        self._expire()
        self.assertEqual(copy.exists().state, "draft")
        self.assertFalse(copy._describe_b2b_cart_end())

    # -- What could never be put away ---------------------------------------------

    def test_more_than_a_template_holds(self):
        """ORD-1: what is too much for one template becomes several."""
        self.patch(cats_order_cart_mixin, "MAX_LINES", 2)
        lamps = [self._create_product(f"Lamp {n}", 12.0) for n in range(5)]
        cart = self._create_kept_cart(80, *((lamp, 1) for lamp in lamps))
        self._expire()
        self.assertFalse(cart.exists())
        templates = self._get_templates().sorted("id")
        self.assertEqual(templates.mapped("line_count"), [2, 2, 1])
        self.assertEqual(templates.line_ids.product_id, self.product.concat(*lamps)[1:])
        self.assertEqual(len(set(templates.mapped("name"))), 3)

    def test_nothing_to_keep(self):
        """ORD-1: a cart of which a template could hold nothing just goes."""
        cart = self._create_kept_cart(80, (self.product, 2_000_000))
        with self.assertNoLogs(MIXIN, "WARNING"):
            self._expire()
        self.assertFalse(cart.exists())
        self.assertFalse(self._get_templates())

    def test_owner_is_no_customer(self):
        """ORD-1: of who is no customer of the seller any more, nothing is saved."""
        cart = self._create_kept_cart(80)
        other = self.env["res.company"].create({"name": "Other seller"})
        self.buyer.write({"company_ids": other.ids, "company_id": other.id})
        with self.assertNoLogs(MIXIN, "WARNING"):
            self._expire()
        self.assertFalse(cart.exists())
        self.assertFalse(self._get_templates())

    def test_changed_meanwhile(self):
        """ORD-1: a cart that was changed or ordered before its turn came is left."""
        changed = self._create_kept_cart(80)
        sent = self._create_kept_cart(80)
        lock = type(changed).try_lock_for_update

        def change_first(cart, *args, **kwargs):
            # As another request does it: this one's cache knows nothing of it.
            self.env.cr.execute(
                "UPDATE sale_order SET b2b_cart_changed_at = %s, state = %s "
                "WHERE id = %s",
                (NOW, "draft", cart.id)
                if cart == changed
                else (cart.b2b_cart_changed_at, "sent", cart.id),
            )
            return lock(cart, *args, **kwargs)

        self.patch(type(changed), "try_lock_for_update", change_first)
        self._expire()
        self.assertEqual(changed.exists().state, "draft")
        self.assertEqual(sent.exists().state, "sent")
        self.assertFalse(self._get_templates())

    def test_rows_of_a_quick_order(self):
        """ORD-1, ORD-4: no more rows are ordered at once than a template holds."""
        self.website.b2b_upload_rows = MAX_LINES
        for rows in (0, MAX_LINES + 1):
            with (
                self.assertRaises(CheckViolation),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self.website.b2b_upload_rows = rows
                self.website.flush_recordset()

    # -- What counts as a change --------------------------------------------------

    def test_own_changes_count(self):
        """ORD-1: adding, changing, removing and addresses begin the hours anew."""
        cart = self._create_kept_cart(50).with_user(self.buyer).sudo()
        address = self.buyer.partner_id.copy({"type": "delivery"})
        line = cart.order_line.filtered("product_id")[:1]
        changes = [
            ("add", lambda: cart._cart_add(self.product.id, 1)),
            ("change", lambda: cart._cart_update_line_quantity(line.id, 7)),
            ("remove", lambda: cart._cart_update_line_quantity(line.id, 0)),
            ("none", None),
        ]
        for label, change in changes:
            with self.subTest(label), freeze_time(NOW):
                cart.b2b_cart_changed_at = NOW - timedelta(hours=50)
                if change:
                    change()
                expected = NOW if change else NOW - timedelta(hours=50)
                self.assertEqual(cart.b2b_cart_changed_at, expected)
        self.assertTrue(address)

    def test_looking_is_no_change(self):
        """ORD-1: looking at the cart on another device keeps it no longer."""
        cart = self._create_kept_cart(50)
        before = cart.b2b_cart_changed_at
        self.authenticate(self.buyer.login, self.buyer.login)
        self._get_page("/shop/cart")
        self.authenticate(self.buyer.login, self.buyer.login)
        self._get_page("/shop/cart")
        self.assertEqual(cart.b2b_cart_changed_at, before)

    def test_page_says_until_when(self):
        """ORD-1: the cart's page says until when it is kept, in the user's time."""
        self.buyer.tz = "Europe/Brussels"
        self._create_kept_cart(0)
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._get_page("/shop/cart")
        [sentence] = self._get_text(page, "o_cats_b2b_cart_end")
        self.assertIn("Thursday, March 19, 2026, 10:30", sentence)
        # Without a zone of his own, that of the warehouse.
        self.buyer.tz = False
        page = self._get_page("/shop/cart")
        [sentence] = self._get_text(page, "o_cats_b2b_cart_end")
        self.assertIn("Thursday, March 19, 2026, 10:30", sentence)
        self.company.b2b_cart_hours = 0
        page = self._get_page("/shop/cart")
        self.assertFalse(self._get_text(page, "o_cats_b2b_cart_end"))

    # -- On every device ----------------------------------------------------------

    def _open_device(self):
        """:return: the buyer's session on another device, now the current one."""
        self.session = None
        self.authenticate(self.buyer.login, self.buyer.login)
        return self.opener, self.session

    def _take_device(self, device):
        self.opener, self.session = device

    def test_other_device(self):
        """ORD-1: a cart begun on one device appears on the other without a login."""
        desk = self._open_device()
        self._get_page("/shop/cart")
        phone = self._open_device()
        page = self._get_page("/shop/cart")
        self.assertFalse(self._get_text(page, "o_cart_product"))
        self._take_device(desk)
        self._add_to_cart(self.product, 5)
        self._take_device(phone)
        page = self._get_page("/shop/cart")
        self.assertEqual(len(self._get_text(page, "o_cart_product")), 1)
        self._add_to_cart(self.product, 2)
        cart = self._get_cart(self.buyer)
        self.assertEqual(self._get_goods_lines(cart).product_uom_qty, 7)

    def test_count_on_other_device(self):
        """ORD-1: the number beside the cart is the same on every device."""
        desk = self._open_device()
        self._add_to_cart(self.product, 5)
        phone = self._open_device()
        self._get_page("/shop")
        self._take_device(desk)
        self._add_to_cart(self.product, 2)
        self._take_device(phone)
        page = self._get_page("/shop")
        self.assertEqual(set(self._get_text(page, "my_cart_quantity")), {"7"})
        self.assertEqual(self.make_jsonrpc_request("/shop/cart/quantity", {}), 7)

    def test_expired_on_other_device(self):
        """ORD-1: a device whose cart was put away takes up the next one."""
        phone = self._open_device()
        self._add_to_cart(self.product, 5)
        self._get_cart(self.buyer).unlink()
        self._open_device()
        self._add_to_cart(self.product, 3)
        self._take_device(phone)
        page = self._get_page("/shop/cart")
        self.assertEqual(len(self._get_text(page, "o_cart_product")), 1)
