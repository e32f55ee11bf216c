from urllib.parse import urlparse

from odoo.fields import Date
from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .checkout_common import CheckoutCommon
from .http_common import CatsB2bHttpCommon

STEP = "/shop/checkout"
FORM = "/shop/checkout/wishes"
FIELDS = "/shop/checkout#o_cats_b2b_wishes"


@tagged("post_install", "-at_install")
class TestCheckoutPortal(CheckoutCommon, CatsB2bHttpCommon):
    """The step of the checkout as a browser without scripts sees it, and its calls."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cart = cls._create_cart((cls.product, 10))

    def setUp(self):
        super().setUp()
        self.authenticate(self.buyer.login, self.buyer.login)

    def _submit(self, **form):
        """:return: where the form leads to."""
        response = self.url_open(
            FORM,
            data={"csrf_token": Request.csrf_token(self), **form},
            allow_redirects=False,
        )
        self.assertEqual(response.status_code, 303)
        location = urlparse(response.headers["Location"])
        return location.path + (location.fragment and f"#{location.fragment}")

    def _save(self, **values):
        return self.make_jsonrpc_request(f"{FORM}/save", {"values": values})

    def _get_open_days(self):
        """:return: the days of the page's calendar, as they are sent."""
        page = self._get_page(STEP)
        return [
            day for day in page.xpath("//input[@name='b2b_wished_date']/@value") if day
        ]

    def _get_shown(self, page):
        """:return: what the fields of the page hold, by name."""
        (remark,) = page.xpath("//textarea[@name='b2b_remark']")
        values = {"b2b_remark": remark.text_content()}
        for name in ("client_order_ref", "b2b_phone"):
            values[name] = "".join(page.xpath(f"//input[@name='{name}']/@value"))
        for name in ("picking_policy", "b2b_wished_date"):
            values[name] = "".join(
                page.xpath(f"//input[@name='{name}'][@checked]/@value")
            )
        return values

    # -- The step -------------------------------------------------------------------

    def test_page(self):
        """ORD-6: one step with address, carrier, reference, deliveries, day, remark."""
        holiday = self._get_third_day()
        self._create_holiday("Stocktaking", holiday)
        page = self._get_page(STEP)
        carriers = "//input[@name='o_delivery_radio']"
        self.assertEqual(
            page.xpath(f"{carriers}/@data-dm-id"), [str(self.post.id), str(self.ups.id)]
        )
        # UPS by default (DSP-4).
        self.assertEqual(
            page.xpath(f"{carriers}[@checked]/@data-dm-id"), [str(self.ups.id)]
        )
        self.assertTrue(page.xpath("//*[@id='delivery_address_list']"))
        self.assertEqual(
            self._get_shown(page),
            {
                "client_order_ref": "",
                "b2b_phone": "",
                "b2b_remark": "",
                "picking_policy": "direct",
                "b2b_wished_date": "",
            },
        )
        (closed,) = page.xpath("//span[contains(@title, 'Stocktaking')]")
        self.assertEqual(closed.text_content(), str(holiday.day))
        days = page.xpath("//input[@name='b2b_wished_date']/@value")
        self.assertNotIn(str(holiday), days)
        weekdays = {Date.to_date(day).weekday() for day in days if day}
        self.assertEqual(weekdays, set(range(5)))
        self.assertTrue(
            page.xpath("//button[@form='o_cats_b2b_wishes'][@type='submit']")
        )

    def _get_third_day(self):
        facts = self.cart._get_b2b_wish_facts()
        days = self.warehouse._get_b2b_days()
        open_days = [
            day
            for day in (Date.add(facts.earliest, days=count) for count in range(14))
            if days(day).closes
        ]
        return open_days[2]

    def test_form_without_scripts(self):
        """ORD-6: the button that goes on saves; going back shows what was typed."""
        day = self._get_open_days()[4]
        typed = {
            "client_order_ref": "PO 4711",
            "b2b_remark": "No pallets\nplease",
            "picking_policy": "one",
            "b2b_wished_date": day,
        }
        self.assertEqual(self._submit(**typed), "/shop/payment")
        self.assertEqual(str(self.cart.b2b_wished_date), day)
        shown = self._get_shown(self._get_page(STEP))
        self.assertEqual(shown, {**typed, "b2b_phone": ""})
        page = self._get_page("/shop/payment")
        texts = self._get_text(page, "o_cats_b2b_wish")
        self.assertIn("PO 4711", texts)
        self.assertIn("All goods in one delivery", texts)
        self.assertIn("No pallets please", texts)

    def test_errors_beside_the_fields(self):
        """ORD-6: an error loses nothing: what was typed stands there, and why not."""
        typed = {
            "client_order_ref": "x" * 70,
            "b2b_remark": "Ring twice",
            "picking_policy": "one",
            "b2b_wished_date": "2020-01-02",
        }
        self.assertEqual(self._submit(**typed), FIELDS)
        page = self._get_page(STEP)
        shown = self._get_shown(page)
        self.assertEqual(shown["client_order_ref"], "x" * 70)
        self.assertEqual(shown["b2b_remark"], "Ring twice")
        self.assertEqual(shown["picking_policy"], "one")
        (error,) = page.xpath("//*[@id='client_order_ref_error']")
        self.assertIn("At most 64 characters", error.text_content())
        (error,) = page.xpath("//*[@id='b2b_wished_date_error']")
        self.assertIn("at the earliest", error.text_content())
        self.assertEqual(self.cart.b2b_remark, "Ring twice")
        self.assertFalse(self.cart.client_order_ref)
        mended = {"client_order_ref": "PO 1", "b2b_wished_date": ""}
        self.assertEqual(self._submit(**mended), "/shop/payment")
        self.assertFalse(self._get_text(self._get_page(STEP), "o_cats_b2b_field_error"))

    def test_save_and_stay(self):
        """ORD-6: without scripts, too, one may save before one goes elsewhere."""
        self.assertEqual(self._submit(client_order_ref="PO 1", stay="1"), FIELDS)
        self.assertEqual(self.cart.client_order_ref, "PO 1")

    def test_address_and_carrier_without_scripts(self):
        """ORD-6, DSP-4: without scripts address and carrier come with the form."""
        page = self._get_page(STEP)
        for name, count in [("partner_shipping_id", 2), ("carrier_id", 2)]:
            options = page.xpath(f"//noscript//select[@name='{name}']/option")
            self.assertEqual(len(options), count)
        self.assertEqual(self._submit(carrier_id=self.post.id), "/shop/payment")
        self.assertEqual(self.cart.carrier_id, self.post)
        workshop = self.buyer.partner_id.copy({"type": "delivery", "name": "Workshop"})
        workshop.country_id = self.env.ref("base.fr")
        # The carriers of another country are to be looked at first.
        self.assertEqual(self._submit(partner_shipping_id=workshop.id), FIELDS)
        self.assertEqual(self.cart.partner_shipping_id, workshop)
        self.assertEqual(self.cart.carrier_id, self.ups)
        self.assertEqual(self._submit(carrier_id=self.post.id), "/shop/payment")
        self.assertEqual(self.cart.carrier_id, self.ups)

    def test_phone_of_the_address_before(self):
        """DSP-4: without scripts, too, a phone is that of the address on the form."""
        self._make_bulky()
        self._get_page(STEP)
        workshop = self.buyer.partner_id.copy({"type": "delivery", "name": "Workshop"})
        workshop.phone = "+32 2 555 77 77"
        self.assertEqual(
            self._submit(
                partner_shipping_id=workshop.id,
                b2b_phone="+32 2 555 01 02",
                client_order_ref="PO 1",
            ),
            FIELDS,
        )
        self.assertFalse(self.cart.b2b_phone)
        self.assertEqual(self.cart._get_b2b_phone(), "+32 2 555 77 77")
        self.assertEqual(self.cart.client_order_ref, "PO 1")

    def test_bad_phone_of_the_address_before(self):
        """DSP-4: nor is one that could not be kept shown for the next address."""
        self._make_bulky()
        self._get_page(STEP)
        self._submit(b2b_phone="ask", client_order_ref="x" * 70)
        workshop = self.buyer.partner_id.copy({"type": "delivery", "name": "Workshop"})
        workshop.phone = "+32 2 555 77 77"
        self.make_jsonrpc_request(
            "/shop/update_address",
            {"partner_id": workshop.id, "address_type": "delivery"},
        )
        shown = self._get_shown(self._get_page(STEP))
        self.assertEqual(shown["b2b_phone"], "+32 2 555 77 77")
        self.assertEqual(shown["client_order_ref"], "x" * 70)

    def test_day_that_can_be_wished_no_more(self):
        """ORD-6: the step forgets a day where none can be chosen any more."""
        self.cart.b2b_wished_date = self._get_open_days()[4]
        self.company.b2b_wish_days = 0
        self._get_page(STEP)
        self.assertFalse(self.cart.b2b_wished_date)

    def test_foreign_address(self):
        """ORD-6, ACC-8: no address of another company is chosen."""
        before = self.cart.partner_shipping_id
        response = self.url_open(
            FORM,
            data={
                "csrf_token": Request.csrf_token(self),
                "partner_shipping_id": self.stranger.partner_id.id,
            },
        )
        self.assertEqual(response.status_code, 403)
        self.assertEqual(self.cart.partner_shipping_id, before)

    def test_billing_address_stays(self):
        """ORD-6: "billing address locked": the form does not change it."""
        billing = self.cart.partner_invoice_id
        other = self.buyer.partner_id.copy({"type": "other", "name": "Other"})
        self._submit(partner_invoice_id=other.id, partner_id=other.id)
        self.assertEqual(self.cart.partner_invoice_id, billing)
        self.assertEqual(self.cart.partner_id, self.buyer.partner_id)

    def test_services(self):
        """ORD-6: services are ordered with a reference, too, without a day."""
        service = self._create_product("Advice", 190.0, type="service")
        self.cart.order_line.product_id = service
        page = self._get_page(f"{STEP}?try_skip_step=true")
        self.assertTrue(page.xpath("//input[@name='client_order_ref']"))
        self.assertFalse(page.xpath("//input[@name='b2b_wished_date']"))
        self.assertFalse(page.xpath("//input[@name='picking_policy']"))

    # -- The forwarder's phone ------------------------------------------------------

    def _make_bulky(self):
        self.buyer.partner_id.phone = False
        self.cart.order_line[0].product_id = self.bulky

    def test_phone(self):
        """DSP-4: who orders bulky goods is asked for a phone; refused without."""
        self._make_bulky()
        page = self._get_page(STEP)
        self.assertEqual(self.cart.carrier_id, self.forwarder)
        self.assertTrue(page.xpath("//input[@name='b2b_phone'][@type='tel']"))
        # Nobody is told off before he had the chance to type.
        self.assertFalse(self._get_text(page, "o_cats_b2b_field_error"))
        self.assertEqual(self._submit(b2b_phone="", client_order_ref="PO 1"), FIELDS)
        page = self._get_page(STEP)
        (error,) = self._get_text(page, "o_cats_b2b_field_error")
        self.assertIn("The forwarder calls before he comes", error)
        self.assertEqual(self._submit(b2b_phone="+32 2 555 01 02"), "/shop/payment")
        self.assertEqual(self.cart.b2b_phone, "+32 2 555 01 02")

    def test_payment_page_leads_back(self):
        """DSP-4: who goes to the payment page by its address is led back."""
        self._make_bulky()
        self._get_page(STEP)
        response = self.url_open("/shop/payment", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith(FIELDS))
        page = self._get_page(STEP)
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_field_error")), 1)
        # What could not be kept stays on the page.
        self._submit(client_order_ref="x" * 70, stay="1")
        self.url_open("/shop/payment", allow_redirects=False)
        page = self._get_page(STEP)
        self.assertEqual(self._get_shown(page)["client_order_ref"], "x" * 70)
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_field_error")), 2)

    def test_payment_is_refused(self):
        """DSP-4, ORD-6: the server refuses the payment, whatever the pages did."""
        for case, values, bulky in [
            ("no phone", {"carrier_id": self.forwarder.id}, True),
            ("a day that has passed", {"b2b_wished_date": "2020-01-02"}, False),
        ]:
            with self.subTest(case):
                if bulky:
                    self._make_bulky()
                else:
                    self.cart.order_line[0].product_id = self.product
                    self.cart.carrier_id = self.ups
                self.cart.write(values)
                with self.assertRaises(JsonRpcException):
                    self.make_jsonrpc_request(
                        f"/shop/payment/transaction/{self.cart.id}",
                        {
                            "access_token": self.cart._portal_ensure_token(),
                            "provider_id": self.provider.id,
                            "payment_method_id": self.wire_transfer.id,
                            "token_id": None,
                            "flow": "direct",
                            "tokenization_requested": False,
                            "landing_route": "/shop/payment/validate",
                        },
                    )
                self.assertFalse(self.cart.transaction_ids)

    def test_typed_for_a_carrier_that_is_gone(self):
        """DSP-4: a bad number typed for a forwarder keeps no parcel back."""
        self._make_bulky()
        self._get_page(STEP)
        self.assertEqual(self._submit(b2b_phone="ask"), FIELDS)
        self.cart.order_line[0].product_id = self.product
        self.cart._verify_cart_after_update()
        self.assertFalse(self.cart.carrier_id)
        self._get_page(STEP)
        self.assertEqual(self.cart.carrier_id, self.ups)
        self.assertEqual(self._submit(client_order_ref="PO 1"), "/shop/payment")

    # -- Scripts --------------------------------------------------------------------

    def test_save_a_field(self):
        """ORD-6: a field that is left is kept; the answer shows what hangs on it."""
        day = self._get_open_days()[4]
        answer = self._save(b2b_wished_date=day)
        self.assertEqual(str(self.cart.b2b_wished_date), day)
        self.assertIn(f'value="{day}"', answer["html"])
        self.assertIn("Not before the day that was wished", answer["promise"])
        answer = self._save(b2b_wished_date="2020-01-02")
        self.assertIn("at the earliest", answer["html"])
        self.assertEqual(str(self.cart.b2b_wished_date), day)

    def test_another_carrier(self):
        """DSP-4: the phone is asked as soon as the forwarder is chosen."""
        self.cart.order_line[0].product_id = self.bulky
        lorry = self._create_carrier("Own lorry")
        asked = {}
        for carrier in (lorry, self.forwarder):
            answer = self.make_jsonrpc_request(
                "/shop/set_delivery_method", {"dm_id": carrier.id}
            )
            asked[carrier] = 'name="b2b_phone"' in answer["b2b_wishes"]["html"]
        self.assertEqual(asked, {lorry: False, self.forwarder: True})

    # -- Who may not ----------------------------------------------------------------

    def test_public(self):
        """ORD-6, ACC-7: the public saves nothing and is asked to log in."""
        self.authenticate(None, None)
        self.assertEqual(self._submit(client_order_ref="Mine"), "/web/login")
        with self.assertRaises(JsonRpcException):
            self._save(client_order_ref="Mine")
        self.assertFalse(self.cart.client_order_ref)

    def test_stranger(self):
        """ORD-6: everybody writes on his own cart only."""
        self.authenticate(self.stranger.login, self.stranger.login)
        self.assertEqual(
            self._submit(client_order_ref="Mine", order_id=self.cart.id), "/shop"
        )
        self.assertEqual(self._save(client_order_ref="Mine", id=self.cart.id), {})
        self.assertFalse(self.cart.client_order_ref)

    def test_without_the_right(self):
        """USR-4: who may not order writes nothing on a cart that he once had."""
        self.buyer._set_b2b_role(self.env.ref("cats_b2b.cats_role_accountant"))
        self.assertEqual(self._submit(client_order_ref="Mine"), "/shop/cart")
        self.assertEqual(self._save(client_order_ref="Mine"), {})
        self.assertFalse(self.cart.client_order_ref)

    def test_csrf(self):
        """ORD-6: no other site sends the form in the customer's name."""
        response = self.url_open(FORM, data={"client_order_ref": "Mine"})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self.cart.client_order_ref)

    def test_inert(self):
        """ORD-6: while the switch is off the checkout is Odoo's own."""
        self.website.b2b_enabled = False
        page = self._get_page(STEP)
        self.assertFalse(page.xpath("//form[@id='o_cats_b2b_wishes']"))
        self.assertTrue(page.xpath("//a[@name='website_sale_main_button']"))
        response = self.url_open(
            FORM,
            data={"csrf_token": Request.csrf_token(self), "client_order_ref": "Mine"},
        )
        self.assertEqual(response.status_code, 404)
        with self.assertRaises(JsonRpcException):
            self._save(client_order_ref="Mine")
        self.assertFalse(self.cart.client_order_ref)

    # -- After the order ------------------------------------------------------------

    def test_order_page(self):
        """ORD-6: the order's page tells the wishes, the company's colleagues too."""
        self.cart.write({"client_order_ref": "PO 4711", "b2b_remark": "A\n<b>B</b>"})
        self.cart.action_confirm()
        page = self._get_page(f"/my/orders/{self.cart.id}")
        rows = self._get_text(page, "o_cats_b2b_wish")
        self.assertEqual(rows, ["Partial deliveries, as goods are there", "A <b>B</b>"])
        self.assertEqual(page.text_content().count("PO 4711"), 1)

    def test_mail(self):
        """ORD-6: the mail of the order names reference and wished day."""
        self.cart.write(
            {"client_order_ref": "PO 4711", "b2b_wished_date": "2099-01-05"}
        )
        self.cart.action_confirm()
        context = self.cart._notify_by_email_prepare_rendering_context(
            self.cart.message_ids[:1], {}
        )
        subtitles = [str(subtitle) for subtitle in context["subtitles"]]
        self.assertIn("Your reference: PO 4711", subtitles)
        self.assertIn("Wished delivery date: Monday, January 5, 2099", subtitles)
