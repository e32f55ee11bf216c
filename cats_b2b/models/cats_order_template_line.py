from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..policies.order_rows import WantedRow
from ..policies.typed_quantity import is_quantity


class CatsOrderTemplateLine(models.Model):
    """One article of an order template or a project list (ORD-2, ORD-8)."""

    _name = "cats.order.template.line"
    _description = "Line of an order template"
    _order = "template_id, sequence, id"
    _rec_name = "product_name"

    template_id = fields.Many2one(
        comodel_name="cats.order.template",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    product_id = fields.Many2one(
        comodel_name="product.product",
        index="btree_not_null",
        ondelete="set null",
        help="Empty once the article was deleted.",
    )
    product_name = fields.Char(
        string="Article",
        compute="_compute_product_facts",
        store=True,
        readonly=False,
        precompute=True,
        help="What it was called when it was put here.",
    )
    product_number = fields.Char(
        string="Article number",
        compute="_compute_product_facts",
        store=True,
        readonly=False,
        precompute=True,
        help="Its number when it was put here.",
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_product_facts",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    options = fields.Json(
        help="Chosen attributes and typed values, as the cart takes them."
    )

    @api.depends("product_id")
    def _compute_product_facts(self):
        """Fill in what a chosen article is; what was there stays without one."""
        for line in self.filtered("product_id"):
            # Whoever made the line was allowed to see the article.
            line.update(self._prepare_product_facts(line.product_id.sudo()))

    @api.model
    def _prepare_product_facts(self, product):
        """Return what a line keeps of its article, for when that is gone.

        :param product.product product: the article.
        :rtype: dict
        """
        named = product.with_context(display_default_code=False)
        return {
            "product_name": named.display_name,
            "product_number": product.default_code,
            "product_uom_id": product.uom_id.id,
        }

    @api.constrains("quantity")
    def _check_quantity(self):
        """:raise ValidationError: if a quantity is zero, negative or no number."""
        for line in self:
            if not is_quantity(line.quantity):
                raise ValidationError(
                    self.env._(
                        "%(article)s: the quantity has to be above zero.",
                        article=line.product_name or line.product_number,
                    )
                )

    @api.constrains("template_id")
    def _check_size(self):
        """:raise ValidationError: if a template has too many lines."""
        for template in self.template_id:
            template._check_size(template.line_count)

    def _prepare_b2b_row(self):
        """:return: what the line wants of a cart.

        :rtype: WantedRow
        """
        self.ensure_one()
        return WantedRow(
            key=str(self.id),
            number=self.product_number or "",
            product_id=self.product_id.id or 0,
            quantity=self.quantity,
            uom_id=self.product_uom_id.id or 0,
            options=self.options or {},
            label=self.product_name or "",
        )

    # -- On a page ----------------------------------------------------------------

    def _prepare_page_line(self, product, quantity):
        """Return the article of the line, as its page shows it.

        :param product.product product: if the current user may see it.
        :param float quantity: how much of it.
        :return: the ``line``, ``product``, its ``name``, ``number`` and ``url``, and
            the ``quantity`` with its ``unit``.
        :rtype: dict
        """
        self.ensure_one()
        unit = self.product_uom_id
        return {
            "line": self,
            "product": product,
            "name": product.display_name if product else self.product_name,
            "number": (product and product.default_code) or self.product_number,
            "url": product.website_url if product and product.is_published else "",
            "unit": unit.name,
            "quantity": unit._format_b2b_quantity(quantity) if unit else quantity,
        }

    @api.model
    def _format_quantity(self, quantity):
        """:return: str: a quantity for a box, without groups and idle decimals."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        text = f"{quantity:.{digits}f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        code = self.env.lang or self.env.user.lang
        return text.replace(
            ".", self.env["res.lang"]._get_data(code=code).decimal_point
        )
