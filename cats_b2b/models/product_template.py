from odoo import api, fields, models
from odoo.fields import Domain

from .cats_product_search_mixin import B2B_SEARCH_FIELDS

# Prices of a product that are no Monetary fields; of variants, too.
PRICE_FIELDS = frozenset(
    {"list_price", "lst_price", "price_extra", "standard_price", "tax_string"}
)
# What the shop's pages know of a price, and what they know without it.
NO_PRICES = {
    "base_unit_price": 0.0,
    "compare_list_price": 0.0,
    "discount_end_date": False,
    "discount_start_date": False,
    "has_discounted_price": False,
    "list_price": 0.0,
    "price": 0.0,
}


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = [
        "product.template",
        "cats.price.rights.mixin",
        "cats.product.search.mixin",
        "cats.product.warranty.mixin",
    ]

    _b2b_price_fields = PRICE_FIELDS

    b2b_min_qty = fields.Float(
        string="Minimum quantity",
        digits="Product Unit",
        help="Smallest quantity of the product that an order may hold, in the "
        "product's unit. 0 asks for none.",
    )
    b2b_qty_multiple = fields.Float(
        string="Sold by multiples of",
        digits="Product Unit",
        help="The quantity on an order is a multiple of this, in the product's unit. "
        "0 allows any quantity.",
    )
    b2b_lead_days = fields.Integer(
        string="Lead time when not in stock",
        help="Working days until an order leaves the warehouse when the product is not "
        "in stock.",
    )
    b2b_lead_ids = fields.One2many(
        comodel_name="cats.product.lead",
        inverse_name="product_tmpl_id",
        string="Lead times by warehouse",
        help="Warehouses that are not listed take the lead time above.",
    )
    b2b_bulky = fields.Boolean(
        string="Bulky goods",
        help="An order that holds bulky goods bears one surcharge, free shipping or "
        "not.",
    )
    b2b_brand = fields.Char(
        string="Brand", index="trigram", help="Found by the search of the shop."
    )
    b2b_manufacturer_ref = fields.Char(
        string="Manufacturer's number",
        compute="_compute_b2b_manufacturer_ref",
        inverse="_inverse_b2b_manufacturer_ref",
        search="_search_b2b_manufacturer_ref",
        help="The article number of the manufacturer; found by the search of the shop.",
    )
    b2b_successor_id = fields.Many2one(
        comodel_name="product.product",
        string="Replaced by",
        compute="_compute_b2b_successor_id",
        inverse="_inverse_b2b_successor_id",
        search="_search_b2b_successor_id",
        help="The article to propose to who wants this one once it is not sold any "
        "more.",
    )
    b2b_spare_part_ids = fields.Many2many(
        comodel_name="product.template",
        relation="cats_product_spare_part_rel",
        column1="product_tmpl_id",
        column2="spare_tmpl_id",
        string="Spare parts",
        domain="[('sale_ok', '=', True), ('id', '!=', id)]",
        check_company=True,
        help="Shown on the product's page in the shop, to be ordered there.",
    )
    b2b_active = fields.Boolean(
        string="B2B rules apply",
        compute="_compute_b2b_active",
        help="Whether the product's company runs a B2B shop.",
    )

    _b2b_warranty_months_positive = models.Constraint(
        "CHECK (b2b_warranty_months >= 0)", "A warranty cannot be negative."
    )
    _b2b_min_qty_positive = models.Constraint(
        "CHECK (b2b_min_qty >= 0)", "A minimum quantity cannot be negative."
    )
    _b2b_qty_multiple_positive = models.Constraint(
        "CHECK (b2b_qty_multiple >= 0)", "A quantity multiple cannot be negative."
    )
    _b2b_lead_days_positive = models.Constraint(
        "CHECK (b2b_lead_days >= 0)", "A lead time cannot be negative."
    )

    @api.depends("product_variant_ids.b2b_manufacturer_ref")
    def _compute_b2b_manufacturer_ref(self):
        self._compute_template_field_from_variant_field("b2b_manufacturer_ref")

    def _inverse_b2b_manufacturer_ref(self):
        self._set_product_variant_field("b2b_manufacturer_ref")

    def _search_b2b_manufacturer_ref(self, operator, value):
        return [("product_variant_ids.b2b_manufacturer_ref", operator, value)]

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_b2b_active(self):
        for template in self:
            company = template.company_id or self.env.company
            template.b2b_active = company._is_b2b_active()

    @api.depends("product_variant_ids.b2b_successor_id")
    def _compute_b2b_successor_id(self):
        self._compute_template_field_from_variant_field("b2b_successor_id")

    def _inverse_b2b_successor_id(self):
        self._set_product_variant_field("b2b_successor_id")

    @api.model
    def _search_b2b_successor_id(self, operator, value):
        return [("product_variant_ids.b2b_successor_id", operator, value)]

    def _get_related_fields_variant_template(self):
        """Override of `product`: what a new product's only variant is given."""
        names = super()._get_related_fields_variant_template()
        return [*names, "b2b_manufacturer_ref", "b2b_successor_id"]

    def _website_show_quick_add(self):
        """Override of `website_sale`: nothing for who may not order (ACC-7)."""
        website = self.env["website"].get_current_website()
        return website._can_b2b_order() and super()._website_show_quick_add()

    def get_contextual_price(self, product=None):
        """Override of `product`: RPC reaches it (USR-4)."""
        self.env.user._check_b2b_right("see_prices")
        return super().get_contextual_price(product=product)

    def _get_sales_prices(self, website):
        """Override of `website_sale`: lists tell prices to who may see them (USR-3)."""
        if self.env.user._has_b2b_right("see_prices"):
            return super()._get_sales_prices(website)
        return {template.id: {"price_reduce": 0.0} for template in self}

    def _get_combination_info(self, combination=False, *args, **kwargs):
        """Override of `website_sale`: pages tell prices to who may see them (USR-3)."""
        if self.env.user._has_b2b_right("see_prices"):
            return super()._get_combination_info(combination, *args, **kwargs)
        # Odoo works the price out with all else; the reader may not even read it.
        combination_sudo = combination.sudo() if combination else combination
        info = super(ProductTemplate, self.sudo())._get_combination_info(
            combination_sudo, *args, **kwargs
        )
        info["combination"] = info["combination"].with_env(self.env)
        info.pop("product_tracking_info", None)
        return {**info, **{key: no for key, no in NO_PRICES.items() if key in info}}

    def _get_configurator_display_price(self, *args, **kwargs):
        """Override of `sale`: configurators tell no price to who may not see it."""
        if self.env.user._has_b2b_right("see_prices"):
            return super()._get_configurator_display_price(*args, **kwargs)
        return 0.0, False

    def _search_get_detail(self, website, order, options):
        """Override of `website_sale` to search by numbers and brand, too (CAT-1).

        A list by price would tell the price (USR-4).
        """
        if not self.env.user._has_b2b_right("see_prices"):
            options = {**options, "min_price": 0, "max_price": 0}
        detail = super()._search_get_detail(website, order, options)
        if website.b2b_enabled:
            detail["search_fields"] = [*detail["search_fields"], *B2B_SEARCH_FIELDS]
        return detail

    @api.model
    def _search_fetch(self, search_detail, search, limit, order):
        """Override of `website`: also by a customer's own numbers, or mistyped (CAT-1).

        The article whose number was typed comes first.
        """
        website = self.env["website"].get_current_website()
        if not search or not website.b2b_enabled:
            return super()._search_fetch(search_detail, search, limit, order)
        detail = self._prepare_b2b_search_detail(search_detail, search)
        results, count = super()._search_fetch(detail, search, limit, order)
        if results:
            first = self._search_b2b_exact_numbers(detail, search, limit, order)
            results = (first | results)[:limit]
        return results, count

    def _get_b2b_companions(self, website):
        """Return what belongs to the product, to be ordered with it (CAT-4).

        :param website website: a website with the B2B shop on.
        :return: cards of the ``spare_parts`` and ``accessories`` that the visitor may
            buy, as of :meth:`product.product._get_b2b_companion_cards`.
        :rtype: dict[str, list[dict]]
        """
        self.ensure_one()
        # Visitors may not read all that is linked; the search keeps to what they may.
        self_sudo = self.sudo()
        companions = {
            "spare_parts": self_sudo.b2b_spare_part_ids,
            "accessories": self_sudo.accessory_product_ids.product_tmpl_id,
        }
        linked = set().union(*(templates.ids for templates in companions.values()))
        if not linked:
            return dict.fromkeys(companions, [])
        domain = Domain(website.sale_product_domain()) & Domain("id", "in", linked)
        cards = self.search(domain)._get_b2b_companion_cards(website)
        return {
            name: [cards[id_] for id_ in templates.ids if id_ in cards]
            for name, templates in companions.items()
        }

    def _get_b2b_companion_cards(self, website):
        """Return what a short list says about each product; one read for all.

        :return: the ``template``, its first ``variant`` (empty when the buyer has to
            choose), the ``price`` as the shop shows it, and what
            :meth:`product.product._get_b2b_cards` says, by id.
        :rtype: dict[int, dict]
        """
        prices = self._get_sales_prices(website)
        variants = self.product_variant_id
        stock = variants._get_b2b_cards(website)
        return {
            template.id: {
                **stock.get(template.product_variant_id, {}),
                "template": template,
                "variant": template.product_variant_id
                if template.product_variant_count == 1
                else variants.browse(),
                "price": prices[template.id]["price_reduce"],
            }
            for template in self
        }

    def _get_additionnal_combination_info(
        self, product_or_template, quantity, uom, date, website
    ):
        """Override of `website_sale` to add what a B2B buyer needs to know (CAT-4)."""
        info = super()._get_additionnal_combination_info(
            product_or_template, quantity, uom, date, website
        )
        if website.b2b_enabled and product_or_template.is_product_variant:
            info["b2b"] = product_or_template._get_b2b_shop_info(
                website, quantity=quantity, uom=uom
            )
        return info
