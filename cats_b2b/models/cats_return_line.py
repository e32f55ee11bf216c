from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..policies import returns_terms

# What staff may correct by hand; all the rest follows from buttons.
OPEN_FIELDS = {"inspection_note", "internal_note", "is_own_carrier"}


class CatsReturnLine(models.Model):
    """One unit, or one quantity of a delivered line, that is claimed (AFS-2).

    A serial is a line of its own. What happened to it is in its events, from which the
    policy of steps tells what comes next; where it stands follows from them, too.
    """

    _name = "cats.return.line"
    _description = "Line of a return"
    _inherit = [
        "cats.return.carriage.mixin",
        "cats.return.chase.mixin",
        "cats.return.claim.words.mixin",
        "cats.return.delivery.mixin",
        "cats.return.flag.mixin",
        "cats.return.inspection.mixin",
        "cats.return.line.mail.mixin",
        "cats.return.line.page.mixin",
        "cats.return.money.mixin",
        "cats.return.quote.mixin",
        "cats.return.receipt.mixin",
        "cats.return.refund.mixin",
        "cats.return.repair.mixin",
        "cats.return.repair.words.mixin",
        "cats.return.rma.mixin",
        "cats.return.solution.mixin",
        "cats.return.solution.words.mixin",
        "cats.return.step.mixin",
        "cats.return.step.words.mixin",
        "cats.return.voucher.mixin",
    ]
    _order = "return_id desc, id"
    _rec_name = "product_id"

    # -- What is claimed --------------------------------------------------------

    return_id = fields.Many2one(
        comodel_name="cats.return",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    partner_id = fields.Many2one(related="return_id.partner_id", store=True, index=True)
    commercial_partner_id = fields.Many2one(
        related="return_id.commercial_partner_id", store=True, index=True
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    submitted_on = fields.Datetime(
        related="return_id.submitted_on", store=True, index=True
    )
    sale_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Order line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    order_id = fields.Many2one(related="sale_line_id.order_id", store=True, index=True)
    move_line_id = fields.Many2one(
        comodel_name="stock.move.line",
        string="Delivery",
        readonly=True,
        index=True,
        ondelete="restrict",
        groups="base.group_user",
        help="The delivery to the customer that is claimed.",
    )
    product_id = fields.Many2one(
        comodel_name="product.product", required=True, readonly=True, index=True
    )
    lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial number",
        readonly=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    lot_name = fields.Char(
        string="Serial", readonly=True, help="As shown to the customer."
    )
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom", string="Unit", required=True, readonly=True
    )
    price_unit = fields.Float(
        string="Price per unit",
        digits="Product Price",
        readonly=True,
        groups="base.group_user",
        help="What one unit cost without tax, after discount, in the order's currency.",
    )
    value = fields.Monetary(
        readonly=True,
        groups="base.group_user",
        help="What was paid for it without tax, in the seller's currency.",
    )
    reason_id = fields.Many2one(
        comodel_name="cats.return.reason",
        string="Reason in the shop's words",
        required=True,
        readonly=True,
        index=True,
        groups="base.group_user",
    )
    reason = fields.Selection(
        selection="_selection_reason", required=True, readonly=True, index=True
    )
    description = fields.Text(string="In the customer's words", readonly=True)
    packaging = fields.Selection(
        selection=[("sealed", "Unopened"), ("opened", "Opened")],
        readonly=True,
        help="As the customer says.",
    )
    wish = fields.Selection(
        selection=[
            ("replacement", "Replacement"),
            ("repair", "Repair"),
            ("credit", "Credit note"),
            ("voucher", "Voucher"),
            ("refund", "Refund"),
        ],
        string="Wished solution",
        readonly=True,
    )
    photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cats_return_line_photo_rel",
        string="Photos",
        readonly=True,
        help="Files of the return, so that its rights open them.",
    )
    delivered_on = fields.Date(readonly=True)
    completed_on = fields.Date(
        string="Order complete on", readonly=True, groups="base.group_user"
    )
    warranty_start = fields.Date(readonly=True)
    warranty_end = fields.Date(readonly=True)
    claim_why = fields.Json(
        readonly=True,
        groups="base.group_user",
        help="The decision by which it could be claimed, with its facts.",
    )

    # -- What came in, and what is the matter with it -----------------------------

    rma_id = fields.Many2one(
        comodel_name="rma",
        string="RMA",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    received_qty = fields.Float(
        digits="Product Unit", readonly=True, copy=False, string="Received"
    )
    received_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Received serial",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    verdict = fields.Selection(
        selection="_selection_verdict", readonly=True, copy=False
    )
    was_used = fields.Boolean(
        string="Was in use", readonly=True, copy=False, groups="base.group_user"
    )
    packaging_found = fields.Selection(
        selection=[("sealed", "Unopened"), ("opened", "Opened")],
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    erred = fields.Selection(
        selection=[
            ("seller", "We did"),
            ("customer", "The customer did"),
            ("carrier", "The carrier did"),
        ],
        string="Who erred",
        readonly=True,
        copy=False,
        groups="base.group_user",
    )
    is_repairable = fields.Boolean(
        readonly=True, copy=False, default=True, groups="base.group_user"
    )
    inspection_note = fields.Text(
        copy=False, help="What was found; the customer reads it."
    )
    inspection_photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cats_return_line_inspection_rel",
        readonly=True,
        copy=False,
    )
    inspected_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, copy=False, groups="base.group_user"
    )
    internal_note = fields.Text(copy=False, groups="base.group_user")

    # -- What becomes of it ---------------------------------------------------------

    solution = fields.Selection(
        selection="_selection_solution",
        readonly=True,
        copy=False,
        index=True,
        help="Chosen; empty as long as it is open.",
    )
    chooser = fields.Selection(
        selection=[
            ("customer", "The customer"),
            ("seller", "We"),
            ("none", "Nobody"),
        ],
        string="Who chooses",
        readonly=True,
        copy=False,
        default="none",
        required=True,
    )
    solution_why = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The decision that allowed the solutions, with its facts.",
    )
    carriage_in = fields.Selection(
        selection="_selection_payer", readonly=True, copy=False
    )
    carriage_out = fields.Selection(
        selection="_selection_payer", readonly=True, copy=False
    )
    is_collected = fields.Boolean(
        string="A carrier fetches it", readonly=True, copy=False
    )
    is_disputed = fields.Boolean(
        related="order_id.b2b_is_disputed", groups="base.group_user"
    )
    refusal = fields.Text(readonly=True, copy=False, help="Why it was refused.")

    _open_lot_uniq = models.UniqueIndex(
        "(lot_id) WHERE lot_id IS NOT NULL "
        "AND state NOT IN ('done', 'refused', 'withdrawn')",
        "This unit is claimed already.",
    )
    _rma_uniq = models.UniqueIndex("(rma_id) WHERE rma_id IS NOT NULL")

    @api.model
    def _selection_reason(self):
        return self.env["cats.return.reason"]._get_labels()

    @api.model
    def _selection_verdict(self):
        labels = {
            "defective": self.env._("Defective"),
            "not_defective": self.env._("Not defective"),
            "misuse": self.env._("Misuse"),
            "not_as_described": self.env._("Not as described"),
            "packaging_opened": self.env._("Packaging opened"),
        }
        return [(code, labels[code]) for code in returns_terms.VERDICTS]

    @api.model
    def _selection_solution(self):
        labels = {
            "replacement": self.env._("Replacement"),
            "resend": self.env._("Sent anew"),
            "repair": self.env._("Repair"),
            "credit": self.env._("Credit note"),
            "voucher": self.env._("Voucher"),
            "refund": self.env._("Refund by the original payment"),
            "send_back": self.env._("Sent back to the customer"),
            "keep": self.env._("Kept here"),
            "scrap": self.env._("Scrapped"),
            "hold": self.env._("On hold"),
        }
        return [(code, labels[code]) for code in returns_terms.SOLUTIONS]

    @api.model
    def _selection_payer(self):
        return [
            (returns_terms.SELLER, self.env._("The seller")),
            (returns_terms.CUSTOMER, self.env._("The customer")),
            (returns_terms.NOBODY, self.env._("Nobody")),
        ]

    def _get_held_qty(self):
        """:return: float: how much of its delivery the claim holds while it is open."""
        self.ensure_one()
        is_open = self.state not in ("done", "refused", "withdrawn")
        return self.quantity if is_open else 0.0

    def _get_spent_qty(self):
        """Return how much of its delivery the customer has no more, by this claim.

        :return: float: once it is done, what came back; what was missing was never
            his, and what he was given money for is not claimed again.
        """
        self.ensure_one()
        if self.state != "done":
            return 0.0
        if self.reason == "missing_article":
            return self.quantity
        is_paid_back = self.solution in ("credit", "voucher", "refund")
        return self.received_qty or (self.quantity if is_paid_back else 0.0)

    def write(self, vals):
        """Override of `base` to keep claim and course, also from staff by RPC."""
        if not self.env.su and (sealed := vals.keys() - OPEN_FIELDS):
            raise AccessError(
                self.env._(
                    "A return is handled by its buttons; it cannot be edited "
                    "(%(fields)s).",
                    fields=", ".join(sorted(sealed)),
                )
            )
        return super().write(vals)
