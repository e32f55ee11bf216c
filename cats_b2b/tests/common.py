from datetime import datetime, timedelta
from itertools import count

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

_VAT_NUMBERS = count(9990001)


class CatsB2bCommon(TransactionCase):
    """A seller with one B2B website and the people who use it; no demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        # Those of a demo shop must not mingle with ours.
        cls.env["cats.change.request"].search([]).unlink()
        cls.env["cats.application"].search([]).unlink()
        cls._create_seller()
        cls._create_customers()
        cls._create_staff()
        cls.product = cls._create_product("Power supply 24 V", 25.0)

    @classmethod
    def _create_seller(cls):
        cls.eur = cls.env.ref("base.EUR")
        cls.eur.write({"active": True, "position": "after", "symbol": "€"})
        cls.country = cls.env.ref("base.be")
        cls.calendar = cls.env["resource.calendar"].create(
            {
                "name": "Dispatch, Monday to Friday",
                "tz": "Europe/Brussels",
                "company_id": False,
                "attendance_ids": [
                    Command.create(
                        {
                            "name": f"Day {day}",
                            "dayofweek": str(day),
                            "hour_from": 8,
                            "hour_to": 17,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )
        cls.company = cls.env["res.company"].create(
            {
                "name": "B2B Seller",
                "currency_id": cls.eur.id,
                "country_id": cls.country.id,
                "resource_calendar_id": cls.calendar.id,
            }
        )
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
                "group_ids": [
                    Command.link(cls.env.ref("cats_b2b.group_quantity_override").id)
                ],
            }
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.company = cls.company.with_env(cls.env)
        cls.calendar = cls.calendar.with_env(cls.env)
        cls._prepare_accounting()
        cls.tax = cls._create_tax(21.0)
        cls.fee_product = cls.env["product.product"].create(
            {
                "name": "Fee for small orders",
                "type": "service",
                "invoice_policy": "order",
                "list_price": 10.0,
                "taxes_id": [Command.set(cls.tax.ids)],
                "company_id": cls.company.id,
                "sale_ok": False,
            }
        )
        cls.company.b2b_small_order_product_id = cls.fee_product
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)]
        )
        cls.warehouse.b2b_calendar_id = cls.calendar
        cls.website = cls.env["website"].create(
            {
                "name": "B2B shop",
                "company_id": cls.company.id,
                "warehouse_id": cls.warehouse.id,
                "b2b_enabled": True,
                # The first website answers requests to an unknown host.
                "sequence": -1,
            }
        )
        cls.pricelist = cls._create_pricelist(cls.eur, website_id=cls.website.id)

    @classmethod
    def _prepare_accounting(cls):
        """Hook for tests that post invoices; a chart of accounts drops old taxes."""

    @classmethod
    def _create_pricelist(cls, currency, **values):
        return cls.env["product.pricelist"].create(
            {
                "name": f"List prices in {currency.name}",
                "currency_id": currency.id,
                "company_id": cls.company.id,
                **values,
            }
        )

    @classmethod
    def _create_currency(cls, name, **rates):
        """Activate a currency; rates (per euro) come by day, such as d20260101=1.25."""
        currency = cls.env.ref(f"base.{name}")
        currency.active = True
        currency.rate_ids.unlink()
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": cls.company.id,
                    "name": f"{day[1:5]}-{day[5:7]}-{day[7:]}",
                    "company_rate": rate,
                }
                for day, rate in rates.items()
            ]
        )
        return currency

    @classmethod
    def _create_customers(cls):
        cls.customer = cls._create_customer("Lumière SA")
        cls.buyer = cls._create_portal_user("buyer", cls.customer)
        cls.stranger = cls._create_portal_user(
            "stranger", cls._create_customer("Elsewhere BV")
        )

    @classmethod
    def _create_staff(cls):
        company = {"company_id": cls.company.id, "company_ids": cls.company.ids}
        cls.salesman = new_test_user(
            cls.env,
            "b2b_salesman",
            groups="sales_team.group_sale_salesman_all_leads",
            **company,
        )
        cls.manager = new_test_user(
            cls.env, "b2b_manager", groups="sales_team.group_sale_manager", **company
        )

    @classmethod
    def _create_customer(cls, name):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "company_id": cls.company.id,
                "street": "Rue Haute 1",
                "zip": "1000",
                "city": "Bruxelles",
                "country_id": cls.country.id,
                "email": "office@example.com",
                "property_product_pricelist": cls.pricelist.id,
                "phone": "+32 2 000 00 00",
                "vat": cls._make_vat(),
            }
        )

    @classmethod
    def _make_vat(cls):
        """:return: another Belgian VAT number each time, with its check digits."""
        number = next(_VAT_NUMBERS)
        return f"BE{number * 100 + 97 - number % 97:010}"

    @classmethod
    def _create_portal_user(cls, login, company, role="full"):
        """Create a customer's user with the rights of a shipped role."""
        user = new_test_user(
            cls.env,
            f"b2b_{login}",
            password=f"b2b_{login}",
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=cls.company.ids,
        )
        user.partner_id.write(
            {
                "parent_id": company.id,
                "company_id": cls.company.id,
                "type": "contact",
                "email": f"{login}@example.com",
                "phone": "+32 2 000 00 01",
                "street": company.street,
                "zip": company.zip,
                "city": company.city,
                "country_id": company.country_id.id,
            }
        )
        user._set_b2b_role(cls.env.ref(f"cats_b2b.cats_role_{role}"))
        return user

    @classmethod
    def _create_tax(cls, amount, **values):
        return cls.env["account.tax"].create(
            {
                "name": f"{amount} % goods",
                "amount": amount,
                "type_tax_use": "sale",
                "company_id": cls.company.id,
                "country_id": cls.country.id,
                "tax_group_id": cls.env["account.tax.group"]
                .create(
                    {
                        "name": f"VAT {amount}",
                        "company_id": cls.company.id,
                        "country_id": cls.country.id,
                    }
                )
                .id,
                **values,
            }
        )

    @classmethod
    def _create_product(cls, name, price, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "type": "consu",
                # Without a company its price is in the main company's currency.
                "company_id": cls.company.id,
                "is_storable": True,
                "invoice_policy": "delivery",
                "taxes_id": [Command.set(cls.tax.ids)],
                "website_published": True,
                "allow_out_of_stock_order": True,
                **values,
            }
        )

    @classmethod
    def _add_stock(cls, product, quantity, warehouse=None):
        location = (warehouse or cls.warehouse).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, location, quantity)
        product.invalidate_recordset(["free_qty"])

    @classmethod
    def _create_holiday(cls, name, day, calendar=None):
        """Close the calendar on a whole local day (Brussels, in winter time)."""
        start = datetime.combine(day, datetime.min.time()) - timedelta(hours=1)
        return cls.env["resource.calendar.leaves"].create(
            {
                "name": name,
                "calendar_id": (calendar or cls.calendar).id,
                "company_id": cls.company.id,
                "date_from": start,
                "date_to": start + timedelta(days=1, seconds=-1),
            }
        )

    @classmethod
    def _create_cart(cls, *lines):
        """Create a website cart of the buyer; lines are (product, quantity)."""
        return cls._create_order(*lines, website_id=cls.website.id)

    @classmethod
    def _create_order(cls, *lines, **values):
        """Create a draft of the buyer; lines are (product, quantity)."""
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.buyer.partner_id.id,
                "company_id": cls.company.id,
                "order_line": [
                    Command.create(
                        {"product_id": product.id, "product_uom_qty": quantity}
                    )
                    for product, quantity in lines
                ],
                **values,
            }
        )

    def _prepare_optional_section(self, sequence):
        return Command.create(
            {
                "name": "Options",
                "display_type": "line_section",
                "is_optional": True,
                "sequence": sequence,
            }
        )

    def assertText(self, text, expected):
        """Compare texts whatever blanks the language puts into numbers and times."""
        self.assertEqual(" ".join(text.replace("\u202f", " ").split()), expected)

    def _get_fee_lines(self, order):
        return order.order_line.filtered(lambda line: line.b2b_fee_type)

    def _waive(self, order, user, fee_type="small_order", reason="Old friend"):
        """Waive a fee of an order, as a member of the staff does on its form."""
        values = {"fee_type": fee_type, "reason": reason}
        order.with_user(user).b2b_fee_waiver_ids = [Command.create(values)]

    def _get_goods_lines(self, order):
        return order.order_line.filtered(lambda line: line._is_b2b_article())
