"""Fill a database with a shop to measure; Odoo's own models only (`odoo shell`)."""

from odoo.fields import Command

PRODUCTS = 60
PLACED_ORDERS = 20
DRAFTS = 150  # the measurement confirms one per round

env = env(context={**env.context, "tracking_disable": True})  # noqa: F821


def prepare_seller():
    country = env.ref("base.be")
    website = env.ref("website.default_website")
    env.company.write({"name": "Seller", "country_id": country.id})
    website.write({"shop_ppg": 20, "company_id": env.company.id})
    website.warehouse_id = env["stock.warehouse"].search([], limit=1)
    env["product.pricelist"].create({"name": "List", "website_id": website.id})
    return website


def prepare_checkout():
    env["delivery.carrier"].search([]).is_published = False
    freight = {"name": "Freight", "type": "service"}
    env["delivery.carrier"].create(
        {
            "name": "Parcel",
            "delivery_type": "fixed",
            "fixed_price": 9.9,
            "is_published": True,
            "product_id": env["product.product"].create(freight).id,
        }
    )
    transfer = env.ref("payment.payment_provider_transfer")
    transfer.write({"state": "enabled", "is_published": True})
    env.ref("payment_custom.payment_method_wire_transfer").active = True


def create_products(website):
    products = env["product.product"].create(
        [
            {
                "name": f"Power supply {number:02}",
                "default_code": f"PS-{number:02}",
                "list_price": 20.0 + number,
                "type": "consu",
                "is_storable": True,
                "is_published": True,
                "description_ecommerce": "<p>24 V, for the DIN rail.</p>",
            }
            for number in range(PRODUCTS)
        ]
    )
    quants = env["stock.quant"].with_context(inventory_mode=True)
    quants.create(
        [
            {
                "product_id": product.id,
                "location_id": website.warehouse_id.lot_stock_id.id,
                "inventory_quantity": 100000,
            }
            for product in products
        ]
    ).action_apply_inventory()
    return products


def create_buyer(login, company):
    address = company.read(["street", "zip", "city", "phone"])[0]
    address.pop("id")
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "password": login,
            "email": f"{login}@example.com",
            "group_ids": [Command.set(env.ref("base.group_portal").ids)],
            "parent_id": company.id,
            "country_id": company.country_id.id,
            **address,
        }
    )


def create_orders(count, partner, products, **values):
    lines = [
        Command.create({"product_id": product.id, "product_uom_qty": 2})
        for product in products
    ]
    order = {"partner_id": partner.id, "order_line": lines, **values}
    return env["sale.order"].create([order] * count)


website = prepare_seller()
prepare_checkout()
products = create_products(website)
company, other_company = env["res.partner"].create(
    [
        {
            "name": name,
            "is_company": True,
            "street": "Rue Haute 1",
            "zip": "1000",
            "city": "Bruxelles",
            "country_id": env.ref("base.be").id,
            "phone": "+32 2 000 00 00",
            "vat": vat,
        }
        for name, vat in (
            ("Customer", "BE0999000129"),
            ("Other customer", "BE0999000228"),
        )
    ]
)
reader = create_buyer("reader", company).partner_id
short_cart = create_buyer("short_cart", company).partner_id
long_cart = create_buyer("long_cart", company).partner_id
create_orders(1, short_cart, products[:10], website_id=website.id)
create_orders(1, long_cart, products[:50], website_id=website.id)
create_orders(PLACED_ORDERS, reader, products[:5]).action_confirm()
create_orders(DRAFTS, other_company, products[:10], client_order_ref="bench")
env.cr.commit()
