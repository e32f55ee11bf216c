from odoo import api, fields, models, tools


class ResCompany(models.Model):
    _name = "res.company"
    _inherit = [
        "res.company",
        "cats.company.fee.mixin",
        "cats.company.money.mixin",
        "cats.company.return.mixin",
        "cats.company.parcel.mixin",
    ]

    b2b_small_order_threshold = fields.Monetary(
        string="No small-order fee from",
        default=100.0,
        help="Orders whose goods, after discount and without tax, delivery and other "
        "fees, come to less than this amount bear the small-order fee.",
    )
    b2b_small_order_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Small-order fee",
        domain="[('type', '=', 'service'), ('company_id', 'in', [False, id])]",
        default=lambda self: self._default_b2b_fee_product_id("small_order"),
        help="The product's sales price is the fee; its income account and taxes book "
        "it. Without a product there is no fee.",
    )
    b2b_bulky_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Bulky surcharge",
        domain="[('type', '=', 'service'), ('company_id', 'in', [False, id])]",
        default=lambda self: self._default_b2b_fee_product_id("bulky"),
        help="Charged once per order that holds bulky goods, free shipping or not. The "
        "product's sales price is the surcharge.",
    )
    b2b_remote_product_id = fields.Many2one(
        comodel_name="product.product",
        string="Remote-address cost",
        domain="[('type', '=', 'service'), ('company_id', 'in', [False, id])]",
        default=lambda self: self._default_b2b_fee_product_id("remote"),
        help="Charged on orders whose delivery address lies in a remote zone. The "
        "product's sales price is the cost, unless the zone has one of its own.",
    )
    b2b_warranty_months = fields.Integer(
        string="Warranty",
        help="Months of warranty on products that neither have their own nor get one "
        "from their category. 0 gives none.",
    )
    b2b_labour_rate = fields.Monetary(
        string="Hour of repair",
        help="What an hour of work costs on quotations for repairs outside warranty, "
        "without tax.",
    )
    b2b_cart_hours = fields.Integer(
        string="Carts are kept",
        default=72,
        help="Hours since the customer last changed his cart. Then it is saved as an "
        "order template of his, and he is told by mail. 0 keeps carts for ever.",
    )
    b2b_carrier_id = fields.Many2one(
        comodel_name="delivery.carrier",
        string="Preferred carrier",
        domain="[('company_id', 'in', [False, id])]",
        help="Carries B2B orders unless the customer prefers or chooses another one, "
        "wherever it is available. Without it the first one that is.",
    )
    b2b_wish_days = fields.Integer(
        string="Wished delivery dates",
        default=60,
        help="How many days customers may put the delivery of an order off. 0: they "
        "cannot wish a day.",
    )
    b2b_change_until = fields.Selection(
        selection=[
            ("never", "Never"),
            ("dispatch", "Until dispatch, per line"),
            ("invoiced", "Until invoiced, per line"),
        ],
        string="Orders can be changed",
        required=True,
        default="dispatch",
        help="Until when staff change or cancel what was ordered, and customers can "
        "ask for it. Sales managers may do so later, too.",
    )
    b2b_return_carriage = fields.Monetary(
        string="Carriage of returns at the customer's cost",
        default=15.0,
        help="Without tax, for sending back what is not ours to make good.",
    )
    b2b_return_chase_days = fields.Integer(
        string="Units are asked for after",
        default=14,
        help="Days after which a unit that was handed over and has not come is asked "
        "for, and again after as many. 0: never.",
    )
    b2b_return_delivered_days = fields.Integer(
        string="Parcels count as delivered after",
        default=7,
        help="Days after which what was sent for a return counts as delivered, unless "
        "staff say so before.",
    )
    b2b_warehouse_ids = fields.One2many(
        comodel_name="stock.warehouse",
        inverse_name="company_id",
        string="B2B warehouses",
    )

    _b2b_warranty_months_positive = models.Constraint(
        "CHECK (b2b_warranty_months >= 0)", "A warranty cannot be negative."
    )
    _b2b_labour_rate_positive = models.Constraint(
        "CHECK (b2b_labour_rate >= 0)", "An hour of repair cannot cost less than 0."
    )
    _b2b_cart_hours_positive = models.Constraint(
        "CHECK (b2b_cart_hours >= 0)", "A cart cannot be kept for less than no time."
    )
    _b2b_wish_days_range = models.Constraint(
        "CHECK (b2b_wish_days BETWEEN 0 AND 366)",
        "Deliveries can be put off by 0 to 366 days.",
    )
    _b2b_return_carriage_positive = models.Constraint(
        "CHECK (b2b_return_carriage >= 0)", "Carriage cannot cost less than nothing."
    )
    _b2b_return_days_positive = models.Constraint(
        "CHECK (b2b_return_chase_days >= 0 AND b2b_return_delivered_days >= 0)",
        "Returns cannot be followed in fewer days than none.",
    )
    _b2b_small_order_threshold_positive = models.Constraint(
        "CHECK (b2b_small_order_threshold >= 0)",
        "The limit of the small-order fee cannot be negative.",
    )

    @api.model
    def _default_b2b_fee_product_id(self, fee_type):
        return self.env.ref(
            f"cats_b2b.product_product_{fee_type}_fee", raise_if_not_found=False
        )

    def _set_b2b_fee_products(self):
        """Give companies without them the fee products that new ones get."""
        for fee_type in self._get_b2b_fee_types():
            name = f"b2b_{fee_type}_product_id"
            self.filtered(lambda company, name=name: not company[name]).write(
                {name: self._default_b2b_fee_product_id(fee_type).id}
            )
        self._set_b2b_fee_taxes()

    def _set_b2b_fee_taxes(self):
        """Tax the fees like the goods that they come with (PAY-7).

        Only fees without taxes of the company, or with the default one that Odoo gave
        them, are changed. Without any tax an invoice cannot be sent electronically.
        """
        for company in self.filtered("account_sale_tax_id"):
            goods_tax = company._get_b2b_goods_tax()
            products_sudo = company.sudo()._get_b2b_taxed_services()
            for fee_sudo in products_sudo.product_tmpl_id:
                taxes = fee_sudo.taxes_id._filter_taxes_by_company(company)
                if taxes <= company.account_sale_tax_id and taxes != goods_tax:
                    fee_sudo.taxes_id = fee_sudo.taxes_id - taxes + goods_tax

    def _get_b2b_taxed_services(self):
        """:return: the products of the fees, and those of returns and repairs."""
        products = self._get_b2b_fee_products()
        for name in ("product_return_carriage", "product_repair_labour"):
            service = self.env.ref(f"cats_b2b.{name}", raise_if_not_found=False)
            products |= service or products
        return products

    def _get_b2b_goods_tax(self):
        """Return the sales tax of goods, which need not be the default sales tax.

        :return: the default sales tax; where that is for services only, the tax of the
            same rate that is not, if there is one.
        :rtype: account.tax
        """
        self.ensure_one()
        default = self.account_sale_tax_id
        if default.tax_scope != "service":
            return default
        return (
            default.search(
                [
                    *default._check_company_domain(self),
                    ("type_tax_use", "=", "sale"),
                    ("tax_scope", "!=", "service"),
                    ("country_id", "=", default.country_id.id),
                    ("amount_type", "=", default.amount_type),
                    ("amount", "=", default.amount),
                    ("price_include_override", "=", default.price_include_override),
                    # What a fiscal position puts in place of another tax is no default.
                    ("original_tax_ids", "=", False),
                ],
                limit=1,
            )
            or default
        )

    def write(self, vals):
        """Override of `base`: users are also put into companies from here (USR-4)."""
        result = super().write(vals)
        if "user_ids" in vals:
            self.env["res.users"]._clear_b2b_rules()
        return result

    @tools.ormcache("self.id")
    def _get_b2b_public_partner_ids(self):
        """Return for whom the visitors of the company's websites stand.

        The cache is cleared by every write on a website.

        :return: ids of the partners that a cart without a login would name.
        :rtype: frozenset[int]
        """
        websites = self.env["website"].sudo().search([("company_id", "=", self.id)])
        return frozenset(websites.user_id.partner_id.ids)

    @tools.ormcache("self.id")
    def _is_b2b_active(self):
        """Tell whether the company runs a B2B shop.

        The cache is cleared by every write on a website.

        :rtype: bool
        """
        return bool(
            self.env["website"]
            .sudo()
            .search_count(
                [("company_id", "=", self.id), ("b2b_enabled", "=", True)], limit=1
            )
        )

    def _renew_b2b_statuses(self):
        """Let the orders that come from no website follow the shops of their company.

        Those of a website follow its switch by themselves.
        """
        orders_sudo = self.env["sale.order"].sudo().with_context(active_test=False)
        found_sudo = orders_sudo.search(
            [
                ("company_id", "in", self.ids),
                ("website_id", "=", False),
                ("state", "!=", "draft"),
            ]
        )
        self.env.add_to_compute(orders_sudo._fields["b2b_status"], found_sudo)

    def _set_b2b_rma_templates(self):
        """Give companies the mails of RMAs that new ones get by default.

        Those from before have none, and then no RMA can be confirmed that is to be
        told by mail.
        """
        for name in (
            "rma_mail_confirmation_template_id",
            "rma_mail_receipt_confirmation_template_id",
            "rma_mail_draft_confirmation_template_id",
        ):
            without = self.filtered(lambda company, name=name: not company[name])
            default = self.default_get([name]).get(name)
            if without and default:
                without[name] = default

    def _get_b2b_deciders(self):
        """:return: the staff who decide about accounts of this seller's customers."""
        self.ensure_one()
        # Customers cause activities; they may not see who the staff are.
        staff_sudo = self.env.ref("cats_b2b.group_accounts").sudo().all_user_ids
        return staff_sudo.filtered(
            lambda user: user.active and not user.share and self in user.company_ids
        )

    def _get_b2b_warehouses(self):
        """:return: the company's warehouses, in their sequence."""
        warehouses = self.b2b_warehouse_ids.filtered("active")
        return warehouses.sorted(lambda warehouse: (warehouse.sequence, warehouse.id))

    def _find_b2b_warehouse(self, customer, address=None):
        """Return the warehouse that delivers a customer (CAT-5).

        "Stock and lead time follow the warehouse that would deliver this customer":
        his own, else the first one that lists the country of the delivery address.

        :param res.partner customer: who buys.
        :param res.partner address: where it is delivered, by default where the
            customer has his goods sent.
        :return: a warehouse of this company, or none when nothing tells which.
        :rtype: stock.warehouse
        """
        self.ensure_one()
        warehouses = self.sudo()._get_b2b_warehouses()
        if not customer:
            return warehouses.browse()
        customer_sudo = customer.sudo().with_company(self).commercial_partner_id
        if own := customer_sudo.b2b_warehouse_id & warehouses:
            return own
        listing = warehouses.filtered("b2b_country_ids")
        if not listing:
            return listing
        if not address:
            partner_sudo = customer.sudo()
            address = partner_sudo.browse(
                partner_sudo.address_get(["delivery"])["delivery"]
            )
        country = address.sudo().country_id
        return listing.filtered(
            lambda warehouse: country and country in warehouse.b2b_country_ids
        )[:1]
