"""Use the addon as a shop would, and change what it brought (`odoo shell`)."""

from odoo.fields import Command
from odoo.modules.module import get_module_path

CHANGED = " (changed)"

env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
assert "site-packages" in get_module_path("cats_b2b"), get_module_path("cats_b2b")


def create_small_order():
    article = env["product.product"].search([("default_code", "=", "PS-01")])
    buyer = env["res.users"].search([("login", "=", "reader")]).partner_id
    order = env["sale.order"].create(
        {
            "partner_id": buyer.id,
            "client_order_ref": "small",
            "website_id": env.ref("website.default_website").id,
            "order_line": [
                Command.create({"product_id": article.id, "product_uom_qty": 1})
            ],
        }
    )
    assert order.order_line.filtered("b2b_fee_type"), "a small order without its fee"
    return order


def change_records():
    """Give every record that an upgrade must leave alone another name."""
    marks = [("module", "=", "cats_b2b"), ("noupdate", "=", True)]
    for data in env["ir.model.data"].search(marks):
        record = env[data.model].browse(data.res_id)
        if "name" in record and not record.name.endswith(CHANGED):
            record.name += CHANGED


create_small_order().action_confirm()
create_small_order()
change_records()
env.cr.commit()
