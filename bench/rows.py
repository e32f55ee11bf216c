"""Time many lines put into a cart against one order made by the ORM (`odoo shell`).

The report is written to the file that ROWS_REPORT names. Nothing is kept.
"""

import os
import statistics
import time
from pathlib import Path

from odoo.fields import Command

from odoo.addons.cats_b2b.policies.order_rows import WantedRow

SIZES = (100, 1000, 2000)
ROUNDS = 3
LIMIT = 1.5  # of the time that the ORM takes for an order of as many lines

env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
website = env.ref("website.default_website")
buyer = env["res.users"].search([("login", "=", "short_cart")])
articles = env["product.product"].create(
    [
        {
            "name": f"Screw {number:04}",
            "list_price": 1.0 + number % 9,
            "type": "consu",
            "is_storable": True,
            "is_published": True,
            # Half of them have a rule, which two pieces keep.
            "b2b_min_qty": 2 * (number % 2),
            "b2b_qty_multiple": 2 * (number % 2),
        }
        for number in range(max(SIZES))
    ]
)


def create_order(lines=()):
    return env["sale.order"].create(
        {
            "partner_id": buyer.partner_id.id,
            "website_id": website.id,
            "order_line": lines,
        }
    )


def order_by_orm(products):
    create_order(
        [
            Command.create({"product_id": product.id, "product_uom_qty": 2})
            for product in products
        ]
    )


def add_rows(cart, products):
    rows = [
        WantedRow(str(product.id), product_id=product.id, quantity=2)
        for product in products
    ]
    decisions = cart._add_b2b_rows(rows)
    if any(decision.outcome != "good" for decision in decisions):
        raise SystemExit("A row did not go in.")


def put_into_cart(products):
    add_rows(create_order().with_user(buyer).sudo(), products)


def put_in_again(products, cart):
    """The cart holds the same articles already: no line is new."""
    add_rows(cart, products)


def measure(act, size):
    """:return: seconds and queries of one go, undone at its end."""
    with env.cr.savepoint() as savepoint:
        arguments = [articles[:size]]
        if act is put_in_again:
            arguments.append(create_order().with_user(buyer).sudo())
            add_rows(arguments[1], arguments[0])
        env.flush_all()
        env.invalidate_all()
        queries, began = env.cr.sql_log_count, time.perf_counter()
        act(*arguments)
        env.flush_all()
        taken = time.perf_counter() - began
        queries = env.cr.sql_log_count - queries
        savepoint.rollback()
    return taken, queries


def compare(size):
    """:return: medians of seconds, then queries, for each of the ways."""
    results = {order_by_orm: [], put_into_cart: [], put_in_again: []}
    for _round in range(ROUNDS):
        for act, measured in results.items():
            measured.append(measure(act, size))
    return [
        [statistics.median(values) for values in zip(*measured, strict=True)]
        for measured in results.values()
    ]


def report():
    heads = ["lines", "an order by the ORM, s", "into a cart, s", "ratio"]
    heads += ["ms per line", "again, s", "ratio"]
    heads += ["queries per line, ORM", "cart", "again"]
    yield " | ".join(heads)
    yield "|".join(["---:"] * len(heads))
    for size in SIZES:
        ways = compare(size)
        (orm, _), (cart, _), (again, _) = ways
        cells = [f"{size:,}", f"{orm:.2f}", f"{cart:.2f}", f"{cart / orm:.2f}"]
        cells += [f"{cart / size * 1000:.1f}", f"{again:.2f}", f"{again / orm:.2f}"]
        cells += [f"{queries / size:.2f}" for _seconds, queries in ways]
        for place, seconds in ((3, cart), (6, again)):
            if size == 1000 and seconds > LIMIT * orm:
                cells[place] += f" (above {LIMIT})"
        yield " | ".join(cells)


measure(order_by_orm, 50)
measure(put_into_cart, 50)
measure(put_in_again, 50)
Path(os.environ["ROWS_REPORT"]).write_text("\n".join(report()) + "\n", encoding="utf-8")
env.cr.rollback()
