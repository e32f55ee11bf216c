from collections import defaultdict
from dataclasses import replace

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date, formatLang

from ..policies import dispatch as dispatch_policy
from ..policies import quantity as quantity_policy
from .product_template import PRICE_FIELDS


class ProductProduct(models.Model):
    _name = "product.product"
    _inherit = [
        "product.product",
        "cats.price.rights.mixin",
        "cats.product.identity.mixin",
        "cats.product.rows.mixin",
    ]

    _b2b_price_fields = PRICE_FIELDS

    b2b_manufacturer_ref = fields.Char(
        string="Manufacturer's number",
        index="trigram",
        help="The article number of the manufacturer; found by the search of the shop.",
    )
    b2b_successor_id = fields.Many2one(
        comodel_name="product.product",
        string="Replaced by",
        index="btree_not_null",
        help="The article to propose to who wants this one once it is not sold any "
        "more.",
    )
    b2b_customer_article_ids = fields.One2many(
        comodel_name="cats.customer.article",
        inverse_name="product_id",
        string="Customers' numbers",
    )

    _b2b_code_key_idx = models.Index("(lower(default_code) text_pattern_ops)")
    _b2b_barcode_key_idx = models.Index("(lower(barcode) text_pattern_ops)")
    _b2b_manufacturer_key_idx = models.Index(
        "(lower(b2b_manufacturer_ref) text_pattern_ops)"
    )

    def _is_add_to_cart_allowed(self):
        """Override of `website_sale`: nothing for who may not order (ACC-7)."""
        website = self.env["website"].get_current_website()
        return website._can_b2b_order() and super()._is_add_to_cart_allowed()

    def _website_show_quick_add(self):
        """Override of `website_sale`: nothing for who may not order (ACC-7)."""
        website = self.env["website"].get_current_website()
        return website._can_b2b_order() and super()._website_show_quick_add()

    def get_contextual_price(self):
        """Override of `product`: RPC reaches it (USR-4)."""
        self.env.user._check_b2b_right("see_prices")
        return super().get_contextual_price()

    def _to_markup_data(self, website):
        """Override of `website_sale`: search engines' data holds the price (USR-3)."""
        if self.env.user._has_b2b_right("see_prices"):
            data = super()._to_markup_data(website)
        else:
            data = super(ProductProduct, self.sudo())._to_markup_data(website)
            data.pop("offers", None)
        if website.b2b_enabled:
            data.update(self._get_b2b_markup_data())
        return data

    def _get_b2b_quantity_rule(self):
        """Return what the product asks of an ordered quantity (ORD-5).

        :return: minimum and multiple in the product's unit.
        :rtype: quantity_policy.QuantityRule
        """
        self.ensure_one()
        if self.type == "combo":  # follows its articles
            return quantity_policy.QuantityRule()
        return quantity_policy.QuantityRule(
            minimum=self.b2b_min_qty,
            multiple=self.b2b_qty_multiple,
        )

    def _get_b2b_line_unit(self, uom):
        """Return how a line counts the product: packagings are sold whole.

        :param uom.uom uom: unit of the order line.
        :rtype: quantity_policy.LineUnit
        """
        self.ensure_one()
        if uom == self.uom_id:
            return quantity_policy.LineUnit(step=uom.rounding)
        factor = uom._compute_quantity(1.0, self.uom_id, round=False)
        return quantity_policy.LineUnit(factor=factor, step=1.0)

    def _decide_b2b_quantity(self, requested, uom, *, held=0.0, available=None):
        """Decide the quantity of one order line of the product (ORD-5).

        :param float requested: wanted quantity, in ``uom``.
        :param uom.uom uom: unit of the order line.
        :param float held: quantity on the other lines, in the product's unit.
        :param float available: what may be sold in all, in the product's unit.
        :rtype: quantity_policy.QuantityDecision
        """
        return quantity_policy.decide_quantity(
            requested,
            self._get_b2b_quantity_rule(),
            unit=self._get_b2b_line_unit(uom),
            held=held,
            available=available,
        )

    def _get_b2b_quantity_box(self, uom=None, held=0.0):
        """Return where the quantity box of the product starts and how it steps.

        :param uom.uom uom: unit of the box, the product's own by default.
        :param float held: quantity on the other lines, in the product's unit.
        :return: (start, step) in ``uom``; (1, 1) for a product without a rule.
        :rtype: tuple[float, float]
        """
        self.ensure_one()
        rule = self._get_b2b_quantity_rule()
        if not rule:
            return 1, 1
        unit = None
        if uom and uom != self.uom_id:
            unit = self._get_b2b_line_unit(uom)
        return quantity_policy.first_and_step(rule, unit, held)

    def _explain_b2b_quantity(self, because):
        """Put the reasons of a quantity decision into words.

        :param because: reasons of :mod:`quantity_policy`.
        :return: one sentence per reason, in the language of the environment.
        :rtype: list[str]
        """
        self.ensure_one()
        product = self.with_context(display_default_code=False)
        return [
            getattr(product, f"_explain_b2b_quantity_{reason.code}")(
                product.display_name,
                {
                    name: self.uom_id._format_b2b_quantity(quantity)
                    for name, quantity in reason.facts.items()
                },
            )
            for reason in because
        ]

    def _explain_b2b_quantity_minimum(self, product, quantities):
        return self.env._(
            "%(product)s: the minimum quantity is %(minimum)s.",
            product=product,
            minimum=quantities["minimum"],
        )

    def _explain_b2b_quantity_multiple(self, product, quantities):
        return self.env._(
            "%(product)s is sold by multiples of %(multiple)s.",
            product=product,
            multiple=quantities["multiple"],
        )

    def _explain_b2b_quantity_stock(self, product, quantities):
        return self.env._(
            "%(product)s: only %(available)s in stock.",
            product=product,
            available=quantities["available"],
        )

    def _explain_b2b_quantity_stock_short(self, product, quantities):
        return self.env._(
            "%(product)s: the stock of %(available)s is too small for an order.",
            product=product,
            available=quantities["available"],
        )

    def _explain_b2b_quantity_unit(self, product, quantities):
        return self.env._(
            "%(product)s: with the %(held)s on other lines, this unit cannot make a "
            "multiple of %(multiple)s.",
            product=product,
            held=quantities["held"],
            multiple=quantities["multiple"],
        )

    def _describe_b2b_quantity_rule(self):
        """Say minimum and multiple of the product beside its quantity box.

        :return: a sentence, empty for a product without a rule.
        :rtype: str
        """
        self.ensure_one()
        if not (self.b2b_min_qty or self.b2b_qty_multiple):
            return ""
        minimum = self.uom_id._format_b2b_quantity(self.b2b_min_qty)
        multiple = self.uom_id._format_b2b_quantity(self.b2b_qty_multiple)
        if self.b2b_min_qty > self.b2b_qty_multiple > 0:
            return self.env._(
                "Minimum %(minimum)s, sold by multiples of %(multiple)s.",
                minimum=minimum,
                multiple=multiple,
            )
        if self.b2b_qty_multiple:
            return self.env._("Sold by multiples of %(multiple)s.", multiple=multiple)
        return self.env._("Minimum %(minimum)s.", minimum=minimum)

    def _describe_b2b_bulky(self, website):
        """Say that the product is bulky, and what that costs an order (FEE-2).

        :param website website: the shop, which knows how to show prices.
        :return: a sentence, empty for other products.
        :rtype: str
        """
        self.ensure_one()
        if not self.b2b_bulky:
            return ""
        if fee := website._get_b2b_displayed_fee("bulky"):
            amount = formatLang(self.env, fee, currency_obj=website.currency_id)
            return self.env._(
                "Bulky goods: surcharge of %(amount)s, once per order.", amount=amount
            )
        return self.env._("Bulky goods.")

    def _get_b2b_supply(self, warehouse, wanted):
        """Return what a warehouse has, owes and awaits of the products (DSP-2).

        What it owes and awaits is looked up for those only of which it has too little.

        Goods on order are the transfers into the warehouse that Odoo's own forecast
        counts: receipts, resupply from another warehouse, production. What a customer
        announced to send back is none: nobody knows yet whether it can be sold.

        :param stock.warehouse warehouse: the warehouse to look into.
        :param dict wanted: quantity by product, in the product's unit.
        :return: supply by product, in the product's unit; read in one go for all.
        :rtype: dict[product.product, dispatch_policy.Supply]
        """
        # Visitors may read neither stock nor transfers; they are told what is free.
        products_sudo = self.sudo().with_context(warehouse_id=warehouse.id)
        supplies = {
            product: dispatch_policy.Supply(
                free=product_sudo.free_qty, rounding=product_sudo.uom_id.rounding
            )
            for product, product_sudo in zip(self, products_sudo, strict=True)
        }
        short = self.filtered(
            lambda product: not supplies[product].is_in_stock(wanted[product])
        )
        if short:
            short_sudo = products_sudo.browse(short.ids)
            _stock, incoming, outgoing = short_sudo._get_domain_locations()
            receipts = short_sudo._get_b2b_receipts(incoming, warehouse)
            owed = short_sudo._get_b2b_owed(outgoing)
            for product, product_sudo in zip(short, short_sudo, strict=True):
                supplies[product] = replace(
                    supplies[product],
                    owed=owed[product_sudo],
                    receipts=tuple(receipts[product_sudo]),
                )
        return supplies

    def _get_b2b_receipts(self, incoming, warehouse):
        """:return: lists of (day of the warehouse, quantity) by product."""
        receipts = defaultdict(list)
        domain = Domain.AND(
            [
                self._get_b2b_open_moves_domain(),
                incoming,
                Domain("location_id.usage", "!=", "customer"),
            ]
        )
        zone = warehouse._get_b2b_zone().key
        for product, day, quantity in (
            self.env["stock.move"]
            .with_context(tz=zone)
            ._read_group(domain, ["product_id", "date:day"], ["product_qty:sum"])
        ):
            receipts[product].append((day.date(), quantity))
        return receipts

    def _get_b2b_owed(self, outgoing):
        """:return: what confirmed orders still wait for, by product."""
        owed = defaultdict(float)
        domain = self._get_b2b_open_moves_domain() & outgoing
        for product, uom, wanted, reserved in self.env["stock.move"]._read_group(
            domain, ["product_id", "product_uom"], ["product_qty:sum", "quantity:sum"]
        ):
            reserved = uom._compute_quantity(reserved, product.uom_id, round=False)
            owed[product] += max(wanted - reserved, 0.0)
        return owed

    def _get_b2b_open_moves_domain(self):
        states = ("waiting", "confirmed", "partially_available", "assigned")
        return Domain("product_id", "in", self.ids) & Domain("state", "in", states)

    def _get_b2b_lead_days(self, warehouse):
        """Return the lead time of the product at a warehouse (DSP-2).

        :param stock.warehouse warehouse: from where the product leaves.
        :return: working days; the product's own where the warehouse has none listed.
        :rtype: int
        """
        self.ensure_one()
        # Visitors may not read lead times; the shop tells them the resulting day.
        leads_sudo = self.sudo().b2b_lead_ids
        lead_sudo = leads_sudo.filtered(lambda lead: lead.warehouse_id == warehouse)
        return lead_sudo.days if lead_sudo else self.b2b_lead_days

    def _get_b2b_wait(self, wanted, supply, warehouse, now):
        """Tell what an order of the product has to wait for (DSP-2).

        :param float wanted: quantity in the product's unit.
        :param dispatch_policy.Supply supply: of the product, in the warehouse.
        :param datetime now: when it is ordered, naive UTC.
        :return: lead time in working days, 0 when in stock, ``None`` when none is set;
            the day on which goods on order are expected, if they cover the quantity.
        :rtype: tuple[int | None, date | None]
        """
        self.ensure_one()
        if not self.is_storable or supply.is_in_stock(wanted):
            return 0, None
        lead_days = self._get_b2b_lead_days(warehouse) or None
        today = warehouse._get_b2b_local(now).date()
        return lead_days, supply.expected_on(wanted, today)

    def _get_b2b_shop_info(self, website, quantity=1.0, uom=None):
        """Return what the product page says about ordering the product (CAT-4).

        :param website website: a website with the B2B shop on.
        :param float quantity: quantity that the buyer looks at, in ``uom``.
        :param uom.uom uom: unit of the quantity, the product's own by default.
        :return: what :meth:`_get_b2b_identity` says, ``start`` and ``step`` of the
            quantity box, the ``rule`` in words, ``bulky`` and ``warranty`` in words,
            stock or lead time as of :meth:`_describe_b2b_stock`, and the ``promise``.
        :rtype: dict
        """
        self.ensure_one()
        uom = uom or self.uom_id
        warehouse = website._get_b2b_shop_warehouse()
        now = fields.Datetime.now()
        start, step = self._get_b2b_quantity_box(uom)
        wanted = uom._compute_quantity(max(quantity, start), self.uom_id, round=False)
        supply = self._get_b2b_supply(warehouse, {self: wanted})[self]
        wait = self._get_b2b_wait(wanted, supply, warehouse, now)
        return {
            **self._get_b2b_identity(),
            "start": start,
            "step": step,
            "rule": self._describe_b2b_quantity_rule(),
            "bulky": self._describe_b2b_bulky(website),
            "warranty": self.product_tmpl_id._describe_b2b_warranty(),
            **self._describe_b2b_stock(wanted, supply, warehouse, now),
            "promise": self._get_b2b_product_promise(warehouse, now, *wait),
        }

    def _get_b2b_product_promise(self, warehouse, now, lead_days, expected):
        """:return: the dispatch of an order placed now, in words, or ``None``."""
        promise, facts = warehouse._decide_b2b_dispatch(
            now, lead_days, expected=expected
        )
        if not promise:
            return None
        return {
            "sentence": warehouse._get_b2b_dispatch_sentence(promise.day),
            "reasons": warehouse._explain_b2b_dispatch(
                warehouse._freeze_b2b_dispatch(promise, facts)
            ),
            "seconds_left": warehouse._get_b2b_seconds_left(promise.closes_at, now),
        }

    def _describe_b2b_stock(self, wanted, supply, warehouse, now):
        """Say how many are in stock, else when they are, or how long it takes (CAT-4).

        :param float wanted: what the buyer looks at, in the product's unit.
        :param dispatch_policy.Supply supply: of the product, in the warehouse.
        :param stock.warehouse warehouse: where it is, or is not.
        :param datetime now: when it is looked at, naive UTC.
        :return: ``in_stock`` (bool) and ``stock`` (a sentence, empty for services).
        :rtype: dict
        """
        self.ensure_one()
        if not self.is_storable:
            return {"in_stock": True, "stock": ""}
        if self.uom_id.compare(supply.free, 0.0) > 0:
            amount = self.uom_id._format_b2b_quantity(supply.free)
            sentence = self.env._("%(amount)s in stock", amount=amount)
            return {"in_stock": True, "stock": sentence}
        lead_days, expected = self._get_b2b_wait(wanted, supply, warehouse, now)
        if expected:
            day = format_date(self.env, expected, date_format="medium")
            sentence = self.env._("On order, expected on %(day)s", day=day)
        elif lead_days:
            sentence = self.env._("Lead time in working days: %(days)s", days=lead_days)
        else:
            sentence = self.env._("Not in stock")
        return {"in_stock": False, "stock": sentence}

    def _get_b2b_cards(self, website):
        """Return what the list page says about stock and quantities (CAT-4).

        :param website website: a website with the B2B shop on.
        :return: what :meth:`_get_b2b_identity` says, ``in_stock``, ``stock``, the
            ``start`` of its quantity box, ``rule`` and whether it is ``bulky``, by
            product; one read for all.
        :rtype: dict[product.product, dict]
        """
        warehouse = website._get_b2b_shop_warehouse()
        now = fields.Datetime.now()
        # A card tells of what is on order when nothing at all is in stock.
        least = {product: product.uom_id.rounding for product in self}
        supplies = self._get_b2b_supply(warehouse, least)
        starts = {product: product._get_b2b_quantity_box()[0] for product in self}
        return {
            product: {
                **product._get_b2b_identity(),
                **product._describe_b2b_stock(
                    starts[product], supplies[product], warehouse, now
                ),
                "start": starts[product],
                "rule": product._describe_b2b_quantity_rule(),
                "bulky": product.b2b_bulky,
            }
            for product in self
        }
