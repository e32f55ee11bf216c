from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .accounting_common import CatsB2bAccountingCommon


@tagged("post_install", "-at_install")
class TestFeeEntries(CatsB2bAccountingCommon):
    """The journal entry of an invoice with the fee, worked out."""

    def test_home(self):
        """PAY-7: 75.00 + 10.00 = 85.00; 21 % = 17.85; the customer owes 102.85."""
        _order, invoice = self._sell()
        self.assertEntry(
            invoice,
            (self.goods_account, 0.0, 75.0, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.vat_account, 0.0, 17.85, "home invoice tax"),
            (self.receivable, 102.85, 0.0, ""),
        )

    def test_other_country(self):
        """PAY-7: a fiscal position takes the fee into the grid of the goods, 0 %.

        The fee is ancillary to the delivery of goods: 85.00, whether the goods go to
        another country of the Union or leave it.
        """
        for place in ("intra", "export"):
            with self.subTest(place=place):
                position = self._create_position(place)
                _order, invoice = self._sell(fiscal_position_id=position.id)
                self.assertEntry(
                    invoice,
                    (self.goods_account, 0.0, 75.0, f"{place} invoice base"),
                    (self.fee_account, 0.0, 10.0, f"{place} invoice base"),
                    (self.receivable, 85.0, 0.0, ""),
                )

    def test_mapped_account(self):
        """PAY-7: a fiscal position maps the fee's account like any."""
        abroad = self._create_account("Fees abroad", "700902", "income")
        position = self._create_position(
            "intra",
            account_ids=[
                Command.create(
                    {
                        "account_src_id": self.fee_account.id,
                        "account_dest_id": abroad.id,
                    }
                )
            ],
        )
        _order, invoice = self._sell(fiscal_position_id=position.id)
        self.assertEqual(self._get_fee(invoice).account_id, abroad)

    def test_default_account(self):
        """PAY-7: without an account of its own, the fee is income like the goods."""
        self.fee_product.categ_id = self._create_category(
            "Plain", self.env["account.account"]
        )
        _order, invoice = self._sell()
        self.assertEqual(self._get_fee(invoice).account_id, self.goods_account)

    def test_foreign_currency(self):
        """PAY-7: invoiced in dollars, booked in euros; EUR 1 = USD 1.25.

        Goods 93.75 + fee 12.50 = USD 106.25; 21 % = 22.3125, so 22.31; USD 128.56.
        In euros 75.00 + 10.00 + 22.31 / 1.25 = 17.848, so 17.85: 102.85.
        """
        usd = self._create_currency("USD", d20200101=1.25)
        dollars = self._create_pricelist(usd)
        _order, invoice = self._sell(pricelist_id=dollars.id)
        self.assertEqual(invoice.currency_id, usd)
        self.assertEqual(self._get_fee(invoice).price_subtotal, 12.5)
        self.assertEqual(invoice.amount_total, 128.56)
        self.assertEntry(
            invoice,
            (self.goods_account, 0.0, 75.0, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.vat_account, 0.0, 17.85, "home invoice tax"),
            (self.receivable, 102.85, 0.0, ""),
        )

    def _use_tax_included_prices(self):
        self.home_tax.price_include_override = "tax_included"
        self.product.list_price = 30.25
        self.fee_product.list_price = 12.1

    def test_tax_included(self):
        """PAY-7: 3 x 30.25 + 12.10 = 102.85 with tax are 75.00 + 10.00 + 17.85."""
        self._use_tax_included_prices()
        _order, invoice = self._sell()
        self.assertEntry(
            invoice,
            (self.goods_account, 0.0, 75.0, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.vat_account, 0.0, 17.85, "home invoice tax"),
            (self.receivable, 102.85, 0.0, ""),
        )

    def test_tax_included_export(self):
        """PAY-7: abroad the tax leaves the prices: 30.25 becomes 25.00, 12.10 10.00."""
        self._use_tax_included_prices()
        position = self._create_position("export")
        _order, invoice = self._sell(fiscal_position_id=position.id)
        self.assertEntry(
            invoice,
            (self.goods_account, 0.0, 75.0, "export invoice base"),
            (self.fee_account, 0.0, 10.0, "export invoice base"),
            (self.receivable, 85.0, 0.0, ""),
        )

    def test_rounding_method(self):
        """PAY-7: tax rounded line by line or on the whole, as the company chose.

        Goods 3 x 8.33 = 24.99, fee 10.03. By line 5.2479 and 2.1063 are 5.25 + 2.11 =
        7.36; on 35.02 it is 7.3542, so 7.35.
        """
        self.product.list_price = 8.33
        self.fee_product.list_price = 10.03
        for method, tax, total in (
            ("round_per_line", 7.36, 42.38),
            ("round_globally", 7.35, 42.37),
        ):
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                order, invoice = self._sell()
                self.assertEqual(order.amount_total, total)
                self.assertEntry(
                    invoice,
                    (self.goods_account, 0.0, 24.99, "home invoice base"),
                    (self.fee_account, 0.0, 10.03, "home invoice base"),
                    (self.vat_account, 0.0, tax, "home invoice tax"),
                    (self.receivable, total, 0.0, ""),
                )

    def test_cash_rounding(self):
        """PAY-7: 74.99 + 10.00 + 17.85 = 102.84, rounded to 102.85 by a line apart."""
        self.product.list_price = 74.99
        loss = self._create_account("Rounding", "700903", "income")
        order = self._create_order((self.product, 1))
        order.action_confirm()
        self._deliver(order)
        invoice = order._create_invoices()
        invoice.invoice_cash_rounding_id = self.env["account.cash.rounding"].create(
            {
                "name": "Five cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": loss.id,
                "loss_account_id": loss.id,
            }
        )
        invoice.action_post()
        self.assertEntry(
            invoice,
            (self.goods_account, 0.0, 74.99, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.vat_account, 0.0, 17.85, "home invoice tax"),
            (loss, 0.0, 0.01, ""),
            (self.receivable, 102.85, 0.0, ""),
        )


