from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """The carriage of returns is taxed like the goods."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["res.company"].search([])._set_b2b_fee_taxes()
