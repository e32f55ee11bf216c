"""Ask three Odoos the same, in turn, and print how they compare.

Usage: measure.py ROUNDS REPORT VARIANT=DATABASE=PORT=LOG…

The first variant is what the others are compared with. Each round asks every one of
them every call, in changing order, so that a busy moment of the machine hits all alike.
Times are those that a client waits; numbers of queries are those that the server logs.
"""

import random
import re
import statistics
import sys
import time
from pathlib import Path

from client import Client

WARM_UP = 5
LOGGED = re.compile(
    r'"(?:GET|POST) ([^\s#]+)\S* HTTP/[\d.]+" 200 - (\d+) [\d.]+ [\d.]+$'
)


class Variant:
    """One of the Odoos, what it is asked for, and how long each answer took."""

    def __init__(self, description):
        self.name, database, port, log = description.split("=")
        self.client = Client(f"http://127.0.0.1:{port}", database)
        self.log = Path(log)
        drafts = [("client_order_ref", "=", "bench"), ("state", "=", "draft")]
        self.drafts = self.client.search("sale.order", drafts, ["id"])
        articles = [("default_code", "=", "PS-00")]
        names = ["website_url", "product_tmpl_id"]
        self.article = self.client.search("product.product", articles, names)[0]
        self.times = {}

    def time(self, name, act):
        began = time.perf_counter()
        act(self)
        self.times.setdefault(name, []).append(time.perf_counter() - began)

    def count_queries(self, path, rounds):
        """:return: the median of the queries of a path's last requests."""
        lines = self.log.read_text(encoding="utf-8").splitlines()
        found = [LOGGED.search(line) for line in lines]
        counts = [int(match[2]) for match in found if match and match[1] == path]
        return round(statistics.median(counts[-rounds:]))


def page(person, path):
    return lambda variant: variant.client.get(person, path)


def add_to_cart(variant):
    values = {
        "product_id": variant.article["id"],
        "product_template_id": variant.article["product_tmpl_id"][0],
        "quantity": 2,
    }
    variant.client.call("short_cart", "/shop/cart/add", values)


def confirm(variant):
    order = variant.drafts.pop(0)
    variant.client.call_kw("sale.order", "action_confirm", [order["id"]])


def list_calls(product):
    """:return: what is measured: its name, its path in the log, what to do."""
    many = "/my/orders?sortby=date"
    confirm_path = "/web/dataset/call_kw/sale.order/action_confirm"
    return [
        ("shop list, 20 cards", "/shop", page("reader", "/shop")),
        ("product page", product, page("reader", product)),
        ("add to a cart of 10 lines", "/shop/cart/add", add_to_cart),
        ("cart page, 50 lines", "/shop/cart", page("long_cart", "/shop/cart")),
        ("confirm an order of 10 lines", confirm_path, confirm),
        ("portal, 20 orders", "/my/orders", page("reader", "/my/orders")),
        ("portal, 5,000 orders, 50 users", many, page("clerk", many)),
        (
            "portal, 5,000 invoices, 50 users",
            "/my/invoices",
            page("clerk", "/my/invoices"),
        ),
    ]


def measure(variants, calls, rounds):
    for round_number in range(WARM_UP + rounds):
        if round_number == WARM_UP:
            for variant in variants:
                variant.times.clear()
        for name, _path, act in calls:
            for variant in random.sample(variants, len(variants)):
                variant.time(name, act)


def tenth(times):
    return statistics.quantiles(times, n=10)[0]


def report(variants, calls, rounds):
    stock, *others = variants
    names = [variant.name for variant in others]
    head = ["call", f"{stock.name}, ms"]
    head += [f"{name}, median" for name in names] + [f"{name}, 10 %" for name in names]
    head += [f"queries, {variant.name}" for variant in variants]
    yield " | ".join(head)
    yield "|".join(["---"] + ["---:"] * (len(head) - 1))
    for name, path, _act in calls:
        cells = [name, f"{statistics.median(stock.times[name]) * 1000:.0f}"]
        for statistic in (statistics.median, tenth):
            base = statistic(stock.times[name])
            cells += [f"{statistic(other.times[name]) / base:.2f}" for other in others]
        cells += [str(variant.count_queries(path, rounds)) for variant in variants]
        yield " | ".join(cells)


def main(rounds, path, *descriptions):
    rounds = int(rounds)
    variants = [Variant(description) for description in descriptions]
    calls = list_calls(variants[0].article["website_url"])
    measure(variants, calls, rounds)
    table = "\n".join(report(variants, calls, rounds))
    print(table)
    Path(path).write_text(table + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
