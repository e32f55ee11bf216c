from odoo import models

from ..policies import order_change


class CatsLineChangeMixin(models.AbstractModel):
    """What of a line that was ordered can still be changed (ORD-7)."""

    _name = "cats.line.change.mixin"
    _description = "Change of an Ordered Line"

    def _get_b2b_change_triggers(self):
        """:return: names of the fields by which staff change what was ordered."""
        return {
            "discount",
            "price_unit",
            "product_id",
            "product_uom_id",
            "product_uom_qty",
        }

    def _is_b2b_changeable(self):
        """Tell whether the line orders an article that can be asked about.

        What is inside a combo goes with it; fees, delivery and rewards follow the rest.

        :rtype: bool
        """
        self.ensure_one()
        return (
            self._is_b2b_merchandise()
            and not self.is_reward_line
            and not self.combo_item_id
            and not self.is_expense
        )

    def _check_b2b_change(self, vals):
        """Refuse staff a change past the limit of their company (ORD-7).

        :param dict vals: as of ``write``.
        :raise UserError: saying what cannot be changed, and why.
        """
        names = self._get_b2b_change_triggers() & vals.keys()
        if self.env.su or not names:
            return
        lines = self.filtered(
            lambda line: line.order_id._is_b2b_placed()
            and line._is_b2b_changeable()
            and any(line._would_b2b_change(name, vals[name]) for name in names)
        )
        for order, mine in lines.grouped("order_id").items():
            order._check_b2b_line_changes(mine, vals.get("product_uom_qty"))

    def _would_b2b_change(self, name, value):
        """:return: whether writing a value would make a difference."""
        field = self._fields[name]
        cached = field.convert_to_cache(value, self)
        return field.convert_to_record(cached, self) != self[name]

    def _check_b2b_addition(self):
        """Refuse staff to add articles to orders that are closed (ORD-7).

        :raise UserError: saying why.
        """
        if self.env.su:
            return
        added = self.filtered(
            lambda line: line.order_id._is_b2b_placed()
            and line.product_uom_qty > 0
            and line._is_b2b_changeable()
        )
        for order in added.order_id:
            order._check_b2b_open(added)

    # -- Facts ----------------------------------------------------------------

    def _prepare_b2b_change_facts(self):
        """:return: the line's :class:`order_change.LineFacts`."""
        self.ensure_one()
        return order_change.LineFacts(
            key=self.id,
            ordered=self.product_uom_qty,
            left=self._get_b2b_left_qty(),
            billed=self.qty_invoiced,
        )

    def _get_b2b_left_qty(self):
        """Return how much of the line has left, whether it came back or not.

        Of a combo as much as of that of its articles of which most has left; of a kit,
        which leaves in parts, as much as Odoo counts as delivered.

        :return: quantity in the line's unit; of services what is done.
        :rtype: float
        """
        self.ensure_one()
        if inner := self.linked_line_ids.filtered("combo_item_id"):
            shares = [
                line._get_b2b_left_qty() / line.product_uom_qty
                for line in inner
                if line.product_uom_qty
            ]
            return max(shares, default=0.0) * self.product_uom_qty
        # Salespeople need no right on stock to know what has left.
        moves = self.sudo().move_ids.filtered(
            lambda move: move.product_id == self.product_id
        )
        if self.product_id.type != "consu" or not moves:
            return self.qty_delivered
        return sum(
            move.product_uom._compute_quantity(
                move.quantity, self.product_uom_id, rounding_method="HALF-UP"
            )
            for move in moves
            if move.state == "done"
            and move.location_dest_id.usage == "customer"
            and not move._is_b2b_return()
        )

    def _is_b2b_settled(self):
        """:return: whether nothing of an ordered line is to come any more."""
        self.ensure_one()
        left = self._get_b2b_left_qty()
        return bool(left) and (
            self.product_uom_id.compare(self.product_uom_qty, left) <= 0
        )

    # -- What follows ---------------------------------------------------------

    def _describe_b2b_change(self, quantity):
        """Return what is told of a new quantity.

        :param float quantity: in the line's unit.
        :return: ``name``, ``old`` and ``new`` as text.
        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.product_id.display_name,
            "old": self._format_b2b_quantity(self.product_uom_qty),
            "new": self._format_b2b_quantity(quantity),
        }

    def _withdraw_b2b_promise(self):
        """Let lines that are cancelled make no order wait any more (DSP-3)."""
        promised = self.filtered(
            lambda line: line.b2b_promise_date or line.b2b_dispatch_unknown
        )
        if promised:
            promised.write(
                {
                    "b2b_promise_date": False,
                    "b2b_why": False,
                    **self._prepare_b2b_no_delay(),
                }
            )

    # -- In words -------------------------------------------------------------

    def _explain_b2b_change(self, decision):
        """:return: why not all of the line can be changed, in words; may be empty.

        :param order_change.LineDecision decision: the decision on this line.
        """
        self.ensure_one()
        return " ".join(
            getattr(self, f"_explain_b2b_change_{reason.code}")(reason.facts)
            for reason in decision.because
        )

    def _format_b2b_quantity(self, quantity):
        return self.product_uom_id._format_b2b_quantity(quantity)

    def _explain_b2b_change_never(self, _facts):
        return self.env._("Orders are not changed once they are placed.")

    def _explain_b2b_change_left(self, _facts):
        return self.env._("This has left already.")

    def _explain_b2b_change_partly_left(self, facts):
        return self.env._(
            "Of this, %(quantity)s have left already.",
            quantity=self._format_b2b_quantity(facts["quantity"]),
        )

    def _explain_b2b_change_billed(self, _facts):
        return self.env._("This is invoiced already.")

    def _explain_b2b_change_partly_billed(self, facts):
        return self.env._(
            "Of this, %(quantity)s are invoiced already.",
            quantity=self._format_b2b_quantity(facts["quantity"]),
        )
