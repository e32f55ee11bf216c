from odoo import fields, models


class CatsApplicationActivationMixin(models.AbstractModel):
    """The link that turns an approved application into a user (ACC-3, ACC-5)."""

    _name = "cats.application.activation.mixin"
    _description = "Activation of a B2B application"

    token_hash = fields.Char(
        readonly=True,
        copy=False,
        index=True,
        groups=fields.NO_ACCESS,
        help="SHA-256 of the link's secret; the secret stands in the mail only.",
    )
    token_expires_at = fields.Datetime(
        string="Link valid until", readonly=True, copy=False
    )
    activated_on = fields.Datetime(readonly=True, copy=False)
    activated_user_id = fields.Many2one(
        comodel_name="res.users", string="User", readonly=True, copy=False
    )
