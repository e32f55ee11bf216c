from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare

from ..policies.promotion import clean_code
from .cats_order_fee_mixin import would_change


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = [
        "sale.order",
        "cats.order.address.mixin",
        "cats.order.cart.mixin",
        "cats.order.carrier.mixin",
        "cats.order.change.mixin",
        "cats.order.claim.mixin",
        "cats.order.delay.mixin",
        "cats.order.dispatch.mixin",
        "cats.order.dispute.mixin",
        "cats.order.entitlement.mixin",
        "cats.order.fee.mixin",
        "cats.order.invoicing.mixin",
        "cats.order.prices.mixin",
        "cats.order.quantity.mixin",
        "cats.order.repair.mixin",
        "cats.order.report.mixin",
        "cats.order.return.mixin",
        "cats.order.rights.mixin",
        "cats.order.rows.mixin",
        "cats.order.wishes.mixin",
        "cats.order.status.mixin",
        "cats.order.voucher.mixin",
        "cats.return.count.mixin",
        "cats.guarded.document.mixin",
        "cats.price.rights.mixin",
    ]

    _b2b_return_paths = ("order_id",)
    _b2b_price_fields = frozenset(
        {
            "amount_paid",
            "amount_undiscounted",
            "b2b_fee_hint",
            "partner_credit_warning",
            "reward_amount",
            "tax_totals",
        }
    )

    b2b_fee_waiver_ids = fields.One2many(
        comodel_name="cats.order.fee.waiver",
        inverse_name="order_id",
        string="Waived fees",
        groups="sales_team.group_sale_salesman",
    )
    b2b_no_fee_why = fields.Json(
        string="Why fees are not charged",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Facts and reasons, by type, of the fees that the order does not bear.",
    )
    b2b_fee_total = fields.Monetary(
        string="Fees without tax", compute="_compute_b2b_fee_total"
    )
    b2b_fee_hint = fields.Char(compute="_compute_b2b_fee_hint", compute_sudo=True)
    b2b_fee_text = fields.Text(
        string="Fees",
        compute="_compute_b2b_fee_text",
        compute_sudo=True,
        groups="base.group_user",
    )
    b2b_applies = fields.Boolean(
        string="B2B rules apply", compute="_compute_b2b_applies", compute_sudo=True
    )
    b2b_quantity_override = fields.Boolean(
        string="Allow any quantities",
        tracking=True,
        copy=False,
        groups="cats_b2b.group_quantity_override",
        help="Confirm the order although quantities break the minimum or multiple of a "
        "product.",
    )
    b2b_quantity_message = fields.Text(
        compute="_compute_b2b_quantity_message", compute_sudo=True
    )
    b2b_promise_date = fields.Date(
        string="Promised dispatch",
        compute="_compute_b2b_promise_date",
        store=True,
        index="btree_not_null",
        help="Day on which the last of the goods leaves, as promised at confirmation.",
    )
    b2b_why_text = fields.Text(
        string="Dispatch promise", compute="_compute_b2b_why_text", compute_sudo=True
    )

    def _compute_warehouse_id(self):
        """Override of `sale_stock` to deliver from the customer's warehouse (CAT-5).

        It depends on nothing more: a new address would make Odoo forget the warehouse
        that staff picked, in shops without the switch, too.
        """
        # Odoo sets it anew on website orders while they are confirmed.
        settled = self.filtered(
            lambda order: order.ids
            and order.state not in ("draft", "sent")
            and order._is_b2b()
        )
        result = super(SaleOrder, self - settled)._compute_warehouse_id()
        self._set_b2b_warehouse()
        return result

    def _compute_partner_invoice_id(self):
        """Override of `sale`: website orders are billed to the company (ACC-8)."""
        result = super()._compute_partner_invoice_id()
        self._set_b2b_billing_address()
        return result

    @api.onchange("partner_shipping_id")
    def _onchange_b2b_warehouse(self):
        """Show the warehouse of the new address at once (CAT-5)."""
        self._follow_b2b_address()

    @api.depends("order_line.price_subtotal", "order_line.b2b_fee_type")
    def _compute_b2b_fee_total(self):
        for order in self:
            fees = order._get_b2b_fee_lines()
            order.b2b_fee_total = sum(fees.mapped("price_subtotal"))

    @api.depends("state", "order_line.price_subtotal", "order_line.b2b_fee_type")
    @api.depends_context("lang")
    def _compute_b2b_fee_hint(self):
        for order in self:
            order.b2b_fee_hint = order._get_b2b_fee_hint()

    @api.depends(
        "b2b_no_fee_why",
        "b2b_fee_waiver_ids.reason",
        "order_line.b2b_fee_type",
        "order_line.b2b_why",
    )
    @api.depends_context("lang")
    def _compute_b2b_fee_text(self):
        for order in self:
            order.b2b_fee_text = "\n".join(order._explain_b2b_fees())

    @api.depends("b2b_return_line_id", "company_id", "website_id")
    def _compute_b2b_applies(self):
        for order in self:
            order.b2b_applies = order._is_b2b()

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

    @api.depends("state", "order_line.b2b_promise_date")
    def _compute_b2b_promise_date(self):
        for order in self:
            if order.state == "cancel":
                order.b2b_promise_date = False
                continue
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
        """Override of `sale`: fee, warehouse and promise follow what changes."""
        if vals.get("state") == "cancel":
            self._check_b2b_cancelling()
        fees_change = self._filter_b2b_changes(vals, self._get_b2b_fee_triggers())
        moved = self._filter_b2b_changes(vals, {"partner_id", "partner_shipping_id"})
        result = super().write(vals)
        if vals.get("state", "draft") != "draft":
            self._leave_b2b_cart()
        if vals.get("state") == "sent":
            self._note_b2b_repair("quoted")
        if "b2b_phone" not in vals:
            moved._forget_b2b_phone()
        if "warehouse_id" not in vals:
            moved._follow_b2b_address()
        fees_change._sync_order_fees(by_staff=self.env.user._is_internal())
        if "commitment_date" in vals:
            self._update_b2b_delays()
        return result

    def action_confirm(self):
        """Override of `sale` to confirm with the fee that the order bears (FEE-1)."""
        self._sync_order_fees()
        self._log_b2b_quantity_override()
        return super().action_confirm()

    def action_quotation_send(self):
        """Override of `sale`: a quotation tells the customer what he would order."""
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        quotations._check_b2b_quantities()
        quotations._sync_order_fees()
        return super().action_quotation_send()

    def _action_confirm(self):
        """Override of `sale` to freeze the promise before stock is reserved (DSP-3)."""
        for placed_at, orders in self.grouped("date_order").items():
            orders.order_line._freeze_b2b_promises(placed_at)
        result = super()._action_confirm()
        self._note_b2b_repair("quote_accepted")
        return result

    def _action_cancel(self):
        """Override of `sale`: what was still asked about it is answered (ORD-7)."""
        self._note_b2b_repair_cancelled()
        result = super()._action_cancel()
        self._close_b2b_requests()
        return result

    @api.model
    def _get_b2b_correspondence_rights(self):
        """Mails and files of orders have prices (USR-4)."""
        return ("see_prices",)

    def _recompute_prices(self):
        """Override of `sale` to let the fee follow new prices (FEE-1)."""
        result = super()._recompute_prices()
        self._sync_order_fees(by_staff=self.env.user._is_internal())
        return result

    def _update_order_line_info(self, *args, **kwargs):
        """Override of `sale` to let the fee follow the product catalog (FEE-1)."""
        price_unit = super()._update_order_line_info(*args, **kwargs)
        self._sync_order_fees()
        return price_unit

    def action_draft(self):
        """Override of `sale` to promise anew once the order is confirmed again."""
        result = super().action_draft()
        promised = self.order_line.filtered(
            lambda line: line.b2b_promise_date or line.b2b_dispatch_unknown
        )
        promised.write(
            {
                "b2b_promise_date": False,
                "b2b_why": False,
                **promised._prepare_b2b_no_delay(),
            }
        )
        return result

    def _confirmation_error_message(self):
        """Override of `sale` to refuse who may not order (ACC-7, USR-4) and quantities
        that are not sold (ORD-5).
        """
        if error := super()._confirmation_error_message():
            return error
        if not self._is_b2b_paid() and (
            error := self._get_b2b_placing_error()
            or self._get_b2b_ordering_error()
            or self._get_b2b_repair_error()
        ):
            return error
        # What the customer paid or signed is not refused any more.
        return not self._is_b2b_agreed() and self._get_b2b_quantity_error()

    def _create_invoices(self, *args, **kwargs):
        """Override of `sale`: credit notes say which fees stay, and why (FEE-1)."""
        moves = super()._create_invoices(*args, **kwargs)
        self._note_b2b_kept_fees(moves)
        return moves

    def _try_apply_code(self, code):
        """Override of `sale_loyalty` to pardon blanks around a pasted code (ORD-9)."""
        code = clean_code(code) if self._is_b2b() else code
        if error := self._get_b2b_voucher_error(code):
            return {"error": error, "not_found": True}
        return super()._try_apply_code(code)

    def _get_real_points_for_coupon(self, coupon, post_confirm=False):
        """Override of `sale_loyalty`: a company redeems its own vouchers (AFS-5)."""
        points = super()._get_real_points_for_coupon(coupon, post_confirm)
        foreign = coupon and coupon._is_b2b_foreign(self.partner_id)
        # What is on the order already makes it negative: it cannot be confirmed.
        return points - coupon.points if foreign else points

    def _cart_add(self, *args, **kwargs):
        """Override of `website_sale`: nothing for who may not order (ACC-7, USR-4)."""
        self._check_b2b_placing()
        self._check_b2b_ordering()
        self._touch_b2b_cart()
        return super()._cart_add(*args, **kwargs)

    def _cart_update_line_quantity(self, *args, **kwargs):
        """Override of `website_sale`: nothing for who may not order (USR-4)."""
        self._check_b2b_placing()
        self._touch_b2b_cart()
        return super()._cart_update_line_quantity(*args, **kwargs)

    def _update_address(self, partner_id, fnames=None):
        """Override of `website_sale`: customers do not choose who is billed (ACC-8)."""
        if self._is_b2b():
            fnames = set(fnames or ()) - {"partner_invoice_id"}
            if fnames - {"partner_id"}:  # that is Odoo, taking up a cart again
                self._touch_b2b_cart()
        return super()._update_address(partner_id, fnames)

    def _get_preferred_delivery_method(self, available_delivery_methods):
        """Override of `website_sale`: whom customer or seller prefer (DSP-4)."""
        if self.carrier_id not in available_delivery_methods:
            if carrier := self._find_b2b_carrier(available_delivery_methods):
                return carrier
        return super()._get_preferred_delivery_method(available_delivery_methods)

    def action_open_delivery_wizard(self):
        """Override of `delivery` to propose the preferred carrier (DSP-4)."""
        action = super().action_open_delivery_wizard()
        if not action["context"]["default_carrier_id"] and self._is_b2b():
            preferred = self.company_id.b2b_carrier_id
            fit = preferred.available_carriers(self.partner_shipping_id, self)
            action["context"]["default_carrier_id"] = fit.id
        return action

    def _check_cart_is_ready_to_be_paid(self):
        """Override of `website_sale`: the last gate of what the rules ask for."""
        self._check_b2b_placing()
        if error := self._get_b2b_ordering_error(self.env.user):
            raise ValidationError(error)
        self._set_b2b_warehouse()
        self._check_b2b_addresses()
        self._drop_b2b_wished_date()
        self._check_b2b_wishes()
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
        """Override of `website_sale`: fees and carrier follow the cart (FEE-1)."""
        self._drop_b2b_carrier()
        result = super()._verify_cart_after_update()
        self._sync_order_fees()
        return result

    def _verify_cart(self):
        """Override of `website_sale` to take up old carts with today's settings."""
        result = super()._verify_cart()
        self._set_b2b_warehouse()
        self._sync_order_fees()
        return result

    def _get_shop_warehouse_id(self):
        """Override of `website_sale_stock` to look where the cart leaves from."""
        if self._is_b2b():
            return self.warehouse_id.id
        return super()._get_shop_warehouse_id()

    def _all_product_available(self):
        """Override of `website_sale_stock` to look where the cart leaves from."""
        warehouse_id = self._is_b2b() and self.warehouse_id.id
        return super(
            SaleOrder, self.with_context(b2b_warehouse_id=warehouse_id)
        )._all_product_available()

    def _get_update_prices_lines(self):
        """Override of `sale`: prices of fees and repairs come from no pricelist."""
        return (
            super()
            ._get_update_prices_lines()
            .filtered(lambda line: not line._is_b2b_price_set())
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

    def _notify_thread_by_email(self, message, recipients_data, **kwargs):
        """Override of `mail`: who may not see prices gets mails without them (USR-4).

        What tells prices reaches him as a mail that tells the rest.
        """
        blind, seeing = self._split_b2b_recipients(recipients_data)
        result = super()._notify_thread_by_email(message, seeing, **kwargs)
        if blind and self._tells_b2b_prices(message):
            self._send_b2b_mail_without_prices(blind)
        elif blind:
            order = self.with_context(b2b_no_amounts=True)
            super(SaleOrder, order)._notify_thread_by_email(message, blind, **kwargs)
        return result

    def _notify_by_email_prepare_rendering_context(self, *args, **kwargs):
        """Override of `sale`: promise and wishes head the mails of an order (DSP-3)."""
        context = super()._notify_by_email_prepare_rendering_context(*args, **kwargs)
        if self.env.context.get("b2b_no_amounts"):
            context["subtitles"] = context["subtitles"][:1]  # `sale` adds the amount
        if len(self) == 1 and self.state == "sale" and self.delivery_status != "full":
            lang = context.get("lang") or self.env.lang
            order = self.with_context(lang=lang)
            if promise := order._get_b2b_promise():
                sentence = order._get_b2b_delay_sentence() or promise["sentence"]
                context["subtitles"].append(sentence)
            context["subtitles"] += order._get_b2b_wish_subtitles()
        return context

    def _filter_b2b_changes(self, vals, names):
        """Return the orders that a write would change; shops write much that is known.

        :param dict vals: what is about to be written.
        :param set names: the fields that matter; of lines every command does.
        :rtype: sale.order
        """
        names = names & vals.keys()
        return self.filtered(
            lambda order: any(
                name == "order_line" or would_change(order, name, vals[name])
                for name in names
            )
        )

    def _is_b2b(self):
        """Tell whether the shop's rules about orders of articles hold for the order.

        :return: bool: never for what customers pay for a return (AFS-7).
        """
        return not self._is_b2b_after_sales() and self._is_b2b_shop_order()
