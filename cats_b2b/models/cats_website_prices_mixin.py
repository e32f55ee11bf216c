from odoo import models
from odoo.http import request


class CatsWebsitePricesMixin(models.AbstractModel):
    """What the rows that a customer wants cost him (ORD-2, ORD-4)."""

    _name = "cats.website.prices.mixin"
    _description = "Prices of wanted rows"

    def _get_b2b_row_prices(self, rows):
        """Return the prices of rows as the shop shows prices to the current user.

        :param list rows: :class:`order_rows.WantedRow` s, of articles that he may see.
        :return: the price of one unit for the row's quantity, in the website's
            currency, with or without tax as the shop shows prices, by the row's key;
            nothing for who may not see prices. The number of queries does not depend
            on the number of rows.
        :rtype: dict[str, float]
        """
        self.ensure_one()
        if not self.env.user._has_b2b_right("see_prices"):
            return {}
        # Which lists hold for him was asked of Odoo; he may not read their rules.
        shop_sudo = self.sudo()
        wanted = shop_sudo._get_b2b_priced_rows(rows)
        pricelist_sudo = shop_sudo.sudo(False)._get_b2b_row_pricelist().sudo()
        prices = pricelist_sudo._get_b2b_prices(
            list(wanted.values()), shop_sudo.currency_id
        )
        position_sudo = self._get_b2b_row_position()
        return {
            key: shop_sudo._get_b2b_displayed_price(price, product_sudo, position_sudo)
            for (key, (product_sudo, _, _)), price in zip(
                wanted.items(), prices, strict=True
            )
        }

    def _get_b2b_priced_rows(self, rows):
        """:return: dict: article with its choices, quantity, unit, by the row's key."""
        products = self.env["product.product"].with_company(self.company_id)
        units = self.env["uom.uom"]
        values = self.env["product.template.attribute.value"]
        found = products.browse({row.product_id for row in rows} - {0}).exists()
        known = dict(zip(found._ids, found, strict=True))
        units = units.browse({row.uom_id for row in rows} - {0}).exists()
        by_id = dict(zip(units._ids, units, strict=True))
        wanted = {}
        for row in rows:
            if product := known.get(row.product_id):
                chosen = row.options.get("no_variant_attribute_value_ids") or ()
                context = product._get_product_price_context(values.browse(chosen))
                priced = product.with_context(**context) if context else product
                uom = by_id.get(row.uom_id, product.uom_id)
                wanted[row.key] = (priced, row.quantity, uom)
        return wanted

    def _get_b2b_row_pricelist(self, cart=None):
        """:return: the pricelist by which the current user buys, with a cart its own"""
        if cart:
            return cart.pricelist_id
        if request and getattr(request, "website", None) == self:
            return request.pricelist
        partner_sudo = self.env.user.partner_id.sudo().with_company(self.company_id)
        return partner_sudo.property_product_pricelist

    def _get_b2b_row_position(self):
        """:return: the fiscal position by which the current user buys here."""
        if request and getattr(request, "website", None) == self:
            return request.fiscal_position
        positions_sudo = self.env["account.fiscal.position"].sudo()
        return positions_sudo.with_company(self.company_id)._get_fiscal_position(
            self.env.user.partner_id
        )

    def _get_b2b_displayed_price(self, price, product_sudo, position_sudo):
        """:return: float: a price with or without tax, as the shop shows prices."""
        taxes_sudo = product_sudo.taxes_id._filter_taxes_by_company(self.company_id)
        return product_sudo.product_tmpl_id._apply_taxes_to_price(
            price,
            self.currency_id,
            taxes_sudo,
            position_sudo.map_tax(taxes_sudo),
            product_sudo,
            website=self,
        )
