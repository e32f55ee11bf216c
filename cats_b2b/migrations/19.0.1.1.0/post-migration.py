from odoo import SUPERUSER_ID, api


def migrate(cr, version):
    """A waived fee has a reason now, and there are products for the new fees."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    cr.execute(
        """
        INSERT INTO cats_order_fee_waiver
            (order_id, company_id, fee_type, reason, create_uid, create_date)
        SELECT id, company_id, 'small_order', 'Waived', write_uid, write_date
        FROM sale_order WHERE b2b_fee_waived
        """
    )
    env["res.company"].search([])._set_b2b_fee_products()
