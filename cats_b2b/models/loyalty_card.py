from odoo import fields, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    b2b_credit_note_id = fields.Many2one(
        comodel_name="account.move",
        string="For credit note",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
        help="The credit note of a return that became this voucher (AFS-5).",
    )
    b2b_entry_id = fields.Many2one(
        comodel_name="account.move",
        string="Booked by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
    )

    _b2b_credit_note_uniq = models.UniqueIndex(
        "(b2b_credit_note_id) WHERE b2b_credit_note_id IS NOT NULL",
        "A credit note becomes a voucher once.",
    )

    def _is_b2b_foreign(self, partner):
        """Tell whether somebody cannot redeem it: vouchers are their company's (AFS-5).

        :param res.partner partner: who orders.
        :return: false for gift cards that were sold: those are their bearer's.
        :rtype: bool
        """
        self.ensure_one()
        card_sudo = self.sudo()
        owner_sudo = card_sudo.partner_id.commercial_partner_id
        return bool(
            card_sudo.b2b_credit_note_id and owner_sudo != partner.commercial_partner_id
        )

    def _send_creation_communication(self, force_send=False):
        """Override of `loyalty`: the code is read on the return's page, by right.

        The mail would go to the company's address, whoever reads it there.
        """
        vouchers = self.filtered(lambda card: card.sudo().b2b_credit_note_id)
        return super(LoyaltyCard, self - vouchers)._send_creation_communication(
            force_send
        )
