import re

from lxml import html

from odoo.fields import Command
from odoo.tests import HttpCase

from .common import CatsB2bCommon


class CatsB2bHttpCommon(CatsB2bCommon, HttpCase):
    """The shop over HTTP: a carrier, a wire transfer, and what a page says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["delivery.carrier"].search([]).is_published = False
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "UPS Standard",
                "delivery_type": "fixed",
                "fixed_price": 9.9,
                "is_published": True,
                "company_id": cls.company.id,
                "product_id": cls.env["product.product"]
                .create(
                    {
                        "name": "Delivery",
                        "type": "service",
                        "list_price": 9.9,
                        "taxes_id": [Command.set(cls.tax.ids)],
                        "company_id": cls.company.id,
                    }
                )
                .id,
            }
        )
        cls.wire_transfer = cls.env.ref("payment_custom.payment_method_wire_transfer")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Wire Transfer",
                "code": "custom",
                "custom_mode": "wire_transfer",
                "company_id": cls.company.id,
                "state": "enabled",
                "is_published": True,
                "redirect_form_view_id": cls.env.ref("payment_custom.redirect_form").id,
                "pending_msg": "Please use the following transfer details",
                "payment_method_ids": [Command.set(cls.wire_transfer.ids)],
            }
        )
        cls.wire_transfer.active = True

    def _get_page(self, url, status=200):
        response = self.url_open(url)
        self.assertEqual(response.status_code, status, url)
        return html.fromstring(response.text)

    def _get_text(self, page, selector):
        """:return: the text of each element of a CSS class, blanks folded."""
        nodes = page.xpath(
            f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {selector} ')]"
        )
        return [re.sub(r"\s+", " ", node.text_content()).strip() for node in nodes]

    def _add_to_cart(self, product, quantity, **kwargs):
        return self.make_jsonrpc_request(
            "/shop/cart/add",
            {
                "product_template_id": product.product_tmpl_id.id,
                "product_id": product.id,
                "quantity": quantity,
                **kwargs,
            },
        )

    def _call_kw(self, model, method, *args, **kwargs):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def _get_cart(self, user):
        return self.env["sale.order"].search(
            [
                ("partner_id", "=", user.partner_id.id),
                ("website_id", "=", self.website.id),
                ("state", "=", "draft"),
            ]
        )
