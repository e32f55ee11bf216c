from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from .account import get_text
from .order_templates import ROOTS, B2bOrderTemplates, get_key

SOURCES = {"order": "sale.order", "invoice": "account.move"}
POST = {
    "type": "http",
    "auth": "user",
    "website": True,
    "sitemap": False,
    "methods": ["POST"],
}


class B2bTemplateSources(B2bOrderTemplates):
    """Where orders, invoices and the cart become templates or lists (ORD-2, ORD-8)."""

    @route("/my/templates/from/cart", **POST)
    def b2b_template_from_cart(self, **post):
        """Keep the articles of the cart."""
        return self._keep_b2b_source("cart", request.cart, post)

    @route("/my/templates/from/<any(order,invoice):source>/<int:record_id>", **POST)
    def b2b_template_from_document(self, source, record_id, **post):
        """Keep the articles of an order or an invoice.

        :raise NotFound: if there is none that the user may see.
        """
        record = request.env[SOURCES[source]].search([("id", "=", record_id)])
        if not record:
            raise NotFound()
        return self._keep_b2b_source(source, record, post)

    def _keep_b2b_source(self, source, record, post):
        """Make a template or list of something, or show the form with the error.

        :param str source: ``cart``, ``order`` or ``invoice``.
        :param record: the document; nothing where there is no cart.
        :param dict post: what was sent: ``name``, ``kind`` and ``key``.
        """
        if refusal := self._refuse_b2b_templates():
            return refusal
        if not record:
            return request.redirect("/shop/cart")
        templates = request.env["cats.order.template"]
        make = templates._create_b2b_from_order
        if source == "invoice":
            make = templates._create_b2b_from_invoice
        kind = get_text(post.get("kind"))
        kind = kind if kind in ROOTS else "template"
        name = get_text(post.get("name"))
        try:
            templates._clean_name(name)
            template = make(record, name, kind=kind, key=get_key(post))
        except (AccessError, UserError) as error:
            values = {
                "error": str(error),
                "typed_name": name,
                "action": request.httprequest.path,
            }
            return self._render_b2b_templates("template_source", kind, values)
        return self._redirect_b2b_template(template, kind)
