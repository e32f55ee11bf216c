from dateutil.relativedelta import relativedelta

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class CatsReturnVoucherMixin(models.AbstractModel):
    """A credit note that becomes a gift card of the customer's company (AFS-5).

    The credit note is settled against what the seller owes to the bearers of vouchers:
    the account that redeeming one in the shop takes it from again.
    """

    _name = "cats.return.voucher.mixin"
    _description = "Voucher for a return"

    voucher_id = fields.Many2one(
        comodel_name="loyalty.card",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
    )

    def _issue_voucher(self):
        """Turn the credit note of lines into a voucher, and log it.

        :raise UserError: if nothing of it is left, or the accounts are not set up.
        """
        self._check_may_pay()
        note = self.refund_id
        owed = note._get_b2b_owed_items()
        amount = note.company_currency_id.round(-sum(owed.mapped("amount_residual")))
        if amount <= 0:
            raise UserError(
                self.env._(
                    "%(credit_note)s: nothing is left of it to give a voucher for.",
                    credit_note=note.name,
                )
            )
        program = note.company_id._get_b2b_voucher_program()
        card = self.env["loyalty.card"].create(
            self._prepare_voucher(note, program, amount)
        )
        self._book_voucher(owed, card)
        self.voucher_id = card
        self._log_event("voucher_issued")

    def _prepare_voucher(self, note, program, amount):
        months = note.company_id.b2b_voucher_months
        today = fields.Date.context_today(self)
        return {
            "program_id": program.id,
            "partner_id": note.commercial_partner_id.id,
            "points": amount,
            "expiration_date": months and today + relativedelta(months=months),
            "b2b_credit_note_id": note.id,
            "history_ids": [
                Command.create({"description": note.name, "issued": amount})
            ],
        }

    def _book_voucher(self, owed, card):
        """Settle what a credit note owes against the liability for vouchers."""
        note = self.refund_id
        company = note.company_id
        entry = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "journal_id": company._get_b2b_voucher_journal().id,
                "date": fields.Date.context_today(self),
                "ref": self.env._(
                    "Voucher for credit note %(credit_note)s", credit_note=note.name
                ),
                "line_ids": [
                    *(
                        Command.create(
                            self._prepare_owed_item(item, item.account_id, 1)
                        )
                        for item in owed
                    ),
                    *(
                        Command.create(
                            self._prepare_owed_item(
                                item, company._get_b2b_voucher_account(), -1
                            )
                        )
                        for item in owed
                    ),
                ],
            }
        )
        entry.action_post()
        settled = entry.line_ids.filtered(
            lambda item: item.account_id in owed.account_id
        )
        (owed + settled).reconcile()
        card.b2b_entry_id = entry

    def _prepare_owed_item(self, item, account, sign):
        """:return: dict: an item that takes over another one's open amount."""
        return {
            "name": item.move_id.name,
            "account_id": account.id,
            "partner_id": item.partner_id.id,
            "currency_id": item.currency_id.id,
            "amount_currency": -sign * item.amount_residual_currency,
            "balance": -sign * item.amount_residual,
        }

    def _prepare_voucher_block(self, user):
        """:return: dict: the voucher with its code, see `_get_money_block`."""
        card = self.voucher_id
        if not card or not user._has_b2b_right("returns"):
            return {}
        may_price = user._has_b2b_right("see_prices")
        issued = sum(card.history_ids.mapped("issued"))
        return {
            "voucher": {
                "code": card.code,
                "amount": issued if may_price else None,
                "left": card.points if may_price else None,
                "currency": card.currency_id,
                "expires": card.expiration_date,
                "url": "/shop",
            },
        }
