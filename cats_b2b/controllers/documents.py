from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import request, route

from .registration import B2bRegistration

# More than this is not even read, whatever the form asks for.
MAX_FORM_BYTES = 80 * 1024**2


class B2bRegistrationDocuments(B2bRegistration):
    """Documents and terms on the registration page (ACC-9)."""

    @route(max_content_length=MAX_FORM_BYTES)
    def register(self, **post):
        """Extend the registration to keep its files, whatever else is wrong."""
        website = request.website
        if website.b2b_enabled and request.env.user._is_public():
            self._keep_uploads(post)
        return super().register(**post)

    def _keep_uploads(self, post):
        """Keep the files of the form, and drop those that its sender ticked off."""
        website, http_request = request.website, request.httprequest
        token = post.get("upload_token")
        uploads = request.env["cats.upload"]
        uploads._find_by_token(token).filtered(
            lambda upload: post.get(f"upload_drop_{upload.id}")
        ).unlink()
        token, problems = uploads._keep(
            http_request.files,
            token,
            request.env["cats.document.type"]._get_asked(website),
            website,
            http_request.remote_addr,
        )
        request.update_context(
            b2b_upload_token=token,
            b2b_upload_problems=problems,
            b2b_remote_addr=http_request.remote_addr,
        )

    def _prepare_register_values(self, values, errors, **extra):
        result = super()._prepare_register_values(values, errors, **extra)
        result["b2b_extra"] = request.env["cats.application"]._prepare_form_extra(
            request.website, request.httprequest.form, errors
        )
        return result


class B2bTerms(http.Controller):
    """The terms that newcomers accept, to be read and kept (ACC-9)."""

    @route(
        "/b2b/terms/<int:terms_id>",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def terms(self, terms_id, **_query):
        terms_sudo = self._find_terms(terms_id)
        return request.render("cats_b2b.terms", {"terms": terms_sudo})

    @route(
        "/b2b/terms/<int:terms_id>/pdf",
        type="http",
        auth="public",
        website=True,
        readonly=True,
        sitemap=False,
    )
    def terms_pdf(self, terms_id, **_query):
        terms_sudo = self._find_terms(terms_id)
        if not terms_sudo.pdf:
            raise NotFound()
        binary = request.env["ir.binary"]
        stream = binary._get_stream_from(terms_sudo, "pdf", filename_field="pdf_name")
        return stream.get_response(as_attachment=True)

    def _find_terms(self, terms_id):
        """:return: terms that this shop asks for at present.

        :raise NotFound: for drafts, old versions and those of other shops.
        """
        website = request.website
        terms_sudo = request.env["cats.terms"]._get_asked(website)
        found_sudo = terms_sudo.filtered(lambda terms: terms.id == terms_id)
        if not website.b2b_enabled or not found_sudo:
            raise NotFound()
        return found_sudo
