from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    b2b_enabled = fields.Boolean(related="website_id.b2b_enabled", readonly=False)
    b2b_auto_approve = fields.Boolean(
        related="website_id.b2b_auto_approve", readonly=False
    )
    b2b_activation_hours = fields.Integer(
        related="website_id.b2b_activation_hours", readonly=False
    )
    b2b_first_role_id = fields.Many2one(
        related="website_id.b2b_first_role_id", readonly=False
    )
    b2b_role_id = fields.Many2one(related="website_id.b2b_role_id", readonly=False)
    b2b_pricelist_id = fields.Many2one(
        related="website_id.b2b_pricelist_id", readonly=False
    )
    b2b_edit_company = fields.Boolean(
        related="website_id.b2b_edit_company", readonly=False
    )
    b2b_link_login = fields.Boolean(related="website_id.b2b_link_login", readonly=False)
    b2b_closure = fields.Selection(related="website_id.b2b_closure", readonly=False)
    b2b_upload_mb = fields.Integer(related="website_id.b2b_upload_mb", readonly=False)
    b2b_compare_max = fields.Integer(
        related="website_id.b2b_compare_max", readonly=False
    )
    b2b_upload_rows = fields.Integer(
        related="website_id.b2b_upload_rows", readonly=False
    )
    b2b_small_order_threshold = fields.Monetary(
        related="company_id.b2b_small_order_threshold", readonly=False
    )
    b2b_small_order_product_id = fields.Many2one(
        related="company_id.b2b_small_order_product_id", readonly=False
    )
    b2b_small_order_price = fields.Float(
        string="Amount of the small-order fee",
        related="company_id.b2b_small_order_product_id.list_price",
        readonly=False,
    )
    b2b_bulky_product_id = fields.Many2one(
        related="company_id.b2b_bulky_product_id", readonly=False
    )
    b2b_bulky_price = fields.Float(
        string="Amount of the bulky surcharge",
        related="company_id.b2b_bulky_product_id.list_price",
        readonly=False,
    )
    b2b_remote_product_id = fields.Many2one(
        related="company_id.b2b_remote_product_id", readonly=False
    )
    b2b_remote_price = fields.Float(
        string="Cost of a remote address",
        related="company_id.b2b_remote_product_id.list_price",
        readonly=False,
    )
    b2b_return_instructions = fields.Html(
        related="company_id.b2b_return_instructions", readonly=False
    )
    b2b_collects_returns = fields.Boolean(
        related="company_id.b2b_collects_returns", readonly=False
    )
    b2b_change_until = fields.Selection(
        related="company_id.b2b_change_until", readonly=False
    )
    b2b_warranty_months = fields.Integer(
        related="company_id.b2b_warranty_months", readonly=False
    )
    b2b_doa_days = fields.Integer(related="company_id.b2b_doa_days", readonly=False)
    b2b_return_days = fields.Integer(
        related="company_id.b2b_return_days", readonly=False
    )
    b2b_labour_rate = fields.Monetary(
        related="company_id.b2b_labour_rate", readonly=False
    )
    b2b_return_post_credit = fields.Boolean(
        related="company_id.b2b_return_post_credit", readonly=False
    )
    b2b_voucher_account_id = fields.Many2one(
        related="company_id.b2b_voucher_account_id", readonly=False
    )
    b2b_voucher_program_id = fields.Many2one(
        related="company_id.b2b_voucher_program_id", readonly=False
    )
    b2b_voucher_months = fields.Integer(
        related="company_id.b2b_voucher_months", readonly=False
    )
    b2b_refund_user_id = fields.Many2one(
        related="company_id.b2b_refund_user_id", readonly=False
    )
    b2b_return_carriage = fields.Monetary(
        related="company_id.b2b_return_carriage", readonly=False
    )
    b2b_return_chase_days = fields.Integer(
        related="company_id.b2b_return_chase_days", readonly=False
    )
    b2b_return_delivered_days = fields.Integer(
        related="company_id.b2b_return_delivered_days", readonly=False
    )
    b2b_cart_hours = fields.Integer(related="company_id.b2b_cart_hours", readonly=False)
    b2b_carrier_id = fields.Many2one(
        related="company_id.b2b_carrier_id", readonly=False
    )
    b2b_wish_days = fields.Integer(related="company_id.b2b_wish_days", readonly=False)
