from odoo import models
from odoo.exceptions import UserError


class CatsOrderRepairMixin(models.AbstractModel):
    """An order of after-sales, such as the quotation for a repair (AFS-7).

    It sells a service about goods that were delivered. What the shop asks of orders of
    articles (fees, quantities, a promise of dispatch) is not for it; the rights of the
    customer's users are.
    """

    _name = "cats.order.repair.mixin"
    _description = "Order for a repair"

    def _is_b2b_after_sales(self):
        """:return: bool: whether the customer pays for a return by the order."""
        return bool(self.sudo().b2b_return_line_id)

    def _get_b2b_repair_claim(self):
        """:return: cats.return.line: as superuser, the claim whose repair the order
        quotes; none for other orders."""
        self.ensure_one()
        claim_sudo = self.sudo().b2b_return_line_id
        return claim_sudo.filtered(lambda line: line.quote_id == self)

    def _is_b2b_shop_order(self):
        """Tell whether the rights of customers' users hold for the order (USR-4).

        :return: bool: on a website its switch decides; for backend orders, whether the
            company runs a B2B shop at all.
        """
        self.ensure_one()
        if self.website_id:
            return self.website_id.b2b_enabled
        return self.company_id._is_b2b_active()

    # -- Who may answer -------------------------------------------------------------

    def _get_b2b_placing_rights(self):
        """Extend: who orders, or accepts offers, may have something repaired."""
        if self._is_b2b_after_sales():
            return ("place_orders", "quotes")
        return super()._get_b2b_placing_rights()

    def _get_b2b_placing_error(self):
        """Extend: what is about a return is for who handles returns, too (AFS-7)."""
        if not self._is_b2b_after_sales():
            return super()._get_b2b_placing_error()
        if self._is_b2b_shop_order() and self._get_b2b_actor()._is_public():
            return self.env._("Please log in to answer this quotation.")
        returns = self._get_b2b_order_right_error("returns")
        return returns or super()._get_b2b_placing_error()

    def _get_b2b_answer_error(self):
        """Extend: to decline takes the same rights as to accept."""
        if self._is_b2b_after_sales():
            return self._get_b2b_placing_error()
        return super()._get_b2b_answer_error()

    # -- What follows from its course -------------------------------------------------

    def _get_b2b_repair_error(self):
        """:return: why the quotation of a repair cannot be accepted, in words, or
        ``False``; always for other orders."""
        claim_sudo = self._get_b2b_repair_claim()
        if not claim_sudo:
            return False
        return claim_sudo._get_acceptance_error()

    def _note_b2b_repair(self, code):
        """Let the claims know what became of the quotations for their repair.

        :param str code: ``quoted``, ``quote_accepted`` or ``quote_refused``.
        """
        for order in self:
            claim_sudo = order._get_b2b_repair_claim()
            if claim_sudo and not claim_sudo._has_event(code):
                claim_sudo._note_quote(code)

    def _note_b2b_repair_cancelled(self):
        """Take the customer's cancellation for a refusal; staff do not just cancel.

        :raise UserError: for staff, while the repair hangs on the quotation.
        """
        for order in self:
            claim_sudo = order._get_b2b_repair_claim()
            if not claim_sudo or not claim_sudo._hangs_on_quote():
                continue
            answered = claim_sudo._has_event("quote_accepted")
            if answered or not order._get_b2b_actor()._is_b2b_customer():
                raise UserError(
                    order.env._(
                        "%(order)s is the quotation for a repair (%(claim)s). Note the "
                        "customer's answer on the return, or that the unit cannot be "
                        "repaired.",
                        order=order.name,
                        claim=claim_sudo.return_id.display_name,
                    )
                )
            claim_sudo._note_quote("quote_refused")
