import re
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
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
        cls.staff = new_test_user(
            cls.env,
            "b2b_staff",
            password="b2b_staff",
            groups="base.group_user,cats_b2b.group_accounts",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        cls.website.salesperson_id = cls.staff
        cls._add_stock(cls._create_product("First article", 25.0), 10)

    def setUp(self):
        super().setUp()
        self.vies = ViesServer().start()
        self.addCleanup(self.vies.close)

    def _run_job(self, at=None):
        with freeze_time(at or fields.Datetime.now()), self.enter_registry_test_mode():
            self.env.ref(CRON).method_direct_trigger()
        self.env.invalidate_all()

    def _get_link(self, email="ada@lumiere.example"):
        """:return: the path of the activation link in the newest mail."""
        mails = self.env["mail.mail"].search([("email_to", "ilike", email)])
        return re.search(r"(/b2b/activate/[\w-]+)", mails[0].body_html)[1]

    def _make_principal(self):
        principal = self._create_portal_user("principal", self.customer)
        principal._set_b2b_role(self.env.ref("cats_b2b.cats_role_principal"))
        return principal

    def _show(self, action, tour):
        self.start_tour(f"/odoo/action-cats_b2b.{action}", tour, login="b2b_staff")

    def test_stranger_orders(self):
        """ACC-1, ACC-2, ACC-3, ACC-7: he registers, is checked, activates, orders.

        Nobody of the staff lifts a finger. One article at 25.00 bears the fee of
        10.00 and the carrier's 9.90: 44.90 without tax.
        """
        self.start_tour("/b2b/register", "cats_b2b_company_registers")
        application = self._find_applications()
        self.assertEqual(
            (application.state, application.waits_for), ("pending", "check")
        )
        self._run_job()
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.vies_consultation, CONSULTATION)
        self.assertFalse(self.env["res.users"].search([("login", "ilike", "ada@")]))
        self.start_tour(self._get_link(), "cats_b2b_newcomer_orders")
        user = application.activated_user_id
        self.assertEqual(user.login, "ada@lumiere.example")
        self.assertEqual(user.b2b_role_id, self.env.ref("cats_b2b.cats_role_principal"))
        order = self.env["sale.order"].search([("partner_id", "=", user.partner_id.id)])
        self.assertEqual(order.state, "sent")
        self.assertEqual(
            order.partner_invoice_id.commercial_partner_id.vat, "BE0477472701"
        )
        self.assertEqual(order.amount_untaxed, 44.9)

    def test_vies_down_then_up(self):
        """ACC-2: VIES delays an approval and loses nothing; then all goes on alone."""
        self.vies.behaviour = "fault"
        self.start_tour("/b2b/register", "cats_b2b_company_registers")
        self._run_job()
        application = self._find_applications()
        self.assertEqual(
            (application.state, application.waits_for), ("pending", "check")
        )
        self.assertEqual(application.vies_error, "MS_UNAVAILABLE")
        self._run_job()
        self.assertEqual(application.vies_tries, 1)
        self.vies.behaviour = "valid"
        self._run_job(application.vies_next_try + timedelta(seconds=1))
        self.assertEqual(application.state, "approved")
        self.start_tour(self._get_link(), "cats_b2b_newcomer_orders")
        self.assertEqual(application.state, "activated")

    def test_colleague(self):
        """ACC-6: "a newcomer whose VAT number belongs to a known company never gets
        in by himself": his principal user lets him in and gives him rights."""
        self.customer.vat = "be 0477.472.701"
        self._make_principal()
        self.start_tour("/b2b/register", "cats_b2b_company_registers")
        self._run_job()
        application = self._find_applications()
        self.assertEqual(application.waits_for, "principal")
        self.assertEqual(application.partner_id, self.customer)
        self.start_tour("/web/login", "cats_b2b_principal_approves")
        self.assertEqual(application.state, "approved")
        self.start_tour(self._get_link(), "cats_b2b_colleague_chooses_password")
        user = application.activated_user_id
        self.assertEqual(user.partner_id.parent_id, self.customer)
        self.assertTrue(user.has_group("cats_b2b.group_b2b_see_invoices"))
        self.assertFalse(user.has_group("cats_b2b.group_b2b_place_orders"))

    def test_refusal(self):
        """ACC-2, ACC-9: VIES does not know the number: staff refuse, with a reason."""
        self.vies.behaviour = "invalid"
        self.start_tour("/b2b/register", "cats_b2b_company_registers")
        self._run_job()
        self._show("cats_application_action_waiting", "cats_b2b_staff_refuses")
        application = self._find_applications()
        self.assertEqual(application.state, "refused")
        mail = self.env["mail.mail"].search([("email_to", "ilike", "ada@lumiere")])[0]
        self.assertIn("The VAT number has expired.", mail.body_html)

    def test_locked_address(self):
        """ACC-8: the billing address is locked; a request changes it with one click."""
        self.customer.vat = "BE0477472701"
        self._make_principal()
        self.start_tour("/web/login", "cats_b2b_principal_asks_for_change")
        self.assertEqual(self.customer.street, "Rue Haute 1")
        self._show("cats_change_request_action", "cats_b2b_staff_approves_change")
        self.assertEqual(self.customer.street, "Quai Neuf 9")
        self.assertEqual(self.customer.zip, "4000")
