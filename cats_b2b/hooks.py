def post_init_hook(env):
    """Give the companies that exist already what new ones get by default."""
    env["res.company"].search([])._set_b2b_fee_products()
