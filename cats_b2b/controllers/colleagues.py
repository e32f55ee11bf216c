from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal


class B2bColleaguePortal(CustomerPortal):
    """The newcomers about whom a principal user decides (ACC-6)."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to tell principal users who waits for them."""
        values = super()._prepare_home_portal_values(counters)
        if "b2b_colleague_count" in counters:
            applications = request.env["cats.application"]
            domain = applications._get_colleague_domain()
            # The domain is that of the user's own decisions.
            values["b2b_colleague_count"] = applications.sudo().search_count(domain)
        return values

    @route(
        "/my/requests/colleagues",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def b2b_colleagues(self, **_kwargs):
        """List the newcomers who wait for the principal user."""
        if not self._is_b2b_principal():
            return request.not_found()
        return self._render_b2b_colleagues()

    @route(
        "/my/requests/colleagues/<int:application_id>",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def b2b_colleague_decide(
        self, application_id, decision="", role_id="", reason="", **_post
    ):
        """Let a newcomer in with the rights of a role, or refuse him."""
        if not self._is_b2b_principal():
            return request.not_found()
        application = request.env["cats.application"].browse(application_id)
        try:
            if decision == "approve":
                role_sudo = self._get_b2b_role(role_id)
                application._approve_by_principal(role_sudo)
            elif decision == "refuse":
                application._refuse_by_principal(reason)
        except AccessError:
            return request.not_found()
        except UserError as error:
            return self._render_b2b_colleagues({application_id: str(error)})
        request.session["b2b_colleague_decided"] = decision
        return request.redirect("/my/requests/colleagues")

    def _is_b2b_principal(self):
        return request.website.b2b_enabled and request.env.user.has_group(
            "cats_b2b.group_b2b_principal"
        )

    def _get_b2b_roles(self):
        """:return: the roles, as superuser, that the user may give colleagues."""
        return request.env.user.partner_id._get_b2b_roles()

    def _get_b2b_role(self, role_id):
        """:return: the role with this id, as typed; UserError if there is none."""
        role_sudo = self._get_b2b_roles().filtered(lambda role: str(role.id) == role_id)
        if not role_sudo:
            raise UserError(request.env._("Choose what your colleague may do."))
        return role_sudo

    def _render_b2b_colleagues(self, errors=None):
        """:param dict errors: message by id of the application that was not decided."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "b2b_colleagues",
            "applications": request.env["cats.application"]._get_waiting_colleagues(),
            "roles": self._get_b2b_roles(),
            "default_role": request.env.user.partner_id._get_b2b_default_role(
                request.website
            ),
            "errors": errors or {},
            "decided": request.session.pop("b2b_colleague_decided", None),
        }
        return request.render("cats_b2b.colleagues", values)
