def post_init_hook(env):
    """Give the companies and shops that exist already what new ones get by default."""
    companies = env["res.company"].search([])
    companies._set_b2b_fee_products()
    companies._set_b2b_rma_templates()
    env["stock.warehouse"].search([])._set_b2b_rma_places()
    env["website"].search([])._set_b2b_roles()
    env["stock.warehouse"].search([])._take_b2b_serials()
    # Sales from before are what their customers bought.
    env["stock.move"]._fill_b2b_warranties()


def uninstall_hook(env):
    """Take the fees off open orders, and keep what the past was booked with.

    Odoo cannot delete a product that an order bears, and an RMA without its operation
    would not tell what became of the goods: archived and without its external id each
    stays what it is.
    """
    # It goes with the addon, and would hold the roles that it names.
    env["cats.right.log"].search([]).unlink()
    open_states = [("b2b_fee_type", "!=", False), ("state", "in", ("draft", "sent"))]
    fees = env["sale.order.line"].search(open_states)
    fees.filtered(lambda line: not line.order_id._is_b2b_agreed()).unlink()
    data = env["ir.model.data"].search([("module", "=", "cats_b2b")])
    sold = _archive_sold_products(env, data)
    templates = sold.product_tmpl_id
    kept = {
        (record._name, record.id)
        for records in (
            sold,
            templates,
            templates.categ_id,
            _archive_used_operations(env, data),
        )
        for record in records
    }
    data.filtered(lambda it: (it.model, it.res_id) in kept).unlink()
    # New members of the staff have their RMAs again, as OCA's addon wants it.
    own_rmas = env.ref("rma.rma_group_user_own")
    env.ref("base.default_user_group").implied_ids |= own_rmas


def _archive_sold_products(env, data):
    """:return: the addon's products that orders or invoices bear, archived."""
    ours = data.filtered(lambda it: it.model == "product.product").mapped("res_id")
    sold = env["product.product"]
    for model in ("sale.order.line", "account.move.line"):
        for (product,) in env[model]._read_group(
            [("product_id", "in", ours)], ["product_id"]
        ):
            sold |= product
    sold.product_tmpl_id.action_archive()
    return sold


def _archive_used_operations(env, data):
    """:return: the addon's operations that RMAs name, archived."""
    ours = data.filtered(lambda it: it.model == "rma.operation").mapped("res_id")
    groups = env["rma"]._read_group([("operation_id", "in", ours)], ["operation_id"])
    used = env["rma.operation"].union(*(operation for (operation,) in groups))
    used.active = False
    return used
