from datetime import datetime

from freezegun import freeze_time

from odoo.fields import Command

from .common import CatsB2bCommon

MARCH = "2026-03-12 10:00:00"


class WarrantyCommon(CatsB2bCommon):
    """Articles with serial numbers, with lots and without either; 24 months each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serial = cls._create_warranted("Converter", tracking="serial")
        cls.lots = cls._create_warranted("Cable by the drum", tracking="lot")
        cls.plain = cls._create_warranted("Clip")

    @classmethod
    def _create_warranted(cls, name, **values):
        return cls._create_product(name, 80.0, b2b_warranty_months=24, **values)

    @classmethod
    def _receive(cls, product, name=None, quantity=1.0):
        """Put goods into stock.

        :return: the serial number or lot; empty for an article without.
        """
        lot = cls.env["stock.lot"]
        if name:
            lot = lot.create(
                {
                    "name": name,
                    "product_id": product.id,
                    "company_id": cls.company.id,
                }
            )
        cls.env["stock.quant"]._update_available_quantity(
            product, cls.warehouse.lot_stock_id, quantity, lot_id=lot
        )
        return lot

    @classmethod
    def _sell(cls, product, quantity=1.0, at=MARCH, lots=None, user=None, **values):
        """Sell and deliver an article.

        :param str at: when it leaves, in UTC.
        :param stock.lot lots: which ones leave; one of each.
        :return: the order.
        """
        values["partner_id"] = (user or cls.buyer).partner_id.id
        order = cls._create_order((product, quantity), **values)
        with freeze_time(at):
            order.action_confirm()
            cls._deliver(order, quantity, lots)
        return order

    @classmethod
    def _deliver(cls, order, quantity, lots=None):
        transfer = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        cls._hand_over(transfer.move_ids, quantity, lots)
        return transfer

    @classmethod
    def _hand_over(cls, move, quantity=1.0, lots=None):
        """Move goods now; of several lots one of each."""
        if lots:
            move.move_line_ids.unlink()
            move.move_line_ids = [
                Command.create(
                    {
                        "product_id": move.product_id.id,
                        "product_uom_id": move.product_uom.id,
                        "quantity": quantity / len(lots),
                        "lot_id": lot.id,
                        "location_id": move.location_id.id,
                        "location_dest_id": move.location_dest_id.id,
                        "picking_id": move.picking_id.id,
                    }
                )
                for lot in lots
            ]
        else:
            move.quantity = quantity
        move.picked = True
        move.picking_id.with_context(
            skip_backorder=True, cancel_backorder=False
        )._action_done()

    @classmethod
    def _send_back(cls, order, quantity=1.0, lots=None, at="2026-05-03 10:00:00"):
        """Take goods of an order back, as the staff do on its transfer.

        :return: the transfer.
        """
        transfer = order.picking_ids.filtered(
            lambda one: one.state == "done" and one.picking_type_code == "outgoing"
        )[:1]
        return cls._return(transfer, quantity, lots, at)

    @classmethod
    def _return(cls, transfer, quantity=1.0, lots=None, at="2026-05-03 10:00:00"):
        with freeze_time(at):
            wizard = (
                cls.env["stock.return.picking"]
                .with_context(active_id=transfer.id, active_model="stock.picking")
                .create({"picking_id": transfer.id})
            )
            wizard.product_return_moves.quantity = quantity
            back = wizard._create_return()
            cls._hand_over(back.move_ids, quantity, lots)
        return back

    def _get_units(self, order):
        """:return: stock.move.line: what an order delivered, the oldest first."""
        return self.env["stock.move.line"].search(
            [("b2b_order_id", "=", order.id)], order="id"
        )

    def assertWarranty(self, record, start, end):
        days = record.b2b_warranty_start, record.b2b_warranty_end
        expected = [
            day and datetime.strptime(day, "%Y-%m-%d").date() for day in (start, end)
        ]
        self.assertEqual([day or None for day in days], expected)
