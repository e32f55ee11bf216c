from datetime import date, datetime

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestDeliveringWarehouse(CatsB2bHttpCommon):
    """Stock and lead time follow the warehouse that delivers the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.netherlands = cls.env.ref("base.nl")
        cls.venlo = cls.env["stock.warehouse"].create(
            {
                "name": "Venlo",
                "code": "VEN",
                "company_id": cls.company.id,
                "b2b_calendar_id": cls.calendar.id,
                "b2b_country_ids": cls.netherlands.ids,
            }
        )
        cls._add_stock(cls.product, 20)
        cls._add_stock(cls.product, 7, cls.venlo)
        cls.product.b2b_lead_days = 5
        cls.dutch = cls._create_customer("De Linde BV")
        cls.dutch.country_id = cls.netherlands
        cls.dutch_buyer = cls._create_portal_user("dutch", cls.dutch)
        cls.shop_in_eindhoven = cls.env["res.partner"].create(
            {
                "name": "Lumière, Eindhoven",
                "parent_id": cls.customer.id,
                "type": "other",
                "street": "Markt 1",
                "zip": "5611 AA",
                "city": "Eindhoven",
                "country_id": cls.netherlands.id,
            }
        )
        cls.foreign = cls.env["res.company"].create({"name": "Another seller"})
        cls.foreign_warehouse = (
            cls.env["stock.warehouse"]
            .sudo()
            .search([("company_id", "=", cls.foreign.id)])
        )
        cls.foreign_warehouse.write(
            {"b2b_country_ids": cls.netherlands.ids, "sequence": -1}
        )

    @classmethod
    def _get_warehouse(cls, user, **kwargs):
        return cls.website._get_b2b_warehouse(user.partner_id, **kwargs)

    def test_country_decides(self):
        """CAT-5: Belgian customers are delivered from Brussels, Dutch from Venlo."""
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.venlo)
        self.stranger.partner_id.country_id = self.env.ref("base.lu")
        self.assertEqual(self._get_warehouse(self.stranger), self.warehouse)
        self.assertEqual(
            self._get_warehouse(self.stranger, address=self.shop_in_eindhoven),
            self.venlo,
        )

    def test_delivery_address_decides(self):
        """CAT-5: not where the buyer sits, but where the goods go."""
        self.shop_in_eindhoven.type = "delivery"
        self.assertEqual(self._get_warehouse(self.buyer), self.venlo)

    def test_sequence_decides(self):
        """CAT-5: of two warehouses that list a country the first one delivers."""
        self.warehouse.b2b_country_ids = self.netherlands
        self.warehouse.sequence, self.venlo.sequence = 1, 2
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.warehouse)
        self.warehouse.sequence = 3
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.venlo)

    def test_own_warehouse(self):
        """CAT-5: a company's own warehouse goes before its country's."""
        self.customer.b2b_warehouse_id = self.venlo
        self.assertEqual(self.buyer.partner_id.b2b_warehouse_id, self.venlo)
        self.assertEqual(self._get_warehouse(self.buyer), self.venlo)
        self.dutch.b2b_warehouse_id = self.warehouse
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.warehouse)

    def test_own_warehouse_that_was_archived(self):
        """CAT-5: a warehouse that was given up delivers nobody."""
        closed = self.env["stock.warehouse"].create(
            {
                "name": "Closed",
                "code": "CLO",
                "company_id": self.company.id,
                "sequence": 0,
                "b2b_country_ids": self.netherlands.ids,
            }
        )
        self.dutch.b2b_warehouse_id = closed
        self.assertEqual(self._get_warehouse(self.dutch_buyer), closed)
        closed.active = False
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.venlo)

    def test_nothing_tells(self):
        """CAT-5: else the website's warehouse, else its company's first."""
        self.assertEqual(self._get_warehouse(self.buyer), self.warehouse)
        self.assertEqual(self.website._get_b2b_warehouse(), self.warehouse)
        self.website.warehouse_id = self.venlo
        self.assertEqual(self._get_warehouse(self.buyer), self.venlo)
        self.website.warehouse_id = False
        self.assertEqual(self._get_warehouse(self.buyer), self.warehouse)
        self.venlo.sequence, self.warehouse.sequence = 1, 2
        self.assertEqual(self._get_warehouse(self.buyer), self.venlo)

    def test_other_companies(self):
        """CAT-5: a warehouse of another company delivers nobody here."""
        self.venlo.b2b_country_ids = False
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.warehouse)
        self.website.warehouse_id = self.foreign_warehouse
        self.assertEqual(self._get_warehouse(self.dutch_buyer), self.warehouse)
        website = self.website.with_context(b2b_warehouse_id=self.foreign_warehouse.id)
        self.assertFalse(website._get_b2b_shop_warehouse())
        with self.assertRaises(UserError):
            self.customer.b2b_warehouse_id = self.foreign_warehouse

    def test_own_warehouse_by_company(self):
        """CAT-5: each of the sellers has its own answer for a shared customer."""
        self.env.user.company_ids += self.foreign
        shared = self._create_customer("Shared SA")
        shared.company_id = False
        shared.b2b_warehouse_id = self.venlo
        there = shared.with_company(self.foreign)
        self.assertFalse(there.b2b_warehouse_id)
        there.b2b_warehouse_id = self.foreign_warehouse
        self.assertEqual(self.company._find_b2b_warehouse(shared), self.venlo)
        self.assertEqual(
            self.foreign._find_b2b_warehouse(shared), self.foreign_warehouse
        )

    def test_staff_only(self):
        """CAT-5: customers neither read nor set the warehouse, staff may."""
        self.customer.with_user(self.salesman).read(["b2b_warehouse_id"])
        partner = self.buyer.partner_id.with_user(self.buyer)
        with self.assertRaises(AccessError):
            partner.read(["b2b_warehouse_id"])
        with self.assertRaises(AccessError):
            partner.write({"b2b_warehouse_id": self.venlo.id})
        self.assertFalse(self.customer.b2b_warehouse_id)

    def _order_for(self, address, **values):
        return self._create_order(
            (self.product, 10), partner_shipping_id=address.id, **values
        )

    def test_orders_follow_the_address(self):
        """CAT-5: stock, promise and transfer of an order are those of Venlo."""
        for values in ({}, {"website_id": self.website.id}):
            with self.subTest(**values), freeze_time("2026-11-18 09:00:00"):
                order = self._order_for(self.shop_in_eindhoven, **values)
                self.assertEqual(order.warehouse_id, self.venlo)
                self.assertEqual(order.order_line[0].warehouse_id, self.venlo)
                # Seven in Venlo: ten take the lead time.
                self.assertEqual(order._get_b2b_promise()["day"], date(2026, 11, 25))
                order.partner_shipping_id = self.customer
                self.assertEqual(order.warehouse_id, self.warehouse)
                self.assertEqual(order._get_b2b_promise()["day"], date(2026, 11, 18))
                order.partner_shipping_id = self.shop_in_eindhoven
                order.action_confirm()
                self.assertEqual(order.warehouse_id, self.venlo)
                self.assertEqual(
                    order.picking_ids.picking_type_id.warehouse_id, self.venlo
                )
                self.assertEqual(
                    order.picking_ids.scheduled_date, datetime(2026, 11, 25, 16, 0)
                )

    def test_backend_order_of_an_unlisted_country(self):
        """CAT-5: where nothing tells a warehouse, staff's default holds."""
        self.salesman.with_company(self.company).property_warehouse_id = self.venlo
        order = self._create_order((self.product, 1), user_id=self.salesman.id)
        self.assertEqual(order.warehouse_id, self.venlo)

    def test_picked_by_hand(self):
        """CAT-5: what staff picked stays until the address changes."""
        order = self._order_for(self.shop_in_eindhoven, warehouse_id=self.warehouse.id)
        self.assertEqual(order.warehouse_id, self.warehouse)
        order.order_line[0].product_uom_qty = 4
        order.client_order_ref = "Please hurry"
        self.shop_in_eindhoven.phone = "+31 40 000 00 00"
        self.assertEqual(order.warehouse_id, self.warehouse)
        order.write(
            {"partner_shipping_id": self.dutch.id, "warehouse_id": self.warehouse.id}
        )
        self.assertEqual(order.warehouse_id, self.warehouse)
        order.partner_shipping_id = self.shop_in_eindhoven
        self.assertEqual(order.warehouse_id, self.venlo)

    def test_picked_by_hand_on_a_website_order(self):
        """CAT-5: what staff picked on a cart that became a quotation is delivered."""
        order = self._order_for(self.customer, website_id=self.website.id)
        order.warehouse_id = self.venlo
        order.action_confirm()
        self.assertEqual(order.warehouse_id, self.venlo)
        self.assertEqual(order.picking_ids.picking_type_id.warehouse_id, self.venlo)

    def test_confirmed_order_stays(self):
        """CAT-5: a new address moves no order that is under way."""
        order = self._order_for(self.customer)
        order.action_confirm()
        order.partner_shipping_id = self.shop_in_eindhoven
        self.assertEqual(order.warehouse_id, self.warehouse)

    def test_form(self):
        """CAT-5: the form shows the warehouse of the address at once."""
        self.env.user.group_ids += self.env.ref("stock.group_stock_multi_warehouses")
        self.env.user.group_ids += self.env.ref("stock.group_stock_multi_locations")
        self.env.user.group_ids += self.env.ref(
            "account.group_delivery_invoice_address"
        )
        order = self._order_for(self.customer)
        with Form(order) as form:
            form.partner_shipping_id = self.shop_in_eindhoven
            self.assertEqual(form.warehouse_id, self.venlo)
            form.warehouse_id = self.warehouse
        self.assertEqual(order.warehouse_id, self.warehouse)
        with Form(order) as form:
            form.partner_shipping_id = self.dutch
        self.assertEqual(order.warehouse_id, self.venlo)

    def test_switched_off(self):
        """CAT-5: with the switch off, Odoo's own warehouse holds."""
        self.website.b2b_enabled = False
        for values in ({}, {"website_id": self.website.id}):
            order = self._order_for(self.shop_in_eindhoven, **values)
            self.assertEqual(order.warehouse_id, self.warehouse)
            order.partner_shipping_id = self.dutch
            self.assertEqual(order.warehouse_id, self.warehouse)
        self.assertEqual(order._get_shop_warehouse_id(), self.warehouse.id)
        self.assertEqual(self.website._get_product_available_qty(self.product), 20)

    def test_cart_of_another_customer_country(self):
        """CAT-5: an old cart is taken up with today's settings."""
        cart = self._create_cart((self.product, 1))
        self.assertEqual(cart.warehouse_id, self.warehouse)
        self.venlo.b2b_country_ids += self.env.ref("base.be")
        cart._verify_cart()
        self.assertEqual(cart.warehouse_id, self.venlo)

    def test_abandoned_carts(self):
        """CAT-5: a reminder is not sent for what is sold out where it leaves from."""
        self.product.allow_out_of_stock_order = False
        cart = self._create_cart((self.product, 1))
        cart.partner_shipping_id = self.shop_in_eindhoven
        self.assertTrue(cart._all_product_available())
        self._add_stock(self.product, -7, self.venlo)
        self.env.invalidate_all()
        self.assertFalse(cart._all_product_available())

    def _get_stock(self, url=None):
        page = self._get_page(url or self.product.website_url)
        return self._get_text(page, "o_cats_b2b_stock")

    def test_product_page(self):
        """CAT-5: the page tells the stock of the warehouse that would deliver."""
        self.assertEqual(self._get_stock(), ["20 Units in stock"])  # a visitor
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertEqual(self._get_stock(), ["20 Units in stock"])
        self.authenticate(self.dutch_buyer.login, self.dutch_buyer.login)
        self.assertEqual(self._get_stock(), ["7 Units in stock"])

    def test_list_page(self):
        """CAT-5: the cards, too."""
        self.product.name = "Zyxwvut power supply"
        self.authenticate(self.dutch_buyer.login, self.dutch_buyer.login)
        page = self._get_page("/shop?search=Zyxwvut")
        self.assertEqual(self._get_text(page, "o_cats_b2b_card"), ["7 Units in stock"])

    def test_pages_follow_the_cart(self):
        """CAT-5: with a cart, its delivery address decides what the pages say."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.product, 1)
        cart = self._get_cart(self.buyer)
        self.assertEqual(self._get_stock(), ["20 Units in stock"])
        cart.partner_shipping_id = self.shop_in_eindhoven
        self.assertEqual(self._get_stock(), ["7 Units in stock"])
        self._get_page("/shop/cart")
        self.assertEqual(cart.warehouse_id, self.venlo)

    def test_availability_of_the_cart(self):
        """CAT-5: what cannot be oversold is limited by what its warehouse has."""
        self.product.allow_out_of_stock_order = False
        self.authenticate(self.dutch_buyer.login, self.dutch_buyer.login)
        info = self.make_jsonrpc_request(
            "/website_sale/get_combination_info",
            {
                "product_template_id": self.product.product_tmpl_id.id,
                "product_id": self.product.id,
                "combination": [],
                "add_qty": 1,
            },
        )
        self.assertEqual(info["free_qty"], 7)
        self.assertEqual(info["b2b"]["stock"], "7 Units in stock")
        result = self._add_to_cart(self.product, 10)
        self.assertEqual(result["quantity"], 7)
        cart = self._get_cart(self.dutch_buyer)
        self.assertEqual(cart._get_cart_and_free_qty(self.product), (7, 7))

    def test_checkout_changes_the_address(self):
        """CAT-5: another delivery address in the checkout moves the cart."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.product, 10)
        cart = self._get_cart(self.buyer)
        self.make_jsonrpc_request(
            "/shop/update_address",
            {"partner_id": self.shop_in_eindhoven.id, "address_type": "delivery"},
        )
        self.assertEqual(cart.partner_shipping_id, self.shop_in_eindhoven)
        self.assertEqual(cart.warehouse_id, self.venlo)

    def test_order_created_confirmed(self):
        """CAT-5: an order imported as confirmed leaves from a warehouse, too."""
        self._add_stock(self.product, 5)
        order = self._create_order((self.product, 3), state="sale")
        self.assertTrue(order.warehouse_id)
        self.assertEqual(order.picking_ids.move_ids.product_uom_qty, 3)

    def test_portal_tells_days_of_the_warehouse(self):
        """DSP-3: the transfer is due on the promised day for a reader in Auckland."""
        self.buyer.tz = "Pacific/Auckland"
        with freeze_time("2026-11-18 09:00:00"):
            order = self._order_for(self.buyer.partner_id, website_id=self.website.id)
            order.action_confirm()
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._get_page(f"/my/orders/{order.id}")
        (transfer,) = page.xpath("//div[@name='delivery_order']")
        lang = self.env["res.lang"]._get_data(code="en_US")
        day = date(2026, 11, 18).strftime(lang.date_format)
        self.assertIn(day, transfer.text_content())
        (promise,) = self._get_text(page, "o_cats_b2b_order_promise")
        self.assertIn("Dispatch: Wednesday, November 18, 2026", promise)
