import csv
from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import file_open

LANGUAGES = ["fr_BE", "nl_BE", "nb_NO"]
COLOURS = {
    "o-color-1": "#17508A",
    "o-color-2": "#F28C28",
    "o-color-3": "#F3F5F8",
    "o-color-4": "#FFFFFF",
    "o-color-5": "#16212E",
}
# What Brussels has ordered: article, quantity, days until it is expected.
GOODS_ON_ORDER = [
    ("product_bi_240_48", 40, 6),
    ("product_la_24_24", 96, 9),
    ("product_mp_90_55", 24, 13),
]
# Newcomers who wait: for staff, since VIES does not know the number; for the principal
# user of a known customer; for VIES, which does not answer.
APPLICATIONS = [
    {
        "company_name": "Lichtpunt Installaties B.V.",
        "vat": "NL999003008B01",
        "vies_state": "invalid",
        "country": "base.nl",
        "zip": "3011 AB",
        "city": "Rotterdam",
        "street_name": "Wijnhaven",
        "street_number": "21",
        "first_name": "Joris",
        "last_name": "Bakker",
        "email": "joris@lichtpunt.example",
        "lang": "nl_BE",
    },
    {
        "company_name": "Lumière Éclairage",
        "vat": "BE0999020420",
        "vies_state": "valid",
        "country": "base.be",
        "zip": "5000",
        "city": "Namur",
        "street_name": "Rue de la Station",
        "street_number": "12",
        "first_name": "Sophie",
        "last_name": "Renard",
        "email": "sophie@lumiere.example",
        "lang": "fr_BE",
    },
    {
        "company_name": "Elektro Hansen GmbH",
        "vat": "DE999003015",
        "vies_state": "wait",
        "vies_tries": 1,
        "vies_error": "MS_UNAVAILABLE",
        "country": "base.de",
        "zip": "50667",
        "city": "Köln",
        "street_name": "Domstraße",
        "street_number": "4",
        "first_name": "Britta",
        "last_name": "Hansen",
        "email": "britta@hansen.example",
        "lang": "en_US",
    },
]
# What people of Lumière ordered or asked a price for: who, article, quantity, state.
# The first order has left and is invoiced.
SALES = [
    ("lumiere_buyer", "product_al_60_24", 12, "delivered"),
    ("lumiere_principal", "product_bi_240_48", 4, "sale"),
    ("lumiere_buyer", "product_la_24_24", 30, "sent"),
]
# What was delivered to Lumière before, with serial numbers where there are any: who,
# article, numbers or quantity, days since. The second warranty ends soon, the third has
# ended.
UNITS = [
    ("lumiere_buyer", "product_bi_960_48", ["BI96-2608-0117", "BI96-2608-0118"], 96),
    ("lumiere_principal", "product_bi_960_48", ["BI96-2112-0042"], 1780),
    ("lumiere_buyer", "product_sp_plug_5", 12, 900),
    ("lumiere_buyer", "product_bi_960_48", ["BI96-2610-0231"], 12),
]
# The system's own fonts: the shop asks no font server of others.
FONTS = {
    name: "'SYSTEM_FONTS'"
    for name in ("font", "headings-font", "navbar-font", "buttons-font")
}


def pre_init_hook(env):
    """Prepare what the data files build upon: Belgian accounts, then the languages."""
    company = env.ref("base.main_company")
    if company._existing_accounting():
        raise UserError(
            env._(
                "The demo shop turns the main company into a made-up one: install it "
                "in an empty database, not where invoices exist."
            )
        )
    _load_chart(env, company)
    _activate_languages(env)


def post_init_hook(env):
    """Finish what data files cannot say: stock, bank account, alternatives, style."""
    _put_stock(env)
    _order_goods(env)
    _link_alternatives(env)
    _set_bank_account(env)
    _style_website(env)
    _receive_applications(env)
    _receive_change_request(env)
    _sell(env)
    _sell_units(env)
    _take_returns(env)
    # Somebody who has left the company; his orders would stay.
    env.ref("cats_b2b_demo.user_lumiere_former").active = False


