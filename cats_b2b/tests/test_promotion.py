from odoo import http
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from ..policies.promotion import clean_code
from .http_common import CatsB2bHttpCommon


@tagged("post_install", "-at_install")
class TestPromotionPolicy(BaseCase):
    def test_clean_code(self):
        """ORD-9: what stands around a code goes, the code stays as it is."""
        table = [
            ("WELCOME10", "WELCOME10"),
            ("  WELCOME10", "WELCOME10"),
            ("WELCOME10\t\r\n", "WELCOME10"),
            ("\u00a0WELCOME10\u00a0", "WELCOME10"),
            ("\u200b\ufeffWELCOME10\u2060", "WELCOME10"),
            ("\u202aWELCOME10\u202c", "WELCOME10"),
            ("\u2068WELCOME10\u2069\xad", "WELCOME10"),
            (f"A{' ' * 100_000}Z\n", f"A{' ' * 100_000}Z"),
            ("welcome 10", "welcome 10"),
            (" ", ""),
            ("", ""),
            (None, ""),
        ]
        for typed, expected in table:
            with self.subTest(typed):
                self.assertEqual(clean_code(typed), expected)


@tagged("post_install", "-at_install")
class TestPromotion(CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].create(
            {
                "name": "Ten percent",
                "program_type": "promo_code",
                "trigger": "with_code",
                "applies_on": "current",
                "company_id": cls.company.id,
                "rule_ids": [Command.create({"mode": "with_code", "code": "TEN"})],
                "reward_ids": [
                    Command.create({"reward_type": "discount", "discount": 10})
                ],
            }
        )
        cls.dealer_prices = cls._create_pricelist(
            cls.eur, code="DEALER", website_id=cls.website.id
        )
        cls.cart = cls._create_cart((cls.product, 8))

    def _post_code(self, code):
        self.authenticate(self.buyer.login, self.buyer.login)
        data = {"promo": code, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open("/shop/pricelist", data=data)

    def _get_discount(self):
        return sum(self.cart.order_line.filtered("reward_id").mapped("price_subtotal"))

    def test_pasted_code(self):
        """ORD-9: a code pasted with blanks gives its discount: 10 % of 200."""
        self._post_code(" \u00a0TEN\u200b\n")
        self.assertEqual(self._get_discount(), -20.0)

    def test_pasted_pricelist_code(self):
        """ORD-9: the code of a pricelist, too."""
        self._post_code(" DEALER ")
        self.assertEqual(self.cart.pricelist_id, self.dealer_prices)

    def test_wrong_code(self):
        """ORD-9: capitals matter, and blanks inside a code are part of it."""
        for wrong in ("ten", "T EN"):
            self.assertIn("code_not_available", self._post_code(wrong).url)
        self.assertEqual(self._get_discount(), 0.0)

    def test_switched_off(self):
        """ORD-9: with the switch off, Odoo's own treatment stands."""
        self.website.b2b_enabled = False
        self.assertIn("not_found", self.cart._try_apply_code(" TEN "))
        self.website.b2b_enabled = True
        self.assertNotIn("not_found", self.cart._try_apply_code(" TEN "))
