import json

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .prices_common import CatsB2bPricesCommon

HIDDEN = {
    "product.template": {
        "base_unit_price",
        "compare_list_price",
        "list_price",
        "tax_string",
    },
    "product.product": {
        "base_unit_price",
        "compare_list_price",
        "list_price",
        "lst_price",
        "price_extra",
        "tax_string",
    },
    "product.template.attribute.value": {"price_extra"},
    "product.attribute.value": {"default_extra_price"},
    "product.pricelist.item": {
        "fixed_price",
        "name",
        "percent_price",
        "price",
        "price_discount",
        "price_surcharge",
    },
    "product.wishlist": {"price"},
    "sale.order": {
        "amount_delivery",
        "amount_invoiced",
        "amount_paid",
        "amount_tax",
        "amount_to_invoice",
        "amount_total",
        "amount_undiscounted",
        "amount_untaxed",
        "b2b_fee_hint",
        "b2b_fee_total",
        "reward_amount",
        "tax_totals",
    },
    "sale.order.line": {
        "b2b_why_text",
        "discount",
        "price_reduce_taxexcl",
        "price_reduce_taxinc",
        "price_subtotal",
        "price_tax",
        "price_total",
        "price_unit",
        "technical_price_unit",
        "untaxed_amount_invoiced",
        "untaxed_amount_to_invoice",
    },
    "stock.picking": {"carrier_price"},
}


