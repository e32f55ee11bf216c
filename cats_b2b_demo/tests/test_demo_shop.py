from odoo.tests import HttpCase, tagged

PORTAL_LOGINS = {
    f"{role}@{company}.example": f"demo-{role}"
    for company in ("lumiere", "bertin", "delinde")
    for role in ("principal", "buyer")
}
LOGINS = {
    **PORTAL_LOGINS,
    "invoices@lumiere.example": "demo-invoices",
    "technician@lumiere.example": "demo-technician",
    "outsider@private.example": "demo-outsider",
    "staff@cats.example": "demo-staff",
    "accountant@cats.example": "demo-accountant",
}


@tagged("post_install", "-at_install")
class TestDemoShop(HttpCase):
    def test_logins(self):
        """Each login of LOGINS.md works."""
        for login, password in LOGINS.items():
            with self.subTest(login=login):
                credential = {"login": login, "password": password, "type": "password"}
                answer = self.env["res.users"].authenticate(
                    credential, {"interactive": False}
                )
                user = self.env["res.users"].browse(answer["uid"])
                self.assertEqual(user.login, login)

    def _add_to_cart(self, login):
        if login:
            self.authenticate(login, LOGINS[login])
        article = self.env.ref("cats_b2b_demo.product_al_60_24")
        product = {
            "product_template_id": article.id,
            "product_id": article.product_variant_id.id,
        }
        return self.make_jsonrpc_request("/shop/cart/add", {"quantity": 1, **product})

    def test_who_orders(self):
        """ACC-7: the companies order, a private person and the public do not."""
        for login in (None, "outsider@private.example"):
            answer = self._add_to_cart(login)
            self.assertEqual(answer["quantity"], 0)
            self.assertTrue(answer["notification_info"]["warning"])
        for login in PORTAL_LOGINS:
            with self.subTest(login):
                self.assertGreater(self._add_to_cart(login)["quantity"], 0)

    def test_shop(self):
        answer = self.url_open("/shop")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Alder 60 W DIN rail power supply 24 V", answer.text)
        self.assertNotIn("555-5556", answer.text)

    def test_product_page(self):
        """A product page tells the article number and offers the datasheet."""
        article = self.env.ref("cats_b2b_demo.product_al_60_24")
        answer = self.url_open(article.website_url)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("AL-60-24", answer.text)
        sheet = article.product_document_ids
        answer = self.url_open(f"/shop/{article.id}/document/{sheet.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(answer.content.startswith(b"%PDF"))

    def test_pages_of_a_category(self):
        category = self.env.ref("cats_b2b_demo.public_category_led")
        answer = self.url_open(f"/shop/category/{category.id}")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Elm 60 W outdoor LED driver 12 V", answer.text)
        self.assertNotIn("Alder 60 W", answer.text)

    def test_contact_page(self):
        answer = self.url_open("/contactus")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("sales@cats.example", answer.text)
