from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time
from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.http import root
from odoo.tests import tagged, users

from ..policies import portal_view as policy
from .portal_view_common import START, STATE, STOP, CatsPortalViewCommon


@tagged("post_install", "-at_install")
class TestPortalViewStart(CatsPortalViewCommon):
    def assertRefused(self, staff, user, words):
        """Neither the link nor its form starts anything."""
        user_id = user if isinstance(user, int) else user.id
        self._log_in(staff)
        response = self.url_open(f"{START}/{user_id}", allow_redirects=False)
        self.assertEqual(response.status_code, 403)
        self.assertIn(words, response.text)
        response = self._press_start(user_id)
        self.assertEqual(response.status_code, 403)
        self.assertFalse(self._get_banner(self._get_page(STATE)))
        self.assertFalse(self._get_views())

    def test_start_and_stop(self):
        """USR-5: staff see the portal as the user, and are themselves afterwards."""
        self._log_in(self.viewer)
        page = self._get_page(f"{START}/{self.buyer.id}")
        modes = page.xpath("//form//button[@name='mode']/@value")
        self.assertEqual(modes, ["look"])
        self.assertFalse(self._get_views(), "A link starts nothing")

        response = self._press_start(self.buyer.id)
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], "/my")
        [banner] = self._get_banner()
        self.assertIn(f"You look as {self.buyer.name} ({self.customer.name})", banner)
        self.assertIn("Read only", banner)

        response = self._stop()
        self.assertURLEqual(
            response.headers["Location"],
            f"/odoo/res.partner/{self.buyer.partner_id.id}",
        )
        self.assertFalse(self._get_banner(self._get_page(STATE)))
        self.assertEqual(
            self._call_kw("res.users", "read", self.viewer.ids, ["login"]),
            [{"id": self.viewer.id, "login": "b2b_viewer"}],
        )
        self.assertEqual(
            self._get_views(),
            [("started", START), ("seen", "/my"), ("ended", STOP)],
        )

    def test_as_the_customer(self):
        """USR-5: rules, pages and remote calls are those of the customer's user."""
        order = self._create_order((self.product, 1))
        foreign = order.copy({"partner_id": self.stranger.partner_id.id})
        (order | foreign).action_confirm()
        self._start()
        found = self._call_kw("sale.order", "search", [])
        self.assertEqual(found, order.ids)
        self._get_page(f"/my/orders/{order.id}")
        response = self.url_open(f"/my/orders/{foreign.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        self.assertEqual(info["partner_id"], self.buyer.partner_id.id)
        self.assertFalse(info["is_internal_user"])

    def test_pages_of_the_website(self):
        """USR-5: pages without a route of their own are shown as the customer, too."""
        self.env["website.page"].create(
            {
                "url": "/b2b-news",
                "name": "News",
                "type": "qweb",
                "website_id": self.website.id,
                "is_published": True,
                "arch": """<t t-call="website.layout"><p class="o_who"
                    t-out="request.env.user.login"/></t>""",
            }
        )
        self._start()
        page = self._get_page("/b2b-news")
        self.assertEqual(self._get_text(page, "o_who"), ["b2b_buyer"])
        self.assertTrue(self._get_banner(page))
        self.assertIn(("seen", "/b2b-news"), self._get_views())
        page = self._get_page("/no-such-page", status=404)
        self.assertTrue(self._get_banner(page))

    def test_no_right(self):
        """USR-5: without the right nobody looks, whoever he is."""
        self.assertRefused(self._get_salesman(), self.buyer, "You may not do this")
        self.assertRefused(self.stranger, self.buyer, "You may not do this")

    def _get_salesman(self):
        self.salesman.password = self.salesman.login
        return self.salesman

    def test_public(self):
        """USR-5: a stranger is asked to log in."""
        response = self.url_open(f"{START}/{self.buyer.id}", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_as_staff(self):
        """USR-5: nobody looks as a colleague, an administrator or the public."""
        refused = "no active user of a customer"
        for user in (
            self.salesman,
            self.viewer,
            self.env.ref("base.user_admin"),
            self.env.ref("base.public_user"),
            99999999,
        ):
            with self.subTest(user=user):
                self.assertRefused(self.viewer, user, refused)

    def test_odd_ids(self):
        """USR-5: what is no id is no user."""
        self._log_in(self.viewer)
        for odd in ("", "x", "-1", "٣", "1" * 30, "1,2"):
            with self.subTest(odd=odd):
                self.assertEqual(self._press_start(odd).status_code, 403)
        self.assertFalse(self._get_views())

    def test_deactivated(self):
        """USR-5: nobody looks as a user who is shut out."""
        self.buyer.active = False
        self.assertRefused(self.viewer, self.buyer, "no active user of a customer")

    def test_switch_off(self):
        """USR-5: without a B2B shop there is nothing to look at."""
        self.website.b2b_enabled = False
        self.assertRefused(self.viewer, self.buyer, "no active user of a customer")

    def test_other_seller(self):
        """USR-5: a user who also deals with companies that are not one's own."""
        other = self.env["res.company"].create({"name": "Other seller"})
        refused = "companies that are not yours"
        self.buyer.company_ids = [Command.link(other.id)]
        self.assertRefused(self.viewer, self.buyer, refused)
        self.buyer.partner_id.company_id = False
        self.buyer.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.website.copy({"company_id": other.id, "b2b_enabled": True, "domain": ""})
        self.assertRefused(self.viewer, self.buyer, refused)

    def test_no_token(self):
        """USR-5: another site's form does not start a view."""
        self._log_in(self.viewer)
        data = {"user_id": self.buyer.id, "mode": "look"}
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(START, data=data)
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._get_views())

    def test_act_without_the_right(self):
        """USR-5: to write takes the second right."""
        self._log_in(self.viewer)
        response = self._press_start(self.buyer.id, "act")
        self.assertEqual(response.status_code, 403)
        self.assertFalse(self._get_banner(self._get_page(STATE)))

    def test_twice(self):
        """USR-5: who looks as one customer does not go on to another one."""
        self._start()
        response = self._press_start(self.stranger.id)
        self.assertEqual(response.status_code, 403)
        self.assertIn(self.buyer.name, self._get_banner()[0])
        self.assertIn(("refused", START), self._get_views())

    def test_session_is_renewed(self):
        """USR-5: a session's identifier from before, or from meanwhile, is dead."""
        self._log_in(self.viewer)
        before = self.opener.cookies["session_id"]
        self._press_start(self.buyer.id)
        meanwhile = self.opener.cookies["session_id"]
        self.assertNotEqual(before[:42], meanwhile[:42])
        self._stop()
        after = self.opener.cookies["session_id"]
        self.assertNotEqual(meanwhile[:42], after[:42])
        for old in (before, meanwhile):
            self.opener.cookies.clear()
            response = self.url_open(
                "/my", cookies={"session_id": old}, allow_redirects=False
            )
            self.assertIn("/web/login", response.headers["Location"])

    def test_start_again(self):
        """USR-5: the form of a view that is over starts nothing."""
        self._log_in(self.viewer)
        page = self._get_page(f"{START}/{self.buyer.id}")
        [token] = page.xpath("//form[contains(@action, 'start')]/input/@value")[:1]
        data = {"user_id": self.buyer.id, "mode": "look", "csrf_token": token}
        self.url_open(START, data=data)
        self._stop()
        with self.assertLogs("odoo.http", "WARNING"):
            response = self.url_open(START, data=data)
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._get_banner(self._get_page(STATE)))

    def test_own_cart(self):
        """USR-5: a staff member's own cart is neither shown nor lost."""
        partner = self.viewer.partner_id
        self._create_cart((self.product, 3)).partner_id = partner
        self._log_in(self.viewer)
        page = self._get_page("/shop/cart")
        self.assertIn(self.product.name, page.text_content())
        self._press_start(self.buyer.id)
        page = self._get_page("/shop/cart")
        self.assertNotIn(self.product.name, page.text_content())
        self._stop()
        page = self._get_page("/shop/cart")
        self.assertIn(self.product.name, page.text_content())

    def test_button(self):
        """USR-5: the button leads to the question, for who may look."""
        contact = self.buyer.partner_id
        action = contact.with_user(self.viewer).action_b2b_view_portal()
        self.assertEqual(action["url"], f"{START}/{self.buyer.id}")
        with self.assertRaisesRegex(AccessError, "You may not do this"):
            contact.with_user(self.salesman).action_b2b_view_portal()
        with self.assertRaisesRegex(AccessError, "no active user"):
            self.customer.with_user(self.viewer).action_b2b_view_portal()


