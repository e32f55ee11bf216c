from odoo import api, fields, models
from odoo.fields import Command

from ..models.cats_return_inspection_mixin import FINDINGS


class CatsReturnInspect(models.TransientModel):
    """Asks what was found on claimed goods, or on their photos (AFS-4)."""

    _name = "cats.return.inspect"
    _description = "Inspect a return"

    line_id = fields.Many2one(
        comodel_name="cats.return.line", required=True, readonly=True
    )
    product_id = fields.Many2one(related="line_id.product_id")
    reason = fields.Selection(related="line_id.reason")
    description = fields.Text(related="line_id.description")
    packaging = fields.Selection(related="line_id.packaging")
    photo_ids = fields.Many2many(related="line_id.photo_ids")
    lot_id = fields.Many2one(related="line_id.lot_id", string="Claimed serial")
    is_received = fields.Boolean(compute="_compute_is_received")
    is_other = fields.Boolean(compute="_compute_is_other")
    verdict = fields.Selection(selection="_selection_verdict")
    received_lot_id = fields.Many2one(
        comodel_name="stock.lot",
        string="Serial that came",
        domain="[('product_id', '=', product_id)]",
    )
    was_used = fields.Boolean(
        string="Was in use", help="Dust, wear, traces of mounting; not a first test."
    )
    packaging_found = fields.Selection(
        selection=[("sealed", "Unopened"), ("opened", "Opened")],
        string="Packaging found",
    )
    erred = fields.Selection(
        selection=[
            ("seller", "We did"),
            ("customer", "The customer did"),
            ("carrier", "The carrier did"),
        ],
        string="Who erred",
        help="Empty when the customer's reason says all.",
    )
    is_repairable = fields.Boolean(
        string="Can be repaired", default=True, help="And is worth it."
    )
    inspection_note = fields.Text(
        string="What was found", help="The customer reads it."
    )
    internal_note = fields.Text()
    inspection_photo_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cats_return_inspect_photo_rel",
        string="Photos of the inspection",
        help="The customer sees them.",
    )

    @api.model
    def _selection_verdict(self):
        return self.env["cats.return.line"]._selection_verdict()

    @api.depends("line_id")
    def _compute_is_received(self):
        for wizard in self:
            wizard.is_received = wizard.line_id._has_event("received")

    @api.depends("received_lot_id", "line_id")
    def _compute_is_other(self):
        for wizard in self:
            came, claimed = wizard.received_lot_id, wizard.line_id.lot_id
            wizard.is_other = bool(came and claimed and came != claimed)

    @api.model
    def _create_for(self, line):
        """:return: cats.return.inspect: the wizard, with what is known of a line."""
        found = {
            name: line._fields[name].convert_to_write(line[name], line)
            for name in FINDINGS
        }
        photos = [Command.set(line.inspection_photo_ids.ids)]
        return self.create(
            {**found, "line_id": line.id, "inspection_photo_ids": photos}
        )

    def action_inspect(self):
        """Note what was found; the claim proposes what becomes of the goods."""
        self.ensure_one()
        found = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in FINDINGS
        }
        photos = self.inspection_photo_ids.ids
        self.line_id._inspect({**found, "inspection_photo_ids": photos})
        return {"type": "ir.actions.act_window_close"}
