from dataclasses import replace

from odoo import fields, models

from ..policies import warranty


class StockMoveLine(models.Model):
    """What was delivered to a customer: a unit, or a quantity of one article (AFS-1).

    Its warranty stays here when it comes back, so that a claim can still see it.
    """

    _name = "stock.move.line"
    _inherit = [
        "stock.move.line",
        "cats.move.line.claim.mixin",
        "cats.unit.page.mixin",
        "cats.unit.list.mixin",
        "cats.warranty.mixin",
    ]

    b2b_partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Delivered to",
        readonly=True,
        copy=False,
        index=False,
        help="The company that bought it; set with the delivery.",
    )
    b2b_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order of the delivery",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    b2b_delivered_on = fields.Date(
        string="Delivered on",
        readonly=True,
        copy=False,
        help="The day of delivery on the customer's calendar.",
    )
    b2b_returned_qty = fields.Float(
        string="Returned",
        digits="Product Unit",
        readonly=True,
        copy=False,
        help="How much of it came back, in the unit of the line.",
    )
    b2b_returned_on = fields.Date(
        string="Returned on",
        readonly=True,
        copy=False,
        help="The day on which the last of it came back.",
    )

    b2b_warranty_end = fields.Date(index=False)

    _b2b_delivered_idx = models.Index(
        "(b2b_partner_id, b2b_delivered_on DESC, id DESC) "
        "WHERE b2b_partner_id IS NOT NULL"
    )
    _b2b_ending_idx = models.Index(
        "(b2b_partner_id, b2b_warranty_end) WHERE b2b_partner_id IS NOT NULL"
    )

    def write(self, vals):
        """Override of `stock`: a serial number corrected after delivery (AFS-1)."""
        delivered = self.filtered("b2b_delivered_on") if "lot_id" in vals else ()
        before = {line: line.lot_id for line in delivered}
        result = super().write(vals)
        for line, lot in before.items():
            if line.lot_id != lot:
                # Who corrects a transfer needs no right on what became of it.
                line.sudo()._change_b2b_serial(lot.sudo())
        return result

    def _change_b2b_serial(self, lot):
        """Give the warranty of a delivery to the serial number that really left.

        :param stock.lot lot: the one that was noted by mistake.
        """
        self.ensure_one()
        if lot.b2b_delivery_line_id == self:
            cleared = self.move_id._prepare_b2b_cleared(lot)
            lot.with_context(tracking_disable=True).write(
                {**cleared, "b2b_delivery_line_id": False}
            )
        if not self.b2b_returned_on:
            self._hold_b2b_serials(self.env["stock.lot"])

    def _get_b2b_kept_quantity(self):
        """:return: float: what the customer still has of it, in the line's unit."""
        self.ensure_one()
        return max(self.quantity - self.b2b_returned_qty, 0.0)

    def _hold_b2b_serials(self, replaced_lot):
        """Give serial numbers the warranty of the delivery by which they just left.

        :param stock.lot replaced_lot: the unit whose place they take, if it is known.
        """
        for line in self.filtered(lambda one: one.product_id.tracking == "serial"):
            lot = line.lot_id.with_context(tracking_disable=True)
            values = {
                "b2b_warranty_start": line.b2b_warranty_start,
                "b2b_warranty_end": line.b2b_warranty_end,
                "b2b_warranty_months": line.b2b_warranty_months,
                "b2b_warranty_why": line.b2b_warranty_why,
                "b2b_partner_id": line.b2b_partner_id.id,
                "b2b_delivery_line_id": line.id,
            }
            if replaced_lot and replaced_lot != lot:
                values["b2b_replaces_id"] = replaced_lot.id
            lot.write(values)

    def _move_b2b_warranty(self, day):
        """Let the warranty of a delivery start on another day, by the same facts.

        :param date day: the corrected day of delivery.
        """
        self.ensure_one()
        frozen = (self.b2b_warranty_why or {}).get("facts")
        if not frozen:
            return
        facts = replace(warranty.WarrantyFacts.from_json(frozen), delivered=day)
        self.write(self.move_id._prepare_b2b_warranty(facts))
        if self.lot_id.b2b_delivery_line_id == self and self.lot_id.b2b_partner_id:
            self._hold_b2b_serials(self.lot_id.b2b_replaces_id)

    def _note_b2b_return(self, quantity, day):
        """Note that some of what was delivered came back.

        :param float quantity: in the article's own unit.
        :param date day: on the customer's calendar.
        :return: what came back beyond what these lines delivered.
        :rtype: float
        """
        for line in self:
            own_uom = line.product_id.uom_id
            if own_uom.compare(quantity, 0.0) <= 0:
                break
            kept = line.product_uom_id._compute_quantity(
                line._get_b2b_kept_quantity(), own_uom, round=False
            )
            back = min(kept, quantity)
            quantity -= back
            returned = own_uom._compute_quantity(back, line.product_uom_id, round=False)
            values = {"b2b_returned_qty": line.b2b_returned_qty + returned}
            if own_uom.compare(back, kept) >= 0:
                values["b2b_returned_on"] = day
            line.write(values)
        return quantity

    def _get_b2b_warranty(self):
        """Return the warranty of what was delivered (AFS-1).

        :return: its first and last day, ``None`` both when there is none.
        :rtype: tuple[date | None, date | None]
        """
        self.ensure_one()
        return self.b2b_warranty_start or None, self.b2b_warranty_end or None
