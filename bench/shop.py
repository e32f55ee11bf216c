"""Fill a database with a shop to measure; Odoo's own models only (`odoo shell`)."""

from functools import cache

from odoo.fields import Command
from odoo.tools import SQL

PRODUCTS = 60
PLACED_ORDERS = 20
DRAFTS = 150  # the measurement confirms one per round
COLLEAGUES = 50  # of the large customer
PAPERS = 5000  # of the large customer: so many orders, so many invoices

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


def create_large_customer(company):
    """A company with many users, orders and invoices; `clerk` logs in."""
    clerk = create_buyer("clerk", company)
    others = env["res.users"].create(
        [
            {
                "name": f"clerk {number:02}",
                "login": f"clerk{number:02}",
                "group_ids": [Command.set(env.ref("base.group_portal").ids)],
                "parent_id": company.id,
            }
            for number in range(1, COLLEAGUES)
        ]
    )
    order = create_orders(1, clerk.partner_id, products[:1])
    order.action_confirm()
    multiply(order, order.order_line, "order_id", (clerk | others).partner_id)
    journal = env["account.journal"].search([("type", "=", "sale")], limit=1)
    line = Command.create({"name": "Goods", "quantity": 1, "price_unit": 20.0})
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "journal_id": journal.id,
            "partner_id": clerk.partner_id.id,
            "invoice_line_ids": [line],
        }
    )
    invoice.action_post()
    multiply(invoice, invoice.line_ids, "move_id", (clerk | others).partner_id)


def multiply(document, lines, link, partners):
    """Copy a document and its lines in SQL: by the ORM it takes many minutes.

    :param str link: the column of the lines that names their document.
    :param partners: whose the copies are, in turn.
    """
    env.flush_all()
    for number in range(1, PAPERS):
        partner = partners[number % len(partners)]
        values = {
            "name": f"{document.name}-{number}",
            "partner_id": partner.id,
            "access_token": None,
        }
        copy_id = copy_row(document, values)
        for line in lines:
            copy_row(line, {link: copy_id})
    tables = SQL(", ").join(
        SQL.identifier(table) for table in (document._table, lines._table)
    )
    env.cr.execute(SQL("ANALYZE %s", tables))


@cache
def list_columns(table):
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns"
        " WHERE table_name = %s AND table_schema = current_schema"
        " AND column_name != 'id'",
        [table],
    )
    return [name for (name,) in env.cr.fetchall()]


def copy_row(record, values):
    """:return: the id of a copy of a record's row, with some other values."""
    names = list_columns(record._table)
    columns = SQL(", ").join(map(SQL.identifier, names))
    copied = SQL(", ").join(
        SQL("%s", values[name]) if name in values else SQL.identifier(name)
        for name in names
    )
    table = SQL.identifier(record._table)
    env.cr.execute(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s WHERE id = %s RETURNING id",
            *(table, columns, copied, table, record.id),
        )
    )
    return env.cr.fetchone()[0]


website = prepare_seller()
prepare_checkout()
products = create_products(website)
company, other_company, large_company = env["res.partner"].create(
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
            ("Large customer", "BE0999000327"),
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
create_large_customer(large_company)
env.cr.commit()
