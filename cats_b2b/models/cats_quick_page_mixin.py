from dataclasses import replace

from odoo import fields, models
from odoo.tools import format_date, format_time

from ..policies import row_file
from ..policies.because import codes
from ..policies.order_rows import CHANGED, GOOD, REFUSED, WantedRow

PAGE_SIZE = 500
MAX_CHOICES = 10
# Reasons to refuse a row that another quantity would do away with.
QUANTITY_CODES = {"quantity", "minimum", "multiple", "stock", "stock_short", "unit"}


class CatsQuickPageMixin(models.AbstractModel):
    """The rows of a quick order, what becomes of them, and how they change (ORD-4)."""

    _name = "cats.quick.page.mixin"
    _description = "Rows of a quick order"

    # -- What they want -------------------------------------------------------

    def _get_wanted(self):
        """:return: what the rows want of a cart.

        :rtype: list[WantedRow]
        """
        self.ensure_one()
        return [
            WantedRow(
                key=row["key"],
                number=row["number"],
                product_id=row.get("product_id") or 0,
                # What is no number is no quantity.
                quantity=row["quantity"] or 0.0,
                label=row["number"],
            )
            for row in self.rows or ()
        ]

    def _change_rows(self, changes):
        """Take over what was typed into the boxes of the rows.

        :param dict changes: (article number, quantity as a text, id of the article
            that was chosen or nothing) by key of a row; others are left alone.
        """
        self.ensure_one()
        ids = {change[2] for change in changes.values() if change[2]}
        chosen = self._get_shop()._filter_b2b_articles(ids)
        rows = [self._change_row(row, changes, chosen) for row in self.rows or ()]
        if rows != self.rows:
            self.rows = rows

    def _change_row(self, row, changes, chosen):
        """:return: dict: a row as it was typed."""
        if row["key"] not in changes:
            return row
        number, text, product_id = changes[row["key"]]
        number, text = row_file.clean_cell(number), row_file.clean_cell(text)
        fresh = dict(row)
        if text != row["text"]:
            quantity = self.env["uom.uom"]._parse_b2b_quantity(text)
            text = self._write_quantity(quantity, text)
            fresh |= {"text": text, "quantity": quantity}
        if product_id != (row.get("product_id") or 0):
            fresh["product_id"] = product_id if product_id in chosen.ids else 0
        elif number != row["number"]:
            fresh["product_id"] = 0  # it was of the number of before
        fresh["number"] = number
        if any(fresh.get(name) != row.get(name) for name in ("number", "text")):
            fresh["changed"] = True
        return fresh

    def _remove_row(self, key):
        """Take a row out."""
        self.ensure_one()
        rows = [row for row in self.rows or () if row["key"] != key]
        self.write({"rows": rows, **({} if rows else self._get_blank())})

    def _take_proposal(self, key):
        """Let a row want what is proposed instead, if anything still is."""
        self.ensure_one()
        decisions = self._get_shop()._judge_b2b_rows(self._get_wanted())
        proposals = {one.row.key: one.proposal for one in decisions}
        if proposal := proposals.get(key):
            product_sudo = self.env["product.product"].browse(proposal.product_id)
            self.rows = [
                {
                    **row,
                    "changed": True,
                    "product_id": proposal.product_id,
                    "number": product_sudo.default_code or row["number"],
                    "quantity": proposal.quantity,
                    "text": self._write_quantity(proposal.quantity),
                }
                if row["key"] == key
                else row
                for row in self.rows
            ]

    def _clear(self):
        """Take all rows out."""
        self.write({"rows": [], **self._get_blank()})

    def _get_blank(self):
        return {"sources": [], "layout": False, "name": False}

    # -- What becomes of them -------------------------------------------------

    def _get_outcomes(self):
        """:return: what becomes, or became, of each row, in words by its key.

        :rtype: dict[str, str]
        """
        self.ensure_one()
        if self.state == "done":
            return self.report or {}
        decisions = self._get_shop()._judge_b2b_rows(self._get_wanted())
        return {one.row.key: self._describe_outcome(one) for one in decisions}

    def _describe_outcome(self, decision, done=False):
        """:return: str: what becomes of a row, on one line."""
        if decision.outcome == GOOD:
            return self.env._("In the cart") if done else self.env._("Can be ordered")
        return self._get_shop()._explain_b2b_row(decision)

    def _prepare_preview(self, page=1, only_problems=False):
        """Return what the page says of the rows; nothing is written.

        :param int page: which of the pages with :data:`PAGE_SIZE` rows, from 1.
        :param bool only_problems: leave out the rows that go in as they are.
        :return: ``rows`` (dictionaries, see :meth:`_prepare_row`), ``page`` and
            ``pages``, the numbers of rows in ``total``, ``good`` and ``bad``, and the
            ``amount`` of the goods of the page, nothing for who sees no prices.
        :rtype: dict
        """
        self.ensure_one()
        shop = self._get_shop()
        decisions = shop._judge_b2b_rows(self._get_wanted())
        bad = sum(one.outcome == REFUSED for one in decisions)
        pairs = [
            (row, one)
            for row, one in zip(self.rows or (), decisions, strict=True)
            if not only_problems or one.outcome != GOOD
        ]
        pages = max(-(-len(pairs) // PAGE_SIZE), 1)
        page = min(max(page, 1), pages)
        shown = pairs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
        rows = self._prepare_rows(shop, shown)
        amounts = [row["amount"] for row in rows if row["amount"] is not None]
        return {
            "rows": rows,
            "page": page,
            "pages": pages,
            "total": len(decisions),
            "good": len(decisions) - bad,
            "bad": bad,
            "problems": sum(one.outcome != GOOD for one in decisions),
            "amount": sum(amounts) if amounts else None,
        }

    def _prepare_rows(self, shop, pairs):
        """Describe rows; articles, prices, stock and dates are read in one go.

        :param list pairs: rows with the decisions about them.
        :rtype: list[dict]
        """
        decisions = [decision for _row, decision in pairs]
        articles = self._get_seen_articles(shop, decisions)
        shop._prefetch_b2b_rows(decisions)
        wanted = [
            replace(one.row, quantity=one.quantity or one.row.quantity)
            for one in decisions
            if one.row.product_id in articles
        ]
        prices = shop._get_b2b_row_prices(wanted)
        supplies = shop._describe_b2b_supplies(
            [(articles[row.product_id], row.quantity) for row in wanted]
        )
        described = {
            row.key: supply for row, supply in zip(wanted, supplies, strict=True)
        }
        return [
            self._prepare_row(shop, row, decision, articles)
            | {
                "price": prices.get(decision.row.key),
                "amount": _multiply(prices.get(decision.row.key), decision.quantity),
                "supply": described.get(decision.row.key, {}),
            }
            for row, decision in pairs
        ]

    def _get_seen_articles(self, shop, decisions):
        """:return: the articles of rows that the current user may see, by id.

        Those that he could choose between, and those that are proposed, too.

        :rtype: dict[int, product.product]
        """
        ids = {one.row.product_id for one in decisions}
        ids |= {one.proposal.product_id for one in decisions if one.proposal}
        for one in decisions:
            for reason in one.because:
                ids.update(reason.facts.get("product_ids", ()))
        articles = shop._filter_b2b_articles(ids - {0})
        named = articles.with_context(display_default_code=False)
        return {article.id: article for article in named}

    def _prepare_row(self, shop, row, decision, articles):
        """Describe what a row says and what becomes of it.

        :return: ``key``, ``line``, ``number``, ``text`` (of the quantity), ``article``
            (empty if it is none that the user may see), the ``outcome``, the
            ``problem`` in words, the ``wrong`` box of a refused row (``number`` or
            ``quantity``), the ``proposal`` in words, the ``rule`` of the article in
            words, and the ``choices`` of an ambiguous number.
        :rtype: dict
        """
        article = articles.get(decision.row.product_id)
        choices = [
            articles[id_]
            for reason in decision.because
            for id_ in reason.facts.get("product_ids", ())
            if id_ in articles
        ]
        return {
            "key": row["key"],
            "line": row.get("line") or int(row["key"]),
            "number": row["number"],
            "text": row["text"],
            "product_id": row.get("product_id") or 0,
            "article": article,
            "outcome": decision.outcome,
            "problem": shop._explain_b2b_row(decision) if decision.because else "",
            "wrong": self._get_wrong_box(decision),
            "proposal": shop._describe_b2b_offer(decision),
            "goes_in": self._describe_quantity(decision, article),
            "rule": article._describe_b2b_quantity_rule() if article else "",
            "choices": choices[:MAX_CHOICES],
        }

    def _get_wrong_box(self, decision):
        """:return: str: the box of a refused row to be mended; empty for others."""
        if decision.outcome != REFUSED:
            return ""
        return "number" if set(codes(decision)) - QUANTITY_CODES else "quantity"

    def _describe_quantity(self, decision, article):
        """:return: str: how many go in, where that is not what was wanted."""
        if decision.outcome != CHANGED or not article:
            return ""
        return article.uom_id._format_b2b_quantity(decision.quantity)

    def _describe_done(self):
        """:return: str: when it was put into the cart, on the reader's clock."""
        self.ensure_one()
        clock = self.with_context(tz=self._get_shop()._get_b2b_reader_zone())
        done = fields.Datetime.context_timestamp(clock, self.done_at)
        now = fields.Datetime.context_timestamp(clock, fields.Datetime.now())
        time = format_time(self.env, done.time(), time_format="short")
        if done.date() == now.date():
            return self.env._("Put into the cart today at %(time)s.", time=time)
        return self.env._(
            "Put into the cart on %(day)s at %(time)s.",
            day=format_date(self.env, done.date()),
            time=time,
        )


def _multiply(price, quantity):
    return None if price is None else price * quantity
