from markupsafe import Markup

from odoo import api, models


class MailMessage(models.Model):
    """What staff did as a customer's user says so, wherever it is read (USR-5)."""

    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `mail` to name who really acted, below the text."""
        views = self.env["cats.portal.view"]
        if view := views._get_current():
            staff = self.env["res.users"].sudo().browse(view.staff_id)
            note = Markup('<p class="o_cats_b2b_acted text-muted">%s</p>') % self.env._(
                "Done by %(staff)s on behalf of the customer.", staff=staff.name
            )
            vals_list = [
                {**vals, "body": Markup(vals.get("body") or "") + note}
                for vals in vals_list
            ]
        return super().create(vals_list)
