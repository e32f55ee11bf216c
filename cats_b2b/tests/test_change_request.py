from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, LockError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .account_common import LUMIERE_VAT, OTHER_VAT, AccountCommon


@tagged("post_install", "-at_install")
class TestChangeRequest(AccountCommon):
    """What staff decide about, and the trail that stays (ACC-8)."""

    def _decide(self, request):
        return request.with_user(self.decider).action_approve()

    def test_ask(self):
        """ACC-8: a request keeps old and new values, as text and as JSON."""
        other = self.env.ref("base.nl")
        request = self._ask(
            self.buyer,
            remark=" We moved. ",
            **{
                **self.billing,
                "country_id": str(other.id),
                "zip": "1011 ab",
                "street2": "",
            },
        )
        self.assertEqual(request.partner_id, self.customer)
        self.assertEqual(request.address_id, self.customer)
        self.assertEqual(request.user_id, self.buyer)
        self.assertEqual(request.company_id, self.company)
        self.assertEqual(request.remark, "We moved.")
        lines = {
            line.field_name: (line.old_value, line.new_value, line.old_text)
            for line in request.line_ids
        }
        self.assertEqual(
            lines,
            {
                "street": ("Rue Haute 1", "Quai Neuf 9", "Rue Haute 1"),
                "zip": ("1000", "1011 AB", "1000"),
                "city": ("Bruxelles", "Liège", "Bruxelles"),
                "country_id": (self.country.id, other.id, "Belgium"),
            },
        )
        self.assertEqual(request.line_ids[-1].new_text, "Netherlands")
        self.assertEqual(self.customer.street, "Rue Haute 1")

    def test_separate_billing_address(self):
        """ACC-8: the request is about the billing address, where there is one."""
        bill = self._create_address("Accounts", type="invoice")
        request = self._ask(self.buyer, email="bills@example.com", name="Accounts")
        self.assertEqual(request.address_id, bill)
        self.assertEqual(request.partner_id, self.customer)
        self._decide(request)
        self.assertEqual(bill.email, "bills@example.com")
        self.assertEqual(self.customer.email, "office@example.com")

    def test_wrong_values(self):
        """ACC-8: VAT number, ZIP, country and e-mail are checked for their form."""
        requests = self.env["cats.change.request"].with_user(self.buyer)
        brazil = self.env.ref("base.br")
        cases = [
            ("company", {"vat": "BE0477472702"}, {"vat"}),
            ("company", {"vat": ""}, {"vat"}),
            ("company", {"vat": "/"}, {"vat"}),
            ("company", {"email": "nobody"}, {"email"}),
            ("company", {"name": " "}, {"name"}),
            ("company", {"name": "x" * 201}, {"name"}),
            ("billing", {"zip": "!"}, {"zip"}),
            ("billing", {"zip": "", "street": ""}, {"zip", "street"}),
            ("billing", {"country_id": ""}, {"country_id"}),
            ("billing", {"country_id": "999999"}, {"country_id"}),
            ("billing", {"state_id": str(brazil.state_ids[0].id)}, {"state_id"}),
            ("email", {"email": "a@b, c@d.example"}, {"email"}),
            ("company", {}, {""}),
            ("company", {"name": " Lumière SA "}, {""}),
            ("company", {"vat": "BE 0477.472.701"}, {""}),
            ("company", {"street": "Elsewhere 1", "user_id": "2"}, {""}),
        ]
        for kind, form, wrong in cases:
            with self.subTest(kind=kind, form=form):
                request, errors = requests._ask(kind, form)
                self.assertFalse(request)
                self.assertEqual(set(errors), wrong)

    def test_vat_is_normalized(self):
        """ACC-8: a VAT number is kept as the library writes it."""
        request = self._ask(self.buyer, "company", vat="BE 0428.759.497")
        self.assertEqual(request.line_ids.new_value, OTHER_VAT)

    def test_vat_without_a_country(self):
        """ACC-8: where the country is not known, no number is taken for one."""
        self.customer.country_id = False
        requests = self.env["cats.change.request"].with_user(self.buyer)
        request, errors = requests._ask("company", {"vat": "12345"})
        self.assertFalse(request)
        self.assertEqual(set(errors), {"vat"})

    def test_who_may_ask(self):
        """ACC-8: anybody for a company without principals, else its principals."""
        boss = self._create_portal_user("boss", self.customer)
        requests = self.env["cats.change.request"]
        self.assertTrue(
            requests.with_user(self.buyer)._get_permission("company").allowed
        )
        self._make_principal(boss)
        with self.assertRaises(AccessError):
            requests.with_user(self.buyer)._ask("company", {"name": "Mine"})
        with self.assertRaises(AccessError):
            requests.with_user(self.buyer)._ask("billing", self.billing)
        self._ask(self.buyer, "email", email="new@example.com")
        self._ask(boss, "company", name="Ours")
        self.assertEqual(
            requests.search([("partner_id", "=", self.customer.id)]).user_id,
            boss | self.buyer,
        )
        for user in (self.env.ref("base.public_user"), self.salesman):
            with self.assertRaises(AccessError):
                requests.with_user(user)._ask("email", {"email": "x@example.com"})

    def test_who_is_principal(self):
        """ACC-8: who left, or buys of another seller only, speaks for nobody."""
        boss = self._create_portal_user("boss", self.customer)
        self._make_principal(boss)
        customer = self.customer
        self.assertEqual(customer._get_b2b_principals(self.company), boss)
        self.assertFalse(self.stranger.partner_id._get_b2b_principals(self.company))
        other = self.env["res.company"].create({"name": "Other seller"})
        self.assertFalse(customer._get_b2b_principals(other))
        requests = self.env["cats.change.request"].with_user(self.buyer)
        self.assertFalse(requests._get_permission("company").allowed)
        customer.company_id = False
        boss.partner_id.company_id = False
        boss.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.assertTrue(requests._get_permission("company").allowed)
        boss.active = False
        self.assertFalse(customer._get_b2b_principals(other))

    def test_one_open_request(self):
        """ACC-8: one open request per record and kind; the second one is told."""
        first = self._ask(self.buyer, **self.billing)
        requests = self.env["cats.change.request"].with_user(self.buyer)
        second, errors = requests._ask("billing", {"city": "Mons"})
        self.assertFalse(second)
        self.assertIn("open request", errors[""])
        self.assertEqual(
            first.line_ids.mapped("new_text"), ["Quai Neuf 9", "4000", "Liège"]
        )
        self._ask(self.buyer, "company", name="Other kind")
        first.with_user(self.buyer)._withdraw()
        self._ask(self.buyer, city="Mons")

    def test_two_at_once(self):
        """ACC-8: the index decides when two requests arrive at once."""
        first = self._ask(self.buyer, **self.billing)
        requests = self.env["cats.change.request"].with_user(self.buyer)
        # The other transaction's request is not seen, but its row is in the index.
        with patch.object(
            self.registry[first._name], "search_count", lambda *a, **k: 0
        ):
            second, errors = requests._ask("billing", {"city": "Mons"})
        self.assertFalse(second)
        self.assertIn("open request", errors[""])
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            with self.env.cr.savepoint():
                first.copy()

    def test_approve(self):
        """ACC-8: one click writes the new values, mails, and keeps the trail."""
        self.buyer.lang = "en_US"
        request = self._ask(self.buyer, **self.billing)
        self.assertTrue(self._decide(request))
        self.assertEqual(
            self._read(self.customer, "street", "zip", "city", "name"),
            {
                "id": self.customer.id,
                "street": "Quai Neuf 9",
                "zip": "4000",
                "city": "Liège",
                "name": "Lumière SA",
            },
        )
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.decided_by_id, self.decider)
        self.assertTrue(request.decided_on)
        self.assertFalse(request.activity_ids)
        mail = self._get_mails("buyer@example.com")
        self.assertIn("Quai Neuf 9", mail.body_html)
        self.assertIn("City: Bruxelles → Liège", self.customer.message_ids[0].body)
        self.assertEqual(request.line_ids.mapped("old_text")[0], "Rue Haute 1")

    def test_mail_does_not_wait(self):
        """ACC-8: the queue of mails is worked off at once, not within the hour."""
        cron = self.env.ref("mail.ir_cron_mail_scheduler_action")
        triggers = self.env["ir.cron.trigger"]
        mine = [("cron_id", "=", cron.id)]
        for city, act in (
            ("Namur", self._decide),
            ("Mons", lambda one: one._refuse("No.")),
        ):
            triggers.search(mine).unlink()
            act(self._ask(self.buyer, city=city))
            self.assertTrue(triggers.search_count(mine), city)

    def test_mail_in_his_language(self):
        """ACC-8: the customer is mailed in his language."""
        self.env["res.lang"]._activate_lang("fr_BE")
        template = self.env.ref("cats_b2b.mail_template_change_request_approved")
        template.with_context(lang="fr_BE").subject = "Modification faite"
        self.buyer.lang = "fr_BE"
        self._decide(self._ask(self.buyer, **self.billing))
        self.assertEqual(
            self._get_mails("buyer@example.com").subject, "Modification faite"
        )

    def test_approve_vat(self):
        """ACC-8: a VAT number is written without asking VIES while staff wait."""
        request = self._ask(self.buyer, "company", vat=OTHER_VAT)
        with self._watch_vies() as told:
            self._decide(request)
        self.assertEqual(self.customer.vat, OTHER_VAT)
        self.assertEqual(self.buyer.partner_id.vat, OTHER_VAT)
        self.assertTrue(told)
        self.assertEqual([known for known in told if known != {OTHER_VAT: False}], [])

    def test_vat_is_taken(self):
        """ACC-8: whose the new VAT number is already is shown, and to be confirmed."""
        rival = self.stranger.partner_id.commercial_partner_id
        rival.write({"vat": OTHER_VAT, "name": "Rival NV"})
        request = self._ask(self.buyer, "company", vat="BE 0428.759.497")
        mine = request.with_user(self.decider)
        self.assertEqual(
            mine.vat_warning,
            f"The VAT number {OTHER_VAT} belongs to Rival NV already. VIES was not "
            f"asked for {OTHER_VAT}.",
        )
        action = mine.action_approve()
        self.assertEqual(request.state, "open")
        self.assertEqual(self.customer.vat, LUMIERE_VAT)
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard = wizard.with_user(self.decider)
        self.assertIn("Rival NV", wizard.vat_warning)
        self.assertFalse(wizard.is_moved)
        wizard.action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(self.customer.vat, OTHER_VAT)
        self.assertFalse(mine.vat_warning)

    def test_vat_of_our_own(self):
        """ACC-8: a VAT number of our companies needs a confirmation, too."""
        own = self.env["res.company"].create(
            {"name": "Own sister", "country_id": self.country.id}
        )
        own.partner_id.vat = OTHER_VAT
        request = self._ask(self.buyer, "company", vat=OTHER_VAT)
        self.assertIn("Own sister", request.with_user(self.decider).vat_warning)
        self.assertNotEqual(self._decide(request), True)
        self.assertEqual(request.state, "open")

    def test_vat_of_another_sellers_customer(self):
        """ACC-8: what customers another seller has is neither told nor asked about."""
        other = self.env["res.company"].create({"name": "Other seller"})
        theirs = self._create_customer("Theirs")
        theirs.write({"vat": OTHER_VAT, "company_id": other.id})
        request = self._ask(self.buyer, "company", vat=OTHER_VAT)
        self.assertEqual(
            request.with_user(self.decider).vat_warning,
            f"VIES was not asked for {OTHER_VAT}.",
        )
        self.assertTrue(self._decide(request))
        self.assertEqual(request.state, "approved")
        request = self._ask(self.buyer, "company", name="Ours")
        self.assertFalse(request.with_user(self.decider).vat_warning)

    def test_double_click(self):
        """ACC-8: a second click decides nothing, nor does a parallel one."""
        request = self._ask(self.buyer, **self.billing)
        self._decide(request)
        self.customer.city = "Huy"
        with self.assertRaises(UserError):
            self._decide(request)
        with self.assertRaises(UserError):
            request._refuse("Late")
        self.assertEqual(self.customer.city, "Huy")
        self.assertEqual(len(self._get_mails("buyer@example.com")), 1)
        second = self._ask(self.buyer, city="Mons")
        with (
            patch.object(
                self.registry[second._name],
                "lock_for_update",
                side_effect=LockError("held"),
            ),
            self.assertRaises(UserError),
        ):
            self._decide(second)
        self.assertEqual(second.state, "open")

    def test_changed_meanwhile(self):
        """ACC-8: what changed since he asked is shown, and asked about again."""
        request = self._ask(self.buyer, **self.billing)
        self.customer.city = "Huy"
        action = self._decide(request)
        self.assertEqual(request.state, "open")
        self.assertEqual(self.customer.street, "Rue Haute 1")
        moved = request.line_ids.filtered("is_moved")
        self.assertEqual((moved.field_name, moved.today_text), ("city", "Huy"))
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        # It changes once more while the page is open.
        self.customer.city = "Ath"
        action = wizard.with_user(self.decider).action_approve()
        self.assertEqual(request.state, "open")
        wizard = self.env[action["res_model"]].browse(action["res_id"])
        wizard.with_user(self.decider).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(self.customer.city, "Liège")
        self.assertEqual(moved.old_text, "Ath")

    def test_done_meanwhile(self):
        """ACC-8: what staff have changed as asked already is approved at once."""
        request = self._ask(self.buyer, **self.billing)
        self.customer.write({"street": "Quai Neuf 9", "zip": "4000", "city": "Liège"})
        self.assertFalse(any(request.line_ids.mapped("is_moved")))
        self.assertTrue(self._decide(request))
        self.assertEqual(request.state, "approved")

    def test_refuse(self):
        """ACC-8: a refusal needs a reason, which is mailed; nothing is written."""
        request = self._ask(self.buyer, **self.billing)
        action = request.with_user(self.decider).action_refuse()
        wizards = self.env[action["res_model"]].with_user(self.decider)
        form = Form(wizards.with_context(**action["context"]))
        form.reason = "This is not your address."
        form.save().action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.decided_by_id, self.decider)
        self.assertEqual(self.customer.street, "Rue Haute 1")
        self.assertFalse(request.activity_ids)
        mail = self._get_mails("buyer@example.com")
        self.assertIn("This is not your address.", mail.body_html)
        with self.assertRaises(AssertionError):
            Form(wizards.with_context(**action["context"])).save()

    def test_email(self):
        """ACC-8: login and e-mail change; the old and the new address are told."""
        request = self._ask(self.buyer, "email", email=" New@Example.com ")
        self.assertEqual(request.address_id, self.buyer.partner_id)
        self._decide(request)
        self.assertEqual(self.buyer.login, "new@example.com")
        self.assertEqual(self.buyer.email, "new@example.com")
        for address in ("buyer@example.com", "new@example.com"):
            mail = self._get_mails(address).filtered("email_to")
            self.assertEqual(mail.email_to, address)
            self.assertIn("log in with the new one", mail.body_html)

    def test_email_of_somebody_else(self):
        """ACC-8: a login in use is told to staff, never to who asks."""
        self.stranger.login = "taken@example.com"
        request = self._ask(self.buyer, "email", email="taken@example.com")
        with self.assertRaises(UserError):
            self._decide(request)
        self.assertEqual(self.buyer.login, "b2b_buyer")

    def test_rights(self):
        """ACC-8: only who may approve accounts decides, also by RPC."""
        request = self._ask(self.buyer, **self.billing)
        for user in (self.salesman, self.buyer, self.stranger):
            one = request.with_user(user)
            for act in (
                one.action_approve,
                one.action_refuse,
                lambda one=one: one.write({"state": "approved"}),
                lambda one=one: one.write({"remark": "x"}),
                one.unlink,
                lambda one=one: one.copy(),
                lambda one=one: one.line_ids.write({"new_value": "x"}),
                lambda one=one: one.env["cats.change.request.refuse"]
                .create({"request_ids": one.ids, "reason": "x"})
                .action_refuse(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    act()
        self.assertEqual(request.state, "open")
        self.assertEqual(self.customer.street, "Rue Haute 1")

    def test_trail_is_sealed(self):
        """ACC-8: who decides does not rewrite what was asked for, nor the state."""
        request = self._ask(self.buyer, **self.billing).with_user(self.decider)
        for vals in (
            {"state": "approved"},
            {"user_id": self.decider.id},
            {"address_id": self.stranger.partner_id.id},
            {"line_ids": []},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                request.write(vals)
        with self.assertRaises(AccessError):
            request.line_ids.write({"new_value": "x"})

    def test_another_seller(self):
        """ACC-8: staff of another company neither see nor decide."""
        request = self._ask(self.buyer, **self.billing)
        other = self.env["res.company"].create({"name": "Other seller"})
        self.decider.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        mine = self.env["cats.change.request"].with_user(self.decider)
        mine = mine.with_company(other).with_context(allowed_company_ids=other.ids)
        self.assertFalse(mine.search([]))
        with self.assertRaises(AccessError):
            mine.browse(request.id).action_approve()
        self.assertEqual(request.state, "open")

    def test_who_is_asked(self):
        """ACC-8: the account manager gets the activity if he may decide, else all."""
        request = self._ask(self.buyer, **self.billing)
        self.assertEqual(request.activity_ids.user_id, self.manager)
        self.website.salesperson_id = False
        request = self._ask(self.stranger, **self.billing)
        self.assertEqual(
            request.activity_ids.user_id
            & (self.manager | self.decider | self.salesman),
            self.manager | self.decider,
        )
        self.stranger.partner_id.commercial_partner_id.user_id = self.salesman
        request.with_user(self.stranger)._withdraw()
        self.assertFalse(request.activity_ids)
        request = self._ask(self.stranger, **self.billing)
        self.assertEqual(request.manager_id, self.salesman)
        self.assertIn(self.decider, request.activity_ids.user_id)
        self.assertNotIn(self.salesman, request.activity_ids.user_id)
        # A decider of another company does not see the request.
        other = self.env["res.company"].create({"name": "Other seller"})
        self.manager.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        self.website.salesperson_id = self.manager
        request = self._ask(self.buyer, "company", name="Ours")
        self.assertNotIn(self.manager, request.activity_ids.user_id)

    def test_customers_read_their_own(self):
        """ACC-8: colleagues see what is the company's, not what is personal."""
        colleague = self._create_portal_user("colleague", self.customer)
        company = self._ask(self.buyer, "company", name="Ours")
        personal = self._ask(self.buyer, "email", email="new@example.com")
        foreign = self._ask(self.stranger, **self.billing)
        requests = self.env["cats.change.request"]
        for user, visible in (
            (self.buyer, company | personal),
            (colleague, company),
            (self.stranger, foreign),
        ):
            with self.subTest(user=user.login):
                found = requests.with_user(user).search([])
                self.assertEqual(found.ids, visible.sorted("id", reverse=True).ids)
                lines = self.env["cats.change.request.line"].with_user(user).search([])
                self.assertEqual(lines.request_id, visible.sorted())
        with self.assertRaises(AccessError):
            personal.with_user(colleague).line_ids.read(["new_text"])
        with self.assertRaises(AccessError):
            company.with_user(colleague).read(["decided_by_id"])
        self.assertEqual(company.line_ids.old_text, "Lumière SA")
        self.assertEqual(self.customer.vat, LUMIERE_VAT)

    def test_withdraw(self):
        """ACC-8: one withdraws what one asked for, while it is open."""
        self._make_principal(self._create_portal_user("boss", self.customer))
        request = self._ask(self.buyer, "email", email="new@example.com")
        boss = self.env["res.users"].search([("login", "=", "b2b_boss")])
        with self.assertRaises(AccessError):
            request.with_user(boss)._withdraw()
        request.with_user(self.buyer)._withdraw()
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(request.decided_by_id)
        with self.assertRaises(UserError):
            request.with_user(self.buyer)._withdraw()
        with self.assertRaises(UserError):
            self._decide(request)
