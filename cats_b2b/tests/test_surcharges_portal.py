from odoo.tests import tagged

from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestSurchargesPortal(CatsB2bHttpCommon):
    """The fees of bulky goods and remote addresses, as the buyer sees them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        service = {"type": "service", "is_storable": False}
        cls.company.b2b_bulky_product_id = cls._create_product("Bulky", 45.0, **service)
        cls.company.b2b_remote_product_id = cls._create_product(
            "Remote", 25.0, **service
        )
        cls.env["cats.delivery.zone"].create(
            {
                "name": "Coast",
                "country_id": cls.country.id,
                "company_id": cls.company.id,
                "zip_ranges": "8400-8499",
            }
        )
        cls.rack = cls._create_product("Rack 42U", 400.0, b2b_bulky=True)
        cls.coast = cls.buyer.partner_id.copy(
            {"name": "Depot Ostend", "zip": "8400", "type": "delivery"}
        )

    def test_cart_page(self):
        """FEE-2: the cart names the surcharge and what it is for."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.rack, 1)
        page = self._get_page("/shop/cart")
        rows = page.xpath("//tr[@name='o_cats_b2b_fee'][@data-fee-type='bulky']")
        self.assertTrue(rows)
        for text in ("Bulky", "Rack 42U", "45.00"):
            self.assertIn(text, rows[0].text_content())

    def test_address_changes_the_summary(self):
        """FEE-3: another delivery address brings and takes the cost, at once."""
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.product, 8)
        cart = self._get_cart(self.buyer)
        for partner, is_remote in (
            (self.coast, True),
            (self.buyer.partner_id, False),
        ):
            self.make_jsonrpc_request(
                "/shop/update_address",
                {"address_type": "delivery", "partner_id": partner.id},
            )
            summary = self.make_jsonrpc_request(
                "/shop/set_delivery_method", {"dm_id": self.carrier.id}
            )
            self.assertEqual(
                "Transport to Coast (8400)" in summary["b2b_fee_rows"], is_remote
            )
            self.assertEqual(bool(cart._get_b2b_fee_lines("remote")), is_remote)

    def test_switched_off(self):
        """FEE-3: with the switch off the summary is Odoo's own."""
        self.website.b2b_enabled = False
        self.authenticate(self.buyer.login, self.buyer.login)
        self._add_to_cart(self.product, 8)
        summary = self.make_jsonrpc_request(
            "/shop/set_delivery_method", {"dm_id": self.carrier.id}
        )
        self.assertNotIn("b2b_fee_rows", summary)
