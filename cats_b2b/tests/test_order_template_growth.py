from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon
from .test_order_template import OrderTemplateCommon


@tagged("post_install", "-at_install")
class TestOrderTemplateGrowth(CatsB2bHttpCommon, OrderTemplateCommon):
    """Pages of templates do not ask the database line by line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.products = cls.env["product.product"].union(
            *(cls._create_product(f"Article {number}", 9) for number in range(50))
        )
        cls.pricelist.item_ids = [
            (0, 0, {"compute_price": "percentage", "percent_price": 5})
        ]

    def setUp(self):
        super().setUp()
        self.authenticate(self.buyer.login, self.buyer.login)

    def _make(self, size, **kwargs):
        articles = (
            (product, 2 + number) for number, product in enumerate(self.products)
        )
        return self._create_template(*list(articles)[:size], **kwargs)

    def _count_page(self, url):
        """:return: how many queries a page takes once everything is warm."""
        for _visit in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_page(url)
        return self.env.cr.sql_log_count - before

    def test_page(self):
        """ORD-2: the page of 5 and of 50 lines takes as many queries."""
        small, large = (
            self._count_page(f"/my/templates/{self._make(size).id}") for size in (5, 50)
        )
        self.assertEqual(large, small)

    def test_list(self):
        """ORD-2: a list of 3 and of 18 templates takes as many queries."""
        counts = []
        for size in (3, 15):
            for number in range(size):
                self._make(3, name=f"T{number}")
            counts.append(self._count_page("/my/templates"))
        self.assertEqual(counts[1], counts[0])

    def test_changes(self):
        """ORD-2: making 5 and 50 lines takes as many queries."""
        counts = []
        for size in (5, 5, 50):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._make(size)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1])
