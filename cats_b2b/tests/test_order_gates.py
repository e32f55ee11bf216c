from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, new_test_user, tagged

from .common import CatsB2bCommon


@tagged("post_install", "-at_install")
class TestOrderGates(CatsB2bCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._create_order((cls.product, 10))

    def _set_vat(self, vat, **values):
        """Write what an import may bring, past the check of what is typed."""
        unchecked = self.customer.with_context(no_vat_validation=True)
        unchecked.write({"vat": vat, **values})

    def assertRefused(self, order, text):
        with self.assertRaises(UserError) as raised:
            order.action_confirm()
        self.assertIn(text, str(raised.exception))
        self.assertEqual(order.state, "draft")

    def test_valid_number(self):
        """ACC-7: the order of a company with a valid VAT number is confirmed."""
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_numbers_that_are_none(self):
        """ACC-7: without a VAT number, with "/" or with a wrong one no order is one."""
        cases = [
            (False, "no VAT number yet"),
            ("/", "no VAT number yet"),
            ("BE0999000123", "BE0999000123, is not valid"),
            ("12345", "12345, is not valid"),
        ]
        for vat, text in cases:
            with self.subTest(vat):
                self._set_vat(vat)
                self.assertRefused(self.order, text)

    def test_number_of_another_country(self):
        """ACC-7: a French company's Dutch number counts; one that fails does not."""
        self._set_vat("NL123456782B90", country_id=self.env.ref("base.fr").id)
        self.assertFalse(self.order._get_b2b_ordering_error())
        self._set_vat("NL123456783B90")
        self.assertTrue(self.order._get_b2b_ordering_error())

    def test_country_without_a_check(self):
        """ACC-7: where no check is known, the number that staff entered counts."""
        self._set_vat("X-123", country_id=self.env.ref("base.fj").id)
        self.assertFalse(self.order._get_b2b_ordering_error())

    def test_company_without_a_country(self):
        """ACC-7: a number that nothing can be checked against is not valid."""
        self.customer.country_id = False
        self.assertRefused(self.order, "country is missing")

    def test_the_company_counts(self):
        """ACC-7: a contact has no number of his own; his company's counts."""
        self._set_vat(False)
        self.assertFalse(self.buyer.partner_id.vat)
        self.assertRefused(self.order, "no VAT number yet")
        self.customer.b2b_vat_exempt = True
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_salesman_confirms(self):
        """ACC-7: the salesman's own confirmation is refused in the same way."""
        self._set_vat(False)
        self.assertRefused(self.order.with_user(self.salesman), "no VAT number yet")

    def test_order_of_the_public(self):
        """ACC-7: an order that names the website's public is nobody's."""
        self.order.partner_id = self.website.user_id.partner_id
        self.assertRefused(self.order, "Please log in to order")

    def test_paid_order(self):
        """ACC-7: what was paid is delivered; a wire transfer to come is not paid."""
        self._set_vat(False)
        for state, refused in [("pending", True), ("done", False)]:
            with self.subTest(state):
                self.order.transaction_ids = self._create_transaction(state)
                self.assertEqual(
                    bool(self.order._confirmation_error_message()), refused
                )

    def _create_transaction(self, state, **values):
        provider = self.env["payment.provider"].create(
            {"name": "Wire", "company_id": self.company.id}
        )
        method = self.env["payment.method"].search([], limit=1)
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": self.order.amount_total,
                "currency_id": self.order.currency_id.id,
                "partner_id": self.order.partner_id.id,
                "state": state,
                **values,
            }
        )

    def test_payment(self):
        """ACC-7: no money is taken for a quotation that may not become an order."""
        self._set_vat(False)
        order = {"sale_order_ids": [Command.set(self.order.ids)]}
        with self.assertRaises(ValidationError):
            self._create_transaction("draft", **order)
        self.customer.b2b_vat_exempt = True
        self.assertTrue(self._create_transaction("draft", reference="Exempt", **order))

    def test_cart(self):
        """ACC-7: who may not order can neither fill a cart nor pay it."""
        cart = self._create_cart((self.product, 10)).with_user(self.buyer).sudo()
        self._set_vat(False)
        with self.assertRaises(UserError):
            cart._cart_add(self.product.id, 1)
        with self.assertRaises(ValidationError) as raised:
            cart._check_cart_is_ready_to_be_paid()
        self.assertIn("no VAT number yet", str(raised.exception))
        self.assertEqual(cart.order_line.filtered("product_id")[0].product_uom_qty, 10)

    def test_groups_of_countries(self):
        """ACC-7: which numbers a country accepts is cached until its groups change."""
        country = self.env["res.country"].search([], limit=1)
        group = self.env["res.country.group"].create({"name": "Union"})
        invalidated = self.registry.cache_invalidated
        for change in (
            lambda: group.write({"country_ids": [Command.link(country.id)]}),
            lambda: country.write({"country_group_ids": [Command.clear()]}),
            group.copy,
            group.unlink,
        ):
            invalidated.clear()
            change()
            self.assertIn("default", invalidated)

    def test_public_cart(self):
        """ACC-7: the public adds nothing to a cart, not even to somebody's own."""
        public = self.website.user_id
        cart = self._create_cart((self.product, 10)).with_user(public).sudo()
        with self.assertRaises(UserError):
            cart._cart_add(self.product.id, 1)
        website = self.website.with_user(public)
        with self.assertRaises(UserError):
            website._create_cart()
        self.assertFalse(website._get_and_cache_current_cart())

    def test_switch_off(self):
        """ACC-7: with the B2B shop off Odoo's own rules hold."""
        self._set_vat(False)
        self.website.b2b_enabled = False
        self.assertFalse(self.order._get_b2b_ordering_error(self.buyer))
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_other_website(self):
        """ACC-7: orders of the company's private shop are not asked for a number."""
        private = self.env["website"].create(
            {"name": "Private shop", "company_id": self.company.id}
        )
        self._set_vat(False)
        self.order.website_id = private
        self.order.action_confirm()
        self.assertEqual(self.order.state, "sale")

    def test_who_exempts(self):
        """ACC-7: those who approve accounts exempt from VAT numbers, nobody else."""
        self.customer.with_user(self.manager).b2b_vat_exempt = True
        with self.assertRaises(AccessError):
            self.customer.with_user(self.salesman).b2b_vat_exempt = False
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.salesman).create(
                {"name": "Nobody", "is_company": True, "b2b_vat_exempt": True}
            )
        self.assertTrue(self.customer.b2b_vat_exempt)
        with self.assertRaises(AccessError):
            self.customer.with_user(self.buyer).read(["b2b_vat_exempt"])

    def test_exemption_is_not_inherited(self):
        """ACC-7: a contact that leaves an exempt company takes no exemption along."""
        self.customer.b2b_vat_exempt = True
        contact = self.env["res.partner"].create(
            {"name": "Leaver", "parent_id": self.customer.id}
        )
        self.assertTrue(contact._decide_b2b_ordering().allowed)
        contact.write({"parent_id": False, "vat": False})
        self.assertFalse(contact._decide_b2b_ordering().allowed)
        self.assertFalse(self.customer.copy().b2b_vat_exempt)

    def test_salesman_creates_customers(self):
        """ACC-7: the box that a salesman may not tick is not in his way."""
        creator = new_test_user(
            self.env,
            "b2b_creator",
            groups="sales_team.group_sale_salesman,base.group_partner_manager",
            company_id=self.company.id,
            company_ids=self.company.ids,
        )
        form = Form(self.env["res.partner"].with_user(creator))
        form.name = "New customer"
        self.assertFalse(form.save().b2b_vat_exempt)
