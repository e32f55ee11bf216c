from collections import defaultdict
from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..policies import order_rows
from ..policies.because import Reason


class CatsOrderRowsMixin(models.AbstractModel):
    """Many lines put into a cart as one (ORD-2, ORD-3, ORD-4)."""

    _name = "cats.order.rows.mixin"
    _description = "Rows put into a cart"

    b2b_rows_key = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="The form that last put rows into the cart: sent twice, it does so once.",
    )

    # -- Putting rows in ----------------------------------------------------------

    def _add_b2b_rows(self, rows, key=None):
        """Put all rows into the cart that can be ordered; report the others.

        They are one unit: lines are made in one go and the cart is verified once, at
        the end. Who puts rows in from two browsers at once does so one after the other.

        :param list rows: :class:`order_rows.WantedRow` s.
        :param str key: of the form that asks: sent twice, it puts them in once.
        :return: what became of each row, in their order; nothing if the form has put
            them in already.
        :rtype: list[order_rows.RowDecision]
        :raise odoo.exceptions.AccessError: if who acts may not order.
        :raise UserError: if the company may not order.
        """
        self.ensure_one()
        self._check_b2b_placing()
        self._check_b2b_ordering()
        self._lock_b2b_cart()
        if key:
            if self.b2b_rows_key == key:
                return []
            self.b2b_rows_key = key
        cart = self.with_company(self.company_id)
        decisions = cart.website_id._judge_b2b_rows(rows, cart=cart)
        decisions = cart._put_b2b_rows(decisions)
        cart._verify_cart_after_update()
        cart._note_b2b_rows(decisions)
        cart._touch_b2b_cart()
        return decisions

    def _lock_b2b_cart(self):
        """Let others who change the same cart wait until this request is done.

        Where one of them was first, PostgreSQL refuses, and Odoo starts anew.
        """
        self.flush_recordset()
        self.env.execute_query(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )

    def _put_b2b_rows(self, decisions):
        """Make lines of the rows that were not refused.

        :return: the decisions; one about a row that the shop refuses after all is
            another one.
        :rtype: list[order_rows.RowDecision]
        """
        accepted = [one for one in decisions if one.outcome != order_rows.REFUSED]
        product_ids = {one.row.product_id for one in accepted}
        products = self.env["product.product"].browse(product_ids)
        simple_ids = set(products.filtered(lambda one: one._is_b2b_simple())._ids)
        simple, others = [], []
        for one in accepted:
            is_simple = one.row.product_id in simple_ids and not one.row.options
            (simple if is_simple else others).append(one)
        changed = self._put_b2b_simple_rows(simple)
        for decision in others:
            changed[decision.row.key] = self._put_b2b_row(decision)
        return [changed.get(one.row.key, one) for one in decisions]

    def _put_b2b_simple_rows(self, decisions):
        """Put rows without choices in as one: one line per article and unit.

        :return: another decision, by the key of a row that the shop refuses after all.
        :rtype: dict[str, order_rows.RowDecision]
        """
        products = self.env["product.product"].browse(
            [decision.row.product_id for decision in decisions]
        )
        groups = defaultdict(list)
        for decision, product in zip(decisions, products, strict=True):
            uom_id = decision.row.uom_id or product.uom_id.id
            groups[product, uom_id].append(decision)
        lines = self._get_b2b_open_lines()
        known, vals_list = defaultdict(self.order_line.browse), []
        for (product, uom_id), group in groups.items():
            quantity = sum(decision.quantity for decision in group)
            if line := lines.get((product, uom_id)):
                known[line.product_uom_qty + quantity] |= line
            else:
                vals_list.append(product._prepare_b2b_line(quantity, uom_id))
        for quantity, same in known.items():
            same.product_uom_qty = quantity
        created = self.env["sale.order.line"].create(
            [{"order_id": self.id, **vals} for vals in vals_list]
        )
        return self._drop_b2b_unpriced(created, groups)

    def _get_b2b_open_lines(self):
        """:return: the lines to which more of an article is added, by it and unit."""
        lines = self.order_line.filtered(
            lambda line: line._is_b2b_article()
            and not line.linked_line_id
            and not line.product_custom_attribute_value_ids
        )
        return {
            (line.product_id, line.product_uom_id.id): line
            for line in reversed(lines)  # as in a shop, the first one counts
        }

    def _drop_b2b_unpriced(self, lines, groups):
        """Take lines out again for which the cart finds no price.

        :param dict groups: decisions by product and unit.
        :return: as of :meth:`_put_b2b_simple_rows`.
        """
        if not self.website_id.prevent_zero_price_sale:
            return {}
        unpriced = lines.filtered(lambda line: not line._is_b2b_valid())
        refused = {
            decision.row.key: self._refuse_b2b_row(decision, Reason("price"))
            for line in unpriced
            for decision in groups[line.product_id, line.product_uom_id.id]
        }
        unpriced.unlink()
        return refused

    def _put_b2b_row(self, decision):
        """Put a combo or a configured article into the cart, as its page does.

        :return: what became of it.
        :rtype: order_rows.RowDecision
        """
        row, options = decision.row, dict(decision.row.options)
        combo_items = options.pop("combo_items", ())
        cart = self.with_context(skip_cart_verification=True)
        try:
            with self.env.cr.savepoint():
                values = cart._cart_add(
                    row.product_id,
                    decision.quantity,
                    uom_id=row.uom_id or None,
                    **options,
                )
                line = self.order_line.filtered(lambda one: one.id == values["line_id"])
                if line and line.product_type == "combo":
                    self._put_b2b_combo_items(line, combo_items)
        except UserError as error:
            return self._refuse_b2b_row(
                decision, Reason("shop", {"message": str(error)})
            )
        added = values["added_qty"] if line else 0.0
        if line.product_type == "combo":
            added = line.product_uom_qty
        if added >= decision.quantity:
            return decision
        reason = Reason("shop", {"message": values["warning"] or ""})
        if added <= 0:
            return self._refuse_b2b_row(decision, reason)
        return replace(
            decision,
            outcome=order_rows.CHANGED,
            quantity=added,
            because=(*decision.because, reason),
        )

    def _put_b2b_combo_items(self, line, combo_items):
        """Put what was chosen for a combo under its line.

        :param list combo_items: dicts with ``product_id``, ``combo_item_id`` and
            further arguments of `_cart_add`.
        :raise UserError: if one of them cannot be had.
        """
        cart = self.with_context(skip_cart_verification=True)
        for item in combo_items:
            values = cart._cart_add(
                quantity=line.product_uom_qty, linked_line_id=line.id, **item
            )
            if not values["quantity"]:
                raise UserError(values["warning"])
        self._check_combo_quantities(line)
        line._check_validity()

    def _refuse_b2b_row(self, decision, reason):
        """:return: the decision turned into a refusal for another reason."""
        return replace(
            decision,
            outcome=order_rows.REFUSED,
            quantity=0.0,
            because=(reason,),
            proposal=None,
        )

    # -- What there is ------------------------------------------------------------

    def _get_b2b_bundled_totals(self):
        """Add up what the order takes from stock beside its articles, as in combos.

        :return: quantity by product, in the product's unit; 0 for others.
        :rtype: defaultdict[product.product, float]
        """
        totals = defaultdict(float)
        for line in self.order_line.filtered("product_id"):
            if not line._is_b2b_article():
                totals[line.product_id] += line._get_b2b_product_qty()
        return totals

    def _get_b2b_rows(self):
        """:return: list: the articles of the order as rows that a cart takes."""
        self.ensure_one()
        articles = self.order_line.filtered(lambda line: line._is_b2b_article())
        return [line._prepare_b2b_row() for line in articles]
