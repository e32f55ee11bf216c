from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestOrderFlow(CatsB2bHttpCommon):
    """From the product page to the posted invoice, by browser and by JSON-RPC.

    Six of an article at EUR 3.00, sold by multiples of six: goods 18.00, small-order
    fee 10.00, delivery 9.90, 21 % VAT on 37.90 = 7.96, total 45.86.
    """

    @classmethod
    def _prepare_accounting(cls):
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.company.account_fiscal_country_id = cls.country

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fee_account = cls.env["account.account"].create(
            {
                "name": "Small-order fees",
                "code": "705900",
                "account_type": "income_other",
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.fee_product.property_account_income_id = cls.fee_account
        cls.pack = cls._create_product(
            "LED driver PACK6", 3.0, b2b_min_qty=6, b2b_qty_multiple=6
        )
        cls._add_stock(cls.pack, 60)
        cls.staff = cls._create_backend_user(
            "staff", "sales_team.group_sale_manager,stock.group_stock_user"
        )
        cls.accountant = cls._create_backend_user(
            "accountant",
            "account.group_account_invoice,sales_team.group_sale_salesman_all_leads",
        )

    @classmethod
    def _create_backend_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"b2b_{login}",
            password=f"b2b_{login}",
            groups=f"base.group_user,{groups}",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    def _get_order(self):
        return self.env["sale.order"].search(
            [("partner_id", "=", self.buyer.partner_id.id)]
        )

    def assertOrdered(self, order):
        self.assertEqual(order.website_id, self.website)
        self.assertEqual(self._get_goods_lines(order).product_uom_qty, 6)
        self.assertEqual(self._get_fee_lines(order).price_subtotal, 10.0)
        self.assertEqual(order.amount_untaxed, 37.9)
        self.assertEqual(order.amount_tax, 7.96)
        self.assertEqual(order.amount_total, 45.86)

    def assertDispatched(self, order):
        picking = order.picking_ids
        self.assertEqual(picking.state, "done")
        self.assertEqual(picking.date_deadline.date(), order.b2b_promise_date)

    def assertInvoiced(self, order):
        invoice = order.invoice_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_total, 45.86)
        fee = invoice.invoice_line_ids.filtered(
            lambda line: line.product_id == self.fee_product
        )
        self.assertEqual(fee.account_id, self.fee_account)
        self.assertEqual(fee.price_subtotal, 10.0)
        self.assertEqual(fee.tax_ids, self.tax)

    def test_browser(self):
        """ORD-5, FEE-1, DSP-3, CAT-4: buyer, staff and accountant in the browser."""
        self.start_tour(
            f"/web/login?redirect={self.pack.website_url}", "cats_b2b_buyer_orders"
        )
        order = self._get_order()
        self.assertOrdered(order)
        self.assertEqual(order.state, "sent")  # a wire transfer waits for the money
        self.start_tour(
            f"/odoo/sales/{order.id}", "cats_b2b_staff_delivers", login="b2b_staff"
        )
        self.assertEqual(order.state, "sale")
        self.assertDispatched(order)
        self.start_tour(
            f"/odoo/sales/{order.id}",
            "cats_b2b_accountant_invoices",
            login="b2b_accountant",
        )
        self.assertInvoiced(order)

    def test_json_rpc(self):
        """ORD-5, FEE-1, DSP-3: the same path by JSON-RPC."""
        self.authenticate("b2b_buyer", "b2b_buyer")
        self.assertEqual(self._add_to_cart(self.pack, 1)["quantity"], 6)
        order = self._get_cart(self.buyer)
        self.make_jsonrpc_request(
            "/shop/set_delivery_method", {"dm_id": self.carrier.id}
        )
        self._get_page("/shop/checkout")
        self._get_page("/shop/payment")
        self.env.invalidate_all()
        self.assertOrdered(order)
        values = self.make_jsonrpc_request(
            f"/shop/payment/transaction/{order.id}",
            {
                "access_token": order._portal_ensure_token(),
                "provider_id": self.provider.id,
                "payment_method_id": self.wire_transfer.id,
                "token_id": None,
                "amount": 45.86,
                "flow": "redirect",
                "tokenization_requested": False,
                "landing_route": "/shop/payment/validate",
            },
        )
        self.url_open(
            "/payment/custom/process", data={"reference": values["reference"]}
        )
        self.make_jsonrpc_request("/payment/status/poll", {"csrf_token": ""})
        page = self._get_page("/shop/payment/validate")
        (promise,) = self._get_text(page, "o_cats_b2b_order_promise")
        self.assertEqual(promise, "Dispatch: once your payment has arrived")
        self.env.invalidate_all()
        self.assertEqual(order.state, "sent")
        self._confirm_and_deliver(order)
        self._invoice(order)
        self.env.invalidate_all()
        self.assertOrdered(order)
        self.assertDispatched(order)
        self.assertInvoiced(order)

    def _confirm_and_deliver(self, order):
        self.authenticate("b2b_staff", "b2b_staff")
        self._call_kw("sale.order", "action_confirm", [order.id])
        (picking,) = self._call_kw(
            "stock.picking", "search", [("sale_id", "=", order.id)]
        )
        self._call_kw("stock.picking", "button_validate", [picking])

    def _invoice(self, order):
        self.authenticate("b2b_accountant", "b2b_accountant")
        context = {"active_model": "sale.order", "active_ids": [order.id]}
        wizard = self._call_kw(
            "sale.advance.payment.inv",
            "create",
            {"advance_payment_method": "delivered", "sale_order_ids": [order.id]},
            context=context,
        )
        self._call_kw(
            "sale.advance.payment.inv", "create_invoices", [wizard], context=context
        )
        (invoice,) = self._call_kw(
            "account.move", "search", [("invoice_origin", "=", order.name)]
        )
        self._call_kw("account.move", "action_post", [invoice])
