from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    b2b_min_qty = fields.Float(
        string="Minimum quantity",
        digits="Product Unit",
        help="Smallest quantity of the product that an order may hold, in the "
        "product's unit. 0 asks for none.",
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
    b2b_lead_ids = fields.One2many(
        comodel_name="cats.product.lead",
        inverse_name="product_tmpl_id",
        string="Lead times by warehouse",
        help="Warehouses that are not listed take the lead time above.",
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

    def _get_additionnal_combination_info(
        self, product_or_template, quantity, uom, date, website
    ):
        """Override of `website_sale` to add what a B2B buyer needs to know (CAT-4)."""
        info = super()._get_additionnal_combination_info(
            product_or_template, quantity, uom, date, website
        )
        if website.b2b_enabled and product_or_template.is_product_variant:
            info["b2b"] = product_or_template._get_b2b_shop_info(
                website, quantity=quantity, uom=uom
            )
        return info
