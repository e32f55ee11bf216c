from odoo import SUPERUSER_ID, api
from odoo.tools import split_every

BATCH = 100


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
    # Promises are looked at from now on. What was missed before is for staff: no
    # customer hears of an old order because of an upgrade.
    Order = env["sale.order"].with_context(mail_activity_quick_update=True)
    for ids in split_every(BATCH, Order.search(Order._get_b2b_unkept_domain()).ids):
        Order.browse(ids)._check_b2b_promises(tell=False)
