from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, get_db_name


class CatsB2bRaceCommon(BaseCase):
    """Two real transactions at once; whatever they leave is removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.addCleanup(self._remove)

    def _remove(self):
        """Hook: remove what was committed."""

    @contextmanager
    def _open_env(self, uid=SUPERUSER_ID):
        with self.registry.cursor() as cursor:
            yield api.Environment(cursor, uid, {"tracking_disable": True})

    def _create_buyer(self, env, seller, name, login):
        """:return: res.users: has all rights in a new company that buys of a seller."""
        company = env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_id": seller.id,
                "country_id": env.ref("base.be").id,
                "vat": "BE0999000129",
            }
        )
        contact = {"name": login, "parent_id": company.id}
        user = (
            env["res.users"]
            .with_context(no_reset_password=True)
            .create(
                {
                    "name": name,
                    "login": login,
                    "partner_id": company.create(contact).id,
                    "company_id": seller.id,
                    "company_ids": [Command.set(seller.ids)],
                    "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                }
            )
        )
        user._set_b2b_role(env.ref("cats_b2b.cats_role_full"))
        return user

    def _do_both(self, begin, act, uids=(SUPERUSER_ID, SUPERUSER_ID)):
        """Have two transactions begin before either ends, as Odoo runs requests.

        :param begin: takes the environment of one of them and its number, 0 or 1; it
            asks the database for something, and returns the arguments of ``act``.
        :param act: what both of them do.
        :param uids: who does it.
        :return: what came of both.
        :rtype: list
        """
        start = Barrier(2)

        def run(number):
            waits = [True]
            with self._open_env(uids[number]) as env:

                def attempt():
                    arguments = begin(env, number)
                    if waits:
                        waits.pop()
                        start.wait(timeout=60)
                    return act(*arguments)

                return retrying(attempt, env)

        with ThreadPoolExecutor(2) as pool:
            return list(pool.map(run, range(2)))
