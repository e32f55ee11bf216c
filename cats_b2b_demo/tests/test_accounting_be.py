from lxml import etree

from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

UBL = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}


class BelgianAccountingCommon(TransactionCase):
    """The demo seller and its customers; goods 3 x 25.00 = 75.00, fee 10.00."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.ref("base.main_company")
        cls.fee = cls.company.b2b_small_order_product_id
        cls.product = cls.env["product.product"].create(
            {
                "name": "Power supply 24 V",
                "list_price": 25.0,
                "type": "consu",
                "invoice_policy": "order",
                "company_id": cls.company.id,
            }
        )
        cls.home = cls.env.ref("cats_b2b_demo.partner_lumiere")
        cls.union = cls.env.ref("cats_b2b_demo.partner_bertin")
        cls.overseas = cls.env["res.partner"].create(
            {
                "name": "Harbour Lighting Inc.",
                "is_company": True,
                "street": "1 Main Street",
                "zip": "02101",
                "city": "Boston",
                "country_id": cls.env.ref("base.us").id,
                "email": "office@harbour.example",
                "b2b_vat_exempt": True,  # the United States have no such numbers
            }
        )
        cls.overseas.lang = cls.home.lang = cls.union.lang = "en_US"

    def _create_order(self, customer):
        return self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.product.id, "product_uom_qty": 3}
                    )
                ],
            }
        )

    def _invoice(self, order):
        order.action_confirm()
        invoice = order._create_invoices()
        invoice.action_post()
        return invoice

    def _credit(self, invoice):
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id})
        )
        wizard.refund_moves()
        wizard.new_move_ids.action_post()
        return wizard.new_move_ids


@tagged("post_install", "-at_install")
class TestBelgianEntries(BelgianAccountingCommon):
    """Accounts and grids of the VAT return, by the chart as Odoo ships it."""

    def assertEntry(self, move, *rows):
        """Compare a whole entry; rows are (account, debit, credit, grid)."""
        entry = [
            (
                item.account_id.code,
                item.debit,
                item.credit,
                "+".join(item.tax_tag_ids.mapped("name")),
            )
            for item in move.line_ids
        ]
        self.assertEqual(sorted(entry), sorted(rows))

    def test_home(self):
        """PAY-7: sales at 21 % are in grid 03, their VAT of 17.85 in grid 54."""
        self.assertEntry(
            self._invoice(self._create_order(self.home)),
            ("700000", 0.0, 75.0, "03"),
            ("700800", 0.0, 10.0, "03"),
            ("451000", 0.0, 17.85, "54"),
            ("400000", 102.85, 0.0, ""),
        )

    def test_home_credit_note(self):
        """PAY-7: credit notes are in grid 49, the VAT of them in grid 64."""
        invoice = self._invoice(self._create_order(self.home))
        self.assertEntry(
            self._credit(invoice),
            ("700000", 75.0, 0.0, "49"),
            ("700800", 10.0, 0.0, "49"),
            ("451000", 17.85, 0.0, "64"),
            ("400000", 0.0, 102.85, ""),
        )

    def test_union(self):
        """PAY-7: goods to a company in the Union are in 46L; so is the fee, not in 44.

        44 is for services; the credit note is in 48, on the same list of goods.
        """
        invoice = self._invoice(self._create_order(self.union))
        self.assertEntry(
            invoice,
            ("700600", 0.0, 75.0, "46L"),
            ("700800", 0.0, 10.0, "46L"),
            ("400000", 85.0, 0.0, ""),
        )
        self.assertEntry(
            self._credit(invoice),
            ("700600", 75.0, 0.0, "48s46L"),
            ("700800", 10.0, 0.0, "48s46L"),
            ("400000", 0.0, 85.0, ""),
        )

    def test_export(self):
        """PAY-7: exports are in grid 47, the fee with them."""
        self.assertEntry(
            self._invoice(self._create_order(self.overseas)),
            ("700700", 0.0, 75.0, "47"),
            ("700800", 0.0, 10.0, "47"),
            ("400000", 85.0, 0.0, ""),
        )


@tagged("post_install", "-at_install")
class TestPeppol(BelgianAccountingCommon):
    """The invoice as Peppol carries it (BIS Billing 3.0)."""

    def _export(self, move):
        xml, errors = self.env["account.edi.xml.ubl_bis3"]._export_invoice(move)
        self.assertFalse(errors)
        return etree.fromstring(xml)

    def _read(self, node, path):
        return [found.text for found in node.iterfind(path, UBL)]

    def assertTotals(self, tree, *amounts):
        """Compare the totals: of the lines, without tax, with tax, to pay."""
        names = "LineExtension", "TaxExclusive", "TaxInclusive", "Payable"
        for name, amount in zip(names, amounts, strict=True):
            path = f"cac:LegalMonetaryTotal/cbc:{name}Amount"
            self.assertEqual(self._read(tree, path), [f"{amount:.2f}"], name)

    def assertLines(self, tree, *rows, kind="Invoice"):
        """Compare the lines; rows are (name, amount, tax category, per cent)."""
        lines = tree.findall(f"cac:{kind}Line", UBL)
        tax = "cac:Item/cac:ClassifiedTaxCategory"
        self.assertEqual(
            [
                (
                    *self._read(line, "cac:Item/cbc:Name"),
                    *self._read(line, "cbc:LineExtensionAmount"),
                    *self._read(line, f"{tax}/cbc:ID"),
                    *self._read(line, f"{tax}/cbc:Percent"),
                )
                for line in lines
            ],
            list(rows),
        )

    def test_home(self):
        """PAY-7: the fee is a line like the goods: category S, 21 %."""
        tree = self._export(self._invoice(self._create_order(self.home)))
        self.assertLines(
            tree,
            ("Power supply 24 V", "75.00", "S", "21.0"),
            ("Small-order fee", "10.00", "S", "21.0"),
        )
        self.assertEqual(self._read(tree, "cac:TaxTotal/cbc:TaxAmount"), ["17.85"])
        self.assertTotals(tree, 85.0, 85.0, 102.85, 102.85)

    def test_other_country(self):
        """PAY-7: K and G, the reasons of the exemption given: 85.00 to pay."""
        subtotal = "cac:TaxTotal/cac:TaxSubtotal"
        reason = f"{subtotal}/cac:TaxCategory/cbc:TaxExemptionReasonCode"
        for customer, category, code in (
            (self.union, "K", "VATEX-EU-IC"),
            (self.overseas, "G", "VATEX-EU-G"),
        ):
            with self.subTest(category=category):
                tree = self._export(self._invoice(self._create_order(customer)))
                self.assertLines(
                    tree,
                    ("Power supply 24 V", "75.00", category, "0.0"),
                    ("Small-order fee", "10.00", category, "0.0"),
                )
                self.assertEqual(self._read(tree, reason), [code])
                taxable = self._read(tree, f"{subtotal}/cbc:TaxableAmount")
                self.assertEqual(taxable, ["85.00"])
                self.assertTotals(tree, 85.0, 85.0, 85.0, 85.0)

    def test_credit_note(self):
        """PAY-7: the credit note credits the fee like the goods.

        Nothing is left to pay back: it settles the open invoice of 102.85.
        """
        invoice = self._invoice(self._create_order(self.home))
        tree = self._export(self._credit(invoice))
        self.assertEqual(etree.QName(tree).localname, "CreditNote")
        self.assertLines(
            tree,
            ("Power supply 24 V", "75.00", "S", "21.0"),
            ("Small-order fee", "10.00", "S", "21.0"),
            kind="CreditNote",
        )
        self.assertTotals(tree, 85.0, 85.0, 102.85, 0.0)

    def test_discount(self):
        """PAY-7: 10 % off the goods, not off the fee: 75.00 - 7.50 + 10.00 = 77.50.

        Tax by line: 15.75 - 1.58 + 2.10 = 16.27; 93.77 to pay. Prices are never
        negative there: the discount is a quantity of -1.
        """
        order = self._create_order(self.home)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.1,
            }
        ).action_apply_discount()
        tree = self._export(self._invoice(order))
        self.assertLines(
            tree,
            ("Power supply 24 V", "75.00", "S", "21.0"),
            ("Discount", "-7.50", "S", "21.0"),
            ("Small-order fee", "10.00", "S", "21.0"),
        )
        line = tree.findall("cac:InvoiceLine", UBL)[1]
        self.assertEqual(self._read(line, "cbc:InvoicedQuantity"), ["-1.0"])
        self.assertEqual(self._read(line, "cac:Price/cbc:PriceAmount"), ["7.5"])
        self.assertTotals(tree, 77.5, 77.5, 93.77, 93.77)

    def test_bill_of_the_customer(self):
        """PAY-7: the customer's books read the same amounts, by Odoo's own import."""
        invoice = self._invoice(self._create_order(self.home))
        buyer = self.env["res.company"].create(
            {
                "name": "Buyer's books",
                "country_id": self.env.ref("base.be").id,
                "vat": self.home.vat,
            }
        )
        self.env["account.chart.template"].try_loading(
            "be_comp", company=buyer, install_demo=False
        )
        journal = self.env["account.journal"].search(
            [("company_id", "=", buyer.id), ("type", "=", "purchase")], limit=1
        )
        for move, kind in (
            (invoice, "in_invoice"),
            (self._credit(invoice), "in_refund"),
        ):
            with self.subTest(kind=kind):
                bill = self._import(move, journal)
                self.assertEqual(bill.move_type, kind)
                self.assertEqual(bill.ref, move.name)
                self.assertRecordValues(
                    bill.invoice_line_ids,
                    [{"price_subtotal": 75.0}, {"price_subtotal": 10.0}],
                )
                self.assertEqual(bill.invoice_line_ids.tax_ids.amount, 21.0)
                self.assertEqual(bill.amount_tax, 17.85)
                self.assertEqual(bill.amount_total, 102.85)

    def _import(self, move, journal):
        attachment = self.env["ir.attachment"].create(
            {
                "name": f"{move.name}.xml".replace("/", "_"),
                "raw": etree.tostring(self._export(move), xml_declaration=True),
                "mimetype": "application/xml",
            }
        )
        company = journal.company_id
        return (
            journal.with_company(company)
            .with_context(allowed_company_ids=company.ids)
            ._create_document_from_attachment(attachment.id)
        )
