from collections import defaultdict

from odoo import fields, models


class CatsLinePromiseMixin(models.AbstractModel):
    """What a line has to wait for, and the promise that is kept of it (DSP-2)."""

    _name = "cats.line.promise.mixin"
    _description = "Dispatch promise of an order line"

    def _get_b2b_waits(self, warehouse, placed_at, quantities):
        """Tell what the lines have to wait for: nothing, goods on order, or the lead.

        :return: (lead time in working days, expected day or ``None``) by line; a lead
            time of 0 for what is in stock.
        :rtype: dict[sale.order.line, tuple[int, date | None]]
        """
        waits = {}
        storable = self.filtered("product_id.is_storable")
        wanted = defaultdict(float)
        for line in storable:
            wanted[line.product_id] += quantities.get(line, line._get_b2b_product_qty())
        supplies = storable.product_id._get_b2b_supply(warehouse, wanted)
        taken = defaultdict(float)
        for line in self:
            product = line.product_id
            if line not in storable:
                waits[line] = 0, None
                continue
            # Open quotations reserve nothing from each other.
            share = (product, line.state != "sale" and line.order_id)
            taken[share] += quantities.get(line, line._get_b2b_product_qty())
            waits[line] = product._get_b2b_wait(
                taken[share], supplies[product], warehouse, placed_at
            )
        return waits

    def _freeze_b2b_promises(self, placed_at, quantities=None):
        """Write the promise on the lines, with its facts and reasons.

        A line that was promised already keeps the later of both days. Of goods that
        nobody knows when to expect, the customer will be told the day.
        """
        Warehouse = self.env["stock.warehouse"]
        promises = self._get_b2b_promises(placed_at, quantities)
        for line, (promise, facts) in promises.items():
            if not line.b2b_promise_date or promise.day > line.b2b_promise_date:
                frozen = Warehouse._freeze_b2b_dispatch(promise, facts)
                line.write(
                    {
                        "b2b_promise_date": promise.day,
                        "b2b_why": frozen,
                        **self._prepare_b2b_no_delay(),
                    }
                )
        unpromised = self.filtered(lambda line: line not in promises)
        unpromised._await_b2b_promise(placed_at)

    def _freeze_b2b_added(self, previous):
        """Promise, from now on, what is added to confirmed orders.

        Lines that were confirmed without a promise, before there was a B2B shop, stay
        without one.

        :param dict previous: the quantity before, by id of the line, in its unit.
        """
        added = {}
        for line in self.filtered(lambda line: line.state == "sale"):
            is_promised = bool(line.b2b_promise_date)
            if line.id in previous:
                more = is_promised and line.product_uom_qty - previous[line.id]
            else:
                is_new = not is_promised and not line.move_ids
                more = is_new and line.product_uom_qty
            if more > 0:
                added[line] = line.product_uom_id._compute_quantity(
                    more, line.product_id.uom_id, round=False
                )
        lines = self.browse(line.id for line in added)
        lines._freeze_b2b_promises(fields.Datetime.now(), added)
