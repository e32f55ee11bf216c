from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from ..policies import delivery_zone


class CatsDeliveryZone(models.Model):
    _name = "cats.delivery.zone"
    _description = "Remote Delivery Zone"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="The company that this zone holds for; all of them when empty.",
    )
    country_id = fields.Many2one(
        comodel_name="res.country", required=True, index=True, ondelete="cascade"
    )
    state_ids = fields.Many2many(
        comodel_name="res.country.state",
        string="States",
        domain="[('country_id', '=', country_id)]",
    )
    zip_ranges = fields.Char(
        string="ZIP codes",
        help="Ranges and beginnings, separated by commas: 20000-20999, 97, HS1-HS9. "
        "Without ZIP codes and states the zone is the whole country.",
    )
    price = fields.Monetary(
        string="Cost",
        help="Cost of transport to this zone; the price of the product in the settings "
        "when 0.",
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )

    _price_positive = models.Constraint(
        "CHECK (price >= 0)", "The cost of a zone cannot be negative."
    )

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_currency_id(self):
        for zone in self:
            zone.currency_id = (zone.company_id or self.env.company).currency_id

    @api.constrains("zip_ranges")
    def _check_zip_ranges(self):
        for zone in self:
            try:
                delivery_zone.parse_ranges(zone.zip_ranges)
            except delivery_zone.ZipRangeError as error:
                raise ValidationError(
                    self.env._(
                        "“%(range)s” is no range of ZIP codes. Write them like this: "
                        "20000-20999, 97, HS1-HS9.",
                        range=error.args[0],
                    )
                ) from error

    @api.constrains("country_id", "state_ids")
    def _check_state_ids(self):
        for zone in self:
            if zone.state_ids.country_id - zone.country_id:
                raise ValidationError(
                    self.env._("The states of a zone belong to its country.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    @api.model
    @tools.ormcache("company_id", "country_id")
    def _get_zone_ids(self, company_id, country_id):
        """:return: ids of the zones that a seller has in a country, most urgent first.

        The cache is cleared by every write on a zone.
        """
        return tuple(
            self.sudo()
            .with_context(active_test=True)
            .search(
                [
                    ("company_id", "in", [False, company_id]),
                    ("country_id", "=", country_id),
                ]
            )
            .ids
        )

    @api.model
    def _get_b2b_zones(self, company, order):
        """Return the zones of the country that an order goes to (FEE-3).

        :param res.company company: the seller.
        :param sale.order order: the order, which names address and currency.
        :return: facts of each zone, its ``fee`` in the order's currency.
        :rtype: list[dict]
        """
        country_sudo = order.sudo().partner_shipping_id.country_id
        zones_sudo = self.sudo().browse(
            self._get_zone_ids(company.id, country_sudo.id) if country_sudo else ()
        )
        return [
            {
                **zone_sudo._prepare_b2b_zone().to_json(),
                "fee": company._get_b2b_fee_price(
                    "remote",
                    order.currency_id,
                    order._get_b2b_date(),
                    order.fiscal_position_id,
                    price=zone_sudo.price,
                )
                if zone_sudo.price
                else 0.0,
            }
            for zone_sudo in zones_sudo
        ]

    def _prepare_b2b_zone(self):
        """:return: the zone as the policy looks at it."""
        self.ensure_one()
        return delivery_zone.Zone(
            name=self.name,
            zip_ranges=self.zip_ranges or "",
            states=tuple(self.state_ids.mapped("code")),
            id=self.id,
        )
