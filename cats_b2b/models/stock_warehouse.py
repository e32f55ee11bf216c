from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from pytz import timezone, utc

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date, format_list, format_time

from ..policies import because as because_policy
from ..policies import dispatch


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    b2b_calendar_id = fields.Many2one(
        comodel_name="resource.calendar",
        string="Dispatch calendar",
        domain="[('flexible_hours', '=', False), "
        "'|', ('company_id', '=', False), ('company_id', '=', company_id)]",
        help="Working days and public holidays of the warehouse; its time zone is the "
        "one of the cutoff. The company's working hours when empty.",
    )
    b2b_cutoff_hour = fields.Float(
        string="Same-day dispatch until",
        default=12.0,
        help="Orders placed before this time of the warehouse's clock on a working "
        "day, with all goods in stock, leave the same day.",
    )
    b2b_handling_days = fields.Integer(
        string="Handling",
        help="Working days that each order takes in the warehouse. 0 dispatches on the "
        "day of the order, 1 on the working day after.",
    )
    b2b_responsible_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible for late orders",
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="Who looks after orders without a salesperson whose promise of dispatch "
        "cannot be kept.",
    )

    b2b_country_ids = fields.Many2many(
        comodel_name="res.country",
        string="Delivers to",
        help="Orders with a delivery address in these countries leave from this "
        "warehouse, unless the customer is given another one. Of several "
        "warehouses that list a country the first one delivers.",
    )

    _b2b_handling_days_positive = models.Constraint(
        "CHECK (b2b_handling_days >= 0)", "Handling days cannot be negative."
    )

    def _get_picking_type_create_values(self, max_sequence):
        """Override of `stock`: whatever serial comes back is taken in (AFS-3)."""
        data, sequence = super()._get_picking_type_create_values(max_sequence)
        data["rma_in_type_id"]["use_create_lots"] = True
        return data, sequence

    def _take_b2b_serials(self):
        """Let receipts of returns take in serials that the warehouse never saw."""
        self.rma_in_type_id.use_create_lots = True

    @api.constrains("b2b_cutoff_hour")
    def _check_b2b_cutoff_hour(self):
        if any(not 0 < warehouse.b2b_cutoff_hour <= 24 for warehouse in self):
            raise ValidationError(
                self.env._("The cutoff is a time of the day, from 00:01 to 24:00.")
            )

    @api.constrains("b2b_calendar_id")
    def _check_b2b_calendar_id(self):
        if any(self.b2b_calendar_id.mapped("flexible_hours")):
            raise ValidationError(
                self.env._(
                    "A flexible calendar does not tell on which days goods leave."
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `stock` to keep what comes back apart from what is for sale."""
        warehouses = super().create(vals_list)
        warehouses._set_b2b_rma_places()
        return warehouses

    def _set_b2b_rma_places(self):
        """Take the places for returns out of the warehouses, where OCA wants them.

        Odoo puts all places of a new warehouse into it: what came back, broken or not,
        would be free stock that the shop promises to the next one (DSP-2).
        """
        place = self.env.ref("rma.stock_location_rma")
        for warehouse in self:
            if warehouse.rma_loc_id.location_id == warehouse.view_location_id:
                warehouse.rma_loc_id.location_id = place

    def _get_b2b_calendar(self):
        """:return: the calendar that tells the warehouse's working days, or none."""
        calendar = self.b2b_calendar_id or self.company_id.resource_calendar_id
        return calendar.filtered(lambda calendar: not calendar.flexible_hours)

    def _get_b2b_zone(self):
        """:return: the time zone of the clock on the warehouse's wall."""
        return ZoneInfo(self.sudo()._get_b2b_calendar().tz or "UTC")

    def _get_b2b_holiday_place(self):
        """:return: country and, where it has holidays of its own, code of the state."""
        company = self.company_id or self.env.company
        address = self.partner_id.filtered("country_id") or company.partner_id
        country = address.country_id
        known = self.env["resource.calendar"]._get_b2b_holiday_places()
        # Odoo writes some codes with the country's: DE-BY.
        state = (address.state_id.code or "").removeprefix(f"{country.code}-")
        return country, state if state in known.get(country.code, []) else False

    def _get_b2b_days(self):
        """Return a look at the warehouse's calendar, loaded once per stretch of weeks.

        :return: a callable from a ``date`` to its :class:`dispatch.Day`.
        """
        self.ensure_one()
        return _WarehouseDays(self.sudo())

    def _get_b2b_local(self, instant):
        """:return: an instant (naive UTC) on the clock of the warehouse, aware."""
        return instant.replace(tzinfo=utc).astimezone(self._get_b2b_zone())

    def _decide_b2b_dispatch(
        self,
        placed_at,
        lead_days,
        days=None,
        agreed_at=None,
        expected=None,
        wished=None,
    ):
        """Promise the day on which an order leaves this warehouse (DSP-1, DSP-2).

        :param datetime placed_at: when the order is placed, naive UTC as in the ORM.
        :param int lead_days: working days until the goods are there, 0 when in stock,
            ``None`` when that is not known.
        :param days: a calendar of :meth:`_get_b2b_days`, to share it between lines.
        :param datetime agreed_at: what was agreed with the customer, naive UTC.
        :param date expected: when goods on order cover what is not in stock.
        :param date wished: the day that the customer wishes (ORD-6).
        :return: the promise and its facts, ``(None, None)`` when there is no day to
            promise.
        :rtype: tuple[dispatch.DispatchPromise, dispatch.DispatchFacts]
        """
        self.ensure_one()
        warehouse = self.sudo()
        facts = dispatch.DispatchFacts(
            placed_at=self._get_b2b_local(placed_at),
            cutoff=warehouse._get_b2b_cutoff(),
            lead_days=lead_days,
            handling_days=warehouse.b2b_handling_days,
            agreed=agreed_at and self._get_b2b_local(agreed_at).date(),
            expected=expected,
            wished=wished or None,
        )
        return self._decide_b2b_facts(facts, days)

    def _decide_b2b_facts(self, facts, days=None):
        """:return: like :meth:`_decide_b2b_dispatch`, on facts that are gathered."""
        try:
            promise = dispatch.decide_dispatch(facts, days or self._get_b2b_days())
        except dispatch.NoPromise:
            return None, None
        return promise, facts

    def _get_b2b_cutoff(self):
        """:return: the cutoff as a time of the day; 24:00 is its last instant."""
        minutes = round(self.b2b_cutoff_hour * 60)
        return time(*divmod(minutes, 60)) if minutes < 24 * 60 else time.max

    def _get_b2b_dispatch_instant(self, day, days=None):
        """Return when the warehouse's work of a day ends: what left, left by then.

        :param date day: the day of dispatch.
        :return: naive UTC, as the ORM stores it.
        :rtype: datetime
        """
        self.ensure_one()
        closes = (days or self._get_b2b_days())(day).closes or time(17)
        local = datetime.combine(day, closes, tzinfo=self._get_b2b_zone())
        return local.astimezone(utc).replace(tzinfo=None, microsecond=0)

    @api.model
    def _get_b2b_dispatch_sentence(self, day):
        """:return: the promised day in words, in the language of the environment."""
        return self.env._(
            "Dispatch: %(day)s",
            day=format_date(self.env, day, date_format="full"),
        )

    @api.model
    def _get_b2b_seconds_left(self, closes_at, now):
        """:return: whole seconds from now (naive UTC) to an aware instant, or 0."""
        if not closes_at:
            return 0
        return max(int((closes_at - now.replace(tzinfo=utc)).total_seconds()), 0)

    @api.model
    def _freeze_b2b_dispatch(self, promise, facts):
        """:return: promise, facts and reasons as JSON, to be decided again."""
        return because_policy.freeze(promise, facts.to_json(promise))

    def _explain_b2b_dispatch(self, frozen):
        """Put the reasons of a dispatch promise into words.

        :param dict frozen: a promise frozen by :meth:`_freeze_b2b_dispatch`.
        :return: one sentence per reason, in the language of the environment.
        :rtype: list[str]
        """
        return [
            getattr(self, f"_explain_b2b_dispatch_{reason['code']}")(reason)
            for reason in frozen["because"]
        ]

    def _explain_b2b_dispatch_before_cutoff(self, reason):
        return self.env._(
            "Ordered before %(cutoff)s on a working day.",
            cutoff=self._format_b2b_cutoff(reason["cutoff"]),
        )

    def _explain_b2b_dispatch_after_cutoff(self, reason):
        return self.env._(
            "Ordered after %(cutoff)s: counts from the next working day.",
            cutoff=self._format_b2b_cutoff(reason["cutoff"]),
        )

    def _explain_b2b_dispatch_closed_day(self, _reason):
        return self.env._("Ordered on a closed day: counts from the next working day.")

    def _explain_b2b_dispatch_in_stock(self, _reason):
        return self.env._("All goods are in stock.")

    def _explain_b2b_dispatch_lead_time(self, reason):
        return self.env._(
            "Not in stock. Lead time in working days: %(days)s.", days=reason["days"]
        )

    def _explain_b2b_dispatch_on_order(self, reason):
        return self.env._(
            "Not in stock. Goods on order are expected on %(day)s.",
            day=format_date(self.env, reason["day"], date_format="full"),
        )

    def _explain_b2b_dispatch_together(self, _reason):
        return self.env._("Leaves together with the rest of the order.")

    def _explain_b2b_dispatch_wished(self, reason):
        return self.env._(
            "Not before the day that was wished: %(day)s.",
            day=format_date(self.env, reason["day"], date_format="full"),
        )

    def _explain_b2b_dispatch_handling(self, reason):
        return self.env._("Working days of handling: %(days)s.", days=reason["days"])

    def _explain_b2b_dispatch_agreed(self, _reason):
        return self.env._("As agreed.")

    def _explain_b2b_dispatch_holidays(self, reason):
        days = [
            self.env._(
                "%(day)s (%(holiday)s)",
                day=format_date(self.env, day, date_format="full"),
                holiday=name,
            )
            for day, name in reason["days"]
        ]
        return self.env._("Closed: %(days)s.", days=format_list(self.env, days))

    def _format_b2b_cutoff(self, cutoff):
        return format_time(self.env, time.fromisoformat(cutoff), time_format="short")


class _WarehouseDays:
    """The days of a warehouse's calendar, read from the database stretch by stretch."""

    _stretch = timedelta(days=28)

    def __init__(self, warehouse_sudo):
        self._calendar = warehouse_sudo._get_b2b_calendar()
        self._company = warehouse_sudo.company_id
        self._days = {}

    def __call__(self, day):
        if day not in self._days:
            self._load(day)
        return self._days[day]

    def _load(self, day):
        # On a fixed grid, so that far days in any order are read once.
        first = day - timedelta(days=day.toordinal() % self._stretch.days)
        after = first + self._stretch
        closes, names = self._read(first, after) if self._calendar else ({}, {})
        for offset in range((after - first).days):
            day = first + timedelta(days=offset)
            self._days[day] = dispatch.Day(closes.get(day), names.get(day, ""))

    def _read(self, first, after):
        """:return: closing times and names of closed days, by day."""
        zone = timezone(self._calendar.tz or "UTC")
        start = zone.localize(datetime.combine(first, time.min))
        end = zone.localize(datetime.combine(after, time.min))
        attendances = self._calendar._attendance_intervals_batch(start, end, tz=zone)
        leaves = self._calendar._leave_intervals_batch(
            start, end, domain=self._get_leave_domain(), tz=zone
        )
        closes = self._get_closing_times(attendances[False] - leaves[False])
        return closes, self._get_names(leaves[False])

    def _get_leave_domain(self):
        return [
            ("time_type", "=", "leave"),
            ("resource_id", "=", False),
            ("company_id", "in", [False, self._company.id]),
        ]

    def _get_closing_times(self, work):
        closes = {}
        for start, end, _attendance in work:
            # Odoo's days off end a second before midnight.
            if end - start <= timedelta(seconds=1):
                continue
            closing = end.timetz() if end.date() == start.date() else time.max
            closes[start.date()] = max(
                closing.replace(tzinfo=None), closes.get(start.date(), time.min)
            )
        return closes

    def _get_names(self, leaves):
        names = {}
        for start, end, leave in leaves:
            last = (end - timedelta(microseconds=1)).date()
            for offset in range((last - start.date()).days + 1):
                names[start.date() + timedelta(days=offset)] = leave[:1].name or ""
        return names
