from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .order_change_common import MORNING, OrderChangeCommon


@tagged("post_install", "-at_install")
class TestOrderRequest(OrderChangeCommon):
    # -- Asking -------------------------------------------------------------------

    def test_lines(self):
        """ORD-7: a customer asks for fewer of one article and none of another."""
        with freeze_time(MORNING):
            request, errors = self._ask(
                quantities={self.supplies: "6", self.cables: "0"}, text=" Sorry "
            )
        self.assertFalse(errors)
        self.assertEqual(request.kind, "change")
        self.assertEqual(request.state, "open")
        self.assertEqual(request.text, "Sorry")
        self.assertEqual(request.user_id, self.buyer)
        self.assertEqual(request.partner_id, self.buyer.partner_id)
        self.assertEqual(
            [
                (one.order_line_id, one.ordered, one.quantity)
                for one in request.line_ids
            ],
            [(self.supplies, 10.0, 6.0), (self.cables, 4.0, 0.0)],
        )
        # The order itself is as it was.
        self.assertEqual(self.supplies.product_uom_qty, 10)

    def test_activity(self):
        """ORD-7: the salesperson gets it as an activity, due before the goods leave."""
        with freeze_time(MORNING):
            request, _errors = self._ask("whole")
        (activity,) = request.activity_ids
        self.assertEqual(activity.user_id, self.seller)
        self.assertEqual(str(activity.date_deadline), "2026-11-18")
        other = self._place(user_id=self.seller.id)
        with freeze_time("2026-11-30 08:00:00"):
            other.order_line.b2b_promise_date = "2026-12-24"
            request, _errors = self._ask("whole", order=other)
        self.assertEqual(str(request.activity_ids.date_deadline), "2026-12-01")

    def test_more(self):
        """ORD-7: more of an article, decimal comma: a change, not a cancellation."""
        self.product.uom_id = self.env.ref("uom.product_uom_kgm")
        self.supplies.product_uom_id = self.product.uom_id
        request, errors = self._ask(quantities={self.supplies: "12,5"})
        self.assertFalse(errors)
        self.assertEqual(request.kind, "change")
        self.assertEqual(request.line_ids.quantity, 12.5)

    def test_many(self):
        """ORD-7: thousands are read, and written, as everywhere in the shop."""
        order = self._place((self.product, 1200))
        (line,) = self._get_lines(order)
        request, errors = self._ask(order=order, quantities={line: "1,000"})
        self.assertFalse(errors)
        self.assertEqual(request.line_ids.quantity, 1000)
        self.product.uom_id.rounding = 0.001
        line.product_uom_qty = 1234.5
        (row,) = self.env["cats.order.request"]._get_rows(order.sudo())
        self.assertEqual(row["value"], "1234.5")

    def test_whole(self):
        """ORD-7: all of an order, while nothing of it has left."""
        request, errors = self._ask("whole")
        self.assertFalse(errors)
        self.assertEqual((request.kind, request.whole), ("cancel", True))
        other = self._place()
        self._dispatch(other, {self.product: 3})
        request, errors = self._ask("whole", order=other)
        self.assertFalse(request)
        self.assertEqual(
            errors, {"": "Part of this order cannot be cancelled any more."}
        )

    def test_something_else(self):
        """ORD-7: whatever it is, in the customer's words, which it takes."""
        request, errors = self._ask("other", text="  ")
        self.assertFalse(request)
        self.assertEqual(errors, {"text": "Please write what we can do for you."})
        request, errors = self._ask("other", text="Please to Namur")
        self.assertFalse(errors)
        self.assertEqual((request.kind, request.text), ("change", "Please to Namur"))

    def test_bad_quantities(self):
        """ORD-7: what is no quantity is told beside its line, and nothing is filed."""
        for typed in ("x", "-1", "nan", "inf", "1e12", "1;2"):
            with self.subTest(typed):
                request, errors = self._ask(quantities={self.supplies: typed})
                self.assertFalse(request)
                self.assertEqual(
                    errors, {self.supplies.id: "Please enter a quantity, or 0."}
                )
        for quantities in ({}, {self.supplies: "10"}, {self.supplies: " "}):
            _request, errors = self._ask(quantities=quantities)
            self.assertEqual(errors, {"": "Nothing was changed."})
        self.assertFalse(self.order.b2b_request_ids)

    def test_left(self):
        """ORD-7: "until dispatch (per line)": of what has left nothing can be asked."""
        self._dispatch(self.order, {self.product: 3, self.cable: 4})
        _request, errors = self._ask(
            quantities={self.supplies: "2", self.cables: "0"},
        )
        self.assertEqual(
            errors,
            {
                self.supplies.id: "Of this, 3 Units have left already.",
                self.cables.id: "This has left already.",
            },
        )
        request, errors = self._ask(quantities={self.supplies: "3"})
        self.assertFalse(errors)
        self.assertTrue(request)

    def test_all_left(self):
        """ORD-7: once everything has left there is nothing to ask for."""
        self._dispatch(self.order)
        request, errors = self._ask("other", text="Stop it")
        self.assertFalse(request)
        self.assertEqual(errors, {"": "All of this order has left already."})

    def test_never(self):
        """ORD-7: where orders are never changed, customers cannot ask for it."""
        self.company.b2b_change_until = "never"
        request, errors = self._ask("whole")
        self.assertFalse(request)
        self.assertEqual(
            errors, {"": "Orders are not changed or cancelled once they are placed."}
        )

    def test_twice(self):
        """ORD-7: a double click files one request; a withdrawn one makes room."""
        first, _errors = self._ask("whole")
        second, errors = self._ask("whole")
        self.assertFalse(second)
        self.assertEqual(
            errors, {"": "There is an open request for this order already."}
        )
        # Two at once pass the first look; the index decides.
        vals = first._prepare_request_vals(self.order, "whole", {}, "")
        third, errors = first._create_request(vals)
        self.assertFalse(third)
        self.assertEqual(
            errors, {"": "There is an open request for this order already."}
        )
        first.with_user(self.buyer)._withdraw()
        self.assertEqual(first.state, "withdrawn")
        self.assertFalse(first.activity_ids)
        again, errors = self._ask("whole")
        self.assertTrue(again)
        with self.assertRaisesRegex(UserError, "not open any more"):
            first.with_user(self.buyer)._withdraw()

    def test_quotation(self):
        """ORD-7: carts and quotations are no orders; nobody asks about them."""
        for state in ("draft", "sent"):
            cart = self._create_cart((self.product, 4))
            cart.state = state
            with self.subTest(state):
                request, errors = self._ask("whole", order=cart)
                self.assertFalse(request)
                self.assertEqual(errors, {"": "This is no order that was placed."})

    def test_who(self):
        """ORD-7: it takes the right to order, and an order that one sees."""
        colleague = self._create_portal_user("colleague", self.customer)
        cases = {
            "no right to order": (self.buyer, {"see_own_orders", "see_prices"}),
            "another company": (self.stranger, None),
            "a colleague's": (colleague, {"place_orders", "see_own_orders"}),
        }
        for case, (user, rights) in cases.items():
            with self.subTest(case):
                if rights:
                    user._set_b2b_rights(rights)
                with self.assertRaises(AccessError):
                    self._ask("whole", user=user)
        self.assertFalse(self.order.b2b_request_ids)
        colleague._set_b2b_rights({"place_orders", "see_company_orders"})
        request, errors = self._ask("whole", user=colleague)
        self.assertFalse(errors)
        self.assertEqual(request.user_id, colleague)
        with self.assertRaisesRegex(AccessError, "Only who asked"):
            request.with_user(
                self._create_portal_user("third", self.customer)
            )._withdraw()

    def test_switch(self):
        """ORD-7: without the switch nobody asks, and staff change what they like."""
        self.website.b2b_enabled = False
        with self.assertRaises(AccessError):
            self._ask("whole")
        self.company.b2b_change_until = "never"
        self.supplies.with_user(self.seller).product_uom_qty = 3
        self.order.with_user(self.seller).action_cancel()
        self.assertEqual(self.order.state, "cancel")

    def test_staff(self):
        """ORD-7: staff ask nobody; their own page has a button for it."""
        with self.assertRaises(AccessError):
            self._ask("whole", user=self.manager)
        panel = self.order.with_user(self.manager)._prepare_b2b_request_panel()
        self.assertFalse(panel["can_ask"])

    def test_growth(self):
        """ORD-7: what can be changed of 5 and of 50 lines takes as many queries."""
        products = [self._create_product(f"Part {one}", 9.0) for one in range(50)]
        counts = []
        for size in (5, 5, 50):
            order = self._place(*((product, 1) for product in products[:size]))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order._decide_b2b_change()
            order._get_b2b_timeline()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[2], counts[1], "5 and 50 lines")

    # -- Answering ----------------------------------------------------------------

    def test_grant_lines(self):
        """ORD-7: granted: quantities and transfer shrink, the customer is mailed."""
        request, _errors = self._ask(quantities={self.supplies: "6", self.cables: "0"})
        request.with_user(self.seller)._grant("Done")
        self.assertEqual(self.supplies.product_uom_qty, 6)
        self.assertEqual(self.cables.product_uom_qty, 0)
        moves = self.order.picking_ids.move_ids.filtered(
            lambda move: move.state != "cancel" and move.product_uom_qty
        )
        self.assertEqual(moves.product_id, self.product)
        self.assertEqual(moves.product_uom_qty, 6)
        self.assertEqual(request.state, "granted")
        self.assertEqual(request.answer, "Done")
        self.assertEqual(request.decided_by_id, self.seller)
        self.assertFalse(request.activity_ids)
        (mail,) = self._get_mails(self.buyer.partner_id)[:1]
        self.assertIn("we changed your order", mail.subject)
        self.assertIn("10 Units", mail.body_html)
        self.assertIn("Done", mail.body_html)
        self.assertNotIn("25.00", mail.body_html)

    def test_grant_whole(self):
        """ORD-7: granted: the order and its transfer are cancelled."""
        request, _errors = self._ask("whole")
        request.with_user(self.seller)._grant()
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(set(self.order.picking_ids.mapped("state")), {"cancel"})
        self.assertEqual(self.order.b2b_status, "cancelled")

    def test_grant_by_hand(self):
        """ORD-7: staff may have done it themselves, and only say so."""
        request, _errors = self._ask(quantities={self.supplies: "6"})
        request.with_user(self.seller)._grant("We send six later", apply=False)
        self.assertEqual(request.state, "granted")
        self.assertEqual(self.supplies.product_uom_qty, 10)

    def test_grant_too_late(self):
        """ORD-7: what has left since then cannot be cancelled; staff are told why."""
        request, _errors = self._ask(quantities={self.supplies: "2"})
        self._dispatch(self.order, {self.product: 7})
        with self.assertRaisesRegex(UserError, "7 Units have left already"):
            request.with_user(self.seller)._grant()
        self.assertEqual(self.supplies.product_uom_qty, 10)
        self.assertIn(
            "Of this, 7 Units have left already.",
            request.with_user(self.seller).limit_warning,
        )

    def test_grant_outdated(self):
        """ORD-7: quantities that changed since then are not overwritten."""
        request, _errors = self._ask(quantities={self.supplies: "8"})
        self.supplies.with_user(self.seller).product_uom_qty = 5
        mine = request.with_user(self.seller)
        message = (
            "Power supply 24 V: 10 Units were ordered when the customer asked, now it "
            "is 5 Units. Change the quantity yourself."
        )
        self.assertEqual(mine.limit_warning, message)
        with self.assertRaises(UserError) as caught:
            mine._grant()
        self.assertEqual(str(caught.exception), message)
        self.assertEqual(self.supplies.product_uom_qty, 5)
        mine._grant("Five, then", apply=False)
        self.assertEqual(request.state, "granted")

    def test_order_cancelled_directly(self):
        """ORD-7: whoever cancels the order has answered what was asked about it."""
        for what, state in (("whole", "granted"), ("other", "refused")):
            with self.subTest(what):
                order = self._place(user_id=self.seller.id)
                request, _errors = self._ask(what, text="Please to Namur", order=order)
                order.with_user(self.seller)._action_cancel()
                self.assertEqual(request.state, state)
                self.assertEqual(request.answer, "The order is cancelled.")
                self.assertEqual(request.decided_by_id, self.seller)
                self.assertFalse(request.activity_ids)
                (mail,) = self._get_mails(self.buyer.partner_id)[:1]
                self.assertIn("The order is cancelled.", mail.body_html)

    def test_grant_of_a_cancelled_order(self):
        """ORD-7: of a cancelled order nothing is granted, whoever cancelled it."""
        request, _errors = self._ask("whole")
        self.order.state = "cancel"
        with self.assertRaisesRegex(UserError, "This order is cancelled"):
            request.with_user(self.seller)._grant()
        self.assertEqual(request.state, "open")

    def test_refuse(self):
        """ORD-7: refused: the order stays, the reason is mailed and kept."""
        request, _errors = self._ask("whole")
        request.with_user(self.seller)._refuse("Packed already")
        self.assertEqual((request.state, request.answer), ("refused", "Packed already"))
        self.assertEqual(self.order.state, "sale")
        (mail,) = self._get_mails(self.buyer.partner_id)[:1]
        self.assertIn("Packed already", mail.body_html)
        with self.assertRaisesRegex(UserError, "not open any more"):
            request.with_user(self.seller)._grant()

    def test_wizard(self):
        """ORD-7: the buttons ask for an answer; to refuse takes one."""
        request, _errors = self._ask(quantities={self.supplies: "6"})
        action = request.with_user(self.seller).action_grant()
        wizard = (
            self.env["cats.order.answer"]
            .with_user(self.seller)
            .with_context(**action["context"])
            .create({"answer": "As you like"})
        )
        self.assertTrue(wizard.has_quantities)
        wizard.action_answer()
        self.assertEqual((request.state, request.answer), ("granted", "As you like"))
        self.assertEqual(self.supplies.product_uom_qty, 6)

    def test_sealed(self):
        """ORD-7: nobody edits what was asked or answered; customers write nothing."""
        request, _errors = self._ask("whole")
        with self.assertRaises(AccessError):
            request.with_user(self.manager).write({"state": "granted"})
        calls = [
            lambda one: one.write({"text": "x"}),
            lambda one: one.action_grant(),
            lambda one: one.action_refuse(),
            lambda one: one.copy(),
            lambda one: one.unlink(),
            lambda one: one.order_id.action_cancel(),
            lambda one: one.order_id.action_b2b_cancel_lines(),
            lambda one: one.order_id.order_line.write({"product_uom_qty": 1}),
        ]
        for number, call in enumerate(calls):
            with self.subTest(number), self.assertRaises(AccessError):
                call(request.with_user(self.buyer))
        self.assertEqual(request.state, "open")
        self.assertEqual(self.order.state, "sale")

    def test_other_company(self):
        """ORD-7: staff of other sellers, and of others' orders, see none."""
        request, _errors = self._ask(quantities={self.supplies: "6"})
        seller = self.env["res.company"].create({"name": "Other seller"})
        company = {"company_id": seller.id, "company_ids": seller.ids}
        outsider = new_test_user(
            self.env, "outsider", groups="sales_team.group_sale_manager", **company
        )
        rival = new_test_user(
            self.env,
            "rival",
            groups="sales_team.group_sale_salesman",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        for records in (request, request.line_ids):
            for user, seen in (
                (outsider, False),
                (rival, False),
                (self.seller, True),
                (self.salesman, True),
            ):
                with self.subTest(user.login, records=records):
                    mine = self.env[records._name].with_user(user)
                    mine = mine.with_context(allowed_company_ids=user.company_ids.ids)
                    self.assertEqual(records <= mine.search([]).sudo(), seen)
                    self.assertEqual(mine.browse(records.ids).has_access("read"), seen)

    # -- Staff's own changes ------------------------------------------------------

    def test_limit_of_staff(self):
        """ORD-7: past the limit a line stays as it is, but for sales managers."""
        self._dispatch(self.order, {self.cable: 4})
        line = self.cables.with_user(self.salesman)
        for vals in (
            {"product_uom_qty": 5},
            {"price_unit": 1.0},
            {"discount": 10.0},
        ):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "has left"):
                line.write(vals)
        with self.assertRaisesRegex(UserError, "has left"):
            self.order.with_user(self.salesman).write(
                {"order_line": [Command.update(line.id, {"price_unit": 1.0})]}
            )
        with self.assertRaisesRegex(UserError, "has left"):
            self.order.with_user(self.salesman).action_cancel()
        self.assertEqual((line.price_unit, self.order.state), (50.0, "sale"))
        # What has not left, what is the same, and other fields are free.
        self.supplies.with_user(self.salesman).product_uom_qty = 6
        line.write({"price_unit": 50.0, "product_uom_qty": 4, "name": "Cable, black"})
        self.cables.with_user(self.manager).price_unit = 40.0
        self.assertEqual(self.cables.price_unit, 40.0)

    def test_never_of_staff(self):
        """ORD-7: "never": nothing is changed, added or cancelled once it is placed."""
        self.company.b2b_change_until = "never"
        order = self.order.with_user(self.salesman)
        new = Command.create({"product_id": self.cable.id, "product_uom_qty": 1})
        for vals in (
            {"order_line": [Command.update(self.cables.id, {"product_uom_qty": 5})]},
            {"order_line": [new]},
            {"state": "cancel"},
        ):
            with self.subTest(vals), self.assertRaises(UserError) as caught:
                order.write(vals)
            self.assertIn("not changed or cancelled", str(caught.exception))
        with self.assertRaisesRegex(UserError, "not changed"):
            order._change_b2b_quantities({self.cables.with_user(self.salesman): 0})
        order.with_user(self.manager).write({"order_line": [new]})
        self.assertEqual(len(self._get_lines(self.order)), 3)
        draft = self._create_order((self.cable, 4))
        draft.with_user(self.salesman).order_line.product_uom_qty = 5
        self.assertEqual(draft.order_line[:1].product_uom_qty, 5)

    def test_invoiced_of_staff(self):
        """ORD-7: "until invoiced": the price may change after the dispatch."""
        self.company.b2b_change_until = "invoiced"
        self._dispatch(self.order, {self.cable: 4})
        line = self.cables.with_user(self.salesman)
        line.price_unit = 45.0
        line.qty_invoiced = 4
        with self.assertRaisesRegex(UserError, "invoiced"):
            line.price_unit = 40.0
        self.assertEqual(self.cables.price_unit, 45.0)

    def test_cancel_lines(self):
        """ORD-7: staff cancel lines, with a mail that tells what and why."""
        wizard = (
            self.env["cats.order.cancel"]
            .with_user(self.seller)
            .create({"order_id": self.order.id, "reason": "Not made any more"})
        )
        self.assertEqual(
            [(one.product_id, one.ordered, one.open) for one in wizard.line_ids],
            [(self.product, 10.0, 10.0), (self.cable, 4.0, 4.0)],
        )
        wizard.line_ids[1].quantity = 4
        wizard.action_cancel_lines()
        self.assertEqual(self.cables.product_uom_qty, 0)
        self.assertFalse(self.cables.b2b_promise_date)
        self.assertTrue(self.order.b2b_promise_date)
        (mail,) = self._get_mails(self.buyer.partner_id)[:1]
        for text in ("is changed", "Cable 2 m", "4 Units", "0 Units", "Not made"):
            self.assertIn(text, mail.body_html)
        for price in ("50.00", "450.00", "544.50", "302.50"):
            self.assertNotIn(price, mail.body_html)
        notes = " ".join(self.order.message_ids.mapped("body"))
        self.assertIn("Not made any more", notes)

    def test_cancel_all(self):
        """ORD-7: of which nothing remains is cancelled; what has left stays."""
        wizard = (
            self.env["cats.order.cancel"]
            .with_user(self.seller)
            .create({"order_id": self.order.id, "tell": False})
        )
        wizard.action_cancel_all()
        self.assertEqual(self.order.state, "cancel")
        other = self._place(user_id=self.seller.id)
        self._dispatch(other, {self.product: 3})
        wizard = (
            self.env["cats.order.cancel"]
            .with_user(self.seller)
            .create({"order_id": other.id})
        )
        wizard.action_cancel_all()
        self.assertEqual(self._get_lines(other).mapped("product_uom_qty"), [3.0, 0.0])
        self.assertEqual(other.b2b_status, "shipped")

    def test_cancelled(self):
        """ORD-7: the wizard of a cancelled order says so and offers nothing."""
        self.order._action_cancel()
        wizard = (
            self.env["cats.order.cancel"]
            .with_user(self.seller)
            .create({"order_id": self.order.id})
        )
        self.assertEqual(wizard.obstacle, "This order is cancelled.")
        self.assertFalse(any(wizard.line_ids.mapped("open")))

    def test_cancelled_line_opens_nothing(self):
        """ORD-7: a line cancelled before does not keep an invoiced order open."""
        self.company.b2b_change_until = "invoiced"
        self.cables.with_user(self.seller).product_uom_qty = 0
        self._dispatch(self.order)
        self.supplies.qty_invoiced = 10
        new = Command.create({"product_id": self.cable.id, "product_uom_qty": 1})
        with self.assertRaisesRegex(UserError, "invoiced already"):
            self.order.with_user(self.salesman).write({"order_line": [new]})
        self.order.with_user(self.manager).write({"order_line": [new]})

    def test_awaited_payment(self):
        """ORD-7: what waits for a bank transfer is placed, for staff, too."""
        self.company.b2b_change_until = "never"
        order = self._create_cart((self.cable, 4))
        order.state = "sent"
        self._await_payment(order)
        mine = order.with_user(self.salesman)
        line = self._get_lines(mine)
        new = Command.create({"product_id": self.product.id, "product_uom_qty": 4})
        for number, change in enumerate(
            (
                lambda: line.write({"product_uom_qty": 8}),
                lambda: line.write({"price_unit": 1.0}),
                lambda: mine.write({"order_line": [new]}),
                lambda: mine.write({"order_line": [Command.delete(line.id)]}),
                mine._action_cancel,
            )
        ):
            with self.subTest(number), self.assertRaisesRegex(UserError, "not changed"):
                change()
        order.transaction_ids.state = "cancel"
        line.product_uom_qty = 8
        self.assertEqual(line.product_uom_qty, 8)

    def test_kit(self):
        """ORD-7: of a kit, whose parts leave, has left what Odoo says is delivered."""
        part = self._create_product("Part of a kit", 5.0)
        self._add_stock(part, 100)
        move = self.supplies.move_ids
        move._do_unreserve()
        move.product_id = part
        self._dispatch(self.order, {part: 10})
        self.supplies.qty_delivered = 4
        self.assertEqual(self.supplies._get_b2b_left_qty(), 4)
        decision = self.order._decide_b2b_change()
        self.assertEqual(decision.get_line(self.supplies.id).open, 6)

    def test_quantities_that_are_sold(self):
        """ORD-5: what remains to leave keeps minimum and multiple of the article."""
        self.product.b2b_qty_multiple = 5
        with self.assertRaises(ValidationError):
            self.order.with_user(self.seller)._change_b2b_quantities({self.supplies: 7})
        self._dispatch(self.order, {self.product: 3})
        # What has left is no order any more, whatever its quantity.
        self.order.with_user(self.seller)._change_b2b_quantities({self.supplies: 3})
        self.assertEqual(self.supplies.product_uom_qty, 3)

    def test_fees_follow(self):
        """FEE-2: without the bulky goods their surcharge goes; none comes anew."""
        self.company.b2b_bulky_product_id = self._create_product(
            "Bulky", 70.0, type="service", is_storable=False, invoice_policy="order"
        )
        self.cable.b2b_bulky = True
        order = self._place(user_id=self.seller.id)
        (surcharge,) = order._get_b2b_fee_lines()
        supplies, cables = self._get_lines(order)
        order.with_user(self.seller)._change_b2b_quantities({cables: 1})
        self.assertEqual(surcharge.product_uom_qty, 1)
        order.with_user(self.seller)._change_b2b_quantities({cables: 0, supplies: 1})
        self.assertEqual(surcharge.product_uom_qty, 0)
        # Goods of EUR 25 would bear the small-order fee, had they been ordered so.
        self.assertEqual(order._get_b2b_fee_lines(), surcharge)
