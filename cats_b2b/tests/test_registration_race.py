from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from .registration_form_common import fill_in

EMAIL = "race@lumiere.example"


@tagged("post_install", "-at_install")
class TestRegistrationRace(BaseCase):
    """Two real transactions at once; whatever they leave is removed at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.addClassCleanup(cls._remove)

    @classmethod
    @contextmanager
    def _open_env(cls, xmlid=None):
        with cls.registry.cursor() as cursor:
            env = api.Environment(cursor, SUPERUSER_ID, {})
            yield env(user=env.ref(xmlid)) if xmlid else env

    @classmethod
    def _remove(cls):
        with cls._open_env() as env:
            mailbox = [("email_normalized", "=", EMAIL)]
            env["cats.application"].search(mailbox).unlink()
            crons = env.ref("cats_b2b.ir_cron_applications")
            crons += env.ref("cats_b2b.ir_cron_applications_again")
            env["ir.cron.trigger"].search([("cron_id", "in", crons.ids)]).unlink()

    def _submit(self, company_name):
        """:return: how many applications came of a form, in its own transaction."""
        with self._open_env("base.public_user") as env:
            website = env.ref("website.default_website")
            values = fill_in(env, company_name=company_name, email=EMAIL)
            return len(env["cats.application"]._submit(values, website))

    def test_two_at_once(self):
        """ACC-4: "two parallel registrations with one e-mail make one account"."""
        applications = self.registry["cats.application"]
        find_open, start = applications._find_open, Barrier(2)

        def find_then_wait(self, email, website):
            found = find_open(self, email, website)
            start.wait(timeout=60)  # until the other one has found nothing, too
            return found

        with (
            patch.object(applications, "_find_open", find_then_wait),
            ThreadPoolExecutor(2) as pool,
        ):
            created = list(pool.map(self._submit, ["One", "Two"]))
        self.assertEqual(sorted(created), [0, 1])
        with self._open_env() as env:
            mailbox = [("email_normalized", "=", EMAIL)]
            application = env["cats.application"].search(mailbox)
            self.assertEqual(len(application), 1)
            winner = ["One", "Two"][created.index(1)]
            self.assertEqual(application.company_name, winner)
