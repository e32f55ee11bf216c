from odoo import api, fields, models, tools
from odoo.tools import formatLang

from ..policies import order_fee


class ResCompany(models.Model):
    _inherit = "res.company"

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
        default=lambda self: self._default_b2b_small_order_product_id(),
        help="The product's sales price is the fee; its income account and taxes book "
        "it. Without a product there is no fee.",
    )

    b2b_warehouse_ids = fields.One2many(
        comodel_name="stock.warehouse",
        inverse_name="company_id",
        string="B2B warehouses",
    )

    _b2b_small_order_threshold_positive = models.Constraint(
        "CHECK (b2b_small_order_threshold >= 0)",
        "The limit of the small-order fee cannot be negative.",
    )

    @api.model
    def _default_b2b_small_order_product_id(self):
        return self.env.ref(
            "cats_b2b.product_product_small_order_fee", raise_if_not_found=False
        )

    def _set_b2b_fee_taxes(self):
        """Give fee products without taxes the companies' default sales taxes.

        An invoice line without a tax cannot be sent electronically.
        """
        for company in self.filtered("account_sale_tax_id"):
            product_sudo = company.sudo().b2b_small_order_product_id
            if not product_sudo.taxes_id._filter_taxes_by_company(company):
                product_sudo.product_tmpl_id._force_default_sale_tax(company)

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
        if not address:
            partner_sudo = customer.sudo()
            address = partner_sudo.browse(
                partner_sudo.address_get(["delivery"])["delivery"]
            )
        country = address.sudo().country_id
        return warehouses.filtered(
            lambda warehouse: country and country in warehouse.b2b_country_ids
        )[:1]

    def _decide_small_order_fee(self, order):
        """Decide the small-order fee of an order (FEE-1).

        "Orders under EUR 100 bear a small-order fee", on the goods after discount,
        without tax, delivery and other fees, converted into the order's currency.

        :param sale.order order: an order of this company, with or without the fee.
        :return: the decision and the facts it was taken on.
        :rtype: tuple[order_fee.FeeDecision, order_fee.SmallOrderFacts]
        """
        self.ensure_one()
        goods = order.order_line.filtered(lambda line: line._is_b2b_fee_base())
        currency = order.currency_id
        facts = order_fee.SmallOrderFacts(
            base=currency.round(sum(goods.mapped("price_subtotal"))),
            has_goods=any(line.product_uom_qty > 0 for line in goods),
            threshold=self.currency_id._convert(
                self.b2b_small_order_threshold, currency, self, order._get_b2b_date()
            ),
            fee=self._get_small_order_fee(order),
            rounding=currency.rounding,
            currency=currency.name,
            waived=order._get_b2b_fee_waiver(),
        )
        return order_fee.decide_small_order_fee(facts), facts

    def _get_small_order_fee(self, order):
        """Return the unit price of the fee on an order.

        :return: the fee product's price in the order's currency, with those taxes that
            are part of the price under the order's fiscal position.
        :rtype: float
        """
        product = self.sudo().b2b_small_order_product_id.with_company(self)
        if not product.active:
            return 0.0
        price = product._get_tax_included_unit_price(
            self,
            order.currency_id,
            order._get_b2b_date(),
            "sale",
            fiscal_position=order.fiscal_position_id,
        )
        return order.currency_id.round(price)

    def _explain_small_order_fee(self, because, currency):
        """Put the reasons of a fee decision into words.

        :param list because: the frozen reasons, as JSON.
        :param res.currency currency: currency of the amounts in them.
        :return: one sentence per reason, in the language of the environment.
        :rtype: list[str]
        """
        return [
            getattr(self, f"_explain_small_order_fee_{reason['code']}")(
                reason,
                lambda amount: formatLang(self.env, amount, currency_obj=currency),
            )
            for reason in because
        ]

    def _explain_small_order_fee_below(self, reason, money):
        return self.env._(
            "The goods come to %(base)s: orders under %(threshold)s bear a small-order "
            "fee of %(fee)s.",
            base=money(reason["base"]),
            threshold=money(reason["threshold"]),
            fee=money(reason["fee"]),
        )
