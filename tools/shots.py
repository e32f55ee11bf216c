"""Take pictures of the demo shop as stranger, customer, staff and accountant.

Usage: shots.py ADDRESS FOLDER CHROMIUM
"""

import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
ARTICLE = "/shop?search=CY-35-5"
REGISTRATION = {
    "first_name": "Kari",
    "last_name": "Nordmann",
    "company_name": "Nordlys Elektro AS",
    "street_name": "Storgata",
    "street_number": "5",
    "zip": "0155",
    "city": "Oslo",
    "vat": "NO 999 003 028 MVA",
    "email": "kari@nordlys.example",
    "password": "lang nok her",
}


class Walk:
    """One person's way through the shop, in a browser of his own."""

    def __init__(self, browser, address, folder, login=None, password=None):
        self.page = browser.new_context(viewport=WIDE, base_url=address).new_page()
        self.folder = folder
        if login:
            self.log_in(login, password)

    def log_in(self, login, password):
        self.go("/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click(".oe_login_form button[type=submit]")
        self.settle()

    def go(self, path):
        self.page.goto(path)
        self.settle()

    def settle(self):
        self.page.wait_for_load_state("load")
        self.page.wait_for_timeout(1500)

    def click(self, selector):
        self.page.locator(selector).locator("visible=true").first.click()
        self.settle()

    def take(self, name, full_page=True):
        self.shoot(f"{name}-wide", WIDE, full_page)
        self.shoot(f"{name}-narrow", NARROW, full_page)
        self.page.set_viewport_size(WIDE)

    def shoot(self, name, size, full_page=True):
        self.page.set_viewport_size(size)
        self.page.wait_for_timeout(600)
        self.page.screenshot(path=self.folder / f"{name}.png", full_page=full_page)


def wait_for(address):
    for _second in range(120):
        try:
            return urllib.request.urlopen(f"{address}/web/login", timeout=60).read()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(1)
    sys.exit("The demo shop does not answer.")


def buyer_orders(walk):
    """From the list to the order on the portal; returns the order's portal path."""
    walk.go("/shop")
    walk.take("shop", full_page=False)
    walk.go(ARTICLE)
    walk.click(".oe_product_cart a[itemprop=url], .oe_product_cart h2 a")
    walk.take("product")
    walk.page.fill("input[name=add_qty]", "3")
    walk.click("#add_to_cart")
    walk.shoot("product-told-why", WIDE)
    walk.go("/shop?search=SP-FAN-40")
    walk.click(".oe_product_cart a[itemprop=url], .oe_product_cart h2 a")
    walk.click("#add_to_cart")
    walk.go("/shop/cart")
    walk.take("cart")
    walk.go("/shop/checkout?try_skip_step=false")
    walk.take("checkout")
    walk.go("/shop/payment")
    walk.page.locator("input[name=o_payment_radio]").first.check(force=True)
    walk.settle()
    walk.page.locator("input[name=customer_input]").first.fill("4242424242424242")
    walk.take("payment")
    walk.click("button[name=o_payment_submit_button]")
    walk.page.wait_for_url("**/shop/confirmation*", timeout=30000)
    walk.settle()
    walk.take("confirmation")
    walk.go("/my/orders")
    # Those of the demo shop are of the day on which it was made, not of that Wednesday.
    links = walk.page.locator("table a[href*='/my/orders/']")
    paths = links.evaluate_all("links => links.map((it) => it.getAttribute('href'))")
    walk.go(max(paths, key=lambda it: int(it.split("?")[0].rsplit("/", 1)[1])))
    walk.take("portal-order")
    return walk.page.url


def staff_deliver(walk, portal_order):
    """The order in the backend, its transfer, the settings."""
    number = portal_order.split("?")[0].rsplit("/", 1)[1]
    walk.go(f"/odoo/sales/{number}")
    walk.take("backend-order")
    address = walk.page.url
    walk.click(".nav-link:has-text('Other Info')")
    walk.page.locator("[name=b2b_fee_waiver_ids]").first.scroll_into_view_if_needed()
    walk.shoot("backend-order-promise", WIDE)
    walk.click("button[name=action_view_delivery]")
    walk.shoot("backend-transfer", WIDE)
    walk.click("button[name=button_validate]")
    walk.click(".modal footer .btn-primary")  # the fan kit follows in a backorder
    return address


def accountant_invoices(walk, order):
    """The invoice of the order, posted."""
    walk.go(order)
    walk.click("button#create_invoice")
    walk.click(".modal footer .btn-primary")
    walk.click("button[name=action_post]")
    walk.shoot("backend-invoice", WIDE)


def stranger_registers(walk):
    """The form of a company from abroad, filled in."""
    walk.go("/b2b/register")
    walk.page.select_option("select[name=country_id]", label="Norway")
    walk.settle()
    for name, text in REGISTRATION.items():
        walk.page.fill(f"input[name={name}]", text)
    walk.settle()
    walk.page.evaluate("window.scrollTo(0, 0)")
    walk.take("register")


def principal_decides(walk):
    """Who of the company does what, who waits, and what is locked."""
    walk.go("/my/contacts")
    walk.take("contacts")
    walk.click("a:has-text('Karim Benali')")
    walk.take("contact")
    walk.go("/my/requests/colleagues")
    walk.take("colleagues")
    walk.go("/my/account")
    walk.take("account")


def staff_decide(walk):
    """Who waits for a person, and why."""
    walk.go("/odoo/action-cats_b2b.cats_application_action_waiting")
    walk.shoot("backend-waiting", WIDE)
    walk.click(".o_data_row:has-text('VIES') .o_data_cell[name=company_name]")
    walk.shoot("backend-application", WIDE)


def staff_look_as(walk):
    """The same table for staff, and the portal as the customer sees it."""
    walk.go("/odoo/action-base.action_partner_form")
    walk.page.fill(".o_searchview_input", "Lumière Éclairage SRL")
    walk.page.keyboard.press("Enter")
    walk.settle()
    walk.click(".o_data_row .o_data_cell[name=complete_name]")
    walk.click(".nav-link:has-text('Portal Users')")
    walk.shoot("backend-rights", WIDE)


def print_order(walk, portal_order):
    """The order's PDF, as a picture of its first page."""
    path = portal_order.split("?")[0] + "?report_type=pdf"
    pdf = walk.page.context.request.get(path).body()
    command = ["pdftoppm", "-png", "-r", "80", "-singlefile", "-", "order-pdf"]
    subprocess.run(command, input=pdf, cwd=walk.folder, check=True)


def main(address, folder, chromium):
    wait_for(address)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )

        def person(*login):
            return Walk(browser, address, Path(folder), *login)

        stranger_registers(person())
        principal_decides(person("principal@lumiere.example", "demo-principal"))
        buyer = person("buyer@lumiere.example", "demo-buyer")
        portal_order = buyer_orders(buyer)
        staff = person("staff@cats.example", "demo-staff")
        staff_decide(staff)
        staff_look_as(staff)
        order = staff_deliver(staff, portal_order)
        accountant_invoices(person("accountant@cats.example", "demo-accountant"), order)
        print_order(buyer, portal_order)


if __name__ == "__main__":
    main(*sys.argv[1:])
