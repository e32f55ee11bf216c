def migrate(cr, version):
    """There are more fees now: each exemption is named after its fee."""
    cr.execute(
        "ALTER TABLE res_partner RENAME b2b_fee_exempt TO b2b_small_order_exempt"
    )
