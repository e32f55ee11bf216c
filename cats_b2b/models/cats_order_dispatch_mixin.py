from odoo import fields, models
from odoo.tools import format_date


class CatsOrderDispatchMixin(models.AbstractModel):
    """What an order knows of its promise of dispatch (DSP-1 to DSP-3)."""

    _name = "cats.order.dispatch.mixin"
    _description = "Dispatch of an Order"

    def _get_b2b_promise(self):
        """Return the order's promise of dispatch, ready to be shown (DSP-3).

        Confirmed orders show what was promised, others what would be promised now. The
        line that leaves last decides.

        :return: ``day``, ``sentence``, ``reasons`` (sentences), the slowest ``line``,
            a sentence ``delay`` when it makes the others wait, the ``days`` by line in
            words, and for how many ``seconds_left`` the promise holds (0 when it does
            not hang on the hour); ``None`` when there is nothing to promise.
        :rtype: dict | None
        """
        self.ensure_one()
        if self.state == "sale":
            return self._get_b2b_frozen_promise()
        if self.state == "cancel" or not self._is_b2b():
            return None
        promises = self.order_line._get_b2b_promises(fields.Datetime.now())
        goods = self.order_line.filtered(lambda line: line._has_b2b_goods())
        if not promises or len(promises) < len(goods):
            return None
        if self._waits_for_b2b_payment():
            return self._prepare_b2b_waiting_promise()
        Warehouse = self.env["stock.warehouse"]
        line = max(promises, key=lambda line: promises[line][0].day)
        promise, facts = promises[line]
        closing = [one.closes_at for one, _facts in promises.values() if one.closes_at]
        return self._prepare_b2b_promise(
            line,
            {line: one.day for line, (one, _facts) in promises.items()},
            Warehouse._freeze_b2b_dispatch(promise, facts),
            closes_at=min(closing, default=None),
        )

    def _waits_for_b2b_payment(self):
        """:return: whether the order waits for a transfer or cheque (PAY-1)."""
        states = set(self.sudo().transaction_ids.mapped("state"))
        return "pending" in states and states.isdisjoint({"authorized", "done"})

    def _prepare_b2b_waiting_promise(self):
        """:return: what an order that waits for its payment (PAY-1) can promise."""
        return {
            "day": False,
            "line": self.env["sale.order.line"],
            "delay": "",
            "days": {},
            "seconds_left": 0,
            "sentence": self.env._("Dispatch: once your payment has arrived"),
            "reasons": [],
        }

    def _get_b2b_frozen_promise(self):
        """:return: like :meth:`_get_b2b_promise`, as promised at confirmation."""
        days = {
            line: line.b2b_promise_date
            for line in self.order_line
            if line.b2b_promise_date
        }
        if not days:
            return None
        line = max(days, key=days.get)
        return self._prepare_b2b_promise(line, days, line.b2b_why)

    def _prepare_b2b_promise(self, line, days, frozen, closes_at=None):
        """Put a promise together for pages, mails and documents."""
        Warehouse = line.warehouse_id
        return {
            "day": days[line],
            "line": line,
            "delay": min(days.values()) < days[line] and line._describe_b2b_delay(),
            "days": {
                line: format_date(self.env, day, date_format="full")
                for line, day in days.items()
            },
            "seconds_left": Warehouse._get_b2b_seconds_left(
                closes_at, fields.Datetime.now()
            ),
            "sentence": Warehouse._get_b2b_dispatch_sentence(days[line]),
            "reasons": Warehouse._explain_b2b_dispatch(frozen),
        }
