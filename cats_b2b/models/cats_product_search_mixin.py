from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, escape_psql, remove_accents
from odoo.tools.sql import column_exists, create_column

from ..policies import search as search_policy

# What Odoo's search does not know: columns of the product's own table, as it wants.
B2B_SEARCH_FIELDS = ("b2b_brand", "b2b_numbers")
# Where a typo is forgiven; in long descriptions it would find too much.
TYPO_FIELDS = ("name", "variants_default_code", *B2B_SEARCH_FIELDS)
# Nobody types this sign, which keeps a term from running over two numbers.
DELIMITER = "\u241e"
# As many of the articles found tell what was meant; the best ones come first.
MEANT_ARTICLES = 20


class CatsProductSearchMixin(models.AbstractModel):
    """What the shop's search knows of a product (CAT-1).

    "Search finds by name, article number, barcode, manufacturer's number and brand,
    tolerant of one typo." A number of the customer's own finds the article for his
    company, as it is.
    """

    _name = "cats.product.search.mixin"
    _description = "Search of products by their numbers"

    b2b_numbers = fields.Char(
        string="Numbers of the variants",
        compute="_compute_b2b_numbers",
        store=True,
        index="trigram",
        help="Barcodes and manufacturer's numbers, for the search of the shop.",
    )

    def _auto_init(self):
        """Fill the column by SQL: a large catalogue does not fit into the memory."""
        if self._auto and not column_exists(self.env.cr, self._table, "b2b_numbers"):
            create_column(self.env.cr, self._table, "b2b_numbers", "varchar")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE product_template template
                       SET b2b_numbers = variants.numbers
                      FROM (
                        SELECT product_tmpl_id, STRING_AGG(barcode, %s) AS numbers
                          FROM product_product
                         WHERE barcode IS NOT NULL AND active
                         GROUP BY product_tmpl_id
                      ) variants
                     WHERE template.id = variants.product_tmpl_id
                    """,
                    DELIMITER,
                )
            )
        return super()._auto_init()

    @api.depends(
        "product_variant_ids.active",
        "product_variant_ids.barcode",
        "product_variant_ids.b2b_manufacturer_ref",
    )
    def _compute_b2b_numbers(self):
        for template in self:
            variants = template.product_variant_ids
            numbers = (
                *variants.mapped("barcode"),
                *variants.mapped("b2b_manufacturer_ref"),
            )
            template.b2b_numbers = DELIMITER.join(filter(None, numbers))

    @api.model
    def _prepare_b2b_search_detail(self, detail, search):
        """Return how to search, with what else finds a product.

        :param dict detail: as of `_search_get_detail`; with ``b2b_typos``, terms are
            forgiven a typo.
        :param str search: what was typed.
        :return: the detail with another ``search_extra``.
        :rtype: dict
        """

        def get_extra(_env, term):
            domain = self._get_b2b_own_number_domain(term, search)
            if detail.get("b2b_typos"):
                domain |= self._get_b2b_typo_domain(term)
            return domain

        return {**detail, "search_extra": get_extra}

    @api.model
    def _get_b2b_own_number_domain(self, *numbers):
        """:return: the products that the user's company calls by one of the numbers."""
        return Domain("product_variant_ids", "any", self._get_b2b_own_domain(*numbers))

    @api.model
    def _get_b2b_own_domain(self, *numbers):
        user = self.env.user
        if user._is_public():
            return Domain.FALSE
        company = user.sudo().partner_id.commercial_partner_id
        return Domain(
            "b2b_customer_article_ids",
            "any",
            Domain("partner_id", "=", company.id)
            & Domain.OR(
                Domain("number", "=ilike", escape_psql(number)) for number in numbers
            ),
        )

    @api.model
    def _get_b2b_typo_domain(self, term):
        """:return: the products that have something like the term."""
        pattern = search_policy.build_typo_pattern(self._simplify_b2b_text(term))
        if not pattern:
            return Domain.FALSE

        def to_sql(model, alias, query):
            columns = (model._field_to_sql(alias, name, query) for name in TYPO_FIELDS)
            text = SQL("concat_ws(%s, %s)", DELIMITER, SQL(", ").join(columns))
            return SQL("%s ~* %s", model.env.registry.unaccent(text), pattern)

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _simplify_b2b_text(self, text):
        """:return: the text with accents where the database tells them apart."""
        return remove_accents(text) if self.env.registry.has_unaccent else text

    @api.model
    def _search_b2b_exact_numbers(self, detail, search, limit, order):
        """:return: the products of which the search is a number, as it is."""
        number = escape_psql(" ".join(search.split()))
        has_number = Domain.OR(
            Domain(name, "=ilike", number)
            for name in ("default_code", "barcode", "b2b_manufacturer_ref")
        )
        # The products' columns have indexes for parts of them, the variants' have not.
        holds_it = Domain("variants_default_code", "ilike", number) | Domain(
            "b2b_numbers", "ilike", number
        )
        domain = Domain.AND(detail["base_domain"]) & (
            (holds_it & Domain("product_variant_ids", "any", has_number))
            | self._get_b2b_own_number_domain(search)
        )
        return self.search(domain, limit=limit, order=detail.get("order", order))

    def _get_b2b_meant(self, search):
        """Say what mistyped words were taken for.

        :param str search: what was typed.
        :return: the search in the words of these products.
        :rtype: str
        """
        texts = [
            self._simplify_b2b_text(text)
            for product in self[:MEANT_ARTICLES]
            for name in TYPO_FIELDS
            for text in (product[name] or "").split(DELIMITER)
        ]
        return " ".join(
            search_policy.find_meant(self._simplify_b2b_text(term), texts)
            for term in search.split()
        )
