from datetime import date
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import format_date

from .checkout_common import CheckoutCommon
from .common import CatsB2bCommon

# Wednesday, November 18, 2026, 10:00 in Brussels.
NOW = "2026-11-18 09:00:00"


@tagged("post_install", "-at_install")
class TestCheckout(CheckoutCommon, CatsB2bCommon):
    """What a customer wishes for an order, and what becomes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.later = cls._create_product("Battery", 80.0, b2b_lead_days=5)

    def _save(self, cart, **values):
        return cart.with_user(self.buyer).sudo()._save_b2b_wishes(values)

    def _print(self, report, record):
        """:return: a report as HTML; its barcodes need a renderer and are left out."""
        Report = self.env["ir.actions.report"]
        with patch.object(type(Report), "barcode", return_value=b""):
            return html.fromstring(Report._render_qweb_html(report, record.ids)[0])

    def _get_rows(self, order):
        return {row["name"]: row["text"] for row in order._get_b2b_wish_rows()}

    # -- What can be wished ---------------------------------------------------------

    @freeze_time(NOW)
    def test_saved(self):
        """ORD-6: reference, remark, deliveries and a wished day are kept."""
        cart = self._create_cart((self.product, 4))
        errors = self._save(
            cart,
            client_order_ref=" PO 4711 ",
            b2b_remark="No pallets\r\nplease",
            picking_policy="one",
            b2b_wished_date="2026-11-25",
        )
        self.assertEqual(errors, {})
        self.assertEqual(cart.client_order_ref, "PO 4711")
        self.assertEqual(cart.b2b_remark, "No pallets\nplease")
        self.assertEqual(cart.picking_policy, "one")
        self.assertEqual(cart.b2b_wished_date, date(2026, 11, 25))

    @freeze_time(NOW)
    def test_good_ones_are_kept_beside_bad_ones(self):
        """ORD-6: an error in one field loses nothing of the others."""
        self._create_holiday("Dynasty day", date(2026, 11, 20))
        cart = self._create_cart((self.product, 4))
        errors = self._save(
            cart,
            client_order_ref="x" * 65,
            b2b_remark="Ring twice",
            picking_policy="never",
            b2b_wished_date="2026-11-20",
        )
        self.assertEqual(
            errors,
            {
                "client_order_ref": "At most 64 characters; these are 65.",
                "picking_policy": "Choose one of the two.",
                "b2b_wished_date": "We are closed on Friday, November 20, 2026 "
                "(Dynasty day). Possible is, for example, Monday, November 23, 2026.",
            },
        )
        self.assertEqual(cart.b2b_remark, "Ring twice")
        self.assertFalse(cart.client_order_ref)
        self.assertFalse(cart.b2b_wished_date)
        self.assertEqual(cart.picking_policy, "direct")

    @freeze_time(NOW)
    def test_days_that_cannot_be_wished(self):
        """ORD-6: no closed day, none before the promise, none too far away."""
        self.company.b2b_wish_days = 30
        cart = self._create_cart((self.product, 4))
        table = [
            ("yesterday", "2026-11-17", "at the earliest"),
            ("Sunday", "2026-11-22", "We are closed on Sunday, November 22, 2026."),
            ("too far", "2026-12-19", "last day that can be chosen"),
            ("no day", "soon", "Choose a day of the calendar."),
        ]
        for case, day, text in table:
            with self.subTest(case):
                errors = self._save(cart, b2b_wished_date=day)
                self.assertIn(text, errors["b2b_wished_date"])
                self.assertFalse(cart.b2b_wished_date)
        self.assertEqual(self._save(cart, b2b_wished_date="2026-12-18"), {})

    @freeze_time(NOW)
    def test_earliest_day_follows_the_deliveries(self):
        """ORD-6: in one delivery the last goods decide, in partial ones the first."""
        cart = self._create_cart((self.product, 4), (self.later, 1))
        self.assertEqual(self._save(cart, b2b_wished_date="2026-11-19"), {})
        errors = self._save(cart, picking_policy="one", b2b_wished_date="2026-11-20")
        self.assertIn("Wednesday, November 25, 2026", errors["b2b_wished_date"])
        self.assertEqual(cart.b2b_wished_date, date(2026, 11, 19))
        self.assertIn("b2b_wished_date", cart._get_b2b_wish_errors())
        self.assertEqual(self._save(cart, b2b_wished_date="2026-11-25"), {})
        self.assertEqual(cart._get_b2b_wish_errors(), {})

    @freeze_time(NOW)
    def test_calendar_is_the_delivering_warehouse_s(self):
        """ORD-6: closed days are those of the warehouse that delivers."""
        closed = self.calendar.copy({"name": "Other"})
        self._create_holiday("Stocktaking", date(2026, 11, 26), closed)
        cart = self._create_cart((self.product, 4))
        self.assertEqual(self._save(cart, b2b_wished_date="2026-11-26"), {})
        self.warehouse.b2b_calendar_id = closed
        self.assertIn("Stocktaking", cart._get_b2b_wish_errors()["b2b_wished_date"])

    @freeze_time(NOW)
    def test_calendar_of_the_form(self):
        """ORD-6: the calendar holds the days to choose; closed ones are no choice."""
        self.company.b2b_wish_days = 14
        self._create_holiday("Dynasty day", date(2026, 11, 20))
        cart = self._create_cart((self.product, 4))
        form = cart._get_b2b_wish_form()
        (month, december) = form["months"]
        self.assertEqual((month["label"], month["open"]), ("November 2026", True))
        self.assertFalse(december["open"])
        cells = [cell for week in month["weeks"] for cell in week if cell]
        chosen = [cell["day"].day for cell in cells if cell.get("is_open")]
        self.assertEqual(chosen, [18, 19, 23, 24, 25, 26, 27, 30])
        self.assertEqual(
            [cell["title"] for cell in cells if cell["day"].day == 20],
            ["Friday, November 20, 2026 (Dynasty day)"],
        )

    @freeze_time(NOW)
    def test_no_day_to_wish(self):
        """ORD-6: without goods, or where the seller offers it not, no day is asked."""
        service = self._create_product("Advice", 90.0, type="service")
        table = [("services", service, 60), ("not offered", self.product, 0)]
        for case, product, days in table:
            with self.subTest(case):
                self.company.b2b_wish_days = days
                cart = self._create_cart((product, 1))
                self.assertEqual(cart._get_b2b_wish_form()["months"], [])
                errors = self._save(cart, b2b_wished_date="2026-11-25")
                self.assertEqual(list(errors), ["b2b_wished_date"])
                self.assertFalse(cart.b2b_wished_date)

    @freeze_time(NOW)
    def test_day_of_goods_that_are_gone(self):
        """ORD-6: a day wished for goods that left the cart keeps no service back."""
        cart = self._create_cart((self.product, 4))
        cart.b2b_wished_date = "2020-01-02"
        self.assertIn("b2b_wished_date", cart._get_b2b_wish_errors())
        cart.order_line.product_id = self._create_product("Advice", 9.0, type="service")
        self.assertEqual(cart._get_b2b_wish_errors(), {})
        self.assertEqual(self._get_rows(cart), {})

    @freeze_time(NOW)
    def test_day_that_can_be_wished_no_more(self):
        """ORD-6: a day that is on no calendar any more keeps no goods back unseen."""
        cart = self._create_cart((self.product, 4))
        cart.b2b_wished_date = "2026-12-01"
        cart._drop_b2b_wished_date()
        self.assertTrue(cart.b2b_wished_date)
        self.company.b2b_wish_days = 0
        cart._set_delivery_method(self.post)
        cart._check_cart_is_ready_to_be_paid()
        self.assertFalse(cart.b2b_wished_date)

    @freeze_time(NOW)
    def test_who_may_not_order(self):
        """USR-4: who may not order writes nothing on a cart."""
        cart = self._create_cart((self.product, 4))
        self.buyer._set_b2b_role(self.env.ref("cats_b2b.cats_role_accountant"))
        with self.assertRaises(AccessError):
            cart.with_user(self.buyer).sudo().with_context(
                b2b_uid=self.buyer.id
            )._save_b2b_wishes({"b2b_remark": "Mine"})
        with self.assertRaises(AccessError):
            cart.with_user(self.buyer).write({"b2b_remark": "Mine"})
        self.assertFalse(cart.b2b_remark)

    def test_unknown_fields(self):
        """ORD-6: a browser writes no other field of the order."""
        cart = self._create_cart((self.product, 4))
        name = cart.name
        errors = self._save(cart, name="Free", b2b_remark=["no", "text"])
        self.assertEqual(errors, {})
        self.assertEqual((cart.name, cart.b2b_remark), (name, False))

    # -- What becomes of it ---------------------------------------------------------

    def test_goods_leave_on_the_wished_day(self):
        """ORD-6: the promise, frozen with its reason, and the transfer follow."""
        with freeze_time(NOW):
            cart = self._create_cart((self.product, 4))
            self._save(cart, b2b_wished_date="2026-11-25")
            self.assertEqual(cart._get_b2b_promise()["day"], date(2026, 11, 25))
            cart.action_confirm()
        line = self._get_goods_lines(cart)
        self.assertEqual(cart.b2b_promise_date, date(2026, 11, 25))
        self.assertEqual(line.b2b_why["facts"]["wished"], "2026-11-25")
        self.assertIn(
            "Not before the day that was wished: Wednesday, November 25, 2026.",
            line.b2b_why_text,
        )
        picking = cart.picking_ids
        # 17:00 in Brussels, when the warehouse closes.
        self.assertEqual(str(picking.scheduled_date), "2026-11-25 16:00:00")
        self.assertEqual(str(picking.date_deadline), "2026-11-25 16:00:00")

    def test_wished_day_is_no_delay(self):
        """ORD-6, DSP-3: goods that wait for the wished day are not late."""
        with freeze_time(NOW):
            cart = self._create_cart((self.product, 4), (self.later, 1))
            self._save(cart, b2b_wished_date="2026-12-02")
            cart.action_confirm()
            lines = self._get_goods_lines(cart)
            self.assertEqual(lines.mapped("b2b_promise_date"), [date(2026, 12, 2)] * 2)
        with freeze_time("2026-11-27 09:00:00"):
            cart._check_b2b_promises()
            self.assertEqual((lines - lines[1]).mapped("b2b_promise_at_risk"), [False])
        with freeze_time("2026-12-03 09:00:00"):
            cart._check_b2b_promises()
        self.assertEqual(lines.mapped("b2b_promise_at_risk"), [True, True])
        self.assertEqual(lines[0].b2b_expected_dispatch_date, date(2026, 12, 3))

    def test_first_promise_respects_the_wish(self):
        """ORD-6, DSP-6: goods whose day was unknown wait for the wished one, too."""
        unknown = self._create_product("Rare", 10.0)
        with freeze_time(NOW):
            order = self._create_order((unknown, 1), b2b_wished_date="2026-12-02")
            order.action_confirm()
            self.assertFalse(order.b2b_promise_date)
            self._add_stock(unknown, 5)
            order.picking_ids.action_assign()
            order._check_b2b_promises()
        self.assertEqual(order.b2b_promise_date, date(2026, 12, 2))

    @freeze_time(NOW)
    def test_one_delivery(self):
        """ORD-6: "one delivery or partial deliveries" reaches promise and transfer."""
        for policy, days in [
            ("one", [date(2026, 11, 25)] * 2),
            ("direct", [date(2026, 11, 18), date(2026, 11, 25)]),
        ]:
            with self.subTest(policy):
                cart = self._create_cart((self.product, 4), (self.later, 1))
                self._save(cart, picking_policy=policy)
                cart.action_confirm()
                lines = self._get_goods_lines(cart)
                self.assertEqual(lines.mapped("b2b_promise_date"), days)
                self.assertEqual(set(cart.picking_ids.mapped("move_type")), {policy})

    def test_transfer_and_slip(self):
        """ORD-6: remark and wishes are on the transfer and on its slip."""
        with freeze_time(NOW):
            cart = self._create_cart((self.bulky, 1))
            cart.carrier_id = self.forwarder
            self._save(
                cart,
                b2b_remark="No pallets,\n<please>",
                b2b_wished_date="2026-11-25",
                b2b_phone="+32 2 555 01 02",
            )
            cart.action_confirm()
        picking = cart.picking_ids
        self.assertEqual(picking.b2b_remark, "No pallets,\n<please>")
        self.assertEqual(picking.b2b_wished_date, date(2026, 11, 25))
        self.assertEqual(picking.b2b_phone, "+32 2 555 01 02")
        for report in ("stock.action_report_delivery", "stock.action_report_picking"):
            with self.subTest(report):
                (wishes,) = self._print(report, picking).xpath(
                    "//div[@name='b2b_wishes']"
                )
                self.assertEqual(
                    " ".join(wishes.text_content().split()),
                    f"Wished delivery date: {format_date(self.env, '2026-11-25')} "
                    "Announce by phone: +32 2 555 01 02 "
                    "Remark: No pallets, <please>",
                )
        cart.b2b_remark = "Pallets, please"
        self.assertEqual(picking.b2b_remark, "Pallets, please")

    def test_transfer_without_order(self):
        """DSP-4: a transfer of no order announces nothing."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.warehouse.out_type_id.id,
                "carrier_id": self.forwarder.id,
            }
        )
        self.assertFalse(picking.b2b_phone)
        self.assertFalse(picking.b2b_remark)
        self.assertIn(self.ups, self.ups.available_carriers(self.customer, picking))

    def test_order_pdf(self):
        """ORD-6: the order's PDF tells the wishes, the reference once."""
        with freeze_time(NOW):
            cart = self._create_cart((self.product, 4))
            self._save(cart, client_order_ref="PO 4711", b2b_remark="Ring twice")
        text = self._print("sale.action_report_saleorder", cart).text_content()
        self.assertIn("Ring twice", text)
        self.assertEqual(text.count("PO 4711"), 1)

    def test_invoice_reference(self):
        """ORD-6: the customer's reference is on the invoice."""
        cart = self._create_cart((self.product, 4))
        self._save(cart, client_order_ref="PO 4711")
        self.assertEqual(cart._prepare_invoice()["ref"], "PO 4711")

    def test_copy(self):
        """ORD-6: wishes are of one order; a copy has none."""
        with freeze_time(NOW):
            cart = self._create_cart((self.product, 4))
            self._save(cart, b2b_remark="Once", b2b_wished_date="2026-11-25")
        copy = cart.copy()
        self.assertEqual((copy.b2b_remark, copy.b2b_wished_date), (False, False))

    @freeze_time(NOW)
    def test_checked_at_payment(self):
        """ORD-6: a wish that cannot be kept any more is refused at payment."""
        cart = self._create_cart((self.product, 4))
        cart.carrier_id = self.post
        self._save(cart, b2b_wished_date="2026-11-19")
        with freeze_time("2026-11-19 08:00:00"):
            cart.with_user(self.buyer).sudo()._check_b2b_wishes()
        with (
            freeze_time("2026-11-20 08:00:00"),
            self.assertRaisesRegex(
                ValidationError, "Wished delivery date: The goods can leave on Friday"
            ),
        ):
            cart.with_user(self.buyer).sudo()._check_cart_is_ready_to_be_paid()

    def test_staff_edit(self):
        """ORD-6: staff change reference, remark, phone, day and deliveries."""
        order = self._create_order((self.product, 4))
        with Form(order.with_user(self.salesman)) as form:
            form.client_order_ref = "PO 1"
            form.b2b_remark = "By phone: blue tape"
            form.b2b_phone = "+32 2 555 01 02"
            form.b2b_wished_date = date(2030, 1, 2)
            form.picking_policy = "one"
        self.assertEqual(order.b2b_remark, "By phone: blue tape")
        self.assertEqual(order.b2b_wished_date, date(2030, 1, 2))
        self.assertEqual(order.picking_policy, "one")
        order.action_confirm()
        with Form(order.with_user(self.salesman)) as form:
            form.b2b_remark = "Red tape"
            with self.assertRaises(AssertionError):
                form.b2b_wished_date = date(2030, 1, 3)
        self.assertEqual(order.picking_ids.b2b_remark, "Red tape")

    def test_inert(self):
        """ORD-6: while the switch is off nothing is asked, checked or shown."""
        self.website.b2b_enabled = False
        with freeze_time(NOW):
            cart = self._create_cart((self.bulky, 1))
            cart.write(
                {"b2b_wished_date": "2020-01-01", "carrier_id": self.forwarder.id}
            )
            self.assertEqual(cart._get_b2b_wish_errors(), {})
            self.assertEqual(cart._get_b2b_wish_rows(), [])
            self.assertIn(self.ups, cart._get_delivery_methods())
            cart.carrier_id = False
            methods = cart._get_delivery_methods()
            self.assertEqual(cart._get_preferred_delivery_method(methods), self.post)

    # -- Carriers -------------------------------------------------------------------

    def _get_preferred(self, cart):
        methods = cart._get_delivery_methods()
        return cart._get_preferred_delivery_method(methods)

    def test_ups_by_default(self):
        """DSP-4: "UPS by default", though another carrier comes first in the list."""
        cart = self._create_cart((self.product, 4))
        self.assertEqual(cart._get_delivery_methods(), self.post + self.ups)
        self.assertEqual(self._get_preferred(cart), self.ups)
        self.company.b2b_carrier_id = False
        self.assertEqual(self._get_preferred(cart), self.post)

    def test_choice_stands(self):
        """DSP-4: what the customer chose is not taken back."""
        cart = self._create_cart((self.product, 4))
        cart.carrier_id = self.post
        self.assertEqual(self._get_preferred(cart), self.post)

    def test_customer_s_carrier(self):
        """DSP-4: the carrier of the customer's company comes before the seller's."""
        cart = self._create_cart((self.product, 4))
        self.customer.property_delivery_carrier_id = self.post
        self.assertEqual(self._get_preferred(cart), self.post)
        self.buyer.partner_id.property_delivery_carrier_id = self.ups
        self.assertEqual(self._get_preferred(cart), self.ups)

    def test_by_country(self):
        """DSP-4: "carriers depend on the country"."""
        cart = self._create_cart((self.product, 4))
        cart.carrier_id = self.post
        self.buyer.partner_id.country_id = self.env.ref("base.fr")
        self.assertEqual(cart._get_delivery_methods(), self.ups)
        self.assertEqual(self._get_preferred(cart), self.ups)

    def test_bulky_goods_by_forwarder(self):
        """DSP-4: bulky goods go by forwarder, others do not."""
        cart = self._create_cart((self.product, 4))
        self.assertNotIn(self.forwarder, cart._get_delivery_methods())
        bulky = self._create_cart((self.product, 4), (self.bulky, 1))
        self.assertEqual(bulky._get_delivery_methods(), self.forwarder)
        anything = self._create_carrier("Own lorry", sequence=1)
        self.assertEqual(bulky._get_delivery_methods(), anything + self.forwarder)
        # One that does not carry bulky goods, whoever prefers it.
        self.customer.property_delivery_carrier_id = self.ups
        self.company.b2b_carrier_id = self.forwarder
        self.assertEqual(self._get_preferred(bulky), self.forwarder)

    def test_carrier_of_a_changed_cart(self):
        """DSP-4: a parcel service is forgotten when bulky goods are added."""
        cart = self._create_cart((self.product, 4))
        cart._set_delivery_method(self.post)
        cart._verify_cart_after_update()
        self.assertEqual(cart.carrier_id, self.post)
        cart.order_line[0].product_id = self.bulky
        cart._verify_cart_after_update()
        self.assertFalse(cart.carrier_id)
        self.assertFalse(cart.order_line.filtered("is_delivery"))

    def test_transfers_go_by_the_same_rule(self):
        """DSP-4: on a transfer, too, bulky goods fit the forwarder only."""
        for product, fit in [
            (self.product, self.post + self.ups),
            (self.bulky, self.forwarder),
        ]:
            order = self._create_order((product, 1))
            order.action_confirm()
            carriers = self.post + self.ups + self.forwarder
            self.assertEqual(
                carriers.available_carriers(order.partner_id, order.picking_ids), fit
            )

    def test_phone_for_the_forwarder(self):
        """DSP-4: "goods for a forwarder need a phone number"; refused without."""
        self.buyer.partner_id.phone = False
        cart = self._create_cart((self.bulky, 1))
        cart.carrier_id = self.forwarder
        cart = cart.with_user(self.buyer).sudo()
        with self.assertRaisesRegex(ValidationError, "The forwarder calls before"):
            cart._check_cart_is_ready_to_be_paid()
        self.assertIn("b2b_phone", self._save(cart, b2b_phone="ask Pieter"))
        self.assertEqual(self._save(cart, b2b_phone="+32 2 555 01 02"), {})
        cart._check_cart_is_ready_to_be_paid()
        self.assertEqual(self._get_rows(cart)["b2b_phone"], "+32 2 555 01 02")
        self.assertFalse(self.buyer.partner_id.phone)

    def test_phone_of_the_address(self):
        """DSP-4: the phone of the delivery address is enough, and not copied."""
        cart = self._create_cart((self.bulky, 1))
        cart.carrier_id = self.forwarder
        self.assertEqual(
            cart._get_b2b_wish_form()["values"]["b2b_phone"], "+32 2 000 00 01"
        )
        self.assertEqual(cart._get_b2b_wish_errors(), {})
        self.assertEqual(self._save(cart, b2b_phone="+32 2 000 00 01"), {})
        self.assertFalse(cart.b2b_phone)

    def test_phone_of_another_address(self):
        """DSP-4: a phone typed for one address is not that of another."""
        cart = self._create_cart((self.bulky, 1))
        cart.carrier_id = self.forwarder
        self._save(cart, b2b_phone="+32 2 555 01 02")
        workshop = self.buyer.partner_id.copy({"type": "delivery", "phone": False})
        cart.partner_shipping_id = workshop
        self.assertFalse(cart.b2b_phone)
        self.assertIn("b2b_phone", cart._get_b2b_wish_errors())
        cart.write(
            {
                "partner_shipping_id": self.buyer.partner_id.id,
                "b2b_phone": "+32 2 555 01 03",
            }
        )
        self.assertEqual(cart.b2b_phone, "+32 2 555 01 03")

    def test_no_phone_for_parcels(self):
        """DSP-4: a parcel needs no phone."""
        self.buyer.partner_id.phone = False
        cart = self._create_cart((self.product, 4))
        cart.carrier_id = self.ups
        self.assertFalse(cart._get_b2b_wish_form()["needs_phone"])
        cart.with_user(self.buyer).sudo()._check_cart_is_ready_to_be_paid()

    def test_staff_are_proposed_the_preferred_carrier(self):
        """DSP-4: UPS by default on orders of the staff, too."""
        order = self._create_order((self.product, 4))
        action = order.with_user(self.salesman).action_open_delivery_wizard()
        self.assertEqual(action["context"]["default_carrier_id"], self.ups.id)
        self.customer.property_delivery_carrier_id = self.post
        action = order.with_user(self.salesman).action_open_delivery_wizard()
        self.assertEqual(action["context"]["default_carrier_id"], self.post.id)
