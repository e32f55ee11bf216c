from odoo import api, models


class ResCountryGroup(models.Model):
    """Whether a country's VAT numbers have a European prefix, its groups tell (ACC-7).

    Which numbers it accepts is cached.
    """

    _inherit = "res.country.group"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `base`: which VAT numbers a country accepts is cached."""
        groups = super().create(vals_list)
        self.env.registry.clear_cache()
        return groups

    def write(self, vals):
        """Override of `base`: which VAT numbers a country accepts is cached."""
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Override of `base`: which VAT numbers a country accepts is cached."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
