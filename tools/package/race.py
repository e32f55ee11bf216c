"""Two tabs change one cart at the same time, and a buyer clicks twice on "pay".

One order comes of it, with one fee. Two forms of one newcomer make one application.
Only a real server with real transactions can tell.

Usage: race.py ADDRESS DATABASE
"""

import re
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import requests
from client import Client

BUYER = "short_cart"
ARTICLES = ("PS-01", "PS-03")  # EUR 21 and 23, without a quantity rule
ROUNDS = 2


class Race:
    """One person with two tabs."""

    def __init__(self, client):
        self.client = client
        self.tabs = [self.open_tab() for _tab in range(2)]

    def open_tab(self):
        tab = requests.Session()
        tab.trust_env = False
        tab.cookies.update(self.client.sessions[BUYER].cookies)
        return tab

    def run(self, path, *params):
        """Call a path in each tab at once; the answers, errors among them."""
        start = Barrier(len(self.tabs))

        def call(tab, values):
            start.wait()
            url = self.client.address + path
            return tab.post(url, json={"params": values}, timeout=120).json()

        with ThreadPoolExecutor(len(self.tabs)) as pool:
            return list(pool.map(call, self.tabs, params))


def find_orders(client, **values):
    domain = [("partner_id.name", "=", BUYER)]
    domain += [(name, "=", value) for name, value in values.items()]
    names = ["state", "amount_total", "order_line", "transaction_ids"]
    return client.search("sale.order", domain, names)


def read_lines(client, order):
    names = ["b2b_fee_type", "product_uom_qty", "is_delivery", "price_unit"]
    return client.search("sale.order.line", [("id", "in", order["order_line"])], names)


def empty_cart(client):
    (cart,) = find_orders(client, state="draft")
    client.call_kw("sale.order.line", "unlink", cart["order_line"])


def change_cart(client, race):
    """Each tab adds another article; nothing is lost, and the fee stands once."""
    articles = [("default_code", "in", ARTICLES)]
    products = client.search("product.product", articles, ["product_tmpl_id"])
    calls = [
        {
            "product_id": product["id"],
            "product_template_id": product["product_tmpl_id"][0],
            "quantity": 1,
        }
        for product in products
    ]
    for number in range(1, ROUNDS + 1):
        answers = race.run("/shop/cart/add", *calls)
        assert all("result" in answer for answer in answers), answers
        (cart,) = find_orders(client, state="draft")
        lines = read_lines(client, cart)
        goods = [line for line in lines if not line["b2b_fee_type"]]
        assert [line["product_uom_qty"] for line in goods] == [number] * 2, lines
        assert len(lines) - len(goods) == 1, f"one fee, not: {lines}"
    return cart


def click_twice(client, race, cart):
    """Both clicks of the button reach the server at once."""
    carriers = [("is_published", "=", True)]
    (carrier,) = client.search("delivery.carrier", carriers, ["name"])
    client.call(BUYER, "/shop/set_delivery_method", {"dm_id": carrier["id"]})
    page = client.get(BUYER, "/shop/payment")
    token = re.search(r'data-access-token="([^"]+)"', page).group(1)
    providers = [("custom_mode", "=", "wire_transfer"), ("state", "=", "enabled")]
    (provider,) = client.search("payment.provider", providers, ["payment_method_ids"])
    (before,) = find_orders(client, state="draft")
    click = {
        "provider_id": provider["id"],
        "payment_method_id": provider["payment_method_ids"][0],
        "token_id": None,
        "amount": before["amount_total"],
        "flow": "redirect",
        "tokenization_requested": False,
        "landing_route": "/shop/payment/validate",
        "access_token": token,
    }
    answers = race.run(f"/shop/payment/transaction/{cart['id']}", click, click)
    references = [
        answer["result"]["reference"] for answer in answers if "result" in answer
    ]
    assert references, answers
    for reference in references:
        for tab in race.tabs:
            url = client.address + "/payment/custom/process"
            client.accept(tab.post(url, data={"reference": reference}, timeout=120))
    client.call(BUYER, "/payment/status/poll", {})  # as the page after it does
    client.get(BUYER, "/shop/payment/validate")
    return before


def check_order(client, before):
    """One order, of the amount that was shown, with one fee."""
    drafts = find_orders(client, state="draft")
    assert not drafts, f"a cart is left over: {drafts}"
    (order,) = find_orders(client, state="sent")
    assert order["amount_total"] == before["amount_total"], (order, before)
    fees = [line for line in read_lines(client, order) if line["b2b_fee_type"]]
    assert len(fees) == 1, fees


def fill_in(client, email):
    """:return: a stranger's session, and the form that he is about to send."""
    stranger = requests.Session()
    stranger.trust_env = False
    page = client.accept(stranger.get(f"{client.address}/b2b/register", timeout=120))
    token = re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)
    (country,) = client.search("res.country", [("code", "=", "BE")], ["id"])
    return stranger, {
        "csrf_token": token,
        "first_name": "Ada",
        "last_name": "Lumière",
        "company_name": "Lumière & Fils",
        "country_id": country["id"],
        "vat": "BE0477472701",
        "street_name": "Rue Haute",
        "street_number": "1",
        "zip": "1000",
        "city": "Bruxelles",
        "email": email,
        "password": "a long one",
    }


def register_twice(client, email="race@lumiere.example"):
    """Both forms reach the server at once; both hear the same, one is kept."""
    forms = [fill_in(client, email) for _form in range(2)]
    start = Barrier(len(forms))

    def send(stranger, form):
        start.wait()
        url = f"{client.address}/b2b/register"
        return client.accept(stranger.post(url, data=form, timeout=120)).url

    with ThreadPoolExecutor(len(forms)) as pool:
        pages = set(pool.map(send, *zip(*forms, strict=True)))
    assert pages == {f"{client.address}/b2b/register/thanks"}, pages
    mailbox = [("email_normalized", "=", email)]
    kept = client.search("cats.application", mailbox, ["state"])
    assert len(kept) == 1, f"one application, not: {kept}"


def main(address, database):
    client = Client(address, database)
    race = Race(client)
    empty_cart(client)
    cart = change_cart(client, race)
    check_order(client, click_twice(client, race, cart))
    register_twice(client)


if __name__ == "__main__":
    main(*sys.argv[1:])
