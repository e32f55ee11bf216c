from odoo import fields, models
from odoo.tools import SQL


class CatsDispatchReport(models.Model):
    """Promised against dispatched, a line of an order each (DSP-3).

    A query, as `sale.report` is: what has left when is known by the stock moves, which
    nobody can forget to copy, and whether a line is overdue changes by the clock.
    """

    _name = "cats.dispatch.report"
    _description = "Dispatch Analysis"
    _auto = False
    _rec_name = "order_id"
    _order = "promise_date desc, id desc"
    # What must reach the database before it is queried.
    _depends = {
        "resource.calendar": ["flexible_hours", "tz"],
        "sale.order": ["carrier_id", "company_id", "partner_id", "team_id", "user_id"],
        "sale.order.line": [
            "b2b_expected_dispatch_date",
            "b2b_promise_date",
            "order_id",
            "product_id",
            "warehouse_id",
        ],
        "stock.move": [
            "date",
            "location_dest_id",
            "location_id",
            "origin_returned_move_id",
            "sale_line_id",
            "state",
        ],
        "stock.warehouse": ["b2b_calendar_id"],
    }

    order_id = fields.Many2one(comodel_name="sale.order", readonly=True)
    product_id = fields.Many2one(
        comodel_name="product.product", string="Product", readonly=True
    )
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer Entity", readonly=True
    )
    warehouse_id = fields.Many2one(comodel_name="stock.warehouse", readonly=True)
    carrier_id = fields.Many2one(
        comodel_name="delivery.carrier", string="Carrier", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Salesperson", readonly=True
    )
    team_id = fields.Many2one(
        comodel_name="crm.team", string="Sales Team", readonly=True
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    order_date = fields.Datetime(readonly=True)
    promise_date = fields.Date(string="Promised", readonly=True)
    expected_date = fields.Date(string="Now expected", readonly=True)
    dispatch_date = fields.Date(
        string="Dispatched",
        readonly=True,
        help="Day, on the warehouse's clock, on which the last of the goods left.",
    )
    state = fields.Selection(
        selection=[
            ("kept", "Kept"),
            ("missed", "Missed"),
            ("open", "Open"),
            ("overdue", "Overdue"),
        ],
        readonly=True,
        help="Kept and missed promises, of lines whose goods have all left; open and "
        "overdue ones, of lines whose goods have not.",
    )
    nbr = fields.Integer(string="# of Lines", readonly=True)
    kept = fields.Integer(readonly=True)
    missed = fields.Integer(readonly=True)
    open = fields.Integer(readonly=True)
    overdue = fields.Integer(readonly=True)
    kept_share = fields.Float(
        string="Kept (%)",
        readonly=True,
        aggregator="avg",
        help="Share of kept promises among kept, missed and overdue ones.",
    )
    days_late = fields.Float(
        string="Days late",
        readonly=True,
        aggregator="avg",
        help="Calendar days from the promised day to the day of dispatch, or to today; "
        "the average of the late lines.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.*,
                   1 AS nbr,
                   (line.state = 'kept')::int AS kept,
                   (line.state = 'missed')::int AS missed,
                   (line.state = 'open')::int AS open,
                   (line.state = 'overdue')::int AS overdue,
                   CASE line.state WHEN 'open' THEN NULL
                                   WHEN 'kept' THEN 100.0
                                   ELSE 0.0 END AS kept_share,
                   CASE WHEN line.state IN ('missed', 'overdue')
                        THEN (COALESCE(line.dispatch_date, line.today)
                              - line.promise_date)::float END AS days_late
              FROM (%s) line
            """,
            self._query_states(),
        )

    def _query_states(self):
        """:return: the promised lines, with their state."""
        return SQL(
            """
            SELECT days.*,
                   CASE WHEN days.dispatch_date <= days.promise_date THEN 'kept'
                        WHEN days.dispatch_date > days.promise_date THEN 'missed'
                        WHEN days.today > days.promise_date THEN 'overdue'
                        ELSE 'open' END AS state
              FROM (%s) days
            """,
            self._query_days(),
        )

    def _query_days(self):
        """:return: the promised lines, with their days on the warehouse's clock."""
        return SQL(
            """
            SELECT l.id AS id,
                   l.order_id,
                   l.product_id,
                   t.categ_id,
                   o.partner_id,
                   partner.commercial_partner_id,
                   l.warehouse_id, o.carrier_id, o.user_id, o.team_id, o.company_id,
                   o.date_order AS order_date,
                   l.b2b_promise_date AS promise_date,
                   l.b2b_expected_dispatch_date AS expected_date,
                   (%(now)s AT TIME ZONE 'UTC' AT TIME ZONE zone.name)::date AS today,
                   CASE WHEN moves.is_open THEN NULL ELSE
                   (moves.done_at AT TIME ZONE 'UTC' AT TIME ZONE zone.name)::date
                   END AS dispatch_date
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id
              JOIN res_partner partner ON partner.id = o.partner_id
              JOIN product_product p ON p.id = l.product_id
              JOIN product_template t ON t.id = p.product_tmpl_id
              JOIN res_company company ON company.id = o.company_id
         LEFT JOIN stock_warehouse w ON w.id = l.warehouse_id
         LEFT JOIN resource_calendar calendar
                ON calendar.id = COALESCE(w.b2b_calendar_id,
                                          company.resource_calendar_id)
               AND calendar.flexible_hours IS NOT TRUE
     CROSS JOIN LATERAL (SELECT COALESCE(calendar.tz, 'UTC') AS name) zone
     CROSS JOIN LATERAL (%(moves)s) moves
             WHERE l.b2b_promise_date IS NOT NULL
               AND (moves.is_open OR moves.done_at IS NOT NULL)
            """,
            now=fields.Datetime.now(),
            moves=self._query_moves(),
        )

    def _query_moves(self):
        """:return: of line ``l``: whether goods are still to leave, and when they left.

        Returns, and what is sent again after a return, do not count; of a dispatch in
        several steps the last one is when goods have left.
        """
        transit = self.env.ref(
            "stock.stock_location_inter_company", raise_if_not_found=False
        )
        return SQL(
            """
            SELECT bool_or(m.state NOT IN ('done', 'cancel')) AS is_open,
                   MAX(m.date) FILTER (
                       WHERE m.state = 'done'
                         AND (dest.usage = 'customer' OR dest.id = %(transit)s)
                   ) AS done_at
              FROM stock_move m
              JOIN stock_location src ON src.id = m.location_id
              JOIN stock_location dest ON dest.id = m.location_dest_id
             WHERE m.sale_line_id = l.id
               AND m.origin_returned_move_id IS NULL
               AND m.rma_id IS NULL
               AND src.usage != 'customer'
            """,
            transit=transit.id or None,
        )
