from lxml import html

from odoo.http import Request
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .account_common import AccountCommon


@tagged("post_install", "-at_install")
class TestChangeRequestPortal(AccountCommon):
    def _get_requests(self):
        return self.env["cats.change.request"].search([])

    def test_form_shows_today(self):
        """ACC-8: the form is filled in with today's values."""
        self._log_in(self.buyer)
        page = self._get_page("/my/requests/new?kind=billing")
        form = {
            box.get("name"): box.get("value")
            for box in page.xpath("//form[@action='/my/requests/new']//input[@id]")
        }
        self.assertEqual(
            form,
            {
                "street": "Rue Haute 1",
                "street2": "",
                "zip": "1000",
                "city": "Bruxelles",
            },
        )
        (country,) = page.xpath("//select[@name='country_id']/option[@selected]")
        self.assertEqual(country.get("value"), str(self.country.id))
        page = self._get_page("/my/requests/new?kind=company")
        self.assertEqual(
            page.xpath("//form[@action='/my/requests/new']//input[@id]/@name"),
            ["name", "vat", "phone", "email"],
        )

    def test_send(self):
        """ACC-8: a request keeps what was changed; sent twice it stays one."""
        self._log_in(self.buyer)
        form = {**self.billing, "kind": "billing", "remark": "Since Monday"}
        response = self._post("/my/requests/new", **form)
        self.assertIn("/my/requests?sent=1", response.url)
        request = self._get_requests()
        self.assertEqual(
            request.line_ids.mapped("field_name"), ["street", "zip", "city"]
        )
        page = html.fromstring(response.text)
        (shown,) = self._get_text(page, "o_cats_b2b_request_changes")
        self.assertIn("City Bruxelles → Liège", shown)
        self.assertEqual(self._get_text(page, "o_cats_b2b_request_state"), ["Open"])
        again = self._post("/my/requests/new", **form)
        self.assertIn("There is an open request for this already.", again.text)
        self.assertEqual(self._get_requests(), request)
        self.assertEqual(self.customer.street, "Rue Haute 1")

    def test_nothing_changed(self):
        """ACC-8: that nothing was changed is said, and nothing is filed."""
        self._log_in(self.buyer)
        response = self._post("/my/requests/new", kind="company", name="Lumière SA")
        self.assertIn("Nothing was changed.", response.text)
        self.assertFalse(self._get_requests())

    def test_errors(self):
        """ACC-8: errors stand beside their fields, and nothing typed is lost."""
        self._log_in(self.buyer)
        response = self._post(
            "/my/requests/new",
            kind="company",
            name="Lumière & Fils",
            vat="BE0477472702",
            email="office",
            remark="<b>Thanks</b>",
        )
        self.assertEqual(
            self._get_errors(response),
            {
                "vat": "This is not a valid VAT number of Belgium. Example: "
                "BE0477472701",
                "email": "Please enter a valid e-mail address.",
            },
        )
        page = html.fromstring(response.text)
        self.assertEqual(page.xpath("//input[@name='name']/@value"), ["Lumière & Fils"])
        self.assertEqual(page.xpath("//input[@name='vat']/@value"), ["BE0477472702"])
        self.assertEqual(page.xpath("//textarea/text()"), ["<b>Thanks</b>"])
        self.assertFalse(self._get_requests())

    def test_states(self):
        """ACC-8: a country that needs a state asks for it, and offers its own."""
        self._log_in(self.buyer)
        brazil = self.env.ref("base.br")
        brazil.state_required = True
        form = {
            **self.billing,
            "kind": "billing",
            "country_id": str(brazil.id),
            "zip": "01310-100",
        }
        response = self._post("/my/requests/new", **form)
        self.assertEqual(set(self._get_errors(response)), {"country_id"})
        page = html.fromstring(response.text)
        (state, *_others) = page.xpath("//select[@name='state_id']/option/@value")[1:]
        self._post("/my/requests/new", **form, state_id=state)
        self.assertEqual(
            self._get_requests().line_ids.mapped("field_name"),
            ["street", "zip", "city", "country_id", "state_id"],
        )

    def test_odd_input(self):
        """ACC-8: what no browser sends is an error of the form, not of the server."""
        self._log_in(self.buyer)
        for odd in ("9" * 5000, "²", "-1"):
            form = {**self.billing, "kind": "billing", "country_id": odd}
            errors = self._get_errors(self._post("/my/requests/new", **form))
            self.assertIn("country_id", errors)
        token = {"csrf_token": Request.csrf_token(self)}
        for url, form, names in (
            ("/my/requests/new", {"kind": "company"}, ("name", "vat", "remark")),
            ("/my/account", {}, ("name", "phone", "lang")),
            ("/my/deactivate_account", {}, ("password", "remark", "scope")),
        ):
            files = {name: ("odd.txt", b"odd") for name in names}
            with (
                self.subTest(url=url),
                mute_logger("odoo.addons.base.models.res_users"),
            ):
                response = self.url_open(url, data={**token, **form}, files=files)
                self.assertEqual(response.status_code, 200)
                self.assertNotIn("FileStorage", response.text)
        self.assertFalse(self._get_requests())

    @mute_logger("odoo.http")
    def test_who_may(self):
        """ACC-8: with principals, others neither see the form nor send it."""
        self._make_principal(self._create_portal_user("boss", self.customer))
        self._log_in(self.buyer)
        for kind in ("company", "billing", "closure", "nonsense"):
            self._get_page(f"/my/requests/new?kind={kind}", status=403)
            self._post("/my/requests/new", status=403, kind=kind, name="Mine")
        self.assertFalse(self._get_requests())
        page = self._get_page("/my/requests")
        self.assertEqual(
            page.xpath("//a[starts-with(@href, '/my/requests/new')]/@href"),
            ["/my/requests/new?kind=email"],
        )
        page = self._get_page("/my/account")
        self.assertEqual(
            page.xpath("//a[starts-with(@href, '/my/requests/new')]/@href"),
            ["/my/requests/new?kind=email"],
        )

    def test_public_and_staff(self):
        """ACC-8: visitors log in first; staff have no requests of their own."""
        for url in ("/my/requests", "/my/requests/new?kind=company"):
            self.assertIn("/web/login", self.url_open(url).url)
        self.authenticate(None, None)
        response = self._post("/my/requests/new", kind="company", name="Mine")
        self.assertIn("/web/login", response.url)
        self.assertFalse(self._get_requests())

    def test_list(self):
        """ACC-8: newest first, old → new, states, the reason of a refusal."""
        first = self._ask(self.buyer, "company", name="Ours")
        first.with_user(self.decider).sudo()._refuse("It is <not> yours.")
        self._ask(self.buyer, **self.billing).with_user(self.decider).action_approve()
        self._ask(self.buyer, "email", email="new@example.com")
        self._ask(self.stranger, **self.billing)
        self._log_in(self.buyer)
        page = self._get_page("/my/requests")
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_request_state"),
            ["Open", "Approved", "Refused"],
        )
        cards = self._get_text(page, "o_cats_b2b_request")
        self.assertIn("Our reason: It is <not> yours.", cards[2])
        self.assertIn("City Bruxelles → Liège", cards[1])
        self.assertEqual(len(page.xpath("//form[contains(@action, '/cancel')]")), 1)
        counters = self.make_jsonrpc_request(
            "/my/counters", {"counters": ["b2b_request_count"]}
        )
        self.assertEqual(counters["b2b_request_count"], 1)
        home = self._get_page("/my")
        self.assertEqual(self._get_text(home, "o_cats_b2b_request_count"), ["1"])

    @mute_logger("odoo.http")
    def test_withdraw(self):
        """ACC-8: one withdraws one's own open request, no other one."""
        mine = self._ask(self.buyer, **self.billing)
        foreign = self._ask(self.stranger, **self.billing)
        colleague = self._create_portal_user("colleague", self.customer)
        self._log_in(colleague)
        self._post(f"/my/requests/{mine.id}/cancel", status=403)
        self._log_in(self.buyer)
        self._post(f"/my/requests/{foreign.id}/cancel", status=404)
        self._post("/my/requests/999999999/cancel", status=404)
        self.assertEqual((mine | foreign).mapped("state"), ["open", "open"])
        self.assertEqual(
            self.url_open(f"/my/requests/{mine.id}/cancel").status_code, 405
        )
        self._post(f"/my/requests/{mine.id}/cancel")
        self._post(f"/my/requests/{mine.id}/cancel")  # replayed
        mine.invalidate_recordset()
        self.assertEqual(mine.state, "cancelled")

    @mute_logger("odoo.http")
    def test_csrf(self):
        """ACC-8: a form of another site files nothing."""
        self._log_in(self.buyer)
        response = self.url_open(
            "/my/requests/new", data={"kind": "email", "email": "evil@example.com"}
        )
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._get_requests())

    @mute_logger("odoo.http")
    def test_rpc(self):
        """ACC-8: by RPC a customer reads his requests, and does nothing else."""
        mine = self._ask(self.buyer, **self.billing)
        foreign = self._ask(self.stranger, **self.billing)
        self._log_in(self.buyer)
        model = "cats.change.request"
        rows = self._call_kw(model, "search_read", [], ["state"])
        self.assertEqual([row["id"] for row in rows], mine.ids)
        for method, args in (
            ("read", ([foreign.id], ["state"])),
            ("read", ([mine.id], ["decided_by_id"])),
            ("write", ([mine.id], {"state": "approved"})),
            ("create", ({"kind": "company", "partner_id": self.customer.id},)),
            ("unlink", ([mine.id],)),
            ("action_approve", ([mine.id],)),
            ("action_refuse", ([mine.id],)),
            ("_approve", ([mine.id],)),
            ("_ask", ("email", {"email": "x@example.com"})),
            ("message_post", ([mine.id],)),
        ):
            with self.subTest(method=method), self.assertRaises(JsonRpcException):
                self._call_kw(model, method, *args)
        self.assertEqual((mine | foreign).mapped("state"), ["open", "open"])

    def test_queries_do_not_grow(self):
        """ACC-8: the page asks the database no more for 20 requests than for 2."""
        self._log_in(self.buyer)

        def fill(count):
            for number in range(count):
                request = self._ask(
                    self.buyer, city=f"City {number}", zip=f"{number + 1000}"
                )
                request.with_user(self.buyer)._withdraw()

        def measure():
            self._get_page("/my/requests")
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._get_page("/my/requests")
            return self.env.cr.sql_log_count - before

        fill(2)
        few = measure()
        fill(18)
        self.assertLessEqual(measure(), few)
        fill(5)
        page = self._get_page("/my/requests")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_request")), 20)
        page = self._get_page("/my/requests/page/2")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_request")), 5)
