from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_template(self, template, values=None):
        """Override of `base`: a document is the same whoever has it printed.

        Who may not see the prices in it does not get it at all (USR-4).
        """
        report = self.with_context(b2b_show_amounts=True)
        return super(IrActionsReport, report)._render_template(template, values)
