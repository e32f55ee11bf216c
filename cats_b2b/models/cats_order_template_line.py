from odoo import fields, models

from ..policies.order_rows import WantedRow


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
        string="Article", help="What it was called when it was put here."
    )
    product_number = fields.Char(
        string="Article number", help="Its number when it was put here."
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom", string="Unit", ondelete="restrict"
    )
    options = fields.Json(
        help="Chosen attributes and typed values, as the cart takes them."
    )

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
        )
