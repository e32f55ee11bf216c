from odoo import fields, models
from odoo.tools import SQL


class CatsReturnReport(models.Model):
    """Returns by reason, product, verdict and month, with how long they took.

    A query on the lines of returns: what happened when stands in their events.
    """

    _name = "cats.return.report"
    _description = "Returns Analysis"
    _auto = False
    _rec_name = "return_id"
    _order = "submitted_on desc, id desc"
    _depends = {
        "cats.return.line": [
            "commercial_partner_id",
            "company_id",
            "events",
            "next_actor",
            "product_id",
            "quantity",
            "reason",
            "return_id",
            "solution",
            "state",
            "submitted_on",
            "value",
            "verdict",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
    }

    return_id = fields.Many2one(comodel_name="cats.return", readonly=True)
    product_id = fields.Many2one(comodel_name="product.product", readonly=True)
    categ_id = fields.Many2one(
        comodel_name="product.category", string="Product Category", readonly=True
    )
    commercial_partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", string="Seller", readonly=True
    )
    reason = fields.Selection(
        selection=lambda self: self.env["cats.return.reason"]._get_labels(),
        readonly=True,
    )
    verdict = fields.Selection(
        selection=lambda self: self.env["cats.return.line"]._selection_verdict(),
        readonly=True,
    )
    solution = fields.Selection(
        selection=lambda self: self.env["cats.return.line"]._selection_solution(),
        readonly=True,
    )
    state = fields.Selection(
        selection=lambda self: (
            self.env["cats.return.line"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    submitted_on = fields.Datetime(string="Claimed", readonly=True)
    nbr = fields.Integer(string="# of Lines", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    value = fields.Float(
        readonly=True, help="What was paid for it, in the currency of the seller."
    )
    days_to_approve = fields.Float(
        string="Days to the answer",
        readonly=True,
        aggregator="avg",
        help="From the claim to its approval or refusal.",
    )
    days_to_inspect = fields.Float(
        string="Days to the inspection",
        readonly=True,
        aggregator="avg",
        help="From the receipt of the goods to their inspection.",
    )
    days_to_end = fields.Float(
        string="Days in all",
        readonly=True,
        aggregator="avg",
        help="From the claim to its last step, of what is done.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id,
                   line.return_id,
                   line.product_id,
                   template.categ_id,
                   line.commercial_partner_id,
                   line.company_id,
                   line.reason,
                   line.verdict,
                   line.solution,
                   line.state,
                   line.submitted_on,
                   1 AS nbr,
                   line.quantity,
                   line.value,
                   (days.answered - days.submitted)::float AS days_to_approve,
                   (days.inspected - days.received)::float AS days_to_inspect,
                   CASE WHEN line.state = 'done'
                        THEN (line.last_event_on - days.submitted)::float
                   END AS days_to_end
              FROM cats_return_line line
              JOIN product_product product ON product.id = line.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
     CROSS JOIN LATERAL (
                SELECT COALESCE((line.events->>'submitted')::date,
                                line.submitted_on::date) AS submitted,
                       COALESCE((line.events->>'approved')::date,
                                (line.events->>'refused')::date) AS answered,
                       (line.events->>'received')::date AS received,
                       GREATEST((line.events->>'inspected')::date,
                                (line.events->>'received')::date) AS inspected
                   ) days
            """
        )
