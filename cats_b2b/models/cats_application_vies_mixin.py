from odoo import fields, models


class CatsApplicationViesMixin(models.AbstractModel):
    """What VIES, the register of the European Union, knows of a VAT number (ACC-2)."""

    _name = "cats.application.vies.mixin"
    _description = "VIES answer of a B2B application"

    vies_state = fields.Selection(
        selection=[
            ("none", "Not in VIES"),
            ("wait", "To be asked"),
            ("valid", "Valid"),
            ("invalid", "Unknown there"),
        ],
        string="VIES",
        required=True,
        default="wait",
        readonly=True,
        copy=False,
        tracking=True,
        help="Numbers of the European Union and of Northern Ireland are asked there.",
    )
    vies_name = fields.Char(string="Name in VIES", readonly=True, copy=False)
    vies_address = fields.Text(string="Address in VIES", readonly=True, copy=False)
    vies_consultation = fields.Char(
        string="Consultation number",
        readonly=True,
        copy=False,
        help="The proof of the request that VIES gave us.",
    )
    vies_date = fields.Datetime(string="Answered on", readonly=True, copy=False)
    vies_tries = fields.Integer(string="Requests", readonly=True, copy=False)
    vies_next_try = fields.Datetime(
        string="Next request", readonly=True, copy=False, index=True
    )
    vies_error = fields.Char(string="Last failure", readonly=True, copy=False)
