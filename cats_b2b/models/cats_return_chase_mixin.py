import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

_logger = logging.getLogger(__name__)

ACTIVITY = "cats_b2b.mail_activity_type_return_chase"
TEMPLATE = "cats_b2b.mail_template_return_chase"


class CatsReturnChaseMixin(models.AbstractModel):
    """Units that were handed over and never came (AFS-5)."""

    _name = "cats.return.chase.mixin"
    _description = "Chasing returns that never come"

    chased_on = fields.Date(
        string="Last asked for",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="When the customer was asked for a unit that did not come.",
    )
    charge_move_id = fields.Many2one(
        comodel_name="account.move",
        string="Invoice for the unit that never came",
        readonly=True,
        copy=False,
        index="btree_not_null",
        groups="base.group_user",
    )
    is_chargeable = fields.Boolean(
        compute="_compute_is_chargeable", groups="base.group_user"
    )

    @api.depends("events", "received_lot_id", "received_qty", "solution")
    def _compute_is_chargeable(self):
        for line in self:
            line.is_chargeable = line._may_charge()

    # -- By the day ----------------------------------------------------------------

    @api.model
    def _cron_follow_returns(self):
        """Presume parcels delivered, and chase units that do not come."""
        moving = [("next_step", "in", ("delivered", "received"))]
        for (company,) in self._read_group(moving, ["company_id"]):
            self._presume_delivered(company)
            self._chase_units(company)

    @api.model
    def _presume_delivered(self, company):
        """Take a parcel as delivered some days after it left: few carriers report."""
        limit = self._get_day_ago(company.b2b_return_delivered_days)
        sent = [
            ("company_id", "=", company.id),
            ("next_step", "=", "delivered"),
            ("last_event_on", "<=", limit),
        ]
        # Who is at one of them must not keep the others waiting.
        for line in self.search(sent).try_lock_for_update(allow_referencing=True):
            line._log_event("delivered")

    @api.model
    def _chase_units(self, company):
        """Ask for units that were handed over and did not come, once per period."""
        if not company.b2b_return_chase_days:
            return
        limit = self._get_day_ago(company.b2b_return_chase_days)
        late = [
            ("company_id", "=", company.id),
            ("next_step", "=", "received"),
            ("last_event_on", "<=", limit),
            "|",
            ("chased_on", "=", False),
            ("chased_on", "<=", limit),
        ]
        for line in self.search(late):
            # What is wrong with one of them must not keep the others waiting.
            try:
                with self.env.cr.savepoint():
                    line._chase()
            except Exception:  # pylint: disable=broad-except
                _logger.exception("Cannot ask for the unit of return line %s", line.id)

    @api.model
    def _get_day_ago(self, days):
        return fields.Date.context_today(self) - timedelta(days=days)

    def _chase(self):
        """Ask the customer for a unit, and remind who looks after the claim."""
        self.ensure_one()
        self.chased_on = fields.Date.context_today(self)
        self._remind_responsible("_get_chase_note")
        if template := self.env.ref(TEMPLATE, raise_if_not_found=False):
            template.with_user(SUPERUSER_ID).send_mail(self.id)

    def _remind_responsible(self, get_note):
        """Leave an activity for who looks after the claim.

        :param str get_note: name of the method that says why, in his language.
        """
        claim = self.return_id
        user = claim.responsible_id or self.order_id._get_b2b_delay_responsible()
        if not user.share:
            note = getattr(self.with_context(lang=user.lang), get_note)()
            claim.activity_schedule(ACTIVITY, user_id=user.id, note=note)

    def _get_owed_qty(self):
        """Return how much of what was made good before it came is still owed.

        :return: float: all until something comes, and where another serial came than
            the one that was made good; else what is short. 0 of other claims.
        """
        self.ensure_one()
        line_sudo = self.sudo()
        if not line_sudo.solution or not line_sudo._sends_in():
            return 0.0
        if not line_sudo._has_event("received") or line_sudo._came_otherwise():
            return line_sudo.quantity
        unit, came = line_sudo.product_uom_id, line_sudo.received_qty
        is_short = unit.compare(came, line_sudo.quantity) < 0
        return line_sudo.quantity - came if is_short else 0.0

    def _came_otherwise(self):
        """:return: bool: whether another serial came than the solution was for."""
        known = ((self.solution_why or {}).get("facts") or {}).get("facts") or {}
        is_known = known.get("serial") == "other"
        return self._compare_serials() == "other" and not is_known

    def _ask_for_owed(self):
        """Tell who looks after a claim that not all came that was made good (AFS-5)."""
        self.ensure_one()
        self._remind_responsible("_get_owed_note")

    def _get_owed_note(self):
        """:return: str: what came instead, for staff."""
        if self._came_otherwise():
            return self.env._(
                "%(unit)s is settled, and serial %(other)s came instead of it.",
                unit=self._get_unit_name(),
                other=self.received_lot_id.name,
            )
        unit = self.product_uom_id
        return self.env._(
            "%(unit)s is settled: %(came)s of %(announced)s came in.",
            unit=self._get_unit_name(),
            came=unit._format_b2b_quantity(self.received_qty),
            announced=unit._format_b2b_quantity(self.quantity),
        )

    def _get_chase_note(self):
        """:return: str: what did not come, for staff."""
        return self.env._(
            "%(unit)s was handed over and has not come.", unit=self._get_unit_name()
        )

    def _get_unit_name(self):
        """:return: str: the article, with its serial where there is one."""
        name = self.product_id.with_context(display_default_code=False).display_name
        if not self.lot_name:
            return name
        serial = self.lot_name
        return self.env._("%(name)s (serial %(serial)s)", name=name, serial=serial)

    # -- The unit that never came --------------------------------------------------

    def action_charge_unit(self):
        """Invoice a unit that was replaced and never came (button).

        :return: the action that opens the draft of the invoice.
        :rtype: dict
        """
        self.ensure_one()
        self._check_staff()
        line_sudo = self.sudo()
        line_sudo._lock_b2b()
        if not line_sudo._may_charge():
            raise UserError(self.env._("There is no replaced unit to wait for."))
        line_sudo._charge_unit()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": line_sudo.charge_move_id.id,
            "views": [(False, "form")],
        }

    def _may_charge(self):
        """:return: bool: whether a unit was replaced, and is still owed, if in part."""
        self.ensure_one()
        return (
            self.sudo().solution == "replacement"
            and self._has_event("sent")
            and not self._has_event("charged")
            and self._get_owed_qty() > 0
        )

    def _charge_unit(self):
        """Draft the invoice of a unit that never came, and wait no more."""
        if not self._has_event("delivered"):
            self._log_event("delivered")
        self.charge_move_id = (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(self._prepare_charge())
        )
        if not self._has_event("received"):
            self.rma_id.reception_move_id._action_cancel()
            # OCA takes an RMA whose receipt is cancelled for a draft.
            self.rma_id.state = "finished"
        self._log_event("charged")

    def _prepare_charge(self):
        order = self.order_id
        return {
            "move_type": "out_invoice",
            "company_id": self.company_id.id,
            "partner_id": order.partner_invoice_id.id,
            "partner_shipping_id": self._get_shipping_address().id,
            "currency_id": order.currency_id.id,
            "fiscal_position_id": order.fiscal_position_id.id,
            "invoice_payment_term_id": order.payment_term_id.id,
            "invoice_origin": self.return_id.display_name,
            "ref": order.client_order_ref,
            "invoice_line_ids": self._prepare_charge_lines(),
        }

    def _prepare_charge_lines(self):
        """:return: list: commands for the unit, and its part of the order's discounts.

        Nobody pays more for the unit than he paid for it.
        """
        sale_line, owed = self.sale_line_id, self._get_owed_qty()
        charged = Command.create(
            {
                "product_id": self.product_id.id,
                "name": self.env._(
                    "%(unit)s: replaced by return %(claim)s, not sent in",
                    unit=self._get_unit_name(),
                    claim=self.return_id.display_name,
                ),
                "quantity": owed,
                "product_uom_id": self.product_uom_id.id,
                "price_unit": self._get_charged_price(),
                "tax_ids": [Command.set(sale_line.tax_ids.ids)],
            }
        )
        ordered_qty = self.product_uom_id._compute_quantity(
            owed, sale_line.product_uom_id
        )
        shares = self._get_discounts(ordered_qty)
        return [charged, *self._prepare_discount_lines(shares)]

    def _get_charged_price(self):
        """:return: float: the price then paid of one claimed unit, in its own terms."""
        line = self.sale_line_id
        price = line.price_unit * (1 - (line.discount or 0.0) / 100)
        return line.product_uom_id._compute_price(price, self.product_uom_id)
