from odoo import fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Command


class CatsCompanyMoneyMixin(models.AbstractModel):
    """How a seller gives money back for returns (AFS-5)."""

    _name = "cats.company.money.mixin"
    _description = "Money that a seller gives back"

    b2b_return_post_credit = fields.Boolean(
        string="Post credit notes of returns",
        default=True,
        help="Otherwise they wait as drafts for an accountant; vouchers and refunds "
        "follow when he posts them.",
    )
    b2b_voucher_account_id = fields.Many2one(
        comodel_name="account.account",
        string="Account of vouchers",
        domain="[('account_type', 'in', ('liability_current', 'liability_payable'))]",
        help="What is owed to the bearers of vouchers that were given for returns, "
        "until they are redeemed.",
    )
    b2b_voucher_program_id = fields.Many2one(
        comodel_name="loyalty.program",
        string="Vouchers for returns",
        domain="[('program_type', '=', 'gift_card'), "
        "('company_id', '=', id), ('currency_id', '=', currency_id)]",
        help="Gift cards by which vouchers are redeemed in the shop. Made with the "
        "first voucher where there is none.",
    )
    b2b_voucher_months = fields.Integer(
        string="Vouchers are valid", default=24, help="Months. 0: without end."
    )
    b2b_refund_user_id = fields.Many2one(
        comodel_name="res.users",
        string="Refunds by hand",
        domain="[('share', '=', False)]",
        help="Is asked to refund where the provider of the payment cannot. Without "
        "anybody, it is whoever handles the return.",
    )

    _b2b_voucher_months_positive = models.Constraint(
        "CHECK (b2b_voucher_months >= 0)", "Vouchers cannot end before they begin."
    )

    def _get_b2b_voucher_account(self):
        """:return: account.account: what the seller owes for vouchers is booked there.

        :raise UserError: if it is not set; the message names the setting.
        """
        self.ensure_one()
        if not self.b2b_voucher_account_id:
            raise UserError(
                self.env._(
                    "Vouchers cannot be booked. Please choose the account of vouchers "
                    "(a current liability) in the settings of the website, B2B Shop."
                )
            )
        return self.b2b_voucher_account_id

    def _get_b2b_voucher_journal(self):
        """:return: account.journal: the one for miscellaneous operations.

        :raise UserError: if there is none.
        """
        self.ensure_one()
        journals = self.env["account.journal"]
        domain = [*journals._check_company_domain(self), ("type", "=", "general")]
        if journal := journals.search(domain, limit=1):
            return journal
        raise UserError(
            self.env._("Vouchers cannot be booked: there is no miscellaneous journal.")
        )

    def _get_b2b_voucher_program(self):
        """Return the gift cards by which vouchers are redeemed, ready to be booked.

        :rtype: loyalty.program
        :raise UserError: if the account of vouchers is not set.
        """
        self.ensure_one()
        account = self._get_b2b_voucher_account()
        company_sudo = self.sudo()
        if not company_sudo.b2b_voucher_program_id:
            company_sudo._create_b2b_voucher_program()
        program_sudo = company_sudo.b2b_voucher_program_id
        product_sudo = program_sudo.payment_program_discount_product_id
        product_sudo = product_sudo.with_company(self)
        if product_sudo.property_account_income_id != account:
            # Redeeming takes from the account that issuing puts on.
            product_sudo.property_account_income_id = account
        # A voucher is a means of payment: tax is on what is bought with it.
        product_sudo.taxes_id -= product_sudo.taxes_id._filter_taxes_by_company(self)
        return program_sudo

    def _create_b2b_voucher_program(self):
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is giving the first voucher. Please try again."
                )
            ) from error
        programs = self.env["loyalty.program"].with_company(self)
        self.b2b_voucher_program_id = programs.create(
            {
                "name": self.env._("Vouchers for returns"),
                "program_type": "gift_card",
                "company_id": self.id,
                "currency_id": self.currency_id.id,
                "applies_on": "future",
                "trigger": "auto",
                # Without a product nobody buys one: they are given by returns only.
                "rule_ids": [
                    Command.create(
                        {"reward_point_mode": "money", "reward_point_split": True}
                    )
                ],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_point",
                            "discount": 1,
                            "discount_applicability": "order",
                            "required_points": 1,
                            "description": self.env._("Voucher"),
                        }
                    )
                ],
            }
        )
