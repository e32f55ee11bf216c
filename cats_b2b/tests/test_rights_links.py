from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.payment import utils as payment_utils

from .doors_common import DoorsCommon

NOTHING = "This document does not exist, or you may not see it."


@tagged("post_install", "-at_install")
class TestRightsLinks(DoorsCommon):
    """Links of mails open nothing; rights do (USR-4)."""

    # -- The public ---------------------------------------------------------------

    def test_public_pages(self):
        """USR-4: a document's link asks for the login, and leads to the document."""
        for name, url in self._get_documents().items():
            with self.subTest(name):
                response = self.url_open(url, allow_redirects=False)
                self.assertLoginFirst(response, url)

    def test_public_learns_nothing(self):
        """USR-4: what does not exist asks for the login like what exists."""
        for url in (
            "/my/orders/999999999?access_token=x",
            "/my/orders/9999999999",
            "/my/invoices/999999999?access_token=x",
            "/my/picking/pdf/999999999",
        ):
            with self.subTest(url):
                response = self.url_open(url, allow_redirects=False)
                self.assertLoginFirst(response, url)

    def test_public_calls(self):
        """USR-4: the calls behind the pages tell to log in, and do nothing."""
        for url, params in self._get_calls().items():
            with self.subTest(url):
                self.assertError(self._call(url, **params), "Please log in")
        self.assertUntouched()

    def test_public_decline(self):
        """USR-4: who declines a quote logs in first, and comes back to its page."""
        self.authenticate(None, None)
        response = self._post(
            f"/my/orders/{self.quote.id}/decline",
            access_token=self.quote._portal_ensure_token(),
            decline_message="No",
        )
        self.assertLoginFirst(response, f"/my/orders/{self.quote.id}")
        self.assertUntouched()

    def test_public_payment_links(self):
        """USR-4: the link of a payment asks for the login, too."""
        partner, amount = self.invoice.partner_id, 302.5
        token = payment_utils.generate_access_token(
            partner.id, amount, self.eur.id, env=self.env
        )
        terms = (
            f"amount={amount}&currency_id={self.eur.id}&partner_id={partner.id}"
            f"&access_token={token}"
        )
        for url in (
            f"/payment/pay?{terms}",
            f"/payment/pay?{terms}&invoice_id={self.invoice.id}",
            f"/payment/confirmation?tx_id=1&access_token={token}",
        ):
            with self.subTest(url):
                self.assertLoginFirst(self.url_open(url, allow_redirects=False), url)
        answer = self._call(
            "/payment/transaction",
            amount=amount,
            currency_id=self.eur.id,
            partner_id=partner.id,
            access_token=token,
        )
        self.assertError(answer, "Please log in")

    def test_login_leads_back(self):
        """USR-4: after the login stands the very document, as it was asked for."""
        page = self._get_page(self.invoice.get_portal_url())
        [back] = page.xpath("//input[@name='redirect']/@value")
        self.authenticate(None, None)
        response = self._post(
            "/web/login",
            follow=True,
            login=self.buyer.login,
            password=self.buyer.login,
            redirect=back,
        )
        self.assertEqual(response.status_code, 200)
        self.assertIn(f"/my/invoices/{self.invoice.id}?access_token=", response.url)
        self.assertIn(self.invoice.name, response.text)

    def test_mail_button(self):
        """USR-4: the button of a mail leads to the login as well."""
        order = self.order
        url = (
            f"/mail/view?model=sale.order&res_id={order.id}"
            f"&access_token={order._portal_ensure_token()}"
        )
        self.assertIn("/web/login?redirect=", self.url_open(url).url)
        self._allow(self.buyer)
        self._log_in(self.buyer)
        self.assertTrue(self.url_open(url).url.endswith("/my"))
        self._allow(self.buyer, "see_own_orders")
        self.assertIn(f"/my/orders/{order.id}", self.url_open(url).url)

    def test_nobody_to_log_in(self):
        """USR-4: no dead end for customers who have no login; old ones count."""
        users = self.buyer | self.mate
        elsewhere = self.stranger.partner_id
        visits = {user: user.partner_id for user in users}
        terms = self._get_payment_terms()
        urls = {
            self.order.name: self.order.get_portal_url(),
            self.invoice.name: self.invoice.get_portal_url(),
            "Payment": f"/payment/pay?{terms}&invoice_id={self.invoice.id}",
        }
        users.active = False
        for url in urls.values():
            self.assertLoginFirst(self.url_open(url, allow_redirects=False), url)
        for user in users:
            user.partner_id = elsewhere.copy()
        for text, url in urls.items():
            with self.subTest(url):
                response = self.url_open(url)
                self.assertNotIn("/web/login", response.url)
                self.assertIn(text, response.text)
        self.assertFalse(visits[self.buyer].user_ids)
        url = f"/payment/pay?{terms.replace('amount=', 'amount=1')}"
        self.assertEqual(self.url_open(url).status_code, 404)

    def _get_payment_terms(self, amount=302.5):
        partner = self.invoice.partner_id
        token = payment_utils.generate_access_token(
            partner.id, amount, self.eur.id, env=self.env
        )
        return (
            f"amount={amount}&currency_id={self.eur.id}&partner_id={partner.id}"
            f"&access_token={token}"
        )

    # -- The setting --------------------------------------------------------------

    def test_setting_off(self):
        """USR-4: with the setting off a link opens its document to the public."""
        self.website.b2b_link_login = False
        page = self._get_page(self.order.get_portal_url())
        self.assertIn(self.order.name, page.text_content())
        page = self._get_page(self.invoice.get_portal_url())
        self.assertIn(self.invoice.name, page.text_content())
        for url in (f"/my/orders/{self.order.id}", f"/my/invoices/{self.invoice.id}"):
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.headers["Location"], "/my")

    def test_setting_off_customers(self):
        """USR-4: with the setting off as well, who is logged in needs the right."""
        self.website.b2b_link_login = False
        self._allow(self.mate)
        for user in (self.mate, self.stranger):
            self._log_in(user)
            for name in ("order", "quote", "invoice"):
                with self.subTest(f"{user.login} {name}"):
                    text = self._get_refusal(self._get_documents()[name])
                    self.assertIn(NOTHING, text)

    @mute_logger("odoo.http", "odoo.models")
    def test_token_is_secret(self):
        """USR-4: nobody takes a document's token to open it logged out."""
        self.website.b2b_link_login = False
        self._log_in(self.buyer)
        for record in (self.order, self.quote, self.invoice):
            token = record._portal_ensure_token()
            domain = [["access_token", "=", token]]
            for method, arguments in (
                ("read", [record.ids, ["access_token"]]),
                ("search_count", [domain]),
                ("search_read", [[], ["access_token"]]),
                ("formatted_read_group", [[], ["access_token"]]),
            ):
                with self.subTest(record=record.name, method=method):
                    answer = self._call(
                        f"/web/dataset/call_kw/{record._name}/{method}",
                        model=record._name,
                        method=method,
                        args=arguments,
                        kwargs={},
                    )
                    self.assertIn("error", answer)
            answer = self._call(
                f"/web/dataset/call_kw/{record._name}/get_portal_url",
                model=record._name,
                method="get_portal_url",
                args=[record.ids],
                kwargs={},
            )
            self.assertIn(str(record.id), answer["result"])
            self.assertNotIn(token, str(answer))
            url = f"/mail/view?model={record._name}&res_id={record.id}"
            response = self.url_open(url)
            self.assertIn(record.name, response.text)
            self.assertNotIn(token, response.url)

    def test_setting_page(self):
        """USR-4: the setting stands in Settings, on by default."""
        self.assertTrue(self.env["website"].new({}).b2b_link_login)
        settings = self.env["res.config.settings"].create(
            {"website_id": self.website.id}
        )
        settings.b2b_link_login = False
        self.assertFalse(self.website.b2b_link_login)
        arch = settings.get_view()["arch"]
        self.assertIn('name="b2b_link_login"', arch)

    def test_switch_off(self):
        """USR-4: with the B2B shop off links open documents, as Odoo has it."""
        self.website.b2b_enabled = False
        page = self._get_page(self.order.get_portal_url())
        self.assertIn(self.order.name, page.text_content())
        self._allow(self.mate)
        self._log_in(self.mate)
        page = self._get_page(f"/my/orders/{self.order.id}")
        self.assertIn(self.order.name, page.text_content())
        page = self._get_page("/my/orders/999999999")
        self.assertFalse(self._get_text(page, "o_cats_b2b_refusal"))

    # -- Who is logged in ---------------------------------------------------------

    def test_owner(self):
        """USR-4: who has the right opens each document, with and without its token."""
        self._log_in(self.buyer)
        for record in (self.order, self.quote, self.invoice):
            for url in (record.access_url, record.get_portal_url()):
                with self.subTest(url):
                    page = self._get_page(url)
                    self.assertIn(record.name, page.text_content())

    def test_without_right(self):
        """USR-4: a token is worth nothing to who lacks the right over a document."""
        rights = {
            "order": ("see_company_orders",),
            "edi": ("see_company_orders",),
            "document": ("see_company_orders",),
            "quote": ("company_quotes",),
            "invoice": ("see_invoices",),
        }
        urls = self._get_documents()
        self._log_in(self.mate)
        for name, codes in rights.items():
            with self.subTest(name):
                self._forbid(self.mate, *codes)
                self.assertIn(NOTHING, self._get_refusal(urls[name]))

    def test_transfer_without_right(self):
        """USR-4: the token of an order prints no delivery slip for who may not see."""
        self._forbid(self.mate, "see_company_orders")
        urls = self._get_documents()
        for user in (self.mate, self.stranger):
            self._log_in(user)
            for name in ("transfer", "return"):
                with self.subTest(f"{user.login} {name}"), mute_logger("odoo.http"):
                    self.assertEqual(self.url_open(urls[name]).status_code, 404)

    def test_scope(self):
        """USR-4: who sees his own orders only opens no colleague's by its link."""
        self._allow(self.mate, "see_own_orders", "quotes")
        self._log_in(self.mate)
        for record in (self.order, self.quote):
            self.assertIn(NOTHING, self._get_refusal(record.get_portal_url()))
        own = self._create_order((self.product, 1), partner_id=self.mate.partner_id.id)
        own.action_confirm()
        self._get_page(own.access_url)

    def test_other_company(self):
        """USR-4: another company's user gets nothing by a link, and changes nothing."""
        self._log_in(self.stranger)
        for name in ("order", "quote", "invoice", "document", "edi"):
            with self.subTest(name):
                text = self._get_refusal(self._get_documents()[name])
                self.assertIn(NOTHING, text)
        for url, params in self._get_calls().items():
            with self.subTest(url):
                self.assertError(self._call(url, **params), NOTHING)
        self._post(
            f"/my/orders/{self.quote.id}/decline",
            access_token=self.quote._portal_ensure_token(),
            decline_message="No",
        )
        self.assertUntouched()

    def test_staff(self):
        """USR-4: staff open documents as in Odoo, by rule or by token."""
        self.manager.password = self.manager.login
        self._log_in(self.manager)
        page = self._get_page(self.order.access_url)
        self.assertIn(self.order.name, page.text_content())
        # Sales managers have no right over invoices.
        page = self._get_page(self.invoice.get_portal_url())
        self.assertIn(self.invoice.name, page.text_content())

    def test_taken_away(self):
        """USR-4: a right that was taken away opens nothing at the next request."""
        self._log_in(self.buyer)
        self._get_page(self.invoice.get_portal_url())
        self._forbid(self.buyer, "see_invoices")
        self.assertIn(NOTHING, self._get_refusal(self.invoice.get_portal_url()))
        self._allow(self.buyer, "see_invoices")
        self._get_page(self.invoice.get_portal_url())
        self.buyer.active = False
        url = self.invoice.get_portal_url()
        self.assertLoginFirst(self.url_open(url, allow_redirects=False), url)

    def test_payment_links(self):
        """USR-4: the link to pay an invoice takes the right to see it."""
        token = payment_utils.generate_access_token(
            self.invoice.partner_id.id, 302.5, self.eur.id, env=self.env
        )
        url = (
            f"/payment/pay?amount=302.5&currency_id={self.eur.id}"
            f"&partner_id={self.invoice.partner_id.id}&access_token={token}"
            f"&invoice_id={self.invoice.id}"
        )
        self._log_in(self.buyer)
        self.assertIn("302.50", self._get_page(url).text_content())
        self._forbid(self.buyer, "see_invoices")
        self.assertIn(NOTHING, self._get_refusal(url))
        self._log_in(self.stranger)
        self.assertIn(NOTHING, self._get_refusal(url))
