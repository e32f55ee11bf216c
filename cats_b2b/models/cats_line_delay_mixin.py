from datetime import time, timedelta

from odoo import api, fields, models
from odoo.tools import format_date

from ..policies import because as because_policy
from ..policies import delay, dispatch


class CatsLineDelayMixin(models.AbstractModel):
    """What a line knows of a promise that can no longer be kept (DSP-3, DSP-6)."""

    _name = "cats.line.delay.mixin"
    _description = "Delay of an Order Line"

    b2b_expected_dispatch_date = fields.Date(
        string="Dispatch now expected",
        readonly=True,
        copy=False,
        help="Day on which the goods are expected to leave, where that is another day "
        "than the promised one. The customer was told.",
    )
    b2b_promise_at_risk = fields.Boolean(
        string="Promise at risk",
        readonly=True,
        copy=False,
        help="The goods are expected to leave later than promised or agreed, or nobody "
        "knows when.",
    )
    b2b_dispatch_unknown = fields.Boolean(
        string="Day of dispatch unknown",
        readonly=True,
        copy=False,
        help="Nobody knows when the goods come. The customer waits to be told the day.",
    )
    b2b_supply = fields.Selection(
        selection=[
            ("stock", "Stock"),
            ("receipt", "Goods on order"),
            ("none", "Nothing yet"),
        ],
        string="Supply",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="What the undispatched goods relied on when they were last looked at.",
    )
    b2b_delay_why = fields.Json(
        string="Frozen reasons of the delay",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Facts and reasons of the day that is now expected.",
    )

    @api.model
    def _prepare_b2b_no_delay(self):
        """Return the values of a line whose promise is new, or was withdrawn.

        Whether it is at risk is decided within the hour, which closes the activity.
        """
        return {
            "b2b_expected_dispatch_date": False,
            "b2b_dispatch_unknown": False,
            "b2b_supply": False,
            "b2b_delay_why": False,
        }

    def _await_b2b_promise(self, placed_at):
        """Mark goods that nobody knows when to expect: the customer is told the day.

        Where the warehouse never opens there is no day to tell, whatever comes.

        :param datetime placed_at: naive UTC.
        """
        goods = self.filtered(
            lambda line: not line.b2b_promise_date and line._has_b2b_goods()
        )
        for warehouse, lines in goods.grouped("warehouse_id").items():
            try:
                lines[0]._get_b2b_day_from(placed_at, warehouse._get_b2b_days())
            except dispatch.NoWorkingDay:
                continue
            lines.b2b_dispatch_unknown = True

    def _get_b2b_undispatched(self):
        """:return: lines with a promise, or awaiting one, whose goods have not left."""
        promised = self.filtered(
            lambda line: line.state == "sale"
            and (line.b2b_promise_date or line.b2b_dispatch_unknown)
            and line.warehouse_id
            and line.order_id._is_b2b()
        )
        # One read for all lines; the moves of a line alone would be read by themselves.
        promised.sudo().move_ids.fetch(["move_dest_ids"])
        return promised.filtered(lambda line: line._get_b2b_open_moves())

    def _get_b2b_open_moves(self):
        """Return the moves that the line's dispatch waits for.

        Of a dispatch in steps the last step that exists; returns are none.
        """
        self.ensure_one()
        # Salespeople need no right on stock to know whether their goods have left.
        moves_sudo = self.sudo().move_ids.filtered(
            lambda move: move.state not in ("done", "cancel")
            and not move._is_b2b_return()
        )
        return moves_sudo.filtered(
            lambda move: move.move_dest_ids - moves_sudo == move.move_dest_ids
        )

    def _get_b2b_missing_qty(self):
        """:return: what has not left, in the line's unit, as text with the unit."""
        self.ensure_one()
        missing = sum(
            move.product_uom._compute_quantity(
                move.product_uom_qty, self.product_uom_id, rounding_method="HALF-UP"
            )
            for move in self._get_b2b_open_moves()
            if move.product_id == self.product_id
        )
        return self.product_uom_id._format_b2b_quantity(missing or self.product_uom_qty)

    def _decide_b2b_delays(self, now):
        """Estimate anew when the undispatched lines leave.

        :param datetime now: naive UTC.
        :return: by line the decision, and the values that keep it; lines whose goods
            have left, and those whose warehouse has no working days, are left out.
        :rtype: dict[sale.order.line, tuple[delay.DelayDecision, dict]]
        """
        lines = self._get_b2b_undispatched()
        supplies = lines._get_b2b_supplies()
        decisions = {}
        for warehouse, mine in lines.grouped("warehouse_id").items():
            days = warehouse._get_b2b_days()
            promised = mine.filtered("b2b_promise_date")
            first = (mine - promised)._decide_b2b_first_promises(now, days, supplies)
            decisions.update(first)
            for line in promised:
                try:
                    facts = line._prepare_b2b_delay_facts(now, days, *supplies[line])
                except dispatch.NoWorkingDay:
                    continue
                decision = delay.decide_delay(facts)
                decisions[line] = decision, line._prepare_b2b_delay(decision, facts)
        return decisions

    def _decide_b2b_first_promises(self, now, days, supplies):
        """Promise what nobody could promise at confirmation, if that is known by now.

        :param dict supplies: as of :meth:`_get_b2b_supplies`; the lines are of one
            warehouse.
        :return: like :meth:`_decide_b2b_delays`.
        """
        promises = {}
        for line in self:
            supply, arrival = supplies[line]
            lead_days = line.product_id._get_b2b_lead_days(line.warehouse_id) or None
            promise, facts = line.warehouse_id._decide_b2b_dispatch(
                now,
                0 if supply == "stock" else lead_days,
                days,
                agreed_at=line.order_id.commitment_date or None,
                expected=line.warehouse_id._get_b2b_local(arrival).date()
                if arrival
                else None,
                wished=line.order_id.b2b_wished_date,
            )
            if promise:
                promises[line] = promise, facts
        self._join_b2b_promises(promises, self.warehouse_id, days)
        return {
            line: line._prepare_b2b_first_promise(
                supplies[line][0], *promises.get(line, (None, None))
            )
            for line in self
        }

    def _prepare_b2b_first_promise(self, supply, promise, facts):
        """Return the decision on a line that was not promised yet.

        :param promise: as of ``stock.warehouse._decide_b2b_dispatch``, or ``None``.
        :return: the decision, and the values that keep it.
        :rtype: tuple[delay.DelayDecision, dict]
        """
        if not promise:
            changed = not self.b2b_promise_at_risk
            vals = {"b2b_promise_at_risk": True} if changed else {}
            return delay.DelayDecision(None, True, changed, False, supply), vals
        return delay.DelayDecision(promise.day, False, True, True, supply), {
            "b2b_promise_date": promise.day,
            "b2b_why": self.warehouse_id._freeze_b2b_dispatch(promise, facts),
            **self._prepare_b2b_no_delay(),
            "b2b_promise_at_risk": False,
        }

    def _get_b2b_supplies(self):
        """Return where the goods of the lines come from, on today's forecast.

        :return: by line ``stock``, ``receipt`` or ``none``, and when the receipt is
            planned (naive UTC).
        :rtype: dict[sale.order.line, tuple[str, datetime | bool]]
        """
        moves = {line: line._get_b2b_open_moves() for line in self}
        all_moves = self.env["stock.move"].sudo().union(*moves.values())
        # The forecast depends on other moves too, of which Odoo's cache knows nothing.
        all_moves.invalidate_recordset(
            ["forecast_availability", "forecast_expected_date"], flush=False
        )
        return {
            line: all_moves.browse(mine.ids)
            .with_prefetch(all_moves.ids)
            ._get_b2b_supply()
            for line, mine in moves.items()
        }

    def _prepare_b2b_delay_facts(self, now, days, supply, arrival):
        """Gather what the policy wants to know of the line.

        :raise dispatch.NoWorkingDay: if the warehouse never opens again.
        """
        self.ensure_one()
        warehouse = self.warehouse_id
        today = self.warehouse_id._get_b2b_local(now).date()
        over = warehouse._get_b2b_dispatch_instant(today, days) <= now
        # Without a lead time there is no knowing, as for the promise.
        lead_days = self.product_id._get_b2b_lead_days(warehouse) or None
        promise, _facts = warehouse._decide_b2b_dispatch(now, lead_days, days)
        known = self.b2b_expected_dispatch_date or self.b2b_promise_date
        return delay.DelayFacts(
            promised=self.b2b_promise_date,
            standing=None if self.b2b_dispatch_unknown else known,
            open_day=today + timedelta(days=over),
            next_day=self._get_b2b_day_from(now, days),
            lead_day=promise and promise.day,
            supply=supply,
            relies_on=self.b2b_supply or self._get_b2b_promised_supply(),
            receipt_day=self._get_b2b_receipt_day(arrival, days) if arrival else None,
            agreed=self._get_b2b_agreed_anew(),
            told_overdue="overdue" in because_policy.frozen_codes(self.b2b_delay_why),
            first_look=not self.b2b_supply,
        )

    def _get_b2b_day_from(self, instant, days, handling_days=0):
        """:return: when goods leave that lie in the warehouse from an instant on."""
        facts = dispatch.DispatchFacts(
            placed_at=self.warehouse_id._get_b2b_local(instant),
            cutoff=time.max,
            handling_days=handling_days,
        )
        return dispatch.decide_dispatch(facts, days).day

    def _get_b2b_receipt_day(self, arrival, days):
        """:return: when goods leave that arrive at an instant, past or to come."""
        handling_days = self.warehouse_id.sudo().b2b_handling_days
        return self._get_b2b_day_from(arrival, days, handling_days)

    def _get_b2b_agreed_anew(self):
        """:return: the day that staff agreed on after the promise, or ``None``."""
        agreed_at = self.order_id.commitment_date
        day = agreed_at and self.warehouse_id._get_b2b_local(agreed_at).date()
        known = (self.b2b_why or {}).get("facts", {}).get("agreed")
        if not day or day == self.b2b_promise_date or day.isoformat() == known:
            return None
        return day

    def _get_b2b_promised_supply(self):
        """:return: what the promise relied on, as of :meth:`_get_b2b_supplies`."""
        codes = because_policy.frozen_codes(self.b2b_why)
        if "in_stock" in codes:
            return "stock"
        return "none" if codes & {"lead_time", "agreed"} else "receipt"

    def _forget_b2b_delay(self):
        """Let lines that wait for nothing any more be at risk no more."""
        known = self.filtered(
            lambda line: line.b2b_expected_dispatch_date
            or line.b2b_dispatch_unknown
            or line.b2b_promise_at_risk
        )
        if known:
            known.write(
                {
                    "b2b_expected_dispatch_date": False,
                    "b2b_dispatch_unknown": False,
                    "b2b_promise_at_risk": False,
                }
            )

    def _prepare_b2b_delay(self, decision, facts):
        """:return: the values that keep a decision, but for what is known already."""
        self.ensure_one()
        vals = {}
        if decision.supply != self.b2b_supply:
            vals["b2b_supply"] = decision.supply
        if decision.changed or decision.late != self.b2b_promise_at_risk:
            is_other = decision.day != self.b2b_promise_date
            vals |= {
                "b2b_expected_dispatch_date": is_other and decision.day,
                "b2b_dispatch_unknown": not decision.day,
                "b2b_promise_at_risk": decision.late,
                "b2b_delay_why": because_policy.freeze(decision, facts.to_json()),
            }
        return vals

    def _get_b2b_delay_row(self):
        """Return what the customer is told of a line that has not left (DSP-6).

        :return: ``name``, ``missing``, ``day`` and ``promised`` (text; the latter when
            the day is another), ``reasons`` (sentences).
        :rtype: dict
        """
        self.ensure_one()
        promised = self.b2b_promise_date
        day = self.b2b_expected_dispatch_date or promised
        is_unknown = self.b2b_dispatch_unknown
        is_other = is_unknown or self.b2b_expected_dispatch_date
        return {
            "name": self.product_id.display_name,
            "missing": self._get_b2b_missing_qty(),
            "day": self.env._("we will tell you the day")
            if is_unknown
            else format_date(self.env, day, date_format="full"),
            "promised": promised
            and is_other
            and format_date(self.env, promised, date_format="full"),
            "reasons": self._explain_b2b_delay(),
        }

    def _get_b2b_delay_note(self):
        """:return: article and day, for staff, as text."""
        row = self._get_b2b_delay_row()
        if self.b2b_dispatch_unknown:
            return self.env._(
                "%(article)s (%(missing)s): the customer waits to be told the day. "
                "%(reasons)s",
                article=row["name"],
                missing=row["missing"],
                reasons=" ".join(row["reasons"]),
            )
        return self.env._(
            "%(article)s (%(missing)s): promised for %(promised)s, now expected on "
            "%(day)s. %(reasons)s",
            article=row["name"],
            missing=row["missing"],
            promised=row["promised"],
            day=row["day"],
            reasons=" ".join(row["reasons"]),
        )

    def _explain_b2b_delay(self):
        """Put the reasons of the day now expected into words, one sentence each."""
        self.ensure_one()
        because = (self.b2b_delay_why or {}).get("because", [])
        if self.b2b_dispatch_unknown and not self.b2b_promise_date:
            because = [{"code": "unknown"}]
        return [
            getattr(self, f"_explain_b2b_delay_{reason['code']}")(reason)
            for reason in because
        ]

    def _explain_b2b_delay_agreed_anew(self, _reason):
        return self.env._("As agreed with you since then.")

    def _explain_b2b_delay_overdue(self, _reason):
        return self.env._("The goods have not left in time.")

    def _explain_b2b_delay_receipt_delayed(self, _reason):
        return self.env._("We are waiting for the goods, which are on order.")

    def _explain_b2b_delay_receipt_overdue(self, _reason):
        return self.env._("The goods on order have not arrived in time.")

    def _explain_b2b_delay_receipt_gone(self, _reason):
        return self.env._(
            "The goods on order are not coming: the lead time counts anew."
        )

    def _explain_b2b_delay_stock_gone(self, _reason):
        return self.env._("The goods are no longer in stock and have to be ordered.")

    def _explain_b2b_delay_unknown(self, _reason):
        return self.env._(
            "%(product)s is not in stock, and when it comes is not known yet.",
            product=self.product_id.display_name,
        )

    def _explain_b2b_delay_lead_time(self, _reason):
        return self.env._("The goods have to be ordered.")

    def _explain_b2b_delay_earlier(self, _reason):
        return self.env._("That is earlier than we told you last.")