@tagged("post_install", "-at_install")
class TestPortalViewGuard(CatsPortalViewCommon):
    READ_ONLY = "cannot change anything"
    PERSONAL = "Nobody does this for a customer"

    def test_forms(self):
        """USR-5: no form passes without the second right."""
        order = self._create_order((self.product, 1), state="sent")
        self._start()
        forms = {
            "/my/account": {"name": "Changed", "phone": "1", "lang": "en_US"},
            "/my/address/submit": {"name": "Changed"},
            f"/my/orders/{order.id}/decline": {"decline_message": "No"},
            "/shop/address/submit": {"name": "Changed"},
        }
        name = self.buyer.name
        for url, data in forms.items():
            with self.subTest(url=url):
                response = self._post(url, **data)
                self.assertEqual(response.status_code, 403)
                self.assertIn(self.READ_ONLY, response.text)
                self.assertIn("o_cats_b2b_view_banner", response.text)
                self.assertNotIn("403: Forbidden", response.text)
                self.assertIn(("refused", url), self._get_views())
        self.assertEqual(self.buyer.name, name)
        self.assertEqual(order.state, "sent")

    def test_refusal(self):
        """USR-5: a refusal says why, and leads back or to the end."""
        self._start()
        for referrer, back in {
            f"{self.base_url()}/my/account?x=1": f"{self.base_url()}/my/account?x=1",
            "https://elsewhere.example/my/account": "/my",
            "javascript:alert(1)": "/my",
        }.items():
            with self.subTest(referrer=referrer):
                self.opener.headers["Referer"] = referrer
                response = self._post("/my/account", name="Changed")
                self.assertEqual(response.status_code, 403)
                page = html.fromstring(response.text)
                [text] = self._get_text(page, "o_cats_b2b_view_refused")
                self.assertIn(self.READ_ONLY, text)
                self.assertNotIn("Error message", text)
                box = "//*[contains(@class, 'o_cats_b2b_view_refused')]"
                self.assertEqual(page.xpath(f"{box}//a/@href"), [back])
                self.assertEqual(page.xpath(f"{box}//form/@action"), [STOP])

    def test_refused_as_the_customer(self):
        """USR-5: what the customer himself may not is refused as it is to him."""
        self._start()
        foreign = self.stranger.partner_id
        response = self.url_open(f"/my/address?partner_id={foreign.id}")
        self.assertEqual(response.status_code, 403)
        self.assertNotIn("o_cats_b2b_view_refused", response.text)

    def test_calls(self):
        """USR-5: no remote call that writes passes without the second right."""
        order = self._create_order((self.product, 1), state="sent")
        before = self.env["sale.order"].search_count([])
        self._start()
        token = order._portal_ensure_token()
        product = {
            "product_template_id": self.product.product_tmpl_id.id,
            "product_id": self.product.id,
            "quantity": 1,
        }
        post = {
            "thread_model": "sale.order",
            "thread_id": order.id,
            "post_data": {"body": "Hello", "message_type": "comment"},
            "token": token,
        }
        card = {"token_id": 1}
        calls = {
            "/shop/cart/add": product,
            "/shop/cart/update": {"line_id": 1, "quantity": 2},
            "/my/orders/reorder": {"order_id": order.id},
            "/mail/message/post": post,
            f"/my/orders/{order.id}/accept": {"signature": "x", "name": "B"},
            f"/my/orders/{order.id}/transaction": {"access_token": token},
            f"/shop/payment/transaction/{order.id}": {"access_token": token},
            "/payment/transaction": {"amount": 1},
            "/my/address/archive": {"partner_id": self.buyer.partner_id.id},
        }
        for route, params in calls.items():
            with self.subTest(route=route):
                self.assertIn(self.READ_ONLY, self._call_refused(route, **params))
                self.assertIn(("refused", route), self._get_views())
        words = self._call_refused("/payment/archive_token", **card)
        self.assertIn(self.PERSONAL, words)
        self.assertEqual(self.env["sale.order"].search_count([]), before)
        self.assertEqual(order.state, "sent")
        self.assertNotIn("Hello", str(order.message_ids.mapped("body")))

    def test_remote_models(self):
        """USR-5: by model and method, only what Odoo knows to read passes."""
        self._start()
        partner = self.buyer.partner_id
        for method, args in {
            "write": [partner.ids, {"name": "Changed"}],
            "create": [{"name": "New"}],
            "unlink": [partner.ids],
            "message_post": [partner.ids],
        }.items():
            with self.subTest(method=method):
                words = self._call_refused(
                    f"/web/dataset/call_kw/res.partner/{method}",
                    model="res.partner",
                    method=method,
                    args=args,
                    kwargs={},
                )
                self.assertIn(self.READ_ONLY, words)
        view = self.env["cats.portal.view"].search([], limit=1)
        self.assertEqual((view.outcome, view.method), ("refused", "POST"))
        self.assertEqual(view.call, "res.partner.message_post")
        [data] = self._call_kw("res.partner", "read", partner.ids, ["name"])
        self.assertEqual(data["name"], partner.name)

    def test_identity(self):
        """USR-5: nobody touches a customer's password, keys or sessions, ever."""
        for staff, mode in ((self.viewer, "look"), (self.actor, "act")):
            self._start(staff, mode=mode)
            password = self.buyer.password
            response = self._post(
                "/my/security", op="password", old="b2b_buyer", new1="x", new2="x"
            )
            self.assertEqual(response.status_code, 403)
            self.assertIn(self.PERSONAL, response.text)
            calls = {
                ("res.users", "change_password"): ["b2b_buyer", "hacked-by-staff"],
                ("res.users", "write"): [self.buyer.ids, {"name": "Changed"}],
                ("res.users", "api_key_wizard"): [self.buyer.ids],
                ("res.users.apikeys.description", "create"): [{"name": "Key"}],
                ("res.users.identitycheck", "create"): [{"request": "[]"}],
            }
            for (model, method), args in calls.items():
                with self.subTest(mode=mode, model=model, method=method):
                    words = self._call_refused(
                        "/web/dataset/call_kw",
                        model=model,
                        method=method,
                        args=args,
                        kwargs={},
                    )
                    self.assertIn(self.PERSONAL, words)
            words = self._call_refused(
                "/web/session/authenticate", db="x", login="x", password="x"
            )
            self.assertIn("stop looking", words)
            self.env.invalidate_all()
            self.assertEqual(self.buyer.password, password)

    def test_people(self):
        """USR-5: nobody manages users as a customer; a view would outlive itself."""
        principal = self._create_portal_user(
            "principal", self.customer, role="principal"
        )
        forms = {
            "/my/contacts/invite": {
                "first_name": "Dora",
                "last_name": "Dubois",
                "email": "dora@lumiere.example",
            },
            f"/my/contacts/{self.buyer.id}": {"action": "deactivate"},
            "/my/contacts/roles": {"role_id": ""},
            "/my/contacts/roles/new": {"name": "Ours", "see_prices": "1"},
            "/my/contacts/invitations/1": {"action": "resend"},
            "/my/requests/colleagues/1": {"decision": "approve"},
        }
        logged = self.env["cats.right.log"].search_count([])
        for staff, mode in ((self.viewer, "look"), (self.actor, "act")):
            self._start(staff, principal, mode)
            self._get_page("/my/contacts")
            for url, data in forms.items():
                with self.subTest(mode=mode, url=url):
                    response = self._post(url, **data)
                    self.assertEqual(response.status_code, 403)
                    self.assertIn("Nobody manages users", response.text)
        self.env.invalidate_all()
        self.assertTrue(self.buyer.active)
        self.assertEqual(self.env["cats.right.log"].search_count([]), logged)

    def test_activation(self):
        """USR-5: nobody sets a new user's password while he acts as another one."""
        self._start(self.actor, mode="act")
        response = self._post("/b2b/activate/anything", password="hacked-by-staff")
        self.assertEqual(response.status_code, 403)
        self.assertIn(self.PERSONAL, response.text)

    def test_reading_calls(self):
        """USR-5: what pages ask for by themselves is shown, and undone."""
        cart = self._create_cart((self.product, 1))
        counts = self._count_written()
        self._start()
        calls = {
            "/shop/compare/get_product_data": {"product_ids": self.product.ids},
            "/shop/delivery_methods": {},
            "/shop/get_delivery_rate": {"dm_id": self.carrier.id},
            "/shop/set_delivery_method": {"dm_id": self.carrier.id},
            "/shop/products/recently_viewed_update": {"product_id": self.product.id},
            "/shop/save_shop_layout_mode": {"layout_mode": "list"},
        }
        trail = self._get_views()
        for route, params in calls.items():
            with self.subTest(route=route):
                self.make_jsonrpc_request(route, params)
        quiet = "/shop/products/recently_viewed_update"
        shown = [("seen", route) for route in calls if route != quiet]
        self.assertEqual(self._get_views(), trail + shown)
        self.env.invalidate_all()
        self.assertFalse(cart.carrier_id)
        self.assertEqual(self._count_written(), counts)

    def test_messages(self):
        """USR-5: messages are shown, though a page's new token was undone."""
        order = self._create_order((self.product, 1), state="sent")
        order.access_token = False
        order.message_post(
            body="Hello", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self._start()
        document = {
            "thread_model": "sale.order",
            "thread_id": order.id,
            "token": "undone",
        }
        self.make_jsonrpc_request("/portal/chatter_init", document)
        found = self.make_jsonrpc_request("/mail/chatter_fetch", document)
        self.assertIn("Hello", str(found))
        self.assertNotIn("failed", dict(self._get_views()))

    def test_logins_untouched(self):
        """USR-5: the customer's logins and devices know nothing of it."""
        logs = self.env["res.users.log"].search_count([])
        self._start()
        self.session["_trace_disable"] = False
        self._get_page("/my")
        self.env.invalidate_all()
        self.assertFalse(self.buyer.login_date)
        created = [("create_uid", "=", self.buyer.id)]
        self.assertFalse(self.env["res.users.log"].search_count(created))
        # One of the staff member himself, by logging in.
        self.assertEqual(self.env["res.users.log"].search_count([]), logs + 1)
        devices = self.env["res.device.log"].search([("user_id", "=", self.buyer.id)])
        self.assertFalse(devices)

    def test_pages_that_write(self):
        """USR-5: what a page writes on the way is undone."""
        order = self._create_order((self.product, 1))
        order.action_confirm()
        order.access_token = False
        counts = self._count_written()
        self._start()
        for url in (f"/my/orders/{order.id}", "/shop", "/shop/cart", "/shop/checkout"):
            with self.subTest(url=url):
                response = self.url_open(url, allow_redirects=False)
                self.assertIn(response.status_code, (200, 303))
        self.env.invalidate_all()
        self.assertFalse(order.access_token)
        self.assertEqual(self._count_written(), counts)

    def _count_written(self):
        models = ("sale.order", "website.visitor", "website.track", "mail.message")
        return {name: self.env[name].search_count([]) for name in models}

    def test_undone_on_purpose(self):
        """USR-5: the undoing is ours: acting, the same page leaves its token."""
        order = self._create_order((self.product, 1))
        order.action_confirm()
        order.access_token = False
        self._start(self.actor, mode="act")
        self._get_page(f"/my/orders/{order.id}")
        self.env.invalidate_all()
        self.assertTrue(order.access_token)

    def test_backend(self):
        """USR-5: the backend waits until one is oneself again."""
        self._start()
        for url in ("/odoo", "/web", "/web/login", "/odoo/contacts", "/mail/view"):
            with self.subTest(url=url):
                response = self.url_open(url, allow_redirects=False)
                self.assertURLEqual(response.headers["Location"], STATE)
        page = self._get_page(STATE)
        self.assertIn("Go on looking", page.text_content())

    def test_bus(self):
        """USR-5: the bus goes on, as the staff member's own, and leaves no trail."""
        self._start()
        trail = self._get_views()
        result = self.make_jsonrpc_request(
            "/websocket/peek_notifications",
            {"channels": [], "last": 0, "is_first_poll": True},
        )
        self.assertIn("notifications", result)
        self.assertEqual(self._get_views(), trail)

    def test_log_out(self):
        """USR-5: to log out ends it for the staff member, too."""
        self._start()
        self.url_open("/web/session/logout", allow_redirects=False)
        response = self.url_open("/my", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.assertEqual(self._get_views()[-1], ("ended", "/web/session/logout"))

    def test_scripts(self):
        """USR-5: scripts of a page know the customer's user, not the staff member."""
        self._start()
        page = self.url_open("/my").text
        self.assertIn(f'"uid": {self.buyer.id},', page)


@tagged("post_install", "-at_install")
class TestPortalViewEnd(CatsPortalViewCommon):
    def assertEnded(self, words):
        """The next page tells why; the staff member is himself again, or nobody."""
        call = self.url_open(
            "/web/dataset/call_kw",
            json={
                "params": {
                    "model": "sale.order",
                    "method": "search",
                    "args": [[]],
                    "kwargs": {},
                }
            },
        ).json()
        self.assertIn(words, call["error"]["data"]["message"])
        page = self._get_page("/my/orders")
        self.assertFalse(self._get_banner(page))
        self.assertIn(words, self._get_text(page, "o_cats_b2b_view_ended")[0])
        self.assertEqual(self._get_views()[-1], ("ended", "/my/orders"))
        info = self.make_jsonrpc_request("/web/session/get_session_info")
        self.assertEqual(info["username"], "b2b_viewer")

    def test_right_taken(self):
        """USR-4: a right that is taken away works at the next request."""
        self._start()
        self._take_right(self.viewer, "group_view_portal")
        self.assertEnded("You may not do this")

    def test_act_right_taken(self):
        """USR-4: without the second right, acting is over."""
        self._start(self.actor, mode="act")
        self._take_right(self.actor, "group_act_for_customer")
        page = self._get_page("/my")
        self.assertFalse(self._get_banner(page))
        self.assertIn("You may not do this", page.text_content())

    def test_customer_deactivated(self):
        """USR-4: the customer's user is shut out meanwhile."""
        self._start()
        self.buyer.active = False
        self.assertEnded("no active user of a customer")

    def test_customer_promoted(self):
        """USR-5: the customer's user becomes staff meanwhile."""
        self._start()
        self.buyer.group_ids = [Command.set(self.env.ref("base.group_user").ids)]
        self.assertEnded("no active user of a customer")

    def test_switch_off(self):
        """USR-5: the shop is switched off meanwhile."""
        self._start()
        self.website.b2b_enabled = False
        self.assertEnded("no active user of a customer")

    def test_expired(self):
        """USR-5: after 30 minutes it is over."""
        self._start()
        later = datetime.now() + policy.LIFETIME
        with freeze_time(later - timedelta(minutes=1)):
            self.assertTrue(self._get_banner())
        with freeze_time(later + timedelta(seconds=1)):
            self.assertEnded("You looked for 30 minutes")

    def test_stop_when_expired(self):
        """USR-5: who stops too late is himself again all the same."""
        self._start()
        with freeze_time(datetime.now() + policy.LIFETIME + timedelta(seconds=1)):
            response = self._stop()
        self.assertURLEqual(response.headers["Location"], STATE)
        self.assertFalse(self._get_banner(self._get_page(STATE)))

    def test_staff_deactivated(self):
        """USR-5: who works here no longer is logged out."""
        self._start()
        self.viewer.active = False
        response = self.url_open("/my", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        page = self._get_page("/shop")
        self.assertFalse(self._get_banner(page))

    def test_staff_password(self):
        """USR-5: a new password ends the session of the staff member."""
        self._start()
        self.viewer.password = "something-quite-new"
        response = self.url_open("/my", allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])

    def test_somebody_elses_session(self):
        """USR-5: what a session says about another staff member is not looked at."""
        self._start()
        session = self._get_session().session
        data = dict(session["b2b_portal_view"], staff_id=self.actor.id)
        session["b2b_portal_view"] = data
        root.session_store.save(session)
        self.assertFalse(self._get_banner(self._get_page(STATE)))


@tagged("post_install", "-at_install")
class TestPortalViewAct(CatsPortalViewCommon):
    def setUp(self):
        super().setUp()
        self._start(self.actor, mode="act")

    def test_banner(self):
        """USR-5: the banner says that it is serious."""
        [banner] = self._get_banner()
        self.assertIn(f"You act as {self.buyer.name}", banner)
        self.assertIn("Each step is saved and logged", banner)

    def test_order(self):
        """USR-5: with the second right one orders for the customer, leaving a trail."""
        self._add_to_cart(self.product, 2)
        cart = self._get_cart(self.buyer)
        self.assertEqual(self._get_goods_lines(cart).product_uom_qty, 2)
        view = self.env["cats.portal.view"].search([], limit=1)
        self.assertRecordValues(
            view,
            [
                {
                    "outcome": "written",
                    "path": "/shop/cart/add",
                    "method": "POST",
                    "acting": True,
                    "staff_id": self.actor.id,
                    "user_id": self.buyer.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                }
            ],
        )

    def test_delivery_method(self):
        """USR-5: what is undone while one looks is kept and told while one acts."""
        cart = self._create_cart((self.product, 1))
        route = "/shop/set_delivery_method"
        self.make_jsonrpc_request(route, {"dm_id": self.carrier.id})
        self.env.invalidate_all()
        self.assertEqual(cart.carrier_id, self.carrier)
        self.assertEqual(self._get_views()[-1], ("written", route))

    def test_message(self):
        """USR-5: what staff write in a customer's name says so."""
        order = self._create_order((self.product, 1), state="sent")
        self.make_jsonrpc_request(
            "/mail/message/post",
            {
                "thread_model": "sale.order",
                "thread_id": order.id,
                "post_data": {"body": "We take it", "message_type": "comment"},
                "token": order._portal_ensure_token(),
            },
        )
        message = order.message_ids[:1]
        self.assertEqual(message.author_id, self.buyer.partner_id)
        self.assertIn("We take it", message.body)
        self.assertIn("Done by Actor of the staff", message.body)

    def test_refused_by_the_shop(self):
        """USR-5: what the shop refuses is refused, and leaves nothing but a trail."""
        hidden = self._create_product("Not for sale", 1.0, sale_ok=False)
        words = self._call_refused(
            "/shop/cart/add",
            product_template_id=hidden.product_tmpl_id.id,
            product_id=hidden.id,
            quantity=1,
        )
        self.assertNotIn("You look at", words)
        self.assertEqual(self._get_views()[-1], ("refused", "/shop/cart/add"))
        self.assertFalse(self._get_cart(self.buyer))

    def test_saved_card(self):
        """USR-5: nobody pays with a customer's saved card."""
        cart = self._create_cart((self.product, 1))
        for params in ({"flow": "token"}, {"tokenization_requested": True}):
            words = self._call_refused(
                f"/shop/payment/transaction/{cart.id}",
                access_token=cart._portal_ensure_token(),
                **params,
            )
            self.assertIn("Nobody does this for a customer", words)

    def test_lost_with_its_trail(self):
        """USR-5: if the trail cannot be written, nothing is."""
        views = type(self.env["cats.portal.view"])
        with (
            patch.object(views, "_record", side_effect=UserError("No trail")),
            self.assertLogs("odoo.http", "WARNING"),
        ):
            response = self.url_open(
                "/shop/cart/add",
                json={
                    "params": {
                        "product_template_id": self.product.product_tmpl_id.id,
                        "product_id": self.product.id,
                        "quantity": 1,
                    }
                },
            )
        self.assertIn("No trail", response.json()["error"]["data"]["message"])
        self.assertFalse(self._get_cart(self.buyer))


@tagged("post_install", "-at_install")
class TestPortalViewTrail(CatsPortalViewCommon):
    def setUp(self):
        super().setUp()
        self._start()
        self._get_page("/my/orders?search=secret")
        self.view = self.env["cats.portal.view"].search([], limit=1)

    def test_complete(self):
        """USR-5: who, as whom, what, when, and what became of it."""
        self.assertRecordValues(
            self.view,
            [
                {
                    "staff_id": self.viewer.id,
                    "user_id": self.buyer.id,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "acting": False,
                    "method": "GET",
                    # Without the query, in which there may be tokens.
                    "path": "/my/orders",
                    "outcome": "seen",
                }
            ],
        )
        self.assertTrue(self.view.create_date)

    def test_quiet(self):
        """USR-5: pictures and counters of a page are no pages."""
        trail = self._get_views()
        self.url_open("/web/image/res.company/1/logo")
        self.make_jsonrpc_request("/my/counters", {"counters": ["order_count"]})
        self.assertEqual(self._get_views(), trail)

    def test_nobody_writes(self):
        """USR-5: the trail is written by no one, whatever his rights."""
        for user in (self.viewer, self.manager, self.env.ref("base.user_admin")):
            user.group_ids = [Command.link(self.env.ref("cats_b2b.group_accounts").id)]
            user.company_ids = [Command.link(self.company.id)]
            view = self.view.with_user(user).with_context(
                allowed_company_ids=self.company.ids
            )
            with self.subTest(user=user.login):
                self.assertEqual(view.path, "/my/orders")
                with self.assertRaises(UserError):
                    view.path = "/elsewhere"
                with self.assertRaises(AccessError):
                    view.unlink()
                with self.assertRaises(AccessError):
                    view.create({"path": "/", "outcome": "seen"})
        with self.assertRaises(UserError):
            self.view.sudo().path = "/elsewhere"
        with self.assertRaises(UserError):
            self.view.sudo().unlink()

    @users("b2b_buyer", "b2b_salesman")
    def test_nobody_else_reads(self):
        """USR-5: customers and other staff do not read the trail."""
        with self.assertRaises(AccessError):
            self.env["cats.portal.view"].search([])

    def test_other_company(self):
        """USR-5: the trail of another seller's customers is that seller's."""
        other = self.env["res.company"].create({"name": "Other seller"})
        manager = self._create_staff_user(
            "other_manager",
            "cats_b2b.group_accounts",
            company_id=other.id,
            company_ids=other.ids,
        )
        view = self.view.with_user(manager)
        view = view.with_context(allowed_company_ids=other.ids)
        self.assertFalse(view.search([]))

    def test_kept_for_a_year(self):
        """USR-5: the trail is forgotten after a year, no earlier."""
        young = self.env["cats.portal.view"].search([], order="id", limit=1)
        self.env.cr.execute(
            "UPDATE cats_portal_view SET create_date = %s WHERE id = %s",
            [datetime.now() - timedelta(days=366), self.view.id],
        )
        self.env.cr.execute(
            "UPDATE cats_portal_view SET create_date = %s WHERE id = %s",
            [datetime.now() - timedelta(days=364), young.id],
        )
        self.env.invalidate_all()
        self.env["cats.portal.view"]._gc_old_views()
        self.assertFalse(self.view.exists())
        self.assertTrue(young.exists())
