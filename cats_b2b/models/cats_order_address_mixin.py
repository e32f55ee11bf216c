from odoo import models
from odoo.exceptions import ValidationError


class CatsOrderAddressMixin(models.AbstractModel):
    """Who is billed for a website order, and what its addresses lack (ACC-8)."""

    _name = "cats.order.address.mixin"
    _description = "Addresses of B2B orders"

    def _set_b2b_billing_address(self):
        """Bill website orders to the billing address of the customer's company."""
        for order in self:
            if order.website_id and order.partner_id and order._is_b2b():
                # Which of the company's addresses it is, the customer cannot choose.
                billing_sudo = order.sudo().partner_id._get_b2b_billing_address()
                order.partner_invoice_id = billing_sudo.sudo(self.env.su)

    def _check_b2b_addresses(self):
        """Refuse to take money for what cannot be sent or billed.

        :raise odoo.exceptions.ValidationError: if an address lacks something.
        """
        for order in self:
            order._set_b2b_billing_address()
            if problems := order._get_b2b_address_problems():
                raise ValidationError("\n".join(problems))

    def _get_b2b_address_problems(self):
        """Tell what the addresses of a website order lack; nobody is sent in circles.

        :return: a sentence per incomplete address.
        :rtype: list
        """
        self.ensure_one()
        if not self.website_id or not self._is_b2b():
            return []
        problems = []
        if missing := self._get_b2b_missing_labels(self.partner_invoice_id):
            problems.append(
                self.env._(
                    "The billing address of your company is not complete. Missing: "
                    "%(fields)s.",
                    fields=missing,
                )
            )
        shipped = self.partner_shipping_id != self.partner_invoice_id
        if shipped and not self.only_services:
            if missing := self._get_b2b_missing_labels(self.partner_shipping_id):
                problems.append(
                    self.env._(
                        "The delivery address is not complete. Missing: %(fields)s. "
                        "Choose another one, or ask us to complete it.",
                        fields=missing,
                    )
                )
        return problems

    def _get_b2b_missing_labels(self, partner):
        """:return: the fields that an address lacks, in words; empty if none."""
        fields = partner._fields
        return ", ".join(
            fields[name]._description_string(self.env)
            for name in partner._get_b2b_missing_address_fields()
        )