def _load_chart(env, company):
    """Load the Belgian chart first, so that articles and fees get its taxes."""
    # Where `account` is installed in the same go, a generic chart waits to be loaded
    # at the end: it would replace this one and its taxes.
    vars(env.registry).pop("_auto_install_template", None)
    company.country_id = env.ref("base.be")
    env["account.chart.template"]._load("be_comp", company, install_demo=False)


def _activate_languages(env):
    for code in LANGUAGES:
        env["res.lang"]._activate_lang(code)
    modules = env["ir.module.module"].search([("state", "=", "installed")])
    modules._update_translations(LANGUAGES)


def _put_stock(env):
    """Count the articles in both warehouses, as an inventory does."""
    locations = {
        "brussels": env.ref("stock.warehouse0").lot_stock_id,
        "venlo": env.ref("cats_b2b_demo.warehouse_venlo").lot_stock_id,
    }
    with file_open("cats_b2b_demo/data/stock.csv") as table:
        counts = [
            {
                "product_id": _get_variant(env, row["article"]).id,
                "location_id": location.id,
                "inventory_quantity": float(row[place]),
            }
            for row in csv.DictReader(table)
            for place, location in locations.items()
            if float(row[place])
        ]
    quants = env["stock.quant"].with_context(inventory_mode=True).create(counts)
    quants.action_apply_inventory()


def _order_goods(env):
    """Order from suppliers some of what Brussels has run out of."""
    warehouse = env.ref("stock.warehouse0")
    supplier = env.ref("stock.stock_location_suppliers")
    for name, quantity, days in GOODS_ON_ORDER:
        article = _get_variant(env, name)
        receipt = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.in_type_id.id,
                "location_id": supplier.id,
                "location_dest_id": warehouse.lot_stock_id.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": article.id,
                            "product_uom": article.uom_id.id,
                            "product_uom_qty": quantity,
                            "location_id": supplier.id,
                            "location_dest_id": warehouse.lot_stock_id.id,
                        }
                    )
                ],
            }
        )
        receipt.scheduled_date = fields.Datetime.now() + timedelta(days=days)
        receipt.action_confirm()


def _get_variant(env, name):
    return env.ref(f"cats_b2b_demo.{name}").product_variant_id


def _link_alternatives(env):
    """Offer the other articles of a family, which share the start of their numbers."""
    categories = env.ref("cats_b2b_demo.public_category_accessories").child_id
    articles = env["product.template"].search(
        [("is_published", "=", True), ("public_categ_ids", "not in", categories.ids)]
    )
    families = articles.grouped(lambda article: article.default_code.split("-")[0])
    for family in families.values():
        for article in family:
            article.alternative_product_ids = family - article


