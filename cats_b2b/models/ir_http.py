import werkzeug.exceptions

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import SAFE_HTTP_METHODS, request
from odoo.service import security

from ..policies import portal_view as portal_view_policy
from .cats_portal_view import PortalView

SESSION_KEY = "b2b_portal_view"
ENDED_KEY = "b2b_portal_view_ended"
# What a session knows of its user; all else belongs to what he does with it, such as
# his cart, and is put aside while he looks as somebody else.
OWN_KEYS = {
    "_trace",
    "_trace_disable",
    "context",
    "create_time",
    "db",
    "debug",
    "gc_previous_sessions",
    "login",
    "session_token",
    "uid",
}
START = "/b2b/portal-view/start"
STOP = "/b2b/portal-view/stop"
STATE = "/b2b/portal-view"


class IrHttp(models.AbstractModel):
    """Staff look at the portal as a customer's user (USR-5).

    The session remains the staff member's: Odoo itself sees to it that it ends with his
    account, and what is lost of ours leaves him himself. Only the environment of a
    request is the customer's user's.
    """

    _inherit = "ir.http"

    # -- Start and stop -----------------------------------------------------------

    @classmethod
    def _start_b2b_view(cls, user, acting):
        """Look at the portal as a customer's user from the next request on.

        :param res.users user: the customer's user.
        :param bool acting: whether to write, too.
        :raise AccessError: if the current user may not.
        """
        views, session = request.env["cats.portal.view"], request.session
        now = fields.Datetime.now()
        started = fields.Datetime.to_string(now)
        view = PortalView(session.uid, user.id, acting, started)
        views._check_view(view, now)
        aside = {key: session[key] for key in set(session) - OWN_KEYS}
        aside["context"] = dict(session.context)
        for key in aside.keys() - OWN_KEYS:
            del session[key]
        session[SESSION_KEY] = {**view.to_json(), "aside": aside}
        # The shop of the customer, wherever the backend is.
        session["force_website_id"] = cls._get_b2b_view_website(user).id
        session.should_rotate = True
        views._record_apart(view, "started", START, "POST")

    @classmethod
    def _get_b2b_view_website(cls, user):
        """:return: the B2B shop in which a customer's user has his login."""
        user_sudo = user.sudo()
        websites_sudo = user_sudo.env["website"]
        return user_sudo.website_id or websites_sudo.search(
            [("b2b_enabled", "=", True), ("company_id", "=", user_sudo.company_id.id)],
            order="sequence, id",
            limit=1,
        )

    @classmethod
    def _stop_b2b_view(cls):
        """Give the staff member his own session back."""
        session = request.session
        aside = session[SESSION_KEY]["aside"]
        for key in set(session) - OWN_KEYS:
            del session[key]
        session.update(aside)
        session.should_rotate = True

    # -- Each request -------------------------------------------------------------

    @classmethod
    def _authenticate(cls, endpoint):
        """Override of `base` to go on as the customer's user, whoever logged in."""
        if getattr(request, "b2b_view", None):
            # Odoo tries again what failed, with the environment of the first time.
            request.update_env(user=request.session.uid)
        request.b2b_view = None
        request.b2b_outcome = "seen"
        request.b2b_trailed = False
        request.b2b_refused = False
        result = super()._authenticate(endpoint)
        routing = endpoint.routing
        neutral = portal_view_policy.NEUTRAL_ROUTES
        if not portal_view_policy.begins(routing["routes"], neutral):
            cls._enter_b2b_view(switch=routing["auth"] != "none")
        return result

    @classmethod
    def _serve_fallback(cls):
        """Override of `base`: pages of the website and files have no endpoint."""
        if not getattr(request, "b2b_view", None) and SESSION_KEY in request.session:
            # Without an endpoint, Odoo takes the session's word.
            if security.check_session(request.session, request.env):
                cls._enter_b2b_view()
        return super()._serve_fallback()

    @classmethod
    def _enter_b2b_view(cls, switch=True):
        """Serve the current request as the customer's user, or end the view.

        :param bool switch: whether the request knows a user at all.
        """
        data = request.session.get(SESSION_KEY)
        if not data or data["staff_id"] != request.session.uid:
            return
        view = PortalView(**{key: data[key] for key in PortalView.__annotations__})
        env = api.Environment(request.env.cr, SUPERUSER_ID, {})
        decision = env["cats.portal.view"]._decide_view(view, fields.Datetime.now())
        request.b2b_view = view
        if not decision.allowed:
            cls._end_b2b_view(view, decision)
        elif switch:
            user = env["res.users"].browse(view.user_id)
            request.update_env(user=user.id)
            request.update_context(tz=user.tz, uid=user.id)

    @classmethod
    def _end_b2b_view(cls, view, decision):
        """End a view that may not go on, and tell the one who looked."""
        views = request.env["cats.portal.view"]
        message = views._explain(decision)
        if request.dispatcher.routing_type != "http":
            # The next page ends it: the error of a remote call saves no session.
            raise AccessError(message)
        cls._stop_b2b_view()
        request.session[ENDED_KEY] = {"message": message, "user_id": view.user_id}
        request.env.cr.rollback()
        views._record_apart(
            view, "ended", request.httprequest.path, request.httprequest.method
        )
        werkzeug.exceptions.abort(request.redirect(STATE))

    @classmethod
    def _dispatch(cls, endpoint):
        """Override of `base` to let pass what one may do as a customer's user."""
        if view := getattr(request, "b2b_view", None):
            cls._check_b2b_request(view, endpoint)
        return super()._dispatch(endpoint)

    @classmethod
    def _check_b2b_request(cls, view, endpoint):
        """:raise AccessError: if the request is refused, saying why."""
        routing = endpoint.routing
        safe = request.httprequest.method in SAFE_HTTP_METHODS
        if routing["routes"][0] == STOP:
            return
        if cls._is_b2b_backend(routing):
            if safe:
                werkzeug.exceptions.abort(request.redirect(STATE))
            raise AccessError(request.env._("Please stop looking as a customer first."))
        decision = portal_view_policy.decide_request(
            portal_view_policy.RequestFacts(
                routes=tuple(routing["routes"]),
                safe=safe,
                reading=cls._is_b2b_reading(endpoint),
                acting=view.acting,
                model=str(request.params.get("model", "")),
                saved_card=cls._is_b2b_saved_card(),
            )
        )
        request.b2b_outcome = decision.outcome
        if decision.outcome == "refused":
            request.b2b_refused = True
            raise AccessError(request.env["cats.portal.view"]._explain(decision))
        chatter = portal_view_policy.CHATTER_ROUTES
        if not view.acting and portal_view_policy.begins(routing["routes"], chatter):
            # If the page made it, it was undone with the page: Odoo then compares it
            # with nothing, and fails. The customer's rights are enough.
            request.params.pop("token", None)

    @classmethod
    def _is_b2b_backend(cls, routing):
        """:return: whether a route is the backend's, where staff are themselves."""
        if portal_view_policy.begins(
            routing["routes"], portal_view_policy.BACKEND_ROUTES
        ):
            return True
        return routing["auth"] == "none" and not portal_view_policy.begins(
            routing["routes"], portal_view_policy.OPEN_ROUTES
        )

    @classmethod
    def _is_b2b_reading(cls, endpoint):
        """:return: whether a remote call is known to read only.

        That of a form never is; Odoo's own word holds for the others.
        """
        routing = endpoint.routing
        if routing["type"] == "http":
            return False
        if portal_view_policy.begins(
            routing["routes"], portal_view_policy.READING_ROUTES
        ):
            return True
        readonly = routing.get("readonly")
        if callable(readonly):
            return bool(readonly(endpoint.func.__self__, None, request.params))
        return bool(readonly)

    @classmethod
    def _get_b2b_call(cls):
        """:return: model and method of a remote call, empty for anything else."""
        params = getattr(request, "params", {})
        if not {"model", "method"} <= params.keys():
            return ""
        return f"{params['model']}.{params['method']}"

    @classmethod
    def _is_b2b_saved_card(cls):
        """:return: whether a payment takes or keeps a card of the customer."""
        params = request.params
        return params.get("flow") == "token" or bool(
            params.get("tokenization_requested")
        )

    # -- What remains of it -------------------------------------------------------

    @classmethod
    def _post_dispatch(cls, response):
        """Override of `base` to undo what a page wrote, and to add to the trail."""
        result = super()._post_dispatch(response)
        if view := getattr(request, "b2b_view", None):
            outcome = getattr(request, "b2b_outcome", "seen")
            if SESSION_KEY not in request.session:
                outcome = "ended"
            kept = view.acting and outcome in ("seen", "written")
            if not kept or request.env.cr.readonly:
                cls._undo_b2b_request()
            quiet = request.httprequest.path.startswith(portal_view_policy.QUIET_ROUTES)
            if outcome != "seen" or (response.status_code < 300 and not quiet):
                cls._trail_b2b_request(view, outcome)
        return result

    @classmethod
    def _undo_b2b_request(cls):
        """Drop what a request wrote: tokens, visits, carts, mails."""
        request.env.cr.rollback()
        request.env.registry.reset_changes()

    @classmethod
    def _trail_b2b_request(cls, view, outcome):
        """Add to the trail, once for each request."""
        if getattr(request, "b2b_trailed", False):
            return
        request.b2b_trailed = True
        views_sudo = request.env["cats.portal.view"].sudo()
        # What is written and its trail are saved together, or not at all.
        apart = outcome != "written"
        record = views_sudo._record_apart if apart else views_sudo._record
        httprequest = request.httprequest
        record(view, outcome, httprequest.path, httprequest.method, cls._get_b2b_call())

    @classmethod
    def _handle_error(cls, exception):
        """Override of `base` to add refusals to the trail."""
        if not (view := getattr(request, "b2b_view", None)):
            return super()._handle_error(exception)
        denied = (UserError, werkzeug.exceptions.Forbidden)
        refused = isinstance(exception, denied) and not isinstance(
            exception, MissingError
        )
        request.b2b_outcome = "refused" if refused else "failed"
        response = super()._handle_error(exception)
        if not getattr(request, "b2b_trailed", False):
            cls._undo_b2b_request()
            cls._trail_b2b_request(view, request.b2b_outcome)
        return response

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Override of `http_routing` for a page that says why a view refuses."""
        if not getattr(request, "b2b_refused", False):
            return super()._get_error_html(env, code, values)
        referrer = request.httprequest.referrer or ""
        ours = referrer.startswith(request.httprequest.host_url)
        values["b2b_back"] = referrer if ours else "/my"
        template = "cats_b2b.portal_view_refused"
        return code, env["ir.ui.view"]._render_template(template, values)

    # -- What pages are told ------------------------------------------------------

    @api.model
    def get_frontend_session_info(self):
        """Override of `web`: scripts know the customer's user, whoever logged in."""
        info = super().get_frontend_session_info()
        if view := self.env["cats.portal.view"]._get_current():
            info["uid"] = view.user_id
        return info
