from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon
from .return_common import CLAIMED, CatsReturnCommon


class ReturnPagesCommon(CatsReturnCommon):
    @classmethod
    def _inspect_all(cls, line, verdict="defective", **values):
        """Approve, receive and inspect a line; then the policy proposes."""
        cls._approve_shortly(line)
        cls._receive_shortly(line)
        cls._inspect_shortly(line, verdict, **values)
        with freeze_time(cls._at(CLAIMED)):
            line._propose_solutions()
        return line

    def _flush_mails(self):
        """:return: mail.mail: what the transaction sends, once it ends."""
        before = self.env["mail.mail"].sudo().search([])
        self.env.cr.precommit.run()
        return self.env["mail.mail"].sudo().search([]) - before


@tagged("post_install", "-at_install")
class TestReturnSteps(ReturnPagesCommon):
    """AFS-8: what the customer does with a claim, and what he is told of it."""

    def _as_buyer(self, line):
        return line.with_user(self.buyer)

    def test_withdraw(self):
        """AFS-8: a claim is withdrawn as long as nothing was sent in."""
        line = self._claim_line("defective")
        self._as_buyer(line)._withdraw()
        self.assertEqual((line.state, line.return_id.state), ("withdrawn", "withdrawn"))

    def test_withdraw_approved(self):
        """AFS-8: with the claim its RMA and its receipt are cancelled."""
        line = self._approve_shortly(self._claim_line("defective"))
        receipt = line.rma_id.reception_move_id
        self._as_buyer(line)._withdraw()
        self.assertEqual(line.state, "withdrawn")
        self.assertEqual(line.rma_id.state, "cancelled")
        self.assertEqual(receipt.state, "cancel")

    def test_withdraw_twice(self):
        """AFS-8: a double click withdraws once."""
        line = self._claim_line("defective")
        self._as_buyer(line)._withdraw()
        with self.assertRaisesRegex(UserError, "no longer be withdrawn"):
            self._as_buyer(line)._withdraw()

    def test_withdraw_too_late(self):
        """AFS-8: what is on its way is not withdrawn any more."""
        line = self._approve_shortly(self._claim_line("defective"))
        self._as_buyer(line)._say_handed_over()
        with self.assertRaisesRegex(UserError, "no longer be withdrawn"):
            self._as_buyer(line)._withdraw()

    def test_sent_by_word(self):
        """AFS-5: the customer's word is no pick-up: no replacement leaves by it."""
        line = self._approve_shortly(self._claim_line("doa"))
        self._as_buyer(line)._say_handed_over()
        self.assertTrue(line._has_event("handed_over"))
        self.assertFalse(line._is_picked_up())
        line.action_hand_over()
        self.assertTrue(line._is_picked_up())

    def test_sent_before_approval(self):
        """AFS-3: nothing is sent in before the approval."""
        line = self._claim_line("defective")
        with self.assertRaisesRegex(UserError, "Nothing is to be sent in"):
            self._as_buyer(line)._say_handed_over()

    def test_who_acts(self):
        """USR-4: not another company's user, not one without the right."""
        line = self._approve_shortly(self._claim_line("defective"))
        mate = self._create_portal_user("mate", self.customer)
        mate._set_b2b_rights(("see_company_orders", "place_orders"))
        for user in (self.stranger, mate):
            for name in ("_withdraw", "_say_handed_over"):
                with (
                    self.subTest(user.login, name=name),
                    self.assertRaises(AccessError),
                ):
                    getattr(line.with_user(user), name)()
        self.assertEqual(line.state, "approved")

    # -- Words --------------------------------------------------------------------

    def test_every_step_has_words(self):
        """AFS-8: each step that comes next is told in a sentence."""
        line = self._claim_line("defective")
        texts = line._get_next_texts()
        for code, _label in line._get_step_labels():
            with self.subTest(code):
                self.assertIn(code, {*texts, "chosen", "handed_over"})

    def test_next(self):
        """AFS-8: what happens next, from the claim to the choice."""
        line = self._claim_line("doa", packaging="opened")
        said = [line._explain_next()]
        self._approve_shortly(line)
        said.append(line._explain_next())
        self._receive_shortly(line)
        said.append(line._explain_next())
        self._inspect_shortly(line, "defective")
        self._put_into_stock(self.driver, 1, ["SPARE-1"])
        with freeze_time(self._at(CLAIMED)):
            line._propose_solutions()
        said.append(line._explain_next())
        number = line.return_id.ra_number
        self.assertEqual(
            said,
            [
                "We look at your claim. Please send nothing in before we approve it.",
                f"Please send the goods in, with the return slip {number} in the "
                "parcel.",
                "We inspect the goods.",
                "Please choose what becomes of it.",
            ],
        )

    # -- Mails --------------------------------------------------------------------

    def test_mail_at_each_step(self):
        """AFS-8: who claimed gets a mail of what happened and what comes next."""
        line = self._claim_line("doa")
        self._flush_mails()
        self._approve_shortly(line)
        mail = self._flush_mails()
        self.assertEqual(len(mail), 1)
        self.assertEqual(mail.recipient_ids, self.buyer.partner_id)
        self.assertIn(line.return_id.ra_number, mail.subject)
        self.assertIn("Your claim is approved.", mail.body_html)
        self.assertIn("Please send the goods in", mail.body_html)
        self.assertIn(f"/my/returns/{line.return_id.id}", mail.body_html)
        self.assertNotIn("access_token", mail.body_html)

    def test_one_mail_for_all(self):
        """AFS-8: what happens to several lines at once is one mail."""
        lines = self._claim_line("doa") + self._claim_line("defective")
        lines[1].return_id = lines[0].return_id
        self._flush_mails()
        lines._log_event("approved")
        mail = self._flush_mails()
        self.assertEqual(len(mail), 1)
        for line in lines:
            self.assertIn(line.lot_name, mail.body_html)

    def test_mail_of_last_step(self):
        """AFS-8: what arrives and is inspected at once is told once, as inspected."""
        line = self._claim_line("doa")
        self._flush_mails()
        self._inspect_all(line)
        mail = self._flush_mails()
        self.assertEqual(len(mail), 1)
        self.assertIn("We have inspected it.", mail.body_html)
        self.assertNotIn("The goods have arrived here.", mail.body_html)
        self.assertIn("dead on arrival", mail.body_html)

    def test_no_mail_of_own_step(self):
        """AFS-8: nobody is told by mail what he just did himself."""
        line = self._claim_line("defective")
        self._flush_mails()
        self._as_buyer(line)._withdraw()
        self.assertFalse(self._flush_mails())

    def test_mail_in_language(self):
        """AFS-8: the mail is in the language of who claimed."""
        self.env["res.lang"]._activate_lang("fr_FR")
        self.buyer.lang = "fr_FR"
        line = self._claim_line("defective")
        self._flush_mails()
        line._log_event("approved")
        mail = self._flush_mails()
        fr = line.with_context(lang="fr_FR")
        self.assertIn(fr._get_event_texts()["approved"], mail.body_html)

    # -- Messages -----------------------------------------------------------------

    def test_message(self):
        """AFS-8: what the customer writes reaches the desk, as text."""
        claim = self._claim_line("defective").return_id
        error = claim.with_user(self.buyer)._post_message("Is it <b>there</b>?")
        self.assertFalse(error)
        (row,) = claim.with_user(self.buyer)._get_message_rows()
        self.assertTrue(row["is_own"])
        self.assertIn("&lt;b&gt;there", row["body"])
        self.assertEqual(len(claim.activity_ids), 1)
        claim.with_user(self.buyer)._post_message("Hello?")
        self.assertEqual(len(claim.activity_ids), 1)

    def test_message_refused(self):
        """AFS-8: an empty message, and one of others, is not sent."""
        claim = self._claim_line("defective").return_id
        self.assertTrue(claim.with_user(self.buyer)._post_message("  "))
        self.assertTrue(claim.with_user(self.buyer)._post_message("x" * 5001))
        with self.assertRaises(AccessError):
            claim.with_user(self.stranger)._post_message("Hello")
        self.assertFalse(claim.with_user(self.buyer)._get_message_rows())

    def test_internal_note(self):
        """AFS-8: notes of the staff stay theirs, their answers are shown."""
        claim = self._claim_line("defective").return_id
        claim.message_post(body="He broke it", subtype_xmlid="mail.mt_note")
        claim.message_post(
            body="We look at it",
            subtype_xmlid="mail.mt_comment",
            message_type="comment",
        )
        (row,) = claim.with_user(self.buyer)._get_message_rows()
        self.assertIn("We look at it", row["body"])


