from markupsafe import Markup

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..policies import order_change


class CatsOrderChangeMixin(models.AbstractModel):
    """Changing and cancelling what was ordered (ORD-7).

    Customers ask, see :mod:`cats_order_request`; staff answer, within the limit that
    their company set.
    """

    _name = "cats.order.change.mixin"
    _description = "Change of an Order"

    b2b_request_ids = fields.One2many(
        comodel_name="cats.order.request",
        inverse_name="order_id",
        string="Requests of the customer",
        groups="sales_team.group_sale_salesman",
    )
    b2b_open_request_id = fields.Many2one(
        comodel_name="cats.order.request",
        string="Open request",
        compute="_compute_b2b_open_request_id",
        groups="sales_team.group_sale_salesman",
    )
    b2b_request_count = fields.Integer(
        compute="_compute_b2b_open_request_id",
        groups="sales_team.group_sale_salesman",
    )

    @api.depends("b2b_request_ids.state")
    def _compute_b2b_open_request_id(self):
        for order in self:
            requests = order.b2b_request_ids
            order.b2b_request_count = len(requests)
            order.b2b_open_request_id = requests.filtered(
                lambda request: request.state == "open"
            )[:1]

    # -- The rule -------------------------------------------------------------

    def _decide_b2b_change(self, by_staff=False, lines=None):
        """Tell what of the order can still be changed or cancelled (ORD-7).

        :param bool by_staff: whether the current user is to do it, who may pass the
            limit as a sales manager; else what a customer can ask for.
        :param sale.order.line lines: those that are looked at; by default all of
            articles.
        :rtype: order_change.OrderDecision
        """
        self.ensure_one()
        if lines is None:
            lines = self._get_b2b_changeable_lines()
        facts = order_change.OrderFacts(
            placed=self._is_b2b_placed(),
            cancelled=self.state == "cancel",
            # What the rule is, is no secret; customers do not read the settings.
            until=self.company_id.sudo().b2b_change_until,
            is_manager=by_staff and self._passes_b2b_change_limit(),
            lines=tuple(line._prepare_b2b_change_facts() for line in lines),
        )
        return order_change.decide_change(facts)

    def _passes_b2b_change_limit(self):
        """:return: bool: whether the current user may pass the limit."""
        is_manager = self.env.user.has_group("sales_team.group_sale_manager")
        return self.env.su or is_manager

    def _get_b2b_changeable_lines(self):
        """:return: the lines of articles."""
        return self.order_line.filtered(lambda line: line._is_b2b_changeable())

    def _explain_b2b_change(self, decision):
        """:return: why nothing of the order can be changed, in words; may be empty."""
        return " ".join(
            getattr(self, f"_explain_b2b_change_{reason.code}")()
            for reason in decision.because
        )

    def _explain_b2b_change_cancelled(self):
        return self.env._("This order is cancelled.")

    def _explain_b2b_change_never(self):
        return self.env._("Orders are not changed or cancelled once they are placed.")

    def _explain_b2b_change_nothing_open(self):
        if self.company_id.sudo().b2b_change_until == order_change.INVOICED:
            return self.env._("This order is invoiced already.")
        return self.env._("All of this order has left already.")

    def _explain_b2b_change_limit(self):
        """:return: until when an order can be changed, as a sentence for its page."""
        sentences = {
            order_change.NEVER: self._explain_b2b_change_never(),
            order_change.DISPATCH: self.env._(
                "Until an article has left, we can still change or cancel it."
            ),
            order_change.INVOICED: self.env._(
                "Until an article is invoiced, we can still change it; what has left "
                "already would have to come back."
            ),
        }
        return sentences[self.company_id.sudo().b2b_change_until]

    def _prepare_b2b_request_panel(self):
        """Return what the order's page tells who looks at it about changes.

        :return: ``obstacle`` (why nobody can ask, in words; may be empty), ``can_ask``,
            ``limit`` (until when, as a sentence).
        :rtype: dict
        """
        self.ensure_one()
        requests = self.env["cats.order.request"].with_user(self._get_b2b_actor())
        order = requests.env["sale.order"].browse(self.id)
        return {
            "obstacle": requests._get_obstacle(order),
            "can_ask": requests._can_ask(order),
            "limit": self._explain_b2b_change_limit(),
        }

    # -- Staff's own changes --------------------------------------------------

    def _check_b2b_line_changes(self, lines, quantity=None):
        """Refuse the current user to change lines past the limit (ORD-7).

        :param sale.order.line lines: some lines of this order.
        :param float quantity: their new quantity; ``None`` where that stays.
        :raise UserError: naming them with the reason.
        """
        self.ensure_one()
        if not self._is_b2b():
            return
        decision = self._decide_b2b_change(by_staff=True)
        if not decision.allowed:
            raise UserError(self._explain_b2b_change(decision))
        decided = {line: decision.get_line(line.id) for line in lines}
        if closed := [line for line, one in decided.items() if not one.allowed]:
            self._refuse_b2b_change(decision, closed)
        if quantity is not None:
            wanted = {line.id: line.product_uom_qty - quantity for line in lines}
            self._check_b2b_excess(decision, wanted)

    def _check_b2b_excess(self, decision, wanted):
        """:raise UserError: if more is to be cancelled than can be.

        :param order_change.OrderDecision decision: what can be.
        :param dict wanted: quantity to cancel, by id of a line.
        """
        if keys := order_change.find_excess(decision, wanted):
            self._refuse_b2b_change(decision, self.order_line.browse(keys))

    def _refuse_b2b_change(self, decision, lines):
        """:raise UserError: naming the lines with what stands in the way."""
        rows = [
            f"{line.product_id.display_name}: "
            f"{line._explain_b2b_change(decision.get_line(line.id))}"
            for line in lines
        ]
        raise UserError(
            self.env._(
                "This cannot be changed any more:\n%(lines)s", lines="\n".join(rows)
            )
        )

    def _check_b2b_open(self, added):
        """Refuse the current user to add articles to an order that is closed.

        :param sale.order.line added: the new lines.
        :raise UserError: saying why it is closed.
        """
        self.ensure_one()
        lines = self._get_b2b_changeable_lines()
        known = lines - added
        if not self._is_b2b() or not known:
            return
        until = self.company_id.sudo().b2b_change_until
        # Until dispatch is a rule per line: a new one has not left.
        counted = lines if until == order_change.DISPATCH else known
        decision = self._decide_b2b_change(by_staff=True, lines=counted)
        if not decision.allowed:
            raise UserError(self._explain_b2b_change(decision))

    def _check_b2b_cancelling(self):
        """:raise UserError: if the current user may not cancel all of the orders."""
        if self._passes_b2b_change_limit():
            return
        for order in self.filtered(lambda one: one._is_b2b_placed() and one._is_b2b()):
            decision = order._decide_b2b_change(by_staff=True)
            if not decision.allowed:
                raise UserError(order._explain_b2b_change(decision))
            if not decision.whole:
                order._check_b2b_excess(
                    decision,
                    {line.id: line.product_uom_qty for line in order.order_line},
                )

    def _close_b2b_requests(self):
        """Answer what is still asked about orders that are cancelled (ORD-7)."""
        orders = self.filtered(lambda order: order._is_b2b())
        requests = orders.sudo().b2b_request_ids
        requests.filtered(lambda one: one.state == "open")._close_cancelled()

    # -- Doing it -------------------------------------------------------------

    def action_b2b_cancel_lines(self):
        """:return: the action of the wizard that asks which lines to cancel."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cancel Lines"),
            "res_model": "cats.order.cancel",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_view_b2b_requests(self):
        """:return: the action that shows what the customer asked for."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cats_b2b.cats_order_request_action"
        )
        return {
            **action,
            "domain": [("order_id", "=", self.id)],
            "context": {"create": False},
        }

    def _change_b2b_quantities(self, quantities, reason="", tell=False):
        """Give ordered lines other quantities, as the current user (ORD-7).

        An order of which nothing remains is cancelled. Fees that are not due any more
        go; none comes or rises, since the customer did not agree to it.

        :param dict quantities: new quantity by line, in its unit.
        :param str reason: what customer and staff read.
        :param bool tell: whether the customer is mailed.
        :raise UserError: if a line cannot be changed so far any more.
        """
        self.ensure_one()
        self.check_access("write")
        changes = {
            line: quantity
            for line, quantity in quantities.items()
            if line.product_uom_id.compare(line.product_uom_qty, quantity)
        }
        rows = [line._describe_b2b_change(new) for line, new in changes.items()]
        remaining = {
            line: changes.get(line, line.product_uom_qty)
            for line in self._get_b2b_changeable_lines()
        }
        if not changes:
            raise UserError(self.env._("Nothing is to be changed."))
        if any(remaining.values()):
            self._write_b2b_quantities(changes)
        else:
            self.action_cancel()
        self._log_b2b_change(rows, reason)
        if tell:
            self._send_b2b_change_mail(rows, reason)

    def _write_b2b_quantities(self, changes):
        """Write quantities, with what hangs on them; the lines check the limit.

        :param dict changes: new quantity by line.
        """
        quantities = dict(changes)
        for line, quantity in changes.items():
            for inner in line.linked_line_ids.filtered("combo_item_id"):
                ratio = inner.product_uom_qty / (line.product_uom_qty or 1.0)
                quantities[inner] = ratio * quantity
        # By the order, which tells the warehouse what there is to do less.
        self.write(
            {
                "order_line": [
                    Command.update(line.id, {"product_uom_qty": quantity})
                    for line, quantity in quantities.items()
                ]
            }
        )
        gone = self.order_line.browse(
            line.id for line, quantity in quantities.items() if not quantity
        )
        gone._withdraw_b2b_promise()
        if self.state == "sale":
            self._drop_b2b_undue_fees()

    def _drop_b2b_undue_fees(self):
        """Let fees go that are not due any more, such as that for bulky goods.

        They stay on the order with a quantity of 0. What was invoiced is credited with
        the goods, see :meth:`_get_b2b_fees_to_invoice`.
        """
        self.ensure_one()
        decisions = self.company_id._decide_b2b_fees(self)
        for fee in self._get_b2b_fee_lines().filtered("product_uom_qty"):
            decision, _facts = decisions.get(fee.b2b_fee_type, (None, None))
            is_carried = fee.b2b_fee_type != "small_order" and any(
                line._has_b2b_left() for line in self.sudo().order_line
            )
            if (
                decision
                and not decision.due
                and not is_carried
                and not fee.qty_invoiced
            ):
                fee.product_uom_qty = 0.0

    def _log_b2b_change(self, rows, reason):
        """Note on the order what was changed, and why."""
        title = (
            self.env._("The order is cancelled.")
            if self.state == "cancel"
            else self.env._("Quantities are changed.")
        )
        self._message_log(
            body=Markup("<p>%s %s</p><ul>%s</ul>")
            % (
                title,
                reason or "",
                Markup().join(
                    Markup("<li>%s: %s → %s</li>")
                    % (row["name"], row["old"], row["new"])
                    for row in rows
                ),
            )
        )

    def _send_b2b_change_mail(self, rows, reason):
        """Tell the customer what was cancelled, without prices (ORD-7)."""
        template = self.env.ref(
            "cats_b2b.mail_template_lines_cancelled", raise_if_not_found=False
        )
        if template:
            # As `sale` does: mails that no user writes come from the system.
            self.with_user(SUPERUSER_ID).with_context(
                b2b_amountless=True,
                b2b_no_amounts=True,
                b2b_change_rows=rows,
                b2b_change_reason=reason,
            ).message_post_with_source(
                template,
                email_layout_xmlid=(
                    "mail.mail_notification_layout_with_responsible_signature"
                ),
                subtype_xmlid="mail.mt_comment",
            )
