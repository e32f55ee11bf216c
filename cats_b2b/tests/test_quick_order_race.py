from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .race_common import CatsB2bRaceCommon

LOGIN = "quick-race@twice.example"
NUMBER = "RACE-TWICE-1"
ROWS = [
    {"key": "1", "number": NUMBER, "quantity": 4.0, "text": "4", "product_id": 0},
]


@tagged("post_install", "-at_install")
class TestQuickOrderRace(CatsB2bRaceCommon):
    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            self.website_id = self._find_website(env).id
            self.user_id = self._create_user(env).id
            env["product.product"].create(
                {
                    "name": "Race twice",
                    "default_code": NUMBER,
                    "list_price": 10.0,
                    "website_published": True,
                }
            )

    def _find_website(self, env):
        return env["website"].search([("b2b_enabled", "=", True)], limit=1)

    def _create_user(self, env):
        seller = self._find_website(env).company_id
        company = env["res.partner"].create(
            {
                "name": "Race Twice BV",
                "is_company": True,
                "country_id": env.ref("base.be").id,
                "vat": "BE0477472701",
            }
        )
        user = new_test_user(
            env,
            LOGIN,
            groups="base.group_portal",
            company_id=seller.id,
            company_ids=seller.ids,
        )
        user.partner_id.parent_id = company
        user._set_b2b_role(env.ref("cats_b2b.cats_role_full"))
        return user

    def _remove(self):
        with self._open_env() as env:
            user = env["res.users"].search([("login", "=", LOGIN)])
            partner = user.partner_id
            company = partner.parent_id
            env["cats.quick.order"].search([("user_id", "=", user.id)]).unlink()
            env["sale.order"].search([("partner_id", "=", partner.id)]).unlink()
            env["product.product"].search([("default_code", "=", NUMBER)]).unlink()
            user.unlink()
            env["cats.right.log"].search(
                [("partner_id", "in", (company | partner).ids)]
            ).unlink()
            (partner | company).unlink()

    def _do_twice(self, act):
        """Act on the user's quick orders from two browsers at once.

        :param act: takes the quick orders as the user sees them, and his website.
        :return: what came of both.
        """

        def begin(env, _number):
            website = env["website"].browse(self.website_id)
            self.assertTrue(website.name)
            return env["cats.quick.order"], website

        return self._do_both(begin, act, (self.user_id, self.user_id))

    def test_open_twice(self):
        """ORD-4: a file uploaded in two browsers at once stands in one list, once."""

        def upload(quick, website):
            quick_sudo = quick._open(website)
            quick_sudo._add_paste(f"{NUMBER}\t4")
            return quick_sudo.id

        first, second = self._do_twice(upload)
        self.assertEqual(first, second)
        with self._open_env() as env:
            rows = env["cats.quick.order"].browse(first).rows
            self.assertEqual([row["number"] for row in rows], [NUMBER])

    def test_submit_twice(self):
        """ORD-4: "two browsers submitting the same file at once give one result"."""
        with self._open_env() as env:
            order = env["sale.order"].create(
                {
                    "partner_id": env["res.users"].browse(self.user_id).partner_id.id,
                    "website_id": self.website_id,
                    "company_id": self._find_website(env).company_id.id,
                }
            )
            quick = env["cats.quick.order"].create(
                {"user_id": self.user_id, "website_id": self.website_id, "rows": ROWS}
            )
        order_id, quick_id = order.id, quick.id

        def get_cart(website):
            return website.env["sale.order"].sudo().browse(order_id)

        def submit(quick, website):
            return quick._get_own(website, quick_id)._submit()

        website_class = self.registry["website"]
        with patch.object(website_class, "_get_b2b_rows_cart", get_cart):
            self.assertEqual(self._do_twice(submit), [True, True])
        with self._open_env() as env:
            lines = env["sale.order"].browse(order_id).order_line
            lines = lines.filtered(lambda line: line.product_id.default_code == NUMBER)
            self.assertEqual(lines.mapped("product_uom_qty"), [4.0])
            self.assertEqual(env["cats.quick.order"].browse(quick_id).state, "done")
