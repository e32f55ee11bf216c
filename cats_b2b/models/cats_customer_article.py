from odoo import api, fields, models


class CatsCustomerArticle(models.Model):
    """What a customer calls an article in his own books (ORD-4)."""

    _name = "cats.customer.article"
    _description = "Customer's article number"
    _order = "partner_id, number, id"
    _rec_name = "number"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        required=True,
        index=True,
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="The company that uses the number.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        required=True,
        index=True,
        ondelete="cascade",
    )
    number = fields.Char(string="Customer's number", required=True)

    _number_uniq = models.UniqueIndex(
        "(partner_id, lower(number))",
        "The customer uses this number for another article already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["number"] = (vals.get("number") or "").strip()
        return super().create(vals_list)

    def write(self, vals):
        if "number" in vals:
            vals = {**vals, "number": (vals["number"] or "").strip()}
        return super().write(vals)
