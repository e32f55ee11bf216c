from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from ..policies.order_fee import decide_again
from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestSurcharges(CatsB2bCommon):
    """Bulky goods, remote addresses, and fees that staff waive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.b2b_bulky_product_id = cls._create_fee("Bulky", 45.0)
        cls.company.b2b_remote_product_id = cls._create_fee("Remote", 25.0)
        cls.rack = cls._create_product("Rack 42U", 400.0, b2b_bulky=True)
        cls.env["cats.delivery.zone"].search([]).active = False
        cls.zone = cls._create_zone("Coast", zip_ranges="8400-8499, 86")
        cls.coast = cls.buyer.partner_id.copy(
            {"name": "Depot Ostend", "zip": "8400", "parent_id": False}
        )

    @classmethod
    def _create_fee(cls, name, price):
        return cls._create_product(
            name, price, type="service", is_storable=False, invoice_policy="order"
        )

    @classmethod
    def _create_zone(cls, name, **values):
        return cls.env["cats.delivery.zone"].create(
            {
                "name": name,
                "country_id": cls.country.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    def assertFees(self, order, **amounts):
        """Compare the fees of an order, by type."""
        self.assertEqual(
            [
                (fee.b2b_fee_type, fee.price_subtotal)
                for fee in order._get_b2b_fee_lines()
            ],
            list(amounts.items()),
        )

    # Bulky goods

    def test_bulky_once_per_order(self):
        """FEE-2: one surcharge per order, however many bulky goods it holds."""
        cart = self._create_cart((self.rack, 1))
        self.assertFees(cart, bulky=45.0)
        self.assertEqual(cart.amount_untaxed, 445.0)
        other = self._create_product("Rack 24U", 250.0, b2b_bulky=True)
        cart._cart_add(other.id, 3)
        self.assertFees(cart, bulky=45.0)
        cart._cart_update_line_quantity(self._get_goods_lines(cart)[0].id, 0)
        self.assertFees(cart, bulky=45.0)
        cart._cart_update_line_quantity(self._get_goods_lines(cart).id, 0)
        self.assertFalse(cart.order_line)

    def test_bulky_above_free_shipping(self):
        """FEE-2: the surcharge is borne above the limit of free shipping, too."""
        carrier = self.env["delivery.carrier"].create(
            {
                "name": "UPS",
                "fixed_price": 9.9,
                "free_over": True,
                "amount": 100.0,
                "company_id": self.company.id,
                "product_id": self._create_fee("Delivery", 9.9).id,
            }
        )
        order = self._create_order((self.rack, 1))
        order.set_delivery_line(carrier, carrier.rate_shipment(order)["price"])
        order._sync_order_fees()
        self.assertEqual(order.amount_delivery, 0.0)
        self.assertFees(order, bulky=45.0)

    def test_bulky_beside_the_small_order_fee(self):
        """FEE-2: a small order of bulky goods bears both; fees reach no limit."""
        self.rack.list_price = 60.0
        order = self._create_order((self.rack, 1))
        self.assertFees(order, small_order=10.0, bulky=45.0)
        self.assertEqual(order.amount_untaxed, 115.0)
        self.assertEqual(order.b2b_fee_total, 55.0)

    def test_bulky_of_nothing(self):
        """FEE-2: returns, services and goods without the mark bear none."""
        service = self._create_product(
            "Rack planning", 400.0, b2b_bulky=True, type="service", is_storable=False
        )
        for product, quantity in ((service, 1), (self.rack, -1), (self.product, 9)):
            with self.subTest(product.name):
                order = self._create_order((product, quantity))
                self.assertFees(order)

    def test_bulky_words(self):
        """FEE-2: product, cart line and order say what it is for."""
        order = self._create_order((self.rack, 1))
        self.assertText(
            self._get_fee_lines(order).b2b_why_text,
            "Bulky goods bear a surcharge of 45.00 €, once per order: Rack 42U.",
        )
        info = self.rack._get_b2b_shop_info(self.website)
        self.assertText(
            info["bulky"], "Bulky goods: surcharge of 45.00 €, once per order."
        )
        self.assertTrue(self.rack._get_b2b_cards(self.website)[self.rack]["bulky"])
        self.assertFalse(self.product._get_b2b_shop_info(self.website)["bulky"])
        self.company.b2b_bulky_product_id.list_price = 0.0
        self.assertEqual(
            self.rack._get_b2b_shop_info(self.website)["bulky"], "Bulky goods."
        )

    def test_bulky_words_where_none_is_due(self):
        """FEE-2: the page names no surcharge that the visitor would not bear."""
        self.customer.b2b_bulky_exempt = True
        rack = self.rack.with_user(self.buyer)
        website = self.website.with_user(self.buyer)
        self.assertEqual(rack._describe_b2b_bulky(website), "Bulky goods.")
        self.customer.b2b_bulky_exempt = False
        self.assertIn("45.00", rack._describe_b2b_bulky(website))
        self.company.b2b_bulky_product_id.active = False
        self.assertEqual(rack._describe_b2b_bulky(website), "Bulky goods.")

    def test_bulky_shown_as_prices_are(self):
        """FEE-2: a shop that shows prices with tax shows the surcharge with tax."""
        self.website.show_line_subtotals_tax_selection = "tax_included"
        self.assertText(
            self.rack._get_b2b_shop_info(self.website)["bulky"],
            "Bulky goods: surcharge of 54.45 €, once per order.",  # 45 + 21 %
        )

    # Remote addresses

    def test_remote_address(self):
        """FEE-3: the cost follows the delivery address, there and back."""
        order = self._create_order((self.product, 4))
        self.assertFees(order)
        order.partner_shipping_id = self.coast
        self.assertFees(order, remote=25.0)
        self.assertText(
            self._get_fee_lines(order).b2b_why_text,
            "Transport to Coast (8400) costs 25.00 € more.",
        )
        self.coast.zip = "8300"
        order._verify_cart()
        self.assertFees(order)
        self.coast.zip = "8620"
        order.action_confirm()
        self.assertFees(order, remote=25.0)

    def test_zone_has_its_own_cost(self):
        """FEE-3: a zone's own cost counts, else the common one; the first zone wins."""
        self.zone.price = 39.5
        self._create_zone("All Belgium", sequence=20, price=5.0)
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.assertFees(order, remote=39.5)
        self.zone.sequence = 30
        order._sync_order_fees()
        self.assertFees(order, remote=5.0)

    def test_zone_with_tax_included(self):
        """FEE-3: a zone's cost with tax, 30.25, is 25.00 where no tax is due."""
        included = self._create_tax(
            21.0, name="21 % included", price_include_override="tax_included"
        )
        self.company.b2b_remote_product_id.taxes_id = included
        export = self.env["account.fiscal.position"].create(
            {"name": "Export", "company_id": self.company.id}
        )
        self._create_tax(0.0, name="Export").write(
            {
                "fiscal_position_ids": [Command.link(export.id)],
                "original_tax_ids": [Command.link(included.id)],
            }
        )
        self.zone.price = 30.25
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.assertEqual(self._get_fee_lines(order).price_unit, 30.25)
        order = self._create_order(
            (self.product, 4),
            partner_shipping_id=self.coast.id,
            fiscal_position_id=export.id,
        )
        self.assertEqual(self._get_fee_lines(order).price_unit, 25.0)

    def test_archived_zone_is_not_remembered(self):
        """FEE-3: who looks at archived zones does not bring them back for others."""
        self.zone.active = False
        zones = self.env["cats.delivery.zone"].with_context(active_test=False)
        self.assertFalse(zones._get_zone_ids(self.company.id, self.country.id))
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.assertFees(order)

    def test_zone_of_another_country_or_company(self):
        """FEE-3: a French range is none for Belgium, nor another seller's zone."""
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.zone.country_id = self.env.ref("base.fr")
        order._sync_order_fees()
        self.assertFees(order)
        self.zone.write(
            {
                "country_id": self.country.id,
                "company_id": self.env.ref("base.main_company").id,
            }
        )
        order._sync_order_fees()
        self.assertFees(order)
        self.zone.company_id = False
        order._sync_order_fees()
        self.assertFees(order, remote=25.0)

    def test_zone_of_a_state(self):
        """FEE-3: an island may be a state or province."""
        spain = self.env.ref("base.es")
        state = self.env.ref("base.state_es_pm")
        self.coast.write({"country_id": spain.id, "state_id": state.id, "zip": False})
        self.zone.write(
            {
                "country_id": spain.id,
                "state_ids": [Command.set(state.ids)],
                "zip_ranges": False,
            }
        )
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.assertFees(order, remote=25.0)
        self.coast.state_id = self.env.ref("base.state_es_m")
        order._sync_order_fees()
        self.assertFees(order)

    def test_nothing_to_carry(self):
        """FEE-3: services are not carried anywhere; no country, no zone."""
        service = self._create_product("Advice", 400.0, type="service")
        order = self._create_order((service, 1), partner_shipping_id=self.coast.id)
        self.assertFees(order)
        self.coast.country_id = False
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.assertFees(order)

    def test_unreadable_range(self):
        """FEE-3: a range that nobody can read is refused, and named."""
        for text in ("8400-84", "8499-8400", "8400, what?", "12-", "AB1-CD2"):
            with (
                self.subTest(text),
                self.assertRaisesRegex(ValidationError, "is no range of ZIP codes"),
            ):
                self.zone.zip_ranges = text
        with self.assertRaises(ValidationError):
            self.zone.state_ids = self.env.ref("base.state_es_pm")
            self.env.flush_all()
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.env.cr.savepoint(),
        ):
            self.zone.price = -1.0
            self.env.flush_all()

    def test_zones_that_come_along(self):
        """FEE-3: the zones that come with the addon are ranges; none costs anything."""
        zones = self.env["cats.delivery.zone"].with_context(active_test=False)
        corsica = self.env.ref("cats_b2b.cats_delivery_zone_fr_corsica")
        self.assertIn(corsica, zones.search([]))
        self.assertFalse(corsica.price)
        for fee_type in ("bulky", "remote"):
            product = self.env.ref(f"cats_b2b.product_product_{fee_type}_fee")
            self.assertEqual(product.with_company(self.company).standard_price, 0.0)
        self.company.b2b_remote_product_id.list_price = 0.0
        order = self._create_order((self.product, 4), partner_shipping_id=self.coast.id)
        self.assertFees(order)
        self.assertIn("No amount is set for it", order.b2b_fee_text)

    def test_foreign_currency(self):
        """FEE-2, FEE-3: at 1.25 USD, 45 and a zone of 40 are 56.25 and 50."""
        usd = self._create_currency("USD", d20260101=1.25)
        self.zone.price = 40.0
        with freeze_time("2026-11-18 09:00:00"):
            order = self._create_order(
                (self.rack, 1),
                partner_shipping_id=self.coast.id,
                pricelist_id=self._create_pricelist(usd).id,
            )
        self.assertFees(order, bulky=56.25, remote=50.0)

    def test_switched_off(self):
        """FEE-2, FEE-3: with the switch off there is neither."""
        self.website.b2b_enabled = False
        order = self._create_cart((self.rack, 1))
        order.partner_shipping_id = self.coast
        self.assertFees(order)
        self.assertFalse(order.b2b_fee_text)
        self.assertFalse(order.b2b_applies)

    # Why

    def test_why_no_fee(self):
        """FEE-1 to FEE-3: staff read of each fee why it is charged, or why not."""
        order = self._create_order((self.rack, 1))
        self.assertText(
            order.b2b_fee_text,
            "Small-order fee: The goods come to 400.00 €: from 100.00 € on there is no "
            "small-order fee. Bulky surcharge: Bulky goods bear a surcharge of 45.00 "
            "€, once per order: Rack 42U. Remote-address cost: The delivery address is "
            "in no remote zone.",
        )
        self.assertText(
            self._create_order().b2b_fee_text,
            "Small-order fee: No goods are ordered. Bulky surcharge: No bulky goods "
            "are ordered. Remote-address cost: The delivery address is in no remote "
            "zone.",
        )

    def test_frozen_decisions(self):
        """FEE-1 to FEE-3: what is charged and what is not can be decided again."""
        order = self._create_order((self.rack, 1), partner_shipping_id=self.coast.id)
        order.action_confirm()
        frozen = {
            **order.b2b_no_fee_why,
            **{fee.b2b_fee_type: fee.b2b_why for fee in self._get_fee_lines(order)},
        }
        self.assertEqual(set(frozen), {"small_order", "bulky", "remote"})
        self.company.b2b_small_order_threshold = 1000.0
        self.zone.active = False
        order.invalidate_recordset()
        order._sync_order_fees()
        self.assertFees(order, bulky=45.0, remote=25.0)
        for fee_type, why in frozen.items():
            decision = decide_again(fee_type, why["facts"])
            self.assertEqual(decision.outcome_json(), why["outcome"])
            self.assertEqual(
                [reason.to_json() for reason in decision.because], why["because"]
            )

    # Waived by staff

    def test_waive_with_a_reason(self):
        """FEE-1: staff waive one fee of an order, with a reason that stays."""
        order = self._create_order((self.rack, 1), partner_shipping_id=self.coast.id)
        order.b2b_fee_waiver_ids = False
        form = Form(order.with_user(self.salesman))
        with form.b2b_fee_waiver_ids.new() as waiver:
            waiver.fee_type = "bulky"
            waiver.reason = "Fetched by the customer"
        form.save()
        self.assertFees(order, remote=25.0)
        self.assertIn(
            "Bulky surcharge: Bulky goods bear a surcharge of",
            order.b2b_fee_text,
        )
        self.assertIn(
            "Waived on this order: Fetched by the customer", order.b2b_fee_text
        )
        self.assertIn(
            "Waived: Bulky surcharge (Fetched by the customer).",
            order.message_ids[0].body,
        )
        order.action_confirm()
        self.assertFees(order, remote=25.0)

    def test_charge_again(self):
        """FEE-1: a waiver that is taken back charges the fee again, and is noted."""
        order = self._create_order((self.product, 1))
        self._waive(order, self.salesman)
        self.assertFees(order)
        order.with_user(self.salesman).b2b_fee_waiver_ids.unlink()
        self.assertFees(order, small_order=10.0)
        self.assertIn("Charged again: Small-order fee.", order.message_ids[0].body)

    def test_waiver_is_not_copied(self):
        """FEE-1: the next order bears its fee, as does a copy."""
        order = self._create_order((self.product, 1))
        self._waive(order, self.salesman)
        self.assertFees(order.copy(), small_order=10.0)

    def test_waive_on_a_confirmed_order(self):
        """FEE-1: a fee waived later drops out of the order and is never invoiced."""
        order = self._create_order((self.rack, 1))
        order.action_confirm()
        self._waive(order, self.salesman, "bulky", "Fetched after all")
        fee = self._get_fee_lines(order)
        self.assertEqual(fee.product_uom_qty, 0.0)
        self.assertEqual(order.amount_untaxed, 400.0)
        self.assertEqual(fee.qty_to_invoice, 0.0)
        self.assertIn("Waived on this order.", fee.b2b_why_text)
        self.assertIn("Waived on this order.", order.b2b_fee_text)
        order.with_user(self.salesman).b2b_fee_waiver_ids.unlink()
        self.assertEqual(order.amount_untaxed, 445.0)
        with self.assertRaises(ValidationError):
            self._waive(order, self.salesman, "remote")

    def test_waiver_needs_an_open_order(self):
        """FEE-1: on cancelled and locked orders nothing is waived."""
        order = self._create_order((self.product, 1))
        order.action_confirm()
        order.action_lock()
        with self.assertRaises(UserError):
            self._waive(order, self.salesman)
        order.action_unlock()
        self._waive(order, self.salesman)
        order._action_cancel()
        waiver = order.b2b_fee_waiver_ids
        with self.assertRaises(ValidationError):
            self._waive(order, self.salesman, "bulky")
        with self.assertRaises(ValidationError):
            waiver.with_user(self.salesman).reason = "Another"
        with self.assertRaises(ValidationError):
            waiver.with_user(self.salesman).unlink()
        self.assertEqual(order.b2b_fee_waiver_ids, waiver)

    def test_waiver_stays_what_it_is(self):
        """FEE-1: the reason of a waiver is mended, not its fee or order."""
        order = self._create_order((self.product, 1))
        self._waive(order, self.salesman)
        waiver = order.b2b_fee_waiver_ids
        waiver.reason = "Goodwill for the late delivery"
        self.assertIn("Goodwill for the late delivery", order.b2b_fee_text)
        with self.assertRaises(ValidationError):
            waiver.fee_type = "bulky"

    def test_waiver_is_for_staff_of_the_order(self):
        """FEE-1: neither another salesman's order, nor another company's, nor RPC."""
        order = self._create_order((self.product, 1), user_id=self.manager.id)
        personal = new_test_user(
            self.env,
            "b2b_personal",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = new_test_user(
            self.env,
            "b2b_foreign",
            groups="sales_team.group_sale_manager",
            company_id=elsewhere.id,
            company_ids=elsewhere.ids,
        )
        values = {"order_id": order.id, "fee_type": "small_order", "reason": "Mine"}
        for user in (personal, foreign, self.buyer, self.env.ref("base.public_user")):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["cats.order.fee.waiver"].with_user(user).create(values)
        self.assertFees(order, small_order=10.0)
        self.assertFalse(order.b2b_fee_waiver_ids)

    def test_reasons_of_staff_stay_with_staff(self):
        """FEE-1: neither customer nor accountant trips over why a fee was waived."""
        order = self._create_order((self.rack, 1))
        order.action_confirm()
        self._waive(order, self.salesman, "bulky", "Bad payer, but loud")
        as_buyer = order.with_user(self.buyer)
        for name in ("b2b_fee_text", "b2b_no_fee_why", "b2b_fee_waiver_ids"):
            with self.subTest(name), self.assertRaises(AccessError):
                as_buyer.read([name])
        line = self._get_fee_lines(as_buyer)
        with self.assertRaises(AccessError):
            line.read(["b2b_why"])
        self.assertNotIn("loud", line.b2b_why_text)
        accountant = new_test_user(
            self.env,
            "b2b_accountant",
            groups="account.group_account_invoice",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        views = (
            self.env["sale.order"].with_user(accountant).get_views([(False, "form")])
        )
        self.assertNotIn("b2b_fee_waiver_ids", views["views"]["form"]["arch"])

    def test_customer_bears_no_fee(self):
        """FEE-2, FEE-3: fees are waived per customer, each by itself."""
        self.customer.write({"b2b_bulky_exempt": True, "b2b_remote_exempt": True})
        self.coast.parent_id = self.customer
        self.rack.list_price = 60.0
        order = self._create_order((self.rack, 1), partner_shipping_id=self.coast.id)
        self.assertFees(order, small_order=10.0)
        self.assertIn("Waived for this customer.", order.b2b_fee_text)

    def test_smart_button(self):
        """FEE-1: the order's button opens its fees with their reasons."""
        order = self._create_order((self.rack, 1))
        action = order.with_user(self.salesman).action_view_b2b_fees()
        lines = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(lines, self._get_fee_lines(order))

    def test_filters(self):
        """FEE-1 to FEE-3: orders are found by their fees."""
        plain = self._create_order((self.product, 4))
        bulky = self._create_order((self.rack, 1))
        waived = self._create_order((self.product, 1))
        self._waive(waived, self.salesman)
        orders = plain | bulky | waived
        arch = self.env["sale.order"].get_view(view_type="search")["arch"]
        self.assertIn('name="b2b_bulky"', arch)
        domain = [("id", "in", orders.ids), ("order_line.b2b_fee_type", "=", "bulky")]
        self.assertEqual(orders.search(domain), bulky)
        domain = [("id", "in", orders.ids), ("b2b_fee_waiver_ids", "!=", False)]
        self.assertEqual(orders.search(domain), waived)
