from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestComparison(CatsB2bHttpCommon):
    """CAT-3: up to three products are compared side by side."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.attribute = cls.env["product.attribute"].create(
            {
                "name": "Voltage",
                "create_variant": "no_variant",
                "value_ids": [Command.create({"name": "24 V"})],
            }
        )
        cls.products = cls.env["product.product"].union(
            *(
                cls._create_product(
                    f"Compared driver {name}",
                    10.0,
                    default_code=f"CMP-{name}",
                    b2b_brand="Qorvella",
                    b2b_manufacturer_ref=f"QV-{name}",
                    b2b_min_qty=4,
                )
                for name in "ABCDE"
            )
        )
        values = cls.attribute.value_ids  # Only what has some can be compared.
        cls.products.product_tmpl_id.attribute_line_ids = [
            Command.create(
                {"attribute_id": values.attribute_id.id, "value_ids": values.ids}
            )
        ]

    def _compare(self, *products):
        ids = ",".join(str(product.id) for product in products)
        return self._get_page(f"/shop/compare?products={ids}")

    def _get_compared(self, page):
        return [
            name.strip()
            for name in page.xpath("//div[@id='o_comparelist_product_name']/a//text()")
            if name.strip()
        ]

    def _get_bar(self, product_ids):
        return [
            product["id"]
            for product in self.make_jsonrpc_request(
                "/shop/compare/get_product_data", {"product_ids": product_ids}
            )
        ]

    def test_limit_of_the_page(self):
        """CAT-3: the page compares the first three of five, and says so."""
        page = self._compare(*self.products)
        names = [f"Compared driver {name}" for name in "ABC"]
        self.assertEqual(self._get_compared(page), names)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_left_out"),
            [
                "You can compare up to 3 products at a time; the others are left out.",
            ],
        )

    def test_as_many_as_allowed(self):
        """CAT-3: three are compared, in the order of the address, without a word."""
        page = self._compare(self.products[2], self.products[0], self.products[1])
        names = [f"Compared driver {name}" for name in "CAB"]
        self.assertEqual(self._get_compared(page), names)
        self.assertFalse(self._get_text(page, "o_cats_b2b_left_out"))

    def test_setting(self):
        """CAT-3: the limit is a setting."""
        self.website.b2b_compare_max = 5
        self.assertEqual(len(self._get_compared(self._compare(*self.products))), 5)
        self.assertEqual(len(self._get_bar(self.products.ids)), 5)
        html = self._compare(*self.products).xpath("//html/@data-b2b-compare-max")
        self.assertEqual(html, ["5"])

    def test_setting_of_one(self):
        """CAT-3: one product is nothing to compare."""
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.website.b2b_compare_max = 1
            self.env.flush_all()

    def test_limit_of_the_bar(self):
        """CAT-3: neither does the server tell the bar of more than three."""
        self.assertEqual(self._get_bar(self.products.ids), self.products[:3].ids)

    def test_nonsense(self):
        """CAT-3: what is no id does no harm."""
        wanted = self.products[0]
        page = self._get_page(f"/shop/compare?products=x,²,-1,,{wanted.id},{'9' * 30}")
        self.assertEqual(self._get_compared(page), ["Compared driver A"])
        self.assertEqual(self._get_bar([wanted.id, "x", None, 9**30]), wanted.ids)
        self.assertEqual(self._get_bar("abc"), [])

    def test_not_sold_here(self):
        """CAT-3: what is not sold here is not compared, and takes nobody's place."""
        elsewhere = self.env["website"].create(
            {"name": "Elsewhere", "company_id": self.company.id}
        )
        self.products[0].website_published = False
        self.products[1].website_id = elsewhere
        expected = self.products[2:5]
        page = self._compare(*self.products)
        self.assertEqual(
            self._get_compared(page), [f"Compared driver {name}" for name in "CDE"]
        )
        self.assertEqual(self._get_bar(self.products.ids), expected.ids)
        self.assertFalse(self._get_text(page, "o_cats_b2b_left_out"))

    def test_nothing_left(self):
        """CAT-3: nothing to compare leads back to the shop."""
        self.products[0].website_published = False
        response = self.url_open(
            f"/shop/compare?products={self.products[0].id}", allow_redirects=False
        )
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], "/shop")

    def test_rows(self):
        """CAT-1: numbers, brand, stock and minimum stand side by side."""
        self._add_stock(self.products[0], 40)
        page = self._compare(*self.products[:2])
        for text, expected in {
            "o_cats_b2b_number": ["Article number CMP-A", "Article number CMP-B"],
            "o_cats_b2b_brand": ["Brand Qorvella"] * 2,
            "o_cats_b2b_manufacturer_ref": [
                "Manufacturer's number QV-A",
                "Manufacturer's number QV-B",
            ],
        }.items():
            self.assertEqual(self._get_text(page, text), expected)
        self.assertIn("40 Units in stock", self._get_text(page, "o_cats_b2b_stock")[0])

    def test_cart_button(self):
        """CAT-3: from there each is put into the cart by who may order."""
        button = "//button[@name='comparison_add_to_cart']"
        self.assertFalse(self._compare(*self.products[:2]).xpath(button))
        self.authenticate(self.buyer.login, self.buyer.login)
        self.assertEqual(len(self._compare(*self.products[:2]).xpath(button)), 2)

    def test_remove(self):
        """CAT-3: who removes one goes on with the others of the page."""
        page = self._compare(*self.products[:2])
        others = page.xpath("//button/@data-b2b-others")
        self.assertEqual(others, [str(self.products[1].id), str(self.products[0].id)])

    def test_switched_off(self):
        """CAT-3: without the B2B shop Odoo compares as ever."""
        self.website.b2b_enabled = False
        page = self._compare(*self.products)
        self.assertEqual(len(self._get_compared(page)), 5)
        self.assertEqual(len(self._get_bar(self.products.ids)), 5)
        self.assertFalse(page.xpath("//html/@data-b2b-compare-max"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_compared"))

    def test_tour(self):
        """CAT-3: the fourth is refused; one is removed, one goes into the cart."""
        self.start_tour("/shop", "cats_b2b_comparison", login=self.buyer.login)
        line = self._get_goods_lines(self._get_cart(self.buyer))
        self.assertEqual(line.product_uom_qty, 4)
