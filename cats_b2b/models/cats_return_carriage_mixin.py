from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import formatLang

from ..policies.returns_terms import CUSTOMER


class CatsReturnCarriageMixin(models.AbstractModel):
    """What becomes of goods that stay the customer's (AFS-6).

    "Si le produit ne s'avère pas défectueux, nous pourrons vous le retourner, mais dans
    ce cas, cela sera à vos frais" (INK): he agrees and pays before it is sent; else it
    is kept, neither sent nor refunded.
    """

    _name = "cats.return.carriage.mixin"
    _description = "Carriage of a return at the customer's cost"

    carriage_order_id = fields.Many2one(
        comodel_name="sale.order",
        string="Order of the carriage",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
        help="By which the customer pays for what is sent to him.",
    )

    awaits_agreement = fields.Boolean(
        compute="_compute_awaits_agreement", groups="base.group_user"
    )

    @api.depends("events", "solution", "carriage_out")
    def _compute_awaits_agreement(self):
        for line in self:
            line.awaits_agreement = line._awaits_agreement()

    # -- Agreeing to the costs -----------------------------------------------------

    def action_agree_costs(self):
        """Note that the customer agreed to pay the carriage (button for staff)."""
        self.ensure_one()
        self._agree_costs(by_staff=True)

    def _agree_costs(self, by_staff=False):
        """Agree to pay for what is sent back, as the current user (AFS-6).

        It is charged by an order of its own. Who pays on account has met the terms of
        payment with that; from others the order's payment is awaited.

        :param bool by_staff: whether staff note that the customer agreed.
        :raise AccessError: if it is not the user's to agree.
        :raise UserError: if there is nothing to agree to, or it was agreed already.
        """
        self.ensure_one()
        if by_staff:
            self._check_staff()
        else:
            self._check_customer()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        if line_sudo.order_id.b2b_is_disputed:
            raise UserError(line_sudo._explain_dispute())
        if not line_sudo._awaits_agreement():
            raise UserError(self.env._("There are no costs to agree to."))
        line_sudo._log_event("carriage_agreed")
        line_sudo._charge_carriage()
        if by_staff:
            line_sudo.return_id.message_post(
                body=self.env._("The costs of sending it back were agreed to by staff.")
            )
        line_sudo._note_payment()

    def _awaits_agreement(self):
        """:return: bool: whether the customer has to agree to the carriage."""
        self.ensure_one()
        line_sudo = self.sudo()
        return (
            line_sudo.solution == "send_back"
            and line_sudo.carriage_out == CUSTOMER
            and line_sudo.state not in ("done", "refused", "withdrawn")
            and not line_sudo._has_event("carriage_agreed")
        )

    def _get_carriage_text(self):
        """:return: str: what the carriage costs, such as "€ 15.00 without tax"."""
        company_sudo = self.sudo().company_id
        amount = formatLang(
            self.env,
            company_sudo.b2b_return_carriage,
            currency_obj=company_sudo.currency_id,
        )
        return self.env._("%(amount)s without tax", amount=amount)

    def _charge_carriage(self):
        """Order the carriage in the customer's name; it bears no fees.

        On account, and where it costs nothing, it is confirmed at once. Otherwise it is
        his to pay: by its page, whose payment confirms it, or against an invoice.
        """
        self.ensure_one()
        claim = self.return_id
        order = (
            self.env["sale.order"]
            # He agreed to the carriage; whether he may order goods is another matter.
            .with_user(SUPERUSER_ID)
            .with_company(claim.company_id)
            .create(self._prepare_carriage_order())
        )
        self.carriage_order_id = order
        is_free = order.currency_id.is_zero(order.amount_total)
        if is_free or order._is_b2b_on_account():
            order.action_confirm()
        else:
            order.state = "sent"

    def _prepare_carriage_order(self):
        claim = self.return_id
        price = self._convert_cost(
            claim.company_id.b2b_return_carriage, self.order_id.currency_id
        )
        product = self.env.ref("cats_b2b.product_return_carriage")
        return {
            "partner_id": claim.partner_id.id,
            "partner_invoice_id": self.order_id.partner_invoice_id.id,
            "partner_shipping_id": claim.partner_shipping_id.id
            or self.order_id.partner_shipping_id.id,
            "company_id": claim.company_id.id,
            "pricelist_id": self.order_id.pricelist_id.id,
            "b2b_return_line_id": self.id,
            "origin": claim.display_name,
            "require_payment": True,
            "require_signature": False,
            "prepayment_percent": 1.0,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "name": self.env._(
                            "Carriage of return %(claim)s", claim=claim.display_name
                        ),
                        "product_uom_qty": 1.0,
                        "price_unit": price,
                    }
                )
            ],
        }

    def _convert_cost(self, amount, currency):
        """:return: float: an amount of the seller's settings, in another currency."""
        company = self.company_id
        today = fields.Date.context_today(self)
        return company.currency_id._convert(amount, currency, company, today)

    def _note_payment(self):
        """Extend: the terms of payment are met, once the customer has agreed."""
        result = super()._note_payment()
        for line in self.sudo():
            if (
                line._has_event("carriage_agreed")
                and not line._has_event("paid")
                and line.carriage_order_id._is_b2b_payment_met()
            ):
                line._log_event("paid")
        return result

    # -- What stays here, and what goes back ---------------------------------------

    def _carry_out_send_back(self):
        """Send the customer's own unit back to him as it is."""
        self._send_unit_back()

    def _carry_out_keep(self):
        """Keep the unit here, neither sent nor refunded; he may still have it back."""
        self._log_event("kept")

    def _carry_out_scrap(self):
        """Scrap the unit, as the customer agreed.

        :raise UserError: if it is not where returns are kept.
        """
        lot = self.received_lot_id or self.lot_id
        move = self.rma_id.reception_move_id
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": move.product_id.id or self.product_id.id,
                "product_uom_id": self.product_uom_id.id,
                "scrap_qty": self._get_solved_quantity(),
                "lot_id": lot.id,
                "location_id": (move.location_dest_id or self.rma_id.location_id).id,
                "company_id": self.company_id.id,
                "origin": self.rma_id.name,
            }
        )
        if not scrap.check_available_qty():
            raise UserError(
                self.env._("The unit is not where returns are kept: nothing to scrap.")
            )
        scrap.do_scrap()
        self._log_event("scrapped")
