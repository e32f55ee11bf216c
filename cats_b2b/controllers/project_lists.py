from uuid import uuid4

from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import Controller, request, route

from .account import get_id, get_text
from .order_templates import get_key


class B2bProjectLists(Controller):
    """Articles go on project lists from anywhere in the shop (ORD-8)."""

    @route(
        "/shop/list/choices",
        type="jsonrpc",
        auth="user",
        website=True,
        readonly=True,
    )
    def b2b_list_choices(self):
        """Return the user's lists, and a key for the form that makes a new one."""
        self._check_b2b_lists()
        lists = request.env["cats.order.template"]._get_b2b_list_choices(
            request.website
        )
        return {
            "key": uuid4().hex,
            "lists": [
                {"id": one.id, "name": one.name, "is_shared": one.is_shared}
                for one in lists
            ],
        }

    @route("/shop/list/add", type="jsonrpc", auth="user", website=True)
    def b2b_list_add(self, **wanted):
        """Put an article, or a line of the cart, on a list.

        :return: the list's ``id``, ``name`` and ``url``.
        """
        self._check_b2b_lists()
        chosen = self._put_b2b_on_list(wanted)
        return {
            "id": chosen.id,
            "name": chosen.name or wanted.get("name"),
            "url": self._get_b2b_list_url(chosen),
        }

    @route(
        "/shop/list/choose",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        sitemap=False,
    )
    def b2b_list_choose(self, **wanted):
        """Ask for the list; where scripts run, a dialog does."""
        self._check_b2b_lists()
        return self._render_b2b_choose(wanted)

    @route(
        "/shop/list/put",
        type="http",
        auth="user",
        methods=["POST"],
        website=True,
        sitemap=False,
    )
    def b2b_list_put(self, **wanted):
        """Put an article on the list that the page asked for."""
        self._check_b2b_lists()
        try:
            chosen = self._put_b2b_on_list(wanted)
        except (AccessError, MissingError):
            return request.not_found()
        except UserError as error:
            return self._render_b2b_choose(wanted, str(error))
        return request.redirect(self._get_b2b_list_url(chosen))

    # -- Helpers ------------------------------------------------------------------

    def _check_b2b_lists(self):
        """:raise NotFound: for who has no lists, or where there are none."""
        if not request.website._can_b2b_list():
            raise NotFound()

    def _put_b2b_on_list(self, wanted):
        """:return: cats.order.template: the list, after that."""
        with request.env.cr.savepoint():
            return request.env["cats.order.template"]._put_b2b_on_list(
                [self._get_b2b_row(wanted)],
                list_id=get_id(wanted.get("list_id")),
                name=get_text(wanted.get("name")),
                key=get_key(wanted),
            )

    def _get_b2b_row(self, wanted):
        """:return: WantedRow: of a line of the user's cart, or of an article."""
        if line_id := get_id(wanted.get("line_id")):
            return self._get_b2b_cart_line(line_id)._prepare_b2b_row()
        Template = request.env["cats.order.template"]
        return Template._prepare_b2b_shop_row(
            self._get_b2b_product(wanted),
            wanted.get("quantity", "1"),
            get_id(wanted.get("uom_id")),
        )

    def _get_b2b_product(self, wanted):
        return request.env["cats.order.template"]._get_b2b_listable(
            request.website, get_id(wanted.get("product_id"))
        )

    def _get_b2b_cart_line(self, line_id):
        """:return: sale.order.line: of the user's own cart, as superuser."""
        line_sudo = request.cart.order_line.filtered(lambda line: line.id == line_id)
        if not line_sudo or not line_sudo._is_b2b_article():
            raise UserError(request.env._("This article cannot be put on a list."))
        return line_sudo

    def _get_b2b_list_url(self, chosen):
        # Nothing is told of one that another request is just making.
        return f"/my/lists/{chosen.id}" if chosen else "/my/lists"

    def _render_b2b_choose(self, wanted, error=""):
        """:param str error: why it was not put on a list."""
        Template = request.env["cats.order.template"]
        line_id = get_id(wanted.get("line_id"))
        try:
            product = (
                self._get_b2b_cart_line(line_id).product_id
                if line_id
                else self._get_b2b_product(wanted)
            )
        except UserError:
            return request.not_found()
        values = {
            "product": product,
            "lists": Template._get_b2b_list_choices(request.website),
            "wanted": {"key": uuid4().hex, "quantity": "1", **wanted},
            "line_id": line_id,
            "error": error,
        }
        return request.render("cats_b2b.list_choose", values)
