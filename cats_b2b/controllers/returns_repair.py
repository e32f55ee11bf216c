from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager

from .portal_rights import B2bRightsHome

PAGE_SIZE = 20


class B2bReturnsRepair(B2bRightsHome):
    """The repairs of a customer's units (AFS-8)."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to count the repairs."""
        values = super()._prepare_home_portal_values(counters)
        users = request.env["res.users"]
        if "b2b_repair_count" in counters and users._has_b2b_right("returns"):
            lines = request.env["cats.return.line"]
            values["b2b_repair_count"] = lines._count_repairs()
        return values

    @route(
        ["/my/repairs", "/my/repairs/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_repairs(self, page=1, **_kwargs):
        """Show the repairs that the user may see, the newest first."""
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()
        if refusal := self._refuse_b2b_list("returns"):
            return refusal
        lines = request.env["cats.return.line"]
        pages = pager(
            url="/my/repairs",
            total=lines._count_repairs(),
            page=page,
            step=PAGE_SIZE,
        )
        return request.render(
            "cats_b2b.portal_my_repairs",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "b2b_repairs",
                "rows": lines._get_repair_rows(pages["offset"], PAGE_SIZE),
                "pager": pages,
                "default_url": "/my/repairs",
            },
        )
