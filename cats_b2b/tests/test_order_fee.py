from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import Form, tagged

from ..policies.order_fee import decide_again
from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestOrderFee(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cent = cls._create_product("Cable tie", 0.01)
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "UPS",
                "delivery_type": "fixed",
                "fixed_price": 9.9,
                "company_id": cls.company.id,
                "product_id": cls.env["product.product"]
                .create({"name": "Delivery", "type": "service"})
                .id,
            }
        )

    def assertFee(self, order, amount):
        fees = self._get_fee_lines(order)
        self.assertEqual(sum(fees.mapped("price_subtotal")), amount)
        self.assertEqual(len(fees), 1 if amount else 0)

    def _create_discount(self, percent, code, **program):
        return self.env["loyalty.program"].create(
            {
                "name": f"{percent} % off",
                "program_type": "promo_code",
                "trigger": "with_code",
                "applies_on": "current",
                "company_id": self.company.id,
                "rule_ids": [Command.create({"mode": "with_code", "code": code})],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": percent,
                            "discount_mode": "percent",
                            "discount_applicability": "order",
                        }
                    )
                ],
                **program,
            }
        )

    def _apply_code(self, order, code):
        rewards = order._try_apply_code(code)
        for coupon, coupon_rewards in rewards.items():
            order._apply_program_reward(coupon_rewards[:1], coupon)
        order._update_programs_and_rewards()
        order._verify_cart_after_update()

    def test_limit(self):
        """FEE-1: EUR 100.00 exactly bears none, EUR 99.99 does."""
        self.assertFee(self._create_order((self.product, 4)), 0.0)
        order = self._create_order((self.cent, 9999))
        self.assertFee(order, 10.0)
        self.assertEqual(order.amount_untaxed, 109.99)
        self.assertEqual(order.amount_total, 133.09)  # 109.99 + 21 % = 23.10

    def test_comes_and_goes_with_the_cart(self):
        """FEE-1: the fee comes and goes with the cart, and says how to save it."""
        cart = self._create_cart()
        self.assertFee(cart, 0.0)
        line_id = cart._cart_add(self.product.id, 3)["line_id"]
        self.assertFee(cart, 10.0)
        self.assertText(
            cart.b2b_fee_hint,
            "Orders under 100.00 € bear a small-order fee. Add 25.00 € of goods to "
            "avoid it.",
        )
        cart._cart_update_line_quantity(line_id, 4)
        self.assertFee(cart, 0.0)
        self.assertFalse(cart.b2b_fee_hint)
        cart._cart_update_line_quantity(line_id, 1)
        self.assertFee(cart, 10.0)
        cart._cart_update_line_quantity(line_id, 0)
        self.assertFalse(cart.order_line)

    def test_idempotent(self):
        """FEE-1: verifying a cart five times changes nothing."""
        cart = self._create_cart((self.product, 1))
        self.env.flush_all()
        fee = self._get_fee_lines(cart)
        before = fee.read()
        for _time in range(5):
            cart._verify_cart_after_update()
            cart._verify_cart()
        self.env.flush_all()
        self.assertEqual(self._get_fee_lines(cart), fee)
        self.assertEqual(fee.read(), before)
        self.assertEqual(len(cart.order_line), 2)

    def test_delivery_does_not_count(self):
        """FEE-1: delivery is no goods: 95 and 9.90 of delivery bear the fee."""
        self.product.list_price = 95.0
        order = self._create_order((self.product, 1))
        order.set_delivery_line(self.carrier, 9.9)
        order._sync_order_fees()
        self.assertFee(order, 10.0)
        self.assertEqual(order.amount_untaxed, 114.9)

    def test_tax_included_prices(self):
        """FEE-1: the limit looks at goods without tax: 120 with 21 % are 99.17."""
        tax = self._create_tax(
            21.0, name="21 % included", price_include_override="tax_included"
        )
        self.product.write({"list_price": 120.0, "taxes_id": [Command.set(tax.ids)]})
        order = self._create_order((self.product, 1))
        self.assertEqual(self._get_goods_lines(order).price_subtotal, 99.17)
        self.assertFee(order, 10.0)

    def test_line_discount(self):
        """FEE-1: goods count after discount: 110 less 10 % is 99."""
        self.product.list_price = 110.0
        order = self._create_order((self.product, 1))
        self.assertFee(order, 0.0)
        order.write(
            {"order_line": [Command.update(order.order_line.id, {"discount": 10.0})]}
        )
        self.assertFee(order, 10.0)

    def test_discount_code_brings_the_fee(self):
        """FEE-1: a discount code that drops the order below the line adds the fee."""
        self._create_discount(10, "TEN")
        self.product.list_price = 105.0
        cart = self._create_cart((self.product, 1))
        self.assertFee(cart, 0.0)
        self._apply_code(cart, "TEN")  # 105 - 10.50 = 94.50
        self.assertFee(cart, 10.0)
        self.assertEqual(cart.amount_untaxed, 104.5)
        cart.order_line.filtered("reward_id").unlink()
        cart._verify_cart_after_update()
        self.assertFee(cart, 0.0)

    def _apply_wizard(self, order, **values):
        self.env["sale.order.discount"].create(
            {"sale_order_id": order.id, **values}
        ).action_apply_discount()

    def test_discount_wizard(self):
        """FEE-1: staff's discounts are for the goods; the fee is decided anew."""
        order = self._create_order((self.product, 2))
        self._apply_wizard(order, discount_type="so_discount", discount_percentage=0.9)
        self.assertEqual(order.amount_untaxed, 15.0)  # 50 - 45 + 10
        self.assertFee(order, 10.0)
        order = self._create_order((self.product, 4))
        self._apply_wizard(order, discount_type="sol_discount", discount_percentage=0.5)
        self.assertEqual(self._get_goods_lines(order).price_subtotal, 50.0)
        self.assertFee(order, 10.0)

    def test_fee_line_is_restored(self):
        """FEE-1: what somebody wrote on the fee's line does not outlive the rule."""
        order = self._create_order((self.product, 2))
        fee = self._get_fee_lines(order)
        fee.write(
            {
                "product_id": self.product.id,
                "product_uom_qty": 3,
                "price_unit": 1.0,
                "discount": 50.0,
            }
        )
        order.action_confirm()
        self.assertEqual(fee.product_id, self.fee_product)
        self.assertFee(order, 10.0)

    def test_fee_stands_outside_of_sections(self):
        """FEE-1: the fee is in no section's subtotal, and no option to be dropped."""
        order = self._create_order()
        order.order_line = [
            self._prepare_optional_section(sequence=20),
            Command.create({"product_id": self.product.id, "sequence": 21}),
        ]
        fee = self._get_fee_lines(order)
        self.assertTrue(fee)
        self.assertFalse(fee.parent_id)
        self.assertFalse(fee._can_be_edited_on_portal())

    def test_update_prices_syncs(self):
        """FEE-1: new prices bring the fee with them."""
        order = self._create_order((self.product, 4))
        half = {"compute_price": "percentage", "percent_price": 50}
        order.pricelist_id = self._create_pricelist(
            self.eur, item_ids=[Command.create(half)]
        )
        order.action_update_prices()
        self.assertEqual(self._get_goods_lines(order).price_subtotal, 50.0)
        self.assertFee(order, 10.0)

    def test_merged_carts(self):
        """FEE-1: two carts of EUR 50 become one of EUR 100, without a fee."""
        cart, other = (self._create_cart((self.product, 2)) for _cart in range(2))
        other.order_line.write({"order_id": cart.id})
        self.assertEqual(sum(cart.order_line.mapped("price_subtotal")), 100.0)
        self.assertFee(cart, 0.0)

    def test_free_shipping_and_gift_cards_do_not_count(self):
        """FEE-1: free shipping is no discount on goods, a gift card is a payment."""
        product = self.fee_product.copy({"name": "Reward"})
        for program_type, reward in (
            ("promotion", {"reward_type": "shipping"}),
            ("gift_card", {"reward_type": "discount", "discount_mode": "per_point"}),
        ):
            program = self.env["loyalty.program"].create(
                {
                    "name": program_type,
                    "program_type": program_type,
                    "company_id": self.company.id,
                    "reward_ids": [Command.create(reward)],
                }
            )
            order = self._create_order((self.product, 4))
            order.order_line = [
                Command.create(
                    {
                        "name": program_type,
                        "product_id": product.id,
                        "price_unit": -20.0,
                        "reward_id": program.reward_ids[:1].id,
                    }
                )
            ]
            self.assertFee(order, 0.0)

    def test_fee_is_no_base_of_rewards(self):
        """FEE-1: a discount on the order leaves the fee alone, points too."""
        self._create_discount(50, "HALF")
        cart = self._create_cart((self.product, 2))
        self._apply_code(cart, "HALF")
        reward = cart.order_line.filtered("reward_id")
        self.assertEqual(reward.price_subtotal, -25.0)
        self.assertFee(cart, 10.0)
        self.assertNotIn(
            self._get_fee_lines(cart), cart._get_not_rewarded_order_lines()
        )

    def test_fee_is_no_base_of_delivery(self):
        """FEE-1: 95 of goods and the fee do not reach free delivery from 100."""
        self.product.write({"list_price": 95.0, "taxes_id": False})
        self.fee_product.taxes_id = False
        self.carrier.write({"free_over": True, "amount": 100.0})
        order = self._create_order((self.product, 1))
        self.assertEqual(order.amount_total, 105.0)
        self.assertEqual(self.carrier.rate_shipment(order)["price"], 9.9)

    def test_fee_is_no_base_of_delivery_rules(self):
        """FEE-1: a carrier priced by the order's amount does not look at the fee."""
        self.product.write({"list_price": 95.0, "taxes_id": False})
        self.fee_product.taxes_id = False
        self.carrier.write(
            {
                "delivery_type": "base_on_rule",
                "price_rule_ids": [
                    Command.create(
                        {
                            "variable": "price",
                            "operator": ">=",
                            "max_value": 100.0,
                            "list_base_price": 1.0,
                        }
                    ),
                    Command.create(
                        {
                            "variable": "price",
                            "operator": "<",
                            "max_value": 100.0,
                            "list_base_price": 7.0,
                        }
                    ),
                ],
            }
        )
        order = self._create_order((self.product, 1))
        self.assertEqual(self.carrier.rate_shipment(order)["price"], 7.0)

    def test_line_is_no_article(self):
        """FEE-1: the line is no delivery line, not counted, not ordered again."""
        cart = self._create_cart((self.product, 2))
        fee = self._get_fee_lines(cart)
        self.assertFalse(fee.is_delivery)
        self.assertEqual(cart.cart_quantity, 2)
        self.assertNotIn(fee, cart.website_order_line)
        self.assertFalse(fee._is_reorder_allowed())
        self.assertFalse(fee._can_be_invoiced_alone())

    def test_survives_price_recomputation(self):
        """FEE-1: "update prices" and a change of quantity leave the fee as it is."""
        half = {"compute_price": "percentage", "percent_price": 50}
        pricelist = self._create_pricelist(self.eur, item_ids=[Command.create(half)])
        order = self._create_order((self.product, 2))
        order.pricelist_id = pricelist
        order.action_update_prices()
        self.assertEqual(self._get_goods_lines(order).price_subtotal, 25.0)
        self.assertFee(order, 10.0)
        fee = self._get_fee_lines(order)
        self.assertFalse(fee.pricelist_item_id)
        self.assertEqual(fee.discount, 0.0)

    def test_copy_decides_anew(self):
        """FEE-1: a copy drops the fee and decides anew."""
        order = self._create_order((self.product, 1))
        self.fee_product.list_price = 12.0
        self.assertFee(order.copy(), 12.0)
        order.write(
            {
                "order_line": [
                    Command.update(order.order_line[0].id, {"product_uom_qty": 8})
                ]
            }
        )
        self.assertFee(order, 0.0)
        self.assertFee(order.copy(), 0.0)

    def test_confirm_gets_a_missing_fee(self):
        """FEE-1: confirming a draft that lacks the fee gives it."""
        order = self._create_order((self.product, 1))
        self._get_fee_lines(order).unlink()
        self.assertFee(order, 0.0)
        order.action_confirm()
        self.assertFee(order, 10.0)

    def test_quotation_shows_the_fee(self):
        """FEE-1: the fee is on the quotation that is sent."""
        order = self._create_order((self.product, 1))
        self._get_fee_lines(order).unlink()
        order.action_quotation_send()
        self.assertFee(order, 10.0)

    def test_backend_form(self):
        """FEE-1: an order made by hand gets the fee as it is saved."""
        form = Form(self.env["sale.order"].with_user(self.salesman))
        form.partner_id = self.buyer.partner_id
        with form.order_line.new() as line:
            line.product_id = self.product
            line.product_uom_qty = 2
        order = form.save()
        self.assertFee(order, 10.0)
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 4
        self.assertFee(order, 0.0)

    def test_waived_for_a_customer(self):
        """FEE-1: the fee is waived per customer; his contacts share it."""
        self.customer.b2b_small_order_exempt = True
        self.assertTrue(self.buyer.partner_id.b2b_small_order_exempt)
        self.assertFee(self._create_order((self.product, 1)), 0.0)
        self.assertFee(
            self._create_order(
                (self.product, 1), partner_id=self.stranger.partner_id.id
            ),
            10.0,
        )

    def test_foreign_currency(self):
        """FEE-1: limit and fee are converted: at 1.25 USD, 125 is the limit."""
        usd = self._create_currency("USD", d20260101=1.25)
        pricelist = self._create_pricelist(usd)
        with freeze_time("2026-11-18 09:00:00"):
            at_limit = self._create_order(
                (self.product, 4), pricelist_id=pricelist.id
            )  # 4 * 25 EUR = 125 USD
            below = self._create_order((self.product, 3), pricelist_id=pricelist.id)
        self.assertEqual(at_limit.amount_untaxed, 125.0)
        self.assertFee(at_limit, 0.0)
        self.assertEqual(below.currency_id, usd)
        self.assertFee(below, 12.5)

    def test_tax_of_the_fee_follows_the_fiscal_position(self):
        """FEE-1: the fee's taxes are mapped like those of any line."""
        exempt = self._create_tax(0.0)
        position = self.env["account.fiscal.position"].create(
            {"name": "Intra-EU", "company_id": self.company.id}
        )
        exempt.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.tax.id)],
            }
        )
        order = self._create_order((self.product, 2), fiscal_position_id=position.id)
        fee = self._get_fee_lines(order)
        self.assertEqual(fee.tax_ids, exempt)
        self.assertEqual(order.amount_total, 60.0)

    def test_chart_of_accounts_taxes_the_fee(self):
        """FEE-1: a chart of accounts loaded later gives the fee the tax of goods."""
        fee = self.env.ref("cats_b2b.product_product_small_order_fee")
        company = self.env["res.company"].create(
            {"name": "Newcomer", "country_id": self.env.ref("base.us").id}
        )
        self.assertEqual(company.b2b_small_order_product_id, fee)
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        taxes = fee.sudo().taxes_id._filter_taxes_by_company(company)
        self.assertEqual(taxes, company.account_sale_tax_id)
        company._set_b2b_fee_taxes()
        self.assertEqual(fee.sudo().taxes_id._filter_taxes_by_company(company), taxes)

    def test_without_a_fee_product(self):
        """FEE-1: a seller that sets no fee product has no fee."""
        self.company.b2b_small_order_product_id = False
        self.assertFee(self._create_order((self.product, 1)), 0.0)

    def test_paid_cart_does_not_change(self):
        """FEE-1: once paid, the amount stays, whatever the settings become."""
        cart = self._create_cart((self.product, 1))
        provider = self.env["payment.provider"].create(
            {"name": "Test", "company_id": self.company.id, "state": "test"}
        )
        self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "amount": cart.amount_total,
                "currency_id": cart.currency_id.id,
                "partner_id": cart.partner_id.id,
                "reference": "paid cart",
                "state": "pending",
                "sale_order_ids": [Command.set(cart.ids)],
            }
        )
        self.company.b2b_small_order_threshold = 10.0
        cart._verify_cart_after_update()
        self.assertFee(cart, 10.0)
        self.assertFalse(cart.b2b_fee_hint)
        # Staff may still waive it while the money is awaited.
        self._waive(cart, self.salesman)
        self.assertFee(cart, 0.0)
        # A new minimum does not stop what was agreed.
        self.product.b2b_min_qty = 10
        cart.transaction_ids.state = "done"
        cart.action_confirm()
        self.assertEqual(cart.state, "sale")

    def test_switched_off(self):
        """FEE-1: with the switch off there is no fee, in shop and backend."""
        self.website.b2b_enabled = False
        self.assertFee(self._create_cart((self.product, 1)), 0.0)
        self.assertFee(self._create_order((self.product, 1)), 0.0)

    def test_other_website_of_the_company(self):
        """FEE-1: a B2C website of the same company stays free of it."""
        b2c = self.env["website"].create({"name": "B2C", "company_id": self.company.id})
        order = self._create_order((self.product, 1), website_id=b2c.id)
        self.assertFee(order, 0.0)

    def test_why(self):
        """FEE-1: the line keeps its reasons, and the frozen facts decide the same."""
        order = self._create_order((self.product, 3))
        fee = self._get_fee_lines(order)
        self.assertText(
            fee.b2b_why_text,
            "The goods come to 75.00 €: orders under 100.00 € bear a small-order "
            "fee of 10.00 €.",
        )
        frozen = fee.b2b_why
        decision = decide_again("small_order", frozen["facts"])
        self.assertEqual(decision.outcome_json(), frozen["outcome"])

    def test_negative_limit_is_refused(self):
        """FEE-1: a negative limit is refused where it is typed."""
        with self.assertRaises(Exception) as caught, self.env.cr.savepoint():
            self.company.b2b_small_order_threshold = -1.0
            self.env.flush_all()
        self.assertIn("b2b_small_order_threshold", str(caught.exception))

    def test_archived_fee_product(self):
        """FEE-1: an archived fee product is no fee."""
        self.fee_product.active = False
        self.assertFee(self._create_order((self.product, 1)), 0.0)

    def test_pages_take_up_old_carts_with_todays_fee(self):
        """FEE-1: an old cart, and the payment page, go by today's settings."""
        for verify in ("_verify_cart", "_recompute_cart"):
            cart = self._create_cart((self.product, 3))
            self.company.b2b_small_order_threshold = 50.0
            getattr(cart, verify)()
            self.assertFee(cart, 0.0)
            self.company.b2b_small_order_threshold = 100.0

    def test_settings(self):
        """FEE-1: limit, product and amount are settings."""
        settings = self.env["res.config.settings"].create(
            {"website_id": self.website.id}
        )
        settings.b2b_small_order_threshold = 50.0
        settings.b2b_small_order_price = 7.5
        settings.execute()
        self.assertEqual(self.company.b2b_small_order_threshold, 50.0)
        self.assertFee(self._create_order((self.product, 1)), 7.5)
        self.assertFee(self._create_order((self.product, 2)), 0.0)
