from freezegun import freeze_time

from odoo.tests import new_test_user

from .common import CatsB2bCommon

# A Wednesday, before the warehouse's cutoff.
MORNING = "2026-11-18 08:00:00"


class OrderChangeCommon(CatsB2bCommon):
    """An order of the buyer: ten power supplies and four cables, all in stock."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.cable = cls._create_product("Cable 2 m", 50.0)
        cls._add_stock(cls.product, 100)
        cls._add_stock(cls.cable, 100)
        cls.seller = new_test_user(
            cls.env,
            "b2b_seller",
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.order = cls._place(user_id=cls.seller.id)
        cls.supplies, cls.cables = cls._get_lines(cls.order)

    @classmethod
    def _place(cls, *lines, user=None, **values):
        """:return: a confirmed order of the shop, by default that of the class."""
        values["partner_id"] = (user or cls.buyer).partner_id.id
        with freeze_time(MORNING):
            order = cls._create_cart(*lines or ((cls.product, 10), (cls.cable, 4)))
            order.write(values)
            order.action_confirm()
        return order

    @classmethod
    def _get_lines(cls, order):
        return order.order_line.filtered(lambda line: line._is_b2b_changeable())

    @classmethod
    def _dispatch(cls, order, quantities=None):
        """Send what is in stock of an order; the rest waits in a backorder.

        :param dict quantities: what leaves, by product; all of it by default.
        """
        transfer = order.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        for move in transfer.move_ids.filtered(lambda one: one.state != "cancel"):
            sent = (quantities or {}).get(move.product_id)
            whole = quantities is None
            move.quantity = move.product_uom_qty if whole else sent or 0.0
            move.picked = True
        transfer.with_context(
            skip_backorder=True, cancel_backorder=False
        )._action_done()
        return transfer

    def _await_payment(self, order):
        """Let an order of the shop wait for its bank transfer."""
        order.transaction_ids = self.env["payment.transaction"].create(
            {
                "provider_id": self.env["payment.provider"].search([], limit=1).id,
                "payment_method_id": self.env["payment.method"].search([], limit=1).id,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "state": "pending",
            }
        )
        order.invalidate_recordset()

    def _ask(self, what="lines", quantities=None, text="", user=None, order=None):
        """Ask as a customer's user; quantities are typed, by line.

        :return: the request as superuser, and the errors.
        """
        order = (order or self.order).with_user(user or self.buyer)
        typed = {line.id: text for line, text in (quantities or {}).items()}
        return order.env["cats.order.request"]._ask(order, what, typed, text)

    def _get_mails(self, partner):
        """:return: the mails to a contact, newest first."""
        return self.env["mail.mail"].search(
            [("recipient_ids", "in", partner.ids)], order="id desc"
        )
