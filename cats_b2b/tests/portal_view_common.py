from odoo.fields import Command
from odoo.http import Request, root
from odoo.tests import new_test_user

from .http_common import CatsB2bHttpCommon

START = "/b2b/portal-view/start"
STOP = "/b2b/portal-view/stop"
STATE = "/b2b/portal-view"


class CatsPortalViewCommon(CatsB2bHttpCommon):
    """Staff who may look at the portal as a customer's user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "cats_b2b.group_view_portal,cats_b2b.group_accounts"
        cls.viewer = cls._create_staff_user("viewer", groups)
        cls.actor = cls._create_staff_user(
            "actor", f"{groups},cats_b2b.group_act_for_customer"
        )

    @classmethod
    def _create_staff_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            f"b2b_{login}",
            password=f"b2b_{login}",
            groups=groups,
            **{
                "company_id": cls.company.id,
                "company_ids": cls.company.ids,
                "name": f"{login.title()} of the staff",
                **values,
            },
        )

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _start(self, staff=None, user=None, mode="look"):
        """Log in as staff, and start to look as a customer's user."""
        self._log_in(staff or self.viewer)
        return self._press_start((user or self.buyer).id, mode)

    def _press_start(self, user_id, mode="look"):
        return self._post(START, user_id=user_id, mode=mode)

    def _stop(self):
        return self._post(STOP)

    def _post(self, url, **data):
        """Send a form with the token of whatever session the browser has now."""
        data["csrf_token"] = Request.csrf_token(self._get_session())
        return self.url_open(url, data=data, allow_redirects=False)

    def _get_session(self):
        """:return: the test itself, with the session of the browser's cookie."""
        self.session = root.session_store.get(self.opener.cookies["session_id"])
        return self

    def _get_views(self):
        """:return: the trail, oldest first, as pairs of outcome and path."""
        views = self.env["cats.portal.view"].search([], order="id")
        return [(one.outcome, one.path) for one in views]

    def _get_banner(self, page=None):
        page = self._get_page("/my") if page is None else page
        return self._get_text(page, "o_cats_b2b_view_banner")

    def _take_right(self, user, group):
        user.group_ids = [Command.unlink(self.env.ref(f"cats_b2b.{group}").id)]

    def _call_refused(self, route, **params):
        """Send a remote call, and :return: the words with which it is refused."""
        response = self.url_open(route, json={"jsonrpc": "2.0", "params": params})
        self.assertEqual(response.status_code, 200)
        error = response.json().get("error")
        self.assertTrue(error, f"{route} passed")
        return error["data"]["message"]
