from odoo.fields import Command
from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestProductPage(CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fan = cls._create_product("Fan 40 mm", 18.5, default_code="SP-FAN")
        cls.cover = cls._create_product("Cover", 1.2, b2b_min_qty=10)
        cls.secret = cls._create_product("Prototype", 9.0, website_published=False)
        cls.gone = cls._create_product("Old fan", 9.0, sale_ok=False)
        cls.cord = cls._create_product("Mains cord", 4.2)
        cls._add_stock(cls.cover, 120)
        cls.product.write(
            {
                "b2b_spare_part_ids": [
                    Command.set(
                        (
                            cls.cover | cls.fan | cls.secret | cls.gone
                        ).product_tmpl_id.ids
                    )
                ],
                "accessory_product_ids": [Command.set(cls.cord.ids)],
                "b2b_warranty_months": 24,
                "b2b_bulky": True,
            }
        )

    def _get_product_page(self, product=None):
        return self._get_page((product or self.product).website_url)

    def test_companions(self):
        """CAT-4: spare parts and accessories, with number, stock, minimum and price."""
        self.authenticate(self.buyer.login, self.buyer.login)
        spare_parts, accessories = self._get_text(
            self._get_product_page(), "o_cats_b2b_companion_list"
        )
        self.assertTrue(spare_parts.startswith("Spare parts"), spare_parts)
        for text in (
            "Fan 40 mm",
            "SP-FAN",
            "18.50",
            "120 Units in stock",
            "Minimum 10",
        ):
            self.assertIn(text, spare_parts)
        self.assertTrue(accessories.startswith("Accessories Mains cord"), accessories)

    def test_only_what_may_be_bought(self):
        """CAT-4: what is not published or not for sale is not shown to anybody."""
        for login in (self.buyer.login, None):
            self.authenticate(login, login)
            text = self._get_product_page().text_content()
            self.assertIn("Fan 40 mm", text)
            self.assertNotIn("Prototype", text)
            self.assertNotIn("Old fan", text)

    def test_button_orders_the_minimum(self):
        """CAT-4: the button puts a spare part into the cart, its minimum at least."""
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._get_product_page()
        button = page.xpath(f"//button[@data-product-id='{self.cover.id}']")[0]
        self.assertEqual(button.get("data-quantity"), "10")
        self.assertEqual(button.get("aria-label"), "Add Cover to cart")

    def test_variants_are_chosen(self):
        """CAT-4: a spare part with variants leads to its page, to choose one."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    Command.create({"name": "Red"}),
                    Command.create({"name": "Blue"}),
                ],
            }
        )
        line = {
            "attribute_id": attribute.id,
            "value_ids": [Command.set(attribute.value_ids.ids)],
        }
        lamp = self.env["product.template"].create(
            {
                "name": "Signal lamp",
                "company_id": self.company.id,
                "website_published": True,
                "attribute_line_ids": [Command.create(line)],
            }
        )
        self.assertEqual(lamp.product_variant_count, 2)
        self.product.b2b_spare_part_ids = lamp
        page = self._get_product_page()
        row = page.xpath("//section//li[contains(., 'Signal lamp')]")[0]
        self.assertFalse(row.xpath(".//button"))
        self.assertIn("Choose", row.text_content())

    def test_without_companions(self):
        """CAT-4: no heading without anything below it."""
        page = self._get_product_page(self.cord)
        self.assertFalse(self._get_text(page, "o_cats_b2b_companions"))

    def test_panel(self):
        """CAT-4: warranty and bulky flag on the product's page, the flag on lists."""
        self.company.b2b_bulky_product_id = self.fee_product
        page = self._get_product_page()
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_warranty"), ["Warranty: 24 months"]
        )
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_bulky"),
            ["Bulky goods: surcharge of 10.00 €, once per order."],
        )
        page = self._get_page(f"/shop?search={self.product.name}")
        self.assertEqual(self._get_text(page, "o_cats_b2b_card_bulky"), ["Bulky goods"])

    def test_warranty_cascade(self):
        """AFS-1: months of the product, its category, the one above, the company."""
        parent = self.env["product.category"].create({"name": "Power"})
        category = parent.create({"name": "Supplies", "parent_id": parent.id})
        template = self.product.product_tmpl_id
        template.categ_id = category
        for record in (template, category, parent, self.company):
            record.b2b_warranty_months = 12
            self.assertEqual(template._describe_b2b_warranty(), "Warranty: 12 months")
            record.b2b_warranty_months = 0
        self.assertEqual(template._describe_b2b_warranty(), "")
        self.company.b2b_warranty_months = 1
        self.assertEqual(template._describe_b2b_warranty(), "Warranty: 1 month")
        self.env["res.lang"]._activate_lang("fr_BE")
        french = template.with_context(lang="fr_BE")
        self.assertEqual(french._describe_b2b_warranty().split()[-2:], ["1", "mois"])

    def test_switched_off(self):
        """CAT-4: with the switch off the page is Odoo's own."""
        self.website.b2b_enabled = False
        page = self._get_product_page()
        for selector in ("o_cats_b2b_companions", "o_cats_b2b_warranty"):
            self.assertFalse(self._get_text(page, selector))
