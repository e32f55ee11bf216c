from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.http import Request
from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestListButtons(CatsB2bHttpCommon):
    """ORD-8: "collect articles anywhere in the shop"."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.driver = cls._create_product("Zyntax driver", 30.0)
        cls.hidden = cls._create_product("Secret", 5.0, website_published=False)
        cls.mate = cls._create_portal_user("mate", cls.customer)
        cls.Template = cls.env["cats.order.template"]

    @classmethod
    def _create_list(cls, name, user, **values):
        return cls.Template.create(
            {
                "name": name,
                "kind": "list",
                "user_id": user.id,
                "website_id": cls.website.id,
                **values,
            }
        )

    def setUp(self):
        super().setUp()
        self._log_in(self.buyer)

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _get_choices(self):
        return self.make_jsonrpc_request("/shop/list/choices", {})

    def _add(self, **wanted):
        return self.make_jsonrpc_request(
            "/shop/list/add", {"product_id": self.driver.id, **wanted}
        )

    def _put(self, **wanted):
        return self.url_open(
            "/shop/list/put",
            data={
                "csrf_token": Request.csrf_token(self),
                "product_id": self.driver.id,
                **wanted,
            },
            allow_redirects=False,
        )

    def _get_lists(self):
        return self.Template.search([("partner_id", "=", self.customer.id)])

    def assertHolds(self, project, *articles):
        lines = project.line_ids
        self.assertEqual([(one.product_id, one.quantity) for one in lines], [*articles])

    def assertRefused(self, **wanted):
        before = self._get_lists().line_ids.mapped("quantity")
        with (
            mute_logger("odoo.http"),
            self.assertRaises(JsonRpcException),
        ):
            self._add(**wanted)
        self.assertEqual(self._get_lists().line_ids.mapped("quantity"), before)

    def _take_right(self, user):
        codes = user._get_b2b_given() - {"templates"}
        user._set_b2b_rights(codes)

    def test_choices(self):
        """ORD-8: one chooses among one's own lists and the company's shared ones."""
        own = self._create_list("Own", self.buyer)
        shared = self._create_list("Shared", self.mate, is_shared=True)
        self._create_list("Private", self.mate)
        self._create_list("A template", self.buyer, kind="template")
        self._create_list("Gone", self.buyer, active=False)
        self._create_list("Foreign", self.stranger, is_shared=True)
        self.assertEqual(
            self._get_choices()["lists"],
            [
                {"id": own.id, "name": "Own", "is_shared": False},
                {"id": shared.id, "name": "Shared", "is_shared": True},
            ],
        )

    def test_add(self):
        """ORD-8: an article goes on a list; the same again adds up."""
        project = self._create_list("Hall 4", self.buyer)
        answer = self._add(list_id=project.id, quantity=2)
        self.assertEqual(
            answer,
            {"id": project.id, "name": "Hall 4", "url": f"/my/lists/{project.id}"},
        )
        self._add(list_id=project.id, quantity="3")
        self._add(list_id=project.id, product_id=self.product.id)
        self.assertHolds(project, (self.driver, 5.0), (self.product, 1.0))

    def test_new(self):
        """ORD-8: or on a new list; a double click makes one."""
        key = self._get_choices()["key"]
        for _click in range(2):
            self._add(list_id=0, name=" Hall  5 ", quantity=4, key=key)
        project = self._get_lists()
        self.assertEqual(project.name, "Hall 5")
        self.assertEqual(project.kind, "list")
        self.assertEqual(project.user_id, self.buyer)
        self.assertFalse(project.is_shared)
        self.assertHolds(project, (self.driver, 4.0))

    def test_shared(self):
        """ORD-8: who may change lists adds to those of colleagues that are shared."""
        project = self._create_list("Shared", self.mate, is_shared=True)
        self._add(list_id=project.id)
        self.assertHolds(project, (self.driver, 1.0))

    def test_others(self):
        """USR-4: a colleague's private list, a stranger's, one that is none: no."""
        for project in (
            self._create_list("Private", self.mate),
            self._create_list("Foreign", self.stranger, is_shared=True),
        ):
            self.assertRefused(list_id=project.id)
            self.assertFalse(project.line_ids)
        self.assertRefused(list_id=self.Template.search([], order="id desc")[:1].id + 9)

    def test_no_article(self):
        """ORD-8: what is not sold to one cannot be collected, nor be learnt of."""
        project = self._create_list("Hall 4", self.buyer)
        elsewhere = self.env["website"].create(
            {"name": "Elsewhere", "company_id": self.company.id}
        )
        other = self._create_product("Other", 1.0, website_id=elsewhere.id)
        combo = self.env["product.combo"].create(
            {
                "name": "Choice",
                "company_id": self.company.id,
                "combo_item_ids": [Command.create({"product_id": self.driver.id})],
            }
        )
        kit = self._create_product(
            "Kit", 9.0, type="combo", is_storable=False, combo_ids=combo.ids
        )
        for product_id in (self.hidden.id, other.id, kit.id, 0, "x", 2**40):
            self.assertRefused(list_id=project.id, product_id=product_id)
        self.assertRefused(name="New", product_id=self.hidden.id)
        self.assertEqual(self._get_lists(), project)

    def test_quantities(self):
        """ORD-8: a quantity is above zero; a decimal comma is understood."""
        project = self._create_list("Hall 4", self.buyer)
        for quantity in (0, -1, "", "abc", "0", 1e300, None):
            self.assertRefused(list_id=project.id, quantity=quantity)
        self._add(list_id=project.id, quantity="2,5")
        self.assertHolds(project, (self.driver, 2.5))

    def test_unit(self):
        """ORD-8: a packaging of the article stays one; other units do not."""
        pack = self.env["uom.uom"].create(
            {
                "name": "Box of 6",
                "relative_factor": 6,
                "relative_uom_id": self.driver.uom_id.id,
            }
        )
        project = self._create_list("Hall 4", self.buyer)
        self._add(list_id=project.id, uom_id=pack.id)
        self.driver.uom_ids = pack
        self._add(list_id=project.id, uom_id=pack.id)
        units = project.line_ids.mapped("product_uom_id")
        self.assertEqual(units, self.driver.uom_id | pack)

    def test_without_the_right(self):
        """USR-4: without the right to lists there is no button and no way."""
        project = self._create_list("Shared", self.mate, is_shared=True)
        self._take_right(self.buyer)
        page = self._get_page("/shop?search=Zyntax")
        self.assertFalse(page.xpath("//a[contains(@href, '/shop/list')]"))
        self.assertRefused(list_id=project.id)
        self.assertRefused(name="New")
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._get_choices()
        self.assertEqual(self._put(list_id=project.id).status_code, 404)
        url = f"/shop/list/choose?product_id={self.driver.id}"
        self.assertEqual(self.url_open(url).status_code, 404)
        self.assertEqual(self._get_lists(), project)

    def test_model_without_the_right(self):
        """USR-4: neither does the model tell or write without the right."""
        project = self._create_list("Shared", self.mate, is_shared=True)
        self._take_right(self.buyer)
        templates = self.Template.with_user(self.buyer)
        with self.assertRaises(AccessError):
            templates._get_b2b_list_choices(self.website)
        row = templates._prepare_b2b_shop_row(self.driver, 1)
        for wanted in ({"list_id": project.id}, {"name": "New"}):
            with self.assertRaises(AccessError):
                templates._put_b2b_on_list([row], **wanted)
        self.assertFalse(project.line_ids)

    def test_public(self):
        """USR-4: visitors see no button, and are asked to log in."""
        self.authenticate(None, None)
        page = self._get_page(self.driver.website_url)
        self.assertFalse(page.xpath("//a[contains(@href, '/shop/list')]"))
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._get_choices()
        response = self.url_open(
            f"/shop/list/choose?product_id={self.driver.id}", allow_redirects=False
        )
        self.assertIn("/web/login", response.headers["Location"])

    def test_switched_off(self):
        """ORD-8: without the B2B shop there are no lists."""
        self.website.b2b_enabled = False
        page = self._get_page(self.driver.website_url)
        self.assertFalse(page.xpath("//a[contains(@href, '/shop/list')]"))
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self._get_choices()

    def test_buttons(self):
        """ORD-8: on cards, product page and comparison."""
        link = f"//a[@href='/shop/list/choose?product_id={self.driver.id}']"
        for url in (
            "/shop?search=Zyntax",
            self.driver.website_url,
            f"/shop/compare?products={self.driver.id},{self.product.id}",
        ):
            self.assertEqual(len(self._get_page(url).xpath(link)), 1, url)

    def test_page(self):
        """ORD-8: without scripts a page asks for the list."""
        project = self._create_list("Hall 4", self.buyer)
        page = self._get_page(f"/shop/list/choose?product_id={self.driver.id}")
        self.assertIn("Zyntax driver", page.text_content())
        options = page.xpath("//select[@name='list_id']/option/text()")
        self.assertEqual([text.strip() for text in options], ["Hall 4", "New list"])
        key = page.xpath("//input[@name='key']/@value")[0]
        response = self._put(list_id=project.id, quantity="7", key=key)
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], f"/my/lists/{project.id}")
        self.assertHolds(project, (self.driver, 7.0))

    def test_page_with_an_error(self):
        """ORD-8: what was typed stays, beside what is wrong with it."""
        response = self._put(list_id="", name=" ", quantity="7")
        self.assertEqual(response.status_code, 200)
        self.assertIn("Please enter a name.", response.text)
        self.assertIn('value="7"', response.text)
        self.assertFalse(self._get_lists())

    def test_page_of_what_is_not_sold(self):
        """USR-4: the page does not tell of other articles."""
        response = self.url_open(f"/shop/list/choose?product_id={self.hidden.id}")
        self.assertEqual(response.status_code, 404)
        self.assertNotIn("Secret", response.text)

    def test_cart_line(self):
        """ORD-8: a line of one's cart, with its quantity; not of another's."""
        cart = self._create_cart((self.driver, 3), (self.product, 2))
        project = self._create_list("Hall 4", self.buyer)
        page = self._get_page("/shop/cart")
        line = cart.order_line.filtered(lambda one: one.product_id == self.driver)
        link = f"//a[@href='/shop/list/choose?line_id={line.id}']"
        self.assertTrue(page.xpath(link))
        self._add(product_id=None, line_id=line.id, list_id=project.id)
        self.assertHolds(project, (self.driver, 3.0))
        foreign = self._create_order(
            (self.driver, 9),
            partner_id=self.stranger.partner_id.id,
            website_id=self.website.id,
        )
        self.assertRefused(
            product_id=None, line_id=foreign.order_line[:1].id, list_id=project.id
        )

    def test_tour(self):
        """ORD-8: from the product page on a new list, from a card on the same."""
        self.start_tour(
            self.driver.website_url, "cats_b2b_list_buttons", login=self.buyer.login
        )
        project = self._get_lists()
        self.assertEqual(project.name, "Hall 7")
        self.assertHolds(project, (self.driver, 5.0))
