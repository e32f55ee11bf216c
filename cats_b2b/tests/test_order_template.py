from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.cats_order_template import MAX_LINES
from ..policies.order_rows import WantedRow
from .accounting_common import CatsB2bAccountingCommon


class OrderTemplateCommon(CatsB2bAccountingCommon):
    """Two articles, a colleague who buys, one who only orders, and the principal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bolt = cls._create_product("Bolt M8", 0.5, default_code="B-8")
        cls.buyer._set_b2b_role(cls.env.ref("cats_b2b.cats_role_buyer"))
        cls.buyer._set_b2b_rights(
            {"see_prices", "place_orders", "see_own_orders", "see_invoices"}
            | {"templates"}
        )
        cls.colleague = cls._create_portal_user("colleague", cls.customer, "buyer")
        cls.placer = cls._create_portal_user("placer", cls.customer, "buyer")
        cls.placer._set_b2b_rights({"place_orders"})
        cls.principal = cls._create_portal_user("principal", cls.customer, "principal")
        cls.templates = cls.env["cats.order.template"]

    @classmethod
    def _create_template(cls, *articles, user=None, name="Weekly", **kwargs):
        """Create a template as its owner; articles are (product, quantity)."""
        articles = articles or ((cls.product, 4), (cls.bolt, 100))
        rows = [
            WantedRow(key=str(index), product_id=product.id, quantity=quantity)
            for index, (product, quantity) in enumerate(articles)
        ]
        templates = cls.templates.with_user(user or cls.buyer)
        return templates._create_b2b_from_rows(rows, name, **kwargs)

    def _get_lines(self, template):
        lines_sudo = template.sudo().line_ids.sorted()
        return [(line.product_id, line.quantity) for line in lines_sudo]


@tagged("post_install", "-at_install")
class TestTemplateSources(OrderTemplateCommon):
    """What templates and lists are made of."""

    def test_from_rows(self):
        """ORD-2: rows become lines in their order, with what the article was called."""
        template = self._create_template()
        self.assertEqual(
            self._get_lines(template), [(self.product, 4), (self.bolt, 100)]
        )
        self.assertEqual(template.user_id, self.buyer)
        self.assertEqual(template.sudo().partner_id, self.customer)
        self.assertEqual(template.sudo().website_id, self.website)
        self.assertFalse(template.is_shared)
        line = template.line_ids[1]
        self.assertEqual(line.product_name, "Bolt M8")
        self.assertEqual(line.product_number, "B-8")
        self.assertEqual(line.sudo().product_uom_id, self.bolt.uom_id)

    def test_equal_rows_add_up(self):
        """ORD-2: an article that stands in a file twice is one line of the template."""
        template = self._create_template((self.bolt, 100), (self.bolt, 50))
        self.assertEqual(self._get_lines(template), [(self.bolt, 150)])

    def test_rows_without_article(self):
        """ORD-2: a number that nobody knows is kept, a line without one is not."""
        rows = [
            WantedRow("1", number=" X-1 ", quantity=3),
            WantedRow("2", number=" ", quantity=3),
            WantedRow("3", product_id=self.bolt.id, quantity=0),
            WantedRow("4", product_id=self.bolt.id, quantity=float("nan")),
        ]
        templates = self.templates.with_user(self.buyer)
        template = templates._create_b2b_from_rows(rows, "From a file")
        self.assertEqual(self._get_lines(template), [(self.bolt.browse(), 3)])
        self.assertEqual(template.line_ids.product_number, "X-1")

    def test_unseen_article(self):
        """ORD-2: an article that the customer does not see is not named to him."""
        secret = self._create_product("Secret", 1, website_published=False)
        rows = [WantedRow("1", number="X-1", product_id=secret.id, quantity=3)]
        templates = self.templates.with_user(self.buyer)
        template = templates._create_b2b_from_rows(rows, "From a file")
        line = template.sudo().line_ids
        self.assertFalse(line.product_id)
        self.assertFalse(line.product_name)

    def test_from_cart(self):
        """ORD-2: the cart's articles are kept, its fees and delivery are not."""
        cart = self._create_cart((self.product, 3), (self.bolt, 10))
        cart._verify_cart_after_update()
        self.assertTrue(self._get_fee_lines(cart))
        templates = self.templates.with_user(self.buyer)
        template = templates._create_b2b_from_order(cart.with_user(self.buyer))
        self.assertEqual(
            self._get_lines(template), [(self.product, 3), (self.bolt, 10)]
        )
        self.assertRegex(template.name, "^Cart of ")

    def test_from_order_with_gone_article(self):
        """ORD-2: what was ordered and is not sold any more is kept, and reported."""
        order = self._create_order((self.product, 3), (self.bolt, 100))
        order.action_confirm()
        self.bolt.website_published = False
        templates = self.templates.with_user(self.buyer)
        template = templates._create_b2b_from_order(order)
        self.assertEqual(template.name, f"Order {order.name}")
        self.assertEqual(
            self._get_lines(template), [(self.product, 3), (self.bolt, 100)]
        )

    def test_from_invoice(self):
        """ORD-2: an invoice's articles are kept, the fee on it is not."""
        order = self._create_order((self.product, 3))
        order._sync_order_fees()
        order.action_confirm()
        order.picking_ids.button_validate()
        invoice = order._create_invoices()
        invoice.action_post()
        self.assertEqual(len(invoice.invoice_line_ids), 2)
        templates = self.templates.with_user(self.buyer)
        template = templates._create_b2b_from_invoice(invoice, kind="list")
        self.assertEqual(self._get_lines(template), [(self.product, 3)])
        self.assertEqual(template.kind, "list")
        self.assertEqual(template.name, f"Invoice {invoice.name}")

    def test_nothing_to_keep(self):
        """ORD-2: a template of nothing is refused, an empty list is not (ORD-8)."""
        templates = self.templates.with_user(self.buyer)
        with self.assertRaisesRegex(UserError, "no articles"):
            templates._create_b2b_from_rows([], "Empty")
        self.assertTrue(templates._create_b2b_from_rows([], "Empty", kind="list"))

    def test_names(self):
        """ORD-2: names are cleaned; none and too long ones are refused in words."""
        self.assertEqual(self._create_template(name="  a \n b ").name, "a b")
        with self.assertRaisesRegex(ValidationError, "enter a name"):
            self._create_template(name=" ")
        with self.assertRaisesRegex(ValidationError, "100 characters"):
            self._create_template(name="x" * 101)
        template = self._create_template(name="x" * 100)
        with self.assertRaisesRegex(ValidationError, "100 characters"):
            template.sudo().name = "x" * 101
        self.assertEqual(len(template._duplicate().name), 100)

    def test_too_many_lines(self):
        """ORD-2: the number of lines has a limit, which is named."""
        rows = [
            WantedRow(str(index), number=f"N-{index}") for index in range(MAX_LINES + 1)
        ]
        templates = self.templates.with_user(self.buyer)
        with self.assertRaisesRegex(ValidationError, f"2001 lines.*{MAX_LINES}"):
            templates._create_b2b_from_rows(rows, "Too many")
        template = templates._create_b2b_from_rows(rows[:-1], "Many")
        with self.assertRaisesRegex(ValidationError, "2001 lines"):
            template._add_b2b_articles([(self.bolt, 1, None)])
        self.assertEqual(template.line_count, MAX_LINES)
        with self.assertRaisesRegex(ValidationError, "2001 lines"):
            template.sudo().line_ids = [Command.create({"product_id": self.bolt.id})]

    def test_same_form_twice(self):
        """ORD-2: a form that arrives twice makes one template."""
        first = self._create_template(key="form-1")
        self.assertEqual(self._create_template(key="form-1"), first)
        with patch.object(
            self.registry["cats.order.template"],
            "search",
            return_value=self.templates.browse(),
        ):
            # As for another request, which does not see it yet.
            self.assertFalse(self._create_template(key="form-1"))
        other = self._create_template(key="form-1", user=self.colleague)
        self.assertNotEqual(other, first)
        self.assertEqual(first._duplicate("form-2"), first._duplicate("form-2"))
        own = [("user_id", "=", self.buyer.id)]
        self.assertEqual(self.templates.search_count(own), 2)

    def test_for_a_job(self):
        """ORD-1: a job keeps an expired cart for who filled it."""
        cart = self._create_cart((self.product, 3))
        job = self.templates.with_user(self.env.ref("base.user_root"))
        template = job._create_b2b_from_order(cart, name="Your cart")
        self.assertEqual(template.user_id, self.buyer)
        self.assertEqual(template.partner_id, self.customer)

    def test_for_staff(self):
        """ORD-2: staff make templates for customers' users only."""
        templates = self.templates.with_user(self.salesman)
        rows = [WantedRow("1", product_id=self.bolt.id)]
        template = templates._create_b2b_from_rows(rows, "Gift", user=self.buyer)
        self.assertEqual(template.user_id, self.buyer)
        with self.assertRaisesRegex(UserError, "users of customers"):
            templates._create_b2b_from_rows(rows, "Gift", user=self.manager)
        with self.assertRaisesRegex(UserError, "users of customers"):
            templates._create_b2b_from_rows(rows, "Gift")

    def test_switched_off(self):
        """ORD-2: without the B2B shop nobody's user makes templates."""
        self.website.b2b_enabled = False
        with self.assertRaises(AccessError):
            self._create_template()


