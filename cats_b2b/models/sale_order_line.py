from dataclasses import replace

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = [
        "sale.order.line",
        "cats.line.change.mixin",
        "cats.line.delay.mixin",
        "cats.line.repair.mixin",
        "cats.line.promise.mixin",
        "cats.line.return.mixin",
        "cats.line.rows.mixin",
        "cats.line.warranty.mixin",
        "cats.price.rights.mixin",
    ]

    _b2b_price_fields = frozenset(
        {
            "amount_to_invoice_at_date",
            "b2b_why_text",
            "discount",
            "points_cost",
            "price_tax",
            "price_unit",
            "pricelist_item_id",
            "technical_price_unit",
        }
    )

    b2b_fee_type = fields.Selection(
        selection=[
            ("small_order", "Small-order fee"),
            ("bulky", "Bulky surcharge"),
            ("remote", "Remote-address cost"),
        ],
        string="Fee",
        readonly=True,
        copy=False,
        help="Set on the lines that the fee rules keep up to date by themselves.",
    )
    b2b_promise_date = fields.Date(
        string="Promised dispatch",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Day of dispatch promised at confirmation, on the warehouse's calendar.",
    )
    b2b_why = fields.Json(
        string="Frozen reasons",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Facts and reasons of the decisions taken on this line.",
    )
    b2b_why_text = fields.Char(
        string="Why", compute="_compute_b2b_why_text", compute_sudo=True
    )
    b2b_claimed_on = fields.Datetime(
        string="Last claimed on",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When goods of the line were last claimed on the customer's pages.",
    )
    b2b_dispatch_at = fields.Datetime(
        string="Dispatch",
        compute="_compute_b2b_dispatch_at",
        help="When the line leaves the warehouse: as promised once the order is "
        "confirmed, else as it would be promised now.",
    )

    @api.depends("b2b_why", "order_id.b2b_fee_waiver_ids.fee_type")
    @api.depends_context("lang")
    def _compute_b2b_why_text(self):
        for line in self:
            line.b2b_why_text = " ".join(line._explain_b2b())

    @api.depends(
        "state",
        "b2b_promise_date",
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "warehouse_id",
        "order_id.b2b_wished_date",
        "order_id.commitment_date",
        "order_id.picking_policy",
    )
    def _compute_b2b_dispatch_at(self):
        pending = self.order_id.filtered(lambda order: order.state in ("draft", "sent"))
        promises = pending.order_line._get_b2b_promises(fields.Datetime.now())
        calendars = {}
        for line in self:
            day = line.b2b_promise_date
            if not day and line in promises:
                day = promises[line][0].day
            warehouse = line.warehouse_id
            if not day or not warehouse:
                line.b2b_dispatch_at = False
                continue
            if warehouse not in calendars:
                calendars[warehouse] = warehouse._get_b2b_days()
            line.b2b_dispatch_at = warehouse._get_b2b_dispatch_instant(
                day, calendars[warehouse]
            )

    @api.depends("b2b_fee_type")
    def _compute_pricelist_item_id(self):
        """Override of `sale` to keep pricelists off the fees."""
        fees = self.filtered("b2b_fee_type")
        fees.pricelist_item_id = False
        return super(SaleOrderLine, self - fees)._compute_pricelist_item_id()

    def _compute_price_unit(self):
        """Override of `sale` to keep the amount that the fee rule set."""
        return super(
            SaleOrderLine, self.filtered(lambda line: not line.b2b_fee_type)
        )._compute_price_unit()

    def _compute_discount(self):
        """Override of `sale` to keep discounts off the fees."""
        fees = self.filtered("b2b_fee_type")
        fees.discount = 0.0
        return super(SaleOrderLine, self - fees)._compute_discount()

    @api.depends("b2b_settled_qty")
    def _compute_qty_to_invoice(self):
        """Override of `sale` to invoice the fees with the goods (PAY-7).

        What was returned, or never came, is not invoiced again (AFS-5).

        Fees follow the other lines of their order by hand: a dependency on them would
        let every line of every order wait for all the others.
        """
        result = super()._compute_qty_to_invoice()
        for line in self.filtered("b2b_settled_qty"):
            line.qty_to_invoice -= line.b2b_settled_qty
        fees = self.order_id._get_b2b_open_fees()
        self.env.add_to_compute(self._fields["qty_to_invoice"], fees - self)
        for order, order_fees in (fees & self).grouped("order_id").items():
            for fee, quantity in order._get_b2b_fees_to_invoice(order_fees).items():
                fee.qty_to_invoice = quantity
        return result

    @api.depends("b2b_settled_qty")
    def _compute_amount_to_invoice(self):
        """Override of `sale`: what was returned is owed no more (AFS-5)."""
        result = super()._compute_amount_to_invoice()
        self._settle_b2b_amount("amount_to_invoice", "price_total")
        return result

    @api.depends("b2b_settled_qty")
    def _compute_untaxed_amount_to_invoice(self):
        """Override of `sale`: what was returned is owed no more (AFS-5)."""
        result = super()._compute_untaxed_amount_to_invoice()
        self._settle_b2b_amount("untaxed_amount_to_invoice", "price_subtotal")
        return result

    @api.constrains("product_uom_qty", "product_uom_id", "product_id")
    def _check_b2b_quantity(self):
        """Hold a confirmed order to the quantities of its products (ORD-5)."""
        for order, lines in self.grouped("order_id").items():
            if order.state == "sale":
                # What has left is no order any more: the rest of it is cancelled.
                open_lines = lines.filtered(lambda line: not line._is_b2b_settled())
                order._check_b2b_quantities(open_lines.product_id)

    def _prepare_qty_delivered(self):
        """Override of `repair`: parts beyond the quotation are not charged (AFS-7)."""
        quantities = super()._prepare_qty_delivered()
        for line in self:
            if line in quantities and line.order_id._is_b2b_after_sales():
                quantities[line] = min(quantities[line], line.product_uom_qty)
        return quantities

    def _can_be_invoiced_alone(self):
        """Override of `sale`: a fee alone is not worth an invoice."""
        return super()._can_be_invoiced_alone() and not self.b2b_fee_type

    def _is_reorder_allowed(self):
        """Override of `website_sale`: a fee cannot be ordered again."""
        return not self.b2b_fee_type and super()._is_reorder_allowed()

    def _is_sellable(self):
        """Override of `website_sale`: a fee cannot be bought."""
        return not self.b2b_fee_type and super()._is_sellable()

    def _show_in_cart(self):
        """Override of `website_sale` to show fees among the totals, not as articles."""
        return super()._show_in_cart() and not self.b2b_fee_type

    def _expected_date(self):
        """Override of `sale` to expect what is, or would be, promised (DSP-3)."""
        self.ensure_one()
        return self.b2b_dispatch_at or super()._expected_date()

    def _is_line_optional(self):
        """Override of `sale_management`: a fee is no option, wherever it stands."""
        return not self.b2b_fee_type and super()._is_line_optional()

    def _prepare_procurement_values(self):
        """Override of `sale_stock` to schedule the transfer for the promised day."""
        values = super()._prepare_procurement_values()
        if self.b2b_promise_date:
            values["date_planned"] = values["date_deadline"]
        return values

    def _action_launch_stock_rule(self, *, previous_product_uom_qty=False, **kwargs):
        """Override of `sale_stock` to promise what is added before it is reserved."""
        self._freeze_b2b_added(previous_product_uom_qty or {})
        return super()._action_launch_stock_rule(
            previous_product_uom_qty=previous_product_uom_qty, **kwargs
        )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `sale`: to a closed order nothing is added (ORD-7)."""
        lines = super().create(vals_list)
        lines._check_b2b_addition()
        return lines

    def write(self, vals):
        """Override of `sale` to keep within the limit of changes (ORD-7).

        The fees are left behind when carts are merged (FEE-1).
        """
        self._check_b2b_change(vals)
        if "order_id" not in vals:
            return super().write(vals)
        fees = self.filtered("b2b_fee_type")
        fees.unlink()
        result = super(SaleOrderLine, self - fees).write(vals)
        (self - fees).order_id._sync_order_fees()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_b2b_placed(self):
        """Keep what was ordered in the shop while its payment is awaited (ORD-7)."""
        self._check_b2b_change({"product_uom_qty": 0.0})

    def _is_b2b_merchandise(self):
        """Tell whether the line is about goods: articles, rewards, discounts on them.

        Sections, down payments, delivery and fees are not.

        :rtype: bool
        """
        self.ensure_one()
        return bool(
            self.product_id
            and not self.display_type
            and not self.is_downpayment
            and not self.is_delivery
            and not self.b2b_fee_type
        )

    def _is_b2b_article(self):
        """Tell whether the line orders an article, as opposed to what comes with it.

        Fees, delivery, down payments, rewards, the articles inside a combo and returns
        (negative quantities) are none.

        :rtype: bool
        """
        return (
            self._is_b2b_merchandise()
            and not self.is_reward_line
            and not self.combo_item_id
            and self.product_uom_qty > 0
        )

    def _is_b2b_fee_base(self):
        """Tell whether the line counts for the limit of the small-order fee (FEE-1).

        Goods count, and the discounts on them; delivery, other fees, down payments,
        free shipping and what is paid by gift card or eWallet do not.

        :rtype: bool
        """
        reward = self.reward_id
        return (
            self._is_b2b_merchandise()
            and reward.reward_type != "shipping"
            and not reward.program_id.is_payment_program
        )

    def _is_b2b_delivered(self):
        """:return: whether the line orders goods that somebody has to carry."""
        self.ensure_one()
        return bool(
            self.product_id.type == "consu"
            and not self.display_type
            and self.product_uom_qty > 0
        )

    def _is_b2b_bulky(self):
        """:return: whether the line orders bulky goods (FEE-2)."""
        return self._is_b2b_delivered() and self.product_id.b2b_bulky

    def _is_b2b_awaited(self):
        """:return: whether goods of the line are still to leave for the customer."""
        self.ensure_one()
        return any(
            move.state not in ("done", "cancel")
            and not move.rma_id
            and (move.location_final_id or move.location_dest_id).usage == "customer"
            for move in self.move_ids
        )

    def _has_b2b_left(self):
        """:return: whether goods of the line left for the customer, back or not."""
        self.ensure_one()
        return any(
            move.state == "done"
            and move.location_dest_id.usage == "customer"
            and not move.rma_id
            for move in self.move_ids
        )

    def _is_b2b_billed(self):
        """:return: whether an invoice that was not cancelled bore the line."""
        self.ensure_one()
        moves = self.invoice_lines.move_id
        return any(
            move.move_type == "out_invoice" and move.state != "cancel" for move in moves
        )

    def _describe_b2b_delay(self):
        """:return: that the order waits for this line, as a sentence."""
        return self.env._(
            "Waits for %(product)s.", product=self.product_id.display_name
        )

    def _get_b2b_product_qty(self):
        """:return: the line's quantity in the product's own unit, unrounded."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty, self.product_id.uom_id, round=False
        )

    def _get_b2b_quantity_box(self):
        """:return: (start, step) of the line's quantity box, in the line's unit."""
        self.ensure_one()
        return self.order_id._get_b2b_quantity_boxes()[self]

    def _get_b2b_option_quantity(self, remove=False, wanted=None):
        """Return the quantity that an option of a quotation takes on (ORD-5).

        :param bool remove: one step down instead of one step up.
        :param float wanted: quantity that the customer typed, if he typed one.
        :return: quantity in the line's unit; 0 leaves the option out.
        :rtype: float
        """
        self.ensure_one()
        start, step = self._get_b2b_quantity_box()
        if wanted is None:
            wanted = self.product_uom_qty + (-step if remove else step)
            if remove and wanted < start:
                return 0
        held = self.order_id._get_b2b_quantity_held(self.product_id, self)
        return self.product_id._decide_b2b_quantity(
            wanted, self.product_uom_id, held=held
        ).allowed

    def _get_b2b_promises(self, placed_at, quantities=None, wishes=True):
        """Promise the dispatch of the lines as if they were ordered at an instant.

        Lines of one product in one warehouse share its supply in their order.

        :param datetime placed_at: naive UTC.
        :param dict quantities: what is ordered, by line in the product's unit; the
            whole line where it is not named.
        :param bool wishes: whether what the customer wishes counts: his day, and that
            all goods leave together (ORD-6).
        :return: promise and facts by line; lines without goods, and those whose
            warehouse has no working days, are left out.
        :rtype: dict[sale.order.line, tuple]
        """
        promises = {}
        goods = self.filtered(lambda line: line._has_b2b_goods())
        for warehouse, lines in goods.grouped("warehouse_id").items():
            days = warehouse._get_b2b_days()
            waits = lines._get_b2b_waits(warehouse, placed_at, quantities or {})
            for line in lines:
                lead_days, expected = waits[line]
                promise, facts = warehouse._decide_b2b_dispatch(
                    placed_at,
                    lead_days,
                    days,
                    agreed_at=line.order_id.commitment_date or None,
                    expected=expected,
                    wished=wishes and line.order_id.b2b_wished_date,
                )
                if promise:
                    promises[line] = promise, facts
            if wishes:
                lines._join_b2b_promises(promises, warehouse, days)
        return promises

    def _join_b2b_promises(self, promises, warehouse, days):
        """Let the lines of an order that leaves as one leave on its last day (DSP-2).

        Each warehouse sends a transfer of its own, so the lines of one warehouse wait
        for each other; those that were promised already are waited for, too.

        :param dict promises: promise and facts by line, brought up to date.
        """
        for order, lines in self.grouped("order_id").items():
            if order.picking_policy != "one":
                continue
            promised = (order.order_line - lines).filtered(
                lambda line: line.warehouse_id == warehouse and line.b2b_promise_date
            )
            lines = lines.filtered(lambda line: line in promises)
            last = max(
                [promises[line][0].day for line in lines]
                + promised.mapped("b2b_promise_date"),
                default=None,
            )
            for line in lines:
                facts = replace(promises[line][1], together=last)
                promises[line] = warehouse._decide_b2b_facts(facts, days)

    def _has_b2b_goods(self):
        """:return: whether the line orders goods that a warehouse dispatches."""
        self.ensure_one()
        return bool(
            self.order_id._is_b2b() and self.warehouse_id and self._is_b2b_delivered()
        )

    def _explain_b2b(self):
        """Put the frozen reasons of the line into words, one sentence per reason."""
        self.ensure_one()
        if not self.b2b_why:
            return []
        if not self.b2b_fee_type:
            return self.warehouse_id._explain_b2b_dispatch(self.b2b_why)
        because = self.b2b_why["because"]
        by, _reason = self.order_id._get_b2b_fee_waiver(self.b2b_fee_type)
        if by == "order":  # since it was confirmed; before, there would be no line
            # The customer reads this, too: the reason stays with the staff.
            because = [*because, {"code": "waived", "by": by, "reason": ""}]
        return self.company_id._explain_b2b_fee(because, self.currency_id)
