from contextlib import contextmanager
from unittest.mock import patch

from lxml import html

from odoo.http import Request
from odoo.tests import new_test_user

from .http_common import CatsB2bHttpCommon

LUMIERE_VAT = "BE0477472701"
OTHER_VAT = "BE0428759497"


class AccountCommon(CatsB2bHttpCommon):
    """A company with a VAT number, its principal, and who decides for us."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.vat = LUMIERE_VAT
        cls.manager.write(
            {
                "name": "Anna Account",
                "login": "anna.staff",
                "phone": "+32 2 111 11 11",
                "email": "manager@example.com",
            }
        )
        cls.website.salesperson_id = cls.manager
        cls.decider = new_test_user(
            cls.env,
            "b2b_decider",
            groups="cats_b2b.group_accounts",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.billing = {
            "street": "Quai Neuf 9",
            "zip": "4000",
            "city": "Liège",
            "country_id": str(cls.country.id),
        }

    @classmethod
    def _make_principal(cls, user):
        user.group_ids |= cls.env.ref("cats_b2b.group_b2b_principal")

    @classmethod
    def _create_address(cls, name, **values):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "parent_id": cls.customer.id,
                "company_id": cls.company.id,
                "type": "delivery",
                "street": "Rue du Port 5",
                "zip": "5000",
                "city": "Namur",
                "country_id": cls.country.id,
                "email": "dock@example.com",
                "phone": "+32 81 00 00 00",
                **values,
            }
        )

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, url, status=200, follow=True, **form):
        """Send a form as the browser does; returns the response."""
        data = {"csrf_token": Request.csrf_token(self), **form}
        response = self.url_open(url, data=data, allow_redirects=follow)
        self.assertEqual(response.status_code, status, url)
        return response

    def _get_errors(self, response):
        """:return: dict: message by field of a page with errors."""
        page = html.fromstring(response.text)
        return {
            field.get("name"): field.getparent()
            .xpath("./*[contains(@class, 'invalid-feedback')]")[0]
            .text_content()
            .strip()
            for field in page.xpath("//*[contains(@class, 'is-invalid')]")
        }

    def _ask(self, user, kind="billing", remark=None, whole=False, **form):
        """File a request as a user; returns it as superuser."""
        requests = self.env["cats.change.request"].with_user(user)
        request, errors = requests._ask(kind, form, remark, whole=whole)
        self.assertFalse(errors)
        return request.with_user(self.env.user)

    def _get_mails(self, *addresses):
        """:return: the mails to any of the addresses, or to partners who have one."""
        mails = self.env["mail.mail"].search([])
        return mails.filtered(
            lambda mail: mail.email_to in addresses
            or set(mail.recipient_ids.mapped("email")) & set(addresses)
        )

    @contextmanager
    def _watch_vies(self):
        """Yield what each computation of VIES's answer was told; none goes there."""
        told = []

        def compute(partners):
            told.append(partners.env.context.get("b2b_vies_known"))
            partners.vies_valid = False

        self.company.vat_check_vies = True
        partner_class = self.registry["res.partner"]
        with patch.object(partner_class, "_compute_vies_valid", compute):
            yield told
            self.env.flush_all()

    def _read(self, record, *names):
        """:return: dict: what stands in the database, to compare with later."""
        record.invalidate_recordset()
        return record.read(names)[0]
