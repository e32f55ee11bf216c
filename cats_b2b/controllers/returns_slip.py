from werkzeug.exceptions import NotFound

from odoo import http
from odoo.http import content_disposition, request, route

from .documents_access import MAX_ID


class B2bReturnSlip(http.Controller):
    """The papers of an approved return, for the customer to print (AFS-3)."""

    @route(
        "/my/returns/<int:return_id>/slip",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
    )
    def return_slip(self, return_id, **_query):
        """Serve the slip; a claim that is not shown has none, nor has one that waits.

        :param int return_id: id of a `cats.return`.
        """
        claim = request.env["cats.return"].browse(min(return_id, MAX_ID)).exists()
        if not claim or not claim.has_access("read") or not claim._has_slip():
            raise NotFound()
        # Who sees the claim may have its slip; reports themselves are staff's.
        pdf, _kind = (
            request.env["ir.actions.report"]
            .sudo()
            ._render_qweb_pdf("cats_b2b.report_return_slip", [claim.id])
        )
        name = f"{claim.ra_number}.pdf"
        return request.make_response(
            pdf,
            headers=[
                ("Content-Type", "application/pdf"),
                ("Content-Length", len(pdf)),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
