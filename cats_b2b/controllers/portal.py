from odoo.exceptions import AccessError, MissingError
from odoo.http import route

from odoo.addons.sale_management.controllers.portal import CustomerPortal


class B2bCustomerPortal(CustomerPortal):
    @route()
    def portal_quote_option_update(
        self,
        order_id,
        line_id,
        access_token=None,
        remove=False,
        input_quantity=False,
        **kwargs,
    ):
        """Override of `sale_management` to keep quantities and fee (ORD-5, FEE-1)."""
        try:
            order_sudo = self._document_check_access(
                "sale.order", order_id, access_token=access_token
            )
        except (AccessError, MissingError):
            order_sudo = None
        if order_sudo and (error := order_sudo._get_b2b_answer_error()):
            raise AccessError(error)
        line_sudo = order_sudo and order_sudo.order_line.filtered(
            lambda line: line.id == int(line_id)
        )
        if line_sudo and order_sudo._is_b2b():
            wanted = None if input_quantity is False else float(input_quantity)
            input_quantity = line_sudo._get_b2b_option_quantity(bool(remove), wanted)
        result = super().portal_quote_option_update(
            order_id,
            line_id,
            access_token=access_token,
            remove=remove,
            input_quantity=input_quantity,
            **kwargs,
        )
        if order_sudo:
            order_sudo._sync_order_fees()
        return result
