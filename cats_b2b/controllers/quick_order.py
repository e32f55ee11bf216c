from werkzeug.exceptions import NotFound

from odoo.exceptions import AccessError, UserError
from odoo.http import Controller, content_disposition, request, route

from .account import get_text
from .documents_access import note_refusal
from .order_templates import flash, get_key, parse_ids
from .ordering import redirect_to_login

ROOT = "/shop/quick-order"
TYPED_ROWS = 5  # empty rows of the form
FLASH = "b2b_quick_flash"
NAME = "b2b_quick_template_name"
MAX_SUGGESTIONS = 10


def get_list(name):
    """:return: list of str: all the values of a field of the form."""
    return [get_text(value) for value in request.httprequest.form.getlist(name)]


def get_typed(prefix=""):
    """Return what stands in the rows of the form.

    :return: article number, quantity as a text, and id of a chosen article, or nothing.
    :rtype: list[tuple[str, str, int]]
    """
    numbers, quantities = get_list(f"{prefix}number"), get_list(f"{prefix}quantity")
    chosen = get_list(f"{prefix}product")
    chosen += [""] * (len(numbers) - len(chosen))
    return [
        (number, quantity, next(iter(parse_ids([product])), 0))
        for number, quantity, product in zip(numbers, quantities, chosen, strict=False)
    ]


