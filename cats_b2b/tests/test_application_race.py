from odoo.exceptions import UserError
from odoo.tests import tagged

from .race_common import CatsB2bRaceCommon

EMAIL = "race@twice.example"
COMPANY = "Race Twice BV"


@tagged("post_install", "-at_install")
class TestApplicationRace(CatsB2bRaceCommon):
    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            website = env["website"].search([("b2b_enabled", "=", True)], limit=1)
            application = env["cats.application"].create(
                {
                    "state": "pending",
                    "waits_for": "staff",
                    "website_id": website.id,
                    "lang": "en_US",
                    "last_name": "Race",
                    "email": EMAIL,
                    "company_name": COMPANY,
                    "country_id": env.ref("base.nl").id,
                }
            )
            self.application_id = application.id

    def _remove(self):
        with self._open_env() as env:
            applications = env["cats.application"].search([("email", "=", EMAIL)])
            users = applications.activated_user_id
            companies = applications.partner_id | users.commercial_partner_id
            applications.unlink()
            users.unlink()
            env["cats.right.log"].search([("partner_id", "in", companies.ids)]).unlink()
            env["res.partner"].search([("email", "=", EMAIL)]).unlink()
            env["res.partner"].search([("name", "=", COMPANY)]).unlink()
            env["mail.mail"].search([("email_to", "=", EMAIL)]).unlink()

    def _do_twice(self, act):
        """:return: what came of both, sorted."""

        def begin(env, _number):
            application = env["cats.application"].browse(self.application_id)
            self.assertTrue(application.state)
            return (application,)

        return sorted(self._do_both(begin, act))

    def test_approve_twice(self):
        """ACC-6: two clicks at once make one company and one mail."""

        def approve(application):
            try:
                application._approve()
            except UserError:
                return "too late"
            return "approved"

        self.assertEqual(self._do_twice(approve), ["approved", "too late"])
        with self._open_env() as env:
            self.assertEqual(
                env["res.partner"].search_count([("name", "=", COMPANY)]), 1
            )
            self.assertEqual(
                env["mail.mail"].search_count([("email_to", "=", EMAIL)]), 1
            )

    def test_activate_twice(self):
        """ACC-3: two clicks at once make one user; the second is told so."""
        with self._open_env() as env:
            env["cats.application"].browse(self.application_id)._approve()
        results = self._do_twice(lambda one: one._activate("a long password"))
        self.assertEqual(results, ["activated", "used"])
        with self._open_env() as env:
            self.assertEqual(env["res.users"].search_count([("login", "=", EMAIL)]), 1)
