from lxml import html

from odoo.http import Request
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon
from .test_order_template import OrderTemplateCommon


@tagged("post_install", "-at_install")
class TestOrderTemplatePortal(CatsB2bHttpCommon, OrderTemplateCommon):
    """The pages of templates and lists, without JavaScript."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._create_template()
        cls.url = f"/my/templates/{cls.template.id}"
        cls.first, cls.second = cls.template.line_ids
        (cls.product + cls.bolt).description_sale = False

    def setUp(self):
        super().setUp()
        self._log_in(self.buyer)

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, url, *, status=200, **data):
        data["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(url, data=data)
        self.assertEqual(response.status_code, status, url)
        self.env.invalidate_all()
        return response

    def _get_messages(self, response, selector="o_cats_b2b_flash"):
        return self._get_text(html.fromstring(response.text), selector)

    # -- The lists ----------------------------------------------------------------

    def test_lists(self):
        """ORD-2, ORD-8: templates and lists have a page each, searched by article."""
        self._create_template(name="Project West", kind="list")
        self._create_template((self.product, 1), name="Monthly")
        names = self._get_names("/my/templates")
        self.assertEqual(names, ["Monthly", "Weekly"])
        self.assertEqual(self._get_names("/my/lists"), ["Project West"])
        self.assertEqual(self._get_names("/my/templates?search=b-8"), ["Weekly"])
        self.assertEqual(self._get_names("/my/templates?search=month"), ["Monthly"])
        self.assertEqual(self._get_names("/my/templates?search=zzz"), [])
        self.assertEqual(self._get_names("/my/templates?shown=shared"), [])
        self.template._share(True)
        self.template._put_away(True)
        self.assertEqual(self._get_names("/my/templates"), ["Monthly"])
        self.assertEqual(self._get_names("/my/templates?shown=archived"), ["Weekly"])

    def _get_names(self, url):
        page = self._get_page(url)
        return page.xpath("//div[contains(@class, 'o_cats_b2b_template ')]//a/text()")

    def test_paging(self):
        """ORD-2: twenty templates stand on a page."""
        for number in range(20):
            self._create_template((self.bolt, 1), name=f"T{number:02}")
        self.assertEqual(len(self._get_names("/my/templates")), 20)
        self.assertEqual(self._get_names("/my/templates/page/2"), ["Weekly"])

    def test_cards(self):
        """ORD-2, ORD-8: the portal's first page counts them, for who may see them."""
        self._create_template(name="Project West", kind="list")
        page = self._get_page("/my")
        self.assertEqual(self._get_text(page, "o_cats_b2b_template_count"), ["1"])
        self.assertEqual(self._get_text(page, "o_cats_b2b_list_count"), ["1"])
        self.buyer._set_b2b_rights({"see_invoices"})
        page = self._get_page("/my")
        self.assertFalse(page.xpath("//a[@href='/my/templates']"))
        self.assertFalse(page.xpath("//a[@href='/my/lists']"))

    def test_new_list(self):
        """ORD-8: a list begins empty, with a name; a form sent twice makes one."""
        response = self._post("/my/lists/new", name="Project East", key="form-1")
        project = self.templates.search([("name", "=", "Project East")])
        self.assertEqual(project.kind, "list")
        self.assertTrue(response.url.endswith(f"/my/lists/{project.id}"))
        self._post("/my/lists/new", name="Project East", key="form-1")
        self.assertEqual(self.templates.search([("kind", "=", "list")]), project)
        response = self._post("/my/lists/new", name=" ", key="form-2")
        self.assertEqual(self._get_messages(response), ["Please enter a name."])

    # -- One of them --------------------------------------------------------------

    def test_page(self):
        """ORD-2: the page tells price, stock and what would become of each line."""
        self.product.b2b_min_qty = 10
        self._add_stock(self.bolt, 500)
        page = self._get_page(self.url)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_template_price"), ["25.00 €", "0.50 €"]
        )
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_template_amount"), ["100.00 €", "50.00 €"]
        )
        self.assertEqual(self._get_text(page, "o_cats_b2b_total"), ["150.00 €"])
        stock = self._get_text(page, "o_cats_b2b_template_stock")
        self.assertIn("500", stock[1])
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_template_reasons"),
            ["Power supply 24 V: the minimum quantity is 10 Units."],
        )
        (button,) = page.xpath("//button[starts-with(@value, 'take:')]")
        self.assertIn("Take 10 Units instead", button.text_content())
        self._post(self.url, action=f"take:{self.first.id}")
        self.assertEqual(self.first.quantity, 10)

    def test_customers_price(self):
        """ORD-2: prices are the customer's, for the quantity of the line."""
        self.pricelist.item_ids = [
            (
                0,
                0,
                {
                    "applied_on": "0_product_variant",
                    "product_id": self.bolt.id,
                    "min_quantity": 100,
                    "compute_price": "fixed",
                    "fixed_price": 0.4,
                },
            )
        ]
        page = self._get_page(self.url)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_template_price"), ["25.00 €", "0.40 €"]
        )
        response = self._post(
            self.url, action="save", **{f"quantity_{self.second.id}": "99"}
        )
        page = html.fromstring(response.text)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_template_price"), ["25.00 €", "0.50 €"]
        )

    def test_no_prices(self):
        """USR-3: who may not see prices finds none on the page."""
        self.buyer._set_b2b_rights({"place_orders", "templates"})
        page = self._get_page(self.url)
        self.assertFalse(self._get_text(page, "o_cats_b2b_template_price"))
        self.assertNotIn("€", page.text_content())
        self.assertNotIn("25.00", html.tostring(page).decode())

    def test_unseen_article(self):
        """ORD-2: what is not sold any more keeps its name, and shows nothing else."""
        self.bolt.write({"website_published": False, "name": "New name"})
        self.bolt.b2b_successor_id = self._create_product("Bolt M8 A2", 0.6)
        page = self._get_page(self.url)
        rows = self._get_text(page, "o_cats_b2b_template_line")
        self.assertIn("Bolt M8", rows[1])
        self.assertNotIn("New name", rows[1])
        self.assertNotIn("€", rows[1])
        self.assertIn("Take Bolt M8 A2 instead (100 Units)", rows[1])
        self._post(self.url, action=f"take:{self.second.id}")
        self.assertEqual(self.second.sudo().product_name, "Bolt M8 A2")
        self.assertEqual(self.second.quantity, 100)

    def test_save(self):
        """ORD-2: name and quantities are saved; what is bad is shown as typed."""
        form = {
            f"quantity_{self.first.id}": "7",
            f"quantity_{self.second.id}": "many",
            "name": "Every week",
        }
        response = self._post(self.url, action="save", **form)
        page = html.fromstring(response.text)
        self.assertEqual(
            self._get_text(page, "o_cats_b2b_quantity_error"),
            ["Please enter a quantity above zero."],
        )
        (box,) = page.xpath("//input[contains(@class, 'is-invalid')]")
        self.assertEqual(box.get("value"), "many")
        self.assertEqual(self.template.name, "Every week")
        self.assertEqual((self.first.quantity, self.second.quantity), (7, 100))
        self.assertFalse(self._get_messages(response))
        form[f"quantity_{self.second.id}"] = "90"
        response = self._post(self.url, action="save", **form)
        self.assertEqual(self._get_messages(response), ["The changes are saved."])

    def test_save_bad_name(self):
        """ORD-2: a bad name is reported beside its box, quantities are saved."""
        form = {f"quantity_{self.first.id}": "7", "name": "x" * 101}
        response = self._post(self.url, action="save", **form)
        page = html.fromstring(response.text)
        self.assertEqual(
            self._get_text(page, "invalid-feedback"),
            ["The name can have 100 characters at most."],
        )
        self.assertEqual(page.xpath("//input[@name='name']/@value"), ["x" * 101])
        self.assertEqual((self.template.name, self.first.quantity), ("Weekly", 7))

    def test_moves(self):
        """ORD-2: buttons move and remove lines, and keep what was typed."""
        self._post(
            self.url,
            action=f"down:{self.first.id}",
            **{f"quantity_{self.first.id}": "7"},
        )
        self.assertEqual(
            self._get_lines(self.template), [(self.bolt, 100), (self.product, 7)]
        )
        self._post(self.url, action=f"remove:{self.second.id}")
        self.assertEqual(self._get_lines(self.template), [(self.product, 7)])
        self._post(self.url, action="remove", tick=self.first.id)
        self.assertEqual(self._get_lines(self.template), [])

    def test_drag(self):
        """ORD-2: lines that were dragged stay where they were dropped."""
        self.make_jsonrpc_request(
            f"{self.url}/sort", {"line_ids": [self.second.id, self.first.id, "x"]}
        )
        self.assertEqual(
            self._get_lines(self.template), [(self.bolt, 100), (self.product, 4)]
        )

    def test_more(self):
        """ORD-2, ORD-8: sharing, archiving, copies and conversions by button."""
        self._post(self.url, action="share")
        self.assertTrue(self.template.is_shared)
        self._post(self.url, action="unshare")
        self.assertFalse(self.template.is_shared)
        self._post(self.url, action="archive")
        self.assertFalse(self.template.active)
        self._post(self.url, action="restore")
        self.assertTrue(self.template.active)
        response = self._post(self.url, action="to_list")
        self.assertEqual(self.template.kind, "list")
        self.assertTrue(response.url.endswith(f"/my/lists/{self.template.id}"))
        # The old address leads to the new one.
        self.assertIn("/my/lists/", self.url_open(self.url).url)
        for _click in range(2):
            self._post(self.url, action="copy", key="form-1")
        self.assertEqual(
            self.templates.search([("user_id", "=", self.buyer.id)]).mapped("name"),
            ["Weekly", "Weekly (copy)"],
        )
        self._post(self.url, action="explode", status=404)

    # -- Into the cart ------------------------------------------------------------

    def test_whole(self):
        """ORD-2: one click puts all articles and quantities into the cart."""
        response = self._post(f"{self.url}/cart", key="form-1")
        self.assertIn("/shop/cart", response.url)
        self.assertEqual(self._get_cart_lines(), [(self.product, 4), (self.bolt, 100)])
        self._post(f"{self.url}/cart", key="form-1")
        self.assertEqual(
            self._get_cart_lines(),
            [(self.product, 4), (self.bolt, 100)],
            "the same form again",
        )
        self._post(f"{self.url}/cart", key="form-2")
        self.assertEqual(self._get_cart_lines(), [(self.product, 8), (self.bolt, 200)])

    def _get_cart_lines(self, user=None):
        lines = self._get_goods_lines(self._get_cart(user or self.buyer))
        return [(line.product_id, line.product_uom_qty) for line in lines]

    def test_back_and_more(self):
        """ORD-2: who goes back, ticks others and sends the same form gets them, too."""
        for line in (self.first, self.second):
            self._post(f"{self.url}/cart", action="ticked", tick=line.id, key="form-1")
        self.assertEqual(self._get_cart_lines(), [(self.product, 4), (self.bolt, 100)])
        form = {f"quantity_{self.second.id}": "50", "tick": self.second.id}
        self._post(f"{self.url}/cart", action="ticked", key="form-1", **form)
        self.assertEqual(self._get_cart_lines(), [(self.product, 4), (self.bolt, 150)])

    def test_sent_twice(self):
        """ORD-2: the page says that it is in the cart, with what was ticked, and lets
        him say it again."""
        form = {f"quantity_{self.second.id}": "50", "tick": self.second.id}
        for _click in range(2):
            response = self._post(
                f"{self.url}/cart", action="ticked", key="form-1", **form
            )
        self.assertEqual(self._get_cart_lines(), [(self.bolt, 50)])
        (text,) = self._get_messages(response)
        self.assertIn("You have put this into your cart already.", text)
        page = html.fromstring(response.text)
        (tick,) = page.xpath("//input[@name='tick'][@checked]/@value")
        self.assertEqual(int(tick), self.second.id)
        (key,) = page.xpath(
            "//form[contains(@class, 'o_cats_b2b_template_form')]"
            "//input[@name='key']/@value"
        )
        self._post(f"{self.url}/cart", action="ticked", key=key, **form)
        self.assertEqual(self._get_cart_lines(), [(self.bolt, 100)])

    def test_colleague_in_between(self):
        """ORD-2: a colleague's click between the two of a double click changes
        nothing, and counts for him."""
        self.template._share(True)
        self._post(f"{self.url}/cart", key="form-1")
        self._log_in(self.colleague)
        self._post(f"{self.url}/cart", key="form-1")
        self._log_in(self.buyer)
        self._post(f"{self.url}/cart", key="form-1")
        expected = [(self.product, 4), (self.bolt, 100)]
        self.assertEqual(self._get_cart_lines(), expected)
        self.assertEqual(self._get_cart_lines(self.colleague), expected)

    def test_saved_twice(self):
        """ORD-8: who goes back and saves under another name gets both lists."""
        for name in ("East", "East", "West"):
            self._post("/my/lists/new", name=name, key="form-1")
        made = self.templates.search([("kind", "=", "list")])
        self.assertEqual(set(made.mapped("name")), {"East", "West"})
        self.assertEqual(len(made), 2)

    def test_proposal_without_the_cart(self):
        """ORD-2: a template takes what is proposed whatever is in the cart now."""
        self._create_cart((self.product, 3))
        self.product.b2b_min_qty = 10
        page = self._get_page(self.url)
        (button,) = page.xpath("//button[starts-with(@value, 'take:')]")
        self.assertIn("Take 10 Units instead", button.text_content())
        self._post(self.url, action=f"take:{self.first.id}")
        self.assertEqual(self.first.quantity, 10)

    def test_ticked(self):
        """ORD-2: only ticked lines go in, with the quantities that stand there."""
        response = self._post(f"{self.url}/cart", action="ticked")
        self.assertEqual(
            self._get_messages(response), ["Please tick the articles that you want."]
        )
        self.assertFalse(self._get_cart(self.buyer))
        form = {
            "tick": self.second.id,
            f"quantity_{self.first.id}": "nonsense",
            f"quantity_{self.second.id}": "60",
        }
        self._post(f"{self.url}/cart", action="ticked", **form)
        self.assertEqual(self._get_cart_lines(), [(self.bolt, 60)])
        self.assertEqual(self.second.quantity, 100, "the template stays as it is")

    def test_bad_quantity(self):
        """ORD-2: with a bad quantity nothing goes in, and it is shown as typed."""
        form = {f"quantity_{self.first.id}": "0"}
        response = self._post(f"{self.url}/cart", **form)
        self.assertEqual(
            self._get_messages(response, "o_cats_b2b_quantity_error"),
            ["Please enter a quantity above zero."],
        )
        self.assertFalse(self._get_cart(self.buyer))

    def test_rest_goes_in(self):
        """ORD-2: what is gone or below its minimum stays out, the rest goes in."""
        self.product.b2b_min_qty = 10
        self._post(f"{self.url}/cart")
        self.assertEqual(self._get_cart_lines(), [(self.bolt, 100)])

    def test_placer(self):
        """USR-3: who may only order does so from shared templates, changing none."""
        self.template._share(True)
        self._log_in(self.placer)
        self.assertEqual(self._get_names("/my/templates"), ["Weekly"])
        page = self._get_page(self.url)
        self.assertFalse(page.xpath("//button[@name='action'][@value='save']"))
        self._post(f"{self.url}/cart", **{f"quantity_{self.first.id}": "5"})
        self.assertEqual(
            self._get_cart_lines(self.placer), [(self.product, 5), (self.bolt, 100)]
        )
        response = self._post(self.url, action="save", name="Mine")
        self.assertIn("You do not have the right", self._get_messages(response)[0])
        self.assertEqual(self.template.name, "Weekly")
        page = self._get_page("/my/lists")
        self.assertFalse(page.xpath("//form[@action='/my/lists/new']"))
        response = self._post("/my/lists/new", name="Mine")
        self.assertIn("You do not have the right", self._get_messages(response)[0])
        self.assertEqual(self.templates.search_count([]), 1)

    def test_manager_without_cart(self):
        """USR-3: who manages templates and may not order puts nothing into a cart."""
        self.buyer._set_b2b_rights({"templates"})
        page = self._get_page(self.url)
        self.assertFalse(page.xpath("//button[contains(@formaction, '/cart')]"))
        response = self._post(f"{self.url}/cart")
        self.assertIn("You do not have the right", self._get_messages(response)[0])
        self.assertFalse(self._get_cart(self.buyer))

    # -- Others -------------------------------------------------------------------

    def test_others(self):
        """USR-4: colleagues, strangers, the public reach nothing of a private one."""
        lines = self._get_lines(self.template)
        for user in (self.colleague, self.principal, self.stranger, self.salesman):
            with self.subTest(user.login):
                user.password = user.login
                self._log_in(user)
                self.assertEqual(self.url_open(self.url).status_code, 404)
                for action in ("save", "share", "archive", "copy", "to_list"):
                    self._post(self.url, action=action, name="x", status=404)
                self._post(f"{self.url}/cart", status=404)
                with self.assertRaises(JsonRpcException), mute_logger("odoo.http"):
                    self.make_jsonrpc_request(f"{self.url}/sort", {"line_ids": []})
                self.assertFalse(self._get_cart(user))
        self.authenticate(None, None)
        self.assertIn("/web/login", self.url_open(self.url).url)
        self.assertIn("/web/login", self.url_open("/my/templates").url)
        self.assertEqual(
            (self.template.name, self.template.kind, self.template.is_shared),
            ("Weekly", "template", False),
        )
        self.assertEqual(self._get_lines(self.template), lines)
        self.assertEqual(self.templates.search_count([]), 1)

    def test_foreign_lines(self):
        """USR-4: ids of lines of other templates do nothing."""
        foreign = self._create_template(user=self.stranger).sudo().line_ids
        form = {f"quantity_{foreign[0].id}": "9"}
        self._post(self.url, action=f"remove:{foreign[1].id}", **form)
        self._post(self.url, action=f"up:{foreign[1].id}")
        self._post(self.url, action=f"take:{foreign[1].id}")
        self._post(f"{self.url}/cart", action="ticked", tick=foreign[0].id, **form)
        self.assertEqual(foreign.mapped("quantity"), [4, 100])
        self.assertEqual(foreign.mapped("sequence"), [1, 2])
        self.assertFalse(self._get_cart(self.buyer))

    def test_odd_addresses(self):
        """USR-4: ids that are none are not found, and are no error."""
        for number in (0, 10**9, 10**12, 10**30):
            self.assertEqual(self.url_open(f"/my/templates/{number}").status_code, 404)
        self._post(self.url, action="remove:²", **{"quantity_²": "1"})
        self._post(self.url, action=f"up:{10**30}", tick="x")
        endless = "1" * 5000
        self._post(self.url, action=f"up:{endless}", **{f"quantity_{endless}": "1"})
        self._post(self.url, action="remove", tick=endless)
        self.assertEqual(len(self.template.line_ids), 2)

    def test_zeros(self):
        """USR-4: the zero that PostgreSQL refuses is left out of what was typed."""
        self._post(self.url, action="save", name="Every\0 week")
        self.assertEqual(self.template.name, "Every week")
        response = self.url_open("/my/templates?search=%00week")
        self.assertIn("Every week", response.text)

    def test_no_right(self):
        """USR-4: who neither orders nor manages templates is told so."""
        self.buyer._set_b2b_rights({"see_invoices"})
        for url in ("/my/templates", "/my/lists", self.url):
            response = self.url_open(url)
            self.assertTrue(response.url.endswith("/my"))
            (text,) = self._get_messages(response, "o_cats_b2b_refusal")
            self.assertIn("You do not have the right", text)

    def test_switched_off(self):
        """ORD-2: without the B2B shop there are no such pages."""
        self.website.b2b_enabled = False
        for url in ("/my/templates", "/my/lists", self.url):
            self.assertEqual(self.url_open(url).status_code, 404)
        self._post("/my/lists/new", name="Mine", status=404)
        self._post("/my/templates/from/cart", name="Mine", status=404)

    # -- Sources ------------------------------------------------------------------

    def test_save_cart(self):
        """ORD-2: the cart page keeps the cart as a template; the cart stays."""
        cart = self._create_cart((self.bolt, 300))
        page = self._get_page("/shop/cart")
        (form,) = page.xpath("//form[@action='/my/templates/from/cart']")
        self.assertRegex(form.xpath(".//input[@name='name']/@value")[0], "^Cart of ")
        key = form.xpath(".//input[@name='key']/@value")[0]
        for _click in range(2):
            response = self._post(
                "/my/templates/from/cart", name="My cart", kind="list", key=key
            )
        made = self.templates.search([("name", "=", "My cart")])
        self.assertEqual(self._get_lines(made), [(self.bolt, 300)])
        self.assertTrue(response.url.endswith(f"/my/lists/{made.id}"))
        self.assertEqual(self._get_cart(self.buyer), cart)
        response = self._post("/my/templates/from/cart", name=" ", kind="list")
        self.assertIn("Please enter a name.", response.text)

    def test_save_order(self):
        """ORD-2: the page of an order keeps it as a template."""
        order = self._create_order((self.bolt, 300))
        order.action_confirm()
        url = f"/my/templates/from/order/{order.id}"
        page = self._get_page(f"/my/orders/{order.id}")
        (form,) = page.xpath(f"//form[@action='{url}']")
        name = form.xpath(".//input[@name='name']/@value")[0]
        self.assertEqual(name, f"Order {order.name}")
        self._post(url, name=name)
        made = self.templates.search([("name", "=", name)])
        self.assertEqual(self._get_lines(made), [(self.bolt, 300)])
        for user, status in ((self.stranger, 404), (self.placer, 404)):
            self._log_in(user)
            self._post(url, name="Stolen", status=status)
        self.assertFalse(self.templates.search([("name", "=", "Stolen")]))

    def test_save_invoice(self):
        """ORD-2: the page of an invoice keeps it as a template."""
        self._add_stock(self.bolt, 300)
        order = self._create_order((self.bolt, 300))
        order.action_confirm()
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        url = f"/my/templates/from/invoice/{invoice.id}"
        page = self._get_page(f"/my/invoices/{invoice.id}")
        (form,) = page.xpath(f"//form[@action='{url}']")
        name = form.xpath(".//input[@name='name']/@value")[0]
        self._post(url, name=name)
        made = self.templates.search([("name", "=", name)])
        self.assertEqual(self._get_lines(made), [(self.bolt, 300)])
        self._log_in(self.stranger)
        self._post(url, name="Stolen", status=404)
        self.assertFalse(self.templates.search([("name", "=", "Stolen")]))

    def test_no_button_without_right(self):
        """USR-4: without the right, cart and order offer no template."""
        self._create_cart((self.bolt, 300))
        self.buyer._set_b2b_rights({"place_orders"})
        page = self._get_page("/shop/cart")
        self.assertFalse(page.xpath("//form[@action='/my/templates/from/cart']"))
        response = self._post("/my/templates/from/cart", name="Mine")
        self.assertIn("You do not have the right", response.text)
        self.assertFalse(self.templates.search([("name", "=", "Mine")]))

    def test_no_rights_by_rpc(self):
        """USR-4: RPC changes no templates, and tells of no others."""
        with mute_logger("odoo.http", "odoo.models"):
            for method, args in (
                ("write", ([self.template.id], {"name": "x"})),
                ("action_archive", ([self.template.id],)),
                ("unlink", ([self.template.id],)),
                ("copy", ([self.template.id],)),
                ("_rename", ([self.template.id], "x")),
            ):
                with self.subTest(method), self.assertRaises(JsonRpcException):
                    self._call_kw("cats.order.template", method, *args)
        self._log_in(self.stranger)
        self.assertEqual(self._call_kw("cats.order.template", "search_read", []), [])
        self.assertEqual(
            self._call_kw("cats.order.template.line", "search_read", []), []
        )
