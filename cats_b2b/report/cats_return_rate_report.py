from odoo import api, fields, models
from odoo.tools import SQL


class CatsReturnRateReport(models.Model):
    """How often a product fails: returned defective, of what was delivered.

    Both count in the month of the delivery: a rate tells how many of the units that
    were delivered then proved defective since.
    """

    _name = "cats.return.rate.report"
    _description = "Failure Rate"
    _auto = False
    _rec_name = "product_id"
    _order = "delivered_on desc, id desc"
    _depends = {
        "cats.return.line": [
            "company_id",
            "delivered_on",
            "product_id",
            "product_uom_id",
            "quantity",
            "received_qty",
            "verdict",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id", "uom_id"],
        "stock.move": [
            "company_id",
            "date",
            "location_dest_id",
            "location_id",
            "product_id",
            "product_uom",
            "quantity",
            "rma_id",
            "sale_line_id",
            "state",
        ],
        "stock.location": ["usage"],
        "uom.uom": ["factor"],
    }

    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Seller", readonly=True
    )
    delivered_on = fields.Date(string="Delivered", readonly=True)
    delivered = fields.Float(
        string="Delivered quantity", digits="Product Unit", readonly=True
    )
    defective = fields.Float(
        string="Returned defective", digits="Product Unit", readonly=True
    )
    rate = fields.Float(
        string="Failure rate (%)",
        readonly=True,
        aggregator="avg",
        help="Returned defective, of what was delivered in the same time.",
    )

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: the rate of a group is that of its sums."""
        if aggregate_spec != "rate:avg":
            return super()._read_group_select(aggregate_spec, query)
        return SQL(
            "100.0 * SUM(%(defective)s) / NULLIF(SUM(%(delivered)s), 0.0)",
            defective=self._field_to_sql(self._table, "defective", query),
            delivered=self._field_to_sql(self._table, "delivered", query),
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT counted.*,
                   template.categ_id,
                   CASE WHEN counted.delivered > 0
                        THEN 100.0 * counted.defective / counted.delivered END AS rate
              FROM ((%(deliveries)s) UNION ALL (%(defects)s)) counted
              JOIN product_product product ON product.id = counted.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
            """,
            deliveries=self._query_deliveries(),
            defects=self._query_defects(),
        )

    def _query_deliveries(self):
        """:return: what was sold and delivered, without replacements."""
        return SQL(
            """
            SELECT move.id * 2 AS id,
                   move.product_id,
                   move.company_id,
                   move.date::date AS delivered_on,
                   move.quantity * move_unit.factor / product_unit.factor AS delivered,
                   0.0 AS defective
              FROM stock_move move
              JOIN product_product product ON product.id = move.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom move_unit ON move_unit.id = move.product_uom
              JOIN uom_uom product_unit ON product_unit.id = template.uom_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_location target ON target.id = move.location_dest_id
             WHERE move.state = 'done'
               AND move.sale_line_id IS NOT NULL
               AND move.rma_id IS NULL
               AND target.usage = 'customer'
               AND source.usage != 'customer'
            """
        )

    def _query_defects(self):
        """:return: what came back and was found defective, in the product's unit."""
        return SQL(
            """
            SELECT line.id * 2 + 1 AS id,
                   line.product_id,
                   line.company_id,
                   line.delivered_on,
                   0.0 AS delivered,
                   COALESCE(NULLIF(line.received_qty, 0.0), line.quantity)
                   * line_unit.factor / product_unit.factor AS defective
              FROM cats_return_line line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
              JOIN uom_uom product_unit ON product_unit.id = template.uom_id
             WHERE line.verdict = 'defective'
               AND line.delivered_on IS NOT NULL
            """
        )
