import json

from odoo.tests import JsonRpcException, tagged
from odoo.tools import mute_logger

from .account_common import OTHER_VAT, AccountCommon

COMPANY = (
    "name",
    "vat",
    "email",
    "phone",
    "street",
    "zip",
    "city",
    "country_id",
    "invoice_edi_format",
    "invoice_sending_method",
    "child_ids",
)


@tagged("post_install", "-at_install")
class TestAddressDoors(AccountCommon):
    """Every way into the company's data that the stock portal leaves open (ACC-8)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dock = cls._create_address("Dock")
        cls.contact = cls.buyer.partner_id
        cls.form = {
            "name": "Dock 2",
            "email": "dock2@example.com",
            "phone": "+32 81 22 22 22",
            "street": "Rue du Port 7",
            "city": "Namur",
            "zip": "5000",
            "country_id": str(cls.country.id),
        }

    def setUp(self):
        super().setUp()
        self._log_in(self.buyer)
        self.before = self._read(self.customer, *COMPANY)
        self.before_contact = self._read(self.contact, "name", "street", "vat", "email")

    def _submit(self, url="/my/address/submit", status=200, **form):
        response = self._post(url, status=status, **{**self.form, **form})
        return json.loads(response.text) if status == 200 else {}

    def assertUntouched(self):
        self.assertEqual(self._read(self.customer, *COMPANY), self.before)
        self.assertEqual(
            self._read(self.contact, "name", "street", "vat", "email"),
            self.before_contact,
        )

    def _get_children(self):
        return self.env["res.partner"].search([("parent_id", "=", self.customer.id)])

    def test_add_delivery_address(self):
        """ACC-8: delivery addresses stay free to be added."""
        known = self._get_children()
        answer = self._submit(address_type="delivery")
        self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        added = self._get_children() - known
        self.assertEqual((added.name, added.type), ("Dock 2", "delivery"))
        self.assertEqual(added.commercial_partner_id, self.customer)

    def test_edit_delivery_address(self):
        """ACC-8: delivery addresses stay free to be edited and removed."""
        self._submit(address_type="delivery", partner_id=str(self.dock.id))
        self.assertEqual(self._read(self.dock, "name")["name"], "Dock 2")
        self.make_jsonrpc_request(
            "/my/address/archive", {"partner_id": str(self.dock.id)}
        )
        self.assertFalse(self._read(self.dock, "active")["active"])
        self.assertUntouchedButChildren()

    def assertUntouchedButChildren(self):
        self.before["child_ids"] = self._read(self.customer, "child_ids")["child_ids"]
        self.assertUntouched()

    @mute_logger("odoo.http")
    def test_locked_addresses(self):
        """ACC-8: company, billing address, own contact, a colleague: no form saves."""
        bill = self._create_address("Accounts", type="invoice")
        both = self._create_address("Both", type="other")
        colleague = self._create_portal_user("colleague", self.customer).partner_id
        colleague.type = "delivery"
        elsewhere = self.stranger.partner_id
        self.before = self._read(self.customer, *COMPANY)
        for partner in (self.customer, bill, both, self.contact, colleague, elsewhere):
            for address_type in ("billing", "delivery"):
                with self.subTest(partner=partner.name, type=address_type):
                    before = self._read(partner, "name", "street", "active")
                    url = f"/my/address?partner_id={partner.id}"
                    self._get_page(f"{url}&address_type={address_type}", status=403)
                    self._submit(
                        status=403,
                        partner_id=str(partner.id),
                        address_type=address_type,
                    )
                    self.assertEqual(
                        self._read(partner, "name", "street", "active"), before
                    )
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(
                    "/my/address/archive", {"partner_id": partner.id}
                )
            self.assertTrue(self._read(partner, "active")["active"])
        self.assertUntouched()

    @mute_logger("odoo.http")
    def test_new_billing_address(self):
        """ACC-8: no billing address is added, and billing is Odoo's default type."""
        for url in ("/my/address", "/my/address?address_type=billing"):
            self._get_page(url, status=403)
        for form in ({}, {"address_type": "billing"}, {"address_type": "other"}):
            self._submit(status=403, **form)
        self._get_page("/my/address?address_type=delivery&partner_id=x", status=403)
        self._get_page("/my/address?address_type=delivery&partner_id=0", status=200)
        self._get_page(
            "/my/address?address_type=delivery&partner_id=999999999", status=403
        )
        self.assertUntouched()

    def test_company_is_not_renamed(self):
        """ACC-8: a company's name or number in a delivery form changes nothing."""
        answer = self._submit(
            address_type="delivery",
            partner_id=str(self.dock.id),
            verify_address_values="",
            company_name="Renamed SA",
            vat=OTHER_VAT,
            invoice_edi_format="ubl_bis3",
            invoice_sending_method="manual",
            peppol_eas="0208",
            peppol_endpoint="0428759497",
            is_company="1",
            parent_id="",
            type="invoice",
            user_id="2",
        )
        self.assertUntouched()
        self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        self.dock.invalidate_recordset()
        self.assertEqual((self.dock.name, self.dock.type), ("Dock 2", "delivery"))
        self.assertEqual(self.dock.vat, self.customer.vat)
        self.assertEqual(self.dock.parent_id, self.customer)
        self.assertFalse(self.dock.user_id)

    def test_writable_fields(self):
        """ACC-8: forms write fields of an address, whatever other addons open."""
        partners = self.env["res.partner"].with_user(self.buyer)
        address = {
            *("name", "email", "phone", "street", "street2", "zip", "zipcode"),
            *("city", "state_id", "country_id"),
        }
        self.assertEqual(partners._get_frontend_writable_fields(), address)
        self._open_company()
        self.assertEqual(partners._get_frontend_writable_fields(), {*address, "vat"})
        staff = self.env["res.partner"].with_user(self.salesman)
        self.assertIn("company_name", staff._get_frontend_writable_fields())

    def test_new_address_brings_no_number(self):
        """ACC-8: nor does a new delivery address bring a VAT number."""
        self._submit(address_type="delivery", vat=OTHER_VAT, company_name="Renamed")
        self.assertUntouchedButChildren()
        self.assertEqual(self.customer.vat, "BE0477472701")

    def test_validation_is_not_switched_off(self):
        """ACC-8: `verify_address_values` in the form skips no check."""
        known = self._get_children()
        answer = self._submit(
            address_type="delivery", verify_address_values="", street="", email="x"
        )
        self.assertEqual(set(answer["invalid_fields"]), {"street", "email"})
        self.assertEqual(self._get_children(), known)

    def test_delivery_is_not_billing(self):
        """ACC-8: `use_delivery_as_billing` makes no address for both."""
        known = self._get_children()
        self._submit(address_type="delivery", use_delivery_as_billing="true")
        self.assertEqual((self._get_children() - known).type, "delivery")

    def test_callback(self):
        """ACC-8: afterwards one goes nowhere else than to this shop."""
        foreign = (
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "javascript:alert(1)",
        )
        for callback in foreign:
            with self.subTest(callback=callback):
                answer = self._submit(
                    address_type="delivery",
                    partner_id=str(self.dock.id),
                    callback=callback,
                )
                self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        page = self._get_page(
            "/my/address?address_type=delivery&callback=javascript:alert(1)"
        )
        self.assertFalse(page.xpath("//a[starts-with(@href, 'javascript')]"))
        answer = self._submit(
            address_type="delivery", partner_id=str(self.dock.id), callback="/my"
        )
        self.assertEqual(answer, {"redirectUrl": "/my"})

    def test_addresses_page(self):
        """ACC-8: the page shows the billing address without a way to edit it."""
        page = self._get_page("/my/addresses")
        self.assertFalse(page.xpath("//*[@id='use_delivery_as_billing']"))
        self.assertFalse(page.xpath("//a[contains(@href, 'address_type=billing')]"))
        (card,) = page.xpath(
            "//*[@id='billing_container']//*[@data-address-type='billing']"
        )
        self.assertEqual(card.get("data-partner-id"), str(self.customer.id))
        self.assertTrue(page.xpath("//a[@href='/my/requests/new?kind=billing']"))

    # -- Checkout -----------------------------------------------------------------

    def test_cart_is_billed_to_the_company(self):
        """ACC-8: the cart of a contact is billed to his company's billing address."""
        self._add_to_cart(self.product, 5)
        cart = self._get_cart(self.buyer)
        self.assertEqual(cart.partner_invoice_id, self.customer)
        bill = self._create_address("Accounts", type="invoice")
        other = self._create_cart((self.product, 1))
        self.assertEqual(other.partner_invoice_id, bill)

    @mute_logger("odoo.http")
    def test_forged_billing_address(self):
        """ACC-8: no request of the checkout changes who is billed."""
        self._add_to_cart(self.product, 5)
        cart = self._get_cart(self.buyer)
        other = self._create_address("Both", type="other")
        for params in (
            {"partner_id": other.id},
            {"partner_id": other.id, "address_type": "billing"},
            {"partner_id": self.contact.id, "address_type": "billing"},
        ):
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request("/shop/update_address", params)
        for form in (
            {},
            {"address_type": "billing"},
            {"address_type": "billing", "partner_id": str(self.customer.id)},
            {"address_type": "billing", "partner_id": str(self.contact.id)},
            {"partner_id": str(self.customer.id)},
        ):
            self._submit("/shop/address/submit", status=403, **form)
        for url in (
            "/shop/address",
            "/shop/address?address_type=billing",
            f"/shop/address?partner_id={self.customer.id}",
        ):
            self._get_page(url, status=403)
        self._post("/website/form/shop.sale.order", partner_invoice_id=str(other.id))
        self.assertEqual(
            self._read(cart, "partner_invoice_id")["partner_invoice_id"][0],
            self.customer.id,
        )

    def test_delivery_address_at_checkout(self):
        """ACC-8: a new delivery address at checkout is not billed."""
        self._add_to_cart(self.product, 5)
        cart = self._get_cart(self.buyer)
        answer = self._submit(
            "/shop/address/submit",
            address_type="delivery",
            use_delivery_as_billing="true",
            callback="//evil.example",
            vat=OTHER_VAT,
            verify_address_values="",
        )
        self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        cart.invalidate_recordset()
        self.assertEqual(cart.partner_shipping_id.name, "Dock 2")
        self.assertEqual(cart.partner_shipping_id.type, "delivery")
        self.assertEqual(cart.partner_invoice_id, self.customer)
        self.assertUntouchedButChildren()

    def test_selecting_a_delivery_address(self):
        """ACC-8: the delivery address of an order is chosen freely."""
        self._add_to_cart(self.product, 5)
        cart = self._get_cart(self.buyer)
        self.make_jsonrpc_request(
            "/shop/update_address",
            {"partner_id": self.dock.id, "address_type": "delivery"},
        )
        cart.invalidate_recordset()
        self.assertEqual(cart.partner_shipping_id, self.dock)
        self.assertEqual(cart.partner_invoice_id, self.customer)

    @mute_logger("odoo.http")
    def test_express_checkout(self):
        """ACC-8: the addresses of wallets come in nowhere."""
        self._add_to_cart(self.product, 5)
        address = {**self.form, "country": "BE", "zip": "5000"}
        for url, params in (
            ("/shop/express_checkout", {"billing_address": address}),
            (
                "/shop/express/shipping_address_change",
                {"partial_delivery_address": address},
            ),
            ("/shop/express/shipping_address_change/compute_taxes", {}),
        ):
            with self.subTest(url=url), self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(url, params)
        self.assertUntouched()
        cart = self._get_cart(self.buyer)
        self.assertEqual(cart.partner_invoice_id, self.customer)

    def test_checkout_page(self):
        """ACC-8: the checkout shows the billing address, chosen and locked."""
        self._add_to_cart(self.product, 5)
        page = self._get_page("/shop/checkout")
        self.assertFalse(page.xpath("//*[@id='use_delivery_as_billing']"))
        (card,) = page.xpath("//*[@data-address-type='billing'][@data-partner-id]")
        self.assertEqual(card.get("data-partner-id"), str(self.customer.id))
        # What Odoo's script takes for "a billing address is chosen".
        self.assertIn("bg-400", card.get("class"))
        self.assertFalse(self._get_text(page, "o_cats_b2b_address_problem"))

    def test_incomplete_address_makes_no_loop(self):
        """ACC-8: the checkout says what the locked address lacks, and whom to ask."""
        self._add_to_cart(self.product, 5)
        self.customer.write({"street": False, "city": False})
        response = self.url_open("/shop/checkout", allow_redirects=False)
        self.assertEqual(response.status_code, 200)
        page = self._get_page("/shop/checkout")
        (problem, *_others) = self._get_text(page, "o_cats_b2b_address_problem")
        self.assertIn("Missing: Street, City.", problem)
        self.assertTrue(page.xpath("//a[@href='/my/requests/new?kind=billing']"))
        payment = self.url_open("/shop/payment", allow_redirects=False)
        self.assertEqual(payment.status_code, 200)
        self.assertIn("Missing: Street, City.", payment.text)
        cart = self._get_cart(self.buyer)
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                f"/shop/payment/transaction/{cart.id}",
                {
                    "provider_id": self.provider.id,
                    "payment_method_id": self.wire_transfer.id,
                    "token_id": None,
                    "flow": "direct",
                    "tokenization_requested": False,
                    "landing_route": "/shop/payment/validate",
                    "access_token": cart._portal_ensure_token(),
                },
            )
        self.assertFalse(cart.transaction_ids)

    # -- Opened by the setting ----------------------------------------------------

    def _open_company(self):
        self.website.b2b_edit_company = True
        self._make_principal(self.buyer)

    def test_setting_opens_company_to_principals(self):
        """ACC-8: a setting opens direct editing, with every check (LUX)."""
        self._open_company()
        page = self._get_page(
            f"/my/address?address_type=billing&partner_id={self.customer.id}"
        )
        (vat,) = page.xpath("//input[@name='vat']")
        self.assertFalse(vat.get("readonly"))
        form = {
            **self.form,
            "address_type": "billing",
            "partner_id": str(self.customer.id),
            "name": "Lumière & Fils SA",
        }
        answer = self._submit(**{**form, "vat": "BE0477472702"})
        self.assertIn("vat", answer["invalid_fields"])
        self.assertUntouched()
        with self._watch_vies() as told:
            self._submit(**{**form, "vat": OTHER_VAT, "invoice_edi_format": "ubl_bis3"})
        self.assertTrue(told)
        self.assertEqual([known for known in told if OTHER_VAT not in known], [])
        after = self._read(self.customer, *COMPANY)
        self.assertEqual(after["name"], "Lumière & Fils SA")
        self.assertEqual(after["vat"], OTHER_VAT)
        self.assertEqual(after["street"], "Rue du Port 7")
        self.assertEqual(after["invoice_edi_format"], self.before["invoice_edi_format"])

    def test_setting_leaves_the_number_to_the_company(self):
        """ACC-8: a VAT number with a delivery address is not looked at."""
        self._open_company()
        answer = self._submit(
            address_type="delivery", partner_id=str(self.dock.id), vat=OTHER_VAT
        )
        self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        self.assertUntouched()
        self.assertEqual(self._read(self.dock, "vat")["vat"], self.customer.vat)

    @mute_logger("odoo.http")
    def test_setting_opens_to_nobody_else(self):
        """ACC-8: not to other users, and not another company's data."""
        self.website.b2b_edit_company = True
        url = f"/my/address?address_type=billing&partner_id={self.customer.id}"
        self._get_page(url, status=403)
        self._submit(
            status=403, address_type="billing", partner_id=str(self.customer.id)
        )
        self._make_principal(self.stranger)
        self._log_in(self.stranger)
        self._get_page(url, status=403)
        self._submit(
            status=403, address_type="billing", partner_id=str(self.customer.id)
        )
        self.assertUntouched()

    @mute_logger("odoo.http")
    def test_company_is_not_archived(self):
        """ACC-8: nor does a principal remove his company's billing address."""
        self._open_company()
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/my/address/archive", {"partner_id": self.customer.id}
            )
        self.assertTrue(self._read(self.customer, "active")["active"])

    @mute_logger("odoo.http")
    def test_rpc(self):
        """ACC-8: no RPC writes, makes or removes an address."""
        for model, method, args in (
            ("res.partner", "write", ([self.customer.id], {"name": "Mine"})),
            ("res.partner", "write", ([self.contact.id], {"street": "Mine 1"})),
            ("res.partner", "create", ({"name": "X", "parent_id": self.customer.id},)),
            ("res.partner", "unlink", ([self.dock.id],)),
            ("res.partner", "action_archive", ([self.dock.id],)),
        ):
            with self.subTest(method=method), self.assertRaises(JsonRpcException):
                self._call_kw(model, method, *args)
        self.assertUntouched()

    @mute_logger("odoo.http")
    def test_no_id(self):
        """ACC-8: what is no address's id is refused, and is no error of the server."""
        self._log_in(self.buyer)
        for odd in ("abc", "9" * 5000, "²", "-1"):
            for url in ("/my/address/submit", "/shop/address/submit"):
                with self.subTest(url=url, odd=odd[:9]):
                    self._post(url, status=403, partner_id=odd, address_type="delivery")
            for url in ("/my/address", "/shop/address"):
                with self.subTest(url=url, odd=odd[:9]):
                    self._get_page(f"{url}?partner_id={odd}", status=403)
