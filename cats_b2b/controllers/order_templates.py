import re

from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from .account import get_text
from .portal_rights import B2bRightsHome

PAGE_SIZE = 20
ROOTS = {"template": "/my/templates", "list": "/my/lists"}
FLASH = "b2b_templates_flash"
MAX_KEY = 64
_ID = re.compile(r"[0-9]{1,9}")
COUNTERS = {"template": "b2b_template_count", "list": "b2b_list_count"}


def get_key(post):
    """:return: str: what tells a form from others, so that it counts once."""
    return get_text(post.get("key"))[:MAX_KEY] or None


def flash(kind, text):
    """Let the next page of templates say something.

    :param str kind: ``success`` or ``warning``.
    :param str text: what it says.
    """
    request.session[FLASH] = [kind, text]


def parse_ids(texts):
    """:return: list: the ids among what a browser sent, in their order."""
    return [int(text) for text in texts if _ID.fullmatch(text)]


class B2bOrderTemplates(B2bRightsHome, CustomerPortal):
    """The pages of order templates and project lists (ORD-2, ORD-8)."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to count templates and lists.

        The page itself asks without counters; its cards are always shown.
        """
        values = super()._prepare_home_portal_values(counters)
        wanted = [kind for kind, name in COUNTERS.items() if name in counters]
        users = request.env["res.users"]
        if (wanted or not counters) and users._is_b2b_customer():
            if users._has_b2b_right("templates", "place_orders"):
                counts = request.env["cats.order.template"]._count_for_home()
                for kind, name in COUNTERS.items():
                    values[name] = counts.get(kind, 0)
        return values

    # -- The lists ----------------------------------------------------------------

    @route(
        [
            *ROOTS.values(),
            *(f"{root}/page/<int:page>" for root in ROOTS.values()),
        ],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_templates(self, page=1, search="", shown="", **_kwargs):
        """Show the templates, or lists, that the user sees, by their names."""
        if refusal := self._refuse_b2b_templates():
            return refusal
        kind = self._get_b2b_kind()
        search, shown = get_text(search), get_text(shown)
        templates = request.env["cats.order.template"]
        domain = templates._get_page_domain(kind, search, shown)
        url_args = {
            name: text for name, text in (("search", search), ("shown", shown)) if text
        }
        pages = pager(
            ROOTS[kind],
            total=templates.search_count(domain),
            page=page,
            step=PAGE_SIZE,
            url_args=url_args,
        )
        found = templates.search(domain, limit=PAGE_SIZE, offset=pages["offset"])
        values = {
            "templates": found,
            # Colleagues are told by name who shares something with them.
            "owners": {one.id: one.sudo().user_id.name for one in found},
            "search": search,
            "shown": shown,
            "pager": pages,
        }
        return self._render_b2b_templates("my_templates", kind, values)

    @route(
        [f"{root}/new" for root in ROOTS.values()],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_template_new(self, name="", **post):
        """Start an empty list, which is filled from the shop."""
        if refusal := self._refuse_b2b_templates():
            return refusal
        templates = request.env["cats.order.template"]
        kind = self._get_b2b_kind()
        try:
            template = templates._create_b2b_from_rows(
                [], get_text(name), kind, key=get_key(post)
            )
        except (AccessError, UserError) as error:
            flash("warning", str(error))
            return request.redirect(ROOTS[kind])
        return self._redirect_b2b_template(template, kind)

    # -- One of them --------------------------------------------------------------

    @route(
        [f"{root}/<int:template_id>" for root in ROOTS.values()],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_template(self, template_id, **_kwargs):
        """Show the lines with what they cost and what would become of them."""
        if refusal := self._refuse_b2b_templates():
            return refusal
        template = self._get_b2b_template(template_id)
        if template.kind != self._get_b2b_kind():
            return self._redirect_b2b_template(template, template.kind)
        return self._render_b2b_template(template)

    @route(
        [f"{root}/<int:template_id>" for root in ROOTS.values()],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_template_change(self, template_id, action="", **post):
        """Change a template; what was typed in its boxes is kept, or shown again."""
        template = self._get_b2b_template(template_id)
        texts = self._get_b2b_texts()
        made, name_error = template, ""
        try:
            with request.env.cr.savepoint():
                errors = texts and template._set_quantities(texts)
                if "name" in post:
                    name_error = template._try_to_rename(get_text(post["name"]))
                made = self._change_b2b_template(template, get_text(action), post)
        except (AccessError, UserError) as error:
            flash("warning", str(error))
            return self._render_b2b_template(template, texts, post)
        if errors or name_error:
            return self._render_b2b_template(template, texts, post, name_error)
        if action == "save":
            flash("success", request.env._("The changes are saved."))
        return self._redirect_b2b_template(made, template.kind)

    def _change_b2b_template(self, template, action, post):
        """Do what a button of the page says.

        :param str action: a name, of buttons beside a line with its id.
        :return: the template to show next; none where a copy is just being made.
        :rtype: cats.order.template
        """
        name, _colon, number = action.partition(":")
        line = self._browse_b2b_lines([number])
        match name:
            case "save":
                # The boxes stand as the lines were dragged.
                line_ids = list(self._get_b2b_texts())
                if set(line_ids) == set(template.line_ids.ids):
                    template._sort_lines(line_ids)
            case "remove":
                template._remove_lines(line or self._get_b2b_ticked())
            case "up" | "down":
                template._move_line(line, -1 if name == "up" else 1)
            case "take":
                template._take_proposal(line, request.website)
            case "share" | "unshare":
                template._share(name == "share")
            case "archive" | "restore":
                template._put_away(name == "archive")
            case "to_template" | "to_list":
                template._convert(name.removeprefix("to_"))
            case "copy":
                return template._duplicate(get_key(post))
            case _:
                raise NotFound()
        return template

    @route(
        [f"{root}/<int:template_id>/sort" for root in ROOTS.values()],
        type="jsonrpc",
        auth="user",
        website=True,
    )
    def b2b_template_sort(self, template_id, line_ids):
        """Bring the lines into the order in which they were dragged."""
        template = self._get_b2b_template(template_id)
        template._sort_lines([id_ for id_ in line_ids if isinstance(id_, int)])

    @route(
        [f"{root}/<int:template_id>/cart" for root in ROOTS.values()],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def b2b_template_cart(self, template_id, action="", **post):
        """Put all lines, or the ticked ones, into the cart, and go there (ORD-2)."""
        template = self._get_b2b_template(template_id)
        texts = self._get_b2b_texts()
        lines = self._get_b2b_ticked() if action == "ticked" else None
        try:
            rows, errors = template._get_cart_rows(request.website, texts, lines)
        except (AccessError, UserError) as error:
            flash("warning", str(error))
            return self._render_b2b_template(template, texts, post)
        if errors:
            return self._render_b2b_template(template, texts, post)
        if not template._is_first_time(get_key(post), rows):
            flash(
                "warning",
                request.env._(
                    "You have put this into your cart already. To put it in once more, "
                    "press the button again."
                ),
            )
            return self._render_b2b_template(template, texts, post)
        cart_sudo = request.cart or request.website._create_cart()
        cart_sudo._add_b2b_rows(rows)
        return request.redirect("/shop/cart")

    # -- What a browser sends -----------------------------------------------------

    def _refuse_b2b_templates(self):
        """:return: the way to the portal's first page for who may not see any.

        :raise NotFound: for whoever is no customer of a B2B shop.
        """
        user = request.env.user
        if not user._is_b2b_customer():
            raise NotFound()
        if user._has_b2b_right("place_orders"):
            return None
        return self._refuse_b2b_list("templates")

    def _get_b2b_kind(self):
        """:return: ``template`` or ``list``, as of the address."""
        path = request.httprequest.path
        return "list" if path.startswith(ROOTS["list"]) else "template"

    def _get_b2b_template(self, template_id):
        """:return: the template that an address names.

        :raise NotFound: if there is none that the user may see.
        """
        if not request.env.user._is_b2b_customer():
            raise NotFound()
        templates = request.env["cats.order.template"]
        mine = templates.with_context(active_test=False)
        found = mine.search([("id", "=", template_id)])
        if not found:
            raise NotFound()
        return found.with_env(templates.env)

    def _browse_b2b_lines(self, texts):
        return request.env["cats.order.template.line"].browse(parse_ids(texts))

    def _get_b2b_ticked(self):
        """:return: the lines that were ticked, whichever template they are of."""
        return self._browse_b2b_lines(request.httprequest.form.getlist("tick"))

    def _get_b2b_texts(self):
        """:return: dict: what was typed as quantities, by id of a line."""
        form = request.httprequest.form
        names = [name for name in form if name.startswith("quantity_")]
        ids = parse_ids(name.removeprefix("quantity_") for name in names)
        return {id_: get_text(form.get(f"quantity_{id_}")) for id_ in ids}

    # -- What it gets -------------------------------------------------------------

    def _redirect_b2b_template(self, template, kind):
        """:return: the way to a template; to the list where there is none."""
        if not template:
            return request.redirect(ROOTS[kind])
        return request.redirect(f"{ROOTS[template.kind]}/{template.id}")

    def _render_b2b_template(self, template, texts=None, post=None, name_error=""):
        """:return: the page of a template; after an error with what was typed."""
        post = post or {}
        website = request.website
        lines = template._prepare_page_lines(website, texts)
        values = {
            "template": template,
            "lines": lines,
            "ticked": set(self._get_b2b_ticked().ids),
            "typed_name": get_text(post.get("name", template.name)),
            "name_error": name_error,
            "owner": template.sudo().user_id.name,
            "can": {
                action: template._can(action)
                for action in ("edit", "copy", "share", "unshare", "archive", "restore")
            },
            "sees_prices": request.env.user._has_b2b_right("see_prices"),
            "total": sum(line["amount"] for line in lines),
            "problems": sum(line["outcome"] != "good" for line in lines),
        }
        return self._render_b2b_templates("my_template", template.kind, values)

    def _render_b2b_templates(self, name, kind, values):
        """:return: a page of templates or lists with what they have in common."""
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": f"b2b_{name.removeprefix('my_')}",
            "kind": kind,
            "root": ROOTS[kind],
            "key": request.env["cats.order.template"]._make_key(),
            "flash": request.session.pop(FLASH, None),
            "manages": request.env.user._has_b2b_right("templates"),
            "obstacle": request.website._get_b2b_ordering_obstacle(),
            **values,
        }
        return request.render(f"cats_b2b.{name}", values)
