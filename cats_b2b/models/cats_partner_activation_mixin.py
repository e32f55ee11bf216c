from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from ..policies.registration import OPEN_STATES


class CatsPartnerActivationMixin(models.AbstractModel):
    """How contacts whom staff entered beforehand get their login (ACC-5)."""

    _name = "cats.partner.activation.mixin"
    _description = "Activation of customers that staff entered"

    def action_b2b_send_activation(self):
        """Send activation mails to contacts, for companies to all of theirs.

        :return: the action that shows what has become of each contact.
        :rtype: dict
        :raise AccessError: if the user may not approve accounts.
        :raise UserError: if none of the companies has a B2B shop.
        """
        if not self.env.user.has_group("cats_b2b.group_accounts"):
            raise AccessError(self.env._("You may not decide about B2B accounts."))
        self.check_access("read")
        contacts_sudo = self.sudo()._get_b2b_contacts()
        results = contacts_sudo._judge_b2b_activation()
        ready = contacts_sudo.filtered(lambda one: results[one] == "sent")
        for website, contacts in ready._get_b2b_shops().items():
            contacts._create_b2b_invitations("staff", website)
        return self.env["cats.activation.report"]._open(results)

    def _get_b2b_contacts(self):
        """:return: these persons and all contacts of these companies.

        A company without contacts stands for itself, so that it is reported.
        """
        companies = self.filtered("is_company")
        contacts = self.search(
            [
                ("commercial_partner_id", "in", companies.ids),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ]
        )
        lonely = companies - contacts.commercial_partner_id
        return contacts | (self - companies) | lonely

    def _get_b2b_shops(self):
        """Return the contacts by the shop in which they are to have a login.

        :rtype: dict[website, res.partner]
        :raise UserError: if a contact's company has no B2B shop.
        """
        websites = self.env["website"].search(
            [("b2b_enabled", "=", True)], order="sequence, id"
        )
        by_company = {one.company_id: one for one in reversed(websites)}

        def get_shop(contact):
            company = contact.company_id or self.env.company
            own = contact.website_id & websites
            if not own and company not in by_company:
                raise UserError(
                    self.env._("%(company)s has no B2B shop.", company=company.name)
                )
            return own or by_company[company]

        return self.grouped(get_shop)

    def _judge_b2b_activation(self):
        """Say of each contact what an activation mail would come to.

        :return: `sent` or what stands in its way, as in the report's selection.
        :rtype: dict[res.partner, str]
        """
        emails = set(self.filtered("email_normalized").mapped("email_normalized"))
        users = (
            self.env["res.users"]
            .with_context(active_test=False)
            .search(
                [
                    "|",
                    ("partner_id", "in", self.ids),
                    ("login", "in", list(emails)),
                ]
            )
        )
        own = users.grouped("partner_id")
        unfree = {email_normalize(user.login) for user in users}
        unfree |= self._get_b2b_shared_emails(emails)
        sellers = self._get_b2b_sellers_asked(emails)
        results = {}
        for contact in self:
            seller = contact.company_id or self.env.company
            asked = sellers.get(contact.email_normalized, seller)
            others = unfree if seller in asked else {contact.email_normalized}
            results[contact] = contact._judge_b2b_contact(own.get(contact), others)
        return results

    def _judge_b2b_contact(self, users, unfree):
        """:return: the code for one contact with these users."""
        if not self.email_normalized:
            return "no_email"
        if users:
            return "active" if any(users.mapped("active")) else "deactivated"
        if (self.commercial_partner_id.vat or "/") == "/":
            return "no_vat"
        return "shared" if self.email_normalized in unfree else "sent"

    @api.model
    def _get_b2b_shared_emails(self, emails):
        """:return: those addresses that several persons, or several companies, have.

        A company's address that is one of its person's, too, is the person's.
        """
        counts = self._read_group(
            [
                ("email_normalized", "in", list(emails)),
                ("type", "=", "contact"),
            ],
            ["email_normalized", "is_company"],
            ["__count", "commercial_partner_id:recordset"],
        )
        shared = {email for email, _company, count, _all in counts if count > 1}
        owners = defaultdict(self.browse)
        for email, _is_company, _count, companies in counts:
            owners[email] |= companies
        return shared | {email for email, ones in owners.items() if len(ones) > 1}

    @api.model
    def _get_b2b_sellers_asked(self, emails):
        """:return: by address with open applications, the companies that are asked."""
        applications = self.env["cats.application"].search(
            [
                ("email_normalized", "in", list(emails)),
                ("state", "in", OPEN_STATES),
            ]
        )
        by_email = applications.grouped("email_normalized")
        return {email: ones.company_id for email, ones in by_email.items()}

    @api.model
    def _find_b2b_invitable(self, email, website):
        """Return the contacts whom an address belongs to and who have no login.

        :param str email: the address, in any spelling.
        :param website website: the shop that is asked.
        :return: contacts of companies with a VAT number which are no mere suppliers.
        :rtype: res.partner
        """
        found = self.search(
            [
                ("email_normalized", "=", email_normalize(email)),
                ("email_normalized", "!=", False),
                ("type", "=", "contact"),
                ("company_id", "in", (False, website.company_id.id)),
            ]
        )
        persons = found.filtered(lambda one: not one.is_company)
        # A company that has the address itself matters where no person has it.
        contacts = persons or found
        users = contacts.with_context(active_test=False).user_ids
        return (contacts - users.partner_id).filtered(
            lambda one: one.commercial_partner_id._is_b2b_buying_company()
        )

    def _get_b2b_login_contact(self):
        """Return the contact that gets the login, which is never the company itself.

        Staff may have entered no more than the company, with its e-mail address.

        :return: the partner; for a company, or a sole trader, the person below it, made
            on the way if there is none.
        :rtype: res.partner
        """
        self.ensure_one()
        if self != self.commercial_partner_id:
            return self
        person = self.child_ids.filtered(
            lambda one: one.type == "contact"
            and not one.is_company
            and one.email_normalized == self.email_normalized
        )[:1]
        return person or self.create(
            {
                "name": self.name,
                "parent_id": self.id,
                "type": "contact",
                "email": self.email_normalized,
                "lang": self.lang,
                "company_id": self.company_id.id,
                "website_id": self.website_id.id,
            }
        )

    def _is_b2b_buying_company(self):
        """:return: whether this company has a VAT number and buys."""
        self.ensure_one()
        supplies_only = self.supplier_rank > 0 and self.customer_rank == 0
        return (self.vat or "/") != "/" and not supplies_only

    def _is_b2b_refused(self):
        """:return: whether an application of this contact was refused at last."""
        self.ensure_one()
        last = self.env["cats.application"].search(
            [("contact_id", "=", self.id)], order="id desc", limit=1
        )
        return last.state == "refused"

    def _create_b2b_invitations(self, origin, website):
        """Send these contacts activation mails; open applications are used again.

        That of the shop is, else one for another shop of the seller.

        To be called as superuser on contacts of whom :meth:`_judge_b2b_activation`
        says that a mail can be sent.

        :param str origin: of the applications.
        :param website website: the shop for which they get a login.
        """
        applications = self.env["cats.application"]
        open_ones = applications.search(
            [
                ("email_normalized", "in", self.mapped("email_normalized")),
                ("company_id", "=", website.company_id.id),
                ("state", "in", OPEN_STATES),
            ]
        ).sorted(lambda one: one.website_id == website)
        by_email = {one.email_normalized: one for one in open_ones}
        new_vals = []
        for partner in self:
            contact = partner._get_b2b_login_contact()
            vals = contact._prepare_b2b_invitation(origin, website)
            if application := by_email.get(contact.email_normalized):
                application.write(vals)
            else:
                new_vals.append(vals)
        invited = applications.union(*by_email.values())
        (invited | applications.create(new_vals))._send_activation()

    def _prepare_b2b_invitation(self, origin, website):
        """:return: values of the application that ends in this contact's login."""
        company = self.commercial_partner_id
        return {
            "origin": origin,
            "website_id": website.id,
            "lang": self.lang or website.default_lang_id.code,
            "last_name": self.name,
            "first_name": False,
            "email": self.email_normalized,
            "company_name": company.name,
            "vat": company.vat,
            "country_id": company.country_id.id,
            "partner_id": company.id,
            "contact_id": self.id,
            "password_hash": False,
            "decided_on": fields.Datetime.now(),
        }
