"""Who gets what of whom, by which way: the expected answers of every cell (USR-4).

Plain data and a few rules about rights, read by `test_access_matrix.py`, which asks a
running Odoo, and by `tools/access_matrix.py`, which prints `docs/security.md`. What is
expected comes from what CATS and the project decided, never from the code under test:
this file knows nothing of it and imports nothing but the standard library.

To add a model: a :class:`Document` at the end of DOCUMENTS, and what it looks like in
`access_world.py` (a method `_make_<name>`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fnmatch import fnmatch

SEEN = "seen"  # or done
EMPTY = "empty"  # answered, without it
REFUSED = "refused"  # an error, a login page, another page

# -- Who ------------------------------------------------------------------------------

OWN_RIGHTS = frozenset(
    {
        "see_prices",
        "place_orders",
        "see_own_orders",
        "quotes",
        "see_invoices",
        "templates",
        "returns",
        "addresses",
    }
)
COMPANY_RIGHTS = OWN_RIGHTS | {
    "see_company_orders",
    "company_quotes",
    "company_returns",
}
ALL_RIGHTS = COMPANY_RIGHTS | {"principal"}


@dataclass(frozen=True)
class Actor:
    """Somebody who asks.

    :param rights: codes of all the rights that he has, the narrower ones included.
    :param company: ``customer``, ``other`` or, of the public, none.
    :param owns: whether he asks for documents of his own; the others ask for those of
        the actor ``owner``.
    :param live: whether his session holds.
    """

    name: str
    label: str
    rights: frozenset = frozenset()
    company: str = "customer"
    owns: bool = False
    live: bool = True

    @property
    def owner(self):
        return self.name if self.owns else "owner"


ACTORS = (
    Actor("owner", "owner, buyer", OWN_RIGHTS, owns=True),
    Actor("blind", "owner without prices", OWN_RIGHTS - {"see_prices"}, owns=True),
    Actor(
        "placer", "owner, places orders only", frozenset({"place_orders"}), owns=True
    ),
    Actor("bare", "owner without rights", owns=True),
    Actor("mate", "colleague, buyer", OWN_RIGHTS),
    Actor("company", "colleague, company's documents", COMPANY_RIGHTS),
    Actor(
        "viewer",
        "colleague, company's orders only",
        frozenset({"see_own_orders", "see_company_orders"}),
    ),
    Actor(
        "quoter",
        "colleague, company's quotes and prices",
        frozenset({"quotes", "company_quotes", "see_prices"}),
    ),
    Actor("payer", "colleague, invoices only", frozenset({"see_invoices"})),
    Actor("void", "colleague without rights"),
    Actor("principal", "principal user", ALL_RIGHTS),
    Actor("other", "principal of another company", ALL_RIGHTS, company="other"),
    Actor("gone", "deactivated", COMPANY_RIGHTS, live=False),
    Actor("public", "public", company="", live=False),
)
PUBLIC = ACTORS[-1]

# -- Rules ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Rule:
    """A condition on an actor, and how to say it."""

    text: str
    holds: Callable

    def __and__(self, other):
        text = ", ".join(part for part in (self.text, other.text) if part)
        return Rule(text, lambda actor: self.holds(actor) and other.holds(actor))

    def __or__(self, other):
        return Rule(
            f"{self.text}, or {other.text}",
            lambda actor: self.holds(actor) or other.holds(actor),
        )


def right(*codes):
    """Somebody of the shop's customers, whichever, with one of these rights."""
    return Rule(
        " or ".join(f"`{code}`" for code in codes),
        lambda actor: bool(actor.company) and not actor.rights.isdisjoint(codes),
    )


def scope(narrow, wide):
    """One's own with the narrow right, the whole company's with the wide one."""
    return Rule(
        f"own: `{narrow}`, company's: `{wide}`",
        lambda actor: actor.company == "customer"
        and (wide in actor.rights or (actor.owns and narrow in actor.rights)),
    )


ALWAYS = Rule("", lambda actor: True)
NOBODY = Rule("nobody", lambda actor: False)
EVERYBODY = Rule("everybody", lambda actor: True)
CUSTOMERS = Rule("every customer", lambda actor: bool(actor.company))
VISITORS = Rule("visitors", lambda actor: not actor.company)
OURS = Rule("of the company", lambda actor: actor.company == "customer")
THEIRS = Rule("of the other company", lambda actor: actor.company == "other")
MINE = Rule("his own", lambda actor: actor.company == "customer" and actor.owns)
PRINCIPAL = OURS & right("principal")
SEAT = Rule(
    "the owner or `principal`",
    lambda actor: actor.name == "owner" or "principal" in actor.rights,
)
PRICES = right("see_prices")
# Prices as a page shows them: the shop's visitors see those for visitors.
SHOP_PRICES = VISITORS | PRICES
ORDERS = scope("see_own_orders", "see_company_orders")
QUOTES = scope("quotes", "company_quotes")
PAYING = right("place_orders", "see_invoices")
TEMPLATES = right("templates", "place_orders")
INVOICES = OURS & right("see_invoices")
RETURNS = scope("returns", "company_returns")

# -- Ways -----------------------------------------------------------------------------

