from odoo.exceptions import AccessError, MissingError
from odoo.http import route

from odoo.addons.sale_management.controllers.portal import CustomerPortal


class B2bCustomerPortal(CustomerPortal):
    @route()
    def portal_quote_option_update(
        self, order_id, line_id, access_token=None, **kwargs
    ):
        """Override of `sale_management` to let the fee follow options (FEE-1)."""
        result = super().portal_quote_option_update(
            order_id, line_id, access_token=access_token, **kwargs
        )
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return result
        order_sudo._sync_order_fees()
        return result
