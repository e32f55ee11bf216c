from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..policies.because import codes
from ..policies.order_rows import WantedRow
from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestOrderRows(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cart = cls._create_cart().with_user(cls.buyer).sudo()
        cls.shop = cls.website.with_user(cls.buyer)
        cls.env.ref("uom.product_uom_dozen").active = True

    def _rows(self, *wanted, **values):
        return [
            WantedRow(str(number), product_id=product.id, quantity=quantity, **values)
            for number, (product, quantity) in enumerate(wanted)
        ]

    def _add(self, *wanted, **values):
        """:return: (outcome, quantity, codes) of each row that was put in."""
        decisions = self.cart._add_b2b_rows(self._rows(*wanted, **values))
        return [(one.outcome, one.quantity, codes(one)) for one in decisions]

    def _get_quantities(self):
        lines = self._get_goods_lines(self.cart)
        return [(line.product_id.name, line.product_uom_qty) for line in lines]

    def _explain(self, row):
        [decision] = self.shop._judge_b2b_rows([row], self.cart)
        return self.shop._explain_b2b_row(decision)

    # -- Into the cart ------------------------------------------------------------

    def test_all_go_in(self):
        """ORD-2: one click puts all articles and quantities into the cart."""
        lamp = self._create_product("Lamp", 12.0)
        self.assertEqual(
            self._add((self.product, 4), (lamp, 2.5)),
            [("good", 4, ()), ("good", 2.5, ())],
        )
        self.assertEqual(
            self._get_quantities(), [("Power supply 24 V", 4), ("Lamp", 2.5)]
        )
        self.assertEqual(self.cart.order_line[0].price_unit, 25.0)

    def test_equal_lines_add_up(self):
        """ORD-2: what is in the cart already, or twice in the rows, is one line."""
        self._add((self.product, 4))
        self._add((self.product, 1), (self.product, 2))
        self.assertEqual(self._get_quantities(), [("Power supply 24 V", 7)])

    def test_units_are_lines_of_their_own(self):
        """ORD-2: a dozen stays a dozen, and joins its own line only."""
        dozen = self.env.ref("uom.product_uom_dozen")
        self.product.uom_ids = dozen
        self._add((self.product, 4))
        self._add((self.product, 2), uom_id=dozen.id)
        self._add((self.product, 1), uom_id=dozen.id)
        lines = self._get_goods_lines(self.cart)
        self.assertEqual(
            [(line.product_uom_id, line.product_uom_qty) for line in lines],
            [(self.product.uom_id, 4), (dozen, 3)],
        )

    def test_unit_is_not_sold_any_more(self):
        """ORD-2: a template's dozen that is not sold any more is proposed by piece."""
        dozen = self.env.ref("uom.product_uom_dozen")
        [decision] = self.cart._add_b2b_rows(
            self._rows((self.product, 2), uom_id=dozen.id)
        )
        self.assertEqual(codes(decision), ("packaging",))
        self.assertEqual(
            self.shop._describe_b2b_row(decision),
            {
                "sentence": "Power supply 24 V is not sold by this unit any more.",
                "offer": "Take 24 Units instead",
                "url": "",
            },
        )
        self.assertFalse(self.cart.order_line)

    def test_unit_of_the_backend(self):
        """ORD-3: what staff sold by a unit of their own comes again by the shop's."""
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._create_order((self.product, 2))
        line = order.order_line.filtered("product_id")[:1]
        line.product_uom_id = dozen
        for units, quantity, uom in (
            (self.env["uom.uom"], 24, self.product.uom_id),
            (dozen, 2, dozen),
        ):
            self.product.uom_ids = units
            row = line._prepare_b2b_row()
            self.assertEqual((row.quantity, row.uom_id), (quantity, uom.id))
            move = self.env["account.move.line"].new(
                {
                    "product_id": self.product.id,
                    "quantity": 2,
                    "product_uom_id": dozen.id,
                }
            )
            row = move._prepare_b2b_row()
            self.assertEqual((row.quantity, row.uom_id), (quantity, uom.id))

    def test_report_tells_rows_apart(self):
        """ORD-2: rows of one article, refused for different reasons, are all told."""
        lamp = self._create_product("Lamp", 12.0, b2b_min_qty=10)
        rows = [
            WantedRow("1", product_id=lamp.id, quantity=-1),
            WantedRow("2", product_id=lamp.id, quantity=3),
            WantedRow("3", product_id=lamp.id, quantity=4),
        ]
        for _time in range(2):
            self.cart._add_b2b_rows(rows)
            self.assertEqual(len(self.cart._get_b2b_rows_page()["rows"]), 3)

    def test_report_ids_are_not_used_again(self):
        """ORD-2: an old tab takes nothing of a report that is another one now."""
        lamp = self._create_product("Lamp", 12.0, b2b_min_qty=10)
        self._add((lamp, 3))
        [old] = self.cart.b2b_rows_report
        self.cart._dismiss_b2b_rows()
        self.product.b2b_min_qty = 5
        self._add((self.product, 3))
        self.assertEqual(self.cart._take_b2b_rows([old["id"]]), [])
        self.assertFalse(self.cart.order_line)

    def test_report_shows_all(self):
        """ORD-2: a long report is folded up, and leaves nothing out."""
        rows = [WantedRow(str(n), number=f"N-{n}") for n in range(150)]
        self.cart._add_b2b_rows(rows)
        page = self.cart._get_b2b_rows_page()
        numbers = [row["number"] for row in [*page["rows"], *page["more"]]]
        self.assertEqual(numbers, [row.number for row in rows])

    def test_form_counts_once(self):
        """ORD-3: a form that is sent twice puts its rows in once."""
        rows = self._rows((self.product, 2))
        self.assertEqual(len(self.cart._add_b2b_rows(rows, key="a")), 1)
        self.assertEqual(self.cart._add_b2b_rows(rows, key="a"), [])
        self.assertEqual(len(self.cart._add_b2b_rows(rows)), 1)
        self.assertEqual(self._get_quantities(), [("Power supply 24 V", 4)])

    def test_odd_rows(self):
        """ORD-4: whatever a browser sends is refused in words, and reported."""
        combo, _options = self._create_combo()
        table, _values = self._create_configured()
        cases = [
            (self.product, {"quantity": float("inf")}, "quantity"),
            (self.product, {"quantity": "many"}, "quantity"),
            (self.product, {"uom_id": "x", "quantity": None}, "quantity"),
            (combo, {"options": {"combo_items": [{"product_id": 1}]}}, "options"),
            (combo, {"options": {"combo_items": ["x"]}}, "options"),
            (
                table,
                {"options": {"no_variant_attribute_value_ids": ["x", 2**40]}},
                "options",
            ),
            (
                table,
                {"options": {"product_custom_attribute_values": [{"custom": 1}]}},
                "options",
            ),
        ]
        for product, values, code in cases:
            with self.subTest(values):
                row = WantedRow("1", product_id=product.id, **values)
                [decision] = self.cart._add_b2b_rows([row])
                self.assertEqual(codes(decision), (code,))
                self.cart.flush_recordset()
        self.assertTrue(self.cart._get_b2b_rows_page()["rows"])

    def test_the_rest_goes_in(self):
        """ORD-2: articles gone or below their minimum are left out, the rest is not."""
        gone = self._create_product("Old lamp", 9.0, active=False)
        bulk = self._create_product("Screws", 1.0, b2b_min_qty=100)
        self.assertEqual(
            self._add((gone, 1), (self.product, 5), (bulk, 20)),
            [
                ("refused", 0, ("gone",)),
                ("good", 5, ()),
                ("refused", 0, ("minimum",)),
            ],
        )
        self.assertEqual(self._get_quantities(), [("Power supply 24 V", 5)])

    def test_stock_of_cart_and_rows(self):
        """ORD-4: the cart and earlier rows take from the stock that rows share."""
        lamp = self._create_product("Lamp", 12.0, allow_out_of_stock_order=False)
        self._add_stock(lamp, 10)
        self.assertEqual(self._add((lamp, 6)), [("good", 6, ())])
        self.assertEqual(
            self._add((lamp, 3), (lamp, 3)),
            [("good", 3, ()), ("changed", 1, ("stock",))],
        )
        self.assertEqual(self._add((lamp, 1)), [("refused", 0, ("stock_short",))])
        self.assertEqual(self._get_quantities(), [("Lamp", 10)])

    def test_same_as_the_cart_itself(self):
        """ORD-4: rows get what the cart's own page would give, article by article."""
        dozen = self.env.ref("uom.product_uom_dozen")
        cases = [
            ("no rule", {}, 0, 7, False),
            ("stock", {"allow_out_of_stock_order": False}, 5, 7, False),
            ("half a piece", {"allow_out_of_stock_order": False}, 5.5, 7, False),
            ("no stock", {"allow_out_of_stock_order": False}, 0, 7, False),
            ("dozens", {"allow_out_of_stock_order": False}, 30, 3, dozen),
            (
                "sixes",
                {"allow_out_of_stock_order": False, "b2b_qty_multiple": 6},
                13,
                18,
                False,
            ),
        ]
        for label, values, stock, quantity, unit in cases:
            with self.subTest(label):
                product = self._create_product(label, 12.0, **values)
                product.uom_ids = unit or False
                if stock:
                    self._add_stock(product, stock)
                other = self._create_cart().with_user(self.buyer).sudo()
                other._cart_add(product.id, quantity, uom_id=unit and unit.id)
                self._add((product, quantity), uom_id=unit and unit.id or 0)
                self.assertEqual(
                    sum(self._lines_of(self.cart, product).mapped("product_uom_qty")),
                    sum(self._lines_of(other, product).mapped("product_uom_qty")),
                )
                other.unlink()

    def _lines_of(self, order, product):
        return order.order_line.filtered(lambda line: line.product_id == product)

    def test_one_verification(self):
        """ORD-4: as one unit, the cart is verified once and bears one fee."""
        calls = []
        verify = type(self.cart)._verify_cart_after_update

        def count(order):
            calls.append(order)
            return verify(order)

        self.patch(type(self.cart), "_verify_cart_after_update", count)
        products = [self._create_product(f"Lamp {n}", 1.0) for n in range(5)]
        self._add(*((product, 1) for product in products))
        self.assertEqual(len(calls), 1)
        self.assertEqual(len(self._get_fee_lines(self.cart)), 1)

    def test_who_may_not_order(self):
        """USR-4: rows are for who may order; nothing goes in."""
        reader = self._create_portal_user("reader", self.customer, "accountant")
        self.cart = self.cart.with_user(reader).sudo()
        with self.assertRaises(AccessError):
            self._add((self.product, 1))
        self.assertFalse(self.cart.order_line)

    def test_company_without_a_number(self):
        """ACC-7: a company without a VAT number puts no rows in."""
        self.customer.with_context(no_vat_validation=True).vat = False
        with self.assertRaises(UserError):
            self._add((self.product, 1))
        self.assertFalse(self.cart.order_line)

    # -- Who sees what ------------------------------------------------------------

    def test_not_for_this_customer(self):
        """ORD-4: what is not sold here is refused in the words of what is gone."""
        other_site = self.env["website"].create({"name": "Other shop"})
        other_company = self.env["res.company"].create({"name": "Other seller"})
        self.env.user.company_ids += other_company
        cases = [
            ("unpublished", {"website_published": False}, "gone"),
            ("archived", {"active": False}, "gone"),
            ("no sale", {"sale_ok": False}, "gone"),
            ("other website", {"website_id": other_site.id}, "not_sold"),
            (
                "other company",
                {"company_id": other_company.id, "taxes_id": False},
                "not_sold",
            ),
        ]
        for label, values, code in cases:
            with self.subTest(label):
                product = self._create_product("Secret lamp", 1.0, **values)
                for quantity in (1, -1, 0.1, float("nan")):
                    row = WantedRow("1", "ABC", product.id, quantity)
                    [decision] = self.shop._judge_b2b_rows([row], self.cart)
                    self.assertEqual(codes(decision), (code,))
                    self.assertEqual(
                        self.shop._explain_b2b_row(decision),
                        "ABC is not sold any more.",
                    )
                self.assertEqual(
                    self._add((product, 1)), [("refused", 0, (code,))], label
                )
        self.assertFalse(self.cart.order_line)

    def test_deleted(self):
        """ORD-2: a deleted article is reported by what its owner called it."""
        lamp = self._create_product("Lamp", 1.0)
        row = WantedRow("1", product_id=lamp.id, label="Hall lamp")
        lamp.unlink()
        self.assertEqual(self._explain(row), "Hall lamp is not sold any more.")

    def test_no_price(self):
        """ORD-4: where the shop sells nothing for nothing, no row does."""
        gift = self._create_product("Gift", 0.0)
        self.assertEqual(self._add((gift, 1)), [("good", 1, ())])
        self.cart.order_line.unlink()
        self.website.prevent_zero_price_sale = True
        self.assertEqual(self._add((gift, 1)), [("refused", 0, ("price",))])
        self.assertFalse(self.cart.order_line)

    def test_no_price_by_quantity(self):
        """ORD-4: a price that is nothing for this quantity only is none, too."""
        self.website.prevent_zero_price_sale = True
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": self.pricelist.id,
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "min_quantity": 10,
                "compute_price": "fixed",
                "fixed_price": 0.0,
            }
        )
        lamp = self._create_product("Lamp", 12.0)
        self.assertEqual(
            self._add((self.product, 10), (lamp, 1)),
            [("refused", 0, ("price",)), ("good", 1, ())],
        )
        self.assertEqual(self._get_quantities(), [("Lamp", 1)])

    # -- In words -----------------------------------------------------------------

    def test_sentences(self):
        """ORD-4: each bad line is reported with its reason."""
        minimum = self._create_product("Screws", 1.0, b2b_min_qty=100)
        new = self._create_product("New lamp", 1.0)
        old = self._create_product("Old lamp", 1.0, active=False)
        old.b2b_successor_id = new
        cases = [
            (
                WantedRow("1", product_id=minimum.id, quantity=20),
                "Screws: the minimum quantity is 100 Units.",
            ),
            (
                WantedRow("1", product_id=old.id, label="Old lamp"),
                "Old lamp is not sold any more; New lamp replaces it.",
            ),
            (
                WantedRow("1", product_id=new.id, quantity=-1),
                "New lamp: the quantity has to be a number above 0 and not above "
                "1,000,000.",
            ),
            (
                WantedRow(
                    "1",
                    product_id=new.id,
                    uom_id=self.env.ref("uom.product_uom_kgm").id,
                ),
                "New lamp is not sold by this unit any more.",
            ),
            (WantedRow("1", product_id=new.id), ""),
        ]
        for row, sentence in cases:
            with self.subTest(sentence):
                self.assertText(self._explain(row), sentence)

    def test_successor_goes_in(self):
        """ORD-2: what is proposed for a discontinued article can be taken."""
        new = self._create_product("New lamp", 1.0, b2b_min_qty=5)
        old = self._create_product("Old lamp", 1.0, active=False)
        old.b2b_successor_id = new
        [decision] = self.cart._add_b2b_rows(self._rows((old, 2)))
        self.assertEqual(decision.proposal.quantity, 5)
        [taken] = self.cart._add_b2b_rows([decision.proposal])
        self.assertEqual(taken.outcome, "good")
        self.assertEqual(self._get_quantities(), [("New lamp", 5)])

    # -- What has to be chosen ----------------------------------------------------

    def _create_configured(self, display_type="radio", values=("Oak", "Beech")):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Wood",
                "create_variant": "no_variant",
                "display_type": display_type,
                "value_ids": [Command.create({"name": name}) for name in values],
            }
        )
        table = self._create_product("Table", 90.0)
        # A new product's context keeps its attributes without values.
        template = table.product_tmpl_id.with_env(self.env)
        template.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
        ]
        return table.with_env(
            self.env
        ), template.attribute_line_ids.product_template_value_ids

    def test_choice_is_missing(self):
        """ORD-2: an article with a choice does not go in without it."""
        table, (oak, beech) = self._create_configured()
        self.assertEqual(self._add((table, 1)), [("refused", 0, ("options",))])
        options = {"no_variant_attribute_value_ids": [beech.id]}
        self.assertEqual(self._add((table, 2), options=options), [("good", 2, ())])
        self.assertEqual(self._add((table, 1), options=options), [("good", 1, ())])
        line = self.cart.order_line.filtered(lambda one: one.product_id == table)
        self.assertEqual(line.product_no_variant_attribute_value_ids, beech)
        self.assertEqual(line.product_uom_qty, 3)
        row = line._prepare_b2b_row()
        self.assertEqual(row.options, options)
        table.attribute_line_ids.value_ids -= beech.product_attribute_value_id
        self.assertEqual(
            codes(self.shop._judge_b2b_rows([row], self.cart)[0]), ("options",)
        )
        self.assertTrue(oak.exists())

    def test_one_value_is_no_choice(self):
        """ORD-2: what every order of an article says need not be chosen."""
        table, oak = self._create_configured(values=("Oak",))
        self.assertEqual(self._add((table, 1)), [("good", 1, ())])
        line = self.cart.order_line.filtered(lambda one: one.product_id == table)
        self.assertEqual(line.product_no_variant_attribute_value_ids, oak)
        self.assertFalse(line._prepare_b2b_row().options)

    def test_combo(self):
        """ORD-3: a combo goes in with what was chosen for it, as one."""
        combo, options = self._create_combo()
        self.assertEqual(self._add((combo, 1)), [("refused", 0, ("options",))])
        self.assertEqual(self._add((combo, 2), options=options), [("good", 2, ())])
        line = self.cart.order_line.filtered(lambda one: one.product_id == combo)
        self.assertEqual(line.linked_line_ids.product_id, self.product)
        self.assertEqual(line.linked_line_ids.product_uom_qty, 2)
        self.assertEqual(line._prepare_b2b_row().options, options)

    def test_combo_without_stock(self):
        """ORD-3: a combo of which a part cannot be had stays out as a whole."""
        self.product.allow_out_of_stock_order = False
        combo, options = self._create_combo()
        [(outcome, quantity, because)] = self._add((combo, 2), options=options)
        self.assertEqual((outcome, quantity, because), ("refused", 0, ("shop",)))
        self.assertFalse(self.cart.order_line)

    def _create_combo(self):
        choice = self.env["product.combo"].create(
            {
                "name": "Supply",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        combo = self._create_product(
            "Starter set",
            50.0,
            type="combo",
            is_storable=False,
            combo_ids=[Command.link(choice.id)],
        )
        item = {
            "product_id": self.product.id,
            "combo_item_id": choice.combo_item_ids.id,
        }
        return combo, {"combo_items": [item]}

    def test_invoice_line(self):
        """ORD-2: a line of an invoice wants what was billed, as it was chosen."""
        table, (_oak, beech) = self._create_configured()
        options = {"no_variant_attribute_value_ids": [beech.id]}
        self._add((table, 2), options=options)
        ordered = self.cart.order_line.filtered(lambda one: one.product_id == table)
        line = self.env["account.move.line"].new(
            {
                "product_id": table.id,
                "quantity": 2,
                "product_uom_id": table.uom_id.id,
                "sale_line_ids": ordered.ids,
            }
        )
        row = line._prepare_b2b_row()
        self.assertEqual(
            (row.product_id, row.quantity, row.uom_id, row.options),
            (table.id, 2, table.uom_id.id, options),
        )