def _set_bank_account(env):
    """Name the bank account that customers transfer to."""
    company = env.ref("base.main_company")
    journal = env["account.journal"].search(
        [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
    )
    journal.bank_account_id = env.ref("cats_b2b_demo.bank_account")
    env.ref("payment.payment_provider_transfer").action_recompute_pending_msg()


def _style_website(env):
    """Set the logo's colours and plain fonts, as the website editor would."""
    website = env.ref("website.default_website")
    assets = env["website.assets"].with_context(website_id=website.id)
    options = "/website/static/src/scss/options"
    colours = f"{options}/colors/user_color_palette.scss"
    assets.make_scss_customization(colours, dict(COLOURS))
    assets.make_scss_customization(f"{options}/user_values.scss", dict(FONTS))


def _receive_applications(env):
    """Let newcomers register, some days ago, and decide about them as the job does."""
    website = env.ref("website.default_website")
    for days, values in enumerate(APPLICATIONS):
        country = env.ref(values["country"])
        application = env["cats.application"].create(
            {
                **{name: value for name, value in values.items() if name != "country"},
                "country_id": country.id,
                "website_id": website.id,
                "origin": "visitor",
                "state": "pending",
                "waits_for": "check",
                # Asked once a day, so that the shop runs without a way out.
                "vies_next_try": fields.Datetime.now() + timedelta(days=1),
            }
        )
        application._decide()
        application.waiting_since = fields.Datetime.now() - timedelta(days=days + 1)


def _receive_change_request(env):
    """Let a principal user ask for another billing address."""
    principal = env.ref("cats_b2b_demo.user_bertin_principal")
    requests = env["cats.change.request"].with_user(principal)
    requests._ask("billing", {"street": "3 quai de la Deûle", "zip": "59800"}, "")


def _sell(env):
    """Sell to colleagues of one company, so that each sees what is his to see."""
    website = env.ref("website.default_website")
    for name, article, quantity, state in SALES:
        order = env["sale.order"].create(
            {
                "partner_id": env.ref(f"cats_b2b_demo.partner_{name}").id,
                "website_id": website.id if state != "sent" else False,
                "user_id": env.ref("cats_b2b_demo.user_staff").id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": _get_variant(env, article).id,
                            "product_uom_qty": quantity,
                        }
                    )
                ],
            }
        )
        if state == "sent":
            order.action_quotation_sent()
            continue
        order.action_confirm()
        if state == "delivered":
            _deliver(order)
            order._create_invoices().action_post()


def _sell_units(env):
    """Let Lumière own articles whose warranty runs, ends soon and has ended."""
    env.ref("cats_b2b_demo.product_bi_960_48").tracking = "serial"
    for name, article, goods, days in UNITS:
        product = _get_variant(env, article)
        names = goods if isinstance(goods, list) else []
        order = env["sale.order"].create(
            {
                "partner_id": env.ref(f"cats_b2b_demo.partner_{name}").id,
                "website_id": env.ref("website.default_website").id,
                "client_order_ref": f"LUM-{days}",
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": len(names) or goods,
                        }
                    )
                ],
            }
        )
        _put_serials(env, product, order.warehouse_id, names)
        order.action_confirm()
        _deliver(order)
        past = fields.Datetime.now() - timedelta(days=days)
        order.date_order = past - timedelta(days=1)
        order.picking_ids.date_done = past


def _take_returns(env):
    """Let a buyer claim goods: one claim waits for staff, one for his choice."""
    buyer = env.ref("cats_b2b_demo.user_lumiere_buyer")
    staff = env.ref("cats_b2b_demo.user_staff")
    _claim(env, buyer, "product_al_60_24", "2", "Two of the twelve stay dark.")
    line = _claim(env, buyer, "product_bi_960_48", "1", "The fan runs, no output.")
    line.return_id.with_user(staff)._decide(line.with_user(staff))
    receipt = line.rma_id.reception_move_id
    receipt.write({"quantity": 1, "picked": True})
    receipt.move_line_ids.lot_id = line.lot_id
    receipt.picking_id.button_validate()
    line.with_user(staff)._inspect(
        {"verdict": "defective", "inspection_note": "No output voltage at the clamps."}
    )


def _claim(env, user, article, quantity, description):
    """Claim the newest delivery of an article as dead on arrival."""
    product = _get_variant(env, article)
    claims = env["cats.return"].with_user(user)
    units = [one for one in claims._get_claimables() if one.product == product]
    reason = env.ref("cats_b2b.return_reason_doa").id
    typed = {
        "reason": str(reason),
        "quantity": quantity,
        "description": description,
    }
    claim, errors = claims._claim({"units": {units[0].id: typed}})
    if errors:
        raise UserError(str(errors))
    return claim.line_ids


def _put_serials(env, product, warehouse, names):
    lots = env["stock.lot"].create(
        [{"name": name, "product_id": product.id} for name in names]
    )
    for lot in lots:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 1, lot_id=lot
        )


def _deliver(order):
    for transfer in order.picking_ids:
        for move in transfer.move_ids:
            move.write({"quantity": move.product_uom_qty, "picked": True})
        transfer.button_validate()
