from collections import defaultdict

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..policies import article_number

# Which field of an article holds a number of which kind; customers' own numbers are
# records of their own.
NUMBER_FIELDS = {
    "own": "default_code",
    "barcode": "barcode",
    "manufacturer": "b2b_manufacturer_ref",
}
MIN_TERM = 2
MAX_TERM = 64


class CatsWebsiteArticlesMixin(models.AbstractModel):
    """Articles by any of their numbers, for who may see them (ORD-4, CAT-1)."""

    _name = "cats.website.articles.mixin"
    _description = "Articles by number"

    def _find_b2b_articles(self, numbers):
        """Find the articles that are meant by numbers, all in one go (ORD-4).

        A number is the customer's own, ours, a barcode or the manufacturer's; the first
        of these that finds something counts. Case and blanks around do not matter,
        zeros do. An article that is not sold any more is found by its number if it has
        a successor that the customer may see: so that he can be offered that one.

        :param numbers: iterable of str, as they were typed.
        :return: by number the articles that the current user may see on this website;
            none, one, or several for him to choose between.
        :rtype: dict[str, product.product]
        """
        self.ensure_one()
        self = self.sudo(False)
        numbers = list(dict.fromkeys(numbers))
        keys = {number: article_number.get_key(number) for number in numbers}
        hits = self._get_b2b_number_hits(set(keys.values()) - {""})
        missing = set(keys.values()) - set(hits) - {""}
        hits |= self._get_b2b_replaced_hits(missing)
        products = self.env["product.product"]
        return {
            number: products.browse(sorted(article_number.choose(hits.get(key, {}))))
            for number, key in keys.items()
        }

    def _suggest_b2b_articles(self, term, limit=10):
        """Find articles while their number is typed (ORD-4).

        :param str term: what was typed so far; fewer than two signs find nothing.
        :param int limit: how many at most.
        :return: the articles one of whose numbers begins like that, then those whose
            name contains it; only what the current user may see on this website.
        :rtype: product.product
        """
        self.ensure_one()
        self = self.sudo(False)
        key = article_number.get_key(str(term or "")[:MAX_TERM])
        if len(key) < MIN_TERM:
            return self.env["product.product"]
        products = self._get_b2b_products()
        start = SQL("%s", _escape_like(key) + "%")
        own = self._get_b2b_customer_articles(
            Domain.custom(to_sql=_lower_to_sql("number", SQL("LIKE %s", start)))
        )
        begins = Domain("id", "in", own.product_id.ids) | Domain.OR(
            Domain.custom(to_sql=_lower_to_sql(field, SQL("LIKE %s", start)))
            for field in NUMBER_FIELDS.values()
        )
        domain = self._get_b2b_articles_domain()
        found = products.search(domain & begins, limit=limit, order="default_code, id")
        if len(found) < limit:
            named = Domain("name", "ilike", _escape_like(key)) & Domain(
                "id", "not in", found.ids
            )
            found |= products.search(domain & named, limit=limit - len(found))
        return found

    def _filter_b2b_articles(self, ids):
        """:return: product.product: those of some ids that the current user may buy."""
        self.ensure_one()
        if not ids:
            return self.env["product.product"]
        shop = self.sudo(False)
        domain = shop._get_b2b_articles_domain() & Domain("id", "in", list(ids))
        return shop._get_b2b_products().search(domain)

    def _describe_b2b_supplies(self, wanted):
        """Say what is in stock and when it leaves, for several articles in one go.

        :param list wanted: (article, quantity in its unit) pairs.
        :return: for each ``in_stock`` (bool), ``stock`` and ``promise`` in words, the
            latter empty if there is none.
        :rtype: list[dict]
        """
        warehouse = self._get_b2b_shop_warehouse()
        now = fields.Datetime.now()
        totals = defaultdict(float)
        for article, quantity in wanted:
            totals[article] += quantity
        articles = self.env["product.product"].union(*totals)
        supplies = articles._get_b2b_supply(warehouse, totals)
        days, promises, described = warehouse._get_b2b_days(), {}, {}
        for article in articles:
            supply, total = supplies[article], totals[article]
            wait = article._get_b2b_wait(total, supply, warehouse, now)
            if wait not in promises:
                promises[wait] = _promise(warehouse, now, days, *wait)
            described[article] = {
                **article._describe_b2b_stock(total, supply, warehouse, now),
                "promise": promises[wait],
            }
        return [described[article] for article, _quantity in wanted]

    # -- What the current user may see ----------------------------------------

    def _get_b2b_products(self):
        """:return: the articles as the current user sees them on this website."""
        return self.env["product.product"].with_context(website_id=self.id)

    def _get_b2b_articles_domain(self):
        """:return: Domain: articles sold here; record rules say which he may see."""
        shop = self.with_context(website_id=self.id)
        return Domain(shop.sale_product_domain()) & self._get_b2b_seller_domain()

    def _get_b2b_seller_domain(self):
        """:return: Domain: articles of the website's company, or of all."""
        seller_id = self.sudo().company_id.id
        return Domain("company_id", "=", False) | Domain(
            "company_id", "parent_of", seller_id
        )

    def _get_b2b_customer_articles(self, domain):
        """:return: cats.customer.article: of the current user's company."""
        company = self.env.user.partner_id.sudo().commercial_partner_id
        # Everybody uses the numbers of his own company only.
        articles_sudo = self.env["cats.customer.article"].sudo()
        return articles_sudo.search(Domain("partner_id", "=", company.id) & domain)

    # -- Hits -----------------------------------------------------------------

    def _get_b2b_number_hits(self, keys):
        """Look numbers up among what the current user may see.

        :param set keys: numbers as of :func:`article_number.get_key`.
        :return: ids of articles by key and kind; nothing for what is not found.
        :rtype: dict[str, dict[str, set[int]]]
        """
        if not keys:
            return {}
        equal = SQL("= ANY(%s)", sorted(keys))
        own = self._get_b2b_customer_articles(
            Domain.custom(to_sql=_lower_to_sql("number", equal))
        )
        domain = Domain("id", "in", own.product_id.ids) | _numbers_domain(equal)
        products = self._get_b2b_products().search(
            self._get_b2b_articles_domain() & domain
        )
        visible = set(products.ids)
        hits = _get_hits(products, keys)
        for article in own.filtered(lambda one: one.product_id.id in visible):
            key = article_number.get_key(article.number)
            hits[key]["customer"].add(article.product_id.id)
        return dict(hits)

    def _get_b2b_replaced_hits(self, keys):
        """Look numbers up among what is not sold any more but was replaced.

        :return: like :meth:`_get_b2b_number_hits`, for articles of this website that
            have a successor which the current user may see.
        :rtype: dict[str, dict[str, set[int]]]
        """
        if not keys:
            return {}
        # The old article itself is hidden; all that he learns is what replaces it.
        olds_sudo = self._get_b2b_products().sudo().with_context(active_test=False)
        olds_sudo = olds_sudo.search(
            Domain("b2b_successor_id", "!=", False)
            & Domain(self.website_domain())
            & self._get_b2b_seller_domain()
            & _numbers_domain(SQL("= ANY(%s)", sorted(keys)))
        )
        if not olds_sudo:
            return {}
        chains = {old: _get_successor_ids(old) for old in olds_sudo}
        visible = self._get_b2b_products().search(
            self._get_b2b_articles_domain()
            & Domain("id", "in", set().union(*chains.values()))
        )
        shown = olds_sudo.filtered(lambda old: chains[old] & set(visible.ids))
        return dict(_get_hits(shown, keys))


