from odoo import fields, models


class CatsProductLead(models.Model):
    _name = "cats.product.lead"
    _description = "Lead Time of a Product at a Warehouse"
    _order = "product_tmpl_id, warehouse_id"
    _rec_name = "warehouse_id"

    product_tmpl_id = fields.Many2one(
        comodel_name="product.template",
        string="Product",
        required=True,
        index=True,
        ondelete="cascade",
    )
    warehouse_id = fields.Many2one(
        comodel_name="stock.warehouse", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    days = fields.Integer(
        string="Lead time",
        help="Working days until an order leaves this warehouse when the product is "
        "not in stock there.",
    )

    _product_warehouse_uniq = models.Constraint(
        "UNIQUE (product_tmpl_id, warehouse_id)",
        "A product has one lead time per warehouse.",
    )
    _days_positive = models.Constraint(
        "CHECK (days >= 0)", "A lead time cannot be negative."
    )
