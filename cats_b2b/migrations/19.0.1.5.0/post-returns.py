from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """Carriage of returns is taxed like goods; what comes back is not for sale."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["res.company"].search([])._set_b2b_fee_taxes()
    env["stock.warehouse"].search([])._keep_b2b_returns_apart()
