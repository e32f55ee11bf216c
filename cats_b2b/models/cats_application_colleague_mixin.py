from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain


class CatsApplicationColleagueMixin(models.AbstractModel):
    """How principal users decide about newcomers of their own company (ACC-6)."""

    _name = "cats.application.colleague.mixin"
    _description = "Decision of principal users about a B2B application"

    @api.model
    def _get_colleague_domain(self):
        """:return: the applications that wait for the current user; none for others."""
        user = self.env.user
        if not user.has_group("cats_b2b.group_b2b_principal"):
            return Domain.FALSE
        return Domain(
            [
                ("state", "=", "pending"),
                ("waits_for", "=", "principal"),
                ("partner_id", "=", user.commercial_partner_id.id),
                ("company_id", "in", user.sudo().company_ids.ids),
                ("website_id.b2b_enabled", "=", True),
            ]
        )

    @api.model
    def _get_waiting_colleagues(self):
        """Return the newcomers about whom the current user decides.

        :return: applications as superuser, the oldest first; none unless the user is
            a principal user.
        :rtype: cats.application
        """
        domain = self._get_colleague_domain()
        return self.sudo().search(domain, order="waiting_since, id")

    def _check_principal(self):
        """Return the applications as superuser, if the current user decides them.

        :raise AccessError: if he is no principal user of exactly the company for
            which an application waits, or if it waits no more.
        """
        own_sudo = self._get_waiting_colleagues()
        if not self or self - own_sudo:
            raise AccessError(self.env._("This application does not wait for you."))
        return own_sudo & self

    def _approve_by_principal(self, role):
        """Let a colleague in and give him rights.

        :param cats.role role: the rights that he gets.
        :raise AccessError: if the current user may not.
        """
        self.ensure_one()
        application_sudo = self._check_principal()
        application_sudo._approve(role=role, user=self.env.user)

    def _refuse_by_principal(self, reason):
        """Keep somebody out who says that he is a colleague.

        :param str reason: what the applicant is told.
        :raise AccessError: if the current user may not.
        :raise UserError: without a reason.
        """
        self.ensure_one()
        application_sudo = self._check_principal()
        application_sudo._refuse(reason, user=self.env.user)

    def _get_principals(self):
        """:return: the active principal users of the applicant's company."""
        self.ensure_one()
        return self.partner_id._get_b2b_principals(self.company_id)

    def _notify_principals(self):
        """Tell each principal user in his language that somebody waits for him."""
        self.ensure_one()
        for user in self._get_principals().filtered("email"):
            self._send_b2b_mail("application_principals", partner=user.partner_id)
