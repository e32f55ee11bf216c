from odoo import models
from odoo.exceptions import UserError


class PortalWizardUser(models.TransientModel):
    _inherit = "portal.wizard.user"

    def action_grant_access(self):
        """Override of `portal`: a login belongs to a contact, never to a company.

        Who logs in as the company itself could rename it.
        """
        self.ensure_one()
        seller = self.partner_id.company_id or self.env.company
        if self.partner_id.is_company and seller._is_b2b_active():
            raise UserError(
                self.env._(
                    "%(company)s is a company. Please add the person who will log in "
                    "as a contact of it, and grant the access to this contact.",
                    company=self.partner_id.name,
                )
            )
        return super().action_grant_access()
