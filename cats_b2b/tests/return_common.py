from datetime import date, datetime, time

from freezegun import freeze_time

from odoo.fields import Command

from ..policies.because import freeze
from ..policies.returns_claim import ClaimFacts, decide_claim
from ..policies.returns_terms import freeze_facts
from .common import CatsB2bCommon

# A Thursday. Noon in Brussels is 11:00 UTC.
DELIVERED = date(2026, 3, 12)
CLAIMED = date(2026, 3, 22)
NOON = time(11)


class CatsReturnCommon(CatsB2bCommon):
    """What the buyer gets on March 12, 2026, and what he claims of it ten days later.

    A driver has a serial and costs EUR 100.00, a cable has none and costs EUR 5.00;
    21 % of tax come on top. Both have 24 months of warranty: until March 12, 2028.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer.partner_id.tz = "Europe/Brussels"
        warranty = {"b2b_warranty_months": 24}
        cls.driver = cls._create_product("Driver", 100.0, tracking="serial", **warranty)
        cls.cable = cls._create_product("Cable", 5.0, **warranty)
        cls.env["cats.return.policy"].search(
            [("company_id", "=", cls.company.id)]
        ).unlink()

    # -- Deliveries ----------------------------------------------------------------

    @classmethod
    def _at(cls, day):
        """:return: datetime: noon in Brussels of a day, or a moment (UTC) as it is."""
        return day if isinstance(day, datetime) else datetime.combine(day, NOON)

    @classmethod
    def _deliver(cls, product, qty=1, lots=(), on=DELIVERED, **values):
        """Sell goods and deliver them.

        :param lots: names of serials, new or in stock; each is one unit.
        :param on: the day, or the moment in UTC.
        :param values: of the order.
        :return: stock.move.line: what was delivered, a unit each where it has a serial.
        """
        return cls._deliver_all([(product, qty, lots)], on=on, **values)

    @classmethod
    def _deliver_all(cls, goods, on=DELIVERED, **values):
        """Deliver several articles with one order; goods are (article, quantity, lots).

        :return: stock.move.line: what was delivered.
        """
        with freeze_time(cls._at(on)):
            for product, qty, lots in goods:
                cls._put_into_stock(product, qty, lots)
            order = cls._create_order(
                *((product, len(lots) or qty) for product, qty, lots in goods), **values
            )
            order.action_confirm()
            return cls._hand_over(order, {it[0]: it[2] for it in goods})

    @classmethod
    def _hand_over(cls, order, lots=None, quantities=None, on=None):
        """Deliver what is open of an order; the rest waits in a backorder.

        :param dict lots: names of serials by article.
        :param dict quantities: how much, by article; all of it by default.
        """
        if on:
            with freeze_time(cls._at(on)):
                return cls._hand_over(order, lots, quantities)
        transfer = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        for move in transfer.move_ids:
            if names := (lots or {}).get(move.product_id):
                cls._set_serials(move, names)
            elif quantities is not None:
                move.quantity = quantities.get(move.product_id, 0.0)
            else:
                move.quantity = move.product_uom_qty
            move.picked = bool(move.quantity)
        transfer.with_context(
            skip_backorder=True, cancel_backorder=False
        )._action_done()
        cls.env.flush_all()
        return transfer.move_line_ids.filtered("quantity")

    @classmethod
    def _set_serials(cls, move, names):
        move.move_line_ids.unlink()
        move.move_line_ids = [
            Command.create(
                {
                    "product_id": move.product_id.id,
                    "picking_id": move.picking_id.id,
                    "location_id": move.location_id.id,
                    "location_dest_id": move.location_dest_id.id,
                    "lot_id": cls._get_lot(move.product_id, name).id,
                    "quantity": 1.0,
                }
            )
            for name in names
        ]

    @classmethod
    def _get_lot(cls, product, name):
        lots = cls.env["stock.lot"]
        known = [("product_id", "=", product.id), ("name", "=", name)]
        return lots.search(known) or lots.create(
            {"product_id": product.id, "name": name, "company_id": cls.company.id}
        )

    @classmethod
    def _put_into_stock(cls, product, qty, lots=()):
        quants, location = cls.env["stock.quant"], cls.warehouse.lot_stock_id
        for name in lots:
            lot = cls._get_lot(product, name)
            if not quants.search([("lot_id", "=", lot.id), ("quantity", ">", 0)]):
                quants._update_available_quantity(product, location, 1, lot_id=lot)
        if not lots:
            quants._update_available_quantity(product, location, qty)

    @classmethod
    def _invoice_delivered(cls, order, on=DELIVERED):
        """:return: account.move: the posted invoice of what was delivered."""
        with freeze_time(cls._at(on)):
            invoice = order._create_invoices(final=True)
            invoice.action_post()
        return invoice

    # -- Claims --------------------------------------------------------------------

    @classmethod
    def _claim_line(cls, reason, move_line=None, quantity=None, on=CLAIMED, **values):
        """Claim a delivery directly on the model, as superuser, by the current terms.

        :param str reason: code of the reason.
        :param stock.move.line move_line: by default, that of a new driver.
        :param float quantity: by default, all of it.
        :param date on: the day of the claim.
        :param values: more of the line.
        :return: cats.return.line: in state ``submitted``.
        """
        move_line = move_line or cls._deliver(cls.driver, lots=[cls._make_serial()])
        quantity = quantity or move_line.quantity
        with freeze_time(cls._at(on)):
            line = cls.env["cats.return.line"].create(
                {
                    **cls._prepare_claimed(reason, move_line, quantity, on),
                    "return_id": cls._create_claim(move_line).id,
                    **values,
                }
            )
            line._log_event("submitted", on)
        return line

    @classmethod
    def _make_serial(cls):
        return f"SN{cls.env['stock.lot'].search_count([]) + 1:04}"

    @classmethod
    def _create_claim(cls, move_line):
        order = move_line.move_id.sale_line_id.order_id
        return cls.env["cats.return"].create(
            {
                "name": cls.env["ir.sequence"].next_by_code("cats.return"),
                "partner_id": order.partner_id.id,
                "partner_shipping_id": order.partner_shipping_id.id,
                "user_id": cls.buyer.id,
                "company_id": order.company_id.id,
                "policy_id": cls.env["cats.return.policy"]
                ._get_current(order.company_id)
                .id,
            }
        )

    @classmethod
    def _prepare_claimed(cls, reason, move_line, quantity, on):
        """:return: dict: values of a line, frozen as the customer's form does it."""
        sale_line = move_line.move_id.sale_line_id
        start, end = move_line._get_b2b_warranty()
        delivered = move_line._get_b2b_delivery_day()
        facts = ClaimFacts(
            reason=reason,
            today=on,
            delivered=delivered,
            completed=delivered,
            warranty_end=end,
            delivered_qty=move_line.quantity,
            quantity=quantity,
            packaging="sealed",
            photos=1,
        )
        terms = cls.env["cats.return.policy"]._get_current(cls.company)._get_terms()
        price = sale_line.price_reduce_taxexcl
        is_serial = move_line.product_id.tracking == "serial"
        return {
            "sale_line_id": sale_line.id,
            "move_line_id": move_line.id,
            "product_id": move_line.product_id.id,
            "lot_id": is_serial and move_line.lot_id.id,
            "lot_name": move_line.lot_id.name,
            "quantity": quantity,
            "product_uom_id": move_line.product_uom_id.id,
            "price_unit": price,
            "value": price * quantity,
            "reason_id": cls.env.ref(f"cats_b2b.return_reason_{reason}").id,
            "reason": reason,
            "description": "It does not work.",
            "packaging": "sealed",
            "delivered_on": delivered,
            "completed_on": delivered,
            "warranty_start": start,
            "warranty_end": end,
            "claim_why": freeze(decide_claim(facts, terms), freeze_facts(facts, terms)),
        }

    # -- What staff do with them, at its shortest ----------------------------------

    @classmethod
    def _approve_shortly(cls, line, on=CLAIMED):
        """Approve a claimed line without the desk: an RA number, an RMA, the event."""
        is_missing = line.reason == "missing_article"
        operation = "rma_operation_missing" if is_missing else "rma_operation_return"
        claim, move = line.return_id, line.move_line_id.move_id
        with freeze_time(cls._at(on)):
            claim.ra_number = claim.ra_number or cls.env["ir.sequence"].next_by_code(
                "cats.return.ra"
            )
            line.rma_id = cls.env["rma"].create(
                {
                    "name": f"{claim.ra_number}-{line.id}",
                    "company_id": claim.company_id.id,
                    "partner_id": claim.partner_id.id,
                    "partner_invoice_id": line.order_id.partner_invoice_id.id,
                    "partner_shipping_id": claim.partner_shipping_id.id,
                    "order_id": line.order_id.id,
                    "picking_id": move.picking_id.id,
                    "move_id": move.id,
                    "product_id": line.product_id.id,
                    "product_uom_qty": line.quantity,
                    "product_uom": line.product_uom_id.id,
                    "operation_id": cls.env.ref(f"cats_b2b.{operation}").id,
                }
            )
            line.rma_id.action_confirm()
            if not line._has_event("approved"):
                line._log_event("approved", on)
        return line

    @classmethod
    def _receive_shortly(cls, line, on=CLAIMED):
        """Take in all that was announced of an approved line."""
        move = line.rma_id.reception_move_id
        with freeze_time(cls._at(on)):
            if line.lot_id:
                cls._set_serials(move, line.lot_id.mapped("name"))
            else:
                move.quantity = line.quantity
            move.picked = True
            move.picking_id._action_done()
            line.received_qty = line.quantity
            line.received_lot_id = line.lot_id
            for event in ("handed_over", "received"):
                if not line._has_event(event):
                    line._log_event(event, on)
        return line

    @classmethod
    def _inspect_shortly(cls, line, verdict, on=CLAIMED, **values):
        """Note a verdict; what is to become of it is not decided."""
        line.write({"verdict": verdict, **values})
        if not line._has_event("inspected"):
            line._log_event("inspected", on)
        return line
