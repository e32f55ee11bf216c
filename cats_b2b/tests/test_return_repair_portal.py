from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon
from .return_repair_common import CatsReturnRepairCommon

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestReturnRepairPortal(CatsReturnRepairCommon, CatsB2bHttpCommon):
    """What a customer's users see and do of repairs (AFS-7, AFS-8, USR-4)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls._quote()
        cls.quote = cls.line.quote_id
        cls.mate = cls._create_portal_user("mate", cls.customer)

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _give(self, user, *rights):
        user._set_b2b_rights(rights)

    def _accept(self, quote=None):
        quote = quote or self.quote
        return self.make_jsonrpc_request(
            f"/my/orders/{quote.id}/accept",
            {"name": "A. Buyer", "signature": SIGNATURE},
        )

    # -- The list ------------------------------------------------------------------

    def test_list(self):
        """AFS-8: the company's repairs, and where they stand in plain words."""
        self._log_in(self.buyer)
        page = self._get_page("/my/repairs")
        (row,) = self._get_text(page, "o_cats_b2b_repair")
        self.assertIn("Driver", row)
        self.assertIn(self.line.lot_name, row)
        self.assertIn("Waits for your answer", row)
        self.assertNotIn(self.line.repair_id.name, page.text_content())
        (link,) = page.xpath("//tr[contains(@class, 'o_cats_b2b_repair')]//a")
        self.assertEqual(link.get("href"), f"/my/returns/{self.line.return_id.id}")

    def test_list_of_colleague(self):
        """USR-4: own returns, the company's returns, or none at all."""
        for rights, count in ((("returns",), 0), (("company_returns",), 1)):
            self._give(self.mate, *rights)
            self._log_in(self.mate)
            page = self._get_page("/my/repairs")
            self.assertEqual(len(self._get_text(page, "o_cats_b2b_repair")), count)
        self._give(self.mate, "place_orders", "company_quotes")
        response = self.url_open("/my/repairs")
        self.assertTrue(response.url.endswith("/my"))

    def test_list_of_others(self):
        """USR-4: another company sees none of it, the public logs in first."""
        self._log_in(self.stranger)
        page = self._get_page("/my/repairs")
        self.assertFalse(self._get_text(page, "o_cats_b2b_repair"))
        self.assertTrue(self._get_text(page, "o_cats_b2b_repairs_none"))
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open("/my/repairs").url)

    def test_list_without_shop(self):
        """AFS-8: without the switch there is no such page."""
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        self.assertEqual(self.url_open("/my/repairs").status_code, 404)

    # -- The repair itself ------------------------------------------------------------

    def test_repair_is_not_read(self):
        """AFS-8: the customer reads neither the repair nor what is for staff only."""
        self._log_in(self.buyer)
        ids = self.line.repair_id.ids
        calls = (
            ("repair.order", "read", ids, ["name"]),
            ("repair.order", "search_read", [], ["name"]),
            ("repair.order", "action_b2b_send_quote", ids),
            ("repair.order", "action_repair_start", ids),
            ("repair.order", "action_b2b_cannot_be_repaired", ids),
            ("cats.return.line", "read", self.line.ids, ["repair_id"]),
            ("cats.return.line", "read", self.line.ids, ["quote_id"]),
            ("cats.return.line", "action_accept_quote", self.line.ids),
            ("cats.return.line", "action_refuse_quote", self.line.ids),
            ("cats.return.line", "action_wish_scrap", self.line.ids),
            ("cats.return.line", "action_cannot_be_repaired", self.line.ids),
            ("cats.return.line", "write", self.line.ids, {"solution": "credit"}),
        )
        for call in calls:
            with self.subTest(call[:2]), mute_logger("odoo.http"):
                with self.assertRaises(JsonRpcException) as caught:
                    self._call_kw(*call)
                self.assertIn("AccessError", str(caught.exception))
        for method in ("_answer_quote", "_say_wish", "_send_quote"):
            with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
                self._call_kw("cats.return.line", method, self.line.ids, True)
        self.assertEqual(self.quote.state, "sent")

    # -- The quotation's own page ------------------------------------------------------

    def test_accept_on_its_page(self):
        """AFS-7: the quotation can be signed like any other."""
        self._log_in(self.buyer)
        page = self._get_page(f"/my/orders/{self.quote.id}")
        self.assertIn("175.45", page.text_content())
        self.assertIn("force_refresh", self._accept())
        self.assertEqual(self.quote.state, "sale")
        self.assertIn("quote_accepted", self.line.events)
        self.assertEqual(self.line.repair_id.state, "confirmed")
        self.assertIn("error", self._accept())

    def test_decline_on_its_page(self):
        """AFS-7: declined there, it is refused here."""
        self._log_in(self.buyer)
        self.url_open(
            f"/my/orders/{self.quote.id}/decline",
            data={
                "decline_message": "Too dear.",
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertEqual(self.quote.state, "cancel")
        self.assertIn("quote_refused", self.line.events)
        self.assertEqual(self.line.next_step, "wish_said")

    def test_page_takes_returns(self):
        """USR-4: who does not see the return does not see its quotation."""
        self._give(self.mate, "company_quotes", "see_prices", "place_orders")
        self._log_in(self.mate)
        response = self.url_open(f"/my/orders/{self.quote.id}")
        self.assertTrue(response.url.endswith("/my"))
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._accept()
        quotes = self.env["sale.order"].with_user(self.mate)
        self.assertNotIn(self.quote, quotes.search([]))
        self._give(self.mate, "company_quotes", "see_prices", "company_returns")
        self.assertIn(self.quote, quotes.search([]))
        self.assertIn("force_refresh", self._accept())

    def test_public_link(self):
        """USR-4: the link of the mail lets nobody spend the company's money."""
        self.website.b2b_link_login = False
        token = self.quote._portal_ensure_token()
        result = self.make_jsonrpc_request(
            f"/my/orders/{self.quote.id}/accept?access_token={token}",
            {"name": "Nobody", "signature": SIGNATURE},
        )
        self.assertIn("log in", result["error"])
        self.assertEqual(self.quote.state, "sent")

    # -- Answering on the return's page ------------------------------------------------

    def test_who_may_answer(self):
        """USR-4: answering takes the right to returns, and to spend money."""
        table = [
            ((), False),
            (("company_returns",), False),
            (("company_returns", "see_prices"), False),
            (("company_quotes", "place_orders"), False),
            (("returns", "place_orders"), False),
            (("company_returns", "place_orders"), True),
            (("company_returns", "quotes"), True),
        ]
        for rights, may in table:
            self._give(self.mate, *rights)
            line = self.line.with_user(self.mate)
            with self.subTest(rights):
                if may:
                    line._check_may_answer()
                else:
                    with self.assertRaises(AccessError):
                        line._answer_quote(True)
        self.assertEqual(self.quote.state, "sent")
        line._answer_quote(True)
        self.assertEqual(self.quote.state, "sale")

    def test_strangers_do_not_answer(self):
        """USR-4: neither another company nor the public says anything."""
        for user in (self.stranger, self.website.user_id):
            for method, value in (("_answer_quote", True), ("_say_wish", "scrap")):
                with self.subTest(method, user=user.login):
                    with self.assertRaises(AccessError):
                        getattr(self.line.with_user(user), method)(value)

    def test_obstacle(self):
        """USR-4: who may not answer reads why, and no prices without that right."""
        self._give(self.mate, "company_returns")
        block = self.line.with_user(self.mate)._get_repair_block()
        self.assertFalse(block["answers"])
        self.assertIn("You do not have the right", block["obstacle"])
        self.assertEqual(
            (block["quote"]["url"], block["quote"]["rows"], block["quote"]["totals"]),
            ("", [], []),
        )

    def test_wish_only_when_asked(self):
        """AFS-7: nobody scraps a unit whose quotation is still open."""
        with self.assertRaises(UserError):
            self.line.with_user(self.buyer)._say_wish("scrap")
