from odoo.http import Controller, request, route

from ..models.ir_http import ENDED_KEY, START, STATE, STOP


class B2bPortalView(Controller):
    """Where staff start and stop to look as a customer's user (USR-5)."""

    @route(
        f"{START}/<int:user_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_view_ask(self, user_id, **kwargs):
        """Ask whether to look, or to act; a link alone starts nothing."""
        user = self._get_user(user_id)
        may_act = request.env.user.has_group("cats_b2b.group_act_for_customer")
        values = {"b2b_user": user.sudo(), "b2b_may_act": may_act}
        return request.render("cats_b2b.portal_view_ask", values)

    @route(START, type="http", auth="user", website=True, methods=["POST"])
    def b2b_view_start(self, user_id=None, mode=None, **kwargs):
        """Start, and go to the customer's portal."""
        user = self._get_user(user_id)
        request.env["ir.http"]._start_b2b_view(user, acting=mode == "act")
        return request.redirect("/my")

    def _get_user(self, user_id):
        """Browse the user as whom somebody wants to look.

        :raise AccessError: if he may not.
        """
        number = str(user_id or "")
        valid = number.isascii() and number.isdigit() and len(number) < 10
        user = request.env["res.users"].browse(int(number) if valid else 0)
        request.env["cats.portal.view"]._check_view_of(user)
        return user

    @route(STOP, type="http", auth="user", website=True, methods=["POST"])
    def b2b_view_stop(self, **kwargs):
        """Become oneself again, and go back to the customer's user in the backend."""
        view = request.env["cats.portal.view"]._get_current()
        if not view:
            return request.redirect(STATE)
        partner = request.env["res.users"].sudo().browse(view.user_id).partner_id
        request.env["ir.http"]._stop_b2b_view()
        return request.redirect(f"/odoo/res.partner/{partner.id}")

    @route(
        STATE, type="http", auth="user", website=True, sitemap=False, methods=["GET"]
    )
    def b2b_view_state(self, **kwargs):
        """Tell whether, as whom and why (not) any more one looks."""
        ended = request.session.pop(ENDED_KEY, {})
        return request.render(
            "cats_b2b.portal_view_state", {"b2b_ended": ended.get("message")}
        )
