from dataclasses import replace

from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = [
        "account.move",
        "cats.guarded.document.mixin",
        "cats.invoice.return.mixin",
    ]

    def _post(self, soft=True):
        """Override of `account`: what was returned is credited by posting (AFS-5)."""
        posted = super()._post(soft)
        posted.sudo().b2b_return_line_ids._log_credited()
        return posted

    def _reconcile_reversed_moves(self, reverse_moves, move_reverse_cancel):
        """Override of `account`: what becomes a voucher pays no invoice (AFS-5)."""
        vouchers = reverse_moves.filtered(lambda move: move._is_b2b_voucher_note())
        if not vouchers:
            return super()._reconcile_reversed_moves(reverse_moves, move_reverse_cancel)
        others = reverse_moves - vouchers
        super(AccountMove, others.reversed_entry_id)._reconcile_reversed_moves(
            others, move_reverse_cancel
        )
        return reverse_moves

    def _invoice_paid_hook(self):
        """Override of `account`: what was waited for is paid (AFS-6, AFS-7).

        A credit note that is paid was refunded (AFS-5).
        """
        result = super()._invoice_paid_hook()
        orders_sudo = self.sudo().invoice_line_ids.sale_line_ids.order_id
        orders_sudo._note_b2b_return_payment()
        self.sudo().b2b_return_line_ids._note_refunded()
        return result

    def _check_rma_invoice_lines_qty(self):
        """Override of `rma`: of returns, what was invoiced is credited (AFS-5)."""
        items = super()._check_rma_invoice_lines_qty()
        return items.filtered(lambda item: not item.rma_id._get_b2b_return_line())

    def unlink(self):
        """Override of `rma`: a deleted draft credits nothing (AFS-5).

        Who deletes credit notes needs no right on RMAs.
        """
        self.check_access("unlink")
        self.sudo().b2b_return_line_ids._undo_credit()
        if self.env.su or not self.sudo().invoice_line_ids.rma_id:
            return super().unlink()
        return super(AccountMove, self.sudo()).unlink()

    def _get_b2b_billed(self):
        """Extend: an invoice arrives where it is sent to."""
        return super()._get_b2b_billed() | self.partner_id

    def _get_b2b_invoice_rows(self):
        """Return the articles of an invoice as what a cart takes (ORD-2).

        A combo is billed article by article, and ordered as a whole.

        :rtype: list[WantedRow]
        """
        self.ensure_one()
        rows = {}
        for line in self.invoice_line_ids.filtered(self._is_b2b_article_line):
            combo = (
                line.sale_line_ids.combo_item_id
                and (line.sale_line_ids.linked_line_id[:1])
            )
            row = (combo or line)._prepare_b2b_row()
            if combo:
                row = replace(row, quantity=line.quantity)
            rows.setdefault(combo or line, row)
        return list(rows.values())

    @api.model
    def _is_b2b_article_line(self, line):
        """Tell whether a line of an invoice bills an article: no fee, no delivery.

        :param account.move.line line: the line.
        :rtype: bool
        """
        if line.display_type != "product" or not line.product_id or line.quantity <= 0:
            return False
        ordered = line.sale_line_ids
        return not ordered or any(
            one._is_b2b_merchandise() and not one.is_reward_line for one in ordered
        )
