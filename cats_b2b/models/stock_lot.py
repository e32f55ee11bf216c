from odoo import api, fields, models


class StockLot(models.Model):
    """A serial number knows its warranty as long as a customer holds the unit (AFS-1).

    Of a lot that goes to several customers each delivery has a warranty of its own,
    on its `stock.move.line`.
    """

    _name = "stock.lot"
    _inherit = ["stock.lot", "cats.return.count.mixin", "cats.warranty.mixin"]

    _b2b_return_paths = ("lot_id", "received_lot_id")

    b2b_warranty_start = fields.Date(tracking=True)
    b2b_warranty_end = fields.Date(tracking=True)
    b2b_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Held by",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The customer to whom the unit was delivered and who did not return it.",
    )
    b2b_delivery_line_id = fields.Many2one(
        comodel_name="stock.move.line",
        string="Last delivery",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The delivery by which the unit last went to a customer; its warranty is "
        "kept there when the unit comes back.",
    )
    b2b_replaces_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Replaces",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The unit whose place this one took with the customer.",
    )
    b2b_replaced_by_ids = fields.One2many(
        comodel_name="stock.lot", inverse_name="b2b_replaces_id", string="Replaced by"
    )
    b2b_is_serial = fields.Boolean(compute="_compute_b2b_is_serial")
    b2b_warranty_text = fields.Char(
        string="Warranty", compute="_compute_b2b_warranty_text"
    )

    _b2b_warranty_days = models.Constraint(
        "CHECK (b2b_warranty_end >= b2b_warranty_start)",
        "A warranty cannot end before it starts.",
    )

    @api.depends("product_id.tracking")
    def _compute_b2b_is_serial(self):
        for lot in self:
            lot.b2b_is_serial = lot.product_id.tracking == "serial"

    @api.depends("b2b_warranty_start", "b2b_warranty_end", "b2b_partner_id")
    @api.depends_context("lang", "tz")
    def _compute_b2b_warranty_text(self):
        today = fields.Date.context_today(self)
        for lot in self:
            status = lot._get_b2b_warranty_status(today)
            lot.b2b_warranty_text = lot._get_b2b_warranty_reason(status)

    def _get_b2b_awaited_months(self):
        """Override: in stock, what a customer would get; a lot says nothing."""
        self.ensure_one()
        if self.b2b_partner_id or self.product_id.tracking != "serial":
            return 0
        company = self.company_id or self.env.company
        template = self.product_id.product_tmpl_id.with_company(company)
        return template._get_b2b_warranty_months()

    def write(self, vals):
        """Override of `stock`: days corrected by hand hold for the delivery, too."""
        result = super().write(vals)
        days = vals.keys() & {"b2b_warranty_start", "b2b_warranty_end"}
        # Delivery and return set the holder as well, and the line by themselves.
        if days and "b2b_partner_id" not in vals:
            for lot in self.filtered("b2b_partner_id"):
                # Who corrects a lot needs no right on the transfer.
                lot.sudo().b2b_delivery_line_id.write({day: lot[day] for day in days})
        return result
