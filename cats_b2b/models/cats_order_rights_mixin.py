from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

# States of payments that somebody has made, or may still make.
PAID_STATES = {"pending", "authorized", "done"}


class CatsOrderRightsMixin(models.AbstractModel):
    """What a customer's user may do with an order (USR-3, USR-4).

    Whose orders he reaches at all is what the record rules see to.
    """

    _name = "cats.order.rights.mixin"
    _description = "Rights over an Order"

    b2b_was_placed = fields.Boolean(
        string="Cancelled after it was placed",
        compute="_compute_b2b_was_placed",
        store=True,
        precompute=True,
        help="Cancelled orders that were more than a cart: colleagues see them.",
    )

    @api.depends(
        "state",
        "website_id",
        "signed_on",
        "order_line.b2b_promise_date",
        "picking_ids",
        "transaction_ids.state",
    )
    def _compute_b2b_was_placed(self):
        """Leave carts out of what was cancelled: they stay their owner's (USR-4).

        Stored, for the record rule: what it asks of other tables, PostgreSQL takes for
        so dear that it compiles each query of orders, which costs more than to run it.
        """
        cancelled = self.filtered(lambda order: order.state == "cancel")
        (self - cancelled).b2b_was_placed = False
        for order in cancelled:
            order.b2b_was_placed = order._is_b2b_more_than_cart()

    def _is_b2b_more_than_cart(self):
        """:return: bool: for what staff wrote; of the shop's for what was placed:
        signed, about to be paid, promised, picked."""
        self.ensure_one()
        return bool(
            not self.website_id
            or self.signed_on
            or self.picking_ids
            or any(line.b2b_promise_date for line in self.order_line)
            or any(one.state in PAID_STATES for one in self.transaction_ids)
        )

    def _get_b2b_actor(self):
        """Return who acts on the order.

        Pages of documents work as superuser, once they have checked that the user may
        see the document; ``b2b_uid`` in the context tells for whom.

        :rtype: res.users
        """
        uid = self.env.context.get("b2b_uid")
        if uid and self.env.uid == SUPERUSER_ID:
            return self.env["res.users"].browse(uid)
        return self.env.user

    def _get_b2b_billed(self):
        """Extend by who pays, where that is not who orders."""
        return super()._get_b2b_billed() | (self.partner_invoice_id - self.partner_id)

    def _get_b2b_placing_rights(self):
        """:return: the rights of which it takes one to make this an order.

        Buying is one right, accepting what was offered another (USR-3). What the shop
        has sent may be either: an order that waits for its bank transfer, or an offer.

        :rtype: tuple[str]
        """
        self.ensure_one()
        if not self.website_id:
            return ("quotes",)
        if self.state == "draft":
            return ("place_orders",)
        return ("place_orders", "quotes")

    def _get_b2b_placing_error(self):
        """Tell why who acts may not make this an order (USR-4).

        :return: the reason in words; ``False`` if he may, and always for who is no
            customer's user and while the B2B shop is off.
        :rtype: str | bool
        """
        self.ensure_one()
        return self._get_b2b_order_right_error(*self._get_b2b_placing_rights())

    def _get_b2b_answer_error(self):
        """Tell why who acts may neither accept nor decline a quote (USR-4).

        :return: the reason in words; ``False`` if he may.
        :rtype: str | bool
        """
        self.ensure_one()
        return self._get_b2b_order_right_error("quotes")

    def _get_b2b_order_right_error(self, *rights):
        """:return: why who acts may not, in words; ``False`` if he may.

        :param str rights: codes of rights, any of which is enough.
        """
        if not self._is_b2b_shop_order():
            return False
        users = self.env["res.users"].with_user(self._get_b2b_actor())
        return users._get_b2b_right_error(*rights)

    def _check_b2b_placing(self):
        """:raise AccessError: if who acts may not make this an order (USR-4)."""
        for order in self:
            if error := order._get_b2b_placing_error():
                raise AccessError(error)
