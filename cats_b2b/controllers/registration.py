from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route

from ..policies import registration_form
from ..policies.address import get_address_rules


def sitemap_register(env, _rule, qs):
    """Name the page to search engines, on websites that are B2B shops."""
    if env["website"].get_current_website().b2b_enabled:
        if not qs or qs.lower() in "/b2b/register":
            yield {"loc": "/b2b/register"}


class B2bRegistration(http.Controller):
    """The way into the shop: one page, and a word of thanks (ACC-1, ACC-4, ACC-7)."""

    @route(
        "/b2b/register",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=sitemap_register,
    )
    def register_form(self, **_query):
        self._ensure_shop_is_open()
        if not request.env.user._is_public():
            return request.render("cats_b2b.register_known", {})
        return self._render_form({"country_id": str(self._guess_country().id or "")})

    # The captcha, when one is installed, is asked as on Odoo's own sign-up page.
    @route(
        "/b2b/register",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        captcha="signup",
        sitemap=False,
    )
    def register(self, **post):
        self._ensure_shop_is_open()
        if not request.env.user._is_public():
            return request.redirect("/b2b/register", code=303)
        website, files = request.website, request.httprequest.files
        applications = request.env["cats.application"]
        values = applications._clean_form(post)
        errors = applications._check_form(post, website, files=files)
        if errors:
            return self._render_form(values, errors)
        if not applications._is_registration_allowed(
            values["email"], request.httprequest.remote_addr
        ):
            return self._render_form(values, status=429, too_many=True)
        applications._submit(post, website, files=files)
        return request.redirect("/b2b/register/thanks", code=303)

    @route(
        "/b2b/register/thanks",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def register_thanks(self, **_query):
        self._ensure_shop_is_open()
        return request.render("cats_b2b.register_thanks", {})

    @route(
        "/b2b/register/check",
        type="jsonrpc",
        auth="public",
        website=True,
        readonly=True,
    )
    def register_check(self, **typed):
        """Tell what is wrong with VAT number and ZIP while they are typed (ACC-2).

        Their form is looked at, never whose they are.

        :return: a sentence or nothing for each of the two that was typed.
        """
        self._ensure_shop_is_open()
        applications = request.env["cats.application"]
        values = applications._clean_form(typed)
        if not applications._get_form_country(values["country_id"]):
            return {}
        errors = applications._check_form(values, request.website)
        return {
            name: errors.get(name, "") for name in ("vat", "zip") if values.get(name)
        }

    @route(
        "/b2b/register/country",
        type="jsonrpc",
        auth="public",
        website=True,
        readonly=True,
    )
    def register_country(self, country_id="", **_params):
        """Tell which fields the address of a country has (ACC-1)."""
        self._ensure_shop_is_open()
        return self._prepare_country_values(
            registration_form.clean_text(country_id), with_states=True
        )

    # -- Values of the page -------------------------------------------------------

    def _ensure_shop_is_open(self):
        """:raise NotFound: when the website is no B2B shop."""
        if not request.website.b2b_enabled:
            raise NotFound()

    def _guess_country(self):
        """:return: the country that the visitor comes from, else the seller's."""
        code = request.geoip.country_code
        countries = request.env["res.country"]
        found = code and countries.search([("code", "=", code)], limit=1)
        # A country is no secret, but the public may not read the seller's record.
        return found or request.website.sudo().company_id.country_id

    def _render_form(self, values, errors=None, status=200, **extra):
        values = self._prepare_register_values(values, errors or {}, **extra)
        response = request.render("cats_b2b.register", values)
        response.status_code = status
        # As on Odoo's own sign-up page: nobody frames a page that asks for passwords.
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        response.headers["Content-Security-Policy"] = "frame-ancestors 'self'"
        return response

    def _prepare_register_values(self, values, errors, **extra):
        """Return what the page of the form shows; a hook for more fields.

        :param dict values: clean texts by field, as they were typed.
        :param dict errors: a sentence for each field that is wrong.
        :param extra: ``too_many`` when there were too many registrations.
        :rtype: dict
        """
        applications = request.env["cats.application"]
        return {
            "values": {**values, "password": ""},
            "errors": errors,
            "is_repeated": bool(values.get("password")),
            "labels": applications._get_form_labels(),
            "limits": registration_form.LIMITS,
            "password_hint": request.env._(
                "At least %(length)s characters.",
                length=applications._get_form_password_length(),
            ),
            "countries": request.env["res.country"].search([]),
            **self._prepare_country_values(values.get("country_id", "")),
            **extra,
        }

    def _prepare_country_values(self, country_id, with_states=False):
        """Return which fields the address of a country has.

        :param str country_id: what was chosen.
        :param bool with_states: whether states are returned as JSON, not as records.
        :rtype: dict
        """
        applications = request.env["cats.application"]
        country = applications._get_form_country(country_id)
        rules = get_address_rules(country.code)
        states = applications._get_form_states(country)
        return {
            "has_zip": rules.has_zip,
            "zip_example": next(iter(rules.zip_examples), ""),
            "states": [[state.id, state.name] for state in states]
            if with_states
            else states,
        }
