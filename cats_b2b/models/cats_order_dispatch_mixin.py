from odoo import fields, models
from odoo.tools import format_date

from ..policies import because as because_policy


class CatsOrderDispatchMixin(models.AbstractModel):
    """What an order knows of its promise of dispatch (DSP-1 to DSP-3)."""

    _name = "cats.order.dispatch.mixin"
    _description = "Dispatch of an Order"

    def _set_b2b_warehouse(self):
        """Let open orders leave from the warehouse that delivers the customer (CAT-5).

        Orders that the customer collects leave from where he collects them. Where
        nothing tells a warehouse, a backend order keeps Odoo's default.
        """
        for order in self.filtered(lambda order: order._has_open_b2b_warehouse()):
            if warehouse := order._find_b2b_warehouse():
                order.warehouse_id = warehouse

    def _follow_b2b_address(self):
        """Choose the warehouse anew, whoever picked it, for a new address (CAT-5)."""
        self.filtered(
            lambda order: order._has_open_b2b_warehouse()
        )._compute_warehouse_id()

    def _has_open_b2b_warehouse(self):
        """:return: whether the address decides from where the order leaves."""
        self.ensure_one()
        return (
            self.state in ("draft", "sent")
            and self.carrier_id.delivery_type != "in_store"
            and self._is_b2b()
        )

    def _find_b2b_warehouse(self):
        """:return: the warehouse that delivers the order, or none."""
        self.ensure_one()
        who = self.partner_id, self.partner_shipping_id
        if self.website_id:
            return self.website_id._get_b2b_warehouse(*who)
        return self.company_id._find_b2b_warehouse(*who)

    def _get_b2b_tz_name(self, picking):
        """Return in which zone the dates of a transfer are told (DSP-3).

        The promise is a day of the warehouse; its transfer must not be a day later for
        a reader in the far east.

        :return: name of the warehouse's zone; ``None`` leaves it to the reader's.
        :rtype: str | None
        """
        warehouse = picking.picking_type_id.warehouse_id
        return warehouse._get_b2b_zone().key if warehouse and self._is_b2b() else None

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
        if not goods or not all(
            warehouse.sudo()._get_b2b_calendar() for warehouse in goods.warehouse_id
        ):
            return None
        if self._waits_for_b2b_payment():
            return self._prepare_b2b_waiting_promise()
        if unknown := goods.filtered(lambda line: line not in promises):
            return self._prepare_b2b_unknown_promise(
                unknown, {line: promise.day for line, (promise, _f) in promises.items()}
            )
        freeze = self.env["stock.warehouse"]._freeze_b2b_dispatch
        closing = [one.closes_at for one, _facts in promises.values() if one.closes_at]
        return self._prepare_b2b_promise(
            {line: promise.day for line, (promise, _facts) in promises.items()},
            {line: freeze(*decided) for line, decided in promises.items()},
            closes_at=min(closing, default=None),
        )

    def _waits_for_b2b_payment(self):
        """:return: whether the order waits for a transfer or cheque (PAY-1)."""
        states = set(self.sudo().transaction_ids.mapped("state"))
        return "pending" in states and states.isdisjoint({"authorized", "done"})

    def _prepare_b2b_waiting_promise(self):
        """:return: what an order that waits for its payment (PAY-1) can promise."""
        return self._prepare_b2b_open_promise(
            self.env._("Dispatch: once your payment has arrived")
        )

    def _prepare_b2b_unknown_promise(self, unknown, days):
        """Tell which goods nobody knows the dispatch of, and what is known of others.

        :param sale.order.line unknown: neither in stock nor on order, and without a
            lead time.
        :param dict days: the day of the other lines.
        """
        return self._prepare_b2b_open_promise(
            self.env._("Dispatch: we will tell you the day"),
            reasons=[line._explain_b2b_delay_unknown({}) for line in unknown],
            days=days,
        )

    def _prepare_b2b_open_promise(self, sentence, reasons=(), days=None):
        """:return: a promise that names no day of the order."""
        return {
            "day": False,
            "line": self.env["sale.order.line"],
            "delay": "",
            "days": self._format_b2b_days(days or {}),
            "seconds_left": 0,
            "sentence": sentence,
            "reasons": list(reasons),
        }

    def _format_b2b_days(self, days):
        """:return: the days in words, by line."""
        return {
            line: format_date(self.env, day, date_format="full")
            for line, day in days.items()
        }

    def _get_b2b_frozen_promise(self):
        """:return: like :meth:`_get_b2b_promise`, as promised at confirmation."""
        lines = self.order_line.filtered("b2b_promise_date")
        days = {line: line.b2b_promise_date for line in lines}
        if unknown := (self.order_line - lines).filtered("b2b_dispatch_unknown"):
            return self._prepare_b2b_unknown_promise(unknown, days)
        if not lines:
            return None
        return self._prepare_b2b_promise(
            days,
            # The reader is told the sentences; the facts are for the staff.
            {line: line.sudo().b2b_why for line in lines},
        )

    def _prepare_b2b_promise(self, days, frozen, closes_at=None):
        """Put a promise together for pages, mails and documents.

        The line that the others wait for heads it, with its warehouse's reasons: days
        are days of the warehouse that a line leaves from, whoever reads them.

        :param dict days: promised day by line.
        :param dict frozen: promise, facts and reasons of the day, by line.
        :param datetime closes_at: until when (aware) the days hold.
        """
        codes = {line: because_policy.frozen_codes(frozen[line]) for line in days}
        waits = {line: "together" in codes[line] for line in days}
        slowest = max(
            days,
            # Of lines that leave together, one that is still to come tells more.
            key=lambda line: (
                days[line],
                not waits[line],
                "in_stock" not in codes[line],
            ),
        )
        is_waited_for = any(waits.values()) or min(days.values()) < days[slowest]
        warehouse = slowest.warehouse_id
        return {
            "day": days[slowest],
            "line": slowest,
            "delay": is_waited_for and slowest._describe_b2b_delay(),
            "days": self._format_b2b_days(days),
            "seconds_left": warehouse._get_b2b_seconds_left(
                closes_at, fields.Datetime.now()
            ),
            "sentence": warehouse._get_b2b_dispatch_sentence(days[slowest]),
            "reasons": warehouse._explain_b2b_dispatch(frozen[slowest]),
        }
