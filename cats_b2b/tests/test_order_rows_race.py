from odoo.tests import tagged

from ..policies.order_rows import WantedRow
from .race_common import CatsB2bRaceCommon

NAME = "Race of Carts"
LOGIN = "race-cart@twice.example"


@tagged("post_install", "-at_install")
class TestOrderRowsRace(CatsB2bRaceCommon):
    def setUp(self):
        super().setUp()
        with self._open_env() as env:
            website = env["website"].search([("b2b_enabled", "=", True)], limit=1)
            seller = website.company_id
            user = self._create_buyer(env, seller, NAME, LOGIN)
            self.user_id, self.website_id = user.id, website.id
            self.product_id = (
                env["product.product"]
                .create(
                    {
                        "name": NAME,
                        "type": "consu",
                        "list_price": 10.0,
                        "company_id": seller.id,
                        "website_published": True,
                        "b2b_min_qty": 10,
                    }
                )
                .id
            )

    def _remove(self):
        with self._open_env() as env:
            self._get_carts(env).unlink()
            env["product.template"].search([("name", "=", NAME)]).unlink()
            users = env["res.users"].with_context(active_test=False)
            users.search([("login", "=", LOGIN)]).unlink()
            partners = env["res.partner"].with_context(active_test=False)
            company = partners.search([("name", "=", NAME), ("is_company", "=", True)])
            logs = [("partner_id", "in", company.ids)]
            env["cats.right.log"].search(logs).unlink()
            partners.search([("id", "child_of", company.ids)]).unlink()

    def _get_carts(self, env):
        return env["sale.order"].search(
            [("partner_id.commercial_partner_id.name", "=", NAME)]
        )

    def _create_cart(self, env):
        user = env["res.users"].browse(self.user_id)
        website = env["website"].browse(self.website_id)
        cart = env["sale.order"].create(
            {
                "partner_id": user.partner_id.id,
                "website_id": website.id,
                "company_id": website.company_id.id,
            }
        )
        return cart.with_user(user).sudo()

    def _do_twice(self, act):
        """Act on the user's cart, which may be none, from two browsers at once."""

        def begin(env, _number):
            user = env["res.users"].browse(self.user_id)
            return env, self._get_carts(env).with_user(user).sudo()

        self._do_both(begin, act)

    def _get_quantities(self):
        with self._open_env() as env:
            lines = self._get_carts(env).order_line
            goods = lines.filtered(lambda line: line.product_id.id == self.product_id)
            return goods.mapped("product_uom_qty")

    def test_same_article_twice(self):
        """ORD-4: rows put in from two browsers at once are one line, none is lost."""
        with self._open_env() as env:
            self._create_cart(env)

        def add(_env, cart):
            cart._add_b2b_rows(
                [WantedRow("1", product_id=self.product_id, quantity=10)]
            )

        self._do_twice(add)
        self.assertEqual(self._get_quantities(), [20])

    def test_proposal_is_taken_once(self):
        """ORD-2: a proposal taken in two tabs at once goes in once."""
        with self._open_env() as env:
            cart = self._create_cart(env)
            cart._add_b2b_rows([WantedRow("1", product_id=self.product_id, quantity=3)])
            entry = cart.b2b_rows_report[0]["id"]

        self._do_twice(lambda _env, cart: cart._take_b2b_rows([entry]) and None)
        self.assertEqual(self._get_quantities(), [10])

    def test_one_cart(self):
        """ORD-1: of two carts begun at the same time, there is one."""

        def begin(env, cart):
            website = env["website"].browse(self.website_id).with_user(self.user_id)
            if not cart:
                website._queue_b2b_cart()
                self._create_cart(env)

        self._do_twice(begin)
        with self._open_env() as env:
            self.assertEqual(len(self._get_carts(env)), 1)
