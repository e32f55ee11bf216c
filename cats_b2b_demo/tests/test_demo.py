from stdnum import ean
from stdnum.be import vat as be_vat
from stdnum.fr import tva as fr_vat
from stdnum.nl import btw as nl_vat

from odoo.tests import TransactionCase, tagged

PREFIX = "cats_b2b_demo."


@tagged("post_install", "-at_install")
class TestDemo(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = cls.env["ir.model.data"].search(
            [("module", "=", "cats_b2b_demo"), ("model", "=", "product.template")]
        )
        templates = cls.env["product.template"].browse(names.mapped("res_id"))
        cls.articles = templates.filtered("is_published")
        cls.company = cls.env.ref("base.main_company")

    def test_articles_are_complete(self):
        """At least 40 articles, each with picture, number, EAN, price and datasheet."""
        self.assertGreaterEqual(len(self.articles), 40)
        for article in self.articles:
            with self.subTest(article=article.default_code):
                self.assertTrue(article.default_code)
                self.assertTrue(article.image_1920)
                self.assertTrue(ean.is_valid(article.barcode))
                self.assertGreater(article.list_price, article.standard_price)
                self.assertTrue(article.public_categ_ids)
                self.assertTrue(article.description_sale)
                self.assertEqual(article.invoice_policy, "delivery")
                self.assertEqual(article.taxes_id, self.company.account_sale_tax_id)
                sheets = article.product_document_ids
                self.assertTrue(sheets.shown_on_product_page)
                self.assertTrue(sheets.raw.startswith(b"%PDF"))
        for name in ("default_code", "barcode"):
            values = self.articles.mapped(name)
            self.assertEqual(len(values), len(set(values)))

    def test_articles_have_numbers(self):
        """Brands, manufacturer's and customers' numbers, a successor (CAT-1, ORD-4)."""
        numbers = self.articles.mapped("b2b_manufacturer_ref")
        self.assertTrue(all(numbers))
        self.assertEqual(len(numbers), len(set(numbers)))
        self.assertEqual(
            set(self.articles.mapped("b2b_brand")), {"Arborel", "Sylvaine"}
        )
        for company in ("lumiere", "bertin", "delinde"):
            customer = self.env.ref(f"{PREFIX}partner_{company}")
            articles = self.env["cats.customer.article"].search(
                [("partner_id", "=", customer.id)]
            )
            self.assertGreaterEqual(len(articles), 2)
            self.assertLessEqual(articles.product_id, self.articles.product_variant_ids)
        old = self.env.ref(f"{PREFIX}product_al_60_24_old")
        self.assertFalse(old.is_published)
        successor = self.env.ref(f"{PREFIX}product_al_60_24")
        self.assertEqual(old.b2b_successor_id, successor.product_variant_id)
        self.assertTrue(ean.is_valid(old.barcode))

    def test_articles_have_rules(self):
        """Minimum quantities, lead times, and articles out of stock (CAT-4, ORD-5)."""
        self.assertGreaterEqual(len(self.articles.filtered("b2b_min_qty")), 15)
        self.assertTrue(self.articles.filtered("b2b_qty_multiple"))
        self.assertTrue(
            all(3 <= days <= 20 for days in self.articles.mapped("b2b_lead_days"))
        )
        brussels = self.env.ref("stock.warehouse0")
        variants = self.articles.product_variant_id.with_context(
            warehouse_id=brussels.id
        )
        self.assertTrue(variants.filtered(lambda product: not product.free_qty))
        self.assertEqual(len(variants), len(self.articles))

    def test_articles_are_linked(self):
        power_supply = self.env.ref(f"{PREFIX}product_bi_240_24")
        end_stop = self.env.ref(f"{PREFIX}product_ac_end_35")
        self.assertIn(end_stop.product_variant_id, power_supply.accessory_product_ids)
        plug = self.env.ref(f"{PREFIX}product_sp_plug_5")
        self.assertEqual(power_supply.b2b_spare_part_ids, plug)
        self.assertEqual(power_supply.b2b_warranty_months, 60)
        self.assertIn(
            self.env.ref(f"{PREFIX}product_bi_480_24"),
            power_supply.alternative_product_ids,
        )
        names = power_supply.attribute_line_ids.value_ids.mapped("name")
        self.assertEqual(names, ["240 W", "24 V", "IP20", "DIN rail"])
        self.assertEqual(len(power_supply.product_variant_ids), 1)

    def test_company(self):
        self.assertEqual(self.company.name, "CATS Power Supplies")
        self.assertEqual(self.company.currency_id.name, "EUR")
        self.assertEqual(self.company.chart_template, "be_comp")
        self.assertEqual(self.company.account_sale_tax_id.amount, 21)
        self.assertTrue(be_vat.is_valid(self.company.vat))
        self.assertFalse(self.company.vat_check_vies)
        fee = self.company.b2b_small_order_product_id
        self.assertEqual(fee.taxes_id, self.company.account_sale_tax_id)

    def test_customers(self):
        """Companies with valid VAT numbers; their logins are child contacts."""
        checks = {"lumiere": be_vat, "bertin": fr_vat, "delinde": nl_vat}
        taxes = {"lumiere": "National", "bertin": "Intra-Community"}
        taxes["delinde"] = taxes["bertin"]
        for key, module in checks.items():
            with self.subTest(customer=key):
                customer = self.env.ref(f"{PREFIX}partner_{key}")
                self.assertTrue(module.is_valid(customer.vat))
                position = self.env["account.fiscal.position"]._get_fiscal_position(
                    customer
                )
                self.assertEqual(position.with_context(lang="en_US").name, taxes[key])
                for role in ("principal", "buyer"):
                    user = self.env.ref(f"{PREFIX}user_{key}_{role}")
                    self.assertTrue(user._is_portal())
                    self.assertEqual(user.partner_id.parent_id, customer)
        outsider = self.env.ref(f"{PREFIX}user_outsider")
        self.assertTrue(outsider._is_portal())
        self.assertFalse(outsider.partner_id.parent_id)

    def test_colleagues(self):
        """USR-3: people of one company with different rights, one who has left."""
        rights = {
            "accountant": {"see_invoices"},
            "technician": {
                "returns",
                "see_own_orders",
                "see_company_orders",
            },
        }
        for name, codes in rights.items():
            user = self.env.ref(f"{PREFIX}user_lumiere_{name}")
            self.assertEqual(user._get_b2b_rights(), codes)
        self.assertFalse(self.env.ref(f"{PREFIX}user_lumiere_former").active)

    def test_sales(self):
        """An invoiced order, an open one and a quotation of one company."""
        orders = self.env["sale.order"].search(
            [("partner_id", "child_of", self.env.ref(f"{PREFIX}partner_lumiere").id)],
            order="id",
        )
        self.assertEqual(orders[:3].mapped("state"), ["sale", "sale", "sent"])
        self.assertEqual(orders[0].picking_ids.mapped("state"), ["done"])
        self.assertEqual(orders[0].invoice_ids.state, "posted")

    def test_returns(self):
        """AFS-3, AFS-5: one claim waits for staff, one for the customer's choice."""
        lumiere = self.env.ref(f"{PREFIX}partner_lumiere")
        lines = self.env["cats.return.line"].search(
            [("commercial_partner_id", "=", lumiere.id)], order="id"
        )
        self.assertEqual(lines.mapped("state"), ["submitted", "inspected"])
        self.assertEqual(lines.mapped("next_actor"), ["seller", "customer"])
        self.assertEqual(lines[1].lot_name, "BI96-2610-0231")

    def test_warehouses(self):
        for name, days in (("stock.warehouse0", 20), (f"{PREFIX}warehouse_venlo", 14)):
            with self.subTest(warehouse=name):
                warehouse = self.env.ref(name)
                calendar = warehouse.b2b_calendar_id
                self.assertTrue(calendar)
                self.assertEqual(len(calendar.global_leave_ids), days)
                products = self.articles.product_variant_id
                stocked = products.with_context(warehouse_id=warehouse.id).filtered(
                    lambda product: product.qty_available > 0
                )
                self.assertGreater(len(stocked), 30)

    def test_holidays_are_whole_local_days(self):
        """In UTC, a holiday begins at 22:00 the day before in summer, else at 23:00."""
        for day, hour in (("2026_07_21", 22), ("2026_12_25", 23)):
            leave = self.env.ref(f"{PREFIX}holiday_brussels_{day}")
            self.assertEqual(leave.date_from.hour, hour)
            self.assertFalse(leave.resource_id)

    def test_trade(self):
        carrier = self.env.ref(f"{PREFIX}carrier_ups")
        self.assertEqual(
            carrier.tracking_url,
            "https://www.ups.com/track?tracknum=<shipmenttrackingnumber>",
        )
        published = self.env["delivery.carrier"].search([("is_published", "=", True)])
        self.assertIn(carrier, published)
        provider = self.env.ref("payment.payment_provider_transfer")
        self.assertIn("BE68 5390 0754 7034", provider.pending_msg)
        website = self.env.ref("website.default_website")
        self.assertTrue(website.b2b_enabled)
        self.assertEqual(website.account_on_checkout, "mandatory")
        self.assertEqual(website.auth_signup_uninvited, "b2b")
        codes = website.language_ids.mapped("code")
        self.assertEqual(set(codes), {"en_US", "fr_BE", "nl_BE", "nb_NO"})

    def test_warehouses_deliver_countries(self):
        """CAT-5: Dutch customers are delivered from Venlo, the others from Brussels."""
        website = self.env.ref("website.default_website")
        warehouses = {
            "lumiere": "stock.warehouse0",
            "bertin": "stock.warehouse0",
            "delinde": f"{PREFIX}warehouse_venlo",
        }
        for key, name in warehouses.items():
            with self.subTest(customer=key):
                buyer = self.env.ref(f"{PREFIX}user_{key}_buyer").partner_id
                self.assertEqual(website._get_b2b_warehouse(buyer), self.env.ref(name))

    def test_goods_on_order(self):
        """DSP-2: some of what Brussels ran out of is on order."""
        brussels = self.env.ref("stock.warehouse0")
        article = self.env.ref(f"{PREFIX}product_la_24_24").product_variant_id
        supply = article._get_b2b_supply(brussels, dict.fromkeys(article, 1e6))[article]
        self.assertFalse(supply.free)
        self.assertEqual([quantity for _day, quantity in supply.receipts], [96.0])

    def test_units(self):
        """Warranties of Lumière that run, end soon and have ended (AFS-1)."""
        buyer = self.env.ref(f"{PREFIX}user_lumiere_principal")
        units = self.env["stock.move.line"].with_user(buyer)
        owned = units.sudo().search(units._get_b2b_unit_domain())
        found = {
            name: set(
                owned.filtered_domain(units._get_b2b_filter_domain(name)).mapped(
                    "product_id.default_code"
                )
            )
            for name in ("within", "ending", "ended")
        }
        self.assertEqual(found["ending"], {"BI-960-48"})
        self.assertEqual(found["ended"], {"SP-PLUG-5"})
        self.assertLessEqual({"BI-960-48", "AL-60-24"}, found["within"])
        self.assertTrue(owned.lot_id.product_id.product_tmpl_id.b2b_spare_part_ids)
