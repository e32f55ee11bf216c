from odoo import fields, models


class Website(models.Model):
    _inherit = "website"

    b2b_enabled = fields.Boolean(
        string="B2B shop",
        help="Minimum quantities, small-order fee and dispatch promise apply on this "
        "website and on the backend orders of its company.",
    )

    def _get_b2b_warehouse(self):
        """Return the warehouse whose stock and calendar the shop speaks of.

        :return: the website's warehouse, else the first one of its company.
        :rtype: stock.warehouse
        """
        self.ensure_one()
        # Visitors may not read warehouses; the shop tells them stock and dates only.
        website_sudo = self.sudo()
        return website_sudo.warehouse_id or website_sudo.env["stock.warehouse"].search(
            [("company_id", "=", website_sudo.company_id.id)], limit=1
        )

    def _get_b2b_displayed_fee(self, fee_type):
        """Return a fee as the shop shows prices to the visitor, before an order.

        :param str fee_type: which fee.
        :return: amount in the website's currency, with or without tax as the shop
            shows prices; 0 when there is no such fee.
        :rtype: float
        """
        self.ensure_one()
        company, partner = self.company_id, self.env.user.partner_id
        product_sudo = company._get_b2b_fee_product(fee_type)
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
