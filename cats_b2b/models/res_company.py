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

    _b2b_small_order_threshold_positive = models.Constraint(
        "CHECK (b2b_small_order_threshold >= 0)",
        "The limit of the small-order fee cannot be negative.",
    )

    @api.model
    def _default_b2b_small_order_product_id(self):
        return self.env.ref(
            "cats_b2b.product_product_small_order_fee", raise_if_not_found=False
        )

    def _get_b2b_fee_products(self):
        """:return: the products that book the fees of the companies."""
        return self.b2b_small_order_product_id

    def _set_b2b_fee_taxes(self):
        """Tax the fees like the goods that they come with (PAY-7).

        Only fees without taxes of the company, or with the default one that Odoo gave
        them, are changed. Without any tax an invoice cannot be sent electronically.
        """
        for company in self.filtered("account_sale_tax_id"):
            goods_tax = company._get_b2b_goods_tax()
            fees_sudo = company.sudo()._get_b2b_fee_products().product_tmpl_id
            for fee_sudo in fees_sudo:
                taxes = fee_sudo.taxes_id._filter_taxes_by_company(company)
                if taxes <= company.account_sale_tax_id and taxes != goods_tax:
                    fee_sudo.taxes_id = fee_sudo.taxes_id - taxes + goods_tax

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