@tagged("post_install", "-at_install")
class TestFeeInvoicing(CatsB2bAccountingCommon):
    """On which invoice the fee stands, and when it is credited."""

    def _pay_down(self, order, **values):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create(values)
        )
        wizard.create_invoices()
        order.invoice_ids.action_post()
        return order.invoice_ids

    def test_nothing_delivered(self):
        """PAY-7: a fee alone is not invoiced: there is nothing to invoice yet."""
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self.assertEqual(order.invoice_status, "no")
        self.assertEqual(self._get_fee(order).qty_to_invoice, 0.0)
        with self.assertRaisesRegex(UserError, "No items are available to invoice"):
            order._create_invoices(final=True)
        self.assertFalse(order.invoice_ids)

    def test_ordered_quantities(self):
        """PAY-7: goods invoiced as ordered take the fee with them at once."""
        self.product.invoice_policy = "order"
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self.assertEqual(self._invoice(order).amount_total, 102.85)

    def test_cancelled_goods(self):
        """PAY-7: when the goods are cancelled after all, so is the fee."""
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self._get_goods_lines(order).product_uom_qty = 0
        self.assertEqual(order.invoice_status, "no")
        self.assertEqual(self._get_fee(order).qty_to_invoice, 0.0)

    def test_partial_deliveries(self):
        """PAY-7: two of three, then one: the fee is on the first invoice, once.

        50.00 + 10.00 = 60.00, tax 12.60, 72.60; then 25.00, tax 5.25, 30.25.
        """
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self._deliver(order, 2)
        self.assertEntry(
            self._invoice(order),
            (self.goods_account, 0.0, 50.0, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.vat_account, 0.0, 12.6, "home invoice tax"),
            (self.receivable, 72.6, 0.0, ""),
        )
        self._deliver(order)
        self.assertEntry(
            self._invoice(order),
            (self.goods_account, 0.0, 25.0, "home invoice base"),
            (self.vat_account, 0.0, 5.25, "home invoice tax"),
            (self.receivable, 30.25, 0.0, ""),
        )
        self.assertEqual(order.invoice_status, "invoiced")

    def test_full_credit_note(self):
        """PAY-7: the reversal of the invoice credits the fee with the goods.

        Invoiced anew, goods and fee come back.
        """
        order, invoice = self._sell()
        credit_note = self._reverse(invoice)
        credit_note.action_post()
        self.assertEntry(
            credit_note,
            (self.goods_account, 75.0, 0.0, "home refund base"),
            (self.fee_account, 10.0, 0.0, "home refund base"),
            (self.vat_account, 17.85, 0.0, "home refund tax"),
            (self.receivable, 0.0, 102.85, ""),
        )
        self.assertEqual(invoice.payment_state, "reversed")
        again = self._invoice(order)
        self.assertEqual(self._get_fee(again).price_subtotal, 10.0)
        self.assertEqual(again.amount_total, 102.85)

    def test_partial_credit_note(self):
        """PAY-7: one of three credited by hand; the fee stays: 25.00 + 5.25 = 30.25."""
        order, invoice = self._sell()
        credit_note = self._reverse(invoice)
        self._get_fee(credit_note).unlink()
        credit_note.invoice_line_ids.quantity = 1
        credit_note.action_post()
        self.assertEntry(
            credit_note,
            (self.goods_account, 25.0, 0.0, "home refund base"),
            (self.vat_account, 5.25, 0.0, "home refund tax"),
            (self.receivable, 0.0, 30.25, ""),
        )
        self.assertEqual(self._get_fee(order).qty_invoiced, 1.0)

    def test_fee_credited_alone(self):
        """PAY-7: a fee that the accountant credited is not invoiced again.

        10.00 + 2.10 = 12.10; the next delivery is invoiced without it.
        """
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self._deliver(order, 2)
        credit_note = self._reverse(self._invoice(order))
        (credit_note.invoice_line_ids - self._get_fee(credit_note)).unlink()
        credit_note.action_post()
        self.assertEntry(
            credit_note,
            (self.fee_account, 10.0, 0.0, "home refund base"),
            (self.vat_account, 2.1, 0.0, "home refund tax"),
            (self.receivable, 0.0, 12.1, ""),
        )
        self.assertEqual(self._get_fee(order).qty_to_invoice, 0.0)
        self._deliver(order)
        self.assertFalse(self._get_fee(self._invoice(order)))

    def test_all_returned(self):
        """PAY-7: an order that comes back as a whole is credited with its fee.

        75.00 + 10.00 and 17.85 of tax on it: 102.85, as it was invoiced.
        """
        order, _invoice = self._sell()
        self._return(order.picking_ids, 3)
        self.assertEqual(self._get_fee(order).qty_to_invoice, -1.0)
        credit_note = self._invoice(order)
        self.assertEntry(
            credit_note,
            (self.goods_account, 75.0, 0.0, "home refund base"),
            (self.fee_account, 10.0, 0.0, "home refund base"),
            (self.vat_account, 17.85, 0.0, "home refund tax"),
            (self.receivable, 0.0, 102.85, ""),
        )
        self.assertEqual(order.invoice_status, "no")
        self.assertFalse(self._get_notes(credit_note))

    def test_part_returned(self):
        """FEE-1: who keeps goods keeps the fee, and the credit note says so.

        One of three comes back: 25.00 + 5.25 = 30.25.
        """
        order, _invoice = self._sell()
        picking = order.picking_ids
        self._return(picking, 1)
        credit_note = self._invoice(order)
        self.assertEqual(credit_note.amount_total, 30.25)
        self.assertEqual(
            self._get_notes(credit_note),
            ["Fee for small orders: stays, since goods of the order are kept."],
        )
        self._return(picking, 2)
        self.assertEqual(self._invoice(order).amount_total, 72.6)  # 50 + 10 + 12.60

    def test_returned_while_more_is_awaited(self):
        """FEE-1: what was delivered comes back, more is on its way: the fee stays."""
        order = self._create_order((self.product, 3))
        order.action_confirm()
        picking = self._deliver(order, 1)
        self._invoice(order)
        self._return(picking, 1)
        credit_note = self._invoice(order)
        self.assertEqual(credit_note.amount_untaxed, 25.0)
        self.assertEqual(
            self._get_notes(credit_note),
            [
                "Fee for small orders: stays, since more goods of the order are to be "
                "delivered."
            ],
        )
        order.picking_ids.filtered(lambda p: p.state == "assigned").action_cancel()
        self.assertEqual(self._get_fee(order).qty_to_invoice, -1.0)

    def test_carriage_is_not_undone(self):
        """FEE-2: goods that come back were carried: the bulky surcharge stays."""
        self.company.b2b_bulky_product_id = self._create_product(
            "Bulky", 45.0, type="service", is_storable=False, invoice_policy="order"
        )
        self.product.b2b_bulky = True
        order, invoice = self._sell()
        self.assertEqual(invoice.amount_untaxed, 130.0)  # 75 + 10 + 45
        self._return(order.picking_ids, 3)
        credit_note = self._invoice(order)
        self.assertEqual(credit_note.amount_untaxed, 85.0)
        self.assertEqual(
            self._get_notes(credit_note),
            ["Bulky: stays, since the goods were carried."],
        )

    def test_nothing_was_carried(self):
        """FEE-2: invoiced before delivery and cancelled: no carriage, no surcharge."""
        self.company.b2b_bulky_product_id = self._create_product(
            "Bulky", 45.0, type="service", is_storable=False, invoice_policy="order"
        )
        self.product.write({"b2b_bulky": True, "invoice_policy": "order"})
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self.assertEqual(self._invoice(order).amount_untaxed, 130.0)  # 75 + 10 + 45
        order.picking_ids.action_cancel()
        self._get_goods_lines(order).product_uom_qty = 0
        self.assertEqual(self._invoice(order).amount_untaxed, 130.0)

    def test_two_step_delivery(self):
        """FEE-1: what lies in a picking is awaited as much as what lies in a parcel."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._create_order((self.product, 3))
        order.action_confirm()
        for code in ("internal", "outgoing"):
            picking = order.picking_ids.filtered(
                lambda p, code=code: p.picking_type_id.code == code
            )
            picking.move_ids.write({"quantity": 1, "picked": True})
            picking.with_context(skip_backorder=True).button_validate()
        shipped = picking
        self.assertEqual(self._invoice(order).amount_untaxed, 35.0)  # 25 + 10
        self._return(shipped, 1)
        self.assertEqual(self._invoice(order).amount_untaxed, 25.0)

    def test_combo_returned(self):
        """FEE-1: a combo that comes back is undone, without goods on its own line."""
        combo = self.env["product.combo"].create(
            {
                "name": "Choice",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        set_product = self._create_product(
            "Set", 50.0, type="combo", is_storable=False, combo_ids=[combo.id]
        )
        order = self._create_order((set_product, 1))
        order.order_line = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                    "combo_item_id": combo.combo_item_ids.id,
                    "linked_line_id": order.order_line[0].id,
                }
            )
        ]
        order.action_confirm()
        self._deliver(order)
        invoiced = self._invoice(order).amount_untaxed
        self.assertTrue(self._get_fee(order).qty_invoiced)
        self._return(order.picking_ids, 1)
        self.assertEqual(self._invoice(order).amount_untaxed, invoiced)

    def test_waived_after_invoicing(self):
        """FEE-1: a fee that staff waive after it was invoiced is credited alone."""
        order, _invoice = self._sell()
        self._waive(order, self.salesman, reason="Our own mistake")
        self.assertEqual(order.amount_untaxed, 75.0)
        credit_note = self._invoice(order)
        self.assertEqual(credit_note.amount_total, 12.1)
        self.assertEqual(self._get_fee(order).qty_to_invoice, 0.0)

    def test_returned_and_reversed(self):
        """PAY-7: everything returned and the invoice reversed: no fee is left over."""
        order, invoice = self._sell()
        self._return(order.picking_ids, 3)
        self._reverse(invoice).action_post()
        self.assertEqual(self._get_fee(order).qty_to_invoice, 0.0)
        self.assertEqual(order.invoice_status, "no")

    def test_return_below_the_limit(self):
        """FEE-1: an order above the limit bears no fee because goods come back.

        Five at 25.00 = 125.00; four returned leave 25.00 with the customer, no fee.
        """
        order, _invoice = self._sell(5)
        self._return(order.picking_ids, 4)
        self.assertEqual(self._invoice(order).amount_untaxed, 100.0)
        self.assertFalse(self._get_fee_lines(order))

    def test_fee_given_back_from_the_order(self):
        """PAY-7: staff set the fee's quantity to 0, and the order credits it alone."""
        order, _invoice = self._sell()
        self._get_fee_lines(order).product_uom_qty = 0
        self.assertEntry(
            self._invoice(order),
            (self.fee_account, 10.0, 0.0, "home refund base"),
            (self.vat_account, 2.1, 0.0, "home refund tax"),
            (self.receivable, 0.0, 12.1, ""),
        )

    def test_draft_invoice_deleted(self):
        """PAY-7: an invoice that was thrown away or cancelled bore no fee."""
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self._deliver(order)
        order._create_invoices().unlink()
        self.assertEqual(self._get_fee(order).qty_to_invoice, 1.0)
        order._create_invoices().button_cancel()
        self.assertEqual(self._get_fee(order).qty_to_invoice, 1.0)

    def test_percentage_down_payment(self):
        """PAY-7: 30 % in advance are 25.50 + 5.36 = 30.86, fee included.

        The invoice of the whole deducts it: 85.00 - 25.50 = 59.50; 17.85 - 5.36 =
        12.49; 71.99 are left, 102.85 in all.
        """
        order = self._create_order((self.product, 3))
        order.action_confirm()
        advance = self._pay_down(
            order, advance_payment_method="percentage", amount=30.0
        )
        self.assertEntry(
            advance,
            (self.advance_account, 0.0, 25.5, "home invoice base"),
            (self.vat_account, 0.0, 5.36, "home invoice tax"),
            (self.receivable, 30.86, 0.0, ""),
        )
        self._deliver(order)
        self.assertEntry(
            self._invoice(order),
            (self.goods_account, 0.0, 75.0, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.advance_account, 25.5, 0.0, "home invoice base"),
            (self.vat_account, 0.0, 12.49, "home invoice tax"),
            (self.receivable, 71.99, 0.0, ""),
        )

    def test_fixed_down_payment(self):
        """PAY-7: EUR 20.00 in advance are 16.53 + 3.47.

        85.00 - 16.53 = 68.47; 17.85 - 3.47 = 14.38; 82.85 are left, 102.85 in all.
        """
        order = self._create_order((self.product, 3))
        order.action_confirm()
        self._pay_down(order, advance_payment_method="fixed", fixed_amount=20.0)
        self._deliver(order)
        self.assertEntry(
            self._invoice(order),
            (self.goods_account, 0.0, 75.0, "home invoice base"),
            (self.fee_account, 0.0, 10.0, "home invoice base"),
            (self.advance_account, 16.53, 0.0, "home invoice base"),
            (self.vat_account, 0.0, 14.38, "home invoice tax"),
            (self.receivable, 82.85, 0.0, ""),
        )


