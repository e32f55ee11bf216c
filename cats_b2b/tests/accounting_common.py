from odoo.fields import Command

from .common import CatsB2bCommon


class CatsB2bAccountingCommon(CatsB2bCommon):
    """The seller with a chart of accounts, the fee's own account and taxes with grids.

    The product costs EUR 25.00; three of them make a small order: goods 75.00, fee
    10.00, 21 % tax on 85.00 = 17.85, total 102.85.
    """

    @classmethod
    def _prepare_accounting(cls):
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        # The chart is American, the seller is not.
        cls.company.account_fiscal_country_id = cls.country
        cls.company.currency_id = cls.eur

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods_account = cls._create_account("Sales of goods", "700001", "income")
        cls.fee_account = cls._create_account("Fees", "700901", "income")
        cls.vat_account = cls._create_account(
            "VAT payable", "451001", "liability_current"
        )
        cls.advance_account = cls._create_account(
            "Down payments", "460001", "liability_current"
        )
        cls.receivable = cls.customer.property_account_receivable_id
        cls.company.write(
            {
                "income_account_id": cls.goods_account.id,
                "downpayment_account_id": cls.advance_account.id,
            }
        )
        cls.product.categ_id = cls._create_category("Goods", cls.goods_account)
        cls.fee_product.categ_id = cls._create_category("Fees", cls.fee_account)
        cls.home_tax = cls._create_grid_tax(21.0, "home")
        (cls.product + cls.fee_product).taxes_id = cls.home_tax
        cls._add_stock(cls.product, 1000)

    @classmethod
    def _create_account(cls, name, code, account_type):
        return cls.env["account.account"].create(
            {
                "name": name,
                "code": code,
                "account_type": account_type,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )

    @classmethod
    def _create_category(cls, name, account):
        return cls.env["product.category"].create(
            {"name": name, "property_account_income_categ_id": account.id}
        )

    @classmethod
    def _create_grid(cls, name):
        return cls.env["account.account.tag"].create(
            {"name": name, "applicability": "taxes", "country_id": cls.country.id}
        )

    @classmethod
    def _create_grid_tax(cls, amount, place, **values):
        """Create a tax with a grid of its own for base and tax, sales and refunds."""
        for document in ("invoice", "refund"):
            base = cls._create_grid(f"{place} {document} base")
            tax = cls._create_grid(f"{place} {document} tax")
            values[f"{document}_repartition_line_ids"] = [
                Command.create(
                    {"repartition_type": "base", "tag_ids": [Command.set(base.ids)]}
                ),
                Command.create(
                    {
                        "repartition_type": "tax",
                        "account_id": cls.vat_account.id,
                        "tag_ids": [Command.set(tax.ids)],
                    }
                ),
            ]
        return cls._create_tax(amount, name=f"{amount} % {place}", **values)

    @classmethod
    def _create_position(cls, place, **values):
        """Create a fiscal position that puts a tax of 0 % in place of the home tax."""
        position = cls.env["account.fiscal.position"].create(
            {"name": place, "company_id": cls.company.id, **values}
        )
        cls._create_grid_tax(
            0.0,
            place,
            fiscal_position_ids=[Command.set(position.ids)],
            original_tax_ids=[Command.set(cls.home_tax.ids)],
        )
        return position

    def _deliver(self, order, quantity=None):
        """Deliver the open transfer, or a quantity of it and the rest later."""
        picking = order.picking_ids.filtered(lambda p: p.state == "assigned")
        if quantity:
            picking.move_ids.write({"quantity": quantity, "picked": True})
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _return(self, picking, quantity):
        """Take goods back and lower the delivered quantity on the order."""
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_model="stock.picking", active_id=picking.id)
            .create({})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        returned.move_ids.picked = True
        returned.button_validate()

    def _invoice(self, order):
        """Invoice what is to be invoiced, or credit it, as the order's button does."""
        invoice = order._create_invoices(final=True)
        invoice.action_post()
        return invoice

    def _sell(self, quantity=3, **values):
        """Confirm, deliver and invoice an order; return it with its invoice."""
        order = self._create_order((self.product, quantity), **values)
        order.action_confirm()
        self._deliver(order)
        return order, self._invoice(order)

    def _reverse(self, invoice):
        """Create the draft credit note of a whole invoice, as its button does."""
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        return wizard.new_move_ids

    def _get_fee(self, document):
        """:return: the line of the fee on an order or an invoice."""
        name = "order_line" if document._name == "sale.order" else "invoice_line_ids"
        return document[name].filtered(lambda line: line.product_id == self.fee_product)

    def _get_notes(self, move):
        """:return: the notes that stand among the lines of an invoice."""
        notes = move.invoice_line_ids.filtered(
            lambda line: line.display_type == "line_note"
        )
        return notes.mapped("name")

    def assertEntry(self, move, *rows):
        """Compare a whole entry; rows are (account, debit, credit, grids)."""
        kinds = ["product", "tax", "rounding", "payment_term"]
        items = move.line_ids.filtered("account_id").sorted(
            lambda item: (kinds.index(item.display_type), item.sequence, item.id)
        )
        self.assertRecordValues(
            items,
            [
                {"account_id": account.id, "debit": debit, "credit": credit}
                for account, debit, credit, _grids in rows
            ],
        )
        self.assertEqual(
            [" + ".join(item.tax_tag_ids.mapped("name")) for item in items],
            [grids for _account, _debit, _credit, grids in rows],
        )
