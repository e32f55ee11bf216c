from odoo import api, fields, models
from odoo.fields import Domain


class CatsOrderClaimMixin(models.AbstractModel):
    """What claims need to know of an order (AFS-2)."""

    _name = "cats.order.claim.mixin"
    _description = "Claims about an order"

    # -- Days ----------------------------------------------------------------------

    def _get_b2b_customer_zone(self):
        """:return: str: the time zone in which days count for the customer."""
        self.ensure_one()
        partner = self.partner_id
        if zone := partner.tz or partner.commercial_partner_id.tz:
            return zone
        return self.warehouse_id._get_b2b_zone().key if self.warehouse_id else "UTC"

    def _get_b2b_today(self):
        """:return: date: today on the customer's calendar."""
        clock = self.with_context(tz=self._get_b2b_customer_zone())
        return fields.Date.context_today(clock)

    def _get_b2b_completion_days(self):
        """Return when the last goods of orders came, on the customer's calendar.

        :return: dict: the day by order; ``None`` as long as goods are to come.
        """
        moves = self.env["stock.move"].search(
            [
                ("sale_line_id.order_id", "in", self.ids),
                ("state", "!=", "cancel"),
                ("location_dest_usage", "!=", "inventory"),
                ("origin_returned_move_id", "=", False),
            ]
        )
        days = dict.fromkeys(self)
        for order, sent in moves.grouped(lambda it: it.sale_line_id.order_id).items():
            if all(move.state == "done" for move in sent):
                clock = self.with_context(tz=order._get_b2b_customer_zone())
                last = max(sent.mapped("date"))
                days[order] = fields.Datetime.context_timestamp(clock, last).date()
        return days

    # -- Whose they are ------------------------------------------------------------

    @api.model
    def _get_b2b_claim_orders(self):
        """Return the orders about which the current user may claim.

        :return: Domain: those that he sees, of B2B shops.
        """
        shops_sudo = self.env["website"].sudo().search([("b2b_enabled", "=", True)])
        sellers_sudo = self.env.user.sudo().company_ids
        active = sellers_sudo.filtered(lambda one: one._is_b2b_active())
        placed = (
            Domain("state", "in", ("sale", "cancel"))
            & Domain("company_id", "in", active.ids)
            & Domain("website_id", "in", [False, *shops_sudo.ids])
        )
        # The rules of the user narrow it to what he may see.
        return Domain("id", "in", self.sudo(False)._search(placed))

    def _can_b2b_return(self):
        """:return: whether who looks at the order can claim something of it."""
        self.ensure_one()
        actor = self._get_b2b_actor()
        if not (actor._is_b2b_customer() and actor._has_b2b_right("returns")):
            return False
        claims = self.env["cats.return"].with_user(actor)
        return bool(claims._count_claimable(order=self))
