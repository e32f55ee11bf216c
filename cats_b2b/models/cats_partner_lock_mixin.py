from odoo import api, models


class CatsPartnerLockMixin(models.AbstractModel):
    """What customers may edit of their company's addresses online (ACC-8).

    "Company data, billing address and VAT are locked online." Delivery addresses are
    free. The contact of a login is edited on its own page only: Odoo copies the address
    of a contact to the company.
    """

    _name = "cats.partner.lock.mixin"
    _description = "What customers may edit online"

    @api.model
    def _is_b2b_locked(self):
        """:return: whether the locks hold for the current user."""
        return self.env["res.users"]._is_b2b_customer()

    @api.model
    def _is_b2b_company_open(self):
        """Tell whether the current user edits the data of his company himself.

        :return: true for principal users where the website's setting allows it.
        :rtype: bool
        """
        website_sudo = self.env["website"].sudo().get_current_website()
        return bool(
            website_sudo.b2b_enabled
            and website_sudo.b2b_edit_company
            and self.env.user.has_group("cats_b2b.group_b2b_principal")
        )

    @api.model
    def _get_b2b_writable_fields(self):
        """:return: the fields of an address that a customer's form may write."""
        address = {"street", "street2", "zip", "zipcode", "city", "state_id"}
        names = {"name", "phone", "email", "country_id"} | address
        return names | {"vat"} if self._is_b2b_company_open() else names

    def _get_b2b_billing_address(self):
        """:return: the address to which the company of this contact is billed."""
        company = self.commercial_partner_id
        return company.browse(company.address_get(["invoice"])["invoice"])

    def _is_b2b_company_data(self):
        """Tell whether this is the company, or the billing address, of the user.

        :rtype: bool
        """
        company_sudo = self.env.user.partner_id.commercial_partner_id
        return self.sudo() in company_sudo | company_sudo._get_b2b_billing_address()

    def _is_b2b_delivery_address(self):
        """Tell whether this is a mere delivery address of the user's company.

        :return: false for addresses of other companies and for colleagues with a login.
        :rtype: bool
        """
        partner_sudo = self.sudo().with_context(active_test=False)
        company = self.env.user.partner_id.commercial_partner_id
        return (
            partner_sudo.type == "delivery"
            and partner_sudo.commercial_partner_id == company
            and not partner_sudo.user_ids
        )

    @api.model
    def _can_b2b_manage_addresses(self):
        """:return: bool: whether the current user has the right (USR-3)."""
        return self.env["res.users"]._has_b2b_right("addresses")

    def _can_b2b_save_address(self, address_type):
        """Tell whether the current user may save an address of a type.

        :param str address_type: ``billing`` or ``delivery``, as the form says.
        :return: for no record, whether he may add such an address.
        :rtype: bool
        """
        if not self:
            return address_type == "delivery" and self._can_b2b_manage_addresses()
        if not self._can_be_edited_by_current_customer():
            return False
        return self._is_b2b_company_data() or address_type == "delivery"

    def _with_b2b_vies_unasked(self, vat):
        """Return the partner for writing a VAT number without asking VIES.

        Whether VIES knows it is a stored computation, done at the latest when the
        transaction ends: flush it before the context is gone.

        :param str vat: the number as it is going to be written; may be empty.
        """
        if not vat:
            return self
        normal, _code = self._run_vat_checks(self.country_id, vat, validation=False)
        return self.with_context(b2b_vies_known={vat: False, normal: False})

    def _get_b2b_missing_address_fields(self):
        """Return what an address lacks to send goods or a bill there.

        :return: names of the empty fields.
        :rtype: list
        """
        self.ensure_one()
        needed = ["name", "street", "city", "country_id"]
        if self.country_id._has_b2b_zip():
            needed.append("zip")
        if self.country_id.state_required:
            needed.append("state_id")
        return [name for name in needed if not self[name]]

    def _get_b2b_account_manager(self, website):
        """Return who of our staff looks after a contact (ACC-8).

        :param website website: the website that the contact uses.
        :return: his salesperson, else that of his company, else that of the website.
        :rtype: res.users
        """
        self.ensure_one()
        candidates = (
            self.user_id,
            self.commercial_partner_id.user_id,
            website.salesperson_id,
        )
        for user in candidates:
            if user.active and user._is_internal():
                return user
        return self.env["res.users"]

    def _get_b2b_principals(self, company):
        """Return who speaks for customers: their active principal users (ACC-6).

        :param res.company company: the seller, or sellers.
        :return: users of all the customers, as far as the environment sees them.
        :rtype: res.users
        """
        principal = self.env.ref("cats_b2b.group_b2b_principal")
        return self.env["res.users"].search(
            [
                ("active", "=", True),
                ("partner_id.commercial_partner_id", "in", self.ids),
                ("all_group_ids", "in", principal.ids),
                ("company_ids", "in", company.ids),
                ("share", "=", True),
            ]
        )

    def _prepare_b2b_manager(self, website):
        """Return what a customer is shown of his account manager.

        :param website website: the website that the contact uses.
        :return: ``name``, ``email``, ``phone`` and ``photo``; empty without a manager.
            His login, his address and the like are his own.
        :rtype: dict
        """
        user_sudo = self.sudo()._get_b2b_account_manager(website.sudo())
        if not user_sudo:
            return {}
        return {
            "name": user_sudo.name,
            "email": user_sudo.email_normalized,
            "phone": user_sudo.phone,
            "photo": user_sudo.avatar_128,
        }
