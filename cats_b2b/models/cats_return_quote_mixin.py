from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CatsReturnQuoteMixin(models.AbstractModel):
    """The quotation for a repair that the customer pays (AFS-7).

    "Les réparations non couvertes par la garantie font exception pour les frais de
    transport, pièces et main d'oeuvre" (MCH): all three stand on one quotation.
    """

    _name = "cats.return.quote.mixin"
    _description = "Quotation of a repair"

    # -- Making and sending it ---------------------------------------------------------

    def _check_may_quote(self):
        """:raise UserError: saying why there is nothing to quote, or not any more."""
        action = self._decide_repair().action
        if action not in ("quote", "answer"):
            raise UserError(self._explain_repair_action(action))

    def _send_quote(self):
        """Send the customer the quotation, or send it again as it was corrected.

        :raise UserError: when there is nothing to quote, or while staff have not
            estimated the work.
        """
        self.ensure_one()
        self._lock_b2b()
        self._check_may_quote()
        self._get_or_create_repair()
        self._check_hours()
        quote = self._get_or_create_quote()
        self._update_quoted_labour(quote)
        if quote.is_expired:
            quote._compute_validity_date()
        if quote.state == "draft":
            quote.action_quotation_sent()
        by_staff = quote.sudo(False)
        by_staff._send_order_notification_mail(by_staff._find_mail_template())

    def _check_hours(self):
        """:raise UserError: while staff have not estimated the work."""
        repair = self.repair_id
        if not repair.b2b_labour_hours:
            raise UserError(
                self.env._(
                    "%(repair)s: estimate the hours of work.", repair=repair.name
                )
            )

    def _get_or_create_quote(self):
        """:return: sale.order: the quotation that is not answered yet."""
        repair = self.repair_id
        if repair.sale_order_id.state == "cancel":  # staff threw a draft away
            repair.move_ids.sale_line_id = False
            repair.sale_order_id = False
        if not repair.sale_order_id:
            repair.action_create_sale_order()
        return repair.sale_order_id

    def _complete_quote(self, quote):
        """Add labour and transport to the parts of a new quotation.

        :param sale.order quote: made from the repair.
        """
        quote.write(
            {
                "origin": f"{self.return_id.display_name}, {self.repair_id.name}",
                "partner_invoice_id": self.order_id.partner_invoice_id.id,
                "partner_shipping_id": (
                    self.return_id.partner_shipping_id or self.partner_id
                ).id,
                # The customer signs; he pays before the unit leaves, see the terms.
                "require_payment": False,
                "require_signature": True,
            }
        )
        self.quote_id = quote
        self._create_quoted_service(
            quote,
            self.env.ref("cats_b2b.product_return_carriage"),
            1.0,
            self.company_id.b2b_return_carriage,
        )
        self._update_quoted_labour(quote)

    def _update_quoted_labour(self, quote):
        """Charge the hours that staff estimate, at the company's rate of the day."""
        labour = self.env.ref("cats_b2b.product_repair_labour")
        hours = self.repair_id.b2b_labour_hours
        lines = quote.order_line.filtered(lambda line: line.product_id == labour)
        if lines:
            lines[0].product_uom_qty = hours
        else:
            rate = self.company_id.b2b_labour_rate
            self._create_quoted_service(quote, labour, hours, rate)

    def _create_quoted_service(self, quote, product, quantity, price):
        """Add a service at a price of the seller's settings, whatever the pricelist."""
        quote.order_line.create(
            {
                "order_id": quote.id,
                "product_id": product.id,
                "product_uom_qty": quantity,
                "price_unit": self._convert_cost(price, quote.currency_id),
                # Typed, for Odoo: it keeps the price whatever becomes of the hours.
                "technical_price_unit": 0.0,
                "discount": 0.0,
                "sequence": max(quote.order_line.mapped("sequence"), default=10) + 1,
            }
        )

    # -- What becomes of it -----------------------------------------------------------

    def _get_quote_state(self):
        """:return: ``none``, ``sent``, ``accepted`` or ``refused``."""
        for state in ("refused", "accepted"):
            if self._has_event(f"quote_{state}"):
                return state
        return "sent" if self._has_event("quoted") else "none"

    def _note_quote(self, code):
        """Note what became of the quotation, and let the repair follow.

        :param str code: ``quoted``, ``quote_accepted`` or ``quote_refused``.
        """
        if code == "quoted":
            self._check_hours()
        elif not self._has_event("quoted"):
            self._log_event("quoted")  # it was answered on the phone, or on paper
        self._log_event(code)
        if code == "quote_accepted":
            self.repair_id._action_repair_confirm()
        elif code == "quote_refused":
            self.repair_id.action_repair_cancel()

    def _hangs_on_quote(self):
        """:return: bool: whether the repair would hang in the air without it."""
        return bool(
            self.solution == "repair"
            and self.is_repairable
            and self._has_event("quoted")
            and not self._has_event("quote_refused")
        )

    def _get_acceptance_error(self):
        """:return: why the quotation cannot be accepted, in words, or ``False``."""
        self.ensure_one()
        if self.solution != "repair":
            return self._explain_repair_action("over")
        action = self._decide_repair().action
        if action not in ("quote", "answer"):
            return self._explain_repair_action(action)
        quote = self.quote_id
        if quote.is_expired:
            return self.env._(
                "This quotation was valid until %(day)s. Please ask us for a new one.",
                day=format_date(self.env, quote.validity_date),
            )
        return False

    # -- The customer's answer ---------------------------------------------------------

    def _get_answer_error(self):
        """Tell why the current user may not answer the quotation (AFS-7, USR-4).

        Who accepts spends money: it takes the right to returns, and that to order or
        that to accept offers.

        :return: the reason in words; ``False`` when he may.
        """
        users = self.env["res.users"]
        return users._get_b2b_right_error("returns") or users._get_b2b_right_error(
            "place_orders", "quotes"
        )

    def _check_may_answer(self):
        """:raise AccessError: for who may not answer the quotation."""
        self.ensure_one()
        if self.env.user._is_internal():
            self._check_staff()
        else:
            self._check_customer()
            self.env["res.users"]._check_b2b_right("place_orders", "quotes")

    def _answer_quote(self, accepted):
        """Accept the quotation, or refuse it, as the current user.

        :param bool accepted: the answer.
        :raise AccessError: for who may not.
        :raise UserError: when it was answered already, or is not valid any more.
        """
        self._check_may_answer()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        if line_sudo._decide_repair().action != "answer":
            raise UserError(line_sudo._explain_answered())
        quote_sudo = line_sudo.quote_id.with_context(b2b_uid=self.env.uid)
        if accepted:
            quote_sudo._validate_order()
        else:
            line_sudo._note_quote("quote_refused")
            quote_sudo._action_cancel()
        name = self.env.user.name
        quote_sudo.message_post(
            author_id=self.env.user.partner_id.id,
            body=self.env._("Accepted by %(name)s", name=name)
            if accepted
            else self.env._("Refused by %(name)s", name=name),
        )

    def _say_wish(self, code):
        """Say what becomes of a unit that is not repaired, as the current user.

        :param str code: ``send_back``, at the customer's cost, or ``scrap``.
        :raise AccessError: for who may not.
        :raise UserError: when it is not asked, or not any more.
        """
        self.ensure_one()
        if self.env.user._is_internal():
            self._check_staff()
        else:
            self._check_customer()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        decision = line_sudo._decide_repair()
        if decision.action != "wish" or code not in decision.choices:
            raise UserError(line_sudo._explain_repair_action(decision.action))
        wished = line_sudo._get_frozen_decision().get(code)
        line_sudo.write({"solution": code, "carriage_out": wished.carriage_out})
        line_sudo._log_event("wish_said")

    # -- Buttons of the staff ---------------------------------------------------------

    def action_send_quote(self):
        """Send the customer the quotation."""
        self._check_staff()
        self.sudo()._send_quote()

    def action_accept_quote(self):
        """Note that the customer accepts the quotation, as he said or wrote."""
        self._check_staff()
        self._answer_quote(True)

    def action_refuse_quote(self):
        """Note that the customer refuses the quotation, as he said or wrote."""
        self._check_staff()
        self._answer_quote(False)

    def action_send_repaired(self):
        """Send a repaired unit back that could not leave when it was repaired."""
        self._check_staff()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        line_sudo._send_repaired()
        if not line_sudo._get_delivery_moves():
            action = line_sudo._decide_repair().action
            raise UserError(line_sudo._explain_repair_action(action))

    def action_wish_send_back(self):
        """Note that the customer wants a unit back that is not repaired."""
        self._check_staff()
        self._say_wish("send_back")

    def action_wish_scrap(self):
        """Note that the customer leaves a unit to be scrapped that is not repaired."""
        self._check_staff()
        self._say_wish("scrap")

    def action_view_quote(self):
        """:return: the action that shows the quotation."""
        self.ensure_one()
        self._check_staff()
        return self.quote_id._get_records_action()

    def action_view_repair(self):
        """:return: the action that shows the repair."""
        self.ensure_one()
        self._check_staff()
        return self.repair_id._get_records_action()

    def action_cannot_be_repaired(self):
        """Note that the unit cannot be repaired."""
        self._check_staff()
        self.sudo()._note_not_repairable()
