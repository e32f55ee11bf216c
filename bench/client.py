"""A client of Odoo's pages and calls that stops at the first error."""

import sys

import requests

PEOPLE = ("admin", "reader", "short_cart", "long_cart", "clerk")  # made by shop.py


class Client:
    """One Odoo, and a logged-in session per person; logins are their passwords."""

    def __init__(self, address, database):
        self.address = address
        self.sessions = {}
        for person in PEOPLE:
            self.sessions[person] = requests.Session()
            self.sessions[person].trust_env = False
            login = {"db": database, "login": person, "password": person}
            self.call(person, "/web/session/authenticate", login)

    def get(self, person, path):
        url = self.address + path
        return self.accept(self.sessions[person].get(url, timeout=120)).text

    def call(self, person, path, params):
        """Odoo reports the error of a call with status 200."""
        url = self.address + path
        response = self.sessions[person].post(url, json={"params": params}, timeout=120)
        answer = self.accept(response).json()
        if "error" in answer:
            sys.exit(f"{path} as {person}: {answer['error']['data']['debug']}")
        return answer["result"]

    def call_kw(self, model, method, *args, **kwargs):
        values = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self.call("admin", f"/web/dataset/call_kw/{model}/{method}", values)

    def search(self, model, domain, fields):
        return self.call_kw(model, "search_read", domain, fields, order="id")

    def accept(self, response):
        if response.status_code != 200:
            sys.exit(f"{response.url}: {response.status_code} {response.text[:2000]}")
        return response
