from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon
from .rights_common import CatsB2bRightsCommon


@tagged("post_install", "-at_install")
class TestRightsMails(CatsB2bRightsCommon):
    """Messages, recipients and followers of orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.orders["own sale"]
        cls.theirs = cls.orders["colleague's sale"]

    def _post(self, order, body="Now 12.50 a piece", **kwargs):
        values = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        return order.message_post(body=body, **{**values, **kwargs})

    def _get_mailed(self, message):
        """:return: the contacts who got a mail of a message."""
        return message.notification_ids.res_partner_id

    def test_messages(self):
        """USR-4: who may not see an order reads none of its mails, even his own."""
        for name, order in (("own", self.order), ("theirs", self.theirs)):
            message = self._post(order, partner_ids=self.buyer.partner_id.ids)
            answer = self._post(
                order, author_id=self.buyer.partner_id.id, message_type="email"
            )
            mails = message | answer
            for rights, expected in (
                (["see_company_orders", "see_prices"], mails),
                (["see_company_orders"], mails.browse()),
                (["see_own_orders", "see_prices"], mails if name == "own" else None),
                (["see_prices", "place_orders"], mails.browse()),
            ):
                with self.subTest(order=name, rights=rights):
                    self.buyer._set_b2b_rights(rights)
                    expected = expected or mails.browse()
                    seen = mails.with_user(self.buyer)
                    self.assertEqual(seen._filtered_access("read"), expected)
                    found = seen.search([("id", "in", mails.ids)])
                    self.assertEqual(found, expected)
                    self.assertEqual(
                        seen.search_count([("id", "in", mails.ids)]), len(expected)
                    )

    def test_own_comment(self):
        """USR-4: what he wrote himself on the page tells him no prices."""
        self.buyer._set_b2b_rights(["see_own_orders"])
        author = self.buyer.partner_id.id
        comment = self._post(self.order, "Please be quick", author_id=author)
        self.assertTrue(comment.with_user(self.buyer).has_access("read"))
        self.buyer._set_b2b_rights([])
        self.assertFalse(comment.with_user(self.buyer).has_access("read"))

    def test_other_messages(self):
        """USR-4: messages of other records, and the staff's, stay as they are."""
        self.buyer._set_b2b_rights([])
        partner = self.buyer.partner_id
        message = self._post(partner, partner_ids=partner.ids)
        self.assertTrue(message.with_user(self.buyer).has_access("read"))
        mail = self._post(self.order)
        self.assertIn(mail, mail.with_user(self.manager).search([("id", "=", mail.id)]))

    def test_recipients(self):
        """USR-4: who follows an order gets no mail if he may not see it."""
        both = self.buyer.partner_id | self.colleague.partner_id
        for rights, expected in (
            (["see_company_orders"], both),
            (["see_own_orders"], self.colleague.partner_id),
        ):
            with self.subTest(rights=rights):
                self.theirs.message_subscribe(both.ids)
                self.buyer._set_b2b_rights(rights)
                message = self._post(self.theirs)
                self.assertEqual(self._get_mailed(message), expected)
        self._set_role(self.buyer, "technician")
        self.order.message_subscribe(both.ids)
        message = self._post(self.order, partner_ids=self.buyer.partner_id.ids)
        self.assertEqual(self._get_mailed(message), both)

    def test_deactivated_recipient(self):
        """USR-4: who is deactivated gets no mail, even when it is written to him."""
        self.order.message_subscribe(self.colleague.partner_id.ids)
        self.buyer.active = False
        message = self._post(self.order, partner_ids=self.buyer.partner_id.ids)
        self.assertEqual(self._get_mailed(message), self.colleague.partner_id)
        office = self.env["res.partner"].create(
            {"name": "Office", "email": "o@example.com", "parent_id": self.customer.id}
        )
        message = self._post(self.order, partner_ids=office.ids)
        self.assertIn(office, self._get_mailed(message))

    def test_closed_login_of_office(self):
        """USR-4: what is written to the company arrives, whoever logged in by it."""
        branch, billing, payer = self.env["res.partner"].create(
            [
                {"name": name, "email": f"{name}@example.com", **values}
                for name, values in (
                    ("branch", {"is_company": True}),
                    ("billing", {"type": "invoice", "parent_id": self.customer.id}),
                    ("payer", {"parent_id": self.customer.id}),
                )
            ]
        )
        for partner in branch | billing | payer:
            user = self._create_portal_user(f"{partner.name}_login", self.customer)
            user.partner_id = partner
            user.active = False
        everybody = branch | billing | payer
        message = self._post(self.order, partner_ids=everybody.ids)
        self.assertEqual(self._get_mailed(message), branch | billing)
        self.order.message_subscribe(everybody.ids)
        self.assertFalse(self._get_mailed(self._post(self.order)))
        self.order.partner_invoice_id = payer
        message = self._post(self.order, partner_ids=payer.ids)
        self.assertIn(payer, self._get_mailed(message))

    def test_recipients_without_b2b(self):
        """USR-4: with the switch off followers get what they got."""
        self.env["website"].search([]).b2b_enabled = False
        self._set_role(self.buyer, "technician")
        self.theirs.message_subscribe(self.buyer.partner_id.ids)
        message = self._post(self.theirs)
        self.assertIn(self.buyer.partner_id, self._get_mailed(message))

    def test_unfollow(self):
        """USR-4: a right taken away ends the following of what it showed."""
        documents = self.order | self.theirs
        partner = self.buyer.partner_id
        documents.message_subscribe([partner.id, self.colleague.partner_id.id])
        self.customer.message_subscribe(partner.ids)
        self.buyer._unfollow_b2b_documents()
        self.assertIn(partner, self.theirs.message_partner_ids)
        self.buyer._set_b2b_rights(["see_own_orders"])
        self.buyer._unfollow_b2b_documents()
        self.assertIn(partner, self.order.message_partner_ids)
        self.assertNotIn(partner, self.theirs.message_partner_ids)
        self.buyer.active = False
        self.buyer._unfollow_b2b_documents()
        self.assertNotIn(partner, self.order.message_partner_ids)
        self.assertIn(partner, self.customer.message_partner_ids)
        self.assertIn(self.colleague.partner_id, self.theirs.message_partner_ids)


