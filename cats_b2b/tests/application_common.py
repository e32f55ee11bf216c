import re

from odoo import fields
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import new_test_user

from .common import CatsB2bCommon

BELGIAN_VAT = "BE0477472701"
DUTCH_VAT = "NL123456782B90"
PASSWORD = "correct horse battery"


class CatsApplicationCommon(CatsB2bCommon):
    """Newcomers, the mails that they get, and who decides about them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.website.domain = False
        cls.company.write({"phone": "+32 2 555 00 00", "email": "help@seller.example"})
        cls.customer.vat = BELGIAN_VAT
        cls.principal = cls._create_portal_user("principal", cls.customer)
        cls.principal._set_b2b_role(cls.env.ref("cats_b2b.cats_role_principal"))
        cls.buyer._set_b2b_role(cls.env.ref("cats_b2b.cats_role_buyer"))
        cls.staff = new_test_user(
            cls.env,
            "b2b_accounts",
            groups="cats_b2b.group_accounts",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )

    @classmethod
    def _create_application(cls, **values):
        """A newcomer of a Dutch company, in the middle of his way."""
        return cls.env["cats.application"].create(
            {
                "origin": "visitor",
                "state": "pending",
                "waits_for": "staff",
                "waiting_since": fields.Datetime.now(),
                "website_id": cls.website.id,
                "lang": "en_US",
                "first_name": "Anna",
                "last_name": "Jansen",
                "email": "anna@nieuw.example",
                "company_name": "Nieuw BV",
                "vat": DUTCH_VAT,
                "vies_state": "valid",
                "street_name": "Damrak",
                "street_number": "1",
                "zip": "1012 LG",
                "city": "Amsterdam",
                "country_id": cls.env.ref("base.nl").id,
                "password_hash": cls.env["res.users"]._crypt_context().hash(PASSWORD),
                **values,
            }
        )

    @classmethod
    def _create_colleague(cls, **values):
        """Somebody who gave the VAT number of a company that the shop knows."""
        return cls._create_application(
            **{
                "email": "carl@lumiere.example",
                "first_name": "Carl",
                "last_name": "Claes",
                "company_name": "Lumiere",
                "vat": BELGIAN_VAT,
                "country_id": cls.country.id,
                "partner_id": cls.customer.id,
                "waits_for": "principal",
                **values,
            }
        )

    @classmethod
    def _create_contact(cls, email="dora@lumiere.example", **values):
        """Somebody whom staff entered, and who has no login."""
        return cls.env["res.partner"].create(
            {
                "name": "Dora Dubois",
                "email": email,
                "parent_id": cls.customer.id,
                "type": "contact",
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _create_other_seller(cls):
        """Another company of the database, with a B2B shop of its own."""
        other = cls.env["res.company"].create({"name": "Other Seller"})
        cls.env.user.company_ids = [Command.link(other.id)]
        return cls.env["website"].create(
            {"name": "Other shop", "company_id": other.id, "b2b_enabled": True}
        )

    def _post_form(self, url, **values):
        """Send a form of the session's own pages."""
        return self.url_open(
            url, data={"csrf_token": Request.csrf_token(self), **values}
        )

    def _get_mails(self, email, since=None):
        """:return: the mails queued to an address, the newest first."""
        mails = self.env["mail.mail"].search([("email_to", "ilike", email)])
        return mails - since if since else mails

    def _get_token(self, application):
        """:return: the secret of the newest activation link, as the mail has it."""
        mails = self._get_mails(application.email_normalized)
        return re.search(r"/b2b/activate/([\w-]+)", mails[0].body_html).group(1)
