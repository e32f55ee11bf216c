"""Visit a shop that lost the addon: every page and form works, nothing speaks of it.

Usage: pages.py ADDRESS DATABASE
"""

import sys

from client import Client

FORMS = [
    "account.move",
    "delivery.carrier",
    "product.product",
    "product.template",
    "res.company",
    "res.config.settings",
    "res.partner",
    "res.users",
    "sale.order",
    "stock.picking",
    "stock.warehouse",
    "website",
]


def visit_shop(client):
    articles = [("default_code", "=", "PS-02")]
    names = ["website_url", "product_tmpl_id"]
    article = client.search("product.product", articles, names)[0]
    for path in ("/shop", article["website_url"], "/shop/cart", "/my", "/my/orders"):
        page = client.get("reader", path)
        assert "b2b_" not in page, f"{path} still speaks of the addon"
    product = {
        "product_id": article["id"],
        "product_template_id": article["product_tmpl_id"][0],
    }
    client.call("reader", "/shop/cart/add", {"quantity": 1, **product})
    assert "Power supply 02" in client.get("reader", "/shop/cart")
    (cart,) = search_orders(client, "draft", ["order_line"])
    lines = [("id", "in", cart["order_line"])]
    names = [line["name"] for line in client.search("sale.order.line", lines, ["name"])]
    assert all("Power supply" in name for name in names), f"fees are left: {names}"


def search_orders(client, state, fields):
    domain = [("state", "=", state), ("client_order_ref", "=", "small")]
    return client.search("sale.order", domain, fields)


def visit_order(client):
    """The small order was confirmed with a fee, which stays on it as it was sold."""
    names = ["access_url", "amount_untaxed", "order_line"]
    (order,) = search_orders(client, "sale", names)
    assert len(order["order_line"]) == 2 and order["amount_untaxed"] > 21, order
    page = client.get("reader", order["access_url"])
    assert "b2b_" not in page, "the order's page still speaks of the addon"


def visit_backend(client):
    for model in FORMS:
        views = client.call_kw(model, "get_views", [[False, "form"], [False, "list"]])
        for view in views["views"].values():
            assert "b2b_" not in view["arch"], f"a view of {model} names a field"
        fields = client.call_kw(model, "fields_get", [], ["type"])
        assert not [name for name in fields if name.startswith("b2b_")], model
        # Of invoices, Odoo's own working values can be read by no client.
        stored = {
            name: {}
            for name, field in fields.items()
            if name != "id" and field["type"] != "binary"
        }
        ids = [record["id"] for record in client.search(model, [], ["display_name"])]
        client.call_kw(model, "web_read", ids[:5], specification=stored)


def main(address, database):
    client = Client(address, database)
    visit_shop(client)
    visit_order(client)
    visit_backend(client)


if __name__ == "__main__":
    main(*sys.argv[1:])
