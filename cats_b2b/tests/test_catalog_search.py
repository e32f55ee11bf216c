import json
from unittest.mock import ANY, patch

from odoo.fields import Command
from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestCatalogSearch(CatsB2bHttpCommon):
    """CAT-1: the shop finds articles by name, brand and any number of theirs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.driver = cls._create_product(
            "Zyntax dimmable driver",
            30.0,
            default_code="ZX-LRS-350",
            barcode="5412345000013",
            b2b_brand="Qorvella",
            b2b_manufacturer_ref="QV.77/812-A",
        )
        cls.shade = cls._create_product("Zyntax lamp shade", 12.0)
        cls.Article = cls.env["cats.customer.article"]
        cls.Article.create(
            {
                "partner_id": cls.customer.id,
                "product_id": cls.driver.id,
                "number": "Halle 4 / 0815",
            }
        )

    def _search(self, search, user=None, limit=None, **options):
        """Search as the shop's list does; the public by default."""
        user = user or self.website.user_id
        website = self.website.with_user(user).with_context(
            website_id=self.website.id, allowed_company_ids=self.company.ids
        )
        options = {
            "displayImage": False,
            "displayDescription": False,
            "displayExtraLink": False,
            "displayDetail": False,
            "allowFuzzy": True,
            **options,
        }
        _count, details, term = website._search_with_fuzzy(
            "products_only", search, limit, "is_published desc, name asc", options
        )
        return details[0]["results"].product_variant_ids, term

    def assertFinds(self, search, products, meant=False, user=None):
        found, term = self._search(search, user)
        self.assertEqual(found, products, search)
        self.assertEqual(term or False, meant, search)

    def test_numbers_and_brand(self):
        """CAT-1: name, article number, barcode, manufacturer's number, brand."""
        for search in (
            "dimmable",
            "zx-lrs-350",
            "5412345000013",
            "qv.77/812-a",
            "QORVELLA",
            "qorvella driver",
            "812-A qorvella 541234",
        ):
            self.assertFinds(search, self.driver)

    def test_typos(self):
        """CAT-1: one typo in each of them; the page says what was meant."""
        for search, meant in (
            ("dimmabel", "dimmable"),
            ("ximmable", "dimmable"),
            ("ZX-LSR-350", "zx-lrs-350"),
            ("XX-LRS-350", "zx-lrs-350"),
            ("5412345000031", "5412345000013"),
            ("541234500013", "5412345000013"),
            ("QV.77/812-B", "qv.77/812-a"),
            ("Qorvela", "qorvella"),
            ("dimable drivr", "dimmable driver"),
            ("qorvella drievr", "qorvella driver"),
        ):
            self.assertFinds(search, self.driver, meant)

    def test_typos_without_trigrams(self):
        """CAT-1: typos are forgiven by a database without pg_trgm and unaccent, too."""
        registry = self.env.registry
        with (
            patch.object(registry, "has_trigram", False),
            patch.object(registry, "has_unaccent", False),
            patch.object(registry, "unaccent", lambda text: text),
        ):
            self.assertFinds("ZX-LSR-350", self.driver, "zx-lrs-350")
            self.assertFinds("Qorvela", self.driver, "qorvella")
            self.assertFinds("dimmabel", self.driver, "dimmable")

    def test_two_typos(self):
        """CAT-1: two typos in a number are another number."""
        self.assertFinds("XZ-LRS-305", self.env["product.product"], user=self.buyer)

    def test_many_words(self):
        """CAT-1: searches of many words are taken as they are: typos cost time."""
        typed = ["Zyntax", "dimable", "driver", "ZX-LRS-350", "Qorvella"]
        self.assertFinds(" ".join(typed), self.driver, meant=ANY)
        self.assertFinds(" ".join([*typed, "dimable"]), self.driver.browse())
        builder = "odoo.addons.cats_b2b.policies.search.build_typo_pattern"
        with patch(builder) as build:
            self._search(" ".join(f"mistyped{number}" for number in range(60)))
            page = self.url_open("/shop?search=" + "+".join(["mistyped"] * 60))
        self.assertEqual(page.status_code, 200)
        build.assert_not_called()

    def test_all_that_could_be_meant(self):
        """CAT-1: all articles whose number is one typo away, not one of them."""
        other = self._create_product("Other driver", 31.0, default_code="ZX-LRS-750")
        found, _meant = self._search("ZX-LRS-150")
        self.assertEqual(found, other | self.driver)

    def test_as_typed_first(self):
        """CAT-1: who typed it right is not asked whether he meant something else."""
        self._create_product("Other driver", 31.0, default_code="ZX-LRS-351")
        self.assertFinds("ZX-LRS-350", self.driver)

    def test_no_fuzzy(self):
        """CAT-1: who wants no guesses gets none."""
        found, meant = self._search("Qorvela", allowFuzzy=False)
        self.assertFalse(found)
        self.assertFalse(meant)

    def test_exact_number_first(self):
        """CAT-1: the article of the typed number stands before those that hold it."""
        longer = self._create_product("A cover", 3.0, default_code="ZX-LRS-350-CV")
        found, _meant = self._search("zx-lrs-350")
        self.assertEqual(list(found), [self.driver, longer])
        found, _meant = self._search("zx-lrs-350", limit=1)
        self.assertEqual(found, self.driver)

    def test_customers_own_number(self):
        """CAT-1: his company's number finds an article for a customer, as it is."""
        nothing = self.env["product.product"]
        self.assertFinds("halle 4 / 0815", self.driver, user=self.buyer)
        self.assertFinds("Halle 4 / 0816", nothing, user=self.buyer)
        self.assertFinds("Halle 4 / 0815", nothing, user=self.stranger)
        self.assertFinds("Halle 4 / 0815", nothing)
        self.Article.create(
            {
                "partner_id": self.customer.id,
                "product_id": self.shade.id,
                "number": "4711",
            }
        )
        self.assertFinds("4711", self.shade, user=self.buyer)
        self.assertFinds("4711", nothing, user=self.stranger)

    def test_no_leak(self):
        """CAT-1: nothing tells of what is not sold here, not even a guess."""
        nothing = self.env["product.product"]
        elsewhere = self.env["website"].create(
            {"name": "Elsewhere", "company_id": self.company.id, "b2b_enabled": True}
        )
        for values in (
            {"website_published": False},
            {"website_published": True, "website_id": elsewhere.id},
            {"website_id": False, "sale_ok": False},
        ):
            self.driver.write(values)
            for search in (
                "ZX-LRS-350",
                "ZX-LSR-350",
                "5412345000013",
                "Qorvela",
                "Halle 4 / 0815",
            ):
                self.assertFinds(search, nothing, user=self.buyer)
                self.assertFinds(search, nothing)

    def test_variants(self):
        """CAT-1: the number of any variant that is sold finds the article."""
        attribute = self.env["product.attribute"].create(
            {
                "name": "Colour",
                "value_ids": [
                    Command.create({"name": name}) for name in ("Black", "White")
                ],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Zyntax rail",
                "company_id": self.company.id,
                "is_published": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        black, white = template.product_variant_ids
        black.b2b_manufacturer_ref = "RAIL-B-1"
        white.write({"b2b_manufacturer_ref": "RAIL-W-1", "barcode": "5412345000020"})
        self.assertFalse(template.b2b_manufacturer_ref)
        for search in ("RAIL-B-1", "RAIL-W-1", "5412345000020"):
            self.assertFinds(search, black | white)
        white.active = False
        self.assertFinds("RAIL-B-1", black)
        found, _meant = self._search("5412345000020")
        self.assertFalse(found)

    def test_current(self):
        """CAT-1: a number that changed is found at once, the old one no more."""
        self.driver.b2b_manufacturer_ref = "NEW-4242"
        self.assertFinds("new-4242", self.driver)
        self.assertFinds("QV.77/812-A", self.env["product.product"])

    def test_form_of_the_product(self):
        """CAT-1: the manufacturer's number of an article is on its template, too."""
        template = self.env["product.template"].create(
            {"name": "Zyntax clip", "b2b_manufacturer_ref": "CLIP-1"}
        )
        self.assertEqual(template.product_variant_id.b2b_manufacturer_ref, "CLIP-1")
        template.b2b_manufacturer_ref = "CLIP-2"
        self.assertEqual(template.product_variant_id.b2b_manufacturer_ref, "CLIP-2")
        found = self.env["product.template"].search(
            [("b2b_manufacturer_ref", "=", "CLIP-2")]
        )
        self.assertEqual(found, template)

    def test_switched_off(self):
        """CAT-1: without the B2B shop Odoo's search is as it was."""
        self.website.b2b_enabled = False
        self.assertFinds("Qorvella", self.env["product.product"])
        self.assertFinds("5412345000013", self.env["product.product"])
        self.assertFinds("ZX-LRS-350", self.driver)

    def test_list_page(self):
        """CAT-1: the list of the shop shows what was meant, and the article."""
        page = self._get_page("/shop?search=qorvela")
        self.assertIn("Zyntax dimmable driver", page.text_content())
        self.assertIn("qorvella", page.text_content())
        self.assertNotIn("Zyntax lamp shade", page.text_content())

    def test_prices_of_the_list(self):
        """CAT-1: the filter by prices ranges over all that was found."""
        self.website.viewref("website_sale.filter_products_price").active = True
        self._create_product("Other driver", 31.0, default_code="ZX-LRS-750")
        self.authenticate(self.buyer.login, self.buyer.login)
        for search, highest in (
            ("qorvella", 30.0),
            ("5412345000013", 30.0),
            ("halle 4 / 0815", 30.0),
            ("ZX-LRS-150", 31.0),
        ):
            page = self._get_page(f"/shop?search={search}")
            ranges = page.xpath("//input[@type='range']/@max")
            self.assertEqual({float(price) for price in ranges}, {highest}, search)

    def test_autocomplete(self):
        """CAT-1: so does the list below the search box."""
        self.authenticate(self.buyer.login, self.buyer.login)
        for term in ("qv.77/812-a", "QV.77/821-A", "halle 4 / 0815"):
            answer = self.make_jsonrpc_request(
                "/website/snippet/autocomplete",
                {
                    "search_type": "products",
                    "term": term,
                    "order": "name asc",
                    "options": {
                        "displayImage": False,
                        "displayDescription": False,
                        "displayExtraLink": False,
                        "displayDetail": False,
                    },
                },
            )
            names = [str(result["name"]) for result in answer["results"]]
            self.assertEqual(len(names), 1, term)
            self.assertIn("Zyntax", names[0])

    def test_numbers_on_pages(self):
        """CAT-1: the product's page and its card tell number and brand."""
        page = self._get_page(self.driver.website_url)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_identity"),
            [
                "Article number ZX-LRS-350 Brand Qorvella "
                "Manufacturer's number QV.77/812-A"
            ],
        )
        page = self._get_page("/shop?search=Zyntax")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_card_identity"), ["Qorvella · ZX-LRS-350"]
        )
        page = self._get_page(self.shade.website_url)
        self.assertFalse(self._get_text(page, "o_cats_b2b_identity"))

    def _get_markup_data(self, product):
        page = self._get_page(product.website_url)
        for text in page.xpath("//script[@type='application/ld+json']/text()"):
            found = json.loads(text)
            for data in found if isinstance(found, list) else [found]:
                if data["@type"] == "Product":
                    return data
        return {}

    def test_numbers_for_search_engines(self):
        """CAT-1: so does the data for search engines."""
        names = ("brand", "gtin", "mpn", "sku")
        data = self._get_markup_data(self.driver)
        self.assertEqual(
            [data.get(name) for name in names],
            [
                {"@type": "Brand", "name": "Qorvella"},
                "5412345000013",
                "QV.77/812-A",
                "ZX-LRS-350",
            ],
        )
        data = self._get_markup_data(self.shade)
        self.assertFalse(set(names) & set(data))
        self.website.b2b_enabled = False
        self.assertFalse(set(names) & set(self._get_markup_data(self.driver)))

    def test_queries(self):
        """CAT-1: how many articles are found costs no query more."""
        counts = []
        for _round in range(2):
            self._search("Zyntax")
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = self._search("Zyntax")[0]
            counts.append((self.env.cr.sql_log_count - before, len(found)))
            for number in range(30):
                self._create_product(f"Zyntax spare {number}", 1.0)
        self.assertEqual([size for _count, size in counts], [2, 32])
        self.assertEqual(counts[0][0], counts[1][0])
