from werkzeug.exceptions import Forbidden, NotFound

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.cats_return_page_mixin import FILTERS
from ..policies.returns_terms import SOLUTIONS
from .account import get_text
from .documents_access import MAX_ID
from .portal_rights import B2bRightsHome

PAGE_SIZE = 80
# What a customer can say of a line of his, and to which method of the model.
CODES = {
    "choose": SOLUTIONS,
    "agree": ("",),
    "hand_over": ("",),
    "withdraw": ("",),
    "answer": ("accepted", "refused"),
    "wish": SOLUTIONS,
}
ACTIONS = {
    "choose": lambda line, code: line._choose(code),
    "agree": lambda line, _code: line._agree_costs(),
    "hand_over": lambda line, _code: line._say_handed_over(),
    "withdraw": lambda line, _code: line._withdraw(),
    "answer": lambda line, code: line._answer_quote(code == "accepted"),
    "wish": lambda line, code: line._say_wish(code),
}


class B2bReturns(B2bRightsHome, CustomerPortal):
    """A customer follows his returns, and answers what he is asked (AFS-8)."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to count the returns."""
        values = super()._prepare_home_portal_values(counters)
        users = request.env["res.users"]
        if "b2b_return_count" in counters and users._has_b2b_right("returns"):
            values["b2b_return_count"] = request.env["cats.return"].search_count([])
        return values

    def _get_b2b_return(self, return_id):
        """:return: a return that the current user sees.

        :raise NotFound: for all others, and for who is no customer.
        """
        claims = request.env["cats.return"]
        if not request.env["res.users"]._is_b2b_customer() or return_id > MAX_ID:
            raise NotFound()
        claim = claims.search([("id", "=", return_id)])
        if not claim:
            raise NotFound()
        return claim

    # -- List ---------------------------------------------------------------------

    @route(
        ["/my/returns", "/my/returns/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_returns(self, page=1, filterby="all", **_kwargs):
        """Show the returns that the user may see, the newest first."""
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()
        if refusal := self._refuse_b2b_list("returns"):
            return refusal
        claims = request.env["cats.return"]
        filterby = filterby if filterby in FILTERS else "all"
        domain = Domain(FILTERS[filterby])
        pages = pager(
            url="/my/returns",
            url_args={"filterby": filterby},
            total=claims.search_count(domain),
            page=page,
            step=PAGE_SIZE,
        )
        return request.render(
            "cats_b2b.portal_my_returns",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "b2b_returns",
                "rows": claims._get_list_rows(domain, pages["offset"], PAGE_SIZE),
                "filters": claims._get_filter_labels(),
                "filterby": filterby,
                "pager": pages,
                "default_url": "/my/returns",
            },
        )

    # -- One return ---------------------------------------------------------------

    @route(
        "/my/returns/<int:return_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_return(self, return_id, **_kwargs):
        """Show a return: where it stands, what comes next, what the user can do."""
        return self._render_b2b_return(self._get_b2b_return(return_id))

    def _render_b2b_return(self, claim, line_error=None, message_error="", text=""):
        """:return: the page, after an error with what was typed.

        :param line_error: id of a line, and what was wrong with what was done with it.
        """
        return request.render(
            "cats_b2b.portal_my_return",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "b2b_return",
                "claim": claim._get_page_values(),
                "line_error": line_error or (0, ""),
                "message_error": message_error,
                "message_text": text,
            },
        )

    @route(
        "/my/returns/<int:return_id>/message",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_return_message(self, return_id, text="", **_kwargs):
        """Write to the seller about a return."""
        claim = self._get_b2b_return(return_id)
        text = get_text(text)
        try:
            error = claim._post_message(text)
        except AccessError as error:
            raise Forbidden(str(error)) from error
        if error:
            return self._render_b2b_return(claim, message_error=error, text=text)
        return request.redirect(f"/my/returns/{claim.id}#b2b_messages")

    @route(
        "/my/returns/<int:return_id>/lines/<int:line_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_return_act(self, return_id, line_id, action="", code="", **_kwargs):
        """Do what a customer does with a line: choose, agree, send in, answer …"""
        claim = self._get_b2b_return(return_id)
        line = claim.line_ids.filtered(lambda one: one.id == line_id)
        code = get_text(code)
        if not line or code not in CODES.get(action, ()):
            raise NotFound()
        problem = ""
        try:
            with request.env.cr.savepoint():
                problem = ACTIONS[action](line, code)
        except AccessError as error:
            raise Forbidden(str(error)) from error
        except UserError as error:
            problem = str(error)
        if problem:
            return self._render_b2b_return(claim, (line.id, problem))
        return request.redirect(f"/my/returns/{claim.id}#b2b_line_{line.id}")

    @route(
        "/my/returns/lines/<int:line_id>/image",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
        readonly=True,
    )
    def b2b_return_image(self, line_id, **_kwargs):
        """Serve the picture of a claimed article, published or not."""
        line = request.env["cats.return.line"].search(
            [("id", "=", min(line_id, MAX_ID))]
        )
        if not line:
            raise NotFound()
        # Who sees the claim sees its article.
        product_sudo = line.sudo().product_id
        stream = request.env["ir.binary"]._get_image_stream_from(
            product_sudo, "image_256"
        )
        return stream.get_response()
