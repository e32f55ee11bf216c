from odoo import http
from odoo.http import request, route


class B2bRegistration(http.Controller):
    """The way into the shop (ACC-1)."""

    @route(
        "/b2b/register",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        readonly=True,
        sitemap=False,
    )
    def register_form(self, **_query):
        return self._render_form({})

    @route(
        "/b2b/register",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def register(self, **post):
        website, files = request.website, request.httprequest.files
        applications = request.env["cats.application"]
        if errors := applications._check_form(post, website, files=files):
            return self._render_form(post, errors)
        applications._submit(post, website, files=files)
        return request.redirect("/b2b/register/thanks", code=303)

    def _render_form(self, values, errors=None):
        values = self._prepare_register_values(values, errors or {})
        return request.render("cats_b2b.register", values)

    def _prepare_register_values(self, values, errors, **extra):
        return {"values": values, "errors": errors, **extra}
