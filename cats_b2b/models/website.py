from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import SQL

from odoo.addons.website_sale.models.website import CART_SESSION_CACHE_KEY

from ..policies.order_template import MAX_LINES
from ..policies.search import forgives_typos


class Website(models.Model):
    _name = "website"
    _inherit = [
        "website",
        "cats.website.articles.mixin",
        "cats.website.history.mixin",
        "cats.website.prices.mixin",
        "cats.website.row.words.mixin",
        "cats.website.rows.mixin",
    ]

    b2b_enabled = fields.Boolean(
        string="B2B shop",
        help="The website sells to companies with a VAT number only, who register and "
        "log in; their company data is locked. Minimum quantities, fees and dispatch "
        "promise hold, on this website and on the backend orders of its company.",
    )
    b2b_auto_approve = fields.Boolean(
        string="Approve new companies automatically",
        default=True,
        help="When VAT number, ZIP and e-mail address are in order and the company is "
        "new. Off: staff decide about every application.",
    )
    b2b_activation_hours = fields.Integer(
        string="Validity of activation links",
        default=72,
        help="Hours in which the link of an activation mail can be used.",
    )
    b2b_first_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="Role of a company's first user",
        default=lambda self: self.env.ref(
            "cats_b2b.cats_role_principal", raise_if_not_found=False
        ),
    )
    b2b_role_id = fields.Many2one(
        comodel_name="cats.role",
        string="Role of further users",
        default=lambda self: self.env.ref(
            "cats_b2b.cats_role_buyer", raise_if_not_found=False
        ),
    )
    b2b_pricelist_id = fields.Many2one(
        comodel_name="product.pricelist",
        string="Pricelist of new customers",
        help="Empty: the pricelist that Odoo finds by the country.",
    )
    b2b_upload_mb = fields.Integer(
        string="Size of uploaded documents",
        default=5,
        help="Megabytes of one file that an applicant, or a customer with a list of "
        "articles, may upload.",
    )
    b2b_upload_rows = fields.Integer(
        string="Rows of a quick order",
        default=2000,
        help="Most rows that a customer may order at once, by a file or typed.",
    )
    b2b_edit_company = fields.Boolean(
        string="Customers edit company data themselves",
        help="Principal users change name, VAT number and billing address of their "
        "company online. Off: they ask for it, and staff approve.",
    )
    b2b_closure = fields.Selection(
        selection=[("archive", "Archive"), ("anonymise", "Anonymise")],
        string="Closed accounts",
        required=True,
        default="anonymise",
        help="What becomes of the personal data of a user whose account is closed at "
        "his request. Orders and invoices stay in both cases.",
    )

    b2b_link_login = fields.Boolean(
        string="Links in mails ask for the login",
        default=True,
        help="Who opens an order, an invoice or a transfer by the link of a mail logs "
        "in first, and sees it if his rights allow. Off: the link alone opens it for "
        "whoever is not logged in.",
    )

    b2b_compare_max = fields.Integer(
        string="Compared products",
        default=3,
        help="As many products can be compared side by side in the shop.",
    )

    _b2b_activation_hours_positive = models.Constraint(
        "CHECK (b2b_activation_hours > 0)",
        "An activation link has to be valid for an hour at least.",
    )
    _b2b_upload_mb_positive = models.Constraint(
        "CHECK (b2b_upload_mb > 0)", "A file of a megabyte at least has to be allowed."
    )
    _b2b_upload_rows_fit = models.Constraint(
        f"CHECK (b2b_upload_rows BETWEEN 1 AND {MAX_LINES})",
        "A quick order can have 2,000 rows at most, as an order template; of one row "
        "it has to be allowed.",
    )

    _b2b_compare_max_enough = models.Constraint(
        "CHECK (b2b_compare_max >= 2)", "A comparison takes two products at least."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `website`: whether a company runs a B2B shop is cached."""
        websites = super().create(vals_list)
        self.env["res.users"]._clear_b2b_rules()
        websites.company_id._renew_b2b_statuses()
        websites.filtered("b2b_enabled")._give_b2b_first_roles()
        return websites

    def write(self, vals):
        """Override of `website`: with the switch, there are rights (USR-4, USR-5)."""
        was_off = self.filtered(lambda website: not website.b2b_enabled)
        companies = self.company_id
        result = super().write(vals)
        if {"b2b_enabled", "company_id"} & vals.keys():
            self.env["res.users"]._clear_b2b_rules()
            (companies | self.company_id)._renew_b2b_statuses()
        if vals.get("b2b_enabled"):
            was_off._give_b2b_first_roles()
        return result

    def unlink(self):
        """Override of `website`: whether a company runs a B2B shop is cached."""
        companies = self.company_id
        result = super().unlink()
        self.env["res.users"]._clear_b2b_rules()
        companies._renew_b2b_statuses()
        return result

    @api.model
    def _has_b2b_shops(self):
        """:return: whether any website is a B2B shop."""
        return bool(self.sudo().search_count([("b2b_enabled", "=", True)], limit=1))

    def _give_b2b_first_roles(self):
        """Give the customers' users of these shops, who had no rights yet, a role.

        "Companies with several accounts from before share one configuration" (USR-5).
        """
        if not self:
            return
        users = self.env["res.users"].sudo().with_context(active_test=False)
        users.search(
            [
                ("share", "=", True),
                ("b2b_role_id", "=", False),
                # Users of one website may be of another company than it.
                "|",
                ("website_id", "in", self.ids),
                "&",
                ("website_id", "=", False),
                ("company_ids", "in", self.company_id.ids),
            ]
        )._give_b2b_roles(earlier=True)

    def _set_b2b_roles(self):
        """Give websites without them the roles that new ones get (USR-5)."""
        for name in ("b2b_first_role_id", "b2b_role_id"):
            self.filtered(lambda website, name=name: not website[name]).write(
                self.default_get([name])
            )

    def _get_b2b_pricelists(self, partner):
        """Return the pricelists by which somebody can buy on this website.

        :param res.partner partner: the customer, or the contact of visitors.
        :return: his own list, else Odoo's fallback, the first one without countries;
            those that he can choose and those of countries.
        :rtype: product.pricelist
        """
        # Asked by the record rules of who may not read pricelists yet.
        website_sudo = self.sudo()
        offered = website_sudo.pricelist_ids
        common = offered.filtered(lambda one: one.selectable or one.country_group_ids)
        buyer_sudo = partner.sudo().with_company(website_sudo.company_id)
        if own := buyer_sudo.specific_property_product_pricelist.filtered("active"):
            return common | own
        return common | offered.filtered(lambda one: not one.country_group_ids)[:1]

    def get_pricelist_available(self, show_visible=False):
        """Override of `website_sale`: it asks lists that visitors may not read."""
        return super(Website, self.sudo()).get_pricelist_available(show_visible)

    def _create_cart(self):
        """Override of `website_sale`: who may not order has no cart (ACC-7, USR-4)."""
        if not self._can_b2b_have_cart():
            raise UserError(self._get_b2b_ordering_obstacle())
        if self.b2b_enabled:
            self._queue_b2b_cart()
        return super()._create_cart()

    def _queue_b2b_cart(self):
        """Let one cart be made of two that a user begins at the same time (ORD-1).

        The second request fails, is tried again by Odoo, and finds the first one's.
        """
        partner_sudo = self.env.user.partner_id.sudo()
        partner_sudo.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE res_partner SET write_date = write_date WHERE id = %s",
                partner_sudo.id,
            )
        )

    def _forget_b2b_missing_cart(self):
        """Let go of a cart that was begun in vain: a savepoint has taken it back."""
        if request.cart and not request.cart.exists():
            self.sale_reset()
            request.cart = self.env["sale.order"].sudo()

    def _prepare_sale_order_values(self, partner_sudo):
        """Override of `website_sale`: the hours of a new cart begin (ORD-1)."""
        values = super()._prepare_sale_order_values(partner_sudo)
        if self.b2b_enabled:
            values["b2b_cart_changed_at"] = fields.Datetime.now()
        return values

    def _get_and_cache_current_cart(self):
        """Override of `website_sale`: a cart waits until its owner may order again.

        One from before the switch stays in the visitor's session, and is his once he
        logs in (ACC-7); that of a user whose right was taken away is his once he has it
        again (USR-4). It is the same on every device: Odoo looks for it only once per
        login (ORD-1).
        """
        if not self._can_b2b_have_cart():
            return self.env["sale.order"].sudo()
        cart_sudo = super()._get_and_cache_current_cart()
        if not self.b2b_enabled:
            return cart_sudo
        if not cart_sudo:
            session = request.session
            was_dirty = session.is_dirty
            known = session.pop(CART_SESSION_CACHE_KEY, None)
            cart_sudo = super()._get_and_cache_current_cart()
            if session.get(CART_SESSION_CACHE_KEY) == known:
                # Without news, nothing is to be saved at the end of each page.
                session.is_dirty = was_dirty
        request.session["website_sale_cart_quantity"] = cart_sudo.cart_quantity
        return cart_sudo

    @api.model
    def is_view_active(self, key):
        """Override of `website`: no filter by prices that one may not see (USR-4)."""
        if key == "website_sale.filter_products_price":
            if not self.env.user._has_b2b_right("see_prices"):
                return False
        return super().is_view_active(key)

    def _search_with_fuzzy(self, search_type, search, limit, order, options):
        """Override of `website`: one typo is forgiven everywhere (CAT-1).

        Odoo forgives one in a single word of letters that begins as it should; in a
        number, or among several words, none.
        """
        if self.b2b_enabled and search and options.get("allowFuzzy", True):
            arguments = (search_type, search, limit, order, options)
            if found := self._search_b2b_with_typos(*arguments):
                return found
        return super()._search_with_fuzzy(search_type, search, limit, order, options)

    def _search_b2b_with_typos(self, search_type, search, limit, order, options):
        """Search as it was typed and, without any result, for what could be meant.

        Long searches are taken as they were typed.

        :return: as of `_search_with_fuzzy`: how many, the details with their results,
            and what the mistyped words were taken for (``False`` if not needed);
            ``None`` when nothing was found.
        """
        details = self._search_get_details(search_type, order, options)
        count, results = self._search_exact(details, search, limit, order)
        if count or not forgives_typos(search):
            return count, results, False
        details = [{**detail, "b2b_typos": True} for detail in details]
        count, results = self._search_exact(details, search, limit, order)
        if not count:
            return None
        products = self.env["product.template"].union(
            *(one["results"] for one in results if one["model"] == "product.template")
        )
        return count, results, products._get_b2b_meant(search)

    def _needs_b2b_login(self):
        """:return: whether the current user has to log in before he can order."""
        return self.b2b_enabled and self.env.user._is_public()

    def _can_b2b_have_cart(self):
        """:return: bool: whether the current user may put something in a cart here."""
        if not self.b2b_enabled:
            return True
        user = self.env.user
        return not user._is_public() and user._has_b2b_right("place_orders")

    def _can_b2b_order(self):
        """Tell whether the current user can order here; asked for each product.

        :return: whether :meth:`_get_b2b_ordering_obstacle` has nothing to say.
        :rtype: bool
        """
        user = self.env.user
        if not self.b2b_enabled or user._is_internal():
            return True
        if not self._can_b2b_have_cart():
            return False
        return user.partner_id._decide_b2b_ordering().allowed

    def _get_b2b_ordering_obstacle(self):
        """Tell the current user why he cannot order here (ACC-7, USR-4).

        Staff who look at their shop are no customers; an order of theirs is refused
        when they place it.

        :return: the reason in words, ``False`` when nothing is in the way.
        :rtype: str | bool
        """
        user = self.env.user
        if not self.b2b_enabled or user._is_internal():
            return False
        return user._get_b2b_right_error(
            "place_orders"
        ) or user.partner_id._get_b2b_ordering_error(known=not user._is_public())

    def _get_b2b_compared(self, product_ids):
        """Return what a visitor may compare of what he wants to (CAT-3).

        :param product_ids: ids of variants, as the browser sends them.
        :return: the first ones that are sold here, as many as the setting allows, in
            his order; and how many are left out only because they are too many.
        :rtype: tuple[product.product, int]
        """
        wanted = dict.fromkeys(
            id_ for id_ in product_ids if isinstance(id_, int) and 0 < id_ < 2**31
        )
        domain = Domain(self.sale_product_domain()) & Domain("id", "in", list(wanted))
        found = set(self.env["product.product"].search(domain).ids)
        sold = [product_id for product_id in wanted if product_id in found]
        compared = self.env["product.product"].browse(sold[: self.b2b_compare_max])
        return compared, len(sold) - len(compared)

    def _can_b2b_list(self):
        """:return: whether the current user may put articles on lists here (ORD-8)."""
        user = self.env.user
        return (
            self.b2b_enabled
            and user._is_b2b_customer()
            and user._has_b2b_right("templates")
        )

    def _get_b2b_warehouse(self, customer=None, address=None):
        """Return the warehouse that delivers a customer of this website (CAT-5).

        :param res.partner customer: who buys; nobody in particular by default.
        :param res.partner address: where it is delivered, by default where the
            customer has his goods sent.
        :return: the customer's or his country's warehouse as of
            :meth:`res.company._find_b2b_warehouse`, else the website's, else the first
            one of its company.
        :rtype: stock.warehouse
        """
        self.ensure_one()
        # Visitors may not read warehouses; the shop tells them stock and dates only.
        company_sudo = self.sudo().company_id
        own_sudo = self.sudo().warehouse_id
        warehouses_sudo = company_sudo._get_b2b_warehouses()
        if len(warehouses_sudo) == 1 and own_sudo <= warehouses_sudo:
            return warehouses_sudo
        return (
            company_sudo._find_b2b_warehouse(customer, address)
            or own_sudo.filtered(lambda one: one.company_id == company_sudo)
            or warehouses_sudo[:1]
        )

    def _get_b2b_shop_warehouse(self):
        """Return the warehouse that the pages of this request speak of (CAT-5).

        :return: the cart's, if there is one, else that of the customer who is logged
            in, else the website's.
        :rtype: stock.warehouse
        """
        self.ensure_one()
        if warehouse_id := self.env.context.get("b2b_warehouse_id"):
            warehouses_sudo = self.sudo().company_id._get_b2b_warehouses()
            return warehouses_sudo.filtered(lambda one: one.id == warehouse_id)
        cart = request and getattr(request, "cart", None)
        if cart and cart.website_id == self and cart.warehouse_id:
            return cart.warehouse_id
        if not request or self.env.user._is_public():
            return self._get_b2b_warehouse()
        return self._get_b2b_warehouse(self.env.user.partner_id)

    def _get_b2b_reader_zone(self):
        """:return: str: the time zone of the current user; without one, that of the
        warehouse that delivers him.
        """
        return self.env.user.tz or self._get_b2b_shop_warehouse()._get_b2b_zone().key

    def _get_product_available_qty(self, product, **kwargs):
        """Override of `website_sale_stock`: what is available there (CAT-5)."""
        if not self.b2b_enabled:
            return super()._get_product_available_qty(product, **kwargs)
        warehouse = self._get_b2b_shop_warehouse()
        return product.with_context(warehouse_id=warehouse.id).free_qty

    def _get_b2b_displayed_fee(self, fee_type):
        """Return a fee as the shop shows prices to the visitor, before an order.

        :param str fee_type: which fee.
        :return: amount in the website's currency, with or without tax as the shop
            shows prices; 0 when there is no such fee for the visitor.
        :rtype: float
        """
        self.ensure_one()
        company, partner = self.company_id, self.env.user.partner_id
        product_sudo = company._get_b2b_fee_product(fee_type)
        customer_sudo = partner.sudo().commercial_partner_id
        if not product_sudo.active or customer_sudo[f"b2b_{fee_type}_exempt"]:
            return 0.0
        position_sudo = (
            self.env["account.fiscal.position"]
            .sudo()
            .with_company(company)
            ._get_fiscal_position(partner)
        )
        today = fields.Date.context_today(self)
        price = company._get_b2b_fee_price(
            fee_type, self.currency_id, today, position_sudo
        )
        taxes_sudo = position_sudo.map_tax(
            product_sudo.taxes_id._filter_taxes_by_company(company)
        )
        amounts = taxes_sudo.compute_all(
            price, self.currency_id, 1.0, product_sudo, partner
        )
        without_tax = self.show_line_subtotals_tax_selection == "tax_excluded"
        return amounts["total_excluded" if without_tax else "total_included"]
