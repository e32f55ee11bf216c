def post_init_hook(env):
    """Give the companies that exist already the fee that new ones get by default."""
    product = env.ref("cats_b2b.product_product_small_order_fee")
    companies = env["res.company"].search([("b2b_small_order_product_id", "=", False)])
    companies.b2b_small_order_product_id = product
    env["res.company"].search([])._set_b2b_fee_taxes()
