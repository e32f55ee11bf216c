import re

from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..models.cats_unit_list_mixin import FILTERS, SORTINGS
from .account import get_text
from .documents_access import MAX_ID
from .portal_rights import B2bRightsHome

ROOT = "/my/products"
FIELD = re.compile(r"quantity_([0-9]{1,9})", re.ASCII)
MAX_SEARCH = 100
MAX_KEY = 40
PAGE = {"type": "http", "auth": "user", "website": True, "sitemap": False}


class B2bUnits(B2bRightsHome, CustomerPortal):
    """What the company bought, with its warranty (AFS-1, AFS-10)."""

    def _prepare_home_portal_values(self, counters):
        """Override of `portal` to count what the company bought."""
        values = super()._prepare_home_portal_values(counters)
        users = request.env["res.users"]
        if "b2b_unit_count" in counters and users._is_b2b_customer():
            values["b2b_unit_count"] = request.env["stock.move.line"]._count_b2b_units()
        return values

    # -- The list ----------------------------------------------------------------

    @route([ROOT, f"{ROOT}/page/<int:page>"], methods=["GET"], **PAGE)
    def b2b_units(self, page=1, search="", filterby="", sortby="", **_kwargs):
        """Show what the company has, the latest first."""
        if refusal := self._refuse_b2b_units():
            return refusal
        search = get_text(search)[:MAX_SEARCH]
        filterby = filterby if filterby in FILTERS else FILTERS[0]
        sortby = sortby if sortby in SORTINGS else next(iter(SORTINGS))
        units_sudo = request.env["stock.move.line"].sudo()
        domain = (
            units_sudo.sudo(False)._get_b2b_unit_domain()
            & units_sudo._get_b2b_filter_domain(filterby)
            & units_sudo._get_b2b_unit_search(search)
        )
        shown = {"search": search, "filterby": filterby, "sortby": sortby}
        pages = pager(
            ROOT,
            total=units_sudo.search_count(domain),
            page=page,
            step=self._items_per_page,
            url_args={name: value for name, value in shown.items() if value},
        )
        found_sudo = units_sudo.search(
            domain,
            order=SORTINGS[sortby],
            limit=self._items_per_page,
            offset=pages["offset"],
        )
        values = {
            **self._prepare_portal_layout_values(),
            **shown,
            "page_name": "b2b_units",
            "rows": found_sudo._prepare_b2b_unit_rows(),
            "pager": pages,
            "root": ROOT,
        }
        return request.render("cats_b2b.my_units", values)

    # -- One of them ---------------------------------------------------------------

    @route(f"{ROOT}/<int:unit_id>", methods=["GET"], **PAGE)
    def b2b_unit(self, unit_id, **_kwargs):
        """Show a unit, or a delivered line, with its documents and spare parts."""
        if refusal := self._refuse_b2b_units():
            return refusal
        return self._render_b2b_unit(self._get_b2b_unit(unit_id))

    @route(f"{ROOT}/<int:unit_id>/cart", methods=["POST"], **PAGE)
    def b2b_unit_cart(self, unit_id, key="", **post):
        """Put what was typed into the cart: the same again, or spare parts."""
        if refusal := self._refuse_b2b_units():
            return refusal
        unit_sudo = self._get_b2b_unit(unit_id)
        cards = unit_sudo._get_b2b_unit_cards(request.website)
        texts = {
            int(match[1]): get_text(value)
            for name, value in post.items()
            if (match := FIELD.fullmatch(name))
        }
        rows, errors = unit_sudo._parse_b2b_unit_rows(cards, texts)
        if errors or request.website._get_b2b_ordering_obstacle():
            # The page says what is in the way, and keeps what was typed.
            return self._render_b2b_unit(unit_sudo, texts, errors)
        cart_sudo = request.cart or request.website._create_cart()
        form = f"unit-{unit_id}-{get_text(key)[:MAX_KEY]}" if key else None
        cart_sudo._add_b2b_rows(rows, key=form)
        return request.redirect("/shop/cart")

    # -- Who may -------------------------------------------------------------------

    def _refuse_b2b_units(self):
        """:return: the way to the portal's first page for who sees no orders.

        :raise NotFound: for whoever is no customer of a B2B shop.
        """
        if not request.env.user._is_b2b_customer() or not request.website.b2b_enabled:
            raise NotFound()
        return self._refuse_b2b_list("see_own_orders")

    def _get_b2b_unit(self, unit_id):
        """:return: the delivery that an address names, as superuser.

        :raise NotFound: if there is none that the user may see.
        """
        units = request.env["stock.move.line"]
        unit_sudo = units._find_b2b_unit(unit_id) if unit_id <= MAX_ID else units
        if not unit_sudo:
            raise NotFound()
        return unit_sudo

    def _render_b2b_unit(self, unit_sudo, texts=None, errors=None):
        """:return: the page of a unit; after an error with what was typed."""
        website, user = request.website, request.env.user
        [row] = unit_sudo._prepare_b2b_unit_rows()
        returnable = not row["returned"] and user._has_b2b_right("returns")
        values = {
            **self._prepare_portal_layout_values(),
            "page_name": "b2b_unit",
            "row": row,
            "root": ROOT,
            "documents": unit_sudo._get_b2b_unit_documents(website),
            "history": unit_sudo._get_b2b_history_rows(),
            "cards": unit_sudo._get_b2b_unit_cards(website),
            "can_return": returnable,
            "can_order": website._can_b2b_order(),
            "obstacle": website._get_b2b_ordering_obstacle(),
            "sees_prices": user._has_b2b_right("see_prices"),
            "key": request.env["cats.order.template"]._make_key(),
            "texts": texts or {},
            "errors": errors or {},
        }
        return request.render("cats_b2b.my_unit", values)
