from collections import defaultdict
from dataclasses import replace
from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import date_utils, split_every

from ..policies import warranty
from ..policies.because import freeze

# Deliveries from before the addon: as long as any usual warranty lasts.
FILLED_YEARS = 5
FILLED_MOVES = 500


class CatsMoveWarrantyMixin(models.AbstractModel):
    """Transfers start, clear and continue warranties (AFS-1)."""

    _name = "cats.move.warranty.mixin"
    _description = "Warranty from delivery to return"

    # -- Which moves -------------------------------------------------------------

    def _is_b2b_handover(self):
        """:return: whether the move brought goods to a customer."""
        self.ensure_one()
        into, out_of = self.location_dest_id.usage, self.location_id.usage
        return self.state == "done" and into == "customer" and out_of != "customer"

    def _is_b2b_taken_back(self):
        """:return: whether the move brought goods back from a customer."""
        self.ensure_one()
        into, out_of = self.location_dest_id.usage, self.location_id.usage
        return self.state == "done" and out_of == "customer" and into != "customer"

    def _update_b2b_warranties(self):
        """Start the warranties of what was delivered, clear those of what came back.

        To be called once the moves are done.
        """
        # Who hands goods over needs no right on orders, returns or settings.
        moves_sudo = self.sudo()
        for move_sudo in moves_sudo.filtered(lambda one: one._is_b2b_taken_back()):
            move_sudo._clear_b2b_warranties()
        for move_sudo in moves_sudo.filtered(lambda one: one._is_b2b_handover()):
            move_sudo._start_b2b_warranties()

    # -- Whose, and when -----------------------------------------------------------

    def _get_b2b_delivered_at(self):
        """Hook: when the customer got the goods, or handed them back.

        Odoo knows when they left. Who has the carrier's word overrides this.

        :return: naive UTC.
        :rtype: datetime
        """
        self.ensure_one()
        return self.picking_id.date_done or self.date

    def _get_b2b_unit_order(self):
        """:return: sale.order: by which the goods were bought; may be none."""
        self.ensure_one()
        return self.sale_line_id.order_id or self.rma_id.order_id

    def _get_b2b_unit_partner(self):
        """:return: res.partner: the company that has the goods now; may be none."""
        self.ensure_one()
        partner = self._get_b2b_unit_order().partner_id or self.picking_id.partner_id
        return (partner or self.partner_id).commercial_partner_id

    def _get_b2b_unit_day(self):
        """:return: date: when it was, on the customer's calendar or the warehouse's."""
        self.ensure_one()
        order = self._get_b2b_unit_order()
        address = self.picking_id.partner_id or order.partner_shipping_id
        zone = address.tz or order.partner_id.tz or address.commercial_partner_id.tz
        warehouse = self.warehouse_id or self.picking_type_id.warehouse_id
        local = ZoneInfo(zone) if zone else warehouse._get_b2b_zone()
        instant = self._get_b2b_delivered_at()
        return instant.replace(tzinfo=UTC).astimezone(local).date()

    # -- Delivered -----------------------------------------------------------------

    def _start_b2b_warranties(self):
        """Decide the warranty of each unit of a delivery, and keep it."""
        self.ensure_one()
        partner = self._get_b2b_unit_partner()
        if not partner:
            return
        facts = self._get_b2b_warranty_facts()
        groups = defaultdict(self.move_line_ids.browse)
        for line in self.move_line_ids.filtered("quantity"):
            groups[self._get_b2b_line_facts(line, facts)] |= line
        values = {
            "b2b_partner_id": partner.id,
            "b2b_order_id": self._get_b2b_unit_order().id,
            "b2b_returned_qty": 0.0,
            "b2b_returned_on": False,
        }
        replaced_lot = self._get_b2b_replaced_lot()
        for line_facts, lines in groups.items():
            lines.write({**values, **self._prepare_b2b_warranty(line_facts)})
            lines._hold_b2b_serials(replaced_lot)

    def _get_b2b_warranty_facts(self):
        """:return: what the warranty of the delivery rests on.

        :rtype: warranty.WarrantyFacts
        """
        self.ensure_one()
        template = self.product_id.product_tmpl_id.with_company(self.company_id)
        facts = warranty.WarrantyFacts(
            months=template._get_b2b_warranty_months(),
            delivered=self._get_b2b_unit_day(),
        )
        replaced = self._get_b2b_replaced_warranty()
        if not replaced:
            return facts
        start, end, _months = replaced
        return replace(
            facts,
            is_replacement=True,
            replaced_start=start or None,
            replaced_end=end or None,
            continues=self._is_b2b_sent_back() or self._continues_b2b_warranty(),
        )

    def _continues_b2b_warranty(self):
        """:return: whether what replaces something continues its warranty.

        A claim keeps the terms by which it was judged.
        """
        self.ensure_one()
        claim = self.rma_id and self.rma_id._get_b2b_return_line()
        if claim:
            return claim.return_id.policy_id.replacement_continues
        return self.company_id._get_b2b_replacement_continues()

    def _get_b2b_line_facts(self, line, facts):
        """Return the facts of one unit: what is sent back keeps its own warranty.

        :param stock.move.line line: of this move.
        :param warranty.WarrantyFacts facts: of the whole move.
        :rtype: warranty.WarrantyFacts
        """
        former = line.lot_id.b2b_delivery_line_id
        if (
            line.product_id.tracking != "serial"
            or not former
            or former == line
            or former.b2b_partner_id != self._get_b2b_unit_partner()
            or not (self.rma_id or self.origin_returned_move_id)
        ):
            return facts
        return replace(
            facts,
            is_replacement=True,
            replaced_start=former.b2b_warranty_start or None,
            replaced_end=former.b2b_warranty_end or None,
            continues=True,
        )

    @api.model
    def _prepare_b2b_warranty(self, facts):
        """:return: dict: the warranty that follows from facts, as values of a line."""
        decision = warranty.decide_warranty(facts)
        return {
            "b2b_delivered_on": facts.delivered,
            "b2b_warranty_start": decision.start,
            "b2b_warranty_end": decision.end,
            "b2b_warranty_months": facts.months if decision.end else 0,
            "b2b_warranty_why": freeze(decision, facts.to_json()),
        }

    def _update_b2b_delivery_days(self):
        """Move warranties with the day of delivery, where that was corrected."""
        for move_sudo in self.sudo().filtered(lambda one: one._is_b2b_handover()):
            lines_sudo = move_sudo.move_line_ids.filtered("b2b_delivered_on")
            day = move_sudo._get_b2b_unit_day() if lines_sudo else None
            for line_sudo in lines_sudo.filtered(
                lambda line, day=day: line.b2b_delivered_on != day
            ):
                line_sudo._move_b2b_warranty(day)

    # -- Replaced and sent back ----------------------------------------------------

    def _is_b2b_sent_back(self):
        """:return: whether the move brings the very goods back that had come in."""
        self.ensure_one()
        if back := self.origin_returned_move_id:
            return back._is_b2b_taken_back()
        return bool(self.move_orig_ids & self.rma_id.reception_move_id)

    def _get_b2b_replaced_warranty(self):
        """Hook: the warranty that the goods of an outgoing move continue.

        :return: start and end (``False`` both where there was no warranty) and months;
            nothing for goods that replace none, and where nothing is known of them.
        :rtype: tuple[date | bool, date | bool, int] | None
        """
        self.ensure_one()
        lines = self._get_b2b_replaced_lines().filtered("b2b_delivered_on")
        if not lines:
            return None
        # Where it is open which unit it was, the customer has the benefit.
        ending = [line for line in lines if line.b2b_warranty_end]
        line = max(ending, key=lambda one: one.b2b_warranty_end) if ending else lines[0]
        return line.b2b_warranty_start, line.b2b_warranty_end, line.b2b_warranty_months

    def _get_b2b_replaced_lines(self):
        """:return: stock.move.line: the deliveries of what the move replaces."""
        self.ensure_one()
        if lot := self._get_b2b_replaced_lot():
            return lot.b2b_delivery_line_id
        if not self.rma_id:
            return self.origin_returned_move_id.origin_returned_move_id.move_line_ids
        claim = self.rma_id._get_b2b_return_line()
        return claim.move_line_id or self.rma_id.move_id.move_line_ids

    def _get_b2b_replaced_lot(self):
        """:return: stock.lot: the unit that a return is about; may be none."""
        self.ensure_one()
        if not self.rma_id:
            return self.env["stock.lot"]
        claim = self.rma_id._get_b2b_return_line()
        lots = (
            claim.received_lot_id
            or claim.lot_id
            or self.rma_id.reception_move_id.move_line_ids.lot_id
        )
        serials = lots.filtered("b2b_is_serial")
        return serials if len(serials) == 1 else serials.browse()

    # -- Come back -----------------------------------------------------------------

    def _clear_b2b_warranties(self):
        """Clear the warranties of what a customer brought back."""
        self.ensure_one()
        day = self._get_b2b_unit_day()
        origin = self.origin_returned_move_id | self.rma_receiver_ids.move_id
        lines = self.move_line_ids.filtered("quantity")
        serials = lines.filtered(lambda one: one.product_id.tracking == "serial")
        for line in lines - serials:
            delivered = origin.move_line_ids.filtered(
                lambda one, lot=line.lot_id: one.b2b_delivered_on and one.lot_id == lot
            )
            delivered._note_b2b_return(line.quantity_product_uom, day)
        for lot in serials.lot_id.with_context(tracking_disable=True):
            # What was cleared and came back once more keeps the day of the first time.
            lot.b2b_delivery_line_id._note_b2b_return(1.0, day)
            lot.write(self._prepare_b2b_cleared(lot))

    @api.model
    def _prepare_b2b_cleared(self, lot):
        """:return: dict: values of a serial number that no customer holds."""
        frozen = (lot.b2b_warranty_why or {}).get("facts", {"months": 0})
        facts = replace(warranty.WarrantyFacts.from_json(frozen), returned=True)
        decision = warranty.decide_warranty(facts)
        return {
            "b2b_warranty_start": decision.start,
            "b2b_warranty_end": decision.end,
            "b2b_warranty_months": 0,
            "b2b_warranty_why": freeze(decision, facts.to_json()),
            "b2b_partner_id": False,
        }

    # -- From before ---------------------------------------------------------------

    @api.model
    def _fill_b2b_warranties(self):
        """Give deliveries from before the addon their warranties, by today's settings.

        Those of the last years, of orders and of serial numbers; as superuser, when the
        addon is installed or updated. What has a day of delivery keeps what it has.
        """
        since = date_utils.subtract(fields.Datetime.now(), years=FILLED_YEARS)
        moves = self.search(self._get_b2b_filled_domain(since), order="date, id")
        for ids in split_every(FILLED_MOVES, moves.ids):
            batch = self.browse(ids)
            # In their order: a unit may have left, come back and left again.
            for move in batch:
                move._update_b2b_warranties()
            self.env.flush_all()
            self.env.invalidate_all()

    @api.model
    def _get_b2b_filled_domain(self, since):
        """:return: Domain: moves to and from customers that no warranty knows yet."""
        into = Domain("location_dest_id.usage", "=", "customer") & Domain(
            "location_id.usage", "!=", "customer"
        )
        ours = Domain("sale_line_id", "!=", False) | Domain(
            "product_id.tracking", "=", "serial"
        )
        fresh = ~Domain("move_line_ids.b2b_delivered_on", "!=", False)
        back = Domain("location_id.usage", "=", "customer") & Domain(
            "location_dest_id.usage", "!=", "customer"
        )
        return (
            Domain("state", "=", "done")
            & Domain("date", ">=", since)
            & ((into & ours & fresh) | back)
        )
