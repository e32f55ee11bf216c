import json
from datetime import timedelta
from urllib.parse import parse_qs, urlparse

from odoo import fields
from odoo.http import Request
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon

# A picture of one dot.
SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)
EVERYTHING = (
    "see_prices",
    "place_orders",
    "see_company_orders",
    "company_quotes",
    "see_invoices",
    "templates",
    "company_returns",
    "addresses",
)


class DoorsCommon(CatsB2bHttpCommon):
    """A company with a buyer and a colleague, and one document of each kind.

    An order of ten power supplies at EUR 25.00: goods 250.00, 21 % VAT 52.50, total
    302.50.
    """

    @classmethod
    def _prepare_accounting(cls):
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.company.account_fiscal_country_id = cls.country
        cls.company.currency_id = cls.eur

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mate = cls._create_portal_user("mate", cls.customer)
        cls._add_stock(cls.product, 1000)
        cls.order = cls._create_order((cls.product, 10))
        cls.order.action_confirm()
        cls.quote = cls._create_order((cls.product, 10), require_signature=True)
        cls.quote.action_quotation_sent()
        cls.invoice = cls._create_invoice(cls.order)
        cls.transfer = cls.order.picking_ids

    @classmethod
    def _create_invoice(cls, order, **values):
        """Bill an order, due since yesterday."""
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": order.partner_invoice_id.id,
                "company_id": cls.company.id,
                "invoice_date": fields.Date.today() - timedelta(days=40),
                "invoice_date_due": fields.Date.today() - timedelta(days=1),
                "invoice_line_ids": [
                    fields.Command.create(
                        {
                            "product_id": line.product_id.id,
                            "quantity": line.product_uom_qty,
                            "price_unit": line.price_unit,
                            "sale_line_ids": [fields.Command.link(line.id)],
                        }
                    )
                    for line in order.order_line.filtered("product_id")
                ],
                **values,
            }
        )
        invoice.action_post()
        return invoice

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _allow(self, user, *codes):
        """Give a user exactly these rights."""
        user._set_b2b_rights(codes)

    def _forbid(self, user, *codes):
        """Give a user all rights of who manages no colleagues, but these."""
        self._allow(user, *(code for code in EVERYTHING if code not in codes))

    def _call(self, url, **params):
        """:return: the whole answer of a call, an error included."""
        body = {"jsonrpc": "2.0", "method": "call", "params": params}
        with mute_logger("odoo.http"):
            return self.url_open(
                url, data=json.dumps(body), headers={"Content-Type": "application/json"}
            ).json()

    def _post(self, url, follow=False, **form):
        data = {"csrf_token": Request.csrf_token(self), **form}
        return self.url_open(url, data=data, allow_redirects=follow)

    def _get_documents(self):
        """:return: dict: the page of each document, with all that a link can say."""
        token = self.order._portal_ensure_token()
        return {
            "order": f"{self.order.get_portal_url()}&report_type=pdf&download=true",
            "quote": self.quote.get_portal_url(),
            "invoice": f"{self.invoice.get_portal_url()}&report_type=pdf",
            "transfer": f"/my/picking/pdf/{self.transfer.id}?access_token={token}",
            "return": f"/my/picking/return/pdf/{self.transfer.id}?access_token={token}",
            "document": f"/my/orders/{self.order.id}/document/1?access_token={token}",
            "edi": f"/my/orders/{self.order.id}/download_edi?access_token={token}",
        }

    def _get_calls(self):
        """:return: dict: the calls behind the pages of documents, with their tokens."""
        order, quote, invoice = self.order, self.quote, self.invoice
        payment = {
            "provider_id": self.provider.id,
            "payment_method_id": self.wire_transfer.id,
            "token_id": None,
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": "/my",
        }
        token = quote._portal_ensure_token()
        return {
            f"/my/orders/{quote.id}/accept": {
                "access_token": token,
                "name": "Somebody",
                "signature": SIGNATURE,
            },
            f"/my/orders/{quote.id}/transaction": {
                "access_token": token,
                "amount": 302.5,
                **payment,
            },
            f"/my/orders/{quote.id}/update_line_dict": {
                "access_token": token,
                "line_id": quote.order_line[:1].id,
                "input_quantity": 5,
            },
            f"/my/orders/{order.id}/transaction": {
                "access_token": order._portal_ensure_token(),
                "amount": 302.5,
                **payment,
            },
            f"/invoice/transaction/{invoice.id}": {
                "access_token": invoice._portal_ensure_token(),
                "amount": 302.5,
                **payment,
            },
        }

    def assertLoginFirst(self, response, back):
        """Check that a page leads to the login, and from there to a path."""
        self.assertEqual(response.status_code, 303, response.url)
        location = urlparse(response.headers["Location"])
        self.assertEqual(location.path, "/web/login")
        self.assertEqual(parse_qs(location.query)["redirect"], [back])

    def assertError(self, answer, text):
        """Check that a call was refused by a sentence."""
        self.assertIn("error", answer)
        self.assertIn(text, answer["error"]["data"]["message"])

    def assertUntouched(self):
        """Check that nobody answered the quote or paid for anything."""
        self.env.invalidate_all()
        self.assertEqual(self.quote.state, "sent")
        self.assertFalse(self.quote.signature)
        self.assertEqual(self.quote.order_line[:1].product_uom_qty, 10)
        paid = self.order | self.quote
        self.assertFalse(paid.transaction_ids | self.invoice.transaction_ids)

    def _get_refusal(self, url):
        """:return: what the portal's first page says after a page was refused."""
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, 303, url)
        self.assertEqual(urlparse(response.headers["Location"]).path, "/my", url)
        [text] = self._get_text(self._get_page("/my"), "o_cats_b2b_refusal")
        # It is said once.
        self.assertFalse(self._get_text(self._get_page("/my"), "o_cats_b2b_refusal"))
        return text
