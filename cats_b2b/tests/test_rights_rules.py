from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .accounting_common import CatsB2bAccountingCommon
from .rights_common import CatsB2bRightsCommon

ALL = {"sent", "sale", "cancel"}
LIST = "product.pricelist"
GUARDED = (
    "sale.order",
    "sale.order.line",
    "product.attribute.custom.value",
    "stock.picking",
    "account.move",
    "account.move.line",
    "payment.token",
    "res.partner",
    "res.users",
)


@tagged("post_install", "-at_install")
class TestRightsRules(CatsB2bRightsCommon):
    def _get_shown(self, user, model, domain=()):
        return self.env[model].with_user(user).search(domain).with_env(self.env)

    def test_orders_by_role(self):
        """USR-3, USR-4: orders and quotes by scope, of drafts the own cart only."""
        company = {f"{who} {state}" for who in ("own", "colleague's") for state in ALL}
        cases = {
            "principal": company | {"own cart"},
            "full": company | {"own cart"},
            "buyer": {f"own {state}" for state in ALL} | {"own cart"},
            "viewer": company - {"own sent", "colleague's sent"},
            "accountant": set(),
            "technician": set(),
        }
        for role, expected in cases.items():
            with self.subTest(role=role):
                self._set_role(self.buyer, role)
                shown = self._get_shown(self.buyer, "sale.order")
                self.assertEqual(self._get_names(self.orders, shown), expected)
                for name, order in self.orders.items():
                    readable = order.with_user(self.buyer).has_access("read")
                    self.assertEqual(readable, name in expected, name)
                lines = self._get_shown(self.buyer, "sale.order.line")
                self.assertEqual(self._get_names(self.orders, lines.order_id), expected)

    def test_single_rights(self):
        """USR-3: each right opens its documents and no others."""
        cases = [
            (("see_own_orders",), {"own sale", "own cancel"}),
            (("quotes",), {"own sent", "own cancel"}),
            (("place_orders",), {"own cart"}),
            (("see_prices", "templates", "returns", "addresses"), set()),
            (
                ("company_quotes",),
                {"own sent", "colleague's sent", "own cancel", "colleague's cancel"},
            ),
        ]
        for rights, expected in cases:
            with self.subTest(rights=rights):
                self.buyer._set_b2b_rights(rights)
                shown = self._get_shown(self.buyer, "sale.order")
                self.assertEqual(self._get_names(self.orders, shown), expected)

    def test_waiting_for_a_transfer(self):
        """USR-3: who ordered in the shop sees the order while it waits for money."""
        order = self.orders["own sent"]
        cases = [
            (("see_own_orders",), False, False),
            (("see_own_orders",), True, True),
            (("quotes",), True, True),
            (("place_orders",), True, False),
        ]
        for rights, from_shop, expected in cases:
            with self.subTest(rights=rights, from_shop=from_shop):
                order.website_id = from_shop and self.website
                self.buyer._set_b2b_rights(rights)
                self.assertEqual(
                    order.with_user(self.buyer).has_access("read"), expected
                )

    def test_cancelled_carts(self):
        """USR-4: a colleague's cart stays his when it is cancelled; an order not."""
        self._add_stock(self.product, 1000)
        cart = self._create_order_of(self.colleague, "cart")
        placed, signed, paid = (
            self._create_order_of(self.colleague, "cart") for _number in range(3)
        )
        placed.action_confirm()
        signed.signed_on = "2026-03-02 10:00:00"
        paid.transaction_ids = [
            Command.create(
                {
                    "provider_id": self.env["payment.provider"].search([], limit=1).id,
                    "payment_method_id": self.env["payment.method"]
                    .search([], limit=1)
                    .id,
                    "partner_id": self.colleague.partner_id.id,
                    "amount": paid.amount_total,
                    "currency_id": paid.currency_id.id,
                    "reference": "cancelled",
                    "state": "pending",
                }
            )
        ]
        everything = cart | placed | signed | paid
        everything._action_cancel()
        self.buyer._set_b2b_rights(["see_company_orders", "company_quotes"])
        self.colleague._set_b2b_rights(["see_own_orders"])
        for user, expected in (
            (self.buyer, placed | signed | paid),
            (self.colleague, everything),
        ):
            shown = self._get_shown(user, "sale.order")
            self.assertEqual(shown & everything, expected, user.login)
        cart.signed_on = "2026-03-02 10:00:00"
        self.assertIn(cart, self._get_shown(self.buyer, "sale.order"))
        placed.state = "draft"
        self.assertFalse(placed.b2b_was_placed)

    def test_other_ways_to_orders(self):
        """USR-4: counts, groups, names and relations show no more."""
        self.buyer._set_b2b_rights(["see_own_orders"])
        Order = self.env["sale.order"].with_user(self.buyer)
        self.assertEqual(Order.search_count([]), 2)
        groups = Order._read_group([], ["state"], ["__count"])
        self.assertEqual(sorted(groups), [("cancel", 1), ("sale", 1)])
        hidden = self.orders["colleague's sale"]
        self.assertFalse(Order.name_search(hidden.name))
        for method, arguments in (
            ("read", [["name"]]),
            ("check_access", ["read"]),
            ("web_read", [{"name": {}}]),
        ):
            with self.subTest(method=method), self.assertRaises(AccessError):
                getattr(hidden.with_user(self.buyer), method)(*arguments)
        lines = self.env["sale.order.line"].with_user(self.buyer)
        self.assertFalse(lines.search_count([("order_id", "=", hidden.id)]))

    def test_stranger(self):
        """USR-4: another company sees nothing, whatever its rights."""
        self._set_role(self.stranger, "principal")
        shown = self._get_shown(self.stranger, "sale.order")
        self.assertFalse(self._get_names(self.orders, shown))
        self.assertFalse(self._get_shown(self.stranger, "stock.picking"))

    def test_staff_and_switch(self):
        """USR-4: nothing is narrowed for the staff, nor with the switch off."""
        for user in (self.salesman, self.manager, self.env.ref("base.user_root")):
            for model in GUARDED:
                domain = user._get_b2b_rule_domain(model)
                self.assertTrue(domain.is_true(), (user.login, model))
            self.assertTrue(
                user._get_b2b_pricelist_domain("id", self.website).is_true()
            )
        self._set_role(self.buyer, "technician")
        self.assertFalse(self._get_shown(self.buyer, "sale.order"))
        self.website.b2b_enabled = False
        self.env["website"].search([]).b2b_enabled = False
        shown = self._get_shown(self.buyer, "sale.order")
        self.assertEqual(self._get_names(self.orders, shown), set(self.orders))
        self.assertTrue(self.buyer._get_b2b_colleagues_transfers_domain().is_false())

    def test_transfers(self):
        """USR-4: transfers follow their order, colleagues' ones too."""
        own, theirs = self.orders["own sale"], self.orders["colleague's sale"]
        loose = theirs.picking_ids.copy({"partner_id": self.customer.id})
        loose.sale_id = False
        pickings = {"own": own.picking_ids, "theirs": theirs.picking_ids, "no": loose}
        self.assertTrue(own.picking_ids and theirs.picking_ids)
        for rights, expected in (
            (["see_company_orders"], {"own", "theirs", "no"}),
            (["see_own_orders"], {"own"}),
            (["company_quotes", "see_invoices", "place_orders"], set()),
        ):
            with self.subTest(rights=rights):
                self.buyer._set_b2b_rights(rights)
                shown = self._get_shown(self.buyer, "stock.picking")
                self.assertEqual(self._get_names(pickings, shown), expected)

    def test_people(self):
        """USR-1: oneself, the company and addresses; colleagues for principals."""
        address = self.env["res.partner"].create(
            {"name": "Dock", "type": "delivery", "parent_id": self.customer.id}
        )
        mine = self.buyer.partner_id | self.customer | address
        family = [("id", "child_of", self.customer.id)]
        self.assertEqual(self._get_shown(self.buyer, "res.partner", family), mine)
        self.assertEqual(self._get_shown(self.buyer, "res.users"), self.buyer)
        # His contact is an address like others then, his login is not.
        self.colleague.partner_id.type = "other"
        self.assertEqual(self._get_shown(self.buyer, "res.users"), self.buyer)
        self.colleague.partner_id.type = "contact"
        self._set_role(self.buyer, "principal")
        shown = self._get_shown(self.buyer, "res.partner", family)
        self.assertEqual(shown, mine | self.colleague.partner_id)
        shown = self._get_shown(self.buyer, "res.users")
        self.assertEqual(shown, self.buyer | self.colleague)

    def test_pricelists(self):
        """USR-4: only the lists by which one buys, and those only with the right."""
        theirs = self._create_pricelist(self.eur, website_id=self.website.id)
        self.stranger.commercial_partner_id.specific_property_product_pricelist = theirs
        chosen = self._create_pricelist(self.eur, website_id=False, selectable=True)
        (self.pricelist | theirs | chosen).item_ids = [
            Command.create({"compute_price": "percentage", "percent_price": 5})
        ]
        for user, expected in (
            (self.buyer, self.pricelist | chosen),
            (self.stranger, theirs | chosen),
            (self.website.user_id, self.pricelist | chosen),
        ):
            with self.subTest(user=user.login):
                lists = self._get_shown(user, "product.pricelist")
                among = lists & (self.pricelist | theirs | chosen)
                self.assertEqual(among, expected)
                items = self._get_shown(user, "product.pricelist.item")
                self.assertEqual(items.pricelist_id, lists.filtered("item_ids"))
        self.buyer._set_b2b_rights(["place_orders"])
        self.assertFalse(self._get_shown(self.buyer, "product.pricelist"))
        self.assertFalse(self._get_shown(self.buyer, "product.pricelist.item"))
        self.assertTrue(
            self.pricelist.item_ids.with_user(self.buyer)._show_discount_on_shop()
        )

    def test_tokens(self):
        """USR-4: one's own cards, for who pays orders or invoices."""
        provider = self.env["payment.provider"].create(
            {"name": "Cards", "company_id": self.company.id}
        )
        method = self.env["payment.method"].create({"name": "Card", "code": "b2b_card"})
        cards = {
            user.login: self.env["payment.token"].create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": method.id,
                    "partner_id": user.partner_id.id,
                    "provider_ref": user.login,
                }
            )
            for user in (self.buyer, self.colleague, self.stranger)
        }
        for rights, expected in (
            (["place_orders"], {"b2b_buyer"}),
            (["see_invoices"], {"b2b_buyer"}),
            (["see_company_orders", "see_prices", "addresses"], set()),
        ):
            with self.subTest(rights=rights):
                self.buyer._set_b2b_rights(rights)
                shown = self._get_shown(self.buyer, "payment.token")
                self.assertEqual(self._get_names(cards, shown), expected)

    def test_typed_values(self):
        """USR-4: what was typed for a line of an order is read like the line."""
        attribute = self.env["product.attribute"].create(
            {"name": "Text", "value_ids": [Command.create({"name": "Yours"})]}
        )
        template = self.product.product_tmpl_id.with_env(self.env)
        template.attribute_line_ids = [
            Command.create(
                {
                    "attribute_id": attribute.id,
                    "value_ids": [Command.set(attribute.value_ids.ids)],
                }
            )
        ]
        value = self.env["product.template.attribute.value"].search(
            [("attribute_id", "=", attribute.id)]
        )
        typed = {
            name: self.env["product.attribute.custom.value"].create(
                {
                    "custom_product_template_attribute_value_id": value.id,
                    "custom_value": name,
                    "sale_order_line_id": order.order_line[:1].id,
                }
            )
            for name, order in self.orders.items()
        }
        self.buyer._set_b2b_rights(["see_own_orders"])
        shown = self._get_shown(self.buyer, "product.attribute.custom.value")
        self.assertEqual(self._get_names(typed, shown), {"own sale", "own cancel"})
        shown = self._get_shown(self.stranger, "product.attribute.custom.value")
        self.assertFalse(self._get_names(typed, shown))

    def test_next_request(self):
        """USR-4: what changes somebody's rights holds at the next request."""
        orders = self.env["sale.order"].with_user(self.buyer)
        self.assertEqual(orders.search_count([]), 7)
        self.buyer._set_b2b_rights(["place_orders"])
        self.assertEqual(orders.search_count([]), 1)
        self._set_role(self.buyer, "full")
        self.assertEqual(orders.search_count([]), 7)
        elsewhere = self.stranger.commercial_partner_id
        self.buyer.partner_id.parent_id = elsewhere
        self.env.flush_all()
        self.assertFalse(orders.search([("partner_id", "=", self.customer.id)]))
        self.assertFalse(
            self.orders["colleague's sale"].with_user(self.buyer).has_access("read")
        )
        self.buyer.partner_id.parent_id = self.customer
        self._set_role(self.buyer, "full")  # who moves begins anew
        self.assertEqual(orders.search_count([]), 7)

    def test_moved_company(self):
        """USR-4: who moves with his department reaches other records, too."""
        department = self.env["res.partner"].create(
            {"name": "Purchasing", "parent_id": self.customer.id}
        )
        self.buyer.partner_id.parent_id = department
        hidden = self.orders["colleague's sale"].with_user(self.buyer)
        self.assertTrue(hidden.has_access("read"))
        department.parent_id = self.stranger.commercial_partner_id
        self.assertFalse(hidden.has_access("read"))

    def test_another_website(self):
        """USR-4: a user who is given a website without B2B is no customer any more."""
        self._set_role(self.buyer, "technician")
        orders = self.env["sale.order"].with_user(self.buyer)
        self.assertFalse(orders.search_count([]))
        other = self.env["website"].create(
            {"name": "Retail", "company_id": self.company.id}
        )
        self.buyer.website_id = other
        self.assertEqual(orders.search_count([]), 10)
        # His website is that of his contact, wherever it is written.
        self.buyer.partner_id.website_id = self.website
        self.assertFalse(orders.search_count([]))
        self.buyer.partner_id.website_id = other
        self.assertEqual(orders.search_count([]), 10)

    def test_several_sellers(self):
        """USR-4: who buys from several companies is bound whichever he is in."""
        elsewhere = self.env["res.company"].create({"name": "Retailer"})
        self._set_role(self.buyer, "technician")
        orders = self.env["sale.order"].with_user(self.buyer)
        self.buyer.write(
            {
                "company_ids": [Command.link(elsewhere.id)],
                "company_id": elsewhere.id,
            }
        )
        self.assertTrue(self.buyer._is_b2b_customer())
        self.assertFalse(orders.search_count([]))
        shop = self.env["website"].create(
            {"name": "Retail", "company_id": elsewhere.id}
        )
        self.buyer.website_id = shop
        self.assertFalse(self.buyer._is_b2b_customer())
        self.buyer.write({"website_id": False, "company_ids": elsewhere.ids})
        self.assertFalse(self.buyer._is_b2b_customer())

    def test_pricelists_of_consumers(self):
        """USR-4: nor does the company's other website tell what the trade pays."""
        theirs = self._create_pricelist(self.eur, website_id=self.website.id)
        self.customer.specific_property_product_pricelist = theirs
        retail = self.env["website"].create(
            {"name": "Retail", "company_id": self.company.id}
        )
        offered = self._create_pricelist(
            self.eur, website_id=retail.id, selectable=True
        )
        consumer = self._create_portal_user("consumer", self.stranger.partner_id)
        consumer.partner_id.specific_property_product_pricelist = own = (
            self._create_pricelist(self.eur, website_id=retail.id)
        )
        consumer.website_id = retail
        self.assertFalse(consumer._is_b2b_customer())
        mine = own | offered
        for user in (consumer, self.website.user_id):
            shown = self._get_shown(user.with_context(website_id=retail.id), LIST)
            self.assertNotIn(theirs, shown, user.login)
        self.assertEqual(self._get_shown(consumer, LIST) & (mine | theirs), mine)
        self.env["website"].search([]).b2b_enabled = False
        self.assertIn(theirs, self._get_shown(consumer, LIST))

    def test_another_pricelist(self):
        """USR-4: a customer's new pricelist is readable at once, the old one not."""
        new = self._create_pricelist(self.eur, website_id=self.website.id)
        lists = self.env["product.pricelist"].with_user(self.buyer)
        self.assertIn(self.pricelist.id, lists.search([]).ids)
        self.customer.property_product_pricelist = new
        self.assertIn(new.id, lists.search([]).ids)
        self.assertNotIn(self.pricelist.id, lists.search([]).ids)

    def test_all_workers(self):
        """USR-4: the other workers are told to evaluate the rules anew."""
        registry = self.env.registry
        for record, values in (
            (
                self.buyer.partner_id,
                {"parent_id": self.stranger.partner_id.parent_id.id},
            ),
            (self.buyer, {"website_id": self.website.id}),
            (self.colleague.partner_id, {"website_id": self.website.id}),
            (self.website, {"b2b_enabled": False}),
            (self.company, {"user_ids": [Command.unlink(self.colleague.id)]}),
            (
                self.env.ref("cats_b2b.group_b2b_see_prices"),
                {"user_ids": [Command.unlink(self.colleague.id)]},
            ),
        ):
            with self.subTest(model=record._name):
                registry.cache_invalidated.clear()
                record.write(values)
                self.assertIn("default", registry.cache_invalidated)
        group = self.env["res.groups"].create({"name": "Group"})
        website = self.env["website"].create({"name": "Retail"})
        for record in (group, website):
            with self.subTest(unlink=record._name):
                registry.cache_invalidated.clear()
                record.unlink()
                self.assertIn("default", registry.cache_invalidated)
        registry.cache_invalidated.clear()
        self.customer.comment = "Nobody moves"
        self.assertFalse(registry.cache_invalidated)

    def test_what_a_user_is(self):
        """USR-4: what a user is and may do is cached; no change leaves it behind."""
        prices = self.env.ref("cats_b2b.group_b2b_see_prices")
        self.buyer._set_b2b_rights(["quotes"])
        self.assertEqual(self.buyer._get_b2b_rights(), {"quotes"})
        prices.user_ids = [Command.link(self.buyer.id)]
        self.assertEqual(self.buyer._get_b2b_rights(), {"quotes", "see_prices"})
        prices.user_ids = [Command.unlink(self.buyer.id)]
        self.assertFalse(self.buyer._has_b2b_right("see_prices"))
        elsewhere = self.env["res.company"].create({"name": "Retailer"})
        self.buyer.write(
            {"company_ids": elsewhere.ids, "company_id": elsewhere.id},
        )
        self.assertFalse(self.buyer._is_b2b_customer())
        self.company.user_ids = [Command.link(self.buyer.id)]
        self.assertTrue(self.buyer._is_b2b_customer())
        self.website.b2b_enabled = False
        self.env["website"].search([]).b2b_enabled = False
        self.assertFalse(self.buyer._is_b2b_customer())

    def test_no_other_table(self):
        """USR-4: the rule of orders asks the orders only.

        What it asks of other tables, PostgreSQL takes for so dear that it compiles each
        query of orders, which made lists of orders take twice their time.
        """
        self._set_role(self.buyer, "full")
        query = self.env["sale.order"].with_user(self.buyer)._search([])
        self.assertEqual(query.select().code.count("SELECT"), 1)

    def test_no_query_per_record(self):
        """USR-4: the rules cost as many queries for 50 orders as for 5."""

        def count(orders):
            self.env.invalidate_all()
            mine = orders.with_user(self.buyer)
            mine.browse().has_access("read")
            start = self.cr.sql_log_count
            self.assertEqual(mine._filtered_access("read"), mine)
            return self.cr.sql_log_count - start

        create = self.env["sale.order"].create
        vals = {"partner_id": self.buyer.partner_id.id, "company_id": self.company.id}
        orders = create([{**vals, "state": "sent"} for _number in range(50)])
        self.env.flush_all()
        count(orders[:5])
        self.assertEqual(count(orders[:5]), count(orders))


@tagged("post_install", "-at_install")
class TestRightsInvoices(CatsB2bAccountingCommon):
    def test_invoices(self):
        """USR-3: invoices and their lines are seen with the right only."""
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        invoice.action_post()
        for rights, expected in (
            (["see_invoices"], invoice),
            (["see_company_orders", "see_prices", "place_orders"], invoice.browse()),
        ):
            with self.subTest(rights=rights):
                self.buyer._set_b2b_rights(rights)
                moves = self.env["account.move"].with_user(self.buyer).search([])
                self.assertEqual(moves.with_env(self.env), expected)
                lines = self.env["account.move.line"].with_user(self.buyer).search([])
                self.assertEqual(lines.sudo().move_id, expected)
        self.stranger._set_b2b_rights(["see_invoices"])
        moves = self.env["account.move"].with_user(self.stranger)
        self.assertFalse(moves.search_count([]))
