from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from .accounting_common import CatsB2bAccountingCommon
from .doors_common import DoorsCommon
from .order_change_common import OrderChangeCommon

# What an order's page would offer.
FORM_MARKS = ("request_rma_button", "modal-request-rma", "/requestrma", "/my/rmas")


class ReturnDoorsCommon:
    """An RMA, which only staff and warehouse know, of what was delivered."""

    @classmethod
    def _create_rma(cls, transfer, operation="return", confirm=True, **values):
        """Open an RMA on the first move of a delivery, as a return does."""
        move = transfer.move_ids[:1]
        rma = cls.env["rma"].create(
            {
                "partner_id": transfer.sale_id.partner_id.id,
                "company_id": transfer.company_id.id,
                "order_id": transfer.sale_id.id,
                "picking_id": transfer.id,
                "move_id": move.id,
                "product_uom_qty": 1,
                "operation_id": cls.env.ref(f"cats_b2b.rma_operation_{operation}").id,
                **values,
            }
        )
        if confirm:
            rma.action_confirm()
        return rma

    @classmethod
    def _receive(cls, rma, user=None):
        """Put what comes back into the warehouse's place for returns."""
        receipt = rma.reception_move_id.picking_id
        receipt.with_user(user or cls.env.user).button_validate()
        return receipt


