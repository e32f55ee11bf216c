from dataclasses import replace

from odoo import api, models
from odoo.fields import Domain


class CatsTemplatePageMixin(models.AbstractModel):
    """What the pages of order templates and project lists show (ORD-2, ORD-8)."""

    _name = "cats.template.page.mixin"
    _description = "Pages of order templates"

    # -- The list -----------------------------------------------------------------

    @api.model
    def _get_page_domain(self, kind, search="", shown=""):
        """Return the domain of a page of templates or lists.

        Whose they are is what the record rules see to.

        :param str kind: ``template`` or ``list``.
        :param str search: part of a name, or of an article's name or number.
        :param str shown: ``own``, ``shared``, ``archived``; else all that are not
            archived.
        :rtype: Domain
        """
        domain = Domain("kind", "=", kind)
        if search:
            domain &= Domain.OR(
                Domain(name, "ilike", search)
                for name in (
                    "name",
                    "line_ids.product_name",
                    "line_ids.product_number",
                )
            )
        if shown == "own":
            domain &= Domain("user_id", "=", self.env.uid)
        elif shown == "shared":
            domain &= Domain("is_shared", "=", True)
        elif shown == "archived":
            domain &= Domain("active", "=", False)
        return domain

    @api.model
    def _count_for_home(self):
        """:return: dict: how many the current user sees, by kind."""
        return dict(self._read_group([], ["kind"], ["__count"]))

    # -- One of them --------------------------------------------------------------

    def _prepare_page_lines(self, website, texts=None):
        """Return the lines as the page shows them, in the current user's shop.

        :param website website: the shop.
        :param dict texts: quantities as they were typed, by id of a line; prices and
            verdicts are of those that are none as long as they are not good.
        :return: a dict per line, see :meth:`_prepare_page_line`.
        :rtype: list[dict]
        """
        self.ensure_one()
        texts = texts or {}
        rows, errors = self._get_typed_rows(texts)
        decisions = website._judge_b2b_rows(rows)
        website._prefetch_b2b_rows(decisions)
        offers = self._judge_without_cart(
            website, [one.row for one in decisions if one.proposal]
        )
        products = self._get_seen_products(rows)
        seen = dict(zip(products._ids, products, strict=True))
        prices = website._get_b2b_row_prices(
            [row for row in rows if row.product_id in seen]
        )
        cards = products._get_b2b_cards(website)
        return [
            {
                **line._prepare_page_line(seen.get(row.product_id), row.quantity),
                **self._describe_decision(website, decision),
                "proposal": row.key in offers
                and website._describe_b2b_offer(offers[row.key]),
                "typed": texts.get(line.id, line._format_quantity(line.quantity)),
                "error": errors.get(line.id),
                "price": prices.get(row.key),
                "amount": row.quantity * prices.get(row.key, 0.0),
                "card": cards.get(seen.get(row.product_id)),
            }
            for line, row, decision in zip(self.line_ids, rows, decisions, strict=True)
        ]

    def _get_seen_products(self, rows):
        """:return: the articles of rows that the current user may see."""
        products = self.env["product.product"].with_context(display_default_code=False)
        found = products.browse({row.product_id for row in rows} - {0}).exists()
        return found._filtered_access("read")

    @api.model
    def _judge_without_cart(self, website, rows):
        """Return what the shop proposes instead of rows.

        A template is for many carts: what the present one holds does not count.

        :param website website: the shop.
        :param list rows: as of :meth:`_get_b2b_rows`.
        :return: the decisions that propose something, by the key of a row.
        :rtype: dict[str, RowDecision]
        """
        if not rows:
            return {}
        no_cart = self.env["sale.order"].sudo()
        decisions = website._judge_b2b_rows(rows, cart=no_cart)
        website._prefetch_b2b_rows(decisions)
        return {one.row.key: one for one in decisions if one.proposal}

    @api.model
    def _describe_decision(self, website, decision):
        """Put what would become of a line in the cart into words.

        :param website website: the shop.
        :param RowDecision decision: what would become of it.
        :return: ``outcome`` and ``reasons``.
        :rtype: dict
        """
        return {
            "outcome": decision.outcome,
            "reasons": website._explain_b2b_row(decision) if decision.because else "",
        }

    # -- What was typed -----------------------------------------------------------

    def _get_typed_rows(self, texts, lines=None):
        """Return what lines want, with the quantities that were typed beside them.

        :param dict texts: what was typed, by id of a line.
        :param cats.order.template.line lines: some of the lines, by default all.
        :return: the rows, with the quantity of the line where none was typed that can
            be; message by id of those lines.
        :rtype: tuple[list[WantedRow], dict[int, str]]
        """
        quantities, errors = self._parse_quantities(texts)
        rows = [
            replace(row, quantity=quantities.get(int(row.key), row.quantity))
            for row in self._get_b2b_rows(lines)
        ]
        return rows, errors

    @api.model
    def _parse_quantities(self, texts):
        """Read what was typed into boxes of quantities.

        :param dict texts: what was typed, by id of a line.
        :return: quantity by id, message by id of those that are none.
        :rtype: tuple[dict[int, float], dict[int, str]]
        """
        quantities, errors = {}, {}
        for line_id, text in texts.items():
            quantity = self.env["uom.uom"]._parse_b2b_quantity(text)
            if quantity is None:
                errors[line_id] = self.env._("Please enter a quantity above zero.")
            else:
                quantities[line_id] = quantity
        return quantities, errors
