from odoo import models
from odoo.exceptions import UserError


class CatsOrderEntitlementMixin(models.AbstractModel):
    """Who may make this an order (ACC-7)."""

    _name = "cats.order.entitlement.mixin"
    _description = "Right to Place an Order"

    def _get_b2b_ordering_error(self, user=None):
        """Tell why the order may not be placed.

        :param res.users user: who is about to place it, and has to be logged in. By
            default nobody in particular: it counts that the order names a customer.
        :return: the reason in words; ``False`` when nothing is in the way, and always
            while the B2B shop is off.
        :rtype: str | bool
        """
        self.ensure_one()
        if not self._is_b2b():
            return False
        anonymous = self._is_b2b_anonymous() or (user and user._is_public())
        return self.partner_id._get_b2b_ordering_error(known=not anonymous)

    def _is_b2b_anonymous(self):
        """:return: whether the order names nobody but the public of a website."""
        return self.partner_id.id in self.company_id._get_b2b_public_partner_ids()

    def _check_b2b_ordering(self):
        """Refuse an order of the public, or of a company without a VAT number.

        :raise UserError: saying what the customer has to do.
        """
        for order in self:
            if error := order._get_b2b_ordering_error(self.env.user):
                raise UserError(error)

    def _is_b2b_paid(self):
        """:return: whether the money for the order came in, or waits to be taken."""
        return any(
            transaction.state in ("authorized", "done")
            for transaction in self.sudo().transaction_ids
        )
