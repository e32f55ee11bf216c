from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from odoo.addons.auth_signup.controllers.main import AuthSignupHome

# A link is a secret: no page that it opens tells it to another server or is kept.
SECRET_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Security-Policy": "frame-ancestors 'self'",
}


class B2bActivation(Controller):
    """The page behind an activation link; what it does, it does by POST only.

    Mail scanners open links. GET and HEAD change nothing.
    """

    @route(
        "/b2b/activate/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def b2b_activate(self, token, **_kwargs):
        """Show who becomes a user of which company (ACC-3)."""
        application_sudo = request.env["cats.application"]._find_by_any_token(token)
        return self._render(application_sudo, application_sudo._get_link_state())

    @route(
        "/b2b/activate/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def b2b_activate_submit(self, token, decision="activate", **post):
        """Activate, refuse ("this was not me"), or send a new link for a late one."""
        application_sudo = request.env["cats.application"]._find_by_any_token(token)
        state = application_sudo._get_link_state()
        if state == "invalid":
            return self._render(application_sudo, state)
        if decision == "disown":
            done = application_sudo._disown()
            return self._render(application_sudo, "disowned" if done else "invalid")
        if decision == "renew":
            application_sudo._renew_link()
            return self._render(application_sudo, "renewed")
        return self._activate(application_sudo, **post)

    def _activate(self, application_sudo, password="", confirm_password="", **_post):
        """:return: the login page after an activation, else why there was none."""
        needs_password = not application_sudo.password_hash
        errors = {}
        if needs_password and application_sudo._get_link_state() == "ready":
            errors = application_sudo._get_password_errors(password, confirm_password)
        if errors:
            return self._render(application_sudo, "ready", errors)
        try:
            # Half an account is none.
            with request.env.cr.savepoint():
                state = application_sudo._activate(password if needs_password else None)
        except UserError as error:
            return self._render(application_sudo, "ready", {"password": str(error)})
        if state != "activated":
            return self._render(application_sudo, state)
        request.session["auth_login"] = application_sudo.email_normalized
        request.session["b2b_activated"] = True
        return request.redirect("/web/login")

    def _render(self, application_sudo, state, errors=None):
        values = {
            "application": application_sudo,
            "state": state,
            "errors": errors or {},
            "needs_password": not application_sudo.password_hash,
            "seller": request.website.company_id.sudo(),
            "main_object": request.env["cats.application"],
        }
        response = request.render("cats_b2b.activation_page", values)
        response.status_code = 404 if state == "invalid" else 200
        response.headers.update(SECRET_HEADERS)
        return response


class B2bAuthSignupHome(AuthSignupHome):
    @route()
    def web_login(self, *args, **kw):
        """Override of `website` to say that the login is active now (ACC-3)."""
        response = super().web_login(*args, **kw)
        if response.is_qweb and request.session.pop("b2b_activated", None):
            response.qcontext["message"] = request.env._(
                "Your login is active. Log in with your e-mail address and password."
            )
        return response

    @route()
    def web_auth_reset_password(self, *args, **kw):
        """Override of `auth_signup` to answer the same for every address (ACC-4)."""
        response = super().web_auth_reset_password(*args, **kw)
        values = response.qcontext if response.is_qweb else {}
        is_asked = not values.get("token") and values.get("message")
        if is_asked and request.website.b2b_enabled:
            values["message"] = request.env._(
                "If we know this address, a mail is on its way to it. It says how to "
                "choose a password."
            )
        return response