# Groups of ways, with the letter that stands for each in the printed table.
GROUPS = {
    "rpc": ("R", "RPC: read, search, count, group, search by name, JSON-2"),
    "page": ("P", "pages and lists of the portal and the shop"),
    "print": ("D", "PDF, print, report URL, download"),
    "thread": ("M", "messages and attachments"),
    "link": ("L", "links of mails, with their token"),
    "write": ("W", "RPC: write, delete, copy, create, export"),
    "do": ("A", "what the page's buttons do"),
}


@dataclass(frozen=True)
class Way:
    """A way in.

    :param str kind: how it is asked: ``rpc``, ``get`` a page, ``call`` a JSON-RPC
        route, ``post`` a form.
    :param str url: what is asked, with {id} and other facts of the document.
    :param params: of a call or a form; a tuple of pairs, with the same facts.
    :param Rule rule: what is needed besides the document's own rule.
    :param Rule gate: who may ask this way; the others are sent away.
    :param bool lists: whether who may ask, but not see it, gets an answer without it.
    :param bool open: whether those without a session are asked no login.
    :param str mark: the fact that an answer with the document contains.
    :param str watch: of what changes something: the fact of the world that tells.
    """

    name: str
    group: str
    kind: str = "rpc"
    url: str = ""
    params: tuple = ()
    rule: Rule = ALWAYS
    gate: Rule = ALWAYS
    lists: bool = False
    open: bool = False
    mark: str = "mark"
    watch: str = ""


READS = (
    Way("read", "rpc"),
    Way("search", "rpc", lists=True),
    Way("search_count", "rpc", lists=True),
    Way("read_group", "rpc", lists=True),
    Way("json2", "rpc", lists=True),
)
NAME_SEARCH = (Way("name_search", "rpc", lists=True),)
# Odoo's routes of reports render as the reader himself, who lacks access to taxes and
# attachments: no customer gets anything by them.
#
# Of what is for customers, nothing is changed by RPC and nothing exported.
WRITES = tuple(
    Way(name, "write", rule=NOBODY)
    for name in ("export", "write", "copy", "create", "unlink")
)
RPC = READS + NAME_SEARCH + WRITES
# A model on which no customer has any right.
NO_RPC = tuple(replace(way, rule=NOBODY, lists=False) for way in RPC)
# The public has no RPC (see the cells above); this is what its pages go by.
IN_PROCESS = (Way("in_process", "rpc", kind="in_process", lists=True),)


def get(name, group, url, **values):
    return Way(name, group, "get", url, **values)


def call(name, group, url, *params, **values):
    return Way(name, group, "call", url, params, **values)


def post(name, group, url, *params, **values):
    return Way(name, group, "post", url, params, **values)


def thread(rule=ALWAYS):
    """What hangs on a document: its messages and their attachments.

    Customers have no access to attachments; a file has a token in its address.
    """
    fetch = (("thread_model", "{model}"), ("thread_id", "{id:d}"))
    return (
        call(
            "chatter",
            "thread",
            "/mail/chatter_fetch",
            *fetch,
            rule=rule,
            lists=True,
            open=True,
            mark="message",
        ),
        call(
            "chatter_token",
            "thread",
            "/mail/chatter_fetch",
            *fetch,
            ("token", "{token}"),
            rule=rule,
            mark="message",
        ),
        call(
            "chatter_hash",
            "thread",
            "/portal/chatter_init",
            *fetch,
            ("hash", "{hash}"),
            ("pid", "{pid:d}"),
            lists=True,
            open=True,
            mark="thread",
        ),
        get(
            "attachment",
            "thread",
            "/web/content/{attachment}",
            rule=NOBODY,
            mark="content",
        ),
        get(
            "attachment_token",
            "thread",
            "/web/content/{attachment}?access_token={attachment_token}",
            rule=rule,
            mark="content",
        ),
    )


# What hangs on a document without a page, and so without a token, of its own.
FILES = (
    call(
        "chatter",
        "thread",
        "/mail/chatter_fetch",
        ("thread_model", "{model}"),
        ("thread_id", "{id:d}"),
        lists=True,
        open=True,
        mark="message",
    ),
    get(
        "attachment",
        "thread",
        "/web/content/{attachment}",
        rule=NOBODY,
        mark="content",
    ),
    get(
        "attachment_token",
        "thread",
        "/web/content/{attachment}?access_token={attachment_token}",
        mark="content",
    ),
)


def counter(name):
    """The number on a card of the portal's home."""
    return (
        Way(
            "counter",
            "page",
            "count",
            "/my/counters",
            (("counters", f'["{name}"]'),),
            lists=True,
            mark=name,
        ),
    )


def order_ways(listed=None, gate=ALWAYS):
    """The ways into an order or a quotation.

    :param str listed: the page that lists such orders; the others are asked for by the
        ways only that might make a difference.
    :param Rule gate: who may open this page.
    """
    ways = (
        *RPC,
        get("page", "page", "/my/orders/{id}"),
        get("pdf", "print", "/my/orders/{id}?report_type=pdf", rule=PRICES),
        get("link", "link", "/my/orders/{id}?access_token={token}"),
        *thread(PRICES),
    )
    if not listed:
        return ways
    return ways + (
        get("list", "page", listed, lists=True, gate=gate),
        get("report", "print", "/report/html/sale.report_saleorder/{id}", rule=NOBODY),
        get(
            "report_download",
            "print",
            '/report/download?data=["/report/pdf/sale.report_saleorder/{id}",'
            '"qweb-pdf"]',
            rule=NOBODY,
        ),
        get(
            "link_pdf",
            "link",
            "/my/orders/{id}?access_token={token}&report_type=pdf",
            rule=PRICES,
        ),
        get("link_view", "link", "/mail/view?model=sale.order&res_id={id}"),
        get(
            "link_view_token",
            "link",
            "/mail/view?model=sale.order&res_id={id}&access_token={token}",
        ),
    )