def _promise(warehouse, now, days, lead_days, expected):
    """:return: str: when an order placed now leaves; empty if nobody can tell."""
    promise, _facts = warehouse._decide_b2b_dispatch(
        now, lead_days, days=days, expected=expected
    )
    return warehouse._get_b2b_dispatch_sentence(promise.day) if promise else ""


def _lower_to_sql(field, condition):
    """:return: for `Domain.custom`: a field in lower case, and what it is asked."""

    def to_sql(model, alias, query):
        return SQL("lower(%s) %s", model._field_to_sql(alias, field, query), condition)

    return to_sql


def _numbers_domain(condition):
    """:return: Domain: articles one of whose numbers is as asked."""
    return Domain.OR(
        Domain.custom(to_sql=_lower_to_sql(field, condition))
        for field in NUMBER_FIELDS.values()
    )


def _get_hits(products, keys):
    """:return: ids by key and kind, of the numbers that products bear themselves."""
    hits = defaultdict(lambda: defaultdict(set))
    for product in products:
        for kind, field in NUMBER_FIELDS.items():
            key = article_number.get_key(product[field])
            if key in keys:
                hits[key][kind].add(product.id)
    return hits


def _get_successor_ids(product):
    """:return: set: ids of what replaces a product, and of what replaces that."""
    ids = set()
    while (product := product.b2b_successor_id) and product.id not in ids:
        ids.add(product.id)
    return ids


def _escape_like(text):
    """:return: a text that LIKE takes literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
