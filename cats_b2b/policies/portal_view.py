"""Whether a member of the staff looks at the portal as a customer's user (USR-5).

"[Staff] can look at the portal as a given customer user without his password, leaving a
trail" (CATS).
"""

from dataclasses import dataclass
from datetime import timedelta

from .because import Reason

LIFETIME = timedelta(minutes=30)
KEPT = timedelta(days=365)

# What nobody does in somebody else's name: his password, his keys, his identity, his
# saved cards. Beginnings of Odoo's routes and models.
PERSONAL_ROUTES = (
    "/auth",
    "/json/",
    "/my/deactivate_account",
    "/payment/archive_token",
    "/web/become",
    "/web/login",
    "/web/reset_password",
    "/web/session/authenticate",
    "/web/session/change_password",
    "/web/session/destroy",
    "/web/session/identity",
    "/web/signup",
)
# These pages may be looked at; what they send may not.
PERSONAL_FORMS = ("/b2b/activate", "/my/security")
# Who invites, or gives rights, in a customer's name turns his half an hour into a login
# that lasts. Staff have a page of their own for it.
PEOPLE_FORMS = ("/my/contacts", "/my/requests/colleagues")
PERSONAL_MODELS = ("auth", "payment.token", "res.users")
# They read, though Odoo does not say so of them; the few that note on the way what was
# looked at are undone like pages.
READING_ROUTES = (
    "/mail/chatter_fetch",
    "/mail/thread/messages",
    "/my/loyalty_card/",
    "/portal/chatter_init",
    "/shop/cart/quantity",
    "/shop/compare/get_product_data",
    "/shop/delivery_methods",
    "/shop/get_delivery_rate",
    "/shop/products/recently_viewed_update",
    "/shop/save_shop_layout_mode",
    "/web/domain/validate",
    "/website_sale/get_pickup_locations",
)
# What pages ask of their messages, naming the document's token.
CHATTER_ROUTES = (
    "/mail/chatter_fetch",
    "/mail/thread/messages",
    "/portal/chatter_init",
)
# Pages send these by themselves to show what they show. Who only looks is answered, and
# what it wrote undone; to act it is a change like others.
UNDONE_ROUTES = ("/shop/set_delivery_method",)
# They depend on no user. The bus remains the staff member's own.
NEUTRAL_ROUTES = ("/bus/", "/web/assets/", "/web/bundle/", "/websocket")
# They are asked for several times by each page, and show nothing of their own.
QUIET_ROUTES = (
    "/b2b/portal-view",
    "/my/counters",
    "/shop/products/recently_viewed_update",
    "/web/image",
    "/web/manifest",
    "/web/service-worker",
    "/web/webclient/translations",
    "/website/translations",
)
# Of those that know no user, these may be asked for; the others are the backend's.
OPEN_ROUTES = (
    "/robots.txt",
    "/web/binary/company_logo",
    "/web/health",
    "/web/session/logout",
    "/web/sign/get_fonts",
)
# They lead to the backend, for which he has to be himself again.
BACKEND_ROUTES = ("/mail/view", "/odoo", "/web/login")


@dataclass(frozen=True)
class ViewFacts:
    """Who wants to look as whom.

    :param staff: whether the one who looks works here, and is active.
    :param right: whether he has the right to look.
    :param customer: whether the other is an active user of a customer of a B2B shop.
    :param ours: whether all companies that sell to the other are the first one's, who
        may read his contact, too.
    :param age: how long he has been looking; nothing before he starts.
    """

    staff: bool
    right: bool
    customer: bool
    ours: bool
    age: timedelta = timedelta()


@dataclass(frozen=True)
class ViewDecision:
    """Whether one may look, and why not."""

    allowed: bool
    because: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class RequestFacts:
    """What a browser asks for while somebody looks as somebody else.

    :param routes: the route's addresses.
    :param safe: whether HTTP's method changes nothing.
    :param reading: whether the route is known to read only.
    :param acting: whether he may write, too.
    :param model: the model of a remote call.
    :param saved_card: whether it pays with, or saves, a card of the customer.
    """

    routes: tuple[str, ...]
    safe: bool
    reading: bool
    acting: bool
    model: str = ""
    saved_card: bool = False


@dataclass(frozen=True)
class RequestDecision:
    """What becomes of a request.

    :param outcome: ``seen``, ``written`` or ``refused``.
    :param because: codes of refusals: ``personal`` (nobody does it for somebody else),
        ``people`` (staff manage users as themselves), ``read_only`` (he has no right to
        act).
    """

    outcome: str
    because: tuple[Reason, ...] = ()


def decide_view(facts):
    """Decide whether somebody looks at the portal as somebody else (USR-5).

    The first thing that stands in the way is the reason, and what is told about: who
    has no right learns nothing about customers.

    :param ViewFacts facts: who wants to look as whom.
    :return: codes of reasons: ``no_right``, ``no_customer``, ``not_ours``, ``expired``.
    :rtype: ViewDecision
    """
    steps = {
        "no_right": not (facts.staff and facts.right),
        "no_customer": not facts.customer,
        "not_ours": not facts.ours,
        "expired": facts.age >= LIFETIME,
    }
    for code, stands in steps.items():
        if stands:
            return ViewDecision(False, (Reason(code),))
    return ViewDecision(True)


def decide_request(facts):
    """Decide whether a request passes while somebody looks as somebody else (USR-5).

    :param RequestFacts facts: what is asked for.
    :rtype: RequestDecision
    """
    reads = facts.reading or facts.safe
    if _is_personal(facts, reads):
        return RequestDecision("refused", (Reason("personal"),))
    if reads:
        return RequestDecision("seen")
    if begins(facts.routes, PEOPLE_FORMS):
        return RequestDecision("refused", (Reason("people"),))
    if not facts.acting and begins(facts.routes, UNDONE_ROUTES):
        return RequestDecision("seen")
    if not facts.acting:
        return RequestDecision("refused", (Reason("read_only"),))
    return RequestDecision("written")


def _is_personal(facts, reads):
    if facts.saved_card or begins(facts.routes, PERSONAL_ROUTES):
        return True
    return not reads and (
        begins(facts.routes, PERSONAL_FORMS) or facts.model.startswith(PERSONAL_MODELS)
    )


def begins(routes, beginnings):
    """:return: whether one of the routes begins with one of the beginnings.

    :param routes: addresses, as of :attr:`RequestFacts.routes`.
    :param tuple[str, ...] beginnings: e.g. :data:`NEUTRAL_ROUTES`.
    """
    return any(route.startswith(beginnings) for route in routes)
