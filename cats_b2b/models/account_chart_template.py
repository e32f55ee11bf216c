from odoo import models


class AccountChartTemplate(models.AbstractModel):
    _inherit = "account.chart.template"

    def _post_load_data(self, template_code, company, template_data):
        """Override of `account` to tax the small-order fee as the goods are taxed."""
        result = super()._post_load_data(template_code, company, template_data)
        (company or self.env.company)._set_b2b_fee_taxes()
        return result
