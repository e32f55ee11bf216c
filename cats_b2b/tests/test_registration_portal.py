import json
from unittest.mock import patch

from lxml import html

from odoo.http import Request
from odoo.tests import JsonRpcException, tagged

from ..models.cats_application_form_mixin import PER_ADDRESS, PER_EMAIL
from .http_common import CatsB2bHttpCommon
from .registration_form_common import RegistrationMixin


@tagged("post_install", "-at_install")
class TestRegistrationPortal(RegistrationMixin, CatsB2bHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("nl_NL")
        cls.dutch = cls.env["res.lang"]._lang_get("nl_NL")

    def _post(self, follow=False, files=None, **values):
        self.authenticate(None, None)
        values = self._fill_in(**values)
        return self.url_open(
            "/b2b/register",
            data={"csrf_token": Request.csrf_token(self), **values},
            files=files or {"nothing": ("", b"")},
            allow_redirects=follow,
        )

    def _post_page(self, status=200, **values):
        response = self._post(**values)
        self.assertEqual(response.status_code, status)
        return html.fromstring(response.text)

    def _get_field(self, page, name):
        (field,) = page.xpath(f"//main//*[@name='{name}']")
        return field

    def _get_error(self, page, name):
        (error,) = page.xpath(f"//*[@id='o_cats_b2b_{name}_error']")
        return error.text_content().strip()

    # -- The page -----------------------------------------------------------------

    def test_form(self):
        """ACC-1: the page asks for everything, each field with its label."""
        page = self._get_page("/b2b/register")
        for name in self._fill_in():
            field = self._get_field(page, name)
            self.assertEqual(field.get("required"), "required", name)
            (label,) = page.xpath(f"//label[@for='{field.get('id')}']")
            self.assertTrue(label.text_content().strip(), name)
            for described in field.get("aria-describedby").split():
                self.assertEqual(len(page.xpath(f"//*[@id='{described}']")), 1)
            if name not in ("vat", "street_number"):
                self.assertNotIn(field.get("autocomplete"), (None, "off"), name)
        (form,) = page.xpath("//form[@data-captcha='signup']")
        self.assertEqual(form.get("enctype"), "multipart/form-data")
        self.assertFalse(self._get_text(page, "o_cats_b2b_errors"))
        self.assertEqual(len(form.xpath(".//button[@type='submit']")), 1)

    def test_private_persons_are_told(self):
        """ACC-7: a private person is told so before typing anything."""
        page = self._get_page("/b2b/register")
        (notice,) = self._get_text(page, "o_cats_b2b_only_business")
        self.assertIn("businesses with a VAT number only", notice)
        self.assertIn("not to private persons", notice)
        nodes = list(page.iter())
        (box,) = page.find_class("o_cats_b2b_only_business")
        first = self._get_field(page, "first_name")
        self.assertLess(nodes.index(box), nodes.index(first))

    def test_country_of_the_seller(self):
        """ACC-1: the country is chosen already: the visitor's, else the seller's."""
        page = self._get_page("/b2b/register")
        (chosen,) = self._get_field(page, "country_id").xpath("option[@selected]")
        self.assertEqual(chosen.get("value"), str(self.country.id))
        self.assertEqual(self._get_field(page, "state_id").get("disabled"), "disabled")

    def test_login_page_leads_here(self):
        """ACC-1: the login page leads to the registration of companies."""
        page = self._get_page("/web/login")
        (link,) = page.find_class("o_cats_b2b_register_link")
        self.assertEqual(link.get("href"), "/b2b/register")
        self.assertFalse(page.xpath("//a[contains(@href, '/web/signup')]"))

    def test_switched_off(self):
        """ACC-1: a website that is no B2B shop has no such page."""
        self.website.b2b_enabled = False
        for url in ("/b2b/register", "/b2b/register/thanks"):
            self._get_page(url, status=404)
        self.assertEqual(self._post().status_code, 404)
        for url in ("/b2b/register/check", "/b2b/register/country"):
            with self.assertRaises(JsonRpcException):
                self.make_jsonrpc_request(url, {})
        page = self._get_page("/web/login")
        self.assertFalse(page.find_class("o_cats_b2b_register_link"))
        self.assertFalse(self._find_applications())
        self.assertNotIn("/b2b/register", self.url_open("/sitemap.xml").text)

    def test_sitemap(self):
        """ACC-1: search engines find the page of a B2B shop."""
        text = self.url_open("/sitemap.xml").text
        self.assertEqual(text.count("/b2b/register</loc>"), 1)
        self.assertNotIn("/b2b/register/", text)

    def test_logged_in(self):
        """ACC-1: who has an account is told so, and cannot register."""
        self.authenticate(self.buyer.login, self.buyer.login)
        page = self._get_page("/b2b/register")
        (text,) = self._get_text(page, "o_cats_b2b_known")
        self.assertIn("You have an account already", text)
        self.assertFalse(page.xpath("//main//form"))
        response = self.url_open(
            "/b2b/register",
            data={"csrf_token": Request.csrf_token(self), **self._fill_in()},
        )
        self.assertIn("You have an account already", response.text)
        self.assertFalse(self._find_applications())

    # -- Errors -------------------------------------------------------------------

    def test_errors_beside_their_fields(self):
        """ACC-1: each error beside its field and in a list above that leads there."""
        page = self._post_page(vat="BE0477472702", zip="10000", email="ada")
        links = page.xpath("//*[contains(@class, 'o_cats_b2b_errors')]//a")
        self.assertEqual(
            [link.get("href") for link in links],
            ["#o_cats_b2b_vat", "#o_cats_b2b_zip", "#o_cats_b2b_email"],
        )
        for link, name in zip(links, ["vat", "zip", "email"], strict=True):
            field = self._get_field(page, name)
            self.assertEqual(field.get("id"), link.get("href")[1:])
            self.assertEqual(field.get("aria-invalid"), "true")
            self.assertEqual(self._get_error(page, name), link.text_content().strip())
            self.assertTrue(link.text_content().strip())
        (summary,) = page.find_class("o_cats_b2b_errors")
        self.assertEqual(summary.get("tabindex"), "-1")
        self.assertEqual(summary.get("autofocus"), "autofocus")
        self.assertIsNone(self._get_field(page, "city").get("aria-invalid"))
        self.assertFalse(self._find_applications())

    def test_nothing_typed_is_lost(self):
        """ACC-1: all stays as it was typed, but for the password, and that is said."""
        typed = self._fill_in(vat='BE "1" <b>', company_name='A & "B" <i>', zip="")
        page = self._post_page(**typed)
        for name, text in typed.items():
            if name not in ("password", "country_id"):
                self.assertEqual(self._get_field(page, name).get("value") or "", text)
        (chosen,) = self._get_field(page, "country_id").xpath("option[@selected]")
        self.assertEqual(chosen.get("value"), typed["country_id"])
        self.assertFalse(self._get_field(page, "password").get("value"))
        self.assertNotIn(typed["password"], html.tostring(page, encoding="unicode"))
        (retype,) = self._get_text(page, "o_cats_b2b_retype")
        self.assertIn("please type it once more", retype)

    def test_language_of_the_visitor(self):
        """ACC-1: "in the visitor's language": the sentences come by the page's."""
        self.website.language_ids += self.dutch
        self.country.with_context(lang="nl_NL").name = "België"
        code = self.dutch.url_code
        self.authenticate(None, None)
        response = self.url_open(
            f"/{code}/b2b/register",
            data={"csrf_token": Request.csrf_token(self), **self._fill_in(zip="x")},
        )
        self.assertIn("België", response.text)
        self.url_open(
            f"/{code}/b2b/register",
            data={"csrf_token": Request.csrf_token(self), **self._fill_in()},
        )
        self.assertEqual(self._find_applications().lang, "nl_NL")

    def test_country_changes_without_javascript(self):
        """ACC-1: the answer shows the fields of the country that was chosen."""
        usa = self.env.ref("base.us")
        page = self._post_page(country_id=str(usa.id), zip="95014", vat="12-3456789")
        states = self._get_field(page, "state_id")
        self.assertIsNone(states.get("disabled"))
        self.assertEqual(len(states.xpath("option")), len(usa.state_ids) + 1)
        self.assertTrue(self._get_error(page, "state_id"))
        emirates = self.env.ref("base.ae")
        page = self._post_page(country_id=str(emirates.id))
        self.assertEqual(self._get_field(page, "zip").get("disabled"), "disabled")

    def test_missing_token(self):
        """ACC-1: a form of another site is refused, as everywhere in Odoo."""
        self.authenticate(None, None)
        with self.assertLogs("odoo.http", level="WARNING"):
            response = self.url_open("/b2b/register", data=self._fill_in())
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._find_applications())

    def test_no_input_gives_a_server_error(self):
        """ACC-1: NUL bytes, emojis, long texts, lists, files as texts, strange ids."""
        table = [
            {"first_name": "A\x00da", "city": ""},
            {"first_name": "💡" * 10, "city": ""},
            {"company_name": "x" * 10_000},
            {"country_id": "9" * 20},
            {"country_id": "9" * 5000},
            {"country_id": "base.be", "state_id": "-1"},
            {"first_name": ["Ada", "Bob"], "city": ""},
            {"vat": "\x00\x01💡"},
            {"email": "a@b.example\r\nBcc: c@d.example"},
        ]
        for values in table:
            with self.subTest(str(values)[:40]):
                self._post_page(**values)
        text_as_file = {"company_name": ("x.txt", b"Lumi\xe8re")}
        response = self._post(files=text_as_file, company_name=None)
        self.assertEqual(response.status_code, 200)
        self.assertFalse(self._find_applications())

    def test_signs_that_are_kept(self):
        """ACC-1: a name may hold any letter; emojis and NUL bytes break nothing."""
        response = self._post(first_name="Ådå 💡", company_name="A\x00B")
        self.assertEqual(response.status_code, 303)
        application = self._find_applications()
        self.assertEqual(application.first_name, "Ådå 💡")
        self.assertEqual(application.company_name, "A B")

    # -- The way in ---------------------------------------------------------------

    def test_registration(self):
        """ACC-1: a form in order becomes an application, and a word of thanks."""
        response = self._post()
        self.assertEqual(response.status_code, 303)
        self.assertURLEqual(response.headers["Location"], "/b2b/register/thanks")
        self.assertRecordValues(
            self._find_applications(),
            [
                {
                    "state": "pending",
                    "website_id": self.website.id,
                    "vat": "BE0477472701",
                    "street": "Rue Haute 1 bte 2",
                }
            ],
        )
        self.assertFalse(
            self.env["res.users"].search([("login", "=", "ada@lumiere.example")])
        )
        page = self._get_page("/b2b/register/thanks")
        (text,) = self._get_text(page, "o_cats_b2b_thanks")
        self.assertIn("answer by e-mail", text)

    def test_thanks_promises_nothing_wrong(self):
        """ACC-4, ACC-6: the word of thanks is true of colleagues, too, who wait for
        somebody and choose a password behind the link."""
        page = self._get_page("/b2b/register/thanks")
        (text,) = self._get_text(page, "o_cats_b2b_thanks")
        self.assertNotIn("the password that you chose", text)
        self.assertIn("If we ask for a password there", text)
        self.assertIn("or of your company, has to look at it first", text)

    def test_values_that_are_not_asked(self):
        """ACC-3: nobody approves himself by a field that the form has not."""
        self._post(state="approved", website_id="1", role_id="1", origin="staff")
        application = self._find_applications()
        self.assertEqual(application.state, "pending")
        self.assertEqual(application.origin, "visitor")
        self.assertEqual(application.website_id, self.website)
        self.assertFalse(application.role_id)

    def test_known_and_unknown_look_the_same(self):
        """ACC-4: status, headers, page and number of queries tell nothing."""
        self.customer.vat = "BE0477472701"
        self._post(email="warm@up.example")
        self._post(email="warm@up.example")
        seen = []
        for email in ("new@lumiere.example", self.buyer.email, "warm@up.example"):
            before = self.env.cr.sql_log_count
            response = self._post(email=email)
            queries = self.env.cr.sql_log_count - before
            headers = {
                name: value
                for name, value in response.headers.items()
                if name not in ("Date", "Set-Cookie")
            }
            seen.append((response.status_code, response.text, headers, queries))
        self.assertEqual(seen[0], seen[1])
        self.assertEqual(seen[0], seen[2])

    def test_replay(self):
        """ACC-4: the same form once more makes no second application."""
        self._post()
        response = self._post()
        self.assertEqual(response.status_code, 303)
        self.assertEqual(len(self._find_applications()), 1)

    def test_too_many_for_a_mailbox(self):
        """ACC-4: over the limit the page says so and keeps what was typed."""
        for known in ("ada@lumiere.example", self.buyer.email):
            for _number in range(PER_EMAIL):
                self.assertEqual(self._post(email=known).status_code, 303)
            page = self._post_page(status=429, email=known, city="Namur")
            (text,) = self._get_text(page, "o_cats_b2b_too_many")
            self.assertIn("Please try again in an hour", text)
            self.assertEqual(self._get_field(page, "city").get("value"), "Namur")
        self.assertEqual(len(self._find_applications()), 1)

    def test_too_many_from_an_address(self):
        """ACC-4: a form with errors is not counted, each registration is."""
        for number in range(PER_ADDRESS):
            self._post_page(email="ada")
            response = self._post(email=f"ada{number}@lumiere.example")
            self.assertEqual(response.status_code, 303)
        page = self._post_page(status=429)
        self.assertTrue(self._get_text(page, "o_cats_b2b_too_many"))
        self.assertFalse(self._find_applications())

    def test_captcha(self):
        """ACC-1: a captcha that is installed is asked, as on Odoo's sign-up page."""
        ir_http = self.env.registry["ir.http"]
        with patch.object(ir_http, "_verify_request_recaptcha_token") as verify:
            self._get_page("/b2b/register")
            verify.assert_not_called()
            self._post()
            verify.assert_called_once_with("signup")

    def test_tour(self):
        """ACC-1, ACC-2: the page helps while it is filled in."""
        self.start_tour("/b2b/register", "cats_b2b_company_registers")
        application = self._find_applications()
        self.assertEqual(application.street, "Rue Haute 1")
        self.assertEqual(application.first_name, "Ada")

    # -- While typing -------------------------------------------------------------

    def test_check_while_typing(self):
        """ACC-2: the form of VAT number and ZIP is told while they are typed."""
        country = str(self.country.id)
        table = [
            ({"vat": "BE0477472701", "zip": "1000"}, {"vat": "", "zip": ""}),
            ({"vat": "be 0477.472.701"}, {"vat": ""}),
            ({"zip": ""}, {}),
        ]
        for typed, expected in table:
            with self.subTest(typed):
                self.assertEqual(self._check(country_id=country, **typed), expected)
        errors = self._check(country_id=country, vat="BE0477472702", zip="10000")
        self.assertIn("ZIP code of Belgium", errors["zip"])
        self.assertTrue(errors["vat"])

    def test_check_tells_nothing_of_others(self):
        """ACC-4: the number of a customer is a number like any other."""
        typed = {"country_id": str(self.country.id), "vat": "BE0477472701"}
        before = self._check(**typed)
        self.customer.vat = "BE0477472701"
        self.assertEqual(self._check(**typed), before)
        self.assertEqual(self._check(email=self.buyer.email, **typed), before)

    def test_check_of_anything(self):
        """ACC-2: no input of the check gives an error."""
        table = [
            {},
            {"country_id": None, "vat": ["BE"], "zip": {"a": 1}},
            {"country_id": [1, 2]},
            {"country_id": self.country.id, "vat": "BE0477472701"},
            {"country_id": "9" * 30, "vat": "x"},
            {"country_id": str(self.country.id), "vat": "\ud800\x00", "zip": "\x00"},
            {"country_id": str(self.country.id), "vat": "9" * 10_000},
        ]
        for typed in table:
            with self.subTest(json.dumps(typed)[:40]):
                self.assertIsInstance(self._check(**typed), dict)

    def _check(self, **typed):
        return self.make_jsonrpc_request("/b2b/register/check", typed)

    def test_fields_of_a_country(self):
        """ACC-1: the page learns which fields the chosen country has."""
        url = "/b2b/register/country"
        belgium = self.make_jsonrpc_request(url, {"country_id": str(self.country.id)})
        self.assertEqual(
            belgium, {"has_zip": True, "zip_example": "4000", "states": []}
        )
        usa = self.env.ref("base.us")
        answer = self.make_jsonrpc_request(url, {"country_id": str(usa.id)})
        self.assertEqual(len(answer["states"]), len(usa.state_ids))
        self.assertIn(
            [self.env.ref("base.state_us_5").id, "California"], answer["states"]
        )
        for country_id in (None, "", "x", [1], "9" * 30):
            answer = self.make_jsonrpc_request(url, {"country_id": country_id})
            self.assertEqual(answer["states"], [])
