"""Count the queries of a quick order's preview (`odoo shell`).

The report is written to the file that PREVIEW_REPORT names. Nothing is kept.
"""

import os
import time
from pathlib import Path

SIZES = (50, 500, 2000)
LIMIT = 400  # queries of 500 rows in all

env = env(context={**env.context, "tracking_disable": True})  # noqa: F821
website = env.ref("website.default_website")
buyer = env["res.users"].search([("login", "=", "reader")])
env["product.product"].create(
    [
        {
            "name": f"Bolt {number:04}",
            "default_code": f"BOLT-{number:04}",
            "list_price": 1.0 + number % 9,
            "type": "consu",
            "is_storable": True,
            "is_published": True,
            "b2b_min_qty": number % 4,
            "b2b_lead_days": number % 5,
        }
        for number in range(max(SIZES))
    ]
)


def preview(size):
    """:return: seconds and queries of one look at that many rows."""
    quick = env["cats.quick.order"].with_user(buyer)._open(website)
    quick._clear()
    quick._add_typed(
        [(f"bolt-{number:04}", str(number % 7 + 1), 0) for number in range(size)], None
    )
    env.flush_all()
    env.invalidate_all()
    queries, began = env.cr.sql_log_count, time.perf_counter()
    quick._prepare_preview()
    return time.perf_counter() - began, env.cr.sql_log_count - queries


def report():
    yield "preview, rows | s | queries"
    yield "---:|---:|---:"
    for size in SIZES:
        taken, queries = preview(size)
        note = f" (above {LIMIT})" if size == 500 and queries >= LIMIT else ""
        yield f"{size:,} | {taken:.2f} | {queries}{note}"


preview(10)
text = "\n".join(report()) + "\n"
Path(os.environ["PREVIEW_REPORT"]).write_text(text, encoding="utf-8")
env.cr.rollback()
