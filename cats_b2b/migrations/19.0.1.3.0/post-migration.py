from odoo import api


def migrate(cr, version):
    """Rights hold now: users from before get a role, or they would see nothing."""
    env = api.Environment(cr, api.SUPERUSER_ID, {})
    env["website"].search([("b2b_enabled", "=", True)])._give_b2b_first_roles()
