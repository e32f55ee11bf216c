from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier

from odoo import SUPERUSER_ID, api
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
