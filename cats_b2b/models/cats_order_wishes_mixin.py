import calendar
from datetime import date

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..policies import checkout as checkout_policy
from ..policies import wished_date as wish_policy

# What a customer writes on his cart himself. How goods leave comes before the day on
# which they can.
WISHES = (
    "client_order_ref",
    "b2b_remark",
    "b2b_phone",
    "picking_policy",
    "b2b_wished_date",
)


class CatsOrderWishesMixin(models.AbstractModel):
    """What the customer wishes for an order: day, deliveries, remark, phone (ORD-6)."""

    _name = "cats.order.wishes.mixin"
    _description = "Wishes for an Order"

    b2b_remark = fields.Text(
        string="Remark",
        copy=False,
        help="What the customer asks for: packaging, a carrier. It is on the transfers "
        "and delivery slips, too.",
    )
    b2b_wished_date = fields.Date(
        string="Wished delivery date",
        copy=False,
        help="The goods do not leave before this day of the warehouse's calendar. "
        "Once the order is confirmed, agree on a delivery date instead.",
    )
    b2b_phone = fields.Char(
        string="Phone for this delivery",
        copy=False,
        help="Under which the delivery is announced. That of the delivery address when "
        "empty.",
    )

    # -- What can be wished ---------------------------------------------------------

    def _get_b2b_wish_facts(self):
        """Return between which days the goods may be wished to leave (ORD-6).

        Of an order in one delivery no day before the last of its goods are there, of
        one in partial deliveries none before the first are: the rest follows.

        :return: the facts; ``None`` where there is nothing to choose.
        :rtype: wished_date.WishFacts | None
        """
        self.ensure_one()
        reach = self.company_id.sudo().b2b_wish_days
        if not reach or not self._has_b2b_wishable_goods():
            return None
        now = fields.Datetime.now()
        promises = self.order_line._get_b2b_promises(now, wishes=False)
        days = [promise.day for promise, _facts in promises.values()]
        if not days:
            # Nobody knows yet when the goods come: not before goods that are there.
            promise, _facts = self.warehouse_id._decide_b2b_dispatch(now, 0)
            days = [promise.day] if promise else []
        if not days:
            return None
        earliest = max(days) if self.picking_policy == "one" else min(days)
        return wish_policy.WishFacts(earliest=earliest, reach=reach)

    def _has_b2b_wishable_goods(self):
        """:return: whether goods leave a warehouse that knows its working days."""
        self.ensure_one()
        return bool(
            self.warehouse_id
            and self.warehouse_id.sudo()._get_b2b_calendar()
            and self._has_b2b_goods()
        )

    def _has_b2b_goods(self):
        """:return: whether the order has goods that a warehouse dispatches."""
        self.ensure_one()
        return any(line._has_b2b_goods() for line in self.order_line)

    def _needs_b2b_phone(self):
        """:return: whether a forwarder carries the goods, who calls first (DSP-4)."""
        self.ensure_one()
        return self._has_b2b_goods() and self.carrier_id.sudo().b2b_forwarder

    def _get_b2b_phone(self):
        """:return: the phone under which the delivery is announced, or ``""``."""
        self.ensure_one()
        return self.b2b_phone or self.partner_shipping_id.phone or ""

    def _forget_b2b_phone(self):
        """Forget the phone typed for one delivery address: another is chosen."""
        self.filtered("b2b_phone").b2b_phone = False

    def _drop_b2b_wished_date(self):
        """Forget a wished day where none can be chosen any more: it would delay goods
        unseen.

        Without goods it does no harm, and waits for goods to come.
        """
        self.filtered(
            lambda order: order.b2b_wished_date
            and order._has_b2b_goods()
            and not order._get_b2b_wish_facts()
        ).b2b_wished_date = False

    # -- Keeping and checking them --------------------------------------------------

    def _save_b2b_wishes(self, values):
        """Keep on a cart what its customer typed; tell what cannot be kept.

        What is in order is kept although something else is not.

        :param dict values: texts by name of :data:`WISHES`; others are ignored. A day
            is written 2026-11-30, none is ``""``.
        :return: by name a sentence why a value was not kept.
        :rtype: dict[str, str]
        :raise AccessError: if the user may not order (USR-4).
        """
        self.ensure_one()
        self._check_b2b_placing()
        errors = {}
        for name in WISHES:
            if not isinstance(values.get(name), str):
                continue
            value, error = self._read_b2b_wish(name, values[name])
            if error:
                errors[name] = error
            elif value != self[name]:
                self[name] = value
                self._touch_b2b_cart()
        return errors

    def _read_b2b_wish(self, name, text):
        """Read what was typed into a field.

        :param str name: one of :data:`WISHES`.
        :return: the value to keep, and a sentence why it cannot be kept, or ``""``.
        :rtype: tuple
        """
        return getattr(self, f"_read_b2b_{name.removeprefix('b2b_')}")(text)

    def _read_b2b_client_order_ref(self, text):
        return self._read_b2b_text("client_order_ref", text)

    def _read_b2b_remark(self, text):
        return self._read_b2b_text("b2b_remark", text, multiline=True)

    def _read_b2b_text(self, name, text, multiline=False):
        """:return: like :meth:`_read_b2b_wish`."""
        value = checkout_policy.clean_text(text, multiline=multiline)
        reason = checkout_policy.judge_text(name, value)
        return value or False, self._explain_b2b_wish(reason)

    def _read_b2b_phone(self, text):
        value, error = self._read_b2b_text("b2b_phone", text)
        reason = checkout_policy.judge_phone(value, self._needs_b2b_phone())
        # That of the address is not written down twice.
        own = value != self.partner_shipping_id.phone and value
        return own, error or self._explain_b2b_wish(reason)

    def _read_b2b_picking_policy(self, text):
        known = text in dict(self._fields["picking_policy"].selection)
        error = not known and self.env._("Choose one of the two.")
        return text, error or ""

    def _read_b2b_wished_date(self, text):
        if not text:
            return False, ""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return False, self.env._("Choose a day of the calendar.")
        return day, self._get_b2b_wish_error(day)

    def _get_b2b_wish_error(self, day, facts=None):
        """Tell why the goods cannot leave on a day.

        :param date day: on the warehouse's calendar.
        :param facts: as of :meth:`_get_b2b_wish_facts`, if they are known already.
        :return: a sentence with the next possible day; ``""`` when they can.
        :rtype: str
        """
        facts = facts or self._get_b2b_wish_facts()
        if not facts:
            return self.env._("No day can be chosen for this order.")
        decision = wish_policy.judge_wish(day, facts, self.warehouse_id._get_b2b_days())
        sentences = [self._explain_b2b_wish(reason) for reason in decision.because]
        if sentences and decision.day:
            sentences.append(
                self.env._(
                    "Possible is, for example, %(day)s.",
                    day=format_date(self.env, decision.day, date_format="full"),
                )
            )
        return " ".join(sentences)

    def _get_b2b_wish_errors(self, facts=None):
        """Tell what keeps the order from being placed as the customer wishes (ORD-6).

        :param facts: as of :meth:`_get_b2b_wish_facts`, if they are known already.
        :return: sentences by name of the field.
        :rtype: dict[str, str]
        """
        self.ensure_one()
        if not self._is_b2b():
            return {}
        # Odd numbers in an address bother nobody but the forwarder.
        reason = self._needs_b2b_phone() and checkout_policy.judge_phone(
            self._get_b2b_phone(), needed=True
        )
        wished = self.b2b_wished_date
        # Where there are no goods any more, the day does no harm.
        facts = wished and (facts or self._get_b2b_wish_facts())
        errors = {
            "b2b_phone": self._explain_b2b_wish(reason),
            "b2b_wished_date": facts and self._get_b2b_wish_error(wished, facts),
        }
        return {name: error for name, error in errors.items() if error}

    def _check_b2b_wishes(self):
        """Refuse to take money for what cannot leave as wished.

        :raise odoo.exceptions.ValidationError: naming what is in the way.
        """
        for order in self:
            if errors := order._get_b2b_wish_errors():
                labels = order._get_b2b_wish_labels()
                raise ValidationError(
                    "\n".join(
                        order.env._(
                            "%(field)s: %(reason)s", field=labels[name], reason=error
                        )
                        for name, error in errors.items()
                    )
                )

    def _explain_b2b_wish(self, reason):
        """:return: a reason of the policies as a sentence; ``""`` for none."""
        if not reason:
            return ""
        return getattr(self, f"_explain_b2b_wish_{reason.code}")(reason.facts)

    def _explain_b2b_wish_too_long(self, facts):
        return self.env._(
            "At most %(limit)s characters; these are %(length)s.",
            limit=facts["limit"],
            length=facts["length"],
        )

    def _explain_b2b_wish_phone_missing(self, _facts):
        return self.env._(
            "The forwarder calls before he comes: enter the number of somebody at the "
            "delivery address."
        )

    def _explain_b2b_wish_phone_invalid(self, _facts):
        return self.env._(
            "Enter a phone number of at least 6 digits, for example +32 2 000 00 00."
        )

    def _explain_b2b_wish_too_early(self, facts):
        return self.env._(
            "The goods can leave on %(day)s at the earliest.",
            day=format_date(self.env, facts["day"], date_format="full"),
        )

    def _explain_b2b_wish_too_far(self, facts):
        return self.env._(
            "The last day that can be chosen is %(day)s.",
            day=format_date(self.env, facts["day"], date_format="full"),
        )

    def _explain_b2b_wish_closed_day(self, facts):
        day = format_date(self.env, facts["day"], date_format="full")
        if facts["name"]:
            return self.env._(
                "We are closed on %(day)s (%(holiday)s).",
                day=day,
                holiday=facts["name"],
            )
        return self.env._("We are closed on %(day)s.", day=day)

    # -- Showing them ---------------------------------------------------------------

    def _get_b2b_wish_labels(self):
        """:return: the customer's words for the fields, by name."""
        return {
            "client_order_ref": self.env._("Your reference"),
            "b2b_remark": self.env._("Remark"),
            "b2b_phone": self.env._("Phone for the delivery"),
            "picking_policy": self.env._("Deliveries"),
            "b2b_wished_date": self.env._("Wished delivery date"),
        }

    def _get_b2b_policy_labels(self):
        """:return: how goods can leave, in the customer's words, by policy."""
        return {
            "one": self.env._("All goods in one delivery"),
            "direct": self.env._("Partial deliveries, as goods are there"),
        }

    def _get_b2b_wish_rows(self):
        """Return what the customer wishes, to be shown or printed (ORD-6).

        :return: ``name``, ``label`` and ``text`` of each wish that the order has.
        :rtype: list[dict]
        """
        self.ensure_one()
        if not self._is_b2b():
            return []
        has_goods = self._has_b2b_goods()
        texts = {
            "client_order_ref": self.client_order_ref,
            "b2b_wished_date": has_goods
            and self.b2b_wished_date
            and format_date(self.env, self.b2b_wished_date, date_format="full"),
            "picking_policy": has_goods
            and self._get_b2b_policy_labels()[self.picking_policy],
            "b2b_phone": self._needs_b2b_phone()
            and self._get_b2b_phone()
            or self.b2b_phone,
            "b2b_remark": self.b2b_remark,
        }
        labels = self._get_b2b_wish_labels()
        return [
            {"name": name, "label": labels[name], "text": text}
            for name, text in texts.items()
            if text
        ]

    def _get_b2b_wish_subtitles(self):
        """:return: reference and wished day as sentences, for the head of a mail."""
        return [
            self.env._("%(label)s: %(text)s", label=row["label"], text=row["text"])
            for row in self._get_b2b_wish_rows()
            if row["name"] in ("client_order_ref", "b2b_wished_date")
        ]

    def _get_b2b_wish_form(self, typed=None, check=False):
        """Return what the step of the checkout shows (ORD-6).

        :param dict typed: what was typed and could not be kept, by name.
        :param bool check: whether what keeps the order from being placed is told, too.
        :return: ``values``, ``errors``, ``labels``, ``limits`` by name of the field,
            the ``policies``, the ``months`` of the calendar, and whether there are
            ``goods`` and a forwarder ``needs_phone``.
        :rtype: dict
        """
        self.ensure_one()
        facts = self._get_b2b_wish_facts()
        values = {
            "client_order_ref": self.client_order_ref or "",
            "b2b_remark": self.b2b_remark or "",
            "b2b_phone": self._get_b2b_phone(),
            "picking_policy": self.picking_policy,
            "b2b_wished_date": fields.Date.to_string(self.b2b_wished_date) or "",
        }
        errors = self._get_b2b_wish_errors(facts)
        if not check:
            errors.pop("b2b_phone", None)
        for name, text in (typed or {}).items():
            _value, error = self._read_b2b_wish(name, text)
            if error:
                values[name], errors[name] = text, error
        return {
            "values": values,
            "errors": errors,
            "labels": self._get_b2b_wish_labels(),
            "limits": checkout_policy.LIMITS,
            "policies": self._get_b2b_policy_labels(),
            "months": self._get_b2b_wish_months(facts, values["b2b_wished_date"]),
            "earliest": facts
            and format_date(self.env, facts.earliest, date_format="full"),
            "goods": self._has_b2b_goods(),
            "needs_phone": self._needs_b2b_phone(),
        }

    def _get_b2b_wish_months(self, facts, chosen):
        """Return the calendar from which the customer chooses, month by month.

        :param facts: as of :meth:`_get_b2b_wish_facts`; without them no calendar.
        :param str chosen: the day chosen so far, as 2026-11-30.
        :return: months as of :meth:`_prepare_b2b_month`; ``open`` is that of the
            chosen day, else the first.
        :rtype: list[dict]
        """
        if not facts:
            return []
        days = {
            day: {
                "day": day,
                "is_open": is_open,
                "title": self._name_b2b_day(day, name),
            }
            for day, is_open, name in wish_policy.list_days(
                facts, self.warehouse_id._get_b2b_days()
            )
        }
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        grid = calendar.Calendar(int(lang.week_start or "1") - 1)
        firsts = sorted({day.replace(day=1) for day in days})
        months = [self._prepare_b2b_month(first, grid, days) for first in firsts]
        shown = [month for month in months if chosen[:7] == month["key"]] or months[:1]
        shown[0]["open"] = True
        return months

    def _name_b2b_day(self, day, holiday):
        """:return: a day in words, with the name of its holiday if it has one."""
        label = format_date(self.env, day, date_format="full")
        return f"{label} ({holiday})" if holiday else label

    def _prepare_b2b_month(self, first, grid, days):
        """Return a month of the calendar.

        :param date first: its first day.
        :param calendar.Calendar grid: knows with which day weeks begin.
        :param dict days: ``day``, ``is_open`` and ``title`` by day, of those that lie
            between the first and the last to choose.
        :return: ``key``, ``label``, names of the ``weekdays``, and the ``weeks`` in
            which there are such days; of the others ``day`` alone, and ``None`` for
            those of other months.
        :rtype: dict
        """
        weeks = [
            week
            for week in grid.monthdatescalendar(first.year, first.month)
            if any(day in days and day.month == first.month for day in week)
        ]
        return {
            "key": first.isoformat()[:7],
            "open": False,
            "label": format_date(self.env, first, date_format="LLLL y"),
            "weekdays": [
                format_date(self.env, day, date_format="EEEEEE") for day in weeks[0]
            ],
            "weeks": [
                [
                    days.get(day, {"day": day}) if day.month == first.month else None
                    for day in week
                ]
                for week in weeks
            ],
        }
