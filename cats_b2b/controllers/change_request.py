from werkzeug.exceptions import Forbidden, NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .account import get_text

PAGE_SIZE = 20
FORM_KINDS = ("company", "billing", "email")


class B2bChangeRequest(CustomerPortal):
    """The requests of a customer, and the form of a new one (ACC-8)."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to count the requests that wait for an answer.

        The page itself asks without counters; its card is always shown.
        """
        values = super()._prepare_home_portal_values(counters)
        wanted = not counters or "b2b_request_count" in counters
        if wanted and request.env["res.users"]._is_b2b_customer():
            values["b2b_request_count"] = request.env[
                "cats.change.request"
            ].search_count([("state", "=", "open")])
        return values

    def _check_b2b_customer(self):
        """:raise NotFound: for whoever is no customer of a B2B shop."""
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()

    @route(
        ["/my/requests", "/my/requests/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        readonly=True,
    )
    def b2b_requests(self, page=1, sent=None, **kwargs):
        """Show the user's and his company's requests, newest first."""
        self._check_b2b_customer()
        requests = request.env["cats.change.request"]
        count = requests.search_count([])
        pages = pager("/my/requests", total=count, page=page, step=PAGE_SIZE)
        found = requests.search([], limit=PAGE_SIZE, offset=pages["offset"])
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "b2b_requests",
            "b2b_requests": found,
            # Names of colleagues; portal users do not read all of them.
            "b2b_names": {one.id: one.sudo().user_id.name for one in found},
            "b2b_kinds": self._get_b2b_askable_kinds(),
            # The newcomers about whom the user himself decides; none for others.
            "b2b_colleagues": len(
                request.env["cats.application"]._get_waiting_colleagues()
            ),
            "pager": pages,
            "sent": sent,
        }
        return request.render("cats_b2b.my_requests", values)

    def _get_b2b_askable_kinds(self):
        """:return: the kinds that the user may ask for."""
        requests = request.env["cats.change.request"]
        return [kind for kind in FORM_KINDS if requests._get_permission(kind).allowed]

    @route(
        "/my/requests/new",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
        readonly=True,
    )
    def b2b_request_form(self, kind="company", **kwargs):
        """Show the form of a request, filled in with today's values."""
        self._check_b2b_kind(kind)
        return self._render_b2b_request_form(kind, {}, {})

    @route(
        "/my/requests/new",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_request_submit(self, kind="company", remark="", **post):
        """File a request with what was changed, or show the form with the errors."""
        self._check_b2b_kind(kind)
        post = {name: get_text(value) for name, value in post.items()}
        remark = get_text(remark)
        _request, errors = request.env["cats.change.request"]._ask(kind, post, remark)
        if not errors:
            return request.redirect("/my/requests?sent=1")
        return self._render_b2b_request_form(kind, {**post, "remark": remark}, errors)

    def _check_b2b_kind(self, kind):
        """:raise Forbidden: if the user may not ask for this kind on a form."""
        self._check_b2b_customer()
        if kind not in self._get_b2b_askable_kinds():
            raise Forbidden()

    def _render_b2b_request_form(self, kind, post, errors):
        """:return: the form, after an error with what was typed."""
        requests = request.env["cats.change.request"]
        subject_sudo = requests._get_subject(kind)
        names = requests._get_askable_fields(kind, subject_sudo)
        values = requests._get_values(subject_sudo, names)
        labels = requests._get_field_labels()
        return request.render(
            "cats_b2b.request_form",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "b2b_request_form",
                "kind": kind,
                "rows": [
                    {
                        "name": name,
                        "label": labels[name],
                        "value": str(post.get(name, values[name]) or ""),
                        "today": requests._get_value_text(name, values[name]),
                        "error": errors.get(name),
                    }
                    for name in names
                ],
                "remark": post.get("remark", ""),
                "error": errors.get(""),
                "errors": errors,
                "countries_sudo": request.env["res.country"].sudo().search([]),
                "states_sudo": self._get_b2b_states(post, subject_sudo),
            },
        )

    def _get_b2b_states(self, post, subject_sudo):
        """:return: the states that the form offers; none where addresses need none."""
        requests = request.env["cats.change.request"]
        typed_id = requests._parse_id(post.get("country_id"))
        country_id = typed_id or subject_sudo.country_id.id
        country_sudo = request.env["res.country"].sudo().browse(country_id).exists()
        if country_sudo.state_required or subject_sudo.state_id:
            return country_sudo.state_ids
        return country_sudo.state_ids.browse()

    @route(
        "/my/requests/<int:request_id>/cancel",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_request_cancel(self, request_id, **kwargs):
        """Withdraw an own request that is still open."""
        self._check_b2b_customer()
        change = request.env["cats.change.request"].search([("id", "=", request_id)])
        if not change:
            raise NotFound()
        try:
            change._withdraw()
        except AccessError as error:
            raise Forbidden() from error
        except UserError:
            return request.redirect("/my/requests")  # Somebody was faster: see what.
        return request.redirect("/my/requests")
