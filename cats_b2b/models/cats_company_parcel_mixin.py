from odoo import fields, models


class CatsCompanyParcelMixin(models.AbstractModel):
    """How a seller has goods sent in (AFS-3)."""

    _name = "cats.company.parcel.mixin"
    _description = "How returns are sent in"

    b2b_return_instructions = fields.Html(
        string="Instructions for returns",
        translate=True,
        help="What customers are told on approval about packing and sending in. The "
        "address of the warehouse follows. Empty: a sentence about packing.",
    )
    b2b_collects_returns = fields.Boolean(
        string="A carrier fetches returns",
        help="Proposed on approval where you pay for the way in. Off: customers bring "
        "the goods to a carrier.",
    )
