from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    b2b_min_qty = fields.Float(
        string="Minimum quantity",
        digits="Product Unit",
        help="Smallest quantity of the product that an order may hold, in the product's "
        "unit. 0 asks for none.",
    )
    b2b_qty_multiple = fields.Float(
        string="Sold by multiples of",
        digits="Product Unit",
        help="The quantity on an order is a multiple of this, in the product's unit. "
        "0 allows any quantity.",
    )
    b2b_lead_days = fields.Integer(
        string="Lead time when not in stock",
        help="Working days until an order leaves the warehouse when the product is not "
        "in stock.",
    )

    _b2b_min_qty_positive = models.Constraint(
        "CHECK (b2b_min_qty >= 0)", "A minimum quantity cannot be negative."
    )
    _b2b_qty_multiple_positive = models.Constraint(
        "CHECK (b2b_qty_multiple >= 0)", "A quantity multiple cannot be negative."
    )
    _b2b_lead_days_positive = models.Constraint(
        "CHECK (b2b_lead_days >= 0)", "A lead time cannot be negative."
    )
