from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..policies.registration import OPEN_STATES


class CatsApplicationApprovalMixin(models.AbstractModel):
    """What an approved application becomes: a company, a contact, his rights."""

    _name = "cats.application.approval.mixin"
    _description = "Approval of a B2B application"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        copy=False,
        index=True,
        domain="[('is_company', '=', True), ('parent_id', '=', False)]",
        help="The company that the applicant belongs to. Empty for a new company.",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner", string="Contact", readonly=True, copy=False
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Account manager",
        domain="[('share', '=', False)]",
    )
    role_id = fields.Many2one(
        comodel_name="cats.role",
        string="Role",
        help="What the new user may do. Empty: the first user of a company is its "
        "principal, later ones get the shop's role for new users.",
    )
    pricelist_id = fields.Many2one(comodel_name="product.pricelist")
    decided_by_id = fields.Many2one(comodel_name="res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)

    # -- Actions of the staff -----------------------------------------------------

    def action_submit(self):
        """Hand what staff typed over to the checks.

        :raise AccessError: if the user may not approve accounts.
        :raise UserError: if an application is no draft any more.
        """
        self._check_staff()
        self._lock("draft")
        for application_sudo in self.sudo():
            application_sudo._wait_for("check")

    def action_approve(self):
        """Approve as staff (ACC-6: "the company's principal users (else staff)").

        :raise AccessError: if the user may not approve accounts.
        :raise UserError: if it is decided already, if the company is known and
            nobody has chosen it, or if the address is somebody's login.
        """
        self._check_staff()
        for application in self:
            application._check_customer_chosen()
            application._check_login_free()
            application.sudo()._approve(user=self.env.user)

    def action_refuse(self):
        """Ask for the reason of a refusal.

        :return: the action that opens the wizard.
        :rtype: dict
        :raise AccessError: if the user may not approve accounts.
        """
        self.ensure_one()
        self._check_staff()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cats_b2b.cats_application_refuse_action"
        )
        return {**action, "context": {"default_application_id": self.id}}

    def action_send_activation(self):
        """Send a new activation mail; the link of the old one is dead (ACC-5).

        :raise AccessError: if the user may not approve accounts.
        :raise UserError: if an application is not approved.
        """
        self._check_staff()
        self._lock("approved", "expired")
        self._check_only_open()
        self.sudo()._send_activation()

    def _check_staff(self):
        """:raise AccessError: if the user may not decide about these accounts."""
        if not self.env.user.has_group("cats_b2b.group_accounts"):
            raise AccessError(self.env._("You may not decide about B2B accounts."))
        self.check_access("write")

    def _check_customer_chosen(self):
        """Check that it is clear which company the newcomer belongs to.

        :raise UserError: if something is missing that a company needs, if the company
            is known and not chosen, archived, or another seller's.
        """
        self.ensure_one()
        customer = self.partner_id
        known = self._find_companies()[self]
        if known and not customer:
            raise UserError(
                self.env._(
                    "The VAT number %(vat)s is known. Choose the customer to whom the "
                    "newcomer belongs: %(customers)s.",
                    vat=self.vat,
                    customers=", ".join(known.mapped("display_name")),
                )
            )
        if not customer and not (self.company_name and self.vat and self.country_id):
            raise UserError(
                self.env._("Name, country and VAT number of the company are missing.")
            )
        if not self._is_of_seller(customer):
            raise UserError(self.env._("This customer belongs to another company."))
        if customer and not customer.active:
            raise UserError(self.env._("This customer is archived."))

    def _check_login_free(self):
        """:raise UserError: if a user, also an archived one, has the address."""
        self.ensure_one()
        # Users of other companies, whom staff cannot see, have logins too.
        if user_sudo := self.sudo()._find_login():
            raise UserError(
                self.env._(
                    "%(user)s has the login %(login)s already. Reactivate it or choose "
                    "another address.",
                    user=user_sudo.name,
                    login=user_sudo.login,
                )
            )

    def _lock(self, *states):
        """Keep others from deciding about these applications at the same time.

        Whoever comes second waits; his transaction is then taken back and tried
        again by Odoo, and sees what the first one has done.

        :param str states: in which an application may be; any by default.
        :raise UserError: if one of them is in another state.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        self.invalidate_recordset()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for application in self:
            if states and application.state not in states:
                raise UserError(
                    self.env._(
                        "The application of %(applicant)s is not open to this any "
                        "more. Its state: %(state)s.",
                        applicant=application.display_name,
                        state=labels[application.state],
                    )
                )

    # -- Approval -----------------------------------------------------------------

    def _approve(self, role=None, user=None):
        """Make company and contact, and send the activation mail (ACC-3, ACC-6).

        To be called as superuser, by somebody who has checked who decides. Why the
        application was approved or waited stays on it as it was decided.

        :param cats.role role: rights of the new user; by default those chosen on the
            application, else what the shop gives at the activation.
        :param res.users user: who approves; nobody when the shop does by itself.
        :raise UserError: if it is decided already.
        """
        self.ensure_one()
        self._lock("draft", "pending")
        joins = bool(self.partner_id)
        company = self._complete_company() if joins else self._create_company()
        contact = self.contact_id or self._find_contact(company)
        self.write(
            {
                "partner_id": company.id,
                "contact_id": (contact or self._create_contact(company)).id,
                "role_id": (role or self.role_id).id,
                "decided_by_id": user and user.id,
                "decided_on": fields.Datetime.now(),
            }
        )
        if joins:
            self._forget_password()
        self._log_approval()
        self._send_activation()

    def _forget_password(self):
        """Have the password chosen by who opens the activation link.

        Whoever typed another person's e-mail address would otherwise know the
        password of a user of a company with orders and prices of its own.
        """
        self.write({"password_hash": False})

    def _get_customer_env(self):
        """:return: partners as the application's seller creates them."""
        return (
            self.env["res.partner"]
            .with_company(self.company_id)
            .with_context(
                allowed_company_ids=self.company_id.ids,
                lang=self._get_lang(),
                # What VIES has told is not asked again while the number is written.
                b2b_vies_known={self.vat: self.vies_state == "valid"},
            )
        )

    def _create_company(self):
        """:return: the newcomer's company, which the shop did not know."""
        company = self._get_customer_env().create(self._prepare_company_vals())
        pricelist = self.pricelist_id or self.website_id.b2b_pricelist_id
        if pricelist:
            company.property_product_pricelist = pricelist
        return company

    def _prepare_company_vals(self):
        """:return: values of the company; the fiscal position is Odoo's own choice."""
        return {
            **self._prepare_partner_vals(),
            "name": self.company_name,
            "is_company": True,
            "street": self.street,
            "zip": self.zip,
            "city": self.city,
            "state_id": self.state_id.id,
            "country_id": self.country_id.id,
            "vat": self.vat,
            "user_id": (self.user_id or self.website_id.salesperson_id).id,
        }

    def _prepare_partner_vals(self):
        """:return: what company and contact have in common."""
        values = {"lang": self._get_lang(), "company_id": self.company_id.id}
        if self.website_id.specific_user_account:
            values["website_id"] = self.website_id.id
        return values

    def _complete_company(self):
        """Give a known company the VAT number that it lacks; nothing is overwritten.

        :return: the company.
        """
        company = self.partner_id.with_env(self._get_customer_env().env)
        if self.vat and not company.vat and company.country_id == self.country_id:
            company.vat = self.vat
        return company

    def _find_contact(self, company):
        """:return: the contact without login that the company has for the applicant."""
        contacts = self.env["res.partner"].search(
            [
                ("parent_id", "=", company.id),
                ("type", "=", "contact"),
                ("is_company", "=", False),
                ("email_normalized", "=", self.email_normalized),
            ]
        )
        return contacts.filtered(
            lambda one: not one.with_context(active_test=False).user_ids
        )[:1]

    def _create_contact(self, company):
        """:return: the applicant as contact; the login is never the company's own."""
        return self._get_customer_env().create(
            {
                **self._prepare_partner_vals(),
                "name": self._get_person_name() or self.email_normalized,
                "email": self.email_normalized,
                "parent_id": company.id,
                "type": "contact",
            }
        )

    def _log_approval(self):
        """Say on application and company who has let whom in."""
        for record in (self, self.partner_id):
            env = record.env
            who = self.decided_by_id.name or env._("the shop's checks")
            record.message_post(
                body=env._(
                    "%(applicant)s (%(email)s) was approved by %(user)s.",
                    applicant=self._get_person_name(),
                    email=self.email_normalized,
                    user=who,
                )
            )

    def _invite_contact(self, contact):
        """Have the application end in a login of a contact who has none (ACC-5).

        :param res.partner contact: a contact that the shop knows already.
        :raise UserError: if the application is decided already.
        """
        self.ensure_one()
        self._lock("draft", "pending")
        contact = contact._get_b2b_login_contact()
        self.write(
            {
                "partner_id": contact.commercial_partner_id.id,
                "contact_id": contact.id,
                "decided_on": fields.Datetime.now(),
            }
        )
        self._forget_password()
        self._send_activation()

    # -- Refusal ------------------------------------------------------------------

    def _refuse_by_staff(self, reason):
        """Refuse as staff.

        :param str reason: what the applicant is told.
        :raise AccessError: if the user may not approve accounts.
        :raise UserError: without a reason, or if there is nothing to refuse any more.
        """
        self._check_staff()
        self.sudo()._refuse(reason, user=self.env.user)

    def _refuse(self, reason, user=None):
        """Refuse an open or expired application; the applicant is told why (ACC-9).

        :param str reason: the reason, as it is mailed.
        :param res.users user: who refuses.
        :raise UserError: without a reason, or if there is nothing to refuse any more.
        """
        self.ensure_one()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Give a reason; the applicant is told."))
        self._lock(*OPEN_STATES, "expired")
        self._close(reason, user)
        self._send_b2b_mail("application_refused")

    def _close(self, reason, user=None):
        """Refuse without a word to the applicant; password and link are forgotten."""
        self.write(
            {
                "state": "refused",
                "refusal_reason": reason,
                "waits_for": False,
                "decided_by_id": user and user.id,
                "decided_on": fields.Datetime.now(),
                "password_hash": False,
                "token_hash": False,
            }
        )

    def _answer_known(self):
        """Tell the owner of the address that he has an account (ACC-4).

        :raise UserError: if the application is decided already.
        """
        self.ensure_one()
        self._lock(*OPEN_STATES)
        self._close(self.env._("There is a login with this e-mail address already."))
        self._send_b2b_mail("application_known")
