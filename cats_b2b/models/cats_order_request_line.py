from odoo import fields, models


class CatsOrderRequestLine(models.Model):
    """A line of an order of which the customer wants another quantity (ORD-7)."""

    _name = "cats.order.request.line"
    _description = "Line of a request to change an order"
    _order = "request_id, id"
    _rec_name = "product_id"

    request_id = fields.Many2one(
        comodel_name="cats.order.request",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    product_id = fields.Many2one(related="order_line_id.product_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id")
    ordered = fields.Float(
        digits="Product Unit",
        readonly=True,
        help="The quantity that was ordered when the customer asked.",
    )
    quantity = fields.Float(
        string="Wanted",
        digits="Product Unit",
        readonly=True,
        help="The quantity that the customer wants; 0 cancels the line.",
    )

    def _is_outdated(self):
        """:return: whether another quantity is ordered now than when it was asked."""
        self.ensure_one()
        ordered = self.order_line_id.product_uom_qty
        return bool(self.product_uom_id.compare(self.ordered, ordered))

    def _explain_outdated(self):
        """:return: that the wish was about another quantity, as a sentence."""
        line = self.order_line_id
        return self.env._(
            "%(product)s: %(then)s were ordered when the customer asked, now it is "
            "%(now)s. Change the quantity yourself.",
            product=line.product_id.display_name,
            then=line._format_b2b_quantity(self.ordered),
            now=line._format_b2b_quantity(line.product_uom_qty),
        )

    def _get_row(self):
        """Return what page and mail tell of the wish.

        :return: ``name``, ``old`` and ``new`` as text.
        :rtype: dict
        """
        self.ensure_one()
        # Who may see the request may read what was ordered, of archived articles, too.
        line_sudo = self.sudo().order_line_id
        return {
            "name": line_sudo.product_id.display_name,
            "old": line_sudo._format_b2b_quantity(self.ordered),
            "new": line_sudo._format_b2b_quantity(self.quantity),
        }