# What a payment form sends besides its document.
PAYMENT = (
    ("provider_id", "{provider:d}"),
    ("payment_method_id", "{method:d}"),
    ("token_id", "null"),
    ("amount", "{amount:f}"),
    ("flow", "redirect"),
    ("tokenization_requested", "false"),
    ("landing_route", "/my"),
    ("access_token", "{token}"),
)
ADDRESS = (
    ("name", "Quai Octobre"),
    ("email", "octobre@example.com"),
    ("phone", "+32 81 22 22 22"),
    ("street", "Rue du Port 7"),
    ("city", "Namur"),
    ("zip", "5000"),
    ("country_id", "{country}"),
    ("address_type", "delivery"),
)
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mP8/x8AAwMCAO+ip1sAAAAA"
    "SUVORK5CYII="
)


# Writing on a document, as its page does: who sees it may, though he may not read what
# others wrote.
REPLY = call(
    "reply",
    "do",
    "/mail/message/post",
    ("thread_model", "{model}"),
    ("thread_id", "{id:d}"),
    ("post_data", '{{"body": "Hello"}}'),
    ("token", "{token}"),
    watch="mail_message.id",
)


def keep(source):
    """What makes a template of something, by a button of its page."""
    return post(
        "keep",
        "do",
        f"/my/templates/from/{source}",
        ("name", "Kept"),
        rule=right("templates"),
        watch="cats_order_template.id",
    )


def template_ways(seat=ALWAYS):
    """The ways into an order template.

    :param Rule seat: who archives it and stops sharing it.
    """
    page = "/my/templates/{id}"

    def press(name, action, column, rule=ALWAYS):
        return post(
            name,
            "do",
            page,
            ("action", action),
            ("name", "Renamed"),
            rule=right("templates") & rule,
            watch=f"cats_order_template.{column}",
        )

    return (
        *RPC,
        get("page", "page", page),
        get("list", "page", "/my/templates", lists=True, gate=TEMPLATES),
        press("rename", "save", "name"),
        press("archive", "archive", "active", seat),
        press("copy_page", "copy", "id"),
        *(
            way(
                name,
                "do",
                f"/shop/list/{name[5:]}",
                ("list_id", "{id:d}"),
                ("product_id", "{article:d}"),
                rule=right("templates"),
                watch="cats_order_template_line.quantity",
            )
            for way, name in ((call, "list_add"), (post, "list_put"))
        ),
        post(
            "cart",
            "do",
            f"{page}/cart",
            rule=right("place_orders"),
            watch="sale_order_line.product_uom_qty",
        ),
    )


ORDER_DOINGS = (
    call(
        "reorder",
        "do",
        "/my/orders/reorder",
        ("order_id", "{id:d}"),
        ("access_token", "{token}"),
        rule=right("place_orders"),
        watch="sale_order_line.product_uom_qty",
    ),
    call(
        "pay",
        "do",
        "/my/orders/{id}/transaction",
        *PAYMENT,
        watch="payment_transaction.id",
    ),
    keep("order/{id}"),
    get("ask_page", "page", "/my/orders/{id}/request", rule=right("place_orders")),
    post(
        "ask",
        "do",
        "/my/orders/{id}/request",
        ("what", "whole"),
        rule=right("place_orders"),
        watch="cats_order_request.id",
    ),
    REPLY,
)
QUOTATION_DOINGS = (
    call(
        "accept",
        "do",
        "/my/orders/{id}/accept",
        ("access_token", "{token}"),
        ("name", "Somebody"),
        ("signature", PIXEL),
        watch="sale_order.state",
    ),
    post(
        "decline",
        "do",
        "/my/orders/{id}/decline",
        ("access_token", "{token}"),
        ("decline_message", "No"),
        watch="sale_order.state",
    ),
    REPLY,
)
CART_DOINGS = (
    call(
        "update",
        "do",
        "/shop/cart/update",
        ("line_id", "{line:d}"),
        ("quantity", "5"),
        watch="sale_order_line.product_uom_qty",
    ),
    call(
        "pay",
        "do",
        "/shop/payment/transaction/{id}",
        *PAYMENT,
        watch="payment_transaction.id",
    ),
    keep("cart"),
)

# -- Documents ------------------------------------------------------------------------


@dataclass(frozen=True)
class Document:
    """Something of a customer, or of the shop, that one asks for.

    :param str name: code; `access_world.py` creates it by ``_make_<name>``.
    :param Rule rule: who sees it.
    :param Rule gate: who may ask at all: the others are refused, not answered empty.
    :param tuple fields: what is read and searched by, each on its own; all stored.
    :param tuple computed: what is read besides.
    :param only: the actors of whom it is decided; by default all.
    :param bool shared: whether there is one of it, whoever owns the others.
    """

    name: str
    label: str
    model: str
    rule: Rule
    ways: tuple = RPC
    gate: Rule = ALWAYS
    fields: tuple = ("display_name",)
    computed: tuple = ()
    only: tuple = ()
    shared: bool = False


