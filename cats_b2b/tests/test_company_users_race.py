from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .race_common import CatsB2bRaceCommon

COMPANY = "Race of Principals BV"
LOGINS = ("race-one@twice.example", "race-two@twice.example")


@tagged("post_install", "-at_install")
class TestCompanyUsersRace(CatsB2bRaceCommon):
    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            website = env["website"].search([("b2b_enabled", "=", True)], limit=1)
            seller = website.company_id
            company = env["res.partner"].create(
                {"name": COMPANY, "is_company": True, "company_id": seller.id}
            )
            role = env.ref("cats_b2b.cats_role_principal")
            users = env["res.users"].with_context(no_reset_password=True)
            self.user_ids = users.create(
                [
                    {
                        "name": COMPANY,
                        "login": login,
                        "partner_id": company.create(
                            {"name": login, "parent_id": company.id}
                        ).id,
                        "company_id": seller.id,
                        "company_ids": [Command.set(seller.ids)],
                        "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                        "b2b_role_id": role.id,
                    }
                    for login in LOGINS
                ]
            ).ids

    def _remove(self):
        with self._open_env() as env:
            company = env["res.partner"].search([("name", "=", COMPANY)])
            about = [("partner_id", "in", company.ids)]
            env["cats.right.log"].search(about).unlink()
            users = env["res.users"].with_context(active_test=False)
            users.browse(getattr(self, "user_ids", [])).unlink()
            env["cats.right.log"].search(about).unlink()
            partners = env["res.partner"].with_context(active_test=False)
            partners.search([("id", "child_of", company.ids)]).unlink()

    def _do_to_each_other(self, act):
        """:return: what came of both, sorted."""

        def begin(env, number):
            me, other = (
                env["res.users"].browse(self.user_ids[step])
                for step in (number, 1 - number)
            )
            me._is_b2b_principal()
            return me, other

        return sorted(self._do_both(begin, act, self.user_ids))

    def _count_principals(self):
        with self._open_env() as env:
            users = env["res.users"].browse(self.user_ids)
            company = users.commercial_partner_id
            return len(company._get_b2b_principals(users.company_id))

    def test_both_step_down(self):
        """USR-2: of two principal users who step down at once, one cannot."""

        def step_down(me, _other):
            try:
                me._change_b2b_rights({"see_prices"})
            except UserError:
                return "the last one"
            return "done"

        self.assertEqual(self._do_to_each_other(step_down), ["done", "the last one"])
        self.assertEqual(self._count_principals(), 1)

    def test_each_removes_the_other(self):
        """USR-2: of two who remove each other at once, one is left."""

        def remove(_me, other):
            try:
                other._deactivate_b2b()
            except UserError:
                return "refused"
            return "done"

        self.assertEqual(self._do_to_each_other(remove), ["done", "refused"])
        self.assertEqual(self._count_principals(), 1)
