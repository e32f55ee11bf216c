from odoo import api, models
from odoo.exceptions import UserError


class ReportReturnSlip(models.AbstractModel):
    """The slip that the customer puts into the parcel (AFS-3)."""

    _name = "report.cats_b2b.report_return_slip"
    _description = "Return slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Prepare the slips of approved claims.

        :raise AccessError: for claims that the user may not see.
        :raise UserError: for claims of which nothing is to be sent in.
        """
        claims = self.env["cats.return"].browse(docids)
        claims.check_access("read")
        if not all(claim._has_slip() for claim in claims):
            raise UserError(self.env._("There is no slip before the approval."))
        # What it rests on (orders, warehouses) is not the customer's to read.
        return {
            "doc_ids": docids,
            "doc_model": claims._name,
            "docs": claims.sudo(),
        }