def message(name, label, rule):
    """A message: who may read its document may answer, but not change what stands."""
    sealed = tuple(way for way in WRITES if way.name not in ("copy", "create"))
    return Document(name, label, "mail.message", rule, READS + sealed, fields=("body",))


def card(name, label, code):
    """A card of the portal's first page."""
    page = get("page", "page", "/my", lists=True)
    return Document(name, label, "", right(code), (page,), shared=True)


AMOUNTS = ("amount_untaxed", "amount_tax", "amount_total")
LINE_AMOUNTS = (
    "price_unit",
    "price_subtotal",
    "price_total",
    "price_reduce_taxexcl",
    "discount",
)
# Without a name to search by, and where a copy says nothing.
AMOUNT_READS = tuple(way for way in READS if way.name != "json2")
LINE_RPC = tuple(way for way in RPC if way.name not in ("copy", "create"))

DOCUMENTS = (
    Document(
        "order",
        "order",
        "sale.order",
        ORDERS,
        order_ways("/my/orders", right("see_own_orders"))
        + counter("order_count")
        + ORDER_DOINGS,
    ),
    Document(
        "quotation",
        "quotation",
        "sale.order",
        QUOTES,
        order_ways("/my/quotes", right("quotes"))
        + counter("quotation_count")
        + QUOTATION_DOINGS,
    ),
    Document(
        "cancelled", "cancelled order", "sale.order", ORDERS | QUOTES, order_ways()
    ),
    Document(
        "cart",
        "website cart",
        "sale.order",
        MINE & right("place_orders"),
        order_ways() + CART_DOINGS,
    ),
    Document("draft", "draft of the staff", "sale.order", NOBODY, order_ways()),
    Document("order_line", "line of an order", "sale.order.line", ORDERS),
    Document("quotation_line", "line of a quotation", "sale.order.line", QUOTES),
    Document(
        "cart_line",
        "line of a website cart",
        "sale.order.line",
        MINE & right("place_orders"),
    ),
    Document("draft_line", "line of a staff's draft", "sale.order.line", NOBODY),
    Document(
        "order_amount",
        "amounts of an order",
        "sale.order",
        ORDERS & PRICES,
        (
            *AMOUNT_READS,
            get("page", "page", "/my/orders/{id}"),
            get(
                "list",
                "page",
                "/my/orders",
                lists=True,
                gate=right("see_own_orders"),
            ),
            call("pay", "do", "/my/orders/{id}/transaction", *PAYMENT),
            get("link", "link", "/my/orders/{id}?access_token={token}"),
        ),
        gate=PRICES,
        fields=AMOUNTS,
    ),
    Document(
        "quotation_amount",
        "amounts of a quotation",
        "sale.order",
        QUOTES & PRICES,
        (
            *AMOUNT_READS,
            get("page", "page", "/my/orders/{id}"),
            get("list", "page", "/my/quotes", lists=True, gate=right("quotes")),
        ),
        gate=PRICES,
        fields=AMOUNTS,
    ),
    Document(
        "order_line_amount",
        "prices of an order's line",
        "sale.order.line",
        ORDERS & PRICES,
        (
            *AMOUNT_READS,
            # Beside one's own cart, the page offers what the company ordered before
            # (ORD-3): of the orders that one may see, at their articles' prices.
            get(
                "shop_cart",
                "page",
                "/shop/cart",
                lists=True,
                rule=right("place_orders"),
            ),
        ),
        gate=PRICES,
        fields=LINE_AMOUNTS,
    ),
    Document(
        "cart_amount",
        "amounts of a website cart",
        "sale.order",
        MINE & right("place_orders") & PRICES,
        AMOUNT_READS,
        gate=PRICES,
        fields=AMOUNTS,
    ),
    Document(
        "invoice",
        "invoice",
        "account.move",
        INVOICES,
        (
            *RPC,
            get("page", "page", "/my/invoices/{id}"),
            get(
                "list",
                "page",
                "/my/invoices",
                lists=True,
                gate=right("see_invoices"),
            ),
            keep("invoice/{id}"),
            get("overdue", "page", "/my/invoices/overdue"),
            get("pdf", "print", "/my/invoices/{id}?report_type=pdf"),
            get(
                "report",
                "print",
                "/report/html/account.report_invoice_with_payments/{id}",
                rule=NOBODY,
            ),
            get(
                "report_download",
                "print",
                '/report/download?data=["/report/pdf/account.report_invoice/{id}",'
                '"qweb-pdf"]',
                rule=NOBODY,
            ),
            get(
                "download",
                "print",
                "/account/download_invoice_documents/{id}/pdf",
                rule=NOBODY,
            ),
            get(
                "download_attachment",
                "print",
                "/account/download_invoice_attachments/{attachment}",
                rule=NOBODY,
                mark="content",
            ),
            get(
                "download_attachments",
                "print",
                "/account/download_move_attachments/{id}",
                rule=NOBODY,
                mark="content",
            ),
            get("link", "link", "/my/invoices/{id}?access_token={token}"),
            get(
                "link_pdf",
                "link",
                "/my/invoices/{id}?access_token={token}&report_type=pdf",
            ),
            get("link_view", "link", "/mail/view?model=account.move&res_id={id}"),
            get(
                "link_view_token",
                "link",
                "/mail/view?model=account.move&res_id={id}&access_token={token}",
            ),
            get(
                "link_pay",
                "link",
                "/payment/pay?invoice_id={id}&partner_id={pid}&amount={amount}"
                "&currency_id={currency}&access_token={pay_token}",
            ),
            *thread(),
            *counter("invoice_count"),
            call(
                "pay",
                "do",
                "/invoice/transaction/{id}",
                *PAYMENT,
                watch="payment_transaction.id",
            ),
            call(
                "pay_overdue",
                "do",
                "/invoice/transaction/overdue",
                ("payment_reference", "overdue"),
                *PAYMENT[:-1],
                watch="payment_transaction.id",
            ),
            REPLY,
        ),
    ),
    Document(
        "invoice_line",
        "line of an invoice",
        "account.move.line",
        INVOICES,
        LINE_RPC,
        # Its display name is that of its entry.
        fields=("name",),
    ),
    Document(
        "draft_invoice",
        "invoice not yet posted",
        "account.move",
        NOBODY,
        (
            *RPC,
            get("page", "page", "/my/invoices/{id}"),
            get("link", "link", "/my/invoices/{id}?access_token={token}"),
            get("pdf", "print", "/my/invoices/{id}?report_type=pdf"),
        ),
    ),
    Document(
        "transfer",
        "delivery of an order",
        "stock.picking",
        ORDERS,
        (
            *RPC,
            get("pdf", "print", "/my/picking/pdf/{id}"),
            # Nothing is sent in without an approved return (AFS-3).
            get("return_pdf", "print", "/my/picking/return/pdf/{id}", rule=NOBODY),
            get(
                "report",
                "print",
                "/report/html/stock.report_deliveryslip/{id}",
                rule=NOBODY,
            ),
            get("link", "link", "/my/picking/pdf/{id}?access_token={order_token}"),
            get(
                "link_return",
                "link",
                "/my/picking/return/pdf/{id}?access_token={order_token}",
                rule=NOBODY,
            ),
            *FILES,
        ),
    ),
    Document(
        "free_transfer",
        "delivery without an order",
        "stock.picking",
        OURS & right("see_company_orders"),
        (*RPC, get("pdf", "print", "/my/picking/pdf/{id}")),
        shared=True,
    ),
    Document(
        "token",
        "saved means of payment",
        "payment.token",
        MINE & PAYING,
        (
            *RPC,
            get("page", "page", "/my/payment_method", lists=True, gate=PAYING),
            call(
                "archive",
                "do",
                "/payment/archive_token",
                ("token_id", "{id:d}"),
                watch="payment_token.active",
            ),
        ),
    ),
    Document(
        "payment_link",
        "payment without an invoice",
        "",
        # It is no document's; a visitor pays what its signature says.
        VISITORS | PAYING,
        (
            get(
                "link",
                "link",
                "/payment/pay?partner_id={pid}&amount=123.45&currency_id={currency}"
                "&company_id={seller}&access_token={pay_token}",
                open=True,
            ),
        ),
    ),
    card("orders_card", "the portal's card of orders", "see_own_orders"),
    card("quotes_card", "the portal's card of quotations", "quotes"),
    card("invoices_card", "the portal's card of invoices", "see_invoices"),
    Document(
        "pricelist",
        "pricelist that the customer buys by",
        "product.pricelist",
        OURS & PRICES,
        RPC + IN_PROCESS,
        shared=True,
    ),
    Document(
        "pricelist_item",
        "price rule of the customer",
        "product.pricelist.item",
        OURS & PRICES,
        RPC + IN_PROCESS,
        fields=("display_name", "fixed_price"),
        shared=True,
    ),
    Document(
        "other_pricelist",
        "pricelist of another customer",
        "product.pricelist",
        THEIRS & PRICES,
        RPC + IN_PROCESS,
        shared=True,
    ),
    Document(
        "other_pricelist_item",
        "price rule of another customer",
        "product.pricelist.item",
        THEIRS & PRICES,
        RPC + IN_PROCESS,
        fields=("display_name", "fixed_price"),
        shared=True,
    ),
    Document(
        "visitors_pricelist",
        "pricelist for visitors of the shop",
        "product.pricelist",
        VISITORS,
        RPC + IN_PROCESS,
        only=("public", "gone"),
        shared=True,
    ),
    Document(
        "product",
        "article",
        "product.product",
        EVERYBODY,
        (
            *RPC,
            *IN_PROCESS,
            get("page", "page", "{product_url}", open=True),
            get("shop", "page", "/shop?search={search}", open=True),
            call(
                "add",
                "do",
                "/shop/cart/add",
                ("product_template_id", "{template:d}"),
                ("product_id", "{id:d}"),
                ("quantity", "1"),
                rule=right("place_orders"),
                watch="sale_order_line.product_uom_qty",
            ),
            call(
                "quick_add",
                "do",
                "/shop/cart/quick_add",
                ("product_template_id", "{template:d}"),
                ("product_id", "{id:d}"),
                rule=right("place_orders"),
                watch="sale_order_line.product_uom_qty",
            ),
        ),
        shared=True,
    ),
    Document(
        "product_price",
        "price of an article",
        "product.product",
        SHOP_PRICES,
        (
            *AMOUNT_READS,
            get("page", "page", "{product_url}", open=True),
            get("shop", "page", "/shop?search={search}", open=True, lists=True),
            get("compare", "page", "/shop/compare?products={id}", open=True),
            call(
                "combination",
                "page",
                "/website_sale/get_combination_info",
                ("product_template_id", "{template:d}"),
                ("product_id", "{id:d}"),
                ("combination", "[]"),
                ("add_qty", "1"),
                open=True,
                lists=True,
            ),
            call(
                "compare_data",
                "page",
                "/shop/compare/get_product_data",
                ("product_ids", "[{id}]"),
                open=True,
                lists=True,
            ),
            call(
                "autocomplete",
                "page",
                "/website/snippet/autocomplete",
                ("search_type", "products_only"),
                ("term", "{search}"),
                (
                    "options",
                    '{{"displayDetail": true, "displayDescription": true,'
                    ' "displayImage": true, "displayExtraLink": true}}',
                ),
                open=True,
                lists=True,
            ),
        ),
        gate=CUSTOMERS & PRICES,
        fields=("list_price",),
        computed=("lst_price", "price_extra"),
        shared=True,
    ),
    Document(
        "template_price",
        "price of an article's template",
        "product.template",
        CUSTOMERS & PRICES,
        AMOUNT_READS,
        gate=PRICES,
        fields=("list_price",),
        shared=True,
    ),
    Document("colleague", "a colleague", "res.partner", MINE | PRINCIPAL, RPC),
    Document(
        "customer",
        "the customer's company",
        "res.partner",
        OURS,
        RPC,
        shared=True,
    ),
    Document(
        "own_company",
        "what one does for one's own company",
        "",
        CUSTOMERS,
        (
            post(
                "new_address",
                "do",
                "/my/address/submit",
                *ADDRESS,
                rule=right("addresses"),
                watch="res_partner.street",
            ),
            post(
                "new_address_shop",
                "do",
                "/shop/address/submit",
                *ADDRESS,
                rule=right("addresses") & right("place_orders") & MINE,
                watch="res_partner.street",
            ),
            get(
                "invite_page",
                "page",
                "/my/contacts/invite",
                rule=right("principal"),
                mark="form",
            ),
            post(
                "invite",
                "do",
                "/my/contacts/invite",
                ("first_name", "Nele"),
                ("last_name", "Nieuw"),
                ("email", "nele@verrerie.example"),
                ("role_id", "{role}"),
                rule=right("principal"),
                watch="cats_application.id",
            ),
            post(
                "new_role",
                "do",
                "/my/contacts/roles/new",
                ("name", "Day shift"),
                ("see_prices", "1"),
                rule=right("principal"),
                watch="cats_role.name",
            ),
            post(
                "default_role",
                "do",
                "/my/contacts/roles",
                ("role_id", "{role}"),
                rule=right("principal"),
                watch="res_partner.b2b_default_role_id",
            ),
        ),
        shared=True,
    ),
    Document(
        "address",
        "delivery address",
        "res.partner",
        OURS,
        (
            *RPC,
            get("page", "page", "/my/addresses", lists=True),
            post(
                "edit",
                "do",
                "/my/address/submit",
                ("partner_id", "{id}"),
                *ADDRESS,
                rule=right("addresses"),
                watch="res_partner.street",
            ),
            call(
                "archive",
                "do",
                "/my/address/archive",
                ("partner_id", "{id}"),
                rule=right("addresses"),
                watch="res_partner.active",
            ),
        ),
        shared=True,
    ),
    Document(
        "applicant",
        "a newcomer who waits for the principal",
        "cats.application",
        PRINCIPAL,
        (
            Way("read", "rpc", rule=NOBODY),
            get("page", "page", "/my/requests/colleagues"),
            post(
                "decide",
                "do",
                "/my/requests/colleagues/{id}",
                ("decision", "refuse"),
                ("reason", "Unknown"),
                watch="cats_application.state",
            ),
        ),
        shared=True,
    ),
    Document(
        "invitation",
        "an invitation by the principal",
        "cats.application",
        PRINCIPAL,
        (
            get("list", "page", "/my/contacts", lists=True),
            post(
                "withdraw",
                "do",
                "/my/contacts/invitations/{id}",
                ("action", "withdraw"),
                watch="cats_application.state",
            ),
        ),
        shared=True,
    ),
    Document(
        "other_customer", "another customer", "res.partner", THEIRS, RPC, shared=True
    ),
    Document(
        "user",
        "a colleague's login",
        "res.users",
        MINE | PRINCIPAL,
        (
            *READS,
            get("page", "page", "/my/contacts/{id}"),
            get("list", "page", "/my/contacts", lists=True),
            post(
                "deactivate",
                "do",
                "/my/contacts/{id}",
                ("action", "deactivate"),
                rule=PRINCIPAL,
                watch="res_users.active",
            ),
            post(
                "change_role",
                "do",
                "/my/contacts/{id}",
                ("action", "role"),
                ("role_id", "{role}"),
                rule=PRINCIPAL,
                watch="res_users.b2b_role_id",
            ),
        ),
        # Its display name is that of its contact.
        fields=("login",),
    ),
    Document(
        "address_user",
        "a login on a delivery address",
        "res.users",
        PRINCIPAL,
        READS,
        fields=("login",),
        shared=True,
    ),
    Document(
        "change_request",
        "a colleague's request about himself",
        "cats.change.request",
        MINE,
        (
            *RPC,
            post(
                "cancel",
                "do",
                "/my/requests/{id}/cancel",
                watch="cats_change_request.state",
            ),
        ),
    ),
    Document(
        "foreign_request",
        "request to another seller",
        "cats.change.request",
        NOBODY,
        READS,
        shared=True,
    ),
    Document(
        "foreign_request_line",
        "line of a request to another seller",
        "cats.change.request.line",
        NOBODY,
        READS,
        shared=True,
    ),
    Document(
        "company_request",
        "request about the company",
        "cats.change.request",
        OURS,
        RPC,
        shared=True,
    ),
    Document(
        "change_request_line",
        "line of a colleague's request",
        "cats.change.request.line",
        MINE,
        RPC,
    ),
    Document(
        "role",
        "the company's own role",
        "cats.role",
        PRINCIPAL,
        (
            *RPC,
            get("list", "page", "/my/contacts/roles"),
            get("page", "page", "/my/contacts/roles/{id}"),
            post(
                "rename",
                "do",
                "/my/contacts/roles/{id}",
                ("name", "Day shift"),
                ("see_prices", "1"),
                watch="cats_role.name",
            ),
        ),
        shared=True,
    ),
    Document(
        "shipped_role",
        "role for all customers",
        "cats.role",
        right("principal"),
        RPC,
        shared=True,
    ),
    Document(
        "right_log",
        "log of the company's rights",
        "cats.right.log",
        PRINCIPAL,
        (*RPC, get("list", "page", "/my/contacts/log")),
        shared=True,
    ),
    Document(
        "foreign_log",
        "log of rights at another seller",
        "cats.right.log",
        NOBODY,
        READS,
        shared=True,
    ),
    Document(
        "wish",
        "wishlist",
        "product.wishlist",
        MINE,
        READS,
        fields=("display_name", "product_id"),
    ),
    Document(
        "order_request",
        "request to change an order",
        "cats.order.request",
        ORDERS,
        (
            *RPC,
            get("page", "page", "/my/orders/{order}"),
            *FILES,
            post(
                "withdraw",
                "do",
                "/my/orders/requests/{id}/withdraw",
                rule=MINE,
                watch="cats_order_request.state",
            ),
        ),
        # Its display name tells that of the order, which has rules of its own.
        fields=("name", "state"),
    ),
    Document(
        "order_template",
        "private order template",
        "cats.order.template",
        MINE & TEMPLATES,
        (
            *template_ways(),
            post(
                "share",
                "do",
                "/my/templates/{id}",
                ("action", "share"),
                rule=right("templates"),
                watch="cats_order_template.is_shared",
            ),
        ),
    ),
    Document(
        "order_template_line",
        "line of a private order template",
        "cats.order.template.line",
        MINE & TEMPLATES,
        RPC,
    ),
    Document(
        "shared_template",
        "shared order template",
        "cats.order.template",
        OURS & TEMPLATES,
        (
            *template_ways(SEAT),
            post(
                "unshare",
                "do",
                "/my/templates/{id}",
                ("action", "unshare"),
                rule=right("templates") & SEAT,
                watch="cats_order_template.is_shared",
            ),
            call(
                "sort",
                "do",
                "/my/templates/{id}/sort",
                ("line_ids", "[{last_line}]"),
                rule=right("templates"),
                watch="cats_order_template_line.sequence",
            ),
        ),
        shared=True,
    ),
    Document(
        "shared_template_line",
        "line of a shared order template",
        "cats.order.template.line",
        OURS & TEMPLATES,
        RPC,
        shared=True,
    ),
    Document(
        "quick_order",
        "quick order",
        "cats.quick.order",
        MINE & right("place_orders"),
        (
            *NO_RPC,
            get("download", "print", "/shop/quick-order/{id}/download"),
            post(
                "clear",
                "do",
                "/shop/quick-order/change",
                ("quick_id", "{id}"),
                ("clear", "1"),
                watch="cats_quick_order.rows",
            ),
            post(
                "submit",
                "do",
                "/shop/quick-order/submit",
                ("quick_id", "{id}"),
                watch="cats_quick_order.state",
            ),
            post(
                "template",
                "do",
                "/shop/quick-order/template",
                ("quick_id", "{id}"),
                ("template_name", "Mine"),
                rule=right("templates"),
                watch="cats_order_template.id",
            ),
        ),
        fields=("name",),
    ),
    Document(
        "customer_article",
        "article number of the company's own",
        "cats.customer.article",
        OURS,
        RPC,
        shared=True,
    ),
    Document(
        "order_request_line",
        "line of a request to change an order",
        "cats.order.request.line",
        ORDERS,
        RPC,
        fields=("quantity", "ordered"),
    ),
    Document(
        "unit",
        "what an order delivered",
        "stock.move.line",
        ORDERS,
        (
            *NO_RPC,
            get(
                "list",
                "page",
                "/my/products",
                lists=True,
                gate=right("see_own_orders"),
            ),
            get("page", "page", "/my/products/{id}"),
            post(
                "buy",
                "do",
                "/my/products/{id}/cart",
                ("quantity_{variant}", "2"),
                rule=right("place_orders"),
                watch="sale_order_line.id",
            ),
        ),
    ),
    Document(
        "free_unit",
        "what was delivered without an order",
        "stock.move.line",
        OURS & right("see_company_orders"),
        (
            *NO_RPC,
            get("page", "page", "/my/products/{id}"),
        ),
        shared=True,
    ),
    Document(
        "unit_serial",
        "serial number of what was delivered",
        "stock.lot",
        NOBODY,
        NO_RPC,
        fields=("name",),
    ),
    Document(
        "return",
        "return",
        "cats.return",
        RETURNS,
        (
            *RPC,
            get(
                "list",
                "page",
                "/my/returns",
                lists=True,
                gate=right("returns"),
            ),
            get("page", "page", "/my/returns/{id}"),
            # Its photos and labels are shown by their own address.
            *(
                replace(way, rule=ALWAYS) if way.name == "attachment" else way
                for way in FILES
            ),
            *counter("b2b_return_count"),
            post(
                "withdraw",
                "do",
                "/my/returns/{id}/lines/{line}",
                ("action", "withdraw"),
                watch="cats_return_line.state",
            ),
            post(
                "message",
                "do",
                "/my/returns/{id}/message",
                ("text", "Where is it?"),
                watch="mail_message.id",
            ),
        ),
        fields=("name", "state"),
    ),
    Document(
        "return_line",
        "line of a return",
        "cats.return.line",
        RETURNS,
        RPC,
        fields=("description", "state"),
    ),
    # Customers have returns; RMAs are what staff and warehouse work with (AFS-8).
    Document(
        "rma",
        "RMA of a return",
        "rma",
        NOBODY,
        (
            *RPC,
            get("page", "page", "/my/rmas/{id}"),
            get("list", "page", "/my/rmas"),
            get("request_page", "page", "/my/requestrma/{order}"),
            get("pdf", "print", "/my/rmas/{id}?report_type=pdf"),
            get(
                "slip",
                "print",
                "/my/rma/picking/pdf/{id}/{foreign_slip}",
                mark="slip",
            ),
            get("link", "link", "/my/rmas/{id}?access_token={token}"),
            get(
                "link_pdf", "link", "/my/rmas/{id}?access_token={token}&report_type=pdf"
            ),
            get(
                "link_slip",
                "link",
                "/my/rma/picking/pdf/{id}/{foreign_slip}?access_token={token}",
                mark="slip",
            ),
            *thread(),
            *counter("rma_count"),
            post(
                "request",
                "do",
                "/my/orders/{order}/requestrma?access_token={order_token}",
                ("0-product_id", "{product}"),
                ("0-sale_line_id", "{line}"),
                ("0-quantity", "1"),
                ("0-uom_id", "{uom}"),
                ("0-picking_id", "{delivery}"),
                ("0-operation_id", "{operation}"),
                watch="rma.id",
            ),
        ),
    ),
    Document(
        "rma_slip",
        "transfer of an RMA",
        "stock.picking",
        ORDERS,
        (
            *READS,
            get("pdf", "print", "/my/rma/picking/pdf/{rma}/{id}"),
            get(
                "link",
                "link",
                "/my/rma/picking/pdf/{rma}/{id}?access_token={rma_token}",
            ),
        ),
    ),
    Document(
        "rma_finalization",
        "reason to finish an RMA",
        "rma.finalization",
        NOBODY,
        RPC,
        shared=True,
    ),
    message("order_message", "message of an order", ORDERS & PRICES),
    message("quotation_message", "message of a quotation", QUOTES & PRICES),
    message("invoice_message", "message of an invoice", INVOICES),
    message("transfer_message", "message of a delivery", ORDERS),
)


