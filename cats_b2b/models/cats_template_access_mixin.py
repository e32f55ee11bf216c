from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..policies import order_template as template_policy


class CatsTemplateAccessMixin(models.AbstractModel):
    """Who may do what with an order template or a project list (ORD-2, USR-4).

    Customers' users have no write access: each method that changes something asks
    here first, and goes on as superuser with what was checked.
    """

    _name = "cats.template.access.mixin"
    _description = "Rights over order templates"

    # -- Of one that there is -----------------------------------------------------

    def _decide_access(self, action):
        """Tell whether the current user, a customer's, may do something with it.

        :param str action: as of :func:`template_policy.decide_access`.
        :rtype: template_policy.TemplateAccess
        """
        self.ensure_one()
        user = self.env.user
        return template_policy.decide_access(
            action,
            manages=user._has_b2b_right("templates"),
            is_owner=self.user_id == user,
            is_shared=self.is_shared,
            is_principal=user._has_b2b_right("principal"),
        )

    def _can(self, action):
        """Tell whether a page offers something to the current user.

        :param str action: as of :func:`template_policy.decide_access`.
        :rtype: bool
        """
        return self._decide_access(action).allowed

    def _check_template(self, action):
        """Refuse what the current user may not do (USR-4).

        :param str action: as of :func:`template_policy.decide_access`.
        :return: the template as superuser.
        :rtype: cats.order.template
        :raise AccessError: saying why not; also for one that he does not see.
        :raise odoo.exceptions.MissingError: if there is none.
        """
        self.ensure_one()
        template = self.with_user(self.env.user)
        template.check_access("read")
        if not self.env.user._is_b2b_customer():
            template.check_access("write")
            return self.sudo()
        decision = template._decide_access(action)
        if not decision.allowed:
            reason = decision.because[0]
            raise AccessError(getattr(self, f"_explain_access_{reason.code}")())
        return self.sudo()

    @api.model
    def _explain_access_right(self):
        return self.env["res.users"]._get_b2b_right_error("templates")

    @api.model
    def _explain_access_private(self):
        return self.env._("This belongs to somebody else.")

    @api.model
    def _explain_access_owner(self):
        return self.env._("Only its owner can do that.")

    @api.model
    def _explain_access_principal(self):
        return self.env._("Only its owner or a principal user can do that.")

    # -- Of a new one -------------------------------------------------------------

    @api.model
    def _check_owner(self, user=None):
        """Tell whose a new template becomes.

        :param res.users user: whom staff, or a job, make it for; by default the current
            user.
        :return: the owner, as superuser.
        :rtype: res.users
        :raise AccessError: if a customer's user may not make any, or not for another.
        :raise UserError: if the owner is no customer of a B2B shop.
        """
        current = self.env.user
        owner = user or current
        if current._is_b2b_customer():
            current._check_b2b_right("templates")
            if owner != current:
                raise AccessError(self._explain_access_private())
        else:
            self.with_user(current).check_access("create")
        if not owner._is_b2b_customer():
            raise UserError(
                self.env._("Templates and lists belong to users of customers.")
            )
        return owner.sudo()

    @api.model
    def _get_owner_website(self, owner, website=None):
        """Return the B2B shop on which somebody's template is kept.

        :param res.users owner: whose it becomes.
        :param website website: where he ordered; by default the current one.
        :rtype: website
        :raise UserError: if none of his sellers has a B2B shop.
        """
        websites_sudo = self.env["website"].sudo()
        wanted_sudo = (website or websites_sudo.get_current_website()).sudo()
        sellers_sudo = owner.sudo().company_ids
        if wanted_sudo.b2b_enabled and wanted_sudo.company_id in sellers_sudo:
            return wanted_sudo
        found_sudo = owner._get_b2b_shops().filtered("b2b_enabled")[:1]
        if not found_sudo:
            raise UserError(self.env._("There is no B2B shop to keep this in."))
        return found_sudo
