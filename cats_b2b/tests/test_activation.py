from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .application_common import PASSWORD, CatsApplicationCommon
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestActivation(CatsApplicationCommon, CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.application = cls._create_application()
        cls.application._approve()

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)
        self.token = self._get_token(self.application)

    def _open(self, token=None, status=200):
        return self._get_page(f"/b2b/activate/{token or self.token}", status)

    def _post(self, token=None, **values):
        """Press a button of the page."""
        return self._post_form(f"/b2b/activate/{token or self.token}", **values)

    def _get_user(self):
        return self.env["res.users"].search([("login", "=", "anna@nieuw.example")])

    def test_page(self):
        """ACC-3: the page says who becomes a user of which company."""
        page = self._open()
        (who,) = self._get_text(page, "o_cats_b2b_activation_who")
        for text in ("Anna Jansen", "Nieuw BV", "NL123456782B90", "anna@nieuw.example"):
            self.assertIn(text, who)
        self.assertFalse(page.xpath("//input[@type='password']"))

    def test_names_are_escaped(self):
        """ACC-3: what was typed as a name is no markup on the page."""
        self.application.partner_id.name = "<script>alert(1)</script>"
        response = self.url_open(f"/b2b/activate/{self.token}")
        self.assertNotIn("<script>alert(1)", response.text)

    def test_headers(self):
        """ACC-3: the page does not tell its link to others, and is not kept."""
        response = self.url_open(f"/b2b/activate/{self.token}")
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertIn("no-store", response.headers["Cache-Control"])

    def test_scanners_change_nothing(self):
        """ACC-3: opening a link, as mail scanners do, does not activate."""
        self._open()
        self.url_open(f"/b2b/activate/{self.token}", method="HEAD")
        self.url_open(f"/b2b/activate/{self.token}?decision=disown")
        self.assertEqual(self.application.state, "approved")
        self.assertFalse(self._get_user())

    def test_no_csrf(self):
        """ACC-3: another site's form does not activate."""
        response = self.url_open(f"/b2b/activate/{self.token}", data={"a": "b"})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._get_user())

    def test_activate(self):
        """ACC-3: the button makes the contact a user with the password he chose."""
        response = self._post()
        self.assertEqual(response.url.split("?")[0], self.base_url() + "/web/login")
        self.assertIn("Your login is active", response.text)
        self.assertIn('value="anna@nieuw.example"', response.text)
        user = self._get_user()
        self.assertRecordValues(
            user,
            [
                {
                    "partner_id": self.application.contact_id.id,
                    "company_id": self.company.id,
                    "company_ids": self.company.ids,
                    "b2b_role_id": self.website.b2b_first_role_id.id,
                    "share": True,
                }
            ],
        )
        self.assertTrue(user.has_group("cats_b2b.group_b2b_principal"))
        self.assertTrue(user.has_group("base.group_portal"))
        self.assertRecordValues(
            self.application,
            [
                {
                    "state": "activated",
                    "waits_for": False,
                    "activated_user_id": user.id,
                    "password_hash": False,
                }
            ],
        )
        self.authenticate("anna@nieuw.example", PASSWORD)
        self._get_page("/my")

    def test_no_login_before(self):
        """ACC-3: before the activation nobody can log in."""
        self._open()
        self.assertFalse(self.application.contact_id.user_ids)
        response = self._log_in("anna@nieuw.example", PASSWORD)
        self.assertIn("Wrong login/password", response.text)

    def _log_in(self, login, password):
        return self._post_form("/web/login", login=login, password=password)

    def test_twice(self):
        """ACC-3: a second click is told that the login is active."""
        self._post()
        (title,) = self._open().xpath("//main//h1")
        self.assertEqual(title.text, "Your login is active already")
        response = self._post()
        self.assertIn("Your login is active already", response.text)
        self.assertEqual(len(self._get_user()), 1)

    def test_replay_sets_no_password(self):
        """ACC-3: a used link cannot set another password."""
        self._post()
        self._post(password="another password", confirm_password="another password")
        self.assertIn(
            "Wrong login/password",
            self._log_in("anna@nieuw.example", "another password").text,
        )

    def test_second_user_is_buyer(self):
        """ACC-6: further users of a company get the shop's role for them."""
        application = self._create_colleague()
        application._approve()
        self.assertEqual(application._activate(PASSWORD), "activated")
        user = application.activated_user_id
        self.assertEqual(user.b2b_role_id, self.website.b2b_role_id)
        self.assertFalse(user.has_group("cats_b2b.group_b2b_principal"))

    def test_older_shop(self):
        """ACC-6: a shop that was there before the roles gives them too."""
        website = self.env.ref("website.default_website")
        self.assertEqual(
            website.b2b_first_role_id, self.env.ref("cats_b2b.cats_role_principal")
        )
        self.assertEqual(website.b2b_role_id, self.env.ref("cats_b2b.cats_role_buyer"))

    def test_chosen_role(self):
        """ACC-6: the role that was chosen at the approval is what he gets."""
        role = self.env.ref("cats_b2b.cats_role_accountant")
        application = self._create_colleague()
        application._approve(role=role)
        application._activate(PASSWORD)
        self.assertEqual(application.activated_user_id.b2b_role_id, role)

    def test_expired(self):
        """ACC-3: a late link says so, and offers a new one to the same address."""
        late = fields.Datetime.now() + timedelta(hours=73)
        seen = self._get_mails("anna@nieuw.example")
        self.application.token_expires_at -= timedelta(hours=73)
        self.assertIn("This link is too old", self._post().text)
        self.assertFalse(self._get_user())
        response = self._post(decision="renew")
        self.assertIn("look into your mailbox", response.text)
        self.assertEqual(len(self._get_mails("anna@nieuw.example", seen)), 1)
        self.assertGreater(self.application.token_expires_at, late - timedelta(2))
        self._open(status=404)
        self._open(self._get_token(self.application))

    def test_expired_by_cron(self):
        """ACC-3: what was not activated in time is closed; a new link asks anew."""
        with freeze_time(fields.Datetime.now() + timedelta(hours=73)):
            self.env.ref("cats_b2b.ir_cron_expire_applications").method_direct_trigger()
            self.assertEqual(self.application.state, "expired")
            self.assertFalse(self.application.password_hash)
            self.application._renew_link()
        self.assertEqual(self.application.state, "approved")
        page = self._open(self._get_token(self.application))
        self.assertEqual(len(page.xpath("//input[@type='password']")), 2)

    def test_hours(self):
        """ACC-3: the shop says how long a link is good."""
        self.website.b2b_activation_hours = 2
        with freeze_time("2026-11-16 08:00:00"):
            self.application._send_activation()
        self.assertEqual(
            self.application.token_expires_at,
            fields.Datetime.to_datetime("2026-11-16 10:00:00"),
        )

    def test_renew_is_limited(self):
        """ACC-3: nobody has somebody else flooded with links."""
        for _time in range(5):
            self.application.token_expires_at -= timedelta(hours=73)
            self.application._renew_link()
        self.assertEqual(len(self._get_mails("anna@nieuw.example")), 4)

    def test_renew_in_time(self):
        """ACC-3: a link that expired a month ago is void; staff may send another."""
        expiry = self.application.token_expires_at
        self.application.state = "expired"
        for days, state in ((29, "expired"), (31, "invalid")):
            self.application.token_expires_at = expiry - timedelta(days=days + 3)
            with self.subTest(days=days):
                self.assertEqual(self.application._get_link_state(), state)
        self.assertFalse(self.application._renew_link())
        self._open(status=404)
        self.application.with_user(self.staff).action_send_activation()
        self.assertEqual(self.application._get_link_state(), "ready")

    def test_resent(self):
        """ACC-5: an old link stops working once a new one is sent."""
        self.application.with_user(self.staff).action_send_activation()
        self.assertNotEqual(self._get_token(self.application), self.token)
        page = self._open(status=404)
        (title,) = page.xpath("//main//h1")
        self.assertEqual(title.text, "This link is no longer valid")
        self.assertEqual(self._post().status_code, 404)
        self.assertFalse(self._get_user())
        self._post(self._get_token(self.application))
        self.assertTrue(self._get_user())

    def test_unknown_link(self):
        """ACC-3: a link that never was tells as much as one that is void."""
        page = self._open("x" * 43, status=404)
        self.assertNotIn("Anna", page.text_content())

    def test_disown(self):
        """ACC-3: "this was not me" refuses, and nobody can activate any more."""
        response = self._post(decision="disown")
        self.assertIn("Thank you for telling us", response.text)
        self.assertEqual(self.application.state, "refused")
        self.assertFalse(self.application.password_hash)
        self._open(status=404)
        self.assertEqual(self._post().status_code, 404)
        self.assertFalse(self._get_user())

    def test_refused_link(self):
        """ACC-9: the link of an application that is refused later is void."""
        self.application._refuse("Fraud")
        self._open(status=404)
        self.assertFalse(self.env["cats.application"]._find_by_any_token(self.token))

    def test_find_by_any_token(self):
        """ACC-3: only the link's own secret finds it, and not for ever."""
        applications = self.env["cats.application"]
        found = applications._find_by_any_token(self.token)
        self.assertEqual(found, self.application)
        self.assertEqual(found._get_link_state(), "ready")
        for token in ("", False, None, "x", self.application.token_hash):
            self.assertFalse(applications._find_by_any_token(token))
        self.application.token_expires_at -= timedelta(hours=73)
        self.assertEqual(found._get_link_state(), "expired")

    def test_login_taken(self):
        """ACC-3: a login that came up meanwhile is no crash; staff look after it."""
        self.env["res.users"].with_context(no_reset_password=True).create(
            {
                "name": "Somebody",
                "login": "Anna@nieuw.example",
                "group_ids": [Command.set([self.env.ref("base.group_portal").id])],
                "active": False,
            }
        )
        response = self._post()
        self.assertIn("There is a login with your address already", response.text)
        self.assertEqual(self.application.state, "pending")
        self.assertEqual(self.application.waits_for, "staff")
        self.assertTrue(self.application.activity_ids)
        self.assertFalse(self.application.contact_id.user_ids)

    def test_choose_password(self):
        """ACC-5: who never chose a password does so; errors stand beside the fields."""
        self.application._forget_password()
        cases = [
            ("short", "short", "eight|8 characters"),
            (PASSWORD, "something else", "not the same"),
            ("", "", "8 characters"),
        ]
        for password, again, message in cases:
            with self.subTest(password):
                response = self._post(password=password, confirm_password=again)
                self.assertRegex(response.text, message)
                self.assertIn("is-invalid", response.text)
                self.assertNotIn(f'value="{PASSWORD}"', response.text)
        self.assertFalse(self._get_user())
        self._post(password=PASSWORD, confirm_password=PASSWORD)
        self.authenticate("anna@nieuw.example", PASSWORD)
        self._get_page("/my")

    def test_kept_password_wins(self):
        """ACC-3: a password that is posted beside a kept one is not taken."""
        self._post(password="another password", confirm_password="another password")
        self.authenticate("anna@nieuw.example", PASSWORD)

    def test_without_password(self):
        """ACC-5: there is no user without a password."""
        self.application._forget_password()
        with self.assertRaises(UserError), self.env.cr.savepoint():
            self.application._activate()
        self.assertFalse(self._get_user())

    def test_no_half_account(self):
        """ACC-3: an activation that fails leaves no user behind."""
        model = type(self.env["res.users"])
        failure = UserError("No role today")
        with patch.object(model, "_set_b2b_role", side_effect=failure):
            self.assertEqual(self._post().status_code, 200)
        self.assertFalse(self._get_user())
        self.assertEqual(self.application.state, "approved")
        self._post()
        self.assertTrue(self._get_user())

    def test_archived_contact(self):
        """ACC-3: the link of somebody whom staff archived is void."""
        self.application.contact_id.active = False
        self._open(status=404)

    def test_switched_off(self):
        """ACC-3: without the B2B shop the link is void."""
        self.website.b2b_enabled = False
        self._open(status=404)

    def test_secret_is_nowhere(self):
        """ACC-3: the secret is in the mail only: not kept, not in the chatter."""
        secret = self.token
        self.assertNotEqual(self.application.token_hash, secret)
        records = (
            self.application,
            self.application.contact_id,
            self.application.partner_id,
        )
        messages = self.env["mail.message"].union(
            *(record.message_ids for record in records)
        )
        self.assertTrue(messages)
        for message in messages:
            self.assertNotIn(secret, message.body or "")
        found = (
            self.env["mail.message"]
            .with_user(self.staff)
            .search([("body", "ilike", secret)])
        )
        self.assertFalse(found)

    def test_secret_of_own_mail(self):
        """ACC-3: who sends an activation mail cannot read its link."""
        self.application.with_user(self.staff).action_send_activation()
        mail = self._get_mails("anna@nieuw.example")[0]
        message = mail.mail_message_id.with_user(self.staff)
        self.assertFalse(message.has_access("read"))
        self.assertTrue(mail.auto_delete)

    def test_rpc(self):
        """ACC-3: customers reach no application, link or button by RPC."""
        self.authenticate("b2b_principal", "b2b_principal")
        ids = self.application.ids
        calls = [
            ("cats.application", "search_read", []),
            ("cats.application", "read", ids, ["token_hash"]),
            ("cats.application", "write", ids, {"state": "approved"}),
            ("cats.application", "action_approve", ids),
            ("cats.application", "action_refuse", ids),
            ("cats.application", "action_submit", ids),
            ("cats.application", "action_send_activation", ids),
            ("cats.application", "_activate", ids),
            ("cats.application", "_find_by_any_token", self.token),
            ("cats.application.refuse", "create", [{"application_id": ids[0]}]),
            ("cats.activation.report", "create", [{}]),
            ("cats.password.request", "search_read", []),
            ("res.partner", "action_b2b_send_activation", self.customer.ids),
        ]
        for call in calls:
            with self.subTest(call[:2]), self.assertRaises(JsonRpcException):
                self._call_kw(*call)
        self.assertEqual(self.application.state, "approved")

    def test_hash_is_hidden(self):
        """ACC-3: not even staff read a link's or a password's hash."""
        application = self.application.with_user(self.staff)
        for name in ("token_hash", "password_hash"):
            with self.subTest(name):
                self.assertNotIn(name, application.fields_get())
