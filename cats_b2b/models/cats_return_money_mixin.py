from collections import defaultdict

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_is_zero


class CatsReturnMoneyMixin(models.AbstractModel):
    """Money for what came back: the credit note behind each way of giving it (AFS-5).

    What was invoiced is credited, what was not is not invoiced any more. What else
    follows, a voucher or a refund, follows from the posting of the credit note.
    """

    _name = "cats.return.money.mixin"
    _description = "Money for a return"

    refund_id = fields.Many2one(
        comodel_name="account.move",
        string="Credit note",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )
    credited_qty = fields.Float(
        string="Credited",
        digits="Product Unit",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="How much the credit note is about, in the unit of the order.",
    )
    settled_qty = fields.Float(
        string="Settled without a delivery",
        digits="Product Unit",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="How much is not to be invoiced though the order still counts it: what "
        "never came, and returns of goods that are invoiced as ordered.",
    )

    # -- Ways of giving money --------------------------------------------------

    def _carry_out_credit(self):
        """Credit what came back; what was never invoiced is not invoiced any more.

        Lines of the same claim and the same invoice share a credit note.

        :raise UserError: where a line is not that far, or has its credit note.
        """
        self._give_money("credit")

    def _carry_out_voucher(self):
        """Credit what came back, and turn the credit note into a voucher.

        The voucher comes with the posting of the credit note.
        """
        self._give_money("voucher")

    def _carry_out_refund(self):
        """Credit what came back, and refund it by the original payment.

        The money goes back with the posting of the credit note.
        """
        self._give_money("refund")

    def _give_money(self, solution):
        if not (self.env.su or self.env.user.has_group("cats_b2b.group_returns")):
            raise AccessError(self.env._("Only staff who handle returns may do so."))
        # The desk books neither invoices nor payments otherwise.
        lines_sudo = self.sudo()
        lines_sudo._lock_b2b()
        # Who comes second sees what the first one did.
        lines_sudo.invalidate_recordset()
        for line_sudo in lines_sudo:
            line_sudo._check_may_give_money(solution)
        for same_sudo in lines_sudo.grouped(lambda one: one._get_credit_key()).values():
            same_sudo._settle(solution)

    # -- Gates -----------------------------------------------------------------

    def _check_may_give_money(self, solution):
        """:raise UserError: if no money is to be given for the line, or not yet."""
        self.ensure_one()
        self._check_may_pay()
        if error := self._get_money_error(solution):
            raise UserError(
                self.env._("%(line)s: %(why)s", line=self.display_name, why=error)
            )

    def _get_money_error(self, solution):
        """:return: why no money is given for the line that way, or nothing."""
        if self.solution != solution:
            return self.env._("Another solution was chosen.")
        if self.refund_id or self._has_event("credited"):
            return self.env._("It was credited already.")
        if not self.rma_id or self.state in ("done", "refused", "withdrawn"):
            return self.env._("It is not approved, or done.")
        if self.reason != "missing_article" and not self._has_event("received"):
            return self.env._("The goods have not come back yet.")
        drafts = self.sale_line_id.invoice_lines.move_id.filtered(
            lambda move: move.state == "draft"
        )
        if drafts:
            return self.env._(
                "An invoice of these goods is a draft still. Post or delete it first."
            )
        return ""

    def _check_may_pay(self):
        """:raise UserError: if a payment of a line's order is in dispute (AFS-9)."""
        if disputed := self.order_id.filtered("b2b_is_disputed"):
            raise UserError(
                self.env._(
                    "%(orders)s: a payment is in dispute. Nothing is paid before its "
                    "end.",
                    orders=", ".join(disputed.mapped("name")),
                )
            )

    def _has_begun(self):
        """Extend: a credit note that waits for its posting."""
        return super()._has_begun() or bool(self.refund_id)

    # -- The credit note -------------------------------------------------------

    def _get_credit_key(self):
        """:return: what lines of one credit note have in common."""
        self.ensure_one()
        rma = self.rma_id
        origin = rma._get_refund_origin_invoice_line(self.sale_line_id).move_id
        return self.return_id, self.order_id, rma.partner_invoice_id, origin

    def _get_resolved_qty(self):
        """:return: how much came back, or never came, in the unit of the order line."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self._get_solved_quantity(), self.sale_line_id.product_uom_id
        )

    def _settle(self, solution):
        """Credit what was invoiced of lines of the same invoice, and drop the rest."""
        self._split_invoiced()
        credited = self.filtered("credited_qty")
        unbilled = self - credited
        if unbilled and solution == "voucher":
            raise UserError(
                self.env._(
                    "%(goods)s: was never invoiced, so there is nothing to give a "
                    "voucher for.",
                    goods=", ".join(unbilled.mapped("display_name")),
                )
            )
        # Whose button it was stands in the log; OCA writes on the credit note as him,
        # who may not write there.
        as_system = self.env["res.users"].browse(SUPERUSER_ID)
        unbilled.rma_id.with_user(as_system).action_refund_without_invoice()
        if credited:
            credited.rma_id.with_user(as_system).action_refund()
            self.env.flush_all()
            credited._take_credit_note()
        unbilled._log_credited()

    def _split_invoiced(self):
        """Tell how much of each line was invoiced: what was not comes off first."""
        open_qty = {line: max(line.qty_to_invoice, 0.0) for line in self.sale_line_id}
        for line in self:
            ordered = line.sale_line_id
            quantity = line._get_resolved_qty()
            dropped = min(open_qty[ordered], quantity)
            open_qty[ordered] -= dropped
            credited = quantity - dropped
            rounding = ordered.product_uom_id.rounding
            if float_is_zero(credited, precision_rounding=rounding):
                credited = 0.0
            line.credited_qty = credited
            line.settled_qty = 0.0 if line._lowers_delivered() else quantity

    def _lowers_delivered(self):
        """:return: whether the return lowers what the order is invoiced by."""
        self.ensure_one()
        return (
            self.sale_line_id.product_id.invoice_policy == "delivery"
            and self.rma_id.reception_move_id.state == "done"
        )

    def _take_credit_note(self):
        """Finish the credit notes that OCA made of the lines, and post them if wanted.

        :raise UserError: if it made none.
        """
        for line in self:
            line.refund_id = line.rma_id.refund_id
            if not line.refund_id:
                raise UserError(
                    self.env._("%(line)s: its RMA is done.", line=line.display_name)
                )
        notes = self.refund_id
        for note, lines in self.grouped("refund_id").items():
            lines._credit_discounts(note)
        self.order_id._credit_b2b_fees(notes[-1:])
        for note in notes.filtered("company_id.b2b_return_post_credit"):
            note.action_post()

    def _prepare_credit_line(self, vals):
        """Adapt what OCA would credit to what was invoiced of the line.

        :param dict vals: of the line of the credit note.
        """
        self.ensure_one()
        ordered = self.sale_line_id
        if "tax_ids" not in vals:
            vals["tax_ids"] = [fields.Command.set(ordered.tax_ids.ids)]
        return {
            **vals,
            "quantity": self.credited_qty,
            "product_uom_id": ordered.product_uom_id.id,
            # Also where nothing came in, so that the order knows what was credited.
            "sale_line_ids": [fields.Command.set(ordered.ids)],
        }

    def _prepare_credit_note(self, vals):
        """Adapt the head of OCA's credit note to the invoice and to the return.

        :param dict vals: of the credit note.
        """
        self.ensure_one()
        order = self.order_id
        invoice = self.env["account.move"].browse(vals.get("reversed_entry_id"))
        return {
            **vals,
            "partner_id": (invoice.partner_id or order.partner_invoice_id).id,
            "currency_id": (invoice or order).currency_id.id,
            "ref": self.return_id.display_name,
        }

    def _get_finding(self):
        """:return: str: what the inspection came to, of :mod:`returns_finding`."""
        self.ensure_one()
        return ((self.solution_why or {}).get("outcome") or {}).get("finding", "")

    def _get_discounts(self, quantity):
        """Tell what discounts of the order a quantity of the line bore.

        Promotions stand on the order as lines of their own, one per tax. Vouchers and
        gift cards are no discount: they pay.

        :param float quantity: in the unit of the order line.
        :return: the share, from 0 to 1, of each line with a discount.
        :rtype: dict[sale.order.line, float]
        """
        self.ensure_one()
        ordered, order = self.sale_line_id, self.order_id
        goods = order._get_b2b_invoiced_goods()
        shares = {}
        for discount in order.order_line.filtered(
            lambda line: line.reward_id.reward_type == "discount"
            and not line.reward_id.program_id.is_payment_program
        ):
            reward = discount.reward_id
            base = goods.filtered(
                lambda line, taxes=discount.tax_ids: line.tax_ids == taxes
            )
            if reward.discount_applicability == "specific":
                products = reward.all_discount_product_ids
                base = base.filtered(lambda line, own=products: line.product_id in own)
            total = sum(base.mapped("price_subtotal"))
            if ordered in base and total > 0:
                shares[discount] = ordered.price_reduce_taxexcl * quantity / total
        return shares

    def _credit_discounts(self, note):
        """Take what was never paid off a credit note: the goods' part of discounts."""
        shares = defaultdict(float)
        for line in self:
            for discount, share in line._get_discounts(line.credited_qty).items():
                if discount.qty_invoiced > 0:
                    shares[discount] += share
        note.invoice_line_ids = [
            fields.Command.create(
                {
                    **discount._prepare_invoice_line(quantity=1.0),
                    "price_unit": discount.price_unit * share,
                    # A part of it does not open the order's discount again.
                    "sale_line_ids": [fields.Command.clear()],
                }
            )
            for discount, share in shares.items()
        ]

    def _log_credited(self):
        """Note that lines are credited, and let follow what was chosen."""
        lines = self.filtered(lambda line: not line._has_event("credited"))
        lines._log_event("credited")
        for (_note, solution), same in lines.grouped(
            lambda line: (line.refund_id, line.solution)
        ).items():
            if solution == "voucher":
                same._issue_voucher()
            elif solution == "refund":
                same._pay_back()

    def _undo_credit(self):
        """Let lines be credited anew whose credit note was deleted as a draft."""
        self.write({"refund_id": False, "credited_qty": 0.0, "settled_qty": 0.0})

    # -- What the customer sees ------------------------------------------------

    def _get_money_block(self):
        """Return what the customer's page shows of money (AFS-8).

        :return: the parts that there are: ``not_invoiced``, ``credit_note`` (``name``,
            ``url`` where the current user may see it, ``amount``, ``currency``),
            ``voucher`` (``code``, ``amount``, ``left``, ``currency``, ``expires``,
            ``url``), ``refund`` (``state``: ``pending``, ``done``; ``by``:
            ``provider``, ``hand``); ``None`` before the credit. Amounts are ``None``
            for who may not see prices.
        :rtype: dict | None
        """
        self.ensure_one()
        self.check_access("read")
        line_sudo, user = self.sudo(), self.env.user
        if not line_sudo._has_event("credited"):
            return None
        return {
            **line_sudo._prepare_credit_block(user),
            **line_sudo._prepare_voucher_block(user),
            **line_sudo._prepare_refund_block(),
        }

    def _prepare_credit_block(self, user):
        note = self.refund_id
        if not note:
            return {"not_invoiced": True}
        may_see = note.with_user(user).has_access("read")
        may_price = user._has_b2b_right("see_prices")
        return {
            "credit_note": {
                "name": note.name,
                "url": f"/my/invoices/{note.id}" if may_see else "",
                "amount": note.amount_total if may_price else None,
                "currency": note.currency_id,
            }
        }
