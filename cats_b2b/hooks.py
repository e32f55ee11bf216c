def post_init_hook(env):
    """Give the companies and shops that exist already what new ones get by default."""
    env["res.company"].search([])._set_b2b_fee_products()
    env["website"].search([])._set_b2b_roles()
    env["stock.warehouse"].search([])._keep_b2b_returns_apart()
    env["stock.warehouse"].search([])._take_b2b_serials()


def uninstall_hook(env):
    """Take the fees off open orders, and keep the products that were sold as fees.

    Odoo cannot delete a product that an order bears: archived and without its external
    id it stays what it is, part of past orders.
    """
    # It goes with the addon, and would hold the roles that it names.
    env["cats.right.log"].search([]).unlink()
    open_states = [("b2b_fee_type", "!=", False), ("state", "in", ("draft", "sent"))]
    fees = env["sale.order.line"].search(open_states)
    fees.filtered(lambda line: not line.order_id._is_b2b_agreed()).unlink()
    data = env["ir.model.data"].search([("module", "=", "cats_b2b")])
    ours = data.filtered(lambda it: it.model == "product.product").mapped("res_id")
    sold = env["product.product"]
    for model in ("sale.order.line", "account.move.line"):
        for (product,) in env[model]._read_group(
            [("product_id", "in", ours)], ["product_id"]
        ):
            sold |= product
    sold.product_tmpl_id.action_archive()
    templates = sold.product_tmpl_id
    kept = {
        (record._name, record.id)
        for records in (sold, templates, templates.categ_id)
        for record in records
    }
    data.filtered(lambda it: (it.model, it.res_id) in kept).unlink()