@tagged("post_install", "-at_install")
class TestReturnPagesPortal(ReturnPagesCommon, CatsB2bHttpCommon):
    """AFS-8: the pages over HTTP, and who does not get them."""

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _send(self, url, **data):
        data["csrf_token"] = Request.csrf_token(self)
        return self.url_open(url, data=data, allow_redirects=False)

    def _act(self, line, action, code=""):
        url = f"/my/returns/{line.return_id.id}/lines/{line.id}"
        return self._send(url, action=action, code=code)

    def test_list(self):
        """AFS-8: the company's returns, the newest first, with what comes next."""
        first = self._claim_line("defective")
        second = self._approve_shortly(self._claim_line("doa"))
        self._log_in(self.buyer)
        rows = self._get_text(self._get_page("/my/returns"), "o_cats_b2b_return_row")
        self.assertEqual(len(rows), 2)
        self.assertIn(second.return_id.ra_number, rows[0])
        self.assertIn("Please send the goods in", rows[0])
        self.assertIn(first.return_id.name, rows[1])
        rows = self._get_text(
            self._get_page("/my/returns?filterby=yours"), "o_cats_b2b_return_row"
        )
        self.assertEqual(len(rows), 1)
        self._get_page("/my/returns?filterby=nonsense")

    def test_page(self):
        """AFS-8: the page tells what is wrong, what was found and what follows."""
        line = self._inspect_all(
            self._claim_line("doa"), inspection_note="No output voltage."
        )
        self._log_in(self.buyer)
        text = self._get_page(f"/my/returns/{line.return_id.id}").text_content()
        for words in (
            line.return_id.ra_number,
            line.lot_name,
            "It does not work.",
            "No output voltage.",
            "within 45 days",
            "dead on arrival",
        ):
            with self.subTest(words):
                self.assertIn(words, " ".join(text.split()))
        self.assertNotIn(line.rma_id.name, text)

    def test_choice(self):
        """AFS-5: the customer chooses among the solutions, once."""
        line = self._claim_line("doa")
        self._put_into_stock(self.driver, 1, ["SPARE-2"])
        self._inspect_all(line)
        self._log_in(self.buyer)
        page = self._get_page(f"/my/returns/{line.return_id.id}")
        codes = page.xpath(
            "//form[contains(@class, 'return_choice')]//input[@type='radio']"
        )
        self.assertEqual(
            [one.get("value") for one in codes],
            ["replacement", "credit"],
        )
        self.assertEqual(self._act(line, "choose", "credit").status_code, 303)
        self.assertEqual(line.solution, "credit")
        response = self._act(line, "choose", "replacement")
        self.assertEqual(response.status_code, 200)
        self.assertIn("o_cats_b2b_return_error", response.text)
        self.assertEqual(line.solution, "credit")

    def test_choice_not_allowed(self):
        """AFS-5: what is not offered cannot be chosen by hand."""
        line = self._inspect_all(self._claim_line("doa"))
        self._log_in(self.buyer)
        self.assertEqual(self._act(line, "choose", "scrap").status_code, 200)
        self.assertEqual(self._act(line, "choose", "nonsense").status_code, 404)
        self.assertEqual(self._act(line, "unlink").status_code, 404)
        self.assertNotIn(line.solution, ("scrap", "nonsense"))

    def test_costs(self):
        """AFS-6: what is not defective goes back once the customer agrees to pay."""
        line = self._inspect_all(self._claim_line("doa"), "not_defective")
        self._log_in(self.buyer)
        self._act(line, "choose", "send_back")
        page = self._get_page(f"/my/returns/{line.return_id.id}")
        self.assertTrue(self._get_text(page, "o_cats_b2b_return_agree"))
        self.assertFalse(line._has_event("carriage_agreed"))
        self.assertEqual(self._act(line, "agree").status_code, 303)
        self.assertTrue(line._has_event("carriage_agreed"))

    def test_message(self):
        """AFS-8: a message is kept in its box when it cannot be sent."""
        line = self._claim_line("defective")
        self._log_in(self.buyer)
        url = f"/my/returns/{line.return_id.id}/message"
        self.assertEqual(self._send(url, text="When?").status_code, 303)
        response = self._send(url, text="y" * 5001)
        self.assertIn("y" * 5001, response.text)
        self.assertIn("5000 characters at most", response.text)

    def test_others(self):
        """USR-4: no page, no picture, no step for who may not see the return."""
        line = self._approve_shortly(self._claim_line("defective"))
        claim = line.return_id
        mate = self._create_portal_user("mate", self.customer)
        for user, rights in (
            (self.stranger, None),
            (mate, ("see_company_orders", "place_orders")),
            (mate, ("returns",)),
        ):
            if rights:
                user._set_b2b_rights(rights)
            self._log_in(user)
            with self.subTest(user.login, rights=rights):
                for url in (
                    f"/my/returns/{claim.id}",
                    f"/my/returns/lines/{line.id}/image",
                ):
                    self.assertEqual(self.url_open(url).status_code, 404)
                self.assertEqual(self._act(line, "withdraw").status_code, 404)
                url = f"/my/returns/{claim.id}/message"
                self.assertEqual(self._send(url, text="Hi").status_code, 404)
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(f"/my/returns/{claim.id}").url)
        self.assertEqual(line.state, "approved")

    def test_line_of_another_return(self):
        """USR-4: the line has to be one of the return in the address."""
        mine, other = self._claim_line("defective"), self._claim_line("defective")
        self._log_in(self.buyer)
        url = f"/my/returns/{other.return_id.id}/lines/{mine.id}"
        self.assertEqual(self._send(url, action="withdraw").status_code, 404)
        self.assertEqual(mine.state, "submitted")

    def test_without_shop(self):
        """AFS-8: without the switch there are no such pages."""
        line = self._claim_line("defective")
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        for url in ("/my/returns", f"/my/returns/{line.return_id.id}"):
            self.assertEqual(self.url_open(url).status_code, 404)

    @mute_logger("odoo.http")
    def test_rpc(self):
        """USR-4: by RPC a customer reads what the page shows, and writes nothing."""
        line = self._claim_line("defective")
        self._log_in(self.buyer)
        (row,) = self._call_kw(
            "cats.return.line", "read", line.ids, ["state", "reason"]
        )
        self.assertEqual((row["state"], row["reason"]), ("submitted", "defective"))
        for method, args in (
            ("write", (line.ids, {"description": "x"})),
            ("unlink", (line.ids,)),
            ("read", (line.ids, ["internal_note"])),
            ("read", (line.ids, ["rma_id"])),
            ("_log_event", (line.ids, "approved")),
            ("action_carry_out", (line.ids,)),
        ):
            with self.subTest(method), self.assertRaises(JsonRpcException):
                self._call_kw("cats.return.line", method, *args)
        self.assertEqual(line.state, "submitted")

    # -- What does not grow ---------------------------------------------------------------

    def _count_page(self, url):
        """:return: int: queries of a page that was asked for before."""
        for _visit in range(2):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._get_page(url)
            taken = self.env.cr.sql_log_count - before
        return taken

    def test_growth_of_list(self):
        """AFS-8: 12 returns are listed by as many queries as 3."""
        self._log_in(self.buyer)
        counts = []
        for number in (3, 9):
            for _return in range(number):
                self._approve_shortly(self._claim_line("defective"))
            counts.append(self._count_page("/my/returns"))
        self.assertLessEqual(counts[1], counts[0])

    def test_growth_of_page(self):
        """AFS-8: a return of 8 units is shown by as many queries as one of 2."""
        self._log_in(self.buyer)
        claim, counts = None, []
        for number in (2, 6):
            for _unit in range(number):
                line = self._claim_line("doa")
                claim = claim or line.return_id
                line.return_id = claim
                self._inspect_all(line)
            counts.append(self._count_page(f"/my/returns/{claim.id}"))
        self.assertLessEqual(counts[1], counts[0])
