def post_init_hook(env):
    """Give the companies that exist already the fee product that new ones default to."""
    product = env.ref("cats_b2b.product_product_small_order_fee")
    companies = env["res.company"].search([("b2b_small_order_product_id", "=", False)])
    companies.b2b_small_order_product_id = product
