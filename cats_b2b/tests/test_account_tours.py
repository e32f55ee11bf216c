import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..models.cats_application_decision_mixin import CRON
from .http_common import CatsB2bHttpCommon
from .registration_form_common import RegistrationMixin
from .vies_server import CONSULTATION, ViesServer


@tagged("post_install", "-at_install")
class TestAccountTours(CatsB2bHttpCommon, RegistrationMixin):
    """From the first visit to the first order, by browser; mails are read from the
    outgoing queue, VIES is a server on a local socket."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.vat = "BE0428759497"
        cls.customer.vat = "BE0877458091"
        cls.staff = new_test_user(
            cls.env,
            "b2b_staff",
            password="b2b_staff",
            groups="base.group_user,cats_b2b.group_accounts",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.website.salesperson_id = cls.staff
        cls._add_stock(cls.product, 10)

    def setUp(self):
        super().setUp()
        self.vies = ViesServer().start()
        self.addCleanup(self.vies.close)

    def _run_job(self, at=None):
        with freeze_time(at) if at else self.enterContext_nothing():
            self.env["cats.application"]._cron_process_applications()

    def _get_link(self, email="ada@lumiere.example"):
        """:return: the path of the activation link in the newest mail."""
        mails = self.env["mail.mail"].search([("email_to", "ilike", email)])
        return re.search(r"(/b2b/activate/[\w-]+)", mails[0].body_html)[1]
