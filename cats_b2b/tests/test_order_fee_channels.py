from freezegun import freeze_time

from odoo.fields import Command
from odoo.tests import tagged

from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestOrderFeeChannels(CatsB2bCommon):
    """However an order comes about, and wherever it goes, it bears its fee."""

    def assertFee(self, order, amount):
        fees = order._get_b2b_fee_lines("small_order")
        self.assertEqual(fees.mapped("price_unit"), [amount] if amount else [])

    def _create_position(self, name, **taxes):
        """Create a fiscal position that maps the goods' tax to another one."""
        position = self.env["account.fiscal.position"].create(
            {"name": name, "company_id": self.company.id}
        )
        self._create_tax(0.0, name=name, **taxes).write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.fee_product.taxes_id.id)],
            }
        )
        return position

    def test_imported_orders(self):
        """FEE-1: orders imported from a file bear their fees, each its own."""
        partner = self.buyer.partner_id
        result = self.env["sale.order"].load(
            [
                "partner_id/.id",
                "client_order_ref",
                "order_line/product_id/.id",
                "order_line/product_uom_qty",
            ],
            [
                [str(partner.id), "PO-1", str(self.product.id), "2"],
                ["", "", str(self.product.id), "1"],
                [str(partner.id), "PO-2", str(self.product.id), "4"],
            ],
        )
        self.assertFalse(result["messages"])
        small, large = self.env["sale.order"].browse(result["ids"])
        self.assertFee(small, 10.0)  # 75
        self.assertFee(large, 0.0)  # 100

    def test_lines_added_by_rpc(self):
        """FEE-1: lines that are created by themselves count when it is confirmed."""
        order = self._create_order((self.product, 1)).with_user(self.salesman)
        self.env["sale.order.line"].with_user(self.salesman).create(
            {"order_id": order.id, "product_id": self.product.id, "product_uom_qty": 3}
        )
        order.action_confirm()
        self.assertFee(order, 0.0)
        self.assertEqual(order.amount_untaxed, 100.0)

    def test_quotation_template(self):
        """FEE-1: a quotation made from a template bears its fee as it is saved."""
        template = self.env["sale.order.template"].create(
            {
                "name": "Starter set",
                "company_id": self.company.id,
                "sale_order_template_line_ids": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 2}
                    )
                ],
            }
        )
        order = self._create_order(sale_order_template_id=template.id)
        order._onchange_sale_order_template_id()
        order._sync_order_fees()
        self.assertFee(order, 10.0)
        order.action_quotation_sent()
        order.action_confirm()
        self.assertFee(order, 10.0)

    def test_tax_included_fee(self):
        """FEE-1: a fee priced with tax, 12.10, is 10.00 where no tax is due."""
        included = self._create_tax(
            21.0, name="21 % included", price_include_override="tax_included"
        )
        self.fee_product.write(
            {"list_price": 12.1, "taxes_id": [Command.set(included.ids)]}
        )
        order = self._create_order((self.product, 3))
        self.assertFee(order, 12.1)
        fee = self._get_fee_lines(order)
        self.assertEqual((fee.price_subtotal, fee.price_total), (10.0, 12.1))
        export = self._create_position("Export")
        order = self._create_order((self.product, 3), fiscal_position_id=export.id)
        fee = self._get_fee_lines(order)
        self.assertEqual((fee.price_subtotal, fee.price_total), (10.0, 10.0))
        self.assertEqual(fee.tax_ids.name, "Export")

    def test_reverse_charge(self):
        """FEE-1: where the customer owes the tax, the fee bears none, like goods."""
        reverse = self._create_position("Reverse charge")
        order = self._create_order((self.product, 3), fiscal_position_id=reverse.id)
        self.assertFee(order, 10.0)
        self.assertEqual(order.amount_total, 85.0)
        order.fiscal_position_id = False
        order.action_update_taxes()
        self.assertFee(order, 10.0)
        self.assertEqual(order.amount_total, 102.85)  # 85 + 21 %

    def test_tax_included_pricelist(self):
        """FEE-1: the limit is one without tax, though prices are shown with it."""
        included = self._create_tax(
            21.0, name="21 % included", price_include_override="tax_included"
        )
        self.product.write(
            {"list_price": 121.0, "taxes_id": [Command.set(included.ids)]}
        )
        order = self._create_order((self.product, 1))
        self.assertEqual(order.amount_untaxed, 100.0)
        self.assertFee(order, 0.0)
        less = {"compute_price": "percentage", "percent_price": 1}
        pricelist = self._create_pricelist(self.eur, item_ids=[Command.create(less)])
        order = self._create_order((self.product, 1), pricelist_id=pricelist.id)
        self.assertEqual(self._get_goods_lines(order).price_subtotal, 99.0)
        self.assertFee(order, 10.0)

    def test_currency_without_decimals(self):
        """FEE-1: in yen, at 160, the limit is 16000 and the fee 1600, rounded."""
        yen = self._create_currency("JPY", d20260101=160.0)
        self.fee_product.list_price = 9.99
        pricelist = self._create_pricelist(yen)
        with freeze_time("2026-11-18 09:00:00"):
            order = self._create_order((self.product, 3), pricelist_id=pricelist.id)
            full = self._create_order((self.product, 4), pricelist_id=pricelist.id)
        self.assertEqual(order.b2b_fee_total, 1598.0)  # 1598.4
        self.assertEqual(full.amount_untaxed, 16000.0)
        self.assertFee(full, 0.0)

    def test_rate_of_the_order(self):
        """FEE-1: the rate of the order's date counts, and a new date asks anew."""
        usd = self._create_currency("USD", d20260101=1.0, d20261101=1.25)
        pricelist = self._create_pricelist(usd)
        order = self._create_order(
            (self.product, 1),
            pricelist_id=pricelist.id,
            date_order="2026-10-01 09:00:00",
        )
        self.assertFee(order, 10.0)
        order.date_order = "2026-11-18 09:00:00"
        self.assertFee(order, 12.5)

    def test_merged_carts_with_surcharges(self):
        """FEE-2: two carts of bulky goods become one cart with one surcharge."""
        self.company.b2b_bulky_product_id = self._create_product(
            "Bulky", 45.0, type="service", is_storable=False
        )
        rack = self._create_product("Rack", 60.0, b2b_bulky=True)
        cart, other = (self._create_cart((rack, 1)) for _cart in range(2))
        for one in (cart, other):
            self.assertEqual(one.b2b_fee_total, 55.0)
        other.order_line.write({"order_id": cart.id})
        self.assertEqual(cart.b2b_fee_total, 45.0)
        self.assertEqual(len(cart._get_b2b_fee_lines()), 1)

    def test_order_of_another_company(self):
        """FEE-1: a seller without a B2B shop has no fee, beside one that has."""
        other = self.env["res.company"].create(
            {"name": "Consumer shop", "country_id": self.country.id}
        )
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "Jo"}).id,
                "company_id": other.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.env["product.product"]
                            .create({"name": "Lamp", "list_price": 5.0})
                            .id
                        }
                    )
                ],
            }
        )
        self.assertFalse(order._get_b2b_fee_lines())
        self.assertFalse(order.b2b_applies)
