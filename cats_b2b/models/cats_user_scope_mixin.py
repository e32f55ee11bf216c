from odoo import api, models
from odoo.fields import Domain


class CatsUserScopeMixin(models.AbstractModel):
    """Which records a customer's user can reach at all (USR-4).

    The record rules of ``security/b2b_rules.xml`` ask here. Odoo keeps their answers
    per user until the registry's cache is cleared: nothing here is asked per record,
    and what the answers depend on clears the cache (:meth:`_clear_b2b_rules`).
    """

    _name = "cats.user.scope.mixin"
    _description = "Records that a customer's user reaches"

    def _get_b2b_rule_domain(self, model_name):
        """Narrow what Odoo's own rules let a user reach of a model (USR-4).

        :param str model_name: for instance ``sale.order``.
        :return: everything for who is no customer of a B2B shop: the staff, the public,
            and all users while the switch is off.
        :rtype: Domain
        """
        self.ensure_one()
        if not self._is_b2b_customer():
            return Domain.TRUE
        return getattr(self, f"_get_b2b_{model_name.replace('.', '_')}_domain")()

    # -- Orders and what follows from them ----------------------------------------

    def _get_b2b_sale_order_domain(self):
        """Orders and quotes by their scope; of drafts, the user's own cart only.

        What was sent from the shop may be an order that waits for a bank transfer. Of
        what was cancelled, colleagues' carts stay their own. What is about a return is
        for who sees the return (AFS-7).
        """
        orders = self._get_b2b_scope_domain("orders")
        quotes = self._get_b2b_scope_domain("quotes")
        of_shop = Domain("website_id", "!=", False)
        own = Domain("partner_id", "=", self.partner_id.id)
        returns = self._get_b2b_scope_domain("returns")
        return (returns | Domain("b2b_return_line_id", "=", False)) & Domain.OR(
            [
                Domain("state", "=", "sale") & orders,
                Domain("state", "=", "sent") & (quotes | (of_shop & orders)),
                Domain("state", "=", "cancel")
                & (orders | quotes)
                & (own | Domain("b2b_was_placed", "=", True)),
                Domain("state", "=", "draft") & self._get_b2b_cart_domain(),
            ]
        )

    def _get_b2b_cart_domain(self):
        """:return: which drafts are carts of the user; none if he may not order."""
        if not self._has_b2b_right("place_orders"):
            return Domain.FALSE
        own = Domain("partner_id", "=", self.partner_id.id)
        return own & Domain("website_id", "!=", False)

    def _get_b2b_sale_order_line_domain(self):
        return Domain("order_id", "any", self._get_b2b_sale_order_domain())

    def _get_b2b_product_attribute_custom_value_domain(self):
        """What was typed for a line, like the line: Odoo shows it to everybody."""
        company = Domain("order_partner_id", "child_of", self.commercial_partner_id.id)
        lines = company & self._get_b2b_sale_order_line_domain()
        return Domain("sale_order_line_id", "any", lines)

    def _get_b2b_stock_picking_domain(self):
        """Transfers like their order; those without one are the company's."""
        orders = self._get_b2b_scope_domain("orders", "sale_id.partner_id")
        everyones = self._has_b2b_right("see_company_orders")
        return (Domain("sale_id", "!=", False) & orders) | (
            Domain("sale_id", "=", False) & Domain(everyones)
        )

    def _get_b2b_colleagues_transfers_domain(self):
        """Widen what Odoo shows: it knows the transfers of one's own orders only.

        The narrowing rule holds as well, see :meth:`_get_b2b_stock_picking_domain`.

        :return: transfers of the user's company; none for who is no customer.
        :rtype: Domain
        """
        if not self._is_b2b_customer():
            return Domain.FALSE
        company_id = self.commercial_partner_id.id
        of_orders = Domain("sale_id.partner_id", "child_of", company_id)
        without = Domain("sale_id", "=", False)
        return of_orders | (without & Domain("partner_id", "child_of", company_id))

    def _get_b2b_account_move_domain(self):
        return self._get_b2b_scope_domain("invoices")

    def _get_b2b_account_move_line_domain(self):
        return self._get_b2b_scope_domain("invoices")

    def _get_b2b_payment_token_domain(self):
        """Cards are needed by who pays orders or invoices."""
        return Domain(self._has_b2b_right("place_orders", "see_invoices"))

    def _get_b2b_cats_order_template_domain(self):
        """Templates and lists are for who manages them, or orders from shared ones."""
        return Domain(self._has_b2b_right("templates", "place_orders"))

    def _get_b2b_cats_order_template_line_domain(self):
        return self._get_b2b_cats_order_template_domain()

    def _get_b2b_cats_order_request_domain(self):
        """Requests like the order that they are about (ORD-7)."""
        return self._get_b2b_scope_domain("orders", "order_id.partner_id")

    def _get_b2b_cats_order_request_line_domain(self):
        return self._get_b2b_scope_domain("orders", "request_id.order_id.partner_id")

    def _get_b2b_cats_return_domain(self):
        """Returns by the scope of the right, for who claimed them (AFS-8)."""
        return self._get_b2b_scope_domain("returns")

    def _get_b2b_cats_return_line_domain(self):
        return self._get_b2b_scope_domain("returns")

    def _get_b2b_rma_domain(self):
        """RMAs are the staff's; customers have their returns (AFS-8)."""
        return Domain.FALSE

    def _get_b2b_rma_finalization_domain(self):
        return Domain.FALSE

    # -- People ---------------------------------------------------------------------

    def _get_b2b_res_partner_domain(self):
        """Himself, the company and addresses; colleagues are the principal user's."""
        if self._has_b2b_right("principal"):
            return Domain.TRUE
        known = self.partner_id | self.commercial_partner_id
        return Domain("id", "in", known.ids) | Domain("type", "!=", "contact")

    def _get_b2b_res_users_domain(self):
        if self._has_b2b_right("principal"):
            return Domain.TRUE
        return Domain("id", "=", self.id)

    # -- Prices ---------------------------------------------------------------------

    def _get_b2b_pricelist_domain(self, path, website):
        """Let customers and visitors read the lists only by which they buy (USR-4).

        Stock Odoo lets everybody read the lists of all customers.

        :param str path: path to the pricelist.
        :param website website: the one whose page is asked for; may be none.
        :rtype: Domain
        """
        self.ensure_one()
        shops = self._get_b2b_shops()
        if self._is_b2b_customer():
            if not self._has_b2b_right("see_prices"):
                return Domain.FALSE
        elif not self._is_b2b_outsider(website or shops):
            return Domain.TRUE
        elif website:
            # Visitors see the lists of the page's shop, consumers those of theirs, too.
            shops = website if self._is_public() else shops | website
        lists = [shop._get_b2b_pricelists(self.partner_id).ids for shop in shops]
        return Domain(path, "in", set().union(*lists))

    def _is_b2b_outsider(self, shops):
        """Tell whether a visitor or a consumer is where there are trade prices.

        A company may sell to consumers on another website than its B2B shop; the
        lists of both are in one table.

        :param website shops: the websites that he uses.
        :rtype: bool
        """
        if not (self._is_public() or self._is_portal()):
            return False
        sellers_sudo = self.sudo().company_ids | shops.sudo().company_id
        return any(seller._is_b2b_active() for seller in sellers_sudo)

    def _get_b2b_shops(self):
        """:return: the websites on which a user can buy, as superuser."""
        user_sudo = self.sudo()
        sellers_sudo = user_sudo.company_ids | user_sudo.company_id
        return user_sudo.website_id or user_sudo.website_id.search(
            [("company_id", "in", sellers_sudo.ids)]
        )

    # -- Followers --------------------------------------------------------------------

    def _unfollow_b2b_documents(self):
        """Let customers' users follow no document that they may not see (USR-4).

        To be called, as superuser, once rights have changed.
        """
        names = self.env["mail.message"]._get_b2b_guarded_names()
        following = [
            ("partner_id", "in", self.sudo().partner_id.ids),
            ("res_model", "in", names),
        ]
        followers_sudo = self.env["mail.followers"].sudo().search(following)
        by_partner = followers_sudo.grouped("partner_id")
        hidden_sudo = followers_sudo.browse()
        for user in self.sudo().filtered(lambda one: one.partner_id in by_partner):
            if user._is_b2b_customer():
                hidden_sudo |= by_partner[user.partner_id]._filter_b2b_hidden(user)
        hidden_sudo.unlink()

    # -- At the next request ----------------------------------------------------------

    @api.model
    def _clear_b2b_rules(self):
        """Let rules be evaluated anew, by all workers, from the next request on.

        Once more after the commit: until then other threads of this process read what
        was, and would keep it.
        """
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)
