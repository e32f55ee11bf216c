from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..policies import order_status as status_policy

BADGE = "o_cats_b2b_status badge rounded-pill text-wrap"
BADGES = {
    "received": "text-bg-light border",
    "on_hold": "text-bg-warning",
    "in_preparation": "text-bg-info",
    "partly_shipped": "text-bg-primary",
    "shipped": "text-bg-success",
    "invoiced": "text-bg-success",
    "cancelled": "text-bg-secondary",
}


class CatsOrderStatusMixin(models.AbstractModel):
    """How far an order has come, in the customer's words (ORD-7)."""

    _name = "cats.order.status.mixin"
    _description = "Status of an Order"

    b2b_status = fields.Selection(
        selection=[
            ("received", "Received"),
            ("on_hold", "On hold"),
            ("in_preparation", "In preparation"),
            ("partly_shipped", "Partly shipped"),
            ("shipped", "Shipped"),
            ("invoiced", "Invoiced"),
            ("cancelled", "Cancelled"),
        ],
        string="Status for the customer",
        compute="_compute_b2b_status",
        store=True,
        compute_sudo=True,
        help="What the customer reads on his page; empty for quotations.",
    )
    b2b_hold_reason = fields.Selection(
        selection=[("payment", "Payment"), ("goods", "Goods")],
        string="On hold for",
        compute="_compute_b2b_status",
        store=True,
        compute_sudo=True,
        help="What the order waits for.",
    )
    b2b_status_why = fields.Char(
        string="Why on hold", compute="_compute_b2b_status_why", compute_sudo=True
    )

    @api.depends(
        "state",
        "picking_policy",
        "company_id",
        "website_id.b2b_enabled",
        "transaction_ids.state",
        "invoice_status",
        "order_line.invoice_lines.move_id.move_type",
        "order_line.invoice_lines.move_id.state",
        "order_line.move_ids.state",
        "order_line.move_ids.location_id.usage",
        "order_line.move_ids.location_dest_id.usage",
        "order_line.move_ids.location_final_id.usage",
        "order_line.move_ids.origin_returned_move_id",
        "order_line.move_ids.picking_type_id.reservation_method",
    )
    def _compute_b2b_status(self):
        """Stored, for lists; whether a company has a shop, :mod:`website` looks after.

        Neither the day nor who reads is part of it: words are found when it is read.
        """
        decisions = self._decide_b2b_statuses()
        for order in self:
            decision = decisions.get(order)
            order.b2b_status = bool(decision) and decision.status
            order.b2b_hold_reason = decision and next(
                (reason.code for reason in decision.because), False
            )

    @api.depends("b2b_hold_reason", "b2b_expected_dispatch_date", "b2b_promise_date")
    @api.depends_context("lang")
    def _compute_b2b_status_why(self):
        for order in self:
            reason = order.b2b_hold_reason
            order.b2b_status_why = (
                reason and getattr(order, f"_explain_b2b_status_{reason}")()
            )

    def _decide_b2b_statuses(self):
        """Decide for all orders at once.

        :return: decision by order; those of shops without the switch are left out.
        :rtype: dict[sale.order, status_policy.StatusDecision]
        """
        orders = self.filtered(lambda order: order._is_b2b())
        # Nothing is moved for carts and quotations.
        goods = orders.filtered(
            lambda order: order.state == "sale"
        )._get_b2b_goods_facts()
        return {
            order: status_policy.decide_status(
                order._prepare_b2b_status_facts(goods[order._origin.id])
            )
            for order in orders
        }

    def _prepare_b2b_status_facts(self, goods):
        """:param dict goods: facts of the order's goods."""
        self.ensure_one()
        return status_policy.StatusFacts(
            state=self.state,
            placed=self._is_b2b_placed(),
            awaits_payment=self._is_b2b_awaiting_payment(),
            as_one=self.picking_policy == "one",
            is_billed=self.invoice_status == "invoiced" and self._has_b2b_invoices(),
            **goods,
        )

    def _is_b2b_placed(self):
        """:return: whether the customer has ordered it; not so carts and quotations."""
        self.ensure_one()
        return self.state == "sale" or self._is_b2b_awaiting_payment()

    def _is_b2b_awaiting_payment(self):
        """:return: whether it was ordered in the shop, and waits for a transfer."""
        self.ensure_one()
        return bool(
            self.state == "sent" and self.website_id and self._waits_for_b2b_payment()
        )

    def _has_b2b_invoices(self):
        """:return: whether it has invoices, and the customer got all of them.

        A credit note takes nothing of that back.
        """
        invoices = self.invoice_ids.filtered(
            lambda move: move.move_type == "out_invoice" and move.state != "cancel"
        )
        return bool(invoices) and all(move.state == "posted" for move in invoices)

    def _get_b2b_goods_facts(self):
        """Tell where the goods of orders are, by one read of their moves.

        What comes back, or is sent again, is none of it.

        :return: keyword arguments of the policy's facts, by id of the order.
        :rtype: defaultdict[int, dict]
        """
        facts = defaultdict(dict)
        groups = self.env["stock.move"]._read_group(
            Domain("sale_line_id.order_id", "in", self._origin.ids)
            & Domain("state", "!=", "cancel")
            & Domain("location_id.usage", "!=", "customer")
            & Domain("origin_returned_move_id", "=", False)
            & Domain("rma_id", "=", False)
            & (
                Domain("location_dest_id.usage", "=", "customer")
                | Domain("location_final_id.usage", "=", "customer")
            ),
            [
                "sale_line_id.order_id",
                "state",
                "location_dest_id.usage",
                "picking_type_id.reservation_method",
            ],
        )
        for order, *facts_of_moves in groups:
            facts[order.id] |= self._get_b2b_move_facts(*facts_of_moves)
        return facts

    @api.model
    def _get_b2b_move_facts(self, state, usage, reservation):
        """Tell what moves of one kind say about their order.

        :param str state: of the moves.
        :param str usage: of where they go.
        :param str reservation: when their goods are reserved; where that is not at
            once, missing goods are not to be told from goods that wait.
        :return: facts that hold, as of :meth:`_get_b2b_goods_facts`.
        :rtype: dict
        """
        if state == "done":
            return {"has_left" if usage == "customer" else "is_picked": True}
        facts = {"is_open": True}
        if state in ("assigned", "partially_available"):
            facts["is_reserved"] = True
        lacks = state in ("partially_available", "confirmed")
        if lacks and reservation == "at_confirm":
            facts["lacks_goods"] = True
        return facts

    # -- In words -------------------------------------------------------------

    def _explain_b2b_status_payment(self):
        return self.env._("We are waiting for your payment.")

    def _explain_b2b_status_goods(self):
        day = self.b2b_expected_dispatch_date or self.b2b_promise_date
        if not day:
            return self.env._("We are waiting for goods, and will tell you the day.")
        return self.env._(
            "We are waiting for goods. Dispatch: %(day)s.",
            day=format_date(self.env, day, date_format="full"),
        )

    def _get_b2b_status_badge(self):
        """:return: the CSS classes of the status."""
        self.ensure_one()
        return BADGES.get(self.b2b_status, "")

    def _describe_b2b_statuses(self):
        """Say how far orders are, all rows of a list at once.

        :return: by id of the orders of B2B shops: ``badge``; ``why`` (may be empty).
        :rtype: dict[int, dict]
        """
        labels = dict(self._fields["b2b_status"]._description_selection(self.env))
        # One badge for all rows of a status: attributes are what costs time in a row.
        badges = {
            status: Markup('<span class="{} {}">{}</span>').format(
                BADGE, css_class, labels[status]
            )
            for status, css_class in BADGES.items()
        }
        return {
            order.id: {
                "badge": badges[order.b2b_status],
                "why": order.b2b_hold_reason and order.b2b_status_why,
            }
            for order in self
            if order.b2b_status
        }

    def _get_b2b_timeline(self):
        """Draw the way of the order for its page.

        :return: ``label`` and ``day`` (text, may be empty) of each step, its ``state``
            (``done``, ``current`` or ``todo``); nothing for what is no order.
        :rtype: list[dict]
        """
        self.ensure_one()
        labels = dict(self._fields["b2b_status"]._description_selection(self.env))
        days = self._get_b2b_step_days()
        rows = []
        for step in status_policy.list_steps(self.b2b_status):
            is_part = step.code == "shipped" and self.b2b_status == "partly_shipped"
            day = days.get(step.code) if step.state != status_policy.TODO else None
            rows.append(
                {
                    "label": labels["partly_shipped" if is_part else step.code],
                    "state": step.state,
                    "day": day
                    and format_date(self.env, day, date_format="medium")
                    or "",
                }
            )
        return rows

    def _get_b2b_step_days(self):
        """:return: dict: on which day a step was reached, as far as that is known."""
        left = self._get_b2b_parcels().filtered(lambda one: one.state == "done")
        billed = self.invoice_ids.filtered(lambda move: move.state == "posted")
        instants = {
            status_policy.RECEIVED: self.date_order,
            status_policy.SHIPPED: max(left.mapped("date_done"), default=None),
        }
        # Days of the warehouse, like the promise; services leave from none.
        get_local = self.warehouse_id._get_b2b_local if self.warehouse_id else None
        days = {
            code: (get_local(instant) if get_local else instant).date()
            for code, instant in instants.items()
            if instant
        }
        days[status_policy.INVOICED] = max(billed.mapped("invoice_date"), default=None)
        return days

    def _get_b2b_parcels(self):
        """:return: stock.picking: what leaves, or has left, for the customer."""
        self.ensure_one()
        return self.picking_ids.filtered(lambda one: one._is_b2b_parcel())

    def _get_b2b_dispatched(self):
        """:return: list[dict]: the parcels that a mail is about (DSP-5)."""
        parcels = self.env["stock.picking"].browse(
            self.env.context.get("b2b_parcel_ids", ())
        )
        return [one._prepare_b2b_parcel() for one in parcels]
