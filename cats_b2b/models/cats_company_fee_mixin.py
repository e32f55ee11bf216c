from odoo import models
from odoo.tools import format_list, formatLang

from ..policies import order_fee


class CatsCompanyFeeMixin(models.AbstractModel):
    """How a seller decides the fees of an order (FEE-1 to FEE-3)."""

    _name = "cats.company.fee.mixin"
    _description = "Fees of a Seller"

    def _get_b2b_fee_product(self, fee_type):
        """:return: the product that books a fee; visitors may not read it."""
        return self.sudo()[f"b2b_{fee_type}_product_id"]

    def _get_b2b_fee_types(self):
        """:return: the names of the fees, in the order of their lines."""
        return list(
            self.env["sale.order.line"]._fields["b2b_fee_type"].get_values(self.env)
        )

    def _get_b2b_fee_products(self):
        """:return: the products that book the fees of the companies."""
        return self.env["product.product"].union(
            *map(self._get_b2b_fee_product, self._get_b2b_fee_types())
        )

    def _decide_b2b_fees(self, order):
        """Decide the fees of an order (FEE-1 to FEE-3).

        A fee whose product is missing or archived is none of this seller's.

        :param sale.order order: an order of this company, with or without fees.
        :return: the decision and the facts it was taken on, by type of fee.
        :rtype: dict[str, tuple[order_fee.FeeDecision, order_fee.FeeTerms]]
        """
        self.ensure_one()
        decisions = {}
        for fee_type in self._get_b2b_fee_types():
            if not self._get_b2b_fee_product(fee_type).active:
                continue
            facts = getattr(self, f"_get_b2b_{fee_type}_facts")(order)
            decisions[fee_type] = order_fee.decide_fee(fee_type, facts), facts
        return decisions

    def _prepare_b2b_fee_terms(self, fee_type, order, in_question):
        """Return the facts that all fees have in common.

        :param bool in_question: whether the fee may be due at all; its price and who
            waived it are not looked up otherwise.
        :rtype: dict
        """
        currency = order.currency_id
        terms = {"fee": 0.0, "rounding": currency.rounding, "currency": currency.name}
        if in_question:
            waived, reason = order._get_b2b_fee_waiver(fee_type)
            fee = self._get_b2b_fee_price(
                fee_type, currency, order._get_b2b_date(), order.fiscal_position_id
            )
            terms.update(fee=fee, waived=waived, waive_reason=reason)
        return terms

    def _get_b2b_small_order_facts(self, order):
        """Gather what the small-order fee looks at (FEE-1).

        "Orders under EUR 100 bear a small-order fee", on the goods after discount,
        without tax, delivery and other fees, converted into the order's currency.

        :rtype: order_fee.SmallOrderFacts
        """
        goods = order.order_line.filtered(lambda line: line._is_b2b_fee_base())
        currency = order.currency_id
        base = currency.round(sum(goods.mapped("price_subtotal")))
        threshold = self.currency_id._convert(
            self.b2b_small_order_threshold, currency, self, order._get_b2b_date()
        )
        is_small = order_fee.is_small(base, threshold, currency.rounding)
        return order_fee.SmallOrderFacts(
            base=base,
            has_goods=any(line.product_uom_qty > 0 for line in goods),
            threshold=threshold,
            **self._prepare_b2b_fee_terms("small_order", order, is_small),
        )

    def _get_b2b_bulky_facts(self, order):
        """Gather what the bulky surcharge looks at (FEE-2).

        :rtype: order_fee.BulkyFacts
        """
        bulky = order.order_line.filtered(lambda line: line._is_b2b_bulky()).product_id
        return order_fee.BulkyFacts(
            articles=bulky.mapped("name"),
            article_ids=bulky.ids,
            **self._prepare_b2b_fee_terms("bulky", order, bool(bulky)),
        )

    def _get_b2b_remote_facts(self, order):
        """Gather what the remote-address cost looks at (FEE-3).

        :rtype: order_fee.RemoteFacts
        """
        address_sudo = order.sudo().partner_shipping_id
        zones = []
        is_fetched = order.carrier_id.delivery_type == "in_store"
        if not is_fetched and any(
            line._is_b2b_delivered() for line in order.order_line
        ):
            zones = self.env["cats.delivery.zone"]._get_b2b_zones(self, order)
        return order_fee.RemoteFacts(
            zip=address_sudo.zip or "",
            state=address_sudo.state_id.code or "",
            zones=zones,
            **self._prepare_b2b_fee_terms("remote", order, bool(zones)),
        )

    def _get_b2b_fee_price(self, fee_type, currency, date, fiscal_position, price=None):
        """Return the unit price of a fee.

        :param str fee_type: which fee.
        :param res.currency currency: currency of the result.
        :param datetime.date date: whose exchange rates hold.
        :param account.fiscal.position fiscal_position: maps those taxes that are part
            of the price.
        :param float price: in the company's currency, instead of the product's price.
        :return: the fee's price with the product's taxes; 0 without a product.
        :rtype: float
        """
        product = self._get_b2b_fee_product(fee_type).with_company(self)
        if not product:
            return 0.0
        unit_price = product._get_tax_included_unit_price(
            self,
            currency,
            date,
            "sale",
            product_currency=self.currency_id if price is not None else None,
            product_price_unit=price,
            fiscal_position=fiscal_position,
        )
        return currency.round(unit_price)

    def _explain_b2b_fee(self, because, currency):
        """Put the reasons of a fee decision into words.

        :param list because: the frozen reasons, as JSON.
        :param res.currency currency: currency of the amounts in them.
        :return: one sentence per reason, in the language of the environment.
        :rtype: list[str]
        """
        return [
            getattr(self, f"_explain_b2b_fee_{reason['code']}")(
                reason,
                lambda amount: formatLang(self.env, amount, currency_obj=currency),
            )
            for reason in because
        ]

    def _explain_b2b_fee_below(self, reason, money):
        return self.env._(
            "The goods come to %(base)s: orders under %(threshold)s bear a small-order "
            "fee of %(fee)s.",
            base=money(reason["base"]),
            threshold=money(reason["threshold"]),
            fee=money(reason["fee"]),
        )

    def _explain_b2b_fee_reached(self, reason, money):
        return self.env._(
            "The goods come to %(base)s: from %(threshold)s on there is no small-order "
            "fee.",
            base=money(reason["base"]),
            threshold=money(reason["threshold"]),
        )

    def _explain_b2b_fee_no_goods(self, _reason, _money):
        return self.env._("No goods are ordered.")

    def _get_b2b_names(self, model, ids):
        """Return what frozen facts name, in the reader's language.

        :return: the names, none if something of it is gone.
        :rtype: list[str]
        """
        # The reader was told these names when the decision was taken.
        records_sudo = self.env[model].sudo().browse(ids).exists()
        return records_sudo.mapped("name") if len(records_sudo) == len(ids) else []

    def _explain_b2b_fee_bulky(self, reason, money):
        return self.env._(
            "Bulky goods bear a surcharge of %(fee)s, once per order: %(articles)s.",
            fee=money(reason["fee"]),
            articles=format_list(
                self.env,
                self._get_b2b_names("product.product", reason["article_ids"])
                or reason["articles"],
            ),
        )

    def _explain_b2b_fee_not_bulky(self, _reason, _money):
        return self.env._("No bulky goods are ordered.")

    def _explain_b2b_fee_remote(self, reason, money):
        return self.env._(
            "Transport to %(zone)s (%(zip)s) costs %(fee)s more.",
            zone=" ".join(
                self._get_b2b_names("cats.delivery.zone", [reason["zone_id"]])
            )
            or reason["zone"],
            zip=reason["zip"],
            fee=money(reason["fee"]),
        )

    def _explain_b2b_fee_not_remote(self, _reason, _money):
        return self.env._("The delivery address is in no remote zone.")

    def _explain_b2b_fee_free(self, _reason, _money):
        return self.env._("No amount is set for it, so it is not charged.")

    def _explain_b2b_fee_waived(self, reason, _money):
        if reason["by"] == "customer":
            return self.env._("Waived for this customer.")
        if reason["reason"]:
            return self.env._(
                "Waived on this order: %(reason)s", reason=reason["reason"]
            )
        return self.env._("Waived on this order.")
