from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .application_common import CatsApplicationCommon
from .http_common import CatsB2bHttpCommon

PAGE = "/my/requests/colleagues"


@tagged("post_install", "-at_install")
class TestColleagues(CatsApplicationCommon):
    def test_principals(self):
        """ACC-6: each principal user is told in his language, nobody else."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.website.language_ids = [Command.link(self.env.ref("base.lang_fr").id)]
        self.principal.partner_id.lang = "fr_FR"
        template = self.env.ref("cats_b2b.mail_template_application_principals")
        template.with_context(lang="fr_FR").subject = "Un collègue"
        application = self._create_colleague()
        application._notify_principals()
        mail = self._get_mails("principal@example.com")
        self.assertEqual(mail.subject, "Un collègue")
        self.assertRegex(mail.body_html, r"/fr(_FR)?/my/requests/colleagues")
        self.assertFalse(self._get_mails("buyer@example.com"))
        self.assertFalse(self._get_mails("stranger@example.com"))

    def test_principals_of_the_seller(self):
        """ACC-6: a deactivated principal user is not asked."""
        application = self._create_colleague()
        self.assertEqual(application._get_principals(), self.principal)
        self.principal.active = False
        self.assertFalse(application._get_principals())

    def test_principal_approves(self):
        """ACC-6: the principal user lets a colleague in and gives him rights."""
        role = self.env.ref("cats_b2b.cats_role_accountant")
        application = self._create_colleague()
        application.with_user(self.principal)._approve_by_principal(role)
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.role_id, role)
        self.assertEqual(application.decided_by_id, self.principal)
        self.assertEqual(len(self._get_mails("carl@lumiere.example")), 1)

    def test_principal_refuses(self):
        """ACC-6: the principal user refuses with a reason."""
        application = self._create_colleague()
        application.with_user(self.principal)._refuse_by_principal("Unknown here")
        self.assertEqual(application.state, "refused")
        self.assertEqual(application.refusal_reason, "Unknown here")

    def test_others_do_not_decide(self):
        """ACC-6: no colleague, no other company, no visitor decides; nor twice."""
        role = self.env.ref("cats_b2b.cats_role_principal")
        elsewhere = self._create_portal_user(
            "elsewhere", self.stranger.commercial_partner_id
        )
        elsewhere._set_b2b_role(role)
        website = self._create_other_seller()
        application = self._create_colleague()
        other_seller = self._create_colleague(
            email="carla@lumiere.example", website_id=website.id
        )
        for_staff = self._create_colleague(
            email="carol@lumiere.example", waits_for="staff"
        )
        public = self.env.ref("base.public_user")
        cases = [(user, application) for user in (self.buyer, elsewhere, public)]
        cases += [(self.principal, one) for one in (other_seller, for_staff)]
        for user, record in cases:
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    record.with_user(user)._approve_by_principal(role)
                with self.assertRaises(AccessError):
                    record.with_user(user)._refuse_by_principal("No")
        everything = application | other_seller | for_staff
        self.assertEqual(set(everything.mapped("state")), {"pending"})
        application.with_user(self.principal)._approve_by_principal(role)
        with self.assertRaises(AccessError):
            application.with_user(self.principal)._approve_by_principal(role)


@tagged("post_install", "-at_install")
class TestColleaguesPortal(CatsApplicationCommon, CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.application = cls._create_colleague()
        cls.elsewhere = cls._create_portal_user(
            "elsewhere", cls.stranger.commercial_partner_id
        )
        cls.elsewhere._set_b2b_role(cls.env.ref("cats_b2b.cats_role_principal"))
        cls.role = cls.env.ref("cats_b2b.cats_role_technician")

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _decide(self, application=None, **values):
        application = application or self.application
        return self._post_form(f"{PAGE}/{application.id}", **values)

    def test_page(self):
        """ACC-6: the principal user sees who waits, and may choose a role."""
        self._create_colleague(email="other@x.example", waits_for="staff")
        self._log_in(self.principal)
        page = self._get_page(PAGE)
        (card,) = self._get_text(page, "o_cats_b2b_colleague")
        self.assertIn("Carl Claes", card)
        self.assertIn("carl@lumiere.example", card)
        roles = page.xpath("//select[@name='role_id']/option")
        self.assertEqual(len(roles), self.role.search_count([]))
        (chosen,) = page.xpath("//option[@selected]")
        self.assertEqual(chosen.text, self.website.b2b_role_id.name)

    def test_markup(self):
        """ACC-6: what was typed as a name is no markup."""
        self.application.first_name = "<script>alert(1)</script>"
        self._log_in(self.principal)
        self.assertNotIn("<script>alert(1)", self.url_open(PAGE).text)

    def test_card(self):
        """ACC-6: the portal's home counts for principal users, and for them only."""
        for user, count in ((self.principal, 1), (self.elsewhere, 0), (self.buyer, 0)):
            with self.subTest(user.login):
                self._log_in(user)
                home = self._get_page("/my")
                cards = home.xpath(f"//a[@href='{PAGE}']")
                self.assertEqual(bool(cards), user != self.buyer)
                counters = self.make_jsonrpc_request(
                    "/my/counters", {"counters": ["b2b_colleague_count"]}
                )
                self.assertEqual(counters["b2b_colleague_count"], count)

    def test_approve(self):
        """ACC-6: he lets the colleague in, with the role he chose."""
        self._log_in(self.principal)
        response = self._decide(decision="approve", role_id=str(self.role.id))
        self.assertIn("Your colleague gets a mail", response.text)
        self.assertEqual(self.application.state, "approved")
        self.assertEqual(self.application.role_id, self.role)
        self.assertEqual(self.application.contact_id.parent_id, self.customer)
        self.assertFalse(self.application.password_hash)
        self.assertNotIn("Carl Claes", self.url_open(PAGE).text)

    def test_refuse(self):
        """ACC-6: he refuses with a reason, which is mailed."""
        self._log_in(self.principal)
        response = self._decide(decision="refuse", reason="Not one of us")
        self.assertIn("Refused.", response.text)
        self.assertEqual(self.application.state, "refused")
        mail = self._get_mails("carl@lumiere.example")
        self.assertIn("Not one of us", mail.body_html)

    def test_errors(self):
        """ACC-6: without a reason or a role nothing is decided, and he is told."""
        self._log_in(self.principal)
        cases = [
            ({"decision": "refuse", "reason": "  "}, "Give a reason"),
            ({"decision": "approve"}, "Choose what your colleague may do"),
            ({"decision": "approve", "role_id": "0"}, "Choose what your colleague"),
            ({"decision": "approve", "role_id": "x"}, "Choose what your colleague"),
        ]
        for values, message in cases:
            with self.subTest(values):
                page = self._decide(**values).text
                self.assertIn(message, page)
                self.assertEqual(self.application.state, "pending")
        self._decide(decision="nonsense")
        self.assertEqual(self.application.state, "pending")

    def test_twice(self):
        """ACC-6: what is decided cannot be decided again."""
        self._log_in(self.principal)
        self._decide(decision="refuse", reason="No")
        response = self._decide(decision="approve", role_id=str(self.role.id))
        self.assertEqual(response.status_code, 404)
        self.assertEqual(self.application.state, "refused")

    def test_forbidden(self):
        """ACC-6: nobody else sees or decides: colleague, other company, visitor."""
        for user in (self.buyer, self.elsewhere, None):
            self.authenticate(None, None)
            if user:
                self._log_in(user)
            with self.subTest(user and user.login):
                self.assertNotIn("Carl Claes", self.url_open(PAGE).text)
                for values in (
                    {"decision": "approve", "role_id": str(self.role.id)},
                    {"decision": "refuse", "reason": "No"},
                ):
                    response = self._decide(**values)
                    self.assertNotIn("o_cats_b2b_no_colleagues", response.text)
                self.assertEqual(self.application.state, "pending")
        self._log_in(self.buyer)
        self._get_page(PAGE, 404)

    def test_other_seller(self):
        """ACC-6: what waits in another seller's shop is not shown or decided here."""
        website = self._create_other_seller()
        foreign = self._create_colleague(
            email="else@lumiere.example", website_id=website.id, last_name="Elsewhere"
        )
        self._log_in(self.principal)
        self.assertNotIn("Elsewhere", self.url_open(PAGE).text)
        response = self._decide(foreign, decision="refuse", reason="No")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(foreign.state, "pending")

    def test_no_csrf(self):
        """ACC-6: another site's form decides nothing."""
        self._log_in(self.principal)
        values = {"decision": "refuse", "reason": "No"}
        response = self.url_open(f"{PAGE}/{self.application.id}", data=values)
        self.assertEqual(response.status_code, 400)
        self.assertEqual(self.application.state, "pending")

    def test_switched_off(self):
        """ACC-6: without the B2B shop there is no such page."""
        self.website.b2b_enabled = False
        self._log_in(self.principal)
        self._get_page(PAGE, 404)

    def test_rpc(self):
        """ACC-6: by RPC not even the principal user decides or reads applications."""
        self._log_in(self.principal)
        ids = self.application.ids
        calls = [
            ("cats.application", "_approve_by_principal", ids, self.role.id),
            ("cats.application", "_refuse_by_principal", ids, "No"),
            ("cats.application", "_refuse", ids, "No"),
            ("cats.application", "read", ids, ["email"]),
            ("cats.role", "write", self.role.ids, {"name": "x"}),
        ]
        for call in calls:
            with self.subTest(call[:2]), self.assertRaises(JsonRpcException):
                self._call_kw(*call)
        self.assertEqual(self.application.state, "pending")
