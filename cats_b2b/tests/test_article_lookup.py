from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestArticleLookup(CatsB2bCommon):
    """Articles by any of their numbers; never one that is hidden (ORD-4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.product.write(
            {
                "default_code": "Ps-24/007",
                "barcode": "5412345000017",
                "b2b_manufacturer_ref": "MF_24%X",
            }
        )
        cls.other = cls._create_product(
            "Terminal block", 3.0, default_code="TB-4", barcode="5412345000024"
        )

    def _find(self, *numbers, user=None):
        website = self.website.with_user(user or self.buyer)
        return website._find_b2b_articles(numbers)

    def _name(self, number, product, customer=None):
        return self.env["cats.customer.article"].create(
            {
                "partner_id": (customer or self.customer).id,
                "product_id": product.id,
                "number": number,
            }
        )

    def test_numbers(self):
        """ORD-4: found by our number, barcode, the maker's and the customer's."""
        self._name("KLEMME 4", self.other)
        cases = [
            ("own number", "Ps-24/007", self.product),
            ("another case, with blanks", " pS-24/007\u00a0", self.product),
            ("barcode", "5412345000017", self.product),
            ("manufacturer's number", "mf_24%x", self.product),
            ("the customer's number", "klemme 4", self.other),
            ("a part of a number", "PS-24", self.product.browse()),
            ("without its zeros", "PS-24/7", self.product.browse()),
            ("unknown", "nothing", self.product.browse()),
            ("empty", "", self.product.browse()),
        ]
        found = self._find(*(number for _case, number, _product in cases))
        for case, number, product in cases:
            with self.subTest(case):
                self.assertEqual(found[number], product)

    def test_trust(self):
        """ORD-4: what the customer calls an article comes before what others do."""
        self.other.b2b_manufacturer_ref = "5412345000017"
        self.assertEqual(self._find("5412345000017")["5412345000017"], self.product)
        self._name("ps-24/007", self.other)
        self.assertEqual(self._find("PS-24/007")["PS-24/007"], self.other)

    def test_customers_numbers_are_their_own(self):
        """ORD-4: nobody finds an article by another customer's number."""
        self._name("KLEMME 4", self.other)
        self.assertFalse(self._find("KLEMME 4", user=self.stranger)["KLEMME 4"])
        self.assertFalse(
            self.website.with_user(self.stranger)._suggest_b2b_articles("KLEMME")
        )

    def test_two_sellers(self):
        """ORD-4: staff read what the customers of their own companies call articles."""
        seller = self.env["res.company"].create({"name": "Other seller"})
        self.env.user.company_ids |= seller
        theirs = self._create_customer("Their customer")
        theirs.company_id = seller
        own = self._name("MINE", self.product)
        self.product.company_id = False
        other = self._name("THEIRS", self.product, theirs)
        articles = self.env["cats.customer.article"].with_user(self.salesman)
        found = articles.search([("number", "in", ["MINE", "THEIRS"])])
        self.assertEqual(found, own)
        self.assertTrue(other)

    def test_same_number_twice(self):
        """ORD-4: one customer uses a number for one article; its case is no other."""
        self._name("KLEMME 4", self.other)
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._name(" klemme 4 ", self.product)

    def test_several(self):
        """ORD-4: of articles with the same number the customer has to choose."""
        twin = self._create_product("Twin", 4.0, default_code="tb-4")
        self.assertEqual(self._find("TB-4")["TB-4"], self.other | twin)

    def test_hidden(self):
        """ORD-4: "never an article this customer may not see"."""
        elsewhere = self.env["website"].create(
            {"name": "Elsewhere", "company_id": self.company.id}
        )
        seller = self.env["res.company"].create({"name": "Other seller"})
        self.env.user.company_ids |= seller
        hides = [
            ("unpublished", {"website_published": False}),
            ("not sold", {"sale_ok": False}),
            ("archived", {"active": False}),
            ("of another website", {"website_id": elsewhere.id}),
            ("of another company", {"company_id": seller.id, "taxes_id": [(5,)]}),
        ]
        for number, (case, values) in enumerate(hides):
            code = f"HIDDEN-{number}"
            product = self._create_product(case, 1.0, default_code=code)
            self._name(f"MINE-{number}", product)
            with self.subTest(case):
                self.assertEqual(self._find(code)[code], product)
                product.write(values)
                self.assertFalse(self._find(code)[code])
                self.assertFalse(self._find(f"MINE-{number}")[f"MINE-{number}"])
                website = self.website.with_user(self.buyer)
                self.assertFalse(website._suggest_b2b_articles(code))

    def test_other_sellers_article_with_both_companies(self):
        """ORD-4: a user of two sellers finds in a shop what that seller sells."""
        seller = self.env["res.company"].create({"name": "Other seller"})
        self.env.user.company_ids |= seller
        self.buyer.company_ids |= seller
        code = "BOTH-1"
        self._create_product(
            "Theirs", 1.0, default_code=code, company_id=seller.id, taxes_id=[(5,)]
        )
        self.assertFalse(self._find(code)[code])

    def test_replaced(self):
        """ORD-2: what was replaced is found, so that its successor can be proposed."""
        old = self._create_product("Old", 4.0, default_code="OLD-1", active=False)
        self.assertFalse(self._find("old-1")["old-1"])
        old.b2b_successor_id = self.other
        self.assertEqual(self._find("old-1")["old-1"].id, old.id)
        self.other.website_published = False
        self.assertFalse(self._find("old-1")["old-1"], "its successor is hidden, too")
        self.other.b2b_successor_id = self.product
        self.assertEqual(self._find("old-1")["old-1"].id, old.id)
        self.product.b2b_successor_id = old
        self.product.website_published = False
        self.assertFalse(self._find("old-1")["old-1"], "a ring ends, too")

    def test_suggestions(self):
        """ORD-4: suggested by the start of a number, then by the name."""
        self._name("KLEMME 4", self.other)
        suggest = self.website.with_user(self.buyer)._suggest_b2b_articles
        cases = [
            ("start of our number", "ps-2", self.product),
            ("start of a barcode", "5412345000", self.other | self.product),
            ("start of the maker's", "MF_", self.product),
            ("start of the customer's", "klem", self.other),
            ("part of the name", "minal bl", self.other),
            ("a sign of LIKE is a sign", "P%", self.product.browse()),
            ("one sign is too few", "p", self.product.browse()),
            ("nothing", None, self.product.browse()),
        ]
        for case, term, products in cases:
            with self.subTest(case):
                self.assertEqual(set(suggest(term)), set(products))
        self.assertEqual(len(suggest("5412345000", limit=1)), 1)

    def test_queries(self):
        """ORD-4: 5 numbers and 50 are found with as many queries."""
        for number in range(50):
            product = self._create_product("A", 1.0, default_code=f"Q-{number}")
            self._name(f"MY-{number}", product)
        counts = []
        for size in (5, 5, 50):
            numbers = [f"Q-{number}" for number in range(size)]
            numbers += [f"my-{number}" for number in range(size)] + ["none"]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._find(*numbers)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1], "5 and 50 numbers")