@tagged("post_install", "-at_install")
class TestReturnDoors(ReturnDoorsCommon, DoorsCommon):
    """AFS-2, AFS-3: nothing comes back past the return that staff approve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transfer.button_validate()
        cls.rma = cls._create_rma(cls.transfer)
        cls.receipt = cls._receive(cls.rma)
        cls.rma_token = cls.rma._portal_ensure_token()
        cls.foreign_order = cls._create_order(
            (cls.product, 2), partner_id=cls.stranger.partner_id.id
        )
        cls.foreign_order.action_confirm()
        cls.foreign_transfer = cls.foreign_order.picking_ids
        cls.foreign_transfer.button_validate()

    def setUp(self):
        super().setUp()
        # Not every machine can draw the barcodes of return labels.
        report_class = self.registry["ir.actions.report"]
        self.startPatcher(patch.object(report_class, "barcode", return_value=b""))
        self.printed = []

        def render(_report, _ref, res_ids=None, data=None):
            self.printed.extend(res_ids)
            return b"%PDF", "pdf"

        self.startPatcher(patch.object(report_class, "_render_qweb_pdf", render))

    def _prepare_claim(self, order, **values):
        """:return: dict: OCA's form, filled in for one line of an order."""
        line = order.order_line.filtered("product_id")[:1]
        values = {
            "product_id": line.product_id.id,
            "sale_line_id": line.id,
            "quantity": 1,
            "uom_id": line.product_uom_id.id,
            "picking_id": order.picking_ids[:1].id,
            "operation_id": self.env.ref("rma.rma_operation_refund").id,
            **values,
        }
        return {f"0-{name}": value for name, value in values.items()}

    def _claim(self, order, form, token=True):
        """:return: where OCA's form leads to."""
        query = f"?access_token={order._portal_ensure_token()}" if token else ""
        response = self._post(f"/my/orders/{order.id}/requestrma{query}", **form)
        self.assertEqual(response.status_code, 303)
        return response.headers["Location"]

    def _sign_in_each(self):
        """Generate those who ask, logged in one after the other."""
        for user in (self.buyer, self.mate, self.stranger, None):
            self.session = None
            login = user.login if user else None
            self.authenticate(login, login)
            yield login or "public"

    # -- Requests -------------------------------------------------------------------

    def test_request(self):
        """AFS-2: OCA's form makes nothing, by owner, colleague, stranger, public."""
        before = self.env["rma"].search_count([])
        form = self._prepare_claim(self.order)
        for name in self._sign_in_each():
            with self.subTest(name):
                location = self._claim(self.order, form)
                self.assertEqual(location, f"/my/returns/new?order={self.order.id}")
                self.assertEqual(self.env["rma"].search_count([]), before)

    def test_request_of_others(self):
        """AFS-2: nor does it for another company's order behind one's own."""
        before = self.env["rma"].search_count([])
        foreign = self._prepare_claim(
            self.foreign_order, order_id=self.foreign_order.id
        )
        self._log_in(self.buyer)
        self._claim(self.order, foreign)
        self._claim(self.foreign_order, foreign, token=False)
        self.assertEqual(self.env["rma"].search_count([]), before)
        self.assertFalse(self.foreign_order.rma_ids)

    def test_request_with_address(self):
        """AFS-2: nor with an address of somebody else."""
        form = self._prepare_claim(self.order)
        self._log_in(self.buyer)
        self._claim(
            self.order, {**form, "partner_shipping_id": self.stranger.partner_id.id}
        )
        rmas = self.env["rma"].search([])
        self.assertNotIn(self.stranger.partner_id, rmas.partner_shipping_id)

    def test_request_twice(self):
        """AFS-2: sending it again, or for more than was delivered, makes nothing."""
        form = self._prepare_claim(self.order, quantity=11)
        self._log_in(self.buyer)
        for _time in range(2):
            self._claim(self.order, form)
        self.assertEqual(self.order.rma_ids, self.rma)

    def test_request_page(self):
        """AFS-2: its page leads to the page of returns, with and without a token."""
        url = f"/my/requestrma/{self.order.id}"
        for name in self._sign_in_each():
            for query in ("", f"?access_token={self.order._portal_ensure_token()}"):
                with self.subTest(f"{name} {query}"):
                    response = self.url_open(url + query, allow_redirects=False)
                    self.assertEqual(response.status_code, 303)
                    self.assertEqual(
                        response.headers["Location"],
                        f"/my/returns/new?order={self.order.id}",
                    )

    def test_request_with_the_switch_off(self):
        """AFS-2: the form stays closed where no website is a B2B shop."""
        self.website.b2b_enabled = False
        before = self.env["rma"].search_count([])
        self._log_in(self.buyer)
        self._claim(self.order, self._prepare_claim(self.order))
        self.assertEqual(self.env["rma"].search_count([]), before)

    # -- Pages ----------------------------------------------------------------------

    def test_pages(self):
        """AFS-8: list, page and PDF of RMAs lead to the returns, whoever asks."""
        token = f"access_token={self.rma_token}"
        for name in self._sign_in_each():
            urls = [
                f"/my/rmas/{self.rma.id}",
                f"/my/rmas/{self.rma.id}?{token}",
                f"/my/rmas/{self.rma.id}?{token}&report_type=pdf",
            ]
            if name != "public":
                urls += ["/my/rmas", "/my/rmas/page/2", "/my/rmas?sale_id=1"]
            for url in urls:
                with self.subTest(f"{name} {url}"):
                    response = self.url_open(url, allow_redirects=False)
                    self.assertEqual(response.status_code, 303)
                    self.assertEqual(response.headers["Location"], "/my/returns")
        self.assertFalse(self.printed)

    def test_unknown_rma(self):
        """AFS-8: nobody learns which RMAs there are."""
        self._log_in(self.buyer)
        for number in (0, 999999999, 10**12):
            url = f"/my/rmas/{number}?access_token=x"
            response = self.url_open(url, allow_redirects=False)
            self.assertEqual(response.headers["Location"], "/my/returns", number)

    def test_link_of_a_mail(self):
        """AFS-8: with links that need no login an RMA's link opens nothing, too."""
        self.website.b2b_link_login = False
        other = self.env["website"].create({"name": "Other", "sequence": -2})
        self.assertFalse(other.b2b_enabled)
        url = self.rma.get_portal_url()
        self.assertIn(self.rma_token, url)
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.headers["Location"], "/my/returns")

    def test_pages_for_staff(self):
        """AFS-3: staff who handle returns preview an RMA as ever."""
        user = new_test_user(
            self.env,
            "b2b_desk",
            groups="cats_b2b.group_returns",
            password="b2b_desk",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        self._log_in(user)
        page = self._get_page(f"/my/rmas/{self.rma.id}")
        self.assertIn(self.rma.name, page.text_content())

    def test_pages_with_the_switch_off(self):
        """AFS-8: where no website is a B2B shop, OCA's pages are as they were."""
        self.website.b2b_enabled = False
        self.rma.message_subscribe(self.buyer.partner_id.ids)
        self._log_in(self.buyer)
        page = self._get_page("/my/rmas")
        self.assertIn(self.rma.name, page.text_content())
        page = self._get_page(f"/my/rmas/{self.rma.id}")
        self.assertIn(self.rma.name, page.text_content())

    @mute_logger("odoo.http")
    def test_rpc(self):
        """USR-4: RMAs are not read by RPC, follower or not, but for the switch."""
        self.rma.message_subscribe(self.buyer.partner_id.ids)
        reason = self.env["rma.finalization"].create({"name": "Kept"})
        for user in (self.buyer, self.mate, self.stranger):
            self._log_in(user)
            for record in (self.rma, reason):
                with self.subTest(f"{user.login} {record._name}"):
                    model = record._name
                    self.assertEqual(self._call_kw(model, "search_count", []), 0)
                    with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                        self._call_kw(model, "read", record.ids, ["name"])
        self.website.b2b_enabled = False
        shown = self.env["rma"].with_user(self.buyer).search([])
        self.assertEqual(shown, self.rma)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_other_models(self):
        """USR-4: what RMAs and repairs are made of is closed to customers."""
        for name in ("rma.operation", "rma.tag", "rma.team"):
            for user in (self.buyer, self.env.ref("base.public_user")):
                with self.subTest(f"{user.login} {name}"):
                    self.assertFalse(self.env[name].with_user(user).has_access("read"))
        for name in ("repair.order", "repair.tags"):
            for user in (self.buyer, self.env.ref("base.public_user")):
                with self.subTest(f"{user.login} {name}"):
                    self.assertFalse(self.env[name].with_user(user).has_access("read"))

    # -- Slips ----------------------------------------------------------------------

    def _print(self, rma, picking, token=""):
        """:return: ids of what a slip's address prints."""
        self.printed.clear()
        url = f"/my/rma/picking/pdf/{rma.id}/{picking.id}?access_token={token}"
        self.url_open(url, allow_redirects=False)
        return list(self.printed)

    def test_slip_of_others(self):
        """AFS-3: an RMA opens no slip but its own, whatever token comes with it."""
        for name in self._sign_in_each():
            for picking in (self.foreign_transfer, self.transfer):
                if name == self.stranger.login and picking == self.foreign_transfer:
                    continue
                with self.subTest(f"{name} {picking.name}"):
                    self.assertFalse(self._print(self.rma, picking, self.rma_token))

    def test_slip_of_others_with_the_switch_off(self):
        """AFS-3: nor where no website is a B2B shop."""
        self.website.b2b_enabled = False
        for name in self._sign_in_each():
            with self.subTest(name):
                self.assertFalse(
                    self._print(self.rma, self.foreign_transfer, self.rma_token)
                )

    def test_own_slip(self):
        """AFS-3: who may see the receipt of an RMA prints it; its token is no key."""
        self._log_in(self.buyer)
        self.assertEqual(self._print(self.rma, self.receipt), self.receipt.ids)
        self._log_in(self.stranger)
        self.assertFalse(self._print(self.rma, self.receipt, self.rma_token))
        self.session = None
        self.authenticate(None, None)
        self.assertFalse(self._print(self.rma, self.receipt, self.rma_token))

    def test_own_slip_with_the_switch_off(self):
        """AFS-3: there the token opens the RMA's own slips; a wrong one does not."""
        self.website.b2b_enabled = False
        self.assertEqual(
            self._print(self.rma, self.receipt, self.rma_token), self.receipt.ids
        )
        self.assertFalse(self._print(self.rma, self.receipt, "wrong"))
        self.assertFalse(self._print(self.rma, self.receipt))

    def test_return_slip(self):
        """AFS-3: Odoo's slip for sending goods in is not printed for customers."""
        token = self.order._portal_ensure_token()
        url = f"/my/picking/return/pdf/{self.transfer.id}"
        self._log_in(self.buyer)
        for address in (url, f"{url}?access_token={token}"):
            self.assertEqual(self.url_open(address).status_code, 404)
        self.website.b2b_link_login = False
        self.session = None
        self.authenticate(None, None)
        self.assertEqual(self.url_open(f"{url}?access_token={token}").status_code, 404)
        self.assertFalse(self.printed)

    def test_return_slip_with_the_switch_off(self):
        """AFS-3: where no website is a B2B shop, Odoo prints it as ever."""
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        self.url_open(f"/my/picking/return/pdf/{self.transfer.id}")
        self.assertEqual(self.printed, self.transfer.ids)

    # -- What pages offer -------------------------------------------------------------

    def test_order_page(self):
        """AFS-2: an order's page offers neither OCA's form nor Odoo's return slip."""
        self._log_in(self.buyer)
        text = self.url_open(f"/my/orders/{self.order.id}").text
        self.assertIn(self.transfer.name, text)
        for mark in (*FORM_MARKS, "/my/picking/return/pdf/"):
            self.assertNotIn(mark, text)

    def test_order_page_with_the_switch_off(self):
        """AFS-2: there RMAs and the slip are offered as ever; the form is not."""
        self.website.b2b_enabled = False
        self._log_in(self.buyer)
        text = self.url_open(f"/my/orders/{self.order.id}").text
        self.assertIn("/my/picking/return/pdf/", text)
        self.assertIn("/my/rmas?sale_id=", text)
        for mark in FORM_MARKS[:3]:
            self.assertNotIn(mark, text)

    def test_home(self):
        """AFS-8: the portal's first page has no card of RMAs, and counts none."""
        self.rma.message_subscribe(self.buyer.partner_id.ids)
        self._log_in(self.buyer)
        self.assertNotIn("/my/rmas", self.url_open("/my").text)
        counts = self.make_jsonrpc_request("/my/counters", {"counters": ["rma_count"]})
        self.assertEqual(counts["rma_count"], 0)
        self.website.b2b_enabled = False
        self.assertIn("/my/rmas", self.url_open("/my").text)


@tagged("post_install", "-at_install")
class TestRmaStaff(ReturnDoorsCommon, OrderChangeCommon):
    """Who of the staff needs which right, and who works without any."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transfer = cls._dispatch(cls.order)
        # Without the right on contacts Odoo's own form of transfers fails on carriers.
        cls.keeper = cls._create_user(
            "keeper", "stock.group_stock_user,base.group_partner_manager"
        )
        cls.desk = cls._create_user("desk", "cats_b2b.group_returns")

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"b2b_{login}",
            groups=groups,
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def test_groups(self):
        """AFS-3: managers of sales handle returns; others if they are told to."""
        group = "cats_b2b.group_returns"
        self.assertTrue(self.manager.has_group(group))
        for user in (self.seller, self.salesman, self.keeper):
            with self.subTest(user.login):
                self.assertFalse(user.has_group(group))
                self.assertFalse(user.has_group("rma.rma_group_user_own"))
        self.assertTrue(self.desk.has_group("rma.rma_group_user_all"))

    def test_new_colleagues(self):
        """AFS-3: who joins the staff does not get RMAs and credit notes by default."""
        default = self.env.ref("base.default_user_group")
        own = self.env.ref("rma.rma_group_user_own")
        self.assertNotIn(own, default.all_implied_ids)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_salesman(self):
        """AFS-3: a salesman works with an order that has RMAs, which he cannot read."""
        rma = self._create_rma(self.transfer)
        with self.assertRaises(AccessError):
            rma.with_user(self.seller).read(["name"])
        order = self.order.with_user(self.seller)
        with Form(order) as form:
            form.client_order_ref = "Seen"
        self.assertEqual(self.order.client_order_ref, "Seen")
        copied = order.copy()
        copied.action_confirm()
        self.assertEqual(copied.state, "sale")

    def test_salesman_cancels(self):
        """AFS-3: he changes, cancels and confirms orders that RMAs are about."""
        order = self._place((self.product, 10), user_id=self.seller.id)
        rma = self.env["rma"].create(
            {
                "partner_id": order.partner_id.id,
                "order_id": order.id,
                "product_id": self.product.id,
                "company_id": self.company.id,
            }
        )
        self.assertEqual(rma.order_id, order)
        mine = order.with_user(self.seller)
        mine.order_line.filtered("product_id")[:1].product_uom_qty = 12
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_uom_qty")), 12)
        mine.action_cancel()
        self.assertEqual(order.state, "cancel")
        mine.action_draft()
        mine.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_keeper_receives(self):
        """AFS-4: a stock user receives what comes back, and sends the replacement."""
        rma = self._create_rma(self.transfer)
        receipt = rma.reception_move_id.picking_id.with_user(self.keeper)
        with Form(receipt) as form:
            form.origin = "Counter"
        receipt.button_validate()
        self.assertEqual(receipt.state, "done")
        self.assertEqual(rma.state, "received")
        rma.with_user(self.desk).create_replace(
            rma.date, self.warehouse, self.product, 1, self.product.uom_id
        )
        replacement = rma.delivery_move_ids.picking_id.with_user(self.keeper)
        replacement.button_validate()
        self.assertEqual(rma.state, "replaced")

    def test_desk(self):
        """AFS-5: who handles returns works with RMAs of everybody's orders."""
        for operation, create, state in (
            ("return", "create_replace", "replaced"),
            ("return", "create_return", "returned"),
        ):
            with self.subTest(operation):
                rma = self._create_rma(self.transfer, operation, user_id=self.seller.id)
                self._receive(rma)
                mine = rma.with_user(self.desk)
                with Form(mine) as form:
                    form.deadline = "2026-12-01"
                    self.assertEqual(form.order_id, self.order)
                getattr(mine, create)(*self._prepare_sending(create))
                rma.delivery_move_ids.picking_id.with_user(
                    self.keeper
                ).button_validate()
                self.assertEqual(rma.state, state)

    def _prepare_sending(self, create):
        """:return: what OCA's methods that send goods are called with."""
        day = "2026-12-01 08:00:00"
        if create == "create_return":
            return (day,)
        return (day, self.warehouse, self.product, 1, self.product.uom_id)

    def test_keeper_cancels(self):
        """AFS-4: a stock user cancels a receipt; the RMA is a draft again."""
        rma = self._create_rma(self.transfer)
        rma.reception_move_id.picking_id.with_user(self.keeper).action_cancel()
        self.assertEqual(rma.state, "draft")

    def test_keeper_pushes(self):
        """AFS-4: deliveries in steps go on for stock users without a right on RMAs."""
        self.warehouse.delivery_steps = "pick_ship"
        order = self._place((self.product, 2))
        pick = order.picking_ids.with_user(self.keeper)
        pick.move_ids.write({"quantity": 2, "picked": True})
        pick.button_validate()
        ship = (order.picking_ids - pick).with_user(self.keeper)
        self.assertEqual(len(ship), 1)
        ship.button_validate()
        self.assertEqual(ship.state, "done")

    def test_keeper_returns(self):
        """AFS-4: Odoo's own return of a delivery works for them, too."""
        wizard = Form(
            self.env["stock.return.picking"]
            .with_user(self.keeper)
            .with_context(active_id=self.transfer.id, active_model="stock.picking")
        ).save()
        wizard.product_return_moves[0].quantity = 1
        action = wizard.action_create_returns()
        back = self.env["stock.picking"].browse(action["res_id"])
        self.assertEqual(
            back.move_ids.origin_returned_move_id.picking_id, self.transfer
        )


@tagged("post_install", "-at_install")
class TestRmaData(ReturnDoorsCommon, OrderChangeCommon, CatsB2bAccountingCommon):
    """What cats_b2b mends of OCA's RMAs, and what it makes of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.transfer = cls._dispatch(cls.order)

    # -- Operations -----------------------------------------------------------------

    def test_operations(self):
        """AFS-3: approved goods are awaited at once; what follows waits for people."""
        operations = self.env["rma.operation"].search([("b2b_return", "=", True)])
        self.assertEqual(len(operations), 2)
        for operation in operations:
            with self.subTest(operation.name):
                self.assertTrue(operation.name.startswith("B2B: "))
                for step in (
                    operation.action_create_delivery,
                    operation.action_create_refund,
                ):
                    self.assertNotIn("automatic", step or "")
                    self.assertNotEqual(step, "update_quantity")
                self.assertFalse(operation.auto_confirm_reception)

    def test_receipt_at_once(self):
        """AFS-3: confirming makes the receipt; of what is missing nothing comes."""
        cases = {"return": 1, "missing": 0}
        for name, expected in cases.items():
            with self.subTest(name):
                rma = self._create_rma(self.transfer, name)
                self.assertEqual(rma.state, "confirmed")
                self.assertEqual(len(rma.reception_move_id), expected)

    def test_receipt_once(self):
        """AFS-3: a double click makes no second receipt; a cancelled one is none."""
        rma = self._create_rma(self.transfer)
        first = rma.reception_move_id
        rma.action_create_receipt()
        moves = self.env["stock.move"].search([("rma_receiver_ids", "in", rma.ids)])
        self.assertEqual(moves, first)
        first.picking_id.action_cancel()
        rma.action_confirm()
        self.assertNotEqual(rma.reception_move_id, first)
        self.assertEqual(rma.reception_move_id.state, "assigned")

    def test_receipt_does_nothing_else(self):
        """AFS-4: receiving neither delivers nor refunds: the goods are inspected."""
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        self.assertEqual(rma.state, "received")
        self.assertFalse(rma.delivery_move_ids)
        self.assertFalse(rma.refund_id)

    def test_missing(self):
        """AFS-5: what never arrived is sent without waiting for anything."""
        rma = self._create_rma(self.transfer, "missing")
        rma.create_replace(
            rma.date, self.warehouse, self.product, 1, self.product.uom_id
        )
        self.assertEqual(rma.state, "waiting_replacement")
        rma.delivery_move_ids.picking_id.button_validate()
        self.assertEqual(rma.state, "replaced")

    # -- Finish ---------------------------------------------------------------------

    def test_finish_without_delivery(self):
        """AFS-6: an RMA that sends nothing back can be finished, with a reason."""
        reason = self.env["rma.finalization"].create({"name": "Scrapped"})
        refund = self.env.ref("rma.rma_operation_refund")
        rma = self._create_rma(self.transfer, operation_id=refund.id)
        with self.assertRaisesRegex(ValidationError, "reception must be done"):
            rma.action_finish()
        self._receive(rma)
        self.assertTrue(rma.can_be_finished)
        action = rma.action_finish()
        self.env[action["res_model"]].with_context(**action["context"]).create(
            {"finalization_id": reason.id}
        ).action_finish()
        self.assertEqual((rma.state, rma.finalization_id), ("finished", reason))

    def test_finish_with_delivery(self):
        """AFS-6: where goods are to be sent, OCA's own check stands."""
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        self.assertTrue(rma.action_finish())
        rma.create_return(rma.date)
        rma.delivery_move_ids.picking_id.button_validate()
        self.assertEqual(rma.state, "returned")
        with self.assertRaisesRegex(ValidationError, "cannot perform a return"):
            rma.action_finish()

    # -- Refund ---------------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_accountant_deletes_refund(self):
        """AFS-5: an accountant without a right on RMAs deletes a draft credit note."""
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        rma.action_refund()
        self.assertEqual(rma.state, "refunded")
        groups = {
            "reader": "account.group_account_readonly",
            "booker": "account.group_account_invoice",
        }
        for login, group in groups.items():
            company = {"company_id": self.company.id, "company_ids": self.company.ids}
            user = new_test_user(self.env, f"b2b_{login}", groups=group, **company)
            refund = rma.refund_id.with_user(user)
            if login == "reader":
                with self.assertRaises(AccessError):
                    refund.unlink()
            else:
                refund.unlink()
        self.assertFalse(rma.refund_id)
        self.assertEqual(rma.state, "received")

    # -- Mails ----------------------------------------------------------------------

    def _tell_by_mail(self):
        self.company.write(
            {
                "send_rma_confirmation": True,
                "send_rma_receipt_confirmation": True,
                "send_rma_draft_confirmation": True,
            }
        )

    def test_templates(self):
        """AFS-8: companies from before get the mails of RMAs, and keep their own."""
        names = (
            "rma_mail_confirmation_template_id",
            "rma_mail_receipt_confirmation_template_id",
            "rma_mail_draft_confirmation_template_id",
        )
        for company in self.env["res.company"].search([]):
            for name in names:
                self.assertTrue(company[name], f"{company.name} {name}")
        own = self.company[names[0]].copy()
        self.company.write({names[0]: own.id, names[1]: False, names[2]: False})
        self.company._set_b2b_rma_templates()
        self.assertEqual(self.company[names[0]], own)
        receipt = self.env.ref("rma.mail_template_rma_receipt_notification")
        self.assertEqual(self.company[names[1]], receipt)
        draft = self.env.ref("rma.mail_template_rma_draft_notification")
        self.assertEqual(self.company[names[2]], draft)

    def test_no_second_mail(self):
        """AFS-8: what belongs to a return is told by the return, not by OCA's mails."""
        self._tell_by_mail()
        before = self._count_mails()
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        rma._send_draft_email()
        self.assertFalse(rma.sent)
        self.assertNotIn(rma.partner_id, rma.message_partner_ids)
        self.assertEqual(self._count_mails(), before)

    def test_mails_of_others(self):
        """AFS-8: RMAs that staff open by themselves are told as the company wants."""
        self._tell_by_mail()
        refund = self.env.ref("rma.rma_operation_refund")
        rma = self._create_rma(self.transfer, operation_id=refund.id)
        self.assertTrue(rma.sent)
        self.assertIn(rma.partner_id, rma.message_partner_ids)

    # -- Companies ------------------------------------------------------------------

    def test_team(self):
        """AFS-3: an RMA is of a team of its own company, or of none."""
        other = self.env["res.company"].create({"name": "Other seller"})
        teams = self.env["rma.team"].sudo()
        teams.search([]).unlink()
        foreign = {"name": "Others", "company_id": other.id, "sequence": 1}
        teams.create({**foreign, "user_id": self.seller.id})
        values = {"partner_id": self.customer.id, "company_id": self.company.id}
        rmas = self.env["rma"].sudo()
        self.assertFalse(rmas.create(values).team_id)
        values["user_id"] = self.seller.id
        self.assertFalse(rmas.create(values).team_id)
        own = teams.create({**foreign, "name": "Ours", "company_id": self.company.id})
        own.user_id = self.seller
        self.assertEqual(rmas.create(values).team_id, own)

    # -- The order ------------------------------------------------------------------

    def _tell_order(self, order=None):
        """:return: what an order says of its way to the customer."""
        order = order or self.order
        order.invalidate_recordset()
        lines = self._get_lines(order)
        return {
            "status": order.b2b_status,
            "why": order.b2b_status_why,
            "parcels": order._get_b2b_parcels(),
            "steps": order._get_b2b_step_days(),
            "promised": lines.mapped("b2b_promise_date"),
            "at_risk": lines.mapped("b2b_promise_at_risk"),
            "delivered": lines.mapped("qty_delivered"),
            "left": [line._get_b2b_left_qty() for line in lines],
            "open": [line._get_b2b_open_moves() for line in lines],
            "awaited": [line._is_b2b_awaited() for line in lines],
            "billable": lines.mapped("qty_to_invoice"),
            "rows": len(order.order_line),
        }

    def _count_mails(self):
        return self.env["mail.mail"].search_count([])

    def test_receipt_changes_no_order(self):
        """ORD-7, DSP-3: what comes back changes nothing of the order it left by."""
        before, mails = self._tell_order(), self._count_mails()
        self.assertEqual(before["status"], "shipped")
        rma = self._create_rma(self.transfer)
        self.assertEqual(rma.reception_move_id.sale_line_id, self.supplies)
        self.assertEqual(self._tell_order(), before)
        self.order._update_b2b_delays()
        self._receive(rma)
        self.assertEqual(self._tell_order(), before)
        self.assertEqual(self._count_mails(), mails)

    def test_replacement_changes_no_order(self):
        """ORD-7, DSP-5: a replacement is no delivery of the order."""
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        before, mails = self._tell_order(), self._count_mails()
        rma.create_replace(
            rma.date, self.warehouse, self.product, 1, self.product.uom_id
        )
        self.assertEqual(self._tell_order(), before)
        self.order._update_b2b_delays()
        rma.delivery_move_ids.picking_id.button_validate()
        self.assertEqual(rma.state, "replaced")
        self.assertEqual(self._tell_order(), before)
        self.assertEqual(self._count_mails(), mails)

    def test_sent_back_changes_no_order(self):
        """ORD-7, DSP-5: nor is what goes back as it came."""
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        before, mails = self._tell_order(), self._count_mails()
        rma.create_return(rma.date)
        self.assertEqual(self._tell_order(), before)
        rma.delivery_move_ids.picking_id.button_validate()
        self.assertEqual(rma.state, "returned")
        self.assertEqual(self._tell_order(), before)
        self.assertEqual(self._count_mails(), mails)

    def test_replacement_on_the_order(self):
        """ORD-7, DSP-3: also where OCA hangs it on the line of the order."""
        operation = self.env["rma.operation"].create(
            {
                "name": "Exchange on the order",
                "action_create_delivery": "manual_after_receipt",
                "action_create_refund": "update_quantity",
            }
        )
        rma = self._create_rma(self.transfer, operation_id=operation.id)
        self._receive(rma)
        rma.create_replace(
            rma.date, self.warehouse, self.product, 1, self.product.uom_id
        )
        move = rma.delivery_move_ids
        self.assertEqual(move.sale_line_id, self.supplies)
        told = self._tell_order()
        self.assertEqual(told["status"], "shipped")
        self.assertEqual(told["parcels"], self.transfer)
        self.assertEqual(told["left"], [10, 4])
        self.assertFalse(any(told["awaited"]))
        self.assertFalse(told["open"][0])
        mails = self._count_mails()
        move.picking_id.button_validate()
        told = self._tell_order()
        self.assertEqual(told["parcels"], self.transfer)
        self.assertEqual(told["left"], [10, 4])
        self.assertEqual(self._count_mails(), mails)

    def test_partly_shipped(self):
        """ORD-7: an order of which a part came back still waits for its rest."""
        order = self._place((self.product, 10))
        first = self._dispatch(order, {self.product: 4})
        before = self._tell_order(order)
        self.assertEqual(before["status"], "partly_shipped")
        rma = self._create_rma(first)
        self._receive(rma)
        self.assertEqual(self._tell_order(order), before)

    def test_stock(self):
        """DSP-2: what comes back is for nobody to buy before it was looked at."""
        product = self.product.with_context(warehouse_id=self.warehouse.id)
        free = product.free_qty
        supply = self.product._get_b2b_supply(self.warehouse, {self.product: 1000})
        rma = self._create_rma(self.transfer)
        self._receive(rma)
        self.assertEqual(rma.reception_move_id.quantity, 1)
        product.invalidate_recordset()
        self.assertEqual(product.free_qty, free)
        again = self.product._get_b2b_supply(self.warehouse, {self.product: 1000})
        self.assertEqual(again, supply)

    def test_dispatch_report(self):
        """DSP-3: the analysis counts what left for the order, once."""
        report = self.env["cats.dispatch.report"]
        domain = [("order_id", "=", self.order.id)]
        fields = ["dispatch_date", "state"]
        self.env.flush_all()
        before = report.search_read(domain, fields)
        self.assertEqual(len(before), 2)
        self.env.ref(
            "rma.rma_operation_replace"
        ).action_create_refund = "update_quantity"
        operation = self.env.ref("rma.rma_operation_replace")
        operation.action_create_delivery = "manual_after_receipt"
        rma = self._create_rma(self.transfer, operation_id=operation.id)
        self._receive(rma)
        rma.create_replace(
            rma.date, self.warehouse, self.product, 1, self.product.uom_id
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(report.search_read(domain, fields), before)
