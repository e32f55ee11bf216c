from odoo import api, fields, models


class Website(models.Model):
    _inherit = "website"

    b2b_enabled = fields.Boolean(
        string="B2B shop",
        help="Minimum quantities, small-order fee and dispatch promise apply on this "
        "website and on the backend orders of its company.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `website`: whether a company runs a B2B shop is cached."""
        websites = super().create(vals_list)
        self.env.registry.clear_cache()
        return websites

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
