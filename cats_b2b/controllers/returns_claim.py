from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.cats_return_claim_mixin import MAX_UNITS, TEXTS
from ..models.cats_return_claim_page_mixin import PAGE_SIZE
from .account import get_text
from .documents import MAX_FORM_BYTES
from .order_templates import get_key, parse_ids
from .portal_rights import B2bRightsHome

ROOT = "/my/returns/new"
MAX_SEARCH = 100


class B2bReturnClaim(B2bRightsHome, CustomerPortal):
    """Claiming what was delivered (AFS-2)."""

    @route(
        [ROOT, f"{ROOT}/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
    )
    def b2b_return_new(self, page=1, order="", line="", search="", **_kwargs):
        """Show what can be claimed, or the form for what was chosen of it.

        Chosen are deliveries, each by a parameter ``unit``. What a line delivered at
        once needs no choice.
        """
        if refusal := self._refuse_b2b_claim():
            return refusal
        chosen = self._get_b2b_chosen(request.httprequest.args)
        if chosen:
            return self._render_b2b_claim({"units": dict.fromkeys(chosen)}, {})
        only = self._get_b2b_narrowing(order, line)
        claims = request.env["cats.return"]
        if only and claims._count_claimable(**only) == 1:
            (unit,) = claims._get_claimables(**only)
            return self._render_b2b_claim({"units": {unit.id: None}}, {})
        return self._render_b2b_choice(page, only, get_text(search)[:MAX_SEARCH])

    @route(
        ROOT,
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["POST"],
        max_content_length=MAX_FORM_BYTES,
    )
    def b2b_return_submit(self, **post):
        """File a return, or show the form again with the errors and all that it had."""
        if refusal := self._refuse_b2b_claim():
            return refusal
        form = self._read_b2b_claim(post)
        if "drop" in post:
            dropped = parse_ids([get_text(post["drop"])])
            form["units"] = {
                id_: texts for id_, texts in form["units"].items() if id_ not in dropped
            }
            if not form["units"]:
                return request.redirect(ROOT)
            return self._render_b2b_claim(form, {})
        claim_sudo, errors = request.env["cats.return"]._claim(form)
        if not errors:
            return request.redirect(f"/my/returns/{claim_sudo.id}?new=1", code=303)
        return self._render_b2b_claim(form, errors)

    @route(
        "/my/returns/<int:return_id>/photo/<int:photo_id>",
        type="http",
        auth="user",
        website=True,
        sitemap=False,
        methods=["GET"],
        readonly=True,
    )
    def b2b_return_photo(self, return_id, photo_id, **_kwargs):
        """Show a photo or paper of a return, to who may see the return.

        Customers have no right on files as such.
        """
        claim = request.env["cats.return"].search([("id", "=", return_id)])
        lines_sudo = claim.sudo().line_ids
        photos_sudo = lines_sudo.photo_ids | lines_sudo.inspection_photo_ids
        photo_sudo = photos_sudo.filtered(lambda one: one.id == photo_id)
        if not photo_sudo:
            raise NotFound()
        stream = request.env["ir.binary"]._get_stream_from(photo_sudo)
        return stream.get_response()

    # -- What came -----------------------------------------------------------------

    def _refuse_b2b_claim(self):
        """:return: the way to the portal's first page for who has not the right.

        :raise NotFound: for whoever is no customer of a B2B shop.
        """
        if not request.env["res.users"]._is_b2b_customer():
            raise NotFound()
        return self._refuse_b2b_list("returns")

    def _get_b2b_chosen(self, values):
        """:return: list: the ids of the chosen deliveries, each once."""
        chosen = parse_ids(map(get_text, values.getlist("unit")))
        return list(dict.fromkeys(chosen))[: MAX_UNITS + 1]

    def _get_b2b_narrowing(self, order, line):
        """:return: dict: the order or the line of an address, as superuser.

        :raise NotFound: for one that the user does not see.
        """
        for name, model, text in (
            ("order", "sale.order", order),
            ("sale_line", "sale.order.line", line),
        ):
            if text:
                ids = parse_ids([get_text(text)])
                found = request.env[model].search([("id", "in", ids)])
                if not found:
                    raise NotFound()
                return {name: found.sudo()}
        return {}

    def _read_b2b_claim(self, post):
        """Read the form, and keep its files whatever else is wrong with it.

        :return: dict: as of ``_claim``.
        """
        ids = self._get_b2b_chosen(request.httprequest.form)
        claims = request.env["cats.return"]
        key = get_key(post) or claims._make_form_key()
        uploads = request.env["cats.upload"]
        uploads._find_mine(key).filtered(
            lambda upload: post.get(f"upload_drop_{upload.id}")
        ).unlink()
        problems = uploads._keep_mine(
            request.httprequest.files,
            key,
            [f"photos_{id_}" for id_ in ids],
            request.website,
        )
        return {
            "key": key,
            "problems": problems,
            "units": {
                id_: {name: get_text(post.get(f"{name}_{id_}")) for name in TEXTS}
                for id_ in ids
            },
        }

    # -- Pages ---------------------------------------------------------------------

    def _render_b2b_choice(self, page, only, search):
        """:return: the page on which one chooses among what was delivered."""
        claims = request.env["cats.return"]
        args = request.httprequest.args
        names = [name for name in ("order", "line", "search") if args.get(name)]
        pages = pager(
            ROOT,
            total=claims._count_claimable(**only, search=search),
            page=page,
            step=PAGE_SIZE,
            url_args={name: args[name] for name in names},
        )
        found = claims._get_claimables(
            **only, search=search, limit=PAGE_SIZE, offset=pages["offset"]
        )
        # A serial that was scanned names one unit: it is meant.
        ticked = [found[0].id] if search and len(found) == 1 else []
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "b2b_return_new",
            "rows": claims._get_choice_rows(found, ticked),
            "pager": pages,
            "search": search,
            "order": only.get("order") and only["order"].name,
            "line": only.get("sale_line") and only["sale_line"].product_id.name,
        }
        return request.render("cats_b2b.return_choice", values)

    def _render_b2b_claim(self, form, errors):
        """:return: the form for chosen deliveries, after an error with all it had.

        :raise NotFound: if none of them can be seen.
        """
        claims = request.env["cats.return"]
        claimables = claims._get_claimables(ids=list(form["units"])[:MAX_UNITS])
        if not claimables:
            raise NotFound()
        form.setdefault("key", claims._make_form_key())
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "b2b_return_new",
            "cards": claims._get_claim_cards(claimables, form, errors),
            "key": form["key"],
            "errors": errors,
            **claims._get_claim_limits(request.website),
        }
        return request.render("cats_b2b.return_form", values)