@tagged("post_install", "-at_install")
class TestFeeTaxes(CatsB2bAccountingCommon):
    """Which taxes and which account a fee product gets by itself."""

    def _get_taxes(self, product, company):
        return product.sudo().taxes_id._filter_taxes_by_company(company)

    def _create_branchless_company(self):
        company = self.env["res.company"].create(
            {"name": "Second seller", "country_id": self.country.id}
        )
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=company, install_demo=False
        )
        return company

    def test_category(self):
        """PAY-7: the fees have a product category, for their income account."""
        fee = self.env.ref("cats_b2b.product_product_small_order_fee")
        category = self.env.ref("cats_b2b.product_category_fees")
        self.assertEqual(fee.categ_id, category)
        category = category.with_company(self.company)
        category.property_account_income_categ_id = self.fee_account
        fee = fee.with_company(self.company)
        self.assertEqual(fee._get_product_accounts()["income"], self.fee_account)

    def test_services_tax(self):
        """PAY-7: where the default tax is for services, the fee takes that of goods."""
        services = self._create_tax(21.0, name="21 % S", tax_scope="service")
        goods = self._create_tax(21.0, name="21 % G", tax_scope="consu", sequence=0)
        self._create_tax(6.0, name="6 % G", tax_scope="consu", sequence=0)
        self.company.account_sale_tax_id = services
        self.fee_product.taxes_id = services
        self.company._set_b2b_fee_taxes()
        self.assertEqual(self.fee_product.taxes_id, goods)

    def test_only_a_services_tax(self):
        """PAY-7: a seller without a tax of goods keeps the default tax."""
        services = self._create_tax(17.0, name="17 % S", tax_scope="service")
        self.company.account_sale_tax_id = services
        self.fee_product.taxes_id = False
        self.company._set_b2b_fee_taxes()
        self.assertEqual(self.fee_product.taxes_id, services)

    def test_chosen_tax_stays(self):
        """PAY-7: what the accountant chose for a fee is not changed."""
        chosen = self._create_tax(6.0)
        self.fee_product.taxes_id = chosen
        self.company.account_sale_tax_id = self.home_tax
        self.company._set_b2b_fee_taxes()
        self.assertEqual(self.fee_product.taxes_id, chosen)

    def test_shared_product(self):
        """PAY-7: companies that share a fee product each tax it with their own tax."""
        self.fee_product.company_id = False
        self.company.account_sale_tax_id = self.home_tax
        second = self._create_branchless_company()
        second.b2b_small_order_product_id = self.fee_product
        (self.company + second)._set_b2b_fee_taxes()
        self.assertEqual(self._get_taxes(self.fee_product, self.company), self.home_tax)
        self.assertEqual(
            self._get_taxes(self.fee_product, second), second.account_sale_tax_id
        )
