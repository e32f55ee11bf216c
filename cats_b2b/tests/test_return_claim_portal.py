from datetime import date

from freezegun import freeze_time
from lxml import html

from odoo.http import Request
from odoo.tests import tagged
from odoo.tests.common import JsonRpcException

from .documents_common import PDF, PNG
from .http_common import CatsB2bHttpCommon
from .return_common import CLAIMED
from .test_return_claim import GIF, ReturnClaimCommon

URL = "/my/returns/new"


@tagged("post_install", "-at_install")
class TestReturnClaimPortal(ReturnClaimCommon, CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.unit = cls._deliver(cls.driver, lots=["SN-1"])
        cls.cables = cls._deliver(cls.cable, 10)
        cls.order = cls.unit.move_id.sale_line_id.order_id

    def setUp(self):
        super().setUp()
        clock = freeze_time(self._at(CLAIMED), tick=True)
        clock.start()
        self.addCleanup(clock.stop)
        self.authenticate("b2b_buyer", "b2b_buyer")

    def _post(self, *lines, files=(), follow=False, **texts):
        """Send the form; names of texts end with the number of the line: ``reason_0``.

        :param files: tuples of the line's number, name and content.
        """
        data = {"csrf_token": Request.csrf_token(self), "key": "key-1"}
        data["unit"] = [line.id for line in lines]
        for name, text in texts.items():
            field, _sign, number = name.rpartition("_")
            known = number.isdigit() and int(number) < len(lines)
            data[f"{field}_{lines[int(number)].id}" if known else name] = text
        return self.url_open(
            URL,
            data=data,
            files=[
                (f"photos_{lines[number].id}", (name, content))
                for number, name, content in files
            ],
            allow_redirects=follow,
        )

    def _parse(self, response):
        self.assertEqual(response.status_code, 200)
        return html.fromstring(response.text)

    def _get_claims(self):
        return self.env["cats.return"].search([("user_id", "=", self.buyer.id)])

    # -- Choosing ------------------------------------------------------------------

    def test_start(self):
        """AFS-2: what was delivered lately, to be ticked; what is claimed already is
        not."""
        self._claim_line("doa", self.unit)
        page = self._get_page(URL)
        rows = self._get_text(page, "o_cats_b2b_delivery")
        self.assertEqual(len(rows), 2)
        boxes = {
            box.get("value"): "disabled" in box.attrib
            for box in page.xpath("//input[@name='unit']")
        }
        self.assertEqual(boxes, {str(self.unit.id): True, str(self.cables.id): False})
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_gone"),
            ["It is in another return already."],
        )

    def test_search(self):
        """AFS-2: a serial that was scanned is ticked; what is not found is said."""
        page = self._get_page(f"{URL}?search=SN-1")
        (box,) = page.xpath("//input[@name='unit']")
        self.assertEqual(box.get("value"), str(self.unit.id))
        self.assertIn("checked", box.attrib)
        page = self._get_page(f"{URL}?search=nothing")
        (text,) = self._get_text(page, "o_cats_b2b_no_deliveries")
        self.assertIn("delivered nothing to you of this name", text)

    def test_doors(self):
        """AFS-2: from an order, a line, a unit, several units."""
        many = self._deliver_all([(self.driver, 2, ("S1", "S2")), (self.cable, 3, ())])
        order = many.move_id.sale_line_id.order_id
        page = self._get_page(f"{URL}?order={order.id}")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_delivery")), 3)
        line = many.filtered(lambda it: it.product_id == self.cable)
        page = self._get_page(f"{URL}?line={line.move_id.sale_line_id.id}")
        (card,) = self._get_text(page, "o_cats_b2b_return_card")
        self.assertIn("Cable", card)
        units = "&".join(f"unit={one.id}" for one in many)
        page = self._get_page(f"{URL}?{units}")
        self.assertEqual(len(self._get_text(page, "o_cats_b2b_return_card")), 3)

    def test_not_delivered(self):
        """AFS-2: of an order that was not delivered nothing can be claimed yet."""
        order = self._create_order((self.cable, 1))
        order.action_confirm()
        page = self._get_page(f"{URL}?order={order.id}")
        (text,) = self._get_text(page, "o_cats_b2b_no_deliveries")
        self.assertIn("Nothing of it has been delivered yet", text)

    def test_button_of_the_order(self):
        """AFS-2: the order's page leads there, where there is something to claim and
        the right to do it."""
        page = self._get_page(f"/my/orders/{self.order.id}")
        (button,) = page.xpath("//a[contains(@class, 'o_cats_b2b_start_return')]")
        self.assertEqual(button.get("href"), f"{URL}?order={self.order.id}")
        open_order = self._create_order((self.cable, 1))
        open_order.action_confirm()
        page = self._get_page(f"/my/orders/{open_order.id}")
        self.assertFalse(self._get_text(page, "o_cats_b2b_start_return"))
        self.buyer._set_b2b_rights({"see_company_orders", "see_prices"})
        page = self._get_page(f"/my/orders/{self.order.id}")
        self.assertFalse(self._get_text(page, "o_cats_b2b_start_return"))

    # -- The form ------------------------------------------------------------------

    def test_barred_reasons(self):
        """AFS-2: what cannot be claimed is shown with why and what is possible."""
        with freeze_time("2026-04-27 10:00:00"):
            self.authenticate("b2b_buyer", "b2b_buyer")
            page = self._get_page(f"{URL}?unit={self.unit.id}")
        (option,) = page.xpath("//option[@disabled]")
        self.assertEqual(option.text_content().strip(), "Dead on arrival")
        (text,) = self._get_text(page, "o_cats_b2b_barred")
        self.assertIn("46 days ago: “Dead on arrival” can be claimed for 45", text)
        self.assertIn("under warranty until March 12, 2028", text)

    def test_claim(self):
        """AFS-2: several units with photos, sent once, sent twice."""
        texts = {
            "reason_0": self._reason("doa"),
            "wish_0": "replacement",
            "reason_1": self._reason("transport_damage"),
            "quantity_1": "4",
            "description_1": "The box was wet.",
        }
        lines = (self.unit, self.cables)
        files = [(1, "box.png", PNG), (1, "driver.pdf", PDF)]
        response = self._post(*lines, files=files, **texts)
        self.assertEqual(response.status_code, 303)
        claim = self._get_claims()
        self.assertTrue(response.headers["Location"].endswith(f"{claim.id}?new=1"))
        damaged = claim.line_ids.sorted("id")[1]
        self.assertEqual(damaged.quantity, 4)
        self.assertEqual(damaged.description, "The box was wet.")
        self.assertEqual(
            sorted(damaged.photo_ids.mapped("name")), ["box.png", "driver.pdf"]
        )
        again = self._post(*lines, files=files, **texts)
        self.assertEqual(again.headers["Location"], response.headers["Location"])
        self.assertEqual(self._get_claims(), claim)

    def test_nothing_is_lost(self):
        """AFS-2: after an error all that was typed and uploaded is there."""
        texts = {
            "reason_0": self._reason("transport_damage"),
            "quantity_0": "40",
            "description_0": "Wet & torn",
            "wish_0": "credit",
        }
        response = self._post(self.cables, files=[(0, "box.png", PNG)], **texts)
        page = self._parse(response)
        id_ = self.cables.id
        (error,) = page.xpath(f"//*[@id='b2b_error_quantity_{id_}']")
        self.assertIn("No more than 10", error.text_content())
        (quantity,) = page.xpath(f"//input[@name='quantity_{id_}']")
        self.assertEqual(quantity.get("value"), "40")
        (text,) = page.xpath(f"//textarea[@name='description_{id_}']")
        self.assertEqual(text.text_content().strip(), "Wet & torn")
        chosen = page.xpath("//option[@selected]/@value")
        self.assertEqual(chosen, [self._reason("transport_damage"), "credit"])
        (kept,) = self._get_text(page, "o_cats_b2b_kept")
        self.assertIn("box.png is kept", kept)
        self.assertFalse(self._get_claims())
        # Sent again without the file, which is there.
        response = self._post(self.cables, **{**texts, "quantity_0": "4"})
        self.assertEqual(response.status_code, 303)
        self.assertEqual(self._get_claims().line_ids.photo_ids.name, "box.png")

    def test_photo_left_out(self):
        """AFS-2: a kept photo can be ticked off; what is no picture is refused."""
        texts = {"reason_0": self._reason("transport_damage"), "quantity_0": "1"}
        files = [(0, "box.png", PNG), (0, "film.gif", GIF)]
        page = self._parse(self._post(self.cables, files=files, **texts))
        (error,) = page.xpath(f"//*[@id='b2b_error_photos_{self.cables.id}']")
        self.assertIn("film.gif is neither", error.text_content())
        (box,) = page.xpath("//div[contains(@class, 'o_cats_b2b_kept')]//input")
        page = self._parse(self._post(self.cables, **texts, **{box.get("name"): "1"}))
        (error,) = page.xpath(f"//*[@id='b2b_error_photos_{self.cables.id}']")
        self.assertIn("Please add a photo", error.text_content())

    def test_leave_out(self):
        """AFS-2: a unit is left out of the form, the rest of it stays."""
        texts = {"reason_1": self._reason("doa"), "description_1": "Dark"}
        page = self._parse(
            self._post(self.cables, self.unit, drop=str(self.cables.id), **texts)
        )
        (card,) = page.xpath("//fieldset[contains(@class, 'o_cats_b2b_return_card')]")
        self.assertIn("Dark", card.text_content())
        self.assertFalse(self._get_text(page, "invalid-feedback"))
        response = self._post(self.unit, drop=str(self.unit.id))
        self.assertTrue(response.headers["Location"].endswith(URL))

    def test_photo_access(self):
        """AFS-2, USR-4: photos are opened by who may see the return, by nobody else."""
        texts = {"reason_0": self._reason("doa"), "quantity_0": "1"}
        self._post(self.unit, files=[(0, "dark.png", PNG)], **texts)
        claim = self._get_claims()
        photo = claim.line_ids.photo_ids
        url = f"/my/returns/{claim.id}/photo/{photo.id}"
        response = self.url_open(url)
        self.assertEqual((response.status_code, response.content), (200, PNG))
        self.assertEqual(response.headers["Content-Type"], "image/png")
        other = self.env["ir.attachment"].create({"name": "secret", "raw": b"x"})
        foreign = f"/my/returns/{claim.id}/photo/{other.id}"
        self.assertEqual(self.url_open(foreign).status_code, 404)
        self._create_portal_user("mate", self.customer, role="accountant")
        for login in ("b2b_mate", "b2b_stranger"):
            self.authenticate(login, login)
            for path in (url, f"/web/content/{photo.id}", f"/web/image/{photo.id}"):
                response = self.url_open(path)
                self.assertNotEqual(response.content, PNG, (login, path))
            self.assertEqual(self.url_open(url).status_code, 404)

    # -- Who may not ---------------------------------------------------------------

    def test_strangers(self):
        """AFS-2, USR-4: another company's ids open nothing and claim nothing."""
        theirs = self._deliver(
            self.driver, lots=["T1"], partner_id=self.stranger.partner_id.id
        )
        order = theirs.move_id.sale_line_id.order_id
        for query in (
            f"unit={theirs.id}",
            "unit=999999999",
            f"order={order.id}",
            f"line={order.order_line.id}",
            "order=x",
        ):
            self._get_page(f"{URL}?{query}", status=404)
        response = self._post(theirs, reason_0=self._reason("doa"))
        self.assertEqual(response.status_code, 404)
        both = {"reason_0": self._reason("doa"), "reason_1": self._reason("doa")}
        page = self._parse(self._post(self.unit, theirs, **both))
        (alert,) = self._get_text(page, "o_cats_b2b_return_errors")
        self.assertIn("none of your deliveries", alert)
        self.assertNotIn("T1", page.text_content())
        page = self._get_page(f"{URL}?search=T1")
        self.assertFalse(self._get_text(page, "o_cats_b2b_delivery"))

    def test_without_right(self):
        """USR-3: without the right the page leads to where that is said."""
        self.buyer._set_b2b_rights({"see_company_orders", "place_orders"})
        response = self.url_open(URL, allow_redirects=False)
        self.assertTrue(response.headers["Location"].endswith("/my"))
        response = self._post(self.unit, reason_0=self._reason("doa"))
        self.assertTrue(response.headers["Location"].endswith("/my"))
        self.assertFalse(self._get_claims())

    def test_public_and_staff(self):
        """USR-3: visitors log in first; for staff there is no such page."""
        self.authenticate(None, None)
        response = self.url_open(URL, allow_redirects=False)
        self.assertIn("/web/login", response.headers["Location"])
        self.authenticate("b2b_salesman", "b2b_salesman")
        self._get_page(URL, status=404)

    def test_switch(self):
        """AFS-2: without the switch there is no such page, and no button."""
        self.website.b2b_enabled = False
        self._get_page(URL, status=404)
        page = self._get_page(f"/my/orders/{self.order.id}")
        self.assertFalse(self._get_text(page, "o_cats_b2b_start_return"))

    def test_rpc(self):
        """AFS-2: by RPC nothing is claimed, changed or uploaded past the form."""
        line = self._claim_line("doa", self.unit)
        values = {"quantity": 5, "reason": "no_reason"}
        for model, method, args in (
            ("cats.return", "create", [{"name": "X"}]),
            ("cats.return.line", "create", [{**values, "return_id": 1}]),
            ("cats.return.line", "write", [line.ids, values]),
            ("cats.return", "write", [line.return_id.ids, {"state": "done"}]),
            ("cats.return", "unlink", [line.return_id.ids]),
            ("cats.return", "_claim", [{"units": {}}]),
            ("cats.return", "_get_claimables", []),
            ("cats.upload", "search_read", [[], ["name"]]),
            ("stock.move.line", "search_read", [[], ["id"]]),
            ("cats.return.line", "read", [line.ids, ["claim_why"]]),
            ("cats.return", "read", [line.return_id.ids, ["form_key"]]),
        ):
            with self.subTest(model=model, method=method):
                with self.assertRaises(JsonRpcException):
                    self._call_kw(model, method, *args)

    # -- Queries -------------------------------------------------------------------

    def test_queries(self):
        """AFS-2: the form of 5 and of 45 units takes as many queries, also of those
        that cannot be claimed for some reasons any more."""
        counts = []
        for size in (5, 5, 45):
            names = [f"Q{size}-{number}-{len(counts)}" for number in range(size)]
            lines = self._deliver(self.driver, lots=names, on=date(2026, 1, 15))
            form = {"key": "k", "units": dict.fromkeys(lines.ids)}
            self.env.flush_all()
            self.env.invalidate_all()
            claims = self._as()
            before = self.env.cr.sql_log_count
            units = claims._get_claimables(ids=lines.ids)
            cards = claims._get_claim_cards(units, form, {})
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(cards), size)
        self.assertLessEqual(counts[2], counts[1], counts)