# -- Cells ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Cell:
    """One question: who, what, how."""

    actor: Actor
    document: Document
    way: Way

    @property
    def name(self):
        return f"{self.actor.name}/{self.document.name}/{self.way.name}"

    @property
    def expected(self):
        """:return: the answer that the decisions ask for."""
        actor, document, way = self.actor, self.document, self.way
        if way.kind == "in_process":
            return SEEN if document.rule.holds(PUBLIC) else EMPTY
        if not actor.live:
            if not way.open:
                return REFUSED
            actor = PUBLIC
        if document.rule.holds(actor) and way.rule.holds(actor):
            return SEEN
        gated = way.kind == "rpc" and not document.gate.holds(actor)
        gated = gated or not way.gate.holds(actor)
        return EMPTY if way.lists and not gated else REFUSED


# What makes a new record is asked for once per model.
_FIRST = {document.model: document for document in reversed(DOCUMENTS)}


def _is_asked(actor, document, way):
    if way.kind == "rpc" and not actor.live and way.name not in ("read", "json2"):
        # Without a session no RPC gets as far as its method.
        return False
    if way.name in ("copy", "create") and document is not _FIRST[document.model]:
        return False
    if document.only and actor.name not in document.only:
        return False
    return way.kind != "in_process" or actor is PUBLIC


CELLS = tuple(
    Cell(actor, document, way)
    for document in DOCUMENTS
    for way in document.ways
    for actor in ACTORS
    if _is_asked(actor, document, way)
)


def select(*patterns):
    """:return: the cells whose document/way is like one of these, as file names are."""
    return [
        cell
        for cell in CELLS
        if any(
            fnmatch(f"{cell.document.name}/{cell.way.name}", pattern)
            for pattern in patterns
        )
    ]
