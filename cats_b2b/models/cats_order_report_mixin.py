import secrets
from dataclasses import replace

from odoo import fields, models

from ..policies import order_rows

# The rest is folded up.
MAX_SHOWN = 20
_IDS = 10**9  # as many as a browser may send, see `get_id`


class CatsOrderReportMixin(models.AbstractModel):
    """What did not go into the cart, kept on it until somebody says so (ORD-2)."""

    _name = "cats.order.report.mixin"
    _description = "Rows that did not go into a cart"

    b2b_rows_report = fields.Json(
        string="Not put into the cart",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The rows that were left out, why, and what could be taken instead.",
    )

    def _note_b2b_rows(self, decisions):
        """Keep what did not go in as wanted; of the same row, the latest word.

        An entry's id is never used again: the page may be open in another tab.

        :param list decisions: :class:`order_rows.RowDecision` s.
        """
        fresh = [one.to_json() for one in decisions if one.outcome != order_rows.GOOD]
        if not fresh:
            return
        entries = {
            self._get_b2b_entry_key(one): one for one in self.b2b_rows_report or ()
        }
        for entry in fresh:
            key = self._get_b2b_entry_key(entry)
            entries.pop(key, None)
            entries[key] = {**entry, "id": 1 + secrets.randbelow(_IDS - 1)}
        self.b2b_rows_report = list(entries.values())

    def _get_b2b_entry_key(self, entry):
        """:return: tuple: what makes two entries of the report the same."""
        row = entry["row"]
        codes = tuple(reason["code"] for reason in entry["because"])
        # Without article and number, only the row itself tells it from others.
        article = row["product_id"] or row["number"] or row["label"] or row["key"]
        return article, row["uom_id"], row["quantity"], str(row["options"]), codes

    def _take_b2b_rows(self, entry_ids):
        """Put what the report proposes into the cart.

        :param entry_ids: ids of entries; those without a proposal, and those that were
            taken already, are left alone.
        :return: as of :meth:`_add_b2b_rows`.
        :rtype: list[order_rows.RowDecision]
        """
        self._lock_b2b_cart()
        report = self.b2b_rows_report or []
        taken = [one for one in report if one["id"] in entry_ids and one["proposal"]]
        if not taken:
            return []
        self.b2b_rows_report = [one for one in report if one not in taken] or False
        proposals = [
            replace(order_rows.WantedRow(**one["proposal"]), key=str(one["id"]))
            for one in taken
        ]
        return self._add_b2b_rows(proposals)

    def _dismiss_b2b_rows(self):
        """Drop the report: the customer has read it."""
        self.b2b_rows_report = False

    def _get_b2b_rows_page(self):
        """Return the report as the cart's page shows it.

        :return: ``rows`` (dicts with ``id``, ``number``, ``sentence``, ``offer`` in
            words and the ``url`` of an article whose options are to be chosen), those
            that are folded up as ``more``, and the ids of all ``offers``.
        :rtype: dict
        """
        self.ensure_one()
        entries = self.b2b_rows_report or []
        website = self.website_id
        decisions = [order_rows.decision_from_json(one) for one in entries]
        website._prefetch_b2b_rows(decisions)
        rows = [
            {
                "id": entry["id"],
                "number": decision.row.number,
                **website._describe_b2b_row(decision),
            }
            for entry, decision in zip(entries, decisions, strict=True)
        ]
        return {
            "rows": rows[:MAX_SHOWN],
            "more": rows[MAX_SHOWN:],
            "offers": [one["id"] for one in entries if one["proposal"]],
        }
