from odoo.tests import tagged

from ..policies.order_rows import WantedRow
from .accounting_common import CatsB2bAccountingCommon


@tagged("post_install", "-at_install")
class TestOrderTemplate(CatsB2bAccountingCommon):
    """Templates and lists on the model, as a customer's user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bolt = cls._create_product("Bolt M8", 0.5, default_code="B-8")
        cls.colleague = cls._create_portal_user("colleague", cls.customer, "buyer")

    def _rows(self, *articles):
        return [
            WantedRow(key=str(index), product_id=product.id, quantity=quantity)
            for index, (product, quantity) in enumerate(articles)
        ]

    def _create_template(self, *articles, user=None, **kwargs):
        templates = self.env["cats.order.template"].with_user(user or self.buyer)
        rows = self._rows(*(articles or ((self.product, 4), (self.bolt, 100))))
        return templates._create_b2b_from_rows(rows, "Weekly", **kwargs)

    def _get_lines(self, template):
        return [(line.product_id, line.quantity) for line in template.sudo().line_ids]

    def test_from_rows(self):
        """ORD-2: rows become lines in their order, with what the article was called."""
        template = self._create_template()
        self.assertEqual(
            self._get_lines(template), [(self.product, 4), (self.bolt, 100)]
        )
        self.assertEqual(template.user_id, self.buyer)
        self.assertEqual(template.sudo().partner_id, self.customer)
        self.assertEqual(template.sudo().website_id, self.website)
        self.assertFalse(template.is_shared)
        line = template.line_ids[1]
        self.assertEqual(line.product_name, "Bolt M8")
        self.assertEqual(line.product_number, "B-8")
        self.assertEqual(line.sudo().product_uom_id, self.bolt.uom_id)
