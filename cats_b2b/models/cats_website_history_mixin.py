from odoo import fields, models

HISTORY_ORDERS = 10


class CatsWebsiteHistoryMixin(models.AbstractModel):
    """What was ordered before, offered beside the cart (ORD-3)."""

    _name = "cats.website.history.mixin"
    _description = "Order history"

    def _get_b2b_order_history(self, cart):
        """Return what the last orders held, once each, as the cart's page offers it.

        Of colleagues' orders, too, as far as the current user may see them; without
        what is in the cart and what is not sold any more.

        :param sale.order cart: the current cart.
        :return: dicts of ``label`` (when it was) and ``lines``, the latest first.
        :rtype: list[dict]
        """
        self.ensure_one()
        orders_sudo = self._get_b2b_last_orders().sudo()
        articles_sudo = orders_sudo.order_line.filtered(
            lambda one: one._is_b2b_article()
        )
        sold_ids = self._get_b2b_sold_ids(articles_sudo.product_id)
        seen = {line._get_b2b_article_key() for line in cart.order_line}
        groups = {}
        for line_sudo in articles_sudo:
            key = line_sudo._get_b2b_article_key()
            if key in seen or line_sudo.product_id.id not in sold_ids:
                continue
            seen.add(key)
            label = self._get_b2b_days_ago(line_sudo.order_id.date_order)
            groups[label] = groups.get(label, articles_sudo.browse()) | line_sudo
        return [{"label": label, "lines": lines} for label, lines in groups.items()]

    def _get_b2b_last_orders(self):
        """:return: sale.order: the last orders of the company that one may see."""
        customer = self.env.user.partner_id.commercial_partner_id
        return self.env["sale.order"].search(
            [
                ("partner_id", "child_of", customer.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "sale"),
            ],
            order="date_order desc, id desc",
            limit=HISTORY_ORDERS,
        )

    def _get_b2b_days_ago(self, instant):
        """:return: how long ago something was, in words, in the user's time zone."""
        today = fields.Date.context_today(self)
        days = (today - fields.Datetime.context_timestamp(self, instant).date()).days
        if days <= 0:
            return self.env._("Today")
        if days == 1:
            return self.env._("Yesterday")
        return self.env._("%(days)s days ago", days=days)
