from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tools import float_round, mute_logger

ACTIVITY = "cats_b2b.mail_activity_type_order_request"
MAX_TEXT = 2000
WHOLE = "whole"
LINES = "lines"
OTHER = "other"


class CatsOrderAskMixin(models.AbstractModel):
    """How a customer asks for a change or cancellation of an order (ORD-7)."""

    _name = "cats.order.ask.mixin"
    _description = "Asking for a change of an order"

    # -- Who may ask ----------------------------------------------------------

    @api.model
    def _check_may_ask(self, order):
        """Refuse who may not ask about an order.

        It takes the right to order, and the order among those that one sees. Staff ask
        nobody.

        :param sale.order order: the order, as the current user.
        :raise AccessError: if he may not.
        """
        order.check_access("read")
        users = self.env["res.users"]
        users._check_b2b_right("place_orders")
        scope = users._get_b2b_scope_domain("orders")
        if not users._is_b2b_customer() or not order.sudo().filtered_domain(scope):
            raise AccessError(self.env._("This is none of your orders."))

    @api.model
    def _get_obstacle(self, order):
        """Tell why nobody can ask about an order now.

        :param sale.order order: an order that the user may see.
        :return: the reason in words; empty if he can.
        :rtype: str
        """
        order_sudo = order.sudo()
        if not order_sudo._is_b2b() or not order_sudo.b2b_status:
            return self.env._("This is no order that was placed.")
        decision = order_sudo._decide_b2b_change()
        if not decision.allowed:
            return order_sudo._explain_b2b_change(decision)
        if order_sudo.b2b_request_ids.filtered(lambda one: one.state == "open"):
            return self.env._("There is an open request for this order already.")
        return ""

    @api.model
    def _can_ask(self, order):
        """:return: bool: whether the current user can ask about an order now."""
        try:
            self._check_may_ask(order)
        except AccessError:
            return False
        return not self._get_obstacle(order)

    # -- What can be asked for ------------------------------------------------

    @api.model
    def _get_rows(self, order_sudo, quantities=None, errors=None):
        """Return the lines of an order for the form of a request.

        :param sale.order order_sudo: the order, after its access was checked.
        :param dict quantities: what was typed, by id of a line.
        :param dict errors: message by id of a line.
        :return: ``id``, ``name``, ``ordered`` (text), ``value`` (what stands in the
            box), ``is_open``, ``why`` (why not, or not all of it), ``error``.
        :rtype: list[dict]
        """
        decision = order_sudo._decide_b2b_change()
        rows = []
        for line in order_sudo._get_b2b_changeable_lines():
            if not line.product_uom_qty:
                continue
            mine = decision.get_line(line.id)
            ordered = line.product_uom_id._write_b2b_quantity(line.product_uom_qty)
            rows.append(
                {
                    "id": line.id,
                    "name": line.product_id.display_name,
                    "ordered": line._format_b2b_quantity(line.product_uom_qty),
                    "value": (quantities or {}).get(line.id, ordered),
                    "is_open": mine.allowed,
                    "why": line._explain_b2b_change(mine),
                    "error": (errors or {}).get(line.id, ""),
                }
            )
        return rows

    # -- Asking ---------------------------------------------------------------

    @api.model
    def _ask(self, order, what, quantities, text):
        """File a request about an order, as the current user.

        :param sale.order order: the order, as the current user.
        :param str what: ``whole`` (cancel all of it), ``lines`` or ``other``.
        :param dict quantities: wanted quantity as typed, by id of a line.
        :param str text: in the customer's words.
        :return: the new request as superuser, and message by id of a line (or ``text``,
            or ``""`` for the whole form) where there is none.
        :rtype: tuple
        :raise AccessError: if he may not ask about it.
        """
        self._check_may_ask(order)
        order_sudo = order.sudo()
        if obstacle := self._get_obstacle(order):
            return self.sudo().browse(), {"": obstacle}
        text = (text or "").strip()[:MAX_TEXT]
        wishes, errors = {}, {}
        if what == LINES:
            wishes, errors = self._parse_quantities(order_sudo, quantities)
        if not errors:
            errors = self._check_wishes(order_sudo, what, wishes, text)
        if errors:
            return self.sudo().browse(), errors
        vals = self._prepare_request_vals(order_sudo, what, wishes, text)
        return self._create_request(vals)

    @api.model
    def _parse_quantities(self, order_sudo, quantities):
        """Turn typed quantities into those of lines; what stays is left out.

        :return: wanted quantity by line, and message by id of a line.
        :rtype: tuple[dict, dict]
        """
        wishes, errors = {}, {}
        for line in order_sudo._get_b2b_changeable_lines():
            typed = (quantities.get(line.id) or "").strip()
            if not typed:
                continue
            quantity = self._parse_quantity(typed, line)
            if quantity is None:
                errors[line.id] = self.env._("Please enter a quantity, or 0.")
            elif line.product_uom_id.compare(quantity, line.product_uom_qty):
                wishes[line] = quantity
        return wishes, errors

    @api.model
    def _parse_quantity(self, typed, line):
        """:return: a quantity of a line, as typed; ``None`` for what is none."""
        quantity = line.product_uom_id._parse_b2b_number(typed)
        if quantity is None or quantity >= 10**9:
            return None
        return float_round(quantity, precision_rounding=line.product_uom_id.rounding)

    @api.model
    def _check_wishes(self, order_sudo, what, wishes, text):
        """Look at what is asked for, by the limit that staff are held to.

        :return: message by id of a line, ``text``, or ``""``.
        :rtype: dict
        """
        decision = order_sudo._decide_b2b_change()
        if what == LINES and wishes:
            return self._check_limit(decision, wishes)
        if (what == WHOLE and decision.whole) or (what == OTHER and text):
            return {}
        if what == WHOLE:
            return {"": self.env._("Part of this order cannot be cancelled any more.")}
        if what == OTHER:
            return {"text": self.env._("Please write what we can do for you.")}
        return {"": self.env._("Nothing was changed.")}

    @api.model
    def _check_limit(self, decision, wishes):
        """:return: dict: message by id of a line of which too much is asked.

        :param order_change.OrderDecision decision: what can be changed.
        :param dict wishes: wanted quantity by line.
        """
        errors = {}
        for line, quantity in wishes.items():
            mine = decision.get_line(line.id)
            missing = line.product_uom_qty - quantity
            if not mine.allowed or line.product_uom_id.compare(missing, mine.open) > 0:
                errors[line.id] = line._explain_b2b_change(mine)
        return errors

    @api.model
    def _prepare_request_vals(self, order_sudo, what, wishes, text):
        is_cancel = what == WHOLE or bool(wishes) and not any(wishes.values())
        return {
            "name": self.env["ir.sequence"].sudo().next_by_code("cats.order.request"),
            "order_id": order_sudo.id,
            "user_id": self.env.uid,
            "kind": "cancel" if is_cancel else "change",
            "whole": what == WHOLE,
            "text": text,
            "line_ids": [
                Command.create(
                    {
                        "order_line_id": line.id,
                        "ordered": line.product_uom_qty,
                        "quantity": quantity,
                    }
                )
                for line, quantity in wishes.items()
            ],
        }

    @api.model
    def _create_request(self, vals):
        """:return: tuple: the new request, and messages if one is open already."""
        request_sudo = self.sudo().with_context(mail_create_nosubscribe=True)
        try:
            # The index decides when two requests arrive at once.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                request_sudo = request_sudo.create(vals)
        except UniqueViolation:
            message = self.env._("There is an open request for this order already.")
            return request_sudo.browse(), {"": message}
        request_sudo._schedule_answer()
        return request_sudo, {}

    def _schedule_answer(self):
        """Give a new request to who looks after the order, before it leaves."""
        self.ensure_one()
        user = self.order_id._get_b2b_delay_responsible()
        if user.share:
            return  # Nobody looks after the order; the list of requests shows it.
        self.activity_schedule(
            ACTIVITY,
            date_deadline=self._get_deadline(),
            user_id=user.id,
            summary=self.with_context(lang=user.lang).display_name,
        )

    def _get_deadline(self):
        """Return by when to answer.

        :return: date: tomorrow; today if the goods leave today.
        """
        today = fields.Date.context_today(self)
        tomorrow = today + timedelta(days=1)
        order = self.order_id
        leaves = order.b2b_expected_dispatch_date or order.b2b_promise_date or tomorrow
        return max(today, min(tomorrow, leaves))

    def _withdraw(self):
        """Withdraw an open request of the current user.

        :raise AccessError: if it is another one's.
        :raise UserError: if it was answered already.
        """
        self.ensure_one()
        self.check_access("read")
        if self.sudo().user_id != self.env.user:
            raise AccessError(self.env._("Only who asked can withdraw a request."))
        request_sudo = self.sudo()
        request_sudo._lock_open()
        request_sudo._settle("withdrawn")
