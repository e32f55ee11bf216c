from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name, tagged

EMAIL = "race@twice.example"
COMPANY = "Race Twice BV"


@tagged("post_install", "-at_install")
class TestApplicationRace(BaseCase):
    """Two real transactions at once; whatever they leave is removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)
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

    @contextmanager
    def _open_env(self):
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, SUPERUSER_ID, {"tracking_disable": True})

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
        """Have two transactions begin before either ends, as Odoo runs requests.

        :return: what came of both.
        """
        start = Barrier(2)

        def run(_number):
            waits = [True]
            with self._open_env() as env:
                application = env["cats.application"].browse(self.application_id)

                def attempt():
                    self.assertTrue(application.state)  # the transaction has begun
                    if waits:
                        waits.pop()
                        start.wait(timeout=60)
                    return act(application)

                return retrying(attempt, env)

        with ThreadPoolExecutor(2) as pool:
            return sorted(pool.map(run, range(2)))

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