class B2bQuickOrder(Controller):
    """Many articles at once: typed, pasted or of a file (ORD-4)."""

    # -- The page -------------------------------------------------------------

    @route(
        ROOT,
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def quick_order(self, page="", problems="", **_kwargs):
        """Show the rows of the user and what becomes of them; nothing is written."""
        refusal = self._refuse_quick_order()
        return refusal or self._render_quick_order(page, bool(problems))

    def _refuse_quick_order(self):
        """:return: the way out for who may not order; nothing for who may.

        :raise NotFound: while the B2B shop is off.
        """
        website = request.website
        if not website.b2b_enabled:
            raise NotFound()
        if website._needs_b2b_login():
            return redirect_to_login(ROOT)
        if not request.env.user._has_b2b_right("place_orders"):
            note_refusal("place_orders")
            return request.redirect("/my")
        return None

    def _render_quick_order(self, page="", problems=False, error="", **typed):
        """Render the page, after an error with what was typed.

        :param str error: what was wrong, in words.
        :param typed: ``typed`` rows and the ``paste``, or the ``template_name``, of a
            form that is shown again.
        """
        website = request.website
        quick = request.env["cats.quick.order"]
        quick_sudo = quick._get_own(website)
        last_sudo = quick._get_last(website)
        values = {
            "quick_sudo": quick_sudo,
            "last_sudo": last_sudo,
            "last": last_sudo and last_sudo._describe_done(),
            "earlier": self._describe_earlier(quick_sudo),
            "preview": quick_sudo.rows
            and quick_sudo._prepare_preview(
                next(iter(parse_ids([get_text(page)])), 1), problems
            ),
            "only_problems": problems,
            "error": error,
            "flash": request.session.pop(FLASH, None),
            "form_key": quick._make_form_key(),
            "obstacle": website._get_b2b_ordering_obstacle(),
            "limit": website.b2b_upload_rows,
            "megabytes": website.b2b_upload_mb,
            "keeps_templates": request.env.user._has_b2b_right("templates"),
            "typed": [("", "", 0)] * TYPED_ROWS,
            "paste": "",
            "template_name": request.session.pop(NAME, ""),
            **typed,
        }
        return request.render("cats_b2b.quick_order", values)

    def _describe_earlier(self, quick_sudo):
        """:return: str: when one of the files was put into the cart before."""
        earlier_sudo = quick_sudo and quick_sudo._get_earlier()
        return earlier_sudo and earlier_sudo._describe_done()

    @route(f"{ROOT}/lookup", type="jsonrpc", auth="public", website=True, readonly=True)
    def quick_order_lookup(self, term="", **_kwargs):
        """Suggest articles while a number is typed.

        :return: ``id``, ``number`` and ``name`` of each; nothing for who may not order.
        :rtype: list[dict]
        """
        website = request.website
        if not website.b2b_enabled or not website._can_b2b_have_cart():
            return []
        found = website._suggest_b2b_articles(get_text(term), MAX_SUGGESTIONS)
        return [
            {
                "id": article.id,
                "number": article.default_code
                or article.barcode
                or article.b2b_manufacturer_ref
                or "",
                "name": article.display_name,
            }
            for article in found.with_context(display_default_code=False)
        ]

    # -- Rows -----------------------------------------------------------------

    @route(f"{ROOT}/add", type="http", auth="public", website=True, methods=["POST"])
    def quick_order_add(self, paste="", **post):
        """Add what was uploaded, pasted and typed, or show what is wrong with it."""
        if refusal := self._refuse_quick_order():
            return refusal
        typed, paste = get_typed(), get_text(paste)
        try:
            with request.env.cr.savepoint():
                notice = self._add(typed, paste, get_key(post))
        except UserError as error:
            missing = [("", "", 0)] * (TYPED_ROWS - len(typed))
            return self._render_quick_order(
                error=str(error), typed=typed + missing, paste=paste
            )
        if notice:
            request.session[FLASH] = notice
        return request.redirect(ROOT)

    def _add(self, typed, paste, key):
        """Add the parts of the form.

        :return: str: what was in the list already: ``known`` for a file or block,
            ``typed`` for rows; empty for nothing.
        :raise UserError: naming what cannot be read, in words.
        """
        quick_sudo = request.env["cats.quick.order"]._open(request.website)
        notice = ""
        file = request.httprequest.files.get("file")
        if file and file.filename and not quick_sudo._add_file(file):
            notice = "known"
        if paste.strip() and not quick_sudo._add_paste(paste):
            notice = "known"
        if not quick_sudo._add_typed(typed, key):
            notice = notice or "typed"
        return notice

    @route(f"{ROOT}/change", type="http", auth="public", website=True, methods=["POST"])
    def quick_order_change(self, remove="", take="", clear="", **post):
        """Take over what was changed in the rows, and what a button asks for."""
        if refusal := self._refuse_quick_order():
            return refusal
        quick_sudo = self._get_posted(post)
        if quick_sudo.state == "open":
            if clear:
                quick_sudo._clear()
            if remove:
                quick_sudo._remove_row(get_text(remove))
            if take:
                quick_sudo._take_proposal(get_text(take))
        if name := get_text(post.get("template_name")):
            request.session[NAME] = name
        return self._redirect_to_rows(post)

    @route(f"{ROOT}/submit", type="http", auth="public", website=True, methods=["POST"])
    def quick_order_submit(self, again="", **post):
        """Put the rows into the cart, once."""
        if refusal := self._refuse_quick_order():
            return refusal
        quick_sudo = self._get_posted(post)
        if not quick_sudo:
            return request.redirect(ROOT)
        try:
            # What was put in before the error is taken out again.
            with request.env.cr.savepoint():
                done = quick_sudo._submit(again=bool(again))
            if done:
                return request.redirect("/shop/cart")
        except (AccessError, UserError) as error:
            request.website._forget_b2b_missing_cart()
            return self._render_quick_order(error=str(error))
        if not quick_sudo._get_earlier():
            request.session[FLASH] = "none"
        return request.redirect(ROOT)

    @route(
        f"{ROOT}/template", type="http", auth="public", website=True, methods=["POST"]
    )
    def quick_order_template(self, template_name="", **post):
        """Keep the rows as an order template."""
        if refusal := self._refuse_quick_order():
            return refusal
        quick_sudo = self._get_posted(post)
        if not quick_sudo:
            return request.redirect(ROOT)
        name = get_text(template_name)
        try:
            with request.env.cr.savepoint():
                template, left_out = quick_sudo._save_as_template(name, get_key(post))
        except (AccessError, UserError) as error:
            return self._render_quick_order(error=str(error), template_name=name)
        if left_out:
            text = request.env._(
                "Rows without an article number or a quantity were left out: %(count)s",
                count=left_out,
            )
            flash("warning", text)
        # Another request may be just making it.
        return request.redirect(f"/my/templates/{template.id or ''}".rstrip("/"))

    def _get_posted(self, post):
        """Return the user's quick order that stands on the page which was sent.

        What was changed on it is taken over if it is still open.

        :return: as superuser, nothing if it is none of his.
        :rtype: cats.quick.order
        """
        quick = request.env["cats.quick.order"]
        ids = parse_ids([get_text(post.get("quick_id"))])
        quick_sudo = quick._get_own(request.website, ids[0]) if ids else quick.sudo()
        if quick_sudo.state == "open":
            keys = get_list("row_key")
            changes = dict(zip(keys, get_typed("row_"), strict=False))
            quick_sudo._change_rows(changes)
        return quick_sudo

    def _redirect_to_rows(self, post):
        """:return: the way back to the page of rows that was sent."""
        page = next(iter(parse_ids([get_text(post.get("page"))])), 1)
        problems = "&problems=1" if get_text(post.get("problems")) else ""
        return request.redirect(f"{ROOT}?page={page}{problems}#rows")

    @route(
        f"{ROOT}/<int:quick_id>/download",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def quick_order_download(self, quick_id, **_kwargs):
        """Hand the rows back with a column that says what becomes of each."""
        if refusal := self._refuse_quick_order():
            return refusal
        quick = request.env["cats.quick.order"]
        quick_sudo = quick._get_own(request.website, min(quick_id, 2**31 - 1))
        if not quick_sudo:
            raise NotFound()
        name, media_type, content = quick_sudo._write_file()
        return request.make_response(
            content,
            [
                ("Content-Type", media_type),
                ("Content-Disposition", content_disposition(name)),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )
