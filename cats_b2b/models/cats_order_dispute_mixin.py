from odoo import api, fields, models


class CatsOrderDisputeMixin(models.AbstractModel):
    """Whether the payment of an order is in dispute (AFS-9).

    "Il ne nous sera pas possible de procéder à un échange des articles ou fournir
    l'assistance après-vente" (MCH): an open dispute blocks exchange and service.
    """

    _name = "cats.order.dispute.mixin"
    _description = "Dispute about an order's payment"

    b2b_is_disputed = fields.Boolean(
        string="Payment in dispute",
        compute="_compute_b2b_is_disputed",
        compute_sudo=True,
        store=True,
        groups="base.group_user",
    )

    @api.depends(
        "partner_id.commercial_partner_id.b2b_has_dispute",
        "transaction_ids.b2b_has_dispute",
    )
    def _compute_b2b_is_disputed(self):
        for order in self:
            order.b2b_is_disputed = (
                order.partner_id.commercial_partner_id.b2b_has_dispute
                or any(order.transaction_ids.mapped("b2b_has_dispute"))
            )
