from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare, format_date, formatLang

from ..policies import because as because_policy


class SaleOrder(models.Model):
    _inherit = "sale.order"

    b2b_fee_waived = fields.Boolean(
        string="Waive the small-order fee",
        tracking=True,
        copy=False,
        help="The order bears no small-order fee, however small it is.",
    )
    b2b_fee_hint = fields.Char(compute="_compute_b2b_fee_hint")
    b2b_quantity_override = fields.Boolean(
        string="Allow any quantities",
        tracking=True,
        copy=False,
        groups="cats_b2b.group_quantity_override",
        help="Confirm the order although quantities break the minimum or multiple of a "
        "product.",
    )
    b2b_quantity_message = fields.Text(compute="_compute_b2b_quantity_message")
    b2b_promise_date = fields.Date(
        string="Promised dispatch",
        compute="_compute_b2b_promise_date",
        store=True,
        index="btree_not_null",
        help="Day on which the last of the goods leaves, as promised at confirmation.",
    )
    b2b_why_text = fields.Text(
        string="Dispatch promise", compute="_compute_b2b_why_text"
    )

    @api.depends("order_line.price_subtotal", "order_line.b2b_fee_type")
    @api.depends_context("lang")
    def _compute_b2b_fee_hint(self):
        for order in self:
            order.b2b_fee_hint = order._get_b2b_fee_hint()

    @api.depends(
        "state",
        "order_line.product_id",
        "order_line.product_uom_id",
        "order_line.product_uom_qty",
    )
    @api.depends_context("lang")
    def _compute_b2b_quantity_message(self):
        for order in self:
            open_order = order.state in ("draft", "sent") and order._is_b2b()
            issues = order._get_b2b_quantity_issues() if open_order else {}
            order.b2b_quantity_message = "\n".join(issues.values())

    @api.depends("order_line.b2b_promise_date")
    def _compute_b2b_promise_date(self):
        for order in self:
            dates = filter(None, order.order_line.mapped("b2b_promise_date"))
            order.b2b_promise_date = max(dates, default=False)

    @api.depends("order_line.b2b_why")
    @api.depends_context("lang")
    def _compute_b2b_why_text(self):
        for order in self:
            promise = order._get_b2b_promise()
            order.b2b_why_text = promise and " ".join(
                [promise["sentence"], *promise["reasons"]]
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `sale` to give a new order the fee that it bears (FEE-1)."""
        orders = super().create(vals_list)
        orders._sync_order_fees()
        return orders

    def write(self, vals):
        """Override of `sale` to let the fee follow what staff or RPC change (FEE-1)."""
        result = super().write(vals)
        if not self._get_b2b_fee_triggers().isdisjoint(vals):
            self._sync_order_fees()
        return result

    def action_confirm(self):
        """Override of `sale` to confirm with the fee that the order bears (FEE-1)."""
        self._sync_order_fees()
        self._log_b2b_quantity_override()
        return super().action_confirm()

    def action_quotation_send(self):
        """Override of `sale`: a quotation tells the customer what he would order."""
        self._check_b2b_quantities()
        self._sync_order_fees()
        return super().action_quotation_send()

    def _update_order_line_info(self, *args, **kwargs):
        """Override of `sale` to let the fee follow the product catalog (FEE-1)."""
        price_unit = super()._update_order_line_info(*args, **kwargs)
        self._sync_order_fees()
        return price_unit

    def action_draft(self):
        """Override of `sale` to promise anew once the order is confirmed again."""
        result = super().action_draft()
        promised = self.order_line.filtered("b2b_promise_date")
        promised.write({"b2b_promise_date": False, "b2b_why": False})
        return result

    def _confirmation_error_message(self):
        """Override of `sale` to refuse quantities that are not sold (ORD-5)."""
        if error := super()._confirmation_error_message():
            return error
        return self._get_b2b_quantity_error()

    def _check_cart_is_ready_to_be_paid(self):
        """Override of `website_sale`: the last gate of quantities and fee."""
        self._sync_order_fees()
        if error := self._get_b2b_quantity_error():
            raise ValidationError(error)
        return super()._check_cart_is_ready_to_be_paid()

    def _verify_updated_quantity(
        self, order_line, product_id, new_qty, uom_id, **kwargs
    ):
        """Override of `website_sale` to sell by minimum and multiple (ORD-5)."""
        product = self.env["product.product"].browse(product_id)
        in_combo = kwargs.get("combo_item_id") or order_line.combo_item_id
        if in_combo or not product._get_b2b_quantity_rule() or not self._is_b2b():
            return super()._verify_updated_quantity(
                order_line, product_id, new_qty, uom_id, **kwargs
            )
        uom = self.env["uom.uom"].browse(uom_id) or product.uom_id
        held = self._get_b2b_quantity_held(product, order_line)
        decision = product._decide_b2b_quantity(new_qty, uom, held=held)
        allowed, warning = super()._verify_updated_quantity(
            order_line, product_id, decision.allowed, uom_id, **kwargs
        )
        if float_compare(allowed, decision.allowed, precision_digits=6) < 0:
            available = held + uom._compute_quantity(
                max(allowed, 0.0), product.uom_id, round=False
            )
            decision = product._decide_b2b_quantity(
                new_qty, uom, held=held, available=available
            )
        if decision.because:
            warning = " ".join(product._explain_b2b_quantity(decision.because))
        return decision.allowed, warning

    def _verify_cart_after_update(self):
        """Override of `website_sale` to let the fee come and go with the cart (FEE-1)."""
        result = super()._verify_cart_after_update()
        self._sync_order_fees()
        return result

    def _verify_cart(self):
        """Override of `website_sale` to take up an old cart with today's fee (FEE-1)."""
        result = super()._verify_cart()
        self._sync_order_fees()
        return result

    def _recompute_cart(self):
        """Override of `website_sale` to pay the fee that today's prices ask (FEE-1)."""
        result = super()._recompute_cart()
        self._sync_order_fees()
        return result

    def _get_update_prices_lines(self):
        """Override of `sale`: prices of fees come from no pricelist."""
        return (
            super()
            ._get_update_prices_lines()
            .filtered(lambda line: not line.b2b_fee_type)
        )

    def _get_copiable_order_lines(self):
        """Override of `sale`: a copy decides its fees anew."""
        return (
            super()
            ._get_copiable_order_lines()
            .filtered(lambda line: not line.b2b_fee_type)
        )

    def _compute_amount_total_without_delivery(self):
        """Override of `delivery`: fees are no reason for free delivery."""
        total = super()._compute_amount_total_without_delivery()
        return total - self._get_b2b_fee_total()

    def _get_no_effect_on_threshold_lines(self):
        """Override of `sale_loyalty`: fees reach no threshold and bear no discount."""
        return super()._get_no_effect_on_threshold_lines() | self._get_b2b_fee_lines()

    def _get_not_rewarded_order_lines(self):
        """Override of `sale_loyalty`: fees earn no points."""
        return super()._get_not_rewarded_order_lines() - self._get_b2b_fee_lines()

    def _notify_by_email_prepare_rendering_context(self, *args, **kwargs):
        """Override of `sale` to head the mails of an order with its promise (DSP-3)."""
        context = super()._notify_by_email_prepare_rendering_context(*args, **kwargs)
        lang = context.get("lang") or self.env.lang
        promise = self.with_context(lang=lang)._get_b2b_promise()
        if promise and self.state == "sale":
            context["subtitles"].append(promise["sentence"])
        return context

    def _is_b2b(self):
        """Tell whether the B2B rules hold for the order.

        On a website its switch decides; for backend orders, whether the company runs a
        B2B shop at all.

        :rtype: bool
        """
        self.ensure_one()
        if self.website_id:
            return self.website_id.b2b_enabled
        return self.company_id._is_b2b_active()

    def _get_b2b_date(self):
        """:return: the day whose exchange rates hold for the order."""
        return (self.date_order or fields.Datetime.now()).date()

    def _get_b2b_placed_at(self):
        """Return from when the dispatch of lines without a promise counts.

        :return: the confirmation, for the lines that were there; else now. Naive UTC.
        :rtype: datetime
        """
        if self.state == "sale" and not any(self.order_line.mapped("b2b_promise_date")):
            return self.date_order
        return fields.Datetime.now()

    # Fees

    def _get_b2b_fee_triggers(self):
        """:return: names of the order's fields whose change may change its fees."""
        return {
            "b2b_fee_waived",
            "company_id",
            "fiscal_position_id",
            "order_line",
            "partner_id",
            "pricelist_id",
        }

    def _get_b2b_fee_lines(self):
        """:return: the lines that the fee rules keep up to date."""
        return self.order_line.filtered("b2b_fee_type")

    def _get_b2b_fee_total(self):
        """:return: what the fees come to with tax, in the order's currency."""
        return sum(self._get_b2b_fee_lines().mapped("price_total"))

    def _get_b2b_fee_subtotal(self):
        """:return: what the fees come to without tax, in the order's currency."""
        return sum(self._get_b2b_fee_lines().mapped("price_subtotal"))

    def _get_b2b_fee_waiver(self):
        """:return: who waived the fee: ``order``, ``customer`` or an empty string."""
        if self.b2b_fee_waived:
            return "order"
        exempt = self.partner_id.commercial_partner_id.sudo().b2b_fee_exempt
        return "customer" if exempt else ""

    def _can_sync_order_fees(self):
        """Tell whether the fees of the order may still change.

        They may until it is confirmed, cancelled, or paid by the amount it shows.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self.state in ("draft", "sent")
            and self._is_b2b()
            and not self._has_b2b_payment()
        )

    def _has_b2b_payment(self):
        """:return: whether a payment of the order was started and has not failed."""
        return any(
            transaction.state in ("pending", "authorized", "done")
            for transaction in self.sudo().transaction_ids
        )

    def _sync_order_fees(self):
        """Bring the fee lines of the orders up to date; nothing changes twice."""
        for order in self:
            if order._can_sync_order_fees():
                order._sync_small_order_fee()

    def _sync_small_order_fee(self):
        """Add, adapt or drop the small-order fee, as its rule decides (FEE-1)."""
        self.ensure_one()
        decision, facts = self.company_id._decide_small_order_fee(self)
        lines = self._get_b2b_fee_lines()
        if not decision.due:
            lines.unlink()
            return
        line, surplus = lines[:1], lines[1:]
        surplus.unlink()
        values = {
            "price_unit": decision.amount,
            "b2b_why": because_policy.freeze(decision, facts.to_json()),
        }
        if not line:
            self.env["sale.order.line"].create(self._prepare_b2b_fee_vals(values))
        elif changes := {
            name: value for name, value in values.items() if line[name] != value
        }:
            line.write(changes)

    def _prepare_b2b_fee_vals(self, values):
        """:return: the values of a new small-order fee line."""
        return {
            "order_id": self.id,
            "product_id": self.company_id.sudo().b2b_small_order_product_id.id,
            "product_uom_qty": 1.0,
            "sequence": max(self.order_line.mapped("sequence"), default=10) + 1,
            "b2b_fee_type": "small_order",
            **values,
        }

    def _get_b2b_fee_hint(self):
        """Tell the buyer how to save the small-order fee.

        :return: "add EUR 12.40 to save the fee", or an empty string when none is due.
        :rtype: str
        """
        self.ensure_one()
        line = self._get_b2b_fee_lines()[:1]
        if not line.b2b_why or not self._can_sync_order_fees():
            return ""
        below = line.b2b_why["because"][0]

        def money(amount):
            return formatLang(self.env, amount, currency_obj=self.currency_id)

        return self.env._(
            "Orders under %(threshold)s bear a small-order fee. Add %(missing)s of goods "
            "to save it.",
            threshold=money(below["threshold"]),
            missing=money(below["missing"]),
        )

    # Quantities

    def _get_b2b_quantity_held(self, product, order_line):
        """:return: quantity of the product on other lines, in the product's unit."""
        others = self.order_line.filtered(
            lambda line: line.product_id == product
            and line != order_line
            and line._is_b2b_article()
        )
        return sum(line._get_b2b_product_qty() for line in others)

    def _get_b2b_quantity_issues(self, products=None):
        """Tell which quantities of the order are not sold like that (ORD-5).

        :param product.product products: look at these only; all of them by default.
        :return: the reasons in words, by product.
        :rtype: dict[product.product, str]
        """
        self.ensure_one()
        issues = {}
        for product in self.order_line.product_id if products is None else products:
            reasons = self.order_line._get_b2b_quantity_reasons(product)
            if reasons:
                issues[product] = " ".join(product._explain_b2b_quantity(reasons))
        return issues

    def _get_b2b_quantity_error(self, products=None):
        """:return: why the order cannot go on as it is; ``False`` when it can."""
        self.ensure_one()
        if not self._is_b2b() or self.sudo().b2b_quantity_override:
            return False
        return "\n".join(self._get_b2b_quantity_issues(products).values()) or False

    def _check_b2b_quantities(self, products=None):
        """Refuse quantities below minimum or between multiples.

        :raise ValidationError: naming each product and what it asks for.
        """
        for order in self:
            if error := order._get_b2b_quantity_error(products):
                raise ValidationError(error)

    def _log_b2b_quantity_override(self):
        """Note on the orders which quantities staff let pass."""
        for order in self.filtered(lambda order: order.sudo().b2b_quantity_override):
            if issues := order._get_b2b_quantity_issues():
                order.message_post(
                    body=order.env._(
                        "Confirmed in spite of: %(issues)s",
                        issues=" ".join(issues.values()),
                    )
                )

    # Dispatch

    def _get_b2b_promise(self):
        """Return the order's promise of dispatch, ready to be shown (DSP-3).

        Confirmed orders show what was promised, others what would be promised now. The
        line that leaves last decides.

        :return: ``day``, ``sentence``, ``reasons`` (sentences), the slowest ``line``,
            whether it ``delays`` the others, the ``days`` by line in words, and for how many ``seconds_left`` the
            promise holds (0 when it does not hang on the hour); ``None`` when there is
            nothing to promise.
        :rtype: dict | None
        """
        self.ensure_one()
        if self.state == "sale":
            return self._get_b2b_frozen_promise()
        if self.state == "cancel" or not self._is_b2b():
            return None
        promises = self.order_line._get_b2b_promises()
        if not promises:
            return None
        if self._has_b2b_payment():
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

    def _prepare_b2b_waiting_promise(self):
        """:return: what an order that waits for its payment (PAY-1) can promise."""
        return {
            "day": False,
            "line": self.env["sale.order.line"],
            "delays": False,
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
            "delays": min(days.values()) < days[line],
            "days": {
                line: format_date(self.env, day, date_format="EEEE d MMMM")
                for line, day in days.items()
            },
            "seconds_left": Warehouse._get_b2b_seconds_left(
                closes_at, fields.Datetime.now()
            ),
            "sentence": Warehouse._get_b2b_dispatch_sentence(days[line]),
            "reasons": Warehouse._explain_b2b_dispatch(frozen),
        }