@tagged("post_install", "-at_install")
class TestRightsChatter(CatsB2bRightsCommon, CatsB2bHttpCommon):
    """The same over HTTP, with and without the token of a link."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.orders["own sale"]
        cls.order._portal_ensure_token()
        cls.order.message_post(
            body="Now 12.50 a piece",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        cls.file = cls.env["ir.attachment"].create(
            {
                "name": "offer.txt",
                "raw": b"12.50",
                "res_model": "sale.order",
                "res_id": cls.order.id,
            }
        )
        cls.file.generate_access_token()

    def _fetch(self, **secrets):
        """:return: how many messages the page of the order gets; ``None``: refused."""
        data = {"thread_model": "sale.order", "thread_id": self.order.id, **secrets}
        response = self.url_open(
            "/mail/chatter_fetch", json={"jsonrpc": "2.0", "params": data}
        ).json()
        return None if "error" in response else len(response["result"]["messages"])

    def _get_secrets(self, user):
        pid = user.partner_id.id
        return [
            {},
            {"token": self.order.access_token},
            {"hash": self.order._sign_token(pid), "pid": pid},
        ]

    def _get_urls(self):
        content = f"/web/content/{self.file.id}"
        return [
            f"{content}?access_token={self.file.access_token}",
            f"{content}?access_token={self.file._get_raw_access_token()}",
            f"/web/image/{self.file.id}?access_token={self.file.access_token}",
        ]

    def test_customers(self):
        """USR-4: rights decide about chatter and files, a token does not."""
        cases = [
            (self.buyer, ["see_own_orders", "see_prices"], True),
            (self.buyer, ["see_own_orders"], False),
            (self.buyer, ["see_prices", "place_orders", "company_quotes"], False),
            (self.colleague, ["see_company_orders", "see_prices"], True),
            (self.colleague, ["see_own_orders", "see_prices"], False),
            (self.stranger, ["principal"], False),
        ]
        for website_asks in (True, False):
            self.website.b2b_link_login = website_asks
            for user, rights, shown in cases:
                with self.subTest(user=user.login, rights=rights, asks=website_asks):
                    user._set_b2b_rights(rights)
                    self.authenticate(user.login, user.login)
                    for secrets in self._get_secrets(user):
                        self.assertEqual(self._fetch(**secrets), shown, secrets)
                    for url in self._get_urls()[:2]:
                        response = self.url_open(url)
                        self.assertEqual(response.ok, shown, url)
                        self.assertEqual(b"12.50" in response.content, shown)

    def test_visitors(self):
        """USR-4: a link asks for the login, unless the website does not want it."""
        secrets = {"token": self.order.access_token}
        self.authenticate(None, None)
        self.assertIsNone(self._fetch(**secrets))
        for url in self._get_urls():
            self.assertNotIn(b"12.50", self.url_open(url).content, url)
        self.website.b2b_link_login = False
        self.assertEqual(self._fetch(**secrets), 1)
        for url in self._get_urls()[:2]:
            self.assertEqual(self.url_open(url).content, b"12.50", url)
        self.file.access_token = "changed"
        self.assertFalse(self.url_open(self._get_urls()[0] + "x").ok)

    def test_without_b2b(self):
        """USR-4: with the switch off links work as ever."""
        self.env["website"].search([]).b2b_enabled = False
        self.authenticate(None, None)
        self.assertEqual(self._fetch(token=self.order.access_token), 1)
        self.assertEqual(self.url_open(self._get_urls()[0]).content, b"12.50")

    def test_staff(self):
        """USR-4: the staff open files and chatter as ever."""
        self.authenticate("b2b_manager", "b2b_manager")
        self.assertEqual(self._fetch(), 1)
        self.assertEqual(
            self.url_open(f"/web/content/{self.file.id}").content, b"12.50"
        )

    def test_post(self):
        """USR-4: nobody writes on an order that he may not see, token or not."""
        data = {
            "thread_model": "sale.order",
            "thread_id": self.order.id,
            "post_data": {"body": "Cancel it", "message_type": "comment"},
            "token": self.order.access_token,
        }
        before = self.order.message_ids
        for user, rights, posts in (
            (self.colleague, ["see_own_orders", "see_prices"], False),
            (self.buyer, ["see_own_orders"], True),
        ):
            with self.subTest(user=user.login):
                user._set_b2b_rights(rights)
                self.authenticate(user.login, user.login)
                answer = self.url_open(
                    "/mail/message/post", json={"jsonrpc": "2.0", "params": data}
                ).json()
                self.assertEqual("error" in answer, not posts, answer)
                self.order.invalidate_recordset(["message_ids"])
                self.assertEqual(len(self.order.message_ids - before), int(posts))

    def test_rpc(self):
        """USR-4: by RPC neither messages nor files tell what is hidden."""
        self.buyer._set_b2b_rights(["see_own_orders"])
        self.authenticate("b2b_buyer", "b2b_buyer")
        domain = [("model", "=", "sale.order"), ("body", "like", "12.50")]
        self.assertEqual(
            self._call_kw("mail.message", "search_read", domain, ["body"]), []
        )
        self.buyer._set_b2b_rights(["see_own_orders", "see_prices"])
        found = self._call_kw("mail.message", "search_read", domain, ["body"])
        self.assertEqual(len(found), 1)