@tagged("post_install", "-at_install")
class TestRightsPrices(CatsB2bPricesCommon):
    """The database tells no price to who may not see it (USR-4)."""

    @mute_logger("odoo.http")
    def assertRefused(self, model, method, *args, error="AccessError", **kwargs):
        with self.assertRaisesRegex(JsonRpcException, error):
            self._call_kw(model, method, *args, **kwargs)

    # -- Fields -------------------------------------------------------------------

    def test_fields(self):
        """USR-4: the fields are not there for him; they are for others."""
        for model, names in HIDDEN.items():
            Model = self.env[model]
            shown = set(Model.with_user(self.seeing).fields_get(names))
            self.assertEqual(shown, names, model)
            shown = set(Model.with_user(self.blind).fields_get(names))
            self.assertFalse(shown, model)

    def test_no_money_left(self):
        """USR-4: nothing he may read of products and orders is money."""
        exempt = {
            # Who may see invoices sees their amounts; without it they are not read.
            "account.move",
            "account.move.line",
            # The amount of an example, the terms of the shop.
            "account.payment.term",
            "res.company",
        }
        for name in self.env.registry:
            model = self.env[name].with_user(self.blind)
            if model._abstract or model._transient or name in exempt:
                continue
            if not model.has_access("read"):
                continue
            fields = model._fields.values()
            money = [
                field.name
                for field in fields
                if ("price" in field.name or field.type == "monetary")
                and field.type in ("float", "monetary")
                and model._has_field_access(field, "read")
            ]
            self.assertFalse(money, name)

    def test_everybody_else(self):
        """USR-4: staff and visitors read what they read before."""
        public = self.env.ref("base.public_user")
        for user in (self.salesman, public, self.seeing):
            product = self.product.with_user(user)
            self.assertEqual(product.lst_price, 1234.57)

    def test_switched_off(self):
        """USR-4: without the B2B shop there are no such rights."""
        self.website.b2b_enabled = False
        self.assertEqual(self.product.with_user(self.blind).lst_price, 1234.57)

    def test_given_again(self):
        """USR-4: the right holds from the next request."""
        self.blind._set_b2b_role(self.env.ref("cats_b2b.cats_role_full"))
        self.assertEqual(self.product.with_user(self.blind).lst_price, 1234.57)

    # -- By RPC -------------------------------------------------------------------

    def test_read(self):
        """USR-4: reading a price is refused, reading the rest is not."""
        self._login(self.blind)
        order = self.orders[self.blind]
        for model, ids, field in (
            ("product.product", self.product.ids, "lst_price"),
            ("product.template", self.product.product_tmpl_id.ids, "list_price"),
            ("sale.order", order.ids, "amount_total"),
            ("sale.order", order.ids, "tax_totals"),
            ("sale.order.line", order.order_line.ids, "price_unit"),
        ):
            self.assertRefused(model, "read", ids, [field])
            self.assertRefused(model, "search_read", [], ["id", field])
            self.assertRefused(model, "web_read", ids, specification={field: {}})
            self.assertRefused(model, "export_data", ids, [field], error="UserError")

    def _read_all(self, record):
        """:return: all that a user may read of a record, whatever else he may not."""
        values = {}
        for name in record.fields_get():
            try:
                values[name] = record.read([name])[0][name]
            except AccessError:
                continue  # what is linked is another right
        return values

    def test_read_all(self):
        """USR-4: nothing that he reads holds a price, in words neither."""
        for user, told in ((self.seeing, True), (self.blind, False)):
            order = self.orders[user].with_user(user)
            product = self.product.with_user(user)
            records = [product, product.product_tmpl_id, order, order.order_line[0]]
            for record in records:
                text = str(self._read_all(record))
                self.assertEqual(bool(self._find_amounts(text)), told, record._name)

    def test_read_through_relations(self):
        """USR-4: nor through what is linked."""
        self._login(self.blind)
        order = self.orders[self.blind]
        specification = {"order_line": {"fields": {"price_unit": {}}}}
        self.assertRefused(
            "sale.order", "web_read", order.ids, specification=specification
        )

    def test_search(self):
        """USR-4: what a search finds would tell a price."""
        self._login(self.blind)
        for model, field in (
            ("product.product", "lst_price"),
            ("product.product", "list_price"),
            ("product.product", "product_tmpl_id.list_price"),
            ("product.template", "list_price"),
            ("product.template", "product_variant_ids.list_price"),
            ("sale.order", "amount_total"),
            ("sale.order", "order_line.price_unit"),
            ("sale.order.line", "price_unit"),
            ("sale.order.line", "order_id.amount_total"),
        ):
            for method in ("search", "search_count", "search_read"):
                domain = [[field, ">", 1000]]
                self.assertRefused(model, method, domain)
            self.assertRefused(model, "name_search", "", [[field, ">", 1000]])

    def test_order(self):
        """USR-4: so would the order of what is found."""
        self._login(self.blind)
        for model, order in (
            ("product.product", "list_price desc"),
            ("product.template", "list_price"),
            ("sale.order", "amount_total desc"),
            ("sale.order.line", "price_unit"),
        ):
            self.assertRefused(model, "search", [], order=order)
            self.assertRefused(model, "search_read", [], ["id"], order=order)

    def test_group(self):
        """USR-4: so would groups and sums."""
        self._login(self.blind)
        for model, field in (
            ("product.template", "list_price"),
            ("sale.order", "amount_total"),
            ("sale.order.line", "price_subtotal"),
        ):
            method = "formatted_read_group"
            self.assertRefused(model, method, [], ["create_uid"], [f"{field}:sum"])
            self.assertRefused(model, method, [], [field], ["__count"])
            self.assertRefused(
                model, method, [], ["create_uid"], ["__count"], order=f"{field}:sum"
            )
            having = [(f"{field}:sum", ">", 1000)]
            self.assertRefused(
                model, method, [], ["create_uid"], ["__count"], having=having
            )

    def test_public_methods(self):
        """USR-4: so would what answers with a price."""
        template = self.product.product_tmpl_id
        for model, record in (
            ("product.template", template),
            ("product.product", self.product),
        ):
            context = {"pricelist": self.pricelist.id}
            self._login(self.seeing)
            price = self._call_kw(
                model, "get_contextual_price", record.ids, context=context
            )
            self.assertEqual(price, 1234.57)
            self._login(self.blind)
            self.assertRefused(
                model, "get_contextual_price", record.ids, context=context
            )

    def test_names(self):
        """USR-4: names tell no prices."""
        self._login(self.blind)
        for model in ("product.template", "product.product", "sale.order"):
            names = self._call_kw(model, "name_search", "")
            self.assertTellsNothing(json.dumps(names), model)
        variants = self.sized.product_variant_ids
        for method in ("get_product_multiline_description_sale",):
            for variant in variants:
                text = self._call_kw("product.product", method, variant.ids)
                self.assertTellsNothing(json.dumps(text), method)

    def test_own_context(self):
        """USR-4: what pages are told about amounts is not for RPC to say."""
        self._login(self.blind)
        for key in ("b2b_show_amounts", "minimal_qcontext"):
            self.assertRefused(
                "product.product",
                "read",
                self.product.ids,
                ["lst_price"],
                context={key: True},
            )

    def test_onchange(self):
        """USR-4: nor does a form that he makes up."""
        self._login(self.blind)
        values = {"order_line": [[0, 0, {"product_id": self.product.id}]]}
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            answer = self._call_kw(
                "sale.order",
                "onchange",
                [],
                values,
                ["order_line"],
                {"order_line": {"fields": {"product_id": {}, "price_unit": {}}}},
            )
            self.assertTellsNothing(json.dumps(answer), "onchange")

    # -- Pages that sort and filter -----------------------------------------------

    def _list_shop(self, query):
        page = self._get_page(f"/shop?search=Ranked&{query}")
        names = page.xpath("//*[contains(@class, 'o_wsale_products_item_title')]")
        return [name.text_content().strip() for name in names]

    def test_sort_and_filter(self):
        """USR-4: lists are neither sorted nor filtered by price for him."""
        for number, price in enumerate((300, 100, 200)):
            self._create_product(f"Ranked {number}", price)
        self._login(self.seeing)
        ranked = [self._list_shop(f"order=list_price+{way}") for way in ("asc", "desc")]
        self.assertTrue(ranked[0])
        self.assertNotEqual(ranked[0], ranked[1])
        self.env.ref("website_sale.filter_products_price").active = True
        few = self._list_shop("min_price=150&max_price=250")
        self.assertLess(len(few), len(ranked[0]))
        self._login(self.blind)
        unranked = [
            self._list_shop(f"order=list_price+{way}") for way in ("asc", "desc")
        ]
        self.assertEqual(unranked[0], unranked[1])
        self.assertEqual(len(self._list_shop("min_price=150&max_price=250")), 3)
        text = self.url_open("/shop").text
        self.assertNotIn("list_price", text)
        self.assertNotIn("o_wsale_price_range_option", text)

    def _render_snippet(self, user, domain, xmlid="latest_sold_products"):
        """:return: what a block of products shows to a user for a domain of his."""
        self.authenticate(user and user.login, user and user.login)
        template = "dynamic_filter_template_product_product_products_item"
        params = {
            "filter_id": self.env.ref(f"website_sale.dynamic_filter_{xmlid}").id,
            "template_key": f"website_sale.{template}",
            "search_domain": domain,
            "limit": 16,
        }
        return self.make_jsonrpc_request("/website/snippet/filters", params)

    def test_snippet_domain(self):
        """USR-4: blocks of products search as superuser; not by price for him."""
        dear = [["list_price", ">", 1000]]
        for xmlid in ("latest_sold_products", "newest_products"):
            self._render_snippet(self.seeing, dear, xmlid)
            with (
                mute_logger("odoo.http"),
                self.assertRaisesRegex(JsonRpcException, "AccessError"),
            ):
                self._render_snippet(self.blind, dear, xmlid)

    def test_snippet_oracle(self):
        """USR-4: nobody learns by a block what he may not read, visitors neither."""
        order = self.orders[self.seeing]
        order.website_id = self.website
        self.product.standard_price = 777.0
        pricelist = self.env["product.pricelist"].create(
            {
                "name": "Theirs",
                "company_id": self.company.id,
                "website_id": self.website.id,
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": self.product.product_tmpl_id.id,
                            "fixed_price": 612.0,
                        }
                    )
                ],
            }
        )
        self.customer.specific_property_product_pricelist = pricelist
        orders = "company_id.user_ids.partner_id.sale_order_ids"
        of_product = ["id", "=", self.product.id]
        questions = [
            [["product_tmpl_id.pricelist_rule_ids.fixed_price", "=", 612.0]],
            [[f"{orders}.amount_total", "=", order.amount_total]],
            [[f"{orders}.access_token", "=", order._portal_ensure_token()]],
            [["standard_price", "=", 777.0]],
        ]
        for user in (self.stranger, None):
            shown = self._render_snippet(user, [of_product, "hide_variants"])
            self.assertTrue(shown, user)
            for question in questions:
                with self.subTest(user=user and user.login, question=question):
                    domain = [of_product, *question]
                    found = self.product.sudo().with_company(self.company)
                    self.assertTrue(found.search_count(domain))
                    self.assertFalse(self._try_snippet(user, domain))

    def _try_snippet(self, user, domain):
        """:return: what a block shows; nothing where its domain is refused."""
        with mute_logger("odoo.http"):
            try:
                return self._render_snippet(user, domain)
            except JsonRpcException as error:
                self.assertIn("AccessError", str(error))
        return []

    def test_snippet_of_another_model(self):
        """USR-4: a block of other records is searched by their own fields."""
        snippet = self.env["website.snippet.filter"].create(
            {
                "name": "Countries",
                "limit": 16,
                "field_names": "display_name",
                "filter_id": self.env["ir.filters"]
                .create({"name": "All", "model_id": "res.country"})
                .id,
            }
        )
        blind = snippet.with_user(self.blind).sudo()
        shown = blind._prepare_values(search_domain=[("code", "=", "BE")])
        self.assertEqual([one["_record"].code for one in shown], ["BE"])

    # -- Payment ------------------------------------------------------------------

    def test_forged_provider(self):
        """USR-3: a way to pay that would tell the amount is refused, too."""
        demo = self.env["payment.provider"].search([("code", "=", "demo")], limit=1)
        card = demo.copy({"company_id": self.company.id, "state": "test"})
        values = {
            "provider_id": card.id,
            "payment_method_id": self.wire_transfer.id,
            "amount": 1.0,
            "currency_id": self.eur.id,
            "partner_id": self.blind.partner_id.id,
        }
        cart = self._create_order_of(self.blind, website_id=self.website.id)
        Transaction = self.env["payment.transaction"].with_user(self.blind).sudo()
        with self.assertRaises(AccessError):
            Transaction.create(
                {**values, "sale_order_ids": [Command.set(cart.ids)], "reference": "A"}
            )
        Transaction.create({**values, "reference": "B"})

    # -- Loyalty ------------------------------------------------------------------

    def _create_wallet(self, user):
        product = self._create_product("Top-up", 1234.57)
        program = self.env["loyalty.program"].create(
            {
                "name": "Wallet",
                "program_type": "ewallet",
                "company_id": self.company.id,
                "trigger_product_ids": [Command.set(product.ids)],
                "portal_visible": True,
            }
        )
        return self.env["loyalty.card"].create(
            {
                "program_id": program.id,
                "partner_id": user.partner_id.id,
                "points": 3703.71,
                "history_ids": [
                    Command.create({"description": "Given", "issued": 3703.71})
                ],
            }
        )

    def test_wallet(self):
        """USR-3: the balance of an eWallet is an amount."""
        for user, told in ((self.seeing, True), (self.blind, False)):
            card = self._create_wallet(user)
            self._login(user)
            url = f"/my/loyalty_card/{card.id}"
            for text in (
                json.dumps(self.make_jsonrpc_request(f"{url}/values", {})),
                self.url_open(f"{url}/history").text,
                self.url_open("/my").text,
            ):
                self.assertEqual(bool(self._find_amounts(text)), told)

    # -- Mails --------------------------------------------------------------------

    def _get_mails(self, partner):
        mails = self.env["mail.mail"].search([("recipient_ids", "in", partner.ids)])
        return "".join(mails.mapped("body_html")) + "".join(mails.mapped("subject"))

    def _clear_mails(self):
        self.env["mail.mail"].search([]).unlink()

    def test_confirmation_mail(self):
        """USR-4: the confirmation comes without prices to who may not see them."""
        for user, told in ((self.seeing, True), (self.blind, False)):
            self._clear_mails()
            order = self.orders[user]
            order.with_user(user).sudo()._send_order_confirmation_mail()
            text = self._get_mails(user.partner_id)
            self.assertIn(order.name, text)
            self.assertEqual(bool(self._find_amounts(text)), told)
        self.assertIn("Rectifier 48 V", text)
        self.assertIn("is confirmed", text)

    def test_mail_to_followers(self):
        """USR-4: colleagues who follow the order get what each may see."""
        order = self.orders[self.blind]
        order.message_subscribe(self.seeing.partner_id.ids)
        self._clear_mails()
        order._send_order_confirmation_mail()
        self.assertTells(self._get_mails(self.seeing.partner_id), "colleague")
        self.assertTellsNothing(self._get_mails(self.blind.partner_id), "buyer")
        order = self.orders[self.seeing]
        order.message_subscribe(self.blind.partner_id.ids)
        self._clear_mails()
        order._send_order_confirmation_mail()
        self.assertTells(self._get_mails(self.seeing.partner_id), "buyer")
        self.assertTellsNothing(self._get_mails(self.blind.partner_id), "colleague")

    def test_words(self):
        """USR-4: what staff write reaches him, without the amount above it."""
        for user, told in ((self.seeing, True), (self.blind, False)):
            self._clear_mails()
            self.orders[user].with_user(self.salesman).message_post(
                body="The van is late.",
                message_type="comment",
                partner_ids=user.partner_id.ids,
                subtype_xmlid="mail.mt_comment",
            )
            text = self._get_mails(user.partner_id)
            self.assertIn("The van is late.", text)
            self.assertEqual(bool(self._find_amounts(text)), told)

    def test_delay_mail(self):
        """DSP-6, USR-4: the mail about a delay has no prices and stays what it is."""
        self._clear_mails()
        self.orders[self.blind]._send_b2b_delay_mail()
        text = self._get_mails(self.blind.partner_id)
        self.assertIn("This is what is still to come", text)
        self.assertTellsNothing(text, "delay")

    def test_report_in_mail(self):
        """USR-4: a document is the same whoever causes it."""
        Report = self.env["ir.actions.report"].with_user(self.blind).sudo()
        order = self.orders[self.blind]
        document = Report._render_qweb_html("sale.report_saleorder", order.ids)[0]
        self.assertTells(document.decode(), "report")
