from collections import Counter

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import escape_psql

from ..policies.address import get_address_rules, is_zip
from ..policies.registration import RegistrationFacts


class CatsApplicationFactsMixin(models.AbstractModel):
    """What the decision about an application looks at, and its words (ACC-2 to ACC-9).

    Known e-mail addresses, companies and principal users are read as superuser: whoever
    starts the job, only the decision is shown, and to staff.
    """

    _name = "cats.application.facts.mixin"
    _description = "Facts about a B2B application"

    def _gather_facts(self):
        """Gather what the policy decides from, for many applications at once.

        :return: by application, the facts and a dict with the ``contact`` and the
            ``company`` (or branch) that they speak of; both may be empty.
        :rtype: dict
        """
        logins = self._find_logins()
        contacts = self._find_contacts()
        companies = self._find_companies()
        principals = self._count_principals(companies)
        own = self._find_own_partners(companies)
        return {
            application: application._prepare_facts(
                logins[application],
                contacts[application],
                companies[application],
                principals,
                own,
            )
            for application in self
        }

    def _prepare_facts(self, login, contacts, companies, principals, own):
        self.ensure_one()
        partners = self.env["res.partner"]
        number = partners._parse_b2b_vat(self.vat, self.country_id)
        # Odoo has rules of its own for numbers outside of the EU; asking costs a query.
        vat_ok = number.in_vies or bool(
            partners._check_b2b_vat(self.vat, self.country_id)[0]
        )
        contact, contact_code = self._judge_contacts(contacts)
        company, company_code = self._judge_companies(companies, principals, own)
        facts = RegistrationFacts(
            vat_ok=vat_ok,
            vat_checked=number.is_checked,
            vies=self.vies_state,
            vies_error=self.vies_error or "",
            login=login,
            contact=contact_code,
            company=company_code,
            principals=principals[company, self.company_id],
            zip_ok=self._is_zip_valid(),
            email_ok=bool(self.email_normalized),
            documents_missing=tuple(
                document.display_name for document in self._get_missing_documents()
            ),
            auto_approve=self.website_id.b2b_auto_approve,
        )
        return facts, {"contact": contact, "company": company}

    def _is_zip_valid(self):
        """:return: whether the ZIP is one of the country; it may have none (ACC-2)."""
        self.ensure_one()
        country = self.country_id.code or ""
        if not get_address_rules(country).has_zip:
            return not self.zip
        return is_zip(self.zip or "", country)

    def _get_missing_documents(self):
        """Hook for documents that the shop asks (ACC-9).

        :return: those that are missing; each has a ``display_name``.
        """
        self.ensure_one()
        return []

    # -- E-mail address -----------------------------------------------------------

    def _find_logins(self):
        """Find the users who have the applicants' addresses, in any capitals.

        :return: by application what the policy calls ``login``.
        :rtype: dict
        """
        emails = list(set(self.mapped("email_normalized")) - {False})
        same = [Domain("login", "=ilike", escape_psql(email)) for email in emails]
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)
        users_sudo = users_sudo.search(
            Domain.OR([*same, Domain("email_normalized", "in", emails)])
        )
        # Logins that were closed for good are in nobody's way.
        users_sudo = users_sudo._filter_b2b_not_closed()
        return {
            application: application._judge_logins(
                users_sudo.filtered(
                    lambda it, email=application.email_normalized: email
                    and email in (it.login.lower(), it.email_normalized)
                )
            )
            for application in self
        }

    def _judge_logins(self, users):
        """:return: what the policy calls ``login``; an active one is what counts.

        :param res.users users: those with the applicant's address.
        """
        own = users.filtered(
            lambda it: it.website_id in (it.website_id.browse(), self.website_id)
            and self.company_id in it.company_ids
        )
        if own:
            return "active" if any(own.mapped("active")) else "archived"
        return "elsewhere" if users else ""

    def _find_contacts(self):
        """:return: by application, the seller's contacts without a user that have its
        e-mail address; addresses and the companies themselves are no contacts."""
        emails = [email for email in self.mapped("email_normalized") if email]
        contacts_sudo = (
            self.env["res.partner"]
            .sudo()
            .search(
                [
                    ("email_normalized", "in", emails),
                    ("type", "=", "contact"),
                    ("is_company", "=", False),
                    ("user_ids", "=", False),
                ]
            )
        )
        by_email = contacts_sudo.grouped("email_normalized")
        return {
            application: by_email.get(
                application.email_normalized, contacts_sudo.browse()
            ).filtered(application._is_of_seller)
            for application in self
        }

    def _is_of_seller(self, partner):
        """:return: whether a partner is the seller's, or shared by all companies."""
        return not partner.company_id or partner.company_id == self.company_id

    def _judge_contacts(self, contacts):
        """Tell which contact the applicant is.

        A person that somebody once wrote to, without a company, is nobody's contact.

        :return: the contact, and the code of the policy's facts.
        :rtype: tuple
        """
        key = self._get_vat_key()
        contacts = contacts.filtered(lambda it: it.parent_id or it.vat)
        of_company = contacts.filtered(lambda it: self._has_vat_key(it, key))
        contact = of_company if len(of_company) == 1 else contacts
        if len(contact) != 1:
            return contact.browse(), "several" if contact else ""
        company = contact.commercial_partner_id
        if not company.vat:
            return contact, "no_vat"
        if contact not in of_company:
            return contact, "elsewhere"
        return contact, "supplier" if self._is_supplier(company) else "known"

    @api.model
    def _has_vat_key(self, partner, key):
        return bool(key) and partner.commercial_partner_id.b2b_vat_key == key

    @api.model
    def _is_supplier(self, company):
        """:return: whether a company sells to us and never bought from us."""
        return bool(company.supplier_rank and not company.customer_rank)

    # -- Company ------------------------------------------------------------------

    def _find_companies(self):
        """:return: by application, the seller's customers with its VAT number; the one
        that staff chose, if they did."""
        keys = {application: application._get_vat_key() for application in self}
        companies_sudo = self.env["res.partner"]._find_b2b_companies(*keys.values())
        found = {}
        for application, key in keys.items():
            found[application] = application.sudo().partner_id or (
                companies_sudo.filtered(
                    lambda it, app=application, key=key: it.b2b_vat_key
                    and it.b2b_vat_key in (key, key[2:])
                    and app._is_of_seller(it)
                )
            )
        return found

    def _find_own_partners(self, companies):
        """:return: those of the companies that are sellers of this database."""
        ids = {company.id for found in companies.values() for company in found}
        sellers_sudo = self.env["res.company"].sudo().with_context(active_test=False)
        return sellers_sudo.search([("partner_id", "in", list(ids))]).partner_id

    def _count_principals(self, companies):
        """:return: number of active principal users by company and seller."""
        ids = {company.id for found in companies.values() for company in found}
        customers_sudo = self.env["res.partner"].sudo().browse(ids)
        sellers = self.union(*companies).company_id
        users_sudo = customers_sudo._get_b2b_principals(sellers)
        return Counter(
            (user_sudo.partner_id.commercial_partner_id, seller)
            for user_sudo in users_sudo
            for seller in user_sudo.company_ids
        )

    def _judge_companies(self, companies, principals, own):
        """Tell which customer has the applicant's VAT number.

        :param res.partner companies: those that may have it.
        :param dict principals: as of :meth:`_count_principals`.
        :param res.partner own: the sellers of this database.
        :return: the company, and the code of the policy's facts.
        :rtype: tuple
        """
        if not companies:
            return companies, ""
        if companies & own:
            return (companies & own)[:1], "own"
        company = self._choose_branch(companies)
        if not company:
            return company, "unclear"
        if not company.active:
            return company, "archived"
        if not principals[company, self.company_id] and self._is_supplier(company):
            return company, "supplier"
        return company, "known"

    def _choose_branch(self, companies):
        """:return: the one company that is meant, by its ZIP among several; or none."""
        if companies == self.partner_id:
            return companies
        key = self._get_vat_key()
        same = companies.filtered(lambda it: it.b2b_vat_key == key)
        same = same.filtered("active") or same
        if len(same) > 1:
            wanted = self._squeeze_zip(self.zip)
            same = same.filtered(lambda it: self._squeeze_zip(it.zip) == wanted)
        return same if len(same) == 1 else companies.browse()

    @api.model
    def _squeeze_zip(self, text):
        return "".join(filter(str.isalnum, text or "")).upper()

    # -- Sentences ----------------------------------------------------------------

    def _explain_registration(self, reason):
        """:return: a frozen reason as a sentence for staff; an unknown one as it is."""
        code = reason["code"]
        explain = getattr(self, f"_explain_registration_{code}", None)
        facts = {name: fact for name, fact in reason.items() if name != "code"}
        return explain(**facts) if explain else code

    def _explain_registration_login_known(self):
        return self.env._("The e-mail address is the login of a user.")

    def _explain_registration_login_archived(self):
        return self.env._("The e-mail address is the login of an archived user.")

    def _explain_registration_login_elsewhere(self):
        return self.env._(
            "The e-mail address is the login of a user of another company or website."
        )

    def _explain_registration_contact_known(self):
        return self.env._("The e-mail address is that of a contact of the company.")

    def _explain_registration_contact_several(self):
        return self.env._("Several contacts have this e-mail address.")

    def _explain_registration_contact_elsewhere(self):
        return self.env._(
            "A contact of a company with another VAT number has this e-mail address."
        )

    def _explain_registration_contact_no_vat(self):
        return self.env._(
            "A contact of a company without a VAT number has this e-mail address."
        )

    def _explain_registration_contact_supplier(self):
        return self.env._("A contact of a supplier has this e-mail address.")

    def _explain_registration_vat_wrong(self):
        return self.env._("The VAT number cannot be one of the country.")

    def _explain_registration_vies_invalid(self):
        return self.env._("VIES does not know the VAT number.")

    def _explain_registration_vies_valid(self):
        return self.env._("VIES knows the VAT number.")

    def _explain_registration_vies_silent(self, error):
        return self.env._(
            "VIES has not answered yet and will be asked again (%(error)s).",
            error=error,
        )

    def _explain_registration_checksum_valid(self):
        return self.env._("The checksum of the VAT number is right.")

    def _explain_registration_no_checksum(self):
        return self.env._("VAT numbers of this country cannot be checked.")

    def _explain_registration_company_new(self):
        return self.env._("No customer has this VAT number.")

    def _explain_registration_company_known(self, principals):
        return self.env._(
            "A customer has this VAT number; his principal users decide (%(count)s).",
            count=principals,
        )

    def _explain_registration_no_principal(self):
        return self.env._("A customer without principal users has this VAT number.")

    def _explain_registration_company_unclear(self):
        return self.env._(
            "Several customers may have this VAT number: choose the one that is meant."
        )

    def _explain_registration_company_archived(self):
        return self.env._("An archived customer has this VAT number.")

    def _explain_registration_company_supplier(self):
        return self.env._("A supplier has this VAT number.")

    def _explain_registration_company_own(self):
        return self.env._("It is the VAT number of one of our own companies.")

    def _explain_registration_zip_wrong(self):
        return self.env._("The ZIP cannot be one of the country.")

    def _explain_registration_email_wrong(self):
        return self.env._("The e-mail address is not valid.")

    def _explain_registration_documents_missing(self, documents):
        return self.env._(
            "Documents are missing: %(documents)s.", documents=", ".join(documents)
        )

    def _explain_registration_by_hand(self):
        return self.env._("Staff decide about all applications of this shop.")