@tagged("post_install", "-at_install")
class TestTemplateChanges(OrderTemplateCommon):
    """What becomes of templates and lists, and who may do it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._create_template()

    def _as(self, user):
        self.template.invalidate_recordset()
        return self.template.with_user(user)

    def test_add_articles(self):
        """ORD-8: articles are added; equal ones add up."""
        pack = self.env.ref("uom.product_uom_dozen")
        lines = self.template._add_b2b_articles(
            [(self.bolt, 20, None), (self.bolt, 1, pack)]
        )
        self.assertEqual(lines.mapped("quantity"), [120, 1])
        self.assertEqual(
            self._get_lines(self.template),
            [(self.product, 4), (self.bolt, 120), (self.bolt, 1)],
        )

    def test_add_unseen_article(self):
        """ORD-8: an article that the customer does not see is refused."""
        secret = self._create_product("Secret", 1, website_published=False)
        with self.assertRaises(AccessError):
            self.template._add_b2b_articles([(secret, 1, None)])
        self.assertEqual(len(self.template.line_ids), 2)

    def test_rows(self):
        """ORD-2: a template's lines, all or some, are what a cart is asked for."""
        other = self._create_template()
        rows = self.template._get_b2b_rows()
        self.assertEqual(
            [(row.product_id, row.quantity, row.label) for row in rows],
            [(self.product.id, 4, "Power supply 24 V"), (self.bolt.id, 100, "Bolt M8")],
        )
        lines = self.template.line_ids[1] | other.line_ids
        self.assertEqual(
            [row.product_id for row in self.template._get_b2b_rows(lines)],
            [self.bolt.id],
        )

    def test_rename(self):
        """ORD-2: a template is renamed; a bad name leaves it as it is."""
        self.template._rename(" Monthly ")
        self.assertEqual(self.template.name, "Monthly")
        self.assertEqual(self.template._try_to_rename(""), "Please enter a name.")
        self.assertEqual(self.template.name, "Monthly")

    def test_quantities(self):
        """ORD-2: good quantities are kept, bad ones reported by line."""
        first, second = self.template.line_ids
        foreign = self._create_template(user=self.colleague).sudo().line_ids[0]
        errors = self.template._set_quantities(
            {first.id: "2,5", second.id: "x", foreign.id: "9"}
        )
        self.assertEqual(errors, {second.id: "Please enter a quantity above zero."})
        self.assertEqual((first.quantity, second.quantity), (2.5, 100))
        self.assertEqual(foreign.quantity, 4)

    def test_order_of_lines(self):
        """ORD-2: lines are moved one by one, or all at once."""
        self.template._add_b2b_articles(
            [(self._create_product("Nut M8", 0.2), 1, None)]
        )
        first, second, third = self.template.line_ids
        self.template._move_line(third, -1)
        self.assertEqual(self._get_ids(), [first.id, third.id, second.id])
        self.template._move_line(first, -1)
        self.assertEqual(self._get_ids(), [first.id, third.id, second.id])
        self.template._move_line(first, 1)
        self.assertEqual(self._get_ids(), [third.id, first.id, second.id])
        self.template._sort_lines([second.id, 0, third.id])
        self.assertEqual(self._get_ids(), [second.id, third.id, first.id])

    def _get_ids(self):
        self.template.invalidate_recordset()
        return self.template.line_ids.ids

    def test_remove_lines(self):
        """ORD-2: lines are taken out; those of other templates stay."""
        other = self._create_template()
        self.template._remove_lines(self.template.line_ids[0] | other.line_ids)
        self.assertEqual(self._get_lines(self.template), [(self.bolt, 100)])
        self.assertEqual(len(other.line_ids), 2)
        with self.assertRaisesRegex(UserError, "Please tick"):
            self.template._remove_lines(other.line_ids.browse())

    def test_deleted_article(self):
        """ORD-2: the line of a deleted article tells what it was."""
        self.bolt.with_user(self.env.ref("base.user_root")).unlink()
        self.template.invalidate_recordset()
        line = self.template.line_ids[1]
        self.assertFalse(line.sudo().product_id)
        self.assertEqual((line.product_name, line.product_number), ("Bolt M8", "B-8"))

    def test_bad_quantity_of_staff(self):
        """ORD-2: a quantity of zero is refused at every door."""
        for quantity in (0, -1, 2e6):
            with self.assertRaisesRegex(ValidationError, "above zero"):
                self.template.sudo().line_ids[0].quantity = quantity

    def test_convert(self):
        """ORD-8: a list becomes a template and back."""
        self.template._convert("list")
        self.assertEqual(self.template.kind, "list")
        with self.assertRaises(UserError):
            self.template._convert("cart")

    def test_sharing(self):
        """ORD-2: private is its owner's alone; shared is edited by the company."""
        for user in (self.colleague, self.principal, self.placer, self.stranger):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(user)._rename("Mine")
        self.template._share(True)
        self._as(self.colleague)._rename("Ours")
        self.assertEqual(self._as(self.buyer).name, "Ours")
        self.assertEqual(len(self._as(self.placer)._get_b2b_rows()), 2)
        with self.assertRaisesRegex(AccessError, "templates"):
            self._as(self.placer)._rename("Mine")
        with self.assertRaises(AccessError):
            self._as(self.stranger)._rename("Mine")
        self.assertEqual(self._as(self.buyer).name, "Ours")

    def test_owner_or_principal(self):
        """ORD-2: its owner or a principal user archives it and stops sharing it."""
        self.template._share(True)
        for change in (
            lambda one: one._share(False),
            lambda one: one._put_away(True),
        ):
            with self.assertRaisesRegex(AccessError, "owner or a principal user"):
                change(self._as(self.colleague))
        self.assertTrue(self.template.active and self.template.is_shared)
        self._as(self.principal)._put_away(True)
        self.assertFalse(self.template.active)
        self._as(self.principal)._put_away(False)
        self.assertTrue(self.template.active)
        self._as(self.principal)._share(False)
        with self.assertRaises(AccessError):
            self._as(self.principal)._share(True)
        self.assertFalse(self.template.is_shared)

    def test_duplicate(self):
        """ORD-2: the copy of a shared template is one's own, and private."""
        self.template._share(True)
        copy = self._as(self.colleague)._duplicate()
        self.assertEqual(copy.user_id, self.colleague)
        self.assertEqual(copy.name, "Weekly (copy)")
        self.assertFalse(copy.is_shared)
        self.assertEqual(self._get_lines(copy), self._get_lines(self.template))
        with self.assertRaises(AccessError):
            self._as(self.placer)._duplicate()

    def test_right_taken_away(self):
        """USR-4: who does not manage templates any more changes not even his own."""
        self.buyer._set_b2b_rights({"place_orders"})
        for change in (
            lambda one: one._rename("Mine"),
            lambda one: one._set_quantities({one.line_ids[0].id: "9"}),
            lambda one: one._remove_lines(one.line_ids),
            lambda one: one._sort_lines([]),
            lambda one: one._share(True),
            lambda one: one._put_away(True),
            lambda one: one._convert("list"),
            lambda one: one._add_b2b_articles([(self.bolt, 1, None)]),
            lambda one: one._duplicate(),
        ):
            with self.assertRaisesRegex(AccessError, "Order templates|templates"):
                change(self._as(self.buyer))
        with self.assertRaises(AccessError):
            self._create_template()
        template = self.template.sudo()
        self.assertEqual((template.name, template.kind), ("Weekly", "template"))
        self.assertEqual(
            self._get_lines(template), [(self.product, 4), (self.bolt, 100)]
        )

    def test_for_somebody_else(self):
        """USR-4: nobody puts a template into a colleague's name."""
        templates = self.templates.with_user(self.colleague)
        rows = [WantedRow("1", product_id=self.bolt.id)]
        with self.assertRaises(AccessError):
            templates._create_b2b_from_rows(rows, "Gift", user=self.buyer)

    def test_foreign_sources(self):
        """USR-4: other companies' orders, carts and invoices are not kept."""
        order = self._create_order((self.product, 3))
        order.action_confirm()
        cart = self._create_cart((self.product, 3))
        templates = self.templates.with_user(self.stranger)
        for source in (order, cart):
            with self.assertRaises(AccessError):
                templates._create_b2b_from_order(source)
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id})],
            }
        )
        invoice.action_post()
        with self.assertRaises(AccessError):
            templates._create_b2b_from_invoice(invoice)
        own = [("user_id", "=", self.stranger.id)]
        self.assertFalse(self.templates.search(own))

    def test_no_write_access(self):
        """USR-4: users of customers write nothing by themselves."""
        template = self._as(self.buyer)
        for records, operations in (
            (template, ("create", "write", "unlink")),
            (template.line_ids, ("create", "write", "unlink")),
        ):
            for operation in operations:
                with self.subTest(records._name, operation=operation):
                    with self.assertRaises(AccessError):
                        records.check_access(operation)
        with self.assertRaises(AccessError):
            template.action_archive()
        self.assertTrue(template.active)

    def test_two_sellers(self):
        """USR-4: staff of one seller do not see templates of another one's shop."""
        company = self.env["res.company"].create({"name": "Other seller"})
        self.salesman.sudo().write(
            {"company_ids": [Command.set(company.ids)], "company_id": company.id}
        )
        foreign = self._as(self.salesman).with_context(allowed_company_ids=company.ids)
        for records in (foreign, foreign.sudo().line_ids.sudo(False)):
            self.assertTrue(records)
            self.assertFalse(records.search([("id", "in", records.ids)]))
