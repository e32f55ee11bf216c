import logging
from base64 import b64encode

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.barcode import createBarcodeDrawing

from ..policies.returns_terms import SELLER

_logger = logging.getLogger(__name__)


class CatsReturnPaperMixin(models.AbstractModel):
    """What goes into or onto the parcel: the return slip, a carrier's label (AFS-3)."""

    _name = "cats.return.paper.mixin"
    _description = "Papers of a return"

    label_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="cats_return_label_rel",
        string="Carrier's labels",
        readonly=True,
        copy=False,
        help="Files of the return, so that its rights open them.",
    )
    has_slip = fields.Boolean(
        compute="_compute_papers", compute_sudo=True, groups="base.group_user"
    )
    can_create_label = fields.Boolean(
        compute="_compute_papers", compute_sudo=True, groups="base.group_user"
    )

    def _compute_papers(self):
        for claim in self:
            claim.has_slip = claim._has_slip()
            claim.can_create_label = claim.has_slip and bool(
                claim._get_label_receipts() and not claim.label_ids
            )

    # -- Buttons ------------------------------------------------------------------

    def action_print_slip(self):
        """:return: the action that prints the return slip."""
        self.ensure_one()
        if not self._has_slip():
            raise UserError(self.env._("There is no slip before the approval."))
        return self.env.ref("cats_b2b.action_report_return_slip").report_action(self)

    def action_create_label(self):
        """Ask the carrier for a label again.

        :raise UserError: with what the carrier says, or when there is one already.
        """
        self.ensure_one()
        self._check_desk()
        self._lock_b2b()
        if not self.can_create_label:
            raise UserError(self.env._("The carrier gives no label for this return."))
        self._request_labels(self._get_label_receipts())

    def _shows_file(self, file):
        """Tell whether a file of a claim is for its customer, too.

        :param ir.attachment file: one whose record is the claim.
        :return: true for labels, photos, and what messages bring that he may read;
            false for what stands in notes of staff.
        :rtype: bool
        """
        self.ensure_one()
        claim_sudo = self.sudo()
        lines_sudo = claim_sudo.line_ids
        shown = lines_sudo.photo_ids | lines_sudo.inspection_photo_ids
        if file.sudo() in shown | claim_sudo.label_ids:
            return True
        written = [
            ("model", "=", self._name),
            ("res_id", "=", self.id),
            ("attachment_ids", "in", file.ids),
        ]
        return bool(self.env["mail.message"].search_count(written, limit=1))

    # -- The slip -----------------------------------------------------------------

    def _get_slip_lines(self):
        """:return: cats.return.line: approved goods that come in, or came."""
        self.ensure_one()
        return self.line_ids.filtered(
            lambda line: (
                line._sends_in()
                and line._has_event("approved")
                and line.state != "withdrawn"
            )
        )

    def _has_slip(self):
        """:return: bool: whether there is a slip to be put into the parcel."""
        self.ensure_one()
        return bool(self.ra_number and self._get_slip_lines())

    def _get_slip_values(self):
        """Prepare what the return slip says, without what is staff's own.

        :return: dict of ``number``, ``barcode`` (address of an image), ``address`` (a
            contact), ``rows`` (dicts of ``product``, ``serial``, ``quantity``,
            ``reason``: words), ``instructions``, ``carriage`` (a sentence) and
            ``is_collected``.
        """
        self.ensure_one()
        lines = self._get_slip_lines()
        return {
            "number": self.ra_number,
            "barcode": self._get_barcode(),
            "address": self._get_return_address(),
            "rows": [
                {
                    "product": line.product_id.display_name,
                    "serial": line.lot_name,
                    "quantity": line.product_uom_id._format_b2b_quantity(line.quantity),
                    "reason": line.reason_id.name,
                }
                for line in lines
            ],
            "instructions": self.instructions,
            "carriage": self._explain_inbound_carriage(),
            "is_collected": any(lines.mapped("is_collected")),
        }

    def _get_barcode(self):
        """:return: the RA number as Code 128, as the address of an image.

        Odoo's own barcodes are bitmaps, for which reportlab needs a library of C that
        not every machine has.
        """
        drawing = createBarcodeDrawing(
            "Code128", value=self.ra_number, format="svg", width=600, height=120
        )
        image = b64encode(drawing.asString("svg").encode()).decode()
        return f"data:image/svg+xml;base64,{image}"

    # -- Who pays for the way in --------------------------------------------------

    def _explain_inbound_carriage(self):
        """:return: who pays for the way in, as a sentence."""
        self.ensure_one()
        payers = {line._get_inbound_payer() for line in self._get_slip_lines()}
        if payers == {SELLER}:
            return self.env._("We pay for the way to us.")
        if SELLER not in payers:
            return self.env._("You pay for the way to us.")
        free = self._get_slip_lines().filtered(
            lambda line: line._get_inbound_payer() == SELLER
        )
        return self.env._(
            "We pay for the way to us of: %(goods)s. You pay for the rest.",
            goods=", ".join(free.product_id.mapped("display_name")),
        )

    def _is_carriage_ours(self, lines):
        """:return: bool: whether the seller pays for the way in of these lines."""
        return all(line._get_inbound_payer() == SELLER for line in lines)

    # -- The carrier's label ------------------------------------------------------

    def _get_label_receipts(self):
        """:return: stock.picking: awaited receipts for which a carrier has labels."""
        self.ensure_one()
        receipts = self.sudo().line_ids.rma_id.reception_move_id.picking_id
        return receipts.filtered(
            lambda receipt: (
                receipt.state not in ("done", "cancel")
                and self._get_label_carrier(receipt).can_generate_return
            )
        )

    def _get_label_carrier(self, receipt):
        """:return: delivery.carrier: who brings it: the one that has delivered it."""
        origins = receipt.move_ids.origin_returned_move_id.picking_id
        return receipt.carrier_id or origins.carrier_id[:1]

    def _create_return_labels(self, lines):
        """Get labels at the approval, where the seller pays for the way in.

        What a carrier's service answers must not undo the approval.

        :param cats.return.line lines: what is sent in.
        """
        self.ensure_one()
        if not (lines and self._is_carriage_ours(lines)):
            return
        receipts = self._get_label_receipts()
        try:
            with self.env.cr.savepoint():
                self._request_labels(receipts)
        except Exception as failure:  # pylint: disable=broad-except
            _logger.warning("No return label for %s", self.name, exc_info=True)
            self.message_post(
                body=self.env._(
                    "The carrier gave no return label: %(answer)s", answer=failure
                ),
                subtype_xmlid="mail.mt_note",
            )

    def _request_labels(self, receipts):
        """Have carriers make return labels, and keep them in the claim."""
        for receipt in receipts:
            carrier = self._get_label_carrier(receipt)
            receipt.carrier_id = carrier
            carrier.get_return_label(receipt)
            receipt.invalidate_recordset(["return_label_ids"])
            labels = self.env["ir.attachment"].sudo()
            for label in receipt.return_label_ids:
                labels |= label.copy({"res_model": self._name, "res_id": self.id})
            self.sudo().label_ids |= labels
