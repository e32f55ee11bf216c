from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestQuantity(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.b2b_min_qty = 10
        cls.pack = cls._create_product("LED driver", 40.0, b2b_qty_multiple=6)
        cls.unit = cls.product.uom_id
        cls.pack_of_6 = cls.env.ref("uom.product_uom_pack_6")

    def _add(self, cart, product, quantity, **kwargs):
        return cart._cart_add(product.id, quantity, **kwargs)

    def test_cart_add_raises_to_minimum(self):
        """ORD-5: three of a product sold from ten become ten, and the cart says why."""
        cart = self._create_cart()
        result = self._add(cart, self.product, 3)
        self.assertEqual(result["quantity"], 10)
        self.assertEqual(
            result["warning"], "Power supply 24 V: the minimum quantity is 10 Units."
        )
        self.assertEqual(cart.order_line.product_uom_qty, 10)

    def test_cart_add_of_enough_is_silent(self):
        """ORD-5: a quantity that is sold like that passes without a word."""
        cart = self._create_cart()
        result = self._add(cart, self.product, 11)
        self.assertEqual((result["quantity"], result["warning"]), (11, ""))

    def test_cart_add_rounds_up_to_multiple(self):
        """ORD-5: seven in packs of six become twelve, never without saying so."""
        cart = self._create_cart()
        result = self._add(cart, self.pack, 7)
        self.assertEqual(result["quantity"], 12)
        self.assertEqual(
            result["warning"], "LED driver is sold by multiples of 6 Units."
        )

    def test_cart_add_multiple_and_stock(self):
        """ORD-5: seven wanted, packs of six, seven free: six; never a silent twelve."""
        self.pack.allow_out_of_stock_order = False
        self._add_stock(self.pack, 7)
        cart = self._create_cart()
        result = self._add(cart, self.pack, 7)
        self.assertEqual(result["quantity"], 6)
        self.assertIn("only 7 Units in stock", result["warning"])

    def test_cart_add_stock_below_minimum(self):
        """ORD-5: nine free of a product sold from ten cannot be ordered."""
        self.product.allow_out_of_stock_order = False
        self._add_stock(self.product, 9)
        cart = self._create_cart()
        result = self._add(cart, self.product, 12)
        self.assertEqual(result["quantity"], 0)
        self.assertIn("stock of 9 Units is too small", result["warning"])
        self.assertFalse(cart.order_line)

    def test_cart_update_and_removal(self):
        """ORD-5: below the minimum a line goes back to it; removal is allowed."""
        cart = self._create_cart((self.product, 20))
        line = cart.order_line.filtered(lambda line: line.product_id == self.product)
        result = cart._cart_update_line_quantity(line.id, 4)
        self.assertEqual(result["quantity"], 10)
        self.assertEqual(line.product_uom_qty, 10)
        cart._cart_update_line_quantity(line.id, 0)
        self.assertFalse(line.exists())

    def test_units_of_measure_count_together(self):
        """ORD-5: lines in other units of the product count together."""
        self.product.product_tmpl_id.uom_ids = self.pack_of_6
        cart = self._create_cart()
        self._add(cart, self.product, 2, uom_id=self.pack_of_6.id)
        result = self._add(cart, self.product, 1, uom_id=self.unit.id)
        self.assertEqual((result["quantity"], result["warning"]), (1, ""))
        self.assertFalse(cart._get_b2b_quantity_issues())

    def test_pack_reaches_minimum(self):
        """ORD-5: one pack of six is raised to two where ten units are the minimum."""
        self.product.product_tmpl_id.uom_ids = self.pack_of_6
        cart = self._create_cart()
        result = self._add(cart, self.product, 1, uom_id=self.pack_of_6.id)
        self.assertEqual(result["quantity"], 2)

    def test_checkout_is_refused(self):
        """ORD-5: a cart that holds a wrong quantity all the same cannot be paid."""
        cart = self._create_cart((self.product, 3))
        with self.assertRaisesRegex(ValidationError, "minimum quantity is 10"):
            cart._check_cart_is_ready_to_be_paid()

    def test_backend_confirmation_is_refused(self):
        """ORD-5: backend orders keep minimum and multiple; the order stays a draft."""
        order = self._create_order((self.product, 3), (self.pack, 7))
        order = order.with_user(self.salesman)
        self.assertEqual(
            order.b2b_quantity_message,
            "Power supply 24 V: the minimum quantity is 10 Units.\n"
            "LED driver is sold by multiples of 6 Units.",
        )
        with self.assertRaisesRegex(UserError, "minimum quantity is 10"):
            order.action_confirm()
        self.assertEqual(order.state, "draft")
        with self.assertRaises(ValidationError):
            order.action_quotation_send()

    def test_lines_of_one_product_count_together(self):
        """ORD-5: six and four of a product sold from ten are ten."""
        order = self._create_order((self.product, 6), (self.product, 4))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_confirmed_order_keeps_the_rule(self):
        """ORD-5: a confirmed order cannot be brought below the minimum either."""
        order = self._create_order((self.product, 10)).with_user(self.salesman)
        order.action_confirm()
        goods = self._get_goods_lines(order)
        with self.assertRaisesRegex(ValidationError, "minimum quantity is 10"):
            goods.write({"product_uom_qty": 4})
        self.env["sale.order.line"].with_user(self.salesman).create(
            {"order_id": order.id, "product_id": self.pack.id, "product_uom_qty": 6}
        )
        with self.assertRaisesRegex(ValidationError, "multiples of 6"):
            order.write(
                {
                    "order_line": [
                        Command.create(
                            {"product_id": self.pack.id, "product_uom_qty": 1}
                        )
                    ]
                }
            )

    def test_returns_and_fees_are_exempt(self):
        """ORD-5: a return of three, and the fee's own line, are no articles."""
        self.fee_product.b2b_min_qty = 5
        order = self._create_order((self.pack, 6), (self.product, -3))
        order.order_line[0].price_unit = 15.0  # 6 * 15 - 3 * 25 = 15
        order._sync_order_fees()
        self.assertTrue(self._get_fee_lines(order))
        self.assertFalse(order._get_b2b_quantity_issues())

    def test_box_counts_other_lines(self):
        """ORD-5: beside two packs of six, one unit is enough for a minimum of ten."""
        self.product.product_tmpl_id.uom_ids = self.pack_of_6
        cart = self._create_cart((self.product, 1))
        self._add(cart, self.product, 2, uom_id=self.pack_of_6.id)
        line = cart.order_line.filtered(lambda line: line.product_uom_id == self.unit)
        self.assertEqual(line._get_b2b_quantity_box(), (1, 1))

    def test_override_needs_the_right(self):
        """ORD-5: a salesman without the right can neither see nor set the override."""
        order = self._create_order((self.product, 3)).with_user(self.salesman)
        with self.assertRaises(AccessError):
            order.write({"b2b_quantity_override": True})
        self.assertFalse(order.sudo().b2b_quantity_override)
        view = order.get_view(self.env.ref("sale.view_order_form").id, "form")
        self.assertNotIn("b2b_quantity_override", view["arch"])

    def test_override_is_logged(self):
        """ORD-5: staff with the right may override, which is logged on the order."""
        order = self._create_order((self.product, 3)).with_user(self.manager)
        with Form(order) as form:
            form.b2b_quantity_override = True
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        log = order.message_ids.filtered(
            lambda message: "Allowed in spite of" in message.body
        )
        self.assertEqual(len(log), 1)
        self.assertIn("minimum quantity is 10 Units", log.body)
        self.assertEqual(log.author_id, self.manager.partner_id)

    def test_confirmed_order_can_be_sent(self):
        """ORD-5: a minimum set later keeps nobody from sending the order again."""
        order = self._create_order((self.product, 10))
        order.action_confirm()
        self.product.b2b_min_qty = 20
        self.assertTrue(order.action_quotation_send())

    def test_copy_does_not_inherit_the_override(self):
        """ORD-5: an override is for one order."""
        order = self._create_order((self.product, 3))
        order.b2b_quantity_override = True
        self.assertFalse(order.copy().b2b_quantity_override)

    def test_switched_off(self):
        """ORD-5: with the switch off the shop sells by one, as stock Odoo does."""
        self.website.b2b_enabled = False
        cart = self._create_cart()
        result = self._add(cart, self.product, 3)
        self.assertEqual((result["quantity"], result["warning"]), (3, ""))
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_rule_in_words(self):
        """ORD-5: minimum and multiple are shown beside the box, in the buyer's unit."""
        self.assertEqual(
            self.product._describe_b2b_quantity_rule(), "Minimum 10 Units."
        )
        self.assertEqual(
            self.pack._describe_b2b_quantity_rule(), "Sold by multiples of 6 Units."
        )
        self.pack.b2b_min_qty = 12
        self.assertEqual(
            self.pack._describe_b2b_quantity_rule(),
            "Minimum 12 Units, sold by multiples of 6 Units.",
        )
        self.assertEqual(self.pack._get_b2b_quantity_box(), (12, 6))

    def test_combos_are_left_alone(self):
        """ORD-5: articles inside a combo follow the combo."""
        combo = self.env["product.combo"].create(
            {
                "name": "Choice",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        bundle = self._create_product(
            "Starter set",
            99.0,
            type="combo",
            is_storable=False,
            combo_ids=[Command.set(combo.ids)],
        )
        cart = self._create_cart()
        parent = cart._cart_add(bundle.id, 1)["line_id"]
        result = cart._cart_add(
            self.product.id,
            1,
            linked_line_id=parent,
            combo_item_id=combo.combo_item_ids.id,
        )
        self.assertEqual(result["quantity"], 1)
        self.assertFalse(cart._get_b2b_quantity_issues())
