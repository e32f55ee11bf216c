from odoo import api, fields, models
from odoo.exceptions import AccessError

# What only our own code writes: what was asked, and the decision.
SEALED_FIELDS = {
    "answer",
    "decided_by_id",
    "decided_on",
    "kind",
    "line_ids",
    "name",
    "order_id",
    "state",
    "text",
    "user_id",
    "whole",
}


class CatsOrderRequest(models.Model):
    """What a customer asks to have changed or cancelled of an order (ORD-7).

    "An order placed is not changed or cancelled online; the customer asks for it from
    the order's page, staff answer."
    """

    _name = "cats.order.request"
    _description = "Request to change an order"
    _inherit = [
        "mail.thread",
        "mail.activity.mixin",
        "cats.guarded.document.mixin",
        "cats.order.ask.mixin",
        "cats.order.answer.mixin",
    ]
    _order = "id desc"

    name = fields.Char(required=True, readonly=True, copy=False)
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="order_id.partner_id", store=True)
    company_id = fields.Many2one(
        related="order_id.company_id", string="Seller", store=True, index=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Asked by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        selection=[("change", "Change"), ("cancel", "Cancellation")],
        required=True,
        readonly=True,
    )
    whole = fields.Boolean(
        string="Whole order", readonly=True, help="All of the order is to be cancelled."
    )
    line_ids = fields.One2many(
        comodel_name="cats.order.request.line",
        inverse_name="request_id",
        string="Wishes",
        readonly=True,
    )
    text = fields.Text(string="In the customer's words", readonly=True)
    state = fields.Selection(
        selection=[
            ("open", "Open"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    answer = fields.Text(readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, groups="base.group_user"
    )
    decided_on = fields.Datetime(readonly=True, copy=False)
    limit_warning = fields.Text(
        compute="_compute_limit_warning", groups="base.group_user"
    )

    # One open request per order, also when two arrive at once.
    _open_uniq = models.UniqueIndex(
        "(order_id) WHERE state = 'open'",
        "There is an open request for this order already.",
    )

    @api.depends("name", "kind", "order_id.name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for request in self:
            order = request.order_id.name or ""
            request.display_name = f"{request.name}: {labels.get(request.kind)} {order}"

    @api.depends(
        "state",
        "line_ids.quantity",
        "order_id.state",
        "order_id.order_line.move_ids.state",
        "order_id.order_line.product_uom_qty",
    )
    @api.depends_context("lang", "uid")
    def _compute_limit_warning(self):
        for request in self:
            is_open = request.state == "open"
            request.limit_warning = is_open and request._get_limit_error()

    def write(self, vals):
        """Override of `base` to keep what was asked, also from staff by RPC."""
        if not self.env.su and (sealed := SEALED_FIELDS & vals.keys()):
            raise AccessError(
                self.env._(
                    "A request is answered by its buttons; it cannot be edited "
                    "(%(fields)s).",
                    fields=", ".join(sorted(sealed)),
                )
            )
        return super().write(vals)
