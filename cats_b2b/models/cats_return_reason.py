from odoo import api, fields, models

from ..policies import returns_terms


class CatsReturnReason(models.Model):
    """What a customer can say is wrong, in the shop's words (AFS-2).

    The code decides what may be claimed and until when; a shop names its reasons as it
    likes and may have several of one code.
    """

    _name = "cats.return.reason"
    _description = "Reason of a return"
    _order = "sequence, id"

    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    name = fields.Char(required=True, translate=True)
    help_text = fields.Char(
        string="Explanation",
        translate=True,
        help="Told to the customer beside the reason.",
    )
    code = fields.Selection(
        selection="_get_labels", string="Judged as", required=True, index=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        string="Seller",
        index=True,
        help="Empty for all companies.",
    )

    @api.model
    def _get_labels(self):
        """:return: the codes with the words for staff."""
        labels = {
            "doa": self.env._("Dead on arrival"),
            "defective": self.env._("Defective"),
            "transport_damage": self.env._("Damaged in transport"),
            "wrong_article": self.env._("Wrong article"),
            "missing_article": self.env._("Missing article"),
            "own_mistake": self.env._("Ordered by mistake"),
            "no_reason": self.env._("No reason"),
        }
        return [(code, labels[code]) for code in returns_terms.REASONS]

    def _get_name(self, code):
        """:return: str: how the shop calls what is judged by a code, in its reasons."""
        named = self.filtered(lambda reason: reason.code == code)[:1]
        return named.name or dict(self._get_labels())[code]

    @api.model
    def _get_offered(self, units):
        """Return the reasons that the sellers of units offer.

        :param units: list of :class:`Claimable`.
        :return: dict: cats.return.reason as superuser, by res.company.
        """
        sellers = {unit.order.company_id for unit in units}
        # Customers read no settings; the shop tells them its words.
        return {
            seller: self.sudo().search([("company_id", "in", [False, seller.id])])
            for seller in sellers
        }
